public import Domain

/// The evidence behind every figure: one query an indicator, and the figure is computed over that very query, whose names
/// nobody reads then.
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
        try rows(of: Self.evidence(indicator, period, .rows), from: start, page: page)
    }

    /// The rows of a query of evidence, in the order of their days.
    func rows(of query: Query, from start: EvidenceRow.Place?, page: Page) throws -> [EvidenceRow] {
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

    /// How many rows there are behind a figure.
    public func evidenceCount(_ indicator: Indicator, in period: Period) throws -> Int64 {
        let query = Self.evidence(indicator, period, .keys)
        return try count("SELECT COUNT(*) FROM (\(query.sql)) AS evidence", query.arguments)
    }

    /// What the amounts behind a figure add up to, in fen, on each day that has any; in the order of days.
    public func amountsByDay(_ indicator: Indicator, in period: Period) throws -> [(on: Day, amount: Int64)] {
        let query = Self.evidence(indicator, period, .keys)
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

    /// What is wanted of each row.
    enum Form {
        /// What people see of it: counted (what a distinct count counts), kind, code, title, organization, on_day, amount.
        case rows
        /// What figures and their parts are computed from: counted, by ids, and kind, on_day, amount. The same rows: names
        /// are looked up by keys that are always there, which neither adds a row nor takes one away.
        case keys
    }

    /// The rows behind a figure. After the columns of the form stand the ids of the parts asked for, which are null where a
    /// row has no such part.
    static func evidence(_ indicator: Indicator, _ period: Period, _ form: Form, _ parts: [Part] = [])
        -> Query
    {
        let days = [SQLValue(period.first), SQLValue(period.last)]
        switch indicator {
        case .enterprisesServed: return (services(form, .enterprise, parts), days + days + days + days)
        case .services: return (services(form, .service, parts), days + days + days + days)
        case .activities:
            return (
                "\(activitiesHeld(form, columns(parts, [.activity: "a.id"]))) AND a.on_day BETWEEN ? AND ?",
                days
            )
        case .demandsCollected: return (firstMoves(form, of: "demand", .demand, to: "accepted", parts), days)
        case .achievementsPublished:
            return (firstMoves(form, of: "achievement", .achievement, to: "published", parts), days)
        case .demandsIntroduced:
            return (matchMoves(form, to: .introduced, counted: ("d.code", "m.demand_id"), parts), days)
        case .intentions:
            return (matchMoves(form, to: .intention, counted: ("m.code", "m.id"), parts), days)
        case .contractsSigned: return (signings(form, [nil], parts), days)
        case .contractValue: return (contractAmounts(form, ["total"], parts), days + days)
        case .technologyValue: return (contractAmounts(form, ["technology"], parts), days + days)
        case .payments: return (payments(form, parts), days)
        }
    }
}
