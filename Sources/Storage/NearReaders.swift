import FoundationEssentials
import GRDB
import Synchronization

/// Connections for reading on the caller's own thread what takes no longer than the way to another thread and back: one for
/// each core, and nobody waits for one.
final class NearReaders: Sendable {
    private struct State {
        var free: [DatabaseQueue] = []
        /// How many there are, lent ones too.
        var count = 0
        var isClosed = false
    }

    /// Asked for once: the system reads a file each time.
    private static let most = ProcessInfo.processInfo.activeProcessorCount

    private let path: String
    private let configuration: Configuration
    private let state = Mutex(State())

    /// - Parameter configuration: of connections that only read.
    init(path: String, _ configuration: Configuration) {
        self.path = path
        self.configuration = configuration
    }

    /// Runs `body` on one unchanging state of the file.
    ///
    /// - Returns: nil, and nothing was done, if all connections are lent.
    func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result? {
        guard let reader = try lent() else { return nil }
        defer { giveBack(reader) }
        return try reader.unsafeRead { try $0.readAtOnce(body) }
    }

    private func lent() throws -> DatabaseQueue? {
        let (known, mayOpen) = state.withLock { state -> (DatabaseQueue?, Bool) in
            if let known = state.free.popLast() { return (known, false) }
            guard !state.isClosed, state.count < Self.most else { return (nil, false) }
            state.count += 1
            return (nil, true)
        }
        guard mayOpen else { return known }
        do { return try DatabaseQueue(path: path, configuration: configuration) } catch {
            state.withLock { $0.count -= 1 }
            throw error
        }
    }

    private func giveBack(_ reader: DatabaseQueue) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.free.append(reader) }
            return state.isClosed
        }
        if isClosed { try? reader.close() }
    }

    func close() throws {
        let free = state.withLock { state in
            defer { state.free = [] }
            state.isClosed = true
            return state.free
        }
        for reader in free { try reader.close() }
    }
}

extension Database {
    /// Runs `body` on one unchanging state of the file. Its begin and end are kept prepared; GRDB's own are not, and take as
    /// long as a small query.
    fileprivate func readAtOnce<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        let connection = SQLiteConnection(database: self)
        try connection.run("BEGIN DEFERRED TRANSACTION", [])
        do {
            let result = try body(connection)
            try connection.run("COMMIT TRANSACTION", [])
            return result
        } catch {
            // Some failures have ended it already.
            if isInsideTransaction { try connection.run("ROLLBACK TRANSACTION", []) }
            throw error
        }
    }
}
