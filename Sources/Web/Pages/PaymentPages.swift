import Documents
import Domain
import Exchange
import Hummingbird
import Market

/// 到账: the list, a page for each, its forms.
struct PaymentPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("payments", use: list)
        routes.get("payments/export.csv", use: export)
        ListDownload.add(to: routes, "payments", .payment, site) { inputs, work, records, add in
            for one in try work.payments.list(try Self.filter(inputs, work)) {
                try add(try records.json(one))
            }
        }
        forms.add(to: routes)
        routes.get("payments/{code}", use: show)
        routes.post("payments/{code}/archive", use: archive)
    }

    // MARK: The list

    private static func filter(_ inputs: Inputs, _ work: Work) throws -> PaymentFilter {
        var filter = PaymentFilter()
        filter.text = inputs.search
        filter.kind = Payment.Kind(rawValue: inputs["kind"])
        filter.period = try inputs.period("period")
        if !inputs["organization"].isEmpty {
            filter.organization = try work.organizations.find(Draft.codeBehind(inputs["organization"])).id
        }
        filter.includesArchived = inputs.has("archived")
        filter.order = PaymentFilter.Order(rawValue: inputs["sort"]) ?? .on
        return filter
    }

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        return try await context.desk().read { work -> HTML in
            var filter = try Self.filter(inputs, work)
            let sums = try work.payments.sums(filter)
            filter.page = try Pager.rows(inputs)
            let items = try work.payments.items(filter)
            let pager = try Pager(total: Int(sums.count), inputs)
            return Self.listPage(reader, inputs, items, sums, pager)
        }.response()
    }

    private static func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ items: [PaymentItem],
        _ sums: PaymentSums,
        _ pager: Pager
    ) -> HTML {
        let kinds = Payment.Kind.allCases.map { (code: $0.rawValue, name: reader($0.name)) }
        let both = reader("到账和退款", en: "Receipts and refunds")
        let filters = Parts.filters(
            reader,
            inputs,
            search: reader("编号、合同或单位", en: "Code, contract or party"),
            kept: ["organization", "sort"],
            export: Paths.export(.payment),
            [
                Parts.select(reader, FormField("kind", both, .choice(kinds, blank: both)), inputs),
                ContractList.periodBox(reader, "period", reader("到账期间", en: "Paid in"), inputs),
            ]
        )
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(.payment))\">\(reader("登记到账", en: "Record a payment"))</a>"
            : ""
        return Layout.page(
            reader,
            .contracts,
            title: reader("合同与到账", en: "Contracts and payments"),
            actions: add,
            body: """
                \(ContractList.tabs(reader, isPayments: true))<section class="card">\(filters)\
                \(items.isEmpty ? Parts.empty(reader("没有找到到账记录。", en: "No payments found.")) : table(reader, inputs, items, sums))\
                \(pager.view(reader, inputs))</section>
                """
        )
    }

    private static func table(_ reader: Reader, _ inputs: Inputs, _ items: [PaymentItem], _ sums: PaymentSums)
        -> HTML
    {
        let amount = reader("金额", en: "Amount")
        let rows = items.map { item -> HTML in
            let payment = item.payment
            let sign = payment.kind == .refund ? "−" : ""
            return """
                <tr data-href="\(Paths.record(payment.code))"><td>\(Parts.link(payment.code)) \(Parts.archived(reader, payment.filing))</td>\
                \(Parts.cell(reader(Field.on.name), Parts.day(reader, payment.on)))\
                \(Parts.cell(reader(Field.contract.name), "\(Parts.link(item.contract.code, item.contract.name))<br><small>\(item.buyer.name) ← \(item.seller.name)</small>"))\
                \(Parts.cell(reader(Field.kind.name), "\(reader(payment.kind.name))"))\
                \(Parts.cell(amount, "\(sign)\(reader(payment.amount.phrase))", isNumber: true))</tr>
                """
        }
        let foot: HTML = """
            <tr><th scope="row" colspan="4">\(reader(
                "到账 \(sums.received.phrase.zh)，退款 \(sums.refunded.phrase.zh)",
                en: "\(sums.received.phrase.en) received, \(sums.refunded.phrase.en) paid back"
            ))</th>\
            <td class="num" data-label="\(reader("到账额", en: "Net"))"><b>\(Parts.money(reader, sums.net))</b></td></tr>
            """
        return Parts.list(
            [
                Parts.heading(reader(Field.payment.name)),
                Parts.sortable(reader, reader(Field.on.name), by: PaymentFilter.Order.on.rawValue, inputs),
                Parts.heading(reader(Field.contract.name)), Parts.heading(reader(Field.kind.name)),
                Parts.sortable(
                    reader,
                    amount,
                    by: PaymentFilter.Order.amount.rawValue,
                    inputs,
                    isNumber: true
                ),
            ],
            rows,
            sums: foot
        )
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let file = try await context.desk().read { work -> CSV in
            var file = CSV(columns: [
                reader("编号", en: "Code"), reader(Field.on.name), reader(Field.kind.name),
                reader("金额（元）", en: "Amount (yuan)"), reader("合同编号", en: "Contract"),
                reader("合同名称", en: "Contract's title"), reader(Field.buyer.name), reader(Field.seller.name),
                reader(Field.note.name),
            ])
            for item in try work.payments.items(try Self.filter(inputs, work)) {
                let payment = item.payment
                let isRefund = payment.kind == .refund
                let amount = isRefund ? Money(fen: -payment.amount.fen) : payment.amount
                file.add([
                    payment.code.description, payment.on.description, reader(payment.kind.name),
                    CSV.yuan(amount), item.contract.code.description, item.contract.name, item.buyer.name,
                    item.seller.name, payment.note,
                ])
            }
            return file
        }
        return file.response(name: reader("到账-\(reader.today).csv", en: "payments-\(reader.today).csv"))
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        try await page(site.reader(request, context), context, try context.part("code")).response()
    }

    private func page(_ reader: Reader, _ context: AppContext, _ code: String, refusal: AppError? = nil)
        async throws -> HTML
    {
        try await context.desk().read { work -> HTML in
            let payment = try work.payments.find(code)
            let contract = try work.contracts.get(payment.contract)
            let isOpen = reader.may(.staff) && !payment.filing.isArchived
            let edit: HTML =
                isOpen
                ? "<a class=\"btn\" href=\"\(Paths.edit(payment.code))\">\(reader("修改", en: "Edit"))</a>" : ""
            let refused: HTML? = refusal.map {
                "<p class=\"note bad\" role=\"alert\">\(reader($0.message))</p>"
            }
            return Layout.page(
                reader,
                .contracts,
                title: "\(reader(payment.kind.name)) \(reader(payment.amount.phrase))",
                quiet: "\(payment.code) \(Parts.archived(reader, payment.filing))",
                actions: "\(Parts.archiveMenu(reader, payment.code, payment.filing))\(edit)",
                body: """
                    \(refused)<section class="card"><table class="facts">\
                    \(Parts.fact(reader(Field.on.name), Parts.day(reader, payment.on)))\
                    \(Parts.fact(reader(Field.contract.name), "\(Parts.link(contract.code, contract.title))　<small>\(contract.code)</small>" as HTML))\
                    \(Parts.fact(reader(Field.note.name), payment.note))</table></section>
                    """
            )
        }
    }

    @Sendable private func archive(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let inputs = context.form
        guard let how = Archiving(form: inputs) else { throw HTTPError(.badRequest) }
        do {
            let said = try await context.desk().change { work -> String in
                let payment = try work.payments.find(code)
                try work.payments.archive(payment, version: inputs.version, as: how)
                return how.said(reader, payment.code)
            }
            return .goTo("\(Paths.payments)/\(code)", note: said, isSecure: context.isSecure)
        } catch let error as AppError where error.isForForm {
            return try await page(reader, context, code, refusal: error).response(error.formStatus)
        }
    }

    // MARK: Its forms

    private var forms: RecordForms {
        RecordForms(
            site: site,
            type: .payment,
            kind: .payment,
            section: .contracts,
            name: Phrase("到账", en: "payment")
        ) { reader, _ in
            let kinds = Payment.Kind.allCases.map { (code: $0.rawValue, name: reader($0.name)) }
            return [
                FormPart(
                    reader("到账或退款", en: "A payment or a refund"),
                    [
                        [
                            FormField(
                                "contract",
                                reader("合同编号", en: "Contract"),
                                hint: reader("如 HT-2021-0001", en: "such as HT-2021-0001"),
                                isRequired: true
                            ), FormField("kind", reader(Field.kind.name), .choice(kinds, blank: nil)),
                        ],
                        [
                            FormField("amount", reader("金额", en: "Amount"), .money, isRequired: true),
                            FormField("on", reader(Field.on.name), .day, isRequired: true),
                        ], [FormField("note", reader(Field.note.name))],
                    ]
                )
            ]
        }
    }
}
