import ArgumentParser
import Domain
import Exchange
import Market

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
            MarketRegionCommand.self,
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
        ],
        notes: Phrase(
            "--evidence 列出一个数字背后的每一条记录和计数规则。年度目标只和整年比较。",
            en:
                "--evidence lists every row behind one figure, with its counting rule. Targets stand beside whole years only."
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

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let indicator = try evidence.map { try Indicator(parsing: $0) }
        let typed = try parsedPeriod(when) ?? parsedPeriod(period)
        if let period = try parsedPeriod(period), period != typed { throw twoPeriods(period) }
        let width = session.console.width
        try await session.show { view in
            guard let period = typed ?? Period(year: view.work.today.year) else { return "" }
            let tally = try view.work.tallies.tally(period)
            guard let indicator, let line = tally.lines.first(where: { $0.indicator == indicator }) else {
                return view.isJSON
                    ? TallyReport.json(tally, view).pretty + "\n"
                    : TallyReport.text(tally, view, width: width)
            }
            let rows = try view.work.tallies.evidence(indicator, in: period)
            return view.isJSON
                ? TallyReport.json(tally, line, rows, view).pretty + "\n"
                : TallyReport.text(tally, line, rows, view, width: width)
        }
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
