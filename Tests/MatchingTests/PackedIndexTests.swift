import Testing

@testable import Matching

/// An index as sections of numbers and back.
struct PackedIndexTests {
    /// - Parameter blockBits: small, so that few records make many blocks.
    private static func index(_ seed: Int, blockBits: Int = 4) throws -> (index: MatchIndex, world: World) {
        var world = World(seed)
        var builder = MatchIndex.Builder(lexicon: try World.lexicon(), keepsTexts: false)
        builder.blockBits = blockBits
        for entry in world.achievements(600...600) { builder.add(achievement: entry) }
        for entry in world.demands(150...150) { builder.add(demand: entry) }
        return (builder.build(), world)
    }

    private static func answers(_ index: MatchIndex, _ world: World) -> [[Hit]] {
        var world = world
        return (1...20).map { index.achievements(for: world.demand(Int64($0)), limit: 10) }
            + (1...20).map { index.demands(for: world.achievement(Int64($0)), limit: 10) }
    }

    @Test(arguments: [1, 2], [2, 4, 16])
    func `what comes back answers the same`(seed: Int, blockBits: Int) throws {
        let (index, world) = try Self.index(seed, blockBits: blockBits)
        let source = try PackedMemory(try #require(index.packed))
        var back = try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
        #expect(Self.answers(back, world) == Self.answers(index, world))
        #expect(back.demandCount == index.demandCount && back.achievementCount == index.achievementCount)
        // It goes on as the other does.
        var (first, others) = (index, world)
        let changes: [MatchIndex.Change] = [
            .setAchievement(others.achievement(3)), .removeAchievement(9),
            .setAchievement(others.achievement(900)),
            .setDemand(others.demand(4)), .removeDemand(7),
        ]
        first.follow(changes)
        back.follow(changes)
        #expect(back.packed == nil, "only what was counted is packed")
        #expect(Self.answers(back, world) == Self.answers(first, world))
        first.refresh()
        back.refresh()
        #expect(Self.answers(back, world) == Self.answers(first, world))
        #expect(try PackedMemory(try #require(back.packed)).sections.count == source.sections.count)
    }

    @Test func `a word that a demand says hundreds of times counts each time, before and after`() throws {
        var demands = [
            Entry(id: 1, title: String(repeating: "轴承", count: 300) + "套圈", keywords: ["淬火"]),
            Entry(id: 2, title: "轴承", content: String(repeating: "热处理", count: 66_000)),
        ]
        for number in 3...Int64(40) {
            demands.append(Entry(id: number, title: "第\(number)号轴承的处理", content: "热的\(number)"))
        }
        let achievement = Entry(id: 1, title: "轴承套圈热处理", keywords: ["淬火"])
        let index = MatchIndex(
            lexicon: try World.lexicon(),
            keepsTexts: false,
            demands: demands,
            achievements: [achievement, Entry(id: 2, title: "石墨电极的处理")]
        )
        let back = try MatchIndex(
            lexicon: try World.lexicon(),
            unpacking: try PackedMemory(try #require(index.packed))
        )
        let scored = demands.map { ($0.id, index.score(demand: $0, achievement: achievement).raw) }
            .sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
        for index in [index, back] {
            let hits = index.demands(for: achievement, limit: 3)
            #expect(hits.map(\.id) == scored.prefix(3).map(\.0))
            #expect(hits.map(\.raw) == scored.prefix(3).map(\.1))
        }
    }

    @Test func `an empty index comes back`() throws {
        let index = MatchIndex(lexicon: try World.lexicon(), keepsTexts: false)
        let source = try PackedMemory(try #require(index.packed))
        let back = try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
        #expect(back.achievementCount == 0 && back.demandCount == 0)
    }

    @Test func `an index with texts is not packed`() throws {
        #expect(MatchIndex(lexicon: try World.lexicon()).packed == nil)
    }

    @Test func `a section that is missing, cut or of other numbers is refused`() throws {
        let (index, _) = try Self.index(3)
        let whole = try PackedMemory(try #require(index.packed))
        for (name, section) in whole.sections {
            var source = whole
            source.sections[name] = nil
            #expect(throws: PackedIndexError.self, "\(name)") {
                try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
            }
            source.sections[name] = (section.stride + 1, section.bytes)
            #expect(throws: PackedIndexError.self, "\(name)") {
                try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
            }
            // How rare a word is, and whether it is known, may be said of fewer words.
            if ["known", "statistics.weights", "postings.lists"].contains(name) || section.bytes.isEmpty {
                continue
            }
            source.sections[name] = (section.stride, Array(section.bytes.dropLast(section.stride)))
            #expect(throws: PackedIndexError.self, "\(name)") {
                try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
            }
        }
    }

    /// The file's checksums find damage; this is what stands behind them.
    @Test func `no number that is used as a place leads outside, whatever stands there`() throws {
        let (index, world) = try Self.index(4)
        let whole = try PackedMemory(try #require(index.packed))
        let refused = try whole.spoilt(except: ["demands", "attributes.names", "catalogue.attributes"]) {
            // Its answers are wrong, but they come.
            _ = Self.answers(try MatchIndex(lexicon: try World.lexicon(), unpacking: $0), world)
        }
        #expect(refused > 20)
    }

    @Test func `another lexicon is another recipe`() throws {
        let first = MatchIndex.recipeDigest(try World.lexicon(), lexiconText: "x")
        #expect(first == MatchIndex.recipeDigest(try World.lexicon(), lexiconText: "x"))
        #expect(first != MatchIndex.recipeDigest(try World.lexicon(), lexiconText: "y"))
        let other = try FieldLexicon(parsing: "电池: 锂电池 正极", generic: "研究")
        #expect(first != MatchIndex.recipeDigest(other, lexiconText: "x"))
    }
}
