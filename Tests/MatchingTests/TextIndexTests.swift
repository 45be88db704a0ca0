import Testing

@testable import Matching

struct TextIndexTests {
    private static let size = 240

    private static func world(seed: UInt64, sampleSize: Int = 60) -> (TextWorld, TextIndex, TextReference) {
        var world = TextWorld(seed: seed)
        let documents = (1...Int64(size)).map { world.document($0) }
        let organizations = (0..<Int64(12)).map { world.organization($0) }
        var builder = TextIndex.Builder(sampleSize: sampleSize)
        for organization in organizations { builder.add(organization) }
        for document in documents { builder.add(document) }
        let index = builder.build()
        return (world, index, TextReference(documents, organizations))
    }

    private static func expect(
        _ index: TextIndex,
        _ reference: TextReference,
        _ words: [String],
        _ filter: SearchFilter,
        _ sort: SearchSort,
        offset: Int = 0,
        limit: Int = .max
    ) {
        let request = SearchRequest(
            SearchQuery(words.joined(separator: " ")),
            filter: filter,
            sort: sort,
            offset: offset,
            limit: limit
        )
        let answer = index.search(request)
        let expected = reference.ids(words, filter, sort)
        #expect(answer.total == expected.count, "\(words) \(filter)")
        #expect(answer.ids == Array(expected.dropFirst(offset).prefix(limit)), "\(words) \(filter) \(sort)")
        #expect(answer.facets == reference.facets(words, filter), "\(words) \(filter)")
    }

    @Test(arguments: [60, 10_000])
    func `random questions get what a scan with contains gets`(sampleSize: Int) {
        var (world, index, reference) = Self.world(seed: 7, sampleSize: sampleSize)
        let sorts: [SearchSort] = [.newest, .oldest, .deadline, .moneyMost, .moneyLeast]
        var found = 0
        for _ in 0..<100 {
            let words = world.words()
            let filter = world.below(2) == 0 ? SearchFilter(archive: .included) : world.filter()
            Self.expect(index, reference, words, filter, world.pick(sorts))
            if !words.isEmpty { found += reference.hits(words, filter).count }
        }
        // The questions are worth asking.
        #expect(found > 300)
    }

    @Test
    func
        `relevance weighs titles above keywords, organizations and summaries, and rare words above common ones`()
    {
        var (world, index, reference) = Self.world(seed: 11)
        for _ in 0..<40 {
            let words = (0..<(1 + world.below(3))).map { _ in
                world.pick(["轴承", "石墨", "电池", "技术", "处理", "智能"])
            }
            Self.expect(index, reference, words, world.filter(), .relevance)
            Self.expect(index, reference, words, SearchFilter(archive: .included), .relevance)
        }
    }

    @Test
    func `pages follow each other without gap or repetition`() {
        let (_, index, reference) = Self.world(seed: 3)
        for sort in SearchSort.allCases {
            let all = reference.ids(["石墨"], SearchFilter(), sort)
            var pages: [Int64] = []
            for offset in stride(from: 0, to: all.count + 7, by: 7) {
                let request = SearchRequest(SearchQuery("石墨"), sort: sort, offset: offset, limit: 7)
                pages += index.search(request).ids
            }
            #expect(pages == all)
        }
    }

    @Test
    func `changes are found at once, as in an index built anew`() {
        var (world, index, reference) = Self.world(seed: 5)
        let sorts: [SearchSort] = [.newest, .oldest, .deadline, .moneyMost, .moneyLeast]
        for round in 0..<12 {
            let changes = (0..<15).map { _ -> TextIndex.Change in
                switch world.below(6) {
                case 0: .remove(Int64(world.below(Self.size) + 1))
                case 1: .setOrganization(world.organization(Int64(world.below(14))))
                default: .set(world.document(Int64(world.below(Self.size + 200) + 1)))
                }
            }
            index.update(changes)
            for change in changes { reference.apply(change) }
            #expect(index.count == reference.documents.count)
            for _ in 0..<12 {
                let filter = world.below(2) == 0 ? SearchFilter(archive: .included) : world.filter()
                let offset = world.below(3) == 0 ? world.below(120) : 0
                Self.expect(
                    index,
                    reference,
                    world.words(),
                    filter,
                    world.pick(sorts),
                    offset: offset,
                    limit: 1 + world.below(60)
                )
            }
            if round % 4 == 3 {
                index = index.compacted()
                #expect(index.pendingChanges == 0)
                Self.expect(index, reference, ["轴承", "技术"], SearchFilter(archive: .included), .relevance)
            }
        }
    }

    @Test
    func `pages by relevance mix what was changed with what was not`() {
        var (world, index, _) = Self.world(seed: 9)
        index.update((1...60).map { _ in .set(world.document(Int64(world.below(340) + 1))) })
        let all = index.search(SearchRequest(SearchQuery("石墨"), limit: .max)).ids
        var pages: [Int64] = []
        for offset in stride(from: 0, to: all.count, by: 9) {
            pages += index.search(SearchRequest(SearchQuery("石墨"), offset: offset, limit: 9)).ids
        }
        #expect(pages == all)
        #expect(Set(all) == Set(index.compacted().search(SearchRequest(SearchQuery("石墨"), limit: .max)).ids))
    }

    @Test
    func `a snapshot stays as it was`() {
        var (world, index, reference) = Self.world(seed: 13)
        let snapshot = index
        index.update((1...50).map { .remove(Int64($0)) })
        index.update((900...950).map { .set(world.document(Int64($0))) })
        index.update([.setOrganization(SearchOrganization(id: 1, names: ["轴承厂"]))])
        Self.expect(snapshot, reference, ["轴承"], SearchFilter(archive: .included), .newest)
        #expect(index.count == Self.size + 1)
    }

    @Test
    func `of several records with one id the last is kept`() {
        var builder = TextIndex.Builder()
        builder.add(SearchDocument(id: 2, title: "轴承"))
        builder.add(SearchDocument(id: 1, title: "电池"))
        builder.add(SearchDocument(id: 2, title: "石墨"))
        let index = builder.build()
        #expect(index.search(SearchRequest(SearchQuery("轴承"))).total == 0)
        #expect(index.search(SearchRequest(SearchQuery("石墨"))).ids == [2])
        #expect(index.count == 2)
    }
}

struct SearchQueryTests {
    private static let index: TextIndex = {
        var builder = TextIndex.Builder()
        builder.add(SearchOrganization(id: 1, names: ["湖北师范大学", "湖师大"]))
        builder.add(
            SearchDocument(
                id: 1,
                title: "基于PLC控制的热处理炉",
                keywords: ["温度 控制", "GB/T 4754"],
                summary: "采用Ｃ++编写，支持3D打印；见 smart factory。",
                references: ["CG-2021-0001", "旧编号 7"],
                organization: 1
            )
        )
        builder.add(SearchDocument(id: 2, title: "处理热的办法", summary: "plc2000，C语言，45#钢"))
        return builder.build()
    }()

    private static func ids(_ text: String) -> [Int64] {
        index.search(SearchRequest(SearchQuery(text), sort: .oldest)).ids
    }

    @Test(arguments: [
        ("plc", [1, 2]), ("ＰＬＣ", [1, 2]), ("PLC控制", [1]), ("pl", [1, 2]), ("lc", []), ("plc20", [2]),
        ("plc2001", []),
        ("热处理", [1]), ("热 处理", [1, 2]), ("处理，热", [1, 2]), ("炉 控制 plc", [1]), ("炉", [1]), ("热", [1, 2]),
        ("gb/t 4754", [1]), ("GB/T4754", []), ("\"gb/t 4754\"", [1]), ("“温度 控制”", [1]), ("\"控制 温度\"", []),
        ("art", []), ("fact", [1]), ("c++", [1]), ("c", [1, 2]), ("45#", [2]), ("45#钢", [2]), ("5", []),
        ("3d", [1]),
        ("d打印", [1]), ("湖师大", [1]), ("师范 plc", [1]), ("cg-2021-0001", [1]), ("ＣＧ－２０２１－０００１", [1]),
        ("cg-2021-000", []), ("2021", []), ("\"旧编号 7\"", [1]), ("旧编号", []), ("控制GB", []), ("\"热处理 炉", []),
        ("（热处理）", [1]), ("-热处理-", [1]), ("石墨", []), ("", [1, 2]), ("  \u{3000}\n", [1, 2]),
    ])
    func `a word finds what people expect of it`(text: String, expected: [Int64]) {
        #expect(Self.ids(text) == expected, "\(text)")
    }

    @Test(arguments: ["，。", "\"\"", "+++", "——", "？ ！", "🙂\u{200B}".replacing("🙂", with: "·")])
    func `punctuation alone finds nothing and says so`(text: String) {
        let query = SearchQuery(text)
        #expect(query.isUnsearchable)
        #expect(!query.isEmpty)
        #expect(
            Self.index.search(SearchRequest(query)) == SearchAnswer(total: 0, ids: [], facets: SearchFacets())
        )
    }

    @Test
    func `long, hostile and repetitive texts are searched like any other`() {
        let long = String(repeating: "热处理", count: 4_000)
        #expect(Self.ids(long) == [])
        #expect(Self.ids(String(repeating: "热处理 ", count: 4_000)) == [1])
        #expect(Self.ids(String(repeating: "\"", count: 9_999)) == [])
        #expect(Self.ids("a" + String(repeating: "\u{301}", count: 5_000)) == [])
        var index = Self.index
        index.update([.set(SearchDocument(id: 3, title: "轴", summary: long + "承"))])
        for index in [index, index.compacted()] {
            #expect(index.search(SearchRequest(SearchQuery(long + "承"))).ids == [3])
            #expect(index.search(SearchRequest(SearchQuery("理承"))).ids == [3])
        }
    }

    @Test
    func `pages far behind the last are empty and still know the total`() {
        for offset in [2, 1_000, Int.max] {
            let answer = Self.index.search(SearchRequest(offset: offset, limit: .max))
            #expect(answer.total == 2)
            #expect(answer.ids.isEmpty)
        }
        #expect(Self.index.search(SearchRequest(offset: -5, limit: -1)).ids.isEmpty)
    }

    @Test
    func `an empty index answers`() {
        let answer = TextIndex().search(SearchRequest(SearchQuery("热处理 plc")))
        #expect(answer == SearchAnswer(total: 0, ids: [], facets: SearchFacets()))
        #expect(TextIndex().compacted().count == 0)
    }

    @Test(arguments: [
        ("plc 控制", "基于ＰＬＣ控制的", ["ＰＬＣ控制"]), ("热 理", "热处理", ["热", "理"]), ("art", "smart art", ["art"]),
        ("石墨烯", "石墨", []), ("\"a b\"", "x a \n b y", ["a \n b"]), ("é", "cafe\u{301} e\u{301}", ["e\u{301}"]),
        ("", "热", []),
    ])
    func `places say where to mark the words`(text: String, shown: String, expected: [String]) {
        let units = Array(shown.utf16)
        let marked = SearchQuery(text).places(in: shown).map { String(decoding: units[$0], as: UTF16.self) }
        #expect(marked == expected)
    }
}
