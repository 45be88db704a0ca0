/// Which counterparts may be answered. A `nil` asks for nothing.
public struct Filter: Sendable, Hashable {
    /// A GB/T 4754 code; records at that code or below it pass (`C38` lets `C3841` through).
    public var industry: String?
    /// The technical field's code, compared whole.
    public var field: String?
    /// A GB/T 2260 code or its first two or four digits. A code that ends in `00` stands for all below it.
    public var region: String?
    /// Fen. An achievement passes when it asks no more than this, a demand when it offers no less.
    public var money: Int64?
    /// The least rank of readiness.
    public var leastMaturity: Int?
    public var publishedOnly: Bool
    /// Records that are not to come back, for example those already refused.
    public var excluded: Set<Int64>
    /// Whether a record without money or readiness passes those two limits. It does unless asked otherwise:
    /// most owners leave the price open, and the hit says that it is not known.
    public var keepsUnknown: Bool

    public init(
        industry: String? = nil,
        field: String? = nil,
        region: String? = nil,
        money: Int64? = nil,
        leastMaturity: Int? = nil,
        publishedOnly: Bool = false,
        excluded: Set<Int64> = [],
        keepsUnknown: Bool = true
    ) {
        self.industry = industry
        self.field = field
        self.region = region
        self.money = money
        self.leastMaturity = leastMaturity
        self.publishedOnly = publishedOnly
        self.excluded = excluded
        self.keepsUnknown = keepsUnknown
    }

    /// Whether an achievement may be answered.
    func admits(achievement entry: Entry) -> Bool {
        admits(entry) && holds(entry.money, { $0 <= $1 }, money)
    }

    /// Whether a demand may be answered.
    func admits(demand entry: Entry) -> Bool {
        admits(entry) && holds(entry.money, { $0 >= $1 }, money)
    }

    private func admits(_ entry: Entry) -> Bool {
        (!publishedOnly || entry.isPublished)
            && (field == nil || entry.field == field)
            && admits(industry: entry.industry)
            && admits(region: entry.region)
            && holds(entry.maturity, { $0 >= $1 }, leastMaturity)
            && !excluded.contains(entry.id)
    }

    func admits(industry value: String?) -> Bool { Self.starts(value, with: industry) }

    func admits(region value: String?) -> Bool { Self.starts(value, with: region.map(Self.stem)) }

    private func holds<Value>(_ value: Value?, _ test: (Value, Value) -> Bool, _ limit: Value?) -> Bool {
        guard let limit else { return true }
        guard let value else { return keepsUnknown }
        return test(value, limit)
    }

    static func starts(_ value: String?, with prefix: String?) -> Bool {
        guard let prefix, !prefix.isEmpty else { return true }
        return value?.utf8.starts(with: prefix.utf8) ?? false
    }

    /// 420000 stands for all of Hubei and 420200 for all of Huangshi (GB/T 2260).
    static func stem(_ region: String) -> String {
        guard region.utf8.count == 6, region.hasSuffix("00") else { return region }
        return String(region.dropLast(region.hasSuffix("0000") ? 4 : 2))
    }
}
