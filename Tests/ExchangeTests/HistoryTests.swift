import Domain
import Exchange
import Market
import Testing

/// Histories that come with their records: added to, never rewritten.
struct HistoryTests {
    private func market() async throws -> TestMarket { try await TestMarket.holding(Lines.all) }

    private static func moves(_ type: String, _ head: String, _ moves: String) -> String {
        #"{"type":"\#(type)",\#(head),"moves":[\#(moves)]}"#
    }

    @Test func `longer moves continue a demand's history`() async throws {
        let market = try await market()
        let line = Lines.demand.replacing(
            #"{"to":"published","on":"2021-05-08"}"#,
            #"{"to":"published","on":"2021-05-08"},{"to":"closed","on":"2021-09-01","note":"已解决"}"#
        )
        #expect(try await market.load([line]).updatedCount == 1)
        #expect(try await market.json(.demand, "XQ-2021-0001")["state"] == "closed")
        #expect(try await market.load([line]).sameCount == 1)
        // An older file with the shorter history is no contradiction.
        #expect(try await market.load([Lines.demand]).sameCount == 1)
    }

    @Test(arguments: [
        (Lines.demand, #""on":"2021-05-07""#, #""on":"2021-05-06""#), (Lines.demand, "受理", "已受理"),
        (Lines.demand, #""to":"published","on":"2021-05-08""#, #""to":"closed","on":"2021-05-08""#),
        (Lines.match, #""introduced","on":"2021-05-20""#, #""introduced","on":"2021-05-21""#),
        (Lines.match, "会上", "会后"),
        (Lines.match, #"{"to":"intention","on":"2021-06-01"},"#, ""),
        (Lines.contract, #""total_fen":120000000"#, #""total_fen":130000000"#), (Lines.contract, "扩大", "缩小"),
        (Lines.contract, #""on":"2021-08-01""#, #""on":"2021-08-02""#),
    ])
    func `a history that tells it otherwise is refused`(line: String, part: String, other: String)
        async throws
    {
        let market = try await market()
        let changed = line.replacing(part, other)
        #expect(changed != line)
        let report = try await market.load([changed])
        #expect(report.refusals == [1: "history_differs"])
        #expect(report.refused[0].error.message.zh.contains("不能改写"))
    }

    @Test func `a match that rests on another contract than before is refused`() async throws {
        let market = try await market()
        let second = Lines.contract.replacing("HT-2021-0001", "HT-2021-0002").replacing("C-1", "C-2")
            .replacing(#""matches":["DJ-2021-0001"],"#, "")
        #expect(try await market.load([second]).createdCount == 1)
        #expect(
            try await market.load([Lines.match.replacing("HT-2021-0001", "HT-2021-0002")]).refusals == [
                1: "history_differs"
            ]
        )
    }

    @Test(arguments: [
        (Lines.demand, #""moves":"#, #""state":"closed","moves":"#, "state"),
        (Lines.match, #""moves":"#, #""stage":"completed","moves":"#, "stage"),
        (Lines.contract, #""changes":"#, #""total_now_fen":990000000,"changes":"#, "total_now_fen"),
        (Lines.contract, #""changes":"#, #""cancelled_on":"2021-09-01","changes":"#, "cancelled_on"),
        (Lines.contract, #""changes":"#, #""technology_now_fen":1,"changes":"#, "technology_now_fen"),
    ])
    func `what follows from the history can't be written instead of it`(
        line: String,
        part: String,
        other: String,
        key: String
    ) async throws {
        let changed = line.replacing(part, other)
        for market in [try await TestMarket(), try await market()] {
            let lines = Lines.all.map { $0 == line ? changed : $0 }
            let refused = try await market.load(lines, partial: true).refused
            let refusal = try #require(refused.first { $0.text == changed })
            #expect(refusal.error.code == "does_not_follow")
            #expect(refusal.error.field?.code == key)
        }
    }

    @Test func `a match with steps back, a mistake and an end comes back as it was`() async throws {
        let moves = #"""
            {"to":"suggested","on":"2021-05-10"},{"to":"introduced","on":"2021-05-20"},{"to":"intention","on":"2021-06-01"},
            {"to":"introduced","on":"2021-06-02","mistake":true,"note":"点错"},{"to":"intention","on":"2021-06-10"},
            {"to":"introduced","on":"2021-06-20","note":"价格未定"},{"to":"ended","on":"2021-07-01","reason":"price"},
            {"to":"introduced","on":"2021-08-01"},{"to":"ended","on":"2021-09-01","reason":"no_reply","note":"再无回应"}
            """#.replacing("\n", "")
        let line = Self.moves(
            "match",
            #""code":"DJ-2021-0001","demand":"XQ-2021-0001","achievement":"CG-2021-0001""#,
            moves
        )
        let market = try await TestMarket()
        let report = try await market.load([
            Lines.user, Lines.firm, Lines.school, Lines.demand, Lines.achievement, line,
        ])
        #expect(report.refused.map(\.error.message.zh) == [])
        let lines = try await market.export()
        let other = try await TestMarket.holding(lines)
        #expect(try await other.export() == lines)
        #expect(try await other.load([line]).sameCount == 1)
    }

    @Test(arguments: [
        (#"{"to":"introduced","on":"2021-05-20"}"#, "moves_start"),
        (#"{"to":"suggested","on":"2021-05-10"},{"to":"intention","on":"2021-05-20"}"#, "stage_skipped"),
        (#"{"to":"suggested","on":"2021-05-10"},{"to":"ended","on":"2021-05-20"}"#, "required"),
        (#"{"to":"suggested","on":"2021-05-10","reason":"price"}"#, "misplaced"),
        (#"{"to":"suggested","on":"2021-05-10","contract":"HT-2021-0001"}"#, "misplaced"),
        (#"{"to":"suggested","on":"2021-05-10"},{"to":"introduced","on":"2021-05-09"}"#, "date_out_of_order"),
        (#"{"to":"suggested","on":"2023-05-10"}"#, "date_in_future"),
        (#"{"to":"suggested","on":"2021-04-01"}"#, "not_accepted"),
        (
            #"{"to":"suggested","on":"2021-05-10"},{"to":"introduced","on":"2021-05-20"},{"to":"intention","on":"2021-06-01"},{"to":"signed","on":"2021-07-01"}"#,
            "contract_required"
        ),
        (
            #"{"to":"suggested","on":"2021-05-10"},{"to":"introduced","on":"2021-05-20"},{"to":"intention","on":"2021-06-01"},{"to":"signed","on":"2021-07-01","contract":"HT-2021-0009"}"#,
            "not_found"
        ),
    ])
    func `a match whose steps break the rules is refused whole`(moves: String, code: String) async throws {
        let line = Self.moves("match", #""demand":"XQ-2021-0001","achievement":"CG-2021-0001""#, moves)
        let market = try await TestMarket()
        let lines = [Lines.user, Lines.firm, Lines.school, Lines.demand, Lines.achievement, line]
        #expect(try await market.load(lines, partial: true).refusals == [6: code])
        #expect(try await market.export([.match]) == [])
    }

    @Test func `one contract may rest on several matches, signed on its day`() async throws {
        let market = try await TestMarket()
        var lines = Lines.all
        lines += [
            Lines.demand.replacing("XQ-2021-0001", "XQ-2021-0002").replacing("D-1", "D-2"),
            Lines.match.replacing("DJ-2021-0001", "DJ-2021-0002").replacing("XQ-2021-0001", "XQ-2021-0002")
                .replacing(#","contract":"HT-2021-0001""#, ""),
            Lines.demand.replacing("XQ-2021-0001", "XQ-2021-0003").replacing("D-1", "D-3"),
            Lines.match.replacing("DJ-2021-0001", "DJ-2021-0003").replacing("XQ-2021-0001", "XQ-2021-0003")
                .replacing(#",{"to":"signed","on":"2021-07-01","contract":"HT-2021-0001"}"#, ""),
        ].map { $0 }
        lines = lines.map {
            $0.replacing(#"["DJ-2021-0001"]"#, #"["DJ-2021-0001","DJ-2021-0002","DJ-2021-0003"]"#)
        }
        let report = try await market.load(lines)
        #expect(report.refused.map(\.error.message.zh) == [])
        #expect(try await market.json(.match, "DJ-2021-0003")["stage"] == "signed")
        let contract = try await market.json(.contract, "HT-2021-0001")
        #expect(contract["matches"] == ["DJ-2021-0001", "DJ-2021-0002", "DJ-2021-0003"])
        let exported = try await market.export()
        #expect(try await TestMarket.holding(exported).export() == exported)
        #expect(try await market.load(exported).sameCount == exported.count)
    }

    /// Money in an order that only the days tell, each file shuffled.
    @Test(arguments: 1...8)
    func `amendments, payments, refunds and a cancellation are taken by their days`(seed: UInt64) async throws
    {
        var random = Shuffle(state: seed)
        let contract = Lines.contract.replacing(
            #"{"kind":"amendment","on":"2021-08-01","total_fen":120000000,"note":"扩大"}"#,
            #"{"kind":"amendment","on":"2021-08-01","total":"120万元"},{"kind":"amendment","on":"2021-09-01","total_fen":40000000,"technology_fen":30000000},{"kind":"cancellation","on":"2021-12-01","note":"取消"}"#
        )
        func payment(_ number: Int, _ kind: String, _ fen: Int, _ day: String) -> String {
            #"{"type":"payment","code":"DZ-2021-000\#(number)","contract":"HT-2021-0001","kind":"\#(kind)","amount_fen":\#(fen),"on":"\#(day)"}"#
        }
        let lines = [
            Lines.user, Lines.firm, Lines.school, Lines.demand, Lines.achievement, Lines.match, contract,
            // Above the first total: dated before the amendment that made room for it.
            payment(1, "receipt", 110_000_000, "2021-07-15"),
            // On the day of the amendment that takes the total below what was paid before.
            payment(2, "refund", 70_000_000, "2021-09-01"),
            // Received and given back on one day, and on the day of the cancellation.
            payment(3, "refund", 40_000_000, "2021-12-01"), payment(4, "refund", 1, "2021-12-02"),
            payment(5, "receipt", 1, "2021-12-01"),
        ]
        let market = try await TestMarket()
        let report = try await market.load(lines.shuffled(using: &random))
        #expect(report.refused.map(\.error.message.zh) == [])
        let json = try await market.json(.contract, "HT-2021-0001")
        #expect(json["total_now_fen"] == 40_000_000)
        #expect(json["technology_now_fen"] == 30_000_000)
        #expect(json["paid_fen"] == 0)
        #expect(json["cancelled_on"] == "2021-12-01")
        let exported = try await market.export()
        #expect(try await TestMarket.holding(exported).export().sorted() == exported.sorted())
    }

    @Test func `what no order of the money allows is refused`() async throws {
        let market = try await TestMarket()
        let report = try await market.load(
            Lines.all + [
                #"{"type":"payment","contract":"HT-2021-0001","amount_fen":90000000,"on":"2021-07-16"}"#,
                #"{"type":"payment","contract":"HT-2021-0001","kind":"refund","amount_fen":50000001,"on":"2021-07-17"}"#,
                #"{"type":"payment","contract":"HT-2021-0001","amount_fen":1,"on":"2021-06-30"}"#,
            ],
            partial: true
        )
        let last = Lines.all.count
        #expect(
            report.refusals == [
                last + 1: "payment_above_total", last + 2: "refund_above_paid", last + 3: "date_out_of_order",
            ]
        )
    }

    @Test func `a payment may be moved to another contract, not below what was refunded`() async throws {
        let market = try await market()
        let second = Lines.contract.replacing("HT-2021-0001", "HT-2021-0002").replacing("C-1", "C-2")
            .replacing(#""matches":["DJ-2021-0001"],"#, "")
        #expect(
            try await market.load([second, Lines.payment.replacing("HT-2021-0001", "HT-2021-0002")]).updated[
                .payment
            ] == 1
        )
        #expect(try await market.json(.contract, "HT-2021-0002")["paid_fen"] == 50_000_000)
        let refund =
            #"{"type":"payment","contract":"HT-2021-0002","kind":"refund","amount_fen":20000000,"on":"2021-09-01"}"#
        #expect(try await market.load([refund]).createdCount == 1)
        #expect(try await market.load([Lines.payment]).refusals == [1: "refunds_above_receipts"])
    }

    @Test func `a new match has the plan of its line, blank or not`() async throws {
        let market = try await TestMarket()
        let lines = Lines.all.map { $0.replacing(#""next_step":"验收","next_on":"2021-10-01","#, "") }
        #expect(try await market.load(lines).refused.isEmpty)
        #expect(try await market.json(.match, "DJ-2021-0001")["next_step"] == nil)
        // The line of a match that is there says only what changes.
        let line =
            #"{"type":"match","code":"DJ-2021-0001","demand":"XQ-2021-0001","achievement":"CG-2021-0001","next_step":"回访"}"#
        #expect(try await market.load([line]).updatedCount == 1)
        let json = try await market.json(.match, "DJ-2021-0001")
        #expect(json["next_step"] == "回访")
        #expect(json["owner"] == "li")
    }

    @Test func `a code that is another pair's, or a pair's that has another code, is refused`() async throws {
        let market = try await market()
        let other = Lines.demand.replacing("XQ-2021-0001", "XQ-2021-0002").replacing("D-1", "D-2")
        #expect(try await market.load([other]).createdCount == 1)
        #expect(
            try await market.load([Lines.match.replacing("XQ-2021-0001", "XQ-2021-0002")]).refusals == [
                1: "pair_differs"
            ]
        )
        #expect(
            try await market.load([Lines.match.replacing("DJ-2021-0001", "DJ-2021-0009")]).refusals == [
                1: "already_matched"
            ]
        )
    }
}
