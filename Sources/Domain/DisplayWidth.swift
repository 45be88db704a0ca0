/// How much room text takes where a Chinese character is as wide as two Latin ones: on a terminal, in a column of a
/// sheet, in a chart.
extension String {
    /// The Latin letters' worth of room that the text takes. Controls take none.
    public var displayWidth: Int {
        // Plain ASCII is most of what tables hold.
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
        return reduce(0) { $0 + $1.displayWidth }
    }

    /// As much of the text as fits in so much room; what is cut off leaves a `…`.
    public func truncated(to width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var (kept, used) = ("", 0)
        for character in self {
            let columns = character.displayWidth
            if used + columns > width - 1 { break }
            kept.append(character)
            used += columns
        }
        return kept + "…"
    }
}

extension Character {
    /// 0, 1 or 2 columns; more for the few scripts whose letters pile up sideways.
    fileprivate var displayWidth: Int {
        if isEmoji { return 2 }
        return unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    }

    /// Whether it is drawn as a picture: by itself, by a variation selector, or as a sequence.
    private var isEmoji: Bool {
        guard let first = unicodeScalars.first else { return false }
        if first.properties.isEmojiPresentation { return true }
        return first.properties.isEmoji && unicodeScalars.contains("\u{FE0F}")
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        if value < 0x7F { return value < 0x20 ? 0 : 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        // The vowels and finals of a Korean syllable stand inside its first letter.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value) { return 0 }
        return isWide ? 2 : 1
    }

    /// Wide and fullwidth of Unicode's East Asian Width (UAX #11), in whole blocks. What UAX #11 calls ambiguous, such
    /// as “ ” and …, counts as narrow, as terminals in UTF-8 draw it by default.
    private var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
            0x4E00...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF01...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
