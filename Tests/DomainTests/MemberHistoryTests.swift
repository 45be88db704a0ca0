import Domain
import Testing

struct MemberHistoryTests {
    static let today = day(12, 31)

    static func day(_ month: Int, _ day: Int) -> Day { Day(year: 2021, month: month, day: day) ?? .earliest }

    /// A history with a step a month from March, numbered as the store would.
    static func history(_ stages: MemberStage...) -> MemberHistory {
        var moves: [MemberMove] = []
        for (index, stage) in stages.enumerated() {
            moves.append(
                MemberMove(
                    id: MemberMove.ID(rawValue: Int64(index + 1)),
                    from: moves.last?.to,
                    to: stage,
                    on: day(3 + index, 10),
                    reason: stage == .left ? LeaveReason.withdrew.rawValue : nil
                )
            )
        }
        return MemberHistory(moves)
    }

    static func adding(_ move: MemberMove, to history: MemberHistory) -> MemberHistory {
        let id = MemberMove.ID(rawValue: Int64(history.moves.count + 1))
        let kept = MemberMove(id: id, from: move.from, to: move.to, on: move.on, undoes: move.undoes)
        return MemberHistory(history.moves + [kept])
    }

    @Test(
        arguments: [
            ([], .negotiating, nil), ([], .signed, "stage_skipped"), ([], .left, "reason_required"),
            ([.negotiating], .signed, nil), ([.negotiating], .negotiating, "stage_skipped"),
            ([.negotiating], .left, "reason_required"), ([.negotiating, .signed], .signed, "member_signed"),
            ([.negotiating, .left], .signed, "member_left"),
            ([.negotiating, .left], .negotiating, "member_left"),
        ] as [([MemberStage], MemberStage, String?)]
    )
    func `a member goes from negotiating to signed`(way: [MemberStage], to: MemberStage, expected: String?) {
        var history = Self.history()
        for stage in way {
            let move = MemberMove(from: history.stage, to: stage, on: Self.day(3, 10))
            history = Self.adding(move, to: history)
        }
        let error = refusal { () throws(AppError) in
            try history.advance(to: to, on: Self.day(12, 1), today: Self.today)
        }
        #expect(error?.code == expected)
        if let error, expected == "stage_skipped" {
            #expect(error.message.zh.contains(to.name.zh))
        }
    }

    @Test func `a member can leave from either stage, and once`() throws {
        for stages in [[MemberStage.negotiating], [.negotiating, .signed]] {
            let history = stages.reduce(MemberHistory([])) {
                Self.adding(MemberMove(from: $0.stage, to: $1, on: Self.day(3, 10)), to: $0)
            }
            let move = try history.end(reason: "withdrew", on: Self.day(5, 1), today: Self.today)
            #expect((move.from, move.to, move.reason) == (stages.last, .left, "withdrew"))
        }
        let error = refusal { () throws(AppError) in
            try Self.history(.negotiating, .left).end(reason: "other", on: Self.today, today: Self.today)
        }
        #expect(error?.code == "cannot_end")
    }

    @Test(arguments: [
        (Self.day(4, 9), "date_out_of_order"), (Self.day(4, 10), nil), (Self.today, nil),
        (Self.today.advanced(by: 1), "date_in_future"),
    ])
    func `a step is dated from the step before to today`(on: Day, expected: String?) {
        let history = Self.history(.negotiating, .signed)
        let errors = [
            refusal { () throws(AppError) in
                _ = try history.end(reason: "other", on: on, today: Self.today)
            }, refusal { () throws(AppError) in _ = try history.back(on: on, today: Self.today) },
        ]
        for error in errors { #expect(error?.code == expected) }
    }

    @Test func `who left comes back to where it was, or before`() throws {
        let history = Self.history(.negotiating, .signed, .left)
        #expect(history.earlierStages == [.signed, .negotiating])
        #expect(try history.back(on: Self.day(6, 1), today: Self.today).to == .signed)
        #expect(try history.back(to: .negotiating, on: Self.day(6, 1), today: Self.today).to == .negotiating)
    }

    @Test func `a mistake and what took it back never were`() throws {
        var history = Self.history(.negotiating, .signed)
        history = Self.adding(try history.undo(on: Self.day(5, 1), today: Self.today), to: history)
        #expect(history.stage == .negotiating)
        #expect(history.standing.map(\.to) == [.negotiating])
        #expect(history.stage(on: Self.day(4, 30)) == .negotiating, "also on the days between")
        let error = refusal { () throws(AppError) in try history.undo(on: Self.day(5, 2), today: Self.today) }
        #expect(error?.code == "nothing_before")
        // The next step may be earlier than the one that took the mistake back.
        #expect(try history.advance(to: .signed, on: Self.day(4, 20), today: Self.today).to == .signed)
    }

    @Test func `only the last step is taken back as a mistake`() {
        let error = refusal { () throws(AppError) in
            try Self.history(.negotiating, .signed, .left)
                .undo(to: .negotiating, on: Self.day(6, 1), today: Self.today)
        }
        #expect(error?.code == "not_last_step")
    }

    @Test func `where a member stood on a day follows from its steps`() {
        let history = Self.history(.negotiating, .signed, .left)
        #expect(history.stage(on: Self.day(3, 9)) == nil)
        #expect(history.stage(on: Self.day(3, 10)) == .negotiating)
        #expect(history.stage(on: Self.day(5, 9)) == .signed)
        #expect(history.stage(on: Self.day(12, 31)) == .left)
    }

    @Test(arguments: ProgrammeFigure.allCases)
    func `a figure is known by its code and its name`(figure: ProgrammeFigure) throws {
        #expect(try ProgrammeFigure(parsing: figure.rawValue) == figure)
        #expect(try ProgrammeFigure(parsing: figure.name.zh) == figure)
        #expect(!figure.rule.zh.isEmpty && !figure.rule.en.isEmpty)
    }

    @Test func `an unknown figure is named with those that there are`() {
        let error = refusal { () throws(AppError) in try ProgrammeFigure(parsing: "入驻单位数") }
        #expect(error?.code == "indicator_unknown")
        #expect(ProgrammeFigure.allCases.allSatisfy { error?.message.zh.contains($0.name.zh) == true })
    }

    @Test(
        arguments: [
            ("", nil, nil, "required"), ("园", (3, 1), (2, 1), "date_out_of_order"),
            ("园", (3, 1), (3, 1), nil),
            ("园", nil, (3, 1), nil),
        ] as [(String, (Int, Int)?, (Int, Int)?, String?)]
    )
    func `a programme has a name and ends after it began`(
        name: String,
        start: (Int, Int)?,
        end: (Int, Int)?,
        expected: String?
    ) {
        var content = ProgrammeContent(name: name)
        content.startsOn = start.map { Self.day($0.0, $0.1) }
        content.endsOn = end.map { Self.day($0.0, $0.1) }
        let made = content
        let error = refusal { () throws(AppError) in try made.checked() }
        #expect(error?.code == expected)
    }
}
