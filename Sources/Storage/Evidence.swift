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
            return (services(counted: "o.code", parts), serviceArguments(period))
        case .services:
            // One enterprise at one activity is one service: at a sub-session too, and under two names that were merged.
            return (services(counted: "s.service || ' ' || o.code", parts), serviceArguments(period))
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
            return (firstMoves(of: "demand", .demand, to: "accepted", parts), firstArguments(period))
        case .achievementsPublished:
            return (
                firstMoves(of: "achievement", .achievement, to: "published", parts), firstArguments(period)
            )
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
                    w.on_day\(inner([.demand: "d.id", .staff: firstActor(of: "demand", to: "accepted", "d.id")]))
                FROM (\(firstSteps(of: "demand", to: "accepted"))) AS w JOIN demand AS d ON d.id = w.demand_id
                WHERE d.is_counted = 1
                UNION ALL
                SELECT 'match ' || m.code, 'match', m.code, d.title, d.organization_id,
                    w.on_day\(inner([.demand: "d.id", .achievement: "m.achievement_id", .staff: "m.owner_id"]))
                FROM (\(entries(into: "introduced"))) AS w JOIN match AS m ON m.id = w.match_id
                JOIN demand AS d ON d.id = m.demand_id
                WHERE m.is_counted = 1
            ) AS s
            JOIN organization AS named ON named.id = s.organization_id
            JOIN organization AS o ON o.id = COALESCE(named.merged_into, named.id)
            WHERE o.kind = 'enterprise'
            """
    }

    private static func serviceArguments(_ period: Period) -> [SQLValue] {
        let days = [SQLValue(period.first), SQLValue(period.last)]
        return days + days + firstArguments(period) + days
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
            SELECT r.code AS counted, '\(table)' AS kind, r.code, r.title, o.name AS organization, w.on_day,
                CAST(NULL AS BIGINT) AS amount\(columns(parts, ids))
            FROM (\(firstSteps(of: table, to: state))) AS w
            JOIN \(table) AS r ON r.id = w.\(table)_id
            JOIN organization AS o ON o.id = r.organization_id
            WHERE r.is_counted = 1
            """
    }

    /// The records whose first step to a state lies in the period, each with its day. Steps are grouped before anything is
    /// joined to them: a number is sorted sooner than titles are.
    private static func firstSteps(of table: String, to state: String) -> String {
        """
        SELECT f.\(table)_id, MIN(f.on_day) AS on_day FROM \(table)_move AS f
        WHERE f.to_state = '\(state)' AND f.on_day BETWEEN ? AND ? AND NOT EXISTS (
            SELECT 1 FROM \(table)_move AS e
            WHERE e.\(table)_id = f.\(table)_id AND e.to_state = '\(state)' AND e.on_day < ?
        )
        GROUP BY f.\(table)_id
        """
    }

    /// The arguments of `firstSteps`.
    private static func firstArguments(_ period: Period) -> [SQLValue] {
        [SQLValue(period.first), SQLValue(period.last), SQLValue(period.first)]
    }

    /// Matches that entered a stage on the way forward in the period, at most one row a match.
    private static func matchMoves(to stage: String, counted: String, _ parts: [Part]) -> String {
        let ids: [Part: String] = [
            .demand: "d.id", .achievement: "a.id", .organization: "o.id", .staff: "m.owner_id",
        ]
        return """
            SELECT \(counted) AS counted, 'match' AS kind, m.code, d.title || ' × ' || a.title AS title,
                o.name AS organization, w.on_day, CAST(NULL AS BIGINT) AS amount\(columns(parts, ids))
            FROM (\(entries(into: stage))) AS w
            JOIN match AS m ON m.id = w.match_id
            JOIN demand AS d ON d.id = m.demand_id
            JOIN achievement AS a ON a.id = m.achievement_id
            JOIN organization AS o ON o.id = d.organization_id
            WHERE m.is_counted = 1
            """
    }

    /// The matches that took a step forward into a stage in the period, neither a mistake nor taken back as one, each with
    /// the first day of such a step.
    private static func entries(into stage: String) -> String {
        let before = MatchStage.path.map(\.rawValue).prefix { $0 != stage }
        let froms = before.map { "'\($0)'" }.joined(separator: ", ")
        return """
            SELECT f.match_id, MIN(f.on_day) AS on_day FROM match_move AS f
            WHERE f.to_stage = '\(stage)' AND f.from_stage IN (\(froms)) AND f.undoes_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM match_move AS u WHERE u.undoes_id = f.id)
                AND f.on_day BETWEEN ? AND ?
            GROUP BY f.match_id
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
