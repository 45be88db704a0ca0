import ArgumentParser
import Domain
import Exchange
import Market
import Reports

struct IssueReportCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "issue",
        "签发一个期间的报表：数字、依据、计数规则和目标就此固定",
        en: "Issue the report of a period: its figures, rows, rules and targets stand from then on",
        examples: [
            "report issue 2021Q2", "report issue 2021 --title 2021年度技术市场报表",
            "report issue --supersedes BB-2021-0001 --reason 补录两份合同",
        ],
        notes: Phrase(
            "只有负责人可以签发。签发后不能修改；有错就签发一份更正的，原来的仍可查看。期间未结束也可签发，会标明。同一期间数字没有变化时不重复签发。",
            en:
                "For managers. What is issued never changes; a mistake is mended by issuing a correction, and the earlier one stays readable. A period may still be open, which is marked. The same figures are not issued twice."
        )
    )

    @Argument(
        help: help(
            "期间：2021、2021Q2、2021-05……更正时可不写",
            en: "Period: 2021, 2021Q2, 2021-05…; may be left out of a correction",
            value: "期间"
        )
    )
    var period: String?

    @Option(help: help("报表名称（默认“某期间指标报表”）", en: "Its title", value: "文字"))
    var title: String?

    @Option(parsing: .unconditional, help: help("说明", en: "A note", value: "文字"))
    var note: String?

    @Option(help: help("更正哪份报表", en: "The report that this one corrects", value: "编号"))
    var supersedes: String?

    @Option(parsing: .unconditional, help: help("更正原因", en: "Why it is corrected", value: "文字"))
    var reason: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        var order = Reports.Order(try parsedPeriod(period))
        (order.title, order.note) = (title ?? "", note ?? "")
        (order.supersedes, order.reason) = (supersedes, reason ?? "")
        let draft = await session.desk.draft(order)
        try await session.change { view in
            let issued = try view.work.reports.issue(draft)
            let report = issued.report
            return Deed(
                members: issued.members(view.language),
                line: Phrase(
                    "已签发 \(report.code)：\(report.title)" + (report.isOpen ? "（期间未结束）" : "")
                        + "。校验值 \(report.hash)",
                    en:
                        "Issued \(report.code): \(report.title)\(report.isOpen ? " (period still open)" : ""). Hash \(report.hash)"
                ),
                next: "report show \(report.code)"
            )
        }
    }
}

struct ListReportsCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "list",
        "列出签发的报表，最新的在前",
        en: "List issued reports, newest first",
        examples: ["report list", "report list --period 2021 --current"]
    )

    @Option(help: help("只要这个期间的", en: "Of this period", value: "期间"))
    var period: String?

    @Flag(help: help("不列已被更正的", en: "Leave out those that were corrected"))
    var current = false

    @Option(help: help("最多几条（默认 50）", en: "At most so many (default 50)", value: "条数"))
    var limit: String?

    @Option(help: help("跳过前几条", en: "Leave out so many first", value: "条数"))
    var offset: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        var filter = ReportFilter()
        filter.period = try parsedPeriod(period)
        filter.isCurrentOnly = current
        filter.page = Page(
            limit: try limit.map { try WholeNumber.parse($0, .limit, in: 1...1_000_000) } ?? 50,
            offset: try offset.map { try WholeNumber.parse($0, .offset, in: 0...1_000_000_000) } ?? 0
        )
        let (wanted, width) = (filter, session.console.width)
        try await session.show { view in
            let reports = try view.work.reports.list(wanted)
            return Listing(
                total: try view.work.reports.count(wanted),
                page: wanted.page,
                table: ReportText(view: view, width: width).table(reports),
                items: reports.map(\.members)
            ).text(view, width: width)
        }
    }
}

struct ShowReportCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "show",
        "查看一份签发的报表",
        en: "Show an issued report",
        examples: [
            "report show BB-2021-0001", "report show BB-2021-0001 --json",
            "report show BB-2021-0001 --output 报表.docx", "report show BB-2021-0001 --output 报表.xlsx",
        ]
    )

    @Argument(help: help("报表编号", en: "The report's code", value: "编号"))
    var report: String

    @Flag(help: help("打印的文件也附上每个数字的依据", en: "Add the rows behind each figure to printed files, too"))
    var rows = false

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (code, width) = (report, session.console.width)
        let withRows = try rows || file.chosen(isJSON: session.isJSON) == .xlsx
        try await session.deliver(
            file,
            text: { ReportText(view: $0, width: width).text(try $0.work.reports.get(code)) },
            json: { .object(try $0.work.reports.get(code).members($0.language)) },
            paper: { Paper(issued: try $0.work.reports.get(code), withRows: withRows, $0.language) }
        )
    }
}

struct ReportEvidenceCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "evidence",
        "列出报表里一个数字当时的依据",
        en: "List the rows behind a figure as they were issued",
        examples: [
            "report evidence BB-2021-0001 成交额",
            "report evidence BB-2021-0001 services --limit 20 --offset 40",
        ]
    )

    @Argument(help: help("报表编号", en: "The report's code", value: "编号"))
    var report: String

    @Argument(help: help("指标：代码或名称", en: "Indicator: code or Chinese name", value: "指标"))
    var indicator: String

    @Option(help: help("最多几条（默认全部）", en: "At most so many (default all)", value: "条数"))
    var limit: String?

    @Option(help: help("跳过前几条", en: "Leave out so many first", value: "条数"))
    var offset: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let page = Page(
            limit: try limit.map { try WholeNumber.parse($0, .limit, in: 1...1_000_000) },
            offset: try offset.map { try WholeNumber.parse($0, .offset, in: 0...1_000_000_000) } ?? 0
        )
        let (code, indicator, width) = (report, indicator, session.console.width)
        try await session.stream { view in
            let reports = view.work.reports
            let issued = try reports.get(code)
            let figure = try Reports.figure(indicator, of: issued)
            let rows = EvidenceStream(view: view, isMoney: figure.isMoney) {
                try reports.eachEvidence(issued, figure.code, page: page, $0)
            }
            if view.isJSON {
                let frame: JSON = [
                    "report": .string(issued.report.code.description), "figure": figure.json(view.language),
                    "items": [EvidenceStream.place],
                ]
                return try rows.json(frame, in: nil)
            }
            let value = ReportText(view: view, width: width).figure(figure.value, figure)
            let head = Phrase(
                "\(issued.report.code) \(figure.name.zh)：\(value)\n计数规则：\(figure.rule.zh)\n\n",
                en: "\(issued.report.code) \(figure.name.en): \(value)\nCounting rule: \(figure.rule.en)\n\n"
            )
            return try rows.text(
                view.text(head),
                foot: { count in
                    view.text(
                        Phrase(
                            "依据 \(figure.rowCount) 条，这里 \(count) 条。\n",
                            en: "\(figure.rowCount) rows, \(count) of them here.\n"
                        )
                    )
                },
                width: width,
                in: nil
            )
        }
    }
}

struct ReportDifferenceCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "diff",
        "签发以来每个数字、每条依据的变化，附审计记录",
        en: "What became of every figure and row since a report was issued, with the audit entries",
        examples: [
            "report diff BB-2021-0001", "report diff 2021Q2", "report diff BB-2021-0001 BB-2021-0002",
        ],
        notes: Phrase(
            "写期间就是与该期间最近一份有效报表比较。依据分为新增、改动、撤出、从别的期间移入、移到别的期间。",
            en:
                "A period means the newest report of it that holds. Rows were added, changed, withdrawn, or moved into or out of the period."
        )
    )

    @Argument(help: help("报表编号或期间", en: "The report's code, or a period", value: "报表"))
    var report: String

    @Argument(help: help("另一份报表（默认与现在比较）", en: "Another report (default: the figures now)", value: "编号"))
    var other: String?

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (report, other, width) = (report, other, session.console.width)
        @Sendable func difference(_ view: View) throws -> ReportDifference {
            try view.work.reports.difference(try Self.base(report, view.work), to: other)
        }
        try await session.deliver(
            file,
            text: { ReportText(view: $0, width: width).text(try difference($0)) },
            json: { try difference($0).json($0.language) },
            paper: { Paper(difference: try difference($0), $0.language) }
        )
    }

    private static func base(_ text: String, _ work: Work) throws -> String {
        guard RecordCode(rawValue: text) == nil,
            let period = try? Period(parsing: text, field: .period)
        else { return text }
        guard let report = try work.reports.newest(period) else {
            throw AppError(
                .notFound,
                "no_report_of_period",
                field: .period,
                value: period.code,
                Phrase(
                    "“\(period.phrase.zh)”还没有签发过报表：用 techmarket report issue \(period.code) 签发。",
                    en:
                        "No report of \(period.phrase.en) was issued yet: issue one with techmarket report issue \(period.code)."
                )
            )
        }
        return report.code.description
    }
}

struct VerifyReportsCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "verify",
        "核对报表：与签发时的校验值和审计记录是否一致",
        en: "Hold reports against their hashes and the audit log",
        examples: ["report verify", "report verify BB-2021-0001 --json"],
        notes: Phrase("不一致时退出码为 7，并说出哪里不同。", en: "Exits with 7 and says what differs.")
    )

    @Argument(help: help("报表编号（默认全部）", en: "The report's code (default: all)", value: "编号"))
    var report: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let code = report
        let findings = try await session.read { view in
            try code.map { [try view.work.reports.verify($0)] } ?? view.work.reports.verifyAll()
        }
        if session.isJSON {
            session.write(["items": .array(findings.map { $0.json(session.language) })])
        } else if findings.isEmpty {
            session.console.print(Phrase("还没有签发过报表。", en: "No report was issued yet.")[session.language])
        } else {
            for finding in findings { session.console.print(ReportText.sentence(finding)[session.language]) }
        }
        guard findings.allSatisfy(\.isIntact) else { throw Finished(status: .checkFailed) }
    }
}
