import Domain
import Exchange
import Hummingbird
import Market
import Reports

/// 报表: the issued ones, the form for another, and a page for each with its frozen evidence.
struct ReportPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("reports", use: list)
        routes.get("reports/new", use: form)
        routes.post("reports", use: issue)
        routes.get("reports/{code}", use: show)
        routes.get("reports/{code}/figures/{figure}", use: evidence)
        FileMenu.add(to: routes, "reports/{code}", site) { work, _, reader, context, format in
            let issued = try work.reports.get(try context.part("code"))
            let paper = Paper(issued: issued, withRows: format == .xlsx, reader.language)
            return (paper, issued.report.code.description)
        }
        FileMenu.add(to: routes, "reports/{code}/figures/{figure}", site) { work, _, reader, context, _ in
            let issued = try work.reports.get(try context.part("code"))
            let figure = try Reports.figure(try context.part("figure"), of: issued)
            let paper = Paper(figure: figure, of: issued, reader.language)
            return (paper, "\(issued.report.code)-\(reader(figure.name))")
        }
        FileMenu.add(to: routes, "reports/{code}/difference", site) { work, inputs, reader, context, _ in
            let other = inputs["to"].isEmpty ? nil : inputs["to"]
            let difference = try work.reports.difference(try context.part("code"), to: other)
            let name = "\(difference.base.code)-\(reader("差异", en: "difference"))"
            return (Paper(difference: difference, reader.language), name)
        }
        routes.get("reports/{code}/difference", use: difference)
        routes.post("reports/{code}/check", use: check)
    }

    // MARK: The list

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = ReportFilter()
            filter.period = try inputs.span()
            filter.isCurrentOnly = inputs.has("current")
            let pager = try Pager(total: Int(try work.reports.count(filter)), inputs)
            filter.page = try Pager.rows(inputs)
            return Self.listPage(reader, inputs, try work.reports.list(filter), pager)
        }
        return page.response()
    }

    private static func listPage(_ reader: Reader, _ inputs: Inputs, _ reports: [Report], _ pager: Pager)
        -> HTML
    {
        let rows = reports.map { report -> HTML in
            """
            <tr data-href="\(Paths.record(report.code))"><td>\(Parts.link(report.code, report.title))<br>\
            <small>\(report.code)</small></td>\
            <td data-label="\(reader("期间", en: "Period"))">\(reader(report.period.phrase))</td>\
            <td data-label="\(reader("签发", en: "Issued"))"><span class="nowrap">\(reader(report.issuedAt.phrase))</span></td>\
            <td data-label="\(reader("签发人", en: "By"))">\(report.issuerName)</td>\
            <td data-label="\(reader("状态", en: "State"))">\(standing(reader, report))</td></tr>
            """
        }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("还没有签发过这样的报表。", en: "No such report was issued yet."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("报表", en: "Report"))</th>\
            <th scope="col">\(reader("期间", en: "Period"))</th><th scope="col">\(reader("签发", en: "Issued"))</th>\
            <th scope="col">\(reader("签发人", en: "By"))</th><th scope="col">\(reader("状态", en: "State"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table>
            """
        let add: HTML =
            reader.may(.manager)
            ? "<a class=\"btn go\" href=\"\(Paths.reports)/new\">\(reader("签发报表", en: "Issue a report"))</a>"
            : ""
        return Layout.page(
            reader,
            .tally,
            title: reader("签发的报表", en: "Issued reports"),
            quiet: "\(reader("签发后数字和依据不再变化。", en: "What was issued never changes."))",
            actions: """
                <a class="btn" href="\(Paths.tally)">\(reader("现在的数字", en: "Live figures"))</a>\(add)
                """,
            body: """
                <section class="card"><form class="filters" role="search"><label>\(reader("期间", en: "Period"))\
                <input type="text" name="period" value="\(inputs["period"])" \
                placeholder="\(reader("如 2021、2021Q2、2021-05", en: "such as 2021, 2021Q2, 2021-05"))"></label>\
                <label><input type="checkbox" name="current" value="1"\("checked", if: inputs.has("current"))>\
                \(reader("只看有效的", en: "only those that hold"))</label><button>\(reader("筛选", en: "Filter"))</button></form>\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    /// Whether a report holds, was corrected, or was issued before its period ended.
    static func standing(_ reader: Reader, _ report: Report) -> HTML {
        let open: HTML =
            report.isOpen
            ? " <span class=\"chip warn\">\(reader("签发时期间未结束", en: "period was open"))</span>" : ""
        guard let later = report.supersededBy else {
            return "<span class=\"chip good\">\(reader("有效", en: "holds"))</span>\(open)"
        }
        return "<span class=\"chip\">\(reader("已被更正", en: "corrected"))</span> \(Parts.link(later))\(open)"
    }

    // MARK: Issuing

    private static func fields(_ reader: Reader, isCorrection: Bool) -> [FormField] {
        let period = FormField(
            "period",
            reader("期间", en: "Period"),
            hint: reader(
                "如 2021、2021Q2、2021-05、2021-05-01..2021-08-31；未结束的期间也可以签发，会标明",
                en:
                    "such as 2021, 2021Q2, 2021-05 or 2021-05-01..2021-08-31; one that is still open is marked"
            ),
            isRequired: true
        )
        let title = FormField(
            "title",
            reader("报表名称", en: "Title"),
            hint: reader("不填就用“某期间指标报表”", en: "the usual one if left blank")
        )
        let note = FormField("note", reader("说明", en: "Note"), .text(rows: 3))
        let reason = FormField(
            "reason",
            reader("更正原因", en: "Why it is corrected"),
            .text(rows: 3),
            isRequired: true
        )
        return isCorrection ? [reason, title, note] : [period, title, note]
    }

    @Sendable private func form(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        var draft = Draft()
        draft.inputs.set("period", [inputs["period"]])
        let code = inputs["supersedes"]
        let earlier = try await context.desk().read { work -> Report? in
            try work.require(.manager, "report.issue")
            return try code.isEmpty ? nil : work.reports.find(code, field: .supersedes)
        }
        return Self.formPage(reader, draft, earlier).response()
    }

    private static func formPage(_ reader: Reader, _ draft: Draft, _ earlier: Report?) -> HTML {
        let fields = fields(reader, isCorrection: earlier != nil).map { $0.view(reader, draft) }
        let hidden: HTML = earlier.map { Parts.hidden("supersedes", $0.code.description) } ?? ""
        let about: HTML =
            earlier.map { report in
                """
                <p>\(reader("更正", en: "Corrects")) \(Parts.link(report.code, report.title))（\(reader(report.period.phrase))）。\
                \(reader("原报表保留，并注明被哪份更正。", en: "The earlier report stays, and says what corrects it."))</p>
                """
            } ?? ""
        return Layout.page(
            reader,
            .tally,
            title: earlier == nil
                ? reader("签发报表", en: "Issue a report") : reader("签发更正的报表", en: "Issue a correction"),
            quiet: """
                \(reader("全部指标连同依据、计数规则和目标就此固定，署您的名字和时间，以后不能修改。", en: "All figures with their rows, rules and targets stand from then on, signed with your name and the time."))
                """,
            body: """
                <section class="card">\(Parts.form(
                    reader,
                    to: Paths.reports,
                    keeps: true,
                    "\(draft.summary(reader))\(about)\(hidden)\(PageForm.onceField())\(fields)<p class=\"do\"><button class=\"go\">\(reader("签发", en: "Issue"))</button></p>"
                ))</section>
                """
        )
    }

    @Sendable private func issue(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        let code = form["supersedes"]
        do {
            var order = Reports.Order()
            if !form["period"].isEmpty || code.isEmpty {
                order.period = try Period(parsing: form["period"], field: .period)
            }
            (order.title, order.note) = (form["title"], form["note"])
            (order.supersedes, order.reason) = (code.isEmpty ? nil : code, form["reason"])
            let draft = try await context.desk().draft(order)
            let issued = try await context.desk().change { work in
                try work.once(form) { try work.reports.issue(draft).report.code.description }
            }
            guard let made = RecordCode(rawValue: issued) else { throw HTTPError(.internalServerError) }
            return .goTo(
                Paths.record(made),
                note: reader("已签发报表 \(made)。", en: "The report \(made) is issued."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden {
            let earlier = try await context.desk().read { work in
                code.isEmpty ? nil : try? work.reports.find(code, field: .supersedes)
            }
            var draft = Draft(form)
            draft.add(error, Self.fields(reader, isCorrection: earlier != nil))
            return Self.formPage(reader, draft, earlier).response(error.kind.status)
        }
    }

    // MARK: One report

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let issued = try await context.desk().read { try $0.reports.get(code) }
        return Self.page(reader, issued).response()
    }

    private static func page(_ reader: Reader, _ issued: IssuedReport, _ finding: ReportFinding? = nil)
        -> HTML
    {
        let report = issued.report
        let rows = issued.figures.map { figure -> HTML in
            let path = Paths.evidence(report.code, figure.code)
            func text(_ value: Int64) -> String {
                Figures.text(reader, value, isMoney: figure.isMoney, figure.unit)
            }
            let target: HTML =
                report.period.year == nil
                ? ""
                : """
                <td class="num" data-label="\(reader("目标", en: "Target"))">\(figure.target.map(text) ?? "—")</td>\
                <td class="num" data-label="\(reader("完成", en: "Reached"))">\(figure.target.flatMap { Share.tenths(figure.value, of: $0) }.map(Share.text) ?? "—")</td>
                """
            return """
                <tr data-href="\(path)"><td><a href="\(path)">\(reader(figure.name))</a><br><small>\(reader(figure.rule))</small></td>\
                <td class="num" data-label="\(reader("数值", en: "Figure"))"><b>\(text(figure.value))</b></td>\(target)\
                <td class="num" data-label="\(reader("依据", en: "Rows"))">\(Figures.grouped(figure.rowCount))</td></tr>
                """
        }
        let targetHeads: HTML =
            report.period.year == nil
            ? ""
            : """
            <th scope="col" class="num">\(reader("目标", en: "Target"))</th><th scope="col" class="num">\(reader("完成", en: "Reached"))</th>
            """
        let correct: HTML =
            reader.may(.manager) && report.supersededBy == nil
            ? "<a class=\"btn\" href=\"\(Paths.reports)/new?supersedes=\(report.code)\">\(reader("更正", en: "Correct"))</a>"
            : ""
        let check = Parts.form(
            reader,
            to: "\(Paths.record(report.code))/check",
            "<button>\(reader("核对", en: "Check"))</button>"
        )
        return Layout.page(
            reader,
            .tally,
            title: report.title,
            quiet: """
                \(report.code)　\(reader(report.period.phrase))（\(reader("\(report.period.first.phrase.zh)至\(report.period.last.phrase.zh)", en: "\(report.period.first) to \(report.period.last)"))）\
                　\(standing(reader, report))
                """,
            actions: """
                \(check)\(correct)<a class="btn" href="\(Paths.difference(report.code))">\(reader("签发以来的变化", en: "Changes since"))</a>\
                \(FileMenu.view(reader, Paths.record(report.code), Inputs()))
                """,
            body: """
                \(finding.map { note(reader, $0) })<section class="card"><table class="stack"><thead><tr>\
                <th scope="col">\(reader("指标", en: "Indicator"))</th><th scope="col" class="num">\(reader("数值", en: "Figure"))</th>\
                \(targetHeads)<th scope="col" class="num">\(reader("依据", en: "Rows"))</th></tr></thead><tbody>\(rows)</tbody></table></section>\
                \(signature(reader, report))
                """
        )
    }

    private static func signature(_ reader: Reader, _ report: Report) -> HTML {
        let corrects: HTML =
            report.supersedes.map { earlier in
                """
                \(Parts.fact(reader("更正", en: "Corrects"), Parts.link(earlier)))\
                \(Parts.fact(reader("更正原因", en: "Reason"), report.reason))
                """
            } ?? ""
        let corrected: HTML =
            report.supersededBy.map { Parts.fact(reader("被更正", en: "Corrected by"), Parts.link($0)) } ?? ""
        return """
            <section class="card"><h2>\(reader("签发", en: "Signature"))</h2><table class="facts">\
            \(Parts.fact(reader("签发人", en: "Signed by"), report.issuerName))\
            \(Parts.fact(reader("签发时间", en: "Issued"), reader(report.issuedAt.phrase)))\(corrects)\(corrected)\
            \(Parts.fact(reader("依据", en: "Rests on"), reader(report.basis)))\
            \(Parts.fact(reader("校验值", en: "Hash"), "<code class=\"wrap\">\(report.hash)</code>" as HTML))</table>\
            \(Parts.prose(reader("说明", en: "Note"), report.note))</section>
            """
    }

    private static func note(_ reader: Reader, _ finding: ReportFinding) -> HTML {
        guard !finding.isIntact else {
            let words = reader(
                "核对无误：每个数字、每条依据都与签发时相同。",
                en: "Checked: every figure and row is as it was issued."
            )
            return "<p class=\"note good\" role=\"status\">\(words)</p>"
        }
        let flaws = finding.flaws.map { "<li>\(reader($0.sentence))</li>" as HTML }
        let words = reader("这份报表被改动过，请用备份核对：", en: "This report was changed; compare with a backup:")
        return "<div class=\"note bad\" role=\"alert\">\(words)<ul>\(flaws)</ul></div>"
    }

    @Sendable private func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let (issued, finding) = try await context.desk().read { work in
            (try work.reports.get(code), try work.reports.verify(code))
        }
        return Self.page(reader, issued, finding).response()
    }

    // MARK: Its rows

    @Sendable private func evidence(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let (code, name) = (try context.part("code"), try context.part("figure"))
        let page = try await context.desk().read { work -> HTML in
            let issued = try work.reports.get(code)
            let figure = try Reports.figure(name, of: issued)
            let pager = try Pager(total: Int(figure.rowCount), inputs)
            let rows = try work.reports.evidence(issued, figure.code, page: try Pager.rows(inputs))
            return Self.evidencePage(reader, inputs, issued.report, figure, rows, pager)
        }
        return page.response()
    }

    private static func evidencePage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ report: Report,
        _ figure: ReportFigure,
        _ rows: [EvidenceRow],
        _ pager: Pager
    ) -> HTML {
        let text = Figures.text(reader, figure.value, isMoney: figure.isMoney, figure.unit)
        let sum: HTML =
            figure.isMoney || figure.rowCount == figure.value
            ? ""
            : "<p class=\"quiet\">\(reader("依据 \(figure.rowCount) 条；同一家（项）的几条只算一个。", en: "\(figure.rowCount) rows; several of one are counted once."))</p>"
        return Layout.page(
            reader,
            .tally,
            title: reader("\(figure.name.zh)：\(text)", en: "\(figure.name.en): \(text)"),
            quiet: """
                <a href="\(Paths.record(report.code))">\(report.title)</a>　\(report.code)　\(standing(reader, report))
                """,
            actions: """
                \(FileMenu.view(reader, Paths.evidence(report.code, figure.code), Inputs()))
                """,
            body: """
                <section class="card"><p><b>\(reader("签发时的计数规则：", en: "Counting rule as issued: "))</b>\(reader(figure.rule))</p>\(sum)\
                \(EvidenceView.table(reader, rows, isMoney: figure.isMoney))\(pager.view(reader, inputs))</section>
                """
        )
    }

    // MARK: What became of it

    @Sendable private func difference(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let code = try context.part("code")
        let other = inputs["to"]
        let page = try await context.desk().read { work -> HTML in
            let difference = try work.reports.difference(code, to: other.isEmpty ? nil : other)
            var filter = ReportFilter()
            filter.period = difference.base.period
            let others = try work.reports.list(filter)
            return DifferenceView(reader: reader, difference: difference).page(others)
        }
        return page.response()
    }
}
