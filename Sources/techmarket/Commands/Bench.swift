import ArgumentParser
import Domain
import Exchange
import Market

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

struct BenchCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "bench",
        "测速",
        en: "Measure speed",
        examples: ["bench match --sizes 10000,100000", "bench make big.sqlite"],
        subcommands: [
            BenchMatch.self, BenchLive.self, BenchSearch.self, BenchHTTP.self, BenchTally.self,
            BenchDesk.self,
            BenchMake.self,
        ]
    )
}

/// `bench match`: needs no market's file, and writes none.
struct BenchMatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "match",
        "匹配测速：给每个需求找十个成果",
        en: "Measure matching: the ten best achievements for each demand",
        examples: [
            "bench match catalogue --mode title --queries 200",
            "bench match catalogue --mode full --threads 2",
            "bench match --sizes 10000,100000,1000000",
        ],
        notes: Phrase(
            "目录里要有 achievements.jsonl 和 demands.jsonl，每行 {\"title\",\"summary\",\"keywords\"}；输出一行 JSON。用 --sizes 时由示例城市的文字拼成目录，每个规模两行（title、full）。",
            en:
                "The folder holds achievements.jsonl and demands.jsonl, a line each {\"title\",\"summary\",\"keywords\"}; one line of JSON comes out. With --sizes catalogues are made up from the example city's texts, two lines a size (title, full)."
        )
    )

    @Argument(help: help("数据目录", en: "The folder", value: "目录"))
    var folder: String?

    @Option(
        help: help(
            "需求用哪些文字：title 标题和关键词，full 加上简介（默认 title）",
            en: "What a demand asks with: title (and keywords) or full, with its summary (default title)",
            value: "title|full"
        )
    )
    var mode: String?

    @Option(help: help("多少个需求（默认 200）", en: "How many demands (default 200)", value: "个数"))
    var queries: String?

    @Option(help: help("几个线程（默认 1）", en: "How many threads (default 1)", value: "个数"))
    var threads: String?

    @Option(help: help("目录规模，逗号隔开", en: "Sizes of catalogues, between commas", value: "个数,…"))
    var sizes: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        let queries = try queries.map { try WholeNumber.parse($0, .queries, in: 1...1_000_000) } ?? 200
        let threads = try threads.map { try WholeNumber.parse($0, .threads, in: 1...1_024) } ?? 1
        let mode = try mode.map { text in
            guard let mode = MatchingBench.Mode(rawValue: text) else {
                throw AppError.refusing(
                    text,
                    .mode,
                    "mode_unknown",
                    "不是 title 或 full",
                    en: "is neither title nor full"
                )
            }
            return mode
        }
        let console = Console.standard
        if let folder {
            let path = folder.hasSuffix("/") ? folder : folder + "/"
            let demands = try Self.records(path + "demands.jsonl", most: queries)
            let bench = try MatchingBench { take in try Self.eachRecord(path + "achievements.jsonl", take) }
            console.write(Self.line(bench.run(demands, mode ?? .title, threads: threads)))
            return
        }
        let counts = try (sizes ?? "10000,100000").split(separator: ",")
            .map { try WholeNumber.parse(String($0), .sizes, in: 1...5_000_000) }
        var maker = MadeTexts(seed: 2)
        let demands = (0..<queries).map { _ in maker.record(sentences: 2...8) }
        for count in counts {
            let bench = try MatchingBench { take in
                var maker = MadeTexts(seed: 1)
                for _ in 0..<count { take(maker.record(sentences: 1...5)) }
            }
            for mode in mode.map({ [$0] }) ?? MatchingBench.Mode.allCases {
                console.write(Self.line(bench.run(demands, mode, threads: threads)))
            }
        }
    }

    private static func line(_ result: MatchingBench.Result) -> String {
        func rounded(_ value: Double) -> JSON { .number((value * 1_000).rounded() / 1_000) }
        return JSON.object([
            "engine": "techmarket", "mode": .string(result.mode.rawValue),
            "achievements": .int(Int64(result.achievements)), "threads": .int(Int64(result.threads)),
            "build_s": rounded(result.buildSeconds), "queries_per_s": rounded(result.demandsPerSecond),
            "p50_ms": rounded(result.medianMilliseconds), "p99_ms": rounded(result.p99Milliseconds),
            "hits": .int(Int64(result.hits)), "peak_rss_mb": .int(Int64(peakMegabytes)),
        ]).text + "\n"
    }

    /// The most memory that the process has had in its working set so far.
    static var peakMegabytes: Int {
        var usage = rusage()
        #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss >> 20
        #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss >> 10
        #endif
    }

    private static func records(_ path: String, most: Int) throws -> [MatchingBench.Record] {
        struct Enough: Error {}
        var records: [MatchingBench.Record] = []
        do {
            try eachRecord(path) { record in
                records.append(record)
                if records.count == most { throw Enough() }
            }
        } catch is Enough {}
        return records
    }

    private static func eachRecord(_ path: String, _ take: (MatchingBench.Record) throws -> Void) throws {
        try BenchFile.eachLine(path) { bytes, number in
            let json = try JSON.reading(bytes)
            guard let title = json["title"]?.asString else {
                throw AppError(
                    .invalid,
                    "task_malformed",
                    field: .file,
                    value: path,
                    Phrase(
                        "“\(AppError.quote(path))”第 \(number) 行没有 title。",
                        en: "Line \(number) of “\(AppError.quote(path))” has no title."
                    )
                )
            }
            try take(
                MatchingBench.Record(
                    title: title,
                    summary: json["summary"]?.asString ?? "",
                    keywords: json["keywords"]?.asArray?.compactMap(\.asString) ?? []
                )
            )
        }
    }
}

/// `bench search`: needs no market's file, and writes none.
struct BenchSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "search",
        "查找测速：各种问法，一页二十条，带分类计数",
        en: "Measure the search: questions of many sorts, twenty rows a page with counts",
        examples: ["bench search catalogue --queries 1000"],
        notes: Phrase(
            "目录里要有 achievements.jsonl，每行 {\"title\",\"summary\",\"keywords\",\"industry\",\"organization\"}；金额、日期、领域按序号编造。问法十类各占一成：一词、两词、标题里任意两字、常见词、单字、词加筛选、只筛选、很后面的页、各种排序、单位加字。输出一行 JSON。",
            en:
                "The folder holds achievements.jsonl, a line each {\"title\",\"summary\",\"keywords\",\"industry\",\"organization\"}; money, days and fields are made up from the line's number. Ten sorts of questions, a tenth each: one word, two words, any two characters of a title, common words, one character, words with filters, filters alone, far pages, other orders, an organization with a character. One line of JSON comes out."
        )
    )

    @Argument(help: help("数据目录", en: "The folder", value: "目录"))
    var folder: String

    @Option(help: help("多少次查找（默认 1000）", en: "How many questions (default 1000)", value: "个数"))
    var queries: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        let queries = try queries.map { try WholeNumber.parse($0, .queries, in: 1...1_000_000) } ?? 1_000
        let path = (folder.hasSuffix("/") ? folder : folder + "/") + "achievements.jsonl"
        let bench = try SearchBench { take in
            try BenchFile.eachLine(path) { bytes, _ in
                let json = try JSON.reading(bytes)
                take(
                    SearchBench.Record(
                        title: json["title"]?.asString ?? "",
                        summary: json["summary"]?.asString ?? "",
                        keywords: json["keywords"]?.asArray?.compactMap(\.asString) ?? [],
                        industry: json["industry"]?.asString,
                        organization: json["organization"]?.asString ?? ""
                    )
                )
            }
        }
        let result = bench.run(queries)
        func rounded(_ value: Double) -> JSON { .number((value * 1_000).rounded() / 1_000) }
        let line = JSON.object([
            "engine": "techmarket", "mode": "search", "achievements": .int(Int64(result.records)),
            "queries": .int(Int64(result.queries)), "build_s": rounded(result.buildSeconds),
            "queries_per_s": rounded(result.queriesPerSecond), "p50_ms": rounded(result.medianMilliseconds),
            "p99_ms": rounded(result.p99Milliseconds), "slowest": .string(result.slowest),
            "slowest_p99_ms": rounded(result.slowestMilliseconds), "hits": .int(Int64(result.hits)),
            "peak_rss_mb": .int(Int64(BenchMatch.peakMegabytes)),
        ])
        Console.standard.write(line.text + "\n")
    }
}

/// Reads a file too large to be held, line by line.
private enum BenchFile {
    static func eachLine(_ path: String, _ body: (ArraySlice<UInt8>, _ number: Int) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw AppError(
                .notFound,
                "input_missing",
                field: .file,
                value: path,
                Phrase(
                    "打不开“\(AppError.quote(path))”：请核对目录。",
                    en: "“\(AppError.quote(path))” can't be opened: check the folder."
                )
            )
        }
        defer { close(descriptor) }
        var waiting: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var number = 0
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            var start = 0
            while start < count, let end = chunk[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
                number += 1
                if waiting.isEmpty {
                    try body(chunk[start..<end], number)
                } else {
                    waiting += chunk[start..<end]
                    try body(waiting[...], number)
                    waiting.removeAll(keepingCapacity: true)
                }
                start = end + 1
            }
            waiting += chunk[start..<count]
        }
        if !waiting.isEmpty { try body(waiting[...], number + 1) }
    }
}

extension Field {
    fileprivate static let queries = Field("queries", "需求个数", en: "queries")
    fileprivate static let sizes = Field("sizes", "规模", en: "sizes")
    fileprivate static let mode = Field("mode", "方式", en: "mode")
}
