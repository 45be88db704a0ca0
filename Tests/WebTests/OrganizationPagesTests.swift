import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

struct OrganizationPagesTests {
    /// The page of the enterprise that the deals' demand belongs to.
    func enterprise(_ site: TestSite) async throws -> Organization {
        try await site.desk().read { try $0.organizations.find("江州锐芯能源有限公司") }
    }

    @Test func `a page tells everything that ever happened with an organization`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let firm = try await enterprise(site)
        _ = try await site.desk().change { work in
            _ = try work.matches.followUp(
                deal.match.id,
                on: TestSite.day(4, 1),
                kind: "meeting",
                text: "谈了中试"
            )
            _ = try work.contracts.amend(
                deal.contract.id,
                total: Money(fen: 110_000_000),
                technology: nil,
                on: TestSite.day(7, 1)
            )
            _ = try work.payments.create(
                .init(
                    contract: deal.contract.id,
                    kind: .receipt,
                    amount: Money(fen: 30_000_000),
                    on: TestSite.day(8, 1)
                )
            )
            let activity = try work.activities.create(
                .init(title: "新材料专场对接会", kind: "matchmaking", on: TestSite.day(5, 5), state: .held)
            )
            _ = try work.activities.attend(activity.id, firm.id, people: 2)
            var visit = Visit.Content(organization: firm.id, on: TestSite.day(5, 9), kind: "visit")
            visit.summary = "看了中试线"
            _ = try work.visits.create(visit)
        }
        let path = Paths.record(firm.code)
        let browser = try await site.browser(.staff)
        let page = try await browser.get(path)
        for words in [
            "已受理", "已对接", "谈了中试", "签订", "变更", "30 万元", "新材料专场对接会", "看了中试线", "13812345678",
        ] { #expect(page.body.contains(words), "\(words)") }
        // accepted; suggested, introduced, intention, signed; talk; signing and amendment; payment; activity; visit.
        #expect(page.body.contains("全部 11"))
        let steps = try await browser.get(path + "?kind=match")
        #expect(steps.count(of: "<li class=\"s-") == 4)
        #expect(!steps.body.contains("看了中试线"))
        let viewer = try await site.browser(.viewer).get(path)
        #expect(viewer.body.contains("全部 11"))
        for words in ["谈了中试", "看了中试线", "13812345678"] { #expect(!viewer.body.contains(words), "\(words)") }
    }

    @Test func `what was taken back as a mistake did not happen`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        _ = try await site.desk().change { try $0.matches.back(match.id, isMistake: true) }
        let page = try await site.browser(.staff).get(
            Paths.record(try await enterprise(site).code) + "?kind=match"
        )
        #expect(page.count(of: "<li class=\"s-") == 2)
        #expect(!page.body.contains("意向"))
    }

    @Test func `a long story has pages`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        _ = try await site.desk().change { work in
            for number in 1...25 {
                _ = try work.matches.followUp(
                    match.id,
                    on: TestSite.day(4, number),
                    kind: "phone",
                    text: "第 \(number) 次"
                )
            }
        }
        let path = Paths.record(try await enterprise(site).code)
        let browser = try await site.browser(.staff)
        let first = try await browser.get(path + "?kind=talk")
        #expect(first.count(of: "<li class=\"s-") == Pager.size)
        #expect(first.body.contains("第 25 次"))
        let second = try await browser.get(path + "?kind=talk&page=2")
        #expect(second.count(of: "<li class=\"s-") == 5)
        #expect(second.body.contains("第 1 次"))
    }

    @Test(arguments: ["锐芯", "江州锐", "dw-2022-0001"])
    func `a field is offered organizations by any of their names`(text: String) async throws {
        let site = try await TestSite.empty()
        _ = try await site.dealSides()
        let browser = try await site.browser(.staff)
        let answer = try await browser.get("/desk/organizations/suggest?q=" + Inputs.encoded(text))
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.body.contains("\"value\":\"江州锐芯能源有限公司（DW-2022-0001）\""))
        #expect(!answer.body.contains("13812345678"))
    }

    @Test func `nothing is offered for nothing, nor to strangers`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.dealSides()
        let browser = try await site.browser(.staff)
        #expect(try await browser.get("/desk/organizations/suggest?q=+").body == "[]")
        #expect(try await browser.get("/desk/organizations/suggest?q=%25").body == "[]")
        #expect(try await site.browser().get("/desk/organizations/suggest?q=a").status == .seeOther)
    }

    @Test func `two records of one organization are compared and merged`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.dealSides()
        let other = try await site.desk().change { work in
            var content = Organization.Content(name: "江州锐芯能源科技公司", kind: .enterprise)
            content.address = "开发区 1 号"
            content.contact.name = "李<i>经理"
            return try work.organizations.create(content)
        }
        let firm = try await enterprise(site)
        let path = Paths.record(firm.code) + "/merge"
        let manager = try await site.browser(.manager)
        let choice = try await manager.get(path)
        #expect(choice.body.contains("江州锐芯能源科技公司"))
        let compared = try await manager.get(path + "?other=" + other.code.description)
        #expect(compared.body.contains("开发区 1 号"))
        #expect(compared.body.contains("李&lt;i&gt;经理"))
        #expect(compared.count(of: "class=\"chip warn\"") >= 3)
        let undecided = try await manager.post(path, ["other": other.code.description])
        #expect(undecided.status == .unprocessableContent)
        let fields =
            ["other": other.code.description, "keep": other.code.description, "note": "改名"] as KeyValuePairs
        #expect(try await site.browser(.staff).post(path, fields).status == .forbidden)
        let merged = try await manager.post(path, fields)
        #expect(merged.location == Paths.record(other.code))
        let kept = try await manager.get(merged.location)
        #expect(kept.body.contains("锂电池电解液高温产气抑制"))
        #expect(kept.body.contains("改名"))
        #expect(try await manager.get(Paths.record(firm.code)).body.contains("已并入"))
        let again = try await manager.post(path, fields)
        #expect(again.status == .conflict)
        #expect(again.body.contains("已是同一家"))
    }

    @Test(arguments: ["没有这家", "DW-2022-0001", "DW-2022-0777"])
    func `a wrong other one is asked for again`(other: String) async throws {
        let site = try await TestSite.empty()
        _ = try await site.dealSides()
        let path = Paths.record(try await enterprise(site).code) + "/merge?other=" + Inputs.encoded(other)
        let answer = try await site.browser(.manager).get(path)
        #expect([.ok, .unprocessableContent].contains(answer.status))
        #expect(answer.value(of: "other") == other)
    }

    @Test func `an organization with records is no mistake, and one without is put away`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.dealSides()
        let firm = try await enterprise(site)
        let browser = try await site.browser(.staff)
        let path = Paths.record(firm.code)
        let refused = try await browser.post(path + "/archive", ["version": "1", "how": "mistake"])
        #expect(refused.status == .conflict)
        #expect(refused.body.contains("不能作为误录归档"))
        #expect(
            try await browser.post(path + "/archive", ["version": "1", "how": "done"]).status == .seeOther
        )
        #expect(try await browser.get("/desk/organizations").count(of: "<tr data-href=") == 1)
        let all = try await browser.get("/desk/organizations?archived=1&kind=enterprise")
        #expect(all.count(of: "<tr data-href=") == 1)
    }

    @Test func `the list is filtered and to be had as a file`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.dealSides()
        let browser = try await site.browser(.staff)
        #expect(try await browser.get("/desk/organizations?kind=university").count(of: "<tr data-href=") == 1)
        #expect(try await browser.get("/desk/organizations?industry=C").count(of: "<tr data-href=") == 0)
        let file = try await browser.get("/desk/organizations/export.csv?q=%E9%94%90%E8%8A%AF")
        #expect(file.body.split(separator: "\r\n").count == 2)
        #expect(file.body.contains("13812345678"))
        let viewer = try await site.browser(.viewer).get("/desk/organizations/export.csv")
        #expect(!viewer.body.contains("13812345678"))
        #expect(try await browser.get("/desk/organizations?industry=nothing").status == .unprocessableContent)
    }
}
