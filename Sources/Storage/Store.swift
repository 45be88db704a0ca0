public import Domain
import FoundationEssentials
import GRDB

/// A market's file, open: the only way to its records.
///
/// Holds one connection for writing and several for reading; safe to use from anywhere. Another process may have the
/// same file open: writers wait for each other for up to ten seconds, readers never wait.
public struct Store: Sendable {
    /// What to do when there is no file, or there is one.
    public enum Opening: Sendable {
        /// The file must be there.
        case existing
        /// The file must not be there yet.
        case new
    }

    let pool: DatabasePool
    let writes: WriteQueue
    public let path: String
    let watch: Glance
    private let near: NearReaders
    private let beside: BesideReader
    let clock: @Sendable () -> Instant

    /// Opens a market's file and brings its schema up to date.
    ///
    /// - Throws: `AppError` with `file_missing`, `file_exists`, `file_newer` (made by a newer program; never opened),
    ///   `file_foreign` (not a market's file) or a code of `unavailable` when the file can't be read or written.
    public init(path: String, opening: Opening, clock: @escaping @Sendable () -> Instant) throws {
        let exists = try StoreFile.isThere(path)
        switch opening {
        case .existing where !exists: throw StoreFile.missing(path)
        case .new where exists: throw StoreFile.exists(path)
        default: break
        }
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration())
            // A commit that was confirmed survives a power cut. Said here and not while the connection is prepared,
            // because turning the write-ahead log on sets SQLite back to its own default for it.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch {
            throw StoreFile.explained(error, path: path)
        }
        writes = WriteQueue(pool)
        self.path = path
        self.clock = clock
        watch = Glance(path: path)
        // They read single records from all over the file, while the others read much in its order.
        near = NearReaders(path: path, Self.configuration(isReadOnly: true, cacheKilobytes: 64_000))
        beside = BesideReader(path: path, Self.configuration(isReadOnly: true))
        do { try migrate() } catch { throw StoreFile.explained(error, path: path) }
    }

    private static func configuration(isReadOnly: Bool = false, cacheKilobytes: Int = 32_000) -> Configuration
    {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(Double(Database.patience) / 1_000)
        configuration.foreignKeysEnabled = true
        // One for each core, which `match all` takes, and some for those who look at pages meanwhile.
        configuration.maximumReaderCount = ProcessInfo.processInfo.activeProcessorCount + 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKilobytes)")
        }
        return configuration
    }

    /// Runs `body` on one unchanging state of the file.
    public func read<Result: Sendable>(
        _ body: @Sendable @escaping (Transaction) throws -> Result
    ) async throws -> Result {
        let now = clock()
        return try await explained {
            try await pool.read { database in
                try body(Transaction(reading: SQLiteConnection(database: database), at: now))
            }
        }
    }

    /// The same on the caller's own thread if it may be, for what takes no longer than the page that is made of it: the way to
    /// another thread and back would take as long.
    public func readNear<Result: Sendable>(
        _ body: @Sendable @escaping (Transaction) throws -> Result
    ) async throws -> Result {
        let now = clock()
        do {
            if let result = try near.read({ try body(Transaction(reading: $0, at: now)) }) { return result }
        } catch {
            throw StoreFile.explained(error, path: path)
        }
        return try await read(body)
    }

    /// The same on the caller's own thread, for one that reads beside those who wait; one reading at a time.
    public func readBeside<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
        let now = clock()
        do { return try beside.read { try body(Transaction(reading: $0, at: now)) } } catch {
            throw StoreFile.explained(error, path: path)
        }
    }

    /// Runs `body` in one transaction: all its changes are kept, or none.
    ///
    /// - Parameters:
    ///   - author: who writes; nil for the program itself.
    ///   - rehearsal: whether to take everything back at the end, as if nothing had been written.
    ///   - isLong: whether it may take longer than a moment; it then shares no commit and holds up none of the program's tasks.
    public func write<Result: Sendable>(
        as author: User.ID?,
        rehearsal: Bool = false,
        isLong: Bool = false,
        _ body: @Sendable @escaping (Transaction) throws -> Result
    ) async throws -> Result {
        let attributes = WriteAttributes(
            author: author,
            now: clock(),
            isRehearsal: rehearsal,
            isLong: isLong || rehearsal
        )
        return try await explained { try await writes.write(attributes, body) }
    }

    private func explained<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        do { return try await work() } catch { throw StoreFile.explained(error, path: path) }
    }

    /// Closes the file, which then holds everything by itself; nothing may use the store afterwards.
    public func close() throws {
        try watch.close()
        try near.close()
        try beside.close()
        // Only the connection that writes can take the log into the file as it closes, and only as the last one.
        pool.invalidateReadOnlyConnections()
        try pool.close()
    }
}

extension Store {
    /// What the file says of its own schema.
    public struct SchemaState: Sendable, Equatable {
        public let number: Int64
        public let newest: Int64
        /// When each step was applied, in order.
        public let applied: [String]
    }

    private func migrate() throws {
        // Most of the time nothing is pending, and then a file is opened without waiting for whoever writes it.
        guard
            try !pool.read({ try Self.pending(SQLiteConnection(database: $0), path: path).isEmpty })
        else { return }
        try pool.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                let connection = SQLiteConnection(database: database)
                let pending = try Self.pending(connection, path: path)
                let isNew = pending.count == Migration.all.count
                if isNew {
                    try connection.run(
                        Dialect.sqlite(
                            """
                            CREATE TABLE schema_migration (
                                number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
                            ) TABLE
                            """
                        ),
                        []
                    )
                }
                for migration in pending {
                    for statement in migration.statements {
                        try connection.run(Dialect.sqlite(statement), [])
                    }
                    try connection.run(
                        "INSERT INTO schema_migration (number, name, applied_at) VALUES (?, ?, ?)",
                        [.integer(migration.number), .text(migration.name), SQLValue(clock())]
                    )
                }
                if isNew {
                    let origin = Journal.Mark.origin
                    try connection.run(
                        "INSERT INTO audit_head (sequence, hash) VALUES (?, ?)",
                        [.integer(origin.sequence), .text(origin.hash)]
                    )
                }
                return .commit
            }
        }
    }

    /// The steps that the file has not gone yet, all of them for an empty file. By number and not by the highest one, since
    /// steps that were made side by side may reach a file in either order.
    ///
    /// - Throws: `file_foreign` for a file with tables of somebody else's, `file_newer` for one with a step unknown here.
    private static func pending(_ connection: SQLiteConnection, path: String) throws -> [Migration] {
        let tables = try String.fetchAll(
            connection.database,
            sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        if tables.isEmpty { return Migration.all }
        guard tables.contains("schema_migration") else { throw StoreFile.foreign(path) }
        var applied: Set<Int64> = []
        try connection.query("SELECT number FROM schema_migration", []) { applied.insert($0.integer(0)) }
        let known = Set(Migration.all.map(\.number))
        if let unknown = applied.subtracting(known).max() { throw StoreFile.newer(path, number: unknown) }
        return Migration.all.filter { !applied.contains($0.number) }
    }

    public func schemaState() async throws -> SchemaState {
        try await read { transaction in
            let applied = try transaction.all("SELECT number, name FROM schema_migration ORDER BY number") {
                row in
                (row.integer(0), row.text(1))
            }
            return SchemaState(
                number: applied.last?.0 ?? 0,
                newest: Migration.newest,
                applied: applied.map { "\($0.0) \($0.1)" }
            )
        }
    }
}
