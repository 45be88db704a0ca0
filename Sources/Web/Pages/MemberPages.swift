import Domain
import Hummingbird
import Market

/// The members of a programme: how they join, a page for each, and what is done there.
struct MemberPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.post("programmes/{code}/members", use: join)
        routes.get("programmes/{code}/members/{organization}", use: show)
        for deed in MemberDeed.allCases {
            routes.post(RouterPath("programmes/{code}/members/{organization}/\(deed.rawValue)")) {
                request,
                context in
                try await perform(deed, request, context)
            }
        }
    }

    // MARK: Joining

    @Sendable private func join(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let (code, form) = (try context.part("code"), context.form)
        var entry = JoinCard.Entry(inputs: form)
        do {
            let names =
                form.has("lines")
                ? form["lines"].split(whereSeparator: \.isNewline).map { Text.trimmed(String($0)) }
                    .filter { !$0.isEmpty } : form.all("organization").map(Draft.codeBehind)
            let day = form["on"].isEmpty ? nil : try Day(parsing: form["on"], field: .on)
            entry.results = try await context.desk().change { work in
                try work.programmes.join(
                    try work.programmes.find(code).id,
                    names,
                    as: MemberStage(rawValue: form["stage"]) ?? .negotiating,
                    staff: work.user.id,
                    on: day,
                    making: Organization.Kind(rawValue: form["make"])
                )
            }
            if entry.results.allSatisfy(\.isAdded) {
                return .goTo(
                    "\(Paths.programmes)/\(code)#members",
                    note: Self.summary(reader, entry.results),
                    isSecure: context.isSecure
                )
            }
            // What is settled is not typed again.
            entry.inputs.set("organization", [])
            entry.inputs.set("lines", [])
            let status: HTTPResponse.Status =
                entry.results.contains(where: \.isOpen) ? .unprocessableContent : .ok
            return try await page(reader, context, code, entry).response(status)
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            entry.error = error
            return try await page(reader, context, code, entry).response(error.kind.status)
        }
    }

    private func page(_ reader: Reader, _ context: AppContext, _ code: String, _ entry: JoinCard.Entry)
        async throws -> HTML
    {
        try await context.desk().read { try ProgrammePage(code, reader, Inputs(), $0, joining: entry).view }
    }

    private static func summary(_ reader: Reader, _ results: [Joined]) -> String {
        if results.count == 1, case .added(let name) = results[0] {
            return reader("已加入：\(name)。", en: "Added: \(name).")
        }
        return reader("已加入 \(results.count) 家。", en: "Added \(results.count) organizations.")
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let opened = MemberDeed(rawValue: inputs["do"])
        return try await page(reader, context, Draft(), opened: opened).response()
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ draft: Draft,
        opened: MemberDeed?,
        error: AppError? = nil
    ) async throws -> HTML {
        let (code, organization) = (try context.part("code"), try context.part("organization"))
        return try await context.desk().read { work in
            let story = try MemberStory(code, organization, work)
            return MemberPage(reader: reader, story: story, draft: draft, opened: opened, error: error).view
        }
    }

    private func perform(_ deed: MemberDeed, _ request: Request, _ context: AppContext) async throws
        -> Response
    {
        let reader = site.reader(request, context)
        let (code, organization) = (try context.part("code"), try context.part("organization"))
        let inputs = context.form
        do {
            let said = try await context.desk().change { work in
                try work.once(inputs) { try deed.perform(code, organization, inputs, reader, work) }
            }
            let programme = "\(Paths.programmes)/\(code)"
            let path =
                inputs["from"] == "list"
                ? "\(programme)#members" : "\(programme)/members/\(Inputs.encoded(organization))"
            return .goTo(path, note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            return try await page(reader, context, Draft(inputs), opened: deed, error: error)
                .response(error.formStatus)
        }
    }

    /// The step to the next stage, today and with one click; nothing where there is none.
    static func advance(
        _ reader: Reader,
        _ programme: Programme,
        _ member: Member,
        _ organization: RecordCode,
        from: String
    ) -> HTML {
        guard reader.may(.staff), !programme.filing.isArchived, member.isCounted,
            let next = member.stage.following
        else { return "" }
        return Parts.form(
            reader,
            to: "\(Paths.members(programme.code, organization))/\(MemberDeed.step.rawValue)",
            """
            \(Parts.hidden("version", String(member.version)))\(Parts.hidden("to", next.rawValue))\(Parts.hidden("from", from))\
            <button\(from == "list" ? "" : " class=\"go\"" as HTML)>\(reader("签约", en: "Signed"))</button>
            """
        )
    }
}

/// What can be done with a member, by the noun to which its form is sent.
enum MemberDeed: String, CaseIterable, Sendable {
    case step
    case plan
    case back = "return"
    case correction
    case leave = "leaving"
    case strike
    case restore

    /// Does it with what the form says, and says what was done.
    func perform(
        _ code: String,
        _ organization: String,
        _ inputs: Inputs,
        _ reader: Reader,
        _ work: Work
    ) throws -> String {
        // Before anything is read of the form, so that the answer is about the role.
        try work.require(.staff, "programme.\(rawValue)")
        let programmes = work.programmes
        let organization = try work.organizations.find(organization)
        let member = try programmes.member(try programmes.find(code).id, organization)
        let form = form(reader, member, try work.users.list())
        let (day, note, version) = (
            try form.day(inputs, "on", .on), form.value(inputs, "note"), inputs.version
        )
        switch self {
        case .step:
            guard let stage = MemberStage(rawValue: inputs["to"]) else { throw HTTPError(.badRequest) }
            let moved = try programmes.advance(member.id, to: stage, version: version, on: day, note: note)
            return reader(
                "\(organization.name)：\(moved.stage.name.zh)。",
                en: "\(organization.name): \(moved.stage.name.en)."
            )
        case .plan:
            let login = form.value(inputs, "staff")
            let staff = login.isEmpty ? nil : try work.users.find(login, field: .memberStaff).id
            _ = try programmes.assign(member.id, staff: staff, note: note, version: version)
            return reader("已保存。", en: "Saved.")
        case .back:
            let stage = MemberStage(rawValue: form.value(inputs, "stage"))
            let moved = try programmes.back(member.id, to: stage, version: version, on: day, note: note)
            return reader("已退回到“\(moved.stage.name.zh)”。", en: "Back at “\(moved.stage.name.en)”.")
        case .correction:
            let moved = try programmes.back(member.id, isMistake: true, version: version, note: note)
            return reader(
                "误录的一步已撤回，现在是“\(moved.stage.name.zh)”。",
                en: "The step entered by mistake is taken back; now at “\(moved.stage.name.en)”."
            )
        case .leave:
            let reason = LeaveReason(rawValue: form.value(inputs, "reason"))
            _ = try programmes.leave(member.id, reason: reason, version: version, on: day, note: note)
            return reader("\(organization.name)已退出。", en: "\(organization.name) has left.")
        case .strike:
            _ = try programmes.strike(member.id, version: version)
            return reader("已作为误录划去，不再计入统计。", en: "Struck as a mistake; it counts nowhere.")
        case .restore:
            _ = try programmes.strike(member.id, isMistake: false, version: version)
            return reader("已恢复，重新计入统计。", en: "Restored; it counts again.")
        }
    }

    /// Its form on a member's page.
    func form(_ reader: Reader, _ member: Member, _ users: [User]) -> PageForm {
        let on = FormField("on", reader(Field.on.name), .day, isRequired: true)
        let note = FormField("note", reader(Field.note.name))
        switch self {
        case .step: return PageForm("step", [[on, note]])
        case .plan:
            let people = users.filter { $0.isActive && $0.role >= .staff || $0.id == member.staff }
            let staff = people.map { (code: $0.login, name: $0.name) }
            return PageForm(
                "plan",
                [
                    [
                        FormField(
                            "staff",
                            reader(Field.memberStaff.name),
                            .choice(staff, blank: reader("没有人", en: "Nobody"))
                        )
                    ],
                    [FormField("note", reader(Field.note.name), .text(rows: 3))],
                ]
            )
        case .back:
            let stages = MemberStage.path.map { (code: $0.rawValue, name: reader($0.name)) }
            let nearest = reader("前一阶段", en: "The one before")
            return PageForm(
                "back",
                [
                    [FormField("stage", reader("退回到", en: "Back to"), .choice(stages, blank: nearest))], [on],
                    [note],
                ]
            )
        case .correction: return PageForm("correction", [[FormField("note", reader("说明", en: "Why"))]])
        case .leave:
            let reasons = LeaveReason.allCases.map { (code: $0.rawValue, name: reader($0.name)) }
            return PageForm(
                "leave",
                [
                    [
                        FormField(
                            "reason",
                            reader(Field.leaveReason.name),
                            .choice(reasons, blank: "—"),
                            isRequired: true
                        )
                    ],
                    [on], [FormField("note", reader("说明", en: "Note"), .text(rows: 2))],
                ]
            )
        case .strike: return PageForm("strike", [])
        case .restore: return PageForm("restore", [])
        }
    }
}
