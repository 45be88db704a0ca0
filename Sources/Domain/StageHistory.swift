/// The stages that something goes through: a path, step by step, and an end that stands beside it.
public protocol Stages: RawRepresentable<String>, CaseIterable, Sendable, Hashable {
    /// The stages on the way, in order.
    static var path: [Self] { get }
    /// What leads off the path, with a reason.
    static var ended: Self { get }
    /// What goes along them, such as 对接.
    static var subject: Phrase { get }
    /// The codes of the refusals of a step on from the end and from the last stage of the path.
    static var refusals: (ended: String, last: String) { get }

    var name: Phrase { get }
    /// Whether the end may come from here.
    var canEnd: Bool { get }
}

extension Stages {
    public var canEnd: Bool { self != Self.ended }

    /// How far along the path the stage is; nil for the end.
    public var step: Int? { Self.path.firstIndex(of: self) }

    /// The stage after this one on the path.
    public var following: Self? {
        guard let step, step + 1 < Self.path.count else { return nil }
        return Self.path[step + 1]
    }
}

/// One dated step from stage to stage; steps are added, never edited, and what stood where is counted from them.
public struct StageMove<Stage: Stages>: Sendable, Equatable {
    public typealias ID = Domain.ID<StageMove<Stage>>

    /// Nil while the step is not in the file yet.
    public let id: ID?
    public let from: Stage?
    public let to: Stage
    /// The business day on which it happened.
    public let on: Day
    /// Why it ended; with the end only.
    public let reason: String?
    public let note: String
    /// The contract that the step rests on; a match's step to `signed` has one.
    public let contract: Contract.ID?
    /// The step that this one takes back because it was entered by mistake; neither is counted.
    public let undoes: ID?
    public let recordedAt: Instant?
    public let actor: User.ID?

    public init(
        id: ID? = nil,
        from: Stage?,
        to: Stage,
        on: Day,
        reason: String? = nil,
        note: String = "",
        contract: Contract.ID? = nil,
        undoes: ID? = nil,
        recordedAt: Instant? = nil,
        actor: User.ID? = nil
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.on = on
        self.reason = reason
        self.note = note
        self.contract = contract
        self.undoes = undoes
        self.recordedAt = recordedAt
        self.actor = actor
    }
}

/// All steps of one thing, and the rules for the next. The one place that knows which step may follow which.
public struct StageHistory<Stage: Stages>: Sendable, Equatable {
    public typealias Move = StageMove<Stage>

    public let moves: [Move]

    public init(_ moves: [Move]) { self.moves = moves }

    /// The steps that hold: those that were entered by mistake, and those that took them back, are left out.
    public var standing: [Move] {
        let undone = Set(moves.compactMap(\.undoes))
        return moves.filter { move in
            guard move.undoes == nil else { return false }
            guard let id = move.id else { return true }
            return !undone.contains(id)
        }
    }

    public var stage: Stage? { standing.last?.to }

    /// Where it stood at the end of a day; nil before its first step.
    public func stage(on day: Day) -> Stage? { standing.last { $0.on <= day }?.to }

    /// For each stage that was reached and not left again, the day of the first step to it; after the end, also the day of
    /// that.
    public var stageDays: [Stage: Day] {
        var days: [Stage: Day] = [:]
        for move in standing {
            days[.ended] = nil
            if let step = move.to.step {
                for later in Stage.path[(step + 1)...] { days[later] = nil }
            }
            if days[move.to] == nil { days[move.to] = move.on }
        }
        return days
    }

    /// The stage from which a step leads on to `stage`; nil if it is the first.
    ///
    /// - Throws: `reason_required`, `stage_skipped`, or the refusals of the stages for a step on from the end or the last.
    func current(before stage: Stage) throws(AppError) -> Stage? {
        let subject = Stage.subject
        guard stage != .ended else {
            throw AppError(
                .invalid,
                "reason_required",
                field: .reason,
                Phrase(
                    "“\(stage.name.zh)”要写原因：请用它自己的操作，并选一个原因。",
                    en: "“\(stage.name.en)” needs a reason: use its own action, with one."
                )
            )
        }
        guard let current = self.stage else {
            guard stage == Stage.path.first else { throw skipped(stage, after: nil) }
            return nil
        }
        guard current != .ended else {
            throw AppError(
                .conflict,
                Stage.refusals.ended,
                field: .stage,
                value: stage.rawValue,
                Phrase(
                    "\(subject.zh)已是“\(current.name.zh)”，不能进到“\(stage.name.zh)”：要继续，先退回到之前的阶段。",
                    en:
                        "The \(subject.en) is “\(current.name.en)” and can't go on to “\(stage.name.en)”: to resume it, move it back first."
                )
            )
        }
        guard let following = current.following else {
            throw AppError(
                .conflict,
                Stage.refusals.last,
                field: .stage,
                value: stage.rawValue,
                Phrase(
                    "\(subject.zh)已是“\(current.name.zh)”，没有下一阶段。",
                    en: "The \(subject.en) is “\(current.name.en)” already; no stage comes after that."
                )
            )
        }
        guard stage == following else { throw skipped(stage, after: current) }
        return current
    }

    /// The step to the next stage of the path.
    ///
    /// - Throws: what `current(before:)` refuses, `date_in_future` or `date_out_of_order`.
    func step(
        to stage: Stage,
        on day: Day,
        today: Day,
        note: String,
        contract: Contract.ID? = nil
    ) throws(AppError) -> Move {
        let current = try current(before: stage)
        try check(day, today: today)
        return Move(from: current, to: stage, on: day, note: note, contract: contract)
    }

    /// The step out of the path, with its reason.
    public func end(
        reason: String,
        on day: Day,
        today: Day,
        note: String = ""
    ) throws(AppError) -> Move {
        guard let current = stage, current.canEnd else {
            let (subject, now) = (Stage.subject, (stage ?? Stage.path[0]).name)
            throw AppError(
                .conflict,
                "cannot_end",
                field: .stage,
                value: stage?.rawValue,
                Phrase(
                    "\(subject.zh)已是“\(now.zh)”，不能再\(Stage.ended.name.zh)。",
                    en: "The \(subject.en) is already “\(now.en)” and can't become “\(Stage.ended.name.en)”."
                )
            )
        }
        try check(day, today: today)
        return Move(from: current, to: .ended, on: day, reason: reason, note: note)
    }

    /// The step back to an earlier stage; from the end, to the stage before it or an earlier one.
    public func back(
        to stage: Stage? = nil,
        on day: Day,
        today: Day,
        note: String = ""
    ) throws(AppError) -> Move {
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
        return Move(from: last.to, to: target, on: day, note: note)
    }

    /// The step that takes back the last one because it was entered by mistake; neither is counted afterwards.
    ///
    /// - Parameter stage: where the person means to come back to, if that was said.
    /// - Throws: `nothing_before`, `not_last_step` when the last step did not come from `stage`, `date_in_future`.
    public func undo(to stage: Stage? = nil, on day: Day, today: Day, note: String = "") throws(AppError)
        -> Move
    {
        let standing = standing
        guard standing.count > 1, let last = standing.last, let id = last.id else { throw nothingBefore }
        let before = standing[standing.count - 2].to
        if let stage, stage != before {
            throw AppError(
                .conflict,
                "not_last_step",
                field: .stage,
                value: stage.rawValue,
                Phrase(
                    "按误录只能撤回最后一步，退回到“\(before.name.zh)”，不能到“\(stage.name.zh)”：可以一步一步撤回。",
                    en:
                        "Only the last step can be taken back as a mistake, to “\(before.name.en)”: go step by step."
                )
            )
        }
        try day.requireNotFuture(today: today, field: .on)
        return Move(from: last.to, to: before, on: day, note: note, undoes: id)
    }

    /// The stages that `back` leads to, the nearest first.
    public var earlierStages: [Stage] {
        guard let last = standing.last, let step = earlierStage(than: last)?.step else { return [] }
        return Stage.path[...step].reversed()
    }

    /// Whether `undo` has a step to take back.
    public var canUndo: Bool { standing.count > 1 }

    /// Whether `end` is a step from here.
    public var canEnd: Bool { stage?.canEnd ?? false }

    private var nothingBefore: AppError {
        let subject = Stage.subject
        return AppError(
            .conflict,
            "nothing_before",
            field: .stage,
            value: stage?.rawValue,
            Phrase(
                "\(subject.zh)在第一个阶段，没有可退回的阶段。",
                en: "The \(subject.en) is at its first stage; there is none to go back to."
            )
        )
    }

    private func earlierStage(than move: Move) -> Stage? {
        if move.to == .ended { return move.from }
        guard let step = move.to.step, step > 0 else { return nil }
        return Stage.path[step - 1]
    }

    private func check(_ day: Day, today: Day) throws(AppError) {
        try day.requireNotFuture(today: today, field: .on)
        if let last = standing.last { try day.require(notBefore: last.on, of: last.to.name, field: .on) }
    }

    private func skipped(_ stage: Stage, after current: Stage?) -> AppError {
        let (subject, first) = (Stage.subject, Stage.path[0])
        guard let current else {
            return AppError(
                .conflict,
                "stage_skipped",
                field: .stage,
                value: stage.rawValue,
                Phrase(
                    "\(subject.zh)从“\(first.name.zh)”开始，不能一开始就是“\(stage.name.zh)”。",
                    en: "A \(subject.en) starts as “\(first.name.en)”, not as “\(stage.name.en)”."
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
                    "A \(subject.en) can't go from “\(current.name.en)” to “\(stage.name.en)”: the next stage is “\(next.name.en)”."
            )
        )
    }
}
