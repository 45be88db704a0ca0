/// A 走访服务: staff called on an organization and did something for it.
public typealias Visit = Filed<VisitContent>

/// What people write about it.
public struct VisitContent: Sendable, Hashable {
    public var externalID: String?
    public var organization: Organization.ID
    public var on: Day
    /// A code of the list `visit_kind`.
    public var kind: String
    public var staff: User.ID?
    public var summary = ""
    public var result = ""

    public init(organization: Organization.ID, on: Day, kind: String) {
        self.organization = organization
        self.on = on
        self.kind = kind
    }
}
