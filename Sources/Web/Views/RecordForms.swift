import Domain
import Exchange
import Hummingbird
import Market

/// Some fields of a form under one heading.
struct FormPart: Sendable {
    let heading: String
    /// Rows of one to three fields that stand side by side.
    let rows: [[FormField]]

    init(_ heading: String, _ rows: [[FormField]]) {
        self.heading = heading
        self.rows = rows
    }

    func view(_ reader: Reader, _ draft: Draft) -> HTML {
        let rows = rows.map { row -> HTML in
            let fields = row.map { $0.view(reader, draft) }
            return switch row.count {
            case 1: "\(fields)"
            case 2: "<div class=\"pair\">\(fields)</div>"
            default: "<div class=\"triple\">\(fields)</div>"
            }
        }
        return "<fieldset class=\"section\"><legend>\(heading)</legend>\(rows)</fieldset>"
    }
}

/// The two forms of a kind of record, for a new one and for an old one. They read and write through Exchange's `Records`,
/// as files, commands and the API do.
struct RecordForms: Sendable {
    let site: Site
    let type: RecordType
    let kind: RecordCode.Kind
    let section: Layout.Section
    /// What such a record is called.
    let name: Phrase
    let parts: @Sendable (Reader, CodeBook) -> [FormPart]
    /// What stands beside the form; the draft is what was typed so far.
    var aside: @Sendable (Reader, Draft, Work) throws -> HTML = { _, _, _ in "" }
    /// What is asked before a new record is saved; nothing to go on. It stands above the form then.
    var objection: @Sendable (Reader, Draft, Work) throws -> HTML? = { _, _, _ in nil }

    func add(to routes: RouterGroup<AppContext>) {
        let path = RouterPath(String(Paths.list(kind).dropFirst("/desk/".count)))
        let group = routes.group(path)
        group.get("new", use: newForm)
        group.post("new", use: create)
        group.get("{code}/edit", use: editForm)
        group.post("{code}/edit", use: edit)
    }

    // MARK: A new record

    @Sendable private func newForm(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        // What the address says is filled in already, such as the organization whose page one comes from.
        let draft = Draft(try Inputs(parsing: (request.uri.query ?? "").utf8))
        return try await page(reader, context, draft, code: nil).response()
    }

    @Sendable private func create(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        var draft = Draft(context.form)
        do {
            let (form, isSure) = (draft, draft.inputs["sure"] == "1")
            let made = try await context.desk().change { work -> (code: String?, objection: HTML?) in
                if !isSure, let objection = try objection(reader, form, work) { return (nil, objection) }
                let fields = parts(reader, try work.codes()).flatMap(\.rows).joined()
                let members = form.members(Array(fields)).withoutNulls
                return (try Records(work).create(type, members)["code"]?.asString, nil)
            }
            if let objection = made.objection {
                return try await page(reader, context, draft, code: nil, objection: objection).response(
                    .conflict
                )
            }
            let code = made.code ?? ""
            let said = reader("已保存\(name.zh) \(code)。", en: "Saved the \(name.en) \(code).")
            return .goTo("\(Paths.list(kind))/\(code)", note: said, isSecure: context.isSecure)
        } catch let error as AppError {
            draft.add(error, names: try await names(reader, context))
            return try await page(reader, context, draft, code: nil).response(error.kind.status)
        }
    }

    // MARK: An old one

    @Sendable private func editForm(_ request: Request, _ context: AppContext) async throws -> Response {
        let code = try context.part("code")
        let draft = try await context.desk().read { work in
            try work.require(.staff, "\(type.rawValue).edit")
            return try Self.draft(try Records(work).json(type, code), work)
        }
        return try await page(site.reader(request, context), context, draft, code: code).response()
    }

    @Sendable private func edit(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        var draft = Draft(context.form)
        do {
            let form = draft
            guard let version = Int64(form.inputs["version"]) else { throw HTTPError(.badRequest) }
            _ = try await context.desk().change { work in
                let fields = parts(reader, try work.codes()).flatMap(\.rows).joined()
                return try Records(work).edit(type, code, version: version, form.members(Array(fields)))
            }
            let said = reader("已保存 \(code)。", en: "Saved \(code).")
            return .goTo("\(Paths.list(kind))/\(code)", note: said, isSecure: context.isSecure)
        } catch let error as AppError {
            draft.add(error, names: try await names(reader, context))
            return try await page(reader, context, draft, code: code).response(error.kind.status)
        }
    }

    /// A record as its form shows it: organizations by name, with the code behind.
    private static func draft(_ members: JSON.Members, _ work: Work) throws -> Draft {
        var draft = Draft(members)
        for key in ["organization", "buyer", "seller"] {
            if let code = members[key]?.asString {
                draft.inputs[key] = "\(try work.organizations.find(code).content.name)（\(code)）"
            }
        }
        return draft
    }

    // MARK: The page

    private func names(_ reader: Reader, _ context: AppContext) async throws -> [String] {
        try await context.desk().read { parts(reader, try $0.codes()).flatMap(\.rows).joined().map(\.name) }
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ draft: Draft,
        code: String?,
        objection: HTML? = nil
    ) async throws -> HTML {
        let (fields, beside) = try await context.desk().read { work in
            try work.require(.staff, "\(type.rawValue).\(code == nil ? "create" : "edit")")
            return (
                parts(reader, try work.codes()).map { $0.view(reader, draft) }, try aside(reader, draft, work)
            )
        }
        let path = code.map { "\(Paths.list(kind))/\($0)/edit" } ?? Paths.new(kind)
        let back = code.map { "\(Paths.list(kind))/\($0)" } ?? Paths.list(kind)
        let version: HTML = code == nil ? "" : Parts.hidden("version", draft.inputs["version"])
        let sure: HTML = objection == nil ? "" : Parts.hidden("sure", "1")
        let save = objection == nil ? reader("保存", en: "Save") : reader("仍然保存", en: "Save all the same")
        let form = Parts.form(
            reader,
            to: path,
            keeps: true,
            """
            \(draft.summary(reader))\(objection)\(version)\(sure)\(fields)<p class="do">\
            <button class="go">\(save)</button> <a class="btn" href="\(back)">\(reader("取消", en: "Cancel"))</a></p>
            """
        )
        let title =
            code.map { reader("修改 \($0)", en: "Edit \($0)") } ?? reader("新\(name.zh)", en: "New \(name.en)")
        return Layout.page(
            reader,
            section,
            title: title,
            body: beside.isEmpty
                ? "<section class=\"card\">\(form)</section>"
                : "<div class=\"cols two\"><section class=\"card\">\(form)</section><div>\(beside)</div></div>"
        )
    }
}

extension JSON.Members {
    /// Without what was left blank.
    var withoutNulls: JSON.Members { JSON.Members(filter { !$0.value.isNull }.map { ($0.key, $0.value) }) }
}

extension CodeBook {
    /// A list's entries, to choose from.
    func choices(_ list: CodeListName, _ reader: Reader) -> [(code: String, name: String)] {
        self[list]?.entries.map { ($0.code, reader($0.phrase)) } ?? []
    }

    /// The industries, each with its letter or number in front.
    func industryChoices(_ reader: Reader) -> [(code: String, name: String)] {
        self[.industry]?.entries.map { ($0.code, "\($0.code) \(reader($0.phrase))") } ?? []
    }
}
