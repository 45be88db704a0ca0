import Testing

@testable import Matching

struct UpdateTests {
    @Test(arguments: 1...5)
    func `after any changes and a refresh it is as if built at once`(seed: Int) throws {
        var world = World(seed)
        var demands: [Int64: Entry] = [:], achievements: [Int64: Entry] = [:]
        var index = MatchIndex(lexicon: try World.lexicon())
        for _ in 0..<120 {
            let id = Int64.random(in: 1...40, using: &world.random)
            switch Int.random(in: 0..<6, using: &world.random) {
            case 0:
                index.removeAchievement(id)
                achievements[id] = nil
            case 1:
                index.removeDemand(id)
                demands[id] = nil
            case 2, 3:
                let entry = world.demand(id)
                index.setDemand(entry)
                demands[id] = entry
            default:
                let entry = world.achievement(id)
                index.setAchievement(entry)
                achievements[id] = entry
            }
        }
        index.refresh()
        #expect(index.pendingChanges == 0)
        #expect(index.demandCount == demands.count)
        #expect(index.achievementCount == achievements.count)
        let fresh = MatchIndex(
            lexicon: try World.lexicon(),
            demands: demands.values.sorted { $0.id < $1.id },
            achievements: achievements.values.sorted { $0.id < $1.id }
        )
        for demand in demands.values {
            #expect(index.achievements(for: demand, limit: 10) == fresh.achievements(for: demand, limit: 10))
        }
        for achievement in achievements.values {
            #expect(index.demands(for: achievement, limit: 10) == fresh.demands(for: achievement, limit: 10))
        }
    }

    @Test(arguments: 1...2)
    func `between two counts a pair has one score and nothing is missed`(seed: Int) throws {
        var world = World(seed)
        var demands = world.demands(160...160), achievements = world.achievements(160...160)
        var index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        demands[7] = world.demand(8)
        achievements[3] = world.achievement(4)
        achievements[3].title += "全新字词"
        achievements[4].content = "锂电池石墨烯"
        demands[9].content += "石墨烯全新字词"
        index.update([.setDemand(demands[7]), .setDemand(demands[9]), .setAchievement(achievements[3])])
        index.update([.setAchievement(achievements[4]), .removeAchievement(160), .removeDemand(160)])
        achievements.removeLast()
        demands.removeLast()
        #expect(index.pendingChanges == 6)
        for demand in demands.prefix(11) {
            let all = achievements.map { index.score(demand: demand, achievement: $0) }.filter { $0.raw > 0 }
            let best = all.sorted { $0.raw == $1.raw ? $0.id < $1.id : $0.raw > $1.raw }.prefix(20)
            #expect(index.achievements(for: demand, limit: 20) == Array(best))
        }
        for achievement in achievements.prefix(11) {
            let all = demands.map { demand in
                (id: demand.id, hit: index.score(demand: demand, achievement: achievement))
            }
            let best = all.filter { $0.hit.raw > 0 }
                .sorted { $0.hit.raw == $1.hit.raw ? $0.id < $1.id : $0.hit.raw > $1.hit.raw }
                .prefix(20)
            let hits = index.demands(for: achievement, limit: 20)
            #expect(hits.map(\.id) == best.map(\.id))
            #expect(hits.map(\.raw) == best.map(\.hit.raw))
            #expect(hits.map(\.parts) == best.map(\.hit.parts))
            #expect(hits.map(\.words) == best.map(\.hit.words))
        }
    }

    @Test func `a new word finds its new record at once, and a removed record is gone at once`() throws {
        var world = World(3)
        let demand = Entry(id: 1, title: "石墨烯散热膜")
        var index = MatchIndex(
            lexicon: try World.lexicon(),
            demands: [demand] + (2...200).map { world.demand($0) },
            achievements: world.achievements(200...200)
        )
        index.setAchievement(Entry(id: 777, title: "石墨烯散热膜卷材"))
        #expect(index.pendingChanges == 1)
        #expect(index.achievements(for: demand, limit: 1).first?.id == 777)
        #expect(index.demands(for: Entry(id: 777, title: "石墨烯散热膜卷材"), limit: 1).first?.id == 1)
        index.removeAchievement(777)
        #expect(!index.achievements(for: demand, limit: 500).contains { $0.id == 777 })
    }

    @Test func `a copy is a snapshot`() throws {
        var index = MatchIndex(lexicon: try World.lexicon())
        index.setAchievement(Entry(id: 1, title: "锂电池"))
        let snapshot = index
        index.removeAchievement(1)
        index.setAchievement(Entry(id: 2, title: "锂电池"))
        let demand = Entry(id: 1, title: "锂电池")
        #expect(snapshot.achievements(for: demand, limit: 9).map(\.id) == [1])
        #expect(index.achievements(for: demand, limit: 9).map(\.id) == [2])
    }

    @Test func `a long sequence of changes gives what a bulk build gives`() throws {
        var world = World(5)
        let achievements = (1...5_000).map { Entry(id: $0, title: world.text(4)) }
        var index = MatchIndex(lexicon: try World.lexicon())
        index.update(achievements.map { .setAchievement($0) })
        index.refresh()
        let fresh = MatchIndex(lexicon: try World.lexicon(), demands: [], achievements: achievements)
        let demand = world.demand(1)
        #expect(index.achievements(for: demand, limit: 10) == fresh.achievements(for: demand, limit: 10))
    }

    @Test func `of two records with one id the last is kept`() throws {
        let index = MatchIndex(
            lexicon: try World.lexicon(),
            demands: [],
            achievements: [Entry(id: 1, title: "高温"), Entry(id: 1, title: "锂电池")]
        )
        #expect(index.achievementCount == 1)
        #expect(index.achievements(for: Entry(id: 1, title: "锂电池"), limit: 9).count == 1)
        #expect(index.achievements(for: Entry(id: 1, title: "高温"), limit: 9).isEmpty)
    }
}
