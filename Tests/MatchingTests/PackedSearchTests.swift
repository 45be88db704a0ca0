import Testing

@testable import Matching

/// A search index as sections of numbers and back.
struct PackedSearchTests {
    private static func index(_ seed: UInt64, sampleSize: Int = 60) -> (world: TextWorld, index: TextIndex) {
        var world = TextWorld(seed: seed)
        var builder = TextIndex.Builder(sampleSize: sampleSize)
        for number in 0..<Int64(12) { builder.add(world.organization(number)) }
        for number in 1...Int64(200) { builder.add(world.document(number)) }
        return (world, builder.build())
    }

    private static func answers(_ index: TextIndex, _ world: TextWorld, count: Int = 60) -> [SearchAnswer] {
        var world = world
        return (0..<count).map { _ in
            let text = world.words().joined(separator: " ")
            let request = SearchRequest(
                SearchQuery(text),
                filter: world.filter(),
                sort: world.pick(SearchSort.allCases),
                limit: .max
            )
            return index.search(request)
        }
    }

    @Test(arguments: [60, 10_000])
    func `what comes back finds the same, and goes on as the other does`(sampleSize: Int) throws {
        var (world, index) = Self.index(1, sampleSize: sampleSize)
        let source = try PackedMemory(try #require(index.packed))
        var back = try TextIndex(unpacking: source)
        #expect(back.count == 200 && Self.answers(back, world) == Self.answers(index, world))
        let again = try PackedMemory(try #require(back.packed))
        #expect(again.sections.mapValues(\.bytes) == source.sections.mapValues(\.bytes))
        let changes: [TextIndex.Change] =
            [.remove(9), .setOrganization(world.organization(3)), .setOrganization(world.organization(40))]
            + (190...230).map { .set(world.document($0)) }
        index.update(changes)
        back.update(changes)
        #expect(back.packed == nil, "only what is in one part is packed")
        #expect(Self.answers(back, world) == Self.answers(index, world))
        (index, back) = (index.compacted(), back.compacted())
        #expect(Self.answers(back, world) == Self.answers(index, world))
        #expect(try TextIndex(unpacking: PackedMemory(try #require(back.packed))).count == back.count)
    }

    @Test func `an empty index comes back`() throws {
        let source = try PackedMemory(try #require(TextIndex().packed))
        #expect(try TextIndex(unpacking: source).search(SearchRequest(SearchQuery("热"))).total == 0)
    }

    @Test func `a section that is missing, cut or of other numbers is refused`() throws {
        let whole = try PackedMemory(try #require(Self.index(2).index.packed))
        #expect(whole.sections.count > 20)
        for (name, section) in whole.sections {
            var source = whole
            source.sections[name] = nil
            #expect(throws: PackedIndexError.self, "\(name)") { try TextIndex(unpacking: source) }
            source.sections[name] = (section.stride + 1, section.bytes)
            #expect(throws: PackedIndexError.self, "\(name)") { try TextIndex(unpacking: source) }
            if section.bytes.isEmpty { continue }
            source.sections[name] = (section.stride, Array(section.bytes.dropLast(section.stride)))
            #expect(throws: PackedIndexError.self, "\(name)") { try TextIndex(unpacking: source) }
        }
    }

    /// The file's checksums find damage; this is what stands behind them.
    @Test func `no number that is used as a place leads outside, whatever stands there`() throws {
        let (world, index) = Self.index(4)
        let whole = try PackedMemory(try #require(index.packed))
        let refused = try whole.spoilt(except: ["book.names", "book.organizations"]) {
            _ = Self.answers(try TextIndex(unpacking: $0), world, count: 12)
        }
        #expect(refused > 20)
    }

    @Test func `the layout has one name as long as it is the same`() throws {
        #expect(try TextIndex.layoutDigest() == TextIndex.layoutDigest())
    }

    /// Phrases that many records have are told by their lists alone, wherever they are cut.
    @Test func `every stretch of what many records say is found as a scan finds it`() throws {
        let phrases = ["本项目产品已通过省级科技成果鉴定", "高性能锂离子电池正极材料", "智能控制系统"]
        var random = Random(8)
        let texts = (0..<150).map { number -> String in
            let kept = phrases.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            return kept.joined(separator: number % 2 == 0 ? "，" : "") + "之\(number)PLC控制系统"
        }
        var builder = TextIndex.Builder(sampleSize: 100)
        for (number, text) in texts.enumerated() {
            builder.add(SearchDocument(id: Int64(number), title: text, summary: texts[number / 2]))
        }
        let index = builder.build()
        for phrase in phrases.map(Array.init) + [Array(phrases[0] + phrases[1]), Array("PLC控制系统")] {
            for start in phrase.indices {
                for length in 1...(phrase.count - start) {
                    let word = String(phrase[start..<(start + length)])
                    // Letters are found from the beginning of a run.
                    if word.first?.isASCII == true, start > 0 { continue }
                    let expected = texts.indices.filter {
                        texts[$0].contains(word) || texts[$0 / 2].contains(word)
                    }
                    let answer = index.search(SearchRequest(SearchQuery(word), sort: .newest, limit: .max))
                    #expect(answer.ids == expected.reversed().map(Int64.init), "\(word)")
                }
            }
        }
    }
}
