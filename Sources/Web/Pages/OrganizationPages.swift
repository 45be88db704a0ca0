import Documents
import Domain
import Exchange
import Hummingbird
import Market

/// 单位: the list, a page for each, its forms.
struct OrganizationPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("organizations", use: list)
        routes.get("organizations/export.csv", use: export)
        ListDownload.add(to: routes, "organizations", .organization, site) { inputs, work, records, add in
            for one in try work.organizations.list(try Self.filter(inputs, work)) where !one.isMerged {
                try add(try records.json(one))
            }
        }
        routes.get("organizations/suggest", use: suggest)
        forms.add(to: routes)
        OrganizationMergePages(site: site).add(to: routes)
        routes.get("organizations/{code}", use: show)
        routes.post("organizations/{code}/archive", use: archive)
    }

    // MARK: The list

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = try Self.filter(inputs, work)
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
            return Self.listPage(reader, inputs, rows, pager, codes)
        }
        return page.response()
    }

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> OrganizationFilter {
        var filter = OrganizationFilter()
        filter.text = inputs.search
        filter.kind = Organization.Kind(rawValue: inputs["kind"])
        if !inputs["region"].isEmpty {
            filter.region = try work.codes().region(parsing: inputs["region"], field: .region)
        }
        if !inputs["industry"].isEmpty {
            filter.industry = try work.codes().industry(parsing: inputs["industry"], field: .industry)
        }
        filter.includesArchived = inputs.has("archived")
        return filter
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let file = try await context.desk().read { work -> CSV in
            let codes = try work.codes()
            var file = CSV(columns: [
                reader("编号", en: "Code"), reader("单位全称", en: "Full name"), reader(Field.kind.name),
                reader(Field.creditCode.name), reader(Field.aliases.name), reader(Field.industry.name),
                reader(Field.region.name), reader(Field.zone.name), reader(Field.address.name),
                reader(Field.contactName.name), reader(Field.contactPhone.name),
                reader(Field.contactEmail.name), reader(Field.note.name),
            ])
            for organization in try work.organizations.list(try Self.filter(inputs, work)) {
                let content = organization.content
                file.add([
                    organization.code.description, content.name, reader(content.kind.name),
                    content.creditCode?.description ?? "", content.aliases.joined(separator: "、"),
                    content.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? "",
                    content.region.flatMap { codes.name(of: $0.description, in: .region) }.map { reader($0) }
                        ?? "",
                    content.zone.flatMap { codes.name(of: $0, in: .zone) }.map { reader($0) } ?? "",
                    content.address, content.contact.name, content.contact.phone?.description ?? "",
                    content.contact.email?.description ?? "", content.note,
                ])
            }
            return file
        }
        return file.response(name: reader("单位-\(reader.today).csv", en: "organizations-\(reader.today).csv"))
    }

    /// Organizations that a text may mean, for fields in which one is typed.
    @Sendable private func suggest(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let found = try await context.desk().read { work in
            try work.organizations.suggestions(inputs["q"], limit: Self.mostSuggestions)
        }
        return .json(
            .array(
                found.map { organization in
                    [
                        "value": .string(ContractForms.party(organization)),
                        "name": .string(organization.name),
                        "code": .string(organization.code.description),
                        "about": .string(
                            [
                                reader(organization.kind.name),
                                organization.creditCode?.description
                                    ?? organization.aliases.joined(separator: "、"),
                            ].filter { !$0.isEmpty }.joined(separator: "　")
                        ),
                    ]
                }
            )
        )
    }

    private static let mostSuggestions = 8

    private static func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ rows: [HTML],
        _ pager: Pager,
        _ codes: CodeBook
    ) -> HTML {
        let regions = FormField(
            "region",
            reader("区划", en: "Region"),
            .choice(codes.choices(.region, reader), blank: reader("全部区划", en: "All regions"))
        )
        let industries = FormField(
            "industry",
            reader("行业", en: "Industry"),
            .choice(codes.industryChoices(reader), blank: reader("全部行业", en: "All industries"))
        )
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
                <section class="card">\(Parts.filters(
                    reader,
                    inputs,
                    search: reader("名称、曾用名或信用代码", en: "Name, former name or credit code"),
                    export: Paths.export(.organization),
                    [kinds, industries, regions].map { Parts.select(reader, $0, inputs) }
                ))\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let code = try context.part("code")
        return try await context.desk().read { try OrganizationStory(code, reader, inputs, $0).page }
            .response()
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = context.form
        guard let how = Archiving(form: inputs) else { throw HTTPError(.badRequest) }
        do {
            let said = try await context.desk().change { work -> String in
                let organization = try work.organizations.find(code)
                try work.organizations.archive(organization.id, version: inputs.version, as: how)
                return how.said(reader, organization.code)
            }
            return .goTo("\(Paths.organizations)/\(code)", note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            return try await context.desk().read { work in
                try OrganizationStory(code, reader, Inputs(), work, refusal: error).page
            }.response(error.formStatus)
        }
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
