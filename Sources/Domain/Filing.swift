/// What the file itself knows of a record, beside its content.
public struct Filing: Sendable, Equatable {
    /// Grows by one at each change; a write that names an older one is refused.
    public var version: Int64
    /// The edition of the code lists that the record was logged under.
    public var codeEdition: Int64
    /// When the record was put away; nil while it is in use.
    public var archivedAt: Instant?
    /// Whether the record counts in figures. What happened counts, archived or not; what was entered by mistake never does.
    public var isCounted: Bool

    public init(version: Int64, codeEdition: Int64, archivedAt: Instant? = nil, isCounted: Bool = true) {
        self.version = version
        self.codeEdition = codeEdition
        self.archivedAt = archivedAt
        self.isCounted = isCounted
    }

    public var isArchived: Bool { archivedAt != nil }
}
