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
            "每个已受理或已发布的需求一行；加 --json 时每行一个需求的全部推荐和理由（JSON Lines）。",
            en:
                "A line for each demand accepted or published; with --json each line holds a demand's suggestions with their reasons (JSON Lines)."
        )
    )

    @Option(help: help("每个需求最多几条（默认 10）", en: "At most so many a demand (default 10)", value: "条数"))
    var limit: String?

    @Option(help: help("得分不低于", en: "Least score", value: "分"))
    var minScore: String?

    @Flag(help: help("只要已发布的成果", en: "Published achievements only"))
    var published = false

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
        let file = try OutputFile.path(output).map { try OutputFile($0, isForced: force) }
        let (language, isJSON, console) = (session.language, session.isJSON, session.console)
        let progress = LatestProgress(Phrase("推荐", en: "Suggesting"), session)
        let found = Mutex((demands: 0, withSuggestions: 0))
        let lines = Mutex<Table>(
            Table([
                .text(inWords("需求", en: "Demand")), .text(inWords("名称", en: "Title")),
                .number(inWords("条数", en: "Count")),
                .number(inWords("最高分", en: "Best")), .text(inWords("成果", en: "Achievement")),
                .text(inWords("名称", en: "Title")),
            ])
        )
        let desk = session.desk
        try await desk.suggestionsForAllDemands(filter) { work, demand, suggestions, done, total in
            found.withLock { $0 = (done, $0.withSuggestions + (suggestions.isEmpty ? 0 : 1)) }
            if isJSON {
                let view = View(work: work, language: language, isJSON: true)
                let report = SuggestionReport(subject: .demand(demand), suggestions: suggestions, view: view)
                let line = report.json.text + "\n"
                if let file { try file.write(line) } else { console.write(line) }
            } else {
                let best = suggestions.first
                lines.withLock {
                    $0.add([
                        demand.code.description, demand.title, String(suggestions.count),
                        best.map { String($0.score) } ?? "", best?.achievement.code.description ?? "",
                        best?.achievement.title ?? "",
                    ])
                }
            }
            progress.report(done: done, of: total)
        }
        progress.finish()
        if !isJSON {
            let text = lines.withLock { $0.text(width: file == nil ? console.width : nil) }
            if let file { try file.write(text) } else { console.write(text) }
        }
        try file?.finish()
        let counts = found.withLock { $0 }
        session.remark(
            Phrase(
                "共 \(counts.demands) 个在办需求，\(counts.withSuggestions) 个有推荐。",
                en: "\(counts.demands) open demands, \(counts.withSuggestions) with suggestions."
            )
        )
    }
}
