import Documents
import Domain
import Exchange
import Hummingbird
import Market

/// 专项: the list, a page for each with its members, its forms, and the rows behind its figures.
struct ProgrammePages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("programmes", use: list)
        routes.get("programmes/export.csv", use: export)
        ListDownload.add(to: routes, "programmes", .programme, site) { inputs, work, records, add in
            for one in try work.programmes.list(try Self.filter(inputs, work)) {
                try add(try records.json(one, withHistory: false))
            }
        }
        forms.add(to: routes)
        routes.get("programmes/{code}", use: show)
        routes.post("programmes/{code}/archive", use: archive)
        routes.get("programmes/{code}/figures/{figure}", use: evidence)
        MemberPages(site: site).add(to: routes)
    }

    // MARK: The list

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> ProgrammeFilter {
        var filter = ProgrammeFilter()
        filter.text = inputs.text
        filter.state = ProgrammeState(rawValue: inputs["state"])
        let organization = Draft.codeBehind(inputs["organization"])
        filter.organization = organization.isEmpty ? nil : try work.organizations.find(organization).id
        filter.includesArchived = inputs.has("archived")
        return filter
    }

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = try Self.filter(inputs, work)
            let pager = try Pager(total: Int(try work.programmes.count(filter)), inputs)
            filter.page = try Pager.rows(inputs)
            return Self.listPage(reader, inputs, try work.programmes.items(filter), pager)
        }
        return page.response()
    }

    private static func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ items: [ProgrammeItem],
        _ pager: Pager
    ) -> HTML {
        let states = FormField(
            "state",
            reader("状态", en: "State"),
            .choice(
                ProgrammeState.allCases.map { ($0.rawValue, reader($0.name)) },
                blank: reader("全部状态", en: "All states")
            )
        )
        let (signed, negotiating, activities) = (
            reader(MemberStage.signed.name), reader(MemberStage.negotiating.name),
            reader(ProgrammeFigure.activities.name)
        )
        let rows = items.map { item -> HTML in
            let programme = item.programme
            return """
                <tr data-href="\(Paths.record(programme.code))"><td>\(Parts.link(programme.code, programme.name))<br>\
                <small>\(programme.code)</small> \(Parts.archived(reader, programme.filing))</td>\
                \(Parts.cell(signed, "\(item.signed)", isNumber: true))\
                \(Parts.cell(negotiating, "\(item.negotiating)", isNumber: true))\
                \(Parts.cell(activities, "\(item.activities)", isNumber: true))\
                \(Parts.cell(reader(Field.department.name), "\(programme.department)<br><small>\(item.owner ?? "")</small>"))\
                \(Parts.cell(reader("起止", en: "From, to"), Self.days(reader, programme)))\
                \(Parts.cell(reader("状态", en: "State"), Self.state(reader, programme.state)))</tr>
                """
        }
        let headings: [HTML] = [
            Parts.heading(reader(Field.programme.name)), Parts.heading(signed, isNumber: true),
            Parts.heading(negotiating, isNumber: true), Parts.heading(activities, isNumber: true),
            Parts.heading(reader(Field.department.name)), Parts.heading(reader("起止", en: "From, to")),
            Parts.heading(reader("状态", en: "State")),
        ]
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有找到专项。", en: "No programmes found.")) : Parts.list(headings, rows)
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(.programme))\">\(reader("新专项", en: "New programme"))</a>"
            : ""
        return Layout.page(
            reader,
            .programmes,
            title: reader("专项", en: "Programmes"),
            quiet:
                "\(reader("签约和洽谈是今天的单位数；点开专项可看任何期间。", en: "Signed and negotiating are as of today; a programme's page has any period."))",
            actions: add,
            body: """
                <section class="card">\(Parts.filters(
                    reader,
                    inputs,
                    search: reader("名称、部门或编号", en: "Name, department or code"),
                    kept: ["organization"],
                    export: Paths.export(.programme),
                    [Parts.select(reader, states, inputs)]
                ))\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    static func state(_ reader: Reader, _ state: ProgrammeState) -> HTML {
        let tone =
            switch state {
            case .planned: "accent"
            case .running: "good"
            case .closed: ""
            }
        return "<span class=\"chip \(tone)\">\(reader(state.name))</span>"
    }

    /// From when to when; a dash where neither is known.
    static func days(_ reader: Reader, _ programme: Programme) -> HTML {
        guard programme.startsOn != nil || programme.endsOn != nil else { return "—" }
        let start: HTML = programme.startsOn.map { Parts.day(reader, $0) } ?? ""
        let end: HTML = programme.endsOn.map { Parts.day(reader, $0) } ?? ""
        return "\(start)\(reader("至", en: " to "))\(end)"
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let csv = try await context.desk().read { work -> CSV in
            var csv = CSV(columns: [
                reader(Field.code.name), reader(Field.name.name), reader("状态", en: "state"),
                reader(ProgrammeFigure.membersSigned.name), reader(ProgrammeFigure.membersNegotiating.name),
                reader(ProgrammeFigure.activities.name), reader(Field.department.name),
                reader(Field.owner.name), reader(Field.startsOn.name), reader(Field.endsOn.name),
                reader(Field.goal.name),
            ])
            for item in try work.programmes.items(try Self.filter(inputs, work)) {
                let programme = item.programme
                csv.add([
                    programme.code.description, programme.name, reader(programme.state.name),
                    String(item.signed), String(item.negotiating), String(item.activities),
                    programme.department, item.owner ?? "", programme.startsOn?.description ?? "",
                    programme.endsOn?.description ?? "", programme.goal,
                ])
            }
            return csv
        }
        return csv.response(name: reader("专项-\(reader.today).csv", en: "programmes-\(reader.today).csv"))
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let code = try context.part("code")
        return try await context.desk().read { try ProgrammePage(code, reader, inputs, $0).view }.response()
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = context.form
        guard let how = Archiving(form: inputs) else { throw HTTPError(.badRequest) }
        do {
            let programme = try await context.desk().change { work in
                let programme = try work.programmes.find(code)
                try work.programmes.archive(programme.id, version: inputs.version, as: how)
                return programme
            }
            return .goTo(
                Paths.record(programme.code),
                note: how.said(reader, programme.code),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.isForForm {
            return try await context.desk().read { work in
                try ProgrammePage(code, reader, Inputs(), work, above: Parts.refusal(reader, error)).view
            }.response(error.formStatus)
        }
    }

    // MARK: The rows behind a figure

    @Sendable private func evidence(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let code = try context.part("code")
        guard let figure = ProgrammeFigure(rawValue: try context.part("figure")) else {
            throw HTTPError(.notFound)
        }
        let kind = figure.countsMembers ? Organization.Kind(rawValue: inputs["kind"]) : nil
        let page = try await context.desk().read { work -> HTML in
            let programmes = work.programmes
            let programme = try programmes.find(code)
            let period = try ProgrammePage.period(inputs, reader.today)
            let line = try programmes.line(figure, of: programme, in: period)
            let total = try programmes.evidenceCount(figure, of: programme, in: period, kind: kind)
            let pager = try Pager(total: Int(total), inputs)
            let rows = try programmes.evidence(
                figure,
                of: programme,
                in: period,
                kind: kind,
                page: try Pager.rows(inputs)
            )
            return Self.evidencePage(reader, inputs, programme, line, period, kind, rows, pager)
        }
        return page.response()
    }

    private static func evidencePage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ programme: Programme,
        _ line: ProgrammeLine,
        _ period: Period,
        _ kind: Organization.Kind?,
        _ rows: [EvidenceRow],
        _ pager: Pager
    ) -> HTML {
        let figure = line.figure
        let value = line.kinds.first { $0.kind == kind }?.value ?? (kind == nil ? line.value : 0)
        let text = "\(Figures.grouped(value)) \(reader(figure.unit))"
        let name = reader(figure.name) + (kind.map { "（\(reader($0.name))）" } ?? "")
        let several: HTML =
            Int64(pager.total) == value
            ? ""
            : "<p class=\"quiet\">\(reader("依据 \(pager.total) 条；合并过的单位只算一家。", en: "\(pager.total) rows; merged organizations are one."))</p>"
        let back = "\(Paths.record(programme.code))?period=\(Inputs.encoded(period.code))"
        return Layout.page(
            reader,
            .programmes,
            title: reader("\(name)：\(text)", en: "\(name): \(text)"),
            quiet: """
                <a href="\(back)">\(programme.name)</a>　\(reader(period.phrase))\
                　\(reader("\(period.first.phrase.zh)至\(period.last.phrase.zh)", en: "\(period.first) to \(period.last)"))
                """,
            body: """
                <section class="card"><p><b>\(reader("计数规则：", en: "Counting rule: "))</b>\(reader(figure.rule))</p>\
                \(ProgrammePage.kinds(reader, programme, line, period, current: kind))\(several)\
                \(EvidenceView.table(reader, rows, isMoney: false))\(pager.view(reader, inputs))</section>
                """
        )
    }

    // MARK: Forms

    private var forms: RecordForms {
        RecordForms(
            site: site,
            type: .programme,
            kind: .programme,
            section: .programmes,
            name: Phrase("专项", en: "programme")
        ) { reader, _ in
            [
                FormPart(
                    reader("专项", en: "The programme"),
                    [
                        [
                            FormField(
                                "name",
                                reader("专项名称", en: "Name"),
                                hint: reader("如 离岸科创园；报表按名称引用。", en: "Reports name it by this."),
                                isRequired: true
                            )
                        ],
                        [FormField("goal", reader(Field.goal.name), .text(rows: 3))],
                        [
                            FormField("starts_on", reader(Field.startsOn.name), .day),
                            FormField("ends_on", reader(Field.endsOn.name), .day),
                            FormField(
                                "state",
                                reader("状态", en: "State"),
                                .choice(
                                    ProgrammeState.allCases.map { ($0.rawValue, reader($0.name)) },
                                    blank: reader(ProgrammeState.running.name)
                                )
                            ),
                        ],
                        [
                            FormField("department", reader(Field.department.name)),
                            FormField("owner", reader(Field.owner.name), .person),
                        ],
                        [FormField("note", reader(Field.note.name), .text(rows: 3))],
                    ]
                )
            ]
        }
    }
}
