/// One record as the engine sees it: a demand or an achievement reduced to what matching reads.
///
/// The engine knows no record types. A value that is not known is `nil` (or empty), and is never taken for a zero.
public struct Entry: Sendable, Hashable {
    public var id: Int64
    public var title: String
    /// A demand's full text; an achievement's summary and detail.
    public var content: String
    /// Keywords that a person gave; none are made up from the title.
    public var keywords: [String]
    /// GB/T 4754 in canonical spelling: `C`, `C38`, `C384` or `C3841`. Anything else counts as not known.
    public var industry: String?
    /// The technical field of contract registration, as the market's code list spells it. Only filters read it.
    public var field: String?
    /// GB/T 2260, six digits. Only filters read it.
    public var region: String?
    /// Fen: what a demand offers, what an achievement's owner asks.
    public var money: Int64?
    /// Rank of readiness, higher is riper: the least a demand wants, what an achievement has.
    public var maturity: Int?
    /// Cooperation modes, by their codes.
    public var modes: [String]
    public var isPublished: Bool

    public init(
        id: Int64,
        title: String,
        content: String = "",
        keywords: [String] = [],
        industry: String? = nil,
        field: String? = nil,
        region: String? = nil,
        money: Int64? = nil,
        maturity: Int? = nil,
        modes: [String] = [],
        isPublished: Bool = true
    ) {
        self.id = id
        self.title = title
        self.content = content
        self.keywords = keywords
        self.industry = industry
        self.field = field
        self.region = region
        self.money = money
        self.maturity = maturity
        self.modes = modes
        self.isPublished = isPublished
    }
}
