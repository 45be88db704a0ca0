/// A moment in time, as records keep when something was entered.
///
/// Domain reads no clock: whoever needs the present moment hands it in.
public struct Instant: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.rawValue < right.rawValue }

    /// The moment that is so many milliseconds later, or earlier if negative.
    public func advanced(by milliseconds: Int64) -> Instant { Instant(rawValue: rawValue + milliseconds) }

    /// So many hours, as `advanced(by:)` takes them.
    public static func milliseconds(hours: Int64) -> Int64 { hours * 3_600_000 }

    private static let millisecondsPerDay: Int64 = 86_400_000
    // All of China keeps one time, UTC+8, and has had no daylight saving since 1991 (general knowledge, not looked up).
    private static let localOffset: Int64 = 8 * 3_600_000

    private init(day: Day, milliseconds: Int64) {
        self.init(rawValue: Int64(day.rawValue) * Instant.millisecondsPerDay + milliseconds)
    }

    /// The moment at which a day begins in China.
    public init(startOf day: Day) {
        self.init(day: day, milliseconds: -Instant.localOffset)
    }
}

// MARK: As dates and text
extension Instant {
    /// The date in China (UTC+8).
    public var localDay: Day { local.day }

    /// As files and the API write it, in UTC: `2021-05-31T08:00:00.123Z`.
    public var description: String {
        let (day, milliseconds) = utc
        let (hour, minute, second) = Instant.clock(milliseconds)
        let fraction = Text.padded(Int(milliseconds % 1000), to: 3)
        return
            "\(day)T\(Text.padded(hour, to: 2)):\(Text.padded(minute, to: 2)):\(Text.padded(second, to: 2)).\(fraction)Z"
    }

    /// As people in China read it: `2021年5月31日 16:00`, in English `2021-05-31 16:00`.
    public var phrase: Phrase {
        let (day, milliseconds) = local
        let (hour, minute, _) = Instant.clock(milliseconds)
        let time = "\(Text.padded(hour, to: 2)):\(Text.padded(minute, to: 2))"
        return Phrase("\(day.phrase.zh) \(time)", en: "\(day.phrase.en) \(time)")
    }

    /// The time of the day alone, to the second, as clocks in China show it: `16:00:05`.
    public var clockTime: String {
        let (hour, minute, second) = Instant.clock(local.milliseconds)
        return "\(Text.padded(hour, to: 2)):\(Text.padded(minute, to: 2)):\(Text.padded(second, to: 2))"
    }

    private typealias Split = (day: Day, milliseconds: Int64)

    private var utc: Split {
        let (days, milliseconds) = floorDivision(rawValue, by: Instant.millisecondsPerDay)
        return (Day(rawValue: Int(days)), milliseconds)
    }

    // The offset goes on the split parts, so that no moment is too late to be shown.
    private var local: Split {
        let (day, milliseconds) = utc
        let later = milliseconds + Instant.localOffset
        guard later >= Instant.millisecondsPerDay else { return (day, later) }
        return (day.advanced(by: 1), later - Instant.millisecondsPerDay)
    }

    private static func clock(_ milliseconds: Int64) -> (hour: Int, minute: Int, second: Int) {
        let seconds = Int(milliseconds / 1000)
        return (seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

// MARK: Parsing
extension Instant {
    /// A moment as `description` writes it; the fraction of a second may be shorter or missing.
    ///
    /// - Throws: `instant_missing`, `instant_format`, and what `Day` throws for the date in it.
    public init(parsing text: String, field: Field) throws(AppError) {
        let normalized = Text.normalized(text)
        guard !normalized.isEmpty else {
            throw .missing(
                text,
                field,
                "instant_missing",
                "请写成“2021-05-31T08:00:00.123Z”（世界时）",
                en: "write a moment in UTC such as 2021-05-31T08:00:00.123Z"
            )
        }
        let halves = normalized.uppercased().split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2, Instant.isPlainDate(halves[0]), let time = Instant.time(halves[1]) else {
            throw .refusing(
                text,
                field,
                "instant_format",
                "不是时刻，请写成“2021-05-31T08:00:00.123Z”（世界时）",
                en: "is not a moment; write it in UTC as 2021-05-31T08:00:00.123Z"
            )
        }
        self.init(day: try Day(parsing: String(halves[0]), field: field), milliseconds: time)
    }

    private static func isPlainDate(_ text: Substring) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [4, 2, 2]
    }

    /// Milliseconds since midnight of a text such as `08:00:00.123Z`.
    private static func time(_ text: Substring) -> Int64? {
        guard text.last == "Z" else { return nil }
        let parts = text.dropLast().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 2, parts[1].utf8.count == 2,
            let hour = Text.number(parts[0]), hour < 24,
            let minute = Text.number(parts[1]), minute < 60
        else { return nil }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard seconds[0].utf8.count == 2, let second = Text.number(seconds[0]), second < 60 else {
            return nil
        }
        var fraction = 0
        if seconds.count == 2 {
            guard seconds[1].utf8.count <= 3, Text.isDigits(seconds[1]),
                let digits = Text.number(
                    seconds[1] + String(repeating: "0", count: 3 - seconds[1].utf8.count)
                )
            else { return nil }
            fraction = digits
        }
        return Int64(((hour * 60 + minute) * 60 + second) * 1000 + fraction)
    }
}
