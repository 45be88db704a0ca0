import Domain
import Market
import Testing

/// Programmes, their members and their figures.
struct ProgrammeTests {
    /// A market with a programme and three organizations.
    struct Park {
        let market: TestMarket
        let programme: Programme
        let firm: Organization
        let other: Organization
        let school: Organization

        init() async throws {
            let market = try await TestMarket()
            let made = try await market.desk.change { work in
                func organization(_ name: String, _ kind: Organization.Kind) throws -> Organization {
                    try work.organizations.create(Organization.Content(name: name, kind: kind))
                }
                return (
                    try work.programmes.create(Programme.Content(name: "离岸科创园")),
                    try organization("江州示例电子有限公司", .enterprise),
                    try organization("江州示例机械有限公司", .enterprise),
                    try organization("江州示例大学", .university)
                )
            }
            self.market = market
            (programme, firm, other, school) = made
        }

        func join(
            _ organization: Organization,
            as stage: MemberStage = .negotiating,
            on day: Day = .on(3, 1)
        ) async throws -> Member {
            let id = programme.id
            return try await market.desk.change {
                try $0.programmes.join(id, organization.id, as: stage, on: day)
            }
        }

        func change<Result: Sendable>(_ body: @Sendable @escaping (Programmes) throws -> Result) async throws
            -> Result
        {
            try await market.desk.change { try body($0.programmes) }
        }

        func figure(_ figure: ProgrammeFigure, _ period: String) async throws -> Int64 {
            let (programme, period) = (programme, try Period(parsing: period, field: .period))
            return try await market.desk.read { work in
                let value = try work.programmes.figure(figure, of: programme, in: period)
                let rows = try work.programmes.evidence(figure, of: programme, in: period)
                #expect(Int64(Set(rows.map(\.key)).count) == value)
                #expect(
                    try work.programmes.evidenceCount(figure, of: programme, in: period) == Int64(rows.count)
                )
                return value
            }
        }
    }

    // MARK: The record

    @Test func `a programme is created, edited and found by name, code and external id`() async throws {
        let market = try await TestMarket()
        var content = Programme.Content(name: " 离岸科创园 ")
        content.externalID = "P-1"
        content.startsOn = .on(3, 1)
        let wanted = content
        let made = try await market.desk.change { try $0.programmes.create(wanted) }
        #expect(made.code.description == "ZX-2021-0001")
        #expect(made.name == "离岸科创园")
        let edited = try await market.desk.change { work in
            var content = made.content
            content.goal = "引进研发中心"
            content.state = .closed
            return try work.programmes.edit(made.id, version: 1, content)
        }
        #expect(edited.filing.version == 2)
        for reference in ["离岸科创园", "zx-2021-0001", "P-1"] {
            #expect(try await market.desk.read { try $0.programmes.find(reference) } == edited)
        }
    }

    @Test func `an unknown programme is named with those that there are`() async throws {
        let market = try await TestMarket()
        func message() async throws -> Phrase? {
            do {
                _ = try await market.desk.read { try $0.programmes.find("离岸园") }
                return nil
            } catch let error as AppError {
                #expect(error.code == "not_found" && error.field == .programme)
                return error.message
            }
        }
        #expect(try await message()?.zh.contains("还没有") == true)
        try await market.desk.change { work in
            for number in 1...11 { _ = try work.programmes.create(Programme.Content(name: "专项\(number)")) }
        }
        let text = try #require(try await message())
        #expect(text.zh.contains("专项11（ZX-2021-0011）") && text.zh.contains("等 11 个"))
        #expect(!text.zh.contains("专项1（"), "only the newest ten")
    }

    @Test func `no two programmes in use have one name`() async throws {
        let park = try await Park()
        func create() async throws -> String? {
            try await refusal {
                _ = try await park.change { try $0.create(Programme.Content(name: "离岸科创园")) }
            }
        }
        #expect(try await create() == "name_taken")
        try await park.change { try $0.archive(park.programme.id, version: nil, as: .mistake) }
        #expect(try await create() == nil)
        let back = try await refusal {
            try await park.change { try $0.archive(park.programme.id, version: nil, as: .undone) }
        }
        #expect(back == "name_taken")
    }

    @Test func `a programme with members or activities is no mistake`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        func archive() async throws -> String? {
            try await refusal {
                try await park.change { try $0.archive(park.programme.id, version: nil, as: .mistake) }
            }
        }
        #expect(try await archive() == "in_use")
        _ = try await park.change { try $0.strike(member.id) }
        let activity = try await park.market.desk.change { work in
            var content = Activity.Content(title: "对接会", kind: "matchmaking", on: .on(6, 1), state: .held)
            content.programme = park.programme.id
            return try work.activities.create(content)
        }
        #expect(try await archive() == "in_use")
        try await park.market.desk.change { work in
            var content = activity.content
            content.programme = nil
            _ = try work.activities.edit(activity.id, version: nil, content)
        }
        #expect(try await archive() == nil)
    }

    @Test func `whoever saw an older version, or has a lesser role, changes nothing`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        _ = try await park.change { try $0.advance(member.id, to: .signed, version: member.version) }
        let before = try await park.market.lastWrite()
        let viewer = try await park.market.desk(.viewer)
        let after = try await park.market.lastWrite()
        #expect(after > before)
        let attempts: [(String, @Sendable (Programmes) throws -> Void)] = [
            ("edit", { _ = try $0.edit(park.programme.id, version: 9, Programme.Content(name: "新名")) }),
            ("archive", { try $0.archive(park.programme.id, version: 9, as: .done) }),
            ("advance", { _ = try $0.advance(member.id, to: .signed, version: 1) }),
            ("back", { _ = try $0.back(member.id, version: 1) }),
            ("leave", { _ = try $0.leave(member.id, reason: .other, version: 1) }),
            ("assign", { _ = try $0.assign(member.id, staff: nil, note: "新", version: 1) }),
            ("strike", { _ = try $0.strike(member.id, version: 1) }),
        ]
        for (name, attempt) in attempts {
            #expect(
                try await refusal { try await park.change(attempt) } == "stale_version",
                "\(name)"
            )
            let asViewer = try await refusal { try await viewer.change { try attempt($0.programmes) } }
            #expect(asViewer == "role_too_low", "\(name)")
        }
        let join = try await refusal {
            _ = try await viewer.change { try $0.programmes.join(park.programme.id, park.other.id) }
        }
        #expect(join == "role_too_low")
        #expect(try await park.market.lastWrite() == after)
    }

    // MARK: Members

    @Test func `a member's way is a dated row a step`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        _ = try await park.change { programmes in
            _ = try programmes.advance(member.id, to: .signed, on: .on(4, 1), note: "签三年")
            _ = try programmes.leave(member.id, reason: .moved, on: .on(5, 1))
            return try programmes.back(member.id, to: .negotiating, on: .on(6, 1))
        }
        let history = try await park.market.desk.read { try $0.programmes.history(member.id) }
        #expect(history.moves.map(\.to) == [.negotiating, .signed, .left, .negotiating])
        #expect(history.moves.map(\.reason) == [nil, nil, "moved", nil])
        #expect(history.moves[1].note == "签三年")
    }

    @Test func `an organization joins at once as signed, with both steps`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm, as: .signed, on: .on(4, 1))
        #expect(member.stage == .signed)
        let moves = try await park.market.desk.read { try $0.programmes.history(member.id).moves }
        #expect(moves.map(\.to) == [.negotiating, .signed])
        #expect(moves.map(\.on) == [.on(4, 1), .on(4, 1)])
        #expect(try await refusal { _ = try await park.join(park.other, as: .left) } == "reason_required")
        #expect(
            try await park.market.desk.read { try $0.programmes.memberCount(MemberFilter()) } == 1,
            "nothing half-joined"
        )
    }

    @Test func `bad steps are refused and write nothing`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm, on: .on(3, 10))
        let signed = try await park.join(park.school, as: .signed, on: .on(3, 10))
        let before = try await park.market.lastWrite()
        let tomorrow = Day.on(12, 31).advanced(by: 1)
        let missing = Organization.ID(rawValue: 999)
        let attempts: [(String, @Sendable (Programmes) throws -> Void)] = [
            ("already_member", { _ = try $0.join(park.programme.id, park.firm.id) }),
            ("not_found", { _ = try $0.join(park.programme.id, missing) }),
            ("not_found", { _ = try $0.join(Programme.ID(rawValue: 9), park.other.id) }),
            ("date_in_future", { _ = try $0.join(park.programme.id, park.other.id, on: tomorrow) }),
            ("date_in_future", { _ = try $0.advance(member.id, to: .signed, on: tomorrow) }),
            ("date_out_of_order", { _ = try $0.advance(member.id, to: .signed, on: .on(3, 9)) }),
            ("date_out_of_order", { _ = try $0.back(signed.id, on: .on(3, 9)) }),
            ("stage_skipped", { _ = try $0.advance(member.id, to: .negotiating) }),
            ("member_signed", { _ = try $0.advance(signed.id, to: .signed) }),
            ("reason_required", { _ = try $0.advance(member.id, to: .left) }),
            ("reason_required", { _ = try $0.leave(member.id, reason: nil) }),
            ("nothing_before", { _ = try $0.back(member.id) }),
            ("not_last_step", { _ = try $0.back(signed.id, to: .signed, isMistake: true) }),
            ("not_member", { _ = try $0.member(park.programme.id, park.other) }),
        ]
        for (expected, attempt) in attempts {
            #expect(try await refusal { try await park.change(attempt) } == expected)
        }
        #expect(try await park.market.lastWrite() == before)
    }

    @Test func `nothing moves in an archived programme`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        try await park.change { try $0.archive(park.programme.id, version: nil, as: .done) }
        let attempts: [@Sendable (Programmes) throws -> Void] = [
            { _ = try $0.join(park.programme.id, park.other.id) },
            { _ = try $0.join(park.programme.id, ["江州示例大学"]) },
            { _ = try $0.advance(member.id, to: .signed) },
            { _ = try $0.leave(member.id, reason: .other) }, { _ = try $0.strike(member.id) },
            { _ = try $0.edit(park.programme.id, version: nil, Programme.Content(name: "新名")) },
        ]
        for attempt in attempts {
            #expect(try await refusal { try await park.change(attempt) } == "archived")
        }
        let activity = try await refusal {
            _ = try await park.market.desk.change { work in
                var content = Activity.Content(title: "会", kind: "matchmaking", on: .on(6, 1), state: .held)
                content.programme = park.programme.id
                return try work.activities.create(content)
            }
        }
        #expect(activity == "archived")
        #expect(try await park.figure(.membersNegotiating, "2021") == 1, "what happened counts")
    }

    @Test func `who was entered by mistake never was, and can be restored`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm, as: .signed)
        let struck = try await park.change { try $0.strike(member.id, version: member.version) }
        #expect(!struck.isCounted)
        #expect(try await park.figure(.membersSigned, "2021") == 0)
        #expect(try await park.figure(.newlySigned, "2021") == 0)
        #expect(try await refusal { _ = try await park.join(park.firm) } == "member_mistaken")
        let moved = try await refusal {
            _ = try await park.change { try $0.leave(member.id, reason: .other) }
        }
        #expect(moved == "member_mistaken")
        _ = try await park.change { try $0.strike(member.id, isMistake: false) }
        #expect(try await park.figure(.membersSigned, "2021") == 1)
    }

    @Test func `of two people at once one moves the member`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        let second = try await park.market.secondWorkspace().desk()
        async let one = refusal {
            _ = try await park.change {
                try $0.advance(member.id, to: .signed, version: member.version, on: .on(4, 1))
            }
        }
        async let two = refusal {
            _ = try await second.change {
                try $0.programmes.leave(member.id, reason: .withdrew, version: member.version, on: .on(4, 1))
            }
        }
        let outcomes = try await [one, two]
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.contains("stale_version"))
        let moves = try await park.market.desk.read { try $0.programmes.history(member.id).moves }
        #expect(moves.count == 2)
    }

    @Test func `of two people at once one lets an organization join`() async throws {
        let park = try await Park()
        let second = try await park.market.secondWorkspace().desk()
        async let one = refusal { _ = try await park.join(park.firm) }
        async let two = refusal {
            _ = try await second.change { try $0.programmes.join(park.programme.id, park.firm.id) }
        }
        let outcomes = try await [one, two]
        #expect(outcomes.filter { $0 == nil }.count == 1 && outcomes.contains("already_member"))
    }

    @Test func `a list of names joins line by line`() async throws {
        let park = try await Park()
        _ = try await park.join(park.firm)
        let id = park.programme.id
        let joined = try await park.change {
            try $0.join(id, ["江州示例电子有限公司", "江州示例机械有限公司", "没有这家"], as: .signed, on: .on(4, 1))
        }
        #expect(
            joined == [
                .already(name: park.firm.name, code: park.firm.code, stage: .negotiating),
                .added(name: park.other.name), .unknown("没有这家", near: []),
            ]
        )
        let made = try await park.change { try $0.join(id, ["没有这家"], making: .intermediary) }
        #expect(made == [.added(name: "没有这家")])
        let found = try await park.market.desk.read { try $0.organizations.find("没有这家") }
        #expect(found.kind == .intermediary)
        #expect(try await refusal { _ = try await park.change { try $0.join(id, []) } } == "required")
        let many = Array(repeating: "甲", count: 501)
        #expect(try await refusal { _ = try await park.change { try $0.join(id, many) } } == "too_many_lines")
    }

    // MARK: Figures

    @Test func `a figure for an earlier day stays what it was`() async throws {
        let park = try await Park()
        let firm = try await park.join(park.firm, on: .on(3, 1))
        _ = try await park.join(park.school, as: .signed, on: .on(3, 15))
        let other = try await park.join(park.other, on: .on(5, 1))
        _ = try await park.change { programmes in
            _ = try programmes.advance(firm.id, to: .signed, on: .on(4, 10))
            _ = try programmes.leave(firm.id, reason: .expired, on: .on(7, 1))
            _ = try programmes.leave(other.id, reason: .notAgreed, on: .on(8, 1))
        }
        let expected: [(String, signed: Int64, negotiating: Int64, new: Int64)] = [
            ("2021-02", 0, 0, 0), ("2021-03-01", 0, 1, 0), ("2021Q1", 1, 1, 1), ("2021-04", 2, 0, 1),
            ("2021Q2", 2, 1, 1), ("2021-07-01", 1, 1, 0), ("2021Q3", 1, 0, 0), ("2021", 1, 0, 2),
        ]
        for (period, signed, negotiating, new) in expected {
            #expect(try await park.figure(.membersSigned, period) == signed, "\(period)")
            #expect(try await park.figure(.membersNegotiating, period) == negotiating, "\(period)")
            #expect(try await park.figure(.newlySigned, period) == new, "\(period)")
        }
    }

    @Test func `a mistaken step counts nowhere, a step back ends the count`() async throws {
        let park = try await Park()
        let firm = try await park.join(park.firm, as: .signed, on: .on(3, 1))
        let other = try await park.join(park.other, as: .signed, on: .on(3, 1))
        _ = try await park.change { programmes in
            _ = try programmes.back(firm.id, isMistake: true, on: .on(5, 1))
            _ = try programmes.back(other.id, on: .on(5, 1))
        }
        #expect(try await park.figure(.membersSigned, "2021-04") == 1)
        #expect(try await park.figure(.membersNegotiating, "2021-04") == 1)
        #expect(try await park.figure(.membersSigned, "2021") == 0)
        #expect(try await park.figure(.newlySigned, "2021") == 1)
        // Signed again: still one organization that was new in the year.
        _ = try await park.change { try $0.advance(other.id, to: .signed, on: .on(6, 1)) }
        #expect(try await park.figure(.newlySigned, "2021") == 1)
    }

    @Test func `merged organizations count once, at the further stage and kind`() async throws {
        let park = try await Park()
        _ = try await park.join(park.firm, as: .signed, on: .on(3, 1))
        _ = try await park.join(park.other, on: .on(3, 1))
        _ = try await park.join(park.school, as: .signed, on: .on(3, 1))
        try await park.market.desk.change {
            try $0.organizations.merge(park.other.id, into: park.firm.id, note: "重复")
        }
        #expect(try await park.figure(.membersSigned, "2021") == 2)
        #expect(try await park.figure(.membersNegotiating, "2021") == 0)
        try await park.market.desk.change {
            try $0.organizations.merge(park.school.id, into: park.firm.id, note: "重复")
        }
        #expect(try await park.figure(.membersSigned, "2021") == 1)
        let line = try await park.market.desk.read {
            try $0.programmes.line(.membersSigned, of: park.programme, in: Period(day: .on(12, 31)))
        }
        #expect(line.kinds == [ProgrammeLine.KindCount(kind: .enterprise, value: 1)])
        // Whoever joins later under the other record is the same organization.
        let third = try await park.market.desk.change { work in
            let third = try work.organizations.create(Organization.Content(name: "丙", kind: .enterprise))
            try work.organizations.merge(third.id, into: park.firm.id, note: "")
            return third
        }
        #expect(try await refusal { _ = try await park.join(third) } == "already_member")
    }

    @Test func `the parts by kind make the figure, each with its own rows`() async throws {
        let park = try await Park()
        for organization in [park.firm, park.other, park.school] {
            _ = try await park.join(organization, as: .signed)
        }
        try await park.market.desk.read { work in
            let period = Period(day: .on(12, 31))
            let line = try work.programmes.line(.membersSigned, of: park.programme, in: period)
            #expect(line.kinds.map(\.kind) == [.enterprise, .university])
            #expect(line.kinds.map(\.value) == [2, 1])
            #expect(line.kinds.reduce(0) { $0 + $1.value } == line.value)
            let rows = try work.programmes.evidence(
                .membersSigned,
                of: park.programme,
                in: period,
                kind: .university
            )
            #expect(rows.map(\.code) == [park.school.code.description])
            #expect(rows.map(\.kindName.zh) == ["成员单位"])
        }
    }

    @Test func `a programme's activities are those held, sub-sessions left out`() async throws {
        let park = try await Park()
        try await park.market.desk.change { work in
            func activity(
                _ on: Day,
                _ state: Activity.State,
                parent: Activity.ID? = nil,
                in programme: Programme.ID?
            )
                throws -> Activity
            {
                var content = Activity.Content(title: "会", kind: "matchmaking", on: on, state: state)
                (content.parent, content.programme) = (parent, programme)
                return try work.activities.create(content)
            }
            let main = try activity(.on(6, 1), .held, in: park.programme.id)
            _ = try activity(.on(6, 1), .held, parent: main.id, in: park.programme.id)
            _ = try activity(.on(7, 1), .cancelled, in: park.programme.id)
            _ = try activity(.on(8, 1), .held, in: nil)
        }
        #expect(try await park.figure(.activities, "2021") == 1)
        #expect(try await park.figure(.activities, "2021-07") == 0)
        let listed = try await park.market.desk.read { work in
            var filter = EventFilter()
            filter.programme = park.programme.id
            return try work.activities.count(filter)
        }
        #expect(listed == 3)
        let items = try await park.market.desk.read { try $0.programmes.items(ProgrammeFilter()) }
        #expect(items.map(\.activities) == [1])
    }

    @Test func `another programme's members and activities are not counted`() async throws {
        let park = try await Park()
        _ = try await park.change { programmes in
            let other = try programmes.create(Programme.Content(name: "另一个"))
            return try programmes.join(other.id, park.firm.id, as: .signed, on: .on(3, 1))
        }
        for figure in ProgrammeFigure.allCases { #expect(try await park.figure(figure, "2021") == 0) }
        let items = try await park.market.desk.read { try $0.programmes.items(ProgrammeFilter()) }
        #expect(items.map(\.programme.name) == ["另一个", "离岸科创园"])
        #expect(items.map(\.signed) == [1, 0])
    }

    // MARK: Elsewhere

    @Test func `an organization's page tells of its way through a programme`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        _ = try await park.change { try $0.leave(member.id, reason: .moved, on: .on(5, 1), note: "迁走") }
        try await park.market.desk.read { work in
            let events = try work.organizations.events(park.firm.id, kinds: [.programme])
            #expect(events.map(\.what) == ["left", "negotiating"])
            #expect(events.map(\.record) == [park.programme.code, park.programme.code])
            #expect(events.first?.detail == "迁走")
        }
        let mistake = try await refusal {
            try await park.market.desk.change {
                try $0.organizations.archive(park.firm.id, version: nil, as: .mistake)
            }
        }
        #expect(mistake == "in_use")
    }

    @Test func `viewers read members without what staff noted`() async throws {
        let park = try await Park()
        let viewer = try await park.market.desk(.viewer)
        let id = park.programme.id
        let member = try await park.change { programmes in
            let member = try programmes.join(id, park.firm.id, on: .on(3, 1), note: "租金谈到八折")
            return try programmes.advance(member.id, to: .signed, on: .on(4, 1), note: "补贴另签")
        }
        try await viewer.read { work throws in
            #expect(try work.programmes.members(MemberFilter()).map(\.note) == [""])
            #expect(try work.programmes.memberItems(MemberFilter()).map(\.member.note) == [""])
            #expect(try work.programmes.history(member.id).moves.map(\.note) == ["", ""])
            #expect(try work.programmes.history(member.id).stage == .signed)
        }
    }

    @Test func `every write of a programme is in the audit log`() async throws {
        let park = try await Park()
        let member = try await park.join(park.firm)
        _ = try await park.change { try $0.advance(member.id, to: .signed, note: "签") }
        try await park.market.desk.read { work in
            var filter = AuditFilter()
            filter.action = "programme.advance"
            #expect(
                try work.auditLog.entries(filter).map(\.entity) == ["programme_member", "programme_move"]
            )
            guard case .intact = try work.auditLog.verify() else {
                Issue.record("not intact")
                return
            }
            let labels = try work.auditLog.labels(of: ["programme_move": [1], "programme_member": [1]])
            #expect(labels["programme_move"]?[1]?.code == park.programme.code)
            #expect(labels["programme_member"]?[1]?.code == park.programme.code)
        }
    }
}
