import Domain
import Exchange
import Market
import Testing

/// Matches as rows of sheets: new ones, steps further, and never a rewriting of what happened.
@Suite struct MatchSheetTests {
    private static let more = [
        #"{"type":"demand","code":"XQ-2021-0002","organization":"DW-2021-0001","title":"轴承渗氮","received_on":"2021-05-06"}"#,
        #"{"type":"demand","code":"XQ-2021-0003","organization":"DW-2021-0001","title":"烟气脱硝","received_on":"2021-05-06"}"#,
        #"{"type":"contract","code":"HT-2021-0002","title":"渗氮服务","contract_type":"service","buyer":"DW-2021-0001","seller":"DW-2021-0002","total_fen":100,"technology_fen":100,"signed_on":"2021-09-01","registration_number":"J-2"}"#,
    ]
    private static let head = "需求编号,成果编号,阶段,推荐日期,对接日期,意向日期,签约日期,履约完成日期,终止日期,终止原因,合同编号,负责人,下一步\n"

    private func market() async throws -> TestMarket { try await TestMarket.holding(Lines.all + Self.more) }

    private func moves(_ market: TestMarket, _ code: String) async throws -> [String] {
        try await market.desk.read { work in
            let match = try work.matches.find(code)
            return try work.matches.history(match.id).moves.map { move in
                "\(move.undoes == nil ? "" : "-")\(move.to.rawValue) \(move.on)"
            }
        }
    }

    @Test(arguments: [
        (",,2021-06-01,,,,,,,,", ["suggested 2021-06-01", "introduced 2021-06-01"]),
        ("已对接,2021-05-20,2021-06-01,,,,,,,,", ["suggested 2021-05-20", "introduced 2021-06-01"]),
        ("推荐,2021-05-20,,,,,,,,,", ["suggested 2021-05-20"]),
        (
            "意向,,2021-06-01,2021-07-01,,,,,,李工,寄样",
            ["suggested 2021-06-01", "introduced 2021-06-01", "intention 2021-07-01"]
        ),
        (
            "签约,,2021-06-01,2021-07-01,2021-09-01,,,,J-2,,",
            [
                "suggested 2021-06-01", "introduced 2021-06-01", "intention 2021-07-01",
                "signed 2021-09-01",
            ]
        ),
        (
            "终止,,2021-06-01,,,,2021-08-01,成熟度不够,,,",
            ["suggested 2021-06-01", "introduced 2021-06-01", "ended 2021-08-01"]
        ),
    ])
    func `a new pair comes with each of its steps on its day`(cells: String, steps: [String]) async throws {
        let market = try await market()
        let path = try market.csv(Self.head + "XQ-2021-0002,CG-2021-0001,\(cells)\n")
        let batch = try await market.stage(path, .match)
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.new], "\(rows.map { $0.problems.map(\.message.zh) })")
        #expect(try await market.accept(batch).count == 1)
        #expect(try await moves(market, "DJ-2021-0002") == steps)
        let again = try await market.stage(path, .match)
        #expect(try await market.outcomes(again) == [.same])
        try await market.undo(batch)
        #expect(try await market.desk.read { try $0.matches.list(MatchFilter()).count } == 1)
        // What was archived as a mistake comes back by the same row.
        let third = try await market.stage(path, .match)
        #expect(try await market.outcomes(third) == [.update])
        #expect(try await market.accept(third).count == 1)
        #expect(try await market.desk.read { "\(try $0.auditLog.verify())" }.contains("intact"))
    }

    @Test func `a known match goes on, and undoing takes its steps back as mistakes`() async throws {
        let market = try await market()
        let first = try await market.stage(
            try market.csv(Self.head + "XQ-2021-0002,CG-2021-0001,,,2021-06-01,,,,,,,,\n"),
            .match
        )
        _ = try await market.accept(first)
        let before = try await market.json(.match, "DJ-2021-0002")
        let batch = try await market.stage(
            try market.csv(
                Self.head + "XQ-2021-0002,CG-2021-0001,签约,,,2021-07-01,2021-09-01,,,,HT-2021-0002,li,交付\n"
            ),
            .match
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.update], "\(rows.map { $0.problems.map(\.message.zh) })")
        #expect(
            rows[0].candidates.first?.changes == ["stage", "intention_on", "signed_on", "owner", "next_step"]
        )
        _ = try await market.accept(batch)
        let after = try await market.json(.match, "DJ-2021-0002")
        #expect(after["stage"] == "signed" && after["owner"] == "li" && after["next_step"] == "交付")
        try await market.undo(batch)
        let restored = try await market.json(.match, "DJ-2021-0002")
        #expect(restored["stage"] == before["stage"] && restored["owner"] == before["owner"])
        #expect(
            try await moves(market, "DJ-2021-0002") == [
                "suggested 2021-06-01", "introduced 2021-06-01", "intention 2021-07-01", "signed 2021-09-01",
                "-intention 2022-12-31", "-introduced 2022-12-31",
            ]
        )
    }

    @Test(arguments: [
        // A day that is recorded otherwise, a stage that lies behind, a contract that is another.
        ("XQ-2021-0001,CG-2021-0001,签约,2021-05-11,,,,,,,,,", "history_differs", "D2"),
        ("XQ-2021-0001,CG-2021-0001,意向,,,,,,,,,,", "stage_behind", "C2"),
        ("XQ-2021-0001,CG-2021-0001,,,,,,,,,HT-2021-0002,,", "history_differs", "K2"),
        // Steps without their days, in the wrong order, or without what they rest on.
        ("XQ-2021-0002,CG-2021-0001,意向,,2021-06-01,,,,,,,,", "required", "F2"),
        ("XQ-2021-0002,CG-2021-0001,意向,,2021-06-01,2021-05-30,,,,,,,", "date_out_of_order", "F2"),
        ("XQ-2021-0002,CG-2021-0001,签约,,2021-06-01,2021-07-01,2021-09-01,,,,,,", "contract_required", "K2"),
        ("XQ-2021-0002,CG-2021-0001,终止,,2021-06-01,,,,2021-07-01,,,,", "required", "J2"),
        ("XQ-2021-0002,CG-2021-0001,已对接,,2021-06-01,2021-07-01,,,,,,,", "stage_disagrees", "F2"),
        ("XQ-2021-0002,CG-2021-0001,已对接,,2021-06-01,,,,,,J-2,,", "misplaced", "K2"),
        ("XQ-2021-0002,CG-2021-0001,,,2032-06-01,,,,,,,,", "date_in_future", "E2"),
        ("XQ-2021-0002,CG-2021-0001,,,2021-01-01,,,,,,,,", "not_accepted", "A2"),
        ("XQ-2021-0002,CG-2021-0001,,,,,,,,,,,", "required", "E2"),
        ("XQ-2021-0009,CG-2021-0001,,,2021-06-01,,,,,,,,", "not_found", "A2"),
        (",CG-2021-0001,,,2021-06-01,,,,,,,,", "required", "A2"),
        ("XQ-2021-0002,CG-2021-0001,,,2021-06-01,,,,,,,没有这人,", "not_found", "L2"),
    ])
    func `what would rewrite or jump is refused at its cell`(cells: String, code: String, place: String)
        async throws
    {
        let market = try await market()
        let batch = try await market.stage(try market.csv(Self.head + cells + "\n"), .match)
        let row = try #require(try await market.rows(batch).first)
        #expect(row.row.outcome == .refused)
        let problem = try #require(row.problems.first { !$0.isNote })
        #expect(problem.code == code && problem.cell?.hasSuffix("!\(place)") == true, "\(row.problems)")
        let head = try await market.auditHead()
        await #expect(throws: AppError.self) { _ = try await market.accept(batch, wholly: true) }
        #expect(try await market.auditHead() == head)
    }

    @Test func `a pair twice in a file is refused the second time`() async throws {
        let market = try await market()
        let batch = try await market.stage(
            try market.csv(
                Self.head
                    + "XQ-2021-0002,CG-2021-0001,,,2021-06-01,,,,,,,,\nXQ-2021-0002,CG-2021-0001,,,2021-06-02,,,,,,,,\nXQ-2021-0002,CG-2021-0001,,,2021-06-01,,,,,,,,\n"
            ),
            .match
        )
        #expect(try await market.outcomes(batch) == [.new, .refused, .same])
    }
}
