import Domain
import Hummingbird
import Market

/// Two records of one organization become one: choose the other, compare, say which stays.
struct OrganizationMergePages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("organizations/{code}/merge", use: form)
        routes.post("organizations/{code}/merge", use: merge)
    }

    @Sendable private func form(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let code = try context.part("code")
        do {
            return try await page(reader, context, code, inputs).response()
        } catch let error as AppError where error.field == Self.other {
            // The other one was not found: what was typed stands there still.
            return try await page(reader, context, code, inputs, error: error).response(error.formStatus)
        }
    }

    @Sendable private func merge(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = context.form
        let code = try context.part("code")
        do {
            let (gone, kept) = try await context.desk().change { work -> (Organization, Organization) in
                let one = try work.organizations.find(code)
                let two = try work.organizations.find(inputs["other"], field: Self.other)
                let keepsOther = inputs["keep"] == two.code.description
                guard keepsOther || inputs["keep"] == one.code.description else {
                    throw AppError(
                        .invalid,
                        "keep_missing",
                        field: Field("keep", "保留", en: "which stays"),
                        Phrase("请选择保留哪一条记录。", en: "Choose which record stays.")
                    )
                }
                let (gone, kept) = keepsOther ? (one, two) : (two, one)
                try work.organizations.merge(gone.id, into: kept.id, note: inputs["note"])
                return (gone, kept)
            }
            let said = reader("\(gone.code) 已并入 \(kept.code)。", en: "Merged \(gone.code) into \(kept.code).")
            return .goTo(Paths.record(kept.code), note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            return try await page(reader, context, code, inputs, error: error).response(error.formStatus)
        }
    }

    private static let other = Field("other", "另一条单位记录", en: "other record")

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ code: String,
        _ inputs: Inputs,
        error: AppError? = nil
    ) async throws -> HTML {
        try await context.desk().read { work -> HTML in
            try work.require(.manager, "organization.merge")
            let one = try work.organizations.find(code)
            let typed = Draft.codeBehind(inputs["other"])
            let isUnknown = error?.field == Self.other
            let two = typed.isEmpty || isUnknown ? nil : try work.organizations.find(typed, field: Self.other)
            let refused: HTML? = error.map {
                "<p class=\"note bad\" role=\"alert\">\(reader($0.message))</p>"
            }
            let body: HTML
            if let two, two.id != one.id {
                body = Self.comparison(reader, one, two, try work.codes(), inputs)
            } else {
                let alike = try work.organizations.suggestions(String(one.name.prefix(4)), limit: 9)
                body = Self.choice(reader, one, alike.filter { $0.id != one.id }, inputs, isSame: two != nil)
            }
            return Layout.page(
                reader,
                .organizations,
                title: reader("合并单位", en: "Merge organizations"),
                quiet: "\(one.name)　\(one.code)",
                body: "\(refused)\(body)"
            )
        }
    }

    // MARK: Which other

    private static func choice(
        _ reader: Reader,
        _ one: Organization,
        _ alike: [Organization],
        _ inputs: Inputs,
        isSame: Bool
    ) -> HTML {
        let path = "\(Paths.record(one.code))/merge"
        let field = FormField(
            "other",
            reader("和哪一条是同一家", en: "Which record is the same one"),
            .organization,
            hint: reader("写名称、编号或统一社会信用代码", en: "Name, code or credit code"),
            isRequired: true
        )
        let same: HTML =
            isSame
            ? "<p class=\"note warn\">\(reader("这就是它自己，请选另一条。", en: "That is the record itself: choose another."))</p>"
            : ""
        let rows = alike.map { other -> HTML in
            """
            <li><a href="\(path)?other=\(Inputs.encoded(other.code.description))">\(other.name)</a> <small>\(other.code)　\
            \(reader(other.kind.name))　\(other.creditCode?.description ?? "")</small></li>
            """
        }
        let offered: HTML =
            rows.isEmpty
            ? "" : "<h2>\(reader("名称相近的", en: "With names like it"))</h2><ul class=\"plain\">\(rows)</ul>"
        return """
            <section class="card">\(same)<form action="\(path)">\(field.view(reader, Draft(inputs)))\
            <p class="do"><button class="go">\(reader("比较", en: "Compare"))</button></p></form>\(offered)</section>
            """
    }

    // MARK: Side by side

    private static func comparison(
        _ reader: Reader,
        _ one: Organization,
        _ two: Organization,
        _ codes: CodeBook,
        _ inputs: Inputs
    ) -> HTML {
        func text(_ code: String?, _ list: CodeListName) -> String {
            code.flatMap { codes.name(of: $0, in: list) }.map { reader($0) } ?? ""
        }
        func lines(_ name: String, _ value: (Organization) -> String) -> HTML {
            let (left, right) = (value(one), value(two))
            guard !left.isEmpty || !right.isEmpty else { return "" }
            let chip: HTML =
                left == right
                ? "" : " <span class=\"chip warn\">\(reader("不同", en: "differs"))</span>"
            return """
                <tr><th scope="row">\(name)\(chip)</th><td>\(left.isEmpty ? "—" : left)</td><td>\(right.isEmpty ? "—" : right)</td></tr>
                """
        }
        let rows: [HTML] = [
            lines(reader(Field.name.name)) { $0.name },
            lines(reader(Field.kind.name)) { reader($0.kind.name) },
            lines(reader(Field.creditCode.name)) { $0.creditCode?.description ?? "" },
            lines(reader(Field.aliases.name)) { $0.aliases.joined(separator: "、") },
            lines(reader(Field.industry.name)) {
                $0.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? ""
            },
            lines(reader(Field.region.name)) { text($0.region?.description, .region) },
            lines(reader(Field.zone.name)) { text($0.zone, .zone) },
            lines(reader(Field.address.name)) { $0.address },
            lines(reader(Field.contactName.name)) { $0.contact.name },
            lines(reader(Field.contactPhone.name)) { $0.contact.phone?.description ?? "" },
            lines(reader(Field.contactEmail.name)) { $0.contact.email?.description ?? "" },
            lines(reader(Field.note.name)) { $0.note },
        ]
        func keep(_ organization: Organization, isFirst: Bool) -> HTML {
            let code = organization.code.description
            let isChosen = inputs["keep"].isEmpty ? isFirst : inputs["keep"] == code
            return """
                <label><input type="radio" name="keep" value="\(code)"\("checked", if: isChosen) required>\
                \(reader("保留 \(code)", en: "Keep \(code)"))（\(organization.name)）</label>
                """
        }
        let path = "\(Paths.record(one.code))/merge"
        let note = FormField("note", reader("为什么是同一家", en: "Why they are one"), .text(rows: 2))
        return """
            <section class="card"><div class="scroll"><table class="compare"><thead><tr><th scope="col"></th><th scope="col">\(one.code)</th>\
            <th scope="col">\(two.code)</th></tr></thead><tbody>\(rows)</tbody></table></div></section>\
            <section class="card"><h2>\(reader("哪一条留下", en: "Which one stays"))</h2>\
            <p class="quiet">\(reader("留下的那条代表这家单位参加所有统计，内容照它的；另一条和它名下的记录都还在，往来一并显示在留下的那条里。合并要留痕，不能自动撤销。", en: "The one that stays stands for the organization in every figure, with its own content. The other and its records remain, and are told on its page. A merge is recorded and has no undo."))</p>\
            \(Parts.form(reader, to: path, question: reader("确认合并？", en: "Merge the two?"), """
            \(Parts.hidden("other", two.code.description))<fieldset class="field"><legend>\(reader("保留", en: "Keep"))</legend>\
            <div class="choices">\(keep(one, isFirst: true))\(keep(two, isFirst: false))</div></fieldset>\(note.view(reader, Draft(inputs)))\
            <p class="do"><button class="go">\(reader("合并", en: "Merge"))</button> \
            <a class="btn" href="\(path)">\(reader("换一条比较", en: "Compare another"))</a></p>
            """))</section>
            """
    }
}
