import Domain
import Market
import Testing

/// Activities, visits and users.
struct EventTests {
    func activity(_ market: TestMarket, _ set: @Sendable (inout Activity.Content) -> Void = { _ in })
        async throws -> Activity
    {
        var content = Activity.Content(title: "对接会", kind: "matchmaking", on: .on(6, 1), state: .held)
        set(&content)
        let made = content
        return try await market.desk.change { try $0.activities.create(made) }
    }

    // MARK: Activities

    @Test func `sub-sessions stand one level below an activity`() async throws {
        let market = try await TestMarket()
        let main = try await activity(market)
        let session = try await activity(market) { $0.parent = main.id }
        let other = try await activity(market)
        #expect(
            try await refusal { _ = try await activity(market) { $0.parent = session.id } }
                == "parent_is_sub_session"
        )
        func setParent(of id: Activity, _ parent: Activity.ID) async throws -> String? {
            try await refusal {
                _ = try await market.desk.change { work in
                    var content = id.content
                    content.parent = parent
                    return try work.activities.edit(id.id, version: nil, content)
                }
            }
        }
        #expect(try await setParent(of: main, main.id) != nil, "nothing is its own sub-session")
        #expect(try await setParent(of: main, other.id) == "has_sub_sessions")
        #expect(try await setParent(of: session, other.id) == nil)
        #expect(try await setParent(of: main, other.id) == nil)
    }

    @Test func `an activity with attendance or sub-sessions is no mistake`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let main = try await activity(market)
        let session = try await activity(market) { $0.parent = main.id }
        func archive(_ id: Activity.ID) async throws -> String? {
            try await refusal {
                try await market.desk.change { try $0.activities.archive(id, version: nil, as: .mistake) }
            }
        }
        #expect(try await archive(main.id) == "in_use")
        _ = try await market.desk.change { try $0.activities.attend(session.id, demand.organization) }
        #expect(try await archive(session.id) == "in_use")
        try await market.desk.change { try $0.activities.unattend(session.id, demand.organization) }
        #expect(try await archive(session.id) == nil)
        #expect(try await archive(main.id) == nil)
        #expect(
            try await refusal { _ = try await activity(market) { $0.parent = main.id } }
                == "entered_by_mistake"
        )
    }

    @Test(arguments: [(0, "people_out_of_range"), (1, nil), (10_000, nil), (10_001, "people_out_of_range")])
    func `an attendance has people`(people: Int, expected: String?) async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let made = try await activity(market)
        let code = try await refusal {
            _ = try await market.desk.change {
                try $0.activities.attend(made.id, demand.organization, people: people)
            }
        }
        #expect(code == expected)
    }

    @Test func `an organization attends once, with the number that was noted last`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let made = try await activity(market)
        try await market.desk.change { work in
            _ = try work.activities.attend(made.id, demand.organization, people: 2)
            _ = try work.activities.attend(made.id, demand.organization, people: 3)
        }
        #expect(try await market.desk.read { try $0.activities.attendance(made.id).map(\.people) } == [3])
        try await market.desk.change { try $0.activities.unattend(made.id, demand.organization) }
        let code = try await refusal {
            try await market.desk.change { try $0.activities.unattend(made.id, demand.organization) }
        }
        #expect(code == "not_attending")
    }

    @Test func `nobody attends what was cancelled`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let made = try await activity(market) { $0.state = .cancelled }
        let code = try await refusal {
            _ = try await market.desk.change { try $0.activities.attend(made.id, demand.organization) }
        }
        #expect(code == "activity_cancelled")
    }

    @Test func `an activity is planned ahead and held in the past`() async throws {
        let market = try await TestMarket()
        let future = Day.on(12, 31).advanced(by: 1)
        #expect(try await refusal { _ = try await activity(market) { $0.on = future } } == "date_in_future")
        let planned = try await activity(market) {
            $0.on = future
            $0.state = .planned
        }
        let code = try await refusal {
            _ = try await market.desk.change { work in
                var content = planned.content
                content.state = .held
                return try work.activities.edit(planned.id, version: nil, content)
            }
        }
        #expect(code == "date_in_future")
    }

    @Test func `activities and visits are listed by organization, kind, state and period`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let firm = demand.organization
        let made = try await activity(market)
        _ = try await activity(market) { $0.state = .planned }
        let kept = try await market.desk.change { work in
            _ = try work.activities.attend(made.id, firm)
            _ = try work.visits.create(Visit.Content(organization: firm, on: .on(6, 1), kind: "visit"))
            let kept = try work.organizations.create(Organization.Content(name: "新名", kind: .enterprise)).id
            try work.organizations.merge(firm, into: kept, note: "")
            return kept
        }
        let filters: [(String, (inout EventFilter) -> Void, Int, Int)] = [
            ("all", { _ in }, 2, 1), ("organization", { $0.organization = firm }, 1, 1),
            ("the one it was merged into", { $0.organization = kept }, 1, 1),
            ("kind", { $0.kind = "visit" }, 0, 1),
            ("period", { $0.period = Period(day: .on(6, 1)) }, 2, 1),
            ("other", { $0.period = Period(day: .on(6, 2)) }, 0, 0),
            ("state", { $0.state = .held }, 1, 1),
        ]
        for (name, set, activities, visits) in filters {
            var filter = EventFilter()
            set(&filter)
            let wanted = filter
            let counts = try await market.desk.read { work in
                (try work.activities.list(wanted).count, try work.visits.list(wanted).count)
            }
            #expect(counts == (activities, visits), "\(name)")
        }
    }

    // MARK: Visits

    @Test func `a visit was made, on an organization that is there`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let future = Visit.Content(
            organization: demand.organization,
            on: Day.on(12, 31).advanced(by: 1),
            kind: "visit"
        )
        #expect(
            try await refusal { _ = try await market.desk.change { try $0.visits.create(future) } }
                == "date_in_future"
        )
        let nowhere = Visit.Content(organization: Organization.ID(99), on: .on(6, 1), kind: "visit")
        #expect(
            try await refusal { _ = try await market.desk.change { try $0.visits.create(nowhere) } }
                == "not_found"
        )
    }

    @Test func `a visit put away is not edited, and counts unless it was a mistake`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let visit = try await market.desk.change { work in
            try work.visits.create(
                Visit.Content(organization: demand.organization, on: .on(6, 1), kind: "visit")
            )
        }
        try await market.desk.change { try $0.visits.archive(visit, version: 1, as: .done) }
        #expect(try await market.figures("2021-06")[.services] == 1)
        let code = try await refusal {
            _ = try await market.desk.change { work in
                try work.visits.edit(
                    try work.visits.find(visit.code.description),
                    version: nil,
                    visit.content
                )
            }
        }
        #expect(code == "archived")
        try await market.desk.change { try $0.visits.archive(visit, version: nil, as: .mistake) }
        #expect(try await market.figures("2021-06")[.services] == 0)
    }

    // MARK: Users

    @Test func `the last administrator stays one`() async throws {
        let market = try await TestMarket()
        func edit(_ role: Role, isActive: Bool) async throws -> String? {
            try await refusal {
                _ = try await market.desk.change(rehearsal: true) { work in
                    let user = try work.users.find(User.localLogin)
                    return try work.users.edit(user, name: "甲", role: role, isActive: isActive)
                }
            }
        }
        #expect(try await edit(.manager, isActive: true) == "last_admin")
        #expect(try await edit(.admin, isActive: false) == "last_admin")
        #expect(try await edit(.admin, isActive: true) == nil)
        let second = try await market.desk(.admin).user
        #expect(try await edit(.manager, isActive: true) == nil)
        _ = try await market.desk.change {
            try $0.users.edit(second, name: "乙", role: .admin, isActive: false)
        }
        #expect(
            try await edit(.manager, isActive: true) == "last_admin",
            "who is switched off administers nothing"
        )
    }

    @Test(arguments: [
        ("local", "login_taken"), ("LOCAL", "login_taken"), ("a", "login_malformed"),
        ("a b", "login_malformed"), ("王小明", nil),
    ])
    func `a login is taken once`(login: String, expected: String?) async throws {
        let market = try await TestMarket()
        let code = try await refusal {
            _ = try await market.desk.change { try $0.users.create(login: login, name: "某人", role: .staff) }
        }
        #expect(code == expected)
    }

    @Test func `of two who edit one user the second is told`() async throws {
        let market = try await TestMarket()
        let user = try await market.desk(.staff).user
        _ = try await market.desk.change {
            try $0.users.edit(user, name: "甲", role: .manager, isActive: true)
        }
        let code = try await refusal {
            _ = try await market.desk.change {
                try $0.users.edit(user, name: "乙", role: .viewer, isActive: true)
            }
        }
        #expect(code == "stale_version")
    }
}
