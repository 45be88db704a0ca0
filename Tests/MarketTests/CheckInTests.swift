import Domain
import Market
import Testing

/// The check-in list: what is typed at the door, and what is pasted.
struct CheckInTests {
    @Test(
        arguments: [
            ("江州示例电子有限公司", "江州示例电子有限公司", nil), ("江州示例电子有限公司 3", "江州示例电子有限公司", 3),
            ("江州示例电子有限公司\t12人", "江州示例电子有限公司", 12), ("企业，２", "企业", 2), ("企业、 4 位", "企业", 4),
            ("DW-2021-0003", "DW-2021-0003", nil), ("DW-2021-0003 2", "DW-2021-0003", 2),
            ("江州第3", "江州第3", nil), ("企业 12345678", "企业 12345678", nil), ("企业 0", "企业", 0),
        ] as [(String, String, Int?)]
    )
    func `a line has a name and perhaps a number of people`(line: String, name: String, people: Int?) {
        #expect(CheckInLine.lines(of: line) == [CheckInLine(name: name, people: people)])
    }

    @Test func `blank lines are no lines`() {
        #expect(CheckInLine.lines(of: "\n 甲 2 \r\n\n乙\n").map(\.name) == ["甲", "乙"])
    }

    private func market() async throws -> (TestMarket, Activity) {
        let market = try await TestMarket()
        let activity = try await market.desk.change { work in
            _ = try work.organizations.create(Organization.Content(name: "江州甲有限公司", kind: .enterprise))
            _ = try work.organizations.create(Organization.Content(name: "江州乙有限公司", kind: .enterprise))
            return try work.activities.create(
                Activity.Content(title: "对接会", kind: "matchmaking", on: .on(6, 1), state: .held)
            )
        }
        return (market, activity)
    }

    private func enter(
        _ market: TestMarket,
        _ activity: Activity,
        _ text: String,
        makes: Bool = false,
        corrects: Bool = false
    ) async throws -> [CheckedIn] {
        try await market.desk.change { work in
            try work.activities.checkIn(
                activity.id,
                CheckInLine.lines(of: text),
                makesUnknown: makes,
                isCorrection: corrects
            )
        }
    }

    @Test func `each line is settled for itself`() async throws {
        let (market, activity) = try await market()
        let results = try await enter(market, activity, "江州甲有限公司 2\nDW-2021-0002\n丙\n江州甲有限公司 5\n江州乙有限公司 0")
        try #require(results.count == 5)
        #expect(results[0] == .added(name: "江州甲有限公司", people: 2))
        #expect(results[1] == .added(name: "江州乙有限公司", people: 1))
        guard case .unknown(_, let near) = results[2] else { Issue.record("丙 is known"); return }
        #expect(near.isEmpty)
        guard case .already(_, _, let people, let typed) = results[3] else {
            Issue.record("entered twice"); return
        }
        #expect(people == 2 && typed == 5)
        let attendees = try await market.desk.read { try $0.activities.attendees(activity.id) }
        #expect(attendees.map(\.name) == ["江州乙有限公司", "江州甲有限公司"])
        #expect(attendees.map(\.people) == [1, 2])
    }

    @Test func `a number of people that can't be is refused without a trace`() async throws {
        let (market, activity) = try await market()
        for line in ["江州甲有限公司 0", "江州甲有限公司 10001"] {
            let results = try await enter(market, activity, line)
            guard case .refused = results[0] else { Issue.record("\(line) was taken"); return }
        }
        let results = try await enter(market, activity, "新企业 0", makes: true)
        guard case .refused = results[0] else { Issue.record("taken"); return }
        let known = try await market.desk.read { try $0.organizations.count(OrganizationFilter()) }
        #expect(known == 2, "an enterprise whose line is refused is not made either")
    }

    @Test func `part of a name leads to whom it may mean`() async throws {
        let (market, activity) = try await market()
        guard case .unknown(_, let near) = try await enter(market, activity, "甲有限")[0] else {
            Issue.record("taken for a name")
            return
        }
        #expect(near.map(\.name) == ["江州甲有限公司"])
    }

    @Test func `an unknown enterprise is made when that is asked for, and a code never is one`() async throws
    {
        let (market, activity) = try await market()
        #expect(
            try await enter(market, activity, "江州丙有限公司 2", makes: true) == [
                .added(name: "江州丙有限公司", people: 2)
            ]
        )
        let made = try await market.desk.read { try $0.organizations.find("江州丙有限公司") }
        #expect(made.content.kind == .enterprise)
        guard case .unknown = try await enter(market, activity, "DW-2021-9999", makes: true)[0] else {
            Issue.record("a code became a name")
            return
        }
    }

    @Test func `the number of people is set anew when that is asked for`() async throws {
        let (market, activity) = try await market()
        _ = try await enter(market, activity, "江州甲有限公司 2")
        _ = try await enter(market, activity, "江州甲有限公司 5", corrects: true)
        let attendees = try await market.desk.read { try $0.activities.attendees(activity.id) }
        #expect(attendees.map(\.people) == [5])
    }

    @Test func `an organization that was merged is on the list already under its other name`() async throws {
        let (market, activity) = try await market()
        _ = try await enter(market, activity, "DW-2021-0001 2")
        try await market.desk.change { work in
            let (one, other) = (
                try work.organizations.find("DW-2021-0001"), try work.organizations.find("DW-2021-0002")
            )
            try work.organizations.merge(one.id, into: other.id, note: "")
        }
        guard case .already = try await enter(market, activity, "江州乙有限公司")[0] else {
            Issue.record("counted twice")
            return
        }
    }

    @Test func `too many lines, none, a cancelled activity and a viewer are refused`() async throws {
        let (market, activity) = try await market()
        let many = (0...Organizations.mostLines).map { "企业\($0)" }.joined(separator: "\n")
        #expect(try await refusal { _ = try await enter(market, activity, many) } == "too_many_lines")
        #expect(try await refusal { _ = try await enter(market, activity, "\n") } == "required")
        let viewer = try await market.desk(.viewer)
        let lines = CheckInLine.lines(of: "江州甲有限公司")
        #expect(
            try await refusal {
                _ = try await viewer.change { try $0.activities.checkIn(activity.id, lines) }
            } == "role_too_low"
        )
        _ = try await market.desk.change { try $0.activities.mark(activity.id, as: .cancelled, version: nil) }
        #expect(
            try await refusal { _ = try await enter(market, activity, "江州甲有限公司") } == "activity_cancelled"
        )
    }

    @Test func `an activity that somebody attended is not cancelled, and one to come is not held`()
        async throws
    {
        let (market, activity) = try await market()
        _ = try await enter(market, activity, "江州甲有限公司")
        #expect(
            try await refusal {
                _ = try await market.desk.change {
                    try $0.activities.mark(activity.id, as: .cancelled, version: nil)
                }
            } == "has_attendance"
        )
        let planned = try await market.desk.change { work in
            let day = Day.on(12, 31).advanced(by: 5)
            return try work.activities.create(
                Activity.Content(title: "明年", kind: "training", on: day, state: .planned)
            )
        }
        #expect(
            try await refusal {
                _ = try await market.desk.change {
                    try $0.activities.mark(planned.id, as: .held, version: nil)
                }
            } == "date_in_future"
        )
    }
}
