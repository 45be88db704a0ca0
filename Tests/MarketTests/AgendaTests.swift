import Domain
import Market
import Testing

/// What waits for somebody, and why.
struct AgendaTests {
    /// A pair that was introduced on a day and belongs to whoever works at the desk.
    private func introduced(_ market: TestMarket, on day: Day) async throws -> Match {
        let (demand, achievement) = try await market.pair()
        return try await market.desk.change { work in
            try work.matches.introduce(demand.id, achievement.id, owner: work.user.id, on: day)
        }
    }

    private func agenda(_ desk: Desk) async throws -> [AgendaMatch] {
        try await desk.read { try $0.agenda.matches(limit: 10) }
    }

    @Test
    func `a match to which nothing happened for the days of the rule waits, one day earlier it does not`()
        async throws
    {
        for (days, expected) in [(Attention.quietDays, 1), (Attention.quietDays - 1, 0)] {
            let market = try await TestMarket()
            _ = try await introduced(market, on: .on(12, 31).advanced(by: -days))
            let found = try await agenda(market.desk)
            #expect(found.count == expected)
            if let first = found.first { #expect(first.reasons == [.quiet(days: days)]) }
            #expect(try await market.desk.counts().matches == expected)
        }
    }

    @Test func `a follow-up, or a step that is planned for later, lets a match rest`() async throws {
        let market = try await TestMarket()
        let match = try await introduced(market, on: .on(12, 1))
        #expect(try await agenda(market.desk).count == 1)
        _ = try await market.desk.change { work in
            try work.matches.followUp(match.id, on: .on(12, 25), kind: "phone", text: "已寄样")
        }
        #expect(try await agenda(market.desk).isEmpty)
        let other = try await TestMarket()
        let second = try await introduced(other, on: .on(12, 1))
        _ = try await other.desk.change { work in
            try work.matches.assign(
                second.id,
                owner: work.user.id,
                nextStep: "送样",
                nextOn: Day.on(12, 31).advanced(by: 3)
            )
        }
        #expect(try await agenda(other.desk).isEmpty)
    }

    @Test func `a step that is due waits first, and says for how long`() async throws {
        let market = try await TestMarket()
        let match = try await introduced(market, on: .on(12, 28))
        _ = try await market.desk.change { work in
            try work.matches.assign(match.id, owner: work.user.id, nextStep: "送样", nextOn: .on(12, 29))
        }
        let found = try await agenda(market.desk)
        #expect(found.map(\.reasons) == [[.due(daysAgo: 2)]])
        #expect(found.first?.waiting.demand.title == "锂电池电解液高温产气抑制")
        #expect(found.first?.waiting.achievement.organization == "江州示例大学")
    }

    @Test func `a match that is stuck waits although it was followed up`() async throws {
        let market = try await TestMarket()
        let match = try await introduced(market, on: .on(11, 1))
        _ = try await market.desk.change { work in
            try work.matches.followUp(match.id, on: .on(12, 30), kind: "phone", text: "还在谈")
        }
        #expect(try await agenda(market.desk).map(\.reasons) == [[.stuck(days: 60)]])
    }

    @Test func `another's match, one that has ended and one that is archived wait for nobody here`()
        async throws
    {
        let market = try await TestMarket()
        let match = try await introduced(market, on: .on(11, 1))
        let colleague = try await market.desk(.staff)
        #expect(try await agenda(colleague).isEmpty)
        #expect(try await colleague.counts() == AgendaCounts())
        _ = try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .done) }
        #expect(try await agenda(market.desk).isEmpty)
        _ = try await market.desk.change { work in
            try work.matches.archive(match.id, version: nil, as: .undone)
            return try work.matches.end(match.id, reason: "not_suitable")
        }
        #expect(try await agenda(market.desk).isEmpty)
    }

    @Test func `managers see what waits for review, and the count follows every write`() async throws {
        let market = try await TestMarket()
        let manager = try await market.desk(.manager)
        #expect(try await manager.counts().all == 0)
        let demand = try await market.desk.change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise))
            return try work.demands.create(.example(firm.id), first: .submitted)
        }
        #expect(try await manager.counts().demands == 1)
        #expect(try await market.desk(.staff).counts().demands == 0)
        _ = try await manager.change { try $0.demands.move(demand.id, to: .accepted) }
        #expect(try await manager.counts().demands == 0)
    }

    @Test func `after any write the count is that of counting all anew`() async throws {
        let market = try await TestMarket()
        let match = try await introduced(market, on: .on(12, 1))
        func hold(_ matches: Int64, _ reviews: Int64) async throws {
            let counts = try await market.desk.counts()
            #expect(try await counts == market.desk.read { try $0.agenda.counts() })
            #expect(counts.matches == matches && counts.demands + counts.achievements == reviews)
        }
        try await hold(1, 0)
        let firm = try await market.desk.read { try $0.demands.get(match.demand).organization }
        _ = try await market.desk.change { try $0.demands.create(.example(firm), first: .submitted) }
        try await hold(1, 1)
        _ = try await market.desk.change { try $0.achievements.create(.example(firm), first: .submitted) }
        try await hold(1, 2)
        _ = try await market.desk.change { work in
            try work.matches.followUp(match.id, on: .on(12, 25), kind: "phone", text: "已寄样")
        }
        try await hold(0, 2)
        _ = try await market.desk.change { work in
            try work.visits.create(Visit.Content(organization: firm, on: .on(12, 26), kind: "visit"))
        }
        try await hold(0, 2)
        _ = try await market.desk.change { work in
            try work.matches.assign(match.id, owner: work.user.id, nextStep: "送样", nextOn: .on(12, 29))
        }
        try await hold(1, 2)
    }

    @Test func `whatever happens to matches, a page shows those that an agenda made anew has`() async throws {
        let market = try await TestMarket()
        let colleague = try await market.desk(.staff)
        var matches: [Match.ID] = []
        let (demand, achievement) = try await market.pair()
        for day in [1, 5, 9, 20] {
            let match = try await market.desk.change { work in
                let other = try work.achievements.create(.example(achievement.organization))
                return try work.matches.introduce(demand.id, other.id, owner: work.user.id, on: .on(12, day))
            }
            matches.append(match.id)
        }
        func hold() async throws {
            for desk in [market.desk, colleague] {
                let page = try await desk.agendaMatches(limit: 3)
                #expect(try await page == desk.read { try $0.agenda.matches(limit: 3) })
                #expect(try await desk.counts() == desk.read { try $0.agenda.counts() })
            }
        }
        try await hold()
        #expect(try await market.desk.counts().matches == 3, "all but the one of the 20th")
        // The same walk each time (Knuth's MMIX generator).
        var state: UInt64 = 3
        func pick(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        for _ in 0..<60 {
            let id = matches[pick(matches.count)], deed = pick(6), day = Day.on(12, 10 + pick(22))
            let owner = pick(2) == 0 ? market.desk.user.id : colleague.user.id
            _ = try? await market.desk.change { work in
                switch deed {
                case 0: _ = try work.matches.followUp(id, on: day, kind: "phone", text: "谈过")
                case 1: _ = try work.matches.assign(id, owner: owner, nextStep: "送样", nextOn: day)
                case 2: _ = try work.matches.assign(id, owner: owner, nextStep: "", nextOn: nil)
                case 3: try work.matches.archive(id, version: nil, as: .done)
                case 4: try work.matches.archive(id, version: nil, as: .undone)
                default: _ = try work.matches.advance(id, to: .intention, on: day)
                }
            }
            try await hold()
        }
        #expect(try await colleague.counts().matches + market.desk.counts().matches > 0)
    }

    @Test func `whoever asks while others write is answered as of no earlier than the asking`() async throws {
        let market = try await TestMarket()
        let workspace = try await Workspace.open(path: market.path, for: .service, clock: { TestMarket.now })
        defer { try? workspace.close() }
        let desk = try await workspace.desk()
        let firm = try await desk.change { work in
            try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<20 {
                        // Others may have added more meanwhile.
                        let before = try await desk.change { work in
                            _ = try work.demands.create(.example(firm), first: .submitted)
                            return try work.agenda.counts().demands
                        }
                        #expect(try await desk.counts().demands >= before)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await desk.counts().demands == 80)
    }

    @Test func `a page has the same new suggestions, kept while nothing is written`() async throws {
        let market = try await TestMarket()
        let pair = try await market.pair()
        for _ in 0..<2 {
            let (page, now) = (
                try await market.desk.pageSuggestions(), try await market.desk.newSuggestions()
            )
            #expect(page.pairs == now.pairs && page.pairs.count == 1)
        }
        try await market.desk.change { try $0.look(at: NewSuggestions.place) }
        #expect(try await market.desk.pageSuggestions().pairs.isEmpty, "marked as seen at once")
        let workspace = try await Workspace.open(path: market.path, for: .service, clock: { TestMarket.now })
        defer { try? workspace.close() }
        let desk = try await workspace.desk()
        _ = try await desk.pageSuggestions()
        var content = pair.demand.content
        content.title = "阻燃型高电压锂电池电解液添加剂"
        let renamed = content
        _ = try await market.desk.change { try $0.demands.edit(pair.demand.id, version: nil, renamed) }
        // Beside the page, where looking takes long.
        var looks = 1_000
        while looks > 0, try await desk.pageSuggestions().pairs != desk.newSuggestions().pairs {
            looks -= 1
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(looks > 0)
    }

    @Test func `planned activities come soonest first, also those whose day has passed`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            for (title, day) in [("后", 20), ("先", 10)] {
                _ = try work.activities.create(
                    Activity.Content(title: title, kind: "training", on: .on(12, day), state: .planned)
                )
            }
            _ = try work.activities.create(
                Activity.Content(title: "办过", kind: "training", on: .on(12, 1), state: .held)
            )
        }
        let titles = try await market.desk.read { try $0.agenda.activities(limit: 5).map(\.activity.title) }
        #expect(titles == ["先", "后"])
    }
}

/// New pairs since somebody last looked.
struct NewSuggestionsTests {
    @Test func `a new pair is told from both sides once, until it is marked as seen`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let news = try await market.desk.newSuggestions()
        try #require(news.pairs.count == 1)
        let pair = news.pairs[0]
        #expect(pair.demand.code == demand.code && pair.achievement.code == achievement.code)
        #expect(pair.isDemandNew && pair.isAchievementNew)
        #expect(pair.score >= NewSuggestions.leastScore)
        let shown = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(pair.score == shown.score)
        #expect(try await market.desk.newSuggestions().pairs.count == 1, "looking does not mark it")
        try await market.desk.change { try $0.look(at: NewSuggestions.place, until: news.asOf) }
        #expect(try await market.desk.newSuggestions().pairs.isEmpty)
        #expect(
            try await market.desk(.staff).newSuggestions().pairs.count == 1,
            "each person has his own look"
        )
    }

    @Test func `a pair that has a match, even a refused one, is not told again`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await market.desk.change { work in
            try work.matches.refuse(demand.id, achievement.id, reason: "not_suitable")
        }
        #expect(try await market.desk.newSuggestions().pairs.isEmpty)
    }

    @Test func `what was seen is new again after an edit`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        try await market.desk.change { work in
            // As if looked at a moment ago, and then the demand was edited.
            try work.look(at: NewSuggestions.place, until: work.now.advanced(by: -1))
        }
        var content = demand.content
        content.summary = "高温产气"
        let changed = content
        _ = try await market.desk.change { try $0.demands.edit(demand.id, version: nil, changed) }
        let news = try await market.desk.newSuggestions()
        #expect(news.pairs.contains { $0.isDemandNew })
    }

    @Test func `a closed demand is no longer looked at`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        _ = try await market.desk.change { try $0.demands.move(demand.id, to: .closed) }
        #expect(try await market.desk.newSuggestions().pairs.isEmpty)
    }

    @Test func `when much is new the oldest is left out, and said so`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let extra = 3
        try await market.desk.change { work in
            for _ in 0..<(NewSuggestions.mostRecords + extra - 1) {
                _ = try work.demands.create(.example(demand.organization))
            }
        }
        let news = try await market.desk.newSuggestions()
        #expect(news.recordsLeftOut == Int64(extra))
        #expect(news.pairs.count == NewSuggestions.mostPairs)
        #expect(news.morePairs > 0)
        // Equal scores: the newest first, so the oldest demand stands in none by itself.
        #expect(!news.pairs.contains { $0.demand.code == demand.code })
    }

    @Test func `nobody is marked as having seen what is still to come`() async throws {
        let market = try await TestMarket()
        let later = TestMarket.now.advanced(by: 86_400_000)
        let noted = try await market.desk.change { work in
            try work.look(at: NewSuggestions.place, until: later)
            return try work.lastLooked(at: NewSuggestions.place)
        }
        #expect(noted == TestMarket.now)
    }
}
