import Domain

/// What one transaction adds to the audit chain and the change log.
///
/// A class, because a transaction is handed around by value while it has one chain; it never leaves its transaction.
final class Journal {
    /// How far the chain has come: the last entry's number and hash.
    struct Mark: Equatable {
        var sequence: Int64
        var hash: String
    }

    var mark: Mark
    let start: Mark

    init(at mark: Mark) {
        self.mark = mark
        start = mark
    }
}

extension AuditEntry {
    /// The entry's hash: SHA-256 over the hash before it and every field, each with its length in front, so that no two
    /// different entries have one text. In lower-case hexadecimal.
    static func hash(
        previous: String,
        sequence: Int64,
        at: Instant,
        actor: User.ID?,
        action: String,
        kind: ChangeKind,
        entity: String,
        record: Int64,
        before: String?,
        after: String?
    ) -> String {
        var hash = FieldHash()
        hash.add(previous)
        hash.add(String(sequence))
        hash.add(String(at.rawValue))
        hash.add(actor.map { String($0.rawValue) })
        hash.add(action)
        hash.add(kind.rawValue)
        hash.add(entity)
        hash.add(String(record))
        hash.add(before)
        hash.add(after)
        return hash.finish()
    }
}

extension Journal.Mark {
    /// Where a chain begins.
    static let origin = Self(sequence: 0, hash: String(repeating: "0", count: 64))
}

extension Transaction {
    /// Adds an entry to the audit chain and the change log.
    func record(
        _ kind: ChangeKind,
        _ table: Table,
        _ id: Int64,
        before: String?,
        after: String?
    ) throws {
        let previous = journal.mark
        let sequence = previous.sequence + 1
        let hash = AuditEntry.hash(
            previous: previous.hash,
            sequence: sequence,
            at: now,
            actor: author,
            action: action,
            kind: kind,
            entity: table.name,
            record: id,
            before: before,
            after: after
        )
        try connection.run(
            """
            INSERT INTO audit (sequence, at, actor_id, action, kind, entity, record_id, before, after, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(sequence), SQLValue(now), SQLValue(author), .text(action), SQLValue(kind),
                .text(table.name),
                .integer(id), SQLValue(before), SQLValue(after), .text(hash),
            ]
        )
        try connection.run(
            "INSERT INTO change_log (sequence, entity, record_id, kind) VALUES (?, ?, ?, ?)",
            [.integer(sequence), .text(table.name), .integer(id), SQLValue(kind)]
        )
        journal.mark = Journal.Mark(sequence: sequence, hash: hash)
    }

    /// Writes down how far the chain has come; called once, as the transaction ends.
    func closeJournal() throws {
        guard journal.mark != journal.start else { return }
        try connection.run(
            "UPDATE audit_head SET sequence = ?, hash = ?",
            [.integer(journal.mark.sequence), .text(journal.mark.hash)]
        )
    }

    static func head(of connection: any Connection) throws -> Journal.Mark {
        var mark = Journal.Mark.origin
        try connection.query("SELECT sequence, hash FROM audit_head", []) { row in
            mark = Journal.Mark(sequence: row.integer(0), hash: row.text(1))
        }
        return mark
    }
}
