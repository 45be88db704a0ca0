import Domain
import Exchange
import Foundation
import Market
import Testing

/// Taking files in: everything or nothing, or what is good; and never twice.
struct ImportTests {
    /// Four good lines, and three that are not: an amount below zero, a firm that is not there, a wrong date.
    private static let mixed = [
        Lines.user, Lines.firm, Lines.school, Lines.achievement,
        Lines.demand.replacing("120000000", "-5"),
        #"{"type":"visit","organization":"江州没有的公司","on":"2021-05-04","kind":"visit"}"#,
        Lines.activity.replacing("2021-05-20", "2021-02-30"),
    ]

    @Test func `one bad line keeps everything out, and every bad line is told with its number`() async throws
    {
        let market = try await TestMarket()
        let head = try await market.auditHead()
        let report = try await market.load(Self.mixed)
        #expect(report.refusals == [5: "money_negative", 6: "not_found", 7: "date_impossible"])
        #expect(report.refused.map(\.type) == ["demand", "visit", "activity"])
        #expect(report.refused.map(\.text) == Array(Self.mixed[4...]))
        #expect(!report.isWritten)
        #expect(report.lines == 7)
        #expect(try await market.auditHead() == head)
        #expect(try await market.export() == [])
    }

    @Test func `a dry run says the same and writes nothing`() async throws {
        let market = try await TestMarket()
        let head = try await market.auditHead()
        let dry = try await market.load(Lines.all, dryRun: true)
        #expect(!dry.isWritten)
        #expect(try await market.auditHead() == head)
        let real = try await market.load(Lines.all)
        #expect(real.isWritten)
        #expect(dry.created == real.created)
        #expect(real.createdCount == Lines.all.count)
        let bad = try await market.load(Self.mixed, dryRun: true, partial: true)
        #expect(!bad.isWritten)
        #expect(bad.refusals == [5: "money_negative", 6: "not_found", 7: "date_impossible"])
    }

    @Test func `partial takes the good lines, and the bad ones once they are repaired`() async throws {
        let market = try await TestMarket()
        let lines = Lines.all.map {
            $0 == Lines.demand ? $0.replacing(#""readiness":"pilot""#, #""readiness":"好""#) : $0
        }
        let report = try await market.load(lines, partial: true)
        #expect(report.isWritten)
        // With the demand go its match, the contract that names the match, and the contract's payment.
        #expect(report.refused.map(\.type) == ["demand", "match", "contract", "payment"])
        #expect(
            report.refused.map(\.error.code) == ["code_unknown"]
                + Array(repeating: "refers_to_refused", count: 3)
        )
        #expect(report.refused.map(\.error.message.zh)[1].contains("第 4 行"))
        #expect(report.createdCount == lines.count - 4)
        let repaired = report.refused.map { $0.text.replacing("好", "中试") }
        #expect(try await market.load(repaired).createdCount == 4)
        #expect(try await market.export() == TestMarket.holding(Lines.all).export())
    }

    @Test func `a match refused at its last step takes its first ones back`() async throws {
        let market = try await TestMarket()
        let lines = Lines.all.map {
            $0 == Lines.match ? $0.replacing(#""on":"2021-07-01""#, #""on":"2021-05-30""#) : $0
        }
        let report = try await market.load(lines, partial: true)
        let place = try #require(Lines.all.firstIndex(of: Lines.match)) + 1
        #expect(report.refusals[place] == "date_out_of_order")
        #expect(try await market.export([.match]) == [])
        #expect(report.created[.achievement] == 1)
    }

    @Test func `loading again changes nothing, also on another day`() async throws {
        let market = try await TestMarket()
        // Nothing says when these came in, or how the activity stands: the day of the first load does.
        let lines = [
            Lines.firm, Lines.school,
            #"{"type":"demand","organization":"DW-2021-0001","title":"求密封胶"}"#,
            #"{"type":"achievement","external_id":"A-9","organization":"DW-2021-0002","title":"密封胶"}"#,
            #"{"type":"activity","external_id":"H-9","title":"明年的对接会","kind":"matchmaking","on":"2022-03-01"}"#,
            #"{"type":"activity","title":"明年的路演","kind":"roadshow","on":"2022-03-02"}"#,
            #"{"type":"match","demand":"XQ-2021-0001","achievement":"A-9"}"#,
            #"{"type":"visit","organization":"DW-2021-0001","on":"2021-05-04","kind":"visit"}"#,
        ]
        #expect(try await market.load(lines).createdCount == 8)
        let later = try await Workspace.open(
            path: market.path,
            clock: { Instant(rawValue: 1_672_500_000_000) }
        )
        let desk = try await later.desk()
        let head = try await market.auditHead()
        let report = try await market.load(lines, as: desk)
        #expect(report.refused.map(\.error.message.zh) == [])
        #expect(report.sameCount == 8)
        #expect(try await market.auditHead() == head)
        try later.close()
    }

    @Test func `an organization without numbers is not doubled and keeps what the line does not say`()
        async throws
    {
        let market = try await TestMarket.holding([Lines.firm])
        let before = try await market.export()
        let line = #"{"type":"organization","name":"江州示例电子有限公司","kind":"enterprise"}"#
        #expect(try await market.load([line, line]).sameCount == 2)
        #expect(try await market.export() == before)
        let more = #"{"type":"organization","name":"江州示例电子有限公司","kind":"企业","address":"新区路2号"}"#
        #expect(try await market.load([more]).updatedCount == 1)
        let json = try await market.json(.organization, "DW-2021-0001")
        #expect(json["address"] == "新区路2号")
        #expect(json["external_id"] == "E-1")
        #expect(json["credit_code"] == "91420200DEM9990165")
    }

    @Test func `organizations without credit codes are never one for that`() async throws {
        let market = try await TestMarket()
        let report = try await market.load([
            #"{"type":"organization","name":"甲公司","kind":"enterprise","credit_code":""}"#,
            #"{"type":"organization","name":"乙公司","kind":"enterprise","credit_code":null}"#,
            #"{"type":"organization","name":"丙公司","kind":"enterprise"}"#,
        ])
        #expect(report.createdCount == 3)
    }

    @Test func `two sources that give one firm different external ids are told`() async throws {
        let market = try await TestMarket.holding([Lines.firm])
        let line =
            #"{"type":"organization","external_id":"X-7","name":"江州示例电子有限公司","kind":"enterprise","credit_code":"91420200DEM9990165"}"#
        let report = try await market.load([line])
        #expect(report.refusals == [1: "credit_code_taken"])
        #expect(report.refused[0].error.message.zh.contains("DW-2021-0001"))
    }

    @Test func `demands of one title but other content are both kept`() async throws {
        let market = try await TestMarket.holding([Lines.firm])
        let one =
            #"{"type":"demand","organization":"DW-2021-0001","title":"求密封胶","problem":"渗漏","received_on":"2021-05-06"}"#
        let lines = [one, one.replacing("渗漏", "老化"), one.replacing("05-06", "05-07"), one]
        let report = try await market.load(lines)
        #expect(report.created[.demand] == 3)
        #expect(report.same[.demand] == 1)
        #expect(try await market.load(lines).sameCount == 4)
    }

    @Test func `one record on two lines that differ is refused whichever comes first`() async throws {
        let other = Lines.firm.replacing("创新路1号", "创新路2号")
        for lines in [[Lines.firm, other], [other, Lines.firm]] {
            let report = try await TestMarket().load(lines)
            #expect(report.refusals == [2: "twice_in_file"])
            #expect(report.refused[0].error.message.zh.contains("第 1 行"))
        }
        #expect(try await TestMarket().load([Lines.firm, Lines.firm]).refused.isEmpty)
    }

    @Test func `a code that is new here with an external id that is not is refused`() async throws {
        let market = try await TestMarket.holding([Lines.firm])
        let report = try await market.load([Lines.firm.replacing("DW-2021-0001", "DW-2021-0009")])
        #expect(report.refusals == [1: "external_id_taken"])
        #expect(report.refused[0].error.message.zh.contains("DW-2021-0001"))
    }

    @Test func `a stale version on a changed line is refused, on an unchanged one not`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        var exported = try await market.export()
        try await market.desk.change { work in
            for reference in ["DW-2021-0001", "DW-2021-0002"] {
                let organization = try work.organizations.find(reference)
                var content = organization.content
                content.note = "别人先改"
                _ = try work.organizations.edit(organization.id, version: nil, content)
            }
            _ = try work.demands.move(try work.demands.find("XQ-2021-0001").id, to: .closed, on: .on(9, 1))
            _ = try work.matches.advance(
                try work.matches.find("DJ-2021-0001").id,
                to: .completed,
                on: .on(9, 1)
            )
        }
        exported = exported.map { line in
            switch true {
            case line.contains(#""type":"organization","code":"DW-2021-0002""#): line.replacing("大学", "学院")
            case line.contains(#""type":"demand""#): line.replacing("产气抑制", "产气控制")
            case line.contains(#""type":"match""#): line.replacing("寄样", "寄样品").replacing("约看样品", "又约看样品")
            default: line
            }
        }
        let report = try await market.load(exported)
        let types = report.refused.map { "\($0.type ?? "") \($0.error.code)" }
        #expect(
            types == [
                "organization stale_version", "organization stale_version", "demand stale_version",
                "match stale_version",
            ]
        )
        #expect(report.refused[0].error.message.zh.contains("版本"))
    }

    @Test func `a file in people's own spelling is taken`() async throws {
        let market = try await TestMarket()
        let report = try await market.load([
            #"{"type":"organization","name":"　江州示例电子（集团）有限公司 ","kind":"企业","aliases":"江州电子","external_id":17}"#,
            #"{"type":"demand","organization":"17","title":"求密封胶","budget":"１２０万元","received_on":"2021/5/6","keywords":["密封","","密封"],"readiness":"中试"}"#,
            #"{"type":"organization","name":"江州示例学院","kind":"高校","credit_code":" 91420200dem9990240 "}"#,
            #"{"type":"achievement","organization":"91420200DEM9990240","title":"密封胶","trl":"6","price":"80.5万","received_on":"2021年5月1日","cooperation_modes":["技术许可"]}"#,
            #"{"type":"target","year":"2021","indicator":"签约数","value":20.0}"#,
            #"{"type":"target","year":2021,"indicator":"成交额","value":"5000万元"}"#,
        ])
        #expect(report.refused.map(\.error.message.zh) == [])
        let demand = try await market.json(.demand, "XQ-2021-0001")
        #expect(demand["budget_fen"] == 120_000_000)
        #expect(demand["received_on"] == "2021-05-06")
        #expect(demand["keywords"] == ["密封"])
        #expect(demand["readiness"] == "pilot")
        let achievement = try await market.json(.achievement, "CG-2021-0001")
        #expect(achievement["price_fen"] == 80_500_000)
        #expect(achievement["cooperation_modes"] == ["license"])
    }
}
