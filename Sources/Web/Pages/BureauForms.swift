import Domain
import Exchange
import Hummingbird
import Market

/// The form for one of the bureau's sheets: its title, and what stands in which column.
struct BureauForms: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("bureau/new", use: newForm)
        routes.post("bureau/new", use: save)
        routes.get("bureau/{sheet}/edit", use: editForm)
        routes.post("bureau/{sheet}/edit", use: save)
        routes.post("bureau/{sheet}/archive", use: archive)
    }

    @Sendable private func newForm(_ request: Request, _ context: AppContext) async throws -> Response {
        try await context.desk().read { try $0.require(.manager, "sheet.save") }
        return page(site.reader(request, context), Draft(), nil).response()
    }

    @Sendable private func editForm(_ request: Request, _ context: AppContext) async throws -> Response {
        let name = try context.part("sheet")
        let sheet = try await context.desk().read { work in
            try work.require(.manager, "sheet.save")
            return try work.bureauSheets.find(name)
        }
        var inputs = Inputs()
        inputs["title"] = sheet.title
        inputs["version"] = "\(sheet.version)"
        for (index, column) in sheet.columns.enumerated() {
            inputs["heading_\(index)"] = column.heading
            inputs["part_\(index)"] = column.part.rawValue
        }
        return page(site.reader(request, context), Draft(inputs), sheet).response()
    }

    @Sendable private func save(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let name = context.parameters.get("sheet").flatMap(Inputs.decoded)
        let form = context.form
        do {
            let saved = try await context.desk().change { work -> String in
                try work.require(.manager, "sheet.save")
                var members = Self.members(form)
                guard let name else {
                    return try Records(work).create(.bureauSheet, members)["name"]?.asString ?? ""
                }
                members["name"] = .string(try work.bureauSheets.find(name).name)
                guard let version = form.version else { throw HTTPError(.badRequest) }
                return try Records(work).put(members, version: version)["name"]?.asString ?? ""
            }
            return .goTo(
                Paths.bureauSheet(saved),
                note: reader("已保存汇总表。", en: "The sheet is saved."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.isForForm {
            let sheet = try await context.desk().read { work in
                try name.map { try work.bureauSheets.find($0) }
            }
            var draft = Draft(form)
            draft.add(error, names: ["name", "title"])
            return page(reader, draft, sheet).response(error.formStatus)
        }
    }

    /// The sheet that a form says, as its JSON has it; rows left blank are no columns.
    private static func members(_ form: Inputs) -> JSON.Members {
        let columns = (0..<BureauSheet.mostColumns).compactMap { index -> JSON? in
            let (heading, part) = (form["heading_\(index)"], form["part_\(index)"])
            return heading.isEmpty && part.isEmpty
                ? nil : ["heading": .string(heading), "part": .string(part)]
        }
        var members: JSON.Members = ["title": .string(form["title"]), "columns": .array(columns)]
        if form.has("name") { members["name"] = .string(form["name"]) }
        return members
    }

    private func page(_ reader: Reader, _ draft: Draft, _ sheet: BureauSheet?) -> HTML {
        let name = FormField(
            "name",
            reader(Field.sheetName.name),
            hint: reader("小写字母、数字和下划线，以后不变", en: "Small letters, digits and _; it stays"),
            isRequired: true
        )
        let title = FormField("title", reader(Field.sheetTitle.name), isRequired: true)
        let parts = BureauSheet.Part.allCases.map { ($0.rawValue, reader($0.name)) }
        let used = (0..<BureauSheet.mostColumns).last { !draft.inputs["heading_\($0)"].isEmpty } ?? -1
        let rows = (0..<min(BureauSheet.mostColumns, max(8, used + 4))).map { index -> HTML in
            let options = ([("", "—")] + parts).map { option -> HTML in
                "<option value=\"\(option.0)\"\("selected", if: option.0 == draft.inputs["part_\(index)"])>\(option.1)</option>"
            }
            return """
                <tr><td>\(index + 1)</td><td><input type="text" name="heading_\(index)" value="\(draft.inputs["heading_\(index)"])" \
                aria-label="\(reader("第 \(index + 1) 栏的栏目名", en: "Heading of column \(index + 1)"))"></td>\
                <td><select name="part_\(index)" aria-label="\(reader("第 \(index + 1) 栏的内容", en: "What column \(index + 1) holds"))">\(options)</select></td></tr>
                """
        }
        let path = sheet.map { Paths.bureauSheet($0.name) } ?? Paths.bureau
        let version: HTML = sheet == nil ? "" : Parts.hidden("version", draft.inputs["version"])
        let nameField: HTML = sheet == nil ? name.view(reader, draft) : ""
        let headings = [
            Parts.heading(reader("序号", en: "No.")), Parts.heading(reader("栏目名", en: "Heading")),
            Parts.heading(reader("内容", en: "Holds")),
        ]
        let form = Parts.form(
            reader,
            to: sheet == nil ? "\(Paths.bureau)/new" : "\(path)/edit",
            keeps: true,
            """
            \(draft.summary(reader))\(version)\(nameField)\(title.view(reader, draft))\
            <table class="columns"><thead><tr>\(headings)</tr></thead><tbody>\(rows)</tbody></table>\
            <p class="do"><a class="btn" href="\(path)">\(reader("取消", en: "Cancel"))</a>\
            <button class="go">\(reader("保存", en: "Save"))</button></p>
            """
        )
        return Layout.page(
            reader,
            .tasks,
            title: sheet.map { reader("改栏目：\($0.title)", en: "Columns of \($0.title)") }
                ?? reader("增加汇总表", en: "Add a sheet"),
            actions: sheet.map { archiveForm(reader, $0) } ?? "",
            body: "<section class=\"card\">\(form)</section>"
        )
    }

    // MARK: Out of use

    private func archiveForm(_ reader: Reader, _ sheet: BureauSheet) -> HTML {
        let words =
            sheet.isArchived
            ? reader("恢复这张表", en: "Bring it back") : reader("停用这张表", en: "Do away with it")
        return Parts.form(
            reader,
            to: "\(Paths.bureauSheet(sheet.name))/archive",
            """
            \(Parts.hidden("version", "\(sheet.version)"))\(Parts.hidden("archived", sheet.isArchived ? "0" : "1"))\
            <button>\(words)</button>
            """
        )
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let name = try context.part("sheet")
        let form = context.form
        guard let version = form.version else { throw HTTPError(.badRequest) }
        let isGone = form["archived"] == "1"
        let sheet = try await context.desk().change { work in
            try work.bureauSheets.archive(name, version: version, archived: isGone)
        }
        let said =
            isGone
            ? reader(
                "已停用“\(sheet.title)”；上面的任务都还在。",
                en: "“\(sheet.title)” is not in use any more; its tasks stay."
            )
            : reader("已恢复“\(sheet.title)”。", en: "“\(sheet.title)” is in use again.")
        return .goTo(Paths.bureau, note: said, isSecure: context.isSecure)
    }
}
