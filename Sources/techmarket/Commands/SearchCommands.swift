import ArgumentParser
import Domain
import Exchange
import Market

/// What a `search` command looks through.
protocol SearchKind: Sendable {
    associatedtype Body: SubmissionContent

    static var command: String { get }
    static var type: RecordType { get }
    static var exampleWords: String { get }

    static func search(_ search: RecordSearch, asPublic: Bool, at session: Session) async throws
        -> SearchResult<Body>
    static func table(_ records: [Submission<Body>], _ view: View) throws -> Table
    static func json(_ record: Submission<Body>, _ view: View) throws -> JSON.Members
}

extension DemandKind: SearchKind {
    static let exampleWords = "轴承钢 热处理"

    static func search(_ search: RecordSearch, asPublic: Bool, at session: Session) async throws
        -> SearchResult<DemandContent>
    {
        asPublic
            ? try await session.desk.workspace.publishedDemands(search)
            : try await session.desk.searchDemands(search)
    }

    static func json(_ record: Demand, _ view: View) throws -> JSON.Members { try view.records.json(record) }
}

extension AchievementKind: SearchKind {
    static let exampleWords = "涂层 耐磨"

    static func search(_ search: RecordSearch, asPublic: Bool, at session: Session) async throws
        -> SearchResult<AchievementContent>
    {
        asPublic
            ? try await session.desk.workspace.publishedAchievements(search)
            : try await session.desk.searchAchievements(search)
    }

    static func json(_ record: Achievement, _ view: View) throws -> JSON.Members {
        try view.records.json(record)
    }
}

struct Search<Kind: SearchKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "search",
            "按词查找\(Kind.type.name.zh)，带筛选和分类计数",
            en: "Search \(Kind.type.name.en)s by words, with filters and counts",
            examples: [
                "\(Kind.command) search \(Kind.exampleWords)",
                "\(Kind.command) search \(Kind.exampleWords) --industry C --state 已发布 --sort newest --page 2",
                "\(Kind.command) search '\"高温 合金\"' --json",
            ],
            notes: Phrase(
                "查名称、关键词、公开摘要和单位名称；各词都要出现，次序不论；英文和数字从词头查起；引号里的算一个词；编号或外部编号写全也能找到。保密内容不查。不写词就列出全部。",
                en:
                    "Looks in title, keywords, public summary and the organization's names. All words must occur, in any order; letters and digits are found from the beginning of a word; quotation marks keep words together; a whole code or external id finds its record. What is confidential is not searched. Without words all are listed."
            )
        )
    }

    @Argument(help: help("要找的词", en: "Words to look for", value: "词"))
    var words: [String] = []

    @OptionGroup var options: SearchOptions
    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let options = options
        var search = try await session.read { view in try options.search(view.work) }
        search.text = words.joined(separator: " ")
        let asked = search
        let found = try await waiting(for: Phrase("准备搜索", en: "Getting the search ready"), at: session) {
            try await Kind.search(asked, asPublic: options.asPublic, at: session)
        }
        let width = session.console.width
        try await session.show { view in
            let report = SearchReport<Kind>(found: found, view: view)
            return view.isJSON ? try report.json().pretty + "\n" : try report.text(width: width)
        }
    }
}

/// Filters, order and page of a search.
struct SearchOptions: ParsableArguments, Sendable {
    @Option(
        parsing: .singleValue,
        help: help(
            "状态，可重复：待审核、已退回、已受理、已发布、已撤回、已关闭",
            en: "State, repeatable: submitted, returned, accepted, published, withdrawn or closed",
            value: "状态"
        )
    )
    var state: [String] = []

    @Option(help: help("单位", en: "Organization", value: "单位"))
    var organization: String?

    @Option(help: help("国民经济行业，含其下各类", en: "Industry, or any within it", value: "行业"))
    var industry: String?

    @Option(help: help("技术领域", en: "Technical field", value: "领域"))
    var field: String?

    @Option(help: help("行政区划，含其下各地", en: "Region, or any within it", value: "区划"))
    var region: String?

    @Option(
        parsing: .unconditional,
        help: help("金额不低于，带单位", en: "Money of at least, with its unit", value: "金额")
    )
    var minMoney: String?

    @Option(
        parsing: .unconditional,
        help: help("金额不高于，带单位", en: "Money of at most, with its unit", value: "金额")
    )
    var maxMoney: String?

    @Option(help: help("截止或有效期不早于", en: "Deadline or last valid day not before", value: "日期"))
    var dueFrom: String?

    @Option(help: help("截止或有效期不晚于", en: "Deadline or last valid day not after", value: "日期"))
    var dueBy: String?

    @Option(help: help("收到的期间，如 2021Q2", en: "Received in a period, such as 2021Q2", value: "期间"))
    var received: String?

    @Option(help: help("发布的期间", en: "Published in a period", value: "期间"))
    var publishedIn: String?

    @Option(parsing: .singleValue, help: help("成熟度，可重复", en: "Readiness, repeatable", value: "成熟度"))
    var readiness: [String] = []

    @Option(parsing: .singleValue, help: help("合作方式，可重复", en: "Cooperation mode, repeatable", value: "方式"))
    var mode: [String] = []

    @Flag(help: help("已归档的也查", en: "Archived ones, too"))
    var archived = false

    @Flag(help: help("只查已归档的", en: "Archived ones only"))
    var onlyArchived = false

    @Flag(name: .customLong("public"), help: help("按公众能看到的查", en: "As the public sees it"))
    var asPublic = false

    @Option(
        help: help(
            "排序：relevance、newest、oldest、deadline、next_deadline、money_most、money_least（默认 relevance）",
            en:
                "Order: relevance, newest, oldest, deadline, next_deadline, money_most or money_least (default relevance)",
            value: "排序"
        )
    )
    var sort: String?

    @Option(help: help("第几页（默认 1）", en: "Which page (default 1)", value: "页码"))
    var page: String?

    @Option(help: help("每页几条，最多 200（默认 20）", en: "Rows a page, at most 200 (default 20)", value: "条数"))
    var perPage: String?

    func search(_ work: Work) throws -> RecordSearch {
        let codes = try work.codes()
        var search = RecordSearch()
        search.states = Set(try state.map { try RecordState(parsing: $0, field: .state) })
        search.organization = try organization.map { try work.organizations.find($0).id }
        search.industry = try industry.map { try codes.industry(parsing: $0, field: .industry) }
        search.field = try field.map { try codes.resolve($0, in: .field, field: .technicalField) }
        search.region = try region.map { try codes.region(parsing: $0, field: .region) }
        search.leastMoney = try minMoney.map { try Money(parsing: $0, field: .money) }
        search.mostMoney = try maxMoney.map { try Money(parsing: $0, field: .money) }
        search.dueFrom = try parsedDay(dueFrom, .due)
        search.dueBy = try parsedDay(dueBy, .due)
        search.received = try parsedPeriod(received)
        search.published = try parsedPeriod(publishedIn)
        search.readiness = Set(
            try readiness.map { try codes.resolve($0, in: .readiness, field: .readiness) }
        )
        search.cooperationModes = Set(
            try mode.map { try codes.resolve($0, in: .cooperationMode, field: .cooperationModes) }
        )
        search.archived = onlyArchived ? .only : archived ? .included : .excluded
        search.order = try sort.map { try RecordSearch.Order(parsing: $0, field: .sort) } ?? .relevance
        search.page = try page.map { try WholeNumber.parse($0, .page, in: 1...Int.max) } ?? 1
        search.perPage =
            try perPage.map { try WholeNumber.parse($0, .perPage, in: 1...RecordSearch.largestPage) } ?? 20
        return search
    }
}

extension RecordSearch.Order: Choice {}
