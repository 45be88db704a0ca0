import Domain
import Exchange
import Market

/// A match with all that happened to it: steps and talks by date, its contracts, and the money that came of it.
struct MatchStory {
    private let match: Match
    private let view: View
    private let demand: Demand
    private let achievement: Achievement
    private let contracts: [Contract]

    init(_ match: Match, _ view: View) throws {
        self.match = match
        self.view = view
        demand = try view.work.demands.get(match.demand)
        achievement = try view.work.achievements.get(match.achievement)
        var filter = ContractFilter()
        filter.match = match.id
        filter.includesArchived = true
        contracts = try view.work.contracts.list(filter)
    }

    /// The match, its contracts among its members, each with its payments.
    func members() throws -> JSON.Members {
        var members = try view.records.json(match)
        members["contracts"] = .array(try contracts.map { .object(try ContractKind.json($0, view)) })
        return members
    }

    func text(width: Int?) throws -> String {
        var sheet = Sheet("\(match.code)  \(demand.title) × \(achievement.title)", view.language)
        sheet.add(.stage, view.text(match.stage.name))
        sheet.add(.demand, "\(demand.code) \(demand.title) · \(try view.organization(demand.organization))")
        sheet.add(
            .achievement,
            "\(achievement.code) \(achievement.title) · \(try view.organization(achievement.organization))"
        )
        sheet.add(.score, match.score.map(String.init))
        sheet.add(.owner, try view.user(match.owner))
        sheet.add(.nextStep, match.nextStep)
        sheet.add(.nextOn, view.day(match.nextOn))
        sheet.add(.version, match.filing.summary(view.language))
        sheet.add(Phrase("经过", en: "History"), try timeline(), width: width)
        sheet.add(RecordType.contract.name, try ContractKind.table(contracts, view), width: width)
        let payments = try contracts.flatMap { contract in
            var filter = PaymentFilter()
            filter.contract = contract.id
            return try view.work.payments.list(filter).reversed()
        }
        sheet.add(RecordType.payment.name, try PaymentKind.table(payments, view), width: width)
        return sheet.text
    }

    private struct Event {
        let on: Day
        let recordedAt: Instant?
        let cells: [String]
    }

    private func timeline() throws -> Table {
        let history = try view.work.matches.history(match.id)
        let undone = Set(history.moves.compactMap(\.undoes))
        var events = try history.moves.map { move in
            Event(
                on: move.on,
                recordedAt: move.recordedAt,
                cells: try cells(of: move, isUndone: move.id.map(undone.contains) ?? false)
            )
        }
        for followUp in try view.work.matches.followUps(match.id) {
            events.append(
                Event(on: followUp.on, recordedAt: followUp.recordedAt, cells: try cells(of: followUp))
            )
        }
        // A stable order: by the day on which it happened, then by when it was entered.
        let sorted = events.enumerated().sorted { one, other in
            let (left, right) = (one.element, other.element)
            if left.on != right.on { return left.on < right.on }
            if let leftAt = left.recordedAt, let rightAt = right.recordedAt, leftAt != rightAt {
                return leftAt < rightAt
            }
            return one.offset < other.offset
        }
        var table = Table([
            .text(view.text(Field.on.name)), .text(view.text(Phrase("事项", en: "what"))),
            .text(view.text(Field.text.name)),
            .text(view.text(Phrase("记录人", en: "entered by"))),
        ])
        for event in sorted { table.add([event.element.on.description] + event.element.cells) }
        return table
    }

    private func cells(of move: MatchMove, isUndone: Bool) throws -> [String] {
        let from = move.from.map { view.text($0.name) + " → " } ?? ""
        var what = from + view.text(move.to.name)
        if move.undoes != nil { what += view.text(Phrase("（撤回误录）", en: " (mistake taken back)")) }
        if isUndone { what += view.text(Phrase("（误录，不计）", en: " (mistake, not counted)")) }
        var said: [String] = []
        if let reason = move.reason { said.append(try view.name(reason, .endReason, match.filing)) }
        if let contract = move.contract {
            said.append(try view.work.contracts.get(contract).code.description)
        }
        if !move.note.isEmpty { said.append(move.note) }
        return [what, said.joined(separator: view.text(Phrase("；", en: "; "))), try view.user(move.actor)]
    }

    private func cells(of followUp: FollowUp) throws -> [String] {
        let kind = try view.name(followUp.kind, .followUpKind, match.filing)
        var said = followUp.text
        if !followUp.nextStep.isEmpty {
            if let last = said.last, !"。！？.!?".contains(last) { said += view.text(Phrase("；", en: ";")) }
            said += view.text(Phrase("下一步：", en: " next: ")) + followUp.nextStep
            if let nextOn = followUp.nextOn { said += " \(nextOn)" }
        }
        return [view.text(Phrase("跟进·", en: "talk, ")) + kind, said, try view.user(followUp.actor)]
    }
}
