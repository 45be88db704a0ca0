/// A text as the engine keeps it: one 16-bit unit a Chinese character, two a Latin run, one between Chinese runs.
///
/// All grams of a text can be read off its units again, so that a record takes two bytes a character and no gram of
/// it is stored twice.
enum Unit {
    static let separator: UInt16 = 0x7FFF
    /// Set in both units of a Latin run; the other fifteen bits of each make its number.
    static let latin: UInt16 = 0x8000
    /// Chinese units are below this.
    static let chineseEnd: UInt16 = 0x6C00
    /// Stands for all Latin runs that no record has.
    static let unknownLatin: UInt32 = 0x3FFF_FFFF

    @inline(__always)
    static func chinese(_ scalar: UInt32) -> UInt16 { UInt16(truncatingIfNeeded: scalar &- 0x3400) }
}

/// What a scalar of normalized text is to the engine.
enum ScalarKind {
    case chinese, latin, separator

    @inline(__always)
    init(_ scalar: UInt32) {
        self =
            switch scalar {
            case 0x4E00...0x9FFF, 0x3400...0x4DBF: .chinese
            case 0x61...0x7A, 0x30...0x39: .latin
            default: .separator
            }
    }
}

/// Appends a stretch of normalized text. Latin runs of digits only separate, and are not kept.
func appendUnits(
    of scalars: ArraySlice<UInt32>,
    to units: inout [UInt16],
    latin number: (ArraySlice<UInt32>) -> UInt32
) {
    let first = units.count
    var isSeparated = false
    var at = scalars.startIndex
    while at < scalars.endIndex {
        switch ScalarKind(scalars[at]) {
        case .chinese:
            if isSeparated, units.count > first, units[units.count - 1] < Unit.chineseEnd {
                units.append(Unit.separator)
            }
            isSeparated = false
            units.append(Unit.chinese(scalars[at]))
            at += 1
        case .latin:
            var end = at, hasLetter = false
            while end < scalars.endIndex, ScalarKind(scalars[end]) == .latin {
                hasLetter = hasLetter || scalars[end] > 0x39
                end += 1
            }
            if hasLetter {
                let number = number(scalars[at..<end])
                units.append(Unit.latin | UInt16(truncatingIfNeeded: number >> 15))
                units.append(Unit.latin | UInt16(truncatingIfNeeded: number))
            }
            isSeparated = true
            at = end
        case .separator:
            isSeparated = true
            at += 1
        }
    }
}

/// A gram as a number: up to three characters of 16 bits each (none of them zero), or a Latin run's number.
typealias GramKey = UInt64

enum GramKeys {
    static let latin: GramKey = 1 << 62
    static let threeCharacters: GramKey = 0xFFFF_FFFF_FFFF

    /// The two pairs of characters in a run of three.
    static func pairs(of key: GramKey) -> (GramKey, GramKey) { (key >> 16, key & 0xFFFF_FFFF) }
}

/// Calls `body` with each gram of a text, by where it ends and then from short to long: all 1-, 2- and 3-grams of a
/// Chinese run; a Latin run itself, as one gram of length 2.
@inline(__always)
func forEachGram(in units: UnsafeBufferPointer<UInt16>, _ body: (_ key: GramKey, _ length: Int) -> Void) {
    var window: GramKey = 0
    var at = 0
    while at < units.count {
        let unit = units[at]
        if unit < Unit.chineseEnd {
            window = (window << 16 | GramKey(unit) + 1) & GramKeys.threeCharacters
            body(window & 0xFFFF, 1)
            if window > 0xFFFF { body(window & 0xFFFF_FFFF, 2) }
            if window > 0xFFFF_FFFF { body(window, 3) }
        } else {
            window = 0
            if unit >= Unit.latin, at + 1 < units.count {
                at += 1
                body(GramKeys.latin | GramKey(unit & 0x7FFF) << 15 | GramKey(units[at] & 0x7FFF), 2)
            }
        }
        at += 1
    }
}
