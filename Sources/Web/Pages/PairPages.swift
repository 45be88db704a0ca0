import Domain
import Exchange
import Hummingbird
import Market

/// A demand and an achievement side by side, and what is decided about the two.
struct PairPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        let group = routes.group("pairs/{demand}/{achievement}")
        group.get(use: show)
        group.post("introduction", use: introduce)
        group.post("refusal", use: refuse)
        group.post("later", use: later)
    }

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        try await page(site.reader(request, context), context, try await pair(context)).response()
    }

    /// The two records that the address names, with their score.
    private func pair(_ context: AppContext) async throws -> Suggestion {
        let (demand, achievement) = (try context.part("demand"), try context.part("achievement"))
        let desk = try context.desk()
        let ids = try await desk.read { work in
            (try work.demands.find(demand).id, try work.achievements.find(achievement).id)
        }
        return try await desk.suggestion(ids.0, ids.1)
    }

    // MARK: Decisions

    @Sendable private func introduce(_ request: Request, _ context: AppContext) async throws -> Response {
        try await decide(request, context) { work, pair, form in
            let match = try work.matches.introduce(
                pair.demand.id,
                pair.achievement.id,
                score: pair.score,
                note: form["note"]
            )
            return Phrase("已建立对接 \(match.code)。", en: "Introduced: \(match.code).")
        }
    }

    @Sendable private func refuse(_ request: Request, _ context: AppContext) async throws -> Response {
        try await decide(request, context) { work, pair, form in
            let match = try work.matches.refuse(
                pair.demand.id,
                pair.achievement.id,
                reason: form["reason"],
                score: pair.score,
                note: form["note"]
            )
            return Phrase(
                "已记下不合适（\(match.code)），以后不再推荐。",
                en: "Refused (\(match.code)): it won't be suggested again."
            )
        }
    }

    @Sendable private func later(_ request: Request, _ context: AppContext) async throws -> Response {
        try await decide(request, context) { work, pair, _ in
            let match = try work.matches.create(
                pair.demand.id,
                pair.achievement.id,
                score: pair.score,
                owner: work.user.id
            )
            return Phrase(
                "已留待以后（\(match.code)），在“对接”的“推荐”一栏里。",
                en: "Kept for later (\(match.code)), among the suggested matches."
            )
        }
    }

    /// Decides about the pair in one transaction and goes back to the list; what is refused is said on the pair's own page.
    private func decide(
        _ request: Request,
        _ context: AppContext,
        _ deed: @Sendable @escaping (Work, Suggestion, Inputs) throws -> Phrase
    ) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        let pair = try await pair(context)
        do {
            let said = try await context.desk().change { try deed($0, pair, form) }
            let path = Paths.pair(pair.demand.code, pair.achievement.code)
            return .goTo(
                Paths.own(form["back"], else: path),
                note: reader(said),
                isSecure: context.isSecure
            )
        } catch let error as AppError {
            var draft = Draft(form)
            draft.add(error, names: [])
            return try await page(reader, context, pair, failed: draft).response(error.kind.status)
        }
    }

    // MARK: The page

    private func page(_ reader: Reader, _ context: AppContext, _ pair: Suggestion, failed: Draft? = nil)
        async throws -> HTML
    {
        let (demand, achievement) = (pair.demand, pair.achievement)
        let (codes, organizations) = try await context.desk().read { work in
            let ids = [demand.organization, achievement.organization]
            return (try work.codes(), try ids.map { try work.organizations.get($0) })
        }
        let own = Paths.pair(demand.code, achievement.code)
        let back = failed.map { Paths.own($0.inputs["back"], else: own) } ?? own
        let match: HTML =
            pair.match.map { "　\(Parts.link($0.code)) \(Parts.stage(reader, $0.stage))" } ?? ""
        let chosen = failed?.inputs["reason"] ?? ""
        let reasons = SuggestionView.reasons(reader, codes, chosen: chosen)
        let organizationLinks = organizations.map { Parts.link($0.code, $0.name) }
        let body: HTML = """
            \(failed.map { $0.summary(reader) })<section class="card"><div class="sugg"><div class="score">\
            <b>\(pair.score)</b><small>\(reader(pair.bandName))</small></div><div>\(SuggestionView.parts(reader, pair))\
            \(SuggestionView.conditions(reader, pair))</div></div></section>\
            <section class="card">\(table(reader, codes, pair, organizationLinks))</section>\
            <div class="cols even">\(texts(reader, Field.demand, pair.markedDemand))\
            \(texts(reader, Field.achievement, pair.markedAchievement))</div>
            """
        return Layout.page(
            reader,
            .matches,
            title: reader("并排比较", en: "Side by side"),
            quiet: "\(Parts.link(demand.code))　\(Parts.link(achievement.code))\(match)",
            actions: """
                <a class="btn" href="\(Paths.suggestions(demand.code))">\(reader("需求的推荐", en: "The demand's suggestions"))</a>\
                <a class="btn" href="\(Paths.suggestions(achievement.code))">\(reader("成果的推荐", en: "The achievement's suggestions"))</a>\
                \(SuggestionView.actions(reader, pair, reasons: reasons, back: back, failed: failed))
                """,
            body: body
        )
    }

    private func table(_ reader: Reader, _ codes: CodeBook, _ pair: Suggestion, _ organizations: [HTML])
        -> HTML
    {
        let (demand, achievement) = (pair.demand, pair.achievement)
        let (wanted, offered) = (pair.markedDemand, pair.markedAchievement)
        func row(_ name: String, _ kinds: [String], _ left: HTML, _ right: HTML) -> HTML {
            let isUnmet = pair.unmet.contains { kinds.contains($0.kind) }
            let isUnknown = pair.unknown.contains { kinds.contains($0.kind) }
            let chip: HTML =
                isUnmet
                ? " <span class=\"chip warn\">\(reader("未满足", en: "not met"))</span>"
                : isUnknown ? " <span class=\"chip\">\(reader("未知", en: "not known"))</span>" : ""
            return """
                <tr><th scope="row">\(name)\(chip)</th><td>\(left.isEmpty ? "—" : left)</td><td>\(right.isEmpty ? "—" : right)</td></tr>
                """
        }
        func words(_ text: String) -> HTML { text.isEmpty ? "" : "\(text)" }
        let titles: HTML = """
            <thead><tr><td></td><th scope="col">\(reader(Field.demand.name))</th>\
            <th scope="col">\(reader(Field.achievement.name))</th></tr></thead>
            """
        var rows: [HTML] = [
            row(
                reader(Field.title.name),
                [],
                "<b>\(MarkedView.text(wanted.title))</b> \(Parts.state(reader, demand.state))",
                "<b>\(MarkedView.text(offered.title))</b> \(Parts.state(reader, achievement.state))"
            ),
            row(reader(Field.organization.name), [], organizations[0], organizations[1]),
            row(
                reader("拟投入 / 意向价格", en: "Budget / price"),
                ["money"],
                Parts.money(reader, demand.budget),
                Parts.money(reader, achievement.price)
            ),
            row(
                reader(Field.readiness.name),
                ["maturity"],
                words(codes.name(demand.readiness, in: .readiness, reader)),
                words(codes.name(achievement.readiness, in: .readiness, reader))
            ),
        ]
        rows += [
            row(
                reader(Field.cooperationModes.name),
                ["modes"],
                words(codes.names(demand.cooperationModes, in: .cooperationMode, reader)),
                words(codes.names(achievement.cooperationModes, in: .cooperationMode, reader))
            ),
            row(
                reader("截止 / 有效期至", en: "Deadline / valid until"),
                ["deadline", "validity"],
                Parts.day(reader, demand.deadline),
                Parts.day(reader, achievement.validUntil)
            ),
            row(
                reader(Field.industry.name),
                ["industry"],
                words(codes.industryName(demand.industry, reader)),
                words(codes.industryName(achievement.industry, reader))
            ),
            row(
                reader(Field.technicalField.name),
                [],
                words(codes.name(demand.field, in: .field, reader)),
                words(codes.name(achievement.field, in: .field, reader))
            ),
            row(
                reader(Field.region.name),
                [],
                words(codes.name(demand.region?.description, in: .region, reader)),
                words(codes.name(achievement.region?.description, in: .region, reader))
            ),
            row(
                reader(Field.keywords.name),
                [],
                MarkedView.keywords(wanted),
                MarkedView.keywords(offered)
            ),
        ]
        return "<table class=\"compare\">\(titles)<tbody>\(rows)</tbody></table>"
    }

    private func texts(_ reader: Reader, _ field: Field, _ record: MarkedRecord) -> HTML {
        let texts = record.texts.map { one -> HTML in
            "<h3>\(reader(one.field.name))</h3><p class=\"pre\">\(MarkedView.text(one))</p>"
        }
        let none = Parts.empty(reader("没有写内容。", en: "Nothing is written."))
        return """
            <section class="card"><h2>\(reader(field.name))</h2>\(texts.isEmpty ? none : texts.joined)</section>
            """
    }
}
