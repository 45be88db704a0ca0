import Domain
import Exchange
import Hummingbird
import Market

/// 技术需求 or 科技成果: the list with its export, a page for each with what can be done there, the forms, the suggestions.
struct SubmissionPages<Body: PagedContent>: Sendable {
    typealias Record = Submission<Body>

    let site: Site

    var kind: RecordCode.Kind { Body.codeKind }

    func add(to routes: RouterGroup<AppContext>) {
        let group = routes.group(RouterPath(String(Paths.list(kind).dropFirst("/desk/".count))))
        group.get(use: list)
        group.get("export.csv", use: export)
        group.get("export.xlsx", use: exportWorkbook)
        forms.add(to: routes)
        group.get("{code}", use: show)
        group.post("{code}/moves", use: move)
        group.post("{code}/archive", use: archive)
        group.get("{code}/history", use: history)
        group.get("{code}/suggestions", use: suggestions)
    }

    // MARK: The forms

    private var forms: RecordForms {
        RecordForms(
            site: site,
            type: Body.type,
            kind: kind,
            section: Body.section,
            name: Body.field.name,
            parts: { Body.parts($0, $1) },
            look: { reader, members, desk, code in
                let (content, id) = try await desk.read { work in
                    (
                        try Body.unfinished(work, members),
                        try code.map { try Body.area(work).find($0).id }
                    )
                }
                let found = try await Body.likelyDuplicates(desk, of: content, except: id)
                let beside: HTML = """
                    \(CompletenessView.duplicates(reader, found, isQuestion: false))\
                    \(CompletenessView.card(reader, content.completeness, edit: ""))
                    """
                return RecordForms.Look(
                    beside: beside,
                    objection: CompletenessView.duplicates(reader, found, isQuestion: true)
                )
            }
        )
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let code = try context.part("code")
        return try await page(site.reader(request, context), context, code).response()
    }

    /// - Parameter failed: a deed that was refused, as it was typed.
    private func page(_ reader: Reader, _ context: AppContext, _ code: String, failed: Draft? = nil)
        async throws -> HTML
    {
        let desk = try context.desk()
        let record = try await desk.read { try Body.area($0).find(code) }
        var near: (search: SuggestionSearch, codes: CodeBook)?
        if record.state.isOpen, !record.filing.isArchived {
            let start = ContinuousClock.now
            let page = try await Body.suggested(desk, code) { _ in
                var filter = SuggestionFilter()
                filter.limit = 3
                return filter
            }
            let took = start.duration(to: .now)
            near = (try await SuggestionSearch(Body.self, desk, page.found.get(), took), page.codes)
        }
        let suggested: HTML =
            near.map { near in
                let reasons = SuggestionView.reasons(reader, near.codes)
                let cards = near.search.found.map {
                    SuggestionView.card(
                        reader,
                        near.codes,
                        $0,
                        from: kind,
                        reasons: reasons,
                        back: reader.address
                    )
                }
                let none = Parts.empty(
                    reader("没有相近的记录：可以补充关键词和行业。", en: "Nothing near: add keywords and an industry.")
                )
                return """
                    <section class="card noprint"><h2>\(SuggestionView.heading(reader, kind))　\
                    <small>\(near.search.words(reader, kind))</small></h2>\(cards.isEmpty ? none : cards.joined)\
                    <p><a href="\(Paths.suggestions(record.code))">\(reader("全部推荐和筛选 →", en: "All suggestions, with filters →"))</a></p></section>
                    """
            } ?? ""
        return try await desk.read { work in
            try view(reader, work, try Body.area(work).find(code), suggested, failed)
        }
    }

    private func view(
        _ reader: Reader,
        _ work: Work,
        _ record: Record,
        _ suggested: HTML,
        _ failed: Draft?
    ) throws -> HTML {
        let codes = try work.codes(edition: record.filing.codeEdition)
        let content = record.content
        let organization = try work.organizations.get(content.organization)
        let completeness = try Body.area(work).completeness(record.id)
        let history = try Body.area(work).history(record.id)
        let mayEdit = reader.may(.staff) && !record.filing.isArchived
        let money = content.money.map { reader($0.phrase) } ?? reader("面议或未填", en: "open or not given")
        let facts: HTML = """
            <table class="facts">\
            \(Parts.fact(reader("单位", en: "Organization"), Parts.link(organization.code, organization.name)))\
            \(Parts.fact(reader(Body.moneyField.name), money))\
            \(Parts.fact(reader(Field.cooperationModes.name), codes.names(content.cooperationModes, in: .cooperationMode, reader)))\
            \(Parts.fact(reader(Field.readiness.name), codes.name(content.readiness, in: .readiness, reader)))\
            \(Parts.fact(reader(Body.dueField.name), due(reader, content.due)))\
            \(content.facts(reader, codes))\
            \(Parts.fact(reader(Field.industry.name), codes.industryName(content.industry, reader)))\
            \(Parts.fact(reader(Field.technicalField.name), codes.name(content.field, in: .field, reader)))\
            \(Parts.fact(reader(Field.region.name), codes.name(content.region?.description, in: .region, reader)))\
            \(Parts.fact(reader(Field.zone.name), codes.name(content.zone, in: .zone, reader)))\
            \(Parts.fact(reader(Field.contactName.name), contact(reader, content.contact), isSecret: reader.may(.staff)))\
            \(Parts.fact(reader(Field.source.name), content.source))\
            \(Parts.fact(reader(Field.receivedOn.name), reader(content.receivedOn.phrase)))\
            \(Parts.fact(reader(Field.externalID.name), content.externalID ?? ""))</table>
            """
        let keywords = content.keywords.map { "<span class=\"chip\">\($0)</span>" as HTML }
        let prose = content.prose(reader)
        let body: HTML = """
            \(failed.map { $0.summary(reader) })\(archived(reader, record))<div class="cols two"><div>\
            <section class="card"><h2 class="unseen">\(reader("内容", en: "Content"))</h2>\(prose.isEmpty ? Parts.empty(reader("还没有写内容。", en: "Nothing is written yet.")) : prose)\
            \(keywords.isEmpty ? "" : "<p class=\"keywords\">\(keywords.joined(separator: " "))</p>" as HTML)</section>\
            \(suggested)</div><div><section class="card"><h2>\(reader(Body.field.name))</h2>\(facts)</section>\
            \(CompletenessView.card(reader, completeness, edit: mayEdit ? Paths.edit(record.code) : nil))\
            \(try matches(reader, work, record))\(try SubmissionHistory.card(reader, work, record.code, history))</div></div>
            """
        return Layout.page(
            reader,
            Body.section,
            title: content.title,
            quiet: """
                \(record.code)　\(Parts.link(organization.code, organization.name))　\(Parts.state(reader, record.state))
                """,
            actions: SubmissionDeeds.actions(reader, record, history, failed),
            body: body
        )
    }

    private func due(_ reader: Reader, _ due: Day?) -> HTML {
        guard let due else { return "" }
        let isPast = due < reader.today
        return
            "\(Parts.day(reader, due))\(isPast ? " <span class=\"chip warn\">\(reader("已过", en: "past"))</span>" as HTML : "")"
    }

    private func contact(_ reader: Reader, _ contact: Contact) -> HTML {
        let phone: HTML = contact.phone.map { "<a href=\"tel:\($0)\">\($0)</a>" } ?? ""
        let email: HTML = contact.email.map { "<a href=\"mailto:\($0)\">\($0)</a>" } ?? ""
        let name: HTML = contact.name.isEmpty ? "" : "\(contact.name)"
        return [name, phone, email].filter { !$0.isEmpty }.joined(separator: "　")
    }

    private func archived(_ reader: Reader, _ record: Record) -> HTML {
        guard let at = record.filing.archivedAt else { return "" }
        let words =
            record.filing.isCounted
            ? reader("已于\(at.localDay.phrase.zh)归档，仍计入统计。", en: "Archived on \(at.localDay); still counted.")
            : reader(
                "已于\(at.localDay.phrase.zh)作为误录归档，不计入统计。",
                en: "Archived as a mistake on \(at.localDay); not counted."
            )
        return "<p class=\"note warn\">\(words)</p>"
    }

    private func matches(_ reader: Reader, _ work: Work, _ record: Record) throws -> HTML {
        let matches = try work.matches.list(Body.matches(of: record.id))
        guard !matches.isEmpty else { return "" }
        let rows = try matches.map { match -> HTML in
            let (code, title): (RecordCode, String)
            if kind == .demand {
                let other = try work.achievements.get(match.achievement)
                (code, title) = (other.code, other.title)
            } else {
                let other = try work.demands.get(match.demand)
                (code, title) = (other.code, other.title)
            }
            return """
                <li>\(Parts.link(match.code)) \(Parts.stage(reader, match.stage))<br>\(Parts.link(code, title))</li>
                """
        }
        return """
            <section class="card"><h2>\(reader("已有对接", en: "Matches"))</h2><ul class="ask">\(rows)</ul></section>
            """
    }

    // MARK: What is done to it

    @Sendable private func move(_ request: Request, _ context: AppContext) async throws -> Response {
        try await act(request, context) { work, record, form in
            let state = try Words.parse(form["to"], .state, \RecordState.name)
            let day = form["on"].isEmpty ? nil : try Day(parsing: form["on"], field: .on)
            let moved = try Body.area(work).move(
                record.id,
                to: state,
                version: Int64(form["version"]),
                on: day,
                note: form["note"]
            )
            return Phrase(
                "\(moved.code) 现在是“\(moved.state.name.zh)”。",
                en: "\(moved.code) is “\(moved.state.name.en)” now."
            )
        }
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        try await act(request, context) { work, record, form in
            let archiving: Archiving =
                switch form["as"] {
                case "mistake": .mistake
                case "undone": .undone
                default: .done
                }
            try Body.area(work).archive(record.id, version: Int64(form["version"]), as: archiving)
            return archiving == .undone
                ? Phrase("\(record.code) 已取消归档。", en: "\(record.code) is out of the archive.")
                : Phrase("\(record.code) 已归档。", en: "\(record.code) is archived.")
        }
    }

    /// Does something to the record in one transaction and goes back to its page; what is refused is said there, with all
    /// that was typed.
    private func act(
        _ request: Request,
        _ context: AppContext,
        _ deed: @Sendable @escaping (Work, Record, Inputs) throws -> Phrase
    ) async throws -> Response {
        let reader = site.reader(request, context)
        let (code, form) = (try context.part("code"), context.form)
        do {
            let (said, path) = try await context.desk().change { work in
                let record = try Body.area(work).find(code)
                return (try deed(work, record, form), Paths.record(record.code))
            }
            return .goTo(path, note: reader(said), isSecure: context.isSecure)
        } catch let error as AppError where error.kind != .notFound {
            var draft = Draft(form)
            draft.add(error, names: [])
            return try await page(reader, context, code, failed: draft).response(error.kind.status)
        }
    }

    // MARK: Its history

    @Sendable private func history(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        return try await context.desk().read { work in
            let record = try Body.area(work).find(code)
            return try SubmissionHistory.page(
                reader,
                work,
                Body.section,
                record.code,
                title: record.title,
                id: record.id.rawValue,
                try Body.area(work).history(record.id),
                inputs
            )
        }.response()
    }
}
