import Domain
import Market

/// A match with all that belongs to it, read once for its page.
struct MatchStory: Sendable {
    struct Deal: Sendable {
        let contract: Contract
        let ledger: ContractLedger
        let payments: [Payment]
    }

    let match: Match
    let demand: Demand
    let buyer: Organization
    let achievement: Achievement
    let seller: Organization
    let history: MatchHistory
    let followUps: [FollowUp]
    let deals: [Deal]
    let users: [User]
    let codes: CodeBook
    private let names: [User.ID: String]

    init(_ code: String, _ work: Work) throws {
        match = try work.matches.find(code)
        demand = try work.demands.get(match.demand)
        buyer = try work.organizations.get(demand.organization)
        achievement = try work.achievements.get(match.achievement)
        seller = try work.organizations.get(achievement.organization)
        history = try work.matches.history(match.id)
        followUps = try work.matches.followUps(match.id)
        var filter = ContractFilter()
        filter.match = match.id
        filter.includesArchived = true
        deals = try work.contracts.list(filter).map { contract in
            Deal(
                contract: contract,
                ledger: try work.contracts.ledger(contract),
                payments: try work.contracts.payments(contract.id).filter(\.filing.isCounted)
            )
        }
        users = try work.users.list()
        codes = try work.codes()
        names = Dictionary(uniqueKeysWithValues: users.map { ($0.id, $0.name) })
    }

    func name(_ user: User.ID?) -> String? { user.flatMap { names[$0] } }

    var path: String { Paths.record(match.code) }

    /// The step to each stage of the path that holds; nil for stages that it is not at or past.
    func entry(_ stage: MatchStage) -> MatchMove? {
        let standing = history.standing
        let reached = standing.last { $0.to.step != nil }?.to.step ?? 0
        guard let step = stage.step, step <= reached else { return nil }
        return standing.last { $0.to == stage }
    }

    /// Contracts that were not cancelled nor entered by mistake.
    var isSignable: Bool { match.stage == .intention }
}

// MARK: The timeline
/// One dated line of a timeline.
struct TimelineEntry: Sendable {
    let on: Day
    let recordedAt: Instant?
    /// Whose colour it has.
    let stage: MatchStage
    let words: HTML
    /// Who entered it, and what else stands small.
    var quiet: HTML = ""
    var isUndone = false

    /// The latest first; of one day, what was entered last first.
    static func sorted(_ entries: [TimelineEntry]) -> [TimelineEntry] {
        entries.enumerated().sorted { one, other in
            let (left, right) = (one.element, other.element)
            if left.on != right.on { return left.on > right.on }
            if let leftAt = left.recordedAt, let rightAt = right.recordedAt, leftAt != rightAt {
                return leftAt > rightAt
            }
            return one.offset > other.offset
        }.map(\.element)
    }

    /// Who entered a line, and when.
    static func recorded(_ reader: Reader, _ who: String?, _ at: Instant?) -> HTML {
        guard let at else { return "\(who ?? "")" }
        return "\(who ?? "") · \(reader("\(at.phrase.zh) 记录", en: "recorded \(at.phrase.en)"))"
    }

    static func view(_ reader: Reader, _ entries: [TimelineEntry]) -> HTML {
        let lines = sorted(entries).map { entry -> HTML in
            let undone: HTML = entry.isUndone ? " undone" : ""
            let words: HTML = entry.isUndone ? "<del>\(entry.words)</del>" : entry.words
            let quiet: HTML = entry.quiet.isEmpty ? "" : "<br><small>\(entry.quiet)</small>"
            return """
                <li class="s-\(entry.stage.rawValue)\(undone)">\(Parts.day(reader, entry.on))<div>\(words)\(quiet)</div></li>
                """
        }
        return "<ol class=\"time\">\(lines)</ol>"
    }
}

extension MatchStory {
    func timeline(_ reader: Reader) -> HTML {
        let undone = Set(history.moves.compactMap(\.undoes))
        var entries = history.moves.map { move in
            TimelineEntry(
                on: move.on,
                recordedAt: move.recordedAt,
                stage: move.to,
                words: words(reader, move),
                quiet: recorded(reader, move.actor, move.recordedAt),
                isUndone: move.id.map(undone.contains) ?? false
            )
        }
        entries += followUps.map { talk in
            TimelineEntry(
                on: talk.on,
                recordedAt: talk.recordedAt,
                stage: history.standing.last { $0.on <= talk.on }?.to ?? .suggested,
                words: words(reader, talk),
                quiet: recorded(reader, talk.actor, talk.recordedAt)
            )
        }
        for deal in deals where deal.contract.filing.isCounted { entries += money(reader, deal) }
        return TimelineEntry.view(reader, entries)
    }

    private func recorded(_ reader: Reader, _ actor: User.ID?, _ at: Instant?) -> HTML {
        TimelineEntry.recorded(reader, name(actor), at)
    }

    private func words(_ reader: Reader, _ move: MatchMove) -> HTML {
        let reason = move.reason.map { codes.name(of: $0, in: .endReason).map { reader($0) } ?? $0 }
        let score = match.score.map { reader("，匹配 \($0) 分", en: ", score \($0)") } ?? ""
        var words = move.words(reader, reason: reason, first: score)
        if let contract = deals.first(where: { $0.contract.id == move.contract })?.contract {
            words += "\(reader("，合同 ", en: ", on the contract "))\(Parts.link(contract.code))"
        }
        return words + move.noted
    }

    private func words(_ reader: Reader, _ talk: FollowUp) -> HTML {
        let kind = codes.name(of: talk.kind, in: .followUpKind).map { reader($0) } ?? talk.kind
        var words: HTML = "<span class=\"chip\">\(kind)</span> <span class=\"pre\">\(talk.text)</span>"
        if !talk.nextStep.isEmpty || talk.nextOn != nil {
            let day: HTML = talk.nextOn.map { "　\(Parts.day(reader, $0))" } ?? ""
            words += "<br><small>\(reader("下一步：", en: "Next: "))\(talk.nextStep)\(day)</small>"
        }
        return words
    }

    private func money(_ reader: Reader, _ deal: Deal) -> [TimelineEntry] {
        let link = Parts.link(deal.contract.code)
        let changes = deal.ledger.changes.map { change in
            let amount: HTML =
                change.total.map { "：\(reader("成交额改为", en: "total now")) \(reader($0.phrase))" } ?? ""
            let note: HTML = change.note.isEmpty ? "" : "<br><span class=\"pre\">\(change.note)</span>"
            return TimelineEntry(
                on: change.on,
                recordedAt: change.recordedAt,
                stage: change.kind == .cancellation ? .ended : .signed,
                words:
                    "\(reader("合同", en: "Contract")) \(link) <b>\(reader(change.kind.name))</b>\(amount)\(note)",
                quiet: recorded(reader, change.actor, change.recordedAt)
            )
        }
        let payments = deal.payments.map { payment in
            TimelineEntry(
                on: payment.on,
                recordedAt: nil,
                stage: payment.kind == .receipt ? .completed : .ended,
                words: """
                    <b>\(reader(payment.kind.name))</b> \(reader(payment.amount.phrase))　\(Parts.link(payment.code))
                    """,
                quiet: "\(payment.note)"
            )
        }
        return changes + payments
    }
}
