import Domain
import Market
import Testing

/// What became of a report since: row by row, with who did it.
struct ReportDifferenceTests {
    static let summer = ReportTests.summer

    /// A report on a market with one deal, what `change` does then, and the difference.
    private func difference(
        _ change: @Sendable @escaping (Work, Match, Contract) throws -> Void
    ) async throws -> [Indicator: FigureDifference] {
        let market = try await TestMarket()
        let (match, contract) = try await market.signedPair()
        _ = try await market.issue(Self.summer)
        try await market.desk.change { try change($0, match, contract) }
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        #expect(difference.figures.map(\.code) == Indicator.allCases.map(\.rawValue))
        // The rows explain the figure, to the fen.
        for figure in difference.figures where figure.isMoney {
            #expect(figure.rows.reduce(0) { $0 + $1.growth } == figure.growth, "\(figure.code)")
        }
        let figures = try await market.figures("2021-06-01..2021-08-31")
        var byIndicator: [Indicator: FigureDifference] = [:]
        for figure in difference.figures {
            let indicator = try #require(Indicator(rawValue: figure.code))
            byIndicator[indicator] = figure
            #expect(figure.after == figures[indicator])
        }
        return byIndicator
    }

    @Test func `an amount that was corrected is a changed row with the edit behind it`() async throws {
        let figures = try await difference { work, _, contract in
            var content = contract.content
            (content.total, content.title) = (Money(fen: 1500), "新名称")
            _ = try work.contracts.edit(contract.id, version: nil, content)
        }
        let value = try #require(figures[.contractValue])
        #expect(value.before == 1000 && value.after == 1500 && value.growth == 500)
        let row = try #require(value.rows.first)
        #expect(value.rows.count == 1 && row.kind == .changed && row.parts == [.amount, .title])
        #expect(row.before?.amount == 1000 && row.after?.amount == 1500)
        #expect(row.trail.map(\.action) == ["contract.edit"])
        #expect(row.trail.first?.columns == ["title", "total"] && row.trail.first?.actorName == "本机管理员")
        #expect(figures[.technologyValue]?.rows.map(\.parts) == [[.title]])
        #expect(figures[.services]?.isEmpty == true)
    }

    @Test func `a date moved within the period changes the row, one moved out of it moves the row`()
        async throws
    {
        let within = try await difference { work, _, contract in
            var content = contract.content
            content.signedOn = .on(8, 5)
            _ = try work.contracts.edit(contract.id, version: nil, content)
        }
        #expect(within[.contractsSigned]?.rows.map(\.parts) == [[.date]])
        let out = try await difference { work, _, contract in
            var content = contract.content
            content.signedOn = .on(9, 5)
            _ = try work.contracts.edit(contract.id, version: nil, content)
        }
        let row = try #require(out[.contractValue]?.rows.first)
        #expect(
            row.kind == .movedOut && row.elsewhere == .on(9, 5) && row.after == nil && row.trail.count == 1
        )
        #expect(out[.contractsSigned]?.growth == -1)
    }

    @Test func `what comes in from another period is told from what is new`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        let autumn = try #require(Period(first: .on(9, 1), last: .on(10, 31)))
        _ = try await market.issue(autumn)
        try await market.desk.change { work in
            var content = contract.content
            content.signedOn = .on(9, 5)
            _ = try work.contracts.edit(contract.id, version: nil, content)
            content.title = "另一份"
            _ = try work.contracts.create(content)
        }
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        let rows = try #require(difference.figures.first { $0.code == "contracts_signed" }).rows
        #expect(rows.map(\.kind) == [.movedIn, .added])
        #expect(rows.map(\.elsewhere) == [.on(8, 1), nil])
        #expect(rows.map { $0.trail.map(\.action) } == [["contract.edit"], ["contract.create"]])
        #expect(rows.allSatisfy { $0.before == nil })
    }

    @Test func `a cancelled contract and a mistaken visit are withdrawn`() async throws {
        let figures = try await difference { work, _, contract in
            _ = try work.contracts.cancel(contract.id, on: .on(8, 20), note: "不做了")
        }
        let row = try #require(figures[.contractValue]?.rows.first)
        #expect(row.kind == .withdrawn && row.elsewhere == nil)
        #expect(Set(row.trail.map(\.entity)) == ["contract", "contract_change"])
    }

    @Test func `an amendment is added, its contract stays`() async throws {
        let figures = try await difference { work, _, contract in
            _ = try work.contracts.amend(
                contract.id,
                total: Money(fen: 1300),
                technology: nil,
                on: .on(8, 20)
            )
        }
        let value = try #require(figures[.contractValue])
        #expect(value.rows.map(\.kind) == [.added] && value.rows.first?.after?.kind == "amendment")
        #expect(value.rows.first?.trail.map(\.action).contains("contract.amend") == true)
        #expect(value.growth == 300)
    }

    @Test func `a step taken back as a mistake and entered again later moves the match`() async throws {
        let figures = try await difference { work, match, _ in
            let other = try work.achievements.create(
                .example(work.achievements.get(match.achievement).organization)
            )
            let second = try work.matches.introduce(match.demand, other.id, on: .on(8, 2))
            _ = second
        }
        let row = try #require(figures[.demandsIntroduced]?.rows.first)
        #expect(row.kind == .added && row.trail.contains { $0.entity == "match_move" })
        #expect(figures[.demandsIntroduced]?.growth == 0, "the same demand, a second match")

        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { work in
            try work.matches.introduce(demand.id, achievement.id, on: .on(8, 2))
        }
        _ = try await market.issue(Self.summer)
        try await market.desk.change { work in
            _ = try work.matches.back(match.id, isMistake: true, on: .on(9, 2))
            _ = try work.matches.advance(match.id, to: .introduced, on: .on(9, 3))
        }
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        let moved = try #require(difference.figures.first { $0.code == "demands_introduced" }).rows
        #expect(moved.map(\.kind) == [.movedOut] && moved.first?.elsewhere == .on(9, 3))
        #expect(moved.first?.trail.filter { $0.entity == "match_move" }.count == 2)
    }

    @Test func `a merged organization changes the key of its rows, and a renamed one their words`()
        async throws
    {
        let market = try await TestMarket()
        let ids = try await market.desk.change { work in
            let names = ["甲公司", "乙公司"]
            let ids = try names.map {
                try work.organizations.create(Organization.Content(name: $0, kind: .enterprise)).id
            }
            let activity = try work.activities.create(
                Activity.Content(title: "会", kind: "training", on: .on(6, 1), state: .held)
            )
            for id in ids { _ = try work.activities.attend(activity.id, id) }
            return ids
        }
        _ = try await market.issue(Self.summer)
        try await market.desk.change { work in try work.organizations.merge(ids[1], into: ids[0], note: "") }
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        let figure = try #require(difference.figures.first { $0.code == "enterprises_served" })
        #expect(figure.before == 2 && figure.after == 1)
        #expect(figure.rows.map(\.kind) == [.changed] && figure.rows.first?.parts == [.organization, .key])
        #expect(figure.rows.first?.trail.contains { $0.entity == "organization" } == true)
    }

    @Test func `who was taken off an activity's list is withdrawn, with who took him off`() async throws {
        let market = try await TestMarket()
        let (activity, firm) = try await market.desk.change { work in
            let firm = try work.organizations.create(Organization.Content(name: "甲公司", kind: .enterprise))
            let activity = try work.activities.create(
                Activity.Content(title: "会", kind: "training", on: .on(6, 1), state: .held)
            )
            _ = try work.activities.attend(activity.id, firm.id)
            return (activity, firm)
        }
        _ = try await market.issue(Self.summer)
        try await market.desk.change { work in try work.activities.unattend(activity.id, firm.id) }
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        let rows = try #require(difference.figures.first { $0.code == "services" }).rows
        #expect(rows.map(\.kind) == [.withdrawn])
        #expect(rows.first?.trail.map(\.action) == ["activity.unattend"])
    }

    @Test func `two issued reports are compared as they were issued, the earlier first`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        _ = try await market.issue(Self.summer)
        try await market.desk.change { work in
            _ = try work.contracts.amend(
                contract.id,
                total: Money(fen: 1300),
                technology: nil,
                on: .on(8, 20)
            )
            try work.targets.set(year: 2021, .services, value: 9)
        }
        _ = try await market.correct("BB-2021-0001", reason: "补充协议漏登")
        try await market.desk.change { work in
            _ = try work.contracts.amend(
                contract.id,
                total: Money(fen: 1900),
                technology: nil,
                on: .on(8, 21)
            )
        }
        let there = try await market.desk.read {
            try $0.reports.difference("BB-2021-0001", to: "BB-2021-0002")
        }
        let back = try await market.desk.read {
            try $0.reports.difference("BB-2021-0002", to: "BB-2021-0001")
        }
        #expect(there == back && there.base.code.serial == 1 && there.other?.code.serial == 2)
        let value = try #require(there.figures.first { $0.code == "contract_value" })
        #expect(value.before == 1000 && value.after == 1300 && value.rows.count == 1)
        // What was written after the second is not behind the difference.
        #expect(value.rows.first?.trail.count { $0.entity == "contract_change" } == 1)
        let same = try await refusal {
            _ = try await market.desk.read { try $0.reports.difference("BB-2021-0001", to: "bb-2021-0001") }
        }
        #expect(same == "report_same")
    }

    @Test func `a target set since stands in the difference`() async throws {
        let market = try await TestMarket()
        _ = try await market.issue(ReportTests.year)
        try await market.desk.change { try $0.targets.set(year: 2021, .services, value: 9) }
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        #expect(!difference.isEmpty)
        let figure = try #require(difference.figures.first { $0.code == "services" })
        #expect(figure.targetBefore == nil && figure.targetAfter == 9 && figure.rows.isEmpty)
    }
}
