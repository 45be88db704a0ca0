import Domain
import Testing

@testable import Storage

/// Figures from as few passes as there can be.
struct FigurePassTests {
    static let year = Period(year: 2021) ?? Period(day: .earliest)

    @Test func `every indicator comes from one pass`() {
        let given = FigurePass.allCases.flatMap(\.indicators)
        #expect(given.count == Indicator.allCases.count && Set(given) == Set(Indicator.allCases))
    }

    @Test(arguments: FigurePass.allCases)
    func `a pass knows the tables that its figures rest on`(pass: FigurePass) {
        let named = pass.query(Self.year).sql.matches(of: /(?:FROM|JOIN)\s+([a-z_]+)/).map { String($0.1) }
        #expect(!named.isEmpty && Set(named) == pass.tables)
    }

    @Test(arguments: FigurePass.allCases)
    func `a printed statement runs in the engine's own shell`(pass: FigurePass) async throws {
        let test = try TestStore()
        let statement = pass.statement(Self.year)
        #expect(!statement.contains("?"))
        let row = try await test.store.read { transaction in
            try transaction.all(statement) { row in pass.indicators.indices.map { row.integer($0) } }
        }
        #expect(row == [pass.indicators.map { _ in 0 }])
    }
}
