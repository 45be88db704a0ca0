import GRDB
import Synchronization

/// A connection for reading beside those who wait for pages, one reading at a time.
final class BesideReader: Sendable {
    private struct State {
        var queue: DatabaseQueue?
        var isClosed = false
    }

    private let path: String
    private let configuration: Configuration
    private let state = Mutex(State())

    /// - Parameter configuration: of connections that only read.
    init(path: String, _ configuration: Configuration) {
        self.path = path
        self.configuration = configuration
    }

    /// Runs `body` on one unchanging state of the file, on the caller's own thread.
    ///
    /// - Throws: `CancellationError` when the file was closed meanwhile.
    func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try opened().read { try body(SQLiteConnection(database: $0)) }
    }

    private func opened() throws -> DatabaseQueue {
        try state.withLock { state in
            if state.isClosed { throw CancellationError() }
            if let known = state.queue { return known }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            state.queue = queue
            return queue
        }
    }

    /// Waits until nobody reads, and lets nobody begin.
    func close() throws {
        let queue = state.withLock { state in
            defer { state.queue = nil }
            state.isClosed = true
            return state.queue
        }
        try queue?.close()
    }
}
