import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// 专项: the list, a programme's page with its members, and a member's.
struct ProgrammePagesTests {
    /// A site with a programme, and the browser of one of the staff.
    private func park() async throws -> (site: TestSite, browser: Browser, path: String) {
        let site = try await TestSite.empty()
        try await site.desk().change { work in
            for name in ["江州甲有限公司", "江州乙有限公司"] {
                _ = try work.organizations.create(Organization.Content(name: name, kind: .enterprise))
            }
        }
        let browser = try await site.browser(.staff)
        let answer = try await browser.post(
            "/desk/programmes/new",
            ["name": "离岸科创园", "starts_on": "2022-03-01", "department": "市场服务部"]
        )
        try #require(answer.status == .seeOther, "\(answer.body)")
        return (site, browser, answer.location)
    }

    private func join(_ browser: Browser, _ path: String, _ fields: KeyValuePairs<String, String>)
        async throws
        -> Answer
    {
        try await browser.post("\(path)/members", fields)
    }

    @Test func `a programme's form comes back as it was typed when something is wrong`() async throws {
        let (_, browser, path) = try await park()
        let blank = try await browser.post("/desk/programmes/new", ["name": "", "department": "一\"<b>"])
        #expect(blank.status == .unprocessableContent && blank.body.contains("一&quot;&lt;b&gt;"))
        let taken = try await browser.post("/desk/programmes/new", ["name": "离岸科创园"])
        #expect(taken.status == .conflict && taken.body.contains("已有同名专项"))
        let version = try #require(try await browser.get("\(path)/edit").value(of: "version"))
        let edit: KeyValuePairs = ["name": "离岸科创园", "goal": "引进研发中心", "version": version]
        #expect(try await browser.post("\(path)/edit", edit).location == path)
        #expect(try await browser.get(path).body.contains("引进研发中心"))
        #expect(try await browser.post("\(path)/edit", edit).status == .conflict, "stale")
    }

    @Test func `an organization joins by name and is signed with one click`() async throws {
        let (_, browser, path) = try await park()
        let first = try await join(browser, path, ["organization": "江州甲有限公司", "on": "2022-04-01"])
        #expect(first.location == "\(path)#members")
        let page = try await browser.get(path).body
        #expect(page.contains("已加入：江州甲有限公司。") && page.contains("洽谈中 1"))
        let member = "\(path)/members/DW-2022-0001"
        let version = try #require(try await browser.get(member).value(of: "version"))
        let click: KeyValuePairs = ["to": "signed", "version": version, "from": "list"]
        #expect(try await browser.post("\(member)/step", click).location == "\(path)#members")
        let signed = try await browser.get(path).body
        #expect(signed.contains("已签约 1") && signed.contains("洽谈中 0"))
        let stale = try await browser.post("\(member)/step", click)
        #expect(stale.status == .conflict && stale.body.contains("别人先改过"))
    }

    @Test func `each figure opens to its rows, and its parts to theirs`() async throws {
        let (_, browser, path) = try await park()
        _ = try await join(
            browser,
            path,
            ["organization": "江州甲有限公司", "stage": "signed", "on": "2022-04-01"]
        )
        _ = try await join(browser, path, ["organization": "江州乙有限公司", "on": "2022-05-01"])
        let page = try await browser.get("\(path)?period=2022").body
        #expect(page.contains("\(path)/figures/members_signed?period=2022") && page.contains("企业\u{00A0}1"))
        let rows = try await browser.get("\(path)/figures/members_signed?period=2022").body
        #expect(rows.contains("签约单位数：1 家") && rows.contains("计数规则"))
        #expect(rows.contains("江州甲有限公司") && !rows.contains("江州乙有限公司"))
        let none = try await browser.get("\(path)/figures/members_signed?period=2022&kind=university").body
        #expect(none.contains("签约单位数（高校）：0 家") && !none.contains("江州甲有限公司"))
        let before = try await browser.get("\(path)/figures/members_signed?period=2022-03").body
        #expect(before.contains("签约单位数：0 家"))
        #expect(try await browser.get("\(path)/figures/members?period=2022").status == .notFound)
        let wrong = try await browser.get("\(path)?period=someday")
        #expect(wrong.status == .ok && wrong.body.contains("someday"))
    }

    @Test func `unknown names come back to be made, known ones are not added twice`() async throws {
        let (site, browser, path) = try await park()
        _ = try await join(browser, path, ["organization": "江州甲有限公司"])
        let answer = try await join(
            browser,
            path,
            ["lines": "江州甲有限公司\n江州乙有限公司\n江州丙<b>大学\n江州丁中心", "stage": "signed", "on": "2022-06-01"]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("已是成员（洽谈中）") && answer.body.contains("已加入 1 家"))
        #expect(answer.body.contains("没有“江州丙&lt;b&gt;大学”这家单位"))
        #expect(answer.body.contains("把 2 家没有的都新建并加入"))
        let made = try await join(
            browser,
            path,
            ["organization": "江州丙<b>大学", "make": "university", "stage": "signed", "on": "2022-06-01"]
        )
        #expect(made.location == "\(path)#members")
        let kind = try await site.desk().read { try $0.organizations.find("江州丙<b>大学").content.kind }
        #expect(kind == .university)
        let late = try await join(browser, path, ["organization": "江州丁中心", "on": "2023-12-01"])
        #expect(late.status == .unprocessableContent && late.body.contains("2023-12-01"))
        #expect(late.body.contains("value=\"江州丁中心\""), "what was typed stays")
    }

    @Test func `a member leaves with a reason, comes back, and a mistake is taken back`() async throws {
        let (_, browser, path) = try await park()
        _ = try await join(
            browser,
            path,
            ["organization": "江州甲有限公司", "stage": "signed", "on": "2022-04-01"]
        )
        let member = "\(path)/members/DW-2022-0001"
        let none = try await browser.post("\(member)/leaving", ["leave_on": "2022-05-01"])
        #expect(none.status == .unprocessableContent && none.body.contains("退出要写原因"))
        let early = try await browser.post(
            "\(member)/leaving",
            ["leave_reason": "moved", "leave_on": "2022-03-31"]
        )
        #expect(early.status == .unprocessableContent && early.body.contains("早于"))
        let left = try await browser.post(
            "\(member)/leaving",
            ["leave_reason": "moved", "leave_on": "2022-05-01", "leave_note": "迁走"]
        )
        #expect(left.location == member)
        #expect(try await browser.get(member).body.contains("迁往外地"))
        _ = try await browser.post("\(member)/return", ["back_on": "2022-06-01"])
        _ = try await browser.post("\(member)/correction", ["correction_note": "没有回来"])
        let page = try await browser.get(member).body
        #expect(page.contains("撤回误录的“已签约”") && page.contains("没有回来"))
        #expect(page.contains("class=\"stage s-ended\""))
        _ = try await browser.post("\(member)/strike")
        #expect(try await browser.get(member).body.contains("恢复这个成员"))
        #expect(try await browser.get(path).body.contains("退出 0"))
        _ = try await browser.post("\(member)/restore")
        #expect(try await browser.get(path).body.contains("退出 1"))
    }

    @Test func `who deals with a member, and the note, are changed on its page`() async throws {
        let (_, browser, path) = try await park()
        _ = try await join(browser, path, ["organization": "江州甲有限公司"])
        let member = "\(path)/members/DW-2022-0001"
        let answer = try await browser.post("\(member)/plan", ["plan_staff": "manager", "plan_note": "等审批"])
        #expect(answer.location == member)
        #expect(try await browser.get(path).body.contains("等审批"))
    }

    @Test func `an archived programme shows what it had and takes no more`() async throws {
        let (_, browser, path) = try await park()
        _ = try await join(browser, path, ["organization": "江州甲有限公司"])
        let version = try #require(try await browser.get("\(path)/edit").value(of: "version"))
        let archived = try await browser.post("\(path)/archive", ["how": "done", "version": version])
        #expect(archived.location == path)
        let page = try await browser.get(path).body
        #expect(page.contains("江州甲有限公司") && !page.contains("\(path)/members\""))
        let late = try await join(browser, path, ["organization": "江州乙有限公司"])
        #expect(late.status == .conflict && late.body.contains("已归档"))
        #expect(try await !browser.get("/desk/programmes").body.contains("离岸科创园"))
        #expect(try await browser.get("/desk/programmes?archived=1").body.contains("离岸科创园"))
    }

    @Test func `activities belong to a programme and are listed by it`() async throws {
        let (_, browser, path) = try await park()
        let code = String(path.split(separator: "/").last ?? "")
        let fields: KeyValuePairs = [
            "title": "园区对接会", "kind": "matchmaking", "on": "2022-06-01", "programme": "离岸科创园",
        ]
        let activity = try await browser.post("/desk/activities/new", fields)
        try #require(activity.status == .seeOther, "\(activity.body)")
        #expect(try await browser.get(activity.location).body.contains("离岸科创园"))
        #expect(try await browser.get(path).body.contains("园区对接会"))
        #expect(try await browser.get("/desk/activities?programme=\(code)").body.contains("园区对接会"))
        let unknown = try await browser.post(
            "/desk/activities/new",
            ["title": "会", "kind": "training", "on": "2022-06-01", "programme": "没有"]
        )
        #expect(unknown.status == .notFound && unknown.body.contains("离岸科创园（\(code)）"))
    }

    @Test func `an organization's page leads to its programmes`() async throws {
        let (_, browser, path) = try await park()
        _ = try await join(browser, path, ["organization": "江州甲有限公司"])
        let page = try await browser.get("/desk/organizations/DW-2022-0001").body
        #expect(page.contains("\(path)/members/DW-2022-0001"))
        #expect(page.contains("专项 1"), "the events by kind")
        #expect(try await browser.get("/desk/search?q=离岸".encodedPath).body.contains("离岸科创园"))
    }

    @Test func `viewers look and change nothing`() async throws {
        let (site, browser, path) = try await park()
        _ = try await join(browser, path, ["organization": "江州甲有限公司"])
        let viewer = try await site.browser(.viewer)
        let page = try await viewer.get(path)
        #expect(page.status == .ok && page.body.contains("江州甲有限公司"))
        #expect(!page.body.contains("method=\"post\" action=\"\(path)"))
        for deed in ["members", "archive", "members/DW-2022-0001/step", "members/DW-2022-0001/strike"] {
            let fields: KeyValuePairs = ["organization": "江州乙有限公司", "how": "done", "to": "signed"]
            #expect(try await viewer.post("\(path)/\(deed)", fields).status == .forbidden, "\(deed)")
        }
        #expect(try await viewer.get("\(path)/edit").status == .forbidden)
    }

    @Test(arguments: ["zh", "en"])
    func `every page of the city's park is there in both languages`(language: String) async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.staff)
        browser.setCookie("tm_lang", language)
        let park = "/desk/programmes/ZX-2021-0001"
        for path in [
            "/desk/programmes", "/desk/programmes?state=running&q=ZX", "/desk/programmes/export.csv",
            "/desk/programmes/export.xlsx", "\(park)?period=2021", "\(park)?stage=left", "\(park)/edit",
            "\(park)/figures/members_signed?period=2021", "\(park)/figures/activities?period=2021",
            "\(park)/members/DW-2020-0001",
        ] {
            #expect(try await browser.get(path).status == .ok, "\(path)")
        }
        let page = try await browser.get("\(park)?period=2021").body
        for value in ["<strong>36<", "<strong>13<", "<strong>37<"] { #expect(page.contains(value)) }
    }
}

extension String {
    /// The path with all that is not ASCII percent-encoded.
    fileprivate var encodedPath: String { replacing(/[^ -~]/) { Inputs.encoded(String($0.output)) } }
}
