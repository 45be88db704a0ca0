import Domain
import Exchange
import Foundation
import Market

/// The demonstration city, loaded once for all tests that look at it.
enum City {
    /// The evening of the last day of 2022 in China.
    private static let now = Instant(rawValue: 1_672_500_000_000)

    private static let workspace = Task {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "techmarket-reports-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let workspace = try await Workspace.create(path: folder.path + "/city.sqlite", clock: { now })
        _ = try await SeedCity.load(at: try await workspace.desk()) { _, _ in }
        return workspace
    }

    static func read<Result: Sendable>(_ body: @Sendable @escaping (Work) throws -> Result) async throws
        -> Result
    {
        try await workspace.value.desk().read(body)
    }
}
