public import Domain
import Storage

/// One of the bureau's sheets with a period's tasks on it.
public struct FilledSheet: Sendable {
    /// A task on the sheet.
    public struct Row: Sendable {
        public let task: KeyTask
        /// Counted from 1.
        public let number: Int
        let texts: KeyTasks.Texts

        /// What stands in a column.
        public func text(_ part: BureauSheet.Part) -> FilledText {
            switch part {
            case .number: FilledText(String(number))
            case .group: FilledText(task.group)
            case .title: FilledText(task.title)
            case .goal: texts[.goal] ?? FilledText("")
            case .deadline: FilledText(task.deadline)
            case .measures: texts[.measures] ?? FilledText("")
            case .progress: texts[.progress] ?? FilledText("")
            case .responsible: FilledText(task.responsible)
            case .post: FilledText(task.post)
            case .responsibleWithPost:
                FilledText([task.responsible, task.post].filter { !$0.isEmpty }.joined(separator: "\n"))
            case .department: FilledText(task.department)
            }
        }
    }

    public let sheet: BureauSheet
    public let period: Period
    /// The issued report that the figures are of; nil for those of now.
    public let report: Report?
    /// As of when the texts are, and the figures unless a report's.
    public let at: Instant
    public let rows: [Row]
    /// The years that have tasks on the sheet, for whoever asks for one that has none.
    public let years: [Int]

    /// Every figure on it, in the order in which they stand there, each once.
    public var figures: [FilledFigure] {
        var seen: Set<FilledFigure> = []
        return rows.flatMap { row in
            sheet.columns.flatMap { row.text($0.part).figures }
        }.filter { seen.insert($0).inserted }
    }

    /// Those that the report does not have, so that they are of now, or of another report.
    public var otherFigures: [FilledFigure] {
        guard let report else { return [] }
        return figures.filter { $0.origin != .report(report.code) }
    }

    /// Why a figure can't be had, by the task that it stands in.
    public var faults: [(task: KeyTask, error: AppError)] {
        rows.flatMap { row in
            sheet.columns.compactMap { column in row.text(column.part).fault.map { (row.task, $0) } }
        }
    }

    /// Refuses to hand on a sheet that lacks a figure.
    public func requireWhole() throws(AppError) {
        guard let fault = faults.first else { return }
        let (code, error) = (fault.task.code, fault.error)
        throw AppError(
            .conflict,
            error.code,
            field: error.field,
            value: error.value,
            Phrase("\(code) \(error.message.zh)", en: "\(code): \(error.message.en)")
        )
    }
}

extension BureauSheets {
    /// A sheet filled in for a period, from the figures of now or from those of an issued report.
    ///
    /// - Parameters:
    ///   - period: nil for that of the report.
    ///   - report: the report's code; nil for the figures of now.
    /// - Throws: `sheet_unknown`, `sheet_ambiguous`; `period_missing`; for the report `record_code_format`, `not_found`,
    ///   `report_period_differs`.
    public func fill(_ reference: String, _ period: Period?, report: String? = nil) throws -> FilledSheet {
        let sheet = try find(reference)
        let issued = try report.map { try work.reports.get($0) }
        let span = try span(period, issued?.report)
        var filter = KeyTaskFilter()
        filter.sheet = sheet.name
        let years = try work.keyTasks.years(of: sheet)
        filter.years = span.first.year...span.last.year
        filter.isForSheet = true
        let filler = try work.figureTexts.filler(span, issued)
        let rows = try work.keyTasks.list(filter).sorted {
            ($0.year, $0.position, $0.id) < ($1.year, $1.position, $1.id)
        }.enumerated().map { index, task in
            FilledSheet.Row(task: task, number: index + 1, texts: try filler.texts(of: task.content))
        }
        return FilledSheet(
            sheet: sheet,
            period: span,
            report: issued?.report,
            at: work.now,
            rows: rows,
            years: years
        )
    }

    private func span(_ period: Period?, _ report: Report?) throws(AppError) -> Period {
        guard let span = period ?? report?.period else {
            throw .missing(
                "",
                .period,
                "period_missing",
                "请写成“2021”“2021Q2”“2021-05”或“2021-05-01..2021-08-31”",
                en: "write a period such as 2021, 2021Q2, 2021-05 or 2021-05-01..2021-08-31"
            )
        }
        if let report, report.period != span {
            throw AppError(
                .invalid,
                "report_period_differs",
                field: .period,
                value: span.code,
                Phrase(
                    "期间“\(span.code)”不是报表 \(report.code) 的期间“\(report.period.code)”：请用同一期间的报表，或去掉其中一个。",
                    en:
                        "The period \(span.code) is not \(report.period.code), that of \(report.code): name a report of the period, or leave one of the two out."
                )
            )
        }
        return span
    }
}

extension KeyTasks {
    /// The years that have tasks on a sheet, the latest first.
    func years(of sheet: BureauSheet) throws -> [Int] {
        try work.transaction.keyTaskYears(sheet: sheet.name)
    }
}
