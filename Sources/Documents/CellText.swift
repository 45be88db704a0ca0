import Domain

extension Cell {
    /// The cell as people read it in a text: amounts in their column's unit, grouped, without it.
    func text(in column: Column) -> String {
        switch value {
        case .blank: ""
        case .text(let text): text
        case .integer(let number): Figure.grouped(number)
        case .money(let money): money.number(in: column.unit, leastDecimals: column.unit == .yuan ? 2 : 0)
        case .day(let day): day.description
        case .share(let share): Figure.decimal(share * 100, places: 1) + "%"
        case .number(let number): Figure.decimal(number, places: 2)
        }
    }

    /// The cell as programs read it: no grouping, days as `2021-05-31`, a share as its number of hundredths with a
    /// percent sign, which spreadsheets read as a number, too.
    func plainText(in column: Column) -> String {
        switch value {
        case .integer(let number): String(number)
        case .money, .number, .share: text(in: column).filter { $0 != "," }
        default: text(in: column)
        }
    }

    /// Whether it is set to the right, as numbers are.
    var isNumber: Bool {
        switch value {
        case .integer, .money, .share, .number: true
        case .blank, .text, .day: false
        }
    }
}

/// Numbers as text, without formatters.
enum Figure {
    /// `6,230`
    static func grouped(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + grouped(digits)
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A number with at most so many places, without trailing zeros; `—` for what is no number.
    static func decimal(_ number: Double, places: Int) -> String {
        guard number.isFinite else { return "—" }
        var power = 1.0
        for _ in 0..<places { power *= 10 }
        let scaled = (number.magnitude * power).rounded()
        guard scaled < 9e15 else { return "\(number)" }
        let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(power))
        var decimals = String(rest)
        while decimals.count < places { decimals = "0" + decimals }
        while decimals.last == "0" { decimals.removeLast() }
        let text = grouped(String(whole)) + (decimals.isEmpty || rest == 0 ? "" : "." + decimals)
        return number < 0 && scaled > 0 ? "-" + text : text
    }
}

/// Text that XML can hold. XML 1.0 (section 2.2) has no place for most controls, not even escaped.
enum XMLText {
    /// The text with a space for each control that XML can't hold; line ends and tabs stay.
    static func clean(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A }) || text.utf8.contains(0xEF) else {
            return text
        }
        var cleaned = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where last == "\r": break
            case 0x0D: cleaned.append("\n")
            case 0x09, 0x0A: cleaned.append(scalar)
            case 0..<0x20: cleaned.append(" ")
            case 0xFFFE, 0xFFFF: cleaned.append("\u{FFFD}")
            default: cleaned.append(scalar)
            }
            last = scalar
        }
        return String(cleaned)
    }

    /// The text as it stands between tags or in an attribute's double quotes.
    static func escaped(_ text: String) -> String {
        let text = clean(text)
        guard text.utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22].contains($0) }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
