import Domain
import Foundation
import Logging
import Synchronization

/// The load generator wrk, run as a program of its own.
struct Wrk: Sendable {
    struct Result: Sendable {
        let perSecond: Double
        /// Milliseconds.
        let p50: Double
        let p99: Double
        /// Requests without an answer, and answers other than 2xx and 3xx.
        let errors: Int
    }

    let connections: Int
    let seconds: Int
    let threads: Int
    private let program: String

    /// - Throws: `wrk_missing`.
    init(connections: Int, seconds: Int) throws(AppError) {
        self.connections = connections
        self.seconds = seconds
        threads = min(2, connections)
        let folders = (Speech.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/wrk" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else {
            throw AppError(
                .unavailable,
                "wrk_missing",
                Phrase(
                    "没有找到 wrk：请先安装，Debian 上是 apt install wrk。",
                    en: "There is no wrk on the PATH: install it, on Debian with apt install wrk."
                )
            )
        }
        program = found
    }

    /// Asks for the paths in turn for the seconds, each thread from a place of its own.
    func run(port: Int, paths: [String], cookie: String?, folder: String) async throws -> Result {
        let script = folder + "/wrk.lua"
        try Self.script(paths, cookie).write(toFile: script, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "-t", "\(threads)", "-c", "\(connections)", "-d", "\(seconds)s", "-s", script,
            "http://127.0.0.1:\(port)",
        ]
        let output = folder + "/wrk.out"
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardOutput = file
        process.standardError = file
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        try file.close()
        let text = try String(contentsOfFile: output, encoding: .utf8)
        let line = text.split(separator: "\n").last { $0.hasPrefix("measured ") }
        let numbers = line.map { $0.split(separator: " ").dropFirst().compactMap { Double($0) } } ?? []
        guard numbers.count == 5, numbers[0] > 0, numbers[1] > 0 else {
            throw AppError(
                .unavailable,
                "wrk_failed",
                value: text,
                Phrase("wrk 没有测成：\(AppError.quote(text))", en: "wrk did not measure: \(AppError.quote(text))")
            )
        }
        return Result(
            perSecond: numbers[0] / (numbers[1] / 1e6),
            p50: numbers[2] / 1e3,
            p99: numbers[3] / 1e3,
            errors: Int(numbers[4])
        )
    }

    private static func script(_ paths: [String], _ cookie: String?) -> String {
        let list = paths.map { "\"\($0)\"" }.joined(separator: ",\n")
        let headers = cookie.map { "[\"Cookie\"] = \"\($0)\"" } ?? ""
        return """
            local paths = { \(list) }
            local threads = 0
            function setup(thread)
                thread:set("start", threads)
                threads = threads + 1
            end
            function init(args)
                requests = {}
                for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path, { \(headers) }) end
                place = math.floor(start * #requests / 2)
            end
            function request()
                place = place % #requests + 1
                return requests[place]
            end
            function done(summary, latency, requests)
                local e = summary.errors
                io.write(string.format("measured %d %d %d %d %d\\n", summary.requests, summary.duration,
                    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
            end

            """
    }
}

/// The ports of what is measured, once it answers.
final class Ports: Sendable {
    private let known = Mutex<(service: Int?, bare: Int?)>((nil, nil))

    func set(service port: Int) { known.withLock { $0.service = port } }
    func set(bare port: Int) { known.withLock { $0.bare = port } }

    func both() async throws -> (service: Int, bare: Int) {
        while true {
            let now = known.withLock { $0 }
            if let service = now.service, let bare = now.bare { return (service, bare) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// A service's log, into a file.
struct BenchLog {
    private let descriptor: Int32
    private let lines: LineBuffer
    let logger: Logger

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let lines = LineBuffer(Console(output: descriptor, errors: descriptor))
        self.lines = lines
        logger = Logger(label: "techmarket") { _ in LineLog(lines) }
    }

    func close() {
        lines.flush()
        _ = Foundation.close(descriptor)
    }
}
