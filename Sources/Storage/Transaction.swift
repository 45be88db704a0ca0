public import Domain

/// One transaction on the store. The queries live in extensions, one file per kind of record.
///
/// Every write through it is audited and logged as a change in the same transaction; there is no other way to write.
public struct Transaction {
    let connection: any Connection
    /// When the transaction began; all that it writes carries this instant.
    public let now: Instant
    /// Who writes; nil for the program itself, when it makes a new file.
    public let author: User.ID?
    /// What the person does, such as `demand.create`; stands in the audit log.
    public var action: String
    let journal: Journal
    /// The newest edition of the code lists that stays whatever becomes of this transaction; nil if that is the newest there
    /// is as it begins.
    let settledEdition: Int64?

    init(
        _ attributes: WriteAttributes,
        _ connection: any Connection,
        _ journal: Journal,
        settledEdition: Int64? = nil
    ) {
        self.connection = connection
        now = attributes.now
        author = attributes.author
        action = ""
        self.journal = journal
        self.settledEdition = settledEdition
    }

    /// One that only reads.
    init(reading connection: any Connection, at now: Instant) {
        self.init(WriteAttributes(author: nil, now: now), connection, Journal(at: .origin))
    }

    /// The market's own day at `now`.
    public var today: Day { now.localDay }

    /// Runs `body` so that its writes are kept together or, if it throws, not at all, while the transaction goes on.
    public func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        let mark = journal.mark
        try connection.run("SAVEPOINT attempt", [])
        do {
            let result = try body()
            try connection.run("RELEASE SAVEPOINT attempt", [])
            return result
        } catch {
            try connection.run("ROLLBACK TO SAVEPOINT attempt", [])
            try connection.run("RELEASE SAVEPOINT attempt", [])
            journal.mark = mark
            throw error
        }
    }
}

extension Transaction {
    func all<Result>(
        _ sql: String,
        _ arguments: [SQLValue] = [],
        _ decode: (any SQLRow) throws -> Result
    ) throws -> [Result] {
        var results: [Result] = []
        try connection.query(sql, arguments) { results.append(try decode($0)) }
        return results
    }

    func one<Result>(
        _ sql: String,
        _ arguments: [SQLValue] = [],
        _ decode: (any SQLRow) throws -> Result
    ) throws -> Result? {
        var result: Result?
        try connection.query(sql, arguments) { row in
            if result == nil { result = try decode(row) }
        }
        return result
    }

    func count(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int64 {
        try one(sql, arguments) { $0.integer(0) } ?? 0
    }
}
