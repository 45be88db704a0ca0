import Domain
import Market
import Testing

/// Two people, one record: nobody overwrites what he or she has not seen.
struct VersionTests {
    /// A write that names the version that the person saw; nil for "whatever is there".
    struct Write: Sendable, CustomTestStringConvertible {
        let name: String
        let body: @Sendable (Work, RoleTests.World, Int64?) throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (Work, RoleTests.World, Int64?) throws -> Void) {
            self.name = name
            self.body = body
        }

        var testDescription: String { name }
    }

    /// Every write that takes a version, each of which must make the version that it saw an old one.
    static let all: [Write] = [
        Write("organization.edit") { work, world, version in
            var content = try work.organizations.get(world.firm).content
            content.note += "改"
            _ = try work.organizations.edit(world.firm, version: version, content)
        },
        Write("organization.archive") { work, world, version in
            try work.organizations.archive(world.firm, version: version, as: .done)
        },
        Write("demand.edit") { work, world, version in
            var content = try work.demands.get(world.demand).content
            content.title += "改"
            _ = try work.demands.edit(world.demand, version: version, content)
        },
        Write("demand.move") { work, world, version in
            let next: RecordState =
                try work.demands.get(world.demand).state == .accepted ? .published : .withdrawn
            _ = try work.demands.move(world.demand, to: next, version: version)
        },
        Write("demand.archive") { work, world, version in
            try work.demands.archive(world.demand, version: version, as: .done)
        },
        Write("achievement.edit") { work, world, version in
            var content = try work.achievements.get(world.achievement).content
            content.title += "改"
            _ = try work.achievements.edit(world.achievement, version: version, content)
        },
        Write("achievement.move") { work, world, version in
            let next: RecordState =
                try work.achievements.get(world.achievement).state == .accepted ? .published : .withdrawn
            _ = try work.achievements.move(world.achievement, to: next, version: version)
        },
        Write("achievement.archive") { work, world, version in
            try work.achievements.archive(world.achievement, version: version, as: .done)
        },
        Write("match.advance") { work, world, version in
            let next = try work.matches.get(world.noted).stage.following ?? .completed
            _ = try work.matches.advance(world.noted, to: next, version: version)
        },
        Write("match.back") { work, world, version in
            _ = try work.matches.back(world.match, version: version)
            if version == nil { _ = try work.matches.advance(world.match, to: .introduced) }
        },
        Write("match.end") { work, world, version in
            _ = try work.matches.end(world.match, reason: "price", version: version)
        },
        Write("match.assign") { work, world, version in
            let step = try work.matches.get(world.match).nextStep + "再"
            _ = try work.matches.assign(
                world.match,
                owner: nil,
                nextStep: step,
                nextOn: nil,
                version: version
            )
        },
        Write("match.archive") { work, world, version in
            try work.matches.archive(world.match, version: version, as: .done)
        },
        Write("contract.edit") { work, world, version in
            var content = try work.contracts.get(world.contract).content
            content.note += "改"
            _ = try work.contracts.edit(world.contract, version: version, content)
        },
        Write("contract.amend") { work, world, version in
            let total = try work.contracts.ledger(try work.contracts.get(world.contract)).total
            let grown = Money(fen: total.fen + 1)
            _ = try work.contracts.amend(world.contract, total: grown, technology: nil, version: version)
        },
        Write("contract.cancel") { work, world, version in
            _ = try work.contracts.cancel(world.contract, version: version)
        },
        Write("contract.archive") { work, world, version in
            try work.contracts.archive(world.contract, version: version, as: .done)
        },
        Write("payment.edit") { work, world, version in
            var content = try work.payments.get(world.payment.id).content
            content.note += "改"
            _ = try work.payments.edit(world.payment.id, version: version, content)
        },
        Write("payment.archive") { work, world, version in
            try work.payments.archive(try work.payments.get(world.payment.id), version: version, as: .done)
        },
        Write("activity.edit") { work, world, version in
            var content = try work.activities.get(world.activity).content
            content.note += "改"
            _ = try work.activities.edit(world.activity, version: version, content)
        },
        Write("activity.archive") { work, world, version in
            try work.activities.archive(world.activity, version: version, as: .done)
        },
        Write("visit.edit") { work, world, version in
            let visit = try work.visits.find(world.visit.code.description)
            var content = visit.content
            content.result += "改"
            _ = try work.visits.edit(visit, version: version, content)
        },
        Write("visit.archive") { work, world, version in
            let visit = try work.visits.find(world.visit.code.description)
            try work.visits.archive(visit, version: version, as: .done)
        },
        Write("task.edit") { work, world, version in
            let task = try work.keyTasks.find(world.task.code.description)
            var content = task.content
            content.progress += "改"
            _ = try work.keyTasks.edit(task, version: version, content)
        },
        Write("task.archive") { work, world, version in
            let task = try work.keyTasks.find(world.task.code.description)
            try work.keyTasks.archive(task, version: version, as: .done)
        },
    ]

    static func version(of name: String, _ work: Work, _ world: RoleTests.World) throws -> Int64 {
        switch name.prefix(while: { $0 != "." }) {
        case "organization": try work.organizations.get(world.firm).filing.version
        case "demand": try work.demands.get(world.demand).filing.version
        case "achievement": try work.achievements.get(world.achievement).filing.version
        case "match" where name == "match.advance": try work.matches.get(world.noted).filing.version
        case "match": try work.matches.get(world.match).filing.version
        case "contract": try work.contracts.get(world.contract).filing.version
        case "payment": try work.payments.get(world.payment.id).filing.version
        case "task": try work.keyTasks.find(world.task.code.description).filing.version
        case "activity": try work.activities.get(world.activity).filing.version
        default: try work.visits.find(world.visit.code.description).filing.version
        }
    }

    @Test(arguments: all)
    func `a write on a version that has passed is refused and leaves nothing`(write: Write) async throws {
        let market = try await TestMarket()
        let world = try await market.desk.change { try RoleTests.World($0) }
        let seen = try await market.desk.read { try Self.version(of: write.name, $0, world) }
        // Somebody else's write comes between.
        try await market.desk.change { work in
            let between = Self.all.first { other in
                other.name.hasSuffix(".edit") && other.name.prefix(4) == write.name.prefix(4)
            }
            if let between {
                try between.body(work, world, nil)
            } else {
                let id = write.name == "match.advance" ? world.noted : world.match
                _ = try work.matches.assign(id, owner: nil, nextStep: "别人的", nextOn: nil)
            }
        }
        let before = try await market.lastWrite()
        let code = try await refusal {
            try await market.desk.change { try write.body($0, world, seen) }
        }
        #expect(code == "stale_version")
        #expect(try await market.lastWrite() == before)
        let now = try await market.desk.read { try Self.version(of: write.name, $0, world) }
        #expect(now > seen)
        try await market.desk.change { try write.body($0, world, now) }
    }

    @Test(arguments: all)
    func `each write makes the version that it saw an old one`(write: Write) async throws {
        let market = try await TestMarket()
        let world = try await market.desk.change { try RoleTests.World($0) }
        let seen = try await market.desk.read { try Self.version(of: write.name, $0, world) }
        try await market.desk.change { try write.body($0, world, seen) }
        let now = try await market.desk.read { try Self.version(of: write.name, $0, world) }
        #expect(now > seen)
    }

    @Test func `of two who edit one version the first wins and the second is told`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let other = try await market.secondWorkspace()
        let colleague = try await other.desk()
        var (first, second) = (demand.content, demand.content)
        first.title = "第一个人的标题"
        second.title = "第二个人的标题"
        let (one, two) = (first, second)
        _ = try await market.desk.change { try $0.demands.edit(demand.id, version: 1, one) }
        let code = try await refusal {
            _ = try await colleague.change { try $0.demands.edit(demand.id, version: 1, two) }
        }
        #expect(code == "stale_version")
        let title = try await colleague.read { try $0.demands.get(demand.id).title }
        #expect(title == "第一个人的标题")
        try other.close()
    }

    @Test func `saving what is there already is no new version`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let before = try await market.lastWrite()
        let edited = try await market.desk.change {
            try $0.demands.edit(demand.id, version: 1, demand.content)
        }
        #expect(edited == demand)
        #expect(try await market.lastWrite() == before)
    }

    @Test func `twenty writers in two workspaces on one file lose nothing and share no code`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let other = try await market.secondWorkspace()
        let desks = [market.desk, try await other.desk()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<20 {
                let desk = desks[task % 2]
                group.addTask {
                    for _ in 0..<5 {
                        _ = try await desk.change { try $0.demands.create(.example(demand.organization)) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let (codes, audit) = try await market.desk.read { work in
            (try work.demands.list(RecordFilter()).map(\.code), try work.auditLog.verify())
        }
        #expect(codes.count == 101)
        #expect(Set(codes).count == 101)
        #expect(codes.map(\.serial).max() == 101, "no number is left out")
        guard case .intact = audit else {
            Issue.record("the audit chain is broken: \(audit)")
            return
        }
        try other.close()
    }
}
