import Documents
import Domain
import Exchange
import Hummingbird
import Market

/// 重点任务: the list, a page for each with its history, its forms.
struct TaskPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("tasks", use: list)
        routes.get("tasks/export.csv", use: export)
        ListDownload.add(to: routes, "tasks", .task, site) { inputs, work, records, add in
            for one in try work.keyTasks.list(try Self.filter(inputs, work)) {
                try add(try records.json(one))
            }
        }
        TaskForms(site: site).forms.add(to: routes)
        routes.get("tasks/{code}", use: show)
        routes.post("tasks/{code}/archive", use: archive)
    }

    // MARK: The list

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> KeyTaskFilter {
        var filter = KeyTaskFilter()
        filter.text = inputs.text
        filter.sheet = inputs["sheet"].isEmpty ? nil : try work.bureauSheets.find(inputs["sheet"]).name
        if !inputs["year"].isEmpty {
            guard let year = Int(inputs["year"]) else {
                throw AppError.yearOutOfRange(inputs["year"])
            }
            filter.years = year...year
        }
        filter.includesArchived = inputs.has("archived")
        filter.order = KeyTaskFilter.Order(rawValue: inputs["sort"]) ?? .position
        return filter
    }

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = try Self.filter(inputs, work)
            let pager = try Pager(total: Int(try work.keyTasks.count(filter)), inputs)
            filter.page = try Pager.rows(inputs)
            let sheets = try work.bureauSheets.list(includesArchived: true)
            let rows = try work.keyTasks.list(filter).map { Self.row(reader, $0, sheets) }
            return Self.listPage(reader, inputs, rows, pager, sheets, try work.keyTasks.years())
        }
        return page.response()
    }

    private static func row(_ reader: Reader, _ task: KeyTask, _ sheets: [BureauSheet]) -> HTML {
        let sheet = sheets.first { $0.name == task.sheet }?.title ?? task.sheet
        let group: HTML = task.group.isEmpty ? "" : "<br><small>\(task.group)</small>"
        let late = task.dueOn.map { $0 < reader.today && !task.filing.isArchived } ?? false
        return """
            <tr data-href="\(Paths.record(task.code))"><td>\(Parts.link(task.code, task.title))<br>\
            <small>\(task.code)</small> \(Parts.archived(reader, task.filing))</td>\
            <td data-label="\(reader("汇总表", en: "Sheet"))">\(sheet)\(group)</td>\
            <td data-label="\(reader("年度", en: "Year"))"><span class="nowrap">\(task.year)</span></td>\
            <td data-label="\(reader("完成时限", en: "Deadline"))"><span\(late ? " class=\"warn\"" : "" as HTML)>\(task.deadline)</span></td>\
            <td data-label="\(reader("责任人", en: "Responsible"))">\(task.responsible)\(task.post.isEmpty ? "" : "<br><small>\(task.post)</small>" as HTML)</td>\
            <td data-label="\(reader("责任单位", en: "Department"))">\(task.department)</td></tr>
            """
    }

    private static func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ rows: [HTML],
        _ pager: Pager,
        _ sheets: [BureauSheet],
        _ years: [Int]
    ) -> HTML {
        let fields = [
            FormField(
                "sheet",
                reader("汇总表", en: "Sheet"),
                .choice(sheets.map { ($0.name, $0.title) }, blank: reader("全部汇总表", en: "All sheets"))
            ),
            FormField(
                "year",
                reader("年度", en: "Year"),
                .choice(years.map { ("\($0)", "\($0)") }, blank: reader("全部年度", en: "All years"))
            ),
            FormField(
                "sort",
                reader("顺序", en: "Order"),
                .choice(
                    [KeyTaskFilter.Order.due, .newest].map { ($0.rawValue, reader($0.name)) },
                    blank: reader(KeyTaskFilter.Order.position.name)
                )
            ),
        ]
        let headings = [
            Parts.heading(reader("重点任务", en: "Key task")), Parts.heading(reader("汇总表", en: "Sheet")),
            Parts.heading(reader("年度", en: "Year")), Parts.heading(reader("完成时限", en: "Deadline")),
            Parts.heading(reader("责任人", en: "Responsible")),
            Parts.heading(reader("责任单位", en: "Department")),
        ]
        let table =
            rows.isEmpty
            ? Parts.empty(reader("没有找到重点任务。", en: "No key tasks found.")) : Parts.list(headings, rows)
        let year = inputs["year"].isEmpty ? "\(reader.today.year)" : inputs["year"]
        let new = Paths.new(.task, [("sheet", inputs["sheet"]), ("year", year)])
        let add: HTML =
            reader.may(.manager)
            ? "<a class=\"btn go\" href=\"\(new)\">\(reader("新增重点任务", en: "New key task"))</a>" : ""
        return Layout.page(
            reader,
            .tasks,
            title: reader("重点任务", en: "Key tasks"),
            quiet:
                "\(reader("局里交办的任务和进展，文字里的数字随记录更新。", en: "What the bureau has set, and how far it has come; figures in the texts follow the records."))",
            actions:
                "<a class=\"btn\" href=\"\(Paths.bureau)\">\(reader("汇总表", en: "The bureau's sheets"))</a>\(add)",
            body: """
                <section class="card">\(Parts.filters(
                    reader,
                    inputs,
                    search: reader("名称、分组、责任人、单位或编号", en: "Task, group, person, department or code"),
                    export: "\(Paths.tasks)/export.csv",
                    fields.map { Parts.select(reader, $0, inputs) }
                ))\(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let fields: [Field] = [
            .code, .bureauSheet, .year, .sheetPosition, .taskGroup, .taskTitle, .goal, .taskDeadline,
            .measures,
            .progress, .responsible, .post, .taskDepartment,
        ]
        let csv = try await context.desk().read { work -> CSV in
            var csv = CSV(columns: fields.map { reader($0.name) })
            let tasks = try work.keyTasks.list(try Self.filter(inputs, work))
            // As they read for the year that each is of.
            for (task, texts) in zip(tasks, try work.keyTasks.filled(tasks.map(\.content))) {
                csv.add([
                    task.code.description, task.sheet, "\(task.year)", "\(task.position)", task.group,
                    task.title, texts[.goal]?.text ?? "", task.deadline, texts[.measures]?.text ?? "",
                    texts[.progress]?.text ?? "", task.responsible, task.post, task.department,
                ])
            }
            return csv
        }
        return csv.response(name: reader("重点任务.csv", en: "key tasks.csv"))
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        return try await page(site.reader(request, context), context, try context.part("code"), inputs)
            .response()
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ code: String,
        _ inputs: Inputs = Inputs(),
        above: HTML = ""
    ) async throws -> HTML {
        try await context.desk().read { work in
            let task = try work.keyTasks.find(code)
            let period = try inputs.span() ?? Period(year: task.year) ?? Period(day: reader.today)
            let texts = try work.keyTasks.filled(task.content, in: period)
            let sheet = try work.bureauSheets.list(includesArchived: true).first { $0.name == task.sheet }
            let isManager = reader.may(.manager)
            let edit: HTML =
                isManager && !task.filing.isArchived
                ? "<a class=\"btn\" href=\"\(Paths.edit(task.code))\">\(reader("修改", en: "Edit"))</a>" : ""
            let menu: HTML = isManager ? Parts.archiveMenu(reader, task.code, task.filing) : ""
            let written = KeyTaskContent.FigureField.allCases.map { field in
                Parts.prose(reader(field.field.name), task.content[text: field])
            }
            return Layout.page(
                reader,
                .tasks,
                title: task.title,
                quiet: "\(task.code) \(Parts.archived(reader, task.filing))",
                actions: "\(menu)\(edit)",
                body: """
                    \(above)<div class="cols two"><div><section class="card"><h2>\(reader("内容", en: "Text"))</h2>\(Self.choice(reader, task, period))\
                    \(KeyTaskContent.FigureField.allCases.map { FilledView.prose(reader, reader($0.field.name), texts[$0]) })\
                    <details class="noprint"><summary>\(reader("原文（带占位）", en: "As it is written"))</summary>\(written)</details></section>\
                    \(try Self.history(reader, work, task))</div><div><section class="card"><table class="facts">\
                    \(Parts.fact(reader(Field.bureauSheet.name), "<a href=\"\(Paths.bureauSheet(task.sheet, Period(year: task.year)))\">\(sheet?.title ?? task.sheet)</a>" as HTML))\
                    \(Parts.fact(reader(Field.year.name), "\(task.year)"))\(Parts.fact(reader(Field.sheetPosition.name), "\(task.position)"))\
                    \(Parts.fact(reader(Field.taskGroup.name), task.group))\(Parts.fact(reader(Field.taskDeadline.name), Self.deadline(reader, task)))\
                    \(Parts.fact(reader(Field.responsible.name), task.responsible))\(Parts.fact(reader(Field.post.name), task.post))\
                    \(Parts.fact(reader(Field.taskDepartment.name), task.department))\(Parts.fact(reader(Field.externalID.name), task.externalID ?? ""))</table>\
                    \(Parts.prose(reader(Field.note.name), task.note, isSecret: true))</section></div></div>
                    """
            )
        }
    }

    /// The period whose figures stand in the texts.
    private static func choice(_ reader: Reader, _ task: KeyTask, _ period: Period) -> HTML {
        """
        <form class="filters" action="\(Paths.record(task.code))"><label>\(reader("数字的期间", en: "Figures of"))\
        <input type="text" name="period" value="\(period.code)"></label><button>\(reader("统计", en: "Count"))</button>\
        <span class="quiet">\(reader("数字点开就是依据", en: "each figure opens its records"))</span></form>
        """
    }

    private static func deadline(_ reader: Reader, _ task: KeyTask) -> HTML {
        guard let day = task.dueOn else { return "\(task.deadline)" }
        let isLate = day < reader.today && !task.filing.isArchived
        let late: HTML =
            isLate ? " <span class=\"chip warn\">\(reader("已过期", en: "past"))</span>" : ""
        return "\(task.deadline) <small>\(Parts.day(reader, day))</small>\(late)"
    }

    /// The last changes, from the audit log.
    private static func history(_ reader: Reader, _ work: Work, _ task: KeyTask) throws -> HTML {
        var filter = AuditFilter()
        (filter.entity, filter.record) = (RecordCode.Kind.task.rawValue, task.id.rawValue)
        let page = try work.auditLog.page(filter, size: 10)
        let people = Dictionary(try work.users.list().map { ($0.id, $0.name) }) { first, _ in first }
        let rows = page.entries.map { AuditView.row(reader, $0, page.labels, people) }
        let more: HTML =
            page.next == nil
            ? ""
            : "<p><a href=\"\(Paths.audit)?record=\(task.code)\">\(reader("更早的 →", en: "Earlier →"))</a></p>"
        let headings = [
            Parts.heading(reader("时间", en: "When")), Parts.heading(reader("谁", en: "Who")),
            Parts.heading(reader("做了什么", en: "What")), Parts.heading(reader("改动", en: "Changes")),
        ]
        return """
            <section class="card noprint"><h2>\(reader("经历", en: "History"))</h2>\(Parts.list(headings, rows))\(more)</section>
            """
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        guard let archiving = Archiving(form: context.form), let version = Int64(context.form["version"])
        else {
            throw HTTPError(.badRequest)
        }
        do {
            let task = try await context.desk().change { work in
                let task = try work.keyTasks.find(code)
                try work.keyTasks.archive(task, version: version, as: archiving)
                return task
            }
            return .goTo(
                Paths.record(task.code),
                note: archiving.said(reader, task.code),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            return try await page(reader, context, code, above: Parts.refusal(reader, error))
                .response(error.kind.status)
        }
    }
}
