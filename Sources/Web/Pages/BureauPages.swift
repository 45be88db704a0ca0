import Documents
import Domain
import Exchange
import Hummingbird
import Market
import Reports

/// 汇总表: the bureau's sheets filled in for a period, from the figures of now or of an issued report.
struct BureauPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("bureau", use: list)
        BureauForms(site: site).add(to: routes)
        FileMenu.add(to: routes, "bureau/{sheet}", site) { work, inputs, reader, context, format in
            let filled = try Self.filled(work, try context.part("sheet"), inputs, reader.today)
            let paper = try Paper(bureau: filled, withRows: format == .xlsx, reader.language)
            return (paper, "\(filled.sheet.title)-\(filled.period.code)")
        }
        routes.get("bureau/{sheet}", use: show)
    }

    /// The sheet as the address asks for it: of this year unless it names a period or a report.
    private static func filled(_ work: Work, _ name: String, _ inputs: Inputs, _ today: Day) throws
        -> FilledSheet
    {
        let report = inputs["report"].isEmpty ? nil : inputs["report"]
        var period = try inputs.span()
        if period == nil, report == nil { period = Period(year: today.year) }
        return try work.bureauSheets.fill(name, period, report: report)
    }

    // MARK: All of them

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let (sheets, years) = try await context.desk().read { work in
            (try work.bureauSheets.list(includesArchived: reader.may(.manager)), try work.keyTasks.years())
        }
        let rows = sheets.map { sheet -> HTML in
            let path = Paths.bureauSheet(sheet.name, years.first.flatMap { Period(year: $0) })
            let gone: HTML =
                sheet.isArchived ? " <span class=\"chip\">\(reader("已停用", en: "not in use"))</span>" : ""
            let headings = sheet.columns.map(\.heading).joined(separator: reader("、", en: ", "))
            let words = reader("改栏目", en: "Change columns")
            let edit: HTML =
                reader.may(.manager)
                ? Parts.cell(words, "<a href=\"\(Paths.bureauSheet(sheet.name))/edit\">\(words)</a>") : ""
            return """
                <tr data-href="\(path)"><td><a href="\(path)">\(sheet.title)</a>\(gone)<br><small>\(sheet.name)</small></td>\
                \(Parts.cell(reader("栏目", en: "Columns"), "\(headings)"))\(edit)</tr>
                """
        }
        let add: HTML =
            reader.may(.manager)
            ? "<a class=\"btn go\" href=\"\(Paths.bureau)/new\">\(reader("增加汇总表", en: "Add a sheet"))</a>"
            : ""
        var headings = [
            Parts.heading(reader("汇总表", en: "Sheet")), Parts.heading(reader("栏目", en: "Columns")),
        ]
        if reader.may(.manager) { headings.append(Parts.heading(reader("改栏目", en: "Change columns"))) }
        return Layout.page(
            reader,
            .tasks,
            title: reader("汇总表", en: "The bureau's sheets"),
            quiet:
                "\(reader("局里的表每年会变：表名和栏目由负责人在这里改。", en: "The bureau changes its sheets every year: managers change titles and columns here."))",
            actions:
                "<a class=\"btn\" href=\"\(Paths.tasks)\">\(reader("重点任务", en: "Key tasks"))</a>\(add)",
            body: "<section class=\"card\">\(Parts.list(headings, rows))</section>"
        ).response()
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let name = try context.part("sheet")
        return try await context.desk().read { work in
            let sheet = try work.bureauSheets.find(name)
            do {
                let filled = try Self.filled(work, sheet.name, inputs, reader.today)
                var filter = ReportFilter()
                (filter.period, filter.isCurrentOnly) = (filled.period, true)
                return Self.page(reader, filled, try work.reports.list(filter)).response()
            } catch let error as AppError where error.isForForm {
                return Self.frame(reader, sheet, inputs, [], Parts.refusal(reader, error))
                    .response(error.formStatus)
            }
        }
    }

    private static func page(_ reader: Reader, _ filled: FilledSheet, _ reports: [Report]) -> HTML {
        let sheet = filled.sheet
        let rows = filled.rows.map { row -> HTML in
            let cells = sheet.columns.map { column -> HTML in
                let text = row.text(column.part)
                let words: HTML =
                    column.part == .title
                    ? Parts.link(row.task.code, text.text)
                    : "<span class=\"pre\">\(FilledView.text(text))</span>"
                let fault: HTML =
                    text.fault.map { "<br><small class=\"bad\">\(reader($0.message))</small>" } ?? ""
                return Parts.cell(column.heading, "\(words)\(fault)")
            }
            return "<tr>\(cells)</tr>"
        }
        let faults: HTML =
            filled.faults.isEmpty
            ? ""
            : """
            <p class="note bad" role="alert">\(reader("有的数字取不出来（标红处）：改好以后才能导出。", en: "Some figures can't be had (marked red): mend them before the sheet is handed on."))</p>
            """
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(
                reader("这张表上没有这个期间的重点任务。", en: "No key task of the period is on this sheet."),
                "<p class=\"quiet\">\(reader("有任务的年度：", en: "Years with tasks: "))\(years(reader, filled))</p>"
            )
            : Parts.list(sheet.columns.map { Parts.heading($0.heading) }, rows)
        var asked = Inputs()
        asked.set("period", [filled.period.code])
        if let report = filled.report { asked.set("report", [report.code.description]) }
        let notes = filled.notes.map { "<p class=\"quiet\">\(reader($0))</p>" as HTML }
        return frame(
            reader,
            sheet,
            asked,
            reports,
            """
            \(faults)<section class="card bureau">\(notes)\(table)</section>
            """,
            actions: FileMenu.view(reader, Paths.bureauSheet(sheet.name), asked)
        )
    }

    private static func years(_ reader: Reader, _ filled: FilledSheet) -> HTML {
        guard !filled.years.isEmpty else { return "\(reader("还没有", en: "none yet"))" }
        return filled.years.map { year -> HTML in
            "<a href=\"\(Paths.bureauSheet(filled.sheet.name, Period(year: year)))\">\(year)</a>"
        }.joined(separator: "\(reader("、", en: ", "))")
    }

    /// The page around a sheet, with what it is asked for.
    private static func frame(
        _ reader: Reader,
        _ sheet: BureauSheet,
        _ asked: Inputs,
        _ reports: [Report],
        _ body: HTML,
        actions: HTML = ""
    ) -> HTML {
        let source = FormField(
            "report",
            reader("数字取自", en: "Figures of"),
            .choice(
                reports.map {
                    ($0.code.description, "\($0.code) \($0.issuerName) \(reader($0.issuedAt.phrase))")
                },
                blank: reader("现在的记录", en: "the records now")
            )
        )
        let new: HTML =
            reader.may(.manager)
            ? """
            <a class="btn" href="\(Paths.bureauSheet(sheet.name))/edit">\(reader("改栏目", en: "Change columns"))</a>\
            <a class="btn" href="\(Paths.new(.task, [("sheet", sheet.name)]))">\(reader("新增重点任务", en: "New key task"))</a>
            """ : ""
        return Layout.page(
            reader,
            .tasks,
            title: sheet.title,
            quiet: "<a href=\"\(Paths.bureau)\">\(reader("汇总表", en: "The bureau's sheets"))</a>",
            actions: """
                \(new)<button type="button" data-print="1" hidden>\(reader("打印", en: "Print"))</button>\(actions)
                """,
            body: """
                <form class="filters" data-auto="1"><label>\(reader("期间", en: "Period"))<input type="text" name="period" \
                value="\(asked["period"])" placeholder="\(reader("如 2021、2021Q2、2021-05", en: "such as 2021, 2021Q2, 2021-05"))"></label>\
                \(Parts.select(reader, source, asked))<button>\(reader("统计", en: "Count"))</button></form>\(body)
                """
        )
    }
}
