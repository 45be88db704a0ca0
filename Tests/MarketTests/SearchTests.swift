import Domain
import Market
import Testing

/// The search box and its lists over an index that follows the file.
struct SearchTests {
    private func demands(
        _ market: TestMarket,
        _ text: String,
        _ set: (inout RecordSearch) -> Void = { _ in }
    ) async throws -> [String] {
        var search = RecordSearch()
        search.text = text
        set(&search)
        return try await market.desk.searchDemands(search).items.map(\.record.title)
    }

    private func published(_ market: TestMarket, _ text: String) async throws -> [String] {
        var search = RecordSearch()
        search.text = text
        // What the public asks for beyond its share is not given.
        search.states = [.accepted, .published]
        search.archived = .included
        return try await market.workspace.publishedDemands(search).items.map(\.record.title)
    }

    @Test func `a record is found by words of what is public, by its code and by its external id`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        var content = demand.content
        content.externalID = "旧表-17"
        content.summary = "用于PLC控制的ＧＢ／Ｔ 4754分类"
        let changed = content
        _ = try await market.desk.change { try $0.demands.edit(demand.id, version: nil, changed) }
        let words = [
            "", "产气 电解液", "抑制 锂电池", "plc", "gb/t 4754", "示例电子", "旧表-17", demand.code.description,
            demand.code.description.lowercased(),
        ]
        for word in words { #expect(try await demands(market, word) == [demand.title], "\(word)") }
        for word in ["产气 光伏", "电子 大学", "旧表", "XQ-2021", achievement.code.description] {
            #expect(try await demands(market, word) == [], "\(word)")
        }
        let found = try await market.desk.searchAchievements(RecordSearch())
        #expect(found.items.map(\.record.id) == [achievement.id])
    }

    @Test func `nothing confidential is ever matched, by whomever`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        var asked = demand.content
        asked.detail = "保密详情甲"
        asked.problem = "主要问题乙"
        asked.keyIndicators = "关键指标丙"
        asked.expectedResult = "预期目标丁"
        asked.contact = Contact(
            name: "张三丰",
            phone: try PhoneNumber(parsing: "13800138000", field: .contactPhone),
            email: try EmailAddress(parsing: "sanfeng@example.com", field: .contactEmail)
        )
        var offered = achievement.content
        offered.detail = "保密详情甲"
        offered.contact = asked.contact
        let (askedNow, offeredNow) = (asked, offered)
        try await market.desk.change { work in
            _ = try work.demands.edit(demand.id, version: nil, askedNow)
            _ = try work.achievements.edit(achievement.id, version: nil, offeredNow)
            _ = try work.demands.move(demand.id, to: .published)
            _ = try work.achievements.move(achievement.id, to: .published)
        }
        for secret in ["甲", "主要问题", "丙", "预期目标丁", "张三丰", "13800138000", "138", "sanfeng", "example"] {
            var search = RecordSearch()
            search.text = secret
            search.archived = .included
            #expect(try await market.desk.searchDemands(search).total == 0, "\(secret)")
            #expect(try await market.desk.searchAchievements(search).total == 0, "\(secret)")
            #expect(try await market.workspace.publishedDemands(search).total == 0, "\(secret)")
            #expect(try await market.workspace.publishedAchievements(search).total == 0, "\(secret)")
        }
        let viewer = try await market.desk(.viewer).searchDemands(RecordSearch())
        let seen = try await String(
            describing: [viewer, market.workspace.publishedDemands(RecordSearch())]
        )
        #expect(seen.contains("张三丰"), "whom to ask for is public")
        for secret in ["保密", "主要问题", "13800138000", "sanfeng@"] { #expect(!seen.contains(secret)) }
    }

    @Test func `the public finds what is published and not put away, as soon as it is and no longer`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        #expect(try await published(market, "电解液") == [])
        _ = try await market.desk.change { try $0.demands.move(demand.id, to: .published, on: .on(6, 1)) }
        #expect(try await published(market, "电解液") == [demand.title])
        #expect(
            try await demands(market, "") { $0.published = Period(day: .on(6, 1)) } == [demand.title]
        )
        _ = try await market.desk.change { try $0.demands.move(demand.id, to: .withdrawn, on: .on(6, 2)) }
        #expect(try await published(market, "电解液") == [])
        #expect(try await demands(market, "") { $0.states = [.withdrawn] } == [demand.title])
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .done) }
        #expect(try await demands(market, "") == [])
        #expect(try await demands(market, "") { $0.archived = .only } == [demand.title])
    }

    @Test func `what another process saved is found by the next search`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        #expect(try await demands(market, "电解液").count == 1)
        let other = try await market.secondWorkspace().desk()
        var content = Demand.Content.example(demand.organization)
        content.title = "隔膜涂覆"
        let added = content
        _ = try await other.change { try $0.demands.create(added) }
        #expect(try await demands(market, "隔膜") == ["隔膜涂覆"])
        content.title = "极片辊压"
        let changed = content
        _ = try await other.change { work in
            let record = try work.demands.titled("隔膜涂覆", of: demand.organization)[0]
            return try work.demands.edit(record.id, version: nil, changed)
        }
        #expect(try await demands(market, "隔膜") == [])
        #expect(try await demands(market, "极片") == ["极片辊压"])
    }

    @Test func `records go by every name of their organization and of the one it was merged into`()
        async throws
    {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        #expect(try await demands(market, "示例电子") == [demand.title])
        let kept = try await market.desk.change { work in
            var content = try work.organizations.get(demand.organization).content
            content.name = "江州新能源有限公司"
            content.aliases = ["江新能"]
            _ = try work.organizations.edit(demand.organization, version: nil, content)
            return try work.organizations.create(Organization.Content(name: "长江储能集团", kind: .enterprise))
        }
        #expect(try await demands(market, "示例电子") == [])
        for name in ["新能源", "江新能"] { #expect(try await demands(market, name) == [demand.title]) }
        #expect(try await demands(market, "储能") == [])
        try await market.desk.change {
            try $0.organizations.merge(demand.organization, into: kept.id, note: "")
        }
        for name in ["新能源", "储能集团"] { #expect(try await demands(market, name) == [demand.title]) }
        #expect(try await demands(market, "") { $0.organization = kept.id } == [demand.title])
        _ = try await market.desk.change { work in
            var content = try work.organizations.get(kept.id).content
            content.name = "长江绿色能源集团"
            return try work.organizations.edit(kept.id, version: nil, content)
        }
        #expect(try await demands(market, "绿色") == [demand.title])
        #expect(try await demands(market, "储能") == [])
    }

    @Test func `filters, counts, order and pages answer for the whole file`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        try await market.desk.change { work in
            for number in 1...30 {
                var content = Demand.Content.example(demand.organization)
                content.title = "轴承钢热处理\(number)"
                content.industry = IndustryCode(rawValue: number % 3 == 0 ? "C3451" : "I65")
                content.budget = Money(fen: Int64(number) * 1_000)
                content.deadline = .on(12, 31 - number)
                content.receivedOn = .on(3, number)
                _ = try work.demands.create(content)
            }
        }
        var search = RecordSearch()
        search.text = "热处理"
        search.order = .moneyMost
        search.perPage = 10
        search.page = 2
        let second = try await market.desk.searchDemands(search)
        #expect(second.total == 30 && second.pages == 3)
        #expect(second.items.map(\.record.title) == (11...20).reversed().map { "轴承钢热处理\($0)" })
        #expect(second.sections.map(\.code) == ["I", "C"] && second.sections.map(\.count) == [20, 10])
        #expect(second.divisions.map(\.code) == ["I65", "C34"])
        #expect(second.divisions[1].name.zh.contains("通用设备"), "\(second.divisions[1].name)")
        #expect(second.withoutField == 30)
        let place = try #require(second.items[0].places.first)
        #expect((place.part, place.start, place.end) == (.title, 3, 6))
        search.industry = IndustryCode(rawValue: "C34")
        let within = try await market.desk.searchDemands(search)
        #expect(within.total == 10 && within.items.isEmpty && within.pages == 1)
        #expect(within.sections.map(\.count) == [20, 10], "other industries are still on offer")
        search.page = .max
        #expect(try await market.desk.searchDemands(search).items.isEmpty)
        search.page = 1
        search.leastMoney = Money(fen: 6_000)
        search.mostMoney = Money(fen: 12_000)
        search.order = .deadline
        let few = try await market.desk.searchDemands(search)
        #expect(few.items.map(\.record.title) == ["轴承钢热处理12", "轴承钢热处理9", "轴承钢热处理6"])
    }

    @Test func `questions that can't be answered say why`() async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        func code(_ set: (inout RecordSearch) -> Void) async throws -> String? {
            var search = RecordSearch()
            set(&search)
            let asked = search
            return try await refusal { _ = try await market.desk.searchDemands(asked) }
        }
        #expect(try await code { $0.text = "，。！" } == "search_unsearchable")
        #expect(try await code { $0.text = String(repeating: "电", count: 10_000) } == "too_long")
        #expect(try await code { $0.page = 0 } == "number_malformed")
        #expect(try await code { $0.perPage = 0 } == "number_malformed")
        #expect(try await code { $0.perPage = 201 } == "number_malformed")
        #expect(
            try await code {
                $0.leastMoney = Money(fen: 2)
                $0.mostMoney = Money(fen: 1)
            } == "range_reversed"
        )
        #expect(
            try await code {
                $0.dueFrom = .on(2, 1)
                $0.dueBy = .on(1, 1)
            } == "range_reversed"
        )
        #expect(try await code { $0.text = " \u{3000} " } == nil)
    }

    @Test func `whoever has no patience is told that the search is getting ready`() async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        let other = try await market.secondWorkspace()
        let desk = try await other.desk()
        let code = try await refusal { _ = try await desk.searchDemands(RecordSearch(), patience: .zero) }
        #expect(code == "search_starting")
        try await other.warmUpSearch()
        #expect(try await desk.searchDemands(RecordSearch(), patience: .zero).total == 1)
        try other.close()
    }
}
