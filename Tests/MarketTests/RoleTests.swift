import Domain
import Market
import Testing

/// Who may do what: every use case by every role.
struct RoleTests {
    /// One of everything that a use case may need.
    struct World: Sendable {
        let firm: Organization.ID
        let twin: Organization.ID
        let school: Organization.ID
        let demand: Demand.ID
        let submitted: Demand.ID
        let closed: Demand.ID
        let achievement: Achievement.ID
        let published: Achievement.ID
        let noted: Match.ID
        let match: Match.ID
        let signed: Match.ID
        let contract: Contract.ID
        let payment: Payment
        let activity: Activity.ID
        let visit: Visit
        let user: User
        let programme: Programme.ID
        let member: Member.ID
        let task: KeyTask

        init(_ work: Work) throws {
            firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
            twin = try work.organizations.create(Organization.Content(name: "企业旧名", kind: .enterprise)).id
            school = try work.organizations.create(Organization.Content(name: "大学", kind: .university)).id
            demand = try work.demands.create(.example(firm)).id
            submitted = try work.demands.create(.example(firm), first: .submitted).id
            closed = try work.demands.create(.example(firm)).id
            _ = try work.demands.move(closed, to: .closed, on: .on(6, 1))
            achievement = try work.achievements.create(.example(school)).id
            published = try work.achievements.create(.example(school)).id
            _ = try work.achievements.move(published, to: .published, on: .on(5, 5))
            noted = try work.matches.create(demand, published, on: .on(6, 1)).id
            match = try work.matches.introduce(demand, achievement, on: .on(6, 1)).id
            let other = try work.demands.create(.example(firm)).id
            signed = try work.matches.introduce(other, achievement, on: .on(6, 1)).id
            _ = try work.matches.advance(signed, to: .intention, on: .on(6, 2))
            contract = try work.contracts.sign(.example(firm, school), matches: [signed]).id
            payment = try work.payments.create(.example(contract, 100))
            activity = try work.activities.create(
                Activity.Content(title: "对接会", kind: "matchmaking", on: .on(6, 1), state: .held)
            ).id
            visit = try work.visits.create(Visit.Content(organization: firm, on: .on(6, 2), kind: "visit"))
            task = try work.keyTasks.create(KeyTask.Content(sheet: "five_focus", year: 2021, title: "任务"))
            user = try work.users.create(login: "somebody", name: "某人", role: .staff)
            programme = try work.programmes.create(Programme.Content(name: "离岸科创园")).id
            member = try work.programmes.join(programme, school, as: .signed, on: .on(6, 1)).id
        }
    }

    struct UseCase: Sendable, CustomTestStringConvertible {
        let name: String
        let least: Role
        let body: @Sendable (Work, World) throws -> Void

        init(_ name: String, _ least: Role, _ body: @escaping @Sendable (Work, World) throws -> Void) {
            self.name = name
            self.least = least
            self.body = body
        }

        var testDescription: String { name }
    }

    static let all: [UseCase] = records + matches + money + events + programmes + administration

    static let programmes = [
        UseCase("programme.create", .staff) { work, _ in
            _ = try work.programmes.create(Programme.Content(name: "新"))
        },
        UseCase("programme.edit", .staff) { work, world in
            _ = try work.programmes.edit(world.programme, version: nil, Programme.Content(name: "改"))
        },
        UseCase("programme.archive", .staff) { work, world in
            try work.programmes.archive(world.programme, version: nil, as: .done)
        },
        UseCase("programme.join", .staff) { work, world in
            _ = try work.programmes.join(world.programme, world.firm)
        },
        UseCase("programme.join by name", .staff) { work, world in
            _ = try work.programmes.join(world.programme, ["企业"])
        },
        UseCase("programme.advance", .staff) { work, world in
            let member = try work.programmes.back(world.member, on: .on(7, 1))
            _ = try work.programmes.advance(member.id, to: .signed, on: .on(8, 1))
        },
        UseCase("programme.back", .staff) { work, world in _ = try work.programmes.back(world.member) },
        UseCase("programme.leave", .staff) { work, world in
            _ = try work.programmes.leave(world.member, reason: .moved)
        },
        UseCase("programme.assign", .staff) { work, world in
            _ = try work.programmes.assign(world.member, staff: world.user.id, note: "新")
        },
        UseCase("programme.strike", .staff) { work, world in _ = try work.programmes.strike(world.member) },
    ]

    static let records = [
        UseCase("organization.create", .staff) { work, _ in
            _ = try work.organizations.create(Organization.Content(name: "新", kind: .other))
        },
        UseCase("organization.edit", .staff) { work, world in
            _ = try work.organizations.edit(
                world.firm,
                version: nil,
                Organization.Content(name: "改", kind: .enterprise)
            )
        },
        UseCase("organization.archive", .staff) { work, world in
            try work.organizations.archive(world.twin, version: nil, as: .mistake)
        },
        UseCase("organization.merge", .manager) { work, world in
            try work.organizations.merge(world.twin, into: world.firm, note: "")
        },
        UseCase("demand.create", .staff) { work, world in _ = try work.demands.create(.example(world.firm)) },
        UseCase("demand.submit", .staff) { work, world in
            _ = try work.demands.create(.example(world.firm), first: .submitted)
        },
        UseCase("demand.edit", .staff) { work, world in
            _ = try work.demands.edit(world.demand, version: nil, .example(world.twin))
        },
        UseCase("demand.accept", .manager) { work, world in
            _ = try work.demands.move(world.submitted, to: .accepted)
        },
        UseCase("demand.return", .manager) { work, world in
            _ = try work.demands.move(world.submitted, to: .returned)
        },
        UseCase("demand.publish", .manager) { work, world in
            _ = try work.demands.move(world.demand, to: .published)
        },
        UseCase("demand.close", .staff) { work, world in _ = try work.demands.move(world.demand, to: .closed)
        },
        UseCase("demand.reopen", .staff) { work, world in
            _ = try work.demands.move(world.closed, to: .accepted)
        },
        UseCase("demand.archive", .staff) { work, world in
            try work.demands.archive(world.closed, version: nil, as: .done)
        },
        UseCase("achievement.create", .staff) { work, world in
            _ = try work.achievements.create(.example(world.school))
        },
        UseCase("achievement.edit", .staff) { work, world in
            _ = try work.achievements.edit(world.achievement, version: nil, .example(world.twin))
        },
        UseCase("achievement.publish", .manager) { work, world in
            _ = try work.achievements.move(world.achievement, to: .published)
        },
        UseCase("achievement.withdraw", .staff) { work, world in
            _ = try work.achievements.move(world.published, to: .withdrawn)
        },
        UseCase("achievement.close", .staff) { work, world in
            _ = try work.achievements.move(world.achievement, to: .closed)
        },
        UseCase("achievement.archive", .staff) { work, world in
            try work.achievements.archive(world.achievement, version: nil, as: .done)
        },
    ]

    static let matches = [
        UseCase("match.create", .staff) { work, world in
            _ = try work.matches.create(world.demand, try work.achievements.create(.example(world.school)).id)
        },
        UseCase("match.introduce", .staff) { work, world in
            _ = try work.matches.introduce(world.demand, world.published)
        },
        UseCase("match.refuse", .staff) { work, world in
            _ = try work.matches.refuse(world.demand, world.published, reason: "price")
        },
        UseCase("match.advance", .staff) { work, world in
            _ = try work.matches.advance(world.match, to: .intention)
        },
        UseCase("match.back", .staff) { work, world in _ = try work.matches.back(world.match) },
        UseCase("match.back mistake", .staff) { work, world in
            _ = try work.matches.back(world.match, isMistake: true)
        },
        UseCase("match.end", .staff) { work, world in _ = try work.matches.end(world.match, reason: "price")
        },
        UseCase("match.follow_up", .staff) { work, world in
            _ = try work.matches.followUp(world.match, kind: "phone", text: "谈过")
        },
        UseCase("match.assign", .staff) { work, world in
            _ = try work.matches.assign(world.match, owner: world.user.id, nextStep: "", nextOn: nil)
        },
        UseCase("match.archive", .staff) { work, world in
            try work.matches.archive(world.match, version: nil, as: .done)
        },
    ]

    static let money = [
        UseCase("contract.create", .staff) { work, world in
            _ = try work.contracts.create(.example(world.firm, world.school))
        },
        UseCase("contract.sign", .staff) { work, world in
            _ = try work.matches.advance(world.match, to: .intention, on: .on(7, 1))
            _ = try work.contracts.sign(.example(world.firm, world.school), matches: [world.match])
        },
        UseCase("contract.link", .staff) { work, world in
            try work.contracts.link(world.contract, world.signed)
        },
        UseCase("contract.edit", .staff) { work, world in
            _ = try work.contracts.edit(world.contract, version: nil, .example(world.twin, world.school))
        },
        UseCase("contract.amend", .staff) { work, world in
            _ = try work.contracts.amend(world.contract, total: Money(fen: 900), technology: nil)
        },
        UseCase("contract.cancel", .staff) { work, world in _ = try work.contracts.cancel(world.contract) },
        UseCase("contract.archive", .staff) { work, world in
            try work.contracts.archive(world.contract, version: nil, as: .done)
        },
        UseCase("payment.create", .staff) { work, world in
            _ = try work.payments.create(.example(world.contract, 1))
        },
        UseCase("payment.edit", .staff) { work, world in
            _ = try work.payments.edit(world.payment.id, version: nil, .example(world.contract, 2))
        },
        UseCase("payment.archive", .staff) { work, world in
            try work.payments.archive(world.payment, version: nil, as: .mistake)
        },
        UseCase("target.set", .manager) { work, _ in try work.targets.set(year: 2021, .activities, value: 24)
        },
        UseCase("target.change", .manager) { work, _ in
            try work.targets.change(
                year: 2021,
                [Targets.Change(.activities, seen: nil, wanted: 24)]
            )
        },
        UseCase("user.list with sign-ins", .admin) { work, _ in _ = try work.users.items() },
        UseCase("target.remove", .manager) { work, _ in
            try work.targets.set(year: 2021, .activities, value: 24)
            try work.targets.remove(year: 2021, .activities)
        },
    ]

    static let events = [
        UseCase("activity.create", .staff) { work, _ in
            _ = try work.activities.create(
                Activity.Content(title: "会", kind: "training", on: .on(6, 1), state: .held)
            )
        },
        UseCase("activity.edit", .staff) { work, world in
            let content = Activity.Content(title: "会", kind: "training", on: .on(6, 1), state: .cancelled)
            _ = try work.activities.edit(world.activity, version: nil, content)
        },
        UseCase("activity.mark", .staff) { work, world in
            _ = try work.activities.mark(world.activity, as: .planned, version: nil)
        },
        UseCase("activity.check_in", .staff) { work, world in
            _ = try work.activities.checkIn(world.activity, CheckInLine.lines(of: "企业 2"))
        },
        UseCase("activity.attend", .staff) { work, world in
            _ = try work.activities.attend(world.activity, world.firm)
        },
        UseCase("activity.unattend", .staff) { work, world in
            _ = try work.activities.attend(world.activity, world.firm)
            try work.activities.unattend(world.activity, world.firm)
        },
        UseCase("activity.archive", .staff) { work, world in
            try work.activities.archive(world.activity, version: nil, as: .mistake)
        },
        UseCase("visit.create", .staff) { work, world in
            _ = try work.visits.create(Visit.Content(organization: world.firm, on: .on(6, 3), kind: "visit"))
        },
        UseCase("visit.edit", .staff) { work, world in
            let content = Visit.Content(organization: world.firm, on: .on(6, 3), kind: "service")
            _ = try work.visits.edit(world.visit, version: nil, content)
        },
        UseCase("visit.archive", .staff) { work, world in
            try work.visits.archive(world.visit, version: nil, as: .mistake)
        },
        UseCase("task.create", .manager) { work, _ in
            _ = try work.keyTasks.create(KeyTask.Content(sheet: "five_focus", year: 2021, title: "新"))
        },
        UseCase("task.edit", .manager) { work, world in
            let content = KeyTask.Content(sheet: "led_projects", year: 2021, title: "改")
            _ = try work.keyTasks.edit(world.task, version: nil, content)
        },
        UseCase("task.archive", .manager) { work, world in
            try work.keyTasks.archive(world.task, version: nil, as: .done)
        },
        UseCase("sheet.save", .manager) { work, _ in
            _ = try work.bureauSheets.save(try work.bureauSheets.find("领办"), version: nil)
        },
        UseCase("sheet.create", .manager) { work, _ in
            _ = try work.bureauSheets.create(
                BureauSheet(name: "new", title: "新表", columns: [.init("事", .title)])
            )
        },
        UseCase("sheet.archive", .manager) { work, _ in
            _ = try work.bureauSheets.archive("five_focus", version: nil, archived: true)
        },
    ]

    static let administration = [
        UseCase("user.create", .admin) { work, _ in
            _ = try work.users.create(login: "newcomer", name: "新人", role: .viewer)
        },
        UseCase("user.edit", .admin) { work, world in
            _ = try work.users.edit(world.user, name: "某人", role: .admin, isActive: true)
        },
        UseCase("code_list.replace", .admin) { work, _ in
            _ = try work.codeLists.replace(SeedFiles.text("codes/field.json") ?? "", file: "field.json")
        },
    ]

    @Test(arguments: all)
    func `a use case is for its least role and those above`(useCase: UseCase) async throws {
        let market = try await TestMarket()
        let world = try await market.desk.change { try World($0) }
        for role in Role.allCases {
            let desk = try await market.desk(role)
            let before = try await market.lastWrite()
            do {
                // Taken back at the end, so that the next role finds the same world.
                try await desk.change(rehearsal: true) { try useCase.body($0, world) }
                #expect(role >= useCase.least, "\(role) may not \(useCase.name)")
            } catch let error as AppError {
                #expect(role < useCase.least, "\(role) may \(useCase.name): \(error.message.zh)")
                #expect(error.kind == .forbidden && error.code == "role_too_low")
                // Staff steps within a manager's use case name the first thing that is missing.
                #expect(error.message.zh.contains("同事") && error.message.zh.contains(role.name.zh))
                let named = Role.allCases.filter { $0 > role && error.message.zh.contains("“\($0.name.zh)”") }
                #expect(named.contains { $0 <= useCase.least }, "the message names who may")
                #expect(try await market.lastWrite() == before)
            }
        }
    }

    @Test func `a viewer reads every list and figure`() async throws {
        let market = try await TestMarket()
        let world = try await market.desk.change { try World($0) }
        let viewer = try await market.desk(.viewer)
        let period = try #require(Period(year: 2021))
        try await viewer.read { work throws in
            #expect(try work.organizations.list(OrganizationFilter()).count == 3)
            #expect(try work.demands.list(RecordFilter()).count == 4)
            #expect(try work.achievements.list(RecordFilter()).count == 2)
            #expect(try work.matches.list(MatchFilter()).count == 3)
            #expect(try work.contracts.list(ContractFilter()).count == 1)
            #expect(try work.payments.list(PaymentFilter()).count == 1)
            #expect(try work.activities.list(EventFilter()).count == 1)
            #expect(try work.visits.list(EventFilter()).count == 1)
            #expect(try work.keyTasks.list(KeyTaskFilter()).count == 1)
            #expect(try work.bureauSheets.fill("five_focus", period).rows.count == 1)
            #expect(try work.users.list().count == 3)
            #expect(try work.targets.list().isEmpty)
            #expect(try work.matches.history(world.match).moves.count == 2)
            #expect(try work.tallies.tally(period).lines.count == Indicator.allCases.count)
        }
        _ = try await viewer.suggestions(forDemand: world.demand, SuggestionFilter())
        _ = try await viewer.health()
    }

    @Test func `only managers make copies of the file`() async throws {
        let market = try await TestMarket()
        for role in Role.allCases {
            let desk = try await market.desk(role)
            let code = try await refusal {
                _ = try await desk.backup(to: market.folder + "/\(role.rawValue).sqlite")
            }
            #expect(code == (role >= .manager ? nil : "role_too_low"))
        }
    }

    @Test(arguments: [false, true])
    func `staff can't let a record that was never reviewed in by closing it first`(isReturned: Bool)
        async throws
    {
        let market = try await TestMarket()
        let world = try await market.desk.change { try World($0) }
        if isReturned {
            _ = try await market.desk.change { try $0.demands.move(world.submitted, to: .returned) }
        }
        let staff = try await market.desk(.staff)
        _ = try await staff.change { try $0.demands.move(world.submitted, to: .closed) }
        let code = try await refusal {
            _ = try await staff.change { try $0.demands.move(world.submitted, to: .accepted) }
        }
        #expect(code == "role_too_low")
    }

    @Test func `who is switched off or loses a role loses it at once, at desks that are open too`()
        async throws
    {
        let market = try await TestMarket()
        let manager = try await market.desk(.manager)
        _ = try await market.desk.change { work in
            try work.users.edit(manager.user, name: "同事", role: .viewer, isActive: true)
        }
        let demoted = try await refusal {
            try await manager.change { try $0.targets.set(year: 2021, .activities, value: 1) }
        }
        #expect(demoted == "role_too_low")
        _ = try await market.desk.change { work in
            try work.users.edit(
                try work.users.get(manager.user.id),
                name: "同事",
                role: .viewer,
                isActive: false
            )
        }
        #expect(try await refusal { _ = try await manager.read { try $0.users.list() } } == "user_inactive")
        #expect(
            try await refusal { _ = try await market.workspace.desk(login: manager.user.login) }
                == "user_inactive"
        )
        #expect(try await refusal { _ = try await market.workspace.desk(login: "nobody") } == "user_unknown")
    }
}
