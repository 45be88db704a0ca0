/// What filters and conditions read of an achievement, in 32 bytes. Texts are numbers of an `AttributeBook`.
struct Attributes: Sendable {
    /// `Int64.min` when not known, as in `maturity`.
    var money: Int64
    var maturity: Int32
    var industry: UInt32
    var field: UInt32
    var region: UInt32
    var modes: UInt32
    var isPublished: Bool

    static let noMoney = Int64.min
    static let noMaturity = Int32.min
}

/// The different industries, fields, regions and sets of modes that achievements have, numbered as they came.
struct AttributeBook: Sendable {
    struct Names<Name: Hashable & Sendable>: Sendable {
        private(set) var names: [Name] = []
        private var numbers: [Name: UInt32] = [:]

        mutating func number(of name: Name) -> UInt32 {
            if let known = numbers[name] { return known }
            let number = UInt32(names.count)
            numbers[name] = number
            names.append(name)
            return number
        }

        subscript(number: UInt32) -> Name { names[Int(number)] }
    }

    init() {}

    private(set) var industries = Names<String?>()
    private(set) var fields = Names<String?>()
    private(set) var regions = Names<String?>()
    private(set) var modes = Names<[String]>()
    /// By the industry's number.
    private(set) var codes: [IndustryCode?] = []

    mutating func attributes(of entry: Entry) -> Attributes {
        let industry = industries.number(of: entry.industry)
        if industry == codes.count { codes.append(IndustryCode(entry.industry)) }
        return Attributes(
            money: entry.money ?? Attributes.noMoney,
            maturity: entry.maturity.map { Int32(clamping: $0) } ?? Attributes.noMaturity,
            industry: industry,
            field: fields.number(of: entry.field),
            region: regions.number(of: entry.region),
            modes: modes.number(of: entry.modes),
            isPublished: entry.isPublished
        )
    }

    /// Numbers names as they were numbered before.
    mutating func restore(industries: [String?], fields: [String?], regions: [String?], modes: [[String]]) {
        for name in industries where self.industries.number(of: name) == codes.count {
            codes.append(IndustryCode(name))
        }
        for name in fields { _ = self.fields.number(of: name) }
        for name in regions { _ = self.regions.number(of: name) }
        for name in modes { _ = self.modes.number(of: name) }
    }

    /// The entry without its texts.
    func entry(_ id: Int64, _ attributes: Attributes) -> Entry {
        Entry(
            id: id,
            title: "",
            industry: industries[attributes.industry],
            field: fields[attributes.field],
            region: regions[attributes.region],
            money: attributes.money == Attributes.noMoney ? nil : attributes.money,
            maturity: attributes.maturity == Attributes.noMaturity ? nil : Int(attributes.maturity),
            modes: modes[attributes.modes],
            isPublished: attributes.isPublished
        )
    }
}

/// A filter for achievements, with its answers for each name worked out before the search.
struct AchievementTest {
    private let filter: Filter
    private let industry: [Bool]
    private let field: [Bool]
    private let region: [Bool]
    /// Whether every achievement passes.
    let admitsAll: Bool

    init(_ filter: Filter, _ book: AttributeBook) {
        self.filter = filter
        industry = filter.industry == nil ? [] : book.industries.names.map { filter.admits(industry: $0) }
        field = filter.field == nil ? [] : book.fields.names.map { filter.field == $0 }
        region = filter.region == nil ? [] : book.regions.names.map { filter.admits(region: $0) }
        admitsAll = filter == Filter(keepsUnknown: filter.keepsUnknown)
    }

    func admits(_ id: Int64, _ attributes: Attributes) -> Bool {
        if admitsAll { return true }
        if !industry.isEmpty, !industry[Int(attributes.industry)] { return false }
        if !field.isEmpty, !field[Int(attributes.field)] { return false }
        if !region.isEmpty, !region[Int(attributes.region)] { return false }
        if filter.publishedOnly, !attributes.isPublished { return false }
        if let limit = filter.money {
            if attributes.money == Attributes.noMoney {
                if !filter.keepsUnknown { return false }
            } else if attributes.money > limit {
                return false
            }
        }
        if let least = filter.leastMaturity {
            if attributes.maturity == Attributes.noMaturity {
                if !filter.keepsUnknown { return false }
            } else if Int(attributes.maturity) < least {
                return false
            }
        }
        return filter.excluded.isEmpty || !filter.excluded.contains(id)
    }
}
