import FoundationEssentials
import GRDB

/// SQLite through GRDB: the only file, with `Store`, that knows of it.
struct SQLiteConnection: Connection {
    let database: GRDB.Database

    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws {
        let statement = try database.cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: bound(arguments))
        while let row = try rows.next() { try each(SQLiteRow(row: row)) }
    }

    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try database.cachedStatement(sql: sql).execute(arguments: bound(arguments))
        return database.changesCount
    }

    private func bound(_ arguments: [SQLValue]) -> StatementArguments {
        StatementArguments(
            arguments.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .integer(let integer): integer
                case .text(let text): text
                case .bytes(let bytes): Data(bytes)
                }
            }
        )
    }
}

private struct SQLiteRow: SQLRow {
    let row: Row

    func isNull(_ index: Int) -> Bool { row.hasNull(atIndex: index) }
    func integer(_ index: Int) -> Int64 { row[index] }
    func text(_ index: Int) -> String { row[index] }
    func bytes(_ index: Int) -> [UInt8] {
        let data: Data = row[index]
        return Array(data)
    }

    func value(_ index: Int) -> SQLValue {
        let stored: DatabaseValue = row[index]
        switch stored.storage {
        case .null: return .null
        case .int64(let integer): return .integer(integer)
        case .double(let number): return .text(String(number))
        case .string(let text): return .text(text)
        case .blob(let data): return .bytes(Array(data))
        }
    }
}
