public import Domain
import FoundationEssentials
import Matching
import Storage

/// How the market's file is.
public struct Health: Sendable, Equatable {
    /// What the engine finds wrong; nothing if the file is sound.
    public let integrityProblems: [String]
    public let audit: AuditFinding
    public let schemaNumber: Int64
    public let schemaNewest: Int64
    public let codeEdition: Int64
    public let fileBytes: Int64
    /// What is left on the disk; nil if the machine does not say.
    public let freeBytes: Int64?
    public let demandsIndexed: Int
    public let achievementsIndexed: Int
    /// How the matching index of this very process is, after it was asked for.
    public let index: IndexStatus
    /// How its search indexes are, after they were asked for.
    public let demandSearch: SearchStatus?
    public let achievementSearch: SearchStatus?
    public let durability: [String: String]
    /// Whether the file is sound does not depend on it: everything goes on without an endpoint.
    public let embeddings: EmbeddingState
    /// How many issued reports there are, and those that are not as they were issued.
    public let reportCount: Int
    public let alteredReports: [ReportFinding]

    public var isSound: Bool {
        guard integrityProblems.isEmpty, schemaNumber == schemaNewest, case .intact = audit,
            alteredReports.isEmpty
        else { return false }
        return (freeBytes ?? .max) > fileBytes
    }
}

extension Desk {
    /// Writes a copy of the file as it is now, while others go on working, and checks it: that it opens and that its
    /// audit chain is whole.
    ///
    /// - Throws: `file_exists`, `role_too_low`, or why the copy could not be written.
    public func backup(to path: String, progress: @escaping (Int, Int) -> Void = { _, _ in }) async throws
        -> AuditFinding
    {
        try await read { try $0.require(.manager, "backup") }
        try workspace.store.backup(to: path, progress: progress)
        return try await Backup.check(path)
    }

    /// Looks at everything that can go wrong with the file. Anybody may.
    public func health() async throws -> Health {
        let store = workspace.store
        let problems = try await store.integrityProblems()
        let schema = try await store.schemaState()
        let audit = try await read { try $0.auditLog.verify() }
        let reports = try await read { try $0.reports.verifyAll() }
        let index = try await workspace.index.current().index
        let status = try await workspace.indexStatus()
        try await workspace.warmUpSearch()
        let edition = try await read { try $0.codes().edition }
        let attributes = try? FileManager.default.attributesOfItem(atPath: store.path)
        let folder = Backup.folder(of: store.path)
        let disk = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        return Health(
            integrityProblems: problems,
            audit: audit,
            schemaNumber: schema.number,
            schemaNewest: schema.newest,
            codeEdition: edition,
            fileBytes: Backup.integer(attributes?[.size]) ?? 0,
            freeBytes: Backup.integer(disk?[.systemFreeSize]),
            demandsIndexed: index.demandCount,
            achievementsIndexed: index.achievementCount,
            index: status,
            demandSearch: workspace.searches[.demand].status,
            achievementSearch: workspace.searches[.achievement].status,
            durability: try await store.durability(),
            embeddings: try await read { try $0.embeddings.state() },
            reportCount: reports.count,
            alteredReports: reports.filter { !$0.isIntact }
        )
    }
}

/// Copies of a market's file.
public enum Backup {
    /// Opens a copy and checks its audit chain.
    public static func check(_ path: String) async throws -> AuditFinding {
        let store = try Store(path: path, opening: .existing, clock: SystemClock.now)
        let finding = try await store.read { try $0.verifyAudit() }
        let problems = try await store.integrityProblems()
        try store.close()
        removeCompanions(of: path)
        guard problems.isEmpty else {
            throw AppError(
                .invalid,
                "backup_damaged",
                field: .file,
                value: path,
                Phrase("备份“\(path)”已损坏：请换一份备份。", en: "The backup “\(path)” is damaged: use another one.")
            )
        }
        return finding
    }

    /// Makes a copy the market's file.
    ///
    /// - Parameters:
    ///   - replaces: whether a file that is there gives way; it is kept beside, and its new name returned.
    /// - Throws: `file_exists`, `audit_broken` when the copy's audit chain is not whole, or why the copy can't be used.
    public static func restore(
        _ copy: String,
        to path: String,
        replaces: Bool,
        now: Instant = SystemClock.now()
    ) async throws -> String? {
        // Look at a copy of the copy, so that a backup on a read-only disk will do and is never changed.
        let part = path + ".part"
        let files = FileManager.default
        guard files.fileExists(atPath: copy) else {
            throw AppError(
                .notFound,
                "backup_missing",
                field: .file,
                value: copy,
                Phrase("没有备份文件“\(copy)”：请核对路径。", en: "There is no backup “\(copy)”: check the path.")
            )
        }
        if files.fileExists(atPath: path), !replaces {
            throw AppError(
                .conflict,
                "file_exists",
                field: .database,
                value: path,
                Phrase(
                    "“\(path)”已经存在：要用备份替换它，请加 --replace，原文件会改名保留。",
                    en:
                        "“\(path)” exists: add --replace to put the backup in its place; the file is kept under another name."
                )
            )
        }
        do {
            try? files.removeItem(atPath: part)
            try files.copyItem(atPath: copy, toPath: part)
            _ = try? files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: part)
        } catch {
            throw AppError(
                .unavailable,
                "cannot_write",
                field: .database,
                value: path,
                Phrase(
                    "写不了“\(path)”：请检查文件夹是否存在、权限和磁盘空间。",
                    en:
                        "“\(path)” can't be written: check that its folder exists, the permissions and the disk."
                )
            )
        }
        do {
            let finding = try await check(part)
            guard case .intact = finding else {
                throw AppError(
                    .conflict,
                    "audit_broken",
                    field: .file,
                    value: copy,
                    Phrase(
                        "备份“\(copy)”的审计链不完整：请换一份备份。",
                        en: "The audit chain of the backup “\(copy)” is broken: use another one."
                    )
                )
            }
            var kept: String?
            if files.fileExists(atPath: path) {
                let name = "\(path).before-restore-\(now.rawValue)"
                // Take in what the old file's log still holds before it moves.
                let old = try? Store(path: path, opening: .existing, clock: SystemClock.now)
                try? old?.close()
                try move(path, to: name)
                kept = name
            }
            // It would not pass for this market's, but there is no use for it.
            IndexFile.removeAll(besides: path)
            do { try files.moveItem(atPath: part, toPath: path) } catch {
                if let kept { try move(kept, to: path) }
                throw error
            }
            return kept
        } catch {
            try? files.removeItem(atPath: part)
            removeCompanions(of: part)
            throw error
        }
    }

    /// Moves a market's file together with what its log may still hold, which a damaged file could not take in, and with
    /// the files of its indexes.
    private static func move(_ path: String, to target: String) throws {
        let files = FileManager.default
        try files.moveItem(atPath: path, toPath: target)
        for suffix in ["-wal", "-shm"] + IndexFile.Kind.allCases.map(\.rawValue)
        where files.fileExists(atPath: path + suffix) {
            try files.moveItem(atPath: path + suffix, toPath: target + suffix)
        }
    }

    private static func removeCompanions(of path: String) {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func integer(_ value: Any?) -> Int64? {
        switch value {
        case let number as Int64: number
        case let number as UInt64: Int64(clamping: number)
        case let number as Int: Int64(number)
        default: nil
        }
    }
}
