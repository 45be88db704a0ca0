public import Domain

/// Matches as lists show them, each query one statement however many rows there are.
extension Transaction {
    /// When `match AS m` entered its stage: the day of its last step that was neither a mistake nor taken back as one.
    static let matchSince = entered("match_move", "match_id", "m.id")

    /// What the contracts in force of `match AS m` are worth now; NULL if there is none.
    private static let matchTotal = """
        (SELECT CAST(SUM(\(contractNow("total"))) AS BIGINT) FROM contract_match AS l
            JOIN contract AS c ON c.id = l.contract_id
            WHERE l.match_id = m.id AND c.is_counted = 1 AND c.cancelled_on IS NULL)
        """

    public func matchItems(_ filter: MatchFilter) throws -> [MatchItem] {
        let conditions = Self.conditions(filter)
        let first = Table.match.columns.count + 1
        return try all(
            """
            SELECT \(Table.match.selected(from: "m")), d.code, d.title, b.code, b.name, a.code, a.title, s.code, s.name,
                d.budget, y.name, \(Self.matchSince),
                (SELECT MAX(f.on_day) FROM follow_up AS f WHERE f.match_id = m.id), \(Self.matchTotal)
            FROM match AS m
            JOIN demand AS d ON d.id = m.demand_id JOIN organization AS b ON b.id = d.organization_id
            JOIN achievement AS a ON a.id = m.achievement_id JOIN organization AS s ON s.id = a.organization_id
            LEFT JOIN user_account AS y ON y.id = m.owner_id\(conditions.clause)
            ORDER BY \(Self.order(filter.order))m.id DESC\(filter.page.clause)
            """,
            conditions.arguments
        ) { row in
            MatchItem(
                match: try Self.match(row),
                demand: NamedCode(code: try row.stored(first), name: row.text(first + 1)),
                buyer: NamedCode(code: try row.stored(first + 2), name: row.text(first + 3)),
                achievement: NamedCode(code: try row.stored(first + 4), name: row.text(first + 5)),
                seller: NamedCode(code: try row.stored(first + 6), name: row.text(first + 7)),
                budget: row.optionalMoney(first + 8),
                owner: row.optionalText(first + 9),
                since: row.day(first + 10),
                talkedOn: row.optionalDay(first + 11),
                total: row.optionalMoney(first + 12)
            )
        }
    }

    private static func order(_ order: MatchFilter.Order) -> String {
        switch order {
        case .newest: ""
        case .due: "CASE WHEN m.next_on IS NULL THEN 1 ELSE 0 END, m.next_on, "
        case .since: "\(matchSince), "
        case .total: "COALESCE(\(matchTotal), -1) DESC, "
        case .score: "COALESCE(m.score, -1) DESC, "
        }
    }

    /// How many of the filter's matches stand at each stage, and how much money that is about; stages without any are
    /// left out.
    public func stageSums(_ filter: MatchFilter) throws -> [StageSum] {
        let conditions = Self.conditions(filter)
        func byStage(_ sql: String) throws -> [String: Int64] {
            let rows = try all(sql, conditions.arguments) { ($0.text(0), $0.integer(1)) }
            return Dictionary(uniqueKeysWithValues: rows)
        }
        let counts = try byStage(
            "SELECT m.stage, COUNT(*) FROM match AS m\(conditions.clause) GROUP BY m.stage"
        )
        let budgets = try byStage(
            """
            SELECT x.stage, CAST(SUM(x.budget) AS BIGINT) FROM (
                SELECT DISTINCT m.stage, d.id, COALESCE(d.budget, 0) AS budget
                FROM match AS m JOIN demand AS d ON d.id = m.demand_id\(conditions.clause)
            ) AS x GROUP BY x.stage
            """
        )
        let totals = try byStage(
            """
            SELECT x.stage, CAST(SUM(x.worth) AS BIGINT) FROM (
                SELECT DISTINCT m.stage, c.id,
                    CASE WHEN c.is_counted = 1 AND c.cancelled_on IS NULL THEN \(Self.contractNow("total")) ELSE 0 END
                        AS worth
                FROM match AS m JOIN contract_match AS l ON l.match_id = m.id
                JOIN contract AS c ON c.id = l.contract_id\(conditions.clause)
            ) AS x GROUP BY x.stage
            """
        )
        return MatchStage.allCases.compactMap { stage in
            guard let count = counts[stage.rawValue] else { return nil }
            return StageSum(
                stage: stage,
                count: count,
                budget: Money(fen: budgets[stage.rawValue] ?? 0),
                total: Money(fen: totals[stage.rawValue] ?? 0)
            )
        }
    }
}
