/// One counterpart, with its score and every reason for it.
public struct Hit: Sendable, Hashable {
    /// The counterpart's id (the achievement's, when one pair was asked about).
    public let id: Int64
    /// The similarity before it is mapped to points, with vectors brought to the scale without; hits are ordered by it, then by id.
    public let raw: Double
    /// 0...100.
    public let score: Int
    public let band: Band
    /// Where the points come from, in the order of `Part.Kind`. They add up to `score` exactly. What gives no
    /// whole point is left out.
    public let parts: [Part]
    /// The heaviest matched words first, at most twelve, none below a hundredth of `raw`.
    public let words: [MatchedWord]
    /// Names of the lexicon's fields that both texts belong to, the most telling first.
    public let sharedFields: [String]
    /// How far the industry codes agree; `nil` when either side's is not known.
    public let industryLevel: IndustryLevel?
    /// What the demand wants and this achievement is known not to give.
    public let unmet: [Condition]
    /// What cannot be told because a side does not say. Nothing is subtracted for it.
    public let unknown: [Condition]
}

/// How likely a score is to mean a real match. The odds were counted on demands that had no part in the tuning.
public enum Band: String, Sendable, Hashable, CaseIterable {
    /// Below 25: people rarely called such a pair a match.
    case weak
    /// 25...49: one in six was a fair or strong match; the two are of the same field.
    case sameField = "same_field"
    /// 50...74: one in three was a fair or strong match.
    case possible
    /// 75...100: one in two was a fair or strong match.
    case strong

    /// The band of a score of 0...100.
    public init(score: Int) {
        self =
            switch score {
            case ..<25: .weak
            case ..<50: .sameField
            case ..<75: .possible
            default: .strong
            }
    }
}

/// One addend of a score.
public struct Part: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Words of the demand's title in the achievement's title.
        case titleWords = "title_words"
        /// Words of the demand's text in the achievement's title.
        case contentWords = "content_words"
        /// Keywords that a person gave on either side, met in the other side's texts.
        case keywords
        /// Words of the demand in the achievement's summary.
        case summary
        /// Technical fields that both texts belong to.
        case sharedFields = "shared_fields"
        /// Industry codes that agree.
        case industry
        /// What a language model takes for near in meaning, where the market has the vectors of both.
        case semantic
    }

    public let kind: Kind
    /// At least 1.
    public let points: Int
}

/// A stretch of text that stands in both records.
public struct MatchedWord: Sendable, Hashable {
    /// As the achievement writes it.
    public let text: String
    /// Its share of the hit's `raw`.
    public let weight: Double
    /// Where it stands in the demand, at most twenty places.
    public let inDemand: [Place]
    /// Where it stands in the achievement, at most twenty places.
    public let inAchievement: [Place]
}

/// A stretch of one text of a record.
public struct Place: Sendable, Hashable {
    public enum Text: Sendable, Hashable {
        case title
        case content
        /// The keyword at this position of `Entry.keywords`.
        case keyword(Int)
    }

    public let text: Text
    /// UTF-16 offsets, for `String.Index(utf16Offset:in:)` and for scripts in a page.
    public let range: Range<Int>
}

/// How far two GB/T 4754 codes agree.
public enum IndustryLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Different sections.
    case none
    /// The letter: 门类.
    case section
    /// Two digits: 大类.
    case division
    /// Three digits: 中类.
    case group
    /// Four digits: 小类.
    case `class`

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Something that a demand may set as a condition.
public enum Condition: String, Sendable, Hashable, CaseIterable {
    /// The achievement asks more than the demand offers.
    case money
    /// The achievement is less ripe than the demand wants.
    case maturity
    /// No cooperation mode is common to both.
    case modes
    /// The industry codes differ in their letter.
    case industry
}
