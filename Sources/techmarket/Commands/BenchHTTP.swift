import ArgumentParser
import Domain
import FoundationEssentials
import Logging
import Market
import Web

/// `bench http`: the service under load, against a bare route of the same server; needs no market's file.
struct BenchHTTP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "http",
        "网页服务测速：与只回 200 字节的空路由比，写入与 sqlite3 库比",
        en: "Measure the service: against a bare route of 200 bytes, and writing against the sqlite3 library",
        examples: [
            "bench http", "bench http --achievements 10000 --seconds 5 --json",
            "bench http --db bench.sqlite",
        ],
        notes: Phrase(
            """
            要用 wrk（Debian：apt install wrk）。默认在临时文件夹里造一个市场（同 bench make），测完删除；
            给了 --db 就用那个文件，没有则造一个留着下次用，会往里写入测试需求。服务和 wrk 在同一台机器上，
            所以只有比值能和别处比。“随机”是轮流取许多不同的页，“同一”是反复取一页。推荐页分开测：“初看”的每一页都
            没有人打开过（服务启动后已在后台为开放的需求找好推荐，等它找完才开始测），“加筛选初看”要当场重新检索，
            “再看”的每一页都已打开过。写入时 sqlite3 库只用一个连接，一条接一条，每条一个事务，这是它最快的写法；
            我们这边一个客户一条接一条，或 32 个客户同时写。
            """,
            en: """
                Needs wrk (Debian: apt install wrk). A market is made in a temporary folder, as bench make makes one, and
                taken away afterwards; with --db that file is used, or made and kept for the next time, and test demands are
                written to it. The service and wrk share the machine, so only ratios can be compared elsewhere. “many” asks
                for many different pages in turn, “one” for the same one. Suggestion pages are measured apart: at a “first view”
                nobody has opened the page before (the service looks for suggestions of open demands in the background once
                it has started; the measuring waits until it has), a “first view with a filter” searches anew, and a page
                “seen before” has been opened once. For writing, the sqlite3 library has one connection and writes one
                save after the other, each in a transaction, which is the fastest it can; we have one client, one save after the
                other, or 32 clients at once.
                """
        )
    )

    @Option(help: help("成果数（默认 100000）", en: "How many achievements (default 100000)", value: "个数"))
    var achievements: String?

    @Option(help: help("需求数（默认 10000）", en: "How many demands (default 10000)", value: "个数"))
    var demands: String?

    @Option(help: help("每项测多少秒（默认 10）", en: "Seconds for each (default 10)", value: "秒"))
    var seconds: String?

    @Option(help: help("同时连接数（默认 32）", en: "Connections at once (default 32)", value: "个数"))
    var connections: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    /// What is asked for, and what it has to reach.
    private struct Target {
        let key: String
        let name: Phrase
        let paths: [String]
        var turns = Wrk.Turns.again
        /// Whether each page is opened once before it is measured.
        var isSeenBefore = false
        var cookie: String?
        /// At least so much of the bare route's requests a second.
        var leastRatio: Double?
        /// At most so many milliseconds for 99 of 100 requests.
        var mostMilliseconds: Double?
    }

    func run() async throws {
        let achievements = try achievements.map {
            try WholeNumber.parse($0, .achievements, in: 100...5_000_000)
        }
        let demands = try demands.map { try WholeNumber.parse($0, .demands, in: 100...1_000_000) }
        let seconds = try seconds.map { try WholeNumber.parse($0, .seconds, in: 1...3_600) } ?? 10
        let connections =
            try connections.map { try WholeNumber.parse($0, .connections, in: 1...10_000) } ?? 32
        let wrk = try Wrk(connections: connections, seconds: seconds)
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let folder = scratch.path
        let path = shared.db ?? folder + "/market.sqlite"
        if !FileManager.default.fileExists(atPath: path) {
            let size = MadeMarket.Size(demands: demands ?? 10_000, achievements: achievements ?? 100_000)
            _ = try await BenchMake.make(path, size)
        }
        let workspace = try await Workspace.open(
            path: path,
            for: .service,
            notice: { Console.standard.warn($0[Speech.language]) }
        )
        do {
            try await measure(workspace, wrk, folder)
        } catch {
            try? workspace.close()
            throw error
        }
        try await workspace.shutDown()
    }

    private func measure(_ workspace: Workspace, _ wrk: Wrk, _ folder: String) async throws {
        let (targets, rows) = try await targets(workspace)
        try await workspace.warmUp()
        try await workspace.warmUpSearch()
        await workspace.lookedAhead()
        let measured = try await MeasuredService(workspace, folder)
        defer { measured.stop() }
        let (port, barePort) = (measured.port, measured.barePort)
        var results: [(target: Target, bare: Wrk.Result, result: Wrk.Result)] = []
        for target in targets {
            // Just before, so that whatever else the machine does is shared by both.
            let still = try await wrk.run(port: barePort, paths: ["/"], cookie: nil, folder: folder)
            if target.isSeenBefore {
                _ = try await wrk.run(
                    port: port,
                    paths: target.paths,
                    .once,
                    cookie: target.cookie,
                    seconds: 60,
                    folder: folder
                )
            }
            let result = try await wrk.run(
                port: port,
                paths: target.paths,
                target.turns,
                cookie: target.cookie,
                folder: folder
            )
            results.append((target, still, result))
        }
        let desk = try await workspace.desk(login: MadeMarket.login)
        var writing: [ServiceBench.Writing] = []
        for clients in [1, 32] {
            writing.append(try await ServiceBench.write(at: desk, clients: clients, rounds: 10, of: 192))
        }
        if shared.json {
            Console.standard.print(json(results, writing, rows, wrk).pretty)
        } else {
            Console.standard.write(table(results, writing, rows, wrk))
        }
    }

    private func targets(_ workspace: Workspace) async throws -> (
        [Target], rows: (demands: Int64, achievements: Int64)
    ) {
        let rows = try await workspace.publicSide.read { try $0.counts() }
        let all = Self.shuffled(
            try await ServiceBench.demandCodes(of: workspace).map(\.description)
        )
        let codes = Array(all.prefix(1_000))
        guard let first = codes.first else {
            throw AppError.refusing(
                workspace.path,
                .database,
                "market_empty",
                "没有发布的需求",
                en: "has no published demand"
            )
        }
        let word = try await workspace.accounts.signIn(
            login: MadeMarket.login,
            password: MadeMarket.password,
            address: "127.0.0.1"
        )
        let cookie = "tm_who=\(word)"
        let suggestions = all.map { "/desk/demands/\($0)/suggestions" }
        let pages = max(1, Int(rows.achievements) / 20)
        let lists = stride(from: 1, through: pages, by: max(1, pages / 1_000)).map {
            "/achievements?page=\($0)"
        }
        return (
            [
                Target(
                    key: "catalogue_one",
                    name: Phrase("目录一页二十条，同一页", en: "catalogue page of 20 rows, one"),
                    paths: ["/achievements?page=1"],
                    leastRatio: 1.0 / 3
                ),
                Target(
                    key: "catalogue_many",
                    name: Phrase("目录一页二十条，随机页", en: "catalogue page of 20 rows, many"),
                    paths: Self.shuffled(lists),
                    leastRatio: 1.0 / 3
                ),
                Target(
                    key: "json_one",
                    name: Phrase("需求 JSON，同一条", en: "a demand's JSON, one"),
                    paths: ["/api/v1/catalogue/demands/\(first)"],
                    leastRatio: 0.5
                ),
                Target(
                    key: "json_many",
                    name: Phrase("需求 JSON，随机条", en: "a demand's JSON, many"),
                    paths: codes.map { "/api/v1/catalogue/demands/\($0)" },
                    leastRatio: 0.5
                ),
                Target(
                    key: "record_many",
                    name: Phrase("需求公开页，随机条", en: "a demand's public page, many"),
                    paths: codes.map { "/demands/\($0)" }
                ),
                Target(
                    key: "suggestions_first",
                    name: Phrase("推荐页，初看", en: "suggestion page, first view"),
                    paths: Array(suggestions.dropFirst(Self.seenBefore)),
                    turns: .once,
                    cookie: cookie,
                    mostMilliseconds: 30
                ),
                Target(
                    key: "suggestions_filtered",
                    name: Phrase("推荐页，加筛选初看", en: "suggestion page, first view with a filter"),
                    paths: suggestions.map { "\($0)?published=1" },
                    turns: .once,
                    cookie: cookie
                ),
                Target(
                    key: "suggestions_again",
                    name: Phrase("推荐页，再看", en: "suggestion page, seen before"),
                    paths: Array(suggestions.prefix(Self.seenBefore)),
                    isSeenBefore: true,
                    cookie: cookie,
                    mostMilliseconds: 30
                ),
            ], (rows.demands, rows.achievements)
        )
    }

    /// How many pages are measured again: fewer than are kept.
    private static let seenBefore = 500

    /// In an order that is no order, and the same each time.
    private static func shuffled(_ paths: [String]) -> [String] {
        func place(_ path: String) -> UInt64 {
            path.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
        return paths.sorted { place($0) < place($1) }
    }
}

// MARK: What comes out
extension BenchHTTP {
    private typealias Row = (target: Target, bare: Wrk.Result, result: Wrk.Result)

    private func table(
        _ results: [Row],
        _ writing: [ServiceBench.Writing],
        _ rows: (demands: Int64, achievements: Int64),
        _ wrk: Wrk
    ) -> String {
        var table = Table([
            .text(inWords("测什么", en: "what")), .number(inWords("次/秒", en: "a second")),
            .number(inWords("空路由次/秒", en: "bare, a second")), .number(inWords("比值", en: "ratio")),
            .number("p50 ms"), .number("p99 ms"), .number(inWords("出错", en: "errors")),
            .text(inWords("要求", en: "wanted")),
        ])
        for (target, bare, result) in results {
            let least = target.leastRatio.map { inWords("比值 ≥ ", en: "ratio ≥ ") + Self.text($0) }
            let most = target.mostMilliseconds.map { "p99 < \(Self.text($0)) ms" }
            table.add([
                target.name[Speech.language], String(Int(result.perSecond)), String(Int(bare.perSecond)),
                Self.text(result.perSecond / bare.perSecond), Self.text(result.p50), Self.text(result.p99),
                String(result.errors), least ?? most ?? "",
            ])
        }
        for writing in writing {
            table.add([
                inWords(
                    "存一条需求（落盘，含审计），\(writing.clients) 个客户",
                    en: "a demand saved (on disk, audited), clients: \(writing.clients)"
                ),
                String(Int(writing.perSecond)), String(Int(writing.libraryPerSecond)),
                Self.text(writing.perSecond / writing.libraryPerSecond), "", "", "",
                inWords("比值 ≥ 0.7（对 sqlite3 库）", en: "ratio ≥ 0.7 (to the sqlite3 library)"),
            ])
        }
        let head = inWords(
            "\(rows.achievements) 项成果，\(rows.demands) 项需求；wrk \(wrk.threads) 线程 \(wrk.connections) 连接，每项 \(wrk.seconds) 秒；各存 \(writing.first?.saves ?? 0) 条",
            en:
                "\(rows.achievements) achievements, \(rows.demands) demands; wrk with \(wrk.threads) threads and \(wrk.connections) connections, \(wrk.seconds) s each; \(writing.first?.saves ?? 0) saves each"
        )
        return head + "\n" + table.text(width: Console.standard.width)
    }

    private func json(
        _ results: [Row],
        _ writing: [ServiceBench.Writing],
        _ rows: (demands: Int64, achievements: Int64),
        _ wrk: Wrk
    ) -> JSON {
        let measured = results.map { target, bare, result -> JSON in
            var members: JSON.Members = [
                "what": .string(target.key), "requests_per_s": Self.rounded(result.perSecond),
                "bare_requests_per_s": Self.rounded(bare.perSecond),
                "ratio": Self.rounded(result.perSecond / bare.perSecond), "p50_ms": Self.rounded(result.p50),
                "p99_ms": Self.rounded(result.p99), "requests": .int(Int64(result.requests)),
                "errors": .int(Int64(result.errors)),
            ]
            if let least = target.leastRatio { members["wanted_ratio"] = Self.rounded(least) }
            if let most = target.mostMilliseconds { members["wanted_p99_ms"] = Self.rounded(most) }
            return .object(members)
        }
        return [
            "achievements": .int(rows.achievements), "demands": .int(rows.demands),
            "connections": .int(Int64(wrk.connections)), "threads": .int(Int64(wrk.threads)),
            "seconds": .int(Int64(wrk.seconds)), "http": .array(measured),
            "write": .array(
                writing.map { writing in
                    [
                        "clients": .int(Int64(writing.clients)), "saves": .int(Int64(writing.saves)),
                        "saves_per_s": Self.rounded(writing.perSecond),
                        "library_saves_per_s": Self.rounded(writing.libraryPerSecond),
                        "ratio": Self.rounded(writing.perSecond / writing.libraryPerSecond),
                        "wanted_ratio": .number(0.7),
                    ]
                }
            ),
        ]
    }

    private static func rounded(_ value: Double) -> JSON { .number((value * 1_000).rounded() / 1_000) }

    private static func text(_ value: Double) -> String { ((value * 100).rounded() / 100).description }
}

extension Field {
    fileprivate static let seconds = Field("seconds", "秒数", en: "seconds")
    fileprivate static let connections = Field("connections", "连接数", en: "connections")
}
