import Domain
import Exchange
import Hummingbird
import Market

/// 合同: the list, a page for each, its forms, and what is done there.
struct ContractPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("contracts", use: list)
        routes.get("contracts/export.csv", use: export)
        ListDownload.add(to: routes, "contracts", .contract, site) { inputs, work, records, add in
            for one in try work.contracts.list(try ContractList.filter(inputs, work)) {
                try add(try records.json(one, withHistory: false))
            }
        }
        forms.add(to: routes)
        routes.get("contracts/{code}", use: show)
        for deed in ContractDeed.allCases {
            routes.post(RouterPath("contracts/{code}/\(deed.rawValue)")) { request, context in
                try await perform(deed, request, context)
            }
        }
    }

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        return try await context.desk().read { try ContractList(reader, inputs, $0).page }.response()
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let file = try await context.desk().read { try ContractList.file(reader, inputs, $0) }
        return file.response(name: reader("技术合同-\(reader.today).csv", en: "contracts-\(reader.today).csv"))
    }

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        try await page(site.reader(request, context), context, try context.part("code"), Draft()).response()
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ code: String,
        _ draft: Draft,
        opened: ContractDeed? = nil,
        error: AppError? = nil
    ) async throws -> HTML {
        try await context.desk().read { work in
            let story = try ContractStory(code, work)
            return ContractPage(reader: reader, story: story, draft: draft, opened: opened, error: error).view
        }
    }

    private func perform(_ deed: ContractDeed, _ request: Request, _ context: AppContext) async throws
        -> Response
    {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = context.form
        do {
            let said = try await context.desk().change { work in
                try work.once(inputs) { try deed.perform(code, inputs, reader, work) }
            }
            return .goTo("\(Paths.contracts)/\(code)", note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            return try await page(reader, context, code, Draft(inputs), opened: deed, error: error)
                .response(error.formStatus)
        }
    }

    private var forms: RecordForms {
        var forms = RecordForms(
            site: site,
            type: .contract,
            kind: .contract,
            section: .contracts,
            name: Phrase("合同", en: "contract")
        ) { reader, codes in
            [FormPart(reader("合同", en: "The contract"), ContractForms.rows(reader, codes))]
        }
        forms.partsWhenNew = { reader in
            [
                FormPart(
                    reader("对接", en: "Matches"),
                    [
                        [
                            FormField(
                                "matches",
                                reader("由这些对接签订", en: "Signed by these matches"),
                                .words,
                                hint: reader(
                                    "写对接编号，如 DJ-2021-0001；它们随之进入“签约”。没有就不填。",
                                    en: "Codes such as DJ-2021-0001: they are signed with it. Blank if none."
                                )
                            )
                        ]
                    ]
                )
            ]
        }
        return forms
    }
}

/// What can be done with a contract, by the noun to which its form is sent.
enum ContractDeed: String, CaseIterable, Sendable {
    case payment = "payments"
    case amendment
    case cancellation
    case link = "matches"
    case unlink = "unlinking"
    case archive

    func perform(_ code: String, _ inputs: Inputs, _ reader: Reader, _ work: Work) throws -> String {
        // Before anything is read of the form, so that the answer is about the role.
        try work.require(.staff, "contract.\(rawValue)")
        let contract = try work.contracts.find(code)
        let form = Self.form(self, reader)
        let note = form.value(inputs, "note")
        switch self {
        case .payment:
            var members = form.members(inputs)
            members["contract"] = .string(contract.code.description)
            let payment = try Records(work).create(.payment, members)["code"]?.asString ?? ""
            return reader("已登记 \(payment)。", en: "Recorded \(payment).")
        case .amendment:
            func money(_ name: String, _ field: Field) throws -> Money? {
                let text = form.value(inputs, name)
                return text.isEmpty ? nil : try Money(parsing: text, field: field)
            }
            _ = try work.contracts.amend(
                contract.id,
                total: try money("total", .total),
                technology: try money("technology", .technology),
                version: inputs.version,
                on: try form.day(inputs, "on", .on),
                note: note
            )
            return reader("变更已登记，计入变更当天。", en: "The amendment is recorded and counts on its own day.")
        case .cancellation:
            let day = try form.day(inputs, "on", .on)
            _ = try work.contracts.cancel(contract.id, version: inputs.version, on: day, note: note)
            return reader("合同已取消，不再计入统计。", en: "The contract is cancelled and counted no more.")
        case .link:
            let match = try work.matches.find(form.value(inputs, "match"))
            try work.contracts.link(contract.id, match.id)
            return reader("已关联对接 \(match.code)。", en: "The match \(match.code) rests on it now.")
        case .unlink:
            let match = try work.matches.find(inputs["match"])
            try work.contracts.unlink(contract.id, match.id)
            return reader("已解除与对接 \(match.code) 的关联。", en: "The match \(match.code) rests on it no more.")
        case .archive:
            guard let how = Archiving(form: inputs) else { throw HTTPError(.badRequest) }
            try work.contracts.archive(contract.id, version: inputs.version, as: how)
            return how.said(reader, contract.code)
        }
    }

    static func form(_ deed: ContractDeed, _ reader: Reader) -> PageForm {
        let on = FormField("on", reader(Field.on.name), .day, isRequired: true)
        let note = FormField("note", reader(Field.note.name))
        switch deed {
        case .payment:
            let kinds = Payment.Kind.allCases.map { (code: $0.rawValue, name: reader($0.name)) }
            return PageForm(
                "pay",
                [
                    [
                        FormField("kind", reader(Field.kind.name), .choice(kinds, blank: nil)),
                        FormField("amount", reader("金额", en: "Amount"), .money, isRequired: true),
                    ], [on, note],
                ]
            )
        case .amendment:
            return PageForm(
                "amend",
                [
                    [
                        FormField(
                            "total",
                            reader("变更后的成交额", en: "Total from then on"),
                            .money,
                            hint: reader("不填则不变", en: "unchanged if blank")
                        ),
                        FormField(
                            "technology",
                            reader("变更后的技术交易额", en: "Technology value from then on"),
                            .money,
                            hint: reader("不填则不变", en: "unchanged if blank")
                        ),
                    ], [on, note],
                ]
            )
        case .cancellation: return PageForm("cancel", [[on, note]])
        case .link:
            let hint = reader(
                "如 DJ-2021-0001；处在“意向”的随之签约",
                en: "such as DJ-2021-0001; one at “intention” is signed with it"
            )
            return PageForm(
                "link",
                [[FormField("match", reader("对接编号", en: "Match"), hint: hint, isRequired: true)]]
            )
        case .unlink, .archive: return PageForm(deed.rawValue, [])
        }
    }
}
