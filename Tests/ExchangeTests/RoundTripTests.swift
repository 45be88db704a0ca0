import Domain
import Exchange
import Market
import Testing

/// What one market exports, another takes in, and it is the same market.
struct RoundTripTests {
    @Test func `the city exported and imported elsewhere is the same city`() async throws {
        let (city, lines) = (try await City.open(), try await City.lines())
        let other = try await TestMarket(now: Instant(rawValue: 1_672_500_000_000))
        let report = try await other.load(lines)
        #expect(report.refused.map(\.error.message.zh) == [])
        #expect(try await other.export() == lines)
        #expect(try await City.tallies(of: other) == City.tallies(of: city))
        // And a market's own export changes nothing in it.
        let head = try await other.auditHead()
        #expect(try await other.load(lines).sameCount == lines.count)
        #expect(try await other.auditHead() == head)
    }

    @Test(arguments: [1, 2])
    func `lines in any order give the same market`(seed: UInt64) async throws {
        var random = Shuffle(state: seed)
        let (city, lines) = (try await City.open(), try await City.lines())
        let other = try await TestMarket(now: Instant(rawValue: 1_672_500_000_000))
        let report = try await other.load(lines.shuffled(using: &random))
        #expect(report.refused.map(\.error.message.zh) == [])
        #expect(try await other.export().sorted() == lines.sorted())
        #expect(try await City.tallies(of: other) == City.tallies(of: city))
    }

    @Test func `an export carries every key of every record`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let lines = try await market.export()
        #expect(lines.count == Lines.all.count)
        for line in Lines.all {
            let (json, type) = try Self.parts(line)
            let same = try lines.map(Self.parts).filter { $0.1 == type }.map(\.0)
            // Each key and value of the line stands in one exported record, in the export's form of it.
            let written = try #require(same.first { Self.isSame($0, json) }, "\(line.prefix(80))\n\(same)")
            for member in json where !["organization", "seller", "host", "co_hosts"].contains(member.key) {
                guard member.key != "changes", member.key != "moves" else { continue }
                #expect(written[member.key] == member.value)
            }
        }
        let other = try await TestMarket.holding(lines)
        #expect(try await other.export() == lines)
    }

    @Test func `what was put away comes back put away, with all that refers to it`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        try await market.desk.change { work in
            try work.matches.archive(try work.matches.find("DJ-2021-0001").id, version: nil, as: .done)
            _ = try work.demands.move(try work.demands.find("XQ-2021-0001").id, to: .closed, on: .on(9, 1))
            try work.demands.archive(try work.demands.find("XQ-2021-0001").id, version: nil, as: .done)
            try work.achievements.archive(
                try work.achievements.find("CG-2021-0001").id,
                version: nil,
                as: .done
            )
            try work.organizations.archive(
                try work.organizations.find("DW-2021-0001").id,
                version: nil,
                as: .done
            )
            try work.contracts.archive(try work.contracts.find("HT-2021-0001").id, version: nil, as: .done)
            try work.payments.archive(try work.payments.find("DZ-2021-0001"), version: nil, as: .done)
            try work.activities.archive(try work.activities.find("HD-2021-0001").id, version: nil, as: .done)
            try work.programmes.archive(try work.programmes.find("离岸科创园").id, version: nil, as: .done)
            try work.visits.archive(try work.visits.find("ZF-2021-0001"), version: nil, as: .done)
        }
        let lines = try await market.export()
        #expect(lines.filter { $0.contains(#""archived":true"#) }.count == 9)
        let other = try await TestMarket(now: TestMarket.now)
        #expect(try await other.load(lines).refused.map(\.error.message.zh) == [])
        #expect(try await Self.withoutVersions(other.export()) == Self.withoutVersions(lines))
        #expect(try await other.load(lines).sameCount == lines.count)
    }

    @Test func `archived false takes a record out again`() async throws {
        let market = try await TestMarket.holding([Lines.school])
        try await market.desk.change {
            try $0.organizations.archive(
                try $0.organizations.find("DW-2021-0002").id,
                version: nil,
                as: .done
            )
        }
        let line =
            #"{"type":"organization","code":"DW-2021-0002","name":"江州示例大学","kind":"university","archived":false}"#
        #expect(try await market.load([line]).updatedCount == 1)
        #expect(try await market.json(.organization, "DW-2021-0002")["archived"] == nil)
    }

    @Test func `merged organizations come back merged, even of one name and in any order`() async throws {
        let market = try await TestMarket.holding([Lines.firm, Lines.school])
        try await market.desk.change { work in
            let firm = try work.organizations.find("DW-2021-0001")
            let twin = try work.organizations.create(
                Organization.Content(name: "江州示例电子公司", kind: .enterprise)
            )
            let third = try work.organizations.create(Organization.Content(name: "江州电子厂", kind: .enterprise))
            try work.organizations.merge(twin.id, into: firm.id, note: "重复")
            try work.organizations.merge(third.id, into: firm.id, note: "重复")
            // The one that stays gets the name that the other has.
            var content = firm.content
            content.name = "江州示例电子公司"
            _ = try work.organizations.edit(firm.id, version: nil, content)
        }
        let lines = try await market.export()
        #expect(lines.filter { $0.contains("merged_into") }.count == 2)
        for order in [lines, lines.reversed()] {
            let other = try await TestMarket(now: TestMarket.now)
            #expect(try await other.load(order).refused.map(\.error.message.zh) == [])
            #expect(
                try await Self.withoutVersions(other.export()).sorted()
                    == Self.withoutVersions(lines).sorted()
            )
            #expect(try await other.load(order).sameCount == lines.count)
        }
    }

    @Test func `a merged organization may be written before or under the one it was merged into`()
        async throws
    {
        let lines = [
            #"{"type":"organization","code":"DW-2021-0003","name":"丙","kind":"enterprise","merged_into":"DW-2021-0002"}"#,
            #"{"type":"organization","code":"DW-2021-0002","name":"乙","kind":"enterprise","merged_into":"DW-2021-0001"}"#,
            #"{"type":"organization","code":"DW-2021-0001","name":"甲","kind":"enterprise"}"#,
        ]
        let market = try await TestMarket.holding(lines)
        #expect(try await market.json(.organization, "DW-2021-0003")["merged_into"] == "DW-2021-0001")
    }

    @Test func `members that were merged after they joined come back, and count once`() async throws {
        let market = try await TestMarket.holding([Lines.user, Lines.firm, Lines.school, Lines.programme])
        try await market.desk.change { work in
            let school = try work.organizations.find("DW-2021-0002")
            try work.organizations.merge(
                school.id,
                into: try work.organizations.find("DW-2021-0001").id,
                note: ""
            )
        }
        let lines = try await market.export()
        let other = try await TestMarket(now: TestMarket.now)
        #expect(try await other.load(lines).refused.map(\.error.message.zh) == [])
        #expect(try await Self.withoutVersions(other.export()) == Self.withoutVersions(lines))
        #expect(try await other.load(lines).sameCount == lines.count)
    }

    @Test func `a merge that contradicts the market is refused`() async throws {
        let market = try await TestMarket.holding([
            Lines.firm, Lines.school,
            #"{"type":"organization","code":"DW-2021-0003","name":"丙","kind":"enterprise","merged_into":"DW-2021-0001"}"#,
        ])
        let report = try await market.load([
            #"{"type":"organization","code":"DW-2021-0003","name":"丙","kind":"enterprise","merged_into":"DW-2021-0002"}"#
        ])
        #expect(report.refusals == [1: "history_differs"])
    }

    static func withoutVersions(_ lines: [String]) throws -> [String] {
        try lines.map { line in
            var members = try #require(try JSON.reading(line.utf8).asObject)
            members["version"] = nil
            return JSON.object(members).text
        }
    }

    private static func parts(_ line: String) throws -> (JSON.Members, String) {
        let members = try #require(try JSON.reading(line.utf8).asObject)
        return (members, try #require(members["type"]?.asString))
    }

    private static func isSame(_ one: JSON.Members, _ other: JSON.Members) -> Bool {
        ["code", "login", "indicator"].allSatisfy { one[$0] == other[$0] }
    }
}

/// The same order in every run.
struct Shuffle: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
