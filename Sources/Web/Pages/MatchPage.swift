import Domain
import Market

/// A match's page: where it stands, what happened, what comes next, and the forms for it.
struct MatchPage {
    let reader: Reader
    let story: MatchStory
    private let drafts: Draft
    /// The form that stands open.
    let opened: MatchDeed?

    private var match: Match { story.match }
    /// Whether anything can be done here.
    private var isOpen: Bool { reader.may(.staff) && !match.filing.isArchived }

    init(reader: Reader, story: MatchStory, draft: Draft, opened: MatchDeed?, error: AppError?) {
        self.reader = reader
        self.story = story
        self.opened = opened
        var draft = draft
        func form(_ deed: MatchDeed) -> PageForm {
            MatchForms.form(deed, reader, story.codes, story.match, story.users)
        }
        if let opened, let error { form(opened).add(error, to: &draft) }
        let today = reader.today.description
        for deed in [MatchDeed.step, .talk, .back, .end] { form(deed).fill(&draft, "on", today) }
        let (talk, plan, sign) = (form(.talk), form(.plan), form(.contract))
        talk.fill(&draft, "next_step", "")
        plan.fill(&draft, "owner", story.users.first { $0.id == story.match.owner }?.login ?? "")
        plan.fill(&draft, "next_step", story.match.nextStep)
        plan.fill(&draft, "next_on", story.match.nextOn?.description ?? "")
        sign.fill(&draft, "title", story.demand.title)
        sign.fill(&draft, "buyer", ContractForms.party(story.buyer))
        sign.fill(&draft, "seller", ContractForms.party(story.seller))
        sign.fill(&draft, "signed_on", today)
        sign.fill(&draft, "field", story.demand.field ?? story.achievement.field ?? "")
        drafts = draft
    }

    var view: HTML {
        let score: HTML = match.score.map { "　\(reader("匹配 \($0) 分", en: "score \($0)"))" } ?? ""
        let owner = story.name(match.owner) ?? reader("还没有人负责", en: "nobody yet")
        return Layout.page(
            reader,
            .matches,
            title: "\(story.demand.title) × \(story.achievement.title)",
            quiet: """
                \(match.code)　\(story.buyer.name) ↔ \(story.seller.name)　\(reader("负责人", en: "Owner")) \(owner)\(score) \
                \(Parts.archived(reader, match.filing))
                """,
            actions: actions,
            body: """
                \(refusal)\(steps)\(signing)<div class="cols two"><section class="card" id="talk">\
                <h2>\(reader("经过", en: "What happened"))</h2>\(talkForm)\(story.timeline(reader))</section>\
                <div>\(plan)\(moving)\(deals)\(sides)</div></div>
                """
        )
    }

    private func form(_ deed: MatchDeed) -> PageForm {
        MatchForms.form(deed, reader, story.codes, match, story.users)
    }

    private func formView(_ deed: MatchDeed, _ button: String, isGo: Bool = false, question: String? = nil)
        -> HTML
    {
        form(deed).view(
            reader,
            to: "\(story.path)/\(deed.rawValue)",
            drafts,
            version: match.filing.version,
            question: question,
            button: "<button\(isGo ? " class=\"go\"" : "" as HTML)>\(button)</button>"
        )
    }

    /// What a refused form said, with the way to it.
    private var refusal: HTML {
        guard drafts.isRefused, let opened else { return "" }
        return """
            \(drafts.summary(reader))<p class="quiet"><a href="#\(form(opened).word)">\
            \(reader("到填写的地方", en: "To the form"))</a></p>
            """
    }

    // MARK: The head

    /// What moves a match on, by the stage at which it stands.
    private var nextWords: String? {
        switch match.stage {
        case .suggested: reader("引荐双方", en: "Introduce the two")
        case .introduced: reader("进入意向", en: "They intend to")
        case .intention: reader("登记签约", en: "Sign with a contract")
        case .signed: reader("履约完成", en: "Completed")
        case .completed, .ended: nil
        }
    }

    private var actions: HTML {
        guard reader.may(.staff) else { return "" }
        guard isOpen else { return Parts.archiveMenu(reader, match.code, match.filing) }
        let end: HTML =
            story.history.canEnd
            ? "<a class=\"btn\" href=\"?do=end#end\">\(reader("终止…", en: "End…"))</a>" : ""
        let talk: HTML = "<a class=\"btn\" href=\"#talk_text\">\(reader("记跟进", en: "Note a talk"))</a>"
        return "\(Parts.archiveMenu(reader, match.code, match.filing))\(end)\(talk)\(primary)"
    }

    /// The step to the next stage, today and with one click; for signing, the way to the contract's form.
    private var primary: HTML {
        guard let words = nextWords, let next = match.stage.following else { return "" }
        if next == .signed { return "<a class=\"btn go\" href=\"?do=contract#sign\">\(words)</a>" }
        return Parts.form(
            reader,
            to: "\(story.path)/\(MatchDeed.step.rawValue)",
            """
            \(Parts.hidden("version", String(match.filing.version)))\(Parts.hidden("to", next.rawValue))\
            <button class="go">\(words)</button>
            """
        )
    }

    // MARK: The steps

    private var steps: HTML {
        let reached = MatchStage.path.map { story.entry($0) }
        var lines = zip(MatchStage.path, reached).map { stage, move -> HTML in
            guard let move else {
                let needs =
                    stage == .signed ? reader("需合同与金额", en: "needs a contract with its amount") : ""
                return "<li>\(reader(stage.name))<small>\(needs.isEmpty ? "—" : needs)</small></li>"
            }
            let isNow = stage == match.stage
            let left = story.history.standing.first { later in
                later.from == stage && (later.id?.rawValue ?? .max) > (move.id?.rawValue ?? 0)
            }
            let stay = move.on.distance(to: left?.on ?? reader.today)
            let days =
                isNow && left == nil
                ? reader("起，第 \(stay + 1) 天", en: ", day \(stay + 1)")
                : reader("，\(stay) 天", en: ", \(stay) days")
            let last: Bool = stage == .completed
            let current: HTML = isNow ? " class=\"now\" aria-current=\"step\"" : " class=\"done\""
            return """
                <li\(current)>\(reader(stage.name))<small>\(Parts.day(reader, move.on))\(last ? "" : days)</small></li>
                """
        }
        if match.stage == .ended, let move = story.history.standing.last {
            lines.append(
                """
                <li class="now" aria-current="step">\(reader(match.stage.name))<small>\(Parts.day(reader, move.on))</small></li>
                """
            )
        }
        return "<ol class=\"steps\">\(lines)</ol>"
    }

    // MARK: What happened

    private var talkForm: HTML {
        guard isOpen else { return "" }
        let view = form(.talk).view(
            reader,
            to: "\(story.path)/\(MatchDeed.talk.rawValue)",
            drafts,
            keeps: true,
            button: "<button class=\"go\">\(reader("记下跟进", en: "Note it"))</button>"
        )
        return "<div class=\"aside-form\">\(view)</div>"
    }

    // MARK: What comes next

    private var plan: HTML {
        let isLate =
            match.stage.step != nil && match.stage != .completed
            && match.nextOn.map { $0 <= reader.today } ?? false
        let next: HTML =
            match.nextStep.isEmpty && match.nextOn == nil
            ? "<p class=\"quiet\">\(reader("还没有定下一步。", en: "No next step is set."))</p>"
            : """
            <p><b>\(match.nextStep)</b> \(match.nextOn.map { day in
                "<span class=\"chip\(isLate ? " bad" : "" as HTML)\">\(Parts.day(reader, day))\(isLate ? reader(" 已到期", en: " due") : "")</span>" as HTML
            })</p>
            """
        let owner = story.name(match.owner) ?? reader("没有人负责", en: "Nobody")
        let change: HTML =
            isOpen
            ? details(
                .plan,
                reader("改下一步或负责人", en: "Change the next step or the owner"),
                formView(.plan, reader("保存", en: "Save"))
            )
            : ""
        return """
            <section class="card"><h2>\(reader(Field.nextStep.name))</h2>\(next)\
            <p class="quiet">\(reader("负责人：\(owner)", en: "Owner: \(owner)"))</p>\(change)</section>
            """
    }

    private func details(_ deed: MatchDeed, _ title: String, _ body: HTML) -> HTML {
        """
        <details class="more" id="\(form(deed).word)"\("open", if: opened == deed)><summary>\(title)</summary>\(body)</details>
        """
    }

    /// The steps that can be taken on another day than today, and the steps back.
    private var moving: HTML {
        guard isOpen else { return "" }
        var forms: [HTML] = []
        if let next = match.stage.following, next != .signed, let words = nextWords {
            let view = Parts.form(
                reader,
                to: "\(story.path)/\(MatchDeed.step.rawValue)",
                """
                \(Parts.hidden("version", String(match.filing.version)))\(Parts.hidden("to", next.rawValue))\
                \(form(.step).fields.map { $0.view(reader, drafts) })<p class="do"><button>\(words)</button></p>
                """
            )
            forms.append(
                details(.step, reader("\(words)：写日期和备注", en: "\(words): with a date and a note"), view)
            )
        }
        if match.stage == .intention || match.stage == .signed {
            let title =
                match.stage == .intention
                ? reader("凭已登记的合同签约", en: "Sign on a contract that is recorded already")
                : reader("再关联一份合同", en: "Rest on one more contract")
            forms.append(details(.link, title, formView(.link, reader("关联合同", en: "Link it"))))
        }
        if !story.history.earlierStages.isEmpty {
            forms.append(
                details(
                    .back,
                    reader("退回到前面的阶段", en: "Move back to an earlier stage"),
                    formView(.back, reader("退回", en: "Move back"))
                )
            )
        }
        if story.history.canUndo {
            let last = story.history.standing.last.map { reader($0.to.name) } ?? ""
            let explained: HTML = """
                <p class="quiet">\(reader("最后一步“\(last)”如果是误录，撤回后它和撤回都不计入统计。", en: "If the last step, “\(last)”, was a mistake, neither it nor its taking back will be counted."))</p>
                """
            forms.append(
                details(
                    .correction,
                    reader("撤回误录的“\(last)”", en: "Take “\(last)” back as a mistake"),
                    "\(explained)\(formView(.correction, reader("撤回这一步", en: "Take it back")))"
                )
            )
        }
        if story.history.canEnd {
            forms.append(
                details(.end, reader("终止对接", en: "End the match"), formView(.end, reader("终止", en: "End it")))
            )
        }
        guard !forms.isEmpty else { return "" }
        return
            "<section class=\"card\"><h2>\(reader("推进与更正", en: "Steps and corrections"))</h2>\(forms)</section>"
    }

    // MARK: Contracts

    /// The contract's form, when that is the next step.
    private var signing: HTML {
        guard isOpen, story.isSignable else { return "" }
        let view = form(.contract).view(
            reader,
            to: "\(story.path)/\(MatchDeed.contract.rawValue)",
            drafts,
            version: match.filing.version,
            keeps: true,
            button: "<button class=\"go\">\(reader("登记合同并签约", en: "Record it and sign"))</button>"
        )
        return """
            <details class="card" id="sign"\("open", if: opened == .contract)><summary><b>\(reader("登记签约", en: "Sign with a contract"))</b> \
            <span class="quiet">\(reader("在这里填合同，对接随之进入“签约”", en: "fill in the contract here; the match is signed with it"))</span></summary>\
            \(view)</details>
            """
    }

    private var deals: HTML {
        let cards = story.deals.map { deal -> HTML in
            let ledger = deal.ledger
            let isCancelled = ledger.cancelledOn != nil
            return """
                <div class="deal"><p>\(Parts.link(deal.contract.code, deal.contract.title)) \(Parts.archived(reader, deal.contract.filing))\
                \(isCancelled ? "<span class=\"chip bad\">\(reader("已取消", en: "cancelled"))</span>" as HTML : "")<br>\
                <small>\(deal.contract.code)　\(reader("签订", en: "signed")) \(Parts.day(reader, deal.contract.signedOn))</small></p>\
                \(ContractPage.progress(reader, ledger))\
                \(!isCancelled && isOpen ? "<p><a href=\"\(Paths.record(deal.contract.code))#pay\">\(reader("登记到账", en: "Record a payment"))</a></p>" as HTML : "")</div>
                """
        }
        let nothing: HTML = """
            <p class="quiet">\(reader("还没有合同。签约时填写类型、成交额和技术交易额；意向阶段不计金额。", en: "No contract yet. Its type and amounts are recorded at signing; nothing is counted before."))</p>
            """
        let another: HTML =
            isOpen && (match.stage == .signed || match.stage == .completed)
            ? """
            <p><a href="\(Paths.new(.contract, [
                ("matches", match.code.description), ("title", story.demand.title),
                ("buyer", ContractForms.party(story.buyer)), ("seller", ContractForms.party(story.seller)),
            ]))">\(reader("再登记一份合同", en: "Record one more contract"))</a></p>
            """ : ""
        return """
            <section class="card"><h2>\(reader("合同与到账", en: "Contracts and payments"))</h2>\
            \(cards.isEmpty ? nothing : "\(cards)")\(another)</section>
            """
    }

    // MARK: Both sides

    private var sides: HTML {
        """
        <section class="card"><h2>\(reader("双方", en: "Both sides"))</h2>\
        \(side(Field.demand.name, story.demand.code, story.demand.title, story.buyer, story.demand.content.contact))\
        \(side(Field.achievement.name, story.achievement.code, story.achievement.title, story.seller, story.achievement.content.contact))\
        \(reader.may(.staff) ? "" : "<p class=\"quiet\">\(reader("联系方式只有工作人员能看到。", en: "Only staff see how to reach them."))</p>" as HTML)</section>
        """
    }

    private func side(
        _ name: Phrase,
        _ code: RecordCode,
        _ title: String,
        _ organization: Organization,
        _ contact: Contact
    ) -> HTML {
        let isBlank = contact.name.isEmpty && contact.phone == nil && contact.email == nil
        return """
            <p><b>\(Parts.link(organization.code, organization.name))</b><br>\(Parts.contact(isBlank ? organization.contact : contact))\
            <br><small>\(reader(name))　\(Parts.link(code, title))</small></p>
            """
    }
}

extension Parts {
    /// A contact as the reader may see it: the use cases leave out what he or she may not.
    static func contact(_ contact: Contact) -> HTML {
        let parts: [HTML?] = [
            contact.name.isEmpty ? nil : "\(contact.name)",
            contact.phone.map { "<a href=\"tel:\($0)\">\($0)</a>" },
            contact.email.map { "<a href=\"mailto:\($0)\">\($0)</a>" },
        ]
        let known = parts.compactMap { $0 }
        return known.isEmpty ? "—" : known.joined(separator: "　")
    }
}
