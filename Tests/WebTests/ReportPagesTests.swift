import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// Issued reports on their pages. The market's clock stands at the end of 2022.
struct ReportPagesTests {
    private func issued(_ site: TestSite, _ manager: Browser) async throws {
        let answer = try await manager.post(
            "/desk/reports",
            ["period": "2021", "title": "年报", "note": "第一行\n第二行"]
        )
        #expect(answer.location == "/desk/reports/BB-2022-0001")
    }

    @Test func `a manager issues a report, and everybody opens each figure to its frozen rows`() async throws
    {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        #expect(try await manager.get("/desk/reports").body.contains("/desk/reports/new"))
        #expect(try await manager.get("/desk/reports/new?period=2021").value(of: "period") == "2021")
        try await issued(site, manager)
        let viewer = try await site.browser(.viewer)
        let page = try await viewer.get("/desk/reports/BB-2022-0001")
        #expect(page.status == .ok && page.body.contains("<h1>年报</h1>") && page.body.contains("6,230 万元"))
        #expect(page.body.contains("第一行") && !page.body.contains("/desk/reports/new"))
        let report = try await site.desk().read { try $0.reports.get("BB-2022-0001") }
        for figure in report.figures {
            let path = "/desk/reports/BB-2022-0001/figures/\(figure.code)"
            #expect(page.body.contains("href=\"\(path)\""))
            let rows = try await viewer.get(path)
            #expect(rows.status == .ok && rows.body.contains("共 \(figure.rowCount) 条"), "\(figure.code)")
            let file = try await viewer.get(path + "/export.csv")
            #expect(file.body.split(separator: "\r\n").count == Int(figure.rowCount) + 1, "\(figure.code)")
        }
        #expect(try await viewer.get("/desk/reports").body.contains("BB-2022-0001"))
        #expect(try await viewer.get("/desk/reports?period=2020").body.contains("还没有签发过"))
        let checked = try await viewer.post("/desk/reports/BB-2022-0001/check")
        #expect(checked.status == .ok && checked.body.contains("核对无误"))
        #expect(try await viewer.get("/desk/reports/BB-2022-0001/figures/x").status == .notFound)
        #expect(try await viewer.get("/desk/reports/BB-2022-0009").status == .notFound)
    }

    @Test func `what became of a report stands there with who did it`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        try await issued(site, manager)
        #expect(try await manager.get("/desk/reports/BB-2022-0001/difference").body.contains("没有任何变化"))
        try await site.desk().change { work in
            let contract = try work.contracts.find("HT-2021-0002")
            var content = contract.content
            content.title = "<script>alert(1)</script>"
            content.total = Money(fen: content.total.fen + 100)
            _ = try work.contracts.edit(contract.id, version: nil, content)
        }
        let page = try await site.browser(.viewer).get("/desk/reports/BB-2022-0001/difference")
        #expect(page.status == .ok && page.body.contains("HT-2021-0002") && page.body.contains("本机管理员"))
        #expect(page.body.contains("改动") && page.body.contains("审计第"))
        #expect(!page.body.contains("<script>alert") && page.body.contains("&lt;script&gt;"))
        let corrected = try await manager.post(
            "/desk/reports",
            ["supersedes": "BB-2022-0001", "reason": "金额更正"]
        )
        #expect(corrected.location == "/desk/reports/BB-2022-0002")
        let first = try await manager.get("/desk/reports/BB-2022-0001").body
        #expect(first.contains("已被更正") && !first.contains("supersedes=BB-2022-0001"))
        #expect(try await manager.get("/desk/reports/BB-2022-0002").body.contains("金额更正"))
        let two = try await manager.get("/desk/reports/BB-2022-0001/difference?to=BB-2022-0002")
        #expect(two.status == .ok && two.body.contains("BB-2022-0001 与 BB-2022-0002 的差异"))
    }

    @Test func `a form that won't do comes back with what was typed`() async throws {
        let site = try await TestSite.empty()
        let manager = try await site.browser(.manager)
        for (period, words) in [
            ("", "没有填写"), ("2021-06..2021-05", "前后颠倒"), ("0", "不是期间"), ("9999", "不是期间"), ("2030", "还没有开始"),
        ] {
            let answer = try await manager.post("/desk/reports", ["period": period, "title": "题\"<b>"])
            #expect(answer.status == .unprocessableContent && answer.body.contains(words), "\(period)")
            #expect(answer.body.contains("value=\"题&quot;&lt;b&gt;\""))
        }
        #expect(try await manager.post("/desk/reports", ["period": "2022"]).location.hasSuffix("0001"))
        #expect(try await manager.get("/desk/reports/BB-2022-0001").body.contains("签发时期间未结束"))
        let again = try await manager.post("/desk/reports", ["period": "2022"])
        #expect(again.status == .conflict && again.body.contains("BB-2022-0001"))
        let reasonless = try await manager.post("/desk/reports", ["supersedes": "BB-2022-0001"])
        #expect(reasonless.status == .unprocessableContent && reasonless.body.contains("更正原因"))
        for role in [Role.viewer, .staff] {
            let browser = try await site.browser(role)
            #expect(try await browser.post("/desk/reports", ["period": "2021"]).status == .forbidden)
            #expect(try await browser.get("/desk/reports/new").status == .forbidden)
        }
    }

    @Test func `the same form sent twice issues once`() async throws {
        let site = try await TestSite.empty()
        let manager = try await site.browser(.manager)
        let word = try #require(try await manager.get("/desk/reports/new").value(of: "once"))
        for _ in 0..<2 {
            let answer = try await manager.post("/desk/reports", ["once": word, "period": "2021"])
            #expect(answer.location == "/desk/reports/BB-2022-0001")
        }
        #expect(try await site.desk().read { try $0.reports.count(ReportFilter()) } == 1)
    }

    // MARK: Analyses

    @Test func `every figure by every dimension has a page, and says where it does not apply`() async throws {
        let site = try await TestSite.city()
        try await site.desk().change { try $0.marketSettings.setRegion("420200") }
        let browser = try await site.browser(.viewer)
        for dimension in Dimension.allCases {
            let sheet = try await browser.get("/desk/analysis?period=2021&by=\(dimension.rawValue)")
            #expect(sheet.status == .ok && sheet.body.contains("合计"), "\(dimension)")
            for indicator in [Indicator.services, .contractValue] {
                let path =
                    "/desk/analysis?period=2021&by=\(dimension.rawValue)&indicator=\(indicator.rawValue)"
                let applies = dimension.applies(to: indicator)
                let answer = try await browser.get(path + "&years=1")
                #expect(answer.status == (applies ? .ok : .unprocessableContent), "\(path)")
                #expect(answer.body.contains(applies ? "同比" : "不适用"), "\(path)")
            }
        }
        let cross = try await browser.get(
            "/desk/analysis?period=2021&indicator=contract_value&by=output&and=absorption"
        )
        #expect(cross.status == .ok && cross.body.contains("本地区"))
        #expect(cross.body.contains("单位：元") && cross.body.contains("62,300,000.00"))
        #expect(try await browser.get("/desk/analysis").status == .ok)
        #expect(try await browser.get("/desk/analysis?by=color").status == .unprocessableContent)
        #expect(try await browser.get("/desk/analysis?indicator=x").status == .unprocessableContent)
        #expect(try await browser.get("/desk/analysis?period=2021-13").status == .unprocessableContent)
    }

    @Test func `without the market's region its page asks a manager for it`() async throws {
        let site = try await TestSite.city()
        let path = "/desk/analysis?period=2021&indicator=contract_value&by=output"
        let viewer = try await site.browser(.viewer)
        let asked = try await viewer.get(path)
        #expect(asked.status == .conflict && !asked.body.contains("name=\"region\""))
        #expect(try await viewer.post("/desk/analysis/region", ["region": "420200"]).status == .forbidden)
        let manager = try await site.browser(.manager)
        #expect(try await manager.get(path).body.contains("name=\"region\""))
        let wrong = try await manager.post("/desk/analysis/region", ["region": "没有"])
        #expect(wrong.status == .unprocessableContent && wrong.body.contains("value=\"没有\""))
        #expect(try await manager.post("/desk/analysis/region", ["region": "黄石市"]).status == .seeOther)
        #expect(try await viewer.get(path).status == .ok)
    }

    @Test func `the funnel has its stages, and the intentions of the figures`() async throws {
        let browser = try await TestSite.city().browser(.viewer)
        let page = try await browser.get("/desk/funnel?period=2021")
        #expect(page.status == .ok && page.body.contains("停留天数") && page.body.contains("价格未谈拢"))
        #expect(page.body.contains("<td class=\"num\" data-label=\"对接数\">40</td>"))
        #expect(try await browser.get("/desk/funnel?period=2021&basis=cohort").status == .ok)
        #expect(try await browser.get("/desk/funnel?period=x").status == .unprocessableContent)
        #expect(try await browser.get("/desk/tally?period=2021").body.contains("/desk/funnel") == false)
        #expect(try await browser.get("/desk/tally?period=2021").body.contains("/desk/analysis?period=2021"))
    }
}
