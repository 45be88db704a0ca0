import Domain
import Exchange
import Market
import Testing

/// The demonstration city is the reference case of the tally.
struct SeedCityTests {
    @Test func `the city's 2021 is the reference sheet`() async throws {
        let market = try await City.open()
        let tally = try await market.desk.read {
            try $0.tallies.tally(try Period(parsing: "2021", field: .period))
        }
        func line(_ indicator: Indicator) throws -> Tally.Line {
            try #require(tally.lines.first { $0.indicator == indicator })
        }
        #expect(try line(.activities).value == 24)
        #expect(try line(.enterprisesServed).value >= 480)
        #expect(try line(.demandsIntroduced).value >= 110)
        #expect(try line(.intentions).value == 40)
        #expect(try line(.contractsSigned).value == 22)
        #expect(try line(.contractValue).value == 6_230_000_000)
        #expect(try line(.enterprisesServed).target == 300)
        #expect(try line(.activities).target == 24)
        #expect(try line(.demandsIntroduced).target == 100)
        #expect(try line(.contractsSigned).target == 20)
        // 5,000 万元
        #expect(try line(.contractValue).target == 5_000_000_000)
    }

    @Test(arguments: [("2021Q2", 13, 6), ("2021", 36, 13), ("2021-12-31", 36, 13), ("2022Q2", 38, 11)])
    func `the offshore park has its members as of each day`(code: String, signed: Int64, negotiating: Int64)
        async throws
    {
        let market = try await City.open()
        let period = try Period(parsing: code, field: .period)
        let lines = try await market.desk.read {
            try $0.programmes.figures(of: try $0.programmes.find("离岸科创园"), in: period)
        }
        func line(_ figure: ProgrammeFigure) throws -> ProgrammeLine {
            try #require(lines.first { $0.figure == figure })
        }
        #expect(try line(.membersSigned).value == signed)
        #expect(try line(.membersNegotiating).value == negotiating)
        guard code == "2021" else { return }
        #expect(try line(.activities).value == 13)
        let kinds = try line(.membersSigned).kinds
        #expect(kinds.map(\.kind) == [.enterprise, .university, .institute, .intermediary])
        #expect(kinds.map(\.value) == [27, 4, 3, 2])
        // One of those that signed left again.
        #expect(try line(.newlySigned).value == 37)
    }

    @Test func `the city's sheets come out of the seed, with figures in their texts`() async throws {
        let market = try await City.open()
        let year = try #require(Period(year: 2021))
        try await market.desk.read { work in
            for sheet in try work.bureauSheets.list() {
                let filled = try work.bureauSheets.fill(sheet.name, year)
                #expect(!filled.rows.isEmpty && filled.faults.isEmpty, "\(sheet.name)")
                #expect(!filled.figures.isEmpty, "\(sheet.name)")
            }
        }
    }

    @Test func `the city loaded twice changes nothing`() async throws {
        let market = try await TestMarket(now: Instant(rawValue: 1_672_500_000_000))
        let first = try await SeedCity.load(at: market.desk)
        #expect(first.refused.map(\.error.message.zh) == [])
        #expect(first.createdCount == first.lines)
        let head = try await market.auditHead()
        let second = try await SeedCity.load(at: market.desk)
        #expect(second.sameCount == second.lines)
        #expect(second.createdCount + second.updatedCount == 0)
        #expect(try await market.auditHead() == head)
    }
}
