/// An 已签发的报表: every figure of a period as it stood when a manager issued it, with the rows behind each. Nothing of it
/// ever changes; a corrected one takes its place and points back at it.
public struct Report: Sendable, Equatable {
    public typealias ID = Domain.ID<Report>

    public let id: ID
    /// `BB-2021-0001`, by the year in which it was issued.
    public let code: RecordCode
    public let title: String
    public let period: Period
    public let issuedAt: Instant
    /// Who signed it.
    public let issuer: User.ID
    /// The signer's name as of then.
    public let issuerName: String
    public let note: String
    /// Whether the period had days to come when it was issued: its end was that day or later.
    public let isOpen: Bool
    /// The report that this one corrects.
    public let supersedes: RecordCode?
    /// Why it had to be corrected; blank unless `supersedes` names one.
    public let reason: String
    /// The report that corrects this one. Nil as long as this one holds.
    public let supersededBy: RecordCode?
    /// The number of the last audit entry that the figures rest on.
    public let sequence: Int64
    /// When that entry was written: what came later is not in the figures. Nil in a file without one.
    public let figuresAt: Instant?
    /// SHA-256, in hexadecimal, over the period, every figure with its rule and target, and every row: alike in two reports
    /// that say the same.
    public let contentHash: String
    /// SHA-256, in hexadecimal, over all of the report: `contentHash`, the number, the signature and all that is above.
    public let hash: String

    public init(
        id: ID,
        code: RecordCode,
        title: String,
        period: Period,
        issuedAt: Instant,
        issuer: User.ID,
        issuerName: String,
        note: String,
        isOpen: Bool,
        supersedes: RecordCode?,
        reason: String,
        supersededBy: RecordCode?,
        sequence: Int64,
        figuresAt: Instant?,
        contentHash: String,
        hash: String
    ) {
        self.id = id
        self.code = code
        self.title = title
        self.period = period
        self.issuedAt = issuedAt
        self.issuer = issuer
        self.issuerName = issuerName
        self.note = note
        self.isOpen = isOpen
        self.supersedes = supersedes
        self.reason = reason
        self.supersededBy = supersededBy
        self.sequence = sequence
        self.figuresAt = figuresAt
        self.contentHash = contentHash
        self.hash = hash
    }
}

extension Report {
    /// What the figures rest on, in words: as of which write, and when that was.
    public var basis: Phrase {
        let when =
            figuresAt.map { Phrase("（\($0.phrase.zh)）", en: " (\($0.phrase.en))") } ?? Phrase("", en: "")
        return Phrase("审计记录第 \(sequence) 条为止\(when.zh)", en: "audit entries up to \(sequence)\(when.en)")
    }
}

/// One figure as a report froze it, with the words that stood beside it then.
public struct ReportFigure: Sendable, Equatable {
    /// The indicator's code, such as `contract_value`; one that the program knows no longer is still read.
    public let code: String
    public let name: Phrase
    /// The unit of `value`; fen where `isMoney`.
    public let unit: Phrase
    /// The counting rule as of then.
    public let rule: Phrase
    public let isMoney: Bool
    /// A count, or fen.
    public let value: Int64
    /// The year's target as of then, when the period is a whole year and one was set.
    public let target: Int64?
    /// How many rows there are behind it; a distinct count may be less.
    public let rowCount: Int64
    /// SHA-256 over the rows, in hexadecimal.
    public let rowsHash: String

    public init(
        code: String,
        name: Phrase,
        unit: Phrase,
        rule: Phrase,
        isMoney: Bool,
        value: Int64,
        target: Int64?,
        rowCount: Int64,
        rowsHash: String
    ) {
        self.code = code
        self.name = name
        self.unit = unit
        self.rule = rule
        self.isMoney = isMoney
        self.value = value
        self.target = target
        self.rowCount = rowCount
        self.rowsHash = rowsHash
    }

    /// The indicator, if the program still has it.
    public var indicator: Indicator? { Indicator(rawValue: code) }

    /// What is done with the rows.
    public var measure: Indicator.Measure { isMoney ? .sum : .distinct }
}

/// A report with its figures, in the order in which they were frozen.
public struct IssuedReport: Sendable, Equatable {
    public let report: Report
    public let figures: [ReportFigure]

    public init(report: Report, figures: [ReportFigure]) {
        self.report = report
        self.figures = figures
    }
}

/// Which issued reports are wanted, newest first; a nil asks nothing.
public struct ReportFilter: Sendable {
    /// Reports of exactly this period.
    public var period: Period?
    /// Whether those that were corrected are left out.
    public var isCurrentOnly = false
    /// Reports before the one of this id.
    public var before: Report.ID?
    public var page = Page(limit: 50)

    public init() {}
}

/// What a check of an issued report found.
public struct ReportFinding: Sendable, Equatable {
    /// One thing that is not as it was issued.
    public enum Flaw: Sendable, Equatable {
        /// A part of the report itself, by its column: what the audit log has and what stands there now.
        case report(column: String)
        /// A part of a figure: `value`, `target`, `rule` and so on.
        case figure(code: String, column: String)
        /// Rows of a figure were added, removed or changed; how many there were and are.
        case rows(code: String, issued: Int64, found: Int64)
        /// A figure is not what its own rows make.
        case sum(code: String, value: Int64, found: Int64)
        /// The hash over all does not come out, or is not the one in the audit log.
        case hash
        /// The audit log does not know the report.
        case unknown
    }

    public let report: Report
    public let flaws: [Flaw]

    public init(report: Report, flaws: [Flaw]) {
        self.report = report
        self.flaws = flaws
    }

    public var isIntact: Bool { flaws.isEmpty }
}
