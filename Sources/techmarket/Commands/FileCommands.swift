import ArgumentParser
import Domain
import Market

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "init",
        "新建市场数据文件",
        en: "Make a new market's file",
        examples: ["init", "init --db 黄石市场.sqlite"],
        notes: Phrase(
            "新文件带有代码表和管理员 local；已有的文件不会被覆盖。",
            en:
                "The new file has the code lists and the administrator local; an existing file is never overwritten."
        )
    )

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        let language = try shared.language()
        let workspace = try await Workspace.create(path: shared.path)
        try workspace.close()
        let console = Console.standard
        if shared.json {
            let members: JSON.Members = ["db": .string(shared.path), "user": .string(User.localLogin)]
            return console.print(JSON.object(members).pretty)
        }
        let line = Phrase(
            "已新建市场数据文件 \(shared.path)，管理员是 \(User.localLogin)。",
            en: "Made the market's file \(shared.path); its administrator is \(User.localLogin)."
        )
        console.print(line[language])
        console.print(
            Session.nextLine(
                "org create --name … --kind 企业"
                    + inWords("（或 seed load 装入演示数据）", en: " (or seed load for a demonstration)")
            )
        )
    }
}

struct BackUp: MarketCommand {
    static let configuration = CommandConfiguration(
        "backup",
        "备份并核对副本；其他人可以继续工作",
        en: "Write a checked copy while others go on working",
        examples: ["backup 备份/2021-06-30.sqlite"]
    )

    @Argument(help: help("备份到的文件，不能已存在", en: "The copy; must not exist yet", value: "文件"))
    var file: String

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let progress = LatestProgress(Phrase("备份", en: "Copying"), session)
        let finding = try await session.desk.backup(to: file) { progress.report(done: $0, of: $1) }
        progress.finish()
        let report = AuditReport(people: [], language: session.language)
        let file = file
        guard case .intact(let entries, let head) = finding else {
            if session.isJSON {
                let members: JSON.Members = ["file": .string(file)]
                session.write(.object(members.with(report.json(finding).asObject ?? [:])))
            } else {
                session.console.print(report.sentence(finding))
            }
            throw Finished(status: .checkFailed)
        }
        session.say(
            Deed(
                members: [
                    "file": .string(file), "intact": true, "entries": .int(entries), "head": .string(head),
                ],
                line: Phrase(
                    "已备份到 \(file)，审计链完整，共 \(entries) 条。",
                    en: "Copied to \(file); its audit chain is whole, with \(entries) entries."
                ),
                next: "restore \(file) --db …"
                    + inWords("（需要时；备份请存到另一台机器）", en: " (when needed; keep the copy on another machine)")
            )
        )
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "restore",
        "用备份恢复市场数据文件；先核对备份",
        en: "Put a checked backup in the market's place",
        examples: ["restore 备份/2021-06-30.sqlite --db 恢复.sqlite", "restore 备份/2021-06-30.sqlite --replace"],
        notes: Phrase("--replace 时原文件改名保留。", en: "With --replace the old file is kept under another name.")
    )

    @Argument(help: help("备份文件", en: "The backup", value: "文件"))
    var file: String

    @Flag(help: help("替换已有的市场数据文件", en: "Replace the market's file that is there"))
    var replace = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func run() async throws {
        let language = try shared.language()
        let path = shared.path
        let kept = try await Backup.restore(file, to: path, replaces: replace)
        let console = Console.standard
        if shared.json {
            console.print(JSON.object(["db": .string(path), "kept": kept.map(JSON.string) ?? .null]).pretty)
            return
        }
        console.print(Phrase("已用 \(file) 恢复 \(path)。", en: "Restored \(path) from \(file).")[language])
        if let kept {
            console.print(Phrase("原文件保留为 \(kept)。", en: "The old file is kept as \(kept).")[language])
        }
        console.print(Session.nextLine("doctor"))
    }
}

struct Doctor: MarketCommand {
    static let configuration = CommandConfiguration(
        "doctor",
        "体检：完整性、审计链、结构版本、磁盘空间",
        en: "Look for trouble: integrity, audit chain, schema, disk",
        examples: ["doctor", "doctor --json"],
        notes: Phrase("有问题时退出码为 7。", en: "Exits with 7 when something is wrong.")
    )

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let desk = session.desk
        let health = try await waiting(for: Phrase("体检", en: "Looking"), at: session) {
            try await desk.health()
        }
        let report = HealthReport(health: health, path: session.path, language: session.language)
        if session.isJSON { session.write(report.json) } else { session.console.write(report.text) }
        guard health.isSound else { throw Finished(status: .checkFailed) }
    }
}
