import ArgumentParser
import Domain
import Exchange
import Market
import Synchronization

/// `match all`: the suggestions of every demand that the market looks for achievements for.
struct MatchAll: MarketCommand {
    static let configuration = CommandConfiguration(
        "all",
        "为全部在办需求推荐成果",
        en: "Suggest achievements for every open demand",
        examples: ["match all --min-score 50", "match all --limit 5 --json --output suggestions.jsonl"],
        notes: Phrase(
            "每个已受理或已发布的需求一行；加 --json 时第一行说明依据，其后每行一个需求的全部推荐和理由（JSON Lines）。加 --json --output 时可以接着做：中断后用同样的命令再运行，从断处继续；期间数据或程序变了，就从头开始并说明。",
            en:
                "A line for each demand accepted or published; with --json a line that says what they go by, then one for each demand with its suggestions and their reasons (JSON Lines). With --json --output a run that was interrupted goes on where it stopped when the same command is run again; if the market or the program has changed since, it says so and starts over."
        )
    )

    @Option(help: help("每个需求最多几条（默认 10）", en: "At most so many a demand (default 10)", value: "条数"))
    var limit: String?

    @Option(help: help("得分不低于", en: "Least score", value: "分"))
    var minScore: String?

    @Flag(help: help("只要已发布的成果", en: "Published achievements only"))
    var published = false

    @Option(
        help: help(
            "几个线程（默认按处理器核数，也最多那么多）",
            en: "How many threads (default, and at most, as many as the machine has cores)",
            value: "个数"
        )
    )
    var threads: String?

    @Option(help: help("写到文件", en: "Write to a file", value: "文件"))
    var output: String?

    @Flag(help: help("替换已有的文件", en: "Replace the file if it is there"))
    var force = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        var filter = SuggestionFilter()
        filter.limit = try limit.map { try WholeNumber.parse($0, .limit, in: 1...1000) } ?? 10
        filter.leastScore = try minScore.map { try WholeNumber.parse($0, .leastScore, in: 0...100) } ?? 0
        filter.publishedOnly = published
        let threads = try threads.map { try WholeNumber.parse($0, .threads, in: 1...1024) }
        let counts =
            session.isJSON
            ? try await writeLines(filter, threads, at: session)
            : try await writeTable(filter, threads, at: session)
        session.remark(
            Phrase(
                "共 \(counts.demands) 个在办需求，\(counts.withSuggestions) 个有推荐。",
                en: "\(counts.demands) open demands, \(counts.withSuggestions) with suggestions."
            )
        )
    }

    private typealias Counts = (demands: Int, withSuggestions: Int)

    private func writeTable(_ filter: SuggestionFilter, _ threads: Int?, at session: Session) async throws
        -> Counts
    {
        let file = try OutputFile.path(output).map { try OutputFile($0, isForced: force) }
        let progress = LatestProgress(Phrase("推荐", en: "Suggesting"), session)
        let found = Mutex<Counts>((0, 0))
        let lines = Mutex<Table>(
            Table([
                .text(inWords("需求", en: "Demand")), .text(inWords("名称", en: "Title")),
                .number(inWords("条数", en: "Count")),
                .number(inWords("最高分", en: "Best")), .text(inWords("成果", en: "Achievement")),
                .text(inWords("名称", en: "Title")),
            ])
        )
        try await session.desk.suggestionsForAllDemands(
            filter,
            threads: threads,
            make: { _, demand, suggestions in
                let best = suggestions.first
                return [
                    demand.code.description, demand.title, String(suggestions.count),
                    best.map { String($0.score) } ?? "", best?.achievement.code.description ?? "",
                    best?.achievement.title ?? "",
                ]
            },
            take: { cells, done, total in
                lines.withLock { $0.add(cells) }
                found.withLock { $0 = (done, $0.withSuggestions + (cells[3].isEmpty ? 0 : 1)) }
                progress.report(done: done, of: total)
            }
        )
        progress.finish()
        let console = session.console
        let text = lines.withLock { $0.text(width: file == nil ? console.width : nil) }
        if let file { try file.write(text) } else { console.write(text) }
        try file?.finish()
        return found.withLock { $0 }
    }

    private func writeLines(_ filter: SuggestionFilter, _ threads: Int?, at session: Session) async throws
        -> Counts
    {
        let file = try OutputFile.path(output).map { try OutputFile(resuming: $0, isForced: force) }
        let progress = LatestProgress(Phrase("推荐", en: "Suggesting"), session)
        let found = Mutex<Counts>((0, 0))
        let (language, console) = (session.language, session.console)
        let user = session.desk.user.login
        try await session.desk.suggestionsForAllDemands(
            filter,
            threads: threads,
            begin: { basis in
                let header = RematchHeader(basis: basis, filter: filter, language: language, user: user)
                guard let file else {
                    console.write(header.json.text + "\n")
                    return 0
                }
                let kept = try RematchLines(header: header).resume(file)
                if let remark = kept.remark { session.remark(remark) }
                found.withLock { $0 = (kept.done, kept.withSuggestions) }
                progress.report(done: kept.done, of: basis.demands.count)
                return kept.done
            },
            make: { work, demand, suggestions in
                let view = View(work: work, language: language, isJSON: true)
                let report = SuggestionReport(subject: .demand(demand), suggestions: suggestions, view: view)
                return (text: report.json.text + "\n", isEmpty: suggestions.isEmpty)
            },
            take: { line, done, total in
                if let file { try file.write(line.text) } else { console.write(line.text) }
                found.withLock { $0 = (done, $0.withSuggestions + (line.isEmpty ? 0 : 1)) }
                progress.report(done: done, of: total)
            }
        )
        progress.finish()
        try file?.finish()
        // Without a single demand nothing has begun.
        return found.withLock { $0 }
    }
}
