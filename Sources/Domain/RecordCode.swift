/// The code by which people call a record: `XQ-2021-0001`, kind, year and a number that starts anew each year.
public struct RecordCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let kind: Kind
    public let year: Int
    /// From 1; a year's first 9,999 have four digits, further ones as many as they need.
    public let serial: Int

    public init(_ kind: Kind, year: Int, serial: Int) {
        self.kind = kind
        self.year = year
        self.serial = serial
    }

    /// The kinds of record that have codes; the raw values are the `type` of files and the API.
    public enum Kind: String, CaseIterable, Sendable {
        case organization, demand, achievement, match, contract, payment, activity, visit, report, programme
        case task

        /// The first letters of the Chinese name in pinyin.
        public var prefix: String {
            switch self {
            case .organization: "DW"
            case .demand: "XQ"
            case .achievement: "CG"
            case .match: "DJ"
            case .contract: "HT"
            case .payment: "DZ"
            case .activity: "HD"
            case .visit: "ZF"
            case .report: "BB"
            case .programme: "ZX"
            case .task: "ZD"
            }
        }

        /// 单位, 技术需求 and so on.
        public var name: Phrase {
            switch self {
            case .organization: Field.organization.name
            case .demand: Field.demand.name
            case .achievement: Field.achievement.name
            case .match: Field.match.name
            case .contract: Field.contract.name
            case .payment: Field.payment.name
            case .activity: Field.activity.name
            case .visit: Field.visit.name
            case .report: Field.report.name
            case .programme: Field.programme.name
            case .task: Field.keyTask.name
            }
        }
    }

    /// The largest number that a file may bring along. Those given out after it still have a form that is read back.
    public static let largestGivenSerial = 9_999_999

    public var rawValue: String { "\(kind.prefix)-\(Text.padded(year, to: 4))-\(Text.padded(serial, to: 4))" }
    public var description: String { rawValue }
}

// MARK: Parsing
extension RecordCode {
    /// The code that a text writes exactly or nearly so; nil for any other text.
    public init?(rawValue: String) {
        if let code = Self(written: rawValue) {
            self = code
            return
        }
        let text = Text.withoutSpaces(Text.normalized(rawValue)).uppercased()
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let kind = Kind.allCases.first(where: { $0.prefix == parts[0] }),
            parts[1].utf8.count == 4, let year = Text.number(parts[1]), Day.years.contains(year),
            let serial = Text.number(parts[2]), serial > 0
        else { return nil }
        self.init(kind, year: year, serial: serial)
    }

    /// The code that a text writes just as `rawValue` does: nearly all come so, from the market's file. Nil for any other text.
    private init?(written text: String) {
        var text = text
        let found = text.withUTF8 { text -> (kind: Kind, year: Int, serial: Int)? in
            let dash = UInt8(ascii: "-")
            guard (12...16).contains(text.count), text[2] == dash, text[7] == dash else { return nil }
            func number(_ digits: Range<Int>) -> Int? {
                var number = 0
                for at in digits {
                    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[at]) else { return nil }
                    number = number * 10 + Int(text[at] - UInt8(ascii: "0"))
                }
                return number
            }
            guard let kind = Kind.allCases.first(where: { $0.prefix.utf8.elementsEqual(text[..<2]) }),
                let year = number(3..<7), Day.years.contains(year), let serial = number(8..<text.count),
                serial > 0
            else { return nil }
            return (kind, year, serial)
        }
        guard let found else { return nil }
        self.init(found.kind, year: found.year, serial: found.serial)
    }

    /// The code of a record of any kind, in either case, full-width or not.
    ///
    /// - Throws: `record_code_missing`, `record_code_format`.
    public init(parsing text: String, field: Field) throws(AppError) {
        try self.init(parsing: text, kind: nil, field: field)
    }

    /// The code of a record of one kind.
    ///
    /// - Throws: `record_code_missing`, `record_code_format`, `record_code_kind` (a code of another kind).
    public init(parsing text: String, kind: Kind, field: Field) throws(AppError) {
        try self.init(parsing: text, kind: .some(kind), field: field)
        guard self.kind == kind else {
            throw .refusing(
                text,
                field,
                "record_code_kind",
                "是\(self.kind.name.zh)的编号，这里要\(kind.name.zh)的编号，如“\(kind.example)”",
                en: "is the code of \(self.kind.name.en.withArticle); "
                    + "here goes the code of \(kind.name.en.withArticle), such as \(kind.example)"
            )
        }
    }

    private init(parsing text: String, kind: Kind?, field: Field) throws(AppError) {
        if let code = RecordCode(rawValue: text) {
            self = code
            return
        }
        let example = (kind ?? .demand).example
        guard !Text.trimmed(text).isEmpty else {
            throw .missing(
                text,
                field,
                "record_code_missing",
                "请写成“\(example)”",
                en: "write a code such as \(example)"
            )
        }
        if let kind {
            throw .refusing(
                text,
                field,
                "record_code_format",
                "不是\(kind.name.zh)的编号，请写成“\(example)”：\(kind.prefix)、四位年份、序号",
                en:
                    "is not the code of \(kind.name.en.withArticle); write it as \(example): \(kind.prefix), year, number"
            )
        }
        let prefixes = Kind.allCases.map { "\($0.prefix) \($0.name.zh)" }.joined(separator: "、")
        let prefixesEN = Kind.allCases.map { "\($0.prefix) \($0.name.en)" }.joined(separator: ", ")
        throw .refusing(
            text,
            field,
            "record_code_format",
            "不是编号，请写成“\(example)”：类别（\(prefixes)）、四位年份、序号",
            en: "is not a record's code; write it as \(example): kind (\(prefixesEN)), year, number"
        )
    }
}

extension RecordCode.Kind {
    fileprivate var example: String { RecordCode(self, year: 2021, serial: 1).rawValue }
}

extension String {
    fileprivate var withArticle: String { (first.map { "aeiou".contains($0) } == true ? "an " : "a ") + self }
}
