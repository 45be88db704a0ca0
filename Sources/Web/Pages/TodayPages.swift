import Domain
import Hummingbird
import Market

/// 工作台: what waits for whoever opens it, and how the year stands.
struct TodayPages: Sendable {
    let site: Site
    /// The most pressing; the rest is one click away.
    private static let matches = 12
    private static let activities = 6

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("", use: today)
        routes.post("seen", use: seen)
    }

    @Sendable private func today(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let desk = try context.desk()
        let news = reader.may(.staff) ? try await desk.pageSuggestions() : nil
        let tally = try await desk.workspace.pageTally(
            Period(year: reader.today.year) ?? Period(day: reader.today)
        ).tally
        let matches = reader.may(.staff) ? try await desk.agendaMatches(limit: Self.matches) : []
        let page = try await desk.readNear { work -> HTML in
            let activities = try work.agenda.activities(limit: Self.activities)
            let kinds = try work.codes()
            return Self.page(reader, tally, matches, news, activities, kinds)
        }
        return page.response()
    }

    /// Notes that the new suggestions were seen, as of the page on which they stood.
    @Sendable private func seen(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let moment = Int64(context.form["as_of"]) else { throw HTTPError(.badRequest) }
        try await context.desk().change { work in
            try work.look(at: NewSuggestions.place, until: Instant(rawValue: moment))
        }
        let reader = site.reader(request, context)
        return .goTo(
            Paths.desk,
            note: reader("新推荐已标为看过。", en: "The new suggestions are marked as seen."),
            isSecure: context.isSecure
        )
    }

    private static func page(
        _ reader: Reader,
        _ tally: Tally,
        _ matches: [AgendaMatch],
        _ news: NewSuggestions?,
        _ activities: [ActivityItem],
        _ codes: CodeBook
    ) -> HTML {
        let left = "\(self.matches(reader, matches))\(news.map { suggestions(reader, $0) })" as HTML
        let right = "\(reviews(reader))\(self.activities(reader, activities, codes))" as HTML
        let lower: HTML =
            left.isEmpty ? right : "<div class=\"cols two\"><div>\(left)</div><div>\(right)</div></div>"
        return Layout.page(
            reader,
            .today,
            title: reader("今天，\(reader.today.phrase.zh)", en: "Today, \(reader.today)"),
            quiet: "\(summary(reader, news))",
            actions: "<a class=\"btn\" href=\"\(Paths.tally)\">\(reader("全部指标", en: "All figures"))</a>",
            body: "\(figures(reader, tally))\(lower)"
        )
    }

    private static func summary(_ reader: Reader, _ news: NewSuggestions?) -> String {
        let (counts, pairs) = (reader.counts, news?.pairs.count ?? 0)
        var parts: [String] = []
        if counts.matches > 0 {
            parts.append(reader("\(counts.matches) 个对接要推进", en: "\(counts.matches) matches need a step"))
        }
        if pairs > 0 { parts.append(reader("\(pairs) 条新推荐", en: "\(pairs) new suggestions")) }
        let reviews = counts.demands + counts.achievements
        if reviews > 0 { parts.append(reader("\(reviews) 条待审核", en: "\(reviews) to review")) }
        guard !parts.isEmpty else { return reader("没有待办。", en: "Nothing is waiting.") }
        return parts.joined(separator: reader("，", en: ", "))
    }

    // MARK: Figures

    private static let usual: [Indicator] = [
        .enterprisesServed, .demandsIntroduced, .contractsSigned, .contractValue,
    ]

    /// The figures that have a target this year, or else the four that everybody asks for.
    private static func figures(_ reader: Reader, _ tally: Tally) -> HTML {
        let aimed = tally.lines.filter { $0.target != nil }
        let lines = aimed.isEmpty ? tally.lines.filter { usual.contains($0.indicator) } : aimed
        let cards = lines.map { Figures.card(reader, $0, tally.period) }
        let hint: HTML =
            aimed.isEmpty && reader.may(.manager)
            ? """
            <p class="quiet">\(reader("今年还没有设目标。", en: "No targets are set for this year."))\
            <a href="\(Paths.targets)">\(reader("设目标", en: "Set them"))</a></p>
            """ : ""
        let at = reader("统计到 \(tally.at.clockTime)", en: "as of \(tally.at.clockTime)")
        return """
            <section aria-label="\(reader("今年的指标", en: "This year's figures"))"><div class="cols four kpis">\(cards)</div>\
            <p class="quiet">\(at)</p>\(hint)</section>
            """
    }

    // MARK: Matches

    private static func matches(_ reader: Reader, _ matches: [AgendaMatch]) -> HTML {
        guard reader.may(.staff) else { return "" }
        let rows = matches.map { match -> HTML in
            let waiting = match.waiting
            let reasons = match.reasons.map { reason(reader, $0, waiting.match.stage) }
            let next: HTML = waiting.match.nextStep.isEmpty ? "" : "\(waiting.match.nextStep)<br>"
            let action =
                waiting.match.stage == .signed
                ? reader("看合同与到账", en: "Contract and payments") : reader("记跟进", en: "Follow up")
            // Opens the form for a talk on the match's page.
            let deed = waiting.match.stage == .signed ? "" : "?do=follow-ups"
            return """
                <tr data-href="\(Paths.record(waiting.match.code))"><td><a href="\(Paths.record(waiting.match.code))">\
                \(waiting.demand.title) × \(waiting.achievement.title)</a><br><small>\(waiting.demand.organization) · \
                \(waiting.achievement.organization)　<span class="nowrap">\(waiting.match.code)</span></small></td>\
                <td data-label="\(reader("阶段", en: "Stage"))">\(Parts.stage(reader, waiting.match.stage))</td>\
                <td data-label="\(reader("为什么", en: "Why"))">\(next)\(reasons.joined(separator: " "))</td>\
                <td><a class="btn" href="\(Paths.record(waiting.match.code))\(deed)">\(action)</a></td></tr>
                """
        }
        let body: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有要推进的对接。", en: "None of your matches needs a step."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("对接", en: "Match"))</th>\
            <th scope="col">\(reader("阶段", en: "Stage"))</th><th scope="col">\(reader("下一步，为什么", en: "Next step, and why"))</th>\
            <th scope="col"><span class="unseen">\(reader("操作", en: "Action"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
            """
        let rest = reader.counts.matches - Int64(matches.count)
        let more: HTML =
            rest > 0
            ? """
            <p class="quiet">\(reader("还有 \(rest) 个，见", en: "\(rest) more on"))\
            <a href="\(Paths.matches)?mine=1">\(reader("我的对接", en: "my matches"))</a></p>
            """ : ""
        let rule = reader(
            "到期、\(Attention.quietDays) 天没有跟进（签约后 \(Attention.quietDaysWhenSigned) 天）又没有安排，或停在一个阶段太久的，列在这里。",
            en:
                "Those that are due, that had no follow-up for \(Attention.quietDays) days (\(Attention.quietDaysWhenSigned) once signed) with nothing planned, or that have been at a stage for too long."
        )
        return """
            <section class="card"><h2>\(reader("要我推进的对接", en: "My matches that need a step"))</h2>\(body)\(more)\
            <p class="quiet">\(rule)</p></section>
            """
    }

    private static func reason(_ reader: Reader, _ reason: AgendaMatch.Reason, _ stage: MatchStage) -> HTML {
        switch reason {
        case .due(0): return "<span class=\"chip warn\">\(reader("今天到期", en: "due today"))</span>"
        case .due(let days):
            return "<span class=\"chip bad\">\(reader("过期 \(days) 天", en: "\(days) days late"))</span>"
        case .quiet(let days):
            return
                "<span class=\"chip warn\">\(reader("\(days) 天没有跟进", en: "no follow-up for \(days) days"))</span>"
        case .stuck(let days):
            let words = reader(
                "停在“\(stage.name.zh)”\(days) 天",
                en: "at “\(stage.name.en)” for \(days) days"
            )
            return "<span class=\"chip\">\(words)</span>"
        }
    }

    // MARK: New suggestions

    private static func suggestions(_ reader: Reader, _ news: NewSuggestions) -> HTML {
        let new: HTML = " <span class=\"chip accent\">\(reader("新", en: "new"))</span>"
        func side(_ side: PairSide, isNew: Bool) -> HTML {
            """
            <a href="\(Paths.record(side.code))">\(side.title)</a>\(isNew ? new : "")<br>\
            <small>\(side.organization)　<span class="nowrap">\(side.code)</span></small>
            """
        }
        let rows = news.pairs.map { pair -> HTML in
            """
            <tr><td class="num"><b>\(pair.score)</b><br><small>\(reader(pair.bandName))</small></td>\
            <td data-label="\(reader("需求", en: "Demand"))">\(side(pair.demand, isNew: pair.isDemandNew))</td>\
            <td data-label="\(reader("成果", en: "Achievement"))">\(side(pair.achievement, isNew: pair.isAchievementNew))</td>\
            <td><a class="btn" href="\(Paths.pair(pair.demand.code, pair.achievement.code))">\(reader("看理由", en: "Why"))</a></td></tr>
            """
        }
        let body: HTML =
            rows.isEmpty
            ? Parts.empty(
                reader(
                    "没有 \(NewSuggestions.leastScore) 分以上的新推荐。",
                    en: "No new pair scores \(NewSuggestions.leastScore) or more."
                )
            )
            : """
            <table class="stack"><thead><tr><th scope="col" class="num">\(reader("分", en: "Score"))</th>\
            <th scope="col">\(reader("需求", en: "Demand"))</th><th scope="col">\(reader("成果", en: "Achievement"))</th>\
            <th scope="col"><span class="unseen">\(reader("操作", en: "Action"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
            """
        var notes: [String] = []
        if news.morePairs > 0 {
            notes.append(
                reader(
                    "另有 \(news.morePairs) 对也达到这个分数，没有列出。",
                    en: "\(news.morePairs) more pairs score as much and are not listed."
                )
            )
        }
        if news.recordsLeftOut > 0 {
            notes.append(
                reader(
                    "较早的 \(news.recordsLeftOut) 条新记录没有比对（每次只比对最新的需求和成果各 \(NewSuggestions.mostRecords) 条）：请到各自的页面看推荐。",
                    en:
                        "\(news.recordsLeftOut) earlier new records were not compared (the latest \(NewSuggestions.mostRecords) demands and achievements are): see their own pages."
                )
            )
        }
        let since = reader(
            "自 \(news.since.phrase.zh) 以来受理、发布或修改的记录，双向比对，\(NewSuggestions.leastScore) 分以上、还没有对接的；比对到 \(news.asOf.clockTime)。",
            en:
                "Records accepted, published or edited since \(news.since.phrase.en), compared both ways: \(NewSuggestions.leastScore) points or more, not matched yet; as of \(news.asOf.clockTime)."
        )
        let button: HTML = Parts.form(
            reader,
            to: Paths.seen,
            """
            \(Parts.hidden("as_of", String(news.asOf.rawValue)))<button>\(reader("都看过了", en: "Mark as seen"))</button>
            """
        )
        return """
            <section class="card" id="new"><h2>\(reader("新推荐", en: "New suggestions"))</h2>\(body)\
            \(notes.map { "<p class=\"quiet\">\($0)</p>" as HTML })<p class="quiet">\(since)</p>\
            <div class="do">\(button)</div></section>
            """
    }

    // MARK: Beside

    private static func reviews(_ reader: Reader) -> HTML {
        guard reader.may(.manager) else { return "" }
        func row(_ name: String, _ path: String, _ count: Int64) -> HTML {
            let number: HTML =
                count > 0
                ? "<a href=\"\(path)?state=submitted\"><b>\(count)</b></a>" : "<span class=\"quiet\">0</span>"
            return "<tr><td>\(name)</td><td class=\"num\">\(number)</td></tr>"
        }
        return """
            <section class="card"><h2>\(reader("待审核", en: "Waiting for review"))</h2><table>\
            \(row(reader("技术需求", en: "Demands"), Paths.demands, reader.counts.demands))\
            \(row(reader("科技成果", en: "Achievements"), Paths.achievements, reader.counts.achievements))</table></section>
            """
    }

    private static func activities(_ reader: Reader, _ items: [ActivityItem], _ codes: CodeBook) -> HTML {
        let rows = items.map { item -> HTML in
            let activity = item.activity
            let isPast = (activity.endsOn ?? activity.on) < reader.today
            let due: HTML =
                isPast
                ? " <span class=\"chip warn\">\(reader("日期已过，请标明是否举办", en: "past: say whether it was held"))</span>"
                : ""
            let kind = codes.name(of: activity.kind, in: .activityKind).map { reader($0) } ?? activity.kind
            let place = activity.place.isEmpty ? "" : " · \(activity.place)"
            let coming =
                item.organizations > 0
                ? reader(" · 已报名 \(item.organizations) 家", en: " · \(item.organizations) registered") : ""
            return """
                <p>\(Parts.day(reader, activity.on))\(due)<br>\(Parts.link(activity.code, activity.title))<br>\
                <small>\(kind)\(place)\(coming)</small></p>
                """
        }
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn\" href=\"\(Paths.new(.activity))\">\(reader("安排活动", en: "Plan one"))</a>" : ""
        let body: HTML =
            rows.isEmpty ? Parts.empty(reader("没有安排好的活动。", en: "No activity is planned.")) : "\(rows)"
        return """
            <section class="card"><h2>\(reader("近期活动", en: "Coming activities"))</h2>\(body)<div class="do">\(add)</div></section>
            """
    }
}
