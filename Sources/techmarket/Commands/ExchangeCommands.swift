import ArgumentParser
import Domain
import Exchange
import Market

struct Export: MarketCommand {
    static let configuration = CommandConfiguration(
        "export",
        "导出 JSON Lines，可以原样导入",
        en: "Export JSON Lines, which can be imported as they are",
        examples: ["export --output 全部.jsonl", "export --type demand --type achievement > 供需.jsonl"]
    )

    @Option(
        name: .customLong("type"),
        help: help(
            "只要这类记录，可写多次：organization、demand、achievement……",
            en: "Only this type; may be repeated: organization, demand, achievement …",
            value: "类型"
        )
    )
    var types: [String] = []

    @Option(help: help("写到文件（默认标准输出）", en: "File to write (default: standard output)", value: "文件"))
    var output: String?

    @Flag(help: help("已归档的也导出", en: "Archived ones, too"))
    var archived = false

    @Flag(help: help("覆盖已有的文件", en: "Replace a file that exists"))
    var force = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let types = try types.map { try RecordType(parsing: $0, field: .recordType) }
        let file = try OutputFile.path(output).map { path throws(AppError) in
            try OutputFile(path, isForced: force)
        }
        let console = session.console
        do {
            // Output on a terminal is its own progress.
            let progress = file == nil ? nil : session.progress(Phrase("导出", en: "Exporting"), total: nil)
            let count = try await JSONLines.export(
                from: session.desk,
                types: types.isEmpty ? RecordType.allCases : types,
                includesArchived: archived
            ) { line in
                let line = line.hasSuffix("\n") ? line : line + "\n"
                if let file { try file.write(line) } else { console.write(line) }
                progress?.advance()
            }
            progress?.finish()
            try file?.finish()
            if let output = OutputFile.path(output) {
                session.say(
                    Deed(
                        members: ["file": .string(output), "records": .int(Int64(count))],
                        line: Phrase(
                            "已导出 \(count) 条到 \(output)。",
                            en: "Exported \(count) records to \(output)."
                        ),
                        next: "import \(output) --dry-run"
                    )
                )
            }
        } catch {
            file?.discard()
            throw error
        }
    }
}

extension RecordType: Choice {}

struct SeedCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "seed",
        "演示数据",
        en: "Demonstration data",
        examples: ["seed load"],
        subcommands: [Load.self]
    )

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            "load",
            "装入一座演示城市的 2021 年数据；没有数据文件就新建",
            en: "Load a demonstration city's year 2021; makes the market's file if there is none",
            examples: ["seed load", "seed load --db 演示.sqlite"],
            notes: Phrase(
                "再装一次不会重复。单位和人名都是虚构的。",
                en: "Loading again doubles nothing. All names are invented."
            )
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func run() async throws {
            let language = try shared.language()
            let workspace: Workspace
            do {
                workspace = try await Workspace.open(path: shared.path)
            } catch let error as AppError where error.code == "file_missing" {
                workspace = try await Workspace.create(path: shared.path)
            }
            let session = try await Session(workspace, shared, language)
            let progress = LatestProgress(Phrase("装入演示数据", en: "Loading the demonstration"), session)
            let report = try await SeedCity.load(at: session.desk) {
                progress.report(done: Int($0), of: Int($1))
            }
            progress.finish()
            try ImportSummary(report: report, file: nil, isDryRun: false, refusedFile: nil).say(at: session)
            try session.close()
        }
    }
}
