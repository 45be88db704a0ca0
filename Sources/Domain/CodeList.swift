/// The code lists that records refer to. The lists themselves are data, which a market can replace when a standard
/// changes; the raw values are their names in files.
public enum CodeListName: String, CaseIterable, Sendable {
    /// GB/T 4754-2017, sections and divisions.
    case industry
    /// GB/T 2260.
    case region
    /// Development zones, which GB/T 2260 does not have.
    case zone
    /// The 11 technical fields of contract registration.
    case field
    /// The 8 fields of high technology: a different list from `field`.
    case hightechField = "hightech_field"
    case contractType = "contract_type"
    case cooperationMode = "cooperation_mode"
    /// How ripe a technology is, as the forms have it (研发, 小试, 中试 and so on). Not converted into `trl`.
    case readiness
    /// Technology readiness levels 1–9.
    case trl
    /// Why a match ended without a contract.
    case endReason = "end_reason"
    case activityKind = "activity_kind"
    case followUpKind = "follow_up_kind"
    case visitKind = "visit_kind"
    case ipKind = "ip_kind"
}

/// One line of a code list.
public struct CodeEntry: Sendable, Hashable {
    /// What records keep.
    public let code: String
    public let name: String
    public let nameEN: String
    /// The code of the entry above it, where the list is a tree.
    public let parent: String?
    /// A shorter name, where people use one.
    public let short: String?
    /// Its place in an order, where the list has one: a riper technology has a higher rank.
    public let rank: Int?

    public init(
        code: String,
        name: String,
        nameEN: String,
        parent: String? = nil,
        short: String? = nil,
        rank: Int? = nil
    ) {
        self.code = code
        self.name = name
        self.nameEN = nameEN
        self.parent = parent
        self.short = short
        self.rank = rank
    }

    /// Both names.
    public var phrase: Phrase { Phrase(name, en: nameEN) }
}

/// A code list in one version.
public struct CodeList: Sendable, Hashable {
    /// Which list it is: the raw value of a `CodeListName`, or the name of one that this program does not know.
    public let name: String
    /// The version as its publisher calls it, such as `2017`.
    public let version: String
    public let title: Phrase
    /// The standard or the place that it comes from.
    public let source: String
    /// The first day on which records use it.
    public let effectiveFrom: Day
    /// How sure the list is, and how that was checked, in a sentence.
    public let verified: String
    /// In the order in which people are shown them.
    public let entries: [CodeEntry]

    public init(
        name: String,
        version: String,
        title: Phrase,
        source: String,
        effectiveFrom: Day,
        verified: String,
        entries: [CodeEntry]
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.source = source
        self.effectiveFrom = effectiveFrom
        self.verified = verified
        self.entries = entries
    }
}
