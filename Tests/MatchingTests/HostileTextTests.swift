import Testing

@testable import Matching

struct HostileTextTests {
    static let texts: [String] = [
        "", "\u{0}", "😀👨‍👩‍👧‍👦🇨🇳", "\u{202E}锂\u{200B}电\u{FEFF}", "1", "2021 12", "\u{301}", "\u{301}\u{301}锂",
        "\u{FFFD}\u{10FFFF}",
        String(repeating: "锂", count: 350_000),
        String(repeating: "锂电池。", count: 5_000),
        String(repeating: "a", count: 1_000_000),
        "锂a" + String(repeating: "\u{301}\u{323}", count: 20_000),
        String(repeating: "😀é", count: 10_000),
        String(repeating: "각", count: 10_000),
        (0..<2_000).map { "w\($0) " }.joined(),
    ]

    @Test(arguments: texts.indices)
    func `no text does harm, on any side and in any place`(number: Int) throws {
        let text = Self.texts[number]
        let usual = Entry(id: 1, title: "锂电池正极材料", content: "锂电池高温", keywords: ["锂电池"])
        // The whole in one place: the other two take the same way.
        let part = String(text.unicodeScalars.prefix(3_000))
        let hostile = Entry(id: 2, title: part, content: text, keywords: [part, ""])
        var index = MatchIndex(
            lexicon: try World.lexicon(),
            demands: [usual, hostile],
            achievements: [usual, hostile]
        )
        for demand in [usual, hostile] {
            for hit in index.achievements(for: demand, limit: 5) {
                #expect(hit.raw.isFinite)
                #expect(hit.parts.map(\.points).reduce(0, +) == hit.score)
            }
        }
        _ = index.demands(for: hostile, limit: 5)
        index.setAchievement(hostile)
        index.removeAchievement(2)
        index.removeDemand(2)
        #expect(index.achievementCount == 1)
    }

    @Test func `an empty market answers nothing`() throws {
        let index = MatchIndex(lexicon: try World.lexicon())
        #expect(index.achievements(for: Entry(id: 1, title: "锂"), limit: 5).isEmpty)
        #expect(index.demands(for: Entry(id: 1, title: "锂"), limit: 5).isEmpty)
        let hit = index.score(demand: Entry(id: 1, title: ""), achievement: Entry(id: 2, title: ""))
        #expect(hit.score == 0 && hit.parts.isEmpty && hit.words.isEmpty && hit.band == .weak)
    }
}
