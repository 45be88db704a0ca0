import Domain
import Market

/// A contract with all that belongs to it, read once for its page.
struct ContractStory: Sendable {
    let contract: Contract
    let ledger: ContractLedger
    let payments: [Payment]
    let buyer: Organization
    let seller: Organization
    let matches: [MatchItem]
    let codes: CodeBook
    let names: [User.ID: String]

    init(_ code: String, _ work: Work) throws {
        contract = try work.contracts.find(code)
        ledger = try work.contracts.ledger(contract)
        payments = try work.contracts.payments(contract.id)
        buyer = try work.organizations.get(contract.buyer)
        seller = try work.organizations.get(contract.seller)
        var filter = MatchFilter()
        filter.contract = contract.id
        filter.includesArchived = true
        matches = try work.matches.items(filter)
        codes = try work.codes()
        names = Dictionary(uniqueKeysWithValues: try work.users.list().map { ($0.id, $0.name) })
    }
}

/// A contract's page: what it is worth and how that came, what was paid, which matches rest on it.
struct ContractPage {
    let reader: Reader
    let story: ContractStory
    private let drafts: Draft
    let opened: ContractDeed?

    private var contract: Contract { story.contract }
    private var path: String { Paths.record(contract.code) }
    private var isOpen: Bool { reader.may(.staff) && !contract.filing.isArchived }
    private var isInForce: Bool { story.ledger.cancelledOn == nil }

    init(reader: Reader, story: ContractStory, draft: Draft, opened: ContractDeed?, error: AppError?) {
        self.reader = reader
        self.story = story
        self.opened = opened
        var draft = draft
        if let opened, let error { ContractDeed.form(opened, reader).add(error, to: &draft) }
        for deed in [ContractDeed.payment, .amendment, .cancellation] {
            ContractDeed.form(deed, reader).fill(&draft, "on", reader.today.description)
        }
        drafts = draft
    }

    var view: HTML {
        let type = story.codes.name(of: contract.type, in: .contractType).map { reader($0) } ?? contract.type
        let cancelled: HTML =
            story.ledger.cancelledOn.map {
                """
                <p class="note warn">\(reader("合同已于\($0.phrase.zh)取消，不计入任何统计。", en: "Cancelled on \($0): no figure counts it."))</p>
                """
            } ?? ""
        return Layout.page(
            reader,
            .contracts,
            title: contract.title,
            quiet: "\(contract.code)　\(type) \(Parts.archived(reader, contract.filing))",
            actions: actions,
            body: """
                \(refusal)\(cancelled)<div class="cols two"><div>\(amounts)\(paid)\(matches)</div><div>\(facts)\(forms)</div></div>
                """
        )
    }

    private var actions: HTML {
        guard reader.may(.staff) else { return "" }
        let archive = Parts.archiveMenu(reader, contract.code, contract.filing)
        guard isOpen else { return archive }
        let pay: HTML =
            "<a class=\"btn go\" href=\"#pay\">\(reader("登记到账", en: "Record a payment"))</a>"
        return """
            \(archive)<a class="btn" href="\(Paths.edit(contract.code))">\(reader("修改", en: "Edit"))</a>\(isInForce ? pay : "")
            """
    }

    private var refusal: HTML {
        guard drafts.isRefused, let opened else { return "" }
        return """
            \(drafts.summary(reader))<p class="quiet"><a href="#\(ContractDeed.form(opened, reader).word)">\
            \(reader("到填写的地方", en: "To the form"))</a></p>
            """
    }

    // MARK: What it is worth

    private var amounts: HTML {
        let ledger = story.ledger
        func row(_ day: Day, _ what: HTML, _ total: HTML, _ technology: HTML, _ quiet: HTML) -> HTML {
            """
            <tr><td>\(Parts.day(reader, day))　\(what)\(quiet.isEmpty ? "" : "<br><small>\(quiet)</small>" as HTML)</td>\
            \(Parts.cell(reader(Field.total.name), total, isNumber: true))\
            \(Parts.cell(reader(Field.technology.name), technology, isNumber: true))</tr>
            """
        }
        var rows = [
            row(
                contract.signedOn,
                "\(reader("签订", en: "signed"))",
                Parts.money(reader, contract.total),
                Parts.money(reader, contract.technology),
                ""
            )
        ]
        for (change, difference) in zip(ledger.changes, ledger.differences) {
            let who = change.actor.flatMap { story.names[$0] } ?? ""
            let at =
                change.recordedAt.map { reader("\($0.phrase.zh) 记录", en: "recorded \($0.phrase.en)") } ?? ""
            let note: HTML = change.note.isEmpty ? "" : "<span class=\"pre\">\(change.note)</span><br>"
            let isAmendment = change.kind == .amendment
            rows.append(
                row(
                    change.on,
                    "<b>\(reader(change.kind.name))</b>",
                    isAmendment ? signed(difference.total) : "—",
                    isAmendment ? signed(difference.technology) : "—",
                    "\(note)\(who) · \(at)"
                )
            )
        }
        let now: HTML = """
            <tr><th scope="row">\(reader("现在", en: "Now"))</th><td class="num" data-label="\(reader(Field.total.name))"><b>\(Parts.money(reader, ledger.total))</b></td>\
            <td class="num" data-label="\(reader(Field.technology.name))"><b>\(Parts.money(reader, ledger.technology))</b></td></tr>
            """
        return """
            <section class="card"><h2>\(reader("金额", en: "Amounts"))</h2>\
            \(Parts.list([Parts.heading(""), Parts.heading(reader(Field.total.name), isNumber: true), Parts.heading(reader(Field.technology.name), isNumber: true)], rows, sums: now))\
            </section>
            """
    }

    private func signed(_ fen: Int64) -> HTML {
        let words = reader(Money(fen: fen).phrase)
        return fen > 0 ? "+\(words)" : "\(words)"
    }

    /// How much of a contract has been paid, as a bar with its words.
    static func progress(_ reader: Reader, _ ledger: ContractLedger) -> HTML {
        let (total, technology, paid) = (ledger.total, ledger.technology, ledger.paid)
        let (paidWords, due) = (paid.phrase, Money(fen: max(0, total.fen - paid.fen)).phrase)
        let isDue = ledger.cancelledOn == nil
        return """
            <p>\(reader(Field.total.name)) <b>\(Parts.money(reader, total))</b>　\(reader(Field.technology.name)) \(Parts.money(reader, technology))</p>\
            <progress max="\(max(1, total.fen))" value="\(max(0, paid.fen))" aria-label="\(reader("到账进度", en: "Paid so far"))"></progress>\
            <p class="quiet">\(reader("已到账 \(paidWords.zh)", en: "\(paidWords.en) paid"))\
            \(isDue ? reader("，未到账 \(due.zh)", en: ", \(due.en) still due") : reader("，已取消，不再收款", en: ", cancelled: nothing more is due"))</p>
            """
    }

    // MARK: What was paid

    private var paid: HTML {
        let ledger = story.ledger
        let rows = story.payments.map { payment -> HTML in
            let isRefund = payment.kind == .refund
            let amount: HTML = "\(isRefund ? "−" : "")\(reader(payment.amount.phrase))"
            return """
                <tr data-href="\(Paths.record(payment.code))"><td>\(Parts.link(payment.code)) \(Parts.archived(reader, payment.filing))</td>\
                \(Parts.cell(reader(Field.on.name), Parts.day(reader, payment.on)))\
                \(Parts.cell(reader(Field.kind.name), "\(reader(payment.kind.name))"))\
                \(Parts.cell(reader("金额", en: "Amount"), payment.filing.isCounted ? amount : "<del>\(amount)</del>", isNumber: true))\
                \(Parts.cell(reader(Field.note.name), "\(payment.note)"))</tr>
                """
        }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("还没有到账。", en: "Nothing has been paid yet."))
            : Parts.list(
                [
                    Parts.heading(reader(Field.payment.name)), Parts.heading(reader(Field.on.name)),
                    Parts.heading(reader(Field.kind.name)),
                    Parts.heading(reader("金额", en: "Amount"), isNumber: true),
                    Parts.heading(reader(Field.note.name)),
                ],
                rows
            )
        return """
            <section class="card"><h2>\(reader("到账", en: "Payments"))</h2>\
            \(Self.progress(reader, ledger))\(table)</section>
            """
    }

    // MARK: Its matches

    private var matches: HTML {
        let rows = story.matches.map { item -> HTML in
            let unlink: HTML =
                isOpen
                ? Parts.form(
                    reader,
                    to: "\(path)/\(ContractDeed.unlink.rawValue)",
                    question: reader(
                        "解除与 \(item.match.code) 的关联？",
                        en: "Let \(item.match.code) rest on it no more?"
                    ),
                    "\(Parts.hidden("match", item.match.code.description))<button class=\"flat\">\(reader("解除关联", en: "Unlink"))</button>"
                ) : ""
            return """
                <tr data-href="\(Paths.record(item.match.code))"><td>\
                <a href="\(Paths.record(item.match.code))">\(item.demand.name)<span class="quiet"> × </span>\(item.achievement.name)</a><br>\
                <small>\(item.match.code)　\(item.buyer.name) ↔ \(item.seller.name)</small></td>\
                \(Parts.cell(reader(Field.stage.name), Parts.stage(reader, item.match.stage)))\(Parts.cell("", unlink))</tr>
                """
        }
        let table: HTML =
            rows.isEmpty
            ? "<p class=\"quiet\">\(reader("没有关联对接。", en: "No match rests on it."))</p>"
            : Parts.list(
                [
                    Parts.heading(reader(Field.match.name)), Parts.heading(reader(Field.stage.name)),
                    Parts.heading(""),
                ],
                rows
            )
        let add: HTML =
            isOpen && isInForce
            ? details(.link, reader("关联对接", en: "Let a match rest on it"), reader("关联", en: "Link it")) : ""
        return "<section class=\"card\"><h2>\(reader("对接", en: "Matches"))</h2>\(table)\(add)</section>"
    }

    // MARK: Facts and forms

    private var facts: HTML {
        let content = contract.content
        let term: HTML =
            content.startsOn == nil && content.endsOn == nil
            ? "" : "\(Parts.day(reader, content.startsOn)) — \(Parts.day(reader, content.endsOn))"
        let field = content.field.flatMap { story.codes.name(of: $0, in: .field) }.map { reader($0) } ?? ""
        return """
            <section class="card"><h2>\(reader("合同", en: "The contract"))</h2><table class="facts">\
            \(Parts.fact(reader(Field.buyer.name), Parts.link(story.buyer.code, story.buyer.name)))\
            \(Parts.fact(reader(Field.seller.name), Parts.link(story.seller.code, story.seller.name)))\
            \(Parts.fact(reader(Field.signedOn.name), Parts.day(reader, content.signedOn)))\
            \(Parts.fact(reader("履行期", en: "Term"), term))\
            \(Parts.fact(reader(Field.registrationNumber.name), content.registrationNumber))\
            \(Parts.fact(reader(Field.technicalField.name), field))\
            \(Parts.fact(reader(Field.note.name), content.note))</table></section>
            """
    }

    private func details(
        _ deed: ContractDeed,
        _ title: String,
        _ button: String,
        isOpen: Bool = false,
        question: String? = nil
    )
        -> HTML
    {
        let form = ContractDeed.form(deed, reader)
        let view = form.view(
            reader,
            to: "\(path)/\(deed.rawValue)",
            drafts,
            version: contract.filing.version,
            question: question,
            keeps: true,
            button: "<button\(isOpen ? " class=\"go\"" : "" as HTML)>\(button)</button>"
        )
        return """
            <details class="more" id="\(form.word)"\("open", if: isOpen || opened == deed)><summary>\(title)</summary>\(view)</details>
            """
    }

    private var forms: HTML {
        guard isOpen else { return "" }
        let due = story.ledger.total.fen - story.ledger.paid.fen
        let pay = details(
            .payment,
            reader("登记到账或退款", en: "Record a payment or a refund"),
            reader("登记", en: "Record it"),
            isOpen: isInForce && due > 0
        )
        let changes: HTML =
            isInForce
            ? """
            \(details(.amendment, reader("登记变更（补充协议）", en: "Record an amendment"), reader("登记变更", en: "Record it")))\
            \(details(.cancellation, reader("取消合同", en: "Cancel the contract"), reader("取消合同", en: "Cancel it"),
                question: reader("取消合同 \(contract.code)？取消后不再计入任何统计，也不能再收款。", en: "Cancel \(contract.code)? No figure will count it then, and no money can come in on it.")))
            """ : ""
        return """
            <section class="card"><h2>\(reader("办理", en: "What to do"))</h2>\(pay)\(changes)</section>
            """
    }
}
