public import Domain

extension Table {
    static let demand = Table(
        "demand",
        [
            "code", "external_id", "organization_id", "title", "summary", "detail", "problem",
            "key_indicators",
            "expected_result", "keywords", "industry", "field", "region", "zone", "budget", "deadline",
            "cooperation_modes", "readiness",
        ] + Contact.columns + ["source", "received_on", "state"] + Filing.columns
    )
    static let demandMove = Table(
        "demand_move",
        ["demand_id", "from_state", "to_state", "on_day", "note", "recorded_at", "actor_id"]
    )
}

extension Transaction {
    /// Adds a demand with its first step.
    public func insert(
        code: RecordCode,
        _ content: Demand.Content,
        move: RecordMove,
        edition: Int64
    ) throws -> Demand {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.demand, Self.values(code, content, move.to, filing))
        try add(move, to: .demandMove, of: id)
        return Demand(
            id: Demand.ID(rawValue: id),
            code: code,
            content: content,
            state: move.to,
            filing: filing
        )
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ demand: Demand) throws {
        let values = Self.values(demand.code, demand.content, demand.state, demand.filing)
        let before = try self.demand(demand.id)
        try update(.demand, demand.id.rawValue, version: demand.filing.version, values)
        if before?.content.wording != demand.content.wording {
            try deleteVector(of: .demand, demand.id.rawValue)
        }
    }

    /// Adds a step and brings the record's state up to it.
    public func move(_ id: Demand.ID, _ move: RecordMove) throws {
        try add(move, to: .demandMove, of: id.rawValue)
        try update(.demand, id.rawValue, set: ["state": SQLValue(move.to)])
    }

    public func archive(_ id: Demand.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.demand, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func moves(of id: Demand.ID) throws -> RecordHistory {
        try recordHistory(table: .demandMove, owner: "demand_id", id.rawValue)
    }

    public func demand(_ id: Demand.ID) throws -> Demand? {
        try one("SELECT \(Table.demand.selected) FROM demand WHERE id = ?", [SQLValue(id)], Self.demand)
    }

    public func demand(code: RecordCode) throws -> Demand? {
        try one(
            "SELECT \(Table.demand.selected) FROM demand WHERE code = ?",
            [SQLValue(text: code)],
            Self.demand
        )
    }

    public func demand(externalID: String) throws -> Demand? {
        try one(
            "SELECT \(Table.demand.selected) FROM demand WHERE external_id = ?",
            [.text(externalID)],
            Self.demand
        )
    }

    /// The organization's demands of exactly this title.
    public func demands(of organization: Organization.ID, titled title: String) throws -> [Demand] {
        try all(
            """
            SELECT \(Table.demand.selected) FROM demand
            WHERE organization_id = ? AND title = ? AND is_counted = 1 ORDER BY id
            """,
            [SQLValue(organization), .text(title)],
            Self.demand
        )
    }

    public func demands(_ filter: RecordFilter) throws -> [Demand] {
        let conditions = Self.conditions(filter, of: .demand)
        return try all(
            """
            SELECT \(Table.demand.selected(from: "r")) FROM demand AS r\(conditions.clause)\
            \(order(filter.sort, money: "budget", due: "deadline"))\(filter.page.clause)
            """,
            conditions.arguments,
            Self.demand
        )
    }

    public func demandCount(_ filter: RecordFilter) throws -> Int64 {
        let conditions = Self.conditions(filter, of: .demand)
        return try count("SELECT COUNT(*) FROM demand AS r\(conditions.clause)", conditions.arguments)
    }

    /// How many of the demands that a filter asks for, whatever their state, are in each state.
    public func demandStateCounts(_ filter: RecordFilter) throws -> [RecordState: Int64] {
        try stateCounts(.demand, filter)
    }

    /// The title of every demand of an organization, or of one that it stands for, that is no mistake.
    public func demandTitles(of organization: Organization.ID) throws -> [(demand: Demand.ID, title: String)]
    {
        try titles(.demand, of: organization).map { (Demand.ID(rawValue: $0.id), $0.title) }
    }

    /// Every demand that is not a mistake, one after the other, for whoever keeps a picture of them.
    public func eachDemand(_ body: (Demand) throws -> Void) throws {
        try connection.query(
            "SELECT \(Table.demand.selected) FROM demand WHERE is_counted = 1 ORDER BY id",
            []
        ) { row in
            try body(try Self.demand(row))
        }
    }

    private static func values(
        _ code: RecordCode,
        _ content: Demand.Content,
        _ state: RecordState,
        _ filing: Filing
    ) -> [SQLValue] {
        [
            SQLValue(text: code), SQLValue(content.externalID), SQLValue(content.organization),
            .text(content.title),
            .text(content.summary), .text(content.detail), .text(content.problem),
            .text(content.keyIndicators),
            .text(content.expectedResult), SQLValue(lines: content.keywords),
            SQLValue(text: content.industry),
            SQLValue(content.field), SQLValue(text: content.region), SQLValue(content.zone),
            SQLValue(content.budget), SQLValue(content.deadline), SQLValue(lines: content.cooperationModes),
            SQLValue(content.readiness),
        ] + content.contact.values + [.text(content.source), SQLValue(content.receivedOn), SQLValue(state)]
            + filing.values
    }

    static func demand(_ row: any SQLRow) throws -> Demand {
        var content = Demand.Content(organization: row.id(3), title: row.text(4), receivedOn: row.day(23))
        content.externalID = row.optionalText(2)
        content.summary = row.text(5)
        content.detail = row.text(6)
        content.problem = row.text(7)
        content.keyIndicators = row.text(8)
        content.expectedResult = row.text(9)
        content.keywords = row.lines(10)
        content.industry = row.optionalText(11).map(IndustryCode.init(rawValue:))
        content.field = row.optionalText(12)
        content.region = row.optionalText(13).map(RegionCode.init(rawValue:))
        content.zone = row.optionalText(14)
        content.budget = row.optionalMoney(15)
        content.deadline = row.optionalDay(16)
        content.cooperationModes = row.lines(17)
        content.readiness = row.optionalText(18)
        content.contact = Contact(row, at: 19)
        content.source = row.text(22)
        return Demand(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            state: try row.stored(24),
            filing: Filing(row, at: 25)
        )
    }
}
