import Domain
import Market
import Testing

/// A pair followed from its suggestion to its money, and the figures along the way.
struct MainJobTests {
    func figures(_ desk: Desk, _ period: String = "2021") async throws -> [Indicator: Int64] {
        let period = try Period(parsing: period, field: .period)
        let tally = try await desk.read { try $0.tallies.tally(period) }
        return Dictionary(uniqueKeysWithValues: tally.lines.map { ($0.indicator, $0.value) })
    }

    @Test func `a pair goes from suggestion to payment and every figure follows`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let desk = market.desk

        let suggestions = try await desk.suggestions(forDemand: demand.id, SuggestionFilter())
        let best = try #require(suggestions.first)
        #expect(best.achievement.id == achievement.id)
        #expect(best.parts.map(\.points).reduce(0, +) == best.score)
        #expect(best.score > 0)
        #expect(best.words.contains { $0.text.contains("电解液") })

        let match = try await desk.change { work in
            try work.matches.introduce(demand.id, achievement.id, score: best.score, on: .on(6, 1))
        }
        #expect(match.code.description == "DJ-2021-0001")
        #expect(match.stage == .introduced)
        _ = try await desk.change { try $0.matches.advance(match.id, to: .intention, on: .on(7, 1)) }
        #expect(try await figures(desk)[.contractValue] == 0)

        let contract = try await desk.change { work in
            var content = Contract.Content(
                title: "电解液添加剂技术开发",
                type: "development_commissioned",
                buyer: demand.organization,
                seller: achievement.organization,
                total: Money(fen: 100_000_000),
                technology: Money(fen: 80_000_000),
                signedOn: .on(8, 1)
            )
            content.registrationNumber = "2021420000000001"
            return try work.contracts.sign(content, matches: [match.id])
        }
        let signed = try await desk.read { try $0.matches.get(match.id).stage }
        #expect(signed == .signed)
        _ = try await desk.change { work in
            let content = Payment.Content(
                contract: contract.id,
                kind: .receipt,
                amount: Money(fen: 30_000_000),
                on: .on(9, 1)
            )
            return try work.payments.create(content)
        }
        _ = try await desk.change { work in
            try work.contracts.amend(
                contract.id,
                total: Money(fen: 110_000_000),
                technology: nil,
                on: .on(10, 1)
            )
        }

        let year = try await figures(desk)
        #expect(year[.enterprisesServed] == 1)
        #expect(year[.services] == 2)
        #expect(year[.demandsCollected] == 1)
        #expect(year[.demandsIntroduced] == 1)
        #expect(year[.intentions] == 1)
        #expect(year[.contractsSigned] == 1)
        #expect(year[.contractValue] == 110_000_000)
        #expect(year[.technologyValue] == 80_000_000)
        #expect(year[.payments] == 30_000_000)
        #expect(try await figures(desk, "2021Q3")[.contractValue] == 100_000_000)
        #expect(try await figures(desk, "2021-10")[.contractValue] == 10_000_000)
        #expect(try await figures(desk, "2021-10")[.contractsSigned] == 0)

        _ = try await desk.change { try $0.contracts.cancel(contract.id, on: .on(11, 1), note: "资金不到位") }
        let after = try await figures(desk)
        #expect(after[.contractsSigned] == 0)
        #expect(after[.contractValue] == 0)
        #expect(after[.payments] == 30_000_000, "money that came in came in")
    }

    @Test(arguments: Indicator.allCases)
    func `a figure is its evidence rows`(indicator: Indicator) async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            _ = try work.achievements.move(achievement.id, to: .published, on: .on(5, 8))
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            _ = try work.matches.advance(match.id, to: .intention, on: .on(7, 1))
            let contract = try work.contracts.sign(
                Contract.Content(
                    title: "合同",
                    type: "service",
                    buyer: demand.organization,
                    seller: achievement.organization,
                    total: Money(fen: 500),
                    technology: Money(fen: 300),
                    signedOn: .on(8, 1)
                ),
                matches: [match.id]
            )
            _ = try work.payments.create(
                Payment.Content(contract: contract.id, kind: .receipt, amount: Money(fen: 400), on: .on(9, 1))
            )
            _ = try work.payments.create(
                Payment.Content(contract: contract.id, kind: .refund, amount: Money(fen: 100), on: .on(9, 2))
            )
            let activity = try work.activities.create(
                Activity.Content(title: "对接会", kind: "matchmaking", on: .on(6, 1), state: .held)
            )
            _ = try work.activities.attend(activity.id, demand.organization, people: 3)
            _ = try work.visits.create(
                Visit.Content(organization: demand.organization, on: .on(6, 2), kind: "visit")
            )
        }
        let period = try #require(Period(year: 2021))
        let (figure, rows) = try await market.desk.read { work in
            (try work.tallies.figure(indicator, in: period), try work.tallies.evidence(indicator, in: period))
        }
        #expect(figure > 0)
        switch indicator.measure {
        case .distinct: #expect(figure == Int64(Set(rows.map(\.key)).count))
        case .sum: #expect(figure == rows.reduce(0) { $0 + ($1.amount ?? 0) })
        }
        #expect(rows.allSatisfy { period.contains($0.on) })
    }
}

/// What correcting an amount that was typed wrong does to the amendments after it.
struct CorrectedAmountTests {
    @Test func `an amendment keeps the amount it names when the signed amount is corrected`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let year = try #require(Period(year: 2021))
        let october = try #require(Period(year: 2021, month: 10))
        let (total, sum, difference) = try await market.desk.change { work in
            var content = Contract.Content.example(demand.organization, achievement.organization)
            let contract = try work.contracts.create(content)
            _ = try work.contracts.amend(
                contract.id,
                total: Money(fen: 1200),
                technology: nil,
                on: .on(10, 1)
            )
            content.total = Money(fen: 1010)
            let corrected = try work.contracts.edit(contract.id, version: nil, content)
            return (
                try work.contracts.ledger(corrected).total.fen,
                try work.tallies.figure(.contractValue, in: year),
                try work.tallies.figure(.contractValue, in: october)
            )
        }
        #expect(total == 1200)
        #expect(sum == 1200)
        #expect(difference == 190)
    }
}
