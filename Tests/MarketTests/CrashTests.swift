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
            // Every third kill comes while the file is opened or first written to, the others when some writes are
            // confirmed and the next are on their way.
            let writes = round.isMultiple(of: 3) ? 0 : round % 7 + 1
            // Every second time several write at once, and share their commits.
            let clients = round.isMultiple(of: 2) ? 8 : 1
            confirmed.formUnion(
                try killWriter(of: market.path, name: "第\(round)轮", clients, afterWrites: writes * clients)
            )
        }
        #expect(confirmed.count >= 50)

        let desk = try await Workspace.open(path: market.path).desk()
        let (found, audit) = try await desk.read { work in
            (
                try work.organizations.list(OrganizationFilter()).map(\.code.description),
                try work.auditLog.verify()
            )
        }
        #expect(confirmed.subtracting(found).isEmpty)
        guard case .intact = audit else {
            Issue.record("the audit chain is broken: \(audit)")
            return
        }
        let health = try await desk.health()
        #expect(health.integrityProblems.isEmpty)
    }

    /// Starts a writer, kills it when it has confirmed so many writes, and returns the codes that it had confirmed by
    /// then; with none to wait for, it is killed at some moment of its first tenth of a second.
    private func killWriter(
        of path: String,
        name: String,
        _ clients: Int,
        afterWrites writes: Int
    ) throws -> [String] {
        let process = Process()
        process.executableURL = Self.products.appendingPathComponent("CrashWriter")
        process.arguments = [path, name, String(clients)]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = Data()
        if writes == 0 { Thread.sleep(forTimeInterval: .random(in: 0...0.1)) }
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < writes {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty { break }
            text += part
        }
        kill(process.processIdentifier, SIGKILL)
        text += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal, "the writer ended by itself")
        // The last line counts only if it is whole.
        let lines = String(decoding: text, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        return lines.dropLast().map(String.init)
    }

    /// Where the package's built programs are: beside the test bundle.
    private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}
