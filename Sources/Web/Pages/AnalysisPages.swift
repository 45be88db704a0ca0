import Documents
import Domain
import Hummingbird
import Market
import Reports

/// 分析: figures in parts, cross tables, and the funnel of matches.
struct AnalysisPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("analysis", use: analysis)
        routes.post("analysis/region", use: setRegion)
        routes.get("funnel", use: funnel)
        FileMenu.add(to: routes, "analysis", site) { work, inputs, reader, _, _ in
            let question = try Question(inputs, reader.today)
            let paper =
                switch try Self.find(question, work) {
                case .cut(let cut): Paper(cut: cut, reader.language)
                case .sheet(let sheet): Paper(sheet: sheet, reader.language)
                case .cross(let cross): Paper(cross: cross, reader.language)
                }
            return (paper, paper.document.title)
        }
        FileMenu.add(to: routes, "funnel", site) { work, inputs, reader, _, _ in
            let period = try inputs.span() ?? Period(year: reader.today.year) ?? Period(day: reader.today)
            let funnel = try work.analysis.funnel(Self.basis(inputs), in: period)
            return (
                Paper(funnel: funnel, reader.language),
                reader("漏斗-\(period.code)", en: "funnel-\(period.code)")
            )
        }
    }

    /// What the address asks for.
    private struct Question: Sendable {
        let period: Period
        /// Nil for all figures.
        let indicator: Indicator?
        let dimension: Dimension
        /// The second dimension of a cross table.
        let columns: Dimension?
        let comparesYears: Bool

        init(_ inputs: Inputs, _ today: Day) throws {
            period = try inputs.span() ?? Period(year: today.year) ?? Period(day: today)
            indicator = try inputs["indicator"].isEmpty ? nil : Indicator(parsing: inputs["indicator"])
            dimension = try inputs["by"].isEmpty ? .month : Dimension(parsing: inputs["by"])
            columns = try inputs["and"].isEmpty ? nil : Dimension(parsing: inputs["and"])
            comparesYears = inputs.has("years")
        }
    }

    private enum Found: Sendable {
        case cut(Cut)
        case sheet(CutSheet)
        case cross(CrossTable)
    }

    @Sendable private func analysis(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        do {
            let question = try Question(inputs, reader.today)
            let (found, region) = try await context.desk().read { work in
                (try Self.find(question, work), try work.marketSettings.region())
            }
            return Self.page(reader, inputs, found, nil, region).response()
        } catch let error as AppError where error.kind != .forbidden {
            let region = try await context.desk().read { try $0.marketSettings.region() }
            return Self.page(reader, inputs, nil, error, region).response(error.kind.status)
        }
    }

    private static func find(_ question: Question, _ work: Work) throws -> Found {
        guard let indicator = question.indicator else {
            return .sheet(try work.analysis.sheet(by: question.dimension, in: question.period))
        }
        if let columns = question.columns {
            return .cross(
                try work.analysis.cross(indicator, by: question.dimension, and: columns, in: question.period)
            )
        }
        return .cut(
            try work.analysis.cut(
                indicator,
                by: question.dimension,
                in: question.period,
                comparesYears: question.comparesYears
            )
        )
    }

    private static func page(
        _ reader: Reader,
        _ inputs: Inputs,
        _ found: Found?,
        _ refusal: AppError?,
        _ region: RegionCode?
    ) -> HTML {
        let view = AnalysisView(reader: reader)
        let (title, quiet, table): (String, HTML, HTML) =
            switch found {
            case .cut(let cut): (view.title(cut), view.span(cut.period, cut.at), view.table(cut))
            case .sheet(let sheet): (view.title(sheet), view.span(sheet.period, sheet.at), view.table(sheet))
            case .cross(let cross): (view.title(cross), view.span(cross.period, cross.at), view.table(cross))
            case nil: (reader("分析", en: "Analysis"), "", "")
            }
        let chart: HTML =
            if case .cut(let cut) = found { ChartView.drawing(reader, Chart(cut: cut, reader.language)) } else
            { "" }
        let asksRegion = refusal?.code == "market_region_missing" || usesRegion(inputs)
        return Layout.page(
            reader,
            .tally,
            title: title,
            quiet: quiet,
            actions: """
                <a class="btn" href="\(Paths.funnel)\(inputs.query([("indicator", nil), ("by", nil), ("and", nil), ("years", nil)]))">\(reader("对接漏斗", en: "Funnel"))</a>\
                <a class="btn" href="\(Paths.tally)">\(reader("指标与目标", en: "Figures"))</a>\
                \(found == nil ? "" : FileMenu.view(reader, Paths.analysis, inputs))
                """,
            body: """
                \(refusal.map { Parts.refusal(reader, $0) })<section class="card">\(choice(reader, inputs))\(table)</section>\(chart)\
                \(asksRegion ? regionForm(reader, region) : "")
                """
        )
    }

    private static func usesRegion(_ inputs: Inputs) -> Bool {
        let names: Set = [Dimension.output.rawValue, Dimension.absorption.rawValue]
        return names.contains(inputs["by"]) || names.contains(inputs["and"])
    }

    private static func choice(_ reader: Reader, _ inputs: Inputs) -> HTML {
        let dimensions = Dimension.allCases.map { ($0.rawValue, reader($0.name)) }
        let indicator = FormField(
            "indicator",
            reader("指标", en: "Indicator"),
            .choice(
                Indicator.allCases.map { ($0.rawValue, reader($0.name)) },
                blank: reader("全部指标", en: "All figures")
            )
        )
        let by = FormField(
            "by",
            reader("维度", en: "Dimension"),
            .choice(dimensions.filter { $0.0 != "month" }, blank: reader(Dimension.month.name))
        )
        let and = FormField(
            "and",
            reader("第二维度", en: "Second dimension"),
            .choice(dimensions, blank: reader("不交叉", en: "No second one"))
        )
        return """
            <form class="filters" action="\(Paths.analysis)"><label>\(reader("期间", en: "Period"))<input type="text" name="period" \
            value="\(inputs["from"].isEmpty ? inputs["period"] : "")" placeholder="\(reader("如 2021、2021Q2、2021-05", en: "such as 2021, 2021Q2, 2021-05"))"></label>\
            \(Parts.select(reader, indicator, inputs))\(Parts.select(reader, by, inputs))\(Parts.select(reader, and, inputs))\
            <label><input type="checkbox" name="years" value="1"\("checked", if: inputs.has("years"))>\(reader("与上年同期比", en: "with the year before"))</label>\
            <button>\(reader("分析", en: "Analyse"))</button></form>
            """
    }

    // MARK: The market's own region

    private static func regionForm(_ reader: Reader, _ region: RegionCode?, _ draft: Draft = Draft()) -> HTML
    {
        let now = region.map(\.rawValue) ?? reader("还没有设定", en: "not set")
        let words = reader(
            "输出看卖方、吸纳看买方在不在本市场地区内；本市场地区：\(now)。",
            en:
                "Output is by whether the seller is in the market's own region, absorption by the buyer; the region: \(now)."
        )
        guard reader.may(.manager) else { return "<p class=\"quiet\">\(words)</p>" }
        let field = FormField(
            "region",
            reader("本市场地区（代码或名称）", en: "The market's own region (code or name)"),
            hint: reader("如 420200 或 黄石市", en: "such as 420200"),
            isRequired: true
        )
        var draft = draft
        if draft.inputs["region"].isEmpty, let region { draft.inputs.set("region", [region.rawValue]) }
        let button: HTML = "<p class=\"do\"><button>\(reader("设定", en: "Set"))</button></p>"
        return """
            <section class="card noprint"><h2>\(reader("本市场地区", en: "The market's own region"))</h2><p class="quiet">\(words)</p>\
            \(Parts.form(reader, to: "\(Paths.analysis)/region", "\(draft.summary(reader))\(field.view(reader, draft))\(button)"))</section>
            """
    }

    @Sendable private func setRegion(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            try await context.desk().change { try $0.marketSettings.setRegion(form["region"]) }
            return .goTo(
                "\(Paths.analysis)?indicator=contract_value&by=output",
                note: reader("本市场地区已设定。", en: "The market's own region is set."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden {
            let region = try await context.desk().read { try $0.marketSettings.region() }
            var draft = Draft(form)
            let named = AppError(
                error.kind,
                error.code,
                field: Field("region", "本市场地区", en: "market's own region"),
                value: error.value,
                error.message
            )
            draft.add(named, names: ["region"])
            let page = Layout.page(
                reader,
                .tally,
                title: reader("本市场地区", en: "The market's own region"),
                body: Self.regionForm(reader, region, draft)
            )
            return page.response(error.kind.status)
        }
    }

    // MARK: The funnel

    @Sendable private func funnel(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        var refusal: AppError?
        var period = Period(year: reader.today.year) ?? Period(day: reader.today)
        do { period = try inputs.span() ?? period } catch { refusal = error }
        let wanted = period
        let basis = Self.basis(inputs)
        let funnel = try await context.desk().read { try $0.analysis.funnel(basis, in: wanted) }
        return Self.funnelPage(reader, inputs, funnel, refusal).response(refusal.map(\.kind.status) ?? .ok)
    }

    private static func basis(_ inputs: Inputs) -> Funnel.Basis {
        inputs["basis"] == Funnel.Basis.cohort.rawValue ? .cohort : .entered
    }

    private static func funnelPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ funnel: Funnel,
        _ refusal: AppError?
    ) -> HTML {
        let view = AnalysisView(reader: reader)
        let tabs = Funnel.Basis.allCases.map { basis -> HTML in
            let current: HTML = basis == funnel.basis ? " aria-current=\"page\"" : ""
            return
                "<a href=\"\(Paths.funnel)\(inputs.query([("basis", basis.rawValue)]))\"\(current)>\(reader(basis.name))</a>"
        }
        return Layout.page(
            reader,
            .tally,
            title: reader("\(funnel.period.phrase.zh)对接漏斗", en: "Funnel of \(funnel.period.phrase.en)"),
            quiet: view.span(funnel.period, funnel.at),
            actions: """
                <a class="btn" href="\(Paths.analysis)\(inputs.query([("basis", nil)]))">\(reader("分析", en: "Analysis"))</a>\
                \(FileMenu.view(reader, Paths.funnel, inputs))
                """,
            body: """
                \(refusal.map { Parts.refusal(reader, $0) })<nav class="tabs" aria-label="\(reader("数哪些对接", en: "Which matches"))">\(tabs)</nav>\
                <form class="filters" action="\(Paths.funnel)"><label>\(reader("期间", en: "Period"))<input type="text" name="period" \
                value="\(inputs["from"].isEmpty ? inputs["period"] : "")" placeholder="\(reader("如 2021、2021Q2、2021-05", en: "such as 2021, 2021Q2, 2021-05"))"></label>\
                \(Parts.hidden("basis", funnel.basis.rawValue))<span class="quiet">\(reader("或", en: "or"))</span>\(Parts.days(reader, inputs))\
                <button>\(reader("统计", en: "Count"))</button></form>\
                \(ChartView.drawing(reader, Chart(funnel: funnel, reader.language)))\(view.tables(funnel))
                """
        )
    }
}
