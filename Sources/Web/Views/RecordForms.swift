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
    /// What only a new record is asked for.
    var partsWhenNew: @Sendable (Reader) -> [FormPart] = { _ in [] }
    /// All the fields, where they depend on what the market has; in place of `parts`.
    var partsOfMarket: (@Sendable (Reader, Work) throws -> [FormPart])?
    /// Who may fill the forms in.
    var leastRole = Role.staff
    /// What stands beside the form, whatever is typed.
    var aside: (@Sendable (Reader, Work) throws -> HTML)?
    /// Looks at what was typed so far, of a new record or of the one with this code.
    var look: (@Sendable (Reader, JSON.Members, Desk, _ code: String?) async throws -> Look)?

    /// What a look at a form that is being filled in shows.
    struct Look: Sendable {
        /// What stands beside the form.
        var beside: HTML
        /// What is asked before a new record is saved; nothing to go on. It stands above the form then.
        var objection: HTML?
    }

    func add(to routes: RouterGroup<AppContext>) {
        let path = RouterPath(String(Paths.list(kind).dropFirst("/desk/".count)))
        let group = routes.group(path)
        group.get("new", use: newForm)
        group.post("new", use: create)
        group.get("{code}/edit", use: editForm)
        group.post("{code}/edit", use: edit)
        if look != nil { group.post("check", use: check) }
    }

    // MARK: While it is being filled in

    /// What stands beside the form, anew.
    @Sendable private func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let code = try Inputs(parsing: (request.uri.query ?? "").utf8)["code"]
        let look = try await look(
            site.reader(request, context),
            context,
            Draft(context.form),
            code: code.isEmpty ? nil : code
        )
        return (look?.beside ?? "").response()
    }

    private func look(_ reader: Reader, _ context: AppContext, _ draft: Draft, code: String?) async throws
        -> Look?
    {
        guard let look else { return nil }
        let desk = try context.desk()
        let members = try await desk.read { work in
            try requireRole(work, code: code)
            return draft.members(try fields(reader, work, isNew: code == nil)).withoutNulls
        }
        return try await look(reader, members, desk, code)
    }

    private func requireRole(_ work: Work, code: String?) throws {
        try work.require(leastRole, "\(type.rawValue).\(code == nil ? "create" : "edit")")
    }

    private func parts(_ reader: Reader, _ work: Work, isNew: Bool) throws -> [FormPart] {
        let always = try partsOfMarket?(reader, work) ?? parts(reader, try work.codes())
        return always + (isNew ? partsWhenNew(reader) : [])
    }

    private func fields(_ reader: Reader, _ work: Work, isNew: Bool) throws -> [FormField] {
        Array(try parts(reader, work, isNew: isNew).flatMap(\.rows).joined())
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
        let desk = try context.desk()
        // Before anything of the form is looked at.
        try await desk.read { try requireRole($0, code: nil) }
        var draft = Draft(context.form)
        if draft.inputs.has("check") { return try await page(reader, context, draft, code: nil).response() }
        do {
            let form = draft
            let code: String
            if draft.inputs["sure"] != "1",
                let objection = try await look(reader, context, form, code: nil)?.objection
            {
                // What resembles it may be what the same form has just saved.
                guard let done = try await desk.read({ try $0.answer(to: form.inputs) }) else {
                    return try await page(reader, context, draft, code: nil, objection: objection)
                        .response(.conflict)
                }
                code = done
            } else {
                code = try await desk.change { work in
                    try work.once(form.inputs) {
                        let members = form.members(try fields(reader, work, isNew: true)).withoutNulls
                        return try Records(work).create(type, members)["code"]?.asString ?? ""
                    }
                }
            }
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
            try requireRole(work, code: code)
            return try Self.draft(try Records(work).json(type, code), work)
        }
        return try await page(site.reader(request, context), context, draft, code: code).response()
    }

    @Sendable private func edit(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let desk = try context.desk()
        try await desk.read { try requireRole($0, code: code) }
        var draft = Draft(context.form)
        if draft.inputs.has("check") { return try await page(reader, context, draft, code: code).response() }
        do {
            let form = draft
            guard let version = Int64(form.inputs["version"]) else { throw HTTPError(.badRequest) }
            _ = try await desk.change { work in
                // Sent twice, it is refused by its version.
                let members = form.members(try fields(reader, work, isNew: false))
                return try Records(work).edit(type, code, version: version, members)
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
        try await context.desk().read { try fields(reader, $0, isNew: true).map(\.name) }
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ draft: Draft,
        code: String?,
        objection: HTML? = nil
    ) async throws -> HTML {
        let (fields, words) = try await context.desk().read { work in
            try requireRole(work, code: code)
            return (
                try parts(reader, work, isNew: code == nil).map { $0.view(reader, draft) },
                try self.aside?(reader, work)
            )
        }
        let beside = try await look(reader, context, draft, code: code)?.beside
        let check: HTML =
            beside == nil
            ? ""
            : """
            <button name="check" value="1" formnovalidate>\(reader("先检查一下", en: "Check first"))</button>
            """
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
            \(draft.summary(reader))\(objection)\(version)\(sure)\(PageForm.onceField())\(fields)<p class="do">\
            <a class="btn" href="\(back)">\(reader("取消", en: "Cancel"))</a>\(check)<button class="go">\(save)</button></p>
            """
        )
        let title =
            code.map { reader("修改 \($0)", en: "Edit \($0)") } ?? reader("新\(name.zh)", en: "New \(name.en)")
        return Layout.page(
            reader,
            section,
            title: title,
            body: beside == nil && words == nil
                ? "<section class=\"card\">\(form)</section>"
                : """
                <div class="cols two"><section class="card">\(form)</section><div>\
                \(beside.map { "<aside class=\"beside\" data-check=\"\(Paths.check(kind, code))\">\($0)</aside>" as HTML })\
                \(words)</div></div>
                """
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

    /// The industries as records have them: the letter, or letter and two digits.
    func industryChoices(_ reader: Reader) -> [(code: String, name: String)] {
        self[.industry]?.entries.map { entry in
            let code = (entry.parent ?? "") + entry.code
            return (code, "\(code) \(reader(entry.phrase))")
        } ?? []
    }
}
