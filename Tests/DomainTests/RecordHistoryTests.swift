import Domain
import Testing

struct RecordHistoryTests {
    static let today = day(12, 31)

    static func day(_ month: Int, _ day: Int) -> Day { Day(year: 2021, month: month, day: day) ?? .earliest }

    /// Some way to each state, with its steps on the tenth of March, April and so on.
    static func history(to state: RecordState) -> RecordHistory {
        let path: [RecordState] =
            switch state {
            case .submitted: [.submitted]
            case .returned: [.submitted, .returned]
            case .accepted: [.accepted]
            case .published: [.accepted, .published]
            case .withdrawn: [.accepted, .published, .withdrawn]
            case .closed: [.accepted, .closed]
            }
        var moves: [RecordMove] = []
        for (index, state) in path.enumerated() {
            moves.append(RecordMove(from: moves.last?.to, to: state, on: day(3 + index, 10)))
        }
        return RecordHistory(moves)
    }

    static let allowed: [RecordState: Set<RecordState>] = [
        .submitted: [.accepted, .returned, .closed],
        .returned: [.submitted, .closed],
        .accepted: [.published, .closed],
        .published: [.withdrawn, .closed],
        .withdrawn: [.published, .closed],
        .closed: [.accepted],
    ]

    @Test(arguments: RecordState.allCases, RecordState.allCases)
    func `a state leads only where it may`(from: RecordState, to: RecordState) throws {
        var history = Self.history(to: from)
        let count = history.moves.count
        let error = refusal { () throws(AppError) in
            try history.move(to: to, on: Self.today, today: Self.today)
        }
        if Self.allowed[from]?.contains(to) == true {
            #expect(error == nil)
            #expect(history.state == to)
            #expect(history.moves.last?.from == from)
        } else {
            let error = try #require(error)
            #expect(error.code == "move_not_allowed")
            #expect(history.moves.count == count, "a refused step leaves nothing")
            #expect(error.message.zh.contains(from.name.zh))
            #expect(from.next.allSatisfy { error.message.zh.contains($0.name.zh) }, "the remedy is named")
        }
    }

    @Test(arguments: RecordState.allCases)
    func `a record comes in as submitted or accepted`(state: RecordState) {
        var history = RecordHistory()
        let error = refusal { () throws(AppError) in
            try history.move(to: state, on: Self.today, today: Self.today)
        }
        #expect(error?.code == (state == .submitted || state == .accepted ? nil : "move_not_allowed"))
    }

    @Test(arguments: [
        (Self.day(4, 9), "date_out_of_order"), (Self.day(4, 10), nil), (Self.day(12, 31), nil),
        (Self.today.advanced(by: 1), "date_in_future"),
    ])
    func `a step is dated from the step before to today`(on: Day, expected: String?) {
        var history = Self.history(to: .published)
        let error = refusal { () throws(AppError) in
            try history.move(to: .withdrawn, on: on, today: Self.today)
        }
        #expect(error?.code == expected)
        #expect(error == nil || error?.field == .on)
    }

    @Test(arguments: [
        (Self.day(3, 9), nil), (Self.day(3, 10), RecordState.accepted), (Self.day(4, 9), .accepted),
        (Self.day(4, 10), .published), (Self.day(5, 10), .withdrawn), (Self.today, .withdrawn),
    ])
    func `where a record stood on a day is known`(on: Day, expected: RecordState?) {
        #expect(Self.history(to: .withdrawn).state(on: on) == expected)
    }

    @Test func `of two steps on one day the later one holds`() throws {
        var history = Self.history(to: .accepted)
        try history.move(to: .published, on: Self.day(3, 10), today: Self.today)
        #expect(history.state(on: Self.day(3, 10)) == .published)
    }

    @Test func `what was closed before any review is not reopened but reviewed`() throws {
        #expect(Self.history(to: .closed).isReopened(by: .accepted))
        #expect(!Self.history(to: .submitted).isReopened(by: .accepted))
        let unreviewed = RecordHistory([
            RecordMove(from: nil, to: .submitted, on: Self.day(3, 10)),
            RecordMove(from: .submitted, to: .closed, on: Self.day(3, 11)),
        ])
        #expect(!unreviewed.isReopened(by: .accepted))
    }
}
