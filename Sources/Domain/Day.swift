/// A date of the calendar without time or zone, as business dates are.
///
/// Held as a number of days, so that spans and order are integer arithmetic and stored dates compare in SQL.
public struct Day: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before.
    public let rawValue: Int

    /// Any number of days: stored dates are taken as they are. Outside the years 1 to 9999 the parts and the
    /// description stay harmless but mean little.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The years in which a typed date can lie. Others are slips of the finger: 0202, 20211.
    public static let years = 1900...2199
    /// The first day that can be typed, 1900-01-01.
    public static let earliest = Day(fromYear: years.lowerBound, month: 1, day: 1)
    /// The last day that can be typed, 2199-12-31.
    public static let latest = Day(fromYear: years.upperBound, month: 12, day: 31)

    /// The day of these parts; nil when the calendar has no such day or its year is outside `years`.
    public init?(year: Int, month: Int, day: Int) {
        guard Day.years.contains(year), (1...12).contains(month),
            (1...Day.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        self.init(fromYear: year, month: month, day: day)
    }
}

// MARK: The calendar, in integers
// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days): years are taken
// to begin in March, so that the leap day is the last one, in eras of 400 years, which all have 146,097 days.
extension Day {
    private init(fromYear year: Int, month: Int, day: Int) {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = floorDivision(marchYear, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(rawValue: era * 146_097 + dayOfEra - 719_468)
    }

    /// Year, month (1–12) and day (1–31) together, which costs no more than one of them.
    public var parts: (year: Int, month: Int, day: Int) {
        // Wrapping, so that a damaged file's number can't stop the program.
        let (era, dayOfEra) = floorDivision(rawValue &+ 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    public var year: Int { parts.year }
    /// 1–12.
    public var month: Int { parts.month }
    /// 1–31.
    public var day: Int { parts.day }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: Comparable, Strideable {
    public static func < (left: Day, right: Day) -> Bool { left.rawValue < right.rawValue }

    public func distance(to other: Day) -> Int { other.rawValue - rawValue }

    public func advanced(by days: Int) -> Day { Day(rawValue: rawValue + days) }
}

// MARK: As text
extension Day {
    /// As files and the API write it: `2021-05-31`.
    public var description: String {
        let (year, month, day) = parts
        return "\(Text.padded(year, to: 4))-\(Text.padded(month, to: 2))-\(Text.padded(day, to: 2))"
    }

    /// As people read it: `2021年5月31日`, in English `2021-05-31`.
    public var phrase: Phrase {
        let (year, month, day) = parts
        return Phrase("\(year)年\(month)月\(day)日", en: description)
    }
}

// MARK: Parsing
extension Day {
    /// The date that a person or a file wrote: `2021-05-31`, `2021/5/31`, `2021.5.31`, `2021年5月31日` or `20210531`,
    /// full-width characters included.
    ///
    /// - Throws: `date_missing`, `date_format`, `date_out_of_range` (a year outside `years`), `date_impossible`.
    public init(parsing text: String, field: Field) throws(AppError) {
        let normalized = Text.normalized(text)
        guard !normalized.isEmpty else {
            throw .missing(
                text,
                field,
                "date_missing",
                "请写成“2021-05-31”",
                en: "write a date such as 2021-05-31"
            )
        }
        guard let written = Day.written(in: normalized) else {
            throw .refusing(
                text,
                field,
                "date_format",
                "不是完整的日期，请写成“2021-05-31”，年份用四位",
                en: "is not a whole date; write it as 2021-05-31, with four digits for the year"
            )
        }
        try self.init(written: written, text: text, field: field)
    }

    private init(written: Written, text: String, field: Field) throws(AppError) {
        let (year, month, day) = written
        if let made = Day(year: year, month: month, day: day) {
            self = made
        } else if !Day.years.contains(year) {
            throw .refusing(
                text,
                field,
                "date_out_of_range",
                "的年份不在1900至2199之间，请核对年份",
                en: "is not in the years 1900 to 2199; check the year"
            )
        } else if !(1...12).contains(month) {
            throw .refusing(
                text,
                field,
                "date_impossible",
                "不存在：没有\(month)月，月份是1至12",
                en: "does not exist: there is no month \(month), months are 1 to 12"
            )
        } else {
            let length = Day.length(ofMonth: month, year: year)
            throw .refusing(
                text,
                field,
                "date_impossible",
                "不存在：\(year)年\(month)月只有1日至\(length)日，请核对日期",
                en:
                    "does not exist: \(year)-\(Text.padded(month, to: 2)) has the days 1 to \(length); check the day"
            )
        }
    }

    typealias Written = (year: Int, month: Int, day: Int)

    /// The parts of a normalized text that has the form of a date, possible or not.
    static func written(in text: String) -> Written? {
        if Text.isDigits(text), text.utf8.count == 8 {
            return written(text.prefix(4), text.dropFirst(4).prefix(2), text.suffix(2))
        }
        if text.contains("年") {
            return writtenInChinese(Text.withoutSpaces(text))
        }
        for separator in ["-", "/", "."] as [Character] {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false)
            if parts.count == 3 { return written(parts[0], parts[1], parts[2]) }
        }
        return nil
    }

    private static func writtenInChinese(_ text: String) -> Written? {
        let year = text.prefix { $0 != "年" }
        let afterYear = text.dropFirst(year.count + 1)
        let month = afterYear.prefix { $0 != "月" }
        guard afterYear.count > month.count else { return nil }
        var day = afterYear.dropFirst(month.count + 1)
        if let last = day.last, last == "日" || last == "号" { day.removeLast() }
        return written(year, month, day)
    }

    private static func written(_ year: Substring, _ month: Substring, _ day: Substring) -> Written? {
        guard year.utf8.count == 4, month.utf8.count <= 2, day.utf8.count <= 2,
            let year = Text.number(year), let month = Text.number(month), let day = Text.number(day)
        else { return nil }
        return (year, month, day)
    }
}

/// Division that rounds down, so that days before 1970 fall on the right date; the remainder is never negative.
func floorDivision<Number: BinaryInteger>(_ number: Number, by divisor: Number) -> (
    quotient: Number, remainder: Number
) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
