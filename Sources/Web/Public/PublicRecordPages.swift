import Domain
import Hummingbird
import Market

/// A page for each published record, and the activities to come.
struct PublicRecordPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("demands/{code}", use: demand)
        routes.get("achievements/{code}", use: achievement)
        routes.get("activities", use: activities)
    }

    @Sendable private func demand(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try RecordCode(parsing: try context.part("code"), kind: .demand, field: .demand)
        return try await site.workspace.publicSide.read { view -> HTML in
            let found = try view.demand(code)
            let content = found.record.content
            let codes = try view.codes()
            let facts: HTML = """
                \(Parts.fact(reader("拟投入", en: "Budget"), content.budget.map { reader($0.phrase) } ?? reader("面议", en: "open to talks")))\
                \(Parts.fact(reader("期望成熟度", en: "Readiness wanted"), codes.text(content.readiness, in: .readiness, reader)))\
                \(Parts.fact(reader(Field.deadline.name), content.deadline.map { Parts.day(reader, $0) } ?? ""))
                """
            return Self.page(reader, Paths.publicDemands, found, codes, facts)
        }.response(isPublic: true)
    }

    @Sendable private func achievement(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try RecordCode(parsing: try context.part("code"), kind: .achievement, field: .achievement)
        return try await site.workspace.publicSide.read { view -> HTML in
            let found = try view.achievement(code)
            let content = found.record.content
            let codes = try view.codes()
            let kinds = content.ipKinds.map { codes.text($0, in: .ipKind, reader) }.joined(separator: "、")
            let facts: HTML = """
                \(Parts.fact(reader("意向价格", en: "Asking price"), content.price.map { reader($0.phrase) } ?? reader("面议", en: "open to talks")))\
                \(Parts.fact(reader("成熟度", en: "Readiness"), codes.text(content.readiness, in: .readiness, reader)))\
                \(Parts.fact(reader("技术就绪度", en: "Technology readiness level"), content.trl.map { "\($0)" } ?? ""))\
                \(Parts.fact(reader("知识产权", en: "Intellectual property"), kinds))\
                \(Parts.fact(reader("有效期至", en: "Valid until"), content.validUntil.map { Parts.day(reader, $0) } ?? ""))
                """
            return Self.page(reader, Paths.publicAchievements, found, codes, facts)
        }.response(isPublic: true)
    }

    private static func page<Body: PublicContent>(
        _ reader: Reader,
        _ section: String,
        _ found: PublicRecord<Body>,
        _ codes: CodeBook,
        _ facts: HTML
    ) -> HTML {
        let content = found.record.content
        let modes = content.cooperationModes.map { codes.text($0, in: .cooperationMode, reader) }
        let words = content.keywords.map { word -> HTML in
            "<a class=\"chip\" href=\"\(section)?q=\(Inputs.encoded(word))\">\(word)</a>"
        }
        let path = "\(section)/\(found.record.code)"
        let contact = [content.contact.name, found.maskedPhone ?? ""].filter { !$0.isEmpty }.joined(
            separator: "　"
        )
        return Layout.publicPage(
            reader,
            section,
            title: content.title,
            description: String(content.summary.prefix(150)),
            path: path,
            body: """
                <article class="card"><h1>\(content.title)</h1><p class="quiet">\(found.organization.content.name)　\
                \(found.record.code)　\(reader("发布于", en: "published on")) \(Parts.day(reader, found.publishedOn))</p>\
                \(content.summary.isEmpty
                    ? "<p class=\"quiet\">\(reader("没有公开摘要，请向市场了解详情。", en: "There is no public summary; ask the market."))</p>"
                    : "<p class=\"pre\">\(content.summary)</p>" as HTML)<p>\(words.joined(separator: " "))</p>\
                <table class="facts"><tbody>\
                \(Parts.fact(reader(Field.technicalField.name), codes.text(content.field, in: .field, reader)))\
                \(Parts.fact(reader(Field.industry.name), content.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? ""))\
                \(facts)\(Parts.fact(reader("合作方式", en: "Cooperation"), modes.joined(separator: "、")))\
                \(Parts.fact(reader("联系人", en: "Contact"), contact))</tbody></table></article>\
                <p class="quiet">\(reader("想进一步了解或洽谈，请与市场联系，并报上编号 \(found.record.code)。", en: "To learn more or to talk, turn to the market and give the code \(found.record.code)."))</p>
                """
        )
    }

    @Sendable private func activities(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let body = try await site.workspace.publicSide.read { view -> HTML in
            let activities = try view.upcomingActivities(limit: 100)
            return Self.list(reader, activities, try view.codes())
        }
        return Layout.publicPage(
            reader,
            Paths.publicActivities,
            title: reader("近期活动", en: "Activities to come"),
            path: Paths.publicActivities,
            body:
                "<section class=\"card list\"><h1>\(reader("近期活动", en: "Activities to come"))</h1>\(body)</section>"
        ).response(isPublic: true)
    }

    static func list(_ reader: Reader, _ activities: [Activity], _ codes: CodeBook) -> HTML {
        guard !activities.isEmpty else {
            return Parts.empty(reader("近期没有安排活动。", en: "No activities are planned."))
        }
        return activities.map { activity -> HTML in
            let content = activity.content
            let details = [codes.text(content.kind, in: .activityKind, reader), content.place, content.host]
            return """
                <article><b>\(content.title)</b><p>\(Parts.day(reader, content.on))\
                \(content.endsOn.map { " — \(Parts.day(reader, $0))" as HTML })</p>\
                <small>\(details.filter { !$0.isEmpty }.joined(separator: "　"))</small></article>
                """
        }.joined
    }
}

/// What demands and achievements show alike.
protocol PublicContent: SubmissionContent {
    var summary: String { get }
    var keywords: [String] { get }
    var industry: IndustryCode? { get }
    var field: String? { get }
    var cooperationModes: [String] { get }
    var contact: Contact { get }
}

extension DemandContent: PublicContent {}
extension AchievementContent: PublicContent {}

extension CodeBook {
    /// A code's name in the reader's language; the code itself if the list no longer has it, blank if there is none.
    func text(_ code: String?, in list: CodeListName, _ reader: Reader) -> String {
        guard let code else { return "" }
        return name(of: code, in: list).map { reader($0) } ?? code
    }
}
