/// A value bound to a statement or read from a row. Days, instants, flags and money are integers; all else is text, but
/// for the vectors of texts, which are bytes.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// One row of an answer, by position. A row is only good while it is being read.
protocol SQLRow {
    func isNull(_ index: Int) -> Bool
    func integer(_ index: Int) -> Int64
    func text(_ index: Int) -> String
    func bytes(_ index: Int) -> [UInt8]
    /// The column as it is stored.
    func value(_ index: Int) -> SQLValue
}

/// The little that the store asks of a database engine, so that another engine is one more file.
///
/// The SQL that goes through it is what SQLite 3.40 and PostgreSQL 15 both run; `?` stands for the arguments in order.
protocol Connection {
    /// Runs a statement and hands each row of its answer to `each`.
    func query(_ sql: String, _ arguments: [SQLValue], _ each: (any SQLRow) throws -> Void) throws
    /// Runs a statement without an answer and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int
}
