import Domain
import Market
import Testing

/// What viewers must not see, whichever way they ask.
struct ConfidentialityTests {
    /// Stands in every confidential text of both sides, and nowhere else.
    static let secret = "全氟磺酸质子膜"
    static let phone = "13800138000"
    static let mail = "geheim@example.com"

    struct World: Sendable {
        let demand: Demand
        let achievement: Achievement
    }

    func world(_ market: TestMarket) async throws -> World {
        try await market.desk.change { work in
            let contact = Contact(
                name: "张三",
                phone: try PhoneNumber(parsing: Self.phone, field: .contactPhone),
                email: try EmailAddress(parsing: Self.mail, field: .contactEmail)
            )
            var firm = Organization.Content(name: "江州示例电子有限公司", kind: .enterprise)
            firm.contact = contact
            firm.externalID = "firm"
            var school = Organization.Content(name: "江州示例大学", kind: .university)
            school.contact = contact
            let firmID = try work.organizations.create(firm).id
            let schoolID = try work.organizations.create(school).id
            var demand = Demand.Content.example(firmID)
            demand.externalID = "demand"
            demand.summary = "提高锂电池电解液的高温性能"
            demand.detail = Self.secret
            // Words of the other side's public title, which a suggestion would show as matched.
            demand.problem = "需要阻燃型高电压体系，" + Self.secret
            demand.keyIndicators = Self.secret
            demand.expectedResult = Self.secret
            demand.contact = contact
            var achievement = Achievement.Content.example(schoolID)
            achievement.externalID = "achievement"
            achievement.summary = "一种锂电池电解液"
            achievement.detail = Self.secret
            achievement.contact = contact
            return World(
                demand: try work.demands.create(demand),
                achievement: try work.achievements.create(achievement)
            )
        }
    }

    /// Everything that a person can read of the world, as one text.
    func everything(_ world: World, at desk: Desk) async throws -> String {
        var seen = try await desk.read { work in
            let (demand, achievement) = (world.demand, world.achievement)
            var seen: [Any] = [
                try work.demands.get(demand.id), try work.demands.find("demand"),
                try work.demands.find(demand.code.description),
                try work.demands.find(code: demand.code) as Any,
                try work.demands.find(externalID: "demand") as Any, try work.demands.list(RecordFilter()),
                try work.demands.titled(demand.title, of: demand.organization),
                try work.achievements.get(achievement.id), try work.achievements.find("achievement"),
                try work.achievements.find(achievement.code.description),
                try work.achievements.find(code: achievement.code) as Any,
                try work.achievements.find(externalID: "achievement") as Any,
                try work.achievements.list(RecordFilter()),
                try work.achievements.titled(achievement.title, of: achievement.organization),
                try work.organizations.get(demand.organization), try work.organizations.find("firm"),
                try work.organizations.find("江州示例大学"), try work.organizations.find("DW-2021-0001"),
                try work.organizations.find(externalID: "firm") as Any,
                try work.organizations.list(OrganizationFilter()),
                try work.auditLog.entries(AuditFilter()), try work.auditLog.verify(),
            ]
            for indicator in Indicator.allCases {
                seen.append(
                    try work.tallies.evidence(indicator, in: Period(year: 2021) ?? Period(day: .on(1, 1)))
                )
            }
            return String(describing: seen)
        }
        let filter = SuggestionFilter()
        seen += contents(of: try await desk.suggestions(forDemand: world.demand.id, filter))
        seen += contents(of: try await desk.suggestions(forAchievement: world.achievement.id, filter))
        seen += contents(of: try await desk.suggestion(world.demand.id, world.achievement.id))
        return seen
    }

    @Test func `a viewer meets no confidential word, number or address anywhere`() async throws {
        let market = try await TestMarket()
        let world = try await world(market)
        let seen = try await everything(world, at: market.desk(.viewer))
        #expect(seen.contains("张三") && seen.contains("提高锂电池电解液的高温性能"), "the public part is there")
        for secret in [Self.secret, "质子膜", Self.phone, Self.mail] {
            #expect(!seen.contains(secret), "\(secret) leaks")
        }
    }

    @Test(arguments: [Role.staff, .manager, .admin])
    func `everybody else reads all of it`(role: Role) async throws {
        let market = try await TestMarket()
        let world = try await world(market)
        let seen = try await everything(world, at: market.desk(role))
        for secret in [Self.secret, Self.phone, Self.mail] { #expect(seen.contains(secret)) }
    }

    @Test func `a viewer's suggestions have the same scores, with the words of public texts only`()
        async throws
    {
        let market = try await TestMarket()
        let world = try await world(market)
        let viewer = try await market.desk(.viewer)
        let staff = try await market.desk.suggestion(world.demand.id, world.achievement.id)
        let shown = try await viewer.suggestion(world.demand.id, world.achievement.id)
        #expect(shown.score == staff.score && shown.parts == staff.parts)
        #expect(staff.words.contains { $0.text.contains("阻燃") }, "\(staff.words)")
        #expect(
            !shown.words.contains { $0.text.contains("阻燃") },
            "the enterprise's problem says so, and nothing public"
        )
        #expect(shown.words.contains { $0.text.contains("电解液") })
        for word in shown.words {
            #expect(!word.demand.isEmpty && !word.achievement.isEmpty)
            for place in word.demand where place.part == "content" {
                let text = shown.demand.summary.utf16
                #expect(place.end <= text.count)
                let start = text.index(text.startIndex, offsetBy: place.start)
                let end = text.index(text.startIndex, offsetBy: place.end)
                #expect(String(text[start..<end])?.isEmpty == false)
            }
        }
    }

    @Test func `without a public summary every word of the text is confidential`() async throws {
        let market = try await TestMarket()
        let world = try await world(market)
        var content = world.demand.content
        content.summary = ""
        let changed = content
        _ = try await market.desk.change { try $0.demands.edit(world.demand.id, version: nil, changed) }
        let viewer = try await market.desk(.viewer)
        let found = try await viewer.suggestion(world.demand.id, world.achievement.id)
        #expect(found.words.flatMap(\.demand).allSatisfy { $0.part != "content" })
    }

    @Test func `an altered audit entry is named to a viewer without what it holds`() async throws {
        let market = try await TestMarket()
        _ = try await world(market)
        let login = try await market.desk(.viewer).user.login
        try market.tamper("demand.create", "demand.cheat.")
        let workspace = try await market.secondWorkspace()
        let text = String(describing: try await workspace.desk(login: login).health().audit)
        #expect(text.contains("altered") && !text.contains(Self.secret), "\(text)")
    }

    @Test func `what staff note of visits and talks is theirs alone, everywhere`() async throws {
        let market = try await TestMarket()
        let world = try await world(market)
        let word = "报价底线九折"
        let match = try await market.desk.change { work in
            var visit = Visit.Content(organization: world.demand.organization, on: .on(6, 2), kind: "visit")
            visit.externalID = "visit"
            (visit.summary, visit.result) = (word, word)
            _ = try work.visits.create(visit)
            let match = try work.matches.introduce(
                world.demand.id,
                world.achievement.id,
                owner: work.user.id,
                on: .on(6, 3),
                note: word
            )
            return try work.matches.followUp(
                match.id,
                on: .on(6, 4),
                kind: "phone",
                text: word,
                nextStep: word,
                nextOn: .on(6, 30)
            )
        }
        @Sendable func everything(_ work: Work) throws -> String {
            let year = Period(year: 2021) ?? Period(day: .on(1, 1))
            var seen: [Any] = [
                try work.visits.list(EventFilter()), try work.visits.items(EventFilter()),
                try work.visits.find("ZF-2021-0001"), try work.visits.find("visit"),
                try work.matches.get(match.id), try work.matches.find(match.code.description),
                try work.matches.find(code: match.code) as Any,
                try work.matches.find(world.demand.id, world.achievement.id) as Any,
                try work.matches.list(MatchFilter()), try work.matches.history(match.id),
                try work.matches.followUps(match.id), try work.agenda.matches(limit: 10),
            ]
            for indicator in Indicator.allCases {
                seen.append(try work.tallies.evidence(indicator, in: year))
            }
            return String(describing: seen)
        }
        #expect(try await market.desk(.staff).read(everything).contains(word))
        let viewer = try await market.desk(.viewer)
        let seen = try await viewer.read(everything)
        #expect(!seen.contains(word))
        #expect(seen.contains("ZF-2021-0001"), "that there was a visit may be known")
        let suggestion = try await viewer.suggestion(world.demand.id, world.achievement.id)
        #expect(!contents(of: suggestion).contains(word))
    }
}

/// All that a value holds, also behind references.
private func contents(of value: Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
}
