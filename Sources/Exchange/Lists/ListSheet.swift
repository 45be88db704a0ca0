import Documents
import Domain
import Market

/// A list of records as a sheet under the headings that reading accepts: brought in again as it is, it changes nothing.
struct ListSheet {
    private let template: ImportTemplate
    private let work: Work
    private let language: Language
    private var labels: CodeLabels
    /// What organizations are called, by their codes: looked up once for each.
    private var parties: [String: Party] = [:]
    /// The names by which users are known, by login.
    private var userNames: [String: String]?

    /// An organization as a row names it.
    private struct Party {
        /// Its name, or its code where the name is not its alone.
        let name: String
        let creditCode: String?
        let kind: Phrase
        let address: String
    }

    init(_ template: ImportTemplate, _ work: Work, _ language: Language) throws {
        self.template = template
        self.work = work
        self.language = language
        labels = CodeLabels(try work.codes(), language)
    }

    var columns: [Column] { template.columns.map { $0.column(.yuan, language) } }

    /// A record, in the shape that files have it, as a row.
    mutating func cells(_ members: JSON.Members) throws -> [Cell] {
        var cells: [Cell] = []
        for column in template.columns { cells.append(try cell(column, members)) }
        return cells
    }

    private mutating func cell(_ column: ImportColumn, _ members: JSON.Members) throws -> Cell {
        if !column.part.isEmpty { return try partCell(column, members) }
        guard let value = members[column.key] else { return .blank }
        let field = column.field
        switch column.kind {
        case .text: return .text(value.asString ?? value.asInt.map(String.init) ?? "")
        case .integer: return .integer(value.asInt)
        case .money: return .money(value.asInt.map(Money.init(fen:)))
        case .day, .end:
            return .day(
                try value.asString.map { text throws(AppError) in try Day(parsing: text, field: field) }
            )
        case .list: return .text(joined(value.texts))
        case .code(let list): return .text(value.asString.map { labels.label($0, list, field) } ?? "")
        case .codes(let list): return .text(joined(value.texts.map { labels.label($0, list, field) }))
        case .word(let words):
            let word = value.asString ?? (value == true ? "true" : value == false ? "false" : "")
            return .text(words.first { $0.word == word }?.name[language] ?? word)
        case .organization: return .text(try value.asString.map { try party($0).name } ?? "")
        case .user: return .text(try value.asString.map { try userName($0) } ?? "")
        }
    }

    private func joined(_ texts: [String]) -> String { texts.joined(separator: "、") }

    /// What a row says of something that it names.
    private mutating func partCell(_ column: ImportColumn, _ members: JSON.Members) throws -> Cell {
        guard let code = members[column.part]?.asString else { return .blank }
        switch (column.part, column.member) {
        case ("demand", _): return .text(try work.demands.find(code).content.title)
        case ("achievement", _): return .text(try work.achievements.find(code).content.title)
        case ("contract", _): return .text(try work.contracts.find(code).content.title)
        case (_, "credit_code"): return .text(try party(code).creditCode ?? "")
        case (_, "kind"): return .text(try party(code).kind[language])
        case (_, "address"): return .text(try party(code).address)
        default: return .blank
        }
    }

    private mutating func userName(_ login: String) throws -> String {
        let names = try userNames ?? work.users.uniqueNames()
        userNames = names
        return names[login] ?? login
    }

    private mutating func party(_ code: String) throws -> Party {
        if let known = parties[code] { return known }
        let organization = try work.organizations.find(code)
        let content = organization.content
        let meant = try? work.organizations.meant(by: content.name, creditCode: content.creditCode)
        let party = Party(
            name: meant?.rootID == organization.rootID ? content.name : code,
            creditCode: content.creditCode?.description,
            kind: content.kind.name,
            address: content.address
        )
        parties[code] = party
        return party
    }
}

extension ImportColumn {
    /// The column of a sheet of ours: amounts have their unit in the heading, what has to be filled in has a mark.
    func column(_ unit: Money.Unit, _ language: Language, marksRequired: Bool = false) -> Column {
        let name = (marksRequired && isRequired ? "*" : "") + heading[language]
        switch kind {
        case .money: return .money(name, unit, language, width: max(14, name.displayWidth + 8))
        case .day, .end: return Column(name, alignment: .center, width: max(13, name.displayWidth + 2))
        case .integer: return .number(name)
        case .text where Self.longTexts.contains(member): return Column(name, width: 40)
        default: return Column(name)
        }
    }

    private static let longTexts: Set = [
        "summary", "detail", "problem", "key_indicators", "expected_result", "note", "result", "ip_note",
        "goal",
        "measures", "progress",
    ]
}

extension JSON {
    /// The texts of a list; none if it is no list.
    fileprivate var texts: [String] { asArray?.compactMap(\.asString) ?? [] }
}
