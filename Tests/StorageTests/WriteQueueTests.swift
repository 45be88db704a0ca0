import Dispatch
import Domain
import Foundation
import Testing

@testable import Storage

/// Writes that come while another one is going on.
struct WriteQueueTests {
    struct Refused: Error {}

    /// Keeps the file's one writer until it is let go.
    private final class Holder: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let task: Task<Void, any Error>

        init(_ store: Store) async {
            let (begun, gate) = (DispatchSemaphore(value: 0), gate)
            task = Task {
                try await store.write(as: nil, isLong: true) { _ in
                    begun.signal()
                    gate.wait()
                }
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    begun.wait()
                    continuation.resume()
                }
            }
        }

        func letGo() async throws {
            gate.signal()
            try await task.value
        }
    }

    /// Begins writes in this order while the file is held, and returns what comes of each.
    private func together(
        _ test: TestStore,
        _ bodies: [@Sendable (Transaction) throws -> Void]
    ) async throws -> [Result<Void, any Error>] {
        let holder = await Holder(test.store)
        var tasks: [Task<Void, any Error>] = []
        for (number, body) in bodies.enumerated() {
            tasks.append(Task { try await test.store.write(as: nil, body) })
            while test.store.writes.waiting <= number { await Task.yield() }
        }
        try await holder.letGo()
        var results: [Result<Void, any Error>] = []
        for task in tasks { results.append(await task.result) }
        return results
    }

    private static func adding(_ login: String) -> @Sendable (Transaction) throws -> Void {
        { _ = try $0.insertUser(login: login, name: login, role: .staff) }
    }

    private static func run(_ sql: String) -> @Sendable (Transaction) throws -> Void {
        { try $0.connection.run(sql, []) }
    }

    private func logins(_ test: TestStore) async throws -> [String] {
        let (logins, audit) = try await test.store.read {
            (try $0.users().map(\.login), try $0.verifyAudit())
        }
        guard case .intact(let entries, _) = audit else {
            Issue.record("\(audit)")
            return []
        }
        #expect(entries == Int64(logins.count))
        return logins
    }

    @Test func `writes that wait together are all kept, in their order, with one audit chain`() async throws {
        let test = try TestStore()
        let names = (1...100).map { "user\($0)" }
        let results = try await together(test, names.map(Self.adding))
        for result in results { try result.get() }
        #expect(try await logins(test) == names)
    }

    @Test func `of writes that wait together one that fails is taken back alone`() async throws {
        let test = try TestStore()
        let results = try await together(
            test,
            [
                Self.adding("first"),
                { transaction in
                    try Self.adding("refused")(transaction)
                    throw Refused()
                },
                // The number that the refused one had is free again.
                Self.adding("second"), Self.adding("first"), Self.adding("third"),
            ]
        )
        try results[0].get()
        #expect(throws: Refused.self) { try results[1].get() }
        try results[2].get()
        #expect(throws: (any Error).self) { try results[3].get() }
        try results[4].get()
        #expect(try await logins(test) == ["first", "second", "third"])
    }

    @Test(arguments: [
        // Only the commit finds out that the reference leads nowhere.
        """
        INSERT INTO attendance (activity_id, organization_id, people, note) VALUES (999, 999, 1, '')
        """,
        // As a full disk may end the whole transaction.
        "ROLLBACK",
    ])
    func `if what they share fails all fail, and nothing of any is kept`(sql: String) async throws {
        let test = try TestStore()
        let results = try await together(
            test,
            [
                Self.adding("first"), Self.run("PRAGMA defer_foreign_keys = ON"), Self.run(sql),
                Self.adding("second"),
            ]
        )
        for result in results { #expect(throws: (any Error).self) { try result.get() } }
        #expect(try await logins(test).isEmpty)
        try await test.add("later")
        #expect(try await logins(test) == ["later"])
    }

    @Test func `what one has made of the code lists is not settled for the next`() async throws {
        let test = try TestStore()
        let results = try await together(
            test,
            [
                { try $0.insert(StoredCodeList(list: "field", version: "1", edition: 7, content: "{}")) },
                { transaction in
                    let (newest, settled) = (
                        try transaction.codeEdition(), try transaction.committedEdition()
                    )
                    #expect(newest == 7 && settled == 0)
                },
            ]
        )
        for result in results { try result.get() }
        #expect(try await test.store.write(as: nil) { try $0.committedEdition() } == 7)
    }

    @Test func `a rehearsal among others keeps nothing`() async throws {
        let test = try TestStore()
        let holder = await Holder(test.store)
        let before = Task { try await test.add("before") }
        while test.store.writes.waiting < 1 { await Task.yield() }
        let rehearsal = Task { try await test.store.write(as: nil, rehearsal: true, Self.adding("trial")) }
        while test.store.writes.waiting < 2 { await Task.yield() }
        let after = Task { try await test.add("after") }
        while test.store.writes.waiting < 3 { await Task.yield() }
        try await holder.letGo()
        try await before.value
        try await rehearsal.value
        try await after.value
        #expect(try await logins(test) == ["before", "after"])
    }

    @Test func `a write that nobody waits for any more is not begun`() async throws {
        let test = try TestStore()
        let holder = await Holder(test.store)
        let task = Task { try await test.add("given-up") }
        while test.store.writes.waiting < 1 { await Task.yield() }
        task.cancel()
        try await holder.letGo()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await logins(test).isEmpty)
    }

    @Test func `a long write ends when nobody waits for it any more`() async throws {
        let test = try TestStore()
        let begun = DispatchSemaphore(value: 0)
        let task = Task {
            try await test.store.write(as: nil, isLong: true) { transaction in
                for number in 0... {
                    _ = try transaction.insertUser(login: "user\(number)", name: "name", role: .staff)
                    if number == 0 { begun.signal() }
                }
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await logins(test).isEmpty)
    }

    @Test func `many writers at once lose nothing`() async throws {
        let test = try TestStore()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    for number in 0..<20 { try await test.add("user\(writer)-\(number)") }
                }
            }
            try await group.waitForAll()
        }
        let found = try await logins(test)
        #expect(Set(found).count == 320 && found.count == 320)
    }
}
