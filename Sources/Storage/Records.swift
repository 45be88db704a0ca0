import Domain

/// What demands and achievements have in common.
extension Transaction {
    func add(_ move: RecordMove, to table: Table, of id: Int64) throws {
        try insert(
            table,
            [
                .integer(id), move.from.map { SQLValue($0) } ?? .null, SQLValue(move.to), SQLValue(move.on),
                .text(move.note), SQLValue(now), SQLValue(author),
            ]
        )
    }

    func recordHistory(table: Table, owner: String, _ id: Int64) throws -> RecordHistory {
        RecordHistory(
            try all(
                "SELECT \(Self.recordMoveColumns) FROM \(table.name) WHERE \(owner) = ? ORDER BY id",
                [.integer(id)]
            ) { try Self.recordMove($0, at: 0) }
        )
    }

    static let recordMoveColumns = "from_state, to_state, on_day, note, recorded_at, actor_id"

    static func recordMove(_ row: any SQLRow, at first: Int) throws -> RecordMove {
        RecordMove(
            from: row.isNull(first) ? nil : try row.stored(first),
            to: try row.stored(first + 1),
            on: row.day(first + 2),
            note: row.text(first + 3),
            recordedAt: row.instant(first + 4),
            actor: row.id(first + 5)
        )
    }

    /// How many of the records that a filter asks for, whatever their state, are in each state.
    func stateCounts(_ table: Table, _ filter: RecordFilter) throws -> [RecordState: Int64] {
        var filter = filter
        filter.state = nil
        let conditions = Self.conditions(filter, of: table)
        let rows = try all(
            "SELECT r.state, COUNT(*) FROM \(table.name) AS r\(conditions.clause) GROUP BY r.state",
            conditions.arguments
        ) { row -> (RecordState, Int64) in (try row.stored(0), row.integer(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// The id and title of every record of an organization, or of one that it stands for, that is no mistake.
    func titles(_ table: Table, of organization: Organization.ID) throws -> [(id: Int64, title: String)] {
        var conditions = Conditions()
        conditions.add("organization_id", of: organization)
        conditions.add("is_counted = 1")
        return try all(
            "SELECT id, title FROM \(table.name)\(conditions.clause) ORDER BY id",
            conditions.arguments
        ) { ($0.integer(0), $0.text(1)) }
    }

    /// A list's order as a clause over `demand AS r` or `achievement AS r`; `money` and `due` are their columns.
    func order(_ sort: RecordSort, money: String, due: String) -> String {
        switch sort {
        case .newest: " ORDER BY r.received_on DESC, r.id DESC"
        case .deadline:
            """
             ORDER BY CASE WHEN r.\(due) IS NULL THEN 2 WHEN r.\(due) < \(today.rawValue) THEN 1 ELSE 0 END,
            r.\(due), r.id DESC
            """
        case .money: " ORDER BY CASE WHEN r.\(money) IS NULL THEN 1 ELSE 0 END, r.\(money) DESC, r.id DESC"
        case .title: " ORDER BY r.title, r.id DESC"
        }
    }

    /// The filter as a clause over `demand AS r` or `achievement AS r`.
    static func conditions(_ filter: RecordFilter, of table: Table) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "r")
        if let state = filter.state { conditions.add("r.state = ?", SQLValue(state)) }
        if let organization = filter.organization { conditions.add("r.organization_id", of: organization) }
        if let industry = filter.industry { conditions.add("r.industry", startsWith: industry.description) }
        if let field = filter.field { conditions.add("r.field = ?", .text(field)) }
        if let region = filter.region { conditions.add("r.region", startsWith: region.prefix) }
        if let readiness = filter.readiness { conditions.add("r.readiness = ?", .text(readiness)) }
        let isDemand = table.name == Table.demand.name
        let (money, due) = isDemand ? ("r.budget", "r.deadline") : ("r.price", "r.valid_until")
        if let least = filter.leastMoney { conditions.add("\(money) >= ?", SQLValue(least)) }
        if let most = filter.mostMoney { conditions.add("\(money) <= ?", SQLValue(most)) }
        if let from = filter.dueFrom { conditions.add("\(due) >= ?", SQLValue(from)) }
        if let by = filter.dueBy { conditions.add("\(due) <= ?", SQLValue(by)) }
        if let received = filter.received { conditions.add("r.received_on", in: received) }
        if let text = filter.text {
            conditions.add("(r.title || ' ' || r.keywords || ' ' || r.code)", contains: text)
        }
        return conditions
    }
}
