import ArgumentParser
import Domain
import Exchange
import Foundation
import Market

struct ImportCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "import",
        "导入文件：Excel、CSV 表格，或 JSON Lines",
        en: "Import files: sheets of Excel or CSV, or JSON Lines",
        examples: [
            "import 征集表.xlsx --template demand --dry-run", "import 征集表.xlsx --template demand",
            "import 需求.jsonl --dry-run", "import list", "import undo 12",
        ],
        notes: Phrase(
            "写 --template 的是表格（见 import file --help），否则是 JSON Lines。每次导入表格是一批，可以查看、可以整批撤销。",
            en:
                "With --template a file is a sheet (see import file --help), else JSON Lines. Each import of a sheet is a batch that can be looked at and undone as a whole."
        ),
        subcommands: [
            ImportFile.self, ImportList.self, ImportShow.self, ImportDecide.self, ImportAccept.self,
            ImportUndo.self,
        ],
        usual: ImportFile.self
    )
}

struct ImportFile: MarketCommand {
    static let configuration = CommandConfiguration(
        "file",
        "导入一个文件",
        en: "Import a file",
        examples: [
            "import file 征集表.xlsx --template demand --dry-run",
            "import file 征集表.xlsx --template demand --map '诉求=detail' --map '备注=-'",
            "import file 签到.csv --template attendance --activity HD-2021-0001",
            "import file 征集表.xlsx --template demand --refused 退回.xlsx",
            "import file 需求.jsonl --partial --refused 退回.jsonl", "import file - < 需求.jsonl",
        ],
        notes: Phrase(
            """
            先用 --dry-run 试一遍。表格：没有错的行写入，疑似重复和有错的留在这一批里，可以在网页上改，或用 --refused 带红色批注取回；\
            --all-or-nothing 只要有一行不能写入就一行也不写。列名认不出的，用 --map '列名=字段' 说明，写 - 不导入；说明过的会记住。\
            更新时空着的格子保持原样，要去掉一项就写“（清空）”。JSON Lines：有错的行按行号列出；--partial 写入没错的行，把有错的原样写到 --refused 的文件。同一文件导入两次不会重复。\
            有错的行又没写 --partial 或 --refused 时退出码为 2。
            """,
            en: """
                Try with --dry-run first. Sheets: good rows are written; likely duplicates and refused ones stay in the batch, to be \
                mended on its page or taken back with red comments by --refused; with --all-or-nothing nothing is written unless \
                every row can be. Headings that are not known are explained by --map 'heading=field', - leaves a column out; what was \
                explained is remembered. In updates a blank cell keeps what is stored; “(clear)” takes it away. JSON Lines: wrong lines are listed by number; --partial writes the others and puts the wrong \
                ones, as they are, into the file of --refused. Importing a file twice doubles nothing. Refused rows without --partial \
                or --refused end with exit code 2.
                """
        )
    )

    @Argument(
        help: help("文件，- 为标准输入（JSON Lines）", en: "The file; - for standard input (JSON Lines)", value: "文件")
    )
    var file: String

    @Option(
        help: help(
            "表格种类：\(ImportTemplate.all.map { "\($0.name) \($0.title.zh)" }.joined(separator: "、"))",
            en: "Kind of sheet: \(ImportTemplate.all.map(\.name).joined(separator: ", "))",
            value: "种类"
        )
    )
    var template: String?

    @Option(help: help("只读这张工作表（默认全部）", en: "Only this sheet (default: all)", value: "工作表"))
    var sheet: String?

    @Option(
        help: help(
            "列名的含义，可写多次：'列名=字段'，'列名=-' 不导入",
            en: "What a heading means; may be repeated: 'heading=field', 'heading=-' to leave it out",
            value: "列名=字段"
        )
    )
    var map: [String] = []

    @Option(help: help("签到表是哪场活动的", en: "The activity that a check-in list is of", value: "活动编号"))
    var activity: String?

    @Flag(help: help("只试不写", en: "Try only, write nothing"))
    var dryRun = false

    @Flag(help: help("只读取，不核对（用于测速）", en: "Only read, for measuring"))
    var readOnly = false

    @Flag(help: help("有一行不能写入就一行也不写（表格）", en: "Write nothing unless every row can be written (sheets)"))
    var allOrNothing = false

    @Flag(
        help: help(
            "写入没错的行，有错的写到 --refused（JSON Lines）",
            en: "Write the right lines, and the wrong ones to --refused (JSON Lines)"
        )
    )
    var partial = false

    @Option(help: help("有错的行写到这个文件", en: "The file for rows that were refused", value: "文件"))
    var refused: String?

    @Flag(help: help("覆盖已有的 --refused 文件", en: "Replace a file of --refused that exists"))
    var force = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        guard let template else { return try await importLines(at: session) }
        guard !partial else { throw Self.misplaced("partial", "template") }
        var options = SheetImport.Options(
            template: try ImportTemplate(parsing: template),
            fileName: URL(fileURLWithPath: file).lastPathComponent
        )
        options.sheet = sheet
        options.mapping = try Self.mapping(map)
        options.activity = activity
        if readOnly { return try read(options, at: session) }
        if dryRun {
            guard refused == nil else { throw Self.misplaced("refused", "dry-run") }
            return try await rehearse(options, at: session)
        }
        try await take(options, at: session)
    }

    // MARK: Sheets

    private func read(_ options: SheetImport.Options, at session: Session) throws {
        let start = ContinuousClock.now
        let contents = try SheetImport.read(file, options)
        let elapsed = start.duration(to: .now)
        let milliseconds =
            elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
        try SheetReport(contents: contents, file: file, milliseconds: milliseconds).say(at: session)
    }

    private func rehearse(_ options: SheetImport.Options, at session: Session) async throws {
        let progress = LatestProgress(Phrase("核对", en: "Checking"), session)
        var options = options
        options.progress = { progress.report(done: Int($0 * 100), of: 100) }
        let contents = try await SheetImport(session.desk).rehearse(file, options)
        progress.finish()
        try SheetReport(contents: contents, file: file, milliseconds: nil).say(at: session)
    }

    private func take(_ options: SheetImport.Options, at session: Session) async throws {
        // Before anything is written, so that refused rows can't get lost.
        let refusedFile = try refused.map { path throws(AppError) in try OutputFile(path, isForced: force) }
        do {
            let sheets = SheetImport(session.desk)
            let progress = LatestProgress(Phrase("读取", en: "Reading"), session)
            var options = options
            options.progress = { progress.report(done: Int($0 * 100), of: 100) }
            let batch = try await sheets.stage(file, options)
            progress.finish()
            guard batch.state == .open else {
                let view = try await session.desk.read { try ImportView(batch, $0) }
                throw Self.headingsUnknown(view, file, options.template)
            }
            let writing = LatestProgress(Phrase("写入", en: "Writing"), session)
            let report = try await sheets.accept(batch.id, wholly: allOrNothing) {
                writing.report(done: Int($0), of: Int($1))
            }
            writing.finish()
            let hasRefused = try await ImportOutput.refuse(batch.id, to: refusedFile, session)
            try await BatchReport(batch: batch.id, accepted: report, refusedFile: hasRefused ? refused : nil)
                .say(at: session)
        } catch {
            if !(error is Finished) { refusedFile?.discard() }
            throw error
        }
    }

    private static func mapping(_ texts: [String]) throws -> [String: String] {
        var mapping: [String: String] = [:]
        for text in texts {
            let (heading, meaning) = try pair(text, option: "map")
            mapping[heading] = meaning
        }
        return mapping
    }

    /// The two sides of `名=值`.
    static func pair(_ text: String, option: String) throws(AppError) -> (String, String) {
        // A heading may hold the mark, a text of a cell more likely so.
        let mark = option == "map" ? text.lastIndex(of: "=") : text.firstIndex(of: "=")
        guard let mark, mark > text.startIndex else {
            throw AppError(
                .invalid,
                "\(option)_malformed",
                field: .heading,
                value: text,
                Phrase(
                    "--\(option)“\(AppError.quote(text))”不对：请写成 '列名=字段'，如 '诉求=detail'；不导入写 '列名=-'；改单元格写 '字段=内容'。",
                    en:
                        "--\(option) “\(AppError.quote(text))” won't do: write 'heading=field', such as 'needs=detail'; 'heading=-' leaves it out; to mend a cell 'field=text'."
                )
            )
        }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    private static func headingsUnknown(_ view: ImportView, _ file: String, _ template: ImportTemplate)
        -> AppError
    {
        let names = view.unknown.prefix(20).map { "“\(AppError.quote($0.heading))”（\($0.place) 列）" }
        let maps = view.unknown.prefix(20).map { "--map '\($0.heading)=-'" }.joined(separator: " ")
        let fields = template.columns.map { "\($0.key)（\($0.heading.zh)）" }.joined(separator: "、")
        let number = view.batch.id.rawValue
        return AppError(
            .invalid,
            "heading_unknown",
            field: .heading,
            value: view.unknown.first?.heading,
            Phrase(
                "认不出列名\(names.joined(separator: "、"))：请用 --map 说明含义后再导入，不要的写 \(maps)；也可在网页上第 \(number) 批里核对。可用的字段：\(fields)。",
                en:
                    "These headings are not known: \(view.unknown.prefix(20).map { "“\(AppError.quote($0.heading))” (column \($0.place))" }.joined(separator: ", ")). Say what they mean with --map and import again, \(maps) leaves them out; or settle them on the page of batch \(number). There are: \(template.columns.map(\.key).joined(separator: ", "))."
            )
        )
    }

    private static func misplaced(_ one: String, _ other: String) -> AppError {
        AppError(
            .invalid,
            "options_exclude",
            field: Field(one, "--\(one)", en: "--\(one)"),
            Phrase(
                "--\(one) 和 --\(other) 不能一起写：请去掉一个。",
                en: "--\(one) and --\(other) don't go together: leave one out."
            )
        )
    }

    // MARK: JSON Lines

    private func importLines(at session: Session) async throws {
        let sheetOnly = [
            ("sheet", sheet != nil), ("map", !map.isEmpty), ("activity", activity != nil),
            ("read-only", readOnly),
            ("all-or-nothing", allOrNothing),
        ]
        if let one = sheetOnly.first(where: \.1) {
            throw AppError(
                .invalid,
                "template_missing",
                field: .template,
                Phrase(
                    "--\(one.0) 只用于表格：请写 --template 说明是哪种表，如 --template demand。",
                    en: "--\(one.0) is for sheets: say which kind with --template, such as --template demand."
                )
            )
        }
        let ending = file.lowercased()
        if [".xlsx", ".xls", ".csv", ".et", ".xlsm"].contains(where: ending.hasSuffix) {
            let kinds = ImportTemplate.all.map { "\($0.name)（\($0.title.zh)）" }.joined(separator: "、")
            throw AppError(
                .invalid,
                "template_missing",
                field: .template,
                value: file,
                Phrase(
                    "“\(AppError.quote(file))”是表格：请写 --template 说明是哪种表：\(kinds)。",
                    en:
                        "“\(AppError.quote(file))” is a sheet: say which kind with --template: \(ImportTemplate.all.map(\.name).joined(separator: ", "))."
                )
            )
        }
        guard partial == (refused != nil) else {
            throw AppError(
                .invalid,
                "refused_file_missing",
                field: Field("refused", "退回文件", en: "file of refused lines"),
                value: refused,
                Phrase(
                    "--partial 和 --refused 要一起写：--partial --refused 退回.jsonl。",
                    en: "--partial and --refused go together: --partial --refused refused.jsonl."
                )
            )
        }
        // Before anything is written, so that refused lines can't get lost.
        let refusedFile = try refused.map { path throws(AppError) in try OutputFile(path, isForced: force) }
        do {
            let progress = LatestProgress(Phrase("导入", en: "Importing"), session)
            let report = try await JSONLines.load(file, at: session.desk, dryRun: dryRun, partial: partial) {
                progress.report(done: Int($0), of: Int($1))
            }
            progress.finish()
            for refusal in report.refused { try refusedFile?.write(refusal.text + "\n") }
            if report.refused.isEmpty { refusedFile?.discard() } else { try refusedFile?.finish() }
            try ImportSummary(report: report, file: file, isDryRun: dryRun, refusedFile: refused).say(
                at: session
            )
        } catch {
            if !(error is Finished) { refusedFile?.discard() }
            throw error
        }
    }
}

enum ImportOutput {
    /// Writes the rows that were not taken into a file.
    ///
    /// - Returns: whether there were any.
    static func refuse(_ id: ImportBatch.ID, to file: OutputFile?, _ session: Session) async throws -> Bool {
        guard let file else { return false }
        do {
            let workbook = try await SheetImport(session.desk).refusedWorkbook(id, session.language)
            var start = 0
            while true {
                let part = try workbook.bytes(from: start, atMost: 1 << 18)
                if part.isEmpty { break }
                try file.write(part)
                start += part.count
            }
            try file.finish()
            return true
        } catch let error as AppError where error.code == "nothing_refused" {
            file.discard()
            return false
        }
    }
}

struct ImportList: MarketCommand {
    static let configuration = CommandConfiguration(
        "list",
        "列出导入过的表格，最近的在前",
        en: "List the sheets that were imported, the newest first",
        examples: ["import list", "import list --limit 100"]
    )

    @Option(help: help("最多几批（默认 20）", en: "At most so many (default: 20)", value: "个数"))
    var limit: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let limit = try limit.map { try WholeNumber.parse($0, .limit, in: 1...1_000_000) } ?? 20
        try await session.show { view in
            let views = try view.work.imports.list(page: Page(limit: limit)).map {
                try ImportView($0, view.work)
            }
            return BatchReport.list(views, view)
        }
    }
}

struct ImportShow: MarketCommand {
    static let configuration = CommandConfiguration(
        "show",
        "查看一批：各行会怎样、错在哪",
        en: "Show a batch: what its rows would be, and what is wrong",
        examples: ["import show 12", "import show 12 --outcome refused", "import show 12 --refused 退回.xlsx"]
    )

    @Argument(help: help("批次号", en: "The batch's number", value: "批次"))
    var batch: String

    @Option(
        help: help(
            "只看这类行：new、update、same、duplicate、refused",
            en: "Only these rows: new, update, same, duplicate, refused",
            value: "结果"
        )
    )
    var outcome: String?

    @Option(help: help("最多几行（默认 50）", en: "At most so many rows (default: 50)", value: "个数"))
    var limit: String?

    @Option(help: help("没有导入的行写到这个文件", en: "The file for rows that were not taken", value: "文件"))
    var refused: String?

    @Flag(help: help("覆盖已有的 --refused 文件", en: "Replace a file of --refused that exists"))
    var force = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let limit = try limit.map { try WholeNumber.parse($0, .limit, in: 1...1_000_000) } ?? 50
        let outcome = try outcome.map {
            try Words.parse($0, Field("outcome", "结果", en: "outcome"), \ImportRow.Outcome.name)
        }
        let reference = batch
        let id = try await session.read { try $0.work.imports.find(reference).id }
        if let refused {
            let file = try OutputFile(refused, isForced: force)
            guard try await ImportOutput.refuse(id, to: file, session) else {
                throw AppError(
                    .notFound,
                    "nothing_refused",
                    field: .importBatch,
                    value: reference,
                    Phrase("第 \(id.rawValue) 批没有退回的行。", en: "No row of batch \(id.rawValue) was refused.")
                )
            }
        }
        try await session.show { view in
            let shown = try ImportView(try view.work.imports.get(id), view.work)
            let rows = try shown.rows(outcome, page: Page(limit: limit), view.work)
            return BatchReport.text(shown, rows, view)
        }
    }
}

struct ImportAccept: MarketCommand {
    static let configuration = CommandConfiguration(
        "accept",
        "把一批里没有错的行写入",
        en: "Take the good rows of a batch",
        examples: ["import accept 12", "import accept 12 --all-or-nothing"],
        notes: Phrase(
            "很多行时分段写入，别人不用久等：写完之前这一批显示“正在导入”，已写入的记录可以查到。中断了再执行一次就接着写，也可以 import undo。",
            en:
                "Many rows are written a part at a time, so that others need not wait: until the end the batch is “being accepted”, and what is written can be found. Broken off, it goes on when the command is given again; import undo takes it back."
        )
    )

    @Argument(help: help("批次号", en: "The batch's number", value: "批次"))
    var batch: String

    @Flag(help: help("有一行不能写入就一行也不写", en: "Write nothing unless every row can be written"))
    var allOrNothing = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let reference = batch
        let id = try await session.read { try $0.work.imports.find(reference).id }
        let progress = LatestProgress(Phrase("写入", en: "Writing"), session)
        let report = try await SheetImport(session.desk).accept(id, wholly: allOrNothing) {
            progress.report(done: Int($0), of: Int($1))
        }
        progress.finish()
        try await BatchReport(batch: id, accepted: report, refusedFile: nil).say(at: session)
    }
}

struct ImportUndo: MarketCommand {
    static let configuration = CommandConfiguration(
        "undo",
        "整批撤销：新增的归档为误录，更新的恢复原样",
        en: "Undo a batch: what it made is archived as a mistake, what it changed is as it was",
        examples: ["import undo 12"],
        notes: Phrase(
            "只要这批的记录后来改过或用过，就一条也不撤销，并列出是哪些。",
            en: "If any of its records was changed or used since, nothing is undone, and they are listed."
        )
    )

    @Argument(help: help("批次号", en: "The batch's number", value: "批次"))
    var batch: String

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let reference = batch
        let id = try await session.read { try $0.work.imports.find(reference).id }
        try await SheetImport(session.desk).undo(id)
        let language = session.language
        let members = try await session.read { view in
            try ImportView(try view.work.imports.get(id), view.work).json(language)
        }
        session.say(
            Deed(
                members: members,
                line: Phrase("已撤销第 \(id.rawValue) 批。", en: "Batch \(id.rawValue) is undone."),
                next: "import list"
            )
        )
    }
}
