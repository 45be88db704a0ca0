import Domain
import Foundation
import Market

/// A new market's file in a folder of its own, with a clock that stands still; gone when the test ends.
final class TestMarket: Sendable {
    let folder: String
    let workspace: Workspace
    let desk: Desk
    /// What the market's clock shows: noon in China on the last day of 2021.
    static let now = Instant(rawValue: 1_640_923_200_000)

    var path: String { folder + "/market.sqlite" }

    init() async throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent(
                "techmarket-test-\(UUID().uuidString)"
            ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        workspace = try await Workspace.create(path: folder + "/market.sqlite", clock: { TestMarket.now })
        desk = try await workspace.desk()
    }

    deinit {
        try? workspace.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A desk of a colleague with this role.
    func desk(_ role: Role) async throws -> Desk {
        let login = "colleague.\(role.rawValue)"
        _ = try await desk.change { try $0.users.create(login: login, name: "同事", role: role) }
        return try await workspace.desk(login: login)
    }

    /// A colleague's desk at another process's workspace on the same file.
    func secondWorkspace() async throws -> Workspace {
        try await Workspace.open(path: path, clock: { TestMarket.now })
    }

    /// Closes the market and overwrites a text in its file, wherever it stands, as somebody with an editor would.
    func tamper(_ old: String, _ new: String) throws {
        precondition(old.utf8.count == new.utf8.count, "only texts of one length keep the file readable")
        try workspace.close()
        let file = URL(fileURLWithPath: path)
        var bytes = try Data(contentsOf: file)
        while let place = bytes.range(of: Data(old.utf8)) {
            bytes.replaceSubrange(place, with: Data(new.utf8))
        }
        try bytes.write(to: file)
    }

    /// The number of the last write; the same before and after what must write nothing.
    func lastWrite() async throws -> Int64 {
        try await desk.read { work in
            try work.auditLog.entries(AuditFilter()).first?.sequence ?? 0
        }
    }

    /// All figures of a period.
    func figures(_ period: String = "2021") async throws -> [Indicator: Int64] {
        let period = try Period(parsing: period, field: .period)
        let tally = try await desk.read { try $0.tallies.tally(period) }
        return Dictionary(uniqueKeysWithValues: tally.lines.map { ($0.indicator, $0.value) })
    }

    /// A pair that has come to 签约 on the first of August on a contract of 1,000 fen, 800 of them technology.
    func signedPair() async throws -> (match: Match, contract: Contract) {
        let (demand, achievement) = try await pair()
        return try await desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            _ = try work.matches.advance(match.id, to: .intention, on: .on(7, 1))
            let contract = try work.contracts.sign(
                .example(demand.organization, achievement.organization),
                matches: [match.id]
            )
            return (try work.matches.get(match.id), contract)
        }
    }

    /// An enterprise, a university, and of each one record that the market took on in spring 2021.
    func pair() async throws -> (demand: Demand, achievement: Achievement) {
        try await desk.change { work in
            let firm = try work.organizations.create(
                Organization.Content(name: "江州示例电子有限公司", kind: .enterprise)
            )
            let school = try work.organizations.create(
                Organization.Content(name: "江州示例大学", kind: .university)
            )
            return (
                try work.demands.create(.example(firm.id)), try work.achievements.create(.example(school.id))
            )
        }
    }
}

extension Day {
    /// A day of 2021.
    static func on(_ month: Int, _ day: Int) -> Day { Day(year: 2021, month: month, day: day) ?? .earliest }
}

extension ContractContent {
    static func example(_ buyer: Organization.ID, _ seller: Organization.ID) -> Contract.Content {
        Contract.Content(
            title: "电解液添加剂技术开发",
            type: "development_commissioned",
            buyer: buyer,
            seller: seller,
            total: Money(fen: 1000),
            technology: Money(fen: 800),
            signedOn: .on(8, 1)
        )
    }
}

extension PaymentContent {
    static func example(_ contract: Contract.ID, _ fen: Int64, on day: Day = .on(9, 1)) -> Payment.Content {
        Payment.Content(contract: contract, kind: .receipt, amount: Money(fen: fen), on: day)
    }
}

extension DemandContent {
    static func example(_ organization: Organization.ID) -> Demand.Content {
        var content = Demand.Content(organization: organization, title: "锂电池电解液高温产气抑制", receivedOn: .on(5, 6))
        content.problem = "高电压下循环后产气明显，60℃存储膨胀率超过5%。"
        content.keywords = ["电解液", "锂电池"]
        content.budget = Money(fen: 120_000_000)
        return content
    }
}

extension AchievementContent {
    static func example(_ organization: Organization.ID) -> Achievement.Content {
        var content = Achievement.Content(
            organization: organization,
            title: "阻燃型高电压锂电池电解液添加剂",
            receivedOn: .on(5, 1)
        )
        content.keywords = ["电解液", "添加剂"]
        content.price = Money(fen: 80_000_000)
        return content
    }
}

/// The code of the `AppError` that `body` throws; nil if it throws none.
func refusal(_ body: () async throws -> Void) async throws -> String? {
    do {
        try await body()
        return nil
    } catch let error as AppError {
        return error.code
    }
}
