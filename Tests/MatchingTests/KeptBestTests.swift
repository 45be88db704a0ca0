import Testing

@testable import Matching

/// What is kept for those who ask again is what a search would find.
struct KeptBestTests {
    /// The same entries, as the index has them.
    private struct Market {
        var world: World
        var demands: [Int64: Entry] = [:]
        var index: MatchIndex

        init(_ seed: Int) throws {
            world = World(seed)
            let demands = world.demands(60...60), achievements = world.achievements(160...160)
            index = MatchIndex(
                lexicon: try World.lexicon(),
                keepsTexts: false,
                demands: demands,
                achievements: achievements
            )
            for demand in demands { self.demands[demand.id] = demand }
        }

        /// Some change that leaves the counting to others, or a count.
        mutating func change() {
            switch Int.random(in: 0..<12, using: &world.random) {
            case 0: index.refresh()
            case 1:
                let demand = world.demand(Int64.random(in: 1...70, using: &world.random))
                demands[demand.id] = demand
                index.follow([.setDemand(demand)])
            case 2:
                let id = Int64.random(in: 1...70, using: &world.random)
                demands[id] = nil
                index.follow([.removeDemand(id)])
            case 3..<7:
                index.follow([.removeAchievement(Int64.random(in: 1...170, using: &world.random))])
            default:
                var entry = world.achievement(Int64.random(in: 1...170, using: &world.random))
                // A word that nobody had, which every demand that has it must now count.
                if Bool.random(using: &world.random) { entry.title += "石墨烯" }
                index.follow([.setAchievement(entry)])
            }
        }
    }

    @Test(arguments: 1...6)
    func `what is looked up is what is found, whatever has changed since`(seed: Int) throws {
        var market = try Market(seed)
        for id in [3, 9] as [Int64] {
            market.demands[id]?.content += "石墨烯"
            if let demand = market.demands[id] { market.index.follow([.setDemand(demand)]) }
        }
        for _ in 0..<80 {
            market.change()
            for (id, demand) in market.demands.sorted(by: { $0.key < $1.key }).prefix(12) {
                let most = Int.random(in: 0...30, using: &market.world.random)
                let out = (0..<most).map { _ in Int64.random(in: 1...170, using: &market.world.random) }
                let filter = Filter(excluded: Set(out))
                let limit = [1, 3, 10, 20, 40].randomElement(using: &market.world.random) ?? 10
                let found = market.index.best(for: demand, filter: filter, limit: limit)
                #expect(market.index.best(forStored: id, filter: filter, limit: limit) == found)
                // Looked for ahead, or there already.
                _ = market.index.prepareBest(forStored: id)
                #expect(!market.index.prepareBest(forStored: id))
                #expect(market.index.best(forStored: id, filter: filter, limit: limit) == found)
            }
        }
    }

    @Test func `what a filter asks is never looked up`() throws {
        let market = try Market(7)
        for (id, demand) in market.demands {
            _ = market.index.prepareBest(forStored: id)
            for filter in [
                Filter(publishedOnly: true), Filter(industry: "C38"), Filter(money: 3),
                Filter(leastMaturity: 2),
                Filter(region: "420200"), Filter(field: "environment"),
            ] {
                let found = market.index.best(for: demand, filter: filter, limit: 10)
                #expect(market.index.best(forStored: id, filter: filter, limit: 10) == found)
            }
        }
    }

    @Test func `a demand that the index lacks has nothing to look up`() throws {
        let market = try Market(8)
        #expect(market.index.best(forStored: 999, limit: 10) == nil)
        #expect(!market.index.prepareBest(forStored: 999))
    }

    @Test func `the stored demands are told with the latest first, and those that went are not`() throws {
        var market = try Market(9)
        market.index.follow([.removeDemand(60), .setDemand(market.world.demand(70))])
        #expect(market.index.demandIDs == [70] + (1...59).reversed().map(Int64.init))
    }

    @Test func `pairs of stored records have the same reasons as those that are prepared anew`() throws {
        var market = try Market(10)
        var world = World(11)
        let achievements = (1...40).map { world.achievement(Int64($0)) }
        market.index.follow(achievements.map { .setAchievement($0) })
        for isCounted in [false, true] {
            if isCounted { market.index.refresh() }
            for demand in market.demands.values {
                let anew = market.index.scores(demand: demand, achievements: achievements)
                let stored = market.index.scores(demand: demand, achievements: achievements, areStored: true)
                #expect(stored == anew)
            }
        }
    }

    @Test func `of more demands than there is room for those stay that are asked for`() throws {
        let kept = KeptBest()
        let index = try Market(12).index
        func demand(_ id: Int64) -> WeighedDemand {
            let entry = Entry(id: id, title: "锂")
            let scales = DemandScales(index.preparation(entry), index.statistics, index.known)
            return WeighedDemand(stored: StoredDemand(entry), scales: scales)
        }
        let asked = demand(0)
        kept.keep([Found(id: 1, raw: 0.5)], of: asked)
        var others: [WeighedDemand] = []
        for id in 1...Int64(3 * KeptBest.half) {
            let other = demand(id)
            others.append(other)
            kept.keep([], of: other)
            #expect(kept[asked]?.map(\.id) == [1])
        }
        let left = others.count { kept[$0] != nil }
        #expect((KeptBest.half - 1...2 * KeptBest.half).contains(left))
    }
}
