import Domain
import Exchange
import Market

/// What the address of a list of demands or achievements asks for: of the search, and of the file itself for as long as
/// the search is getting ready.
struct ListQuestion: Sendable {
    var search = RecordSearch()
    var plain = RecordFilter()

    /// How long a page waits for the search before it does without.
    static let patience = Duration.milliseconds(200)

    enum Order: String, CaseIterable {
        case newest, deadline, money

        var name: Phrase {
            switch self {
            case .newest: Phrase("最新", en: "newest")
            case .deadline: Phrase("截止日期", en: "deadline")
            case .money: Phrase("金额", en: "amount")
            }
        }
    }

    init(_ inputs: Inputs, _ work: Work) throws {
        let codes = try work.codes()
        search.text = inputs["q"]
        plain.text = inputs.search
        if !inputs["state"].isEmpty {
            let state = try Words.parse(inputs["state"], .state, \RecordState.name)
            (search.states, plain.state) = ([state], state)
        }
        if !inputs["industry"].isEmpty {
            search.industry = try codes.industry(parsing: inputs["industry"], field: .industry)
        }
        if !inputs["field"].isEmpty {
            search.field = try codes.resolve(inputs["field"], in: .field, field: .technicalField)
        }
        if !inputs["region"].isEmpty {
            search.region = try codes.region(parsing: inputs["region"], field: .region)
        }
        if !inputs["readiness"].isEmpty {
            let readiness = try codes.resolve(inputs["readiness"], in: .readiness, field: .readiness)
            (search.readiness, plain.readiness) = ([readiness], readiness)
        }
        if !inputs["organization"].isEmpty {
            search.organization = try work.organizations.find(Draft.codeBehind(inputs["organization"])).id
        }
        func money(_ name: String) throws -> Money? {
            inputs[name].isEmpty
                ? nil : try Money(parsing: inputs[name], field: Field(name, "金额", en: "amount"))
        }
        func day(_ name: String) throws -> Day? {
            inputs[name].isEmpty ? nil : try Day(parsing: inputs[name], field: Field(name, "日期", en: "day"))
        }
        (search.leastMoney, search.mostMoney) = (try money("least"), try money("most"))
        (search.dueFrom, search.dueBy) = (try day("due_from"), try day("due_by"))
        if !inputs["sort"].isEmpty {
            switch try Words.parse(inputs["sort"], .sort, \Order.name) {
            case .newest: search.order = .newest
            case .deadline: (search.order, plain.sort) = (.nextDeadline, .deadline)
            case .money: (search.order, plain.sort) = (.moneyMost, .money)
            }
        }
        search.archived = inputs.has("archived") ? .included : .excluded
        search.countsStates = true
        (search.page, search.perPage) = (try Pager.page(inputs), Pager.size)
        plain.industry = search.industry
        plain.field = search.field
        plain.region = search.region
        plain.organization = search.organization
        (plain.leastMoney, plain.mostMoney) = (search.leastMoney, search.mostMoney)
        (plain.dueFrom, plain.dueBy) = (search.dueFrom, search.dueBy)
        plain.includesArchived = inputs.has("archived")
        plain.page = try Pager.rows(inputs)
    }
}

/// A row of such a list, with the words that were searched for.
struct ListRow<Body: PagedContent> {
    let record: Submission<Body>
    let title: MarkedText
    let organization: MarkedText
    let summary: MarkedText

    init(_ item: SearchResult<Body>.Item) {
        record = item.record
        title = item.title
        organization = item.organizationName
        summary = item.marked(.summary, item.record.content.summary, field: .summary)
    }

    init(_ record: Submission<Body>, _ organization: String) {
        self.record = record
        title = MarkedText(.title, record.title)
        self.organization = MarkedText(.organization, organization)
        summary = MarkedText(.summary, record.content.summary)
    }
}

/// How many of what was found are of which industry and field, each a link that narrows the list down to them.
struct FacetView {
    let reader: Reader
    let inputs: Inputs
    let list: String

    func view<Body>(_ found: SearchResult<Body>) -> HTML {
        let chosen = inputs["industry"]
        let divisions = found.divisions.filter { !chosen.isEmpty && $0.code.hasPrefix(chosen.prefix(1)) }
        let all = """
            \(group(reader("领域", en: "Fields"), "field", found.fields.map { ($0.code, $0.name, $0.count) }))\
            \(group(reader("行业门类", en: "Sections"), "industry", found.sections.map { ($0.code, $0.name, $0.count) }))\
            \(group(reader("行业大类", en: "Divisions"), "industry", divisions.map { ($0.code, $0.name, $0.count) }))
            """ as HTML
        guard !(found.fields.isEmpty && found.sections.isEmpty) else { return "" }
        return
            "<aside class=\"counts noprint\" aria-label=\"\(reader("按分类缩小范围", en: "Narrow down"))\">\(all)</aside>"
    }

    private func group(_ title: String, _ name: String, _ counts: [(code: String, name: Phrase, count: Int)])
        -> HTML
    {
        guard !counts.isEmpty else { return "" }
        let chips = counts.map { code, words, count -> HTML in
            let isCurrent = inputs[name] == code
            let path = list + inputs.query([(name, isCurrent ? nil : code), ("page", nil)])
            let current: HTML = isCurrent ? " aria-current=\"true\"" : ""
            return "<a class=\"chip\" href=\"\(path)\"\(current)>\(reader(words)) \(count)</a>"
        }
        return "<h2>\(title)</h2><p>\(chips.joined(separator: " "))</p>"
    }
}
