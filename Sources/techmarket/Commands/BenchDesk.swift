import ArgumentParser
import Domain
import Foundation
import Market

/// `bench desk`: how long the pages with the year's figures take while others write.
struct BenchDesk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "desk",
        "工作台测速：有人不停登记需求时，工作台和指标页要多久",
        en: "Measure the desk: today's page and the figures while others log demands",
        examples: ["bench desk --db big.sqlite", "bench desk --db big.sqlite --clients 20 --seconds 10"],
        notes: Phrase(
            """
            要用 wrk（Debian：apt install wrk）和 bench make 造的市场；会往里写入测试需求和跟进：每十次写入一次跟进，其余登记需求。
            每页先看两秒再测，同平时开着页面的人一样。每页一行 JSON：要求 p99 不超过 100 毫秒。
            """,
            en: """
                Needs wrk (Debian: apt install wrk) and a market that bench make made; test demands and follow-ups are written to
                it: one write in ten follows a match up, the others log a demand. Each page is looked at for two seconds before
                it is measured, as those have done who look at it again and again. One line of JSON a page: 99 of 100 are to
                take at most 100 milliseconds.
                """
        )
    )

    @Option(help: help("几个人同时登记（默认 20）", en: "How many clients write at once (default 20)", value: "个数"))
    var clients: String?

    @Option(help: help("几个人同时看（默认 4）", en: "How many look at once (default 4)", value: "个数"))
    var readers: String?

    @Option(help: help("每页测多少秒（默认 10）", en: "Seconds for each page (default 10)", value: "秒"))
    var seconds: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        func count(_ text: String?, _ field: Field, _ usual: Int) throws -> Int {
            try text.map { try WholeNumber.parse($0, field, in: 1...10_000) } ?? usual
        }
        let clients = try count(clients, .clients, 20)
        let readers = try count(readers, .readers, 4)
        let seconds = try count(seconds, .seconds, 10)
        let (writer, reader) = (
            try Wrk(connections: clients, seconds: seconds), try Wrk(connections: readers, seconds: seconds)
        )
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let workspace = try await Workspace.open(
            path: shared.path,
            for: .service,
            notice: { Console.standard.warn($0[Speech.language]) }
        )
        do {
            try await workspace.warmUp()
            try await measure(workspace, writer, reader, folder.path)
        } catch {
            try? workspace.close()
            throw error
        }
        try await workspace.shutDown()
    }

    private func measure(_ workspace: Workspace, _ writer: Wrk, _ reader: Wrk, _ folder: String) async throws
    {
        let desk = try await workspace.desk(login: MadeMarket.login)
        let word = try await workspace.accounts.signIn(
            login: MadeMarket.login,
            password: MadeMarket.password,
            address: "127.0.0.1"
        )
        let token = try await desk.change { work in
            try work.tokens.create(name: "bench desk", scope: .write, expiresOn: work.today).word
        }
        let owner = try await desk.read { work in
            var filter = OrganizationFilter()
            filter.kind = .enterprise
            filter.page.limit = 1
            return try work.organizations.list(filter).first?.code.description ?? ""
        }
        var texts = MadeTexts(seed: 4)
        let matches = try await desk.read { work in
            var filter = MatchFilter()
            filter.stage = .introduced
            filter.page.limit = 100
            return try work.matches.list(filter).map(\.code)
        }
        let writes = (0..<1_000).map { number -> Wrk.Request in
            if number % 10 == 9, !matches.isEmpty {
                let talk: JSON = [
                    "on": .string(workspace.today.description), "kind": "phone", "text": "已联系，约下周见面。",
                ]
                let code = matches[number / 10 % matches.count]
                return Wrk.Request(path: "/api/v1/matches/\(code)/follow-ups", body: talk.text)
            }
            let text = texts.record(sentences: 2...8)
            let body: JSON = [
                "organization": .string(owner), "title": .string(text.title),
                "summary": .string(text.summary),
                "received_on": .string(workspace.today.description),
            ]
            return Wrk.Request(path: "/api/v1/demands", body: body.text)
        }
        // What a start finds out once.
        _ = try await workspace.pageTally(Period(year: workspace.today.year) ?? Period(day: workspace.today))
        _ = try await desk.pageSuggestions()
        let measured = try await MeasuredService(workspace, folder)
        defer { measured.stop() }
        for page in ["/desk", "/desk/tally"] {
            let cookie = "tm_who=\(word)"
            _ = try await reader.run(
                port: measured.port,
                paths: [page],
                cookie: cookie,
                seconds: 2,
                folder: folder
            )
            async let written = writer.run(
                port: measured.port,
                writes,
                ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
                folder: folder
            )
            async let read = reader.run(
                port: measured.port,
                paths: [page],
                cookie: cookie,
                folder: folder
            )
            let (saves, pages) = (try await written, try await read)
            Console.standard.write(line(page, pages, saves, writer, reader).text + "\n")
        }
    }

    private func line(_ page: String, _ pages: Wrk.Result, _ saves: Wrk.Result, _ writer: Wrk, _ reader: Wrk)
        -> JSON
    {
        func rounded(_ value: Double) -> JSON { .number((value * 1_000).rounded() / 1_000) }
        return [
            "page": .string(page), "writers": .int(Int64(writer.connections)),
            "readers": .int(Int64(reader.connections)), "pages_per_s": rounded(pages.perSecond),
            "p50_ms": rounded(pages.p50), "p99_ms": rounded(pages.p99), "wanted_p99_ms": .int(100),
            "saves_per_s": rounded(saves.perSecond), "save_p99_ms": rounded(saves.p99),
            "errors": .int(Int64(pages.errors + saves.errors)),
            "peak_rss_mb": .int(Int64(BenchMatch.peakMegabytes)),
        ]
    }
}

extension Field {
    fileprivate static let clients = Field("clients", "登记人数", en: "clients")
    fileprivate static let readers = Field("readers", "看的人数", en: "readers")
    fileprivate static let seconds = Field("seconds", "秒数", en: "seconds")
}
