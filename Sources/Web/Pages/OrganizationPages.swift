import Domain
import Exchange
import Hummingbird
import Market

/// 单位: the list, a page for each, its forms.
struct OrganizationPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("organizations", use: list)
        forms.add(to: routes)
        routes.get("organizations/{code}", use: show)
    }

    // MARK: The list

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = OrganizationFilter()
            filter.text = inputs["q"].isEmpty ? nil : inputs["q"]
            filter.kind = Organization.Kind(rawValue: inputs["kind"])
            filter.includesArchived = inputs.has("archived")
            filter.page = try Pager.rows(inputs)
            let found = try work.organizations.list(filter)
            let pager = try Pager(total: Int(try work.organizations.count(filter)), inputs)
            let codes = try work.codes()
            let rows = found.map { organization -> HTML in
                """
                <tr data-href="\(Paths.record(organization.code))"><td>\(Parts.link(organization.code, organization.name))\
                <br><small>\(organization.code)</small></td><td data-label="\(reader("类型", en: "Kind"))">\
                \(reader(organization.content.kind.name))</td><td data-label="\(reader("行业", en: "Industry"))">\
                \(organization.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? "—")</td>\
                <td data-label="\(reader("区划", en: "Region"))">\
                \(organization.region.flatMap { codes.name(of: $0.description, in: .region) }.map { reader($0) } ?? "—")</td>\
                </tr>
                """
            }
            return Self.listPage(reader, inputs, rows, pager)
        }
        return page.response()
    }

    private static func listPage(_ reader: Reader, _ inputs: Inputs, _ rows: [HTML], _ pager: Pager) -> HTML {
        let kinds = FormField(
            "kind",
            reader("类型", en: "Kind"),
            .choice(
                Organization.Kind.allCases.map { ($0.rawValue, reader($0.name)) },
                blank: reader("全部类型", en: "All kinds")
            )
        )
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有找到单位。", en: "No organizations found."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("单位", en: "Organization"))</th>\
            <th scope="col">\(reader("类型", en: "Kind"))</th><th scope="col">\(reader("行业", en: "Industry"))</th>\
            <th scope="col">\(reader("区划", en: "Region"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(.organization))\">\(reader("新单位", en: "New organization"))</a>"
            : ""
        return Layout.page(
            reader,
            .organizations,
            title: reader("单位", en: "Organizations"),
            actions: add,
            body: """
                <section class="card"><form class="filters" data-auto="1" role="search">\
                <input type="search" name="q" value="\(inputs["q"])" aria-label="\(reader("名称或信用代码", en: "Name or credit code"))" \
                placeholder="\(reader("名称、曾用名或信用代码", en: "Name, former name or credit code"))">\
                \(Parts.select(reader, kinds, inputs))\
                <label><input type="checkbox" name="archived" value="1"\("checked", if: inputs.has("archived"))>\
                \(reader("含已归档", en: "with archived"))</label><button>\(reader("筛选", en: "Filter"))</button></form>\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let page = try await context.desk().read { work -> HTML in
            let organization = try work.organizations.find(code)
            let content = organization.content
            let codes = try work.codes()
            let edit: HTML =
                reader.may(.staff)
                ? "<a class=\"btn\" href=\"\(Paths.edit(organization.code))\">\(reader("修改", en: "Edit"))</a>"
                : ""
            return Layout.page(
                reader,
                .organizations,
                title: content.name,
                quiet: "\(organization.code)　\(reader(content.kind.name))",
                actions: edit,
                body: """
                    <section class="card"><table class="facts">\
                    \(Parts.fact(reader(Field.creditCode.name), content.creditCode?.description ?? ""))\
                    \(Parts.fact(reader("曾用名、简称", en: "Other names"), content.aliases.joined(separator: "、")))\
                    \(Parts.fact(reader(Field.industry.name), content.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? ""))\
                    \(Parts.fact(reader(Field.address.name), content.address))\
                    \(Parts.fact(reader("联系人", en: "Contact"), content.contact.name, isSecret: true))</table></section>
                    """
            )
        }
        return page.response()
    }

    // MARK: Its forms

    private var forms: RecordForms {
        RecordForms(
            site: site,
            type: .organization,
            kind: .organization,
            section: .organizations,
            name: Phrase("单位", en: "organization")
        ) { reader, codes in
            [
                FormPart(
                    reader("基本情况", en: "The organization"),
                    [
                        [FormField("name", reader("单位全称", en: "Full name"), isRequired: true)],
                        [
                            FormField(
                                "kind",
                                reader("类型", en: "Kind"),
                                .choice(
                                    Organization.Kind.allCases.map { ($0.rawValue, reader($0.name)) },
                                    blank: "—"
                                ),
                                isRequired: true
                            ),
                            FormField(
                                "credit_code",
                                reader(Field.creditCode.name),
                                hint: reader("18 位", en: "18 characters")
                            ),
                        ],
                        [FormField("aliases", reader("曾用名、简称", en: "Other names"), .words)],
                        [
                            FormField(
                                "industry",
                                reader(Field.industry.name),
                                .choice(codes.industryChoices(reader), blank: "—")
                            ),
                            FormField(
                                "region",
                                reader(Field.region.name),
                                .choice(codes.choices(.region, reader), blank: "—")
                            ),
                            FormField(
                                "zone",
                                reader(Field.zone.name),
                                .choice(codes.choices(.zone, reader), blank: "—")
                            ),
                        ],
                        [FormField("address", reader(Field.address.name))],
                    ]
                ),
                FormPart.contact(reader),
                FormPart(
                    reader("备注", en: "Note"),
                    [[FormField("note", reader("备注", en: "Note"), .text(rows: 2))]]
                ),
            ]
        }
    }
}

extension FormPart {
    /// Whom to reach; for staff alone.
    static func contact(_ reader: Reader) -> FormPart {
        FormPart(
            reader("联系人", en: "Contact"),
            [
                [
                    FormField("contact_name", reader("姓名", en: "Name"), isConfidential: true),
                    FormField("contact_phone", reader("电话", en: "Telephone"), .phone, isConfidential: true),
                    FormField("contact_email", reader("邮箱", en: "E-mail"), .email, isConfidential: true),
                ]
            ]
        )
    }
}

extension Parts {
    /// A choice in a list's filter, without a label of its own.
    static func select(_ reader: Reader, _ field: FormField, _ inputs: Inputs) -> HTML {
        guard case .choice(let options, let blank) = field.kind else { return "" }
        let rest = options.map { option -> HTML in
            "<option value=\"\(option.code)\"\("selected", if: option.code == inputs[field.name])>\(option.name)</option>"
        }
        return """
            <select name="\(field.name)" aria-label="\(field.label)"><option value="">\(blank ?? "")</option>\(rest)</select>
            """
    }
}
