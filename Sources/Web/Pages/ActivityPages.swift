import Documents
import Domain
import Exchange
import Hummingbird
import Market

/// 活动: the list, a page for each, its forms, and whether it was held.
struct ActivityPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("activities", use: list)
        routes.get("activities/export.csv", use: export)
        ListDownload.add(to: routes, "activities", .activity, site) { inputs, work, records, add in
            for one in try work.activities.list(try Self.filter(inputs, work)) {
                try add(try records.json(one, withHistory: false))
            }
        }
        forms.add(to: routes)
        routes.get("activities/{code}", use: show)
        routes.post("activities/{code}/state", use: mark)
        routes.post("activities/{code}/archive", use: archive)
    }

    // MARK: The list

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> EventFilter {
        var filter = EventFilter()
        filter.text = inputs.text
        filter.kind = inputs["kind"].isEmpty ? nil : inputs["kind"]
        filter.state = Activity.State(rawValue: inputs["state"])
        filter.period = try inputs.span()
        let programme = inputs["programme"]
        filter.programme = programme.isEmpty ? nil : try work.programmes.find(programme).id
        filter.includesArchived = inputs.has("archived")
        filter.isOldestFirst = inputs["sort"] == "oldest"
        return filter
    }

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let page = try await context.desk().read { work -> HTML in
            var filter = try Self.filter(inputs, work)
            let pager = try Pager(total: Int(try work.activities.count(filter)), inputs)
            filter.page = try Pager.rows(inputs)
            let codes = try work.codes()
            let rows = try work.activities.items(filter).map { Self.row(reader, $0, codes) }
            return Self.listPage(
                reader,
                inputs,
                rows,
                pager,
                codes,
                try work.programmes.list(ProgrammeFilter())
            )
        }
        return page.response()
    }

    private static func row(_ reader: Reader, _ item: ActivityItem, _ codes: CodeBook) -> HTML {
        let activity = item.activity
        let sub: HTML =
            activity.parent == nil ? "" : " <span class=\"chip\">\(reader("分会场", en: "sub-session"))</span>"
        let coming: HTML =
            item.organizations > 0
            ? "\(item.organizations) \(reader("家", en: "org."))<br><small>\(item.people) \(reader("人", en: "people"))</small>"
            : "—"
        return """
            <tr data-href="\(Paths.record(activity.code))"><td>\(Parts.link(activity.code, activity.title))\(sub)<br>\
            <small>\(activity.code)</small> \(Parts.archived(reader, activity.filing))</td>\
            <td data-label="\(reader("类型", en: "Kind"))">\
            \(codes.name(of: activity.kind, in: .activityKind).map { reader($0) } ?? activity.kind)</td>\
            <td data-label="\(reader("日期", en: "Date"))">\(Parts.day(reader, activity.on))</td>\
            <td data-label="\(reader("主办、地点", en: "Host, place"))">\(activity.host)\
            \(activity.place.isEmpty ? "" : "<br><small>\(activity.place)</small>" as HTML)</td>\
            <td data-label="\(reader("到场", en: "Attending"))" class="num">\(coming)</td>\
            <td data-label="\(reader("状态", en: "State"))">\(state(reader, activity.state))</td></tr>
            """
    }

    static func state(_ reader: Reader, _ state: Activity.State) -> HTML {
        let tone =
            switch state {
            case .planned: "accent"
            case .held: "good"
            case .cancelled: ""
            }
        return "<span class=\"chip \(tone)\">\(reader(state.name))</span>"
    }

    private static func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ rows: [HTML],
        _ pager: Pager,
        _ codes: CodeBook,
        _ programmes: [Programme]
    ) -> HTML {
        let programmes = FormField(
            "programme",
            reader(Field.programme.name),
            .choice(
                programmes.map { ($0.code.description, $0.name) },
                blank: reader("全部专项", en: "All programmes")
            )
        )
        let kinds = FormField(
            "kind",
            reader("类型", en: "Kind"),
            .choice(codes.choices(.activityKind, reader), blank: reader("全部类型", en: "All kinds"))
        )
        let states = FormField(
            "state",
            reader("状态", en: "State"),
            .choice(
                Activity.State.allCases.map { ($0.rawValue, reader($0.name)) },
                blank: reader("全部状态", en: "All states")
            )
        )
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有找到活动。", en: "No activities found."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("活动", en: "Activity"))</th>\
            <th scope="col">\(reader("类型", en: "Kind"))</th><th scope="col">\(reader("日期", en: "Date"))</th>\
            <th scope="col">\(reader("主办、地点", en: "Host, place"))</th><th scope="col" class="num">\(reader("到场", en: "Attending"))</th>\
            <th scope="col">\(reader("状态", en: "State"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(.activity))\">\(reader("新活动", en: "New activity"))</a>"
            : ""
        return Layout.page(
            reader,
            .activities,
            title: reader("活动", en: "Activities"),
            actions: "\(Parts.export(reader, Paths.activities, inputs))\(add)",
            body: """
                <section class="card"><form class="filters" data-auto="1" role="search">\
                <input type="search" name="q" value="\(inputs["q"])" aria-label="\(reader("名称、主办、地点或编号", en: "Name, host, place or code"))" \
                placeholder="\(reader("名称、主办、地点或编号", en: "Name, host, place or code"))">\
                \(Parts.select(reader, kinds, inputs))\(Parts.select(reader, states, inputs))\(Parts.select(reader, programmes, inputs))\(Parts.days(reader, inputs))\
                \(Parts.order(reader, inputs))\
                <label><input type="checkbox" name="archived" value="1"\("checked", if: inputs.has("archived"))>\
                \(reader("含已归档", en: "with archived"))</label><button>\(reader("筛选", en: "Filter"))</button></form>\
                \(table)\(pager.view(reader, inputs))</section>
                """
        )
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let csv = try await context.desk().read { work -> CSV in
            let codes = try work.codes()
            var csv = CSV(columns: [
                reader(Field.code.name), reader(Field.title.name), reader(Field.kind.name),
                reader(Field.on.name),
                reader(Field.endsOn.name), reader(Field.place.name), reader(Field.host.name),
                reader(Field.coHosts.name), reader("状态", en: "state"), reader("到场单位数", en: "organizations"),
                reader(Field.attendees.name), reader("分会场", en: "sub-session"),
            ])
            for item in try work.activities.items(try Self.filter(inputs, work)) {
                let activity = item.activity
                csv.add([
                    activity.code.description, activity.title,
                    codes.name(of: activity.kind, in: .activityKind).map { reader($0) } ?? activity.kind,
                    activity.on.description, activity.endsOn?.description ?? "",
                    activity.place, activity.host,
                    activity.coHosts.joined(separator: "、"), reader(activity.state.name),
                    String(item.organizations), String(item.people),
                    activity.parent == nil ? "" : reader("是", en: "yes"),
                ])
            }
            return csv
        }
        return csv.response(name: reader("活动.csv", en: "activities.csv"))
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        return try await Self.page(reader, context, try context.part("code")).response()
    }

    /// An activity's page.
    ///
    /// - Parameters:
    ///   - above: what is to be said before all else.
    ///   - checkIn: what stands above the check-in list, with what was typed.
    static func page(
        _ reader: Reader,
        _ context: AppContext,
        _ code: String,
        above: HTML = "",
        checkIn: CheckInPages.Entry = CheckInPages.Entry()
    ) async throws -> HTML {
        try await context.desk().read { work in
            let activity = try work.activities.find(code)
            var filter = EventFilter()
            filter.parent = activity.id
            filter.isOldestFirst = true
            let parts = try work.activities.items(filter)
            let parent = try activity.parent.map { try work.activities.get($0) }
            let programme = try activity.programme.map { try work.programmes.get($0) }
            let attendees = try work.activities.attendees(activity.id)
            let codes = try work.codes()
            let body: HTML = """
                \(above)<div class="cols two"><div>\(CheckInPages.card(reader, activity, attendees, checkIn))</div>\
                <div>\(facts(reader, activity, parent, programme, codes))\(sessions(reader, activity, parts))</div></div>
                """
            return Layout.page(
                reader,
                .activities,
                title: activity.title,
                quiet: """
                    \(activity.code)　\(codes.name(of: activity.kind, in: .activityKind).map { reader($0) } ?? activity.kind)\
                    　\(state(reader, activity.state)) \(Parts.archived(reader, activity.filing))
                    """,
                actions: actions(reader, activity),
                body: body
            )
        }
    }

    private static func actions(_ reader: Reader, _ activity: Activity) -> HTML {
        guard reader.may(.staff), !activity.filing.isArchived else {
            return Parts.archiveMenu(reader, activity.code, activity.filing)
        }
        func move(_ state: Activity.State, _ words: String, question: String? = nil, isMain: Bool = false)
            -> HTML
        {
            Parts.form(
                reader,
                to: "\(Paths.record(activity.code))/state",
                question: question,
                """
                \(Parts.hidden("state", state.rawValue))\(Parts.hidden("version", String(activity.filing.version)))\
                <button\(isMain ? " class=\"go\"" : "" as HTML)>\(words)</button>
                """
            )
        }
        let edit: HTML =
            "\(Parts.archiveMenu(reader, activity.code, activity.filing))<a class=\"btn\" href=\"\(Paths.edit(activity.code))\">\(reader("修改", en: "Edit"))</a>"
        switch activity.state {
        case .planned:
            let cancel = move(
                .cancelled,
                reader("取消活动", en: "Cancel it"),
                question: reader("取消活动“\(activity.title)”？", en: "Cancel “\(activity.title)”?")
            )
            let held = move(.held, reader("标为已举办", en: "Mark as held"), isMain: activity.on <= reader.today)
            return "\(edit)\(cancel)\(held)"
        case .held: return "\(edit)\(move(.planned, reader("改回计划中", en: "Back to planned")))"
        case .cancelled: return "\(edit)\(move(.planned, reader("恢复为计划中", en: "Plan it again")))"
        }
    }

    private static func facts(
        _ reader: Reader,
        _ activity: Activity,
        _ parent: Activity?,
        _ programme: Programme?,
        _ codes: CodeBook
    ) -> HTML {
        let counted =
            activity.parent != nil
            ? reader("分会场，不另算一场", en: "a sub-session, not counted by itself")
            : activity.state == .held && activity.filing.isCounted
                ? reader("计入组织活动场次", en: "counts as an activity held")
                : reader("举办后计入组织活动场次", en: "counts once it is held")
        let days: HTML =
            activity.endsOn.map {
                "\(Parts.day(reader, activity.on))\(reader("至", en: " to "))\(Parts.day(reader, $0))"
            }
            ?? Parts.day(reader, activity.on)
        return """
            <section class="card"><table class="facts">\(Parts.fact(reader(Field.on.name), days))\
            \(Parts.fact(reader(Field.place.name), activity.place))\(Parts.fact(reader(Field.host.name), activity.host))\
            \(Parts.fact(reader(Field.coHosts.name), activity.coHosts.joined(separator: "、")))\
            \(Parts.fact(reader("主活动", en: "Part of"), parent.map { Parts.link($0.code, $0.title) } ?? ""))\
            \(Parts.fact(reader(Field.programme.name), programme.map { Parts.link($0.code, $0.name) } ?? ""))\
            \(Parts.fact(reader("统计", en: "Counted"), counted))\
            \(Parts.fact(reader(Field.externalID.name), activity.externalID ?? ""))</table>\
            \(Parts.prose(reader(Field.note.name), activity.note))</section>
            """
    }

    private static func sessions(_ reader: Reader, _ activity: Activity, _ parts: [ActivityItem]) -> HTML {
        let canAdd = reader.may(.staff) && activity.parent == nil && !activity.filing.isArchived
        guard canAdd || !parts.isEmpty else { return "" }
        let rows = parts.map { item -> HTML in
            """
            <tr><td>\(Parts.link(item.activity.code, item.activity.title))<br><small>\(Parts.day(reader, item.activity.on)) · \
            \(item.activity.place)</small></td><td class="num">\(item.organizations) \(reader("家", en: "org."))</td></tr>
            """
        }
        var query = Inputs()
        query["parent"] = activity.code.description
        query["on"] = activity.on.description
        query["kind"] = activity.kind
        query["host"] = activity.host
        let add: HTML =
            canAdd
            ? "<div class=\"do\"><a class=\"btn\" href=\"\(Paths.new(.activity))\(query.query())\">\(reader("加分会场", en: "Add a sub-session"))</a></div>"
            : ""
        return """
            <section class="card"><h2>\(reader("分会场", en: "Sub-sessions"))</h2>\
            \(rows.isEmpty ? "<p class=\"quiet\">\(reader("没有分会场。", en: "None."))</p>" as HTML : "<table>\(rows)</table>")\(add)</section>
            """
    }

    // MARK: What is done with it

    @Sendable private func mark(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        guard let state = Activity.State(rawValue: context.form["state"]),
            let version = Int64(context.form["version"])
        else { throw HTTPError(.badRequest) }
        do {
            let activity = try await context.desk().change { work in
                try work.activities.mark(try work.activities.find(code).id, as: state, version: version)
            }
            return .goTo(
                Paths.record(activity.code),
                note: reader(
                    "\(activity.code) 已标为“\(state.name.zh)”。",
                    en: "\(activity.code) is marked as \(state.name.en)."
                ),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            return try await Self.page(reader, context, code, above: Parts.refusal(reader, error))
                .response(error.kind.status)
        }
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        guard let archiving = Archiving(form: context.form), let version = Int64(context.form["version"])
        else {
            throw HTTPError(.badRequest)
        }
        do {
            let activity = try await context.desk().change { work in
                let activity = try work.activities.find(code)
                try work.activities.archive(activity.id, version: version, as: archiving)
                return activity
            }
            return .goTo(
                Paths.record(activity.code),
                note: archiving.said(reader, activity.code),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            return try await Self.page(reader, context, code, above: Parts.refusal(reader, error))
                .response(error.kind.status)
        }
    }

    // MARK: Forms

    private var forms: RecordForms {
        RecordForms(
            site: site,
            type: .activity,
            kind: .activity,
            section: .activities,
            name: Phrase("活动", en: "activity")
        ) { reader, codes in
            [
                FormPart(
                    reader("活动", en: "The activity"),
                    [
                        [FormField("title", reader("活动名称", en: "Title"), isRequired: true)],
                        [
                            FormField(
                                "kind",
                                reader(Field.kind.name),
                                .choice(codes.choices(.activityKind, reader), blank: "—"),
                                isRequired: true
                            ),
                            FormField("on", reader(Field.on.name), .day, isRequired: true),
                            FormField(
                                "ends_on",
                                reader(Field.endsOn.name),
                                .day,
                                hint: reader("一天的活动不填。", en: "Blank for one day.")
                            ),
                        ],
                        [
                            FormField("place", reader(Field.place.name)),
                            FormField("host", reader(Field.host.name)),
                        ],
                        [
                            FormField(
                                "co_hosts",
                                reader(Field.coHosts.name),
                                .words,
                                hint: reader("协办不另算场次。", en: "Co-hosts never make it count again.")
                            ),
                            FormField(
                                "parent",
                                reader("主活动", en: "Part of"),
                                hint: reader(
                                    "是分会场的，填主活动的编号，如 HD-2021-0001。",
                                    en: "For a sub-session: the main activity's code, such as HD-2021-0001."
                                )
                            ),
                        ],
                        [
                            FormField(
                                "programme",
                                reader("所属专项", en: "Programme"),
                                hint: reader(
                                    "专项的名称或编号，如 离岸科创园；不属于专项就空着。",
                                    en: "Its name or code, such as ZX-2021-0001; blank if it belongs to none."
                                )
                            ),
                            FormField(
                                "state",
                                reader("状态", en: "State"),
                                .choice(
                                    Activity.State.allCases.map { ($0.rawValue, reader($0.name)) },
                                    blank: reader("按日期（今天及以前为已举办）", en: "by its date (held up to today)")
                                ),
                                isShort: true
                            ),
                        ],
                        [FormField("note", reader(Field.note.name), .text(rows: 3))],
                    ]
                )
            ]
        }
    }
}
