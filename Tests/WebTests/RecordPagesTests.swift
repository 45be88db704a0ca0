import Domain
import Exchange
import Foundation
import HTTPTypes
import Market
import Testing

@testable import Web

/// 技术需求 and 科技成果 as staff see them.
struct RecordListPageTests {
    @Test(arguments: ["demands", "achievements"])
    func `a list shows its records, pages them and narrows them down`(kind: String) async throws {
        let browser = try await TestSite.city().browser(.staff)
        let first = try await browser.get("/desk/\(kind)")
        #expect(first.status == .ok)
        #expect(first.body.components(separatedBy: "<tr data-href=").count == 21)
        #expect(first.body.contains("rel=\"next\""))
        let second = try await browser.get("/desk/\(kind)?page=2")
        #expect(second.body.contains("第 2 /"))
        let none = try await browser.get("/desk/\(kind)?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7%E7%9A%84")
        #expect(none.status == .ok)
        #expect(none.body.contains("没有符合条件的"))
    }

    @Test func `filters hold together and the tabs count under them`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.staff)
        let page = try await browser.get("/desk/demands?field=environment&state=published&sort=money")
        #expect(page.status == .ok)
        var filter = RecordFilter()
        filter.field = "environment"
        filter.state = .published
        let asked = filter
        let count = try await site.desk().read { try $0.demands.count(asked) }
        #expect(page.body.contains("已发布 <small>\(count)</small>"))
        #expect(page.body.contains("<option value=\"environment\" selected>"))
    }

    @Test(arguments: [
        "state=nonsense", "industry=99999", "region=123456", "field=nonsense", "sort=nonsense", "page=0",
        "organization=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%AE%B6",
    ])
    func `a filter that can't be is explained and the rest of the form is kept`(query: String) async throws {
        let browser = try await TestSite.city().browser(.staff)
        let page = try await browser.get("/desk/demands?q=keep-me&\(query)")
        #expect(page.status == .ok || page.status == .unprocessableContent)
        #expect(page.body.contains("role=\"alert\""))
        #expect(page.body.contains("value=\"keep-me\""))
    }

    @Test func `an export has the filtered rows, a mark for spreadsheets and no formulas`() async throws {
        let site = try await TestSite.empty()
        let code = try await site.demand { $0.title = "=HYPERLINK(\"http://evil\")，逗号" }
        let csv = try await site.browser(.staff).get("/desk/demands/export.csv?state=accepted")
        #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(csv.body.hasPrefix("\u{FEFF}编号,名称,单位,"))
        #expect(
            csv.body.contains("\(code),\"'=HYPERLINK(\"\"http://evil\"\")，逗号\"")
                || csv.body.contains("\(code),'=HYPER")
        )
        let other = try await site.browser(.staff).get("/desk/demands/export.csv?state=closed")
        #expect(!other.body.contains(code))
    }

    @Test func `a viewer's export and pages have nothing confidential`() async throws {
        let site = try await TestSite.empty()
        let code = try await site.demand { content in
            content.problem = "只给工作人员看的问题"
            content.detail = "配方细节"
            content.contact = Contact(
                name: "李工",
                phone: try PhoneNumber(parsing: "13900001375", field: .contactPhone)
            )
        }
        let (viewer, staff) = (try await site.browser(.viewer), try await site.browser(.staff))
        for path in [
            "/desk/demands", "/desk/demands/\(code)", "/desk/demands/\(code)/history",
            "/desk/demands/export.csv",
        ] {
            let page = try await viewer.get(path)
            #expect(page.status == .ok)
            for secret in ["只给工作人员看的问题", "配方细节", "13900001375"] {
                #expect(!page.body.contains(secret), "\(path)")
            }
            #expect(!page.body.contains("建立对接") && !page.body.contains("/edit\""))
        }
        #expect(try await staff.get("/desk/demands/\(code)").body.contains("只给工作人员看的问题"))
        #expect(try await viewer.get("/desk/demands/new").status == .forbidden)
        #expect(try await viewer.get("/desk/demands/\(code)/edit").status == .forbidden)
        #expect(
            try await viewer.post("/desk/demands/\(code)/moves", ["to": "published"]).status == .forbidden
        )
    }
}

struct RecordFormTests {
    @Test func `a demand is logged and its page shows all of it`() async throws {
        let site = try await TestSite.empty()
        let firm = try await site.firm()
        let browser = try await site.browser(.staff)
        let answer = try await browser.post(
            "/desk/demands/new",
            pairs: [
                ("organization", "江州示例电子有限公司（\(firm)）"), ("title", "锂电池电解液高温产气抑制"),
                ("problem", "循环后产气明显"), ("keywords", "电解液、锂电池，产气"), ("industry", "C3841"),
                ("budget", "120万元"), ("deadline", "2023-06-30"), ("cooperation_modes", "joint"),
                ("cooperation_modes", "license"), ("contact_phone", "139 0000 1375"), ("source", ""),
            ]
        )
        #expect(answer.status == .seeOther)
        let page = try await browser.get(answer.location)
        for text in ["120 万元", "2023年6月30日", "C3841", "合作研发、技术许可", "电解液", "13900001375", "循环后产气明显", "已保存"] {
            #expect(page.body.contains(text), "\(text)")
        }
    }

    @Test func `what is wrong is said beside its field and all that was typed is kept`() async throws {
        let site = try await TestSite.empty()
        let firm = try await site.firm()
        let browser = try await site.browser(.staff)
        let answer = try await browser.post(
            "/desk/demands/new",
            [
                "organization": firm, "title": "产气", "problem": "typed <b>text</b>", "budget": "一百",
                "source": "走访",
            ]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("id=\"budget-error\""))
        #expect(answer.body.contains("value=\"一百\""))
        #expect(answer.body.contains("typed &lt;b&gt;text&lt;/b&gt;"))
        #expect(answer.body.contains("value=\"走访\""))
        #expect(try await site.desk().read { try $0.demands.count(RecordFilter()) } == 0)
    }

    @Test(arguments: ["demands", "achievements"])
    func `a check shows what is missing and saves nothing`(kind: String) async throws {
        let site = try await TestSite.empty()
        let browser = try await site.browser(.staff)
        let answer = try await browser.post("/desk/\(kind)/new", ["title": "想做智能家具", "check": "1"])
        #expect(answer.status == .ok)
        #expect(answer.body.contains("id=\"completeness\""))
        #expect(answer.body.contains("value=\"想做智能家具\""))
        #expect(answer.body.contains("信息太少，匹配会不准"))
        #expect(try await site.desk().read { try $0.demands.count(RecordFilter()) } == 0)
    }

    @Test func `the part that scripts ask for tells the same, also of a form half wrong`() async throws {
        let site = try await TestSite.empty()
        let browser = try await site.browser(.staff)
        let bare = try await browser.post(
            "/desk/demands/check",
            ["title": "产气", "budget": "一百", "deadline": "x"]
        )
        #expect(bare.status == .ok)
        #expect(bare.body.hasPrefix("<section"))
        #expect(bare.body.contains("计划投入多少钱"))
        let more = try await browser.post("/desk/demands/check", ["title": "产气", "budget": "100万元"])
        #expect(!more.body.contains("计划投入多少钱"))
        #expect(
            try await site.browser(.viewer).post("/desk/demands/check", ["title": "a"]).status == .forbidden
        )
    }

    @Test func `a likely duplicate is asked about before it is saved, and saved all the same if so`()
        async throws
    {
        let site = try await TestSite.empty()
        let code = try await site.demand { $0.title = "锂电池电解液高温产气抑制" }
        let firm = try await site.firm()
        let browser = try await site.browser(.staff)
        let asked = try await browser.post(
            "/desk/demands/new",
            ["organization": firm, "title": "锂电池 电解液高温产气抑制", "source": "走访"]
        )
        #expect(asked.status == .conflict)
        #expect(asked.body.contains(code) && asked.body.contains("仍然保存"))
        #expect(asked.body.contains("value=\"走访\""))
        #expect(try await site.desk().read { try $0.demands.count(RecordFilter()) } == 1)
        let saved = try await browser.post(
            "/desk/demands/new",
            ["organization": firm, "title": "锂电池 电解液高温产气抑制", "sure": "1"]
        )
        #expect(saved.status == .seeOther)
        #expect(try await site.desk().read { try $0.demands.count(RecordFilter()) } == 2)
    }

    @Test func `an edit that changes nothing changes nothing, and a stale one is refused`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.staff)
        let before = try await site.demandContent("XQ-2020-0001")
        let form = try await browser.get("/desk/demands/XQ-2020-0001/edit")
        let version = try #require(form.value(of: "version"))
        let fields = form.formFields
        #expect(fields.contains { $0 == ("industry", "C2929") })
        let saved = try await browser.post("/desk/demands/XQ-2020-0001/edit", pairs: fields)
        #expect(saved.status == .seeOther)
        #expect(try await site.demandContent("XQ-2020-0001") == before)
        let changed = fields.map { $0.0 == "source" ? ("source", "电话") : $0 }
        _ = try await browser.post("/desk/demands/XQ-2020-0001/edit", pairs: changed)
        let stale = try await browser.post(
            "/desk/demands/XQ-2020-0001/edit",
            pairs: fields.map { $0.0 == "version" ? ("version", version) : $0 }
        )
        #expect(stale.status == .conflict)
    }
}

struct CityDuplicateTests {
    @Test func `in the demonstration city no record is taken for another's duplicate`() async throws {
        let site = try await TestSite.city()
        let desk = try await site.desk()
        for demand in try await desk.read({ try $0.demands.list(RecordFilter()) }) {
            let found = try await desk.likelyDuplicates(of: demand.content, except: demand.id)
            #expect(found.isEmpty, "\(demand.title): \(found.map { ($0.record.title, $0.likeness) })")
        }
        for achievement in try await desk.read({ try $0.achievements.list(RecordFilter()) }) {
            let found = try await desk.likelyDuplicates(of: achievement.content, except: achievement.id)
            #expect(found.isEmpty, "\(achievement.title): \(found.map { ($0.record.title, $0.likeness) })")
        }
    }

    @Test func `a record entered again is found, under a longer title or another's name`() async throws {
        let site = try await TestSite.city()
        let desk = try await site.desk()
        let other = try await desk.read { try $0.organizations.find("DW-2020-0001").id }
        for demand in try await desk.read({ try $0.demands.list(RecordFilter()) }).prefix(20) {
            var again = demand.content
            again.title = "关于\(demand.title)的需求"
            again.detail = "另写的细节。"
            let same = try await desk.likelyDuplicates(of: again)
            #expect(same.map(\.record.id).contains(demand.id), "\(demand.title)")
            guard demand.state.isOpen else { continue }
            var elsewhere = demand.content
            elsewhere.organization = other
            let found = try await desk.likelyDuplicates(of: elsewhere)
            #expect(found.map(\.record.id).contains(demand.id), "\(demand.title)")
        }
    }
}

struct RecordDeedTests {
    @Test func `a manager publishes in one press and staff can't`() async throws {
        let site = try await TestSite.empty()
        let code = try await site.demand { _ in }
        let (staff, manager) = (try await site.browser(.staff), try await site.browser(.manager))
        #expect(try await staff.post("/desk/demands/\(code)/moves", ["to": "published"]).status == .forbidden)
        let page = try await manager.get("/desk/demands/\(code)")
        #expect(page.body.contains("<button>发布</button>"))
        let version = try #require(page.value(of: "version"))
        let done = try await manager.post(
            "/desk/demands/\(code)/moves",
            ["to": "published", "version": version]
        )
        #expect(done.location == "/desk/demands/\(code)")
        #expect(try await manager.get("/desk/demands/\(code)").body.contains("已发布"))
        let history = try await manager.get("/desk/demands/\(code)/history")
        #expect(history.body.contains("改为已发布"))
        #expect(history.body.contains("<del>已受理</del>"))
    }

    @Test func `a step that is refused comes back with its note and date as typed`() async throws {
        let site = try await TestSite.empty()
        let code = try await site.demand { _ in }
        let answer = try await site.browser(.manager).post(
            "/desk/demands/\(code)/moves",
            ["to": "closed", "on": "2099-01-01", "note": "reason <i>typed</i>"]
        )
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("reason &lt;i&gt;typed&lt;/i&gt;"))
        #expect(answer.body.contains("value=\"2099-01-01\""))
        #expect(answer.body.contains("role=\"alert\""))
    }

    @Test(arguments: ["", "nonsense", "submitted", "<script>"])
    func `a step to nowhere is refused`(to: String) async throws {
        let site = try await TestSite.empty()
        let code = try await site.demand { _ in }
        let answer = try await site.browser(.manager).post("/desk/demands/\(code)/moves", ["to": to])
        #expect(answer.status == .unprocessableContent || answer.status == .conflict)
        #expect(!answer.body.contains("<script>\""))
    }

    @Test func `a record is archived, and taken out again`() async throws {
        let site = try await TestSite.empty()
        let code = try await site.demand { _ in }
        let browser = try await site.browser(.staff)
        _ = try await browser.post("/desk/demands/\(code)/archive", ["as": "done"])
        let page = try await browser.get("/desk/demands/\(code)")
        #expect(page.body.contains("仍计入统计"))
        #expect(!page.body.contains("/edit\""))
        #expect(!(try await browser.get("/desk/demands").body.contains(code)))
        #expect(try await browser.get("/desk/demands?archived=1").body.contains(code))
        _ = try await browser.post("/desk/demands/\(code)/archive", ["as": "undone"])
        #expect(try await browser.get("/desk/demands").body.contains(code))
    }

    @Test func `hostile records do no harm on any page`() async throws {
        let site = try await TestSite.empty()
        let evil = "<script>alert(1)</script>\"'&\u{202E}😀" + String(repeating: "长", count: 100)
        let code = try await site.demand { content in
            content.title = evil
            content.summary = evil
            content.problem = String(repeating: evil, count: 60)
            content.keywords = ["<b>\"</b>"]
            content.source = evil
        }
        let other = try await site.achievement { content in
            content.title = evil
            content.summary = evil
        }
        let browser = try await site.browser(.manager)
        for path in [
            "/desk/demands", "/desk/demands/\(code)", "/desk/demands/\(code)/edit",
            "/desk/demands/\(code)/history",
            "/desk/demands/\(code)/suggestions", "/desk/achievements/\(other)/suggestions",
            "/desk/pairs/\(code)/\(other)", "/desk/demands?q=%3Cscript%3Ealert",
        ] {
            let page = try await browser.get(path)
            #expect(page.status == .ok, "\(path)")
            #expect(!page.body.contains("<script>alert"), "\(path)")
            #expect(!page.body.contains("<b>\""), "\(path)")
        }
    }

    @Test(arguments: [
        "/desk/demands/XQ-1999-0001", "/desk/demands/nonsense", "/desk/achievements/XQ-2020-0001/suggestions",
    ])
    func `a record that is not there is said to be so`(path: String) async throws {
        #expect(try await TestSite.city().browser(.staff).get(path).status == .notFound)
    }
}

extension TestSite {
    /// The code of the one enterprise of a market made for a test.
    func firm() async throws -> String {
        try await desk().change { work in
            let name = "江州示例电子有限公司"
            if let known = try work.organizations.list(OrganizationFilter()).first(where: { $0.name == name })
            {
                return known.code.description
            }
            return try work.organizations.create(.init(name: name, kind: .enterprise)).code.description
        }
    }

    func demand(_ change: @Sendable @escaping (inout DemandContent) throws -> Void) async throws -> String {
        let firm = try await firm()
        return try await desk().change { work in
            let organization = try work.organizations.find(firm).id
            var content = DemandContent(organization: organization, title: "锂电池电解液产气", receivedOn: work.today)
            try change(&content)
            return try work.demands.create(content).code.description
        }
    }

    func achievement(_ change: @Sendable @escaping (inout AchievementContent) throws -> Void) async throws
        -> String
    {
        let firm = try await firm()
        return try await desk().change { work in
            let organization = try work.organizations.find(firm).id
            var content = AchievementContent(
                organization: organization,
                title: "锂电池电解液添加剂",
                receivedOn: work.today
            )
            try change(&content)
            return try work.achievements.create(content).code.description
        }
    }

    func demandContent(_ code: String) async throws -> DemandContent {
        try await desk().read { try $0.demands.find(code).content }
    }
}

extension Answer {
    /// What the page's record form would send, as a browser reads it.
    var formFields: [(String, String)] {
        guard let start = body.range(of: "data-keep=\"1\">"),
            let end = body.range(of: "</form>", range: start.upperBound..<body.endIndex)
        else { return [] }
        var fields: [(String, String)] = []
        var rest = body[start.upperBound..<end.lowerBound]
        func attribute(_ name: String, _ tag: Substring) -> String? {
            guard let from = tag.range(of: " \(name)=\"") else { return nil }
            return Self.plain(String(tag[from.upperBound...].prefix { $0 != "\"" }))
        }
        while let open = rest.firstIndex(of: "<") {
            rest = rest[open...]
            let tag = rest.prefix { $0 != ">" }
            rest = rest.dropFirst(tag.count + 1)
            let name = attribute("name", tag)
            if tag.hasPrefix("<input"), let name, name != "form_key" {
                if tag.contains("type=\"checkbox\""), !tag.contains(" checked") { continue }
                fields.append((name, attribute("value", tag) ?? ""))
            } else if tag.hasPrefix("<textarea"), let name {
                let text = rest.prefix { $0 != "<" }
                // The first line end after the tag is no part of the text.
                fields.append((name, Self.plain(String(text.hasPrefix("\n") ? text.dropFirst() : text))))
            } else if tag.hasPrefix("<select"), let name {
                let options = rest[..<(rest.range(of: "</select>")?.lowerBound ?? rest.endIndex)]
                let chosen = options.components(separatedBy: "<option").first { $0.contains(" selected") }
                fields.append((name, chosen.flatMap { attribute("value", Substring($0)) } ?? ""))
            }
        }
        return fields
    }

    private static func plain(_ html: String) -> String {
        html.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&#39;", with: "'")
            .replacingOccurrences(of: "&amp;", with: "&")
    }
}
