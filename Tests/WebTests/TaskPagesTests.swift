import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// Key tasks and the bureau's sheets on their pages. The market's clock stands at the end of 2022.
struct TaskPagesTests {
    private static let form: KeyValuePairs<String, String> = [
        "sheet": "five_focus", "year": "2021", "position": "5", "title": "新任务", "progress": "签约{{签约数}}项",
    ]

    @Test func `a manager records a task, reads it with its figures and changes it`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        #expect(try await manager.get("/desk/tasks").body.contains("/desk/tasks/new"))
        let blank = try await manager.get("/desk/tasks/new?sheet=five_focus&year=2021")
        #expect(blank.body.contains("怎样写活数字") && blank.body.contains("<code>服务企业数</code>"))
        let made = try await manager.post("/desk/tasks/new", Self.form)
        #expect(made.status == .seeOther && made.location == "/desk/tasks/ZD-2021-0009")
        let page = try await manager.get(made.location).body
        #expect(page.contains("签约<a href=\"/desk/tally/contracts_signed?period=2021\""))
        #expect(page.contains(">22</a>项") && page.contains("签约{{签约数}}项"))
        #expect(page.contains("重点任务 · 新增"))
        let half = try await manager.get(made.location + "?period=2021H1").body
        #expect(half.contains("contracts_signed?period=2021H1"))
        let edit = try await manager.get(made.location + "/edit")
        #expect(edit.body.contains("签约{{签约数}}项</textarea>") && edit.value(of: "version") == "1")
        let saved = try await manager.post(
            made.location + "/edit",
            ["sheet": "five_focus", "year": "2021", "title": "改名", "progress": "", "version": "1"]
        )
        #expect(saved.status == .seeOther)
        #expect(try await manager.get(made.location).body.contains("<h1>改名</h1>"))
        let stale = try await manager.post(
            made.location + "/edit",
            ["sheet": "five_focus", "year": "2021", "title": "再改", "version": "1"]
        )
        #expect(stale.status == .conflict && stale.body.contains("再改"))
    }

    @Test func `the texts stand beside the form with their figures before they are saved, without a script`()
        async throws
    {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        let check = try await manager.post(
            "/desk/tasks/new",
            ["check": "1", "sheet": "five_focus", "year": "2021", "title": "甲", "progress": "服务{{服务企业数|余}}家"]
        )
        #expect(check.status == .ok && check.body.contains(">480余</a>家") && check.body.contains("2021年的数字"))
        #expect(check.body.contains("服务{{服务企业数|余}}家</textarea>"))
        let part = try await manager.post("/desk/tasks/check", ["progress": "{{服务企业}}家", "year": "2021"])
        #expect(part.status == .ok && part.body.contains("不是已有的数字"))
        #expect(try await site.desk().read { try $0.keyTasks.count(KeyTaskFilter()) } == 8)
    }

    @Test(arguments: [
        ("{{服务企业}}家", "不是已有的数字"), ("服务{{服务企业数", "没有用“}}”收尾"), ("{{服务企业数|约}}", "不认识"),
        ("{{成交额|余}}", "是金额"), ("{{签约数@2021Q4..2021Q1}}", "前后颠倒"),
    ])
    func `a figure that won't do is refused beside its field, and the text is kept`(
        text: String,
        says: String
    )
        async throws
    {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        let answer = try await manager.post(
            "/desk/tasks/new",
            ["sheet": "five_focus", "year": "2021", "title": "新任务", "progress": text]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("id=\"progress-error\"") && answer.body.contains(says))
        #expect(answer.body.contains("\(text)</textarea>") && answer.body.contains("value=\"新任务\""))
        #expect(try await site.desk().read { try $0.keyTasks.count(KeyTaskFilter()) } == 8)
    }

    @Test func `the list is filtered, sorted, paged and exported`() async throws {
        let site = try await TestSite.city()
        let viewer = try await site.browser(.viewer)
        let all = try await viewer.get("/desk/tasks")
        #expect(all.status == .ok && all.body.contains("共 8 条") && !all.body.contains("/desk/tasks/new"))
        for (query, count) in [
            ("?sheet=led_projects", 1), ("?year=2020", 0), ("?q=诊断", 1), ("?q=zd-2021-0003", 1),
            ("?sort=due_on", 8),
            ("?sort=newest&sheet=five_focus&year=2021", 5),
        ] {
            let path = query.replacing(/[^ -~]/) { Inputs.encoded(String($0.output)) }
            let page = try await viewer.get("/desk/tasks" + path).body
            #expect(page.contains(count == 0 ? "没有找到重点任务" : "共 \(count) 条"), "\(query)")
        }
        let csv = try await viewer.get("/desk/tasks/export.csv?sheet=led_projects").body
        #expect(csv.contains("ZD-2021-0005") && csv.contains("服务企业480余家") && !csv.contains("ZD-2021-0001"))
        #expect(try await site.browser(.staff).get("/desk/tasks/export.xlsx").body.hasPrefix("PK"))
        #expect(try await viewer.get("/desk/tasks?year=x").status == .unprocessableContent)
        #expect(try await viewer.get("/desk/tasks/ZD-2021-0099").status == .notFound)
    }

    @Test func `a sheet is read, opened to its evidence and taken along in every format`() async throws {
        let site = try await TestSite.city()
        let viewer = try await site.browser(.viewer)
        let list = try await viewer.get("/desk/bureau")
        #expect(list.status == .ok && list.body.contains("/desk/bureau/led_projects?period=2021"))
        let page = try await viewer.get("/desk/bureau/led_projects?period=2021")
        #expect(page.status == .ok && page.body.contains("<h1>领办实事项目进展情况汇总表</h1>"))
        #expect(page.body.contains("<a href=\"/desk/tally/enterprises_served?period=2021\""))
        #expect(page.body.contains(">480余</a>家") && page.body.contains(">6230万元</a>"))
        for heading in ["姓名职务", "项目名称", "工作目标", "完成时限", "主要措施", "进展成效"] {
            #expect(page.body.contains("<th scope=\"col\">\(heading)</th>"))
        }
        for (format, start) in [
            ("xlsx", "PK"), ("docx", "PK"), ("csv", "\u{FEFF}姓名职务"), ("html", "<!doctype html>"),
        ] {
            let file = try await viewer.get("/desk/bureau/led_projects/export.\(format)?period=2021")
            #expect(file.status == .ok && file.body.hasPrefix(start), "\(format)")
        }
        let empty = try await viewer.get("/desk/bureau/led_projects?period=2019")
        #expect(empty.status == .ok && empty.body.contains("没有这个期间的重点任务"))
        #expect(empty.body.contains("/desk/bureau/led_projects?period=2021"))
    }

    @Test func `a sheet takes the figures of an issued report, and says so`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        _ = try await manager.post("/desk/reports", ["period": "2021"])
        try await site.desk().change { work in
            _ = try work.contracts.cancel(try work.contracts.find("HT-2021-0003").id)
        }
        let live = try await manager.get("/desk/bureau/led_projects?period=2021").body
        #expect(live.contains(">21</a>项") && live.contains("<option value=\"BB-2022-0001\">"))
        let frozen = try await manager.get("/desk/bureau/led_projects?report=BB-2022-0001").body
        #expect(frozen.contains(">22</a>项") && frozen.contains("报表 BB-2022-0001，负责人于"))
        #expect(frozen.contains("/desk/reports/BB-2022-0001/figures/contracts_signed"))
        let csv = try await manager.get("/desk/bureau/led_projects/export.csv?report=BB-2022-0001").body
        #expect(csv.contains("签约项目22项"))
        for (query, status, says) in [
            (
                "?period=2021Q2&report=BB-2022-0001", HTTPResponse.Status.unprocessableContent,
                "不是报表 BB-2022-0001 的期间"
            ),
            ("?report=BB-2022-0009", .unprocessableContent, "没有报表"),
            ("?report=x", .unprocessableContent, "不是报表的编号"),
            ("?period=2021Q4..2021Q1", .unprocessableContent, "前后颠倒"),
        ] {
            let answer = try await manager.get("/desk/bureau/led_projects" + query)
            #expect(answer.status == status && answer.body.contains(says), "\(query)")
        }
        #expect(try await manager.get("/desk/bureau/none").status == .notFound)
    }

    @Test func `what people type is escaped wherever it stands`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        let bad = "<script>alert('1')</script>\"><img src=x>{{签约数}}"
        let made = try await manager.post(
            "/desk/tasks/new",
            [
                "sheet": "led_projects", "year": "2021", "title": bad, "goal": bad, "measures": bad,
                "progress": bad, "deadline": bad, "responsible": bad, "post": bad, "department": bad,
                "group": bad, "note": bad,
            ]
        )
        #expect(made.status == .seeOther)
        for path in [
            made.location, made.location + "/edit", "/desk/tasks", "/desk/bureau/led_projects?period=2021",
            "/desk/bureau/led_projects/export.html?period=2021", "/desk/bureau/five_focus?period=2021",
            "/desk/audit",
        ] {
            let page = try await manager.get(path)
            #expect(page.status == .ok)
            #expect(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "\(path)")
        }
        #expect(
            try await manager.get("/desk/bureau/led_projects?period=2021").body.contains("&lt;script&gt;")
        )
    }

    @Test func `managers write, others read, and notes are for the market's own people`() async throws {
        let site = try await TestSite.city()
        let (staff, viewer) = (try await site.browser(.staff), try await site.browser(.viewer))
        let note = "报送前先签发同期报表"
        #expect(try await staff.get("/desk/tasks/ZD-2021-0001").body.contains(note))
        for path in [
            "/desk/tasks", "/desk/tasks/ZD-2021-0001", "/desk/tasks/export.csv",
            "/desk/bureau/five_focus?period=2021",
            "/desk/bureau/five_focus/export.html?period=2021",
        ] {
            let page = try await viewer.get(path)
            #expect(page.status == .ok && !page.body.contains(note), "\(path)")
        }
        for browser in [staff, viewer] {
            #expect(try await !browser.get("/desk/tasks/ZD-2021-0001").body.contains("/edit\""))
            for path in [
                "/desk/tasks/new", "/desk/tasks/ZD-2021-0001/edit", "/desk/bureau/new",
                "/desk/bureau/five_focus/edit",
            ] {
                #expect(try await browser.get(path).status == .forbidden, "\(path)")
            }
            #expect(try await browser.post("/desk/tasks/new", Self.form).status == .forbidden)
            let archived = try await browser.post(
                "/desk/tasks/ZD-2021-0001/archive",
                ["how": "done", "version": "1"]
            )
            #expect(archived.status == .forbidden)
        }
        #expect(try await site.browser().get("/desk/bureau/five_focus").status == .seeOther)
    }

    @Test func `a task is put away and taken out on its page`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        let path = "/desk/tasks/ZD-2021-0005"
        #expect(
            try await manager.post(path + "/archive", ["how": "mistake", "version": "1"]).status == .seeOther
        )
        #expect(try await manager.get("/desk/bureau/led_projects?period=2021").body.contains("没有这个期间的重点任务"))
        #expect(
            try await manager.post(path + "/archive", ["how": "undone", "version": "1"]).status == .conflict
        )
        #expect(
            try await manager.post(path + "/archive", ["how": "undone", "version": "2"]).status == .seeOther
        )
        #expect(try await manager.get("/desk/bureau/led_projects?period=2021").body.contains("领办") == true)
    }

    @Test func `a manager changes a sheet's columns, adds a sheet and does away with one`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        let form = try await manager.get("/desk/bureau/practical_deeds/edit")
        #expect(form.value(of: "heading_0") == "活动名称" && form.value(of: "version") == "0")
        let saved = try await manager.post(
            "/desk/bureau/practical_deeds/edit",
            [
                "title": "办实事表", "version": "0", "heading_0": "活动", "part_0": "title", "heading_1": "成效",
                "part_1": "progress",
            ]
        )
        #expect(saved.status == .seeOther && saved.location == "/desk/bureau/practical_deeds")
        let page = try await manager.get("/desk/bureau/practical_deeds?period=2021").body
        #expect(page.contains("<h1>办实事表</h1>") && page.contains("成效</th>") && !page.contains("开展主体"))
        let stale = try await manager.post(
            "/desk/bureau/practical_deeds/edit",
            ["title": "又一张", "version": "0", "heading_0": "活动", "part_0": "title"]
        )
        #expect(stale.status == .conflict && stale.body.contains("又一张"))
        let bad = try await manager.post(
            "/desk/bureau/new",
            ["name": "表", "title": "新表", "heading_0": "事", "part_0": "title"]
        )
        #expect(bad.status == .unprocessableContent && bad.body.contains("id=\"name-error\""))
        let half = try await manager.post(
            "/desk/bureau/new",
            ["name": "weekly", "title": "新表", "heading_0": "事", "part_0": ""]
        )
        #expect(half.status == .unprocessableContent && half.body.contains("栏目内容"))
        let new = try await manager.post(
            "/desk/bureau/new",
            ["name": "weekly", "title": "新表", "heading_0": "事", "part_0": "title"]
        )
        #expect(new.location == "/desk/bureau/weekly")
        #expect(try await manager.get("/desk/tasks/new").body.contains("<option value=\"weekly\">"))
        let gone = try await manager.post("/desk/bureau/weekly/archive", ["version": "1", "archived": "1"])
        #expect(gone.status == .seeOther)
        #expect(try await !manager.get("/desk/tasks/new").body.contains("<option value=\"weekly\">"))
    }
}
