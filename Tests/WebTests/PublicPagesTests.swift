import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// What anybody sees and hands in without signing in.
struct PublicPagesTests {
    /// A published demand whose every field holds something that must not get out as it is.
    private static func hostile(_ site: TestSite) async throws -> Demand {
        try await site.desk().change { work in
            var organization = Organization.Content(name: "某厂<script>alert(1)</script>", kind: .enterprise)
            organization.contact = Contact(
                name: "周经理",
                phone: try PhoneNumber(parsing: "13812345521", field: .contactPhone)
            )
            let owner = try work.organizations.create(organization)
            var content = DemandContent(
                organization: owner.id,
                title: "\"><img src=x onerror=alert(1)>\u{202E}标题",
                receivedOn: TestSite.now.localDay
            )
            content.summary = "公开<b>摘要</b>" + String(repeating: "长", count: 5_000)
            content.detail = "机密甲"
            content.problem = "机密乙"
            content.keyIndicators = "机密丙"
            content.expectedResult = "机密丁"
            content.keywords = ["'><script>"]
            content.contact = organization.contact
            let demand = try work.demands.create(content)
            return try work.demands.move(demand.id, to: .published)
        }
    }

    @Test func `a published record is shown escaped and without what is confidential`() async throws {
        let site = try await TestSite.empty()
        let demand = try await Self.hostile(site)
        let browser = site.browser()
        for path in ["/", "/demands", "/demands/\(demand.code)", "/demands?q=\(Inputs.encoded("标题"))"] {
            let page = try await browser.get(path)
            #expect(page.status == .ok)
            #expect(page.body.contains("标题"))
            #expect(!page.body.contains("<script>alert"))
            #expect(!page.body.contains("<img src=x"))
            #expect(!page.body.contains("<b>摘要"))
            #expect(!page.body.contains("机密"))
            #expect(!page.body.contains("13812345521"))
        }
        #expect(try await browser.get("/demands/\(demand.code)").body.contains("138****5521"))
    }

    @Test(arguments: ["机密甲", "机密乙", "机密丙", "机密丁", "周经理"])
    func `nothing confidential is found by its words`(words: String) async throws {
        let site = try await TestSite.empty()
        _ = try await Self.hostile(site)
        let page = try await site.browser().get("/demands?q=\(Inputs.encoded(words))")
        #expect(page.body.contains("没有找到"))
    }

    @Test func `what is not published is not there`() async throws {
        let site = try await TestSite.empty()
        let demand = try await Self.hostile(site)
        _ = try await site.desk().change { try $0.demands.move(demand.id, to: .withdrawn) }
        let browser = site.browser()
        #expect(try await browser.get("/demands/\(demand.code)").status == .notFound)
        #expect(try await browser.get("/demands/XQ-1999-9999").status == .notFound)
        #expect(!(try await browser.get("/demands").body.contains("标题")))
    }

    @Test(arguments: [
        "/demands?page=0", "/demands?page=x", "/demands?page=99999999999999999999",
        "/achievements?field=nonsense",
        "/demands?industry=nonsense", "/demands/nonsense", "/demands?q=%",
    ])
    func `an address that makes no sense gets a page that says so`(path: String) async throws {
        let answer = try await TestSite.empty().browser().get(path)
        #expect([.unprocessableContent, .notFound].contains(answer.status))
        #expect(answer.body.contains("<h1>"))
    }

    private static let fields: KeyValuePairs = [
        "org_name": "江州新厂", "org_kind": "enterprise", "contact_name": "李工", "contact_phone": "13900001111",
        "title": "轴承噪声", "summary": "想降低轴承噪声", "problem": "现在 60 分贝", "budget": "30万元",
        "keywords": "轴承、噪声",
    ]

    @Test func `a demand that is handed in waits for its review under a receipt`() async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        _ = try await browser.get("/submit/demand")
        let done = try await browser.post("/submit/demand", Self.fields)
        #expect(done.status == .ok)
        let receipt = try #require(done.body.firstMatch(of: /[0-9A-F]{4}(-[0-9A-F]{4}){3}/)).output.0
        let demand = try #require(try await site.desk().read { try $0.demands.list(RecordFilter()) }.first)
        #expect(demand.state == .submitted)
        #expect(demand.content.budget == Money(fen: 30_000_000))
        #expect(demand.content.keywords == ["轴承", "噪声"])
        #expect(try await browser.get("/demands/\(demand.code)").status == .notFound)

        let waiting = try await browser.post("/receipt", ["receipt": String(receipt).lowercased()])
        #expect(waiting.body.contains("待审核"))
        #expect(!waiting.body.contains("60 分贝"))
        _ = try await site.desk().change { work in
            try work.demands.move(demand.id, to: .returned, note: "请补充关键指标")
        }
        #expect(try await browser.post("/receipt", ["receipt": String(receipt)]).body.contains("请补充关键指标"))
        #expect(try await browser.post("/receipt", ["receipt": "0000-0000-0000-0000"]).status == .notFound)
    }

    @Test func `an organization that the market knows is used and not changed`() async throws {
        let site = try await TestSite.empty()
        let known = try await site.desk().change { work in
            var content = Organization.Content(name: "江州新厂", kind: .enterprise)
            content.address = "原地址"
            return try work.organizations.create(content)
        }
        let browser = site.browser()
        _ = try await browser.get("/submit/demand")
        _ = try await browser.post("/submit/demand", Self.fields)
        let organizations = try await site.desk().read { try $0.organizations.list(OrganizationFilter()) }
        #expect(organizations == [known])
    }

    @Test(arguments: [
        ("title", "", "缺少"), ("org_name", "", "缺少"), ("contact_phone", "", "缺少"),
        ("contact_phone", "abc", "电话"),
        ("budget", "三十", "拟投入"), ("org_credit_code", "91420200MA", "信用代码"), ("website", "spam", "格式不对"),
        ("title", String(repeating: "长", count: 201), "最多 200 个"),
    ])
    func `a form with a mistake comes back as it was typed and nothing is kept`(
        name: String,
        value: String,
        said: String
    ) async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        _ = try await browser.get("/submit/demand")
        var pairs = Self.fields.filter { $0.key != name }.map { ($0.key, $0.value) }
        pairs.append((name, value))
        let answer = try await browser.post("/submit/demand", pairs: pairs)
        #expect(answer.status != .ok)
        #expect(answer.body.contains(said))
        if name != "website" { #expect(answer.body.contains("想降低轴承噪声")) }
        #expect(try await site.desk().read { try $0.demands.count(RecordFilter()) } == 0)
        #expect(try await site.desk().read { try $0.organizations.count(OrganizationFilter()) } == 0)
    }

    @Test func `one address may hand in so much within an hour`() async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        _ = try await browser.get("/submit/demand")
        for _ in 1...20 { #expect(try await browser.post("/submit/demand", Self.fields).status == .ok) }
        #expect(try await browser.post("/submit/demand", Self.fields).status == .serviceUnavailable)
    }
}

struct OperationTests {
    @Test func `the machine's own questions are answered`() async throws {
        var settings = ServiceSettings()
        settings.metricsReaders = ["0.0.0.0/0"]
        let browser = try await TestSite.empty(settings).browser()
        #expect(try await browser.get("/healthz").body == "ok\n")
        #expect(try await browser.get("/readyz").status == .ok)
        #expect(try await browser.get("/robots.txt").body.contains("Disallow: /desk"))
    }

    @Test func `figures of the service are not for everybody`() async throws {
        #expect(try await TestSite.empty().browser().get("/metrics").status == .notFound)
    }

    @Test func `settings that don't hold are refused`() {
        var settings = ServiceSettings()
        settings.trustedProxies = ["nonsense"]
        #expect(throws: AppError.self) { try settings.check() }
        settings = ServiceSettings()
        settings.publicURL = "market.example.cn"
        #expect(throws: AppError.self) { try settings.check() }
        settings = ServiceSettings()
        settings.port = 70_000
        #expect(throws: AppError.self) { try settings.check() }
    }
}

extension PublicPagesTests {
    @Test(arguments: ["/", "/demands", "/login", "/healthz", "/robots.txt", "/nothing-here"])
    func `whoever asks for a page's head gets what the page would say of itself`(path: String) async throws {
        let browser = try await TestSite.empty().browser()
        let (head, page) = (try await browser.send(.head, path), try await browser.get(path))
        #expect(head.status == page.status)
        #expect(head.body.isEmpty)
        #expect(head.headers[.contentType] == page.headers[.contentType])
    }
}
