import Domain
import GRDB
import Testing

@testable import Storage

/// Queries that a market of many thousand records can't answer by reading a whole table.
struct QueryPlanTests {
    /// Notes every statement that a transaction runs, with its plan.
    final class Watch: Storage.Connection {
        let inner: Storage.SQLiteConnection
        var plans: [(sql: String, plan: [String])] = []

        init(_ inner: Storage.SQLiteConnection) { self.inner = inner }

        func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws {
            var plan: [String] = []
            try inner.query("EXPLAIN QUERY PLAN " + sql, arguments) { plan.append($0.text(3)) }
            plans.append((sql, plan))
            try inner.query(sql, arguments, each)
        }

        func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try inner.run(sql, arguments) }
    }

    /// The steps of all plans of what `body` asks.
    func plan(_ body: @escaping @Sendable (Transaction) throws -> Void) async throws -> [String] {
        let test = try TestStore()
        return try await test.store.pool.read { database in
            let watch = Watch(Storage.SQLiteConnection(database: database))
            try body(Transaction(reading: watch, at: TestStore.now))
            #expect(!watch.plans.isEmpty)
            return watch.plans.flatMap(\.plan)
        }
    }

    struct Question: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The indexes that the answer rests on.
        let indexes: [String]
        let ask: @Sendable (Transaction) throws -> Void

        init(_ name: String, _ indexes: String..., ask: @escaping @Sendable (Transaction) throws -> Void) {
            testDescription = name
            self.indexes = indexes
            self.ask = ask
        }
    }

    static let all: [Question] = [
        Question("organizations named", "sqlite_autoindex_organization_name_1") {
            _ = try $0.organizations(named: "甲公司")
        },
        Question("organization by credit code", "organization_any_credit_code") {
            _ = try $0.organization(creditCode: CreditCode(rawValue: "91350100M000100Y43"))
        },
        Question("organizations merged into one", "organization_merged_into") {
            _ = try $0.organizations(rootedIn: Organization.ID(1))
        },
        Question(
            "what rests on an organization",
            "demand_organization",
            "achievement_organization",
            "contract_buyer",
            "contract_seller",
            "attendance_organization",
            "visit_organization",
            "programme_member_organization",
            "organization_merged_into"
        ) {
            _ = try $0.organizationUses(Organization.ID(1))
        },
        Question("demands of an organization by title", "demand_organization") {
            _ = try $0.demands(of: Organization.ID(1), titled: "题")
        },
        Question("achievements of an organization by title", "achievement_organization") {
            _ = try $0.achievements(of: Organization.ID(1), titled: "题")
        },
        Question("demand by code", "sqlite_autoindex_demand_1") {
            _ = try $0.demand(code: RecordCode(.demand, year: 2021, serial: 1))
        },
        Question("demand by external id", "sqlite_autoindex_demand_2") { _ = try $0.demand(externalID: "x") },
        Question("steps of a demand", "demand_move_demand") { _ = try $0.moves(of: Demand.ID(1)) },
        Question("match of a pair", "sqlite_autoindex_match_2") {
            _ = try $0.match(Demand.ID(1), Achievement.ID(1))
        },
        Question("steps of a match", "match_move_match") { _ = try $0.history(of: Match.ID(1)) },
        Question("follow-ups of a match", "follow_up_match") { _ = try $0.followUps(of: Match.ID(1)) },
        Question("matches of an achievement", "match_achievement") {
            var filter = MatchFilter()
            filter.achievement = Achievement.ID(1)
            _ = try $0.matches(filter)
        },
        Question("contracts of a match", "contract_match_match") {
            var filter = ContractFilter()
            filter.match = Match.ID(1)
            _ = try $0.contracts(filter)
        },
        Question("payments of a contract", "payment_contract") { _ = try $0.payments(of: Contract.ID(1)) },
        Question("changes of a contract", "contract_change_contract") {
            _ = try $0.changes(of: Contract.ID(1))
        },
        Question("attendance of an activity", "sqlite_autoindex_attendance_1") {
            _ = try $0.attendance(of: Activity.ID(1))
        },
        Question("demands as they came in", "demand_received") {
            var filter = RecordFilter()
            filter.page = Page(limit: 20)
            _ = try $0.demands(filter)
        },
        Question("demands of a period", "demand_received") {
            var filter = RecordFilter()
            filter.received = Period(year: 2021)
            _ = try $0.demands(filter)
        },
        Question(
            "matches with their names",
            "match_move_last",
            "follow_up_match",
            "contract_match_match",
            "contract_change_contract"
        ) {
            var filter = MatchFilter()
            filter.page = Page(limit: 20)
            _ = try $0.matchItems(filter)
        },
        Question("matches of an organization", "demand_organization", "achievement_organization") {
            var filter = MatchFilter()
            filter.organization = Organization.ID(1)
            _ = try $0.matchItems(filter)
        },
        Question("contracts with their amounts", "payment_contract", "contract_change_contract") {
            var filter = ContractFilter()
            filter.organization = Organization.ID(1)
            _ = try $0.contractItems(filter)
        },
        Question("payments of a period with their parties", "payment_day") {
            var filter = PaymentFilter()
            filter.period = Period(day: .earliest)
            _ = try $0.paymentItems(filter)
        },
        Question(
            "all that happened with an organization",
            "demand_organization",
            "demand_move_demand",
            "achievement_organization",
            "achievement_move_achievement",
            "match_move_last",
            "follow_up_match",
            "contract_buyer",
            "contract_seller",
            "contract_change_contract",
            "payment_contract",
            "attendance_organization",
            "visit_organization",
            "programme_member_organization",
            "programme_move_member"
        ) {
            _ = try $0.events(of: Organization.ID(1), page: Page(limit: 20))
        },
        Question("audit entries of a record", "audit_record") {
            var filter = AuditFilter()
            filter.entity = "demand"
            filter.record = 1
            _ = try $0.auditEntries(filter)
        },
        Question("matches that wait", "match_owner", "match_move_last", "follow_up_match") {
            let waiting = Transaction.Waiting(
                quietSince: [.introduced: .earliest],
                stuckSince: [.introduced: .earliest]
            )
            _ = try $0.pressingMatches(of: User.ID(1), waiting)
            _ = try $0.pressingMatches(of: User.ID(1), waiting, writtenAfter: 5)
            _ = try $0.matches(writtenAfter: 5)
        },
        Question("what waits for review", "demand_submitted", "achievement_submitted") {
            _ = try $0.reviewCounts()
        },
        Question("open records written since", "") {
            _ = try $0.openRecords("demand", writtenAfter: 5, limit: 1)
        },
        Question("audit entries of a day", "") {
            var filter = AuditFilter()
            filter.period = Period(day: .earliest)
            _ = try $0.auditEntries(filter)
        },
        Question("attendance under either name", "sqlite_autoindex_attendance_1") {
            _ = try $0.attendance(of: Activity.ID(1), root: Organization.ID(1))
        },
        Question("visits of a period with names", "visit_day") {
            var filter = EventFilter()
            filter.period = Period(year: 2021)
            _ = try $0.visitItems(filter)
        },
        Question("tasks of a sheet and its years", "task_sheet") {
            var filter = KeyTaskFilter()
            (filter.sheet, filter.years, filter.isForSheet) = ("five_focus", 2021...2022, true)
            _ = try $0.keyTasks(filter)
            _ = try $0.keyTaskYears(sheet: "five_focus")
        },
        Question("activities of a period with who came", "activity_day", "sqlite_autoindex_attendance_1") {
            var filter = EventFilter()
            filter.period = Period(year: 2021)
            _ = try $0.activityItems(filter)
        },
        Question("what rows are called", "") {
            _ = try $0.labels(of: ["match_move": [1, 2], "demand": [1], "user_account": [1]])
        },
        Question("changes since", "") { _ = try $0.changes(after: 5, limit: 10) },
        Question("evidence of contracts", "contract_signed", "contract_change_day") {
            _ = try $0.figure(.contractValue, in: Period(day: .earliest))
        },
        Question("evidence of payments", "payment_day") {
            _ = try $0.figure(.payments, in: Period(day: .earliest))
        },
        Question("evidence of activities", "activity_day") {
            _ = try $0.figure(.activities, in: Period(day: .earliest))
        },
        Question("evidence of introductions", "match_move_day") {
            _ = try $0.figure(.demandsIntroduced, in: Period(day: .earliest))
        },
        Question("evidence of demands and achievements", "demand_move_state", "achievement_move_state") {
            _ = try $0.figure(.demandsCollected, in: Period(day: .earliest))
            _ = try $0.figure(.achievementsPublished, in: Period(day: .earliest))
        },
        Question("evidence of services", "visit_day", "activity_day", "match_move_day") {
            _ = try $0.figure(.services, in: Period(day: .earliest))
        },
        Question("contract value in parts", "contract_signed", "contract_change_day") {
            for dimension in Dimension.allCases where dimension.applies(to: .contractValue) {
                _ = try $0.cut(.contractValue, by: dimension, in: Period(day: .earliest), region: nil)
            }
        },
        Question("services in parts", "visit_day", "activity_day", "match_move_day") {
            for dimension in Dimension.allCases where dimension.applies(to: .services) {
                _ = try $0.cut(.services, by: dimension, in: Period(day: .earliest), region: nil)
            }
        },
        Question("intentions by two dimensions", "match_move_day") {
            _ = try $0.cross(
                .intentions,
                by: .month,
                and: .institution,
                in: Period(day: .earliest),
                region: nil
            )
        },
        Question("the funnel of a day", "match_move_day", "match_move_match") {
            _ = try $0.funnel(.entered, in: Period(day: .earliest))
        },
        Question("frozen rows", "sqlite_autoindex_report_rows_1") {
            let code = RecordCode(.report, year: 2021, serial: 1)
            _ = try $0.reportRows(code, "services", page: Page(limit: 20, offset: 4000))
        },
        Question("steps of a member", "programme_move_member") { _ = try $0.history(of: Member.ID(1)) },
        Question("members of a programme", "sqlite_autoindex_programme_member_1", "programme_move_member") {
            var filter = MemberFilter()
            filter.programme = Programme.ID(1)
            _ = try $0.memberItems(filter)
            _ = try $0.memberStages(filter)
        },
        Question("memberships of an organization", "programme_member_organization") {
            var filter = MemberFilter()
            filter.organization = Organization.ID(1)
            _ = try $0.memberItems(filter)
        },
        Question("member under either name", "sqlite_autoindex_programme_member_1") {
            _ = try $0.member(Programme.ID(1), root: Organization.ID(1))
        },
        Question("programme by name", "programme_name") { _ = try $0.programme(named: "园") },
        Question("activities of a programme", "activity_programme") {
            var filter = EventFilter()
            filter.programme = Programme.ID(1)
            _ = try $0.activityItems(filter)
        },
        Question(
            "figures of a programme",
            "sqlite_autoindex_programme_member_1",
            "programme_move_member",
            "activity_programme"
        ) { transaction in
            for figure in ProgrammeFigure.allCases {
                _ = try transaction.figure(figure, of: Programme.ID(1), in: Period(day: .earliest))
            }
        },
        Question("the funnel of a cohort", "match_move_day", "match_move_match") {
            _ = try $0.funnel(.cohort, in: Period(day: .earliest))
        },
    ]

    @Test(arguments: all)
    func `a question is answered from an index`(question: Question) async throws {
        let plan = try await plan(question.ask)
        for index in question.indexes {
            #expect(
                plan.contains {
                    $0.contains(index) && $0.contains("SEARCH") || $0.contains("USING INDEX \(index)")
                },
                "\(plan)"
            )
        }
        // The few rows of a period or of its result may be read through; a table from end to end may not.
        let scans = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("USING") }
        let tables = Set(Table.audited.map(\.name) + ["audit", "change_log", "organization_name"])
        #expect(
            scans.allSatisfy { scan in !tables.contains(String(scan.dropFirst(5).prefix { $0 != " " })) },
            "\(scans)"
        )
    }
}
