/// A text as searching compares it: NFKC and lower case in UTF-16, each stretch of white space one space, and nothing
/// that can't be seen.
struct SearchText {
    private(set) var units: [UInt16] = []
    /// UTF-16 offsets in the original for each unit. Empty unless asked for.
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []

    /// - Complexity: O(length of `text`).
    init(_ text: String, tracksOrigins: Bool = false) {
        let normal = NormalizedText(text, tracksOrigins: tracksOrigins)
        units.reserveCapacity(normal.scalars.count)
        for (at, scalar) in normal.scalars.enumerated() {
            let origin = tracksOrigins ? Int(normal.starts[at])..<Int(normal.ends[at]) : nil
            if Self.isBlank(scalar) {
                if units.isEmpty || units[units.count - 1] == Self.space { continue }
                append(Self.space, origin)
            } else if scalar > 0xFFFF {
                if Self.isInvisible(scalar) { continue }
                append(UInt16(truncatingIfNeeded: 0xD7C0 &+ (scalar >> 10)), origin)
                append(UInt16(truncatingIfNeeded: 0xDC00 | (scalar & 0x3FF)), origin)
            } else if !Self.isInvisible(scalar) {
                append(UInt16(scalar), origin)
            }
        }
        if units.last == Self.space {
            units.removeLast()
            if tracksOrigins {
                starts.removeLast()
                ends.removeLast()
            }
        }
    }

    static let space: UInt16 = 0x20
    /// Between the keywords of a record and the names of an organization. No normalized text has it: controls are
    /// white space.
    static let divider: UInt16 = 0x01

    private mutating func append(_ unit: UInt16, _ origin: Range<Int>?) {
        units.append(unit)
        guard let origin else { return }
        starts.append(origin.lowerBound)
        ends.append(origin.upperBound)
    }

    @inline(__always)
    private static func isBlank(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Soft hyphens, zero-width characters, marks of direction: what chat programs and Excel put into texts.
    @inline(__always)
    private static func isInvisible(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xAD, 0x600...0x1FFF, 0x200B...0x206F, 0xFE00...0xFEFF, 0xFFF0...0x1FFFF, 0xE0000...0xE0FFF:
            switch Unicode.Scalar(scalar)?.properties.generalCategory {
            case .format?: true
            // Variation selectors.
            case .nonspacingMark?: 0xFE00...0xFE0F ~= scalar || 0xE0100...0xE01EF ~= scalar
            default: false
            }
        default: false
        }
    }
}

/// What a unit is to the search. Units of one class in a row are a run.
enum WordClass: Equatable {
    /// Of a script without spaces, or one we know nothing of: found anywhere in a run.
    case character
    /// Latin, Greek and Cyrillic letters: found from the beginning of a run.
    case letter
    /// As letters are.
    case digit
    /// Everything else: separates runs.
    case symbol

    @inline(__always)
    init(_ unit: UInt16) {
        self =
            switch unit {
            case 0x4E00...0x9FFF, 0x3400...0x4DBF: .character
            case 0x61...0x7A: .letter
            case 0x30...0x39: .digit
            case 0...0xBF: .symbol
            case 0xD7, 0xF7: .symbol
            case 0xC0...0x52F: .letter
            // General punctuation to miscellaneous symbols and arrows.
            case 0x2000...0x2BFF, 0x2E00...0x2E7F: .symbol
            // 々〆〇 and the Hangzhou numerals are letters among the punctuation.
            case 0x3005...0x3007, 0x3021...0x3029: .character
            case 0x3000...0x303F, 0x30FB: .symbol
            case 0xFE10...0xFE6F, 0xFF00...0xFF0F, 0xFFF0...0xFFFF: .symbol
            default: .character
            }
    }

    var isLetterOrDigit: Bool { self == .letter || self == .digit }
}

/// A gram as a number below 2^48: two characters in a row, a character at a run's end, or the first three letters or
/// digits of a run. So in the order of their numbers all grams that begin alike stand together.
enum SearchGram {
    @inline(__always)
    static func key(_ first: UInt16, _ second: UInt16, _ third: UInt16) -> UInt64 {
        UInt64(first) << 32 | UInt64(second) << 16 | UInt64(third)
    }

    /// Whether a list's key is of two characters, and not of letters, digits or a run's end.
    static func isPair(_ key: UInt64) -> Bool {
        UInt16(truncatingIfNeeded: key >> 16) != 0
            && WordClass(UInt16(truncatingIfNeeded: key >> 32)) == .character
    }

    /// Calls `body` with each gram of a text, repeated ones too.
    @inline(__always)
    static func forEach(in units: UnsafeBufferPointer<UInt16>, _ body: (UInt64) -> Void) {
        var at = 0
        while at < units.count {
            let unit = units[at]
            let own = WordClass(unit)
            switch own {
            case .character:
                let next = at + 1 < units.count ? units[at + 1] : 0
                body(key(unit, next != 0 && WordClass(next) == .character ? next : 0, 0))
                at += 1
            case .letter, .digit:
                var end = at + 1
                while end < units.count, WordClass(units[end]) == own { end += 1 }
                body(key(unit, at + 1 < end ? units[at + 1] : 0, at + 2 < end ? units[at + 2] : 0))
                at = end
            case .symbol: at += 1
            }
        }
    }
}
