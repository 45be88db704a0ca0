/// What happened to a row.
public enum ChangeKind: String, Sendable, CaseIterable {
    case insert, update, delete
}

/// One write, as others that keep a picture of the store catch up from it.
public struct Change: Sendable, Equatable {
    /// The number of the audit entry behind it.
    public let sequence: Int64
    /// The table, such as `demand`.
    public let entity: String
    public let record: Int64
    public let kind: ChangeKind

    public init(sequence: Int64, entity: String, record: Int64, kind: ChangeKind) {
        self.sequence = sequence
        self.entity = entity
        self.record = record
        self.kind = kind
    }
}

/// One entry of the audit log: one row that one deed wrote.
public struct AuditEntry: Sendable, Equatable {
    /// 1, 2, 3 … without gaps; also the entry's number in the change log.
    public let sequence: Int64
    public let at: Instant
    /// Nil for what the program did by itself when it made the file.
    public let actor: User.ID?
    /// What the person did, such as `demand.create`; one deed may write several rows.
    public let action: String
    public let kind: ChangeKind
    /// The table, such as `demand`.
    public let entity: String
    public let record: Int64
    /// The row before and after, as JSON objects of its columns.
    public let before: String?
    public let after: String?
    /// SHA-256 over the entry before and all of this one, in hexadecimal.
    public let hash: String

    public init(
        sequence: Int64,
        at: Instant,
        actor: User.ID?,
        action: String,
        kind: ChangeKind,
        entity: String,
        record: Int64,
        before: String?,
        after: String?,
        hash: String
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.action = action
        self.kind = kind
        self.entity = entity
        self.record = record
        self.before = before
        self.after = after
        self.hash = hash
    }
}

/// What a check of the audit log found; the first thing that is wrong, if anything is.
public enum AuditFinding: Sendable, Equatable {
    /// All entries are as they were written, and every record is as its last entry says.
    case intact(entries: Int64, head: String)
    /// The first entry that is not as it was written.
    case altered(AuditEntry)
    /// The first number that is missing.
    case missing(sequence: Int64)
    /// A record whose row is not as its last entry left it: the columns that differ, all of them if the row is gone or
    /// was never entered (`entry` is then nil).
    case recordAltered(entity: String, record: Int64, columns: [String], entry: Int64?)
}

/// Which audit entries are wanted, newest first; a nil asks nothing.
public struct AuditFilter: Sendable {
    public var entity: String?
    public var record: Int64?
    public var actor: User.ID?
    public var action: String?
    /// Entries of these days.
    public var period: Period?
    /// Entries from this number on.
    public var first: Int64?
    /// Entries before this number.
    public var before: Int64?
    public var page = Page(limit: 50)

    public init() {}
}

/// What a row of the file is called where only its number is known.
public struct RecordLabel: Sendable, Equatable {
    /// Nil for what has no page of its own, such as a user.
    public let code: RecordCode?
    /// A title or a name; blank for what has none.
    public let name: String

    public init(code: RecordCode?, name: String) {
        self.code = code
        self.name = name
    }
}
