public import Domain
import FoundationEssentials
import GRDB

/// Copies of the file, and its health.
extension Store {
    /// Writes a copy of the file as it is now, while others go on working, and checks that the copy is whole.
    ///
    /// - Parameter progress: told how many pages of how many are copied.
    /// - Throws: `file_exists`, or why the copy could not be written; nothing is left behind then.
    public func backup(to path: String, progress: @escaping (Int, Int) -> Void = { _, _ in }) throws {
        guard try !StoreFile.isThere(path) else { throw StoreFile.exists(path) }
        let part = path + ".part"
        do {
            try? FileManager.default.removeItem(atPath: part)
            let copy = try DatabaseQueue(path: part)
            try pool.backup(to: copy, pagesPerStep: 1000) { step in
                progress(step.completedPageCount, step.totalPageCount)
            }
            let problems = try copy.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            guard problems == ["ok"] else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
            try FileManager.default.moveItem(atPath: part, toPath: path)
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw StoreFile.explained(error, path: path)
        }
    }

    /// What the engine finds wrong with the file; nothing if it is sound.
    public func integrityProblems() async throws -> [String] {
        do {
            return try await pool.read { database in
                let problems = try String.fetchAll(database, sql: "PRAGMA integrity_check")
                let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map {
                    "foreign key: \($0)"
                }
                return problems.filter { $0 != "ok" } + orphans
            }
        } catch {
            throw StoreFile.explained(error, path: path)
        }
    }

    /// The engine's settings that durability rests on, as they are in force for writing.
    public func durability() async throws -> [String: String] {
        try await pool.writeWithoutTransaction { database in
            [
                "journal_mode": try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
                "synchronous": try String.fetchOne(database, sql: "PRAGMA synchronous") ?? "",
                "foreign_keys": try String.fetchOne(database, sql: "PRAGMA foreign_keys") ?? "",
            ]
        }
    }

    /// A new file that is not in its place yet.
    ///
    /// - Throws: `file_exists`, or why the file can't be written.
    public static func draft(of path: String, clock: @escaping @Sendable () -> Instant) throws -> Store {
        guard try !StoreFile.isThere(path) else { throw StoreFile.exists(path) }
        let part = path + ".part"
        removeFiles(of: part)
        return try Store(path: part, opening: .new, clock: clock)
    }

    /// Closes a draft and puts it in its place.
    public func publish(as path: String) throws {
        do {
            // Only the file moves, so nothing may be left in the log.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        } catch {
            throw StoreFile.explained(error, path: path)
        }
        try close()
        do { try FileManager.default.moveItem(atPath: self.path, toPath: path) } catch {
            throw StoreFile.explained(DatabaseError(resultCode: .SQLITE_CANTOPEN), path: path)
        }
        Self.removeFiles(of: self.path)
    }

    /// Closes a draft and takes it away.
    public func discard() {
        try? close()
        Self.removeFiles(of: path)
    }

    private static func removeFiles(of path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}
