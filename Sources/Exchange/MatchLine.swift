import Domain
import Market

/// A match as a file has it.
struct MatchLine {
    struct Move {
        let to: MatchStage
        let on: Day
        let reason: String?
        let note: String
        let isMistake: Bool
        /// What the file calls the contract; it may be loaded later than the match's first steps.
        var contract: String?
    }

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
        if let first = self.moves?.first, first.to != .suggested || first.isMistake {
            throw AppError(
                .invalid,
                "moves_start",
                field: .moves,
                value: first.to.rawValue,
                Phrase(
                    "对接的经历（moves）从“\(first.to.name.zh)”开始：第一步要是“推荐”（suggested）。",
                    en:
                        "The moves of the match begin with “\(first.to.rawValue)”: the first must be “suggested”."
                )
            )
        }
        if let stage, let last = self.moves?.last?.to, stage != last {
            throw AppError.followsFrom(.moves, .stage, stage.rawValue, last.rawValue)
        }
        if let stage, self.moves == nil {
            let here = try work.matches.find(demand, achievement)?.stage ?? .suggested
            if stage != here { throw AppError.followsFrom(.moves, .stage, stage.rawValue, here.rawValue) }
        }
    }

    private static func move(_ one: inout RecordReader) throws -> Move {
        let move = Move(
            to: try one.word(.to, \MatchStage.name),
            on: try one.day(.on),
            reason: try one.optionalCode(.reason, in: .endReason),
            note: try TextRule.block(try one.text(.note), .note, limit: Limits.note),
            isMistake: try one.flag(.mistake) ?? false,
            contract: try one.optionalText(.contract)
        )
        if move.to == .ended, !move.isMistake, move.reason == nil { throw one.missing(.reason) }
        if let reason = move.reason, move.to != .ended || move.isMistake {
            throw misplaced(.reason, reason, Phrase("终止（ended）", en: "the step to ended"))
        }
        if let contract = move.contract, move.to != .signed || move.isMistake {
            throw misplaced(.contract, contract, Phrase("签约（signed）", en: "the step to signed"))
        }
        return move
    }

    private static func misplaced(_ field: Field, _ value: String, _ step: Phrase) -> AppError {
        AppError(
            .invalid,
            "misplaced",
            field: field,
            value: value,
            Phrase(
                "\(field.name.zh)（\(field.code)）“\(AppError.quote(value))”只能写在\(step.zh)那一步：请移过去，或去掉。",
                en:
                    "The \(field.name.en) (\(field.code)) “\(AppError.quote(value))” belongs to \(step.en): move it there, or leave it out."
            )
        )
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
        var isSame =
            (here.to, here.on, here.note, here.undoes != nil) == (
                there.to, there.on, there.note, there.isMistake
            )
        isSame = isSame && (here.reason ?? "") == (there.reason ?? "")
        if let contract = there.contract, let signed = here.contract {
            isSame = try isSame && work.contracts.find(contract).id == signed
        }
        guard !isSame else { return }
        throw AppError.historyDiffers(
            .moves,
            "\(there.to.rawValue) \(there.on)",
            "\(here.to.rawValue) \(here.on)"
        )
    }

    private func apply(_ move: MatchLine.Move, to id: Match.ID, contract: Contract.ID?) throws {
        if move.isMistake {
            _ = try work.matches.back(id, to: move.to, isMistake: true, on: move.on, note: move.note)
        } else if move.to == .ended {
            _ = try work.matches.end(id, reason: move.reason ?? "", on: move.on, note: move.note)
        } else {
            let current = try work.matches.get(id).stage
            let isForward = current != .ended && (move.to.step ?? 0) > (current.step ?? 0)
            if isForward {
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
