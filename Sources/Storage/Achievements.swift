public import Domain

extension Table {
    static let achievement = Table(
        "achievement",
        [
            "code", "external_id", "organization_id", "title", "summary", "detail", "keywords", "industry",
            "field",
            "region", "zone", "price", "valid_until", "completed_on", "cooperation_modes", "readiness", "trl",
            "ip_kinds", "ip_note", "people",
        ] + Contact.columns + ["source", "received_on", "state"] + Filing.columns
    )
    static let achievementMove = Table(
        "achievement_move",
        ["achievement_id", "from_state", "to_state", "on_day", "note", "recorded_at", "actor_id"]
    )
}

extension Transaction {
    /// Adds an achievement with its first step.
    public func insert(
        code: RecordCode,
        _ content: Achievement.Content,
        move: RecordMove,
        edition: Int64
    ) throws -> Achievement {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.achievement, Self.values(code, content, move.to, filing))
        try add(move, to: .achievementMove, of: id)
        return Achievement(
            id: Achievement.ID(rawValue: id),
            code: code,
            content: content,
            state: move.to,
            filing: filing
        )
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ achievement: Achievement) throws {
        let values = Self.values(achievement.code, achievement.content, achievement.state, achievement.filing)
        let before = try self.achievement(achievement.id)
        try update(.achievement, achievement.id.rawValue, version: achievement.filing.version, values)
        if before?.content.wording != achievement.content.wording {
            try deleteVector(of: .achievement, achievement.id.rawValue)
        }
    }

    /// Adds a step and brings the record's state up to it.
    public func move(_ id: Achievement.ID, _ move: RecordMove) throws {
        try add(move, to: .achievementMove, of: id.rawValue)
        try update(.achievement, id.rawValue, set: ["state": SQLValue(move.to)])
    }

    public func archive(_ id: Achievement.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.achievement, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func moves(of id: Achievement.ID) throws -> RecordHistory {
        try recordHistory(table: .achievementMove, owner: "achievement_id", id.rawValue)
    }

    public func achievement(_ id: Achievement.ID) throws -> Achievement? {
        try one(
            "SELECT \(Table.achievement.selected) FROM achievement WHERE id = ?",
            [SQLValue(id)],
            Self.achievement
        )
    }

    public func achievement(code: RecordCode) throws -> Achievement? {
        try one(
            "SELECT \(Table.achievement.selected) FROM achievement WHERE code = ?",
            [SQLValue(text: code)],
            Self.achievement
        )
    }

    public func achievement(externalID: String) throws -> Achievement? {
        try one(
            "SELECT \(Table.achievement.selected) FROM achievement WHERE external_id = ?",
            [.text(externalID)],
            Self.achievement
        )
    }

    /// The organization's achievements of exactly this title.
    public func achievements(of organization: Organization.ID, titled title: String) throws -> [Achievement] {
        try all(
            """
            SELECT \(Table.achievement.selected) FROM achievement
            WHERE organization_id = ? AND title = ? AND is_counted = 1 ORDER BY id
            """,
            [SQLValue(organization), .text(title)],
            Self.achievement
        )
    }

    public func achievements(_ filter: RecordFilter) throws -> [Achievement] {
        let conditions = Self.conditions(filter, of: .achievement)
        return try all(
            """
            SELECT \(Table.achievement.selected(from: "r")) FROM achievement AS r\(conditions.clause)\
            \(order(filter.sort, money: "price", due: "valid_until"))\(filter.page.clause)
            """,
            conditions.arguments,
            Self.achievement
        )
    }

    public func achievementCount(_ filter: RecordFilter) throws -> Int64 {
        let conditions = Self.conditions(filter, of: .achievement)
        return try count("SELECT COUNT(*) FROM achievement AS r\(conditions.clause)", conditions.arguments)
    }

    /// How many of the achievements that a filter asks for, whatever their state, are in each state.
    public func achievementStateCounts(_ filter: RecordFilter) throws -> [RecordState: Int64] {
        try stateCounts(.achievement, filter)
    }

    /// The title of every achievement of an organization, or of one that it stands for, that is no mistake.
    public func achievementTitles(of organization: Organization.ID) throws -> [(
        achievement: Achievement.ID, title: String
    )] {
        try titles(.achievement, of: organization).map { (Achievement.ID(rawValue: $0.id), $0.title) }
    }

    /// Every achievement that is not a mistake, one after the other, for whoever keeps a picture of them.
    public func eachAchievement(_ body: (Achievement) throws -> Void) throws {
        let sql = "SELECT \(Table.achievement.selected) FROM achievement WHERE is_counted = 1 ORDER BY id"
        try connection.query(sql, []) { row in try body(try Self.achievement(row)) }
    }

    private static func values(
        _ code: RecordCode,
        _ content: Achievement.Content,
        _ state: RecordState,
        _ filing: Filing
    ) -> [SQLValue] {
        [
            SQLValue(text: code), SQLValue(content.externalID), SQLValue(content.organization),
            .text(content.title),
            .text(content.summary), .text(content.detail), SQLValue(lines: content.keywords),
            SQLValue(text: content.industry), SQLValue(content.field), SQLValue(text: content.region),
            SQLValue(content.zone), SQLValue(content.price), SQLValue(content.validUntil),
            SQLValue(content.completedOn), SQLValue(lines: content.cooperationModes),
            SQLValue(content.readiness),
            SQLValue(content.trl), SQLValue(lines: content.ipKinds), .text(content.ipNote),
            .text(content.people),
        ] + content.contact.values + [.text(content.source), SQLValue(content.receivedOn), SQLValue(state)]
            + filing.values
    }

    static func achievement(_ row: any SQLRow) throws -> Achievement {
        var content = Achievement.Content(
            organization: row.id(3),
            title: row.text(4),
            receivedOn: row.day(25)
        )
        content.externalID = row.optionalText(2)
        content.summary = row.text(5)
        content.detail = row.text(6)
        content.keywords = row.lines(7)
        content.industry = row.optionalText(8).map(IndustryCode.init(rawValue:))
        content.field = row.optionalText(9)
        content.region = row.optionalText(10).map(RegionCode.init(rawValue:))
        content.zone = row.optionalText(11)
        content.price = row.optionalMoney(12)
        content.validUntil = row.optionalDay(13)
        content.completedOn = row.optionalDay(14)
        content.cooperationModes = row.lines(15)
        content.readiness = row.optionalText(16)
        content.trl = row.optionalInteger(17).map { Int($0) }
        content.ipKinds = row.lines(18)
        content.ipNote = row.text(19)
        content.people = row.text(20)
        content.contact = Contact(row, at: 21)
        content.source = row.text(24)
        return Achievement(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            state: try row.stored(26),
            filing: Filing(row, at: 27)
        )
    }
}
