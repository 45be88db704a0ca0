public import Domain
import Matching
import Storage

/// What is looked for among demands or achievements; a nil or an empty set asks nothing. A record of which something is
/// not known does not pass a filter that asks for it.
public struct RecordSearch: Sendable {
    public enum Archived: String, Sendable, CaseIterable {
        case excluded, included, only
    }

    /// In which order; of one rank the newest first.
    public enum Order: String, Sendable, CaseIterable {
        /// By the words found; without words, the newest first.
        case relevance
        case newest, oldest
        /// The earliest deadline, or last day of validity, first.
        case deadline
        /// The next deadline first; then what is past, then what has none.
        case nextDeadline = "next_deadline"
        case moneyMost = "money_most"
        case moneyLeast = "money_least"

        public var name: Phrase {
            switch self {
            case .relevance: Phrase("相关", en: "relevance")
            case .newest: Phrase("最新", en: "newest")
            case .oldest: Phrase("最早", en: "oldest")
            case .deadline: Phrase("截止", en: "deadline")
            case .nextDeadline: Phrase("临近截止", en: "next deadline")
            case .moneyMost: Phrase("金额从高到低", en: "most money")
            case .moneyLeast: Phrase("金额从低到高", en: "least money")
            }
        }
    }

    /// Words in any order; all must occur in title, keywords, public summary or the organization's names. A record's
    /// code or external id, whole, finds it too. What is confidential is never searched.
    public var text = ""
    public var states: Set<RecordState> = []
    public var archived = Archived.excluded
    /// The industry or any within it.
    public var industry: IndustryCode?
    public var field: String?
    /// The region or any within it.
    public var region: RegionCode?
    public var leastMoney: Money?
    public var mostMoney: Money?
    /// Deadline or last day of validity, from and to.
    public var dueFrom: Day?
    public var dueBy: Day?
    public var received: Period?
    public var published: Period?
    /// Any of these codes of the list `readiness`.
    public var readiness: Set<String> = []
    /// Any of these cooperation modes.
    public var cooperationModes: Set<String> = []
    /// The organization, or any that was merged into it.
    public var organization: Organization.ID?
    public var order = Order.relevance
    /// From 1 on.
    public var page = 1
    /// 1 to 200.
    public var perPage = 20
    /// Whether it is to be said how many there are of each state.
    public var countsStates = false

    public init() {}
}

/// One page of what was found.
public struct SearchResult<Body: SubmissionContent>: Sendable, Equatable {
    public struct Item: Sendable, Equatable {
        public let record: Submission<Body>
        public let organization: Organization
        /// Where the words stand.
        public let places: [Place]
    }

    /// A stretch to be marked.
    public struct Place: Sendable, Equatable {
        public enum Part: String, Sendable {
            case title, keywords, summary, organization
        }

        public let part: Part
        /// Which keyword; zero elsewhere.
        public let item: Int
        /// UTF-16 offsets in that text. The organization's is its name.
        public let start: Int
        public let end: Int
    }

    /// How many records there are of a section, division or field.
    public struct Count: Sendable, Equatable {
        public let code: String
        public let name: Phrase
        public let count: Int
    }

    /// On all pages.
    public let total: Int
    public let page: Int
    public let perPage: Int
    /// The page; empty behind the last.
    public let items: [Item]
    /// Of all pages, the largest first. Industries are counted without the industry's filter, fields without the
    /// field's, so that one sees what another choice would give.
    public let sections: [Count]
    public let divisions: [Count]
    public let fields: [Count]
    public let withoutIndustry: Int
    public let withoutField: Int
    /// How many there are of each state whatever the filter's states; empty unless asked for.
    public let states: [RecordState: Int]

    /// How many pages there are; one even if nothing was found.
    public var pages: Int { max(1, (total + perPage - 1) / perPage) }
}

extension Desk {
    /// Searches all demands, whatever their state; each as the person may read it.
    ///
    /// - Parameter patience: how long to wait for the index after a start; nil for as long as it takes.
    /// - Throws: `search_unsearchable`, `too_long`, `number_malformed`, `range_reversed`, `search_starting`.
    public func searchDemands(
        _ search: RecordSearch,
        patience: Duration? = nil
    ) async throws -> SearchResult<DemandContent> {
        try await found(search, .demands, patience)
    }

    /// The same for achievements.
    public func searchAchievements(
        _ search: RecordSearch,
        patience: Duration? = nil
    ) async throws -> SearchResult<AchievementContent> {
        try await found(search, .achievements, patience)
    }

    /// Hands over all that is found, page or no page, in its order and as of one state of the file; each as the person may
    /// read it, with whose it is.
    ///
    /// - Throws: as `searchDemands`, and what `body` throws.
    public func allDemands<Output: Sendable>(
        _ search: RecordSearch,
        patience: Duration? = nil,
        into output: Output,
        _ body: @Sendable @escaping (inout Output, Demand, Organization) throws -> Void
    ) async throws -> Output {
        try await all(search, .demands, patience, into: output, body)
    }

    /// The same for achievements.
    public func allAchievements<Output: Sendable>(
        _ search: RecordSearch,
        patience: Duration? = nil,
        into output: Output,
        _ body: @Sendable @escaping (inout Output, Achievement, Organization) throws -> Void
    ) async throws -> Output {
        try await all(search, .achievements, patience, into: output, body)
    }

    private func all<Body, Output: Sendable>(
        _ search: RecordSearch,
        _ kind: Searching<Body>,
        _ patience: Duration?,
        into output: Output,
        _ body: @Sendable @escaping (inout Output, Submission<Body>, Organization) throws -> Void
    ) async throws -> Output {
        var request = try search.request()
        (request.offset, request.limit, request.countsFacets) = (0, .max, false)
        let asked = request
        return try await workspace.searches[kind.kind].answer(patience) { live in
            try await read { work in
                guard let index = try live.current(in: work.transaction) else { return nil }
                let ids = kind.answer(to: asked, search.order, in: index, today: work.today).ids
                var all = output
                for start in stride(from: 0, to: ids.count, by: 500) {
                    let part = ids[start..<min(start + 500, ids.count)]
                    let found = try kind.records(
                        Array(part),
                        work.transaction,
                        { work.visible($0) },
                        { work.visible($0) }
                    )
                    for (record, organization) in found { try body(&all, record, organization) }
                }
                return all
            }
        }
    }

    private func found<Body>(
        _ search: RecordSearch,
        _ kind: Searching<Body>,
        _ patience: Duration?
    ) async throws -> SearchResult<Body> {
        let request = try search.request()
        return try await workspace.searches[kind.kind].answer(patience) { live in
            try await read { work in
                guard let index = try live.current(in: work.transaction) else { return nil }
                return try kind.result(
                    of: request,
                    search,
                    in: index,
                    work.transaction,
                    work.codes(),
                    { work.visible($0) },
                    { work.visible($0) }
                )
            }
        }
    }
}

extension Workspace {
    /// Searches the published demands for somebody who need not be known: only those that are published and not put
    /// away, and of them and their organizations only the public part.
    ///
    /// - Throws: as `Desk.searchDemands`.
    public func publishedDemands(
        _ search: RecordSearch,
        patience: Duration? = nil
    ) async throws -> SearchResult<DemandContent> {
        try await published(search, .demands, patience)
    }

    /// The same for achievements.
    public func publishedAchievements(
        _ search: RecordSearch,
        patience: Duration? = nil
    ) async throws -> SearchResult<AchievementContent> {
        try await published(search, .achievements, patience)
    }

    private func published<Body>(
        _ search: RecordSearch,
        _ kind: Searching<Body>,
        _ patience: Duration?
    ) async throws -> SearchResult<Body> {
        var search = search
        search.states = [.published]
        search.archived = .excluded
        let (request, asked) = (try search.request(), search)
        return try await searches[kind.kind].answer(patience) { [store, shelf] live in
            try await store.read { transaction in
                guard let index = try live.current(in: transaction) else { return nil }
                return try kind.result(
                    of: request,
                    asked,
                    in: index,
                    transaction,
                    shelf.book(inReading: transaction),
                    \.publicPart,
                    \.publicPart
                )
            }
        }
    }

    /// Has the search indexes built, so that no list waits for them.
    public func warmUpSearch() async throws {
        for kind in SearchableKind.allCases { try await searches[kind].prepare(patience: nil) }
    }
}

/// The search indexes of a market's file.
struct LiveSearches: Sendable {
    private let demands: LiveSearch
    private let achievements: LiveSearch

    init(store: Store, policy: LiveSearch.Policy, notice: @escaping @Sendable (Phrase) -> Void) {
        demands = LiveSearch(.demand, store: store, policy: policy, notice: notice)
        achievements = LiveSearch(.achievement, store: store, policy: policy, notice: notice)
    }

    subscript(kind: SearchableKind) -> LiveSearch { kind == .demand ? demands : achievements }

    func finish() async {
        await demands.finish()
        await achievements.finish()
    }

    func cancel() {
        demands.cancel()
        achievements.cancel()
    }
}

extension LiveSearch {
    /// Asks until an index and a state of the file go together, which takes a second time only if somebody else's
    /// search was in between.
    fileprivate func answer<Result: Sendable>(
        _ patience: Duration?,
        _ ask: (LiveSearch) async throws -> Result?
    ) async throws -> Result {
        while true {
            try await prepare(patience: patience)
            if let answer = try await ask(self) { return answer }
            try Task.checkCancellation()
        }
    }
}

/// How one kind of record is searched.
private struct Searching<Body: SubmissionContent>: Sendable {
    typealias Record = Submission<Body>

    let kind: SearchableKind
    let byIDs: @Sendable (Transaction, [Record.ID]) throws -> [Record]
    let texts: @Sendable (Body) -> (keywords: [String], summary: String)

    /// One page with its records as of the transaction's state, from which the index is, too.
    func result(
        of request: SearchRequest,
        _ search: RecordSearch,
        in index: TextIndex,
        _ transaction: Transaction,
        _ codes: CodeBook,
        _ visibleRecord: (Record) -> Record,
        _ visibleOrganization: (Organization) -> Organization
    ) throws -> SearchResult<Body> {
        let answer = answer(to: request, search.order, in: index, today: transaction.today)
        let items = try records(answer.ids, transaction, visibleRecord, visibleOrganization)
            .map { record, organization in
                SearchResult.Item(
                    record: record,
                    organization: organization,
                    places: places(of: request.query, in: record.content, organization)
                )
            }
        let facets = answer.facets ?? SearchFacets()
        return SearchResult(
            total: answer.total,
            page: search.page,
            perPage: search.perPage,
            items: items,
            sections: facets.sections.map { Self.count($0, codes.name(of: IndustryCode(rawValue: $0.code))) },
            divisions: facets.divisions.map {
                Self.count($0, codes.name(of: IndustryCode(rawValue: $0.code)))
            },
            fields: facets.fields.map { Self.count($0, codes.name(of: $0.code, in: .field)) },
            withoutIndustry: facets.withoutIndustry,
            withoutField: facets.withoutField,
            states: search.countsStates ? states(of: request, total: answer.total, in: index) : [:]
        )
    }

    /// The records with these ids, in their order, with whose they are.
    func records(
        _ ids: [Int64],
        _ transaction: Transaction,
        _ visibleRecord: (Record) -> Record,
        _ visibleOrganization: (Organization) -> Organization
    ) throws -> [(record: Record, organization: Organization)] {
        let records = try byIDs(transaction, ids.map(Record.ID.init(rawValue:)))
        let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.id.rawValue, $0) })
        let holders = Array(Set(records.map(\.content.organization)))
        let organizations = Dictionary(
            uniqueKeysWithValues: try transaction.organizations(ids: holders).map { ($0.id, $0) }
        )
        return ids.compactMap { id in
            guard let record = byID[id].map(visibleRecord),
                let organization = organizations[record.content.organization].map(visibleOrganization)
            else { return nil }
            return (record, organization)
        }
    }

    /// What the index answers. Where the next deadline is wanted first, the page is put together: by deadline, what is
    /// past stands before what is to come, and what has none behind both.
    func answer(
        to request: SearchRequest,
        _ order: RecordSearch.Order,
        in index: TextIndex,
        today: Day
    ) -> SearchAnswer {
        guard order == .nextDeadline else { return index.search(request) }
        let past = count(request, in: index) {
            $0.due = Self.limited($0.due, to: .min...(today.searchNumber - 1))
        }
        let coming = count(request, in: index) {
            $0.due = Self.limited($0.due, to: today.searchNumber ... .max)
        }
        var part = request
        part.limit = 0
        var answer = index.search(part)
        part.countsFacets = false
        let first = min(request.offset, answer.total)
        let end = first + min(request.limit, answer.total - first)
        var at = 0
        for stretch in [past..<(past + coming), 0..<past, (past + coming)..<max(past + coming, answer.total)]
        {
            let (low, high) = (max(first, at), min(end, at + stretch.count))
            if low < high {
                (part.offset, part.limit) = (stretch.lowerBound + low - at, high - low)
                answer.ids += index.search(part).ids
            }
            at += stretch.count
        }
        return answer
    }

    /// Both ranges at once; nil asks nothing. What they have not in common is a range that holds no day.
    private static func limited(_ range: ClosedRange<Int32>?, to other: ClosedRange<Int32>) -> ClosedRange<
        Int32
    > {
        guard let range else { return other }
        guard range.overlaps(other) else { return .min ... .min }
        return range.clamped(to: other)
    }

    private func count(
        _ request: SearchRequest,
        in index: TextIndex,
        _ change: (inout SearchFilter) -> Void
    ) -> Int {
        var request = request
        change(&request.filter)
        (request.offset, request.limit, request.countsFacets) = (0, 0, false)
        return index.search(request).total
    }

    private func states(of request: SearchRequest, total: Int, in index: TextIndex) -> [RecordState: Int] {
        var states: [RecordState: Int] = [:]
        for state in RecordState.allCases {
            let isAsked = request.filter.states == [state.rawValue]
            states[state] = isAsked ? total : count(request, in: index) { $0.states = [state.rawValue] }
        }
        return states
    }

    private static func count(_ count: SearchFacets.Count, _ name: Phrase?) -> SearchResult<Body>.Count {
        SearchResult.Count(
            code: count.code,
            name: name ?? Phrase(count.code, en: count.code),
            count: count.count
        )
    }

    private func places(
        of query: SearchQuery,
        in content: Body,
        _ organization: Organization
    ) -> [SearchResult<Body>.Place] {
        func found(_ part: SearchResult<Body>.Place.Part, _ text: String, item: Int = 0)
            -> [SearchResult<Body>.Place]
        {
            query.places(in: text).map {
                SearchResult.Place(part: part, item: item, start: $0.lowerBound, end: $0.upperBound)
            }
        }
        let (keywords, summary) = texts(content)
        return found(.title, content.title)
            + keywords.enumerated().flatMap { found(.keywords, $1, item: $0) }
            + found(.summary, summary) + found(.organization, organization.name)
    }
}

extension Searching<DemandContent> {
    static var demands: Self {
        Self(kind: .demand, byIDs: { try $0.demands(ids: $1) }, texts: { ($0.keywords, $0.summary) })
    }
}

extension Searching<AchievementContent> {
    static var achievements: Self {
        Self(
            kind: .achievement,
            byIDs: { try $0.achievements(ids: $1) },
            texts: { ($0.keywords, $0.summary) }
        )
    }
}

extension RecordSearch {
    /// The most rows a page.
    public static let largestPage = 200

    /// The question to the index.
    fileprivate func request() throws -> SearchRequest {
        let text = try TextRule.line(text, .search, limit: Limits.line)
        let query = SearchQuery(text)
        guard !query.isUnsearchable else {
            throw AppError.refusing(
                text,
                .search,
                "search_unsearchable",
                "里没有可以查找的字、字母或数字，请写要找的词，如“轴承钢 热处理”",
                en: "has no character, letter or digit to look for; write words such as “bearing steel”"
            )
        }
        try Self.require(page, .page, in: 1...Int.max)
        try Self.require(perPage, .perPage, in: 1...Self.largestPage)
        let (before, isTooFar) = (page - 1).multipliedReportingOverflow(by: perPage)
        return SearchRequest(
            query,
            filter: SearchFilter(
                states: states.isEmpty ? nil : Set(states.map(\.rawValue)),
                archive: archived.forIndex,
                industry: industry?.description,
                field: field,
                region: region?.rawValue,
                readiness: readiness.isEmpty ? nil : readiness,
                modes: cooperationModes.isEmpty ? nil : cooperationModes,
                organization: organization?.rawValue,
                money: try moneyRange(),
                due: try dueRange(),
                received: received.map { $0.first.searchNumber...$0.last.searchNumber },
                published: published.map { $0.first.searchNumber...$0.last.searchNumber }
            ),
            sort: order == .nextDeadline ? .deadline : SearchSort(rawValue: order.rawValue) ?? .relevance,
            // Behind every last page.
            offset: isTooFar ? .max : before,
            limit: perPage
        )
    }

    private static func require(_ number: Int, _ field: Field, in range: ClosedRange<Int>) throws {
        guard range.contains(number) else {
            let (zh, en) =
                range.upperBound == .max
                ? ("不是从 1 起的整数", "is not a whole number from 1 on")
                : ("不是 1 到 \(range.upperBound) 的整数", "is not a whole number from 1 to \(range.upperBound)")
            throw AppError.refusing(String(number), field, "number_malformed", zh, en: en)
        }
    }

    private func moneyRange() throws -> ClosedRange<Int64>? {
        guard leastMoney != nil || mostMoney != nil else { return nil }
        if let leastMoney, let mostMoney, leastMoney.fen > mostMoney.fen {
            throw AppError.reversed(leastMoney.phrase, mostMoney.phrase, .money)
        }
        return (leastMoney?.fen ?? .min)...(mostMoney?.fen ?? .max)
    }

    private func dueRange() throws -> ClosedRange<Int32>? {
        guard dueFrom != nil || dueBy != nil else { return nil }
        if let dueFrom, let dueBy, dueFrom > dueBy {
            throw AppError.reversed(dueFrom.phrase, dueBy.phrase, .due)
        }
        return (dueFrom?.searchNumber ?? .min)...(dueBy?.searchNumber ?? .max)
    }
}

extension AppError {
    /// Says that the lower end of a range is above the upper one.
    fileprivate static func reversed(_ least: Phrase, _ most: Phrase, _ field: Field) -> AppError {
        AppError(
            .invalid,
            "range_reversed",
            field: field,
            value: least.zh,
            Phrase(
                "\(field.name.zh)的下限“\(least.zh)”大于上限“\(most.zh)”：请把两头对调。",
                en:
                    "The lower end “\(least.en)” of \(field.name.en) is above the upper end “\(most.en)”: exchange them."
            )
        )
    }
}

extension RecordSearch.Archived {
    fileprivate var forIndex: SearchFilter.Archive {
        switch self {
        case .excluded: .excluded
        case .included: .included
        case .only: .only
        }
    }
}

extension Field {
    public static let search = Field("search", "搜索词", en: "search words")
    public static let page = Field("page", "页码", en: "page")
    public static let perPage = Field("per_page", "每页条数", en: "rows a page")
    public static let sort = Field("sort", "排序", en: "order")
    fileprivate static let money = Field("money", "金额", en: "money")
    fileprivate static let due = Field("due", "截止日期", en: "the last day")
}
