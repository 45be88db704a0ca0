import Domain
import HTTPTypes
import Hummingbird
import Market

/// The public catalogue: the first page, and the lists of published demands and achievements.
struct CataloguePages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("", use: home)
        routes.get("demands", use: demands)
        routes.get("achievements", use: achievements)
        routes.get("sitemap.xml", use: sitemap)
    }

    /// A reader of the catalogue is told to come back rather than kept waiting longer than this after a start.
    private static let patience = Duration.seconds(2)
    /// As many of the newest records on the first page.
    private static let newest = 6
    /// A site map may have no more addresses (sitemaps.org, protocol 0.9).
    private static let mostAddresses = 50_000

    // MARK: The first page

    @Sendable private func home(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        var search = RecordSearch()
        search.order = .newest
        search.perPage = Self.newest
        let demands = try await site.workspace.publishedDemands(search, patience: Self.patience)
        let achievements = try await site.workspace.publishedAchievements(search, patience: Self.patience)
        let (activities, codes) = try await site.workspace.publicSide.read { view in
            (try view.upcomingActivities(limit: 5), try view.codes())
        }
        let name = site.settings.marketName
        return Layout.publicPage(
            reader,
            Paths.home,
            title: reader("技术需求与科技成果", en: "Demands and achievements"),
            description: reader(
                "\(name)发布的企业技术需求、高校院所科技成果和对接活动。",
                en: "Technology demands, achievements and events of \(name)."
            ),
            path: Paths.home,
            search: Layout.publicSearch(
                reader,
                Paths.publicAchievements,
                Inputs(),
                hint: reader(
                    "在 \(achievements.total) 项科技成果中搜索",
                    en: "Search \(achievements.total) achievements"
                )
            ),
            body: """
                <h1 class="unseen">\(name)</h1><div class="cols even"><section class="card list">\
                <h2>\(reader("最新需求", en: "Newest demands"))　<small>\(reader("共 \(demands.total) 项", en: "\(demands.total) in all"))</small></h2>\
                \(Self.items(reader, Paths.publicDemands, demands.items, codes, isShort: true))\
                <p><a href="\(Paths.publicDemands)">\(reader("全部需求", en: "All demands"))</a></p></section>\
                <section class="card list"><h2>\(reader("最新成果", en: "Newest achievements"))　\
                <small>\(reader("共 \(achievements.total) 项", en: "\(achievements.total) in all"))</small></h2>\
                \(Self.items(reader, Paths.publicAchievements, achievements.items, codes, isShort: true))\
                <p><a href="\(Paths.publicAchievements)">\(reader("全部成果", en: "All achievements"))</a></p></section></div>\
                <section class="card list"><h2>\(reader("近期活动", en: "Activities to come"))</h2>\
                \(PublicRecordPages.list(reader, activities, codes))</section>
                """
        ).response(isPublic: true)
    }

    // MARK: The lists

    @Sendable private func demands(_ request: Request, _ context: AppContext) async throws -> Response {
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let search = try await search(inputs)
        let result = try await site.workspace.publishedDemands(search, patience: Self.patience)
        return try await list(
            site.reader(request, context),
            Paths.publicDemands,
            result,
            inputs,
            title: Phrase("技术需求", en: "Technology demands"),
            unit: Phrase("项需求", en: "demands")
        )
    }

    @Sendable private func achievements(_ request: Request, _ context: AppContext) async throws -> Response {
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let search = try await search(inputs)
        let result = try await site.workspace.publishedAchievements(search, patience: Self.patience)
        return try await list(
            site.reader(request, context),
            Paths.publicAchievements,
            result,
            inputs,
            title: Phrase("科技成果", en: "Achievements"),
            unit: Phrase("项成果", en: "achievements")
        )
    }

    /// What the address asks for.
    private func search(_ inputs: Inputs) async throws -> RecordSearch {
        var search = RecordSearch()
        search.text = inputs["q"]
        search.page = try Pager.page(inputs)
        search.perPage = Pager.size
        search.order =
            RecordSearch.Order(rawValue: inputs["sort"]) ?? (search.text.isEmpty ? .newest : .relevance)
        let (field, industry) = (inputs["field"], inputs["industry"])
        guard !field.isEmpty || !industry.isEmpty else { return search }
        let codes = try await site.workspace.publicSide.read { try $0.codes() }
        if !field.isEmpty { search.field = try codes.resolve(field, in: .field, field: .technicalField) }
        if !industry.isEmpty { search.industry = try codes.industry(parsing: industry, field: .industry) }
        return search
    }

    private func list<Body: PublicContent>(
        _ reader: Reader,
        _ path: String,
        _ result: SearchResult<Body>,
        _ inputs: Inputs,
        title: Phrase,
        unit: Phrase
    ) async throws -> Response {
        let codes = try await site.workspace.publicSide.read { try $0.codes() }
        func chips(_ counts: [SearchResult<Body>.Count], _ name: String) -> [HTML] {
            let chosen = inputs[name]
            return counts.prefix(12).map { count -> HTML in
                let isChosen = count.code == chosen
                let to = path + inputs.query([(name, isChosen ? nil : count.code), ("page", nil)])
                let current: HTML = isChosen ? " aria-current=\"true\"" : ""
                return "<a class=\"chip\" href=\"\(to)\"\(current)>\(reader(count.name)) \(count.count)</a>"
            }
        }
        func facets(_ label: String, _ chips: [HTML]) -> HTML {
            chips.isEmpty
                ? "" : "<div class=\"facets\"><span>\(label)</span>\(chips.joined(separator: " "))</div>"
        }
        let pager = try Pager(total: result.total, inputs)
        let found: HTML =
            result.items.isEmpty
            ? Parts.empty(
                reader("没有找到。请换个说法，或去掉一些条件。", en: "Nothing found. Try other words or fewer conditions."),
                "<a class=\"btn\" href=\"\(path)\">\(reader("看全部", en: "See all"))</a>"
            ) : Self.items(reader, path, result.items, codes, isShort: false)
        // Only the list itself is for search engines, not every way of filtering it.
        let isPlain = inputs.pairs.allSatisfy { $0.name == "page" }
        let page = Layout.publicPage(
            reader,
            path,
            title: reader(title),
            description: isPlain ? reader("\(title.zh)目录", en: "Catalogue of \(title.en.lowercased())") : nil,
            path: isPlain ? path + inputs.query() : nil,
            search: Layout.publicSearch(
                reader,
                path,
                inputs,
                hint: reader("用几个词搜索，不分先后", en: "A few words in any order")
            ),
            body: """
                <h1>\(reader(title))</h1><p class="quiet" role="status">\
                \(reader("找到 \(result.total) \(unit.zh)", en: "\(result.total) \(unit.en)"))</p>\
                \(facets(reader("领域", en: "Field"), chips(result.fields, "field")))\
                \(facets(reader("行业", en: "Industry"), chips(result.sections, "industry")))\
                <section class="card list">\(found)\(pager.view(reader, inputs))</section>
                """
        )
        return page.response(isPublic: true)
    }

    private static func items<Body: PublicContent>(
        _ reader: Reader,
        _ path: String,
        _ items: [SearchResult<Body>.Item],
        _ codes: CodeBook,
        isShort: Bool
    ) -> HTML {
        items.map { item -> HTML in
            let content = item.record.content
            let modes = content.cooperationModes.map { codes.text($0, in: .cooperationMode, reader) }
            let details =
                [item.organization.content.name, codes.text(content.field, in: .field, reader)] + modes
            let summary: HTML =
                isShort || content.summary.isEmpty
                ? ""
                : "<p>\(MarkedView.beginning(item.marked(.summary, content.summary, field: .summary), 160))</p>"
            return """
                <article><h2><a href="\(path)/\(item.record.code)">\(MarkedView.text(item.title))</a></h2>\
                \(summary)<small>\(details.filter { !$0.isEmpty }.joined(separator: "　"))</small></article>
                """
        }.joined
    }

    // MARK: For search engines

    @Sendable private func sitemap(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let base = site.settings.publicURL else { throw HTTPError(.notFound) }
        let text = try await site.workspace.publicSide.read { view in
            var text =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            for path in [Paths.home, Paths.publicDemands, Paths.publicAchievements, Paths.publicActivities] {
                text += "<url><loc>\(base)\(path)</loc></url>\n"
            }
            let half = (Self.mostAddresses - 4) / 2
            for (kind, path) in [
                (RecordCode.Kind.demand, Paths.publicDemands), (.achievement, Paths.publicAchievements),
            ] {
                for record in try view.addresses(kind, page: Page(limit: half)) {
                    text +=
                        "<url><loc>\(base)\(path)/\(record.code)</loc><lastmod>\(record.on)</lastmod></url>\n"
                }
            }
            return text + "</urlset>\n"
        }
        return Response(
            status: .ok,
            headers: [.contentType: "application/xml; charset=utf-8", .cacheControl: "no-cache"],
            body: .init(byteBuffer: .init(string: text))
        )
    }
}
