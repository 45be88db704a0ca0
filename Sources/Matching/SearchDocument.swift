/// One record as the search sees it: what may be shown to those who search, reduced to texts, labels and numbers.
///
/// The engine knows no record types, and finds a record by nothing that is not here.
public struct SearchDocument: Sendable, Hashable {
    public var id: Int64
    public var title: String
    public var keywords: [String]
    public var summary: String
    /// What finds the record when it is typed whole: its code, the number it has elsewhere.
    public var references: [String]
    /// Whose it is; the names come with `SearchOrganization`.
    public var organization: Int64
    public var state: String
    public var isArchived: Bool
    /// GB/T 4754 in canonical spelling: `C`, `C38`, `C384` or `C3841`.
    public var industry: String?
    public var field: String?
    /// GB/T 2260, six digits.
    public var region: String?
    public var readiness: String?
    /// Cooperation modes, by their codes.
    public var modes: [String]
    /// Fen.
    public var money: Int64?
    /// Days, all from one first day on: the last day of a demand or offer, the days of receipt and of publication.
    public var due: Int32?
    public var received: Int32
    public var published: Int32?

    public init(
        id: Int64,
        title: String,
        keywords: [String] = [],
        summary: String = "",
        references: [String] = [],
        organization: Int64 = 0,
        state: String = "",
        isArchived: Bool = false,
        industry: String? = nil,
        field: String? = nil,
        region: String? = nil,
        readiness: String? = nil,
        modes: [String] = [],
        money: Int64? = nil,
        due: Int32? = nil,
        received: Int32 = 0,
        published: Int32? = nil
    ) {
        self.id = id
        self.title = title
        self.keywords = keywords
        self.summary = summary
        self.references = references
        self.organization = organization
        self.state = state
        self.isArchived = isArchived
        self.industry = industry
        self.field = field
        self.region = region
        self.readiness = readiness
        self.modes = modes
        self.money = money
        self.due = due
        self.received = received
        self.published = published
    }
}

/// An organization under all its names.
public struct SearchOrganization: Sendable, Hashable {
    public var id: Int64
    /// The one it was merged into, or itself.
    public var root: Int64
    /// Its name and aliases, and its root's: a record is found under each.
    public var names: [String]

    public init(id: Int64, root: Int64? = nil, names: [String]) {
        self.id = id
        self.root = root ?? id
        self.names = names
    }
}

/// Which records may be answered. A `nil` asks for nothing; a record of which something is not known does not pass a
/// filter that asks for it.
public struct SearchFilter: Sendable, Hashable {
    public enum Archive: Sendable, Hashable {
        case excluded, included, only
    }

    /// Any of these.
    public var states: Set<String>?
    public var archive: Archive
    /// The industry or any within it (`C38` lets `C3841` through).
    public var industry: String?
    public var field: String?
    /// A GB/T 2260 code, or its first two or four digits. A code that ends in `00` stands for all below it.
    public var region: String?
    /// Any of these.
    public var readiness: Set<String>?
    /// At least one of these.
    public var modes: Set<String>?
    /// The organization, or any that was merged into it.
    public var organization: Int64?
    /// Fen.
    public var money: ClosedRange<Int64>?
    public var due: ClosedRange<Int32>?
    public var received: ClosedRange<Int32>?
    public var published: ClosedRange<Int32>?

    public init(
        states: Set<String>? = nil,
        archive: Archive = .excluded,
        industry: String? = nil,
        field: String? = nil,
        region: String? = nil,
        readiness: Set<String>? = nil,
        modes: Set<String>? = nil,
        organization: Int64? = nil,
        money: ClosedRange<Int64>? = nil,
        due: ClosedRange<Int32>? = nil,
        received: ClosedRange<Int32>? = nil,
        published: ClosedRange<Int32>? = nil
    ) {
        self.states = states
        self.archive = archive
        self.industry = industry
        self.field = field
        self.region = region
        self.readiness = readiness
        self.modes = modes
        self.organization = organization
        self.money = money
        self.due = due
        self.received = received
        self.published = published
    }
}

/// In which order records are answered. Whatever it leaves open, the newest come first, and of one day the last that
/// was entered.
public enum SearchSort: String, Sendable, CaseIterable {
    /// By the words that were found: the title counts most, then keywords, organization and summary; rare words more
    /// than common ones. A record whose code was typed is first. Without words, as `newest`.
    case relevance
    /// By the day of receipt.
    case newest
    /// By the day of receipt, turned round in all.
    case oldest
    /// The earliest last day first; those without one at the end.
    case deadline
    /// The most money first; those without any at the end.
    case moneyMost = "money_most"
    /// The least money first; those without any at the end.
    case moneyLeast = "money_least"
}

/// One question to a `TextIndex`.
public struct SearchRequest: Sendable, Hashable {
    public var query: SearchQuery
    public var filter: SearchFilter
    public var sort: SearchSort
    /// So many records are left out first.
    public var offset: Int
    public var limit: Int
    /// Whether records are to be counted by industry and field.
    public var countsFacets: Bool

    public init(
        _ query: SearchQuery = SearchQuery(),
        filter: SearchFilter = SearchFilter(),
        sort: SearchSort = .relevance,
        offset: Int = 0,
        limit: Int = 20,
        countsFacets: Bool = true
    ) {
        self.query = query
        self.filter = filter
        self.sort = sort
        self.offset = max(0, offset)
        self.limit = max(0, limit)
        self.countsFacets = countsFacets
    }
}

/// What was found.
public struct SearchAnswer: Sendable, Equatable {
    /// How many records there are on all pages.
    public var total: Int
    /// The page asked for; empty when it lies behind the last.
    public var ids: [Int64]
    public var facets: SearchFacets?
}

/// How many of all records found are of which industry and field. Each is counted without its own filter, so that one
/// sees what the other choices would give.
public struct SearchFacets: Sendable, Equatable {
    public struct Count: Sendable, Equatable {
        /// A section's letter, a section's letter with a division's digits, or a field's code.
        public var code: String
        public var count: Int
    }

    /// The largest first; equal ones by code.
    public var sections: [Count] = []
    public var divisions: [Count] = []
    public var fields: [Count] = []
    /// Records of no known industry or field.
    public var withoutIndustry = 0
    public var withoutField = 0

    /// Of nothing.
    public init() {}
}
