import Testing

@testable import Matching

struct FilterTests {
    static let filters: [Filter] = [
        Filter(industry: "C38"), Filter(industry: "C"), Filter(field: "new_energy"), Filter(region: "420200"),
        Filter(region: "4202"), Filter(region: "420202"), Filter(region: "420000"), Filter(money: 4),
        Filter(money: 4, keepsUnknown: false), Filter(leastMaturity: 3),
        Filter(leastMaturity: 3, keepsUnknown: false), Filter(publishedOnly: true),
        Filter(excluded: [1, 2, 3, 9]),
        Filter(industry: "C", publishedOnly: true, excluded: [5]),
    ]

    @Test(arguments: filters)
    func `a filter leaves out exactly what it does not admit`(filter: Filter) throws {
        var world = World(11)
        let demands = world.demands(30...30), achievements = world.achievements(60...60)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        let demand = Entry(id: 0, title: "锂电池正极材料", content: "铝合金铸造PLC牛奶面粉高温")
        let all = index.achievements(for: demand, limit: .max)
        let kept = all.filter { hit in filter.admits(achievement: achievements[Int(hit.id) - 1]) }
        #expect(index.achievements(for: demand, filter: filter, limit: .max) == kept)
        #expect(kept.count < all.count)
        let achievement = Entry(id: 0, title: "锂电池正极材料铝合金铸造")
        let back = index.demands(for: achievement, limit: .max)
        #expect(
            index.demands(for: achievement, filter: filter, limit: .max)
                == back.filter { hit in filter.admits(demand: demands[Int(hit.id) - 1]) }
        )
    }

    @Test func `each limit reads its own value`() {
        let entry = Entry(
            id: 7,
            title: "",
            industry: "C3841",
            field: "new_energy",
            region: "420202",
            money: 100,
            maturity: 3,
            isPublished: false
        )
        #expect(Filter().admits(achievement: entry))
        #expect(Filter(industry: "C38").admits(achievement: entry))
        #expect(!Filter(industry: "C39").admits(achievement: entry))
        #expect(!Filter(field: "environment").admits(achievement: entry))
        #expect(Filter(region: "420200").admits(achievement: entry))
        #expect(Filter(region: "42").admits(achievement: entry))
        #expect(!Filter(region: "420300").admits(achievement: entry))
        #expect(Filter(money: 100).admits(achievement: entry))
        #expect(!Filter(money: 99).admits(achievement: entry))
        #expect(!Filter(money: 101).admits(demand: entry))
        #expect(Filter(money: 99).admits(demand: entry))
        #expect(Filter(leastMaturity: 3).admits(achievement: entry))
        #expect(!Filter(leastMaturity: 4).admits(achievement: entry))
        #expect(!Filter(publishedOnly: true).admits(achievement: entry))
        #expect(!Filter(excluded: [7]).admits(achievement: entry))
    }

    @Test func `what is not known passes money and readiness unless asked otherwise, and nothing else`() {
        let entry = Entry(id: 1, title: "")
        #expect(Filter(money: 1, leastMaturity: 1).admits(achievement: entry))
        #expect(!Filter(money: 1, keepsUnknown: false).admits(achievement: entry))
        #expect(!Filter(leastMaturity: 1, keepsUnknown: false).admits(achievement: entry))
        #expect(!Filter(industry: "C").admits(achievement: entry))
        #expect(!Filter(field: "f").admits(achievement: entry))
        #expect(!Filter(region: "42").admits(achievement: entry))
    }
}
