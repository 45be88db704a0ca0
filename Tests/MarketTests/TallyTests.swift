import Domain
import Market
import Testing

/// The border cases of every indicator.
struct TallyTests {
    @Test func `an empty market has zeros, and no evidence`() async throws {
        let market = try await TestMarket()
        let period = try #require(Period(year: 2021))
        let tally = try await market.desk.read { try $0.tallies.tally(period) }
        #expect(tally.lines.map(\.indicator) == Indicator.allCases)
        #expect(tally.lines.allSatisfy { $0.value == 0 && $0.target == nil })
        for indicator in Indicator.allCases {
            #expect(try await market.desk.read { try $0.tallies.evidence(indicator, in: period).isEmpty })
        }
    }

    /// Something that each indicator counts once, on a day.
    static func happen(_ indicator: Indicator, on day: Day, _ work: Work) throws {
        let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
        let school = try work.organizations.create(Organization.Content(name: "大学", kind: .university)).id
        var demand = Demand.Content.example(firm)
        var achievement = Achievement.Content.example(school)
        demand.receivedOn = day.advanced(by: -3)
        achievement.receivedOn = day.advanced(by: -3)
        switch indicator {
        case .enterprisesServed, .services:
            _ = try work.visits.create(Visit.Content(organization: firm, on: day, kind: "visit"))
        case .activities:
            _ = try work.activities.create(
                Activity.Content(title: "会", kind: "training", on: day, state: .held)
            )
        case .demandsCollected:
            _ = try work.demands.create(demand, on: day)
        case .achievementsPublished:
            _ = try work.achievements.move(
                try work.achievements.create(achievement).id,
                to: .published,
                on: day
            )
        case .demandsIntroduced, .intentions:
            let ids = (try work.demands.create(demand).id, try work.achievements.create(achievement).id)
            let before = indicator == .intentions ? day.advanced(by: -1) : day
            let match = try work.matches.introduce(ids.0, ids.1, on: before)
            if indicator == .intentions { _ = try work.matches.advance(match.id, to: .intention, on: day) }
        case .contractsSigned, .contractValue, .technologyValue, .payments:
            var content = Contract.Content.example(firm, school)
            content.signedOn = indicator == .payments ? day.advanced(by: -3) : day
            let contract = try work.contracts.create(content)
            if indicator == .payments { _ = try work.payments.create(.example(contract.id, 1000, on: day)) }
        }
    }

    @Test(arguments: Indicator.allCases)
    func `the first and the last day of a period count, the days around it do not`(indicator: Indicator)
        async throws
    {
        let amount: Int64 =
            switch indicator {
            case .contractValue, .payments: 1000
            case .technologyValue: 800
            default: 1
            }
        for (day, counts) in [
            (Day.on(5, 31), false), (.on(6, 1), true), (.on(6, 30), true), (.on(7, 1), false),
        ] {
            let market = try await TestMarket()
            try await market.desk.change { try Self.happen(indicator, on: day, $0) }
            #expect(try await market.figures("2021-06")[indicator] == (counts ? amount : 0), "\(day)")
            #expect(try await market.figures("2021")[indicator] == amount)
            #expect(try await market.figures("2020")[indicator] == 0)
        }
    }

    // MARK: Services and enterprises

    @Test func `universities and others are visited, but are no enterprises served`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            for kind in Organization.Kind.allCases {
                let id = try work.organizations.create(Organization.Content(name: kind.name.zh, kind: kind))
                    .id
                _ = try work.visits.create(Visit.Content(organization: id, on: .on(6, 1), kind: "visit"))
            }
        }
        let figures = try await market.figures()
        #expect(figures[.enterprisesServed] == 1 && figures[.services] == 1)
    }

    @Test func `an enterprise at an activity is one service, at its sub-session and under two names too`()
        async throws
    {
        let market = try await TestMarket()
        let activity = try await market.desk.change { work in
            var content = Activity.Content(title: "对接会", kind: "matchmaking", on: .on(6, 1), state: .held)
            content.coHosts = ["协办一", "协办二"]
            let main = try work.activities.create(content)
            content.parent = main.id
            content.coHosts = []
            let session = try work.activities.create(content)
            let firm = try work.organizations.create(Organization.Content(name: "新名", kind: .enterprise)).id
            let former = try work.organizations.create(Organization.Content(name: "旧名", kind: .enterprise)).id
            _ = try work.activities.attend(main.id, firm, people: 5)
            _ = try work.activities.attend(session.id, firm)
            _ = try work.activities.attend(main.id, former)
            try work.organizations.merge(former, into: firm, note: "")
            return main
        }
        let figures = try await market.figures()
        #expect(figures[.activities] == 1)
        #expect(figures[.services] == 1)
        #expect(figures[.enterprisesServed] == 1)
        let rows = try await market.desk.read { work in
            try work.tallies.evidence(.services, in: Period(year: 2021) ?? Period(day: .on(6, 1)))
        }
        #expect(rows.count == 3 && Set(rows.map(\.key)).count == 1, "each attendance can be opened")
        #expect(rows.contains { $0.code == activity.code.description })
    }

    @Test(arguments: [(Activity.State.planned, 0), (.held, 1), (.cancelled, 0)] as [(Activity.State, Int64)])
    func `only what was held counts`(state: Activity.State, expected: Int64) async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
            var content = Activity.Content(title: "会", kind: "training", on: .on(6, 1), state: .planned)
            let activity = try work.activities.create(content)
            _ = try work.activities.attend(activity.id, firm)
            content.state = state
            _ = try work.activities.edit(activity.id, version: nil, content)
        }
        let figures = try await market.figures()
        #expect(figures[.activities] == expected)
        #expect(figures[.services] == expected && figures[.enterprisesServed] == expected)
    }

    @Test func `an activity over several days counts in the period in which it began`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            var content = Activity.Content(title: "会", kind: "training", on: .on(6, 30), state: .held)
            content.endsOn = .on(7, 2)
            _ = try work.activities.create(content)
        }
        #expect(try await market.figures("2021-06")[.activities] == 1)
        #expect(try await market.figures("2021-07")[.activities] == 0)
    }

    // MARK: Demands and achievements

    @Test func `a record counts on the day it was first accepted or published, however often it returns`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            _ = try work.demands.move(demand.id, to: .closed, on: .on(6, 1))
            _ = try work.demands.move(demand.id, to: .accepted, on: .on(7, 1))
            for (state, day) in [
                (RecordState.published, Day.on(6, 1)), (.withdrawn, .on(6, 2)), (.published, .on(7, 1)),
            ] { _ = try work.achievements.move(achievement.id, to: state, on: day) }
        }
        #expect(try await market.figures("2021-05")[.demandsCollected] == 1)
        #expect(try await market.figures("2021-07")[.demandsCollected] == 0)
        #expect(try await market.figures("2021-07")[.services] == 0)
        #expect(try await market.figures("2021-06")[.achievementsPublished] == 1)
        #expect(try await market.figures("2021-07")[.achievementsPublished] == 0)
        #expect(try await market.figures()[.achievementsPublished] == 1)
    }

    @Test func `what waits for review counts when it is accepted`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        try await market.desk.change { work in
            let waiting = try work.demands.create(.example(demand.organization), first: .submitted)
            _ = try work.demands.create(.example(demand.organization), first: .submitted)
            _ = try work.demands.move(waiting.id, to: .accepted, on: .on(8, 1))
        }
        #expect(try await market.figures("2021-05")[.demandsCollected] == 1)
        #expect(try await market.figures("2021-08")[.demandsCollected] == 1)
        #expect(try await market.figures()[.demandsCollected] == 2)
    }

    // MARK: Matches

    @Test func `a demand with two introductions is one demand introduced, and two services`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            let other = try work.achievements.create(.example(achievement.organization))
            _ = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            _ = try work.matches.introduce(demand.id, other.id, on: .on(6, 2))
        }
        let figures = try await market.figures("2021-06")
        #expect(
            figures[.demandsIntroduced] == 1 && figures[.services] == 2 && figures[.enterprisesServed] == 1
        )
    }

    @Test func `a mistaken intention does not count, and counts where it belongs once entered right`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            _ = try work.matches.advance(match.id, to: .intention, on: .on(8, 1))
            return try work.matches.back(match.id, isMistake: true, on: .on(8, 2))
        }
        #expect(try await market.figures()[.intentions] == 0)
        _ = try await market.desk.change { try $0.matches.advance(match.id, to: .intention, on: .on(7, 1)) }
        #expect(try await market.figures("2021-07")[.intentions] == 1)
        #expect(try await market.figures("2021-08")[.intentions] == 0)
    }

    @Test func `an intention that was entered again counts once a period`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            for (stage, day) in [
                (MatchStage.intention, Day.on(6, 2)), (.introduced, .on(6, 3)), (.intention, .on(6, 4)),
                (.introduced, .on(6, 5)), (.intention, .on(7, 1)),
            ] {
                if stage == .introduced {
                    _ = try work.matches.back(match.id, on: day)
                } else {
                    _ = try work.matches.advance(match.id, to: stage, on: day)
                }
            }
        }
        #expect(try await market.figures("2021-06")[.intentions] == 1)
        #expect(try await market.figures("2021-07")[.intentions] == 1)
        #expect(try await market.figures()[.intentions] == 1)
    }

    @Test func `coming back to a stage after an end is no new entry`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            _ = try work.matches.advance(match.id, to: .intention, on: .on(6, 2))
            _ = try work.matches.end(match.id, reason: "price", on: .on(6, 3))
            _ = try work.matches.back(match.id, on: .on(7, 1))
        }
        #expect(try await market.figures("2021-06")[.intentions] == 1)
        #expect(try await market.figures("2021-07")[.intentions] == 0)
    }

    @Test func `a match noted, refused or put away as a mistake introduces nobody`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            _ = try work.matches.create(demand.id, achievement.id, on: .on(6, 1))
            let other = try work.achievements.create(.example(achievement.organization))
            _ = try work.matches.refuse(demand.id, other.id, reason: "price", on: .on(6, 1))
            let third = try work.achievements.create(.example(achievement.organization))
            let mistaken = try work.matches.introduce(demand.id, third.id, on: .on(6, 1))
            try work.matches.archive(mistaken.id, version: nil, as: .mistake)
        }
        #expect(try await market.figures("2021-06")[.demandsIntroduced] == 0)
        #expect(try await market.figures("2021-06")[.services] == 0)
    }

    // MARK: Money

    @Test func `amendments count on their own days, and a cancellation takes everything out`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        _ = try await market.desk.change { work in
            _ = try work.contracts.amend(contract.id, total: Money(fen: 1500), technology: nil, on: .on(9, 1))
            return try work.contracts.amend(
                contract.id,
                total: Money(fen: 1400),
                technology: Money(fen: 700),
                on: .on(10, 1)
            )
        }
        let expected: [(String, Int64, Int64, Int64)] = [
            ("2021-08", 1, 1000, 800), ("2021-09", 0, 500, 0), ("2021-10", 0, -100, -100),
            ("2021", 1, 1400, 700),
        ]
        for (period, count, total, technology) in expected {
            let figures = try await market.figures(period)
            #expect(figures[.contractsSigned] == count, "\(period)")
            #expect(figures[.contractValue] == total, "\(period)")
            #expect(figures[.technologyValue] == technology, "\(period)")
        }
        _ = try await market.desk.change { try $0.contracts.cancel(contract.id, on: .on(11, 1)) }
        for (period, _, _, _) in expected {
            let figures = try await market.figures(period)
            #expect(
                figures[.contractsSigned] == 0 && figures[.contractValue] == 0
                    && figures[.technologyValue] == 0
            )
        }
    }

    @Test func `refunds are netted on their own days`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        try await market.desk.change { work in
            _ = try work.payments.create(.example(contract.id, 700, on: .on(9, 30)))
            var refund = Payment.Content.example(contract.id, 200, on: .on(10, 1))
            refund.kind = .refund
            _ = try work.payments.create(refund)
        }
        #expect(try await market.figures("2021-09")[.payments] == 700)
        #expect(try await market.figures("2021-10")[.payments] == -200)
        #expect(try await market.figures()[.payments] == 500)
    }

    @Test func `the largest contracts add up exactly`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await market.desk.change { work in
            var content = Contract.Content.example(demand.organization, achievement.organization)
            content.total = Money(fen: Limits.money)
            for _ in 0..<100 { _ = try work.contracts.create(content) }
            content.total = Money(fen: 801)
            _ = try work.contracts.create(content)
        }
        #expect(try await market.figures()[.contractValue] == 100 * Limits.money + 801)
    }

    // MARK: Targets

    @Test func `a target stands beside the figure of its whole year only`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            try work.targets.set(year: 2021, .activities, value: 24)
            try work.targets.set(year: 2022, .activities, value: 30)
            try work.targets.set(year: 2021, .contractValue, value: 5_000_000_000)
        }
        for (period, expected) in [
            ("2021", 24), ("2021-01-01..2021-12-31", 24), ("2022", 30), ("2020", nil), ("2021Q1", nil),
            ("2021H1", nil), ("2021-01-01..2021-12-30", nil), ("2021-2022", nil),
        ] as [(String, Int64?)] {
            let wanted = try Period(parsing: period, field: .period)
            let tally = try await market.desk.read { try $0.tallies.tally(wanted) }
            #expect(tally.lines.first { $0.indicator == .activities }?.target == expected, "\(period)")
        }
    }

    @Test(
        arguments: [
            (1899, Indicator.activities, 1, "year_out_of_range"), (2200, .activities, 1, "year_out_of_range"),
            (2021, .activities, -1, "target_negative"), (2021, .contractValue, -1, "money_negative"),
            (2021, .contractValue, Limits.money + 1, "amount_too_large"), (2021, .activities, 0, nil),
        ] as [(Int, Indicator, Int64, String?)]
    )
    func `a target is for a year of the calendar and not below zero`(
        year: Int,
        indicator: Indicator,
        value: Int64,
        expected: String?
    ) async throws {
        let market = try await TestMarket()
        let code = try await refusal {
            try await market.desk.change { try $0.targets.set(year: year, indicator, value: value) }
        }
        #expect(code == expected)
    }

    @Test func `a target is set again, and taken away once`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            try work.targets.set(year: 2021, .activities, value: 24)
            try work.targets.set(year: 2021, .activities, value: 25)
        }
        let targets = try await market.desk.read { try $0.targets.list(year: 2021) }
        #expect(targets.map(\.value) == [25] && targets.map(\.version) == [2])
        try await market.desk.change { try $0.targets.remove(year: 2021, .activities) }
        let code = try await refusal {
            try await market.desk.change { try $0.targets.remove(year: 2021, .activities) }
        }
        #expect(code == "not_found")
    }
}
