import Domain
import Exchange
import Hummingbird
import Market

/// 对接: the board, the list, a page for each, and what is done there.
struct MatchPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("matches", use: list)
        routes.get("matches/export.csv", use: export)
        ListDownload.add(to: routes, "matches", .match, site) { inputs, work, records, add in
            for one in try work.matches.list(try MatchList.filter(inputs, work)) {
                try add(try records.row(one))
            }
        }
        routes.get("matches/new", use: newForm)
        routes.post("matches/new", use: create)
        routes.get("matches/{code}", use: show)
        for deed in MatchDeed.allCases {
            routes.post(RouterPath("matches/{code}/\(deed.rawValue)")) { request, context in
                try await perform(deed, request, context)
            }
        }
    }

    // MARK: The board and the list

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        return try await context.desk().read { work in
            let isList = MatchList.isWanted(inputs)
            return isList
                ? try MatchList(reader, inputs, work).page : try MatchBoard(reader, inputs, work).page
        }.response()
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let file = try await context.desk().read { try MatchList.file(reader, inputs, $0) }
        return file.response(name: reader("对接-\(reader.today).csv", en: "matches-\(reader.today).csv"))
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let opened = MatchDeed(rawValue: inputs["do"])
        return try await page(reader, context, try context.part("code"), Draft(), opened: opened).response()
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ code: String,
        _ draft: Draft,
        opened: MatchDeed?,
        error: AppError? = nil
    ) async throws -> HTML {
        try await context.desk().read { work in
            let story = try MatchStory(code, work)
            return MatchPage(reader: reader, story: story, draft: draft, opened: opened, error: error).view
        }
    }

    // MARK: What is done there

    private func perform(_ deed: MatchDeed, _ request: Request, _ context: AppContext) async throws
        -> Response
    {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = context.form
        do {
            let said = try await context.desk().change { work in
                try work.once(inputs) { try deed.perform(code, inputs, reader, work) }
            }
            return .goTo("\(Paths.matches)/\(code)", note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            return try await page(reader, context, code, Draft(inputs), opened: deed, error: error)
                .response(error.formStatus)
        }
    }

    // MARK: A pair that a person found

    private func newFields(_ reader: Reader) -> [FormField] {
        [
            FormField(
                "demand",
                reader("技术需求编号", en: "Demand"),
                hint: reader("如 XQ-2021-0001", en: "such as XQ-2021-0001"),
                isRequired: true
            ),
            FormField(
                "achievement",
                reader("科技成果编号", en: "Achievement"),
                hint: reader("如 CG-2021-0001", en: "such as CG-2021-0001"),
                isRequired: true
            ),
            FormField("on", reader("引荐日期", en: "Introduced on"), .day, isRequired: true),
            FormField("note", reader(Field.note.name), .text(rows: 2)),
        ]
    }

    @Sendable private func newForm(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        var draft = Draft(try Inputs(parsing: (request.uri.query ?? "").utf8))
        if !draft.inputs.has("on") { draft.inputs["on"] = reader.today.description }
        let form = draft
        return try await context.desk().read { work in
            try work.require(.staff, "match.introduce")
            return newPage(reader, form)
        }.response()
    }

    @Sendable private func create(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = context.form
        do {
            let code = try await context.desk().change { work -> RecordCode in
                let demand = try work.demands.find(inputs["demand"])
                let achievement = try work.achievements.find(inputs["achievement"])
                let day = try Day(parsing: inputs["on"], field: .on)
                let note = inputs["note"]
                return try work.matches.introduce(demand.id, achievement.id, on: day, note: note).code
            }
            let said = reader("已引荐，对接 \(code)。", en: "Introduced: the match \(code).")
            return .goTo(Paths.record(code), note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            var draft = Draft(inputs)
            draft.add(error, newFields(reader))
            return newPage(reader, draft).response(error.formStatus)
        }
    }

    private func newPage(_ reader: Reader, _ draft: Draft) -> HTML {
        let fields = newFields(reader)
        let form = Parts.form(
            reader,
            to: Paths.new(.match),
            keeps: true,
            """
            \(draft.summary(reader))<div class="pair">\(fields[0].view(reader, draft))\(fields[1].view(reader, draft))</div>\
            \(fields[2].view(reader, draft))\(fields[3].view(reader, draft))\
            <p class="do"><button class="go">\(reader("引荐双方", en: "Introduce the two"))</button> \
            <a class="btn" href="\(Paths.matches)">\(reader("取消", en: "Cancel"))</a></p>
            """
        )
        return Layout.page(
            reader,
            .matches,
            title: reader("新对接", en: "New match"),
            quiet:
                "\(reader("自己看中的一对；系统推荐的请在需求或成果的推荐里引荐。", en: "A pair that you found; what the system suggests is introduced from the suggestions of a record."))",
            body: "<section class=\"card\">\(form)</section>"
        )
    }
}

/// What can be done with a match, by the noun to which its form is sent.
enum MatchDeed: String, CaseIterable, Sendable {
    case step
    case contract
    case link
    case talk = "follow-ups"
    case plan
    case back = "return"
    case correction
    case end
    case archive

    /// Does it with what the form says, and says what was done.
    func perform(_ code: String, _ inputs: Inputs, _ reader: Reader, _ work: Work) throws -> String {
        // Before anything is read of the form, so that the answer is about the role.
        try work.require(.staff, "match.\(rawValue)")
        if self == .archive {
            guard let how = Archiving(form: inputs) else { throw HTTPError(.badRequest) }
            let match = try work.matches.find(code)
            try work.matches.archive(match.id, version: inputs.version, as: how)
            return how.said(reader, match.code)
        }
        let match = try work.matches.find(code, seenAt: self == .talk ? nil : inputs.version)
        let form = MatchForms.form(self, reader, try work.codes(), match, try work.users.list())
        let day = try form.day(inputs, "on", .on)
        let note = form.value(inputs, "note")
        switch self {
        case .step:
            guard let stage = MatchStage(rawValue: inputs["to"]) else { throw HTTPError(.badRequest) }
            _ = try work.matches.advance(match.id, to: stage, on: day, note: note)
            return reader("已进入“\(stage.name.zh)”。", en: "The match is now “\(stage.name.en)”.")
        case .contract:
            var members = form.members(inputs)
            members["matches"] = .array([.string(match.code.description)])
            let contract = try Records(work).create(.contract, members)["code"]?.asString ?? ""
            return reader(
                "已登记合同 \(contract)，对接进入“签约”。",
                en: "Recorded the contract \(contract); the match is signed."
            )
        case .link:
            let contract = try work.contracts.find(form.value(inputs, "contract"))
            try work.contracts.link(contract.id, match.id)
            return reader(
                "已关联合同 \(contract.code)。",
                en: "The match rests on the contract \(contract.code) now."
            )
        case .talk:
            _ = try work.matches.followUp(
                match.id,
                on: day,
                kind: form.value(inputs, "kind"),
                text: form.value(inputs, "text"),
                nextStep: form.value(inputs, "next_step"),
                nextOn: try form.day(inputs, "next_on", .nextOn)
            )
            return reader("跟进已记下。", en: "The follow-up is noted.")
        case .plan:
            let login = form.value(inputs, "owner")
            _ = try work.matches.assign(
                match.id,
                owner: login.isEmpty ? nil : try work.users.find(login, field: .owner).id,
                nextStep: form.value(inputs, "next_step"),
                nextOn: try form.day(inputs, "next_on", .nextOn),
                version: inputs.version
            )
            return reader("下一步已更新。", en: "The next step is set.")
        case .back:
            let stage = MatchStage(rawValue: form.value(inputs, "stage"))
            let moved = try work.matches.back(match.id, to: stage, on: day, note: note)
            return reader(
                "已退回到“\(moved.stage.name.zh)”。",
                en: "The match is back at “\(moved.stage.name.en)”."
            )
        case .correction:
            let moved = try work.matches.back(match.id, isMistake: true, note: note)
            return reader(
                "误录的一步已撤回，现在是“\(moved.stage.name.zh)”。",
                en: "The step entered by mistake is taken back; the match is at “\(moved.stage.name.en)”."
            )
        case .end:
            _ = try work.matches.end(match.id, reason: form.value(inputs, "reason"), on: day, note: note)
            return reader("对接已终止。", en: "The match is ended.")
        case .archive: return ""
        }
    }
}

/// The forms of a match's page.
enum MatchForms {
    static func form(_ deed: MatchDeed, _ reader: Reader, _ codes: CodeBook, _ match: Match, _ users: [User])
        -> PageForm
    {
        let on = FormField("on", reader(Field.on.name), .day, isRequired: true)
        let note = FormField("note", reader(Field.note.name))
        let steps = [
            FormField("next_step", reader(Field.nextStep.name)),
            FormField("next_on", reader(Field.nextOn.name), .day),
        ]
        switch deed {
        case .step: return PageForm("step", [[on, note]])
        case .contract: return PageForm("sign", ContractForms.rows(reader, codes))
        case .link:
            let hint = reader("如 HT-2021-0001", en: "such as HT-2021-0001")
            return PageForm(
                "link",
                [[FormField("contract", reader("合同编号", en: "Contract"), hint: hint, isRequired: true)]]
            )
        case .talk:
            let kinds = codes.choices(.followUpKind, reader)
            return PageForm(
                "talk",
                [
                    [
                        FormField(
                            "text",
                            reader("跟进内容", en: "What was said"),
                            .text(rows: 3),
                            isRequired: true
                        )
                    ],
                    [
                        FormField(
                            "kind",
                            reader("方式", en: "How"),
                            .choice(kinds, blank: nil),
                            isRequired: true
                        ), on,
                    ],
                    steps,
                ]
            )
        case .plan:
            let people = users.filter { $0.isActive && $0.role >= .staff || $0.id == match.owner }
            let owners = people.map { (code: $0.login, name: $0.name) }
            let nobody = reader("没有人负责", en: "Nobody")
            return PageForm(
                "plan",
                [[FormField("owner", reader(Field.owner.name), .choice(owners, blank: nobody))]]
                    + steps.map { [$0] }
            )
        case .back:
            let stages = MatchStage.path.map { (code: $0.rawValue, name: reader($0.name)) }
            let nearest = reader("前一阶段", en: "The one before")
            return PageForm(
                "back",
                [
                    [FormField("stage", reader("退回到", en: "Back to"), .choice(stages, blank: nearest))], [on],
                    [note],
                ]
            )
        case .correction: return PageForm("correction", [[FormField("note", reader("说明", en: "Why"))]])
        case .end:
            let reasons = codes.choices(.endReason, reader)
            return PageForm(
                "end",
                [
                    [
                        FormField(
                            "reason",
                            reader(Field.reason.name),
                            .choice(reasons, blank: "—"),
                            isRequired: true
                        )
                    ],
                    [on], [FormField("note", reader("说明", en: "Note"), .text(rows: 2))],
                ]
            )
        case .archive: return PageForm("archive", [])
        }
    }
}
