public import Domain

/// A kind of sheet that bureaus, districts and enterprises send: which columns it has, under which names, and which of a
/// record's fields each one is.
///
/// The same list says what sheets to hand out look like, so that what is handed out is read back.
public struct ImportTemplate: Sendable {
    /// The name in commands and the API, such as `demand`.
    public let name: String
    /// What people call the sheet.
    public let title: Phrase
    /// What one row is; `.activity` for a row that is somebody who attends one.
    public let type: RecordType
    /// In the order in which a sheet to hand out has them.
    public let columns: [ImportColumn]

    public static let all = [
        demand, achievement, organization, match, contract, payment, activity, attendance, visit,
    ]

    /// The template of this name, or of this Chinese title.
    ///
    /// - Throws: `template_unknown`, with all that there are.
    public init(parsing text: String) throws(AppError) {
        let wanted = Text.normalized(text).lowercased()
        guard let found = Self.all.first(where: { $0.name == wanted || $0.title.zh == wanted }) else {
            let names = Self.all.map { "\($0.name)（\($0.title.zh)）" }.joined(separator: "、")
            let codes = Self.all.map(\.name).joined(separator: ", ")
            throw AppError(
                .invalid,
                "template_unknown",
                field: .template,
                value: text,
                Phrase(
                    "没有表格种类“\(AppError.quote(text))”：可用的有 \(names)。",
                    en: "There is no template “\(AppError.quote(text))”: there are \(codes)."
                )
            )
        }
        self = found
    }

    init(_ name: String, _ title: Phrase, _ type: RecordType, _ columns: [ImportColumn]) {
        self.name = name
        self.title = title
        self.type = type
        self.columns = columns
    }

    public func column(_ key: String) -> ImportColumn? { columns.first { $0.key == key } }

    /// The kind of record whose names and texts its rows are held against; nil for rows that are known by their facts.
    var screened: RecordCode.Kind? {
        switch type {
        case .demand, .achievement, .organization, .contract: type.codeKind
        default: nil
        }
    }

    /// Whether every batch of it belongs to one activity.
    public var needsActivity: Bool { name == Self.attendance.name }
}

/// A column of a template.
public struct ImportColumn: Sendable {
    /// What its cells hold.
    public enum Kind: Sendable {
        case text
        /// Several texts in one cell, with 、 or ; or a line break between.
        case list
        /// An amount, with its unit in the cell, in the heading or above the table.
        case money
        /// A day; of a month or a year without its day the first day.
        case day
        /// A day by which something ends; of a month or a year without its day the last day.
        case end
        case integer
        /// An entry of a code list, by code or name.
        case code(CodeListName)
        /// Several of them.
        case codes(CodeListName)
        /// A word of a fixed set.
        case word([(word: String, name: Phrase)])
        /// An organization: its name, code or credit code.
        case organization
        /// A colleague: the name, or the login where the name is not one's alone.
        case user
    }

    /// The member of the record that it is, such as `budget_fen`; of the organization that a row names, with
    /// `organization.` (or `buyer.`, `seller.`) before it.
    public let key: String
    public let field: Field
    /// The heading in sheets of ours; amounts have the unit behind it.
    public let heading: Phrase
    /// Other headings that mean it, in the form of `Heading.comparable`.
    public let synonyms: [String]
    public let kind: Kind
    public let isRequired: Bool

    init(
        _ key: String,
        _ field: Field,
        _ zh: String? = nil,
        en: String? = nil,
        _ kind: Kind = .text,
        isRequired: Bool = false,
        or synonyms: String = ""
    ) {
        self.key = key
        self.field = field
        heading = Phrase(zh ?? field.name.zh, en: en ?? field.name.en)
        self.synonyms = synonyms.split(separator: " ").map(String.init)
        self.kind = kind
        self.isRequired = isRequired
    }

    /// The part of the row that it belongs to: blank for the record itself.
    var part: String { key.split(separator: ".").count == 2 ? String(key.prefix { $0 != "." }) : "" }

    /// Its member's name within that part.
    var member: String { part.isEmpty ? key : String(key.dropFirst(part.utf8.count + 1)) }
}
