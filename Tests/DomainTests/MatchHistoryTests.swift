import Domain
import Testing

struct MatchHistoryTests {
    static let today = day(12, 31)

    static func day(_ month: Int, _ day: Int) -> Day { Day(year: 2021, month: month, day: day) ?? .earliest }

    /// A history that came the straight way to a stage, a step a month from March; `ended` from 已对接.
    static func history(to stage: MatchStage) -> MatchHistory {
        let straight =
            stage == .ended
            ? [.suggested, .introduced, .ended] : Array(MatchStage.path.prefix { $0 != stage } + [stage])
        return history(straight)
    }

    static func history(_ stages: [MatchStage]) -> MatchHistory {
        var moves: [MatchMove] = []
        for (index, stage) in stages.enumerated() {
            moves.append(
                MatchMove(
                    id: MatchMove.ID(rawValue: Int64(index + 1)),
                    from: moves.last?.to,
                    to: stage,
                    on: day(3 + index, 10),
                    reason: stage == .ended ? "price" : nil
                )
            )
        }
        return MatchHistory(moves)
    }

    /// The history with a step added, as the store would number it.
    static func adding(_ move: MatchMove, to history: MatchHistory) -> MatchHistory {
        let id = MatchMove.ID(rawValue: Int64(history.moves.count + 1))
        let kept = MatchMove(
            id: id,
            from: move.from,
            to: move.to,
            on: move.on,
            reason: move.reason,
            contract: move.contract,
            undoes: move.undoes
        )
        return MatchHistory(history.moves + [kept])
    }

    // MARK: Every pair of stages

    @Test(arguments: MatchStage.allCases, MatchStage.allCases)
    func `only the next stage of the path may follow`(from: MatchStage, to: MatchStage) {
        let error = refusal { () throws(AppError) in
            try Self.history(to: from).advance(
                to: to,
                on: Self.day(12, 1),
                today: Self.today,
                contract: Contract.ID(1)
            )
        }
        let expected: String? =
            if to == .ended {
                "reason_required"
            } else if from == .ended {
                "match_ended"
            } else if from == .completed {
                "match_completed"
            } else if from.following == to {
                nil
            } else {
                "stage_skipped"
            }
        #expect(error?.code == expected)
        guard let error, expected == "stage_skipped" else { return }
        #expect(error.field == .stage)
        #expect(error.value == to.rawValue)
        #expect(error.message.zh.contains(from.name.zh) && error.message.zh.contains(to.name.zh))
        #expect(error.message.zh.contains(from.following?.name.zh ?? ""))
    }

    @Test(arguments: MatchStage.allCases, MatchStage.allCases)
    func `a step back goes to an earlier stage only`(from: MatchStage, to: MatchStage) throws {
        let error = refusal { () throws(AppError) in
            try Self.history(to: from).back(to: to, on: Self.day(12, 1), today: Self.today)
        }
        let last = from == .ended ? MatchStage.introduced.step : from.step.map { $0 - 1 }
        let isEarlier = to.step.map { $0 <= (last ?? -1) } ?? false
        let expected: String? = isEarlier ? nil : from == .suggested ? "nothing_before" : "not_earlier"
        #expect(error?.code == expected)
    }

    @Test(arguments: MatchStage.allCases)
    func `any stage but the last two may end`(from: MatchStage) {
        let error = refusal { () throws(AppError) in
            try Self.history(to: from).end(reason: "price", on: Self.day(12, 1), today: Self.today)
        }
        #expect(error?.code == (from == .ended || from == .completed ? "cannot_end" : nil))
    }

    @Test(arguments: MatchStage.allCases)
    func `a history begins with suggested`(stage: MatchStage) {
        let error = refusal { () throws(AppError) in
            try MatchHistory([]).advance(to: stage, on: Self.day(3, 1), today: Self.today)
        }
        let expected: String? =
            stage == .suggested ? nil : stage == .ended ? "reason_required" : "stage_skipped"
        #expect(error?.code == expected)
    }

    @Test func `nothing can be ended or taken back before it began`() {
        let empty = MatchHistory([])
        let ended = refusal { () throws(AppError) in
            try empty.end(reason: "price", on: Self.today, today: Self.today)
        }
        #expect(ended?.code == "cannot_end")
        let back = refusal { () throws(AppError) in try empty.back(on: Self.today, today: Self.today) }
        #expect(back?.code == "nothing_before")
        let undone = refusal { () throws(AppError) in try empty.undo(on: Self.today, today: Self.today) }
        #expect(undone?.code == "nothing_before")
    }

    // MARK: Days

    @Test(arguments: [
        (Self.day(4, 9), "date_out_of_order"), (Self.day(4, 10), nil), (Self.day(4, 11), nil),
        (Self.day(12, 31), nil), (Self.today.advanced(by: 1), "date_in_future"),
    ])
    func `a step is dated from the step before to today`(on: Day, expected: String?) {
        let history = Self.history(to: .introduced)
        let errors = [
            refusal { () throws(AppError) in
                _ = try history.advance(to: .intention, on: on, today: Self.today)
            },
            refusal { () throws(AppError) in _ = try history.end(reason: "price", on: on, today: Self.today)
            },
            refusal { () throws(AppError) in _ = try history.back(on: on, today: Self.today) },
        ]
        for error in errors {
            #expect(error?.code == expected)
            #expect(error == nil || error?.field == .on)
            #expect(error == nil || error?.value == on.description)
        }
    }

    @Test func `the first step is not in the future either`() {
        let error = refusal { () throws(AppError) in
            try MatchHistory([]).advance(to: .suggested, on: Self.today.advanced(by: 1), today: Self.today)
        }
        #expect(error?.code == "date_in_future")
    }

    // MARK: Contract and reason

    @Test func `signing needs a contract, and nothing before it does`() throws {
        let history = Self.history(to: .intention)
        let error = refusal { () throws(AppError) in
            try history.advance(to: .signed, on: Self.today, today: Self.today)
        }
        #expect(error?.code == "contract_required")
        #expect(error?.field == .contract)
        let move = try history.advance(
            to: .signed,
            on: Self.today,
            today: Self.today,
            contract: Contract.ID(7)
        )
        #expect(move.contract == Contract.ID(7))
        #expect(move.from == .intention)
    }

    @Test func `an end carries its reason and the stage it came from`() throws {
        let move = try Self.history(to: .signed).end(
            reason: "funds",
            on: Self.today,
            today: Self.today,
            note: "n"
        )
        #expect(move.reason == "funds")
        #expect(move.from == .signed)
        #expect(move.note == "n")
    }

    // MARK: Reopening

    @Test(arguments: [MatchStage.suggested, .introduced, .intention, .signed])
    func `what ended is taken up where it stood, and goes on from there`(stage: MatchStage) throws {
        let path = MatchStage.path.prefix { $0 != stage } + [stage, .ended]
        let ended = Self.history(Array(path))
        let move = try ended.back(on: Self.day(10, 1), today: Self.today)
        #expect(move.to == stage)
        #expect(move.undoes == nil)
        let reopened = Self.adding(move, to: ended)
        #expect(reopened.stage == stage)
        if let next = stage.following {
            let step = try reopened.advance(
                to: next,
                on: Self.day(10, 1),
                today: Self.today,
                contract: Contract.ID(1)
            )
            #expect(step.to == next)
        }
    }

    @Test func `what was reopened can go back further, by the path`() throws {
        let ended = Self.history([.suggested, .introduced, .intention, .ended])
        let reopened = Self.adding(
            try ended.back(to: .introduced, on: Self.day(8, 1), today: Self.today),
            to: ended
        )
        #expect(try reopened.back(on: Self.day(8, 1), today: Self.today).to == .suggested)
        let error = refusal { () throws(AppError) in
            try reopened.back(to: .intention, on: Self.day(8, 1), today: Self.today)
        }
        #expect(error?.code == "not_earlier")
    }

    // MARK: Mistakes

    @Test func `a mistaken step and what took it back are both gone, and an earlier day is free again`()
        throws
    {
        var history = Self.history(to: .intention)
        let early = Self.day(4, 20)
        let before = refusal { () throws(AppError) in
            try history.end(reason: "price", on: early, today: Self.today)
        }
        #expect(before?.code == "date_out_of_order", "the mistaken step of May stands in the way")

        history = Self.adding(try history.undo(on: Self.day(6, 1), today: Self.today), to: history)
        #expect(history.stage == .introduced)
        #expect(history.standing.map(\.to) == [.suggested, .introduced])
        #expect(history.moves.count == 4, "nothing was removed")
        let move = try history.advance(to: .intention, on: early, today: Self.today)
        #expect(move.on == early)
    }

    @Test func `mistakes are taken back one by one, never the first step`() throws {
        var history = Self.history(to: .intention)
        history = Self.adding(try history.undo(on: Self.today, today: Self.today), to: history)
        history = Self.adding(try history.undo(on: Self.today, today: Self.today), to: history)
        #expect(history.stage == .suggested)
        let error = refusal { () throws(AppError) in try history.undo(on: Self.today, today: Self.today) }
        #expect(error?.code == "nothing_before")
    }

    @Test func `a mistaken end and a mistaken step back are taken back too`() throws {
        var history = Self.history(to: .ended)
        history = Self.adding(try history.undo(on: Self.today, today: Self.today), to: history)
        #expect(history.stage == .introduced)

        var other = Self.history(to: .intention)
        other = Self.adding(try other.back(to: .suggested, on: Self.day(6, 1), today: Self.today), to: other)
        other = Self.adding(try other.undo(on: Self.today, today: Self.today), to: other)
        #expect(other.stage == .intention)
    }

    @Test func `a mistake is not taken back in the future`() {
        let error = refusal { () throws(AppError) in
            try Self.history(to: .intention).undo(on: Self.today.advanced(by: 1), today: Self.today)
        }
        #expect(error?.code == "date_in_future")
    }
}
