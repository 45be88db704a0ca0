import Testing

@testable import Matching

/// Recipe D: what vectors add, and that nothing else changes.
struct SemanticTests {
    private struct Market {
        let demands: [Entry]
        let achievements: [Entry]
        let index: MatchIndex
        var semantics: Semantics

        /// - Parameter share: of ten records, how many have a vector.
        init(_ seed: Int, achievements count: Int, share: Int = 8) throws {
            var world = World(seed)
            let demands = (1...6).map { world.demand(Int64($0)) }
            let achievements = (1...count).map { world.achievement(Int64($0)) }
            var semantics = Semantics(dimension: 20)
            for entry in achievements where Int.random(in: 0..<10, using: &world.random) < share {
                semantics.setAchievement(entry.id, Self.vector(&world.random))
            }
            for entry in demands where entry.id != 6 {
                semantics.setDemand(entry.id, Self.vector(&world.random))
            }
            semantics.refresh()
            self.demands = demands
            self.achievements = achievements
            self.semantics = semantics
            index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        }

        /// Squares make some texts much nearer than the most, as texts are.
        static func vector(_ random: inout Random) -> Vector? {
            Vector(
                rounding: (0..<20).map { _ in
                    let value = Float.random(in: -1...1, using: &random)
                    return value * value.magnitude + 0.3
                }
            )
        }

        /// Every pair scored, one by one.
        func all(_ demand: Entry, _ filter: Filter = Filter(), limit: Int) -> [Found] {
            var best = BestFound(limit: limit)
            for entry in achievements where filter.admits(achievement: entry) {
                let hit = index.score(demand: demand, achievement: entry, semantics)
                if hit.raw > 0 { best.insert(Found(id: entry.id, raw: hit.raw)) }
            }
            return best.sorted
        }
    }

    @Test(arguments: 1...6)
    func `the best by words and vectors are those of scoring every pair`(seed: Int) throws {
        let market = try Market(seed, achievements: seed.isMultiple(of: 2) ? 900 : 40, share: seed)
        let filters = [Filter(), Filter(industry: "C", excluded: [3, 5]), Filter(publishedOnly: true)]
        for demand in market.demands {
            for filter in filters {
                for limit in [1, 10, 200] {
                    let found = market.index.best(for: demand, market.semantics, filter: filter, limit: limit)
                    #expect(found == market.all(demand, filter, limit: limit))
                }
            }
        }
    }

    @Test func `records that share no word are found by their vectors, also those that came later`() throws {
        var titles = (1...600).map { Entry(id: Int64($0), title: "铝合金铸造\($0 % 7)号") }
        titles.append(Entry(id: 601, title: "面粉"))
        var index = MatchIndex(lexicon: try World.lexicon(), demands: [], achievements: titles)
        index.setAchievement(Entry(id: 602, title: "牛奶"))
        var random = Random(1)
        var semantics = Semantics(dimension: 20)
        for title in titles { semantics.setAchievement(title.id, Market.vector(&random)) }
        let demand = Entry(id: 1, title: "锂")
        let own = try #require(Market.vector(&random))
        semantics.setDemand(1, own)
        semantics.setAchievement(601, own)
        semantics.setAchievement(602, own)
        semantics.refresh()
        #expect(index.best(for: demand, limit: 10).isEmpty)
        let found = index.best(for: demand, semantics, limit: 2)
        #expect(found.map(\.id) == [601, 602])
        let hit = index.score(demand: demand, achievement: titles[600], semantics)
        #expect(hit.parts == [Part(kind: .semantic, points: hit.score)])
        #expect(hit.score > 0 && hit.band == .weak)
    }

    @Test func `a pair has one score from both sides, and its parts add up to it`() throws {
        let market = try Market(11, achievements: 60)
        var semantic = 0
        for achievement in market.achievements {
            let fromThere = market.index.demands(for: achievement, market.semantics, limit: 100)
            for hit in fromThere {
                let demand = try #require(market.demands.first { $0.id == hit.id })
                let pair = market.index.score(demand: demand, achievement: achievement, market.semantics)
                #expect(pair.raw == hit.raw && pair.score == hit.score && pair.parts == hit.parts)
                #expect(pair.parts.reduce(0) { $0 + $1.points } == pair.score)
                if pair.parts.contains(where: { $0.kind == .semantic }) { semantic += 1 }
            }
            let order = fromThere.map(\.raw)
            #expect(order == order.sorted(by: >))
        }
        #expect(semantic > 0)
    }

    @Test func `a pair without both vectors has the score of words alone`() throws {
        let market = try Market(12, achievements: 60, share: 5)
        for demand in market.demands {
            for achievement in market.achievements {
                let plain = market.index.score(demand: demand, achievement: achievement)
                let with = market.index.score(demand: demand, achievement: achievement, market.semantics)
                guard market.semantics.addition(demand: demand.id, achievement: achievement.id) == nil else {
                    continue
                }
                #expect(plain == with)
            }
        }
        let unknown = try #require(market.demands.last)
        #expect(
            market.index.best(for: unknown, market.semantics, limit: 10)
                == market.index.best(for: unknown, limit: 10)
        )
    }

    @Test func `vectors of fewer than sixteen achievements tell nothing`() throws {
        var random = Random(3)
        var semantics = Semantics(dimension: 20)
        semantics.setDemand(1, Market.vector(&random))
        for id in 1...15 { semantics.setAchievement(Int64(id), Market.vector(&random)) }
        semantics.settle()
        #expect(semantics.addition(demand: 1, achievement: 1) == nil)
        semantics.setAchievement(16, Market.vector(&random))
        semantics.settle()
        #expect(semantics.addition(demand: 1, achievement: 1) != nil)
    }

    @Test func `a catalogue of one text tells nothing, whatever the rounding`() throws {
        var random = Random(4)
        var semantics = Semantics(dimension: 20)
        let one = Market.vector(&random)
        semantics.setDemand(1, Market.vector(&random))
        for id in 1...40 { semantics.setAchievement(Int64(id), one) }
        semantics.refresh()
        #expect(semantics.addition(demand: 1, achievement: 1) == nil)
    }

    @Test func `changes one by one end where reading everything at once does`() throws {
        var random = Random(5)
        var step = Semantics(dimension: 20)
        var vectors: [Int64: Vector] = [:]
        step.setDemand(1, Market.vector(&random))
        let demand = try #require(Market.vector(&random))
        for _ in 0..<6_000 {
            let id = Int64.random(in: 1...1_500, using: &random)
            let vector = Int.random(in: 0..<4, using: &random) == 0 ? nil : Market.vector(&random)
            vectors[id] = vector
            step.setAchievement(id, vector)
            step.settle()
        }
        step.setDemand(1, demand)
        step.refresh()
        var whole = Semantics(dimension: 20)
        whole.setDemand(1, demand)
        for (id, vector) in vectors { whole.setAchievement(id, vector) }
        whole.refresh()
        #expect(step.achievementCount == vectors.count && whole.achievementCount == vectors.count)
        for id in Int64(1)...1_500 {
            #expect(step.addition(demand: 1, achievement: id) == whole.addition(demand: 1, achievement: id))
        }
    }

    @Test func `a copy is not touched by later changes`() throws {
        var random = Random(6)
        var semantics = Semantics(dimension: 20)
        semantics.setDemand(1, Market.vector(&random))
        for id in 1...20 { semantics.setAchievement(Int64(id), Market.vector(&random)) }
        semantics.refresh()
        let copy = semantics
        let before = copy.addition(demand: 1, achievement: 7)
        semantics.setAchievement(7, nil)
        semantics.settle()
        #expect(semantics.addition(demand: 1, achievement: 7) == nil)
        #expect(copy.addition(demand: 1, achievement: 7) == before && before != nil)
    }

    @Test func `vectors of another size are left out`() throws {
        var semantics = Semantics(dimension: 20)
        semantics.setAchievement(1, Vector(rounding: [1, 2, 3]))
        #expect(semantics.achievementCount == 0)
    }

    @Test(
        arguments: [[], [0, 0], [Float.nan, 1], [Float.infinity, 1], [1, -Float.infinity]] as [[Float]]
    )
    func `what is no direction is no vector`(values: [Float]) {
        #expect(Vector(rounding: values) == nil)
    }

    @Test func `rounding keeps the direction`() throws {
        let vector = try #require(Vector(rounding: [0.5, -0.25, 0]))
        #expect(vector.numbers == [127, -64, 0])
        #expect(Vector(rounding: [1e-30, 1e-30])?.numbers == [127, 127])
        let other = try #require(Vector(rounding: [-0.5, 0.25, 0]))
        #expect(abs(vector.cosine(vector) - 1) < 1e-12 && abs(vector.cosine(other) + 1) < 1e-12)
    }

    @Test func `the scale with vectors is never above the one without, and never turns back`() {
        var last = 0.0
        for step in 0...2_000 {
            let sum = Double(step) / 1_000
            let raw = Recipe.raw(ofSum: sum)
            #expect(raw <= sum && (step == 0 || raw > last))
            last = raw
        }
        #expect(Recipe.semantic(1) == 0 && Recipe.semantic(99) == Recipe.mostSemantic)
    }
}
