import Domain
import Market
import Testing

/// Demands and achievements from coming in to going out.
struct RecordTests {
    @Test func `a demand is logged, published, withdrawn, closed and taken up again, each step on its day`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        try await market.desk.change { work in
            for (state, day) in [
                (RecordState.published, Day.on(5, 10)), (.withdrawn, .on(5, 11)), (.published, .on(5, 12)),
                (.closed, .on(6, 1)), (.accepted, .on(6, 2)),
            ] { _ = try work.demands.move(demand.id, to: state, on: day, note: state.rawValue) }
        }
        let (now, history) = try await market.desk.read { work in
            (try work.demands.get(demand.id), try work.demands.history(demand.id))
        }
        #expect(now.state == .accepted)
        #expect(now.filing.version == 6)
        #expect(
            history.moves.map(\.to) == [.accepted, .published, .withdrawn, .published, .closed, .accepted]
        )
        #expect(
            history.moves.allSatisfy { $0.recordedAt == TestMarket.now && $0.actor == market.desk.user.id }
        )
        #expect(history.state(on: .on(5, 31)) == .published)
    }

    @Test func `an achievement handed in is returned, handed in again and accepted`() async throws {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        let handedIn = try await market.desk.change { work in
            try work.achievements.create(.example(achievement.organization), first: .submitted)
        }
        let accepted = try await market.desk.change { work in
            _ = try work.achievements.move(handedIn.id, to: .returned, on: .on(5, 2), note: "缺联系人")
            _ = try work.achievements.move(handedIn.id, to: .submitted, on: .on(5, 3))
            return try work.achievements.move(handedIn.id, to: .accepted, on: .on(5, 4))
        }
        #expect(accepted.state == .accepted)
    }

    @Test(arguments: [
        (RecordState.withdrawn, nil, "move_not_allowed"), (.published, Day.on(5, 5), "date_out_of_order"),
        (.published, Day.on(12, 31).advanced(by: 1), "date_in_future"),
    ])
    func `a step that is refused leaves nothing behind`(to: RecordState, on: Day?, expected: String)
        async throws
    {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let before = try await market.lastWrite()
        let code = try await refusal {
            _ = try await market.desk.change { try $0.demands.move(demand.id, to: to, on: on) }
        }
        #expect(code == expected)
        #expect(try await market.lastWrite() == before)
    }

    @Test func `nothing is accepted before the day it came in`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let codes = [
            try await refusal {
                _ = try await market.desk.change {
                    try $0.demands.create(.example(demand.organization), on: .on(5, 5))
                }
            },
            try await refusal {
                _ = try await market.desk.change { work in
                    try work.achievements.create(.example(achievement.organization), on: .on(4, 30))
                }
            },
        ]
        #expect(codes == ["date_out_of_order", "date_out_of_order"])
    }

    @Test func `what is published is withdrawn or closed before it is archived`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        _ = try await market.desk.change { try $0.demands.move(demand.id, to: .published, on: .on(5, 7)) }
        for archiving in [Archiving.done, .mistake] {
            let code = try await refusal {
                try await market.desk.change {
                    try $0.demands.archive(demand.id, version: nil, as: archiving)
                }
            }
            #expect(code == "published")
        }
        _ = try await market.desk.change { try $0.demands.move(demand.id, to: .closed, on: .on(5, 8)) }
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .done) }
        for step in [
            { @Sendable (work: Work) throws in _ = try work.demands.move(demand.id, to: .accepted) },
            { @Sendable (work: Work) throws in
                _ = try work.demands.edit(demand.id, version: nil, demand.content)
            },
        ] {
            #expect(try await refusal { try await market.desk.change(step) } == "archived")
        }
    }

    @Test func `a record that a match rests on is no mistake, though the match was put away`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            try work.matches.archive(match.id, version: nil, as: .done)
            return match
        }
        func archive() async throws -> [String?] {
            [
                try await refusal {
                    try await market.desk.change {
                        try $0.demands.archive(demand.id, version: nil, as: .mistake)
                    }
                },
                try await refusal {
                    try await market.desk.change {
                        try $0.achievements.archive(achievement.id, version: nil, as: .mistake)
                    }
                },
            ]
        }
        #expect(try await archive() == ["in_use", "in_use"])
        #expect(try await market.figures()[.demandsIntroduced] == 1)
        try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .mistake) }
        #expect(try await archive() == [nil, nil])
        let code = try await refusal {
            try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .undone) }
        }
        #expect(code == "entered_by_mistake", "a match does not count again while its demand does not")
    }

    // MARK: Codes of records

    @Test func `a code that comes with a file is kept, used once and counted on from`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let given = RecordCode(.demand, year: 2021, serial: 40)
        let code = try await market.desk.change { work in
            try work.demands.create(.example(demand.organization), code: given).code
        }
        #expect(code == given)
        let next = try await market.desk.change { try $0.demands.create(.example(demand.organization)).code }
        #expect(next.serial == 41)
        for taken in [given, RecordCode(.achievement, year: 2021, serial: 90)] {
            let refused = try await refusal {
                _ = try await market.desk.change {
                    try $0.demands.create(.example(demand.organization), code: taken)
                }
            }
            #expect(refused == "code_taken")
        }
    }

    @Test func `a code must leave numbers for the records after it`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let code = try await refusal {
            _ = try await market.desk.change { work in
                let largest = RecordCode(.demand, year: 2021, serial: 999_999_999)
                return try work.demands.create(.example(demand.organization), code: largest)
            }
        }
        #expect(code == "serial_too_large")
        _ = try await market.desk.change { work in
            let large = RecordCode(.demand, year: 2021, serial: RecordCode.largestGivenSerial)
            return try work.demands.create(.example(demand.organization), code: large)
        }
        let next = try await market.desk.change { try $0.demands.create(.example(demand.organization)).code }
        #expect(next.description == "XQ-2021-10000000")
        #expect(try await market.desk.read { try $0.demands.find(next.description).code } == next)
    }

    // MARK: Lists

    @Test func `a list is filtered, counted and paged by the same conditions`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        try await market.desk.change { work in
            for number in 1...5 {
                var content = Demand.Content.example(demand.organization)
                content.title = "第\(number)项 Abc"
                content.industry = try work.codes().industry(
                    parsing: number < 3 ? "C38" : "C39",
                    field: .industry
                )
                content.region = try work.codes().region(
                    parsing: number < 4 ? "420202" : "420100",
                    field: .region
                )
                content.field = "new_energy"
                content.receivedOn = .on(6, number)
                let made = try work.demands.create(content)
                if number == 1 { _ = try work.demands.move(made.id, to: .closed) }
            }
        }
        let filters: [(String, (inout RecordFilter) throws -> Void, Int)] = [
            ("all", { _ in }, 6),
            ("text", { $0.text = "项 aBC" }, 5),
            ("state", { $0.state = .closed }, 1),
            (
                "division", { $0.industry = try IndustryCode(parsing: "C38", field: .industry) { _ in "C" } },
                2
            ),
            ("section", { $0.industry = try IndustryCode(parsing: "C", field: .industry) { _ in "C" } }, 5),
            ("field", { $0.field = "new_energy" }, 5),
            ("county", { $0.region = RegionCode(rawValue: "420202") }, 3),
            ("prefecture", { $0.region = RegionCode(rawValue: "420200") }, 3),
            ("province", { $0.region = RegionCode(rawValue: "420000") }, 5),
            ("received", { $0.received = Period(first: .on(6, 2), last: .on(6, 4)) }, 3),
            ("organization", { $0.organization = demand.organization }, 6),
        ]
        for (name, set, expected) in filters {
            var filter = RecordFilter()
            try set(&filter)
            let wanted = filter
            filter.page = Page(limit: 2, offset: 1)
            let paged = filter
            let (found, count, page) = try await market.desk.read { work in
                (try work.demands.list(wanted), try work.demands.count(wanted), try work.demands.list(paged))
            }
            #expect(found.count == expected && count == Int64(expected), "\(name)")
            #expect(page == Array(found.dropFirst().prefix(2)), "\(name)")
        }
    }
}
