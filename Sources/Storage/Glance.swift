import FoundationEssentials
import GRDB
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A connection for what is asked with every request: a row or two, read at once on the caller's own thread, for which the
/// way to another thread and back would take longer than the reading.
final class Glance: Sendable {
    private struct State {
        var queue: DatabaseQueue?
        var isClosed = false
        /// The file of the write-ahead log's index, which every process that has the market open shares.
        var index: Int32 = -1
        /// The number of the last write, and the log's head from before it was asked for.
        var known: (head: LogHead, change: Int64)?
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

    /// The number of the last write: asked for only when the log's head is another one than before, because each commit, of
    /// whichever process, changes it.
    func lastChange() throws -> Int64 {
        let (head, known) = state.withLock { state in
            if state.index < 0, state.queue != nil { state.index = open(path + "-shm", O_RDONLY | O_CLOEXEC) }
            let head = LogHead(reading: state.index)
            return (head, state.known)
        }
        if let head, let known, known.head == head { return known.change }
        let change = try read { connection in
            var change: Int64 = 0
            try connection.query("SELECT sequence FROM audit_head", []) { change = $0.integer(0) }
            return change
        }
        // The head is from before the question: a write in between makes it another one.
        if let head { state.withLock { $0.known = (head, change) } }
        return change
    }

    func close() throws {
        try state.withLock { state in
            state.isClosed = true
            state.known = nil
            if state.index >= 0 { _ = ended(state.index) }
            state.index = -1
            try state.queue?.close()
            state.queue = nil
        }
    }
}

/// Beside `Glance.close`, whose name hides the system's.
private func ended(_ file: Int32) -> Int32 { close(file) }

/// The first 48 bytes of the write-ahead log's index (sqlite.org, WAL-mode File Format, 2.1): its version, a counter of the
/// transactions, how long the log is, its salts and a checksum over all that.
private struct LogHead: Equatable {
    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)

    /// - Returns: nil if the file isn't there, as with a market that keeps no such log.
    init?(reading file: Int32) {
        guard file >= 0 else { return nil }
        let size = MemoryLayout.size(ofValue: words)
        let read = withUnsafeMutableBytes(of: &words) { pread(file, $0.baseAddress, size, 0) }
        guard read == size, words.0 != 0 else { return nil }
    }

    static func == (one: LogHead, other: LogHead) -> Bool { one.words == other.words }
}

extension Store {
    /// The number of the last write, whichever process made it. Takes a microsecond while nothing is written.
    public func lastChange() throws -> Int64 {
        do { return try watch.lastChange() } catch { throw StoreFile.explained(error, path: path) }
    }

    /// Asks one small question on the calling thread. Each statement sees the file as it is then.
    public func glance<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
        let now = clock()
        do {
            return try watch.read { connection in
                try body(Transaction(reading: connection, at: now))
            }
        } catch {
            throw StoreFile.explained(error, path: path)
        }
    }
}
