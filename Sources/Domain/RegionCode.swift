/// A place by its code in GB/T 2260: six digits, two each for province, prefecture and county.
///
/// Development zones are in no such list; they have a list of their own.
public struct RegionCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The six digits; `00` stands where a part is left open: `420200` is all of Huangshi.
    public let rawValue: String

    /// A code as the store holds it. It was checked when it came in; typed text goes through `init(parsing:field:)`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public enum Level: Int, Comparable, Sendable {
        case province = 1, prefecture, county

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    public var level: Level {
        if rawValue.hasSuffix("0000") { return .province }
        return rawValue.hasSuffix("00") ? .prefecture : .county
    }

    /// The province that the place is in, or is.
    public var province: RegionCode { RegionCode(rawValue: rawValue.prefix(2) + "0000") }

    /// The prefecture that the place is in, or is; nil for a province. Counties directly under a province have one
    /// that exists only in codes, such as `429000`.
    public var prefecture: RegionCode? {
        level == .province ? nil : RegionCode(rawValue: rawValue.prefix(4) + "00")
    }

    /// The county, district or county-level city; nil for larger places.
    public var county: RegionCode? { level == .county ? self : nil }

    /// Whether the other place is this one or lies in it.
    public func contains(_ other: RegionCode) -> Bool {
        switch level {
        case .province: other.rawValue.hasPrefix(rawValue.prefix(2))
        case .prefecture: other.rawValue.hasPrefix(rawValue.prefix(4))
        case .county: other == self
        }
    }

    public var description: String { rawValue }
}

extension RegionCode {
    /// A code of the right form. Whether there is such a place, `CodeBook.region(parsing:field:)` knows.
    ///
    /// - Throws: `region_missing`, `region_format`.
    public init(parsing text: String, field: Field) throws(AppError) {
        let code = Text.withoutSpaces(Text.normalized(text))
        guard !code.isEmpty else {
            throw .missing(
                text,
                field,
                "region_missing",
                "请写六位代码，如“420200”",
                en: "write six digits such as 420200"
            )
        }
        let isInProvince = !code.hasSuffix("0000") && code.dropFirst(2).hasPrefix("00")
        guard Text.isDigits(code), code.utf8.count == 6, ("1"..."8").contains(code.prefix(1)), !isInProvince
        else {
            throw .refusing(
                text,
                field,
                "region_format",
                "不是行政区划代码，应为GB/T 2260的六位数字，如“420200”",
                en: "is not a region's code; it has the six digits of GB/T 2260, such as 420200"
            )
        }
        self.init(rawValue: code)
    }
}
