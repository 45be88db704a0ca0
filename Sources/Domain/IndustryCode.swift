/// An industry by its code in GB/T 4754-2017: a section's letter (C), and under it the digits of a division (38), a
/// group (384) or a class (3841).
///
/// The standard's own code has either the letter or the digits; we write both, C3841, so that every level can be read
/// off. Ranges of the divisions were checked by counting; the standard's text was not seen.
public struct IndustryCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The letter and up to four digits: `C`, `C38`, `C384`, `C3841`.
    public let rawValue: String

    /// A code as the store holds it. It was checked when it came in; typed text goes through
    /// `CodeBook.industry(parsing:field:)`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// How much of the classification a code says.
    public enum Level: Int, Comparable, Sendable, CaseIterable {
        /// 门类, a letter.
        case section = 1
        /// 大类, two digits.
        case division
        /// 中类, three digits.
        case group
        /// 小类, four digits.
        case `class`

        /// 门类, 大类, 中类, 小类.
        public var name: Phrase {
            switch self {
            case .section: Phrase("门类", en: "section")
            case .division: Phrase("大类", en: "division")
            case .group: Phrase("中类", en: "group")
            case .class: Phrase("小类", en: "class")
            }
        }

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    public var level: Level { Level(rawValue: max(1, rawValue.count - 1)) ?? .class }

    /// The section's letter.
    public var section: String { String(rawValue.prefix(1)) }

    /// The two digits of the division; nil for a section.
    public var division: String? {
        level >= .division ? String(rawValue.dropFirst().prefix(2)) : nil
    }

    /// The deepest level on which both agree; nil when even the sections differ.
    public func agreement(with other: IndustryCode) -> Level? {
        let shared = zip(rawValue, other.rawValue).prefix { $0 == $1 }.count
        // One digit of a division's two says nothing: 38 and 39 are neighbours, not relatives.
        return shared == 0 ? nil : shared < 3 ? .section : Level(rawValue: shared - 1)
    }

    public var description: String { rawValue }
}

extension IndustryCode {
    /// The code that a person or a file wrote, with its letter or in digits alone; lowercase, full-width and spaces are
    /// accepted. Which section a division belongs to is data, so it is asked of `section`.
    ///
    /// - Parameter section: The letter of the section that a division's two digits belong to; nil when there is no such
    ///   division.
    /// - Throws: `industry_missing`, `industry_format`, `industry_unknown` (no such division), `industry_section` (the
    ///   letter is not the division's).
    public init(
        parsing text: String,
        field: Field,
        sectionOf section: (_ division: String) -> String?
    ) throws(AppError) {
        let code = Text.withoutSpaces(Text.normalized(text)).uppercased()
        guard !code.isEmpty else {
            throw .missing(
                text,
                field,
                "industry_missing",
                "请写成“C”“C38”“C384”或“C3841”",
                en: "write it as C, C38, C384 or C3841"
            )
        }
        guard let (letter, digits) = IndustryCode.parts(of: code) else {
            throw .refusing(
                text,
                field,
                "industry_format",
                "不是行业代码，请按GB/T 4754-2017写门类字母（A至T）和两到四位数字，如“C”“C38”“C384”“C3841”",
                en:
                    "is not an industry's code; write the section's letter (A to T) and two to four digits of "
                    + "GB/T 4754-2017, such as C, C38, C384 or C3841"
            )
        }
        guard !digits.isEmpty else {
            self.init(rawValue: letter)
            return
        }
        let division = String(digits.prefix(2))
        guard let rightful = section(division) else {
            throw .refusing(
                text,
                field,
                "industry_unknown",
                "的大类“\(division)”不在行业分类表中，请核对前两位数字",
                en:
                    "names the division \(division), which is not in the classification; check the first two digits"
            )
        }
        guard letter.isEmpty || letter == rightful else {
            throw .refusing(
                text,
                field,
                "industry_section",
                "的门类字母不对：大类\(division)属于门类\(rightful)，请写成“\(rightful)\(digits)”",
                en:
                    "has the wrong letter: division \(division) belongs to section \(rightful); write \(rightful)\(digits)"
            )
        }
        self.init(rawValue: rightful + digits)
    }

    /// The letter and the digits of a text that has the form of a code; either can be missing, not both.
    static func parts(of code: String) -> (letter: String, digits: String)? {
        var digits = code[...]
        var letter = ""
        if let first = digits.first, ("A"..."T").contains(first) { letter = String(digits.removeFirst()) }
        if digits.isEmpty { return letter.isEmpty ? nil : (letter, "") }
        return Text.isDigits(digits) && (2...4).contains(digits.utf8.count) ? (letter, String(digits)) : nil
    }
}
