public import Domain
import Storage

extension Work {
    public var reports: Reports { Reports(work: self) }
}

extension Desk {
    /// Freezes all figures of a period, however long that takes, while others go on writing: the figures are those of the
    /// moment at which this began. The report is then to be signed, which takes a moment.
    public func draft(_ order: Reports.Order) async -> Reports.Draft {
        let path = workspace.path
        do {
            let frozen = try await read { try $0.reports.freeze(order, besides: path) }
            return Reports.Draft(order: order, frozen: .success(frozen))
        } catch {
            return Reports.Draft(order: order, frozen: .failure(error))
        }
    }

    /// Freezes and signs.
    ///
    /// - Throws: what `Reports.issue` refuses.
    public func issue(_ order: Reports.Order) async throws -> IssuedReport {
        let draft = await draft(order)
        return try await change { try $0.reports.issue(draft) }
    }
}

/// What people do with 报表: managers issue them, everybody reads them, nobody changes them.
public struct Reports {
    let work: Work

    /// What a manager wants issued.
    public struct Order: Sendable {
        /// Nil for that of the report which is corrected.
        public var period: Period?
        /// Blank for the usual title of the period.
        public var title = ""
        public var note = ""
        /// The report that is corrected, if one is, and why.
        public var supersedes: String?
        public var reason = ""

        public init(_ period: Period? = nil) { self.period = period }
    }

    /// A report that waits for its signature.
    public struct Draft: Sendable {
        let order: Order
        /// What it will say, or why it can't: kept until it is signed, where a request that was answered before is known.
        let frozen: Result<FrozenFigures, any Error>
    }

    /// What is asked for, once it was seen that it may be.
    private struct Checked {
        let period: Period
        let title: String
        let note: String
        let corrected: Report?
        let reason: String
    }

    private func check(_ order: Order) throws -> Checked {
        try work.require(.manager, "report.issue")
        let corrected = try order.supersedes.map { try find($0, field: .supersedes) }
        if let corrected { try Self.requireCurrent(corrected) }
        let period = try period(of: order, corrected)
        let title = try TextRule.line(order.title, .reportTitle, limit: Limits.title)
        return Checked(
            period: period,
            title: title.isEmpty ? Self.usualTitle(period) : title,
            note: try TextRule.block(order.note, .note, limit: Limits.note),
            corrected: corrected,
            reason: try corrected == nil
                ? "" : TextRule.required(order.reason, .correction, limit: Limits.note)
        )
    }

    /// Freezes all figures of a period as this state of the file has them.
    fileprivate func freeze(_ order: Order, besides path: String) throws -> FrozenFigures {
        try work.transaction.freeze(try check(order).period, besides: path)
    }

    /// Signs what was frozen. Everything is checked once more: others may have written since.
    ///
    /// Two managers who issue at once get one number each, the later one after the earlier; if they say the same, the later
    /// one is told and nothing is issued twice.
    ///
    /// - Throws: `role_too_low`; `period_missing`; `period_not_begun`; `report_unchanged` when a report of the same period
    ///   that still holds says exactly the same; for a correction `report_superseded`, `report_period_differs`,
    ///   `required` for its reason; `too_long`; whatever kept the figures from being frozen.
    public func issue(_ draft: Draft) throws -> IssuedReport {
        let frozen = try draft.frozen.get()
        let transaction = try work.begin("report.issue", .manager)
        let checked = try check(draft.order)
        var same = ReportFilter()
        (same.period, same.isCurrentOnly, same.page) = (checked.period, true, .all)
        let others = try transaction.reports(same)
        let issued = try transaction.issue(
            Transaction.ReportDraft(
                code: try transaction.nextCode(.report, year: work.today.year),
                title: checked.title,
                issuer: work.user,
                note: checked.note,
                supersedes: checked.corrected,
                reason: checked.reason
            ),
            frozen
        )
        // A correction may mend the title or the note alone; its reason says so.
        if checked.corrected == nil,
            let twin = others.first(where: {
                $0.contentHash == issued.report.contentHash && $0.isOpen == issued.report.isOpen
            })
        {
            throw Self.unchanged(since: twin)
        }
        return issued
    }

    private func period(of order: Order, _ corrected: Report?) throws(AppError) -> Period {
        guard let period = order.period ?? corrected?.period else {
            throw .missing(
                "",
                .period,
                "period_missing",
                "请写成“2021”“2021Q2”“2021-05”或“2021-05-01..2021-08-31”",
                en: "write a period such as 2021, 2021Q2, 2021-05 or 2021-05-01..2021-08-31"
            )
        }
        if let corrected, period != corrected.period {
            throw AppError(
                .invalid,
                "report_period_differs",
                field: .period,
                value: period.code,
                Phrase(
                    "期间“\(period.code)”不是所更正报表 \(corrected.code) 的期间“\(corrected.period.code)”：更正报表要同一期间；要另一期间请另行签发。",
                    en:
                        "The period \(period.code) is not \(corrected.period.code), that of \(corrected.code): a correction is of the same period; issue another report for another period."
                )
            )
        }
        guard period.first <= work.today else {
            throw AppError(
                .invalid,
                "period_not_begun",
                field: .period,
                value: period.code,
                Phrase(
                    "期间“\(period.code)”还没有开始（今天 \(work.today)）：请选已经开始的期间。",
                    en:
                        "The period \(period.code) has not begun (today is \(work.today)): choose one that has."
                )
            )
        }
        return period
    }

    /// `2021年二季度指标报表`.
    public static func usualTitle(_ period: Period) -> String { "\(period.phrase.zh)指标报表" }

    private static func requireCurrent(_ report: Report) throws(AppError) {
        guard let later = report.supersededBy else { return }
        throw AppError(
            .conflict,
            "report_superseded",
            field: .supersedes,
            value: report.code.description,
            Phrase(
                "报表 \(report.code) 已被 \(later) 更正：请更正 \(later)。",
                en: "The report \(report.code) was corrected by \(later) already: correct \(later) instead."
            )
        )
    }

    private static func unchanged(since twin: Report) -> AppError {
        AppError(
            .conflict,
            "report_unchanged",
            field: .period,
            value: twin.period.code,
            Phrase(
                "\(twin.issuerName)已于 \(twin.issuedAt.phrase.zh) 签发同一期间的报表 \(twin.code)，之后数字和依据没有任何变化，不再重复签发；要改名称或说明，请更正 \(twin.code)。",
                en:
                    "\(twin.issuerName) issued \(twin.code) for the same period on \(twin.issuedAt.phrase.en), and no figure or row has changed since; to mend its title or note, correct \(twin.code)."
            )
        )
    }

    // MARK: Reading

    /// Issued reports, the newest first.
    public func list(_ filter: ReportFilter) throws -> [Report] { try work.transaction.reports(filter) }

    public func count(_ filter: ReportFilter) throws -> Int64 { try work.transaction.reportCount(filter) }

    /// The report with this code.
    ///
    /// - Throws: `record_code_format`, `record_code_kind`, `not_found`.
    public func find(_ reference: String, field: Field = .report) throws -> Report {
        let code = try RecordCode(parsing: reference, kind: .report, field: field)
        guard let report = try find(code: code) else { throw AppError.noRecord(field, code.description) }
        return report
    }

    func find(code: RecordCode) throws -> Report? { try work.transaction.report(code: code) }

    public func get(_ reference: String) throws -> IssuedReport {
        let report = try find(reference)
        return IssuedReport(report: report, figures: try work.transaction.figures(of: report.id))
    }

    /// The last report of a period that still holds.
    public func newest(_ period: Period) throws -> Report? {
        var filter = ReportFilter()
        (filter.period, filter.isCurrentOnly, filter.page) = (period, true, Page(limit: 1))
        return try list(filter).first
    }

    /// The frozen rows behind a figure of a report, in the order of their days.
    ///
    /// - Parameter indicator: the figure's code or its Chinese name.
    /// - Throws: `report_figure_missing`.
    public func evidence(
        _ report: IssuedReport,
        _ indicator: String,
        page: Page = .all
    ) throws -> [EvidenceRow] {
        let figure = try Self.figure(indicator, of: report)
        return try work.transaction.reportRows(report.report.code, figure.code, page: page).map(work.visible)
    }

    /// Hands on a page of the frozen rows behind a figure one by one, however many there are.
    public func eachEvidence(
        _ report: IssuedReport,
        _ indicator: String,
        page: Page = .all,
        _ body: (EvidenceRow) throws -> Void
    ) throws {
        var (place, left) = (page.offset, page.limit ?? Int.max)
        while left > 0 {
            let rows = try evidence(report, indicator, page: Page(limit: min(left, 5_000), offset: place))
            if rows.isEmpty { return }
            for row in rows { try body(row) }
            (place, left) = (place + rows.count, left - rows.count)
        }
    }

    /// A figure of a report by its code or Chinese name.
    public static func figure(_ indicator: String, of report: IssuedReport) throws(AppError) -> ReportFigure {
        let wanted = Text.trimmed(indicator)
        if let figure = report.figures.first(where: {
            $0.code == wanted.lowercased() || $0.name.zh == wanted
        }) {
            return figure
        }
        throw AppError(
            .notFound,
            "report_figure_missing",
            field: .indicator,
            value: indicator,
            Phrase(
                "报表 \(report.report.code) 没有“\(AppError.quote(indicator))”这个指标：它有 \(report.figures.map(\.name.zh).joined(separator: "、"))。",
                en:
                    "The report \(report.report.code) has no figure “\(AppError.quote(indicator))”; it has \(report.figures.map(\.code).joined(separator: ", "))."
            )
        )
    }

    /// Holds a report against its hashes and the audit log.
    public func verify(_ reference: String) throws -> ReportFinding {
        try work.transaction.verify(try find(reference))
    }

    /// The same of every report, the oldest first.
    public func verifyAll() throws -> [ReportFinding] {
        var filter = ReportFilter()
        filter.page = .all
        return try list(filter).reversed().map { try work.transaction.verify($0) }
    }
}
