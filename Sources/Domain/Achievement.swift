/// A 科技成果: what a university, an institute or anybody else offers.
public typealias Achievement = Submission<AchievementContent>

/// What people write about an achievement; the fields of the bureaus' 科技成果信息表.
public struct AchievementContent: Sendable, Hashable {
    public var externalID: String?
    public var organization: Organization.ID
    public var title: String
    /// What the public may read.
    public var summary = ""
    /// Only for staff.
    public var detail = ""
    public var keywords: [String] = []
    public var industry: IndustryCode?
    /// One of the technical fields of contract registration.
    public var field: String?
    public var region: RegionCode?
    public var zone: String?
    /// The money asked; nil is open to talks, or unknown.
    public var price: Money?
    public var validUntil: Day?
    public var completedOn: Day?
    public var cooperationModes: [String] = []
    /// 研发/小试/中试/量产, as the forms have it; not converted to or from `trl`.
    public var readiness: String?
    /// Technology readiness level 1 to 9 (GB/T 22900).
    public var trl: Int?
    public var ipKinds: [String] = []
    public var ipNote = ""
    public var people = ""
    public var contact = Contact()
    public var source = ""
    public var receivedOn: Day

    public init(organization: Organization.ID, title: String, receivedOn: Day) {
        self.organization = organization
        self.title = title
        self.receivedOn = receivedOn
    }
}
