public import Domain

extension Table {
    static let report = Table(
        "report",
        [
            "code", "title", "first_day", "last_day", "issued_at", "issuer_id", "issuer_name", "note",
            "is_open",
            "supersedes_id", "reason", "basis", "content_hash", "hash",
        ]
    )
    static let reportFigure = Table(
        "report_figure",
        [
            "report_id", "indicator", "name_zh", "name_en", "unit_zh", "unit_en", "rule_zh", "rule_en",
            "is_money",
            "value", "target", "row_count", "rows_hash",
        ]
    )
}

/// Issued reports. They are added and read; nothing here, or anywhere, changes or removes one.
extension Transaction {
    /// What a manager signs, beside the figures.
    public struct ReportDraft: Sendable {
        public let code: RecordCode
        public let title: String
        public let issuer: User
        public let note: String
        /// The report that this one corrects, and why.
        public let supersedes: Report?
        public let reason: String

        public init(
            code: RecordCode,
            title: String,
            issuer: User,
            note: String,
            supersedes: Report?,
            reason: String
        ) {
            self.code = code
            self.title = title
            self.issuer = issuer
            self.note = note
            self.supersedes = supersedes
            self.reason = reason
        }
    }

    /// Signs frozen figures, and keeps them with their rows.
    public func issue(_ draft: ReportDraft, _ frozen: FrozenFigures) throws -> IssuedReport {
        let (period, figures) = (frozen.period, frozen.figures)
        let figuresAt = try one("SELECT at FROM audit WHERE sequence = ?", [.integer(frozen.basis)]) {
            $0.instant(0)
        }
        let contentHash = Self.contentHash(period, figures)
        func report(_ id: Int64, hash: String) -> Report {
            Report(
                id: Report.ID(rawValue: id),
                code: draft.code,
                title: draft.title,
                period: period,
                issuedAt: now,
                issuer: draft.issuer.id,
                issuerName: draft.issuer.name,
                note: draft.note,
                isOpen: frozen.isOpen,
                supersedes: draft.supersedes?.code,
                reason: draft.reason,
                supersededBy: nil,
                sequence: frozen.basis,
                figuresAt: figuresAt,
                contentHash: contentHash,
                hash: hash
            )
        }
        let hash = Self.hash(of: report(0, hash: ""))
        let id = try insert(
            .report,
            [
                .text(draft.code.description), .text(draft.title), SQLValue(period.first),
                SQLValue(period.last), SQLValue(now), SQLValue(draft.issuer.id),
                .text(draft.issuer.name),
                .text(draft.note), SQLValue(frozen.isOpen), SQLValue(draft.supersedes?.id),
                .text(draft.reason),
                .integer(frozen.basis), .text(contentHash), .text(hash),
            ]
        )
        for figure in figures {
            try insert(
                .reportFigure,
                [
                    .integer(id), .text(figure.code), .text(figure.name.zh), .text(figure.name.en),
                    .text(figure.unit.zh), .text(figure.unit.en), .text(figure.rule.zh),
                    .text(figure.rule.en),
                    SQLValue(figure.isMoney), .integer(figure.value), SQLValue(figure.target),
                    .integer(figure.rowCount), .text(figure.rowsHash),
                ]
            )
        }
        try keep(frozen, of: draft.code)
        return IssuedReport(report: report(id, hash: hash), figures: figures)
    }

    /// The hash over what a report says: its period and its figures. The figures' own hashes stand for their rows.
    static func contentHash(_ period: Period, _ figures: [ReportFigure]) -> String {
        var hash = FieldHash()
        hash.add(Int64(period.first.rawValue))
        hash.add(Int64(period.last.rawValue))
        for figure in figures {
            hash.add(figure.code)
            for phrase in [figure.name, figure.unit, figure.rule] {
                hash.add(phrase.zh)
                hash.add(phrase.en)
            }
            hash.add(figure.isMoney)
            hash.add(figure.value)
            hash.add(figure.target)
            hash.add(figure.rowCount)
            hash.add(figure.rowsHash)
        }
        return hash.finish()
    }

    /// The hash over all of a report, its signature included.
    static func hash(of report: Report) -> String {
        var hash = FieldHash()
        hash.add(report.code.description)
        hash.add(report.title)
        hash.add(report.issuedAt.rawValue)
        hash.add(report.issuer.rawValue)
        hash.add(report.issuerName)
        hash.add(report.note)
        hash.add(report.isOpen)
        hash.add(report.supersedes?.description)
        hash.add(report.reason)
        hash.add(report.sequence)
        hash.add(report.contentHash)
        return hash.finish()
    }

    // MARK: Reading

    private static let reportColumns = """
        SELECT r.id, r.code, r.title, r.first_day, r.last_day, r.issued_at, r.issuer_id, r.issuer_name, r.note, r.is_open,
            before.code, r.reason, after.code, r.basis, r.content_hash, r.hash, b.at
        FROM report AS r LEFT JOIN audit AS b ON b.sequence = r.basis LEFT JOIN report AS before ON before.id = r.supersedes_id
        LEFT JOIN report AS after ON after.supersedes_id = r.id
        """

    private static func report(_ row: any SQLRow) throws -> Report {
        guard let period = Period(first: row.day(3), last: row.day(4)) else {
            throw DamagedValue(text: "\(row.day(3))..\(row.day(4))", expected: "period")
        }
        return Report(
            id: row.id(0),
            code: try row.stored(1),
            title: row.text(2),
            period: period,
            issuedAt: row.instant(5),
            issuer: row.id(6),
            issuerName: row.text(7),
            note: row.text(8),
            isOpen: row.flag(9),
            supersedes: row.isNull(10) ? nil : try row.stored(10),
            reason: row.text(11),
            supersededBy: row.isNull(12) ? nil : try row.stored(12),
            sequence: row.integer(13),
            figuresAt: row.isNull(16) ? nil : row.instant(16),
            contentHash: row.text(14),
            hash: row.text(15)
        )
    }

    public func report(code: RecordCode) throws -> Report? {
        try one("\(Self.reportColumns) WHERE r.code = ?", [.text(code.description)], Self.report)
    }

    /// The figures of a report, in the order in which they were frozen.
    public func figures(of report: Report.ID) throws -> [ReportFigure] {
        try all(
            """
            SELECT indicator, name_zh, name_en, unit_zh, unit_en, rule_zh, rule_en, is_money, value, target, row_count,
                rows_hash
            FROM report_figure WHERE report_id = ? ORDER BY id
            """,
            [SQLValue(report)]
        ) { row in
            ReportFigure(
                code: row.text(0),
                name: Phrase(row.text(1), en: row.text(2)),
                unit: Phrase(row.text(3), en: row.text(4)),
                rule: Phrase(row.text(5), en: row.text(6)),
                isMoney: row.flag(7),
                value: row.integer(8),
                target: row.optionalInteger(9),
                rowCount: row.integer(10),
                rowsHash: row.text(11)
            )
        }
    }

    /// Issued reports, the newest first.
    public func reports(_ filter: ReportFilter) throws -> [Report] {
        let conditions = Self.conditions(filter)
        return try all(
            "\(Self.reportColumns)\(conditions.clause) ORDER BY r.id DESC\(filter.page.clause)",
            conditions.arguments,
            Self.report
        )
    }

    /// How many reports a filter asks for.
    public func reportCount(_ filter: ReportFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count(
            """
            SELECT COUNT(*) FROM report AS r LEFT JOIN report AS after ON after.supersedes_id = r.id\(conditions.clause)
            """,
            conditions.arguments
        )
    }

    private static func conditions(_ filter: ReportFilter) -> Conditions {
        var conditions = Conditions()
        if let period = filter.period {
            conditions.add(
                "r.first_day = ? AND r.last_day = ?",
                SQLValue(period.first),
                SQLValue(period.last)
            )
        }
        if filter.isCurrentOnly { conditions.add("after.id IS NULL") }
        if let before = filter.before { conditions.add("r.id < ?", SQLValue(before)) }
        return conditions
    }
}
