import GRDB
import GRDBSQLite

/// SQLite: the only file, with `Store` and what belongs to it, that knows of it.
///
/// GRDB opens connections, hands them out one task at a time, and keeps statements prepared. Values are bound and rows read
/// with the library's own calls: GRDB's rows are made for any shape of answer, and took more time than the queries.
struct SQLiteConnection: Connection {
    let database: GRDB.Database
    /// For a long write, which ends when nobody waits for it any more.
    var cancellation: Cancellation?

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws {
        let statement = try prepared(sql, arguments)
        defer { sqlite3_reset(statement.sqliteStatement) }
        let row = SQLiteRow(statement: statement.sqliteStatement)
        while try step(statement, sql) { try each(row) }
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let statement = try prepared(sql, arguments)
        defer { sqlite3_reset(statement.sqliteStatement) }
        while try step(statement, sql) {}
        return database.changesCount
    }

    /// A statement that nobody is in the middle of, with its arguments.
    private func prepared(_ sql: String, _ arguments: [SQLValue]) throws -> Statement {
        try cancellation?.check()
        var statement = try database.cachedStatement(sql: sql)
        if sqlite3_stmt_busy(statement.sqliteStatement) != 0 {
            statement = try database.makeStatement(sql: sql)
        }
        let handle = statement.sqliteStatement
        guard sqlite3_bind_parameter_count(handle) == arguments.count else {
            throw DatabaseError(
                resultCode: .SQLITE_MISUSE,
                message: "\(arguments.count) arguments for \(sqlite3_bind_parameter_count(handle)) places",
                sql: sql
            )
        }
        for (index, value) in arguments.enumerated() {
            let place = Int32(index + 1)
            let result =
                switch value {
                case .null: sqlite3_bind_null(handle, place)
                case .integer(let integer): sqlite3_bind_int64(handle, place, integer)
                case .text(let text): Self.bind(text, to: handle, place)
                case .bytes(let bytes):
                    bytes.isEmpty
                        ? sqlite3_bind_zeroblob(handle, place, 0)
                        : sqlite3_bind_blob(handle, place, bytes, Int32(clamping: bytes.count), Self.copied)
                }
            if result != SQLITE_OK { throw failure(result, sql) }
        }
        return statement
    }

    /// With its length, so that text with a zero in it stays whole.
    private static func bind(_ text: String, to handle: OpaquePointer, _ place: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let first = characters.baseAddress, characters.count > 0 else {
                    return sqlite3_bind_text(handle, place, "", 0, copied)
                }
                return sqlite3_bind_text(handle, place, first, Int32(clamping: characters.count), copied)
            }
        }
    }

    /// SQLITE_TRANSIENT: the library takes a copy of what is bound.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// - Returns: whether there is a row.
    private func step(_ statement: Statement, _ sql: String) throws -> Bool {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let result: throw failure(result, sql)
        }
    }

    private func failure(_ result: Int32, _ sql: String) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: result),
            message: database.lastErrorMessage,
            sql: sql
        )
    }
}

/// The row that its statement stands at.
private struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func isNull(_ index: Int) -> Bool { sqlite3_column_type(statement, Int32(index)) == SQLITE_NULL }

    func integer(_ index: Int) -> Int64 { sqlite3_column_int64(statement, Int32(index)) }

    func text(_ index: Int) -> String {
        // The text first: asking for it may change how long it is.
        guard let first = sqlite3_column_text(statement, Int32(index)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(index)))
        return String(decoding: UnsafeBufferPointer(start: first, count: count), as: UTF8.self)
    }

    func bytes(_ index: Int) -> [UInt8] {
        guard let first = sqlite3_column_blob(statement, Int32(index)) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, Int32(index)))
        return Array(UnsafeRawBufferPointer(start: first, count: count))
    }

    func value(_ index: Int) -> SQLValue {
        switch sqlite3_column_type(statement, Int32(index)) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(integer(index))
        case SQLITE_BLOB: .bytes(bytes(index))
        case SQLITE_FLOAT: .text(String(sqlite3_column_double(statement, Int32(index))))
        default: .text(text(index))
        }
    }
}
