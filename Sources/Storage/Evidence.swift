public import Domain

/// The evidence behind every figure: one query an indicator, and the figure is computed over that very query.
extension Transaction {
    /// The rows behind a figure, in the order of their days.
    ///
    /// - Parameter start: where to begin instead of at the first; what the page leaves out is counted from there.
    public func evidence(
        _ indicator: Indicator,
        in period: Period,
        from start: EvidenceRow.Place? = nil,
        page: Page = .all
    ) throws -> [EvidenceRow] {
        let query = Self.evidence(indicator, period)
        var conditions = Conditions()
        if let start {
            conditions.add(
                "(on_day, code, kind, counted) >= (?, ?, ?, ?)",
                SQLValue(start.on),
                .text(start.code),
                .text(start.kind),
                .text(start.key)
            )
        }
        return try all(
            """
            SELECT counted, kind, code, title, organization, on_day, amount FROM (\(query.sql)) AS evidence
            \(conditions.clause) ORDER BY on_day, code, kind, counted\(page.clause)
            """,
            query.arguments + conditions.arguments
        ) { row in
            EvidenceRow(
                key: row.text(0),
                kind: row.text(1),
                code: row.text(2),
                title: row.text(3),
                organization: row.text(4),
                on: row.day(5),
                amount: row.optionalInteger(6)
            )
        }
    }

    /// The figure: the distinct count, or the sum in fen, over the evidence rows.
    public func figure(_ indicator: Indicator, in period: Period) throws -> Int64 {
        let query = Self.evidence(indicator, period)
        let measure =
            switch indicator.measure {
            case .distinct: "COUNT(DISTINCT counted)"
            case .sum: "CAST(COALESCE(SUM(amount), 0) AS BIGINT)"
            }
        return try count("SELECT \(measure) FROM (\(query.sql)) AS evidence", query.arguments)
    }

    /// How many rows there are behind a figure.
    public func evidenceCount(_ indicator: Indicator, in period: Period) throws -> Int64 {
        let query = Self.evidence(indicator, period)
        return try count("SELECT COUNT(*) FROM (\(query.sql)) AS evidence", query.arguments)
    }

    /// What the amounts behind a figure add up to, in fen, on each day that has any; in the order of days.
    public func amountsByDay(_ indicator: Indicator, in period: Period) throws -> [(on: Day, amount: Int64)] {
        let query = Self.evidence(indicator, period)
        return try all(
            """
            SELECT on_day, CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (\(query.sql)) AS evidence
            GROUP BY on_day ORDER BY on_day
            """,
            query.arguments
        ) { ($0.day(0), $0.integer(1)) }
    }

    private typealias Query = (sql: String, arguments: [SQLValue])

    /// Each row: counted (what a distinct count counts), kind, code, title, organization, on_day, amount.
    private static func evidence(_ indicator: Indicator, _ period: Period) -> Query {
        let days = [SQLValue(period.first), SQLValue(period.last)]
        switch indicator {
        case .enterprisesServed:
            return (services(counted: "o.code"), days + days + days + days)
        case .services:
            // One enterprise at one activity is one service: at a sub-session too, and under two names that were merged.
            return (services(counted: "s.service || ' ' || o.code"), days + days + days + days)
        case .activities:
            return (
                """
                SELECT a.code AS counted, 'activity' AS kind, a.code, a.title, a.host AS organization, a.on_day,
                    CAST(NULL AS BIGINT) AS amount
                FROM activity AS a
                WHERE a.state = 'held' AND a.parent_id IS NULL AND a.is_counted = 1 AND a.on_day BETWEEN ? AND ?
                """, days
            )
        case .demandsCollected:
            return (firstMoves(of: "demand", to: "accepted"), days)
        case .achievementsPublished:
            return (firstMoves(of: "achievement", to: "published"), days)
        case .demandsIntroduced:
            return (matchMoves(to: "introduced", counted: "d.code"), days)
        case .intentions:
            return (matchMoves(to: "intention", counted: "m.code"), days)
        case .contractsSigned:
            return (signings(amount: "CAST(NULL AS BIGINT)"), days)
        case .contractValue:
            return (signings(amount: "c.total") + " UNION ALL " + amendments(of: "total"), days + days)
        case .technologyValue:
            return (
                signings(amount: "c.technology") + " UNION ALL " + amendments(of: "technology"), days + days
            )
        case .payments:
            return (
                """
                SELECT p.code AS counted, p.kind, p.code, c.title, o.name AS organization, p.on_day,
                    CASE p.kind WHEN 'receipt' THEN p.amount ELSE -p.amount END AS amount
                FROM payment AS p
                JOIN contract AS c ON c.id = p.contract_id
                JOIN organization AS o ON o.id = c.buyer_id
                WHERE p.is_counted = 1 AND p.on_day BETWEEN ? AND ?
                """, days
            )
        }
    }

    /// Visits, attendances, demands first accepted and matches introduced, of enterprises. An organization that was
    /// merged stands as the one it was merged into.
    private static func services(counted: String) -> String {
        """
        SELECT \(counted) AS counted, s.kind, s.code, s.title, o.name AS organization, s.on_day,
            CAST(NULL AS BIGINT) AS amount
        FROM (
            SELECT 'visit ' || v.code AS service, 'visit' AS kind, v.code, v.summary AS title,
                v.organization_id, v.on_day
            FROM visit AS v
            WHERE v.is_counted = 1 AND v.on_day BETWEEN ? AND ?
            UNION ALL
            SELECT 'attendance ' || COALESCE(main.code, a.code), 'attendance', a.code, a.title, t.organization_id, a.on_day
            FROM attendance AS t JOIN activity AS a ON a.id = t.activity_id
            LEFT JOIN activity AS main ON main.id = a.parent_id
            WHERE a.state = 'held' AND a.is_counted = 1 AND a.on_day BETWEEN ? AND ?
            UNION ALL
            SELECT 'demand ' || d.code, 'demand', d.code, d.title, d.organization_id, MIN(w.on_day)
            FROM demand_move AS w JOIN demand AS d ON d.id = w.demand_id
            WHERE w.to_state = 'accepted' AND d.is_counted = 1
            GROUP BY d.id, d.code, d.title, d.organization_id
            HAVING MIN(w.on_day) BETWEEN ? AND ?
            UNION ALL
            SELECT 'match ' || m.code, 'match', m.code, d.title, d.organization_id, MIN(w.on_day)
            FROM match_move AS w JOIN match AS m ON m.id = w.match_id JOIN demand AS d ON d.id = m.demand_id
            WHERE \(entered("introduced")) AND w.on_day BETWEEN ? AND ?
            GROUP BY m.id, m.code, d.title, d.organization_id
        ) AS s
        JOIN organization AS named ON named.id = s.organization_id
        JOIN organization AS o ON o.id = COALESCE(named.merged_into, named.id)
        WHERE o.kind = 'enterprise'
        """
    }

    /// Records whose first step to a state lies in the period.
    private static func firstMoves(of table: String, to state: String) -> String {
        """
        SELECT r.code AS counted, '\(table)' AS kind, r.code, r.title, o.name AS organization, MIN(w.on_day) AS on_day,
            CAST(NULL AS BIGINT) AS amount
        FROM \(table)_move AS w
        JOIN \(table) AS r ON r.id = w.\(table)_id
        JOIN organization AS o ON o.id = r.organization_id
        WHERE w.to_state = '\(state)' AND r.is_counted = 1
        GROUP BY r.id, r.code, r.title, o.name
        HAVING MIN(w.on_day) BETWEEN ? AND ?
        """
    }

    /// Matches that entered a stage on the way forward in the period, at most one row a match.
    private static func matchMoves(to stage: String, counted: String) -> String {
        """
        SELECT \(counted) AS counted, 'match' AS kind, m.code, d.title || ' × ' || a.title AS title,
            o.name AS organization, MIN(w.on_day) AS on_day, CAST(NULL AS BIGINT) AS amount
        FROM match_move AS w
        JOIN match AS m ON m.id = w.match_id
        JOIN demand AS d ON d.id = m.demand_id
        JOIN achievement AS a ON a.id = m.achievement_id
        JOIN organization AS o ON o.id = d.organization_id
        WHERE \(entered(stage)) AND w.on_day BETWEEN ? AND ?
        GROUP BY m.id, m.code, d.code, d.title, a.title, o.name
        """
    }

    /// Steps forward into a stage that were neither a mistake nor taken back as one; of matches that were none either.
    private static func entered(_ stage: String) -> String {
        let before = MatchStage.path.map(\.rawValue).prefix { $0 != stage }
        let froms = before.map { "'\($0)'" }.joined(separator: ", ")
        return """
            w.to_stage = '\(stage)' AND w.from_stage IN (\(froms)) AND w.undoes_id IS NULL AND m.is_counted = 1
            AND NOT EXISTS (SELECT 1 FROM match_move AS u WHERE u.undoes_id = w.id)
            """
    }

    private static func signings(amount: String) -> String {
        """
        SELECT c.code AS counted, 'contract' AS kind, c.code, c.title, o.name AS organization, c.signed_on AS on_day,
            \(amount) AS amount
        FROM contract AS c JOIN organization AS o ON o.id = c.buyer_id
        WHERE c.cancelled_on IS NULL AND c.is_counted = 1 AND c.signed_on BETWEEN ? AND ?
        """
    }

    /// What each amendment added to the amount before it, on its own day. `amount` is `total` or `technology`.
    private static func amendments(of amount: String) -> String {
        """
        SELECT c.code AS counted, 'amendment' AS kind, c.code, c.title, o.name AS organization, x.on_day,
            x.\(amount) - COALESCE(
                (
                    SELECT y.\(amount) FROM contract_change AS y
                    WHERE y.contract_id = x.contract_id AND y.kind = 'amendment' AND y.id < x.id
                    ORDER BY y.id DESC LIMIT 1
                ),
                c.\(amount)
            ) AS amount
        FROM contract_change AS x
        JOIN contract AS c ON c.id = x.contract_id
        JOIN organization AS o ON o.id = c.buyer_id
        WHERE x.kind = 'amendment' AND c.cancelled_on IS NULL AND c.is_counted = 1 AND x.on_day BETWEEN ? AND ?
        """
    }
}
