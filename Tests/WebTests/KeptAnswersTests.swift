import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// Answers are kept while nothing is written.
struct KeptAnswersTests {
    private static func published(_ work: Work, _ title: String) throws -> Demand {
        let owner = try work.organizations.create(
            Organization.Content(name: title + "的单位", kind: .enterprise)
        )
        let content = DemandContent(organization: owner.id, title: title, receivedOn: TestSite.now.localDay)
        let demand = try work.demands.create(content)
        return try work.demands.move(demand.id, to: .published)
    }

    @Test func `what another process wrote is on the next public page and in the next JSON`() async throws {
        let site = try await TestSite.empty()
        let first = try await site.desk().change { try Self.published($0, "第一项需求") }
        let browser = site.browser()
        let addresses = ["/", "/demands", "/demands/\(first.code)", "/api/v1/catalogue/demands"]
        for address in addresses {
            #expect(try await browser.get(address).body.contains("第一项需求"), "\(address)")
        }

        let other = try await Workspace.open(path: site.workspace.path, clock: { TestSite.now })
        let desk = try await other.desk()
        try await desk.change { work in
            _ = try work.demands.move(first.id, to: .withdrawn)
            _ = try Self.published(work, "第二项需求")
        }
        try other.close()

        for address in ["/", "/demands", "/api/v1/catalogue/demands"] {
            let text = try await browser.get(address).body
            #expect(!text.contains("第一项需求"), "\(address)")
            #expect(text.contains("第二项需求"), "\(address)")
        }
        #expect(try await browser.get("/demands/\(first.code)").status == .notFound)
    }

    @Test func `a page kept for the public is not shown to whoever is signed in`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.desk().change { try Self.published($0, "某项需求") }
        #expect(try await site.browser().get("/demands").body.contains("工作人员登录"))
        let staff = try await site.browser(.staff)
        #expect(try await staff.get("/demands").body.contains("回到工作台"))
        #expect(try await site.browser().get("/demands").body.contains("工作人员登录"))
    }

    @Test func `an answer that was refused is not kept`() async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        #expect(try await browser.get("/demands/XQ-2022-0001").status == .notFound)
        let demand = try await site.desk().change { try Self.published($0, "某项需求") }
        #expect(demand.code.description == "XQ-2022-0001")
        #expect(try await browser.get("/demands/XQ-2022-0001").status == .ok)
    }

    @Test func `a page of suggestions is its reader's own, and new after every write`() async throws {
        let site = try await TestSite.city()
        let address = "/desk/demands/XQ-2020-0001/suggestions"
        let manager = try await site.browser(.manager)
        let first = try await manager.get(address).body
        #expect(try await manager.get(address).body == first)
        // A viewer sees no actions.
        let viewer = try await site.browser(.viewer).get(address).body
        #expect(viewer != first)

        let other = try await Workspace.open(path: site.workspace.path, clock: { TestSite.now })
        let desk = try await other.desk()
        try await desk.change { work in
            let demand = try work.demands.find("XQ-2020-0001")
            var content = demand.content
            content.title = "换了一个题目的需求"
            _ = try work.demands.edit(demand.id, version: demand.filing.version, content)
        }
        try other.close()
        #expect(try await manager.get(address).body.contains("换了一个题目的需求"))
    }

    @Test func `a kept answer does not overrule what a program says it accepts`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.desk().change { try Self.published($0, "某项需求") }
        let browser = site.browser()
        #expect(try await browser.get("/api/v1/catalogue/demands").status == .ok)
        let refused = try await browser.get("/api/v1/catalogue/demands", [.accept: "text/csv"])
        #expect(refused.status == .notAcceptable)
    }
}
