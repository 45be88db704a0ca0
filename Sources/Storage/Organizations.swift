public import Domain

extension Table {
    static let organization = Table(
        "organization",
        [
            "code", "external_id", "name", "kind", "credit_code", "aliases", "region", "zone", "industry",
            "address",
        ] + Contact.columns + ["note", "merged_into"] + Filing.columns
    )
    static let organizationMerge = Table(
        "organization_merge",
        ["organization_id", "into_id", "on_day", "note", "recorded_at", "actor_id"]
    )
}

extension Transaction {
    /// Adds an organization.
    ///
    /// - Parameter root: the one into which it was merged, when it comes from a file that says so; it may then share that
    ///   one's name and credit code.
    public func insert(
        code: RecordCode,
        _ content: Organization.Content,
        mergedInto root: Organization.ID? = nil,
        edition: Int64
    ) throws -> Organization {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.organization, Self.values(code, content, mergedInto: root, filing))
        try index(names: content, of: id)
        let organizationID = Organization.ID(rawValue: id)
        return Organization(
            id: organizationID,
            code: code,
            content: content,
            rootID: root ?? organizationID,
            filing: filing
        )
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ organization: Organization) throws {
        let mergedInto = organization.isMerged ? organization.rootID : nil
        let values = Self.values(
            organization.code,
            organization.content,
            mergedInto: mergedInto,
            organization.filing
        )
        let id = organization.id.rawValue
        try update(.organization, id, version: organization.filing.version, values)
        try connection.run("DELETE FROM organization_name WHERE organization_id = ?", [.integer(id)])
        try index(names: organization.content, of: id)
    }

    public func archive(
        _ id: Organization.ID,
        version: Int64?,
        archived: Bool,
        isCounted: Bool
    ) throws {
        try archive(.organization, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    /// Lets one organization stand for another, and for all that were merged into that one before.
    public func merge(_ id: Organization.ID, into root: Organization.ID, on day: Day, note: String) throws {
        let merged = try all(
            "SELECT id FROM organization WHERE id = ? OR merged_into = ? ORDER BY id",
            [SQLValue(id), SQLValue(id)]
        ) { $0.integer(0) }
        for one in merged { try update(.organization, one, set: ["merged_into": SQLValue(root)]) }
        try insert(
            .organizationMerge,
            [SQLValue(id), SQLValue(root), SQLValue(day), .text(note), SQLValue(now), SQLValue(author)]
        )
    }

    public func organization(_ id: Organization.ID) throws -> Organization? {
        try one(
            "SELECT \(Table.organization.selected) FROM organization WHERE id = ?",
            [SQLValue(id)],
            Self.organization
        )
    }

    /// The organization and all that were merged into it.
    public func organizations(rootedIn root: Organization.ID) throws -> [Organization] {
        try all(
            "SELECT \(Table.organization.selected) FROM organization WHERE id = ? OR merged_into = ? ORDER BY id",
            [SQLValue(root), SQLValue(root)],
            Self.organization
        )
    }

    public func organization(code: RecordCode) throws -> Organization? {
        try one(
            "SELECT \(Table.organization.selected) FROM organization WHERE code = ?",
            [SQLValue(text: code)],
            Self.organization
        )
    }

    public func organization(externalID: String) throws -> Organization? {
        try one(
            "SELECT \(Table.organization.selected) FROM organization WHERE external_id = ?",
            [.text(externalID)],
            Self.organization
        )
    }

    /// The organization in use that has this credit code; one that was merged only if no other has it.
    public func organization(creditCode: CreditCode) throws -> Organization? {
        try one(
            """
            SELECT \(Table.organization.selected) FROM organization
            WHERE credit_code = ? AND is_counted = 1
            ORDER BY CASE WHEN merged_into IS NULL THEN 0 ELSE 1 END, id
            """,
            [SQLValue(text: creditCode)],
            Self.organization
        )
    }

    /// The organizations that have or had exactly this name.
    public func organizations(named name: String) throws -> [Organization] {
        try all(
            """
            SELECT \(Table.organization.selected(from: "o")) FROM organization AS o
            JOIN organization_name AS n ON n.organization_id = o.id
            WHERE n.name = ? AND o.is_counted = 1 ORDER BY o.id
            """,
            [.text(Self.comparable(name))],
            Self.organization
        )
    }

    public func organizations(_ filter: OrganizationFilter) throws -> [Organization] {
        let conditions = Self.conditions(filter)
        return try all(
            """
            SELECT \(Table.organization.selected(from: "o")) FROM organization AS o\(conditions.clause)
            ORDER BY o.id DESC\(filter.page.clause)
            """,
            conditions.arguments,
            Self.organization
        )
    }

    /// The names of these organizations, for lists that show them.
    public func organizationNames(_ ids: Set<Organization.ID>) throws -> [Organization.ID: String] {
        guard !ids.isEmpty else { return [:] }
        let wanted = ids.sorted { $0.rawValue < $1.rawValue }
        let places = Array(repeating: "?", count: wanted.count).joined(separator: ", ")
        let rows = try all(
            "SELECT id, name FROM organization WHERE id IN (\(places))",
            wanted.map { SQLValue($0) }
        ) { row -> (Organization.ID, String) in (row.id(0), row.text(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    public func organizationCount(_ filter: OrganizationFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count("SELECT COUNT(*) FROM organization AS o\(conditions.clause)", conditions.arguments)
    }

    /// Some organizations in use that the text may mean: the ones whose name begins with it first, short names before
    /// long ones.
    public func organizations(likely text: String, limit: Int) throws -> [Organization] {
        var filter = OrganizationFilter()
        filter.text = text
        let conditions = Self.conditions(filter)
        let beginning = Conditions.beginning(text)
        return try all(
            """
            SELECT \(Table.organization.selected(from: "o")) FROM organization AS o\(conditions.clause)
            ORDER BY CASE WHEN \(Conditions.contains("o.name")) THEN 0 ELSE 1 END, LENGTH(o.name), o.id\(Page(limit: limit).clause)
            """,
            conditions.arguments + [beginning],
            Self.organization
        )
    }

    /// How many records in use refer to the organization.
    public func organizationUses(_ id: Organization.ID) throws -> Int64 {
        try count(
            """
            SELECT (SELECT COUNT(*) FROM demand WHERE organization_id = ? AND is_counted = 1)
                + (SELECT COUNT(*) FROM achievement WHERE organization_id = ? AND is_counted = 1)
                + (SELECT COUNT(*) FROM contract WHERE (buyer_id = ? OR seller_id = ?) AND is_counted = 1)
                + (SELECT COUNT(*) FROM attendance WHERE organization_id = ?)
                + (SELECT COUNT(*) FROM visit WHERE organization_id = ? AND is_counted = 1)
                + (SELECT COUNT(*) FROM programme_member WHERE organization_id = ? AND is_counted = 1)
                + (SELECT COUNT(*) FROM organization WHERE merged_into = ?)
            """,
            Array(repeating: SQLValue(id), count: 8)
        )
    }

    static func conditions(_ filter: OrganizationFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "o")
        if !filter.includesArchived { conditions.add("o.merged_into IS NULL") }
        if let kind = filter.kind { conditions.add("o.kind = ?", SQLValue(kind)) }
        if let region = filter.region { conditions.add("o.region", startsWith: region.prefix) }
        if let industry = filter.industry { conditions.add("o.industry", startsWith: industry.description) }
        if let text = filter.text {
            conditions.add(
                "(o.name || ' ' || o.aliases || ' ' || COALESCE(o.credit_code, '') || ' ' || o.code)",
                contains: text
            )
        }
        return conditions
    }

    private func index(names content: Organization.Content, of id: Int64) throws {
        for name in Set([content.name] + content.aliases).sorted() {
            try connection.run(
                "INSERT INTO organization_name (organization_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [.integer(id), .text(Self.comparable(name))]
            )
        }
    }

    /// A name as names are compared: brackets, spaces and letters in one form.
    private static func comparable(_ name: String) -> String {
        String(Text.normalized(name).lowercased().filter { !$0.isWhitespace })
    }

    private static func values(
        _ code: RecordCode,
        _ content: Organization.Content,
        mergedInto: Organization.ID?,
        _ filing: Filing
    ) -> [SQLValue] {
        [
            SQLValue(text: code), SQLValue(content.externalID), .text(content.name), SQLValue(content.kind),
            SQLValue(text: content.creditCode), SQLValue(lines: content.aliases),
            SQLValue(text: content.region),
            SQLValue(content.zone), SQLValue(text: content.industry), .text(content.address),
        ] + content.contact.values + [.text(content.note), SQLValue(mergedInto)] + filing.values
    }

    static func organization(_ row: any SQLRow) throws -> Organization {
        var content = Organization.Content(name: row.text(3), kind: try row.stored(4))
        content.externalID = row.optionalText(2)
        content.creditCode = row.optionalText(5).map(CreditCode.init(rawValue:))
        content.aliases = row.lines(6)
        content.region = row.optionalText(7).map(RegionCode.init(rawValue:))
        content.zone = row.optionalText(8)
        content.industry = row.optionalText(9).map(IndustryCode.init(rawValue:))
        content.address = row.text(10)
        content.contact = Contact(row, at: 11)
        content.note = row.text(14)
        return Organization(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            rootID: row.optionalID(15) ?? row.id(0),
            filing: Filing(row, at: 16)
        )
    }
}
