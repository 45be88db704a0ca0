/// How a figure in a text is written.
public enum FigureStyle: String, Sendable, CaseIterable {
    /// A count rounded down, with 余 when something was cut off: `480余`.
    case over = "余"
    /// A count with its unit: `486家`.
    case unit = "单位"
    /// An amount in 万元: `6230万元`.
    case wan = "万元"
    /// An amount in whole 万元, rounded down, with 余 when something was cut off: `6230余万元`.
    case overWan = "余万元"
    /// An amount in 亿元: `0.62亿元`.
    case yi = "亿元"
    /// An amount in 元, exact: `62300000元`.
    case yuan = "元"

    /// Whether it is for money; the others are for counts.
    public var isMoney: Bool {
        switch self {
        case .over, .unit: false
        case .wan, .overWan, .yi, .yuan: true
        }
    }

    static func names(isMoney: Bool) -> String {
        allCases.filter { $0.isMoney == isMoney }.map(\.rawValue).joined(separator: "、")
    }

    /// A count as this style writes it; nil for the plain number.
    public static func text(count: Int64, unit: Phrase, _ style: FigureStyle?) -> String {
        switch style {
        case .over: over(count)
        case .unit: "\(count)\(unit.zh)"
        case .wan, .overWan, .yi, .yuan, nil: String(count)
        }
    }

    /// An amount as this style writes it; nil for 万元. The unit always stands behind it.
    public static func text(money: Money, _ style: FigureStyle?) -> String {
        switch style {
        case .yuan: exact(money, .yuan)
        case .yi: rounded(money, .yi)
        case .overWan: overWan(money)
        case .wan, .over, .unit, nil: rounded(money, .wan)
        }
    }

    // MARK: Counts

    /// Below 100 a count stands as it is; from there on its first two digits are kept, and 余 says that something was cut
    /// off: 24, 110余, 1200余, 1.2万余, 120万余.
    private static func over(_ count: Int64) -> String {
        guard count >= 100 else { return String(count) }
        var step: Int64 = 1
        while count / step >= 100 { step *= 10 }
        let kept = count / step * step
        return shortened(kept) + (kept < count ? "余" : "")
    }

    /// A number of two digits and zeros, in 万 or 亿 from there on.
    private static func shortened(_ number: Int64) -> String {
        for (unit, word) in [(Int64(100_000_000), "亿"), (10_000, "万")] where number >= unit {
            let tenths = number / (unit / 10)
            return tenths % 10 == 0 ? "\(tenths / 10)\(word)" : "\(tenths / 10).\(tenths % 10)\(word)"
        }
        return String(number)
    }

    // MARK: Amounts

    private static func exact(_ money: Money, _ unit: Money.Unit) -> String {
        money.number(in: unit).filter { $0 != "," } + unit.name.zh
    }

    /// Exact where two decimals are enough, otherwise the nearest two with 约 before them; what would come to nothing that
    /// way is written in 元.
    private static func rounded(_ money: Money, _ unit: Money.Unit) -> String {
        var step: UInt64 = 1
        for _ in 2..<unit.power { step *= 10 }
        let magnitude = money.fen.magnitude
        guard magnitude % step != 0 else { return exact(money, unit) }
        let nearest = (magnitude / step + (magnitude % step >= step / 2 ? 1 : 0)).multipliedReportingOverflow(
            by: step
        )
        guard nearest.partialValue > 0, !nearest.overflow, let fen = Int64(exactly: nearest.partialValue)
        else { return exact(money, .yuan) }
        return "约" + exact(Money(fen: money.fen < 0 ? -fen : fen), unit)
    }

    private static func overWan(_ money: Money) -> String {
        let wan: Int64 = 1_000_000
        // Less than one, or less than nothing: there is no 余 of it.
        guard money.fen >= wan else { return rounded(money, .wan) }
        let isWhole = money.fen % wan == 0
        return "\(money.fen / wan)\(isWhole ? "" : "余")万元"
    }
}
