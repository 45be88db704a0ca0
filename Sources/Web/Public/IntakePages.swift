import Domain
import Exchange
import Hummingbird
import Market

/// Where the public hands in demands and achievements, and looks up what became of them.
struct IntakePages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("submit/demand") { try await form($0, $1, .demand) }
        routes.post("submit/demand") { try await handIn($0, $1, .demand) }
        routes.get("submit/achievement") { try await form($0, $1, .achievement) }
        routes.post("submit/achievement") { try await handIn($0, $1, .achievement) }
        routes.get("receipt", use: receiptForm)
        routes.post("receipt", use: receipt)
    }

    // MARK: The form

    private func organizationPart(_ reader: Reader, _ type: RecordType) -> FormPart {
        let kinds: [Organization.Kind] =
            type == .demand
            ? Organization.Kind.allCases : [.university, .institute, .enterprise, .intermediary, .other]
        return FormPart(
            reader("您的单位", en: "Your organization"),
            [
                [FormField("org_name", reader("单位全称", en: "Full name"), isRequired: true)],
                [
                    FormField(
                        "org_kind",
                        reader("单位类型", en: "Kind"),
                        .choice(kinds.map { ($0.rawValue, reader($0.name)) }, blank: nil),
                        isRequired: true
                    ),
                    FormField(
                        "org_credit_code",
                        reader(Field.creditCode.name),
                        hint: reader(
                            "18 位，在营业执照或法人证书上；没有可不填。",
                            en: "18 characters; leave blank if there is none."
                        )
                    ),
                ],
                [
                    FormField(
                        "contact_name",
                        reader("联系人", en: "Contact"),
                        hint: reader("发布后姓名公开。", en: "The name is published."),
                        isRequired: true
                    ),
                    FormField(
                        "contact_phone",
                        reader("联系电话", en: "Telephone"),
                        .phone,
                        hint: reader(
                            "发布后中间四位不显示。",
                            en: "Its middle four digits are hidden when published."
                        ),
                        isRequired: true
                    ),
                    FormField("contact_email", reader("邮箱", en: "E-mail"), .email, isConfidential: true),
                ],
            ]
        )
    }

    private func parts(_ reader: Reader, _ codes: CodeBook, _ type: RecordType) -> [FormPart] {
        let money = type == .demand ? "budget" : "price"
        let modes = FormField(
            "cooperation_modes",
            reader("合作方式", en: "Cooperation"),
            .several(codes.choices(.cooperationMode, reader))
        )
        let classes = [
            FormField(
                "industry",
                reader(Field.industry.name),
                .choice(codes.industryChoices(reader), blank: "—")
            ),
            FormField(
                "field",
                reader(Field.technicalField.name),
                .choice(codes.choices(.field, reader), blank: "—")
            ),
            FormField(
                "region",
                reader("所在地", en: "Place"),
                .choice(codes.choices(.region, reader), blank: "—")
            ),
        ]
        let open = FormPart(
            reader("可以公开的内容", en: "What may be published"),
            [
                [
                    FormField(
                        "title",
                        type == .demand
                            ? reader("需求名称", en: "Title of the demand")
                            : reader("成果名称", en: "Title of the achievement"),
                        isRequired: true
                    )
                ],
                [
                    FormField(
                        "summary",
                        reader("公开摘要", en: "Public summary"),
                        .text(rows: 4),
                        hint: reader(
                            "审核后发布给所有人看，不要写商业秘密。",
                            en: "Published after review; no trade secrets here."
                        )
                    )
                ],
                [FormField("keywords", reader(Field.keywords.name), .words)],
                classes,
                [modes],
            ]
        )
        let kept =
            type == .demand
            ? FormPart(
                reader("只给市场工作人员看的内容", en: "For the market's staff alone"),
                [
                    [
                        FormField(
                            "problem",
                            reader("主要问题", en: "Main problem"),
                            .text(rows: 4),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(
                            "key_indicators",
                            reader("关键指标", en: "Key indicators"),
                            .text(rows: 3),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(
                            "expected_result",
                            reader("预期目标", en: "Expected result"),
                            .text(rows: 3),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(money, reader("拟投入", en: "Budget"), .money),
                        FormField("deadline", reader(Field.deadline.name), .day),
                        FormField(
                            "readiness",
                            reader("期望成熟度", en: "Readiness wanted"),
                            .choice(codes.choices(.readiness, reader), blank: "—")
                        ),
                    ],
                ]
            )
            : FormPart(
                reader("详细情况", en: "Details"),
                [
                    [FormField("detail", reader("详细说明", en: "Detail"), .text(rows: 5), isConfidential: true)],
                    [
                        FormField(money, reader("意向价格", en: "Asking price"), .money),
                        FormField(
                            "readiness",
                            reader("成熟度", en: "Readiness"),
                            .choice(codes.choices(.readiness, reader), blank: "—")
                        ),
                        FormField("trl", reader("技术就绪度（1–9）", en: "Readiness level (1–9)"), .number),
                    ],
                    [
                        FormField(
                            "ip_kinds",
                            reader("知识产权", en: "Intellectual property"),
                            .several(codes.choices(.ipKind, reader))
                        )
                    ],
                    [
                        FormField("people", reader("完成人", en: "People")),
                        FormField("valid_until", reader("有效期至", en: "Valid until"), .day),
                    ],
                ]
            )
        return [organizationPart(reader, type), open, kept]
    }

    private func page(_ reader: Reader, _ codes: CodeBook, _ draft: Draft, _ type: RecordType) -> HTML {
        let path = type == .demand ? Paths.submitDemand : Paths.submitAchievement
        let title =
            type == .demand
            ? reader("提交技术需求", en: "Hand in a demand") : reader("提交科技成果", en: "Hand in an achievement")
        return Layout.publicPage(
            reader,
            path,
            title: title,
            path: path,
            body: """
                <section class="card"><h1>\(title)</h1><p class="quiet">\
                \(reader("提交后由市场审核，会得到一个回执号，可随时查询进度。标“保密”的内容只给市场工作人员看。", en: "The market reviews what you hand in; you get a receipt to look it up with. What is marked confidential is for the market's staff alone."))</p>\
                \(draft.summary(reader))\(Parts.form(reader, to: path, keeps: true, """
                \(parts(reader, codes, type).map { $0.view(reader, draft) })<p class="unseen" aria-hidden="true">\
                <label>Website <input name="website" tabindex="-1" autocomplete="off"></label></p>\
                <p><button class="go">\(reader("提交", en: "Hand in"))</button></p>
                """))</section>
                """
        )
    }

    @Sendable private func form(_ request: Request, _ context: AppContext, _ type: RecordType) async throws
        -> Response
    {
        let codes = try await site.workspace.publicSide.read { try $0.codes() }
        return page(site.reader(request, context), codes, Draft(), type).response(isPublic: true)
    }

    @Sendable private func handIn(_ request: Request, _ context: AppContext, _ type: RecordType) async throws
        -> Response
    {
        let reader = site.reader(request, context)
        let codes = try await site.workspace.publicSide.read { try $0.codes() }
        let draft = Draft(context.form)
        let (outside, record) = (
            organizationPart(reader, type), Array(parts(reader, codes, type).dropFirst())
        )
        do {
            // Nobody sees that field; what fills it in is a program.
            guard context.form["website"].isEmpty else { throw HTTPError(.badRequest) }
            let typed = draft.members(outside.rows.flatMap { $0 })
            var organization = JSON.Members()
            var members = draft.members(record.flatMap(\.rows).flatMap { $0 })
            for member in typed {
                if member.key.hasPrefix("org_") {
                    organization[String(member.key.dropFirst(4))] = member.value
                } else {
                    guard member.key == "contact_email" || !member.value.isNull else {
                        throw Self.missing(member.key, reader, outside)
                    }
                    members[member.key] = member.value
                }
            }
            members["source"] = .string("网上提交")
            let (whose, what) = (organization.withoutNulls, members.withoutNulls)
            let receipt = try await site.workspace.publicSide.handIn(from: context.address) { work in
                try Records(work).handIn(type, organization: whose, what)
            }
            return done(reader, receipt).response()
        } catch let error as AppError {
            var refused = draft
            refused.add(
                Self.named(error),
                names: (record + [outside]).flatMap(\.rows).flatMap { $0 }.map(\.name)
            )
            return page(reader, codes, refused, type).response(error.kind.status)
        }
    }

    private static func missing(_ name: String, _ reader: Reader, _ part: FormPart) -> AppError {
        let label = part.rows.flatMap { $0 }.first { $0.name == name }?.label ?? name
        return AppError(
            .invalid,
            "required",
            field: Field(name, label, en: label),
            Phrase("缺少\(label)：这一项必填。", en: "\(label) is missing: it must be given.")
        )
    }

    /// The organization's own fields have other names on this form.
    private static func named(_ error: AppError) -> AppError {
        guard let field = error.field, ["name", "kind", "credit_code"].contains(field.code) else {
            return error
        }
        let renamed = Field("org_" + field.code, field.name.zh, en: field.name.en)
        return AppError(error.kind, error.code, field: renamed, value: error.value, error.message)
    }

    private func done(_ reader: Reader, _ receipt: String) -> HTML {
        Layout.publicPage(
            reader,
            "",
            title: reader("已提交", en: "Handed in"),
            body: """
                <section class="card"><h1>\(reader("已收到，谢谢！", en: "Received, thank you!"))</h1>\
                <p>\(reader("您的回执号是：", en: "Your receipt:"))</p><p class="receipt"><b>\(receipt)</b></p>\
                <p>\(reader("请记下来。审核通常在几个工作日内完成，凭回执号可以随时查询进度。", en: "Keep it: with it you can look up at any time how far the review has come."))</p>\
                <p><a class="btn go" href="\(Paths.receipt)">\(reader("查询进度", en: "Look it up"))</a></p></section>
                """
        )
    }

    // MARK: What became of it

    private func receiptField(_ reader: Reader) -> FormField {
        FormField(
            "receipt",
            reader(Field.receipt.name),
            hint: reader("形如 1A2B-3C4D-5E6F-7A8B", en: "like 1A2B-3C4D-5E6F-7A8B"),
            isRequired: true
        )
    }

    private func receiptPage(_ reader: Reader, _ draft: Draft, _ found: HTML = "") -> HTML {
        Layout.publicPage(
            reader,
            Paths.receipt,
            title: reader("查询提交进度", en: "Look up what you handed in"),
            path: Paths.receipt,
            body: """
                <section class="card"><h1>\(reader("查询提交进度", en: "Look up what you handed in"))</h1>\(draft.summary(reader))\
                \(found)\(Parts.form(reader, to: Paths.receipt, """
                \(receiptField(reader).view(reader, draft))<p><button class="go">\(reader("查询", en: "Look up"))</button></p>
                """))</section>
                """
        )
    }

    @Sendable private func receiptForm(_ request: Request, _ context: AppContext) async throws -> Response {
        receiptPage(site.reader(request, context), Draft()).response(isPublic: true)
    }

    @Sendable private func receipt(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        var draft = Draft(context.form)
        do {
            let state = try await site.workspace.publicSide.state(
                of: draft.inputs["receipt"],
                from: context.address
            )
            let section = state.code.kind == .demand ? Paths.publicDemands : Paths.publicAchievements
            let link: HTML =
                state.state == .published
                ? "<p><a class=\"btn\" href=\"\(section)/\(state.code)\">\(reader("看发布的页面", en: "See its page"))</a></p>"
                : ""
            return receiptPage(
                reader,
                draft,
                """
                <div class="note" role="status"><p><b>\(state.title)</b>　\(state.code)</p>\
                <p>\(Parts.state(reader, state.state))　\(Parts.day(reader, state.since))</p>\
                \(Parts.prose(reader("市场的说明", en: "What the market says"), state.note))\(link)</div>
                """
            ).response()
        } catch let error as AppError {
            draft.add(error, [receiptField(reader)])
            return receiptPage(reader, draft).response(error.kind.status)
        }
    }
}
