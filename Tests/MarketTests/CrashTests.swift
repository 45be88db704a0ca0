import Domain
import Foundation
import Market
import Testing

/// What a crash may cost: nothing that was confirmed.
struct CrashTests {
    @Test func `fifty kills in the middle of writing lose nothing that was confirmed`() async throws {
        let market = try await TestMarket()
        var confirmed: Set<String> = []
        for round in 1...50 {
            // Some kills hit the opening, some the first writes, some many writes.
            confirmed.formUnion(try killWriter(of: market.path, name: "第\(round)轮", afterMilliseconds: 40 + round * 7))
        }
        #expect(confirmed.count > 50, "the writer was killed before it wrote anything worth checking")

        let desk = try await Workspace.open(path: market.path).desk()
        let (found, audit) = try await desk.read { work in
            (try work.organizations.list(OrganizationFilter()).map(\.code.description), try work.auditLog.verify())
        }
        #expect(confirmed.subtracting(found).isEmpty)
        guard case .intact = audit else {
            Issue.record("the audit chain is broken: \(audit)")
            return
        }
        let health = try await desk.health()
        #expect(health.integrityProblems.isEmpty)
    }

    /// Starts a writer, kills it, and returns the codes that it had confirmed.
    private func killWriter(of path: String, name: String, afterMilliseconds delay: Int) throws -> [String] {
        let process = Process()
        process.executableURL = Self.products.appendingPathComponent("CrashWriter")
        process.arguments = [path, name]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        Thread.sleep(forTimeInterval: Double(delay) / 1000)
        kill(process.processIdentifier, SIGKILL)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal, "the writer ended by itself")
        // The last line counts only if it is whole.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Where the package's built programs are: beside the test bundle.
    private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}
