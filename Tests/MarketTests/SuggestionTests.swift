import Domain
import Market
import Testing

/// Suggestions over an index that follows the file.
struct SuggestionTests {
    func suggested(
        _ desk: Desk,
        _ demand: Demand.ID,
        _ set: (inout SuggestionFilter) throws -> Void = { _ in }
    ) async throws -> [Achievement.ID] {
        var filter = SuggestionFilter()
        try set(&filter)
        return try await desk.suggestions(forDemand: demand, filter).map(\.achievement.id)
    }

    @Test func `an introduced pair is marked with its match`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let before = try await market.desk.suggestions(forDemand: demand.id, SuggestionFilter())
        #expect(before.map(\.match) == [nil])
        let match = try await market.desk.change { try $0.matches.introduce(demand.id, achievement.id) }
        let after = try await market.desk.suggestions(forDemand: demand.id, SuggestionFilter())
        #expect(after.map { $0.match?.code } == [match.code])
        let back = try await market.desk.suggestions(forAchievement: achievement.id, SuggestionFilter())
        #expect(back.map { $0.match?.code } == [match.code])
    }

    @Test func `a refused pair stays away from both sides unless asked for`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await market.desk.change { try $0.matches.refuse(demand.id, achievement.id, reason: "price") }
        #expect(try await suggested(market.desk, demand.id).isEmpty)
        let others = try await market.desk.suggestions(forAchievement: achievement.id, SuggestionFilter())
        #expect(others.isEmpty)
        #expect(try await suggested(market.desk, demand.id) { $0.includesRefused = true } == [achievement.id])
        // Putting the match away as done does not bring the pair back; calling it a mistake does.
        let match = try #require(
            try await market.desk.read { try $0.matches.find(demand.id, achievement.id) }
        )
        try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .done) }
        #expect(try await suggested(market.desk, demand.id).isEmpty)
        try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .mistake) }
        #expect(try await suggested(market.desk, demand.id) == [achievement.id])
    }

    @Test func `a pair has one score from both sides, and its parts add up`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let here = try #require(
            try await market.desk.suggestions(forDemand: demand.id, SuggestionFilter()).first
        )
        let there = try #require(
            try await market.desk.suggestions(forAchievement: achievement.id, SuggestionFilter()).first
        )
        let pair = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(here.score == there.score && here.score == pair.score)
        #expect(here.parts == there.parts && here.parts == pair.parts)
        #expect(here.parts.map(\.points).reduce(0, +) == here.score)
        #expect(here.organization.id == achievement.organization)
        #expect(there.organization.id == demand.organization)
    }

    @Test func `what another workspace saves, edits, withdraws or puts away is seen by the next search`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        #expect(try await suggested(market.desk, demand.id) == [achievement.id])
        let other = try await market.secondWorkspace()
        let colleague = try await other.desk()

        let second = try await colleague.change {
            try $0.achievements.create(.example(achievement.organization))
        }
        #expect(Set(try await suggested(market.desk, demand.id)) == [achievement.id, second.id])

        var content = second.content
        content.title = "水稻病虫害绿色防控"
        content.keywords = ["水稻"]
        let rice = content
        _ = try await colleague.change { try $0.achievements.edit(second.id, version: nil, rice) }
        #expect(try await suggested(market.desk, demand.id) { $0.leastScore = 20 } == [achievement.id])

        _ = try await colleague.change { work in
            _ = try work.achievements.move(achievement.id, to: .published, on: .on(6, 1))
            return try work.achievements.move(achievement.id, to: .withdrawn, on: .on(6, 2))
        }
        #expect(try await !suggested(market.desk, demand.id).contains(achievement.id))
        _ = try await colleague.change {
            try $0.achievements.move(achievement.id, to: .published, on: .on(6, 3))
        }
        #expect(try await suggested(market.desk, demand.id).contains(achievement.id))

        _ = try await colleague.change { work in
            _ = try work.achievements.move(achievement.id, to: .closed, on: .on(6, 4))
            try work.achievements.archive(achievement.id, version: nil, as: .done)
        }
        #expect(try await !suggested(market.desk, demand.id).contains(achievement.id))
        try other.close()
    }

    @Test func `the index follows many changes at once as if it were read anew`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await suggested(market.desk, demand.id)
        try await market.desk.change { work in
            var ids: [Achievement.ID] = []
            for number in 0..<1500 {
                var content = Achievement.Content.example(achievement.organization)
                content.title = "第\(number)号电解液添加剂"
                ids.append(try work.achievements.create(content).id)
            }
            for id in ids where id.rawValue % 3 == 0 {
                try work.achievements.archive(id, version: nil, as: .mistake)
            }
        }
        let other = try await market.secondWorkspace()
        let followed = try await market.desk.suggestions(forDemand: demand.id, SuggestionFilter())
        let anew = try await other.desk().suggestions(forDemand: demand.id, SuggestionFilter())
        #expect(followed == anew)
        #expect(followed.count == 10)
        let health = try await market.desk.health()
        #expect(health.achievementsIndexed == 1001)
        try other.close()
    }

    @Test func `only what the market has taken on is suggested`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await market.desk.change { work in
            try work.achievements.create(.example(achievement.organization), first: .submitted)
        }
        #expect(try await suggested(market.desk, demand.id) == [achievement.id])
    }

    @Test func `filters leave in what fits and what is not known`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let rich = try await market.desk.change { work in
            var content = Achievement.Content.example(achievement.organization)
            content.industry = try work.codes().industry(parsing: "C3841", field: .industry)
            content.field = "new_energy"
            content.region = try work.codes().region(parsing: "420202", field: .region)
            content.price = Money(fen: 500)
            content.readiness = "pilot"
            let made = try work.achievements.create(content)
            return try work.achievements.move(made.id, to: .published, on: .on(5, 2))
        }
        let both: Set = [achievement.id, rich.id]
        let filters: [(String, (inout SuggestionFilter) throws -> Void, Set<Achievement.ID>)] = [
            ("none", { _ in }, both),
            (
                "division", { $0.industry = try IndustryCode(parsing: "C38", field: .industry) { _ in "C" } },
                [rich.id]
            ),
            (
                "other division",
                { $0.industry = try IndustryCode(parsing: "C39", field: .industry) { _ in "C" } }, []
            ),
            ("field", { $0.field = "new_energy" }, [rich.id]),
            ("other field", { $0.field = "agriculture" }, []),
            ("province", { $0.region = RegionCode(rawValue: "420000") }, [rich.id]),
            ("prefecture", { $0.region = RegionCode(rawValue: "420200") }, [rich.id]),
            ("other county", { $0.region = RegionCode(rawValue: "420203") }, []),
            ("money", { $0.money = Money(fen: 500) }, [rich.id]),
            ("less money", { $0.money = Money(fen: 499) }, []),
            ("more money", { $0.money = Money(fen: 80_000_000) }, both),
            ("readiness", { $0.readiness = "pilot" }, both),
            ("riper", { $0.readiness = "production" }, [achievement.id]),
            ("published", { $0.publishedOnly = true }, [rich.id]),
            ("no place", { $0.limit = 0 }, []),
            ("limit", { $0.limit = 1 }, [achievement.id]),
            ("score", { $0.leastScore = 101 }, []),
        ]
        for (name, set, expected) in filters {
            let found = Set(try await suggested(market.desk, demand.id, set))
            if name == "limit" { #expect(found.count == 1) } else { #expect(found == expected, "\(name)") }
        }
    }

    @Test func `what is unmet and what is unknown is told apart`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await market.desk.change { work in
            var wanted = demand.content
            wanted.budget = Money(fen: 100)
            wanted.deadline = .on(12, 30)
            wanted.readiness = "production"
            _ = try work.demands.edit(demand.id, version: nil, wanted)
            var offered = achievement.content
            offered.validUntil = .on(12, 30)
            offered.readiness = "lab"
            return try work.achievements.edit(achievement.id, version: nil, offered)
        }
        let pair = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(Set(pair.unmet.map(\.kind)) == ["money", "maturity", "deadline", "validity"])
        #expect(Set(pair.unknown.map(\.kind)) == ["modes", "industry"])
        #expect(pair.unmet.contains { $0.text.zh.contains("2021") })
    }

    @Test func `a deadline of today has not passed`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await market.desk.change { work in
            var wanted = demand.content
            wanted.deadline = .on(12, 31)
            return try work.demands.edit(demand.id, version: nil, wanted)
        }
        let pair = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(!pair.unmet.contains { $0.kind == "deadline" })
    }

    @Test func `nothing is suggested for a record that is not there`() async throws {
        let market = try await TestMarket()
        let code = try await refusal {
            _ = try await market.desk.suggestions(forDemand: Demand.ID(7), SuggestionFilter())
        }
        #expect(code == "not_found")
    }
}
