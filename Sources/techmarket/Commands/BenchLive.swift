import ArgumentParser
import Domain
import Exchange
import Market

/// `bench live`: how long a service waits for its index, and how it follows; writes to the market's file.
struct BenchLive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "live",
        "测常驻服务：启动、新记录多久找得到、重新统计",
        en: "Measure a service: its start, how soon a new record is found, counting anew",
        examples: ["bench live --db copy.sqlite"],
        notes: Phrase(
            "会往市场数据里写入测试成果：请用副本。输出一行 JSON。",
            en:
                "Writes test achievements into the market's file: use a copy. One line of JSON comes out."
        )
    )

    @Option(
        help: help(
            "写入多少项成果来引起重新统计（默认全部成果的四十九分之一多一些，足以引起；0 即不测）",
            en:
                "How many achievements to write to make it count anew (default a little more than one in forty-nine, which does; 0 for none)",
            value: "个数"
        )
    )
    var changes: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        let wanted = try changes.map { try WholeNumber.parse($0, .changes, in: 0...1_000_000) }
        let clock = ContinuousClock()
        let start = clock.now
        let workspace = try await Workspace.open(
            path: shared.path,
            for: .service,
            notice: { Console.standard.warn($0.zh) }
        )
        let desk = try await workspace.desk(login: shared.login)
        let first = try await desk.read { work in
            var filter = RecordFilter()
            filter.page.limit = 1
            return (try work.demands.list(filter).first, try work.achievements.list(filter).first)
        }
        guard let demand = first.0, let owner = first.1?.organization else {
            throw AppError.refusing(
                shared.path,
                .database,
                "market_empty",
                "没有需求或成果",
                en: "has no demand or no achievement"
            )
        }
        _ = try await desk.suggestions(forDemand: demand.id, SuggestionFilter())
        let started = Self.seconds(clock.now - start)
        let origin = try await workspace.indexStatus().contents?.origin.code ?? ""

        // The demand's own title is the best match there can be.
        var found: [Double] = [], gone: [Double] = []
        for _ in 0..<20 {
            let made = try await desk.change { work in
                try work.achievements.create(Self.content(demand.title, owner, work.today))
            }
            let written = clock.now
            while try await !desk.suggestions(forDemand: demand.id, SuggestionFilter()).contains(where: {
                $0.achievement.id == made.id
            }) {}
            found.append(Self.seconds(clock.now - written))
            try await desk.change { try $0.achievements.archive(made.id, version: nil, as: .mistake) }
            let archived = clock.now
            while try await desk.suggestions(forDemand: demand.id, SuggestionFilter()).contains(where: {
                $0.achievement.id == made.id
            }) {}
            gone.append(Self.seconds(clock.now - archived))
        }

        var members: JSON.Members = [
            "origin": .string(origin), "start_s": Self.rounded(started),
            "found_p50_ms": Self.rounded(Self.at(found, 50) * 1e3),
            "found_max_ms": Self.rounded(Self.at(found, 100) * 1e3),
            "gone_max_ms": Self.rounded(Self.at(gone, 100) * 1e3),
            "start_rss_mb": .int(Int64(BenchMatch.peakMegabytes)),
        ]
        let held = try await workspace.indexStatus().contents?.achievements ?? 0
        let count = wanted ?? held / 49 + 100
        if count > 0 {
            for from in stride(from: 0, to: count, by: 1_000) {
                try await desk.change { work in
                    for number in from..<min(count, from + 1_000) {
                        let title = "第\(number)号" + demand.title
                        _ = try work.achievements.create(Self.content(title, owner, work.today))
                    }
                }
            }
            let begun = clock.now
            var waits: [Double] = []
            repeat {
                let asked = clock.now
                _ = try await desk.suggestions(forDemand: demand.id, SuggestionFilter())
                waits.append(Self.seconds(clock.now - asked))
            } while try await Self.isBusy(workspace)
            members["counted_s"] = Self.rounded(Self.seconds(clock.now - begun))
            members["searches_meanwhile"] = .int(Int64(waits.count))
            members["search_p50_ms"] = Self.rounded(Self.at(waits, 50) * 1e3)
            members["search_p99_ms"] = Self.rounded(Self.at(waits, 99) * 1e3)
        }
        members["peak_rss_mb"] = .int(Int64(BenchMatch.peakMegabytes))
        Console.standard.write(JSON.object(members).text + "\n")
        try await workspace.shutDown()
    }

    private static func isBusy(_ workspace: Workspace) async throws -> Bool {
        let status = try await workspace.indexStatus()
        return status.work != nil || status.contents?.writesBehind != 0
    }

    private static func content(_ title: String, _ owner: Organization.ID, _ day: Day) -> Achievement.Content
    {
        Achievement.Content(organization: owner, title: title, receivedOn: day)
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    private static func rounded(_ value: Double) -> JSON { .number((value * 1_000).rounded() / 1_000) }

    private static func at(_ values: [Double], _ percent: Int) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}

extension Field {
    fileprivate static let changes = Field("changes", "变更数", en: "changes")
}
