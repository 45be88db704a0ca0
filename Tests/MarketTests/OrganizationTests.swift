import Domain
import Market
import Testing

struct OrganizationTests {
    /// Two valid credit codes.
    static let (codeA, codeB) = ("91350100M000100Y43", "914403001922038216")

    func content(
        _ name: String,
        _ code: String? = nil,
        kind: Organization.Kind = .enterprise,
        aliases: [String] = []
    ) throws -> Organization.Content {
        var content = Organization.Content(name: name, kind: kind)
        content.creditCode = try code.map { try CreditCode(parsing: $0, field: .creditCode) }
        content.aliases = aliases
        return content
    }

    func make(
        _ market: TestMarket,
        _ name: String,
        _ code: String? = nil,
        aliases: [String] = []
    ) async throws -> Organization {
        let content = try content(name, code, aliases: aliases)
        return try await market.desk.change { try $0.organizations.create(content) }
    }

    // MARK: Duplicates

    @Test func `a credit code belongs to one organization, whose record is named`() async throws {
        let market = try await TestMarket()
        let first = try await make(market, "甲公司", Self.codeA)
        let (same, other) = (try content("乙公司", Self.codeA), try await make(market, "丙公司", Self.codeB))
        do {
            _ = try await market.desk.change { try $0.organizations.create(same) }
            Issue.record("the second was accepted")
        } catch let error as AppError {
            #expect(error.code == "credit_code_taken" && error.field == .creditCode)
            #expect(error.message.zh.contains(first.code.description) && error.message.zh.contains("甲公司"))
        }
        let edit = try content("丙公司", Self.codeA)
        let code = try await refusal {
            _ = try await market.desk.change { try $0.organizations.edit(other.id, version: nil, edit) }
        }
        #expect(code == "credit_code_taken")
    }

    @Test func `unknown credit codes do not equal each other`() async throws {
        let market = try await TestMarket()
        _ = try await make(market, "甲公司")
        _ = try await make(market, "乙公司")
    }

    @Test(
        arguments: [
            (nil, nil, "name_taken"), (codeA, nil, "name_taken"), (nil, codeB, "name_taken"),
            (codeA, codeB, nil),
        ] as [(String?, String?, String?)]
    )
    func `two of one name are two only with two credit codes`(
        first: String?,
        second: String?,
        expected: String?
    ) async throws {
        let market = try await TestMarket()
        _ = try await make(market, "江州 示例（集团）公司", first)
        let again = try content("江州示例(集团)公司", second)
        let code = try await refusal {
            _ = try await market.desk.change { try $0.organizations.create(again) }
        }
        #expect(code == expected)
    }

    @Test func `an external id belongs to one organization`() async throws {
        let market = try await TestMarket()
        var first = try content("甲公司")
        first.externalID = "X-1"
        var second = try content("乙公司")
        second.externalID = "X-1"
        let (one, two) = (first, second)
        _ = try await market.desk.change { try $0.organizations.create(one) }
        let code = try await refusal { _ = try await market.desk.change { try $0.organizations.create(two) } }
        #expect(code == "external_id_taken")
    }

    // MARK: Finding

    @Test(arguments: ["DW-2021-0001", "dw-2021-0001", "９１３５０１００Ｍ０００１００Ｙ４３", "甲公司", " 甲 公司 ", "老甲", "EXT 1"])
    func `an organization is found by code, credit code, external id, name and alias`(reference: String)
        async throws
    {
        let market = try await TestMarket()
        var made = try content("甲公司", Self.codeA, aliases: ["老甲"])
        made.externalID = "EXT 1"
        let content = made
        let organization = try await market.desk.change { try $0.organizations.create(content) }
        #expect(try await market.desk.read { try $0.organizations.find(reference).id } == organization.id)
    }

    @Test func `an alias that was taken away finds nothing more`() async throws {
        let market = try await TestMarket()
        let made = try await make(market, "甲公司", aliases: ["老甲"])
        let edit = try content("甲公司", aliases: ["甲"])
        _ = try await market.desk.change { try $0.organizations.edit(made.id, version: nil, edit) }
        #expect(try await market.desk.read { try $0.organizations.find("甲").id } == made.id)
        #expect(
            try await refusal { _ = try await market.desk.read { try $0.organizations.find("老甲") } }
                == "not_found"
        )
    }

    @Test func `a name that several have is ambiguous, and the codes are named`() async throws {
        let market = try await TestMarket()
        let first = try await make(market, "甲公司", aliases: ["示例"])
        let second = try await make(market, "乙公司", aliases: ["示例"])
        do {
            _ = try await market.desk.read { try $0.organizations.find("示例") }
            Issue.record("one of two was chosen")
        } catch let error as AppError {
            #expect(error.code == "ambiguous" && error.kind == .conflict)
            #expect(error.message.zh.contains(first.code.description))
            #expect(error.message.zh.contains(second.code.description))
        }
    }

    @Test func `part of a name is found in lists, in either case, with any characters`() async throws {
        let market = try await TestMarket()
        _ = try await make(market, "江州ABC_100%公司")
        _ = try await make(market, "江州ABCX1000公司")
        for (text, count) in [
            ("abc", 2), ("ABC_100%", 1), ("_", 1), ("%", 1), ("\\", 0), ("江州", 2), ("'", 0),
        ] {
            var filter = OrganizationFilter()
            filter.text = text
            let wanted = filter
            let (found, total) = try await market.desk.read { work in
                (try work.organizations.list(wanted).count, try work.organizations.count(wanted))
            }
            #expect(found == count && total == Int64(count), "“\(text)”")
        }
    }

    // MARK: Merging

    @Test func `merged organizations count as one, and both records stay`() async throws {
        let market = try await TestMarket()
        let (old, kept) = (try await make(market, "旧名公司"), try await make(market, "新名公司", Self.codeA))
        try await market.desk.change { work in
            for organization in [old.id, kept.id] {
                _ = try work.visits.create(
                    Visit.Content(organization: organization, on: .on(6, 1), kind: "visit")
                )
            }
        }
        #expect(try await market.figures()[.enterprisesServed] == 2)
        try await market.desk.change { try $0.organizations.merge(old.id, into: kept.id, note: "更名") }
        let figures = try await market.figures()
        #expect(figures[.enterprisesServed] == 1)
        #expect(figures[.services] == 2)
        try await market.desk.read { work throws in
            #expect(try work.organizations.get(old.id).rootID == kept.id)
            #expect(try work.organizations.find("旧名公司").id == kept.id)
            #expect(try work.organizations.list(OrganizationFilter()).map(\.id) == [kept.id])
            var filter = EventFilter()
            filter.organization = kept.id
            #expect(try work.visits.list(filter).count == 2)
            var entries = AuditFilter()
            entries.action = "organization.merge"
            #expect(
                try work.auditLog.entries(entries).map(\.entity) == ["organization_merge", "organization"]
            )
        }
    }

    @Test func `merging a merged one brings all that it stands for along`() async throws {
        let market = try await TestMarket()
        let (a, b, c) = (
            try await make(market, "甲公司"), try await make(market, "乙公司"), try await make(market, "丙公司")
        )
        try await market.desk.change { work in
            try work.organizations.merge(a.id, into: b.id, note: "")
            try work.organizations.merge(a.id, into: c.id, note: "")
        }
        let roots = try await market.desk.read { work in
            try [a, b, c].map { try work.organizations.get($0.id).rootID }
        }
        #expect(roots == [c.id, c.id, c.id])
        for (one, other) in [(a, b), (b, a), (c, a), (c, c)] {
            let code = try await refusal {
                try await market.desk.change { try $0.organizations.merge(one.id, into: other.id, note: "") }
            }
            #expect(code == "already_merged")
        }
    }

    @Test func `organizations of different credit codes are not merged, however they are joined`()
        async throws
    {
        let market = try await TestMarket()
        let (a, b) = (try await make(market, "甲公司", Self.codeA), try await make(market, "乙公司", Self.codeB))
        let (plainA, plainB) = (try await make(market, "甲旧名"), try await make(market, "乙旧名"))
        func merge(_ one: Organization, _ other: Organization) async throws -> String? {
            try await refusal {
                try await market.desk.change { try $0.organizations.merge(one.id, into: other.id, note: "") }
            }
        }
        #expect(try await merge(a, b) == "credit_codes_differ")
        // A record without a code now stands for each of them.
        #expect(try await merge(a, plainA) == nil)
        #expect(try await merge(plainB, b) == nil)
        #expect(try await merge(plainA, b) == "credit_codes_differ")
        #expect(try await merge(plainA, plainB) == "credit_codes_differ")
        #expect(try await merge(plainB, plainA) == "credit_codes_differ")
    }

    @Test func `the credit code of a merged organization leads to the one that stands for it`() async throws {
        let market = try await TestMarket()
        let (coded, kept) = (try await make(market, "甲公司", Self.codeA), try await make(market, "乙公司"))
        try await market.desk.change { try $0.organizations.merge(coded.id, into: kept.id, note: "") }
        #expect(try await market.desk.read { try $0.organizations.find(Self.codeA).id } == kept.id)
        let again = try content("丙公司", Self.codeA)
        let code = try await refusal {
            _ = try await market.desk.change { try $0.organizations.create(again) }
        }
        #expect(code == "credit_code_taken")
        // The one that stands for it may take the code over.
        let taken = try content("乙公司", Self.codeA)
        _ = try await market.desk.change { try $0.organizations.edit(kept.id, version: nil, taken) }
        #expect(try await market.desk.read { try $0.organizations.find(Self.codeA).id } == kept.id)
    }

    // MARK: Archiving

    @Test func `what is done with still counts, what was a mistake never does`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        #expect(try await market.figures()[.demandsCollected] == 1)
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .done) }
        #expect(try await market.figures()[.demandsCollected] == 1)
        #expect(try await market.desk.read { try $0.demands.list(RecordFilter()).isEmpty })
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .mistake) }
        #expect(try await market.figures()[.demandsCollected] == 0)
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .undone) }
        #expect(try await market.figures()[.demandsCollected] == 1)
        #expect(try await market.desk.read { try $0.demands.list(RecordFilter()).count } == 1)
    }

    @Test func `an organization that records rest on is no mistake, and none rest on a mistake`() async throws
    {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let firm = demand.organization
        func archive(_ archiving: Archiving) async throws -> String? {
            try await refusal {
                try await market.desk.change {
                    try $0.organizations.archive(firm, version: nil, as: archiving)
                }
            }
        }
        #expect(try await archive(.mistake) == "in_use")
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .mistake) }
        #expect(try await archive(.mistake) == nil)
        let activity = try await market.desk.change { work in
            try work.activities.create(
                Activity.Content(title: "会", kind: "training", on: .on(6, 1), state: .held)
            )
        }
        let uses: [@Sendable (Work) throws -> Void] = [
            { _ = try $0.demands.create(.example(firm)) },
            { _ = try $0.achievements.create(.example(firm)) },
            { _ = try $0.visits.create(Visit.Content(organization: firm, on: .on(6, 1), kind: "visit")) },
            { _ = try $0.contracts.create(.example(firm, achievement.organization)) },
            { _ = try $0.contracts.create(.example(achievement.organization, firm)) },
            { _ = try $0.activities.attend(activity.id, firm) },
            { try $0.demands.archive(demand.id, version: nil, as: .undone) },
        ]
        for use in uses {
            #expect(try await refusal { try await market.desk.change(use) } == "entered_by_mistake")
        }
        #expect(try await archive(.undone) == nil)
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .undone) }
    }

    @Test func `a mistake is not taken back once another has its name or credit code`() async throws {
        let market = try await TestMarket()
        let first = try await make(market, "甲公司", Self.codeA)
        try await market.desk.change { try $0.organizations.archive(first.id, version: nil, as: .mistake) }
        #expect(
            try await refusal { _ = try await market.desk.read { try $0.organizations.find("甲公司") } }
                == "not_found"
        )
        _ = try await make(market, "甲公司（新）", Self.codeA)
        let code = try await refusal {
            try await market.desk.change { try $0.organizations.archive(first.id, version: nil, as: .undone) }
        }
        #expect(code == "credit_code_taken")
    }

    @Test func `what is archived is not edited`() async throws {
        let market = try await TestMarket()
        let made = try await make(market, "甲公司")
        try await market.desk.change { try $0.organizations.archive(made.id, version: nil, as: .done) }
        let edit = try content("乙公司")
        let code = try await refusal {
            _ = try await market.desk.change { try $0.organizations.edit(made.id, version: nil, edit) }
        }
        #expect(code == "archived")
    }
}
