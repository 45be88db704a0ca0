public import Domain

/// What a cell holds.
public enum SheetValue: Hashable, Sendable {
    /// Text as it stands in the cell, line breaks included; never empty. Everything in a CSV file is text.
    case text(String)
    /// A number that is not a date.
    case number(SheetNumber)
    /// A date, by the cell's number format.
    case day(SheetDay)
    /// A time of the day or a span of hours without a date, by the cell's number format, as `14:30` or `14:30:05`.
    case time(String)
    /// TRUE or FALSE.
    case boolean(Bool)
    /// A formula's error, such as `#N/A`.
    case error(String)
    /// A formula whose result was never worked out, as programs that only write files leave it. Opening and saving the
    /// file in Excel or WPS mends it. The text is the formula.
    case uncalculated(String)
}

extension SheetValue {
    /// The value as a reader sees it, near enough: numbers in plain decimals, `50%`, dates as `2021-05-06`,
    /// a month as `2021-05`, `TRUE`, `#N/A`. Empty for an uncalculated formula.
    public var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): number.description
        case .day(let day): day.description
        case .time(let text): text
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .error(let code): code
        case .uncalculated: ""
        }
    }

    /// Whether there is nothing in it that a reader sees: text of white space and invisible characters only.
    public var isBlank: Bool {
        if case .text(let text) = self { return Text.trimmed(text).isEmpty }
        return false
    }
}

/// A number of a cell, exact to the 15 significant digits that Excel itself keeps and shows.
///
/// Files hold binary fractions, in which 12.3 may stand as `12.300000000000001`; the digits after the fifteenth are such
/// noise and are rounded away, so that money is what the person typed.
public struct SheetNumber: Hashable, Sendable, CustomStringConvertible {
    /// In plain decimals without exponent, grouping or needless zeros: `-12.5`.
    public let decimal: String
    /// Whether the cell shows it as a percentage: 0.5 as `50%`.
    public let isPercent: Bool
    /// The unit of money in which `decimal` counts, if the cell's number format shows one: `0.00"万元"`. A format that
    /// also divides (`0!.0,"万元"` shows 125000 as 12.5万元) gives the unit of the number as stored, here yuan.
    /// A currency sign alone is no unit.
    public let unit: Money.Unit?

    public init(decimal: String, isPercent: Bool = false, unit: Money.Unit? = nil) {
        self.decimal = decimal
        self.isPercent = isPercent
        self.unit = unit
    }

    /// As a reader sees it: `12.5`, `50%`, `12.5万元`.
    public var description: String {
        if isPercent { return DecimalText.shifted(decimal, by: 2) + "%" }
        if let unit { return decimal + unit.name.zh }
        return decimal
    }

    /// The number if it is a whole one that fits; nil otherwise.
    public var whole: Int? { Int(decimal) }
}
