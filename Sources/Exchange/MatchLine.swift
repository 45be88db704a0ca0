import Domain
import Market

/// A match as a file has it.
struct MatchLine {
    typealias Move = StepLine<MatchStage>

    struct Talk {
        let on: Day
        let kind: String
        let text: String
        let nextStep: String
        let nextOn: Day?

        func isSame(as other: FollowUp) -> Bool {
            on == other.on && kind == other.kind && text == other.text
        }
    }

    let head: Head
    let demand: Demand.ID
    let achievement: Achievement.ID
    let owner: User.ID?
    let score: Int?
    let nextStep: String?
    let nextOn: Day?
    /// Nil when the line does not say.
    let moves: [Move]?
    let followUps: [Talk]

    init(_ members: JSON.Members, _ work: Work) throws {
        var reader = RecordReader(.match, members, work: work)
        head = try Head(&reader, .match, hasExternalID: false)
        (demand, achievement) = try Records(work).pair(&reader)
        owner = try reader.user(.owner)
        score = try Self.score(try reader.integer(.score))
        nextStep = try reader.optionalText(.nextStep).map { try TextRule.line($0, .nextStep) }
        nextOn = try reader.optionalDay(.nextOn)
        let stage = try reader.optionalWord(.stage, \MatchStage.name)
        let moves = try reader.objects(.moves) { try Self.move(&$0) }
        self.moves = moves.flatMap { $0.isEmpty ? nil : $0 }
        followUps =
            try reader.objects(.followUps) { one in
                Talk(
                    on: try one.day(.on),
                    kind: try one.code(.kind, in: .followUpKind),
                    text: try TextRule.block(try one.requiredText(.text), .text, limit: Limits.note),
                    nextStep: try TextRule.line(try one.text(.nextStep), .nextStep),
                    nextOn: try one.optionalDay(.nextOn)
                )
            } ?? []
        try reader.finish()
        try Move.check(self.moves ?? [], stage) { try work.matches.find(demand, achievement)?.stage }
    }

    private static func move(_ one: inout RecordReader) throws -> Move {
        var move = try Move(&one, .reason) { try $0.optionalCode(.reason, in: .endReason) }
        move.contract = try one.optionalText(.contract)
        if let contract = move.contract, move.to != .signed || move.isMistake {
            throw Move.misplaced(.contract, contract, at: .signed)
        }
        return move
    }

    private static func score(_ score: Int64?) throws(AppError) -> Int? {
        guard let score else { return nil }
        guard (0...100).contains(score) else {
            throw AppError.scoreOutOfRange(score)
        }
        return Int(score)
    }
}

extension Records {
    // MARK: Matches, in two steps, because 签约 rests on contracts that are loaded between

    /// The match with its steps before the first 签约.
    func loadMatchBeforeSigning(_ members: JSON.Members) throws -> Outcome {
        let line = try MatchLine(members, work)
        let byCode = try line.head.code.flatMap { try work.matches.find(code: $0) }
        if let match = try byCode ?? work.matches.find(line.demand, line.achievement) {
            guard match.demand == line.demand, match.achievement == line.achievement else {
                throw AppError.pairDiffers(match.code)
            }
            if let code = line.head.code, code != match.code { throw AppError.codeOfPair(code, match.code) }
            return .same
        }
        let moves = line.moves ?? []
        let made = try work.matches.create(
            line.demand,
            line.achievement,
            code: line.head.code,
            score: line.score,
            owner: line.owner,
            on: moves.first?.on,
            note: moves.first?.note ?? ""
        )
        for move in moves.dropFirst().prefix(while: { $0.to != .signed }) {
            try apply(move, to: made.id, contract: nil)
        }
        return .created
    }

    /// The match's other steps, its follow-ups and its plan.
    ///
    /// - Parameter contractOf: the contract of the same file that names the match.
    func loadMatchToItsEnd(
        _ members: JSON.Members,
        isNew: Bool,
        contractOf: (RecordCode) throws -> Contract.ID?
    ) throws -> Loaded {
        let line = try MatchLine(members, work)
        guard let match = try work.matches.find(line.demand, line.achievement) else {
            throw AppError.lost(.match)
        }
        var loaded = Loaded(outcome: isNew ? .created : .same)
        func change() throws {
            if !isNew { try line.head.requireFresh(match.filing) }
            loaded.change()
        }
        let known = try work.matches.history(match.id).moves
        for (here, there) in zip(known, line.moves ?? []) { try require(here, there) }
        for move in (line.moves ?? []).dropFirst(known.count) {
            try change()
            var contract = try move.contract.map { try work.contracts.find($0).id }
            if move.to == .signed, contract == nil, !move.isMistake { contract = try contractOf(match.code) }
            try apply(move, to: match.id, contract: contract)
        }
        let talks = try work.matches.followUps(match.id)
        for followUp in line.followUps where !talks.contains(where: followUp.isSame) {
            try change()
            _ = try work.matches.followUp(
                match.id,
                on: followUp.on,
                kind: followUp.kind,
                text: followUp.text,
                nextStep: followUp.nextStep,
                nextOn: followUp.nextOn
            )
        }
        // A new match has the plan of its line, blank or not; one that was there keeps what the line does not say.
        let now = try work.matches.get(match.id)
        let owner = line.owner ?? (isNew ? nil : now.owner)
        let nextStep = line.nextStep ?? (isNew ? "" : now.nextStep)
        let nextOn = line.nextOn ?? (isNew ? nil : now.nextOn)
        if (owner, nextStep, nextOn) != (now.owner, now.nextStep, now.nextOn) {
            try change()
            _ = try work.matches.assign(match.id, owner: owner, nextStep: nextStep, nextOn: nextOn)
        }
        loaded.filing = line.head.filing(now.filing) {
            try work.matches.archive(match.id, version: nil, as: $0)
        }
        return loaded
    }

    /// Refuses a step of a file that is told otherwise in the market.
    private func require(_ here: MatchMove, _ there: MatchLine.Move) throws {
        var isSame = there.isSame(as: here)
        if let contract = there.contract, let signed = here.contract {
            isSame = try isSame && work.contracts.find(contract).id == signed
        }
        guard isSame else { throw there.differs(from: here) }
    }

    private func apply(_ move: MatchLine.Move, to id: Match.ID, contract: Contract.ID?) throws {
        if move.isMistake {
            _ = try work.matches.back(id, to: move.to, isMistake: true, on: move.on, note: move.note)
        } else if move.to == .ended {
            _ = try work.matches.end(id, reason: move.reason ?? "", on: move.on, note: move.note)
        } else {
            if move.isForward(from: try work.matches.get(id).stage) {
                _ = try work.matches.advance(
                    id,
                    to: move.to,
                    contract: contract,
                    on: move.on,
                    note: move.note
                )
            } else {
                _ = try work.matches.back(id, to: move.to, on: move.on, note: move.note)
            }
        }
    }
}
