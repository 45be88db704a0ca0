import Domain
import Exchange
import Market
import Reports

/// Issued reports, and figures in parts.
extension Handling {
    static var reportOperations: [String: Handling] {
        [
            "listReports": .read { work, call in
                var filter = ReportFilter()
                filter.period = try call.period("period")
                filter.isCurrentOnly = call.flag("current")
                return try call.page { [filter] before, limit in
                    var filter = filter
                    filter.before = before.map(Report.ID.init(rawValue:))
                    filter.page = Page(limit: limit)
                    return try work.reports.list(filter)
                } id: {
                    $0.id.rawValue
                } json: { reports in
                    reports.map { .object($0.members) }
                }
            },
            "issueReport": .prepared { desk, call in
                var order = Reports.Order()
                let period = try call.string(.period)
                if !period.isEmpty { order.period = try Period(parsing: period, field: .period) }
                order.title = try call.string(.reportTitle)
                order.note = try call.string(.note)
                let supersedes = try call.string(.supersedes)
                if !supersedes.isEmpty { order.supersedes = supersedes }
                order.reason = try call.string(.correction)
                let draft = await desk.draft(order)
                return { work, call in
                    .made(try work.reports.issue(draft).members(call.language), in: "reports")
                }
            },
            "getReport": .read { work, call in
                let issued = try work.reports.get(call["code"])
                let code = issued.report.code.description
                return try call.figures(work, named: Phrase(code, en: code)) {
                    .object(issued.members(call.language))
                } paper: {
                    Paper(issued: issued, withRows: $0 == .xlsx, call.language)
                }
            },
            "listReportEvidence": .read(frozenEvidence),
            "getReportDifference": .read { work, call in
                let difference = try work.reports.difference(call["code"], to: call.text("to"))
                let code = difference.base.code
                return try call.figures(work, named: Phrase("\(code)-变化", en: "\(code)-changes")) {
                    difference.json(call.language)
                } paper: { _ in
                    Paper(difference: difference, call.language)
                }
            },
            "verifyReport": .read { work, call in
                Answer(body: try work.reports.verify(call["code"]).json(call.language))
            },
        ]
    }

    /// Frozen rows never change, so that the place in the list says where to go on.
    @Sendable private static func frozenEvidence(_ work: Work, _ call: Call) throws -> Answer {
        var offset = 0
        if let text = call.text("cursor") {
            let steps = try Cursor(text, of: call.operation.id).steps
            guard steps.count == 1, let place = Int(steps[0]), (0...1_000_000_000).contains(place) else {
                throw Cursor.malformed(text)
            }
            offset = place
        }
        let report = try work.reports.get(call["code"])
        let page = Page(limit: call.limit, offset: offset)
        let rows = try work.reports.evidence(report, call["indicator"], page: page)
        let figure = try Reports.figure(call["indicator"], of: report)
        let end = offset + rows.count
        let next =
            Int64(end) < figure.rowCount && !rows.isEmpty
            ? Cursor([String(end)]).text(of: call.operation.id) : nil
        return .list(rows.map(\.json), next: next)
    }

    static var analysisOperations: [String: Handling] {
        [
            "getCut": .read { work, call in
                let cut = try work.analysis.cut(
                    try Indicator(parsing: call["indicator"]),
                    by: try Dimension(parsing: call["dimension"]),
                    in: try Period(parsing: call["period"], field: .period),
                    comparesYears: call.flag("years")
                )
                let name = Phrase(
                    "\(cut.indicator.name.zh)-\(cut.dimension.name.zh)-\(cut.period.code)",
                    en: "\(cut.indicator.rawValue)-\(cut.dimension.rawValue)-\(cut.period.code)"
                )
                return try call.figures(work, named: name) {
                    cut.json(call.language)
                } paper: { _ in
                    Paper(cut: cut, call.language)
                }
            },
            "getCutSheet": .read { work, call in
                let sheet = try work.analysis.sheet(
                    by: try Dimension(parsing: call["dimension"]),
                    in: try Period(parsing: call["period"], field: .period)
                )
                let name = Phrase(
                    "指标-\(sheet.dimension.name.zh)-\(sheet.period.code)",
                    en: "figures-\(sheet.dimension.rawValue)-\(sheet.period.code)"
                )
                return try call.figures(work, named: name) {
                    sheet.json(call.language)
                } paper: { _ in
                    Paper(sheet: sheet, call.language)
                }
            },
            "getCrossTable": .read { work, call in
                let table = try work.analysis.cross(
                    try Indicator(parsing: call["indicator"]),
                    by: try Dimension(parsing: call["rows"]),
                    and: try Dimension(parsing: call["columns"]),
                    in: try Period(parsing: call["period"], field: .period)
                )
                let (rows, columns) = (table.rowDimension, table.columnDimension)
                let name = Phrase(
                    "\(table.indicator.name.zh)-\(rows.name.zh)-\(columns.name.zh)-\(table.period.code)",
                    en:
                        "\(table.indicator.rawValue)-\(rows.rawValue)-\(columns.rawValue)-\(table.period.code)"
                )
                return try call.figures(work, named: name) {
                    table.json(call.language)
                } paper: { _ in
                    Paper(cross: table, call.language)
                }
            },
            "getFunnel": .read { work, call in
                let period = try Period(parsing: call["period"], field: .period)
                let funnel = try work.analysis.funnel(call.word("basis") ?? .entered, in: period)
                let name = Phrase("漏斗-\(period.code)", en: "funnel-\(period.code)")
                return try call.figures(work, named: name) {
                    funnel.json(call.language)
                } paper: { _ in
                    Paper(funnel: funnel, call.language)
                }
            },
            "getMarketRegion": .read { work, call in try region(work, call) },
            "setMarketRegion": .change { work, call in
                try work.marketSettings.setRegion(
                    try call.required(Field("region", "本市场地区", en: "market's own region"))
                )
                return try region(work, call)
            },
        ]
    }

    private static func region(_ work: Work, _ call: Call) throws -> Answer {
        let region = try work.marketSettings.region()
        let name = try region.flatMap { try work.codes().name(of: $0.rawValue, in: .region) }
        return Answer(
            body: [
                "region": region.map { .string($0.rawValue) } ?? .null,
                "name": name.map { .string($0[call.language]) } ?? .null,
            ]
        )
    }
}
