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
        ) { Self.evidenceRow($0) }
    }

    static func evidenceRow(_ row: any SQLRow) -> EvidenceRow {
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

    typealias Query = (sql: String, arguments: [SQLValue])

    /// What a row rests on, by its id: what cuts find the parts of a figure by.
    enum Part: String, CaseIterable {
        case organization = "organization_id"
        case demand = "demand_id"
        case achievement = "achievement_id"
        case contract = "contract_id"
        case activity = "activity_id"
        case staff = "staff_id"
    }

    /// Each row: counted (what a distinct count counts), kind, code, title, organization, on_day, amount; then the ids of
    /// the parts asked for, which are null where a row has no such part.
    static func evidence(_ indicator: Indicator, _ period: Period, _ parts: [Part] = []) -> Query {
        let days = [SQLValue(period.first), SQLValue(period.last)]
        switch indicator {
        case .enterprisesServed:
            return (services(counted: "o.code", parts), days + days + days + days)
        case .services:
            // One enterprise at one activity is one service: at a sub-session too, and under two names that were merged.
            return (services(counted: "s.service || ' ' || o.code", parts), days + days + days + days)
        case .activities:
            return (
                """
                SELECT a.code AS counted, 'activity' AS kind, a.code, a.title, a.host AS organization, a.on_day,
                    CAST(NULL AS BIGINT) AS amount\(columns(parts, [.activity: "a.id"]))
                FROM activity AS a
                WHERE a.state = 'held' AND a.parent_id IS NULL AND a.is_counted = 1 AND a.on_day BETWEEN ? AND ?
                """, days
            )
        case .demandsCollected:
            return (firstMoves(of: "demand", .demand, to: "accepted", parts), days)
        case .achievementsPublished:
            return (firstMoves(of: "achievement", .achievement, to: "published", parts), days)
        case .demandsIntroduced:
            return (matchMoves(to: "introduced", counted: "d.code", parts), days)
        case .intentions:
            return (matchMoves(to: "intention", counted: "m.code", parts), days)
        case .contractsSigned:
            return (signings(amount: "CAST(NULL AS BIGINT)", parts), days)
        case .contractValue:
            return (
                signings(amount: "c.total", parts) + " UNION ALL " + amendments(of: "total", parts),
                days + days
            )
        case .technologyValue:
            return (
                signings(amount: "c.technology", parts) + " UNION ALL "
                    + amendments(of: "technology", parts), days + days
            )
        case .payments:
            return (
                """
                SELECT p.code AS counted, p.kind, p.code, c.title, o.name AS organization, p.on_day,
                    CASE p.kind WHEN 'receipt' THEN p.amount ELSE -p.amount END AS amount\(contractColumns(parts))
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
    private static func services(counted: String, _ parts: [Part]) -> String {
        let inner: ([Part: String]) -> String = { ids in
            columns(parts.filter { $0 != .organization }, ids)
        }
        return """
            SELECT \(counted) AS counted, s.kind, s.code, s.title, o.name AS organization, s.on_day,
                CAST(NULL AS BIGINT) AS amount\(columns(parts, outerServiceParts))
            FROM (
                SELECT 'visit ' || v.code AS service, 'visit' AS kind, v.code, v.summary AS title,
                    v.organization_id, v.on_day\(inner([.staff: "v.staff_id"]))
                FROM visit AS v
                WHERE v.is_counted = 1 AND v.on_day BETWEEN ? AND ?
                UNION ALL
                SELECT 'attendance ' || COALESCE(main.code, a.code), 'attendance', a.code, a.title,
                    t.organization_id, a.on_day\(inner([.activity: "COALESCE(main.id, a.id)"]))
                FROM attendance AS t JOIN activity AS a ON a.id = t.activity_id
                LEFT JOIN activity AS main ON main.id = a.parent_id
                WHERE a.state = 'held' AND a.is_counted = 1 AND a.on_day BETWEEN ? AND ?
                UNION ALL
                SELECT 'demand ' || d.code, 'demand', d.code, d.title, d.organization_id,
                    MIN(w.on_day)\(inner([.demand: "d.id", .staff: firstActor(of: "demand", to: "accepted", "d.id")]))
                FROM demand_move AS w JOIN demand AS d ON d.id = w.demand_id
                WHERE w.to_state = 'accepted' AND d.is_counted = 1
                GROUP BY d.id, d.code, d.title, d.organization_id
                HAVING MIN(w.on_day) BETWEEN ? AND ?
                UNION ALL
                SELECT 'match ' || m.code, 'match', m.code, d.title, d.organization_id,
                    MIN(w.on_day)\(inner([.demand: "d.id", .achievement: "m.achievement_id", .staff: "m.owner_id"]))
                FROM match_move AS w JOIN match AS m ON m.id = w.match_id JOIN demand AS d ON d.id = m.demand_id
                WHERE \(entered("introduced")) AND w.on_day BETWEEN ? AND ?
                GROUP BY m.id, m.code, d.title, d.organization_id\(parts.isEmpty ? "" : ", d.id")
            ) AS s
            JOIN organization AS named ON named.id = s.organization_id
            JOIN organization AS o ON o.id = COALESCE(named.merged_into, named.id)
            WHERE o.kind = 'enterprise'
            """
    }

    private static let outerServiceParts: [Part: String] = Part.allCases.reduce(into: [:]) { ids, part in
        ids[part] = part == .organization ? "o.id" : "s.\(part.rawValue)"
    }

    /// The ids of the parts asked for, as further columns; null for a part that is not among them.
    private static func columns(_ parts: [Part], _ ids: [Part: String]) -> String {
        parts.reduce("") { $0 + ", \(ids[$1] ?? "CAST(NULL AS BIGINT)") AS \($1.rawValue)" }
    }

    /// Who took the record's first step to a state.
    private static func firstActor(of table: String, to state: String, _ id: String) -> String {
        """
        (SELECT f.actor_id FROM \(table)_move AS f WHERE f.\(table)_id = \(id) AND f.to_state = '\(state)'
        ORDER BY f.on_day, f.id LIMIT 1)
        """
    }

    /// Records whose first step to a state lies in the period.
    private static func firstMoves(of table: String, _ part: Part, to state: String, _ parts: [Part])
        -> String
    {
        let ids: [Part: String] = [
            part: "r.id", .organization: "o.id", .staff: firstActor(of: table, to: state, "r.id"),
        ]
        return """
            SELECT r.code AS counted, '\(table)' AS kind, r.code, r.title, o.name AS organization, MIN(w.on_day) AS on_day,
                CAST(NULL AS BIGINT) AS amount\(columns(parts, ids))
            FROM \(table)_move AS w
            JOIN \(table) AS r ON r.id = w.\(table)_id
            JOIN organization AS o ON o.id = r.organization_id
            WHERE w.to_state = '\(state)' AND r.is_counted = 1
            GROUP BY r.id, r.code, r.title, o.name\(parts.isEmpty ? "" : ", o.id")
            HAVING MIN(w.on_day) BETWEEN ? AND ?
            """
    }

    /// Matches that entered a stage on the way forward in the period, at most one row a match.
    private static func matchMoves(to stage: String, counted: String, _ parts: [Part]) -> String {
        let ids: [Part: String] = [
            .demand: "d.id", .achievement: "a.id", .organization: "o.id", .staff: "m.owner_id",
        ]
        return """
            SELECT \(counted) AS counted, 'match' AS kind, m.code, d.title || ' × ' || a.title AS title,
                o.name AS organization, MIN(w.on_day) AS on_day, CAST(NULL AS BIGINT) AS amount\(columns(parts, ids))
            FROM match_move AS w
            JOIN match AS m ON m.id = w.match_id
            JOIN demand AS d ON d.id = m.demand_id
            JOIN achievement AS a ON a.id = m.achievement_id
            JOIN organization AS o ON o.id = d.organization_id
            WHERE \(entered(stage)) AND w.on_day BETWEEN ? AND ?
            GROUP BY m.id, m.code, d.code, d.title, a.title, o.name\(parts.isEmpty ? "" : ", d.id, a.id, o.id")
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

    /// The contract, its buyer, and the owner of the first match behind it.
    private static func contractColumns(_ parts: [Part]) -> String {
        let owner = """
            (SELECT lm.owner_id FROM contract_match AS l JOIN match AS lm ON lm.id = l.match_id
            WHERE l.contract_id = c.id ORDER BY l.match_id LIMIT 1)
            """
        return columns(parts, [.contract: "c.id", .organization: "o.id", .staff: owner])
    }

    private static func signings(amount: String, _ parts: [Part]) -> String {
        """
        SELECT c.code AS counted, 'contract' AS kind, c.code, c.title, o.name AS organization, c.signed_on AS on_day,
            \(amount) AS amount\(contractColumns(parts))
        FROM contract AS c JOIN organization AS o ON o.id = c.buyer_id
        WHERE c.cancelled_on IS NULL AND c.is_counted = 1 AND c.signed_on BETWEEN ? AND ?
        """
    }

    /// What each amendment added to the amount before it, on its own day. `amount` is `total` or `technology`.
    private static func amendments(of amount: String, _ parts: [Part]) -> String {
        """
        SELECT c.code AS counted, 'amendment' AS kind, c.code, c.title, o.name AS organization, x.on_day,
            x.\(amount) - COALESCE(
                (
                    SELECT y.\(amount) FROM contract_change AS y
                    WHERE y.contract_id = x.contract_id AND y.kind = 'amendment' AND y.id < x.id
                    ORDER BY y.id DESC LIMIT 1
                ),
                c.\(amount)
            ) AS amount\(contractColumns(parts))
        FROM contract_change AS x
        JOIN contract AS c ON c.id = x.contract_id
        JOIN organization AS o ON o.id = c.buyer_id
        WHERE x.kind = 'amendment' AND c.cancelled_on IS NULL AND c.is_counted = 1 AND x.on_day BETWEEN ? AND ?
        """
    }
}
