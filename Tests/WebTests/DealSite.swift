import Domain
import Market
import Testing

@testable import Web

/// A market with something to deal in.
extension TestSite {
    /// A demand of an enterprise and achievements of a university, all taken on in January 2022.
    func dealSides(
        demand: String = "锂电池电解液高温产气抑制",
        achievements: [String] = ["阻燃型高电压电解液添加剂"]
    ) async throws -> (demand: Demand, achievements: [Achievement]) {
        try await desk().change { work in
            var firm = Organization.Content(name: "江州锐芯能源有限公司", kind: .enterprise)
            firm.aliases = ["锐芯"]
            firm.contact = Contact(name: "周经理", phone: PhoneNumber(rawValue: "13812345678"))
            let buyer = try work.organizations.create(firm)
            let seller = try work.organizations.create(.init(name: "江州示例大学", kind: .university))
            let day = Self.day(1, 10)
            var wanted = Demand.Content(organization: buyer.id, title: demand, receivedOn: day)
            wanted.budget = Money(fen: 120_000_000)
            let made = try work.demands.create(wanted)
            let offered = try achievements.map { title in
                try work.achievements.create(.init(organization: seller.id, title: title, receivedOn: day))
            }
            return (made, offered)
        }
    }

    /// A match at 意向 since March 2022.
    func dealAtIntention() async throws -> Match {
        let sides = try await dealSides()
        return try await desk().change { work in
            let match = try work.matches.introduce(
                sides.demand.id,
                sides.achievements[0].id,
                score: 78,
                on: Self.day(2, 1)
            )
            return try work.matches.advance(match.id, to: .intention, on: Self.day(3, 1))
        }
    }

    /// A match signed in June 2022 on a contract of 1,000,000.00 元, 800,000.00 of them technology.
    func signedDeal() async throws -> (match: Match, contract: Contract) {
        let match = try await dealAtIntention()
        return try await desk().change { work in
            let content = Contract.Content(
                title: "电解液添加剂技术开发",
                type: "development_commissioned",
                buyer: try work.demands.get(match.demand).organization,
                seller: try work.achievements.get(match.achievement).organization,
                total: Money(fen: 100_000_000),
                technology: Money(fen: 80_000_000),
                signedOn: Self.day(6, 1)
            )
            let contract = try work.contracts.sign(content, matches: [match.id])
            return (try work.matches.get(match.id), contract)
        }
    }

    /// A day of 2022.
    static func day(_ month: Int, _ day: Int) -> Day { Day(year: 2022, month: month, day: day) ?? .earliest }

    func match(_ code: RecordCode) async throws -> Match {
        try await desk().read { try $0.matches.find(code.description) }
    }

    func contract(_ code: RecordCode) async throws -> (contract: Contract, ledger: ContractLedger) {
        try await desk().read { work in
            let contract = try work.contracts.find(code.description)
            return (contract, try work.contracts.ledger(contract))
        }
    }
}

extension Answer {
    /// How often a text stands on the page.
    func count(of text: String) -> Int { body.ranges(of: text).count }
}
