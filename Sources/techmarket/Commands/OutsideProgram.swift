import Domain
import Foundation

/// A program of somebody else's that a bench measures with, found on the PATH.
struct OutsideProgram: Sendable {
    let name: String
    private let path: String

    /// - Throws: `program_missing`, naming the package that has it.
    init(_ name: String, package: String) throws(AppError) {
        guard let program = Self(found: name) else {
            throw AppError(
                .unavailable,
                "program_missing",
                value: name,
                Phrase(
                    "没有找到 \(name)：请先安装，Debian 上是 apt install \(package)。",
                    en: "There is no \(name) on the PATH: install it, on Debian with apt install \(package)."
                )
            )
        }
        self = program
    }

    /// Nil if there is no such program.
    init?(found name: String) {
        let folders = (Speech.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else { return nil }
        self.name = name
        path = found
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads from its standard input.
    ///   - folder: where files can be put meanwhile.
    /// - Returns: what it wrote, errors among it.
    func run(_ arguments: [String], input: String = "", folder: String) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        // Files of its own, since two of one name may run at once.
        let base = "\(folder)/\(name)-\(UInt32.random(in: 0...UInt32.max))"
        try input.write(toFile: base + ".in", atomically: false, encoding: .utf8)
        _ = FileManager.default.createFile(atPath: base + ".out", contents: nil)
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: base + ".out"))
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: base + ".in"))
        process.standardOutput = output
        process.standardError = output
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        try output.close()
        return try String(contentsOfFile: base + ".out", encoding: .utf8)
    }
}
