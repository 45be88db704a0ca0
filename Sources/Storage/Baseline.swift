import Domain
import GRDBSQLite

/// What the SQLite library alone needs to write the rows that saves wrote: the yardstick of `bench http`. It has no other
/// use: it checks nothing and composes nothing.
///
/// Works on a file of its own, with the settings for durability that `Store` has.
public final class Baseline {
    /// The rows of one save, in the order in which they were written.
    public struct Save: Sendable {
        fileprivate var rows: [(sql: String, values: [SQLValue])]
    }

    /// What the library says went wrong.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private var database: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]

    /// - Parameter path: a copy of a market's file, as it was before the saves.
    public init(path: String) throws {
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK
        else { throw failure() }
        for pragma in [
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32000",
        ] {
            guard sqlite3_exec(database, "PRAGMA \(pragma)", nil, nil, nil) == SQLITE_OK else {
                throw failure()
            }
        }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(database)
    }

    /// Writes one save in a transaction of its own.
    public func write(_ save: Save) throws {
        try run("BEGIN IMMEDIATE", [])
        for row in save.rows { try run(row.sql, row.values) }
        try run("COMMIT", [])
    }

    private func run(_ sql: String, _ values: [SQLValue]) throws {
        let statement = try prepared(sql)
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let result =
                switch value {
                case .null: sqlite3_bind_null(statement, place)
                case .integer(let integer): sqlite3_bind_int64(statement, place, integer)
                case .text(let text): sqlite3_bind_text(statement, place, text, -1, Self.copied)
                case .bytes(let bytes):
                    sqlite3_bind_blob(statement, place, bytes, Int32(bytes.count), Self.copied)
                }
            guard result == SQLITE_OK else { throw failure() }
        }
        var result = sqlite3_step(statement)
        while result == SQLITE_ROW { result = sqlite3_step(statement) }
        guard result == SQLITE_DONE, sqlite3_reset(statement) == SQLITE_OK else { throw failure() }
    }

    /// SQLITE_TRANSIENT: the library takes a copy of what is bound.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func prepared(_ sql: String) throws -> OpaquePointer {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        guard
            sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
                == SQLITE_OK,
            let statement
        else { throw failure() }
        statements[sql] = statement
        return statement
    }

    private func failure() -> Failure { Failure(description: String(cString: sqlite3_errmsg(database))) }
}

extension Transaction {
    /// The rows that were written after a change, one save a new demand, for the library to write them alone: records, the
    /// codes' counter, the audit chain with its head, and the change log.
    public func demandSaves(after sequence: Int64) throws -> [Baseline.Save] {
        var saves: [Baseline.Save] = []
        let entries = try all(
            """
            SELECT sequence, at, actor_id, action, kind, entity, record_id, before, after, hash FROM audit
            WHERE sequence > ? ORDER BY sequence
            """,
            [.integer(sequence)]
        ) { row in (0..<10).map { row.value($0) } }
        for entry in entries {
            guard case .text(let entity) = entry[5], case .integer(let id) = entry[6],
                let table = [Table.demand, .demandMove].first(where: { $0.name == entity }),
                let values = try values(of: table, id)
            else { throw DamagedValue(text: "\(entry[5])", expected: "demand") }
            if table.name == Table.demand.name {
                saves.append(Baseline.Save(rows: []))
                if case .text(let text) = values[0] {
                    let code = try RecordCode(parsing: text, kind: .demand, field: .code)
                    saves[saves.count - 1].rows.append(
                        (
                            "UPDATE code_counter SET last = ? WHERE prefix = ? AND year = ?",
                            [
                                .integer(Int64(code.serial)), .text(code.kind.prefix),
                                .integer(Int64(code.year)),
                            ]
                        )
                    )
                }
            }
            guard !saves.isEmpty else { throw DamagedValue(text: entity, expected: "demand") }
            saves[saves.count - 1].rows += [
                (Self.insertion(into: table.name, ["id"] + table.columns), [.integer(id)] + values),
                (
                    Self.insertion(
                        into: "audit",
                        [
                            "sequence", "at", "actor_id", "action", "kind", "entity", "record_id", "before",
                            "after", "hash",
                        ]
                    ), entry
                ),
                (
                    Self.insertion(into: "change_log", ["sequence", "entity", "record_id", "kind"]),
                    [entry[0], entry[5], entry[6], entry[4]]
                ),
            ]
            if table.name == Table.demandMove.name {
                saves[saves.count - 1].rows.append(
                    ("UPDATE audit_head SET sequence = ?, hash = ?", [entry[0], entry[9]])
                )
            }
        }
        return saves
    }

    private static func insertion(into table: String, _ columns: [String]) -> String {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    }
}
