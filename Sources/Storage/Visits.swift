public import Domain

extension Table {
    static let visit = Table(
        "visit",
        ["code", "external_id", "organization_id", "on_day", "kind", "staff_id", "summary", "result"]
            + Filing.columns
    )
}

extension Transaction {
    public func insert(code: RecordCode, _ content: Visit.Content, edition: Int64) throws -> Visit {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.visit, Self.values(code, content, filing))
        return Visit(id: Visit.ID(rawValue: id), code: code, content: content, filing: filing)
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ visit: Visit) throws {
        let values = Self.values(visit.code, visit.content, visit.filing)
        try update(.visit, visit.id.rawValue, version: visit.filing.version, values)
    }

    public func archive(_ id: Visit.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.visit, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func visit(_ id: Visit.ID) throws -> Visit? {
        try one("SELECT \(Table.visit.selected) FROM visit WHERE id = ?", [SQLValue(id)], Self.visit)
    }

    public func visit(code: RecordCode) throws -> Visit? {
        try one(
            "SELECT \(Table.visit.selected) FROM visit WHERE code = ?",
            [SQLValue(text: code)],
            Self.visit
        )
    }

    public func visit(externalID: String) throws -> Visit? {
        try one(
            "SELECT \(Table.visit.selected) FROM visit WHERE external_id = ?",
            [.text(externalID)],
            Self.visit
        )
    }

    public func visits(_ filter: EventFilter) throws -> [Visit] {
        let conditions = Self.visitConditions(filter)
        return try all(
            """
            SELECT \(Table.visit.selected(from: "v")) FROM visit AS v\(conditions.clause)
            ORDER BY \(filter.order("v"))\(filter.page.clause)
            """,
            conditions.arguments,
            Self.visit
        )
    }

    /// The same with whom each was to and who went.
    public func visitItems(_ filter: EventFilter) throws -> [VisitItem] {
        let conditions = Self.visitConditions(filter)
        return try all(
            """
            SELECT \(Table.visit.selected(from: "v")), o.code, o.name, u.name
            FROM visit AS v JOIN organization AS o ON o.id = v.organization_id
            LEFT JOIN user_account AS u ON u.id = v.staff_id\(conditions.clause)
            ORDER BY \(filter.order("v"))\(filter.page.clause)
            """,
            conditions.arguments
        ) { row in
            let next = Table.visit.columns.count + 1
            return VisitItem(
                visit: try Self.visit(row),
                organizationCode: try row.stored(next),
                organizationName: row.text(next + 1),
                staffName: row.optionalText(next + 2)
            )
        }
    }

    public func visitCount(_ filter: EventFilter) throws -> Int64 {
        let conditions = Self.visitConditions(filter)
        return try count("SELECT COUNT(*) FROM visit AS v\(conditions.clause)", conditions.arguments)
    }

    static func visitConditions(_ filter: EventFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "v")
        if let kind = filter.kind { conditions.add("v.kind = ?", .text(kind)) }
        if let organization = filter.organization { conditions.add("v.organization_id", of: organization) }
        if let period = filter.period { conditions.add("v.on_day", in: period) }
        if let staff = filter.staff { conditions.add("v.staff_id = ?", SQLValue(staff)) }
        if let text = filter.text {
            var named = Conditions()
            named.add("(o.name || ' ' || o.aliases || ' ' || o.code)", contains: text)
            conditions.add(
                "v.organization_id IN (SELECT o.id FROM organization AS o\(named.clause))",
                all: named.arguments
            )
        }
        return conditions
    }

    private static func values(_ code: RecordCode, _ content: Visit.Content, _ filing: Filing) -> [SQLValue] {
        [
            SQLValue(text: code), SQLValue(content.externalID), SQLValue(content.organization),
            SQLValue(content.on),
            .text(content.kind), SQLValue(content.staff), .text(content.summary), .text(content.result),
        ] + filing.values
    }

    static func visit(_ row: any SQLRow) throws -> Visit {
        var content = Visit.Content(organization: row.id(3), on: row.day(4), kind: row.text(5))
        content.externalID = row.optionalText(2)
        content.staff = row.optionalID(6)
        content.summary = row.text(7)
        content.result = row.text(8)
        return Visit(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            filing: Filing(row, at: 9)
        )
    }
}
