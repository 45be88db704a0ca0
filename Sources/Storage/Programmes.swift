public import Domain

extension Table {
    static let programme = Table(
        "programme",
        [
            "code", "external_id", "name", "goal", "starts_on", "ends_on", "department", "owner_id", "state",
            "note",
        ] + Filing.columns
    )
}

extension Transaction {
    public func insert(code: RecordCode, _ content: Programme.Content, edition: Int64) throws -> Programme {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.programme, Self.values(code, content, filing))
        return Programme(id: Programme.ID(rawValue: id), code: code, content: content, filing: filing)
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ programme: Programme) throws {
        let values = Self.values(programme.code, programme.content, programme.filing)
        try update(.programme, programme.id.rawValue, version: programme.filing.version, values)
    }

    public func archive(_ id: Programme.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.programme, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func programme(_ id: Programme.ID) throws -> Programme? {
        try programme(where: "id = ?", SQLValue(id))
    }

    public func programme(code: RecordCode) throws -> Programme? {
        try programme(where: "code = ?", SQLValue(text: code))
    }

    public func programme(externalID: String) throws -> Programme? {
        try programme(where: "external_id = ?", .text(externalID))
    }

    /// The programme of exactly this name that is no mistake.
    public func programme(named name: String) throws -> Programme? {
        try programme(where: "name = ? AND is_counted = 1", .text(name))
    }

    private func programme(where condition: String, _ value: SQLValue) throws -> Programme? {
        try one(
            "SELECT \(Table.programme.selected) FROM programme WHERE \(condition)",
            [value],
            Self.programme
        )
    }

    /// Those under way first, then those to come, then those that are over; the newest of each first.
    public func programmes(_ filter: ProgrammeFilter) throws -> [Programme] {
        let conditions = Self.conditions(filter)
        return try all(
            """
            SELECT \(Table.programme.selected(from: "p")) FROM programme AS p\(conditions.clause)
            \(Self.programmeOrder)\(filter.page.clause)
            """,
            conditions.arguments,
            Self.programme
        )
    }

    private static let programmeOrder =
        " ORDER BY CASE p.state WHEN 'running' THEN 0 WHEN 'planned' THEN 1 ELSE 2 END, p.id DESC"

    public func programmeCount(_ filter: ProgrammeFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count("SELECT COUNT(*) FROM programme AS p\(conditions.clause)", conditions.arguments)
    }

    /// The same as `programmes`, with owners and the figures up to a day.
    public func programmeItems(_ filter: ProgrammeFilter, upTo day: Day) throws -> [ProgrammeItem] {
        let conditions = Self.conditions(filter)
        let next = Table.programme.columns.count + 1
        let rows = try all(
            """
            SELECT \(Table.programme.selected(from: "p")), y.name
            FROM programme AS p LEFT JOIN user_account AS y ON y.id = p.owner_id\(conditions.clause)
            \(Self.programmeOrder)\(filter.page.clause)
            """,
            conditions.arguments
        ) { (try Self.programme($0), $0.optionalText(next)) }
        guard let period = Period(first: .earliest, last: day) else { return [] }
        let signed = try figures(ProgrammeFigure.membersSigned, in: period)
        let negotiating = try figures(ProgrammeFigure.membersNegotiating, in: period)
        let activities = try figures(ProgrammeFigure.activities, in: period)
        return rows.map { programme, owner in
            ProgrammeItem(
                programme: programme,
                owner: owner,
                signed: signed[programme.id] ?? 0,
                negotiating: negotiating[programme.id] ?? 0,
                activities: activities[programme.id] ?? 0
            )
        }
    }

    /// How many members and activities rest on the programme, but for mistakes.
    public func programmeUses(_ id: Programme.ID) throws -> Int64 {
        try count(
            """
            SELECT (SELECT COUNT(*) FROM programme_member WHERE programme_id = ? AND is_counted = 1)
                + (SELECT COUNT(*) FROM activity WHERE programme_id = ? AND is_counted = 1)
            """,
            [SQLValue(id), SQLValue(id)]
        )
    }

    static func conditions(_ filter: ProgrammeFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "p")
        if let state = filter.state { conditions.add("p.state = ?", SQLValue(state)) }
        if let owner = filter.owner { conditions.add("p.owner_id = ?", SQLValue(owner)) }
        if let text = filter.text {
            conditions.add("(p.name || ' ' || p.department || ' ' || p.code)", contains: text)
        }
        if let organization = filter.organization {
            conditions.add(
                """
                p.id IN (SELECT programme_id FROM programme_member WHERE is_counted = 1 AND organization_id IN
                    (SELECT id FROM organization WHERE id = ? OR merged_into = ?))
                """,
                SQLValue(organization),
                SQLValue(organization)
            )
        }
        return conditions
    }

    private static func values(_ code: RecordCode, _ content: Programme.Content, _ filing: Filing)
        -> [SQLValue]
    {
        [
            SQLValue(text: code), SQLValue(content.externalID), .text(content.name), .text(content.goal),
            SQLValue(content.startsOn), SQLValue(content.endsOn), .text(content.department),
            SQLValue(content.owner), SQLValue(content.state), .text(content.note),
        ] + filing.values
    }

    static func programme(_ row: any SQLRow) throws -> Programme {
        var content = Programme.Content(name: row.text(3), state: try row.stored(9))
        content.externalID = row.optionalText(2)
        content.goal = row.text(4)
        content.startsOn = row.optionalDay(5)
        content.endsOn = row.optionalDay(6)
        content.department = row.text(7)
        content.owner = row.optionalID(8)
        content.note = row.text(10)
        return Programme(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            filing: Filing(row, at: 11)
        )
    }
}
