/// A 技术需求: what an enterprise asks for.
public typealias Demand = Submission<DemandContent>

/// What people write about a demand; the fields of the bureaus' 技术需求征集表.
public struct DemandContent: Sendable, Hashable {
    public var externalID: String?
    public var organization: Organization.ID
    public var title: String
    /// What the public may read.
    public var summary = ""
    /// Only for staff, like the three parts after it.
    public var detail = ""
    public var problem = ""
    public var keyIndicators = ""
    public var expectedResult = ""
    public var keywords: [String] = []
    public var industry: IndustryCode?
    /// One of the technical fields of contract registration.
    public var field: String?
    public var region: RegionCode?
    public var zone: String?
    /// 拟投入; nil is open to talks, or unknown.
    public var budget: Money?
    public var deadline: Day?
    public var cooperationModes: [String] = []
    /// The least readiness the enterprise would take.
    public var readiness: String?
    public var contact = Contact()
    public var source = ""
    public var receivedOn: Day

    public init(organization: Organization.ID, title: String, receivedOn: Day) {
        self.organization = organization
        self.title = title
        self.receivedOn = receivedOn
    }
}
