import Domain
import Hummingbird
import Market

/// 指标: the figures of any period, each with the records that make it.
struct TallyPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("tally", use: tally)
        routes.get("tally/export.csv", use: export)
        routes.get("tally/{indicator}", use: evidence)
        routes.get("tally/{indicator}/export.csv", use: exportEvidence)
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
        let wanted = period
        let (tally, months) = try await context.desk().read { work in
            let tally = try work.tallies.tally(wanted)
            let months = try wanted.year.map { try work.tallies.months(.contractValue, year: $0) } ?? []
            return (tally, months)
        }
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
        let aim = tally.lines.first { $0.indicator == .contractValue }?.target
        let chart: HTML =
            months.isEmpty
            ? ""
            : """
            <section class="card"><h2>\(reader("成交额，逐月累计", en: "Contract value, month by month"))</h2>\
            \(Chart.months(reader, months, target: aim))</section>
            """
        return Layout.page(
            reader,
            .tally,
            title: reader("\(period.phrase.zh)指标与目标", en: "Figures of \(period.phrase.en)"),
            quiet: """
                \(reader("口径与报表一致，数字点开就是明细；\(period.first.phrase.zh)至\(period.last.phrase.zh)，统计到 \(tally.at.phrase.zh)", en: "Counted as in the reports; each figure opens its records. \(period.first) to \(period.last), as of \(tally.at.phrase.en)"))
                """,
            actions: """
                \(targets)<a class="btn" href="\(Paths.reports)?period=\(Inputs.encoded(period.code))">\(reader("签发的报表", en: "Issued reports"))</a>\
                <a class="btn" href="\(Paths.analysis)?period=\(Inputs.encoded(period.code))">\(reader("分析", en: "Analysis"))</a>\
                <a class="btn" href="\(Paths.tally)/export.csv?period=\(Inputs.encoded(period.code))">\(reader("导出 CSV", en: "Export CSV"))</a>
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

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let period = try Self.period(inputs, reader.today)
        let tally = try await context.desk().read { try $0.tallies.tally(period) }
        var csv = CSV(columns: [
            reader("指标", en: "indicator"), reader("数值", en: "figure"), reader("单位", en: "unit"),
            reader("目标", en: "target"), reader("完成率（%）", en: "reached (%)"), reader("期间", en: "period"),
            reader("计数规则", en: "counting rule"),
        ])
        for line in tally.lines {
            func number(_ value: Int64) -> String { Self.number(value, line.indicator) }
            csv.add([
                reader(line.indicator.name), number(line.value),
                line.indicator.isMoney ? reader("元", en: "yuan") : reader(line.indicator.unit),
                line.target.map(number) ?? "", Figures.share(line).map(String.init) ?? "",
                period.code, reader(line.indicator.rule),
            ])
        }
        return csv.response(name: reader("指标-\(period.code).csv", en: "figures-\(period.code).csv"))
    }

    /// A figure for spreadsheets: money in yuan without grouping.
    private static func number(_ value: Int64, _ indicator: Indicator) -> String {
        indicator.isMoney ? Money(fen: value).yuanNumber.replacing(",", with: "") : String(value)
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
                <a class="btn" href="\(Paths.tally)/\(indicator.rawValue)/export.csv?period=\(Inputs.encoded(period.code))">\(reader("导出 CSV", en: "Export CSV"))</a>
                """,
            body: """
                <section class="card"><p><b>\(reader("计数规则：", en: "Counting rule: "))</b>\(reader(indicator.rule))</p>\(sum)\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    @Sendable private func exportEvidence(_ request: Request, _ context: AppContext) async throws -> Response
    {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        guard let indicator = Indicator(rawValue: try context.part("indicator")) else {
            throw HTTPError(.notFound)
        }
        let period = try Self.period(inputs, reader.today)
        let rows = try await context.desk().read { try $0.tallies.evidence(indicator, in: period) }
        var csv = CSV(columns: EvidenceView.columns(reader, isMoney: indicator.isMoney))
        for row in rows { csv.add(EvidenceView.cells(reader, row, isMoney: indicator.isMoney)) }
        let name = reader("\(indicator.name.zh)-\(period.code)", en: "\(indicator.rawValue)-\(period.code)")
        return csv.response(name: name + ".csv")
    }
}

/// Charts, drawn on the server so that they print and need no script.
enum Chart {
    /// Twelve columns of what had come together by each month's end, with the target as a line.
    static func months(_ reader: Reader, _ sums: [Int64], target: Int64?) -> HTML {
        let (width, base, height) = (560, 160, 130)
        let top = max(1, sums.max() ?? 0, target ?? 0)
        func y(_ value: Int64) -> Int { base - Int(Double(max(0, value)) / Double(top) * Double(height)) }
        let step = (width - 40) / 12
        let columns = (0..<12).map { month -> HTML in
            let x = 40 + month * step
            let name: HTML =
                "<text x=\"\(x + step / 2 - 4)\" y=\"178\">\(month + 1)\(reader("月", en: ""))</text>"
            guard month < sums.count else { return name }
            let value = sums[month]
            let isStep = month == 0 ? value != 0 : value != sums[month - 1]
            let label: HTML =
                isStep || month == sums.count - 1
                ? "<text x=\"\(x + step / 2 - 4)\" y=\"\(y(value) - 4)\">\(wan(value))</text>" : ""
            return """
                <rect x="\(x)" y="\(y(value))" width="\(step - 9)" height="\(base - y(value))" rx="2"></rect>\(label)\(name)
                """
        }
        let aim: HTML =
            target.map { target in
                """
                <line class="aim" x1="34" x2="\(width)" y1="\(y(target))" y2="\(y(target))"></line>\
                <text class="aim" x="36" y="\(y(target) - 5)">\(reader("目标 ", en: "target "))\(reader(Money(fen: target).phrase))</text>
                """
            } ?? ""
        let last = reader(Money(fen: sums.last ?? 0).phrase)
        let words = reader(
            "成交额逐月累计，到最后一月 \(last)，单位万元",
            en: "Contract value by month, at last \(last), in 10,000 yuan"
        )
        return """
            <svg class="months" viewBox="0 0 \(width) 186" role="img" aria-label="\(words)">\(columns)\(aim)\
            <line class="base" x1="34" x2="\(width)" y1="\(base)" y2="\(base)"></line></svg>\
            <p class="quiet">\(reader("单位：万元。", en: "In units of 10,000 yuan."))</p>
            """
    }

    /// Whole 万元, for a label with little room.
    private static func wan(_ fen: Int64) -> String {
        Figures.grouped((fen + (fen < 0 ? -500_000 : 500_000)) / 1_000_000)
    }
}
