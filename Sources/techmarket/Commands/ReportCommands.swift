import ArgumentParser
import Domain
import Exchange
import Market
import Reports

struct ReportCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "report",
        "统计、分析和签发的报表",
        en: "Figures, their parts, and issued reports",
        examples: [
            "report tally 2021", "report tally 2021Q2 --evidence contract_value", "report cut 成交额 month 2021",
            "report issue 2021Q2", "report diff 2021Q2",
        ],
        subcommands: [
            TallyCommand.self, CutCommand.self, CutSheetCommand.self, CrossCommand.self, FunnelCommand.self,
            MarketRegionCommand.self, BureauCommand.self,
            IssueReportCommand.self, ListReportsCommand.self, ShowReportCommand.self,
            ReportEvidenceCommand.self,
            ReportDifferenceCommand.self, VerifyReportsCommand.self,
        ]
    )
}

struct TallyCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "tally",
        "按期统计全部指标，旁边是年度目标",
        en: "All indicators of a period, with the targets beside them",
        examples: [
            "report tally", "report tally 2021", "report tally 2021Q2", "report tally 2021-05-01..2021-08-31",
            "report tally 2021 --evidence 成交额", "report tally 2021 --json",
            "report tally 2021 --output 指标.xlsx", "report tally 2021 --output 指标.docx --rows",
            "report tally 2021 --sql",
        ],
        notes: Phrase(
            "--evidence 列出一个数字背后的每一条记录和计数规则。年度目标只和整年比较。--output 按后缀写成文件：xlsx 每个数字的依据各一张表，附图；docx、html 用于打印，加 --rows 才附依据；csv 是一张总表；svg 是图。",
            en:
                "--evidence lists every row behind one figure, with its counting rule. Targets stand beside whole years only. --output writes a file as its name ends: xlsx with a sheet of rows for each figure and charts; docx and html to print, with rows if --rows is given; csv one table; svg the chart."
        )
    )

    @Argument(
        help: help(
            "期间：2021、2021Q2、2021H1、2021-05、2021-05-01..2021-08-31（默认今年）",
            en: "Period: 2021, 2021Q2, 2021H1, 2021-05, 2021-05-01..2021-08-31 (default: this year)",
            value: "期间"
        )
    )
    var when: String?

    @Option(help: help("同上", en: "The same", value: "期间"))
    var period: String?

    @Option(help: help("列出这个指标背后的记录", en: "List the rows behind this indicator", value: "指标"))
    var evidence: String?

    @Flag(help: help("打印的文件也附上每个数字的依据", en: "Add the rows behind each figure to printed files, too"))
    var rows = false

    @Flag(
        help: help(
            "只打印统计所用的语句，可交给 sqlite3 执行",
            en: "Only print the statements that it takes, as the sqlite3 shell runs them"
        )
    )
    var sql = false

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let indicator = try evidence.map { try Indicator(parsing: $0) }
        let typed = try parsedPeriod(when) ?? parsedPeriod(period)
        if let period = try parsedPeriod(period), period != typed { throw twoPeriods(period) }
        let width = session.console.width
        let withRows = try rows || file.chosen(isJSON: session.isJSON) == .xlsx
        @Sendable func span(_ view: View) throws -> Period {
            typed ?? Period(year: view.work.today.year) ?? Period(day: view.work.today)
        }
        if sql {
            for statement in try await session.read({ Tallies.statements(try span($0)) }) {
                session.console.write(statement + ";\n")
            }
            return
        }
        guard let indicator else {
            return try await session.deliver(
                file,
                text: { TallyReport.text(try $0.work.tallies.tally(span($0)), $0, width: width) },
                json: { TallyReport.json(try $0.work.tallies.tally(span($0)), $0) },
                paper: { try Paper(tallyOf: span($0), $0.work, withRows: withRows, $0.language) }
            )
        }
        @Sendable func figure(_ view: View) throws -> (tally: Tally, line: Tally.Line, rows: EvidenceStream) {
            let tallies = view.work.tallies
            let tally = try tallies.tally(span(view))
            let rows = EvidenceStream(view: view, isMoney: indicator.isMoney) {
                try tallies.eachEvidence(indicator, in: tally.period, $0)
            }
            return (tally, try tallies.line(indicator, in: tally.period), rows)
        }
        try await session.deliver(
            file,
            text: { view, folder in
                let (tally, line, rows) = try figure(view)
                return try rows.text(
                    TallyReport.head(tally, line, view),
                    foot: { view.text(Phrase("依据 \($0) 条。\n", en: "\($0) rows.\n")) },
                    width: width,
                    in: folder
                )
            },
            json: { view, folder in
                let (tally, line, rows) = try figure(view)
                return try rows.json(TallyReport.json(tally, line, view), in: folder)
            },
            paper: { try Paper(figure: indicator, in: span($0), $0.work, $0.language) }
        )
    }

    private func twoPeriods(_ period: Period) -> AppError {
        AppError(
            .invalid,
            "two_periods",
            field: .period,
            value: period.code,
            Phrase(
                "期间写了两个（\(AppError.quote(when ?? ""))、\(period.code)）：请只写一个。",
                en: "Two periods are given (\(AppError.quote(when ?? "")), \(period.code)): keep one."
            )
        )
    }
}
