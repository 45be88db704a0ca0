public import Market

/// The demonstration city that the program carries within itself.
public enum SeedCity {
    /// Takes it in through the same use cases as staff's own work; a second time changes nothing.
    public static func load(
        at desk: Desk,
        progress: @Sendable @escaping (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> ImportReport {
        let text = SeedFiles.names.filter { $0.hasPrefix("city/") }.compactMap(SeedFiles.text).joined(
            separator: "\n"
        )
        return try await JSONLines.load(at: desk, dryRun: false, partial: false, progress: progress) {
            LineFile(text: text)
        }
    }
}
