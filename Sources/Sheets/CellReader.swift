import Domain

/// What the content of a cell means.
struct CellReader: Sendable {
    let styles: Styles
    let is1904: Bool

    /// Text; nil for nothing but white space.
    @inline(__always)
    static func value(ofText text: String) -> SheetValue? {
        isBlank(text) ? nil : .text(text)
    }

    private static func isBlank(_ text: String) -> Bool {
        // Most texts begin with a letter, a digit or a Chinese character (U+4000 to U+9FFF).
        guard let first = text.utf8.first else { return true }
        if (first > 0x20 && first < 0x7F) || (first >= 0xE4 && first <= 0xE9) { return false }
        return Text.trimmed(text).isEmpty
    }

    /// A number with the format of its cell.
    func value(of decimal: String, style: Int) -> SheetValue {
        switch styles[style] {
        case .number: return .number(SheetNumber(decimal: decimal))
        case .percent: return .number(SheetNumber(decimal: decimal, isPercent: true))
        case .money(let unit): return .number(SheetNumber(decimal: decimal, unit: unit))
        case .day(let shown):
            return CellReader.day(serial: decimal, shown: shown, is1904: is1904)
                ?? .number(SheetNumber(decimal: decimal))
        case .time: return CellReader.time(serial: decimal) ?? .number(SheetNumber(decimal: decimal))
        }
    }

    /// A date as the strict form of the standard writes it.
    func value(ofISODate text: String) -> SheetValue? {
        if let day = SheetDay(iso: text) { return .day(day) }
        return CellReader.value(ofText: text)
    }
}

// MARK: Dates as numbers
extension CellReader {
    /// The date of a number of days; a time of the day for a part of one; nil for what Excel shows as no date, and outside of
    /// `Day.years`.
    ///
    /// A format that shows only month or year hides the day; it isn't known only where the day is the first, which is what
    /// Excel makes of a typed `2021年5月`.
    static func day(serial: String, shown: SheetDay.Precision, is1904: Bool) -> SheetValue? {
        guard let (days, seconds) = split(serial) else { return nil }
        if days == 0, seconds > 0, !is1904 { return .time(ClockText.time(seconds)) }
        guard let day = day(days, is1904: is1904) else { return nil }
        let parts = day.parts
        let precision: SheetDay.Precision =
            switch shown {
            case .year where parts.month == 1 && parts.day == 1: .year
            case .year where parts.day == 1, .month where parts.day == 1: .month
            default: .day
            }
        return .day(SheetDay(day, precision: precision, secondOfDay: seconds == 0 ? nil : seconds))
    }

    /// The day of a whole number of days, as Excel counts them.
    static func day(_ days: Int, is1904: Bool) -> Day? {
        let number: Int
        if is1904 {
            number = days - 24_107
        } else if days > 60 {
            number = days - 25_569
        } else {
            // Excel has a 29 February 1900, its day 60, so that those before count one less; and no day 0.
            guard days >= 1, days < 60 else { return nil }
            number = days - 25_568
        }
        let day = Day(rawValue: number)
        return day >= Day.earliest && day <= Day.latest ? day : nil
    }

    static func time(serial: String) -> SheetValue? {
        guard let (days, seconds) = split(serial) else { return nil }
        return .time(ClockText.time(days * 86_400 + seconds))
    }

    /// Whole days, and the rest in seconds; nil for negative and far too large numbers.
    private static func split(_ serial: String) -> (days: Int, seconds: Int)? {
        let value = DecimalText.double(serial)
        guard value >= 0, value < 3_000_000 else { return nil }
        let days = value.rounded(.down)
        let seconds = Int(((value - days) * 86_400).rounded())
        return seconds == 86_400 ? (Int(days) + 1, 0) : (Int(days), seconds)
    }
}
