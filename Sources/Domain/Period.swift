/// A span of whole days that a tally is taken over: a year, half a year, a quarter, a month, or days from one to
/// another. Both ends belong to it.
///
/// Two periods of the same days are the same period, whatever they were typed as: the calendar's own name for the
/// span, if it has one, is worked out from its ends.
public struct Period: Hashable, Sendable, CustomStringConvertible {
    public let first: Day
    public let last: Day

    /// The days from one to another; nil when the first is after the last.
    public init?(first: Day, last: Day) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// The calendar year; nil outside `Day.years`.
    public init?(year: Int) {
        self.init(year: year, months: 1...12)
    }

    /// January to June (1) or July to December (2).
    public init?(year: Int, half: Int) {
        guard (1...2).contains(half) else { return nil }
        self.init(year: year, months: half * 6 - 5...half * 6)
    }

    /// A quarter, 1 to 4.
    public init?(year: Int, quarter: Int) {
        guard (1...4).contains(quarter) else { return nil }
        self.init(year: year, months: quarter * 3 - 2...quarter * 3)
    }

    /// A month, 1 to 12.
    public init?(year: Int, month: Int) {
        guard (1...12).contains(month) else { return nil }
        self.init(year: year, months: month...month)
    }

    /// A single day.
    public init(day: Day) {
        first = day
        last = day
    }

    private init?(year: Int, months: ClosedRange<Int>) {
        let length = Day.length(ofMonth: months.upperBound, year: year)
        guard let first = Day(year: year, month: months.lowerBound, day: 1),
            let last = Day(year: year, month: months.upperBound, day: length)
        else { return nil }
        self.init(first: first, last: last)
    }

    public func contains(_ day: Day) -> Bool { first <= day && day <= last }

    /// How many days it has.
    public var dayCount: Int { first.distance(to: last) + 1 }
}

// MARK: What the span is in the calendar
extension Period {
    /// What a span of days is called in the calendar.
    public enum Shape: Sendable, Hashable {
        case year(Int)
        case half(Int, year: Int)
        case quarter(Int, year: Int)
        case month(Int, year: Int)
        /// Any other span, a single day included.
        case days
    }

    public var shape: Shape {
        let (start, end) = (first.parts, last.parts)
        guard start.year == end.year, start.day == 1,
            end.day == Day.length(ofMonth: end.month, year: end.year)
        else { return .days }
        switch (start.month, end.month) {
        case (1, 12): return .year(start.year)
        case (1, 6), (7, 12): return .half(end.month / 6, year: start.year)
        case (1, 3), (4, 6), (7, 9), (10, 12): return .quarter(end.month / 3, year: start.year)
        case (let from, let to) where from == to: return .month(from, year: start.year)
        default: return .days
        }
    }

    /// The year, when the period is exactly a calendar year: only then does a year's target stand beside its figures.
    public var year: Int? {
        if case .year(let year) = shape { year } else { nil }
    }
}

// MARK: As text
extension Period {
    /// The one way in which programs write it, which also parses: `2021`, `2021H1`, `2021Q2`, `2021-05`, `2021-05-31`,
    /// `2021-05-01..2021-08-31`.
    public var code: String {
        switch shape {
        case .year(let year): Text.padded(year, to: 4)
        case .half(let half, let year): "\(Text.padded(year, to: 4))H\(half)"
        case .quarter(let quarter, let year): "\(Text.padded(year, to: 4))Q\(quarter)"
        case .month(let month, let year): "\(Text.padded(year, to: 4))-\(Text.padded(month, to: 2))"
        case .days: first == last ? first.description : "\(first)..\(last)"
        }
    }

    public var description: String { code }

    /// As people read it: `2021年二季度`, in English `Q2 2021`.
    public var phrase: Phrase {
        switch shape {
        case .year(let year):
            Phrase("\(year)年", en: "\(year)")
        case .half(let half, let year):
            Phrase(
                half == 1 ? "\(year)年上半年" : "\(year)年下半年",
                en: half == 1 ? "first half of \(year)" : "second half of \(year)"
            )
        case .quarter(let quarter, let year):
            Phrase("\(year)年\(Period.quarterNumerals[quarter - 1])季度", en: "Q\(quarter) \(year)")
        case .month(let month, let year):
            Phrase("\(year)年\(month)月", en: code)
        case .days where first == last:
            first.phrase
        case .days:
            Phrase("\(first.phrase.zh)至\(last.phrase.zh)", en: "\(first) to \(last)")
        }
    }

    private static let quarterNumerals = ["一", "二", "三", "四"]
}

// MARK: Parsing
extension Period {
    /// The period that a person or a file wrote: `2021`, `2021年`, `2021Q2`, `2021年二季度`, `2021H1`, `2021年上半年`,
    /// `2021-05`, `2021年5月`, a date, or any two of these with `..`, `~`, `至` or a dash between them.
    ///
    /// - Throws: `period_missing`, `period_format`, `period_reversed` (the end before the start), and what `Day` throws
    ///   for a date in it.
    public init(parsing text: String, field: Field) throws(AppError) {
        let normalized = Text.withoutSpaces(Text.normalized(text))
        guard !normalized.isEmpty else {
            throw .missing(
                text,
                field,
                "period_missing",
                "请写成“2021”“2021Q2”“2021-05”或“2021-05-01..2021-08-31”",
                en: "write a period such as 2021, 2021Q2, 2021-05 or 2021-05-01..2021-08-31"
            )
        }
        // Looking for the mark between two dates is not for whole paragraphs.
        let isShort = normalized.utf8.count <= Period.longest
        if isShort, let single = Period.single(normalized) {
            self = single
        } else if isShort, let (start, end) = Period.ends(of: normalized) {
            guard let period = Period(first: start.first, last: end.last) else {
                throw .refusing(
                    text,
                    field,
                    "period_reversed",
                    "前后颠倒：\(start.first.phrase.zh)在\(end.last.phrase.zh)之后，请把早的日期写在前面",
                    en:
                        "is the wrong way round: \(start.first) is after \(end.last); write the earlier date first"
                )
            }
            self = period
        } else {
            // A date in it that has the right form but is on no calendar has a better answer of its own.
            let parts = isShort ? Period.halves(of: normalized) + [normalized] : []
            for part in parts where Day.written(in: part) != nil {
                _ = try Day(parsing: part, field: field)
            }
            throw .refusing(
                text,
                field,
                "period_format",
                "不是期间，请写成“2021”“2021Q2”“2021H1”“2021-05”或“2021-05-01..2021-08-31”，年份在1900至2199之间",
                en: "is not a period; write 2021, 2021Q2, 2021H1, 2021-05 or 2021-05-01..2021-08-31, "
                    + "with a year from 1900 to 2199"
            )
        }
    }

    /// The longest text, in bytes, that can be a period.
    private static let longest = 100

    /// A period that is written as one thing.
    private static func single(_ text: String) -> Period? {
        if let written = Day.written(in: text) {
            return Day(year: written.year, month: written.month, day: written.day).map(Period.init(day:))
        }
        guard let year = Text.number(text.prefix(4)), text.prefix(4).utf8.count == 4 else { return nil }
        let rest = text.dropFirst(4).uppercased()
        if ["", "年", "年度", "全年", "年全年"].contains(rest) { return Period(year: year) }
        let part = rest.first == "年" || rest.first == "-" ? String(rest.dropFirst()) : rest
        switch part {
        case "H1", "上半年": return Period(year: year, half: 1)
        case "H2", "下半年": return Period(year: year, half: 2)
        default: break
        }
        if let quarter = quarter(part) { return Period(year: year, quarter: quarter) }
        return month(rest).flatMap { Period(year: year, month: $0) }
    }

    /// The quarter of `Q2`, `二季度`, `第二季度`, `2季度`, `第2季度`.
    private static func quarter(_ text: String) -> Int? {
        if text.first == "Q" { return Text.number(text.dropFirst()) }
        var name = text[...]
        if name.first == "第" { name.removeFirst() }
        guard let ending = ["季度", "季"].first(where: name.hasSuffix) else { return nil }
        name.removeLast(ending.count)
        return quarterNumerals.firstIndex(of: String(name)).map { $0 + 1 } ?? Text.number(name)
    }

    /// The month of what follows a year: `-05`, `/5`, `.5`, `05`, `年5月`, `年5月份`.
    private static func month(_ text: String) -> Int? {
        if text.utf8.count == 2, let bare = Text.number(text) { return bare }
        if text.first == "年" {
            guard let ending = ["月份", "月"].first(where: text.hasSuffix) else { return nil }
            return Text.number(text.dropFirst().dropLast(ending.count))
        }
        guard let first = text.first, "-/.".contains(first), text.utf8.count <= 3 else { return nil }
        return Text.number(text.dropFirst())
    }

    /// The two periods of a text that says from where to where.
    private static func ends(of text: String) -> (Period, Period)? {
        let parts = halves(of: text)
        guard parts.count == 2, let start = single(parts[0]) else { return nil }
        // 2021年5月至8月: the second half leaves out the year of the first.
        let shared = parts[0].dropFirst(4).first == "年" ? String(parts[0].prefix(5)) : ""
        return (single(parts[1]) ?? single(shared + parts[1])).map { (start, $0) }
    }

    /// The two sides of the mark between them; empty when there is not exactly one such mark.
    private static func halves(of text: String) -> [String] {
        for mark in ["..", "~", "至", "到", "--"] where text.contains(mark) {
            let parts = split(text, at: mark)
            return parts.count == 2 ? parts : []
        }
        // A dash is also what parts a date: the one with a whole year after it is the one between two periods.
        let hyphens = text.indices.filter { text[$0] == "-" }
        let isChinese = hyphens.count == 1 && text.contains("年")
        for hyphen in hyphens {
            let (before, after) = (String(text[..<hyphen]), String(text[text.index(after: hyphen)...]))
            if isChinese || (after.utf8.count >= 4 && Text.isDigits(after.prefix(4))) {
                return [before, after]
            }
        }
        return []
    }

    private static func split(_ text: String, at mark: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let found = rest.firstRange(of: mark) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        return parts + [String(rest)]
    }
}

// MARK: A year before
extension Period {
    /// The same days a year before, 29 February as the 28th; nil when the calendar of ours does not reach back so far.
    public var yearBefore: Period? {
        func before(_ day: Day) -> Day? {
            let (year, month, number) = day.parts
            return Day(
                year: year - 1,
                month: month,
                day: min(number, Day.length(ofMonth: month, year: year - 1))
            )
        }
        guard let first = before(first), var last = before(last) else { return nil }
        // A month's end stays one: the February before a leap year's February has a day less.
        let (year, month, number) = self.last.parts
        if number == Day.length(ofMonth: month, year: year) {
            let end = Day.length(ofMonth: month, year: year - 1)
            last = Day(year: year - 1, month: month, day: end) ?? last
        }
        return Period(first: first, last: last)
    }
}
