import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

struct MatchPagesTests {
    static let contract = [
        ("sign_title", "电解液添加剂技术开发"), ("sign_contract_type", "development_commissioned"),
        ("sign_signed_on", "2022-06-01"), ("sign_total", "100万元"), ("sign_technology", "80万元"),
    ]

    @Test func `a pair goes from its introduction to the money on one page`() async throws {
        let site = try await TestSite.empty()
        let sides = try await site.dealSides()
        let browser = try await site.browser(.staff)
        let made = try await browser.post(
            "/desk/matches/new",
            [
                "demand": sides.demand.code.description,
                "achievement": sides.achievements[0].code.description,
                "on": "2022-02-01",
            ]
        )
        #expect(made.status == .seeOther)
        let path = made.location

        let introduced = try await browser.get(path)
        #expect(introduced.body.contains("进入意向"))
        #expect(introduced.body.contains("13812345678"))
        let version = try #require(introduced.value(of: "version"))
        let stepped = try await browser.post(
            path + "/step",
            ["version": version, "to": "intention", "step_on": "2022-03-01", "step_note": "签了合作意向书"]
        )
        #expect(stepped.status == .seeOther)

        let intention = try await browser.get(path)
        #expect(intention.body.contains("签了合作意向书"))
        #expect(intention.value(of: "sign_buyer")?.hasPrefix("江州锐芯能源有限公司（DW-") == true)
        #expect(intention.value(of: "sign_title") == "锂电池电解液高温产气抑制")
        let buyer = try #require(intention.value(of: "sign_buyer"))
        let seller = try #require(intention.value(of: "sign_seller"))
        let signed = try await browser.post(
            path + "/contract",
            pairs: Self.contract + [("sign_buyer", buyer), ("sign_seller", seller)]
                + [("version", try #require(intention.value(of: "version")))]
        )
        #expect(signed.status == .seeOther)

        let page = try await browser.get(path)
        #expect(page.body.contains("HT-2022-0001"))
        #expect(page.body.contains("100 万元"))
        let done = try await browser.post(
            path + "/step",
            ["version": try #require(page.value(of: "version")), "to": "completed", "step_on": "2022-09-01"]
        )
        #expect(done.status == .seeOther)
        let match = try await site.desk().read { try $0.matches.list(MatchFilter())[0] }
        #expect(match.stage == .completed)
        #expect(try await browser.get(path).value(of: "to") == nil)
    }

    @Test func `a refused contract keeps what was typed and writes nothing`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let path = Paths.record(match.code)
        let page = try await browser.get(path)
        let answer = try await browser.post(
            path + "/contract",
            pairs: [
                ("sign_title", "写了<b>一半</b>的名称"), ("sign_contract_type", "transfer"),
                ("sign_signed_on", "2022-06-01"), ("sign_total", "10万元"), ("sign_technology", "80万元"),
                ("sign_buyer", try #require(page.value(of: "sign_buyer"))),
                ("sign_seller", try #require(page.value(of: "sign_seller"))),
                ("version", try #require(page.value(of: "version"))),
            ]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.value(of: "sign_title") == "写了&lt;b&gt;一半&lt;/b&gt;的名称")
        #expect(answer.value(of: "sign_technology") == "80万元")
        #expect(answer.body.contains("id=\"sign_technology-error\""))
        #expect(answer.body.contains("<details class=\"card\" id=\"sign\" open>"))
        #expect(try await site.match(match.code).stage == .intention)
        #expect(try await site.desk().read { try $0.contracts.count(ContractFilter()) } == 0)
    }

    @Test func `an amount without its unit is asked for again`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let page = try await browser.get(Paths.record(match.code))
        var fields = Self.contract.filter { $0.0 != "sign_total" }
        fields += [("sign_total", "100"), ("sign_buyer", page.value(of: "sign_buyer") ?? "")]
        fields += [("sign_seller", page.value(of: "sign_seller") ?? "")]
        let answer = try await browser.post(Paths.record(match.code) + "/contract", pairs: fields)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("id=\"sign_total-error\""))
    }

    @Test func `whoever looked at an older version is told so`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let old = String(match.filing.version)
        let plan =
            [
                "version": old, "plan_owner": "manager", "plan_next_step": "补齐中试方案",
                "plan_next_on": "2023-01-05",
            ]
            as KeyValuePairs
        #expect(try await browser.post(Paths.record(match.code) + "/plan", plan).status == .seeOther)
        let page = try await browser.get(Paths.record(match.code))
        #expect(page.body.contains("补齐中试方案"))
        let late = try await browser.post(
            Paths.record(match.code) + "/plan",
            ["version": old, "plan_owner": "staff", "plan_next_step": "我写的下一步"]
        )
        #expect(late.status == .conflict)
        #expect(late.value(of: "plan_next_step") == "我写的下一步")
        #expect(try await site.match(match.code).nextStep == "补齐中试方案")
    }

    @Test func `a talk is noted with what comes next, once`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let path = Paths.record(match.code)
        let page = try await browser.get(path)
        let once = try #require(page.value(of: "once"))
        let talk =
            [
                "once": once, "talk_text": "先做 3 个月中试。", "talk_kind": "meeting", "talk_on": "2022-04-01",
                "talk_next_step": "出费用方案", "talk_next_on": "2022-04-15",
            ] as KeyValuePairs
        #expect(try await browser.post(path + "/follow-ups", talk).status == .seeOther)
        #expect(try await browser.post(path + "/follow-ups", talk).status == .seeOther)
        #expect(try await site.desk().read { try $0.matches.followUps(match.id).count } == 1)
        let after = try await browser.get(path)
        #expect(after.count(of: "先做 3 个月中试。") == 1)
        #expect(after.body.contains("已到期"))
        let blank = try await browser.post(
            path + "/follow-ups",
            ["talk_kind": "meeting", "talk_on": "2022-04-01"]
        )
        #expect(blank.status == .unprocessableContent)
        #expect(blank.body.contains("id=\"talk_text-error\""))
    }

    @Test func `a step taken back as a mistake stands there struck through`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let path = Paths.record(match.code)
        let version = try #require(try await browser.get(path).value(of: "version"))
        let answer = try await browser.post(
            path + "/correction",
            ["version": version, "correction_note": "点错了"]
        )
        #expect(answer.status == .seeOther)
        #expect(try await site.match(match.code).stage == .introduced)
        let page = try await browser.get(path)
        #expect(page.count(of: "<del>") == 1)
        #expect(page.body.contains("撤回误录的“意向”"))
        #expect(page.body.contains("点错了"))
    }

    @Test func `a match is ended with a reason, and goes back`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let path = Paths.record(match.code)
        let version = String(match.filing.version)
        let without = try await browser.post(path + "/end", ["version": version, "end_on": "2022-05-01"])
        #expect(without.status == .unprocessableContent)
        #expect(without.body.contains("<details class=\"more\" id=\"end\" open>"))
        let ended = try await browser.post(
            path + "/end",
            ["version": version, "end_reason": "price", "end_on": "2022-05-01", "end_note": "差 20 万"]
        )
        #expect(ended.status == .seeOther)
        let page = try await browser.get(path)
        #expect(page.body.contains("价格未谈拢"))
        #expect(page.body.contains("差 20 万"))
        let back = try await browser.post(
            path + "/return",
            [
                "version": try #require(page.value(of: "version")), "back_stage": "introduced",
                "back_on": "2022-05-02",
            ]
        )
        #expect(back.status == .seeOther)
        #expect(try await site.match(match.code).stage == .introduced)
        #expect(try await browser.get(path).body.contains("退回到"))
    }

    @Test func `a column of the board is bounded and leads to its whole list`() async throws {
        let site = try await TestSite.empty()
        let sides = try await site.dealSides(achievements: (1...10).map { "成果 \($0) 号" })
        _ = try await site.desk().change { work in
            for achievement in sides.achievements {
                _ = try work.matches.introduce(sides.demand.id, achievement.id, on: TestSite.day(2, 1))
            }
        }
        let browser = try await site.browser(.staff)
        let board = try await browser.get("/desk/matches")
        #expect(board.count(of: "<article>") == MatchBoard.mostCards)
        #expect(board.body.contains("全部 10 条"))
        // One demand has one budget, however many matches it has.
        #expect(board.body.contains("拟投入 120 万元"))
        let list = try await browser.get("/desk/matches?view=list&stage=introduced")
        #expect(list.count(of: "<tr data-href=") == 10)
        #expect(list.body.contains("共 10 条"))
    }

    @Test func `the list finds what is stuck, due, silent, mine or named`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        _ = try await site.desk().change { work in
            _ = try work.matches.followUp(match.id, on: TestSite.day(12, 20), kind: "phone", text: "在谈")
            let manager = try work.users.find("manager").id
            _ = try work.matches.assign(
                match.id,
                owner: manager,
                nextStep: "催方案",
                nextOn: TestSite.day(12, 31)
            )
        }
        let browser = try await site.browser(.manager)
        func finds(_ query: String) async throws -> Bool {
            let answer = try await browser.get("/desk/matches?view=list&" + query)
            #expect(answer.status == .ok)
            return answer.count(of: "<tr data-href=") == 1
        }
        #expect(try await finds("stuck=300"))
        #expect(try await !finds("stuck=310"))
        #expect(try await finds("quiet=11"))
        #expect(try await !finds("quiet=12"))
        #expect(try await finds("due=0"))
        #expect(try await finds("mine=1"))
        #expect(try await finds("owner=manager"))
        #expect(try await !finds("owner=staff"))
        #expect(try await finds("q=%E9%94%90%E8%8A%AF"))
        #expect(try await finds("q=" + Inputs.encoded(match.code.description.lowercased())))
        #expect(try await !finds("q=%25"))
        #expect(try await finds("organization=" + Inputs.encoded("江州示例大学")))
        for sort in MatchFilter.Order.allCases { #expect(try await finds("sort=\(sort.rawValue)")) }
    }

    @Test(arguments: ["stuck=-1", "due=soon", "quiet=99999999999999999999", "page=0"])
    func `an address that says nonsense gets a sentence`(query: String) async throws {
        let browser = try await TestSite.empty().browser(.staff)
        #expect(try await browser.get("/desk/matches?view=list&" + query).status == .unprocessableContent)
    }

    @Test func `the list is to be had as a file that runs no formula`() async throws {
        let site = try await TestSite.empty()
        let sides = try await site.dealSides(demand: "=HYPERLINK(\"x\"),测试")
        _ = try await site.desk().change { work in
            try work.matches.introduce(
                sides.demand.id,
                sides.achievements[0].id,
                score: 78,
                on: TestSite.day(2, 1)
            )
        }
        let answer = try await site.browser(.viewer).get("/desk/matches/export.csv?stage=introduced")
        #expect(answer.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(answer.body.hasPrefix("\u{FEFF}编号,阶段,"))
        let lines = answer.body.split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines[1].contains("\"'=HYPERLINK(\"\"x\"\"),测试\""))
        #expect(lines[1].contains(",78,1200000.00,"))
    }

    @Test func `viewers see no forms and nothing confidential`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.viewer)
        let page = try await browser.get(Paths.record(match.code))
        #expect(page.status == .ok)
        #expect(page.body.contains("周经理"))
        #expect(!page.body.contains("13812345678"))
        // Signing out is the one form left.
        #expect(page.count(of: "<form method=\"post\"") == 1)
        #expect(
            try await browser.post(Paths.record(match.code) + "/step", ["to": "signed"]).status == .forbidden
        )
        #expect(try await browser.get("/desk/matches/new").status == .forbidden)
    }

    @Test func `hostile words stay words`() async throws {
        let site = try await TestSite.empty()
        let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \u{202E}逆\u{0} 😀"
        let sides = try await site.dealSides(
            demand: String(hostile.filter { $0 != "\u{0}" }),
            achievements: ["a & b"]
        )
        let match = try await site.desk().change { work in
            let match = try work.matches.introduce(
                sides.demand.id,
                sides.achievements[0].id,
                on: TestSite.day(2, 1),
                note: "<b onclick=x>"
            )
            let text = String(repeating: "<i>长</i>", count: 200)
            return try work.matches.followUp(match.id, on: TestSite.day(2, 2), kind: "phone", text: text)
        }
        let browser = try await site.browser(.staff)
        for path in [Paths.record(match.code), "/desk/matches", "/desk/matches?view=list"] {
            let body = try await browser.get(path).body
            for tag in ["<script>alert", "<img", "<b onclick", "<i>"] {
                #expect(!body.contains(tag), "\(path)")
            }
        }
        let unknown = try await browser.get("/desk/matches/\(Inputs.encoded("<script>"))")
        #expect(!unknown.body.contains("<script>"))
    }

    @Test(arguments: ["DJ-2022-9999", "XQ-2022-0001", "export", "%FF"])
    func `what is no match is not found or no code`(code: String) async throws {
        let answer = try await TestSite.empty().browser(.staff).get("/desk/matches/" + code)
        #expect([.notFound, .unprocessableContent].contains(answer.status))
    }

    @Test func `an archived match shows how to take it out again, and nothing else`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let path = Paths.record(match.code)
        let version = String(match.filing.version)
        #expect(
            try await browser.post(path + "/archive", ["version": version, "how": "done"]).status == .seeOther
        )
        let page = try await browser.get(path)
        #expect(page.body.contains("取消归档"))
        #expect(!page.body.contains("talk_text"))
        #expect(try await browser.get("/desk/matches").count(of: "<article>") == 0)
        let again = try #require(page.value(of: "version"))
        #expect(
            try await browser.post(path + "/archive", ["version": again, "how": "undone"]).status == .seeOther
        )
        #expect(try await browser.get("/desk/matches").count(of: "<article>") == 1)
        #expect(try await browser.post(path + "/archive", ["how": "burn"]).status == .badRequest)
    }
}
