import ArgumentParser
import Domain
import Exchange
import Market

struct TaskCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "task",
        "重点任务和局里的汇总表",
        en: "Key tasks, and the bureau's sheets that they stand on",
        examples: [
            "task create \(TaskKind.exampleFields)", "task list --sheet 五个围绕 --year 2021", "task sheets",
            "report bureau 五个围绕 2021 --output 汇总表.docx",
        ],
        subcommands: [
            Create<TaskKind>.self, Show<TaskKind>.self, List.self, Edit<TaskKind>.self,
            Archive<TaskKind>.self, Unarchive<TaskKind>.self, Sheets.self,
        ]
    )

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出重点任务",
            en: "List key tasks",
            examples: ["task list --sheet 五个围绕 --year 2021", "task list --due-by 2021-12-31 --sort due_on"]
        )

        @Option(help: help("所在的汇总表：代号或表名", en: "The sheet: its name or title", value: "表"))
        var sheet: String?

        @Option(help: help("年度", en: "Year", value: "年"))
        var year: String?

        @Option(help: help("到这一天应完成的", en: "Those due by this day", value: "日期"))
        var dueBy: String?

        @Option(
            help: help(
                "名称、分组、责任人、单位或编号里的文字",
                en: "Part of the title, group, person, department or code",
                value: "文字"
            )
        )
        var text: String?

        @Option(
            help: help(
                "顺序：position 按表（默认）、due_on 按时限、newest 最近的在前",
                en: "Order: position (default), due_on or newest",
                value: "顺序"
            )
        )
        var sort: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            let years = try year.map { try WholeNumber.parse($0, .year, in: Day.years) }.map { $0...$0 }
            let due = try parsedDay(dueBy, .dueOn)
            let order = try sort.map {
                try KeyTaskFilter.Order(parsing: $0, field: Field("sort", "顺序", en: "order"))
            }
            try await session.show { view in
                var filter = KeyTaskFilter()
                filter.sheet = try options.sheet.map { try view.work.bureauSheets.find($0).name }
                (filter.years, filter.dueBy, filter.text, filter.order) = (
                    years, due, options.text, order ?? .position
                )
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.keyTasks.list(filter)
                var table = Table([
                    .text(view.text(Field.code.name)), .text(view.text(Field.year.name)),
                    .text(view.text(Field.bureauSheet.name)), .text(view.text(Field.taskTitle.name)),
                    .text(view.text(Field.taskDeadline.name)), .text(view.text(Field.responsible.name)),
                    .text(view.text(Field.taskDepartment.name)),
                ])
                for task in found {
                    table.add([
                        task.code.description, "\(task.year)", task.sheet, task.title, task.deadline,
                        task.responsible, task.department,
                    ])
                }
                return Listing(
                    total: try view.work.keyTasks.count(filter),
                    page: page,
                    table: table,
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }

    struct Sheets: MarketCommand {
        static let configuration = CommandConfiguration(
            "sheets",
            "列出局里的汇总表和各栏",
            en: "List the bureau's sheets with their columns",
            examples: ["task sheets", "task sheets --json"],
            notes: Phrase(
                "表名和栏目是数据：用 techmarket import 导入 bureau_sheet 记录可以换掉或增加（格式见 --json）。",
                en:
                    "Titles and columns are data: import a record of type bureau_sheet, shaped as --json shows, to replace or add one."
            )
        )

        @Flag(help: help("已停用的也列出", en: "List those not in use, too"))
        var archived = false

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (archived, width) = (archived, session.console.width)
            try await session.show { view in
                let sheets = try view.work.bureauSheets.list(includesArchived: archived)
                var table = Table([
                    .text(view.text(Field.sheetName.name)), .text(view.text(Field.sheetTitle.name)),
                    .text(view.text(Field.columns.name)),
                ])
                for sheet in sheets {
                    table.add([sheet.name, sheet.title, view.list(sheet.columns.map(\.heading))])
                }
                return Listing(
                    total: Int64(sheets.count),
                    page: .all,
                    table: table,
                    items: try sheets.map { try view.records.json($0) }
                ).text(view, width: width)
            }
        }
    }
}

enum TaskKind: RecordKind {
    typealias Fields = TaskFields

    static let type = RecordType.task
    static let command = "task"
    static let exampleCode = "ZD-2021-0001"
    static let exampleFields =
        "--sheet 五个围绕 --year 2021 --title 建好用好技术交易市场 --progress '服务企业{{服务企业数|余}}家，成交额{{成交额|万元}}。'"
    static let exampleChange = "--progress '签约项目{{签约数}}项。'"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let task = try view.work.keyTasks.find(reference)
        let texts = try view.work.keyTasks.filled(task.content)
        let bureau = try view.work.bureauSheets.list(includesArchived: true).first { $0.name == task.sheet }
        var sheet = Sheet("\(task.code)  \(task.title)", view.language)
        sheet.add(.bureauSheet, bureau?.title ?? task.sheet)
        sheet.add(.year, "\(task.year)")
        sheet.add(.sheetPosition, "\(task.position)")
        sheet.add(.taskGroup, task.group)
        sheet.add(.goal, texts[.goal]?.text ?? "")
        sheet.add(.taskDeadline, task.deadline)
        sheet.add(.dueOn, view.day(task.dueOn))
        sheet.add(.measures, texts[.measures]?.text ?? "")
        sheet.add(.progress, texts[.progress]?.text ?? "")
        for field in KeyTaskContent.FigureField.allCases {
            let written = task.content[text: field]
            guard let filled = texts[field], filled.text != written || filled.fault != nil else { continue }
            let name = field.field.name
            sheet.add(Phrase("\(name.zh)原文", en: "\(name.en) as written"), written)
            sheet.add(
                Phrase("取不出的数字", en: "figure that can't be had"),
                filled.fault.map { view.text($0.message) }
            )
        }
        sheet.add(.responsible, task.responsible)
        sheet.add(.post, task.post)
        sheet.add(.taskDepartment, task.department)
        sheet.add(.note, task.note)
        sheet.add(.externalID, task.externalID)
        sheet.add(.version, task.filing.summary(view.language))
        return sheet.text
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.keyTasks.archive(try work.keyTasks.find(reference), version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? {
        members["sheet"]?.asString.map { "report bureau \($0) \(members["year"]?.asInt ?? 0)" }
    }
}

struct TaskFields: RecordFields {
    @Option(
        help: help(
            "所在的汇总表：代号或表名（task sheets 列出）",
            en: "The sheet: its name or title (see task sheets)",
            value: "表"
        )
    )
    var sheet: String?

    @Option(help: help("年度（默认今年）", en: "Year (default: this year)", value: "年"))
    var year: String?

    @Option(help: help("在表上的序位，小的在前", en: "Its place on the sheet, smaller ones first", value: "序位"))
    var position: String?

    @Option(help: help("分组，如“围绕科技成果转化”", en: "What it comes under", value: "分组"))
    var group: String?

    @Option(help: help("任务名称", en: "The task", value: "名称"))
    var title: String?

    @Option(parsing: .unconditional, help: help("工作目标", en: "Goal", value: "文字"))
    var goal: String?

    @Option(help: help("完成时限：日期，或“2021年12月底”“长期坚持”", en: "Deadline: a day, or words", value: "时限"))
    var deadline: String?

    @Option(parsing: .unconditional, help: help("主要措施", en: "Measures", value: "文字"))
    var measures: String?

    @Option(
        parsing: .unconditional,
        help: help(
            "进展情况，可写活数字：{{服务企业数|余}}、{{成交额|万元}}、{{征集需求数@2021H1}}",
            en: "Progress; may hold live figures: {{服务企业数|余}}, {{成交额|万元}}, {{征集需求数@2021H1}}",
            value: "文字"
        )
    )
    var progress: String?

    @Option(help: help("责任人", en: "Person responsible", value: "姓名"))
    var responsible: String?

    @Option(help: help("职务", en: "Post", value: "职务"))
    var post: String?

    @Option(help: help("责任单位或开展主体", en: "Department responsible", value: "单位"))
    var department: String?

    @Option(parsing: .unconditional, help: help("备注（不上表）", en: "A note (on no sheet)", value: "文字"))
    var note: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("sheet", sheet)
        list.add("year", year)
        list.add("position", position)
        list.add("group", group)
        list.add("title", title)
        list.add("goal", goal)
        list.add("deadline", deadline)
        list.add("measures", measures)
        list.add("progress", progress)
        list.add("responsible", responsible)
        list.add("post", post)
        list.add("department", department)
        list.add("note", note)
        return list.members
    }
}
