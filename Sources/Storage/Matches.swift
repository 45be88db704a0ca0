public import Domain

extension Table {
    static let match = Table(
        "match",
        ["code", "demand_id", "achievement_id", "stage", "owner_id", "score", "next_step", "next_on"]
            + Filing.columns
    )
    static let matchMove = Table(
        "match_move",
        [
            "match_id", "from_stage", "to_stage", "on_day", "reason", "note", "contract_id", "undoes_id",
            "recorded_at",
            "actor_id",
        ]
    )
    static let followUp = Table(
        "follow_up",
        ["match_id", "on_day", "kind", "text", "next_step", "next_on", "recorded_at", "actor_id"]
    )
}

extension Transaction {
    /// Adds a match with its first step.
    public func insertMatch(
        code: RecordCode,
        demand: Demand.ID,
        achievement: Achievement.ID,
        owner: User.ID?,
        score: Int?,
        move: MatchMove,
        edition: Int64
    ) throws -> Match {
        let match = Match(
            id: Match.ID(rawValue: 0),
            code: code,
            demand: demand,
            achievement: achievement,
            stage: move.to,
            owner: owner,
            score: score,
            nextStep: "",
            nextOn: nil,
            filing: Filing(version: 1, codeEdition: edition)
        )
        let id = try insert(.match, Self.values(match))
        try add(move, to: Match.ID(rawValue: id))
        return Match(
            id: Match.ID(rawValue: id),
            code: code,
            demand: demand,
            achievement: achievement,
            stage: move.to,
            owner: owner,
            score: score,
            nextStep: "",
            nextOn: nil,
            filing: match.filing
        )
    }

    /// Saves owner and next step, an edit made at `filing.version`.
    public func save(_ match: Match) throws {
        try update(.match, match.id.rawValue, version: match.filing.version, Self.values(match))
    }

    /// Adds a step and brings the match's stage up to it.
    public func move(_ id: Match.ID, _ move: MatchMove) throws {
        try add(move, to: id)
        try update(.match, id.rawValue, set: ["stage": SQLValue(move.to)])
    }

    public func archive(_ id: Match.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.match, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func match(_ id: Match.ID) throws -> Match? {
        try one("SELECT \(Table.match.selected) FROM match WHERE id = ?", [SQLValue(id)], Self.match)
    }

    public func match(code: RecordCode) throws -> Match? {
        try one(
            "SELECT \(Table.match.selected) FROM match WHERE code = ?",
            [SQLValue(text: code)],
            Self.match
        )
    }

    public func match(_ demand: Demand.ID, _ achievement: Achievement.ID) throws -> Match? {
        try one(
            "SELECT \(Table.match.selected) FROM match WHERE demand_id = ? AND achievement_id = ?",
            [SQLValue(demand), SQLValue(achievement)],
            Self.match
        )
    }

    public func matches(_ filter: MatchFilter) throws -> [Match] {
        let conditions = Self.conditions(filter)
        return try all(
            """
            SELECT \(Table.match.selected(from: "m")) FROM match AS m\(conditions.clause)
            ORDER BY m.id DESC\(filter.page.clause)
            """,
            conditions.arguments,
            Self.match
        )
    }

    public func matchCount(_ filter: MatchFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count("SELECT COUNT(*) FROM match AS m\(conditions.clause)", conditions.arguments)
    }

    public func history(of id: Match.ID) throws -> MatchHistory {
        MatchHistory(
            try all(
                "SELECT \(Self.matchMoveColumns) FROM match_move WHERE match_id = ? ORDER BY id",
                [SQLValue(id)]
            ) { try Self.stageMove($0, at: 0) }
        )
    }

    static let matchMoveColumns =
        "id, from_stage, to_stage, on_day, reason, note, contract_id, undoes_id, recorded_at, actor_id"

    public func insertFollowUp(
        _ match: Match.ID,
        on day: Day,
        kind: String,
        text: String,
        nextStep: String,
        nextOn: Day?
    ) throws {
        try insert(
            .followUp,
            [
                SQLValue(match), SQLValue(day), .text(kind), .text(text), .text(nextStep), SQLValue(nextOn),
                SQLValue(now),
                SQLValue(author),
            ]
        )
    }

    public func followUps(of match: Match.ID) throws -> [FollowUp] {
        try all(
            "SELECT \(Self.followUpColumns) FROM follow_up WHERE match_id = ? ORDER BY on_day, id",
            [SQLValue(match)],
            Self.followUp
        )
    }

    static let followUpColumns =
        "id, match_id, on_day, kind, text, next_step, next_on, recorded_at, actor_id"

    static func followUp(_ row: any SQLRow) -> FollowUp {
        FollowUp(
            id: row.id(0),
            match: row.id(1),
            on: row.day(2),
            kind: row.text(3),
            text: row.text(4),
            nextStep: row.text(5),
            nextOn: row.optionalDay(6),
            recordedAt: row.instant(7),
            actor: row.id(8)
        )
    }

    private func add(_ move: MatchMove, to id: Match.ID) throws {
        try add(move, to: .matchMove, of: id.rawValue)
    }

    static func conditions(_ filter: MatchFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "m")
        if let stage = filter.stage { conditions.add("m.stage = ?", SQLValue(stage)) }
        if let demand = filter.demand { conditions.add("m.demand_id = ?", SQLValue(demand)) }
        if let achievement = filter.achievement {
            conditions.add("m.achievement_id = ?", SQLValue(achievement))
        }
        if let owner = filter.owner { conditions.add("m.owner_id = ?", SQLValue(owner)) }
        if let day = filter.dueBy {
            conditions.add("m.next_on <= ? AND m.stage NOT IN ('completed', 'ended')", SQLValue(day))
        }
        if let organization = filter.organization {
            let named = "(SELECT id FROM organization WHERE id = ? OR merged_into = ?)"
            conditions.add(
                """
                (m.demand_id IN (SELECT id FROM demand WHERE organization_id IN \(named))
                OR m.achievement_id IN (SELECT id FROM achievement WHERE organization_id IN \(named)))
                """,
                SQLValue(organization),
                SQLValue(organization),
                SQLValue(organization),
                SQLValue(organization)
            )
        }
        if let contract = filter.contract {
            conditions.add(
                "m.id IN (SELECT match_id FROM contract_match WHERE contract_id = ?)",
                SQLValue(contract)
            )
        }
        if let text = filter.text {
            func side(_ table: String) -> String {
                let words = "r.title || ' ' || r.code || ' ' || o.name || ' ' || o.code"
                return """
                    m.\(table)_id IN (SELECT r.id FROM \(table) AS r JOIN organization AS o ON o.id = r.organization_id
                    WHERE \(Conditions.contains("(\(words))")))
                    """
            }
            let pattern = Conditions.pattern(text)
            conditions.add(
                "(\(Conditions.contains("m.code")) OR \(side("demand")) OR \(side("achievement")))",
                pattern,
                pattern,
                pattern
            )
        }
        if let day = filter.stageSince {
            conditions.add("m.stage NOT IN ('completed', 'ended') AND \(matchSince) <= ?", SQLValue(day))
        }
        if let day = filter.quietSince {
            conditions.add(
                """
                m.stage NOT IN ('completed', 'ended') AND \(matchSince) <= ? AND NOT EXISTS
                (SELECT 1 FROM follow_up AS f WHERE f.match_id = m.id AND f.on_day > ?)
                """,
                SQLValue(day),
                SQLValue(day)
            )
        }
        return conditions
    }

    private static func values(_ match: Match) -> [SQLValue] {
        [
            SQLValue(text: match.code), SQLValue(match.demand), SQLValue(match.achievement),
            SQLValue(match.stage),
            SQLValue(match.owner), SQLValue(match.score), .text(match.nextStep), SQLValue(match.nextOn),
        ] + match.filing.values
    }

    static func match(_ row: any SQLRow) throws -> Match {
        Match(
            id: row.id(0),
            code: try row.stored(1),
            demand: row.id(2),
            achievement: row.id(3),
            stage: try row.stored(4),
            owner: row.optionalID(5),
            score: row.optionalInteger(6).map { Int($0) },
            nextStep: row.text(7),
            nextOn: row.optionalDay(8),
            filing: Filing(row, at: 9)
        )
    }
}
