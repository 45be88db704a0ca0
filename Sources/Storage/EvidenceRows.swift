import Domain

/// What makes a row behind a figure, written once for both forms: what follows FROM is the same, what is selected is not.
extension Transaction {
    /// The columns of a form.
    ///
    /// - Parameters:
    ///   - counted: what a distinct count counts, as people see it and by ids.
    ///   - names: code, title and organization.
    ///   - amounts: expressions in fen, the first of them `amount`, each further one by its own name.
    static func columns(
        _ form: Form,
        counted: (rows: String, keys: String),
        kind: String,
        _ names: (code: String, title: String, organization: String),
        on day: String,
        amounts: [(expression: String, name: String)] = [("CAST(NULL AS BIGINT)", "amount")]
    ) -> String {
        let money = amounts.map { "\($0.expression) AS \($0.name)" }.joined(separator: ", ")
        switch form {
        case .rows:
            return """
                \(counted.rows) AS counted, \(kind) AS kind, \(names.code), \(names.title) AS title,
                    \(names.organization) AS organization, \(day) AS on_day, \(money)
                """
        case .keys: return "\(counted.keys) AS counted, \(kind) AS kind, \(day) AS on_day, \(money)"
        }
    }

    /// The ids of the parts asked for, as further columns; null for a part that is not among them.
    static func columns(_ parts: [Part], _ ids: [Part: String]) -> String {
        parts.reduce("") { $0 + ", \(ids[$1] ?? "CAST(NULL AS BIGINT)") AS \($1.rawValue)" }
    }

    /// What joins are only for names, or for parts that are asked for: nothing otherwise.
    private static func names(_ form: Form, _ parts: [Part], _ joins: String) -> String {
        form == .rows || !parts.isEmpty ? joins : ""
    }

    // MARK: Services

    /// What a service is counted by.
    enum ServiceKey {
        case enterprise
        /// One enterprise at one activity is one service: at a sub-session too, and under two names that were merged.
        case service
    }

    /// Visits, attendances, demands first accepted and matches introduced, of enterprises. An organization that was
    /// merged stands as the one it was merged into.
    static func services(_ form: Form, _ key: ServiceKey, _ parts: [Part]) -> String {
        func branch(
            _ kind: String,
            _ service: (code: String, id: String),
            _ names: (code: String, title: String),
            of organization: String,
            on day: String,
            _ ids: [Part: String]
        ) -> String {
            let (key, shown) =
                form == .rows ? (service.code, "\(names.code), \(names.title) AS title, ") : (service.id, "")
            return """
                SELECT '\(kind) ' || \(key) AS service, '\(kind)' AS kind, \(shown)\(organization) AS organization_id,
                    \(day) AS on_day\(columns(parts.filter { $0 != .organization }, ids))
                """
        }
        let visits = branch(
            "visit",
            ("v.code", "v.id"),
            ("v.code", "v.summary"),
            of: "v.organization_id",
            on: "v.on_day",
            [.staff: "v.staff_id"]
        )
        let attendances = branch(
            "attendance",
            ("COALESCE(main.code, a.code)", "COALESCE(a.parent_id, a.id)"),
            ("a.code", "a.title"),
            of: "t.organization_id",
            on: "a.on_day",
            [.activity: "COALESCE(a.parent_id, a.id)"]
        )
        let demands = branch(
            "demand",
            ("d.code", "d.id"),
            ("d.code", "d.title"),
            of: "d.organization_id",
            on: "w.on_day",
            [.demand: "d.id", .staff: firstActor(of: "demand", to: "accepted", "d.id")]
        )
        let matches = branch(
            "match",
            ("m.code", "m.id"),
            ("m.code", "d.title"),
            of: "d.organization_id",
            on: "w.on_day",
            [.demand: "d.id", .achievement: "m.achievement_id", .staff: "m.owner_id"]
        )
        let counted: (rows: String, keys: String) =
            switch key {
            case .enterprise: ("o.code", "o.id")
            case .service: ("s.service || ' ' || o.code", "s.service || ' ' || o.id")
            }
        let row = columns(
            form,
            counted: counted,
            kind: "s.kind",
            ("s.code", "s.title", "o.name"),
            on: "s.on_day"
        )
        return """
            SELECT \(row)\(columns(parts, outerServiceParts))
            FROM (
                \(visits)
                FROM visit AS v WHERE v.is_counted = 1 AND v.on_day BETWEEN ? AND ?
                UNION ALL
                \(attendances)
                FROM attendance AS t JOIN activity AS a ON a.id = t.activity_id
                \(names(form, [], "LEFT JOIN activity AS main ON main.id = a.parent_id"))
                WHERE a.state = 'held' AND a.is_counted = 1 AND a.on_day BETWEEN ? AND ?
                UNION ALL
                \(demands)
                FROM (\(firstSteps(of: "demand", to: "accepted"))) AS w JOIN demand AS d ON d.id = w.demand_id
                UNION ALL
                \(matches)
                FROM (\(matchEntries(into: .introduced))) AS w JOIN match AS m ON m.id = w.match_id
                JOIN demand AS d ON d.id = m.demand_id
            ) AS s
            JOIN organization AS named ON named.id = s.organization_id
            JOIN organization AS o ON o.id = COALESCE(named.merged_into, named.id)
            WHERE o.kind = 'enterprise'
            """
    }

    private static let outerServiceParts: [Part: String] = Part.allCases.reduce(into: [:]) { ids, part in
        ids[part] = part == .organization ? "o.id" : "s.\(part.rawValue)"
    }

    // MARK: Steps

    /// Who took the record's first step to a state.
    private static func firstActor(of table: String, to state: String, _ id: String) -> String {
        """
        (SELECT f.actor_id FROM \(table)_move AS f WHERE f.\(table)_id = \(id) AND f.to_state = '\(state)'
        ORDER BY f.on_day, f.id LIMIT 1)
        """
    }

    /// Records whose first step to a state lies in the period.
    static func firstMoves(_ form: Form, of table: String, _ part: Part, to state: String, _ parts: [Part])
        -> String
    {
        let id = "w.\(table)_id"
        let ids: [Part: String] = [
            part: id, .organization: "o.id", .staff: firstActor(of: table, to: state, id),
        ]
        let row = columns(
            form,
            counted: ("r.code", id),
            kind: "'\(table)'",
            ("r.code", "r.title", "o.name"),
            on: "w.on_day"
        )
        let joins = """
            JOIN \(table) AS r ON r.id = \(id) JOIN organization AS o ON o.id = r.organization_id
            """
        return """
            SELECT \(row)\(columns(parts, ids))
            FROM (\(firstSteps(of: table, to: state))) AS w \(names(form, parts, joins))
            """
    }

    /// The records, but for mistakes, whose first step to a state lies in the period, each with its day. All steps to the
    /// state are gone through, in the order of an index that holds all that is asked: looking for an earlier step of each
    /// in the period takes several times as long for a year, and no less for a month.
    private static func firstSteps(of table: String, to state: String) -> String {
        """
        SELECT f.\(table)_id, MIN(f.on_day) AS on_day FROM \(table)_move AS f
        WHERE f.to_state = '\(state)' AND f.\(table)_id NOT IN (\(mistakes(table)))
        GROUP BY f.\(table)_id HAVING MIN(f.on_day) BETWEEN ? AND ?
        """
    }

    /// The few records that were entered by mistake: sooner excluded than the many that were not are looked up.
    private static func mistakes(_ table: String) -> String {
        "SELECT x.id FROM \(table) AS x WHERE x.is_counted = 0"
    }

    /// Matches that entered a stage on the way forward in the period, at most one row a match.
    static func matchMoves(
        _ form: Form,
        to stage: MatchStage,
        counted: (rows: String, keys: String),
        _ parts: [Part]
    ) -> String {
        let ids: [Part: String] = [
            .demand: "m.demand_id", .achievement: "m.achievement_id", .organization: "o.id",
            .staff: "m.owner_id",
        ]
        let row = columns(
            form,
            counted: counted,
            kind: "'match'",
            ("m.code", "d.title || ' × ' || a.title", "o.name"),
            on: "w.on_day"
        )
        let joins = """
            JOIN demand AS d ON d.id = m.demand_id JOIN achievement AS a ON a.id = m.achievement_id
            JOIN organization AS o ON o.id = d.organization_id
            """
        return """
            SELECT \(row)\(columns(parts, ids))
            FROM (\(matchEntries(into: stage))) AS w JOIN match AS m ON m.id = w.match_id \(names(form, parts, joins))
            """
    }

    /// The matches, but for mistakes, that took a step forward into a stage in the period.
    private static func matchEntries(into stage: MatchStage) -> String {
        entries(
            into: stage,
            "match_move",
            "match_id",
            besides: " AND f.match_id NOT IN (\(mistakes("match")))"
        )
    }

    /// Activities that were held and are no sub-sessions; conditions may follow.
    ///
    /// - Parameter ids: further columns, each after a comma.
    static func activitiesHeld(_ form: Form, _ ids: String) -> String {
        let row = columns(
            form,
            counted: ("a.code", "a.id"),
            kind: "'activity'",
            ("a.code", "a.title", "a.host"),
            on: "a.on_day"
        )
        return """
            SELECT \(row)\(ids) FROM activity AS a
            WHERE a.state = 'held' AND a.parent_id IS NULL AND a.is_counted = 1
            """
    }

    // MARK: Money

    /// The contract, its buyer, and the owner of the first match behind it.
    private static func contractColumns(_ parts: [Part]) -> String {
        let owner = """
            (SELECT lm.owner_id FROM contract_match AS l JOIN match AS lm ON lm.id = l.match_id
            WHERE l.contract_id = c.id ORDER BY l.match_id LIMIT 1)
            """
        return columns(parts, [.contract: "c.id", .organization: "c.buyer_id", .staff: owner])
    }

    private static func contractColumns(
        _ form: Form,
        _ kind: String,
        on day: String,
        _ amounts: [(expression: String, name: String)],
        _ parts: [Part]
    ) -> String {
        let row = columns(
            form,
            counted: ("c.code", "c.id"),
            kind: "'\(kind)'",
            ("c.code", "c.title", "o.name"),
            on: day,
            amounts: amounts
        )
        return row + contractColumns(parts)
    }

    /// Amounts by their column; the first is `amount`, whatever it is of, and nil is no amount at all.
    private static func amounts(
        _ columns: [String?],
        _ expression: (String) -> String
    ) -> [(expression: String, name: String)] {
        columns.enumerated().map { place, column in
            (column.map(expression) ?? "CAST(NULL AS BIGINT)", place == 0 ? "amount" : column ?? "")
        }
    }

    /// Contracts signed in the period, with amounts as they were signed. Amounts are `total` or `technology`.
    static func signings(_ form: Form, _ amounts: [String?], _ parts: [Part]) -> String {
        let amounts = self.amounts(amounts) { "c.\($0)" }
        return """
            SELECT \(contractColumns(form, "contract", on: "c.signed_on", amounts, parts)) FROM contract AS c
            \(names(form, [], "JOIN organization AS o ON o.id = c.buyer_id"))
            WHERE c.cancelled_on IS NULL AND c.is_counted = 1 AND c.signed_on BETWEEN ? AND ?
            """
    }

    /// The same, and what each amendment in the period added, on its own day.
    static func contractAmounts(_ form: Form, _ amounts: [String], _ parts: [Part]) -> String {
        let added = self.amounts(amounts) { amount in
            """
            x.\(amount) - COALESCE(
                (
                    SELECT y.\(amount) FROM contract_change AS y
                    WHERE y.contract_id = x.contract_id AND y.kind = 'amendment' AND y.id < x.id
                    ORDER BY y.id DESC LIMIT 1
                ),
                c.\(amount)
            )
            """
        }
        return """
            \(signings(form, amounts, parts)) UNION ALL
            SELECT \(contractColumns(form, "amendment", on: "x.on_day", added, parts))
            FROM contract_change AS x JOIN contract AS c ON c.id = x.contract_id
            \(names(form, [], "JOIN organization AS o ON o.id = c.buyer_id"))
            WHERE x.kind = 'amendment' AND c.cancelled_on IS NULL AND c.is_counted = 1 AND x.on_day BETWEEN ? AND ?
            """
    }

    static func payments(_ form: Form, _ parts: [Part]) -> String {
        let row = columns(
            form,
            counted: ("p.code", "p.id"),
            kind: "p.kind",
            ("p.code", "c.title", "o.name"),
            on: "p.on_day",
            amounts: [("CASE p.kind WHEN 'receipt' THEN p.amount ELSE -p.amount END", "amount")]
        )
        let joins = "JOIN contract AS c ON c.id = p.contract_id JOIN organization AS o ON o.id = c.buyer_id"
        return """
            SELECT \(row)\(contractColumns(parts)) FROM payment AS p \(names(form, parts, joins))
            WHERE p.is_counted = 1 AND p.on_day BETWEEN ? AND ?
            """
    }
}
