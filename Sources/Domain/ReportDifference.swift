/// What became of an issued report's figures: between it and now, or between it and another one.
public struct ReportDifference: Sendable, Equatable {
    /// What the figures were.
    public let base: Report
    /// The later report; nil for the live figures.
    public let other: Report?
    /// The period of the later figures.
    public let period: Period
    /// As of when the later figures are.
    public let at: Instant
    /// One for each figure of either side, in the order of the indicators.
    public let figures: [FigureDifference]

    public init(base: Report, other: Report?, period: Period, at: Instant, figures: [FigureDifference]) {
        self.base = base
        self.other = other
        self.period = period
        self.at = at
        self.figures = figures
    }

    /// Whether nothing at all is different.
    public var isEmpty: Bool { figures.allSatisfy(\.isEmpty) }
}

/// What became of one figure, and of each row behind it.
public struct FigureDifference: Sendable, Equatable {
    public let code: String
    public let name: Phrase
    public let unit: Phrase
    public let isMoney: Bool
    /// Nil when that side has no such figure.
    public let before: Int64?
    public let after: Int64?
    public let targetBefore: Int64?
    public let targetAfter: Int64?
    /// Both rules when the written counting rule is another one now; nil when it is the same.
    public let rules: [Phrase]?
    /// Every row that differs, in the order of their days.
    public let rows: [RowDifference]

    public init(
        code: String,
        name: Phrase,
        unit: Phrase,
        isMoney: Bool,
        before: Int64?,
        after: Int64?,
        targetBefore: Int64?,
        targetAfter: Int64?,
        rules: [Phrase]?,
        rows: [RowDifference]
    ) {
        self.code = code
        self.name = name
        self.unit = unit
        self.isMoney = isMoney
        self.before = before
        self.after = after
        self.targetBefore = targetBefore
        self.targetAfter = targetAfter
        self.rules = rules
        self.rows = rows
    }

    /// By how much the figure grew or, below zero, shrank.
    public var growth: Int64 { (after ?? 0) - (before ?? 0) }

    public var isEmpty: Bool {
        before == after && targetBefore == targetAfter && rules == nil && rows.isEmpty
    }

    /// How many rows of a kind of difference there are.
    public func count(_ kind: RowDifference.Kind) -> Int { rows.count { $0.kind == kind } }
}

/// One row that one side has and the other has not, or has otherwise.
public struct RowDifference: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case added, changed, withdrawn
        /// It was counted in another period before.
        case movedIn = "moved_in"
        /// It is counted in another period now.
        case movedOut = "moved_out"

        public var name: Phrase {
            switch self {
            case .added: Phrase("新增", en: "added")
            case .changed: Phrase("改动", en: "changed")
            case .withdrawn: Phrase("撤出", en: "withdrawn")
            case .movedIn: Phrase("从别的期间移入", en: "moved in from another period")
            case .movedOut: Phrase("移到别的期间", en: "moved to another period")
            }
        }
    }

    /// A part of a row that can differ.
    public enum Part: String, Sendable, CaseIterable {
        case amount, date, title, organization
        /// What a distinct count counts.
        case key

        public var name: Phrase {
            switch self {
            case .amount: Phrase("金额", en: "amount")
            case .date: Phrase("日期", en: "date")
            case .title: Phrase("名称", en: "title")
            case .organization: Phrase("单位", en: "organization")
            case .key: EvidenceRow.countedBy
            }
        }
    }

    public let kind: Kind
    /// Nil for what is new.
    public let before: EvidenceRow?
    /// Nil for what is gone.
    public let after: EvidenceRow?
    /// What differs, where both are there.
    public let parts: [Part]
    /// The day in the other period, for what moved.
    public let elsewhere: Day?
    /// The audit entries behind it, oldest first. None when it is the program that counts otherwise now.
    public let trail: [AuditTrace]

    public init(
        kind: Kind,
        before: EvidenceRow?,
        after: EvidenceRow?,
        parts: [Part],
        elsewhere: Day?,
        trail: [AuditTrace]
    ) {
        self.kind = kind
        self.before = before
        self.after = after
        self.parts = parts
        self.elsewhere = elsewhere
        self.trail = trail
    }

    /// What the row adds to a sum of money, in fen, that it did not before.
    public var growth: Int64 { (after?.amount ?? 0) - (before?.amount ?? 0) }
}

/// Who wrote what, as far as a difference rests on it.
public struct AuditTrace: Sendable, Equatable {
    /// The entry's number in the audit log.
    public let sequence: Int64
    public let at: Instant
    /// Blank for the program itself.
    public let actorName: String
    /// What the person did, such as `contract.edit`.
    public let action: String
    /// The table that was written, such as `contract`.
    public let entity: String
    public let kind: ChangeKind
    /// The columns that changed; none for rows that were added or removed.
    public let columns: [String]

    public init(
        sequence: Int64,
        at: Instant,
        actorName: String,
        action: String,
        entity: String,
        kind: ChangeKind,
        columns: [String]
    ) {
        self.sequence = sequence
        self.at = at
        self.actorName = actorName
        self.action = action
        self.entity = entity
        self.kind = kind
        self.columns = columns
    }
}
