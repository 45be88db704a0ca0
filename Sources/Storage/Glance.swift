import FoundationEssentials
import GRDB
import Synchronization

/// A connection for what is asked with every request: a row or two, read at once on the caller's own thread, for which the
/// way to another thread and back would take longer than the reading.
final class Glance: Sendable {
    private struct State {
        var queue: DatabaseQueue?
        var isClosed = false
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) { self.path = path }

    /// Hands out the connection, which is opened by whoever comes first.
    func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try opened().unsafeRead { try body(SQLiteConnection(database: $0)) }
    }

    private func opened() throws -> DatabaseQueue {
        try state.withLock { state in
            if let queue = state.queue { return queue }
            guard !state.isClosed else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let new = try DatabaseQueue(path: path, configuration: configuration)
            state.queue = new
            return new
        }
    }

    func close() throws {
        try state.withLock { state in
            state.isClosed = true
            try state.queue?.close()
            state.queue = nil
        }
    }
}

extension Store {
    /// The number of the last write, whichever process made it. Takes some microseconds, and blocks the thread for them.
    public func lastChange() throws -> Int64 { try glance { try $0.lastChange() } }

    /// Asks one small question on the calling thread. Each statement sees the file as it is then.
    public func glance<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
        let now = clock()
        do {
            return try watch.read { connection in
                try body(
                    Transaction(
                        connection: connection,
                        now: now,
                        author: nil,
                        action: "",
                        journal: Journal(at: .origin)
                    )
                )
            }
        } catch {
            throw StoreFile.explained(error, path: path)
        }
    }
}
