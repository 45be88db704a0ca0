/// What the market's rules ask of any content that is taken on, published and withdrawn.
public protocol SubmissionContent: Sendable, Hashable {
    /// What people call such a record, and its name in files and in the audit log.
    static var field: Field { get }
    /// The kind of its code.
    static var codeKind: RecordCode.Kind { get }

    var externalID: String? { get }
    /// Whose it is.
    var organization: Organization.ID { get set }
    var title: String { get }
    var receivedOn: Day { get set }
    /// All that people wrote about the matter itself: what matching reads as text.
    var wording: [String] { get }
    /// All that comes from code lists: when any of it changes, the record is logged under the newest edition.
    var listedCodes: [String?] { get }
    /// The same without what only the market's own people may read.
    var publicPart: Self { get }

    /// The content in its one form.
    ///
    /// - Throws: what its rules refuse, naming the field.
    func checked(today: Day) throws(AppError) -> Self
}

extension DemandContent: SubmissionContent {
    public static var field: Field { .demand }
    public static var codeKind: RecordCode.Kind { .demand }

    public var wording: [String] {
        [title, summary, detail, problem, keyIndicators, expectedResult] + keywords
    }

    public var listedCodes: [String?] {
        [industry?.description, field, region?.description, zone, readiness] + cooperationModes
    }
}

extension AchievementContent: SubmissionContent {
    public static var field: Field { .achievement }
    public static var codeKind: RecordCode.Kind { .achievement }

    public var wording: [String] { [title, summary, detail] + keywords }

    public var listedCodes: [String?] {
        [industry?.description, field, region?.description, zone, readiness] + cooperationModes + ipKinds
    }
}
