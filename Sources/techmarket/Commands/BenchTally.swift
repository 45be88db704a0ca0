import ArgumentParser
import Domain
import Foundation
import Market

/// `bench tally`: all figures of a period, beside what the engine's own shell takes for the same statements.
struct BenchTally: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "tally",
        "统计测速：全部指标，与 sqlite3 命令行执行同样的语句比",
        en: "Measure the tally: all indicators, against the same statements in the sqlite3 shell",
        examples: ["bench tally --db big.sqlite", "bench tally 2021 --db big.sqlite --rounds 5"],
        notes: Phrase(
            """
            语句就是 report tally --sql 打印的那些。轮流进行，各取中位数；每轮两边都重新打开文件，只计执行语句的时间。没有 sqlite3
            （Debian：apt install sqlite3）时只测本程序。只读，不改文件。输出一行 JSON。
            """,
            en: """
                The statements are those that report tally --sql prints. Both take turns, and the median of each counts; both
                open the file anew each time, and only the statements are timed. Without sqlite3 (Debian: apt install
                sqlite3) only this program is measured. Reads only. One line of JSON comes out.
                """
        )
    )

    @Argument(help: help("期间（默认今年）", en: "The period (default: this year)", value: "期间"))
    var period: String?

    @Option(help: help("几轮（默认 3）", en: "How many rounds (default 3)", value: "个数"))
    var rounds: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        let rounds = try rounds.map { try WholeNumber.parse($0, .rounds, in: 1...1_000) } ?? 3
        let today = SystemClock.now().localDay
        let period = try parsedPeriod(period) ?? Period(year: today.year) ?? Period(day: today)
        let path = shared.path
        let shell = OutsideProgram(found: "sqlite3")
        let folder = try ScratchFolder()
        defer { folder.remove() }
        var ours: [Double] = [], theirs: [Double] = []
        // The first round only warms up.
        for round in 0...rounds {
            let time = try await Self.tally(path, period)
            let other = try await shell.asyncMap { try await Self.shell($0, path, period, folder.path) }
            guard round > 0 else { continue }
            ours.append(time)
            if let other { theirs.append(other) }
        }
        func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
        func rounded(_ value: Double) -> JSON { .number((value * 1_000).rounded() / 1_000) }
        var members: JSON.Members = [
            "period": .string(period.code), "rounds": .int(Int64(rounds)), "tally_s": rounded(median(ours)),
        ]
        if !theirs.isEmpty {
            members["shell_s"] = rounded(median(theirs))
            members["ratio"] = rounded(median(ours) / median(theirs))
            members["wanted_ratio"] = .number(1.5)
        }
        members["peak_rss_mb"] = .int(Int64(BenchMatch.peakMegabytes))
        Console.standard.write(JSON.object(members).text + "\n")
    }

    private static func tally(_ path: String, _ period: Period) async throws -> Double {
        let workspace = try await Workspace.open(path: path)
        defer { try? workspace.close() }
        return try await workspace.desk().read { work in
            let clock = ContinuousClock()
            let start = clock.now
            _ = try work.tallies.tally(period)
            return (clock.now - start).seconds
        }
    }

    /// The sum of what the shell says that each statement took.
    private static func shell(
        _ shell: OutsideProgram,
        _ path: String,
        _ period: Period,
        _ folder: String
    ) async throws -> Double {
        let statements = Tallies.statements(period).map { "\($0);\n" }.joined()
        let output = try await shell.run(
            ["-batch", "-readonly", path],
            input: ".timer on\n" + statements,
            folder: folder
        )
        let times = output.split(separator: "\n").filter { $0.hasPrefix("Run Time: real ") }.compactMap {
            Double($0.dropFirst(15).prefix { $0 != " " })
        }
        guard times.count == Tallies.statements(period).count else {
            throw AppError(
                .unavailable,
                "shell_failed",
                value: AppError.quote(output),
                Phrase(
                    "sqlite3 没有测成：\(AppError.quote(output))",
                    en: "sqlite3 did not measure: \(AppError.quote(output))"
                )
            )
        }
        return times.reduce(0, +)
    }
}

extension Optional where Wrapped: Sendable {
    /// `map` with something to wait for.
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await body(self)
    }
}

extension Field {
    fileprivate static let rounds = Field("rounds", "轮数", en: "rounds")
}
