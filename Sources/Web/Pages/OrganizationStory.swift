import Domain
import Market

/// An organization's page: what it is, and everything that ever happened with it.
struct OrganizationStory {
    let page: HTML

    init(_ code: String, _ reader: Reader, _ inputs: Inputs, _ work: Work, refusal: AppError? = nil) throws {
        let organization = try work.organizations.find(code)
        let counts = try work.organizations.eventCounts(organization.id)
        let kind = OrganizationEvent.Kind(rawValue: inputs["kind"])
        let events = try work.organizations.events(
            organization.id,
            kinds: kind.map { [$0] } ?? [],
            page: try Pager.rows(inputs)
        )
        let all = counts.values.reduce(0, +)
        let pager = try Pager(total: Int(kind.map { counts[$0] ?? 0 } ?? all), inputs)
        let codes = try work.codes()
        let merged = try work.organizations.rooted(in: organization.id).filter { $0.id != organization.id }
        let root = organization.isMerged ? try work.organizations.get(organization.rootID) : nil
        var memberships = MemberFilter()
        memberships.organization = organization.rootID
        let programmes = try work.programmes.memberItems(memberships)
        let content = organization.content
        let refused: HTML? = refusal.map { "<p class=\"note bad\" role=\"alert\">\(reader($0.message))</p>" }
        let stands: HTML? = root.map {
            """
            <p class="note warn">\(reader("已并入", en: "Merged into")) \(Parts.link($0.code, $0.name))（\($0.code)）\
            \(reader("，统计以那条为准。", en: ": that one stands for it in every figure."))</p>
            """
        }
        page = Layout.page(
            reader,
            .organizations,
            title: content.name,
            quiet:
                "\(organization.code)　\(reader(content.kind.name)) \(Parts.archived(reader, organization.filing))",
            actions: Self.actions(reader, organization),
            body: """
                \(refused)\(stands)<div class="cols two"><section class="card"><h2>\(reader("往来", en: "Everything that happened"))</h2>\
                \(Self.kinds(reader, inputs, counts, all: all, current: kind))\
                \(events.isEmpty ? Parts.empty(reader("还没有往来。", en: "Nothing has happened yet.")) : Self.timeline(reader, events, codes))\
                \(pager.view(reader, inputs))</section><div>\(Self.facts(reader, organization, codes, merged: merged))\
                \(Self.programmes(reader, programmes))\(Self.links(reader, organization, counts))</div></div>
                """
        )
    }

    private static func actions(_ reader: Reader, _ organization: Organization) -> HTML {
        let archive = Parts.archiveMenu(reader, organization.code, organization.filing)
        guard reader.may(.staff), !organization.filing.isArchived else { return archive }
        let merge: HTML =
            reader.may(.manager) && !organization.isMerged
            ? "<a class=\"btn\" href=\"\(Paths.record(organization.code))/merge\">\(reader("合并…", en: "Merge…"))</a>"
            : ""
        return """
            \(archive)\(merge)<a class="btn go" href="\(Paths.edit(organization.code))">\(reader("修改", en: "Edit"))</a>
            """
    }

    private static func kinds(
        _ reader: Reader,
        _ inputs: Inputs,
        _ counts: [OrganizationEvent.Kind: Int64],
        all: Int64,
        current: OrganizationEvent.Kind?
    ) -> HTML {
        func chip(_ name: String, _ kind: OrganizationEvent.Kind?, _ count: Int64) -> HTML {
            let path = inputs.query([("kind", kind?.rawValue), ("page", nil)])
            let mark: HTML = kind == current ? " aria-current=\"true\"" : ""
            return "<a class=\"chip\"\(mark) href=\"\(path.isEmpty ? "?" : path)\">\(name) \(count)</a> "
        }
        let each = OrganizationEvent.Kind.allCases.compactMap { kind in
            counts[kind].map { chip(reader(kind.name), kind, $0) }
        }
        return "<p>\(chip(reader("全部", en: "All"), nil, all))\(each)</p>"
    }

    private static func timeline(_ reader: Reader, _ events: [OrganizationEvent], _ codes: CodeBook) -> HTML {
        let lines = events.map { event -> HTML in
            let amount: HTML = event.amount.map { "　<b>\(reader($0.phrase))</b>" } ?? ""
            let detail: HTML =
                event.detail.isEmpty ? "" : "<br><small class=\"pre\">\(detail(reader, event))</small>"
            // A receipt is a payment: one word says it.
            let words = what(reader, event, codes)
            let what = words == reader(event.kind.name) ? "" : words
            let title: HTML = event.title.isEmpty ? "" : Parts.link(event.record, event.title)
            return """
                <li class="s-\(tone(event))">\(Parts.day(reader, event.on))<div><span class="chip">\(reader(event.kind.name))</span> \
                \(what)\(amount)　\(title) <small>\(Parts.link(event.record))</small>\(detail)</div></li>
                """
        }
        return "<ol class=\"time\">\(lines)</ol>"
    }

    /// The colour of a line is that of the stage to which such a thing belongs.
    private static func tone(_ event: OrganizationEvent) -> String {
        switch event.kind {
        case .match: MatchStage(rawValue: event.what)?.rawValue ?? "suggested"
        case .talk: "intention"
        case .contract: event.what == ContractChange.Kind.cancellation.rawValue ? "ended" : "signed"
        case .payment: event.what == Payment.Kind.refund.rawValue ? "ended" : "completed"
        case .demand, .achievement: "introduced"
        case .programme: (MemberStage(rawValue: event.what) ?? .negotiating).tone.rawValue
        case .activity, .visit, .merge: "suggested"
        }
    }

    private static func what(_ reader: Reader, _ event: OrganizationEvent, _ codes: CodeBook) -> String {
        let name: Phrase? =
            switch event.kind {
            case .demand, .achievement: RecordState(rawValue: event.what)?.name
            case .match: MatchStage(rawValue: event.what)?.name
            case .talk: codes.name(of: event.what, in: .followUpKind)
            case .contract: ContractChange.Kind(rawValue: event.what)?.name ?? Phrase("签订", en: "signed")
            case .payment: Payment.Kind(rawValue: event.what)?.name
            case .activity: Activity.State(rawValue: event.what)?.name
            case .visit: codes.name(of: event.what, in: .visitKind)
            case .programme: MemberStage(rawValue: event.what)?.name
            case .merge: Phrase("并入", en: "merged")
            }
        return name.map { reader($0) } ?? event.what
    }

    private static func detail(_ reader: Reader, _ event: OrganizationEvent) -> String {
        let isSigning = event.kind == .contract && event.what == OrganizationEvent.signing
        return isSigning ? reader("买方 / 卖方：", en: "buyer / seller: ") + event.detail : event.detail
    }

    private static func facts(
        _ reader: Reader,
        _ organization: Organization,
        _ codes: CodeBook,
        merged: [Organization]
    ) -> HTML {
        let content = organization.content
        let others = merged.map { "\(Parts.link($0.code, $0.name))" as HTML }.joined(separator: "、")
        func name(_ code: String?, _ list: CodeListName) -> String {
            code.flatMap { codes.name(of: $0, in: list) }.map { reader($0) } ?? ""
        }
        return """
            <section class="card"><h2>\(reader("单位", en: "The organization"))</h2><table class="facts">\
            \(Parts.fact(reader(Field.creditCode.name), content.creditCode?.description ?? ""))\
            \(Parts.fact(reader("曾用名、简称", en: "Other names"), content.aliases.joined(separator: "、")))\
            \(Parts.fact(reader(Field.industry.name), content.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? ""))\
            \(Parts.fact(reader(Field.region.name), name(content.region?.description, .region)))\
            \(Parts.fact(reader(Field.zone.name), name(content.zone, .zone)))\
            \(Parts.fact(reader(Field.address.name), content.address))\
            \(Parts.fact(reader("联系人", en: "Contact"), Parts.contact(content.contact), isSecret: true))\
            \(Parts.fact(reader(Field.note.name), content.note))\
            \(Parts.fact(reader("并入的单位", en: "Merged into it"), others))</table></section>
            """
    }

    /// The programmes of which it is or was a member.
    private static func programmes(_ reader: Reader, _ items: [MemberItem]) -> HTML {
        guard !items.isEmpty else { return "" }
        let rows = items.map { item -> HTML in
            """
            <tr><td>\(Parts.link(item.programme.code, item.programme.name))</td><td>\
            <a href="\(Paths.members(item.programme.code, item.organization.code))">\(Parts.stage(reader, item.member.stage))</a><br>\
            <small>\(Parts.day(reader, item.since))</small></td></tr>
            """
        }
        return
            "<section class=\"card\"><h2>\(reader(Field.programme.name))</h2><table>\(rows)</table></section>"
    }

    /// The lists that hold its records, and the forms for new ones.
    private static func links(
        _ reader: Reader,
        _ organization: Organization,
        _ counts: [OrganizationEvent.Kind: Int64]
    ) -> HTML {
        let code = organization.code.description
        let party = ContractForms.party(organization)
        func list(_ path: String, _ name: String) -> HTML {
            "<li><a href=\"\(path)\(path.contains("?") ? "&" : "?")organization=\(Inputs.encoded(code))\">\(name)</a></li>"
        }
        let new: HTML =
            reader.may(.staff) && !organization.filing.isArchived
            ? """
            <p class="do"><a class="btn" href="\(Paths.new(.demand, [("organization", party)]))">\(reader("记需求", en: "Log a demand"))</a>\
            <a class="btn" href="\(Paths.new(.achievement, [("organization", party)]))">\(reader("记成果", en: "Log an achievement"))</a>\
            <a class="btn" href="\(Paths.new(.visit, [("organization", party)]))">\(reader("记走访", en: "Log a visit"))</a></p>
            """ : ""
        return """
            <section class="card"><h2>\(reader("名下的记录", en: "Its records"))</h2><ul class="plain">\
            \(list(Paths.matches + "?view=list", reader("对接", en: "Matches")))\
            \(list(Paths.contracts, reader("合同", en: "Contracts")))\
            \(list(Paths.payments, reader("到账", en: "Payments")))</ul>\(new)</section>
            """
    }
}
