import Documents
import Domain
import Exchange
import Hummingbird
import Market

/// 走访服务: the list, a page for each, its forms.
struct VisitPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("visits", use: list)
        routes.get("visits/export.csv", use: export)
        ListDownload.add(to: routes, "visits", .visit, site) { inputs, work, records, add in
            for one in try work.visits.list(try Self.filter(inputs, work)) { try add(try records.json(one)) }
        }
        forms.add(to: routes)
        routes.get("visits/{code}", use: show)
        routes.post("visits/{code}/archive", use: archive)
    }

    // MARK: The list

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> EventFilter {
        var filter = EventFilter()
        filter.text = inputs.text
        filter.kind = inputs["kind"].isEmpty ? nil : inputs["kind"]
        filter.staff = inputs["staff"].isEmpty ? nil : try work.users.find(inputs["staff"], field: .staff).id
        filter.period = try inputs.span()
        filter.includesArchived = inputs.has("archived")
        filter.isOldestFirst = inputs["sort"] == "oldest"
        return filter
    }

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = try Self.filter(inputs, work)
            let pager = try Pager(total: Int(try work.visits.count(filter)), inputs)
            filter.page = try Pager.rows(inputs)
            let codes = try work.codes()
            let rows = try work.visits.items(filter).map { Self.row(reader, $0, codes) }
            return Self.listPage(reader, inputs, rows, pager, codes, try work.users.list())
        }
        return page.response()
    }

    private static func row(_ reader: Reader, _ item: VisitItem, _ codes: CodeBook) -> HTML {
        let visit = item.visit
        let about = String(visit.summary.prefix(60)) + (visit.summary.count > 60 ? "…" : "")
        return """
            <tr data-href="\(Paths.record(visit.code))"><td>\(Parts.link(visit.code, item.organizationName))<br>\
            <small>\(visit.code)</small> \(Parts.archived(reader, visit.filing))</td>\
            <td data-label="\(reader("日期", en: "Date"))">\(Parts.day(reader, visit.on))</td>\
            <td data-label="\(reader("类型", en: "Kind"))">\(name(reader, visit, codes))</td>\
            <td data-label="\(reader("走访人", en: "Who went"))">\(item.staffName ?? "—")</td>\
            <td data-label="\(reader("情况", en: "About"))">\(about)</td></tr>
            """
    }

    private static func name(_ reader: Reader, _ visit: Visit, _ codes: CodeBook) -> String {
        codes.name(of: visit.kind, in: .visitKind).map { reader($0) } ?? visit.kind
    }

    private static func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ rows: [HTML],
        _ pager: Pager,
        _ codes: CodeBook,
        _ people: [User]
    ) -> HTML {
        let kinds = FormField(
            "kind",
            reader("类型", en: "Kind"),
            .choice(codes.choices(.visitKind, reader), blank: reader("全部类型", en: "All kinds"))
        )
        let staff = FormField(
            "staff",
            reader("走访人", en: "Who went"),
            .choice(people.map { ($0.login, $0.name) }, blank: reader("全部走访人", en: "Everybody"))
        )
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有找到走访。", en: "No visits found."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("单位", en: "Organization"))</th>\
            <th scope="col">\(reader("日期", en: "Date"))</th><th scope="col">\(reader("类型", en: "Kind"))</th>\
            <th scope="col">\(reader("走访人", en: "Who went"))</th><th scope="col">\(reader("情况", en: "About"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table>
            """
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(.visit))?on=\(reader.today)&amp;staff=\(Inputs.encoded(reader.user?.login ?? ""))\">\(reader("记走访", en: "Log a visit"))</a>"
            : ""
        return Layout.page(
            reader,
            .visits,
            title: reader("走访服务", en: "Visits"),
            actions: "\(Parts.export(reader, Paths.visits, inputs))\(add)",
            body: """
                <section class="card"><form class="filters" data-auto="1" role="search">\
                <input type="search" name="q" value="\(inputs["q"])" aria-label="\(reader("单位名称或编号", en: "Organization's name or code"))" \
                placeholder="\(reader("单位名称或编号", en: "Organization's name or code"))">\
                \(Parts.select(reader, kinds, inputs))\(Parts.select(reader, staff, inputs))\(Parts.days(reader, inputs))\
                \(Parts.order(reader, inputs))\
                <label><input type="checkbox" name="archived" value="1"\("checked", if: inputs.has("archived"))>\
                \(reader("含已归档", en: "with archived"))</label><button>\(reader("筛选", en: "Filter"))</button></form>\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let csv = try await context.desk().read { work -> CSV in
            let codes = try work.codes()
            var csv = CSV(columns: [
                reader(Field.code.name), reader(Field.on.name), reader(Field.kind.name),
                reader("单位编号", en: "organization code"), reader(Field.organization.name),
                reader(Field.staff.name), reader(Field.visitSummary.name), reader(Field.result.name),
            ])
            for item in try work.visits.items(try Self.filter(inputs, work)) {
                let visit = item.visit
                csv.add([
                    visit.code.description, visit.on.description,
                    Self.name(reader, visit, codes), item.organizationCode.description,
                    item.organizationName, item.staffName ?? "", visit.summary,
                    visit.result,
                ])
            }
            return csv
        }
        return csv.response(name: reader("走访服务.csv", en: "visits.csv"))
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        try await page(site.reader(request, context), context, try context.part("code")).response()
    }

    private func page(_ reader: Reader, _ context: AppContext, _ code: String, above: HTML = "") async throws
        -> HTML
    {
        try await context.desk().read { work in
            let visit = try work.visits.find(code)
            let organization = try work.organizations.get(visit.organization)
            let staff = try visit.staff.map { try work.users.get($0).name }
            let codes = try work.codes()
            var filter = EventFilter()
            filter.organization = organization.rootID
            filter.page = Page(limit: 6)
            let others = try work.visits.items(filter).filter { $0.visit.id != visit.id }.map {
                item -> HTML in
                """
                <tr><td>\(Parts.link(item.visit.code, Self.name(reader, item.visit, codes)))</td>\
                <td class="num">\(Parts.day(reader, item.visit.on))</td></tr>
                """
            }
            let edit: HTML =
                reader.may(.staff) && !visit.filing.isArchived
                ? "<a class=\"btn\" href=\"\(Paths.edit(visit.code))\">\(reader("修改", en: "Edit"))</a>" : ""
            let text: HTML = """
                \(Parts.prose(reader(Field.visitSummary.name), visit.summary, isSecret: true))\
                \(Parts.prose(reader(Field.result.name), visit.result, isSecret: true))
                """
            let heading: HTML = "<h2>\(reader("走访记录", en: "What was noted"))</h2>"
            let words: HTML =
                reader.may(.staff)
                ? (text.isEmpty
                    ? "<p class=\"quiet\">\(reader("没有写走访情况。", en: "Nothing was noted."))</p>" : text)
                : "<p class=\"quiet\">\(reader("走访情况和成效只有工作人员能看。", en: "What was talked about is for the market's staff."))</p>"
            let more: HTML =
                others.isEmpty
                ? ""
                : "<section class=\"card\"><h2>\(reader("这家单位的其他走访", en: "Other visits to it"))</h2><table>\(others)</table></section>"
            return Layout.page(
                reader,
                .visits,
                title: reader("走访 \(organization.name)", en: "Visit to \(organization.name)"),
                quiet:
                    "\(visit.code)　\(Self.name(reader, visit, codes)) \(Parts.archived(reader, visit.filing))",
                actions: "\(Parts.archiveMenu(reader, visit.code, visit.filing))\(edit)",
                body: """
                    \(above)<div class="cols two"><div><section class="card"><table class="facts">\
                    \(Parts.fact(reader(Field.organization.name), Parts.link(organization.code, organization.name)))\
                    \(Parts.fact(reader(Field.on.name), Parts.day(reader, visit.on)))\
                    \(Parts.fact(reader(Field.staff.name), staff ?? ""))\
                    \(Parts.fact(reader(Field.externalID.name), visit.externalID ?? ""))</table><br>\(heading)\(words)</section></div>\
                    <div>\(more)</div></div>
                    """
            )
        }
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        guard let archiving = Archiving(form: context.form), let version = Int64(context.form["version"])
        else {
            throw HTTPError(.badRequest)
        }
        do {
            let visit = try await context.desk().change { work in
                let visit = try work.visits.find(code)
                try work.visits.archive(visit, version: version, as: archiving)
                return visit
            }
            return .goTo(
                Paths.record(visit.code),
                note: archiving.said(reader, visit.code),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            return try await page(reader, context, code, above: Parts.refusal(reader, error))
                .response(error.kind.status)
        }
    }

    // MARK: Forms

    private var forms: RecordForms {
        var forms = RecordForms(
            site: site,
            type: .visit,
            kind: .visit,
            section: .visits,
            name: Phrase("走访", en: "visit")
        ) { reader, codes in
            [
                FormPart(
                    reader("走访", en: "The visit"),
                    [
                        [
                            FormField(
                                "organization",
                                reader(Field.organization.name),
                                .organization,
                                hint: reader("全称、编号或信用代码", en: "Full name, code or credit code"),
                                isRequired: true
                            )
                        ],
                        [
                            FormField("on", reader(Field.on.name), .day, isRequired: true),
                            FormField(
                                "kind",
                                reader(Field.kind.name),
                                .choice(codes.choices(.visitKind, reader), blank: "—"),
                                isRequired: true
                            ),
                            FormField(
                                "staff",
                                reader(Field.staff.name),
                                .person,
                                hint: reader("登录名", en: "Login")
                            ),
                        ],
                        [
                            FormField(
                                "summary",
                                reader(Field.visitSummary.name),
                                .text(rows: 6),
                                isConfidential: true
                            )
                        ],
                        [
                            FormField(
                                "result",
                                reader(Field.result.name),
                                .text(rows: 3),
                                isConfidential: true
                            )
                        ],
                    ]
                )
            ]
        }
        forms.aside = { reader, work in
            """
            \(Parts.people(try work.users.list()))<section class="card"><h2>\(reader("怎么计数", en: "How it counts"))</h2>\
            <p>\(reader("走访一家企业，计一次服务；这家企业计入服务企业数。", en: "A visit to an enterprise is one service, and the enterprise counts as served."))</p>\
            <p class="quiet">\(reader("走访中得知的技术需求，请另记一条需求，才会参与匹配。", en: "A demand that comes up is logged as a demand of its own, so that it is matched."))</p>\
            <div class="do"><a class="btn" href="\(Paths.new(.demand))">\(reader("记需求", en: "Log a demand"))</a></div></section>
            """
        }
        return forms
    }
}
