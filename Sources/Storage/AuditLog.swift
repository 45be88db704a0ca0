public import Domain

extension Transaction {
    /// Checks the whole chain, then every record against its last entry.
    ///
    /// - Parameters:
    ///   - progress: told how many entries of how many have been checked.
    ///   - Complexity: O(entries) time; memory for one number a record.
    public func verifyAudit(progress: (Int64, Int64) -> Void = { _, _ in }) throws -> AuditFinding {
        let head = try Self.head(of: connection)
        var finding: AuditFinding?
        var mark = Journal.Mark.origin
        var latest: [String: [Int64: Int64]] = [:]
        try connection.query("SELECT \(Self.auditColumns) FROM audit ORDER BY sequence", []) { row in
            guard finding == nil else { return }
            let expected = mark.sequence + 1
            guard row.integer(0) == expected else {
                finding = .missing(sequence: expected)
                return
            }
            // An entry edited by hand may not even read as one: its raw columns are hashed as they stand.
            let kind = ChangeKind(rawValue: row.text(4))
            let hash = AuditEntry.hash(
                previous: mark.hash,
                sequence: expected,
                at: row.instant(1),
                actor: row.optionalID(2),
                action: row.text(3),
                kind: kind ?? .update,
                entity: row.text(5),
                record: row.integer(6),
                before: row.optionalText(7),
                after: row.optionalText(8)
            )
            guard kind != nil, hash == row.text(9) else {
                finding = .altered(try Self.auditEntry(row))
                return
            }
            latest[row.text(5), default: [:]][row.integer(6)] = expected
            mark = Journal.Mark(sequence: expected, hash: hash)
            if expected % 1000 == 0 { progress(expected, head.sequence) }
        }
        if let finding { return finding }
        guard mark.sequence == head.sequence else {
            // Entries after the head's number, or none where the head says there are some.
            return .missing(sequence: min(mark.sequence, head.sequence) + 1)
        }
        guard mark.hash == head.hash else { return .missing(sequence: head.sequence) }
        for table in Table.audited {
            if let altered = try alteredRecord(table, latest: latest[table.name] ?? [:]) { return altered }
        }
        return .intact(entries: mark.sequence, head: mark.hash)
    }

    private func alteredRecord(_ table: Table, latest: [Int64: Int64]) throws -> AuditFinding? {
        var unseen = latest
        var finding: AuditFinding?
        try connection.query("SELECT \(table.selected) FROM \(table.name) ORDER BY id", []) { row in
            guard finding == nil else { return }
            let id = row.integer(0)
            guard let sequence = unseen.removeValue(forKey: id) else {
                finding = .recordAltered(entity: table.name, record: id, columns: table.columns, entry: nil)
                return
            }
            let after = try one("SELECT after FROM audit WHERE sequence = ?", [.integer(sequence)]) {
                $0.optionalText(0)
            }
            guard let recorded = after.flatMap({ $0 }) else {
                finding = .recordAltered(
                    entity: table.name,
                    record: id,
                    columns: table.columns,
                    entry: sequence
                )
                return
            }
            let values = Self.values(Self.values(in: row, of: table), of: table, knownTo: recorded)
            guard recorded != Self.snapshot(table, id, values) else { return }
            let differing = zip(table.columns, values).filter { column, value in
                // With what follows it, so that 1 is not found in 10.
                let member = Self.member(column, value)
                return !recorded.contains(member + ",") && !recorded.hasSuffix(member + "}")
            }
            let columns = differing.map(\.0)
            finding = .recordAltered(entity: table.name, record: id, columns: columns, entry: sequence)
        }
        if let finding { return finding }
        // What is left has no row: right if its last entry took the row away.
        for (id, sequence) in unseen.sorted(by: { $0.value < $1.value }) {
            let kind = try one("SELECT kind FROM audit WHERE sequence = ?", [.integer(sequence)]) {
                $0.text(0)
            }
            if kind != ChangeKind.delete.rawValue {
                return .recordAltered(entity: table.name, record: id, columns: table.columns, entry: sequence)
            }
        }
        return nil
    }

    /// The row's values without those of the last columns that are null and that an entry, older than they, does not name.
    private static func values(_ values: [SQLValue], of table: Table, knownTo recorded: String) -> [SQLValue]
    {
        var known = values
        for column in table.columns.suffix(table.laterCount).reversed() {
            guard known.last == .null, !recorded.contains("\"\(column)\":") else { break }
            known.removeLast()
        }
        return known
    }

    private static func member(_ column: String, _ value: SQLValue) -> String {
        let json: JSON =
            switch value {
            case .null: .null
            case .integer(let integer): .int(integer)
            case .text(let text): .string(text)
            case .bytes(let bytes): .string(Self.hexadecimal(bytes))
            }
        return String(JSON.object([column: json]).text.dropFirst().dropLast())
    }

    /// The entries asked for, newest first.
    public func auditEntries(_ filter: AuditFilter) throws -> [AuditEntry] {
        var conditions = Conditions()
        if let entity = filter.entity { conditions.add("entity = ?", .text(entity)) }
        if let record = filter.record { conditions.add("record_id = ?", .integer(record)) }
        if let actor = filter.actor { conditions.add("actor_id = ?", SQLValue(actor)) }
        if let action = filter.action { conditions.add("action = ?", .text(action)) }
        if let first = filter.first { conditions.add("sequence >= ?", .integer(first)) }
        if let before = filter.before { conditions.add("sequence < ?", .integer(before)) }
        if let period = filter.period {
            let (start, end) = (
                Instant(startOf: period.first), Instant(startOf: period.last.advanced(by: 1))
            )
            // The log has no index by time and needs none: its numbers grow with it. A clock that was set back by less
            // than a day changes nothing.
            let slack = Instant.milliseconds(hours: 24)
            conditions.add(
                "sequence BETWEEN ? AND ?",
                .integer(try auditSequence(after: start.advanced(by: -slack))),
                .integer(try auditSequence(after: end.advanced(by: slack)))
            )
            conditions.add("at >= ? AND at < ?", SQLValue(start), SQLValue(end))
        }
        return try all(
            "SELECT \(Self.auditColumns) FROM audit\(conditions.clause) ORDER BY sequence DESC\(filter.page.clause)",
            conditions.arguments,
            Self.auditEntry
        )
    }

    /// The number of the first entry that was written after a moment, or the one that the next entry will have.
    ///
    /// - Complexity: O(log entries).
    public func auditSequence(after moment: Instant) throws -> Int64 {
        var (low, high) = (Int64(1), try lastChange() + 1)
        while low < high {
            let middle = low + (high - low) / 2
            let at = try one("SELECT at FROM audit WHERE sequence = ?", [.integer(middle)]) { $0.instant(0) }
            if let at, at <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What records are called: their codes, and the titles or names of those that have any, by table and id. Rows that
    /// belong to a record go by that one.
    public func labels(of rows: [String: Set<Int64>]) throws -> [String: [Int64: RecordLabel]] {
        var labels: [String: [Int64: RecordLabel]] = [:]
        for (table, ids) in rows {
            guard let select = Self.labelled[table] else { continue }
            for part in ids.sorted().chunked(by: 500) {
                let marks = Array(repeating: "?", count: part.count).joined(separator: ", ")
                let found = try all("\(select) (\(marks))", part.map(SQLValue.integer)) { row in
                    (row.integer(0), RecordLabel(code: RecordCode(rawValue: row.text(1)), name: row.text(2)))
                }
                labels[table, default: [:]].merge(found) { first, _ in first }
            }
        }
        return labels
    }

    private static let labelled: [String: String] = {
        var selects: [String: String] = [:]
        for table in ["demand", "achievement", "activity", "contract", "report", "task"] {
            selects[table] = "SELECT id, code, title FROM \(table) WHERE id IN"
        }
        for table in ["match", "payment", "visit"] {
            selects[table] = "SELECT id, code, '' FROM \(table) WHERE id IN"
        }
        for table in ["organization", "programme"] {
            selects[table] = "SELECT id, code, name FROM \(table) WHERE id IN"
        }
        selects["bureau_sheet"] = "SELECT id, name, title FROM bureau_sheet WHERE id IN"
        selects["user_account"] = "SELECT id, login, name FROM user_account WHERE id IN"
        let parts = [
            ("demand_move", "demand"), ("achievement_move", "achievement"), ("match_move", "match"),
            ("follow_up", "match"), ("contract_change", "contract"), ("contract_match", "contract"),
            ("attendance", "activity"), ("organization_merge", "organization"), ("report_figure", "report"),
            ("programme_member", "programme"),
        ]
        for (part, whole) in parts {
            selects[part] = """
                SELECT part.id, whole.code, '' FROM \(part) AS part
                JOIN \(whole) AS whole ON whole.id = part.\(whole)_id WHERE part.id IN
                """
        }
        selects["programme_move"] = """
            SELECT part.id, whole.code, '' FROM programme_move AS part
            JOIN programme_member AS member ON member.id = part.member_id
            JOIN programme AS whole ON whole.id = member.programme_id WHERE part.id IN
            """
        return selects
    }()

    static let auditColumns = "sequence, at, actor_id, action, kind, entity, record_id, before, after, hash"

    static func auditEntry(_ row: any SQLRow) throws -> AuditEntry {
        AuditEntry(
            sequence: row.integer(0),
            at: row.instant(1),
            actor: row.optionalID(2),
            action: row.text(3),
            kind: ChangeKind(rawValue: row.text(4)) ?? .update,
            entity: row.text(5),
            record: row.integer(6),
            before: row.optionalText(7),
            after: row.optionalText(8),
            hash: row.text(9)
        )
    }
}

extension Array {
    /// The elements in runs of at most so many.
    func chunked(by size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
