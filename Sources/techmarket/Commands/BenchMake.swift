import ArgumentParser
import Domain
import Market

/// `bench make`: writes a market's file of any size.
struct BenchMake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "make",
        "造一个任意大小的市场，供测速",
        en: "Make a market of any size to measure with",
        examples: [
            "bench make big.sqlite",
            "bench make --demands 1000 --achievements 5000 --matches 2000 --contracts 500 small.sqlite",
            "bench make --seed 2 --until 2021-12-31 other.sqlite",
        ],
        notes: Phrase(
            """
            两年的工作：单位、需求、成果、走访、活动、对接、跟进、合同、变更、到账，文字由示例城市的拼成，经与人工操作相同的用例写入，
            审计链完整（audit verify 可核对）。种子、大小和最后一天相同，造出的记录和审计链就相同。默认大小要几分钟和约 10 GB 磁盘。
            登录名 bench，口令 \(MadeMarket.password)：不要把这样的市场给别人用。
            """,
            en: """
                Two years of work: organizations, demands, achievements, visits, activities, matches, follow-ups, contracts,
                amendments and payments, of the example city's words, written by the use cases that people work with; the
                audit chain is whole (audit verify). The same seed, sizes and last day make the same records and the same
                chain. The default sizes take some minutes and some 10 GB of disk. The login is bench, the password
                \(MadeMarket.password): don't hand such a market to anybody.
                """
        )
    )

    @Argument(help: help("新文件", en: "The new file", value: "文件"))
    var file: String

    @Option(help: help("需求数（默认 100000）", en: "How many demands (default 100000)", value: "个数"))
    var demands: String?

    @Option(help: help("成果数（默认 1000000）", en: "How many achievements (default 1000000)", value: "个数"))
    var achievements: String?

    @Option(help: help("对接数（默认 200000）", en: "How many matches (default 200000)", value: "个数"))
    var matches: String?

    @Option(help: help("合同数（默认 50000）", en: "How many contracts (default 50000)", value: "个数"))
    var contracts: String?

    @Option(help: help("种子（默认 1）", en: "The seed (default 1)", value: "整数"))
    var seed: String?

    @Option(help: help("最后一天（默认今天）", en: "The last day (default today)", value: "日期"))
    var until: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        func count(_ text: String?, _ field: Field, _ usual: Int) throws -> Int {
            try text.map { try WholeNumber.parse($0, field, in: 0...5_000_000) } ?? usual
        }
        let size = MadeMarket.Size(
            demands: try count(demands, .demands, 100_000),
            achievements: try count(achievements, .achievements, 1_000_000),
            matches: try count(matches, .matches, 200_000),
            contracts: try count(contracts, .contracts, 50_000)
        )
        let seed = try seed.map { try WholeNumber.parse($0, .seed, in: 0...Int.max) } ?? 1
        let last = try parsedDay(until, .until) ?? SystemClock.now().localDay
        let clock = ContinuousClock()
        let start = clock.now
        let made = try await Self.make(file, size, seed: UInt64(seed), until: last)
        let line = JSON.object([
            "file": .string(file), "demands": .int(Int64(size.demands)),
            "achievements": .int(Int64(size.achievements)), "matches": .int(Int64(size.matches)),
            "contracts": .int(Int64(size.contracts)), "seed": .int(Int64(seed)),
            "until": .string(last.description), "audit_entries": .int(made.entries),
            "audit_head": .string(made.head),
            "seconds": .number(((clock.now - start).seconds * 1_000).rounded() / 1_000),
            "peak_rss_mb": .int(Int64(BenchMatch.peakMegabytes)),
        ])
        Console.standard.write(line.text + "\n")
    }

    /// Makes the file with a bar of how far it is.
    static func make(
        _ path: String,
        _ size: MadeMarket.Size,
        seed: UInt64 = 1,
        until: Day = SystemClock.now().localDay
    ) async throws -> (entries: Int64, head: String) {
        let progress = Progress(
            Phrase("造一个市场", en: "Making a market"),
            total: size.records,
            language: Speech.language,
            console: .standard
        )
        defer { progress.finish() }
        var written = 0
        return try await MadeMarket.make(path: path, size, seed: seed, until: until) {
            progress.advance(by: $0 - written)
            written = $0
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Field {
    static let achievements = Field("achievements", "成果数", en: "achievements")
    static let demands = Field("demands", "需求数", en: "demands")
    fileprivate static let matches = Field("matches", "对接数", en: "matches")
    fileprivate static let contracts = Field("contracts", "合同数", en: "contracts")
    fileprivate static let seed = Field("seed", "种子", en: "seed")
    fileprivate static let until = Field("until", "最后一天", en: "last day")
}
