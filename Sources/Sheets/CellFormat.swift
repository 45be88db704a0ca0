import Domain

/// What a number format makes of a number, as far as it changes what the number is.
enum CellFormat: Hashable, Sendable {
    /// A plain number.
    case number
    case percent
    /// A number that counts in this unit of money.
    case money(Money.Unit)
    /// A date, with what of it the format shows.
    case day(SheetDay.Precision)
    /// A time of the day or a span of hours.
    case time

    /// The formats that every workbook has by number (ECMA-376-1, 18.8.30), with those of Chinese Excel.
    init(builtIn number: Int) {
        switch number {
        case 9, 10: self = .percent
        case 17, 27, 36, 50, 52, 57: self = .day(.month)
        case 14, 15, 16, 22, 28...31, 51, 53, 54, 58: self = .day(.day)
        case 18...21, 32...35, 45...47, 55, 56: self = .time
        default: self = .number
        }
    }

    /// A format by its code, such as `yyyy"年"m"月"` or `0.00"万元"`.
    init(code: String) {
        let format = NumberFormat(code)
        if let date = format.date {
            self = date
        } else if format.isPercent {
            self = .percent
        } else if let unit = format.unit {
            self = .money(unit)
        } else {
            self = .number
        }
    }
}

/// A number format's code taken apart; of its sections only the first, which is for positive numbers.
private struct NumberFormat {
    /// Letters of date formats, in their order: y m d h s.
    private var letters: [Character] = []
    private var hasDigits = false
    private(set) var isPercent = false
    /// What is shown as it stands there.
    private var literals = ""
    /// By how many tens the number is divided to be shown.
    private var shift = 0

    init(_ code: String) {
        var rest = Array(code.lowercased())[...]
        // The name of the format for numbers as they are holds letters of dates.
        for name in ["general", "g/通用格式"] where rest.starts(with: name) {
            rest = rest.dropFirst(name.count)
            hasDigits = true
        }
        var digitsAfterLiteralPoint: Int?
        var pendingCommas = 0
        while let character = rest.popFirst() {
            switch character {
            case ";": rest = []
            case "\"":
                let text = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(text.count + 1)
                if text == ["."], hasDigits {
                    digitsAfterLiteralPoint = 0
                } else {
                    literals += String(text.filter { $0 != "¥" && $0 != "￥" })
                }
            case "\\", "!":
                guard let shown = rest.popFirst() else { break }
                if shown == ".", hasDigits { digitsAfterLiteralPoint = 0 } else { literals.append(shown) }
            case "_", "*": _ = rest.popFirst()
            case "[":
                let text = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(text.count + 1)
                // [h] counts hours beyond a day; the others are colours, conditions and countries.
                if let first = text.first, "hms".contains(first), text.allSatisfy({ $0 == first }) {
                    letters.append("h")
                }
            case "0", "#", "?":
                hasDigits = true
                pendingCommas = 0
                if digitsAfterLiteralPoint != nil { digitsAfterLiteralPoint? += 1 }
            case ",": if hasDigits { pendingCommas += 1 }
            case "%": isPercent = true
            case "y", "e", "b", "g": appendLetter("y")
            case "m", "d", "h", "s", "a": appendLetter(character)
            case " ", ".", "-", "+", "/", ":", "(", ")", "¥", "￥": break
            default: literals.append(character)
            }
        }
        shift = pendingCommas * 3 + (digitsAfterLiteralPoint ?? 0)
    }

    private mutating func appendLetter(_ letter: Character) {
        if letters.last != letter { letters.append(letter) }
    }

    /// What date or time it shows; nil if none.
    var date: CellFormat? {
        // E+ of exponents and letters between digits are none; the seconds' own fractions have digits after an s.
        guard !letters.isEmpty, !hasDigits || letters.contains("s") else { return nil }
        // am/pm leaves a and m behind, aaaa is the day of the week.
        let hasYear = letters.contains("y")
        let hasDay = letters.contains("d") || (letters.contains("a") && !letters.contains("h"))
        let hasMonth = letters.indices.contains { index in
            guard letters[index] == "m" else { return false }
            let before = index > 0 ? letters[index - 1] : nil
            let after = index + 1 < letters.count ? letters[index + 1] : nil
            return before != "h" && before != "a" && after != "s"
        }
        if hasDay || (hasMonth && hasYear && letters.contains("h")) { return .day(.day) }
        if hasMonth { return hasYear || !letters.contains("h") ? .day(.month) : .time }
        if hasYear { return .day(.year) }
        return letters.contains("h") || letters.contains("s") ? .time : nil
    }

    /// The unit of the number as stored; nil if the format shows none.
    var unit: Money.Unit? {
        guard hasDigits, let shown = Money.Unit(literals) else { return nil }
        return Money.Unit.allCases.first { $0.power == shown.power - shift }
    }
}
