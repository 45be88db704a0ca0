/// What people type, made even: the white space, widths and invisible characters that keyboards, Excel and chat
/// programs add without anyone noticing.
public enum Text {
    /// The text without white space and invisible characters at its ends: spaces of any width, line ends,
    /// byte order marks, zero-width characters. For free text, where the inside is the writer's own.
    public static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        if let first = scalars.first, let last = scalars.last, isPlain(first), isPlain(last) { return text }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The text with full-width ASCII (U+FF01–FF5E), the ideographic space and the full-width yen sign
    /// as their half-width selves.
    public static func halfWidth(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars { result.unicodeScalars.append(narrowed(scalar)) }
        return result
    }

    /// The text as codes, dates, amounts and numbers are read: trimmed, half-width, each white space a plain
    /// space, every dash a hyphen, and no invisible character left (Excel and chat programs put U+202A, U+200B and
    /// the like around numbers that are copied out of them). Not for free text.
    public static func normalized(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy({ isPlain($0) || $0 == " " }) { return trimmed(text) }
        var result = ""
        for scalar in text.unicodeScalars where !isInvisible(scalar) {
            let scalar = narrowed(scalar)
            if scalar.properties.isWhitespace {
                result.unicodeScalars.append(" ")
            } else if isDash(scalar) {
                result.unicodeScalars.append("-")
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return trimmed(result)
    }

    private static func narrowed(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3000: " "
        case 0xFFE5: "¥"
        default: scalar
        }
    }

    /// Whether it is what nearly all of a text is made of: visible ASCII and Chinese characters, of which nothing changes.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value > 0x20 && scalar.value < 0x7F) || (scalar.value >= 0x3400 && scalar.value <= 0x9FFF)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        !isPlain(scalar) && (scalar.properties.isWhitespace || isInvisible(scalar))
    }

    /// Byte order mark, zero-width characters, soft hyphen, marks of direction.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x80 && !isPlain(scalar) && scalar.properties.generalCategory == .format
    }

    private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character: all of the category Cc, which Unicode will never add to.
    var isControl: Bool { value < 0x20 || (value >= 0x7F && value < 0xA0) }
}

extension Text {
    /// Whether the text is one ASCII digit or more and nothing else.
    static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    /// The number that a text of at most nine ASCII digits writes; nil for any other text.
    static func number(_ text: some StringProtocol) -> Int? {
        guard isDigits(text), text.utf8.count <= 9 else { return nil }
        return text.utf8.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// The text without plain spaces.
    static func withoutSpaces(_ text: some StringProtocol) -> String {
        String(text.filter { $0 != " " })
    }

    /// A number in digits with zeros before it up to a width.
    static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
