/// Somebody to reach: a name, a telephone number, an address for mail; each may be unknown.
public struct Contact: Sendable, Hashable {
    public var name: String
    public var phone: PhoneNumber?
    public var email: EmailAddress?

    public init(name: String = "", phone: PhoneNumber? = nil, email: EmailAddress? = nil) {
        self.name = name
        self.phone = phone
        self.email = email
    }
}

/// A 单位: an enterprise, university, institute or anybody else the market deals with.
@dynamicMemberLookup
public struct Organization: Sendable, Equatable {
    public typealias ID = Domain.ID<Organization>

    /// What sort of 单位 it is; only enterprises count as served.
    public enum Kind: String, Sendable, CaseIterable {
        case enterprise, university, institute, intermediary, finance, government, other

        public var name: Phrase {
            switch self {
            case .enterprise: Phrase("企业", en: "enterprise")
            case .university: Phrase("高校", en: "university")
            case .institute: Phrase("科研院所", en: "institute")
            case .intermediary: Phrase("中介机构", en: "intermediary")
            case .finance: Phrase("金融机构", en: "finance")
            case .government: Phrase("政府部门", en: "government")
            case .other: Phrase("其他", en: "other")
            }
        }
    }

    /// What people write about an organization.
    public struct Content: Sendable, Hashable {
        public var externalID: String?
        public var name: String
        public var kind: Kind
        /// Nil is unknown; unknown codes never equal each other.
        public var creditCode: CreditCode?
        /// 曾用名 and 简称.
        public var aliases: [String] = []
        /// Where it is now, which need not be where it was registered.
        public var region: RegionCode?
        public var zone: String?
        public var industry: IndustryCode?
        public var address = ""
        public var contact = Contact()
        public var note = ""

        public init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    public let id: ID
    public let code: RecordCode
    public var content: Content
    /// The record that stands for it in every count: itself, or the one it was merged into.
    public let rootID: ID
    public let filing: Filing

    public init(id: ID, code: RecordCode, content: Content, rootID: ID, filing: Filing) {
        self.id = id
        self.code = code
        self.content = content
        self.rootID = rootID
        self.filing = filing
    }

    public subscript<Value>(dynamicMember path: KeyPath<Content, Value>) -> Value { content[keyPath: path] }

    /// Whether a person merged this record into another.
    public var isMerged: Bool { rootID != id }
}
