import Domain
import Hummingbird
import Market

/// 搜索: one box over all that has a name or a code.
struct SearchPages: Sendable {
    let site: Site
    private static let each = 8

    func add(to routes: RouterGroup<AppContext>) { routes.get("search", use: search) }

    @Sendable private func search(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let text = inputs["q"]
        do {
            let (found, codes) = try await context.desk().read { work in
                (try work.search(text, limit: Self.each), try work.codes())
            }
            if let code = found.record { return .goTo(Paths.record(code)) }
            return page(reader, text, Self.results(reader, text, found, codes)).response()
        } catch let error as AppError {
            var draft = Draft()
            draft.add(error, names: [])
            return page(reader, AppError.quote(text), draft.summary(reader)).response(error.kind.status)
        }
    }

    private func page(_ reader: Reader, _ text: String, _ results: HTML) -> HTML {
        Layout.page(
            reader,
            nil,
            title: text.isEmpty ? reader("搜索", en: "Search") : reader("搜索“\(text)”", en: "Search: \(text)"),
            body: """
                <section class="card"><form class="filters" role="search" action="\(Paths.search)">\
                <input type="search" name="q" value="\(text)" aria-label="\(reader("搜索词", en: "Search words"))" \
                placeholder="\(reader("名称的一部分，或编号", en: "Part of a name, or a code"))">\
                <button class="go">\(reader("搜索", en: "Search"))</button></form>\(results)</section>
                """
        )
    }

    private static func results(_ reader: Reader, _ text: String, _ found: Found, _ codes: CodeBook) -> HTML {
        guard !text.isEmpty else {
            return
                "<p class=\"quiet\">\(reader("写需求、成果、单位或活动名称的一部分；写编号（如 XQ-2021-0001、HT-2021-0003）直接打开那条记录。", en: "Write part of the name of a demand, an achievement, an organization or an activity; a code such as XQ-2021-0001 opens its record."))</p>"
        }
        guard !found.isEmpty else {
            return Parts.empty(
                reader("没有找到“\(text)”。", en: "Nothing is called “\(text)”."),
                "<p class=\"quiet\">\(reader("换短一点的词再试；编号要写全，如 XQ-2021-0001。", en: "Try fewer words; write codes in full, such as XQ-2021-0001."))</p>"
            )
        }
        func group(_ title: Phrase, _ path: String, _ rows: [HTML]) -> HTML {
            guard !rows.isEmpty else { return "" }
            let all: HTML =
                rows.count < found.limit
                ? ""
                : "<p><a href=\"\(path)?q=\(Inputs.encoded(text))\">\(reader("在列表里看全部", en: "See all in the list"))</a></p>"
            return "<h2>\(reader(title))</h2><table><tbody>\(rows)</tbody></table>\(all)"
        }
        func row(_ code: RecordCode, _ title: String, _ more: HTML) -> HTML {
            """
            <tr data-href="\(Paths.record(code))"><td>\(Parts.link(code, title))<br><small>\(code)</small></td>\
            <td class="num">\(more)</td></tr>
            """
        }
        let demands = found.demands.map { row($0.code, $0.title, Parts.state(reader, $0.state)) }
        let achievements = found.achievements.map { row($0.code, $0.title, Parts.state(reader, $0.state)) }
        let organizations = found.organizations.map {
            row($0.code, $0.name, "<span class=\"quiet\">\(reader($0.content.kind.name))</span>")
        }
        let activities = found.activities.map { row($0.code, $0.title, Parts.day(reader, $0.on)) }
        let programmes = found.programmes.map {
            row($0.code, $0.name, "<span class=\"quiet\">\(reader($0.state.name))</span>")
        }
        return """
            \(group(Phrase("技术需求", en: "Demands"), Paths.demands, demands))\
            \(group(Phrase("科技成果", en: "Achievements"), Paths.achievements, achievements))\
            \(group(Phrase("单位", en: "Organizations"), Paths.organizations, organizations))\
            \(group(Phrase("活动", en: "Activities"), Paths.activities, activities))\
            \(group(Phrase("专项", en: "Programmes"), Paths.programmes, programmes))
            """
    }
}
