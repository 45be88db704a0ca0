import Domain

/// A step from stage to stage as a file has it.
struct StepLine<Stage: Stages> {
    let to: Stage
    let on: Day
    let reason: String?
    let note: String
    let isMistake: Bool
    /// What the file calls the contract; it may be loaded later than the match's first steps.
    var contract: String?

    /// - Parameters:
    ///   - field: what says why it ended.
    ///   - reason: reads that.
    init(
        _ one: inout RecordReader,
        _ field: Field,
        _ reason: (inout RecordReader) throws -> String?
    ) throws {
        to = try one.word(.to, \Stage.name)
        on = try one.day(.on)
        self.reason = try reason(&one)
        note = try TextRule.block(try one.text(.note), .note, limit: Limits.note)
        isMistake = try one.flag(.mistake) ?? false
        if to == .ended, !isMistake, self.reason == nil { throw one.missing(field) }
        if let reason = self.reason, to != .ended || isMistake {
            throw Self.misplaced(field, reason, at: .ended)
        }
    }

    static func misplaced(_ field: Field, _ value: String, at stage: Stage) -> AppError {
        let step = Phrase("\(stage.name.zh)（\(stage.rawValue)）", en: "the step to \(stage.rawValue)")
        return AppError(
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

    /// Whether the market has this very step; of a contract nothing is said.
    func isSame(as here: StageMove<Stage>) -> Bool {
        (here.to, here.on, here.note, here.undoes != nil) == (to, on, note, isMistake)
            && (here.reason ?? "") == (reason ?? "")
    }

    /// Says that a file tells the step otherwise than the market does.
    func differs(from here: StageMove<Stage>) -> AppError {
        .historyDiffers(.moves, "\(to.rawValue) \(on)", "\(here.to.rawValue) \(here.on)")
    }

    /// Whether it leads on from a stage, and not back.
    func isForward(from current: Stage) -> Bool {
        current != .ended && (to.step ?? 0) > (current.step ?? 0)
    }
}

extension StepLine {
    /// Refuses steps that do not begin at the first stage, and a stage that they do not lead to.
    ///
    /// - Parameter here: where it stands in the market; asked only when there are no steps.
    static func check(_ moves: [StepLine], _ stage: Stage?, _ here: () throws -> Stage?) throws {
        let start = Stage.path[0]
        if let first = moves.first, first.to != start || first.isMistake {
            throw AppError(
                .invalid,
                "moves_start",
                field: .moves,
                value: first.to.rawValue,
                Phrase(
                    "\(Stage.subject.zh)的经历（moves）从“\(first.to.name.zh)”开始：第一步要是“\(start.name.zh)”（\(start.rawValue)）。",
                    en:
                        "The moves of the \(Stage.subject.en) begin with “\(first.to.rawValue)”: the first must be “\(start.rawValue)”."
                )
            )
        }
        guard let stage else { return }
        let actual = try moves.last?.to ?? here() ?? start
        guard stage != actual else { return }
        throw AppError.followsFrom(.moves, .stage, stage.rawValue, actual.rawValue)
    }
}
