import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// 工作台: what waits for whoever opens it.
struct TodayPageTests {
    /// A pair in the market, logged by the local administrator.
    private func pair(_ site: TestSite, title: String = "锂电池电解液高温产气抑制") async throws -> (Demand, Achievement)
    {
        try await site.desk().change { work in
            let firm = try work.organizations.create(
                Organization.Content(name: "江州示例电子有限公司", kind: .enterprise)
            )
            let school = try work.organizations.create(
                Organization.Content(name: "江州示例大学", kind: .university)
            )
            let day = work.today.advanced(by: -60)
            var demand = Demand.Content(organization: firm.id, title: title, receivedOn: day)
            demand.keywords = ["电解液", "锂电池"]
            var achievement = Achievement.Content(
                organization: school.id,
                title: "阻燃型高电压锂电池电解液添加剂",
                receivedOn: day
            )
            achievement.keywords = ["电解液", "添加剂"]
            return (try work.demands.create(demand), try work.achievements.create(achievement))
        }
    }

    @Test func `an empty market's page says that nothing waits, for every role`() async throws {
        let site = try await TestSite.empty()
        for role in Role.allCases {
            let page = try await site.browser(role).get("/desk")
            #expect(page.status == .ok)
            #expect(page.body.contains("没有待办"))
            #expect(page.body.contains("要我推进的对接") == (role != .viewer))
            #expect(page.body.contains("待审核") == (role >= .manager))
        }
    }

    @Test func `my match that nobody followed up stands there with its reason, and in the menu`() async throws
    {
        let site = try await TestSite.empty()
        let (demand, achievement) = try await pair(site)
        let match = try await site.workspace.desk(login: "staff").change { work in
            try work.matches.introduce(
                demand.id,
                achievement.id,
                on: work.today.advanced(by: -20)
            )
        }
        let mine = try await site.browser(.staff).get("/desk").body
        #expect(mine.contains("20 天没有跟进"))
        #expect(mine.contains("/desk/matches/\(match.code)"))
        #expect(mine.contains("<i>1<span class=\"unseen\"> 件待办</span></i>"))
        let others = try await site.browser(.manager).get("/desk").body
        #expect(!others.contains("20 天没有跟进") && !others.contains("件待办"))
    }

    @Test func `new suggestions are marked as seen by the button and not by looking`() async throws {
        let site = try await TestSite.empty()
        let (demand, achievement) = try await pair(site)
        let browser = try await site.browser(.staff)
        for _ in 1...2 {
            let page = try await browser.get("/desk")
            #expect(
                page.body.contains(demand.code.description)
                    && page.body.contains(achievement.code.description)
            )
        }
        let page = try await browser.get("/desk")
        let moment = try #require(page.value(of: "as_of"))
        #expect(try await browser.post("/desk/seen", ["as_of": moment]).status == .seeOther)
        let after = try await browser.get("/desk").body
        #expect(!after.contains(demand.code.description))
        #expect(after.contains("新推荐已标为看过"))
        #expect(try await browser.post("/desk/seen", ["as_of": "soon"]).status == .badRequest)
    }

    @Test func `figures stand beside this year's targets and lead to their evidence`() async throws {
        let site = try await TestSite.empty()
        try await site.desk().change { try $0.targets.set(year: 2022, .demandsCollected, value: 4) }
        _ = try await pair(site)
        let page = try await site.browser(.viewer).get("/desk").body
        #expect(page.contains("目标 4 项"))
        #expect(page.contains("25%"))
        #expect(page.contains("/desk/tally/demands_collected?period=2022"))
        #expect(!page.contains("服务企业数"), "what has no target gives way to what has")
    }

    @Test func `what waits for review is counted for managers and leads there`() async throws {
        let site = try await TestSite.empty()
        try await site.desk().change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise))
            let content = Demand.Content(organization: firm.id, title: "待审", receivedOn: work.today)
            _ = try work.demands.create(content, first: .submitted)
        }
        let page = try await site.browser(.manager).get("/desk").body
        #expect(page.contains("1 条待审核"))
        #expect(page.contains("/desk/demands?state=submitted"))
        #expect(try await !site.browser(.staff).get("/desk").body.contains("state=submitted"))
    }

    @Test func `hostile titles are shown and do nothing`() async throws {
        let site = try await TestSite.empty()
        _ = try await pair(site, title: "<script>alert(1)</script>锂电池电解液\"'")
        let body = try await site.browser(.staff).get("/desk").body
        #expect(!body.contains("<script>alert"))
        #expect(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test func `an English reader reads English`() async throws {
        let site = try await TestSite.empty()
        let browser = try await site.browser(.manager)
        browser.setCookie(NewCookie.language, "en")
        let body = try await browser.get("/desk").body
        #expect(body.contains("My matches that need a step"))
        #expect(!body.contains("要我推进"))
    }

    @Test func `the demonstration city's day is shown`() async throws {
        let site = try await TestSite.city()
        for role in [Role.viewer, .manager] {
            let page = try await site.browser(role).get("/desk")
            #expect(page.status == .ok)
        }
    }
}

/// The one search box.
struct SearchPageTests {
    @Test func `a code of any kind goes straight to its page`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.viewer)
        for (text, path) in [
            ("XQ-2021-0001", "/desk/demands/XQ-2021-0001"), ("xq-2021-0001", "/desk/demands/XQ-2021-0001"),
            ("ＣＧ－2020－0001", "/desk/achievements/CG-2020-0001"),
            ("DW-2020-0001", "/desk/organizations/DW-2020-0001"),
            ("DJ-2020-0001", "/desk/matches/DJ-2020-0001"), ("HT-2020-0001", "/desk/contracts/HT-2020-0001"),
            ("DZ-2020-0001", "/desk/payments/DZ-2020-0001"),
            ("HD-2020-0001", "/desk/activities/HD-2020-0001"),
            ("ZF-2020-0001", "/desk/visits/ZF-2020-0001"),
        ] {
            let answer = try await browser.get("/desk/search?q=\(Inputs.encoded(text))")
            #expect(answer.status == .seeOther && answer.location == path, "\(text)")
        }
    }

    @Test func `part of a name finds records of every kind`() async throws {
        let site = try await TestSite.city()
        let body = try await site.browser(.staff).get("/desk/search?q=\(Inputs.encoded("轴承"))").body
        #expect(body.contains("/desk/achievements/CG-2020-0001"))
        let school = try await site.browser(.staff).get("/desk/search?q=\(Inputs.encoded("江理工"))").body
        #expect(school.contains("/desk/organizations/DW-2020-0001"))
    }

    @Test func `nothing found, nothing asked and too much asked are each said`() async throws {
        let site = try await TestSite.empty()
        let browser = try await site.browser(.viewer)
        #expect(try await browser.get("/desk/search").body.contains("写编号"))
        for text in ["XQ-2021-0001", "<script>alert(1)</script>", "100%_\\"] {
            let answer = try await browser.get("/desk/search?q=\(Inputs.encoded(text))")
            #expect(answer.status == .ok && answer.body.contains("没有找到"))
            #expect(!answer.body.contains("<script>alert"))
        }
        let long = String(repeating: "长", count: Work.longestSearch + 1)
        let answer = try await browser.get("/desk/search?q=\(Inputs.encoded(long))")
        #expect(answer.status == .unprocessableContent && answer.body.contains("搜索词太长"))
    }
}
