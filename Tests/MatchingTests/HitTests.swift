import Testing

@testable import Matching

struct HitTests {
    @Test(arguments: 1...6)
    func `parts add up to the score and none is empty`(seed: Int) throws {
        var world = World(seed)
        let demands = world.demands(3...6), achievements = world.achievements(10...30)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        for demand in demands {
            for hit in index.achievements(for: demand, limit: 50) {
                #expect(hit.parts.map(\.points).reduce(0, +) == hit.score)
                #expect(hit.parts.allSatisfy { $0.points > 0 })
                #expect(
                    hit.parts.map(\.kind) == Part.Kind.allCases.filter { hit.parts.map(\.kind).contains($0) }
                )
                #expect((0...100).contains(hit.score))
                #expect(hit.band == Band(score: hit.score))
            }
        }
    }

    @Test(arguments: [
        (-1, 0), (0, 0), (0.027, 13), (0.054, 25), (0.147, 38), (0.24, 50), (0.32, 63), (0.40, 75),
        (0.475, 85),
        (0.55, 95), (0.60, 98), (0.65, 100), (9, 100),
    ])
    func `similarity is mapped to points by straight lines`(raw: Double, score: Int) {
        #expect(Recipe.score(raw) == score)
    }

    @Test(arguments: [
        (0, Band.weak), (24, .weak), (25, .sameField), (49, .sameField), (50, .possible), (74, .possible),
        (75, .strong), (100, .strong),
    ])
    func `bands begin at 25, 50 and 75`(score: Int, band: Band) {
        #expect(Band(score: score) == band)
    }

    @Test func `each addition gives its own part`() throws {
        let demand = Entry(
            id: 1,
            title: "锂电池正极",
            content: "高温铸造",
            keywords: ["牛奶"],
            industry: "C3841"
        )
        let achievement = Entry(
            id: 1,
            title: "锂电池铸造牛奶",
            content: "高温正极",
            keywords: ["正极"],
            industry: "C3841"
        )
        let index = MatchIndex(
            lexicon: try World.lexicon(),
            demands: [],
            achievements: [achievement, Entry(id: 2, title: "面粉"), Entry(id: 3, title: "合金")]
        )
        let hit = index.score(demand: demand, achievement: achievement)
        // Meaning needs vectors.
        #expect(hit.parts.map(\.kind) == Part.Kind.allCases.filter { $0 != .semantic })
        #expect(hit.sharedFields.contains("电池"))
        #expect(hit.industryLevel == .class)
    }

    @Test func `no addition alone reaches the band of a match`() {
        let additions = Recipe.achievementKeywords + Recipe.demandKeywords + Recipe.summary
        #expect(Band(score: Recipe.score(Recipe.industry(.class))) == .weak)
        #expect(Recipe.score(additions + Recipe.industry(.class)) < 50)
    }

    @Test(arguments: [
        ("C3841", "C3841", IndustryLevel.class), ("C3841", "C3842", .group), ("C3841", "C3851", .division),
        ("C38", "C3841", .division), ("C384", "C3841", .group), ("C", "C3841", .section),
        ("C38", "C39", .section),
        ("C13", "C39", .section), ("A01", "C01", IndustryLevel.none),
    ])
    func `industries agree as far as their codes do`(left: String, right: String, level: IndustryLevel) throws
    {
        let left = try #require(IndustryCode(left)), right = try #require(IndustryCode(right))
        #expect(left.level(with: right) == level)
        #expect(right.level(with: left) == level)
    }

    @Test(arguments: ["", "38", "c38", "C3", "C38411", "C3x", "U01", "制造"])
    func `what is no industry code is not known`(text: String) {
        #expect(IndustryCode(text) == nil)
    }

    @Test func `conditions are met, unmet or unknown, and unknown costs nothing`() throws {
        let index = MatchIndex(lexicon: try World.lexicon())
        var demand = Entry(id: 1, title: "锂"), achievement = Entry(id: 2, title: "锂")
        var hit = index.score(demand: demand, achievement: achievement)
        #expect(hit.unknown == [.money, .maturity, .modes, .industry])
        #expect(hit.unmet.isEmpty)
        (demand.money, demand.maturity, demand.modes, demand.industry) = (5, 3, ["license"], "C38")
        (achievement.money, achievement.maturity, achievement.modes, achievement.industry) =
            (6, 2, ["transfer"], "A01")
        hit = index.score(demand: demand, achievement: achievement)
        #expect(hit.unknown.isEmpty)
        #expect(hit.unmet == [.money, .maturity, .modes, .industry])
        (achievement.money, achievement.maturity, achievement.modes, achievement.industry) =
            (5, 3, ["transfer", "license"], "C13")
        hit = index.score(demand: demand, achievement: achievement)
        #expect(hit.unknown.isEmpty && hit.unmet.isEmpty)
    }

    @Test func `the limit is kept and may be anything`() throws {
        var world = World(2)
        let achievements = world.achievements(40...40)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: [], achievements: achievements)
        let demand = Entry(id: 1, title: "锂电池正极材料铝合金PLC")
        let all = index.achievements(for: demand, limit: .max)
        #expect(all.count > 10)
        for limit in [-1, 0, 1, 7, 1_000] {
            #expect(index.achievements(for: demand, limit: limit) == Array(all.prefix(max(0, limit))))
        }
    }
}
