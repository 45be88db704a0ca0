import Domain
import Exchange
import Hummingbird
import Market
import Reports

/// 导入表格: a sheet is uploaded, its headings are settled, its rows looked at and mended, accepted, and taken back.
struct ImportPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("imports", use: list)
        routes.post("imports", use: upload)
        routes.get("imports/{id}", use: batch)
        routes.get("imports/templates/{name}", use: blank)
        routes.post("imports/{id}/mapping", use: map)
        routes.post("imports/{id}/decisions", use: decide)
        routes.post("imports/{id}/acceptance", use: accept)
        routes.post("imports/{id}/undoing", use: undo)
        routes.post("imports/{id}/discarding", use: discard)
        routes.get("imports/{id}/rows/{number}", use: row)
        routes.post("imports/{id}/rows/{number}", use: edit)
        routes.get("imports/{id}/refused.xlsx", use: refused)
    }

    // MARK: All of them

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        return try await listPage(reader, context, inputs, inputs, nil).response()
    }

    private func listPage(
        _ reader: Reader,
        _ context: AppContext,
        _ inputs: Inputs,
        _ typed: Inputs,
        _ error: AppError?
    ) async throws -> HTML {
        let (views, count) = try await context.desk().read { work in
            let page = try Pager.rows(inputs)
            return (
                try work.imports.list(page: page).map { try ImportView($0, work) }, try work.imports.count()
            )
        }
        let rows = views.map { Self.item(reader, $0) }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("还没有导入过表格。", en: "No sheet was imported yet."))
            : """
            <table class="stack"><thead><tr><th scope="col" class="num">\(reader("批次", en: "Batch"))</th>\
            <th scope="col">\(reader("文件", en: "File"))</th><th scope="col">\(reader("状态", en: "State"))</th>\
            <th scope="col" class="num">\(reader("行数", en: "Rows"))</th>\
            <th scope="col" class="num">\(reader("已导入", en: "Accepted"))</th>\
            <th scope="col">\(reader("导入人", en: "By"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        let pager = Pager(total: Int(count), page: try Pager.page(inputs))
        return Layout.page(
            reader,
            .imports,
            title: reader("导入表格", en: "Import sheets"),
            body: """
                \(error.map { Parts.refusal(reader, $0) })<section class="card"><h2>\(reader("上传", en: "Upload"))</h2>\
                \(Self.form(reader, typed))\(Self.blankSheets(reader))</section><section class="card"><h2>\(reader("导入过的", en: "Batches"))</h2>\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    private static func form(_ reader: Reader, _ typed: Inputs) -> HTML {
        let options = ImportTemplate.all.map { template -> HTML in
            """
            <option value="\(template.name)"\("selected", if: typed["template"] == template.name)>\(reader(template.title))</option>
            """
        }
        let key = "<input type=\"hidden\" name=\"\(FormGuard.field)\" value=\"\(reader.formKey)\">" as HTML
        return """
            <form method="post" action="\(Paths.imports)" enctype="multipart/form-data" data-upload="1">\(key)\
            <div class="triple"><div class="field"><label for="template">\(reader("表格种类", en: "Kind of sheet"))</label>\
            <select id="template" name="template">\(options)</select></div>\
            <div class="field"><label for="activity">\(reader("活动编号（只有签到表要填）", en: "Activity (for check-in lists only)"))</label>\
            <input type="text" id="activity" name="activity" value="\(typed["activity"])" placeholder="HD-2021-0001"></div>\
            <div class="field"><label for="file">\(reader("文件：XLSX 或 CSV，不超过 100 MB", en: "File: XLSX or CSV, up to 100 MB"))</label>\
            <input type="file" id="file" name="file" required accept=".xlsx,.csv,.txt,.xlsm"></div></div>\
            <p class="quiet">\(reader(
                "上传后先看每一行会怎样，确认后才写入；每次导入都可以整批撤销。",
                en: "You first see what each row would be; nothing is written before you accept, and each batch can be undone."))</p>\
            <progress class="upload" max="100" value="0" hidden aria-label="\(reader("上传进度", en: "Progress"))"></progress>\
            <p class="quiet upload" role="status" hidden data-sending="\(reader("正在上传……", en: "Uploading…"))" \
            data-working="\(reader("已上传，正在读取和核对……", en: "Uploaded; reading and checking…"))"></p>\
            <p class="do"><button class="go">\(reader("上传并核对", en: "Upload and check"))</button></p></form>
            """
    }

    /// The sheets to hand out, which are read back as they are.
    private static func blankSheets(_ reader: Reader) -> HTML {
        let links = ImportTemplate.all.map { template -> HTML in
            "<a href=\"\(Paths.blankSheet(template))\" download>\(reader(template.title))</a>"
        }
        let words = reader(
            "发给企业和区县填写的空表（带下拉列表、检查和填写说明）：",
            en: "Blank sheets to hand out, with drop-down lists, checks and instructions: "
        )
        var all: HTML = ""
        for link in links { all += all.isEmpty ? link : "　\(link)" }
        return "<p>\(words)\(all)</p>"
    }

    @Sendable private func blank(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let name = try context.part("name")
        guard name.hasSuffix(".xlsx"),
            let template = ImportTemplate.all.first(where: { "\($0.name).xlsx" == name })
        else { throw HTTPError(.notFound) }
        let file = try await context.desk().read { try BlankSheet.write(template, $0, reader.language) }
        return ReportFile.scratch(file).response(name: "\(reader(template.title)).xlsx", .xlsx)
    }

    private static func item(_ reader: Reader, _ view: ImportView) -> HTML {
        let path = Paths.importBatch(view.batch.id)
        return """
            <tr data-href="\(path)"><td class="num"><a href="\(path)">\(view.batch.id.rawValue)</a></td>\
            <td data-label="\(reader("文件", en: "File"))">\(view.batch.content.fileName)<br>\
            <small>\(reader(view.template.title))　\(reader(view.batch.createdAt.phrase))</small></td>\
            <td data-label="\(reader("状态", en: "State"))">\(chip(reader, view.batch.state))</td>\
            <td data-label="\(reader("行数", en: "Rows"))" class="num">\(view.batch.rows)</td>\
            <td data-label="\(reader("已导入", en: "Accepted"))" class="num">\(view.accepted)</td>\
            <td data-label="\(reader("导入人", en: "By"))">\(view.createdBy)</td></tr>
            """
    }

    static func chip(_ reader: Reader, _ state: ImportBatch.State) -> HTML {
        let tone =
            switch state {
            case .reading, .undone, .discarded: ""
            case .mapping, .open, .accepting: "warn"
            case .accepted: "good"
            }
        return "<span class=\"chip \(tone)\">\(reader(state.name))</span>"
    }

    @Sendable private func upload(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            guard let upload = context.upload else {
                throw AppError(
                    .invalid,
                    "required",
                    field: .file,
                    Phrase("请选择要上传的文件。", en: "Choose a file.")
                )
            }
            var options = SheetImport.Options(
                template: try ImportTemplate(parsing: form["template"]),
                fileName: upload.name
            )
            options.activity = form["activity"].isEmpty ? nil : form["activity"]
            if !options.template.needsActivity { options.activity = nil }
            let batch = try await SheetImport(try context.desk()).stage(upload.path, options)
            return .goTo(Paths.importBatch(batch.id))
        } catch let error as AppError where error.isForForm {
            return try await listPage(reader, context, Inputs(), form, error).response(error.formStatus)
        }
    }

    // MARK: One of them

    @Sendable private func batch(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        return try await page(reader, request, context, nil).response()
    }

    private func page(
        _ reader: Reader,
        _ request: Request,
        _ context: AppContext,
        _ error: AppError?
    ) async throws -> HTML {
        let inputs = error == nil ? try Inputs(parsing: (request.uri.query ?? "").utf8) : Inputs()
        let reference = try context.part("id")
        let outcome = ImportRow.Outcome(rawValue: inputs["show"])
        let (view, rows, shown) = try await context.desk().read { work in
            let view = try ImportView(try work.imports.find(reference), work)
            // What has to be looked at comes first.
            let usual = [ImportRow.Outcome.refused, .duplicate, .new, .update, .same].first {
                view.count($0) > 0
            }
            let shown = outcome ?? usual ?? .new
            return (view, try view.rows(shown, page: try Pager.rows(inputs), work), shown)
        }
        let pager = Pager(total: Int(view.count(shown)), page: try Pager.page(inputs))
        return ImportBatchPage(reader: reader, view: view).page(rows, shown, pager, inputs, error)
    }

    private func id(_ context: AppContext) async throws -> ImportBatch.ID {
        let reference = try context.part("id")
        return try await context.desk().read { try $0.imports.find(reference).id }
    }

    /// Does something with the batch and goes back to it, or says there why it could not be done.
    private func act(
        _ request: Request,
        _ context: AppContext,
        _ body: (SheetImport, ImportBatch.ID, Reader) async throws -> String
    ) async throws -> Response {
        let reader = site.reader(request, context)
        do {
            let id = try await id(context)
            let note = try await body(SheetImport(try context.desk()), id, reader)
            return .goTo(Paths.importBatch(id), note: note, isSecure: context.isSecure)
        } catch let error as AppError where error.kind == .conflict || error.kind == .invalid {
            return try await page(reader, request, context, error).response(error.kind.status)
        }
    }

    @Sendable private func map(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        return try await act(request, context) { sheets, id, reader in
            var mapping: [String: String] = [:]
            for (name, value) in form.pairs where name.hasPrefix("column_") {
                let heading = String(name.dropFirst("column_".count))
                guard !Text.trimmed(value).isEmpty else { continue }
                mapping[heading] = value
            }
            _ = try await sheets.map(id, mapping, version: form.version)
            return reader(
                "列名已记住，各行已重新核对。",
                en: "The headings are remembered, and all rows were checked again."
            )
        }
    }

    @Sendable private func decide(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        return try await act(request, context) { sheets, id, reader in
            let choices: [String: ImportRow.Choice] = ["skip": .skip, "new": .new, "none": .none]
            guard let choice = choices[form["choice"]],
                let outcome = ImportRow.Outcome(rawValue: form["outcome"])
            else { throw AppError.choiceUnknown(form["choice"]) }
            let count = try await sheets.decideAll(id, outcome, choice)
            return reader("\(count) 行：\(choice.name.zh)。", en: "\(count) rows: \(choice.name.en).")
        }
    }

    @Sendable private func accept(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        return try await act(request, context) { sheets, id, reader in
            let report = try await sheets.accept(id, wholly: form["wholly"] == "1", version: form.version)
            let open = report.left + Int64(report.moved.count + report.refused.count)
            let moved: String =
                report.moved.isEmpty
                ? ""
                : reader(
                    "有 \(report.moved.count) 行在核对之后情况变了，没有写入，请再看一遍。",
                    en:
                        " \(report.moved.count) rows are something else than when they were checked: look again."
                )
            return reader(
                "已写入 \(report.count) 行，未写入 \(open) 行。",
                en: "\(report.count) rows written, \(open) not."
            )
                + moved
        }
    }

    @Sendable private func undo(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        return try await act(request, context) { sheets, id, reader in
            try await sheets.undo(id, version: form.version)
            return reader("已撤销这一批。", en: "The batch is undone.")
        }
    }

    @Sendable private func discard(_ request: Request, _ context: AppContext) async throws -> Response {
        let form = context.form
        return try await act(request, context) { sheets, id, reader in
            try await sheets.discard(id, version: form.version)
            return reader("已放弃这一批，什么也没有写入。", en: "The batch is put aside; nothing was written.")
        }
    }

    @Sendable private func refused(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let id = try await id(context)
        let workbook = try await SheetImport(try context.desk()).refusedWorkbook(id, reader.language)
        return AnsweredFile(
            workbook,
            name: reader("退回-\(id.rawValue).xlsx", en: "refused-\(id.rawValue).xlsx")
        )
        .response()
    }

    // MARK: One row

    @Sendable private func row(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        return try await rowPage(reader, context, nil).response()
    }

    private func rowPage(_ reader: Reader, _ context: AppContext, _ error: AppError?) async throws -> HTML {
        let (reference, number) = (try context.part("id"), try context.part("number"))
        guard let number = Int64(number) else { throw AppError.noImportRow(number) }
        let (view, row, stored) = try await context.desk().read { work in
            let view = try ImportView(try work.imports.find(reference), work)
            let row = try view.row(number, work)
            let code = row.candidates.lazy.compactMap(\.code).first
            let type = code.flatMap { code in RecordType.allCases.first { $0.codeKind == code.kind } }
            let stored: JSON.Members? =
                if let code, let type { try Records(work).json(type, code.description) } else { nil }
            return (view, row, stored)
        }
        return ImportRowPage(reader: reader, view: view, row: row, stored: stored).page(error)
    }

    @Sendable private func edit(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            let id = try await id(context)
            let text = try context.part("number")
            guard let number = Int64(text) else { throw AppError.noImportRow(text) }
            let sheets = SheetImport(try context.desk())
            var row: ImportedRow?
            let cells = form.pairs.filter { $0.name.hasPrefix("cell_") }
                .map { (String($0.name.dropFirst("cell_".count)), Text.trimmed($0.value)) }
            if !cells.isEmpty {
                row = try await sheets.edit(id, row: number, cells: Dictionary(cells) { $1 })
            }
            if form.has("choice") {
                guard
                    let choice = form["choice"] == "none"
                        ? ImportRow.Choice.none : .init(rawValue: form["choice"])
                else { throw AppError.choiceUnknown(form["choice"]) }
                let target = form["target"].isEmpty ? nil : form["target"]
                row = try await sheets.decide(
                    id,
                    row: number,
                    choice,
                    target: target,
                    fields: form.all("field")
                )
            }
            let outcome = row?.row.outcome ?? .new
            let note = reader(
                "\(row?.place ?? text) 现在是：\(outcome.name.zh)。",
                en: "\(row?.place ?? text) is now: \(outcome.name.en)."
            )
            let back = form["back"] == "row" ? Paths.importRow(id, number) : Paths.importBatch(id)
            return .goTo(back, note: note, isSecure: context.isSecure)
        } catch let error as AppError where error.kind == .conflict || error.kind == .invalid {
            return try await rowPage(reader, context, error).response(error.kind.status)
        }
    }
}

extension AppError {
    fileprivate static func choiceUnknown(_ text: String) -> AppError {
        AppError(
            .invalid,
            "unknown_word",
            field: .choice,
            value: text,
            Phrase(
                "没有处理方式“\(AppError.quote(text))”。",
                en: "There is no such thing to do as “\(AppError.quote(text))”."
            )
        )
    }
}
