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
                """
                SELECT from_state, to_state, on_day, note, recorded_at, actor_id FROM \(table.name)
                WHERE \(owner) = ? ORDER BY id
                """,
                [.integer(id)]
            ) { row in
                RecordMove(
                    from: row.isNull(0) ? nil : try row.stored(0),
                    to: try row.stored(1),
                    on: row.day(2),
                    note: row.text(3),
                    recordedAt: row.instant(4),
                    actor: row.id(5)
                )
            }
        )
    }

    /// The filter as a clause over `demand AS r` or `achievement AS r`.
    static func conditions(_ filter: RecordFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "r")
        if let state = filter.state { conditions.add("r.state = ?", SQLValue(state)) }
        if let organization = filter.organization { conditions.add("r.organization_id", of: organization) }
        if let industry = filter.industry { conditions.add("r.industry", startsWith: industry.description) }
        if let field = filter.field { conditions.add("r.field = ?", .text(field)) }
        if let region = filter.region { conditions.add("r.region", startsWith: region.prefix) }
        if let received = filter.received { conditions.add("r.received_on", in: received) }
        if let text = filter.text {
            conditions.add("(r.title || ' ' || r.keywords || ' ' || r.code)", contains: text)
        }
        return conditions
    }
}
