public import Domain

/// A date as a sheet has it: a day, or a month or a year without its day.
public struct SheetDay: Hashable, Sendable, CustomStringConvertible {
    /// How much of the date was written.
    public enum Precision: Sendable, Hashable {
        /// `2021`, `2021年`
        case year
        /// `2021年5月`, `2021.5`
        case month
        /// `2021年5月6日`
        case day
    }

    /// The day, or the first day of the month or year: what a date of beginning means.
    public let first: Day
    public let precision: Precision
    /// The time of the day in seconds, if it was written and is not midnight.
    public let secondOfDay: Int?

    public init(_ day: Day, precision: Precision = .day, secondOfDay: Int? = nil) {
        switch precision {
        case .day: first = day
        case .month: first = day.advanced(by: 1 - day.day)
        case .year: first = Day(year: day.year, month: 1, day: 1) ?? day
        }
        self.precision = precision
        self.secondOfDay = precision == .day ? secondOfDay : nil
    }

    /// The day, or the last day of the month or year: what a deadline or an end means.
    public var last: Day {
        switch precision {
        case .day: return first
        case .month:
            // The 32nd of a month always lies in the next one.
            let next = first.advanced(by: 31)
            return next.advanced(by: -next.day)
        case .year: return Day(year: first.year, month: 12, day: 31) ?? first
        }
    }

    /// `2021-05-06`, `2021-05-06 14:30`, `2021-05`, `2021`.
    public var description: String {
        let day = first.description
        switch precision {
        case .year: return String(day.prefix(4))
        case .month: return String(day.prefix(7))
        case .day:
            guard let secondOfDay else { return day }
            return "\(day) \(ClockText.time(secondOfDay))"
        }
    }
}

/// Times of the day as text.
enum ClockText {
    /// `14:30`, with seconds only where there are any; hours go on past 24.
    static func time(_ seconds: Int) -> String {
        let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
        let time = "\(padded(minutes / 60)):\(padded(minutes % 60))"
        return second == 0 ? time : "\(time):\(padded(second))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
