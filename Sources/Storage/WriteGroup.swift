import Domain
import GRDB
import GRDBSQLite

/// A write that waits for its turn.
protocol WriteJob: Sendable {
    var attributes: WriteAttributes { get }
    /// Runs the write within a transaction that others may share; what comes of it is for `answer`.
    ///
    /// - Returns: whether its changes are to be kept.
    func run(_ transaction: Transaction) -> Bool
    /// Tells the caller what came of it, once its changes are on the disk or taken back.
    func answer()
    /// Tells the caller that nothing of it is on the disk.
    func fail(_ error: any Error)
    var cancellation: Cancellation { get }
}

extension WriteQueue {
    /// One write with its caller. Only the thread that writes touches it once it waits.
    final class Job<Result: Sendable>: WriteJob, @unchecked Sendable {
        let attributes: WriteAttributes
        let cancellation: Cancellation
        private let body: @Sendable (Transaction) throws -> Result
        private let caller: CheckedContinuation<Result, any Error>
        private var outcome: Swift.Result<Result, any Error>?

        init(
            _ attributes: WriteAttributes,
            _ cancellation: Cancellation,
            _ body: @escaping @Sendable (Transaction) throws -> Result,
            _ caller: CheckedContinuation<Result, any Error>
        ) {
            self.attributes = attributes
            self.cancellation = cancellation
            self.body = body
            self.caller = caller
        }

        func run(_ transaction: Transaction) -> Bool {
            do {
                try cancellation.check()
                let result = try body(transaction)
                try transaction.closeJournal()
                outcome = .success(result)
                return !attributes.isRehearsal
            } catch {
                outcome = .failure(error)
                return false
            }
        }

        func answer() { caller.resume(with: outcome ?? .failure(CancellationError())) }

        func fail(_ error: any Error) { caller.resume(throwing: error) }
    }
}

extension Database {
    /// How long a write waits for another process that writes, in milliseconds.
    static let patience: Int32 = 10_000

    /// Runs one write in a transaction of its own.
    ///
    /// - Returns: nil, and nothing was done, if another process is writing.
    func runAtOnce<Result>(
        _ attributes: WriteAttributes,
        _ body: (Transaction) throws -> Result
    ) throws -> Result? {
        var result: Result?
        var hasBegun = false
        sqlite3_busy_timeout(sqliteConnection, 0)
        defer { sqlite3_busy_timeout(sqliteConnection, Self.patience) }
        do {
            try inTransaction(.immediate) {
                hasBegun = true
                sqlite3_busy_timeout(sqliteConnection, Self.patience)
                let connection = SQLiteConnection(database: self)
                let journal = Journal(at: try Transaction.head(of: connection))
                let transaction = Transaction(attributes, connection, journal)
                result = try body(transaction)
                try transaction.closeJournal()
                return attributes.isRehearsal ? .rollback : .commit
            }
        } catch let error as DatabaseError
            where !hasBegun && error.resultCode.primaryResultCode == .SQLITE_BUSY
        {
            return nil
        }
        return result
    }

    /// Runs writes one after the other in one transaction, each as if it were alone: one that fails is taken back by itself.
    ///
    /// - Throws: if nothing of any of them is on the disk.
    func run(_ group: [any WriteJob]) throws {
        try inTransaction(.immediate) {
            let connection = SQLiteConnection(database: self)
            var mark = try Transaction.head(of: connection)
            // What a write before has made may yet be taken back with the whole group.
            let edition = group.count > 1 ? try Transaction.codeEdition(of: connection) : nil
            var isAnyKept = false
            for job in group {
                if group.count > 1 { try connection.run("SAVEPOINT alone", []) }
                let journal = Journal(at: mark)
                let own = SQLiteConnection(database: self, cancellation: job.cancellation)
                let isKept = job.run(Transaction(job.attributes, own, journal, settledEdition: edition))
                // Some failures end the whole transaction (sqlite.org, "Response To Errors Within A Transaction").
                guard isInsideTransaction else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                if isKept {
                    mark = journal.mark
                    isAnyKept = true
                } else if group.count > 1 {
                    try connection.run("ROLLBACK TO SAVEPOINT alone", [])
                }
                if group.count > 1 { try connection.run("RELEASE SAVEPOINT alone", []) }
            }
            return isAnyKept ? .commit : .rollback
        }
    }
}
