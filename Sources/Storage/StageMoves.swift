import Domain

/// What the steps of matches and of members have in common.
extension Transaction {
    /// Adds a step, in the order of the table's columns.
    func add<Stage>(_ move: StageMove<Stage>, to table: Table, of owner: Int64) throws {
        let values = table.columns.map { column -> SQLValue in
            switch column {
            case "from_stage": move.from.map { SQLValue($0) } ?? .null
            case "to_stage": SQLValue(move.to)
            case "on_day": SQLValue(move.on)
            case "reason": SQLValue(move.reason)
            case "note": .text(move.note)
            case "contract_id": SQLValue(move.contract)
            case "undoes_id": SQLValue(move.undoes)
            case "recorded_at": SQLValue(now)
            case "actor_id": SQLValue(author)
            default: .integer(owner)
            }
        }
        try insert(table, values)
    }

    /// A step from ten columns: id, from_stage, to_stage, on_day, reason, note, contract_id, undoes_id, recorded_at and
    /// actor_id.
    static func stageMove<Stage>(_ row: any SQLRow, at first: Int) throws -> StageMove<Stage> {
        StageMove(
            id: row.id(first),
            from: row.isNull(first + 1) ? nil : try row.stored(first + 1),
            to: try row.stored(first + 2),
            on: row.day(first + 3),
            reason: row.optionalText(first + 4),
            note: row.text(first + 5),
            contract: row.optionalID(first + 6),
            undoes: row.optionalID(first + 7),
            recordedAt: row.instant(first + 8),
            actor: row.id(first + 9)
        )
    }

    /// When the owner of steps entered its stage: the day of the last one that was neither a mistake nor taken back as one.
    static func entered(_ table: String, _ key: String, _ owner: String) -> String {
        """
        (SELECT MAX(w.on_day) FROM \(table) AS w WHERE w.\(key) = \(owner) AND w.undoes_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM \(table) AS u WHERE u.undoes_id = w.id))
        """
    }

    /// The owners of steps that took one forward into a stage in the period, neither a mistake nor taken back as one, each
    /// with the first day of such a step. Takes the period's first and last day.
    ///
    /// - Parameter condition: a further one on the steps `f`, after its AND.
    static func entries<Stage: Stages>(
        into stage: Stage,
        _ table: String,
        _ key: String,
        besides condition: String = ""
    ) -> String {
        let froms = Stage.path.prefix { $0 != stage }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return """
            SELECT f.\(key), MIN(f.on_day) AS on_day FROM \(table) AS f
            WHERE f.to_stage = '\(stage.rawValue)' AND f.from_stage IN (\(froms)) AND f.undoes_id IS NULL
                AND f.id NOT IN (SELECT u.undoes_id FROM \(table) AS u WHERE u.undoes_id IS NOT NULL)\(condition)
                AND f.on_day BETWEEN ? AND ?
            GROUP BY f.\(key)
            """
    }
}
