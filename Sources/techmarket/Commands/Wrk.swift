import Domain
import Foundation
import Logging
import Synchronization

/// The load generator wrk, run as a program of its own.
struct Wrk: Sendable {
    struct Result: Sendable {
        let requests: Int
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
    private let program: OutsideProgram

    /// - Throws: `program_missing`.
    init(connections: Int, seconds: Int) throws(AppError) {
        self.connections = connections
        self.seconds = seconds
        threads = min(2, connections)
        program = try OutsideProgram("wrk", package: "wrk")
    }

    /// How often what is asked for is asked for.
    enum Turns {
        /// In turn for the seconds, each thread from a place of its own.
        case again
        /// Each once, or as many as the seconds allow; each thread has its own share.
        case once
    }

    /// Asks for pages.
    func run(
        port: Int,
        paths: [String],
        _ turns: Turns = .again,
        cookie: String?,
        seconds: Int? = nil,
        folder: String
    ) async throws -> Result {
        let headers = cookie.map { ["Cookie": $0] } ?? [:]
        let requests = paths.map { Request(path: $0) }
        return try await run(port: port, requests, headers, turns: turns, seconds: seconds, folder: folder)
    }

    /// One request; with a body it sends that, else it asks for a page.
    struct Request: Sendable {
        let path: String
        var body: String?
    }

    /// The same with requests of any sort.
    func run(
        port: Int,
        _ requests: [Request],
        _ headers: [String: String],
        turns: Turns = .again,
        seconds: Int? = nil,
        folder: String
    ) async throws -> Result {
        let script = "\(folder)/wrk-\(UInt32.random(in: 0...UInt32.max)).lua"
        try self.script(requests, turns, headers).write(toFile: script, atomically: true, encoding: .utf8)
        let text = try await program.run(
            [
                "-t", "\(threads)", "-c", "\(connections)", "-d", "\(seconds ?? self.seconds)s", "-s", script,
                "http://127.0.0.1:\(port)",
            ],
            folder: folder
        )
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
            requests: Int(numbers[0]),
            perSecond: numbers[0] / (numbers[1] / 1e6),
            p50: numbers[2] / 1e3,
            p99: numbers[3] / 1e3,
            errors: Int(numbers[4])
        )
    }

    private func script(_ requests: [Request], _ turns: Turns, _ headers: [String: String]) -> String {
        func quoted(_ text: String) -> String { JSON.string(text).text }
        let list = requests.map { request in
            "{ \(quoted(request.path)), \(request.body.map(quoted) ?? "nil") }"
        }.joined(separator: ",\n")
        let sent = headers.sorted { $0.key < $1.key }.map { "[\(quoted($0.key))] = \(quoted($0.value))" }
            .joined(separator: ", ")
        // What is in flight when a thread stops is not counted.
        let end =
            turns == .again
            ? ""
            : """
            local left = math.floor(#asked / \(threads))
            function response()
                left = left - 1
                if left <= 0 then wrk.thread:stop() end
            end

            """
        return """
            local asked = { \(list) }
            local threads = 0
            function setup(thread)
                thread:set("start", threads)
                threads = threads + 1
            end
            function init(args)
                requests = {}
                for i, one in ipairs(asked) do
                    requests[i] = wrk.format(one[2] and "POST" or "GET", one[1], { \(sent) }, one[2])
                end
                place = math.floor(start * #requests / \(threads))
            end
            \(end)
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
