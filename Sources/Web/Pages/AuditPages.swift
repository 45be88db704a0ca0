import Domain
import Exchange
import Hummingbird
import Market
import Synchronization

/// 审计记录: who changed what, and when; and whether anything was changed behind the program's back.
final class AuditPages: Sendable {
    private let site: Site
    /// Checking reads the whole log: one at a time.
    private let isChecking = Mutex(false)
    private static let size = 30

    init(site: Site) { self.site = site }

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("audit", use: list)
        routes.post("audit/check", use: check)
    }

    // MARK: The log

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let (page, people, refusal) = try await context.desk().read {
            work -> (AuditPage?, [User], AppError?) in
            let people = try work.users.list()
            do {
                let filter = try Self.filter(inputs, work)
                return (try work.auditLog.page(filter, size: Self.size), people, nil)
            } catch let error as AppError where error.kind == .invalid || error.kind == .notFound {
                return (nil, people, error)
            }
        }
        return Self.page(reader, inputs, page, people, refusal).response(refusal?.kind.status ?? .ok)
    }

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> AuditFilter {
        var filter = AuditFilter()
        if !inputs["record"].isEmpty {
            (filter.entity, filter.record) = try work.auditLog.row(of: inputs["record"])
        }
        if !inputs["actor"].isEmpty { filter.actor = try work.users.find(inputs["actor"]).id }
        if !inputs["action"].isEmpty { filter.action = inputs["action"] }
        filter.period = try inputs.span()
        if !inputs["before"].isEmpty {
            guard let before = Int64(inputs["before"]) else {
                throw AppError(
                    .invalid,
                    "page_out_of_range",
                    value: inputs["before"],
                    Phrase(
                        "没有第“\(AppError.quote(inputs["before"]))”条。",
                        en: "There is no entry “\(AppError.quote(inputs["before"]))”."
                    )
                )
            }
            filter.before = before
        }
        return filter
    }

    private static func page(
        _ reader: Reader,
        _ inputs: Inputs,
        _ page: AuditPage?,
        _ people: [User],
        _ refusal: AppError?
    ) -> HTML {
        let names = Dictionary(people.map { ($0.id, $0.name) }) { first, _ in first }
        let rows = (page?.entries ?? []).map { AuditView.row(reader, $0, page?.labels ?? [:], names) }
        let table: HTML =
            rows.isEmpty
            ? (refusal == nil ? Parts.empty(reader("没有符合条件的记录。", en: "No entries found.")) : "")
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("时间", en: "When"))</th>\
            <th scope="col">\(reader("谁", en: "Who"))</th><th scope="col">\(reader("做了什么", en: "What"))</th>\
            <th scope="col">\(reader("改动", en: "Changes"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        let check: HTML =
            reader.may(.admin)
            ? Parts.form(
                reader,
                to: Paths.auditCheck,
                "<button>\(reader("核对审计链", en: "Check the chain"))</button>"
            )
            : ""
        return Layout.page(
            reader,
            .audit,
            title: reader("审计记录", en: "Audit log"),
            quiet:
                "\(reader("每次写入都留一条，前后连成链，改动或删除会被发现；最新的在前。", en: "Every write leaves an entry, chained so that changes and removals are found; newest first."))",
            actions: check,
            body: """
                \(refusal.map { Parts.refusal(reader, $0) })<section class="card">\(filters(reader, inputs, people))\(table)\
                \(further(reader, inputs, page))</section>
                """
        )
    }

    private static func filters(_ reader: Reader, _ inputs: Inputs, _ people: [User]) -> HTML {
        let actor = FormField(
            "actor",
            reader("谁", en: "Who"),
            .choice(people.map { ($0.login, $0.name) }, blank: reader("所有人", en: "Everybody"))
        )
        let action = FormField(
            "action",
            reader("操作", en: "Action"),
            .choice(
                AuditView.actions.map { ($0, AuditView.name(reader, action: $0)) },
                blank: reader("所有操作", en: "All actions")
            )
        )
        return """
            <form class="filters" data-auto="1" role="search"><input type="text" name="record" value="\(inputs["record"])" \
            aria-label="\(reader("记录编号", en: "Record's code"))" placeholder="\(reader("记录编号，如 XQ-2021-0001", en: "Record's code, such as XQ-2021-0001"))">\
            \(Parts.select(reader, actor, inputs))\(Parts.select(reader, action, inputs))\(Parts.days(reader, inputs))\
            <button>\(reader("筛选", en: "Filter"))</button></form>
            """
    }

    private static func further(_ reader: Reader, _ inputs: Inputs, _ page: AuditPage?) -> HTML {
        guard let page, let next = page.next else { return "" }
        let note: HTML =
            page.searchedFrom == nil
            ? ""
            : """
            <span class="quiet">\(reader("先找了最近 \(Figures.grouped(AuditLog.mostSearched)) 条；加上日期可以直接找更早的。", en: "The newest \(Figures.grouped(AuditLog.mostSearched)) entries were searched first; give a day to go straight to earlier ones."))</span>
            """
        let words =
            page.searchedFrom == nil
            ? reader("更早的", en: "Earlier") : reader("接着往前找", en: "Search further back")
        return """
            <div class="pager">\(note)<nav aria-label="\(reader("翻页", en: "Pages"))"><a class="btn" rel="next" \
            href="\(inputs.query([("before", String(next))]))">\(words)</a></nav></div>
            """
    }

    // MARK: The check

    @Sendable private func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let isFree = isChecking.withLock { isChecking in
            defer { isChecking = true }
            return !isChecking
        }
        guard isFree else {
            throw AppError(
                .unavailable,
                "check_running",
                Phrase("正在核对审计链：请等它完成后再试。", en: "The chain is being checked: try again when that is done.")
            )
        }
        defer { isChecking.withLock { $0 = false } }
        let (finding, now) = try await context.desk().read { work in
            try work.require(.admin, "audit.verify")
            return (try work.auditLog.verify(), work.now)
        }
        let isIntact = if case .intact = finding { true } else { false }
        return Layout.page(
            reader,
            .audit,
            title: reader("核对审计链", en: "Check of the audit chain"),
            quiet: "\(reader("核对时间 \(now.phrase.zh)", en: "Checked at \(now.phrase.en)"))",
            actions:
                "<a class=\"btn\" href=\"\(Paths.audit)\">\(reader("回到审计记录", en: "Back to the log"))</a>",
            body: """
                <section class="card"><p class="note \(isIntact ? "good" : "bad")" role="\(isIntact ? "status" : "alert")">\
                \(reader(AuditView.sentence(finding)))</p></section>
                """
        ).response()
    }
}
