import ArgumentParser
import Domain
import Market

struct AuditCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "audit",
        "审计日志：谁在何时改了什么",
        en: "The audit log: who changed what, and when",
        examples: ["audit verify", "audit list --record XQ-2021-0001"],
        subcommands: [Verify.self, List.self]
    )

    struct Verify: MarketCommand {
        static let configuration = CommandConfiguration(
            "verify",
            "核对审计链：证明没有人绕过程序改动数据",
            en: "Prove that nothing was changed or removed behind the program's back",
            examples: ["audit verify", "audit verify --json"],
            notes: Phrase(
                "不完整时退出码为 7，并指出第一处改动。",
                en: "Exits with 7 and names the first change when the chain is broken."
            )
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let progress = LatestProgress(Phrase("核对审计链", en: "Checking the audit chain"), session)
            let (finding, people) = try await session.read { view in
                let finding = try view.work.auditLog.verify { progress.report(done: Int($0), of: Int($1)) }
                return (finding, try view.work.users.list())
            }
            progress.finish()
            let report = AuditReport(people: people, language: session.language)
            if session.isJSON {
                session.write(report.json(finding))
            } else {
                session.console.print(report.sentence(finding))
            }
            guard case .intact = finding else { throw Finished(status: .checkFailed) }
        }
    }

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出审计记录，最新的在前",
            en: "List audit entries, newest first",
            examples: [
                "audit list --record XQ-2021-0001", "audit list --actor zhangsan --limit 20",
                "audit list --action match.introduce",
            ]
        )

        @Option(help: help("哪条记录", en: "Of this record", value: "编号"))
        var record: String?

        @Option(help: help("谁做的", en: "By this user", value: "登录名"))
        var actor: String?

        @Option(help: help("哪种操作，如 demand.create", en: "Of this action, such as demand.create", value: "操作"))
        var action: String?

        @Option(help: help("最多几条（默认 50）", en: "At most so many (default 50)", value: "条数"))
        var limit: String?

        @Option(help: help("跳过前几条", en: "Leave out so many first", value: "条数"))
        var offset: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, width) = (self, session.console.width)
            try await session.show { view in
                var filter = AuditFilter()
                if let record = options.record {
                    (filter.entity, filter.record) = try view.work.auditLog.row(of: record)
                }
                filter.actor = try options.actor.map { try view.work.users.find($0).id }
                filter.action = options.action
                filter.page = Page(
                    limit: try options.limit.map { try WholeNumber.parse($0, .limit, in: 1...1_000_000) }
                        ?? 50,
                    offset: try options.offset.map {
                        try WholeNumber.parse($0, .offset, in: 0...1_000_000_000)
                    } ?? 0
                )
                let entries = try view.work.auditLog.entries(filter)
                let report = AuditReport(people: try view.work.users.list(), language: view.language)
                if view.isJSON {
                    return JSON.object(["items": .array(entries.map { .object(report.members($0)) })]).pretty
                        + "\n"
                }
                return report.text(entries, width: width)
            }
        }
    }
}
