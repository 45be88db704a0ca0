import Domain
import Exchange
import Hummingbird
import Market

/// The suggestions of a record, with filters.
extension SubmissionPages {
    /// How many a page shows at first, and how many more each time.
    private static var portion: Int { 10 }
    private static var most: Int { 100 }

    @Sendable func suggestions(_ request: Request, _ context: AppContext) async throws -> Response {
        try await site.keptPages.answer(to: request, context) { try await ranked(request, context) }
    }

    private func ranked(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let desk = try context.desk()
        let limit = min(Self.most, max(Self.portion, Int(inputs["limit"]) ?? Self.portion))
        let start = ContinuousClock.now
        let page = try await Body.suggested(desk, code) { codes in
            var filter = try Self.filter(inputs, codes)
            filter.limit = limit
            return filter
        }
        let took = start.duration(to: .now)
        var draft = Draft(inputs)
        var search: SuggestionSearch?
        switch page.found {
        case .success(let found): search = try await SuggestionSearch(Body.self, desk, found, took)
        case .failure(let error): draft.add(error, names: [])
        }
        let html = suggestionPage(
            reader,
            page.codes,
            page.record,
            page.organization.name,
            draft,
            search,
            limit
        )
        return html.response(search == nil ? .unprocessableContent : .ok)
    }

    private static func filter(_ inputs: Inputs, _ codes: CodeBook) throws -> SuggestionFilter {
        var filter = SuggestionFilter()
        if !inputs["industry"].isEmpty {
            filter.industry = try codes.industry(parsing: inputs["industry"], field: .industry)
        }
        if !inputs["field"].isEmpty {
            filter.field = try codes.resolve(inputs["field"], in: .field, field: .technicalField)
        }
        if !inputs["region"].isEmpty {
            filter.region = try codes.region(parsing: inputs["region"], field: .region)
        }
        if !inputs["money"].isEmpty {
            let field = Body.codeKind == .demand ? Field.price : .budget
            filter.money = try Money(parsing: inputs["money"], field: field)
        }
        if !inputs["readiness"].isEmpty {
            filter.readiness = try codes.resolve(inputs["readiness"], in: .readiness, field: .readiness)
        }
        if !inputs["least"].isEmpty {
            guard let least = Int(inputs["least"]), (0...100).contains(least) else {
                throw AppError(
                    .invalid,
                    "score_out_of_range",
                    field: .score,
                    value: inputs["least"],
                    Phrase(
                        "最低分“\(AppError.quote(inputs["least"]))”不对：请填 0 到 100 的整数。",
                        en:
                            "The least score “\(AppError.quote(inputs["least"]))” won't do: give a whole number from 0 to 100."
                    )
                )
            }
            filter.leastScore = least
        }
        filter.publishedOnly = inputs.has("published")
        filter.includesRefused = inputs.has("refused")
        return filter
    }

    private func suggestionPage(
        _ reader: Reader,
        _ codes: CodeBook,
        _ record: Record,
        _ organization: String,
        _ draft: Draft,
        _ search: SuggestionSearch?,
        _ limit: Int
    ) -> HTML {
        let inputs = draft.inputs
        let found = search?.found ?? []
        let reasons = SuggestionView.reasons(reader, codes)
        let cards = found.map {
            SuggestionView.card(reader, codes, $0, from: kind, reasons: reasons, back: reader.address)
        }
        let none = Parts.empty(
            reader(
                "没有符合条件的推荐：可以放宽筛选，或补充关键词和行业。",
                en: "No suggestions: ask less, or add keywords and an industry."
            ),
            "<a href=\"\(Paths.suggestions(record.code))\">\(reader("去掉筛选", en: "Clear the filters"))</a>"
        )
        let more: HTML =
            found.count == limit && limit < Self.most
            ? """
            <p class="pager"><a class="btn" href="\(Paths.suggestions(record.code))\
            \(inputs.query([("limit", String(limit + Self.portion))]))">\(reader("再看 \(Self.portion) 条", en: "\(Self.portion) more"))</a></p>
            """ : ""
        let list = search != nil && cards.isEmpty ? [none] : cards
        // What is true of the record itself is said once and not under each suggestion.
        let past: HTML =
            record.content.due.flatMap { due in
                due < reader.today
                    ? "<p class=\"note warn\">\(reader("\(Body.dueField.name.zh)\(due.phrase.zh)已过，对接前请先确认。", en: "The \(Body.dueField.name.en) \(due) is past: make sure first."))</p>"
                    : nil
            } ?? ""
        let edit: HTML =
            reader.may(.staff) && !record.filing.isArchived
            ? "<a class=\"btn\" href=\"\(Paths.edit(record.code))\">\(reader("修改", en: "Edit"))</a>" : ""
        let back: HTML =
            "<a class=\"btn\" href=\"\(Paths.record(record.code))\">\(reader("回到\(Body.field.name.zh)", en: "To the \(Body.field.name.en)"))</a>"
        return Layout.page(
            reader,
            Body.section,
            title: reader("“\(record.title)”的推荐", en: "Suggestions for “\(record.title)”"),
            quiet: "\(Parts.link(record.code))　\(organization)　\(Parts.state(reader, record.state))",
            actions: "\(edit)\(back)",
            body: """
                \(past)<section class="card"><h2>\(SuggestionView.heading(reader, kind))　\
                <small>\(search.map { $0.words(reader, kind) } ?? "")</small></h2>\
                \(draft.isRefused ? draft.summary(reader) : "")\(filters(reader, codes, inputs))\(list)\(more)</section>
                """
        )
    }

    /// The form to ask for less with. While nothing is asked for it is the same for all records.
    private func filters(_ reader: Reader, _ codes: CodeBook, _ inputs: Inputs) -> HTML {
        guard inputs.pairs.isEmpty else { return newFilters(reader, codes, inputs) }
        let name = "\(kind.rawValue) \(reader.language.rawValue) \(codes.edition)"
        return site.suggestionFilters.piece(name) { newFilters(reader, codes, inputs) }
    }

    private func newFilters(_ reader: Reader, _ codes: CodeBook, _ inputs: Inputs) -> HTML {
        func select(_ name: String, _ label: Phrase, _ options: [(code: String, name: String)]) -> HTML {
            let blank = reader("全部\(label.zh)", en: "any \(label.en)")
            return Parts.select(
                reader,
                FormField(name, reader(label), .choice(options, blank: blank)),
                inputs
            )
        }
        func box(_ name: String, _ words: String) -> HTML {
            """
            <label><input type="checkbox" name="\(name)" value="1"\("checked", if: inputs.has(name))>\(words)</label>
            """
        }
        let money =
            kind == .demand
            ? reader("报价不超过，如 80万元", en: "price up to, such as 80万元")
            : reader("投入不少于，如 80万元", en: "budget from, such as 80万元")
        let ripe = codes.choices(.readiness, reader).map {
            ($0.code, reader("\($0.name)以上", en: "\($0.name) or riper"))
        }
        let scores = [75, 50, 25].map { (String($0), reader("\($0) 分以上", en: "\($0) and above")) }
        return """
            <form class="filters" data-auto="1" role="search">\
            \(select("industry", Phrase("行业", en: "industry"), codes.industryChoices(reader)))\
            \(select("field", Phrase("领域", en: "field"), codes.choices(.field, reader)))\
            \(select("region", Phrase("地区", en: "region"), codes.choices(.region, reader)))\
            \(select("readiness", Field.readiness.name, ripe))\
            <input type="text" name="money" value="\(inputs["money"])" aria-label="\(money)" placeholder="\(money)">\
            \(select("least", Phrase("得分", en: "score"), scores))\
            \(box("published", reader("只看已发布", en: "published only")))\
            \(box("refused", reader("含已终止的", en: "with those refused")))\
            <button>\(reader("筛选", en: "Filter"))</button></form>
            """
    }
}
