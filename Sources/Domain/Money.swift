/// An amount of money in whole fen (分), the hundredth of a yuan.
///
/// Integers throughout: no amount is ever rounded. What is typed is never negative; a difference can be.
public struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let fen: Int64

    public init(fen: Int64) {
        self.fen = fen
    }

    public static let zero = Money(fen: 0)

    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
}

// MARK: Units
extension Money {
    /// The units in which bureaus write amounts. A column's heading can name one, too.
    public enum Unit: String, CaseIterable, Sendable {
        case fen, jiao, yuan, thousandYuan, wan, million, tenMillion, yi

        /// One of this unit in fen is ten to this power; also the most decimals that an amount in it can have.
        public var power: Int {
            switch self {
            case .fen: 0
            case .jiao: 1
            case .yuan: 2
            case .thousandYuan: 5
            case .wan: 6
            case .million: 8
            case .tenMillion: 9
            case .yi: 10
            }
        }

        /// 元, 万元 and so on; in English yuan, wan yuan.
        public var name: Phrase {
            switch self {
            case .fen: Phrase("分", en: "fen")
            case .jiao: Phrase("角", en: "jiao")
            case .yuan: Phrase("元", en: "yuan")
            case .thousandYuan: Phrase("千元", en: "thousand yuan")
            case .wan: Phrase("万元", en: "wan yuan")
            case .million: Phrase("百万元", en: "million yuan")
            case .tenMillion: Phrase("千万元", en: "ten million yuan")
            case .yi: Phrase("亿元", en: "yi yuan")
            }
        }

        /// The unit that a person wrote, in Chinese or English; nil when it is none of ours. A bare 千 or 百万 is none:
        /// in a sheet in 万元 it would be read ten thousand times too small.
        public init?(_ text: String) {
            var name = Text.withoutSpaces(Text.normalized(text)).lowercased()
            if name.count > 1, let last = name.last, last == "整" || last == "正" { name.removeLast() }
            switch name {
            case "分", "fen": self = .fen
            case "角", "jiao": self = .jiao
            case "元", "圆", "yuan": self = .yuan
            case "千元", "thousandyuan": self = .thousandYuan
            case "万", "万元", "万圆", "萬元", "wan", "wanyuan": self = .wan
            case "百万元", "millionyuan": self = .million
            case "千万", "千万元", "tenmillionyuan": self = .tenMillion
            case "亿", "亿元", "亿圆", "億元", "yi", "yiyuan": self = .yi
            default: return nil
            }
        }
    }
}

// MARK: Sums
extension Money {
    /// - Throws: `money_too_large` when the sum is beyond what 64 bits hold.
    public func adding(_ other: Money, field: Field? = nil) throws(AppError) -> Money {
        let (sum, overflows) = fen.addingReportingOverflow(other.fen)
        guard !overflows else { throw .moneySumTooLarge(self, "+", other, field) }
        return Money(fen: sum)
    }

    /// - Throws: `money_too_large` when the difference is beyond what 64 bits hold.
    public func subtracting(_ other: Money, field: Field? = nil) throws(AppError) -> Money {
        let (difference, overflows) = fen.subtractingReportingOverflow(other.fen)
        guard !overflows else { throw .moneySumTooLarge(self, "-", other, field) }
        return Money(fen: difference)
    }
}

extension AppError {
    fileprivate static func moneySumTooLarge(
        _ left: Money,
        _ sign: String,
        _ right: Money,
        _ field: Field?
    ) -> AppError {
        let sum = "\(left.yuan) \(sign) \(right.yuan)"
        return .refusing(
            sum,
            field ?? .moneySum,
            "money_too_large",
            "超出可以记录的范围，请核对是否多写了位数或写错了单位",
            en: "is more than can be recorded; check for extra digits or a wrong unit"
        )
    }
}

extension Field {
    fileprivate static let moneySum = Field("sum", "合计", en: "sum")
}
