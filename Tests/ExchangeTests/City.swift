import Domain
import Exchange
import Market

/// The demonstration city, loaded once for all tests that only look at it.
enum City {
    private static let market = Task {
        let market = try await TestMarket(now: Instant(rawValue: 1_672_500_000_000))
        _ = try await SeedCity.load(at: market.desk)
        return (market, try await market.export())
    }

    static func open() async throws -> TestMarket { try await market.value.0 }

    /// What it exports.
    static func lines() async throws -> [String] { try await market.value.1 }

    /// All figures of some years, quarters and months.
    static func tallies(of market: TestMarket) async throws -> [[Tally.Line]] {
        let periods = [
            "2020", "2021", "2022", "2021Q2", "2021Q3", "2021Q4", "2021-05", "2021-06", "2021-12", "2022-01",
        ]
        return try await market.desk.read { work in
            try periods.map { try work.tallies.tally(try Period(parsing: $0, field: .period)).lines }
        }
    }
}

extension TestMarket {
    /// A market of its own with what a file says.
    static func holding(_ lines: [String]) async throws -> TestMarket {
        let market = try await TestMarket(now: Instant(rawValue: 1_672_500_000_000))
        _ = try await market.load(lines)
        return market
    }
}
