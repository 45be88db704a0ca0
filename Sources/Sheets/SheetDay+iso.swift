import Domain

extension SheetDay {
    /// The date of `2021-05-06`, `2021-05-06T14:30:05` or `2021-05-06 14:30`; nil for any other text. Fractions of seconds and
    /// zones are passed over: sheets tell the time where they are.
    init?(iso text: String) {
        let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == " " }
        guard let date = parts.first else { return nil }
        let numbers = date.split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0].utf8.count == 4, let year = Int(numbers[0]),
            let month = Int(numbers[1]), let dayOfMonth = Int(numbers[2]),
            let day = Day(year: year, month: month, day: dayOfMonth)
        else { return nil }
        guard parts.count == 2 else {
            self.init(day)
            return
        }
        guard let seconds = ClockText.seconds(parts[1]) else { return nil }
        self.init(day, secondOfDay: seconds == 0 ? nil : seconds)
    }
}

extension ClockText {
    /// The second of the day that a text such as `14:30`, `9:05:30` or `14:30:05.000Z` writes; nil for any other.
    static func seconds(_ text: some StringProtocol) -> Int? {
        let clock = text.prefix { $0.isASCII && ($0.isWholeNumber || $0 == ":") }
        let rest = text.dropFirst(clock.count)
        guard rest.isEmpty || ".Z+-".contains(rest.first ?? " ") else { return nil }
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ (1...2).contains($0.utf8.count) })
        else {
            return nil
        }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60,
            (numbers.count < 3 || numbers[2] < 60)
        else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }
}
