import Domain
import Foundation
import GRDB
import Testing

@testable import Storage

/// A store in a folder of its own; gone when the test ends.
final class TestStore: Sendable {
    let folder: String
    let store: Store
    static let now = Instant(rawValue: 1_640_923_200_000)

    var path: String { folder + "/market.sqlite" }

    init() throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent(
                "techmarket-store-\(UUID().uuidString)"
            ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try Store(path: folder + "/market.sqlite", opening: .new, clock: { TestStore.now })
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Edits the file behind the store's back, as somebody with a database tool would.
    func edit(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Adds users, the simplest records there are.
    func add(_ logins: String...) async throws {
        for login in logins {
            try await store.write(as: nil) { transaction in
                var transaction = transaction
                transaction.action = "user.create"
                _ = try transaction.insertUser(login: login, name: login, role: .staff)
            }
        }
    }
}

struct StoreTests {
    @Test func `writes survive a power cut and references are checked`() async throws {
        let test = try TestStore()
        let settings = try await test.store.durability()
        #expect(settings == ["journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"])
    }

    @Test func `a missing file is named and not made`() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "none-\(UUID().uuidString).sqlite"
        ).path
        let error = #expect(throws: AppError.self) {
            try Store(path: path, opening: .existing, clock: { TestStore.now })
        }
        #expect(error?.code == "file_missing")
        #expect(error?.message.zh.contains(path) == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a market is never made over an existing file`() throws {
        let test = try TestStore()
        let error = #expect(throws: AppError.self) {
            try Store(path: test.path, opening: .new, clock: { TestStore.now })
        }
        #expect(error?.code == "file_exists")
    }

    @Test func `a file made by a newer program is refused and left as it is`() async throws {
        let test = try TestStore()
        try test.store.close()
        try test.edit("INSERT INTO schema_migration (number, name, applied_at) VALUES (999, 'later', 0)")
        let error = #expect(throws: AppError.self) {
            try Store(path: test.path, opening: .existing, clock: { TestStore.now })
        }
        #expect(error?.code == "file_newer")
        #expect(error?.message.zh.contains("999") == true)
    }

    @Test(arguments: ["not a database at all, but long enough to be taken for one .................", ""])
    func `a file that is no market is refused`(content: String) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("other-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        if content.isEmpty {
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "CREATE TABLE somebody_elses (id INTEGER)") }
            try queue.close()
        }
        let error = #expect(throws: AppError.self) {
            try Store(path: path, opening: .existing, clock: { TestStore.now })
        }
        #expect(error?.code == "file_foreign")
    }

    @Test func `a transaction that fails leaves nothing behind`() async throws {
        struct Stop: Error {}
        let test = try TestStore()
        let before = try await test.store.read { try $0.lastChange() }
        await #expect(throws: Stop.self) {
            try await test.store.write(as: nil) { transaction in
                _ = try transaction.insertUser(login: "gone", name: "gone", role: .staff)
                throw Stop()
            }
        }
        let after = try await test.store.read { (try $0.lastChange(), try $0.users().count) }
        #expect(after == (before, 0))
    }

    @Test func `a rehearsal shows what would happen and keeps nothing`() async throws {
        let test = try TestStore()
        let login = try await test.store.write(as: nil, rehearsal: true) { transaction in
            try transaction.insertUser(login: "trial", name: "trial", role: .staff).login
        }
        #expect(login == "trial")
        #expect(try await test.store.read { try $0.users().isEmpty })
    }

    @Test func `an attempt that fails is taken back with its audit entries while the work goes on`()
        async throws
    {
        struct Stop: Error {}
        let test = try TestStore()
        try await test.store.write(as: nil) { transaction in
            _ = try transaction.insertUser(login: "first", name: "first", role: .staff)
            try? transaction.attempt {
                _ = try transaction.insertUser(login: "second", name: "second", role: .staff)
                throw Stop()
            }
            _ = try transaction.insertUser(login: "third", name: "third", role: .staff)
        }
        let (logins, audit) = try await test.store.read {
            (try $0.users().map(\.login), try $0.verifyAudit())
        }
        #expect(logins == ["first", "third"])
        guard case .intact(2, _) = audit else {
            Issue.record("\(audit)")
            return
        }
    }

    @Test func `another connection writes while one reads, and the reader sees one state`() async throws {
        let test = try TestStore()
        try await test.add("before")
        let other = try Store(path: test.path, opening: .existing, clock: { TestStore.now })
        let counts = try await test.store.read { transaction in
            let before = try transaction.users().count
            let written = DispatchSemaphore(value: 0)
            Task {
                try await other.write(as: nil) {
                    _ = try $0.insertUser(login: "during", name: "during", role: .staff)
                }
                written.signal()
            }
            written.wait()
            return (before, try transaction.users().count)
        }
        #expect(counts == (1, 1))
        #expect(try await test.store.read { try $0.users().count } == 2)
        try other.close()
    }

    @Test func `a closed market is one file, which holds everything`() async throws {
        let test = try TestStore()
        try await test.add("somebody")
        _ = try await test.store.read { try $0.users() }
        try test.store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: test.folder) == ["market.sqlite"])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: test.path))
        #expect(bytes.range(of: Data("somebody".utf8)) != nil)
    }

    @Test func `every write stands in the change log with the number of its audit entry`() async throws {
        let test = try TestStore()
        try await test.add("one", "two")
        let changes = try await test.store.read { try $0.changes(after: 1, limit: 10) }
        #expect(changes == [Change(sequence: 2, entity: "user_account", record: 2, kind: .insert)])
    }

    @Test func `codes are given out once and grow past four digits`() async throws {
        let test = try TestStore()
        let codes = try await test.store.write(as: nil) { transaction in
            try transaction.reserve(RecordCode(.demand, year: 2021, serial: 9998))
            return try [
                transaction.nextCode(.demand, year: 2021), transaction.nextCode(.demand, year: 2021),
                transaction.nextCode(.demand, year: 2022),
            ]
        }
        #expect(codes.map(\.description) == ["XQ-2021-9999", "XQ-2021-10000", "XQ-2022-0001"])
    }

    @Test func `a backup is a whole market of its own`() async throws {
        let test = try TestStore()
        try await test.add("one", "two")
        let copy = test.folder + "/copy.sqlite"
        try test.store.backup(to: copy)
        let store = try Store(path: copy, opening: .existing, clock: { TestStore.now })
        #expect(try await store.read { try $0.users().map(\.login) } == ["one", "two"])
        try store.close()
        let error = #expect(throws: AppError.self) { try test.store.backup(to: copy) }
        #expect(error?.code == "file_exists")
    }

    @Test func `a backup into a folder that is not there leaves nothing behind`() async throws {
        let test = try TestStore()
        let error = #expect(throws: AppError.self) {
            try test.store.backup(to: test.folder + "/no/such/copy.sqlite")
        }
        #expect(error?.code == "cannot_open")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: test.folder).allSatisfy {
                !$0.contains("copy")
            }
        )
    }
}
