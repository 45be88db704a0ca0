/// A 走访服务: staff called on an organization and did something for it.
@dynamicMemberLookup
public struct Visit: Sendable, Equatable {
    public typealias ID = Domain.ID<Visit>

    public struct Content: Sendable, Hashable {
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

    public let id: ID
    public let code: RecordCode
    public var content: Content
    public let filing: Filing

    public init(id: ID, code: RecordCode, content: Content, filing: Filing) {
        self.id = id
        self.code = code
        self.content = content
        self.filing = filing
    }

    public subscript<Value>(dynamicMember path: KeyPath<Content, Value>) -> Value { content[keyPath: path] }
}
