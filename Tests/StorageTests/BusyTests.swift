import Domain
import Foundation
import GRDB
import Testing

@testable import Storage

/// Two programs on one file.
struct BusyTests {
    /// Another program that has begun to write and does not end.
    final class Writer {
        let queue: DatabaseQueue

        init(_ path: String) throws {
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction {
                try $0.execute(sql: "BEGIN IMMEDIATE; UPDATE audit_head SET hash = hash")
            }
        }

        func end() throws {
            try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try queue.close()
        }
    }

    @Test func `a file is opened and read while another program writes, without waiting`() async throws {
        let test = try TestStore()
        try await test.add("one")
        let writer = try Writer(test.path)
        // Waiting would end in the error of the next test: the writer holds on until this is done.
        let store = try Store(path: test.path, opening: .existing, clock: { TestStore.now })
        #expect(try await store.read { try $0.users().map(\.login) } == ["one"])
        try writer.end()
        try store.close()
    }

    @Test func `a write waits for the other program, and says so when that takes too long`() async throws {
        let test = try TestStore()
        let writer = try Writer(test.path)
        let error = await #expect(throws: AppError.self) { try await test.add("late") }
        #expect(error?.code == "busy" && error?.kind == .unavailable)
        #expect(error?.message.zh.contains(test.path) == true)
        try writer.end()
        try await test.add("late")
        #expect(try await test.store.read { try $0.users().count } == 1)
    }
}
