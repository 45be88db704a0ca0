import Domain
import Exchange
import Market

/// One state of the file as the person at the terminal is shown it: names instead of ids, code names as the record's
/// edition has them. Market has already left out what this person may not read.
struct View {
    let work: Work
    let language: Language
    let isJSON: Bool

    var records: Records { Records(work) }
}

// MARK: Names
extension View {
    func organization(_ id: Organization.ID) throws -> String {
        let organization = try work.organizations.get(id)
        return "\(organization.name)（\(organization.code)）"
    }

    func organizationName(_ id: Organization.ID) throws -> String { try work.organizations.get(id).name }

    func user(_ id: User.ID?) throws -> String {
        guard let id else { return "" }
        return try work.users.get(id).name
    }

    /// What people call a code in the edition of the lists that the record was logged under.
    func name(_ code: String?, _ list: CodeListName, _ filing: Filing) throws -> String {
        guard let code else { return "" }
        return try work.codes(edition: filing.codeEdition).name(of: code, in: list)?[language] ?? code
    }

    func names(_ codes: [String], _ list: CodeListName, _ filing: Filing) throws -> String {
        try codes.map { try name($0, list, filing) }.joined(separator: language == .zh ? "、" : ", ")
    }

    func industry(_ code: IndustryCode?, _ filing: Filing) throws -> String {
        guard let code else { return "" }
        let name = try work.codes(edition: filing.codeEdition).name(of: code)?[language]
        return [code.description, name ?? ""].joined(separator: " ")
    }

    func region(_ code: RegionCode?, _ filing: Filing) throws -> String {
        guard let code else { return "" }
        return [code.description, try name(code.description, .region, filing)].joined(separator: " ")
    }
}

// MARK: Values
extension View {
    func text(_ phrase: Phrase) -> String { phrase[language] }

    func money(_ money: Money?) -> String { money.map { $0.phrase[language] } ?? "" }

    func day(_ day: Day?) -> String { day.map { $0.phrase[language] } ?? "" }

    func list(_ texts: [String]) -> String { texts.joined(separator: language == .zh ? "、" : ", ") }
}

extension View {
    func json(_ type: RecordType, _ reference: String) throws -> JSON.Members {
        try records.json(type, reference)
    }
}
