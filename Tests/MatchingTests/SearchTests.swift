import Testing

@testable import Matching

/// A catalogue of made-up words with the frequencies of a real one: few are common, most are rare.
private struct Market {
    var random: Random
    private var words: [String] = []

    init(_ seed: Int) {
        random = Random(seed)
        for _ in 0..<600 {
            let length = Int.random(in: 1...4, using: &random)
            words.append(
                String(
                    String.UnicodeScalarView(
                        (0..<length).compactMap { _ in
                            Unicode.Scalar(0x4E00 + UInt32.random(in: 0..<500, using: &random))
                        }
                    )
                )
            )
        }
        words += ["plc", "AI", "5g", "电池", "材料", "铝合金"]
    }

    private mutating func word() -> String {
        let spread = Double(UInt64.random(in: 0..<1_000_000, using: &random)) / 1_000_000
        return words[Int(spread * spread * Double(words.count - 1))]
    }

    mutating func text(_ length: ClosedRange<Int>) -> String {
        (0..<Int.random(in: length, using: &random)).map { _ in
            word() + (Int.random(in: 0..<9, using: &random) == 0 ? "，" : "")
        }
        .joined()
    }

    mutating func entry(_ id: Int64) -> Entry {
        Entry(
            id: id,
            title: text(id % 50 == 0 ? 0...1 : 2...9),
            content: id % 7 == 0 ? "" : text(10...40),
            keywords: (0..<Int.random(in: 0...4, using: &random)).map { _ in text(1...2) },
            industry: [nil, "C26", "C2651", "C38", "A01"].randomElement(using: &random) ?? nil,
            money: id % 3 == 0 ? id : nil,
            isPublished: id % 4 != 0
        )
    }
}

struct SearchTests {
    /// Every score, from the measure that explains a pair.
    private func all(_ index: MatchIndex, _ demand: Entry, _ records: [Entry]) -> [Found] {
        let scorer = index.scorer(demand)
        var best = BestFound(limit: .max)
        for record in records {
            let raw = index.achievements.find(record.id) { form, scales, _ in
                PairMeasure(scorer, form, scales, industry: IndustryCode(record.industry)).raw
            }
            if let raw, raw > 0 { best.insert(Found(id: record.id, raw: raw)) }
        }
        return best.sorted
    }

    @Test(arguments: 1...4)
    func `the ten best are those of scoring everything`(seed: Int) throws {
        var market = Market(seed)
        var achievements = (1...1_500).map { market.entry($0) }
        // Many of one similarity: the lower ids come first.
        for id in 400..<440 { achievements[id].title = achievements[399].title }
        achievements[700].title = String(repeating: "电池材料", count: 40)
        var builder = MatchIndex.Builder(lexicon: try World.lexicon(), keepsTexts: false)
        // Blocks of one stretch of titles, and of several.
        builder.blockBits = seed % 2 == 0 ? 8 : 10
        for entry in achievements { builder.add(achievement: entry) }
        var index = builder.build()
        for id in stride(from: 3, to: 300, by: 41) {
            achievements[id] = market.entry(Int64(id + 1))
            index.setAchievement(achievements[id])
        }
        index.removeAchievement(20)
        achievements.remove(at: 19)
        #expect(index.pendingChanges > 0)
        let filters = [
            Filter(), Filter(), Filter(industry: "C26"),
            Filter(money: 90, publishedOnly: true, keepsUnknown: false),
            Filter(money: 4, keepsUnknown: false),
        ]
        for number in 0..<50 {
            var demand = market.entry(Int64(number))
            if number % 2 == 0 { demand.content = "" }
            if number % 10 == 3 { demand.title = achievements[399].title }
            if number % 10 == 7 { demand.title = "" }
            if number == 9 { demand.title = "电池材料" }
            if number == 11 { demand = Entry(id: 11, title: "㐀㐁㐂", industry: "C26") }
            let filter = filters[number % filters.count]
            let expected = all(index, demand, achievements.filter { filter.admits(achievement: $0) })
            for limit in [1, 10] {
                #expect(
                    index.best(for: demand, filter: filter, limit: limit) == Array(expected.prefix(limit))
                )
            }
        }
    }

    @Test func `fields that have no bit of their own lose no title`() throws {
        var market = Market(5)
        var achievements = (1...600).map { market.entry($0) }
        let names = (0..<70).map { "领域\(String(UnicodeScalar(0x7000 + UInt32($0)) ?? "无"))" }
        for (number, name) in names.enumerated() { achievements[8 * number].title += name }
        let lexicon = try FieldLexicon(
            parsing: names.map { "\($0): \($0)" }.joined(separator: "\n"),
            generic: World.generic
        )
        var builder = MatchIndex.Builder(lexicon: lexicon, keepsTexts: false)
        builder.blockBits = 8
        for entry in achievements { builder.add(achievement: entry) }
        let index = builder.build()
        for number in stride(from: 0, to: 70, by: 3) {
            var demand = market.entry(Int64(number))
            demand.title = names[number] + names[(number + 31) % 70] + demand.title
            let expected = all(index, demand, achievements)
            #expect(index.best(for: demand, limit: 10) == Array(expected.prefix(10)))
        }
    }

    @Test func `an index without texts finds and scores as one with texts, but for the words`() throws {
        var market = Market(9)
        let achievements = (1...300).map { market.entry($0) }
        let lexicon = try World.lexicon()
        let full = MatchIndex(lexicon: lexicon, demands: [], achievements: achievements)
        let lean = MatchIndex(lexicon: lexicon, keepsTexts: false, demands: [], achievements: achievements)
        let demand = market.entry(1)
        let hits = full.achievements(for: demand, limit: 20)
        #expect(!hits.isEmpty)
        for (hit, other) in zip(hits, lean.achievements(for: demand, limit: 20)) {
            #expect(hit.id == other.id && hit.raw == other.raw && hit.parts == other.parts)
            #expect(hit.unmet == other.unmet && hit.unknown == other.unknown)
            #expect(other.words.isEmpty)
            #expect(lean.score(demand: demand, achievement: achievements[Int(hit.id) - 1]) == hit)
        }
    }
}
