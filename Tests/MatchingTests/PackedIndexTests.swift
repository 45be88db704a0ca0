import Testing

@testable import Matching

/// An index as sections of numbers and back.
struct PackedIndexTests {
    /// Sections in memory.
    private struct Memory: PackedIndexSource {
        var sections: [String: (stride: Int, bytes: [UInt8])] = [:]

        init(_ packed: PackedIndex) throws {
            for section in packed.sections {
                var bytes: [UInt8] = []
                try section.eachStretch { bytes += $0 }
                #expect(bytes.count == section.size)
                #expect(sections.updateValue((section.stride, bytes), forKey: section.name) == nil)
            }
        }

        func size(_ name: String) -> (stride: Int, size: Int)? {
            sections[name].map { ($0.stride, $0.bytes.count) }
        }

        func read(_ name: String, into stretches: [UnsafeMutableRawBufferPointer]) throws {
            guard let bytes = sections[name]?.bytes, bytes.count == stretches.reduce(0, { $0 + $1.count })
            else {
                throw PackedIndexError(section: name)
            }
            var at = 0
            for stretch in stretches {
                stretch.copyBytes(from: bytes[at..<(at + stretch.count)])
                at += stretch.count
            }
        }
    }

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
        let source = try Memory(try #require(index.packed))
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
        #expect(try Memory(try #require(back.packed)).sections.count == source.sections.count)
    }

    @Test func `an empty index comes back`() throws {
        let index = MatchIndex(lexicon: try World.lexicon(), keepsTexts: false)
        let source = try Memory(try #require(index.packed))
        let back = try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
        #expect(back.achievementCount == 0 && back.demandCount == 0)
    }

    @Test func `an index with texts is not packed`() throws {
        #expect(MatchIndex(lexicon: try World.lexicon()).packed == nil)
    }

    @Test func `a section that is missing, cut or of other numbers is refused`() throws {
        let (index, _) = try Self.index(3)
        let whole = try Memory(try #require(index.packed))
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
        let whole = try Memory(try #require(index.packed))
        var random = Random(5)
        var refused = 0
        for name in whole.sections.keys.sorted() where name != "demands" && name != "attributes.names" {
            for fill in [UInt8(0xFF), 0x7F, 0x80, 0x01] {
                var source = whole
                guard var bytes = source.sections[name]?.bytes, !bytes.isEmpty else { continue }
                // Some elements are overwritten. A flag is 0 or 1 in memory, which only the checksum can tell.
                if name == "catalogue.attributes" { continue }
                for _ in 0..<4 {
                    let at = Int.random(in: 0..<bytes.count, using: &random)
                    for place in at..<min(bytes.count, at + 8) { bytes[place] = fill }
                }
                source.sections[name]?.bytes = bytes
                do {
                    let back = try MatchIndex(lexicon: try World.lexicon(), unpacking: source)
                    // Its answers are wrong, but they come.
                    _ = Self.answers(back, world)
                } catch is PackedIndexError {
                    refused += 1
                }
            }
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
