public import Domain

extension Transaction {
    /// The number of the last write.
    public func lastChange() throws -> Int64 { try count("SELECT sequence FROM audit_head") }

    /// The audit chain's hash at a write: it names everything that was written up to there. Nil for a write that the file
    /// does not have.
    public func chainHash(at sequence: Int64) throws -> String? {
        if sequence == 0 { return Journal.Mark.origin.hash }
        return try one("SELECT hash FROM audit WHERE sequence = ?", [.integer(sequence)]) { $0.text(0) }
    }

    /// The writes after `sequence`, in order, at most `limit` of them.
    public func changes(after sequence: Int64, limit: Int) throws -> [Change] {
        try all(
            "SELECT sequence, entity, record_id, kind FROM change_log WHERE sequence > ? ORDER BY sequence LIMIT ?",
            [.integer(sequence), .integer(Int64(limit))]
        ) { row in
            Change(
                sequence: row.integer(0),
                entity: row.text(1),
                record: row.integer(2),
                kind: try row.stored(3)
            )
        }
    }

    /// The tables that were written to after `sequence`.
    public func tables(writtenAfter sequence: Int64) throws -> Set<String> {
        Set(
            try all("SELECT DISTINCT entity FROM change_log WHERE sequence > ?", [.integer(sequence)]) {
                $0.text(0)
            }
        )
    }
}
