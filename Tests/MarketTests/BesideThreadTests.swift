import Domain
import Testing

@testable import Market

#if canImport(Glibc)
import Glibc
#endif

/// Work that nobody waits for.
struct BesideThreadTests {
    private struct Problem: Error {}

    @Test func `what is done beside comes back, and so does what went wrong`() async throws {
        #expect(try await BesideThread.run { 6 * 7 } == 42)
        await #expect(throws: Problem.self) { try await BesideThread.run { throw Problem() } }
    }

    #if canImport(Glibc)
    private static func niceness() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    @Test func `only its own thread gives way, whoever is answered by it`() async throws {
        let usual = Self.niceness()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let beside = try await BesideThread.run { Self.niceness() }
                    #expect(beside == max(usual, 10))
                    #expect(Self.niceness() == usual)
                }
            }
            try await group.waitForAll()
        }
    }
    #endif

    @Test func `a market that is closed meanwhile answers what is read beside with an error`() async throws {
        let market = try await TestMarket()
        let workspace = try await Workspace.open(path: market.path, for: .service, clock: { TestMarket.now })
        let desk = try await workspace.desk()
        #expect(try await desk.readBeside { try $0.agenda.counts() } == AgendaCounts())
        try workspace.close()
        await #expect(throws: (any Error).self) { try await desk.readBeside { try $0.agenda.counts() } }
    }
}
