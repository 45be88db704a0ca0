/// All steps of one match, and the rules for the next. The one place that knows which step may follow which.
public struct MatchHistory: Sendable, Equatable {
    public let moves: [MatchMove]

    public init(_ moves: [MatchMove]) { self.moves = moves }

    /// The steps that hold: those that were entered by mistake, and those that took them back, are left out.
    public var standing: [MatchMove] {
        let undone = Set(moves.compactMap(\.undoes))
        return moves.filter { move in
            guard move.undoes == nil else { return false }
            guard let id = move.id else { return true }
            return !undone.contains(id)
        }
    }

    public var stage: MatchStage? { standing.last?.to }

    /// For each stage that the match has reached and not left again, the day on which it first came there; for one that
    /// has ended, also the day of its end.
    public var stageDays: [MatchStage: Day] {
        var days: [MatchStage: Day] = [:]
        for move in standing {
            days[.ended] = nil
            if let step = move.to.step {
                for later in MatchStage.path[(step + 1)...] { days[later] = nil }
            }
            if days[move.to] == nil { days[move.to] = move.on }
        }
        return days
    }

    /// The step to the next stage of the path.
    ///
    /// - Parameter hasContract: whether a contract with its amount backs the match; `signed` needs one.
    /// - Throws: `stage_skipped`, `contract_required`, `match_ended`, `match_completed`, `date_in_future` or
    ///   `date_out_of_order`.
    public func advance(
        to stage: MatchStage,
        on day: Day,
        today: Day,
        note: String = "",
        contract: Contract.ID? = nil
    ) throws(AppError) -> MatchMove {
        guard stage != .ended else {
            throw AppError(
                .invalid,
                "reason_required",
                field: .reason,
                Phrase("终止对接要写原因：请用“终止”并选一个原因。", en: "Ending a match needs a reason: end it with one.")
            )
        }
        guard let current = self.stage else {
            guard stage == .suggested else { throw skipped(stage, after: nil) }
            try day.requireNotFuture(today: today, field: .on)
            return MatchMove(from: nil, to: stage, on: day, note: note)
        }
        guard current != .ended else {
            throw AppError(
                .conflict,
                "match_ended",
                field: .stage,
                value: stage.rawValue,
                Phrase(
                    "对接已经终止，不能进到“\(stage.name.zh)”：要继续，先退回到终止前的阶段。",
                    en:
                        "The match has ended and can't go on to “\(stage.name.en)”: to resume it, move it back first."
                )
            )
        }
        guard let following = current.following else {
            throw AppError(
                .conflict,
                "match_completed",
                field: .stage,
                value: stage.rawValue,
                Phrase("对接已经履约完成，没有下一阶段。", en: "The match is completed; no stage comes after that.")
            )
        }
        guard stage == following else { throw skipped(stage, after: current) }
        if stage == .signed, contract == nil {
            throw AppError(
                .conflict,
                "contract_required",
                field: .contract,
                Phrase(
                    "签约要有写明成交额的合同：请先登记合同，或写明合同编号。",
                    en: "Signing needs a contract with its amount: record the contract, or name it."
                )
            )
        }
        try check(day, today: today)
        return MatchMove(from: current, to: stage, on: day, note: note, contract: contract)
    }

    /// The step out of the path, with its reason.
    public func end(
        reason: String,
        on day: Day,
        today: Day,
        note: String = ""
    ) throws(AppError) -> MatchMove {
        guard let current = stage, current != .ended, current != .completed else {
            throw AppError(
                .conflict,
                "cannot_end",
                field: .stage,
                value: stage?.rawValue,
                Phrase(
                    "对接已是“\((stage ?? .suggested).name.zh)”，不能再终止。",
                    en: "The match is already “\((stage ?? .suggested).name.en)” and can't be ended."
                )
            )
        }
        try check(day, today: today)
        return MatchMove(from: current, to: .ended, on: day, reason: reason, note: note)
    }

    /// The step back to an earlier stage; from `ended`, to the stage before the end or an earlier one.
    public func back(
        to stage: MatchStage? = nil,
        on day: Day,
        today: Day,
        note: String = ""
    ) throws(AppError) -> MatchMove {
        guard let last = standing.last, let nearest = earlierStage(than: last) else { throw nothingBefore }
        let target = stage ?? nearest
        guard let step = target.step, let limit = nearest.step, step <= limit else {
            throw AppError(
                .conflict,
                "not_earlier",
                field: .stage,
                value: target.rawValue,
                Phrase(
                    "“\(target.name.zh)”不在“\(last.to.name.zh)”之前：可以退回到“\(nearest.name.zh)”或更早的阶段。",
                    en:
                        "“\(target.name.en)” is not before “\(last.to.name.en)”: move back to “\(nearest.name.en)” or earlier."
                )
            )
        }
        try check(day, today: today)
        return MatchMove(from: last.to, to: target, on: day, note: note)
    }

    /// The step that takes back the last one because it was entered by mistake; neither is counted afterwards.
    public func undo(on day: Day, today: Day, note: String = "") throws(AppError) -> MatchMove {
        let standing = standing
        guard standing.count > 1, let last = standing.last, let id = last.id else { throw nothingBefore }
        try day.requireNotFuture(today: today, field: .on)
        return MatchMove(from: last.to, to: standing[standing.count - 2].to, on: day, note: note, undoes: id)
    }

    /// The stages that `back` leads to, the nearest first.
    public var earlierStages: [MatchStage] {
        guard let last = standing.last, let step = earlierStage(than: last)?.step else { return [] }
        return MatchStage.path[...step].reversed()
    }

    /// Whether `undo` has a step to take back.
    public var canUndo: Bool { standing.count > 1 }

    /// Whether `end` is a step from here.
    public var canEnd: Bool { stage.map { $0 != .ended && $0 != .completed } ?? false }

    private var nothingBefore: AppError {
        AppError(
            .conflict,
            "nothing_before",
            field: .stage,
            value: stage?.rawValue,
            Phrase("对接在第一个阶段，没有可退回的阶段。", en: "The match is at its first stage; there is none to go back to.")
        )
    }

    private func earlierStage(than move: MatchMove) -> MatchStage? {
        if move.to == .ended { return move.from }
        guard let step = move.to.step, step > 0 else { return nil }
        return MatchStage.path[step - 1]
    }

    private func check(_ day: Day, today: Day) throws(AppError) {
        try day.requireNotFuture(today: today, field: .on)
        if let last = standing.last { try day.require(notBefore: last.on, of: last.to.name, field: .on) }
    }

    private func skipped(_ stage: MatchStage, after current: MatchStage?) -> AppError {
        guard let current else {
            return AppError(
                .conflict,
                "stage_skipped",
                field: .stage,
                value: stage.rawValue,
                Phrase(
                    "对接从“推荐”开始，不能一开始就是“\(stage.name.zh)”。",
                    en: "A match starts as “suggested”, not as “\(stage.name.en)”."
                )
            )
        }
        let next = current.following ?? current
        return AppError(
            .conflict,
            "stage_skipped",
            field: .stage,
            value: stage.rawValue,
            Phrase(
                "不能从“\(current.name.zh)”直接到“\(stage.name.zh)”：下一阶段是“\(next.name.zh)”。",
                en:
                    "A match can't go from “\(current.name.en)” to “\(stage.name.en)”: the next stage is “\(next.name.en)”."
            )
        )
    }
}
