import ArgumentParser
import Domain
import Exchange
import Market
import Reports

struct Export: MarketCommand {
    static let configuration = CommandConfiguration(
        "export",
        "导出 JSON Lines 或 Excel，可以原样导入",
        en: "Export JSON Lines or a workbook, which can be imported as they are",
        examples: [
            "export --output 全部.jsonl", "export --type demand --type achievement > 供需.jsonl",
            "export --type demand --output 需求.xlsx",
        ],
        notes: Phrase(
            "--output 以 .xlsx 结尾时写成 Excel，每类一张表；列名与导入的表格相同，原样导回不会有变化（用户和年度目标只写不读）。",
            en:
                "An --output that ends in .xlsx makes a workbook with a sheet for each type under the headings that import reads; brought in again they change nothing (users and targets are only written)."
        )
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
        if let output, output.lowercased().hasSuffix(".xlsx") {
            return try await exportWorkbook(types, to: output, session)
        }
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

extension Export {
    private func exportWorkbook(_ types: [RecordType], to path: String, _ session: Session) async throws {
        let file = try OutputFile(path, isForced: force)
        do {
            let (content, count) = try await ListFile.export(
                types.isEmpty ? RecordType.allCases : types,
                from: session.desk,
                includesArchived: archived,
                session.language,
                in: Session.folder(of: path)
            )
            try ReportFile.scratch(content).each { try file.write($0) }
            try file.finish()
            session.say(
                Deed(
                    members: ["file": .string(path), "records": .int(Int64(count))],
                    line: Phrase("已导出 \(count) 条到 \(path)。", en: "Exported \(count) records to \(path).")
                )
            )
        } catch {
            file.discard()
            throw error
        }
    }
}

struct TemplateCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "template",
        "发给企业和区县填写的空表：带下拉列表、检查和填写说明",
        en: "A blank sheet to hand out, with drop-down lists, checks and instructions",
        examples: ["template demand 技术需求征集表.xlsx", "template contract 合同台账.xlsx --force"],
        notes: Phrase(
            "种类：\(ImportTemplate.all.map { "\($0.name)（\($0.title.zh)）" }.joined(separator: "、"))。填好后用 techmarket import 文件 --template 种类 导入。",
            en:
                "Kinds: \(ImportTemplate.all.map(\.name).joined(separator: ", ")). Filled in, it is brought in with techmarket import FILE --template KIND."
        )
    )

    @Argument(help: help("种类，如 demand", en: "The kind, such as demand", value: "种类"))
    var kind: String

    @Argument(help: help("要写的 .xlsx 文件", en: "The .xlsx file to write", value: "文件"))
    var output: String

    @Flag(help: help("覆盖已有的文件", en: "Replace a file that exists"))
    var force = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let template = try ImportTemplate(parsing: kind)
        let (language, path) = (session.language, output)
        let file = try OutputFile(path, isForced: force)
        do {
            let content = try await session.read { view in
                try BlankSheet.write(template, view.work, language, in: Session.folder(of: path))
            }
            try ReportFile.scratch(content).each { try file.write($0) }
            try file.finish()
            session.say(
                Deed(
                    members: ["file": .string(path), "template": .string(template.name)],
                    line: Phrase("已写到 \(path)。", en: "Written to \(path)."),
                    next: "import \(path) --template \(template.name) --dry-run"
                )
            )
        } catch {
            file.discard()
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
