import Documents
import Domain
import Hummingbird
import Market
import Reports

/// 指标: the figures of any period, each with the records that make it.
struct TallyPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("tally", use: tally)
        FileMenu.add(to: routes, "tally", site) { work, inputs, reader, _, format in
            let period = try Self.period(inputs, reader.today)
            let paper = try Paper(tallyOf: period, work, withRows: format == .xlsx, reader.language)
            return (paper, reader("指标-\(period.code)", en: "figures-\(period.code)"))
        }
        FileMenu.add(to: routes, "tally/{indicator}", site) { work, inputs, reader, context, _ in
            guard let indicator = Indicator(rawValue: try context.part("indicator")) else {
                throw HTTPError(.notFound)
            }
            let period = try Self.period(inputs, reader.today)
            return (
                try Paper(figure: indicator, in: period, work, reader.language),
                reader("\(indicator.name.zh)-\(period.code)", en: "\(indicator.rawValue)-\(period.code)")
            )
        }
        routes.get("tally/{indicator}", use: evidence)
    }

    /// The period that the address asks for; this year unless it does.
    private static func period(_ inputs: Inputs, _ today: Day) throws -> Period {
        try inputs.span() ?? Period(year: today.year) ?? Period(day: today)
    }

    // MARK: All figures

    @Sendable private func tally(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        var refusal: AppError?
        var period = Period(year: reader.today.year) ?? Period(day: reader.today)
        do { period = try Self.period(inputs, reader.today) } catch let error as AppError { refusal = error }
        let (tally, months) = try await context.desk().workspace.pageTally(period)
        let page = Self.page(reader, inputs, tally, months, refusal)
        return page.response(refusal.map(\.kind.status) ?? .ok)
    }

    private static func page(
        _ reader: Reader,
        _ inputs: Inputs,
        _ tally: Tally,
        _ months: [Int64],
        _ refusal: AppError?
    ) -> HTML {
        let period = tally.period
        let isYear = period.year != nil
        let rows = tally.lines.map { line -> HTML in
            let target: HTML =
                isYear
                ? """
                <td class="num" data-label="\(reader("目标", en: "Target"))">\(line.target.map { Figures.text(reader, $0, line.indicator) } ?? "—")</td>\
                <td class="share" data-label="\(reader("完成", en: "Reached"))">\(Figures.bar(reader, line))\(Figures.share(line).map { "<small>\($0)%</small>" as HTML })</td>
                """ : ""
            return """
                <tr data-href="\(Paths.evidence(line.indicator, period))"><td><a href="\(Paths.evidence(line.indicator, period))">\
                \(reader(line.indicator.name))</a></td><td class="num" data-label="\(reader("数值", en: "Figure"))"><b>\
                \(Figures.text(reader, line.value, line.indicator))</b></td>\(target)</tr>
                """
        }
        let heads: HTML =
            isYear
            ? "<th scope=\"col\" class=\"num\">\(reader("目标", en: "Target"))</th><th scope=\"col\">\(reader("完成", en: "Reached"))</th>"
            : ""
        let hint: HTML =
            isYear
            ? ""
            : "<p class=\"quiet\">\(reader("年度目标只和整年比较。", en: "Targets stand beside whole years only."))</p>"
        let year = period.first.year
        let targets: HTML = """
            <a class="btn" href="\(Paths.targets)?year=\(year)">\(reader.may(.manager) ? reader("设目标", en: "Set targets") : reader("看目标", en: "Targets"))</a>
            """
        let charts = [
            Chart(monthsOf: tally, months, reader.language), Chart(reachedIn: tally, reader.language),
        ]
        let chart = charts.compactMap { $0 }.map { ChartView.card(reader, $0) }
        return Layout.page(
            reader,
            .tally,
            title: reader("\(period.phrase.zh)指标与目标", en: "Figures of \(period.phrase.en)"),
            quiet: """
                \(reader("口径与报表一致，数字点开就是明细；\(period.first.phrase.zh)至\(period.last.phrase.zh)，统计到 \(tally.at.localDay.phrase.zh) \(tally.at.clockTime)", en: "Counted as in the reports; each figure opens its records. \(period.first) to \(period.last), as of \(tally.at.localDay.phrase.en) \(tally.at.clockTime)"))
                """,
            actions: """
                \(targets)<a class="btn" href="\(Paths.reports)?period=\(Inputs.encoded(period.code))">\(reader("签发的报表", en: "Issued reports"))</a>\
                <a class="btn" href="\(Paths.analysis)?period=\(Inputs.encoded(period.code))">\(reader("分析", en: "Analysis"))</a>\
                \(FileMenu.view(reader, Paths.tally, inputs.asking(period)))
                """,
            body: """
                \(refusal.map { Parts.refusal(reader, $0) })\(choice(reader, period, inputs))<section class="card">\
                <table class="stack"><thead><tr><th scope="col">\(reader("指标", en: "Indicator"))</th>\
                <th scope="col" class="num">\(reader("数值", en: "Figure"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table>\(hint)</section>\(chart)
                """
        )
    }

    /// The usual periods, and any other.
    private static func choice(_ reader: Reader, _ period: Period, _ inputs: Inputs) -> HTML {
        let (year, month) = (reader.today.year, reader.today.month)
        let usual: [(Period?, String)] = [
            (Period(year: year, month: month), reader("本月", en: "This month")),
            (Period(year: year, quarter: (month + 2) / 3), reader("本季", en: "This quarter")),
            (Period(year: year), reader("今年", en: "This year")),
            (Period(year: year - 1), reader("去年", en: "Last year")),
        ]
        let tabs = usual.map { one, words -> HTML in
            guard let one else { return "" }
            let current: HTML = one == period ? " aria-current=\"page\"" : ""
            return "<a href=\"\(Paths.tally)?period=\(Inputs.encoded(one.code))\"\(current)>\(words)</a>"
        }
        let typed = inputs["period"].isEmpty && inputs["from"].isEmpty ? "" : period.code
        return """
            <nav class="tabs" aria-label="\(reader("期间", en: "Period"))">\(tabs)</nav>\
            <form class="filters" action="\(Paths.tally)"><label>\(reader("期间", en: "Period"))<input type="text" name="period" value="\(inputs["from"].isEmpty ? typed : "")" \
            placeholder="\(reader("如 2021、2021Q2、2021-05", en: "such as 2021, 2021Q2, 2021-05"))"></label>\
            <span class="quiet">\(reader("或", en: "or"))</span>\(Parts.days(reader, inputs))<button>\(reader("统计", en: "Count"))</button></form>
            """
    }

    // MARK: The rows behind one

    @Sendable private func evidence(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        guard let indicator = Indicator(rawValue: try context.part("indicator")) else {
            throw HTTPError(.notFound)
        }
        let period = try Self.period(inputs, reader.today)
        let page = try await context.desk().read { work -> HTML in
            let total = try work.tallies.evidenceCount(indicator, in: period)
            let pager = try Pager(total: Int(total), inputs)
            let rows = try work.tallies.evidence(indicator, in: period, page: try Pager.rows(inputs))
            let figure = try work.tallies.figure(indicator, in: period)
            return Self.evidencePage(reader, inputs, indicator, period, figure, rows, pager)
        }
        return page.response()
    }

    private static func evidencePage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ indicator: Indicator,
        _ period: Period,
        _ figure: Int64,
        _ rows: [EvidenceRow],
        _ pager: Pager
    ) -> HTML {
        let table = EvidenceView.table(reader, rows, isMoney: indicator.isMoney)
        let text = Figures.text(reader, figure, indicator)
        let sum: HTML =
            indicator.isMoney || Int64(pager.total) == figure
            ? ""
            : "<p class=\"quiet\">\(reader("依据 \(pager.total) 条；同一家（项）的几条只算一个。", en: "\(pager.total) rows; several of one are counted once."))</p>"
        return Layout.page(
            reader,
            .tally,
            title: reader("\(indicator.name.zh)：\(text)", en: "\(indicator.name.en): \(text)"),
            quiet: """
                <a href="\(Paths.tally)?period=\(Inputs.encoded(period.code))">\(reader(period.phrase))</a>\
                　\(reader("\(period.first.phrase.zh)至\(period.last.phrase.zh)", en: "\(period.first) to \(period.last)"))
                """,
            actions: """
                \(FileMenu.view(reader, "\(Paths.tally)/\(indicator.rawValue)", inputs.asking(period)))
                """,
            body: """
                <section class="card"><p><b>\(reader("计数规则：", en: "Counting rule: "))</b>\(reader(indicator.rule))</p>\(sum)\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }
}

extension Inputs {
    /// Just the period, by its own name.
    fileprivate func asking(_ period: Period) -> Inputs {
        var inputs = Inputs()
        inputs.set("period", [period.code])
        return inputs
    }
}
