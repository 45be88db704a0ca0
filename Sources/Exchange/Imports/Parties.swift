import Domain
import Market

/// An organization that a row names.
enum Party: Sendable {
    case known(Organization.ID)
    /// It is not in the market yet; until it is, a number below zero tells it from the others.
    case new(Int64)

    var id: Organization.ID {
        switch self {
        case .known(let id): id
        case .new(let number): Organization.ID(rawValue: number)
        }
    }
}

/// The organizations that a file names: those there are, and those that have to be made when the rows are accepted.
struct Parties: Sendable {
    private var known: [String: Party] = [:]
    /// By the number below zero.
    private var contents: [Int64: Organization.Content] = [:]
    private var count: Int64 = 0
    private var made: [Int64: Organization.ID] = [:]
    /// What was made for the row at hand, in case that is taken back.
    private var latest: [(number: Int64, content: Organization.Content)] = []

    /// Finds the organization that a row names.
    ///
    /// - Parameters:
    ///   - name: as the row has it; a code or credit code will do.
    ///   - about: what else the row says of it.
    ///   - kind: what a new one is, if neither the row nor its name says.
    /// - Throws: `ambiguous`; for a new one, what its content's rules refuse.
    mutating func find(
        _ name: String,
        _ about: JSON.Members,
        kind: Organization.Kind,
        _ field: Field,
        _ work: Work
    ) throws -> Party {
        let creditCode = try about["credit_code"]?.asString.map {
            try CreditCode(parsing: $0, field: .creditCode)
        }
        let key =
            Text.withoutBlanks(Text.normalized(name).lowercased()) + "|" + (creditCode?.description ?? "")
        if let party = known[key] { return party }
        let party: Party
        if let found = try work.organizations.meant(by: name, creditCode: creditCode) {
            try found.filing.requireUsable(found.code, field)
            party = .known(found.rootID)
        } else if RecordCode(rawValue: Text.normalized(name).uppercased()) != nil {
            // A code of ours that nobody has is a slip, not a name.
            _ = try work.organizations.find(name, field: field)
            return .known(Organization.ID(rawValue: 0))
        } else if let creditCode, let same = known["|" + creditCode.description] {
            party = same
        } else if let creditCode, case .new(let number)? = known[Self.bare(key)],
            contents[number] != nil, contents[number]?.creditCode == nil
        {
            // An earlier row left the code out.
            contents[number]?.creditCode = creditCode
            party = .new(number)
        } else {
            let content = try content(name, about, kind, work)
            count += 1
            party = .new(-count)
            contents[-count] = content
        }
        known[key] = party
        if let creditCode { known["|" + creditCode.description] = party }
        // The next row may leave the credit code out.
        let bare = Self.bare(key)
        if known[bare] == nil { known[bare] = party }
        return party
    }

    private static func bare(_ key: String) -> String { String(key.prefix { $0 != "|" }) + "|" }

    private func content(
        _ name: String,
        _ about: JSON.Members,
        _ kind: Organization.Kind,
        _ work: Work
    ) throws -> Organization.Content {
        var members = about
        members["name"] = .string(name)
        if members["kind"] == nil { members["kind"] = .string((Self.kind(of: name) ?? kind).rawValue) }
        var reader = RecordReader(.organization, members, work: work)
        let content = try Organization.Content(&reader).checked()
        try reader.finish()
        return content
    }

    /// What its name says that it is.
    static func kind(of name: String) -> Organization.Kind? {
        let name = Text.normalized(name)
        func ends(_ endings: String...) -> Bool { endings.contains { name.hasSuffix($0) } }
        if name.hasSuffix("公司") || name.hasSuffix("厂") || name.hasSuffix("合作社") { return .enterprise }
        if ends("大学", "学院", "学校", "职业技术学院") { return .university }
        if ends("研究院", "研究所", "科学院", "研究中心", "实验室", "设计院", "中科院") { return .institute }
        if ends("银行", "支行", "分行", "基金") { return .finance }
        if ends("局", "厅", "委员会", "人民政府", "管委会", "办公室") { return .government }
        return nil
    }

    /// The organization itself, made if it has to be.
    ///
    /// - Returns: its id, and what was written if it was made now.
    mutating func make(_ party: Party, row: Int64, _ work: Work) throws -> (
        Organization.ID, ImportedRecord?
    ) {
        guard case .new(let number) = party else { return (party.id, nil) }
        guard let content = contents[number] else { return (made[number] ?? party.id, nil) }
        let organization = try work.organizations.create(content)
        contents[number] = nil
        made[number] = organization.id
        latest.append((number, content))
        let record = ImportedRecord(
            number: row,
            entity: RecordCode.Kind.organization.rawValue,
            record: organization.id.rawValue,
            deed: .created,
            version: organization.filing.version,
            before: ""
        )
        return (organization.id, record)
    }

    /// Begins the next row.
    mutating func begin() { latest = [] }

    /// Forgets what was made for the row at hand, since that was taken back.
    mutating func takeBack() {
        for (number, content) in latest {
            made[number] = nil
            contents[number] = content
        }
        latest = []
    }

    /// The name of one that is still to be made.
    func name(_ party: Party) -> String? { contents[party.id.rawValue]?.name }
}

extension Filing {
    /// Refuses an organization that was entered by mistake.
    fileprivate func requireUsable(_ code: RecordCode, _ field: Field) throws {
        guard !isCounted else { return }
        throw AppError(
            .conflict,
            "entered_by_mistake",
            field: field,
            value: code.description,
            Phrase(
                "\(field.name.zh) \(code) 已作为误录归档，不能再用：请换一家，或先取消它的归档。",
                en:
                    "The \(field.name.en) \(code) is archived as a mistake and can't be used: name another, or take it out of the archive first."
            )
        )
    }
}
