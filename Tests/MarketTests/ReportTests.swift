import Domain
import Foundation
import Market
import Testing

/// Issued reports: what is signed stays as it was.
struct ReportTests {
    static let year = Period(first: .on(1, 1), last: .on(12, 31)) ?? Period(day: .on(1, 1))
    static let summer = Period(first: .on(6, 1), last: .on(8, 31)) ?? Period(day: .on(6, 1))

    /// A closed period's report of a market with one deal.
    private func market() async throws -> (TestMarket, IssuedReport) {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        return (market, try await market.issue(Self.summer))
    }

    @Test func `a report holds every figure with its rows, its rule and its target, and says who signed it`()
        async throws
    {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        try await market.desk.change { try $0.targets.set(year: 2021, .contractValue, value: 900) }
        let live = try await market.figures()
        let issued = try await market.issue(Self.year, title: "2021年\n年报", note: "说明")
        #expect(issued.report.code.description == "BB-2021-0001")
        #expect(issued.report.title == "2021年 年报" && issued.report.note == "说明")
        #expect(issued.report.issuerName == "本机管理员" && issued.report.issuedAt == TestMarket.now)
        #expect(issued.figures.map(\.code) == Indicator.allCases.map(\.rawValue))
        for figure in issued.figures {
            let indicator = try #require(figure.indicator)
            #expect(figure.value == live[indicator] && figure.rule == indicator.rule)
            let rows = try await market.desk.read { work in
                try work.reports.evidence(issued, figure.code)
            }
            let now = try await market.desk.read { try $0.tallies.evidence(indicator, in: Self.year) }
            #expect(rows == now && figure.rowCount == Int64(rows.count))
        }
        #expect(issued.figures.first { $0.code == "contract_value" }?.target == 900)
        let read = try await market.desk.read { try $0.reports.get("bb-2021-0001") }
        #expect(read == issued)
    }

    @Test func `later edits change live figures and never the report`() async throws {
        let (market, issued) = try await market()
        let before = try await market.desk.read { try $0.reports.evidence(issued, "成交额") }
        try await market.desk.change { work in
            let contract = try #require(try work.contracts.list(ContractFilter()).first)
            _ = try work.contracts.amend(
                contract.id,
                total: Money(fen: 5000),
                technology: nil,
                on: .on(8, 20)
            )
            try work.targets.set(year: 2021, .services, value: 3)
        }
        #expect(try await market.figures("2021-06-01..2021-08-31")[.contractValue] == 5000)
        let read = try await market.desk.read { try $0.reports.get("BB-2021-0001") }
        #expect(read == issued)
        #expect(try await market.desk.read { try $0.reports.evidence(read, "contract_value") } == before)
        #expect(try await market.desk.read { try $0.reports.verify("BB-2021-0001").isIntact })
    }

    @Test(arguments: [
        ("2021", true), ("2021-12-31", true), ("2021-12-30", false), ("2021Q3", false),
        ("2021-12-01..2199-12-31", true),
    ])
    func `a report on a period that is still open is marked`(period: String, isOpen: Bool) async throws {
        let market = try await TestMarket()
        let issued = try await market.issue(try Period(parsing: period, field: .period))
        #expect(issued.report.isOpen == isOpen)
    }

    @Test func `a report on an empty market has zeros`() async throws {
        let market = try await TestMarket()
        let issued = try await market.issue(Self.year)
        #expect(issued.figures.allSatisfy { $0.value == 0 && $0.rowCount == 0 })
        #expect(issued.report.title == "2021年指标报表")
        #expect(try await market.desk.read { try $0.reports.verifyAll().map(\.isIntact) } == [true])
        let difference = try await market.desk.read { try $0.reports.difference("BB-2021-0001") }
        #expect(difference.isEmpty)
    }

    @Test func `the same again is refused, and named; once something changed it is another report`()
        async throws
    {
        let (market, issued) = try await market()
        let code = try await refusal { _ = try await market.issue(Self.summer, title: "别的名称") }
        #expect(code == "report_unchanged")
        try await market.desk.change { work in
            let contract = try #require(try work.contracts.list(ContractFilter()).first)
            _ = try work.contracts.amend(
                contract.id,
                total: Money(fen: 5000),
                technology: nil,
                on: .on(8, 20)
            )
        }
        let second = try await market.issue(Self.summer)
        // The number of the refused one was taken back with it.
        #expect(second.report.code.description == "BB-2021-0002")
        #expect(second.report.contentHash != issued.report.contentHash)
        #expect(try await market.desk.read { try $0.reports.newest(Self.summer) } == second.report)
    }

    @Test func `of two managers at once one issues, the other is told who was first`() async throws {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        let other = try await market.secondWorkspace()
        let (first, second) = (try await market.desk(.manager), try await other.desk())
        let outcomes = await withTaskGroup(of: String.self) { group in
            for desk in [first, second] {
                group.addTask {
                    do {
                        return try await desk.issue(Reports.Order(Self.summer)).report.code.description
                    } catch let error as AppError { return error.code } catch { return "\(error)" }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted()
        }
        #expect(outcomes == ["BB-2021-0001", "report_unchanged"])
        // Of different periods both get a number.
        _ = try await first.issue(Reports.Order(Self.year))
        _ = try await second.issue(Reports.Order(Period(day: .on(8, 1))))
        let codes = try await market.desk.read { try $0.reports.list(ReportFilter()).map(\.code.serial) }
        #expect(codes == [3, 2, 1])
        try other.close()
    }

    // MARK: What is written meanwhile

    @Test func `figures are as of when they were frozen, whatever is written before the signature`()
        async throws
    {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        let basis = try await market.lastWrite()
        let files = try FileManager.default.contentsOfDirectory(atPath: market.folder)
        let draft = await market.desk.draft(Reports.Order(Self.year))
        #expect(try FileManager.default.contentsOfDirectory(atPath: market.folder) == files)
        // Nobody waits for the signature.
        let visit = try await market.desk.change { work in
            let all = try work.organizations.list(OrganizationFilter())
            let firm = try #require(all.first { $0.kind == .enterprise }).id
            return try work.visits.create(Visit.Content(organization: firm, on: .on(9, 9), kind: "visit"))
        }
        let issued = try await market.desk.change { try $0.reports.issue(draft) }
        #expect(issued.report.sequence == basis)
        #expect(issued.report.figuresAt == TestMarket.now)
        let (read, difference) = try await market.desk.read { work in
            (
                try work.reports.get(issued.report.code.description),
                try work.reports.difference(issued.report.code.description, to: nil)
            )
        }
        #expect(read == issued)
        #expect(try await market.desk.read { try $0.reports.verify(issued.report.code.description).isIntact })
        let services = try #require(difference.figures.first { $0.code == "services" })
        #expect(services.rows.map(\.kind) == [.added])
        #expect(services.rows.first?.after?.code == visit.code.description)
    }

    @Test func `a draft is refused when another correction was signed meanwhile, or the role is gone`()
        async throws
    {
        let (market, issued) = try await market()
        let manager = try await market.desk(.manager)
        var order = Reports.Order()
        (order.supersedes, order.reason) = (issued.report.code.description, "补录")
        let (early, late) = (await manager.draft(order), await market.desk.draft(order))
        _ = try await market.desk.change { try $0.reports.issue(late) }
        let before = try await market.lastWrite()
        #expect(
            try await refusal { _ = try await manager.change { try $0.reports.issue(early) } }
                == "report_superseded"
        )
        #expect(try await market.lastWrite() == before)
        let draft = await manager.draft(Reports.Order(Self.year))
        _ = try await market.desk.change { work in
            let user = try work.users.find(manager.user.login)
            return try work.users.edit(user, name: user.name, role: .staff, isActive: true)
        }
        #expect(
            try await refusal { _ = try await manager.change { try $0.reports.issue(draft) } }
                == "role_too_low"
        )
    }

    // MARK: Corrections

    @Test func `a corrected report takes the place of the earlier one, which stays and says so`() async throws
    {
        let (market, issued) = try await market()
        let second = try await market.correct("BB-2021-0001", reason: "名称写错", title: "三季度（更正）")
        #expect(second.report.supersedes == issued.report.code && second.report.period == Self.summer)
        let first = try await market.desk.read { try $0.reports.get("BB-2021-0001") }
        #expect(first.report.supersededBy == second.report.code && first.figures == issued.figures)
        #expect(try await market.desk.read { try $0.reports.newest(Self.summer) } == second.report)
        var filter = ReportFilter()
        filter.isCurrentOnly = true
        let wanted = filter
        #expect(try await market.desk.read { try $0.reports.list(wanted) } == [second.report])
        #expect(try await market.desk.read { try $0.reports.count(wanted) } == 1)
        #expect(try await market.desk.read { try $0.reports.verifyAll().map(\.isIntact) } == [true, true])
        // The correction of a correction.
        let again = try await refusal { _ = try await market.correct("BB-2021-0001", reason: "再来") }
        #expect(again == "report_superseded")
        _ = try await market.correct("BB-2021-0002", reason: "再来")
    }

    struct Refused: Sendable {
        var period: Period?
        var title = ""
        var supersedes: String?
        var reason = ""
        let code: String?
    }

    @Test(arguments: [
        Refused(code: "period_missing"),
        Refused(period: Period(year: 2022), code: "period_not_begun"),
        Refused(period: summer, title: String(repeating: "题", count: 201), code: "too_long"),
        Refused(period: summer, title: String(repeating: "题", count: 200), code: nil),
        Refused(period: summer, title: "<script>alert(1)</script>\u{0}\u{202e}😀", code: nil),
        Refused(supersedes: "BB-2021-0001", code: "required"),
        Refused(supersedes: "BB-2021-0001", reason: " ", code: "required"),
        Refused(period: year, supersedes: "BB-2021-0001", reason: "错", code: "report_period_differs"),
        Refused(supersedes: "BB-2021-0009", reason: "错", code: "not_found"),
        Refused(supersedes: "HT-2021-0001", reason: "错", code: "record_code_kind"),
        Refused(supersedes: "错", reason: "错", code: "record_code_format"),
        Refused(supersedes: "", reason: "错", code: "record_code_missing"),
    ])
    func `what can't be issued is refused and leaves nothing behind`(refused: Refused) async throws {
        let market = try await TestMarket()
        _ = try await market.issue(Period(day: .on(1, 1)))
        let before = try await market.lastWrite()
        let code = try await refusal {
            var order = Reports.Order(refused.period)
            (order.title, order.supersedes, order.reason) = (
                refused.title, refused.supersedes, refused.reason
            )
            _ = try await market.desk.issue(order)
        }
        #expect(code == refused.code)
        if refused.code != nil { #expect(try await market.lastWrite() == before) }
    }

    @Test(
        arguments: [(Role.viewer, "role_too_low"), (.staff, "role_too_low"), (.manager, nil), (.admin, nil)]
            as [(Role, String?)]
    )
    func `managers issue, everybody reads`(role: Role, expected: String?) async throws {
        let (market, issued) = try await market()
        let desk = try await market.desk(role)
        let code = try await refusal {
            _ = try await desk.issue(Reports.Order(Self.year))
        }
        #expect(code == expected)
        let region = try await refusal { try await desk.change { try $0.marketSettings.setRegion("420200") } }
        #expect(region == expected)
        #expect(try await desk.read { try $0.reports.get("BB-2021-0001") } == issued)
        #expect(try await desk.read { try $0.reports.verify("BB-2021-0001").isIntact })
        #expect(try await desk.read { try $0.reports.difference("BB-2021-0001").isEmpty })
    }

    @Test func `who may not read visits' summaries does not read them in a report either`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
            var visit = Visit.Content(organization: firm, on: .on(6, 1), kind: "visit")
            visit.summary = "机密情况"
            _ = try work.visits.create(visit)
        }
        let issued = try await market.issue(Self.summer)
        func titles(_ role: Role) async throws -> [String] {
            try await market.desk(role).read { try $0.reports.evidence(issued, "services").map(\.title) }
        }
        #expect(try await titles(.viewer) == [""])
        #expect(try await titles(.staff) == ["机密情况"])
    }

    @Test func `a figure that a report does not have is named`() async throws {
        let (market, issued) = try await market()
        let code = try await refusal {
            _ = try await market.desk.read { try $0.reports.evidence(issued, "没有的") }
        }
        #expect(code == "report_figure_missing")
        #expect(
            try await refusal { _ = try await market.desk.read { try $0.reports.get("BB-2020-0001") } }
                == "not_found"
        )
    }

    @Test func `rows are paged across packs as one list`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
            for number in 0..<2100 {
                let day = Day.on(6, 1).advanced(by: number % 90)
                _ = try work.visits.create(Visit.Content(organization: firm, on: day, kind: "visit"))
            }
        }
        let issued = try await market.issue(Self.summer)
        func rows(_ page: Page) async throws -> [EvidenceRow] {
            try await market.desk.read { try $0.reports.evidence(issued, "services", page: page) }
        }
        let all = try await rows(.all)
        #expect(all.count == 2100)
        for page in [
            Page(limit: 20), Page(limit: 20, offset: 990), Page(limit: 1200, offset: 999),
            Page(limit: 20, offset: 2090),
            Page(limit: 20, offset: 2100), Page(limit: 5, offset: 9000), Page(offset: 1000),
        ] {
            let wanted = all.dropFirst(page.offset).prefix(page.limit ?? .max)
            #expect(try await rows(page) == Array(wanted), "\(page)")
        }
        #expect(try await market.desk.read { try $0.reports.verify("BB-2021-0001").isIntact })
    }

    @Test func `the doctor finds a report that was edited by hand`() async throws {
        let (market, _) = try await market()
        #expect(try await market.desk.health().isSound)
        #expect(try await market.desk.health().reportCount == 1)
        try market.tamper("电解液添加剂技术开发", "电解液添加剂技术开冒")
        let workspace = try await market.secondWorkspace()
        let health = try await workspace.desk().health()
        #expect(!health.isSound && health.alteredReports.first?.report.code.description == "BB-2021-0001")
        try workspace.close()
    }
}

extension TestMarket {
    func issue(_ period: Period, title: String = "", note: String = "") async throws -> IssuedReport {
        var order = Reports.Order(period)
        (order.title, order.note) = (title, note)
        return try await desk.issue(order)
    }

    func correct(_ code: String, reason: String, title: String = "") async throws -> IssuedReport {
        var order = Reports.Order()
        (order.supersedes, order.reason, order.title) = (code, reason, title)
        return try await desk.issue(order)
    }
}
