/// What filters and counts read of a record.
enum SearchLabel: Int, CaseIterable {
    /// The state, and whether the record is archived.
    case status
    case industry, field, region, readiness, modes, organization
}

/// A record's labels as numbers of a `SearchBook`, and what it is sorted by.
struct SearchRow: BitwiseCopyable, Sendable {
    var id: Int64
    var received: Int32
    var due: Int32
    var published: Int32
    var money: Int64
    /// By `SearchLabel`.
    var labels: SIMD8<UInt32>

    static let noDay = Int32.min
    static let noMoney = Int64.min
}

/// The different labels that records have, numbered as they came, and the organizations' names.
struct SearchBook: Sendable {
    struct Status: Hashable {
        var state: String
        var isArchived: Bool
    }

    struct Holder: Sendable {
        var id: Int64
        var root: Int64
        /// Between dividers.
        var names: [UInt16]
    }

    private(set) var statuses = AttributeBook.Names<Status>()
    private(set) var industries = AttributeBook.Names<String?>()
    private(set) var fields = AttributeBook.Names<String?>()
    private(set) var regions = AttributeBook.Names<String?>()
    private(set) var readiness = AttributeBook.Names<String?>()
    private(set) var modes = AttributeBook.Names<[String]>()
    private(set) var organizations: [Holder] = []
    private var organizationNumbers: [Int64: UInt32] = [:]

    mutating func row(of document: SearchDocument) -> SearchRow {
        var labels = SIMD8<UInt32>()
        func set(_ label: SearchLabel, _ number: UInt32) { labels[label.rawValue] = number }
        set(
            .status,
            statuses.number(of: Status(state: document.state, isArchived: document.isArchived))
        )
        set(.industry, industries.number(of: document.industry))
        set(.field, fields.number(of: document.field))
        set(.region, regions.number(of: document.region))
        set(.readiness, readiness.number(of: document.readiness))
        set(.modes, modes.number(of: document.modes))
        set(.organization, number(ofOrganization: document.organization))
        return SearchRow(
            id: document.id,
            received: document.received,
            due: document.due ?? SearchRow.noDay,
            published: document.published ?? SearchRow.noDay,
            money: document.money ?? SearchRow.noMoney,
            labels: labels
        )
    }

    mutating func set(_ organization: SearchOrganization) {
        let number = Int(number(ofOrganization: organization.id))
        organizations[number].root = organization.root
        organizations[number].names = SearchText.joined(organization.names)
    }

    /// How many different ones there are.
    func count(_ label: SearchLabel) -> Int {
        switch label {
        case .status: statuses.names.count
        case .industry: industries.names.count
        case .field: fields.names.count
        case .region: regions.names.count
        case .readiness: readiness.names.count
        case .modes: modes.names.count
        case .organization: organizations.count
        }
    }

    /// Numbers labels as they were numbered before.
    mutating func restore(
        _ statuses: [Status],
        industries: [String?],
        fields: [String?],
        regions: [String?],
        readiness: [String?],
        _ modes: [[String]]
    ) {
        for status in statuses { _ = self.statuses.number(of: status) }
        for name in industries { _ = self.industries.number(of: name) }
        for name in fields { _ = self.fields.number(of: name) }
        for name in regions { _ = self.regions.number(of: name) }
        for name in readiness { _ = self.readiness.number(of: name) }
        for names in modes { _ = self.modes.number(of: names) }
    }

    /// Numbers an organization that has none yet.
    mutating func restore(_ holder: Holder) {
        organizations[Int(number(ofOrganization: holder.id))] = holder
    }

    private mutating func number(ofOrganization id: Int64) -> UInt32 {
        if let known = organizationNumbers[id] { return known }
        let number = UInt32(organizations.count)
        organizationNumbers[id] = number
        organizations.append(Holder(id: id, root: id, names: []))
        return number
    }
}

/// A filter with its answers for each label worked out before the search.
struct SearchTest {
    let filter: SearchFilter
    /// For each label that is asked for, the numbers that pass.
    private let passing: [(label: SearchLabel, numbers: [Bool])]

    init(_ filter: SearchFilter, _ book: SearchBook) {
        self.filter = filter
        var passing: [(SearchLabel, [Bool])] = []
        if filter.states != nil || filter.archive != .included {
            passing.append(
                (
                    .status,
                    book.statuses.names.map { status in
                        let isWanted =
                            switch filter.archive {
                            case .included: true
                            case .excluded: !status.isArchived
                            case .only: status.isArchived
                            }
                        return isWanted && filter.states?.contains(status.state) ?? true
                    }
                )
            )
        }
        if filter.industry != nil {
            passing.append(
                (.industry, book.industries.names.map { Filter.starts($0, with: filter.industry) })
            )
        }
        if let field = filter.field { passing.append((.field, book.fields.names.map { $0 == field })) }
        if let region = filter.region {
            let stem = Filter.stem(region)
            passing.append((.region, book.regions.names.map { Filter.starts($0, with: stem) }))
        }
        if let readiness = filter.readiness {
            passing.append((.readiness, book.readiness.names.map { $0.map(readiness.contains) ?? false }))
        }
        if let modes = filter.modes {
            passing.append((.modes, book.modes.names.map { !modes.isDisjoint(with: $0) }))
        }
        if let id = filter.organization {
            passing.append((.organization, book.organizations.map { $0.id == id || $0.root == id }))
        }
        self.passing = passing
    }

    func forEachLabel(
        except left: [SearchLabel] = [],
        _ body: (_ label: SearchLabel, _ numbers: [Bool]) -> Void
    ) {
        for (label, numbers) in passing where !left.contains(label) { body(label, numbers) }
    }

    func admits(_ row: SearchRow, except left: [SearchLabel] = []) -> Bool {
        for (label, numbers) in passing where !left.contains(label) {
            if !numbers[Int(row.labels[label.rawValue])] { return false }
        }
        return (filter.money.map { $0.contains(row.money) && row.money != SearchRow.noMoney } ?? true)
            && Self.holds(filter.due, row.due) && Self.holds(filter.published, row.published)
            && (filter.received?.contains(row.received) ?? true)
    }

    private static func holds(_ range: ClosedRange<Int32>?, _ day: Int32) -> Bool {
        range.map { $0.contains(day) && day != SearchRow.noDay } ?? true
    }
}
