import Domain

/// Texts as the cells and tabs of a workbook take them.
enum SheetText {
    /// The most UTF-16 units that a cell holds (Excel specifications and limits).
    static let longest = 32_767

    /// A cell's text. `_x0041_` would be read as the letter that it names (ECMA-376 Part 1, 22.9.2.19), so its
    /// underscore is written by number; what is longer than a cell holds is cut and says so.
    static func cell(_ text: String, _ language: Language) -> String {
        let cleaned = escapingNumbered(XMLText.clean(text))
        guard cleaned.utf8.count > longest, cleaned.utf16.count > longest else { return cleaned }
        let whole = text.count
        let mark = Phrase("…（全文 \(whole) 字，单元格放不下）", en: "… (\(whole) characters, more than a cell holds)")[
            language
        ]
        var (kept, used) = ("", mark.utf16.count)
        for character in cleaned {
            used += character.utf16.count
            if used > longest { break }
            kept.append(character)
        }
        return kept + mark
    }

    private static func escapingNumbered(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
        let bytes = Array(text.utf8)
        var escaped: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "_"), index + 6 < bytes.count, bytes[index + 1] == UInt8(ascii: "x"),
                bytes[index + 6] == UInt8(ascii: "_"), bytes[index + 2..<index + 6].allSatisfy(isHex)
            {
                escaped += Array("_x005F".utf8)
            }
            escaped.append(byte)
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}

/// The names of a workbook's tabs: at most 31 UTF-16 units, without `[ ] : * ? / \`, not in apostrophes, not `History`,
/// and no two alike whatever their case (Excel's rules).
struct SheetNames {
    private var taken: Set<String> = []

    /// The name itself where it can be one, or the nearest to it that can.
    mutating func unique(_ name: String) -> String {
        let base = Self.valid(name)
        var candidate = base
        var number = 2
        while !taken.insert(candidate.lowercased()).inserted {
            let ending = " (\(number))"
            candidate = Self.cut(base, to: 31 - ending.utf16.count) + ending
            number += 1
        }
        return candidate
    }

    private static func valid(_ name: String) -> String {
        var valid = ""
        for scalar in XMLText.clean(name).unicodeScalars {
            let isBarred = "[]:*?/\\".unicodeScalars.contains(scalar) || scalar.value < 0x20
            valid.unicodeScalars.append(isBarred ? " " : scalar)
        }
        valid = cut(Text.trimmed(valid), to: 31)
        while valid.first == "'" { valid.removeFirst() }
        while valid.last == "'" || valid.last == " " { valid.removeLast() }
        if valid.isEmpty { valid = "Sheet" }
        return valid.lowercased() == "history" ? "_\(valid)" : valid
    }

    private static func cut(_ name: String, to length: Int) -> String {
        var (kept, used) = ("", 0)
        for character in name {
            used += character.utf16.count
            if used > length { break }
            kept.append(character)
        }
        return kept
    }
}
