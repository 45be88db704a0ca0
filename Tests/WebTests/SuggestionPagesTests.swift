import Domain
import Foundation
import HTTPTypes
import Market
import Testing

@testable import Web

struct SuggestionPageTests {
    @Test(arguments: ["demands/XQ-2020-0001", "achievements/CG-2020-0001"])
    func `suggestions show score, parts that add up, words, how many were searched and how long`(path: String)
        async throws
    {
        let browser = try await TestSite.city().browser(.staff)
        let page = try await browser.get("/desk/\(path)/suggestions")
        #expect(page.status == .ok)
        #expect(page.body.contains("<mark>"))
        #expect(page.body.contains("毫秒"))
        let articles = page.body.components(separatedBy: "<article class=\"sugg\">").dropFirst()
        #expect(articles.count == 10)
        for article in articles {
            let score = try #require(Int(article.firstMatch(of: /<b>(\d+)<\/b>/)?.output.1 ?? ""))
            let bars = article.matches(of: /<rect x="\d+" width="(\d+)"/).compactMap { Int($0.output.1) }
            #expect(bars.reduce(0, +) == score)
        }
    }

    @Test func `filters narrow suggestions down and a wrong one is explained`() async throws {
        let browser = try await TestSite.city().browser(.staff)
        let path = "/desk/demands/XQ-2020-0001/suggestions"
        let strong = try await browser.get("\(path)?least=75")
        for article in strong.body.components(separatedBy: "<article class=\"sugg\">").dropFirst() {
            #expect((Int(article.firstMatch(of: /<b>(\d+)<\/b>/)?.output.1 ?? "") ?? 0) >= 75)
        }
        for query in [
            "money=100", "least=101", "least=x", "field=nonsense", "region=1", "readiness=nonsense",
        ] {
            let page = try await browser.get("\(path)?\(query)&published=1")
            #expect(page.status == .unprocessableContent, "\(query)")
            #expect(
                page.body.contains("role=\"alert\"")
                    && page.body.contains("name=\"published\" value=\"1\" checked")
            )
        }
    }

    @Test func `a pair is introduced in one press, with its score, and the list comes back`() async throws {
        let site = try await TestSite.empty()
        let (demand, achievement) = (try await site.demand { _ in }, try await site.achievement { _ in })
        let browser = try await site.browser(.staff)
        let back = "/desk/demands/\(demand)/suggestions?published="
        let done = try await browser.post("/desk/pairs/\(demand)/\(achievement)/introduction", ["back": back])
        #expect(done.location == back)
        let match = try #require(try await site.match(demand, achievement))
        #expect(match.stage == .introduced)
        #expect((match.score ?? 0) > 0)
        let list = try await browser.get(done.location)
        #expect(list.body.contains("已建立对接 \(match.code)"))
        #expect(!list.body.contains("建立对接</button>"))
        let again = try await browser.post(
            "/desk/pairs/\(demand)/\(achievement)/introduction",
            ["back": back]
        )
        #expect(again.status == .conflict)
    }

    @Test func `a pair is kept for later and introduced then`() async throws {
        let site = try await TestSite.empty()
        let (demand, achievement) = (try await site.demand { _ in }, try await site.achievement { _ in })
        let browser = try await site.browser(.staff)
        _ = try await browser.post("/desk/pairs/\(demand)/\(achievement)/later", ["back": "/desk/demands"])
        #expect(try await site.match(demand, achievement)?.stage == .suggested)
        let page = try await browser.get("/desk/pairs/\(demand)/\(achievement)")
        #expect(page.body.contains("建立对接</button>") && !page.body.contains("以后再说</button>"))
        _ = try await browser.post("/desk/pairs/\(demand)/\(achievement)/introduction")
        #expect(try await site.match(demand, achievement)?.stage == .introduced)
    }

    @Test func `a pair is refused with a reason and no longer suggested unless asked for`() async throws {
        let site = try await TestSite.empty()
        let (demand, achievement) = (try await site.demand { _ in }, try await site.achievement { _ in })
        let browser = try await site.browser(.staff)
        let bare = try await browser.post(
            "/desk/pairs/\(demand)/\(achievement)/refusal",
            ["reason": "", "note": "typed <b>"]
        )
        #expect(bare.status == .unprocessableContent)
        #expect(bare.body.contains("typed &lt;b&gt;"))
        #expect(try await site.match(demand, achievement) == nil)
        let done = try await browser.post(
            "/desk/pairs/\(demand)/\(achievement)/refusal",
            ["reason": "price", "note": "谈不拢"]
        )
        #expect(done.status == .seeOther)
        let list = "/desk/demands/\(demand)/suggestions"
        #expect(!(try await browser.get(list).body.contains("<article")))
        #expect(try await browser.get(list + "?refused=1").body.contains("<article"))
    }

    @Test(arguments: ["introduction", "later", "refusal"])
    func `those who only read decide nothing`(deed: String) async throws {
        let site = try await TestSite.empty()
        let (demand, achievement) = (try await site.demand { _ in }, try await site.achievement { _ in })
        let viewer = try await site.browser(.viewer)
        let answer = try await viewer.post(
            "/desk/pairs/\(demand)/\(achievement)/\(deed)",
            ["reason": "price"]
        )
        #expect(answer.status == .forbidden)
        #expect(try await site.match(demand, achievement) == nil)
    }

    @Test(arguments: ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    func `a decision never leads to another site`(back: String) async throws {
        let site = try await TestSite.empty()
        let (demand, achievement) = (try await site.demand { _ in }, try await site.achievement { _ in })
        let done = try await site.browser(.staff).post(
            "/desk/pairs/\(demand)/\(achievement)/later",
            ["back": back]
        )
        #expect(done.location == "/desk/pairs/\(demand)/\(achievement)")
    }

    @Test func `the comparison shows both texts, what is not met and what is not known`() async throws {
        let site = try await TestSite.empty()
        let demand = try await site.demand { content in
            content.problem = "循环后电解液产气明显。"
            content.budget = Money(fen: 1_000_000)
        }
        let achievement = try await site.achievement { content in
            content.summary = "抑制电解液产气。"
            content.price = Money(fen: 9_000_000)
        }
        let page = try await site.browser(.staff).get("/desk/pairs/\(demand)/\(achievement)")
        #expect(page.status == .ok)
        #expect(page.body.contains("未满足") && page.body.contains("未知"))
        #expect(page.body.contains("<mark>电解液</mark>") || page.body.contains("电解液</mark>"))
        let viewer = try await site.browser(.viewer).get("/desk/pairs/\(demand)/\(achievement)")
        #expect(!viewer.body.contains("循环后"))
    }
}

extension TestSite {
    func match(_ demand: String, _ achievement: String) async throws -> Match? {
        try await desk().read { work in
            try work.matches.find(
                try work.demands.find(demand).id,
                try work.achievements.find(achievement).id
            )
        }
    }
}
