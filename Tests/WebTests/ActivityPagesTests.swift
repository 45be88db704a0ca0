import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// 活动 and 走访服务, with the check-in list.
struct ActivityPagesTests {
    private func site() async throws -> (TestSite, Browser) {
        let site = try await TestSite.empty()
        try await site.desk().change { work in
            for name in ["江州甲有限公司", "江州乙有限公司"] {
                _ = try work.organizations.create(Organization.Content(name: name, kind: .enterprise))
            }
        }
        return (site, try await site.browser(.staff))
    }

    private func activity(_ browser: Browser, _ more: [(String, String)] = []) async throws -> String {
        let fields = [("title", "新材料对接会"), ("kind", "matchmaking"), ("on", "2022-12-01")] + more
        let answer = try await browser.post("/desk/activities/new", pairs: fields)
        try #require(answer.status == .seeOther, "\(answer.body)")
        return answer.location
    }

    @Test func `an activity is planned, held and counted`() async throws {
        let (site, browser) = try await site()
        let path = try await activity(browser, [("state", "planned"), ("host", "江州市科技局")])
        let page = try await browser.get(path)
        #expect(page.body.contains("计划中") && page.body.contains("江州市科技局"))
        let version = try #require(page.value(of: "version"))
        let held = try await browser.post("\(path)/state", ["state": "held", "version": version])
        #expect(held.location == path)
        #expect(try await browser.get(path).body.contains("计入组织活动场次"))
        let stale = try await browser.post("\(path)/state", ["state": "planned", "version": version])
        #expect(stale.status == .conflict)
        let figure = try await site.desk().read {
            try $0.tallies.figure(.activities, in: Period(year: 2022) ?? Period(day: $0.today))
        }
        #expect(figure == 1)
        #expect(try await browser.get("/desk/tally/activities?period=2022").body.contains("新材料对接会"))
    }

    @Test func `a form that lacks something comes back as it was typed`() async throws {
        let (_, browser) = try await site()
        let answer = try await browser.post(
            "/desk/activities/new",
            ["title": "", "kind": "matchmaking", "on": "2022-12-01", "place": "路演厅\"<b>"]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("路演厅&quot;&lt;b&gt;"))
        #expect(answer.body.contains("aria-invalid=\"true\""))
        let late = try await browser.post(
            "/desk/activities/new",
            ["title": "会", "kind": "matchmaking", "on": "2023-12-01", "state": "held"]
        )
        #expect(late.status == .unprocessableContent)
    }

    @Test func `a sub-session stands on its activity's page and is not one more`() async throws {
        let (site, browser) = try await site()
        let path = try await activity(browser)
        let code = String(path.split(separator: "/").last ?? "")
        _ = try await activity(browser, [("parent", code), ("place", "分会场二")])
        let body = try await browser.get(path).body
        #expect(body.contains("分会场二"))
        #expect(body.contains("/desk/activities/new?parent=\(code)"))
        let period = Period(year: 2022) ?? Period(day: TestSite.now.localDay)
        #expect(try await site.desk().read { try $0.tallies.figure(.activities, in: period) } == 1)
        let refused = try await browser.post(
            "/desk/activities/new",
            ["title": "会", "kind": "training", "on": "2022-12-01", "parent": "HD-1999-0001"]
        )
        #expect(refused.status == .notFound && refused.body.contains("HD-1999-0001"))
    }

    @Test func `enterprises are checked in one after the other, and the same one only once`() async throws {
        let (_, browser) = try await site()
        let path = try await activity(browser)
        let first = try await browser.post("\(path)/attendance", ["organization": "江州甲有限公司", "people": "2"])
        #expect(first.location == "\(path)#check-in")
        let page = try await browser.get(path).body
        #expect(page.contains("已签到：江州甲有限公司，2 人") && page.contains("签到：1 家，2 人"))
        #expect(page.contains("autofocus"), "the next one can be typed at once")
        let again = try await browser.post(
            "\(path)/attendance",
            ["organization": "DW-2022-0001", "people": "3"]
        )
        #expect(again.status == .ok && again.body.contains("已在名单上（2 人）"))
        #expect(again.body.contains("改为 3 人"))
        _ = try await browser.post(
            "\(path)/attendance",
            ["organization": "DW-2022-0001", "people": "3", "correct": "1"]
        )
        #expect(try await browser.get(path).body.contains("签到：1 家，3 人"))
        let gone = try await browser.post("\(path)/attendance/DW-2022-0001/removal")
        #expect(gone.location == "\(path)#check-in")
        #expect(try await browser.get(path).body.contains("还没有单位签到"))
    }

    @Test func `an unknown enterprise is made with one more click`() async throws {
        let (site, browser) = try await site()
        let path = try await activity(browser)
        let unknown = try await browser.post(
            "\(path)/attendance",
            ["organization": "江州丙<b>有限公司", "people": "4"]
        )
        #expect(unknown.status == .unprocessableContent)
        #expect(unknown.body.contains("没有“江州丙&lt;b&gt;有限公司”这家单位"))
        #expect(unknown.body.contains("新建企业并签到"))
        _ = try await browser.post(
            "\(path)/attendance",
            ["organization": "江州丙<b>有限公司", "people": "4", "make": "1"]
        )
        #expect(try await browser.get(path).body.contains("签到：1 家，4 人"))
        #expect(
            try await site.desk().read { try $0.organizations.find("江州丙<b>有限公司").content.kind } == .enterprise
        )
    }

    @Test func `several lines are pasted at once, and each is settled`() async throws {
        let (_, browser) = try await site()
        let path = try await activity(browser)
        let answer = try await browser.post(
            "\(path)/attendance",
            ["lines": "江州甲有限公司 2\r\nDW-2022-0002\r\n江州丁有限公司 3\r\n江州戊有限公司\r\n"]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("已签到 2 家"))
        #expect(answer.body.contains("把 2 家没有的都建成企业并签到"))
        _ = try await browser.post(
            "\(path)/attendance",
            pairs: [
                ("organization", "江州丁有限公司"), ("people", "3"), ("organization", "江州戊有限公司"),
                ("people", ""), ("make", "1"),
            ]
        )
        #expect(try await browser.get(path).body.contains("签到：4 家，7 人"))
        let file = try await browser.get("\(path)/attendance/export.csv")
        #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(file.body.hasPrefix("\u{FEFF}") && file.body.contains("江州丁有限公司,企业,3"))
    }

    @Test func `bad numbers, blanks and a cancelled activity are refused in words`() async throws {
        let (_, browser) = try await site()
        let path = try await activity(browser)
        for people in ["0", "10001", "x", "-1", "99999999999999999999"] {
            let answer = try await browser.post(
                "\(path)/attendance",
                ["organization": "江州甲有限公司", "people": people]
            )
            #expect(answer.status == .unprocessableContent && answer.body.contains("到场人数"), "\(people)")
        }
        #expect(
            try await browser.post("\(path)/attendance", ["organization": " "]).status
                == .unprocessableContent
        )
        #expect(try await browser.post("\(path)/attendance", ["lines": ""]).status == .unprocessableContent)
        let version = try #require(try await browser.get(path).value(of: "version"))
        _ = try await browser.post("\(path)/state", ["state": "planned", "version": version])
        let next = try #require(try await browser.get(path).value(of: "version"))
        _ = try await browser.post("\(path)/state", ["state": "cancelled", "version": next])
        #expect(try await !browser.get(path).body.contains("name=\"lines\""))
        let late = try await browser.post("\(path)/attendance", ["organization": "江州甲有限公司"])
        #expect(late.status == .conflict && late.body.contains("已取消"))
    }

    @Test func `the list is filtered, sorted, paged and exported`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.viewer)
        let all = try await browser.get("/desk/activities")
        #expect(all.status == .ok && all.body.contains("page=2"))
        let held = try await browser.get(
            "/desk/activities?kind=roadshow&from=2021-01-01&to=2021-12-31&sort=oldest"
        )
        #expect(held.status == .ok)
        #expect(!held.body.contains("HD-2020-"))
        let found = try await browser.get("/desk/activities?q=\(Inputs.encoded("试运行"))").body
        #expect(found.contains("HD-2020-0001"))
        #expect(try await browser.get("/desk/activities?q=nothing").body.contains("没有找到活动"))
        let file = try await browser.get("/desk/activities/export.csv?q=\(Inputs.encoded("试运行"))")
        #expect(file.body.split(separator: "\r\n").count == 2)
        for bad in ["from=x", "page=0", "from=2022-02-01&to=2022-01-01"] {
            #expect(
                try await browser.get("/desk/activities?\(bad)").status == .unprocessableContent,
                "\(bad)"
            )
        }
    }

    @Test func `viewers see no action and may do none`() async throws {
        let (site, staff) = try await site()
        let path = try await activity(staff)
        let viewer = try await site.browser(.viewer)
        let body = try await viewer.get(path).body
        #expect(!body.contains("/edit\"") && !body.contains("/attendance\"") && !body.contains("/archive"))
        #expect(try await viewer.get("/desk/activities/new").status == .forbidden)
        for (action, fields) in [
            ("state", [("state", "planned"), ("version", "1")]),
            ("attendance", [("organization", "江州甲有限公司")]),
            ("archive", [("how", "done"), ("version", "1")]),
        ] {
            #expect(
                try await viewer.post("\(path)/\(action)", pairs: fields).status == .forbidden,
                "\(action)"
            )
        }
    }

    @Test func `an activity is put away and taken out again`() async throws {
        let (_, browser) = try await site()
        let path = try await activity(browser)
        let version = try #require(try await browser.get(path).value(of: "version"))
        #expect(
            try await browser.post("\(path)/archive", ["how": "mistake", "version": version]).status
                == .seeOther
        )
        let page = try await browser.get(path)
        #expect(page.body.contains("误录</span>") && !page.body.contains("name=\"lines\""))
        #expect(try await !browser.get("/desk/activities").body.contains(path))
        #expect(try await browser.get("/desk/activities?archived=1").body.contains(path))
        let next = try #require(page.value(of: "version"))
        #expect(
            try await browser.post("\(path)/archive", ["how": "undone", "version": next]).status == .seeOther
        )
        #expect(
            try await browser.post("\(path)/archive", ["how": "whatever", "version": "1"]).status
                == .badRequest
        )
    }

    @Test func `a formula in a name stays a text in the exported file`() async throws {
        let (_, browser) = try await site()
        _ = try await browser.post(
            "/desk/activities/new",
            ["title": "=HYPERLINK(\"http://evil.example\",\"点我\")", "kind": "other", "on": "2022-12-01"]
        )
        let file = try await browser.get("/desk/activities/export.csv").body
        #expect(file.contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"点我\"\")\""))
    }
}

struct VisitPagesTests {
    @Test func `a visit is logged, read and changed`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.desk().change {
            try $0.organizations.create(Organization.Content(name: "江州甲有限公司", kind: .enterprise))
        }
        let browser = try await site.browser(.staff)
        let form = try await browser.get("/desk/visits/new?on=2022-12-31&staff=staff")
        #expect(form.body.contains("value=\"2022-12-31\"") && form.body.contains("<datalist id=\"people\">"))
        let made = try await browser.post(
            "/desk/visits/new",
            [
                "organization": "江州甲有限公司", "on": "2022-12-30", "kind": "diagnosis", "staff": "staff",
                "summary": "产线停机\n损失大", "result": "已记需求",
            ]
        )
        try #require(made.status == .seeOther, "\(made.body)")
        let page = try await browser.get(made.location)
        #expect(page.body.contains("产线停机\n损失大") && page.body.contains("工作人员"))
        let edit = try await browser.get("\(made.location)/edit")
        #expect(edit.value(of: "organization") == "江州甲有限公司（DW-2022-0001）")
        let version = try #require(edit.value(of: "version"))
        let saved = try await browser.post(
            "\(made.location)/edit",
            [
                "organization": "江州甲有限公司（DW-2022-0001）", "on": "2022-12-29", "kind": "visit", "staff": "",
                "summary": "改过", "result": "", "version": version,
            ]
        )
        #expect(saved.status == .seeOther)
        #expect(try await browser.get(made.location).body.contains("改过"))
        let future = try await browser.post(
            "/desk/visits/new",
            ["organization": "DW-2022-0001", "on": "2023-01-01", "kind": "visit"]
        )
        #expect(future.status == .unprocessableContent)
        let nobody = try await browser.post(
            "/desk/visits/new",
            ["organization": "不存在的单位", "on": "2022-12-01", "kind": "visit"]
        )
        #expect(nobody.status == .notFound && nobody.body.contains("不存在的单位"))
    }

    @Test func `viewers read that there was a visit, and not what was said`() async throws {
        let site = try await TestSite.city()
        let (staff, viewer) = (try await site.browser(.staff), try await site.browser(.viewer))
        let word = "复核需求真实性"
        for path in [
            "/desk/visits?sort=oldest", "/desk/visits/ZF-2020-0001", "/desk/visits/export.csv",
            "/desk/tally/services?period=2020", "/desk/tally/services/export.csv?period=2020",
        ] {
            let (all, some) = (try await staff.get(path), try await viewer.get(path))
            #expect(all.status == .ok && some.status == .ok, "\(path)")
            #expect(all.body.contains(word), "\(path)")
            #expect(!some.body.contains(word), "\(path)")
            #expect(some.body.contains("ZF-2020-0001"), "\(path)")
        }
        #expect(try await viewer.get("/desk/visits/ZF-2020-0001/edit").status == .forbidden)
    }

    @Test func `the list is filtered by whom, who, kind and day`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.staff)
        let one = try await browser.get("/desk/visits?staff=liutao&kind=visit&from=2020-10-12&to=2020-10-12")
            .body
        #expect(one.contains("ZF-2020-0001") && !one.contains("ZF-2021-"))
        #expect(try await browser.get("/desk/visits?staff=nobody").status == .notFound)
        #expect(try await browser.get("/desk/visits?q=DW-2020-0026").body.contains("ZF-2020-0001"))
    }
}
