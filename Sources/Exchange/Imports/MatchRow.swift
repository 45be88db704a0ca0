import Domain
import Market

/// A row of a list of matches: the pair, and the steps that the market does not have yet.
///
/// What a row may do: make a new match with its steps, each on its day; take a known one on to a later stage; end it;
/// say who sees to it and what comes next. What is recorded stays: a day that differs, or a stage that lies behind, is
/// refused, and stepping back is left to the match's own page.
struct MatchRow {
    struct Step {
        let to: MatchStage
        let on: Day
        /// The column that the day stands in.
        let place: Field
        var reason: String?
        var contract: Contract.ID?
    }

    let code: RecordCode?
    /// Nil if the row names no pair that there is.
    var pair: (demand: Demand.ID, achievement: Achievement.ID)?
    /// The match that it is about; nil for a new one.
    var old: Match?
    var steps: [Step] = []
    var owner: User.ID?
    var nextStep = ""
    var nextOn: Day?
    let score: Int?

    /// Reads a row, noting whatever is wrong with it.
    init(_ reading: inout RowReading, only fields: [String]?, _ work: Work) throws {
        var members = reading.members
        if let fields {
            for key in members.keys where !Self.naming.contains(key) && !fields.contains(key) {
                members[key] = nil
            }
        }
        var reader = RecordReader(.match, members, work: work)
        code = try reading.noting { try reader.recordCode(.match) } ?? nil
        if let code { old = try work.matches.find(code: code) }
        let demand = try reading.noting {
            try reader.optionalText(.demand).map { try work.demands.find($0).id }
        }
        let achievement = try reading.noting {
            try reader.optionalText(.achievement).map { try work.achievements.find($0).id }
        }
        let score = try reading.noting { try reader.integer(.score) } ?? nil
        self.score = score.flatMap { Int(exactly: $0) }
        try takePair(demand ?? nil, achievement ?? nil, &reading, reader, work)
        let history = try old.map { try work.matches.history($0.id) } ?? MatchHistory([])
        try takeSteps(after: history, &reader, &reading, work)
        try takePlan(members, &reader, &reading)
    }

    private static let naming: Set = ["code", "demand", "achievement"]

    private mutating func takePair(
        _ demand: Demand.ID?,
        _ achievement: Achievement.ID?,
        _ reading: inout RowReading,
        _ reader: RecordReader,
        _ work: Work
    ) throws {
        if let old {
            pair = (old.demand, old.achievement)
            guard demand ?? old.demand == old.demand, achievement ?? old.achievement == old.achievement else {
                return reading.add(AppError.pairDiffers(old.code))
            }
            return
        }
        for (field, isThere) in [(Field.demand, demand != nil), (.achievement, achievement != nil)]
        where !isThere && reading.members[field.code]?.asString == nil {
            reading.add(reader.missing(field))
        }
        guard let demand, let achievement else { return }
        pair = (demand, achievement)
        old = try work.matches.find(demand, achievement)
        if let old, let code { reading.add(AppError.codeOfPair(code, old.code)) }
    }

    // MARK: Steps

    private mutating func takeSteps(
        after history: MatchHistory,
        _ reader: inout RecordReader,
        _ reading: inout RowReading,
        _ work: Work
    ) throws {
        let stated = try reading.noting { try reader.optionalWord(.stage, \MatchStage.name) } ?? nil
        let reason =
            try reading.noting { try reader.optionalCode(.reason, in: .endReason) } ?? nil
        let contract = try reading.noting {
            try reader.optionalText(.contract).map { try work.contracts.find($0).id }
        }
        var days: [MatchStage: Day] = [:]
        for stage in MatchStage.allCases {
            days[stage] = try reading.noting { try reader.optionalDay(stage.dayField) } ?? nil
        }
        guard reading.isGood else { return }
        let known = history.stageDays
        for stage in MatchStage.allCases {
            guard let here = known[stage], let there = days[stage], here != there else { continue }
            reading.add(AppError.dayIsRecorded(stage, here: here, there: there))
        }
        let current = history.stage
        if let contract = contract ?? nil,
            let signed = history.standing.last(where: { $0.contract != nil })?.contract,
            signed != contract
        {
            reading.add(AppError.contractIsRecorded(try work.contracts.get(signed).code))
        }
        let furthest =
            days[.ended] != nil ? .ended : MatchStage.path.last { days[$0] != nil && known[$0] == nil }
        guard let target = stated ?? furthest ?? current else {
            return reading.add(reader.missing(MatchStage.introduced.dayField))
        }
        if let later = MatchStage.allCases.first(where: { isBeyond($0, target, days, known) }) {
            return reading.add(AppError.dayBeyondStage(later, target))
        }
        let reachesSigned = known[.signed] != nil || (target.step ?? -1) >= (MatchStage.signed.step ?? 0)
        if contract ?? nil != nil, !reachesSigned, days[.signed] == nil {
            return reading.add(AppError.misplaced(.contract, .signed))
        }
        if reason != nil, target != .ended { return reading.add(AppError.misplaced(.reason, .ended)) }
        guard target != current else { return }
        if let current, current != .ended, let here = current.step, let there = target.step, there < here {
            return reading.add(AppError.stageBehind(target, current))
        }
        var simulated = history
        for step in try wanted(target, after: current, days, &reading, reader) {
            guard try take(step, reason, contract ?? nil, &simulated, &reading, work) else { return }
        }
    }

    /// Whether a day is given for a stage that the row says is not reached yet.
    private func isBeyond(
        _ stage: MatchStage,
        _ target: MatchStage,
        _ days: [MatchStage: Day],
        _ known: [MatchStage: Day]
    ) -> Bool {
        guard days[stage] != nil, known[stage] == nil, stage != target else { return false }
        guard let step = stage.step else { return true }
        return target.step.map { $0 < step } ?? false
    }

    /// The steps from one stage to another, each with its day.
    private func wanted(
        _ target: MatchStage,
        after current: MatchStage?,
        _ days: [MatchStage: Day],
        _ reading: inout RowReading,
        _ reader: RecordReader
    ) throws -> [Step] {
        // Whoever brings two sides together has suggested them by that.
        let first = MatchStage.allCases.first { days[$0] != nil } ?? target
        let from = current.map { ($0.step ?? 0) + 1 } ?? 0
        let last = target.step ?? (MatchStage.path.lastIndex { days[$0] != nil } ?? -1)
        var steps: [Step] = []
        // An end that has no way back is told by the rules.
        let path = current == .ended ? [target] : from <= last ? Array(MatchStage.path[from...last]) : []
        for stage in path + (target == .ended && current != .ended ? [.ended] : []) {
            let told = stage == .suggested && days[stage] == nil ? first : stage
            guard let day = days[told] else {
                reading.add(AppError.dayMissing(stage, target))
                continue
            }
            steps.append(Step(to: stage, on: day, place: told.dayField))
        }
        return reading.isGood ? steps : []
    }

    /// Adds a step if the rules let it follow; otherwise notes why not, at its day's column.
    private mutating func take(
        _ step: Step,
        _ reason: String?,
        _ contract: Contract.ID?,
        _ simulated: inout MatchHistory,
        _ reading: inout RowReading,
        _ work: Work
    ) throws -> Bool {
        var step = step
        do {
            let move: MatchMove
            if step.to == .ended {
                guard let reason else { throw RecordReader(.match, [:], work: work).missing(.reason) }
                step.reason = reason
                move = try simulated.end(reason: reason, on: step.on, today: work.today)
            } else {
                if step.to == .signed {
                    step.contract = try work.matches.backing(contract, of: old?.id, on: step.on)
                }
                move = try simulated.advance(
                    to: step.to,
                    on: step.on,
                    today: work.today,
                    contract: step.contract
                )
                if step.to == .suggested || step.to == .introduced, let pair {
                    try work.matches.check(pair.demand, pair.achievement, on: step.on)
                }
            }
            simulated = MatchHistory(simulated.moves + [move])
            steps.append(step)
            return true
        } catch let error as AppError where error.kind != .unavailable {
            let column = error.field == .on ? nil : reading.column(of: error.field)
            reading.add(RowProblem(column ?? reading.column(of: step.place), error))
            return false
        }
    }

    // MARK: The plan

    /// A new match has the plan of its row, blank or not; one that is there keeps what the row does not say.
    private mutating func takePlan(
        _ members: JSON.Members,
        _ reader: inout RecordReader,
        _ reading: inout RowReading
    ) throws {
        if let old { (owner, nextStep, nextOn) = (old.owner, old.nextStep, old.nextOn) }
        if members["owner"] != nil {
            owner = try reading.noting { try reader.user(.owner) } ?? nil
        }
        if members["next_step"] != nil {
            nextStep = try reading.noting { try TextRule.line(try reader.text(.nextStep), .nextStep) } ?? ""
        }
        if members["next_on"] != nil {
            nextOn = try reading.noting { try reader.optionalDay(.nextOn) } ?? nil
        }
        if let score, !(0...100).contains(score) { reading.add(AppError.scoreOutOfRange(Int64(score))) }
    }

    var changesPlan: Bool {
        guard let old else { return owner != nil || !nextStep.isEmpty || nextOn != nil }
        return (owner, nextStep, nextOn) != (old.owner, old.nextStep, old.nextOn)
    }
}

extension RowReading {
    /// Reads something; what is wrong with it is noted, and nil.
    mutating func noting<Value>(_ read: () throws -> Value) throws -> Value? {
        do {
            return try read()
        } catch let error as AppError where error.kind != .unavailable {
            add(error)
            return nil
        }
    }
}

extension AppError {
    static func pairDiffers(_ code: RecordCode) -> AppError {
        AppError(
            .conflict,
            "pair_differs",
            field: .code,
            value: code.description,
            Phrase(
                "编号“\(code)”的对接是另一对需求和成果：请核对编号，或去掉编号。",
                en: "The match \(code) joins another pair: check the code, or leave it out."
            )
        )
    }

    static func codeOfPair(_ code: RecordCode, _ known: RecordCode) -> AppError {
        AppError(
            .conflict,
            "already_matched",
            field: .code,
            value: code.description,
            Phrase(
                "编号“\(code)”不对，这一对在系统里是 \(known)：请改用它，或去掉编号。",
                en:
                    "The code “\(code)” won't do: the pair is \(known) here; use that, or leave the code out."
            )
        )
    }

    static func scoreOutOfRange(_ score: Int64) -> AppError {
        AppError(
            .invalid,
            "score_out_of_range",
            field: .score,
            value: String(score),
            Phrase(
                "得分“\(score)”不对：请写 0 到 100 的整数。",
                en: "The score “\(score)” won't do: write a whole number from 0 to 100."
            )
        )
    }

    fileprivate static func dayIsRecorded(_ stage: MatchStage, here: Day, there: Day) -> AppError {
        let field = stage.dayField
        return AppError(
            .conflict,
            "history_differs",
            field: field,
            value: there.description,
            Phrase(
                "\(field.name.zh)“\(there)”与系统里的 \(here) 不同，导入不改写经过：请改成 \(here) 或空着；记错了请在对接页面按误录撤回。",
                en:
                    "“\(there)” differs from \(here), which is recorded; importing rewrites no history: give \(here) or leave it blank, or take the step back as a mistake on the match's page."
            )
        )
    }

    fileprivate static func contractIsRecorded(_ code: RecordCode) -> AppError {
        AppError(
            .conflict,
            "history_differs",
            field: .contract,
            value: code.description,
            Phrase(
                "签约依据的合同在系统里是 \(code)，导入不改写经过：请改成它或空着。",
                en:
                    "The match was signed on \(code); importing rewrites no history: give that, or leave it blank."
            )
        )
    }

    fileprivate static func misplaced(_ field: Field, _ stage: MatchStage) -> AppError {
        AppError(
            .invalid,
            "misplaced",
            field: field,
            Phrase(
                "还没有到“\(stage.name.zh)”，却填了\(field.name.zh)：请改阶段，或去掉这一项。",
                en:
                    "The match is not “\(stage.name.en)”, yet the row has a \(field.name.en): change one of them."
            )
        )
    }

    fileprivate static func dayMissing(_ stage: MatchStage, _ target: MatchStage) -> AppError {
        let field = stage.dayField
        return AppError(
            .invalid,
            "required",
            field: field,
            Phrase(
                "到“\(target.name.zh)”要写\(field.name.zh)：请填那一天的日期。",
                en: "To come to “\(target.name.en)” takes the day “\(field.name.en)”: give it."
            )
        )
    }

    fileprivate static func dayBeyondStage(_ stage: MatchStage, _ target: MatchStage) -> AppError {
        let field = stage.dayField
        return AppError(
            .invalid,
            "stage_disagrees",
            field: field,
            Phrase(
                "阶段是“\(target.name.zh)”，却填了\(field.name.zh)：请改阶段，或去掉这个日期。",
                en:
                    "The stage is “\(target.name.en)”, yet there is a day “\(field.name.en)”: change one of them."
            )
        )
    }

    fileprivate static func stageBehind(_ target: MatchStage, _ current: MatchStage) -> AppError {
        AppError(
            .conflict,
            "stage_behind",
            field: .stage,
            value: target.rawValue,
            Phrase(
                "表里是“\(target.name.zh)”，系统里已经到“\(current.name.zh)”：导入不会退回，请改成现在的阶段或空着；确要退回请在对接页面操作。",
                en:
                    "The sheet has “\(target.name.en)”, the match is at “\(current.name.en)”: importing never steps back; give the present stage or leave it blank, or step back on the match's page."
            )
        )
    }
}
