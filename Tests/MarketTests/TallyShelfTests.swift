import Domain
import Storage
import Testing

@testable import Market

/// The figures that pages keep.
struct TallyShelfTests {
    static let year = Period(year: 2021) ?? Period(day: .on(1, 1))

    private func visit(_ market: TestMarket, on day: Day) async throws {
        try await market.desk.change { work in
            var filter = OrganizationFilter()
            filter.kind = .enterprise
            let firm = try #require(try work.organizations.list(filter).first).id
            _ = try work.visits.create(Visit.Content(organization: firm, on: day, kind: "visit"))
        }
    }

    @Test func `only what was written to is counted again, and not where that takes too long`() async throws {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        let first = try await market.desk.read { work in
            var kept = TallyShelf.Kept()
            #expect(kept.sequence == nil)
            try kept.advance(Self.year, in: work.transaction, budget: .zero)
            #expect(try kept.tally(Self.year, at: work.now) == work.tallies.tally(Self.year))
            #expect(try kept.sequence == work.transaction.lastChange())
            return kept
        }
        try await visit(market, on: .on(9, 9))
        try await market.desk.read { work in
            let last = try work.transaction.lastChange()
            var kept = first
            try kept.advance(Self.year, in: work.transaction, budget: .zero)
            for (pass, part) in kept.parts {
                #expect(part.sequence == (pass == .services ? first.sequence : last), "\(pass)")
            }
            #expect(kept.sequence == first.sequence)
            let stale = kept.tally(Self.year, at: nil)
            #expect(stale.lines == first.tally(Self.year, at: nil).lines)
            try kept.advance(Self.year, in: work.transaction, budget: nil)
            #expect(try kept.tally(Self.year, at: work.now) == work.tallies.tally(Self.year))
            #expect(kept.tally(Self.year, at: nil).lines != stale.lines)
        }
    }

    @Test(arguments: ["2021", "2021Q3", "2021-09"])
    func `a page of a small market has the figures as they are, targets and months with them`(period: String)
        async throws
    {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        let span = try Period(parsing: period, field: .period)
        var opened = try await Workspace.open(path: market.path, for: .service, clock: { TestMarket.now })
        // Whatever else the machine does.
        opened.tallyShelf = TallyShelf(budget: .seconds(3600))
        let workspace = opened
        defer { try? workspace.close() }
        for day in 7...9 {
            try await visit(market, on: .on(9, day))
            try await market.desk.change { work in
                try work.targets.set(year: 2021, .services, value: Int64(day))
            }
            let page = try await workspace.pageTally(span)
            let tally = try await market.desk.read { try $0.tallies.tally(span) }
            #expect(page.tally == tally)
            // Again, from what is kept.
            #expect(try await workspace.pageTally(span).tally == tally)
            let months = try await market.desk.read { work in
                try span.year.map { try work.tallies.months(.contractValue, year: $0) } ?? []
            }
            #expect(page.months == months)
        }
    }

    @Test func `where counting takes long it is done beside the pages, and they follow`() async throws {
        let market = try await TestMarket()
        _ = try await market.signedPair()
        var opened = try await Workspace.open(path: market.path, for: .service, clock: { TestMarket.now })
        opened.tallyShelf = TallyShelf(budget: .zero)
        let workspace = opened
        defer { try? workspace.close() }
        let before = try await workspace.pageTally(Self.year).tally
        try await visit(market, on: .on(9, 9))
        let tally = try await market.desk.read { try $0.tallies.tally(Self.year) }
        #expect(before != tally)
        while try await workspace.pageTally(Self.year).tally != tally {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func `periods that were asked for long ago give way`() async throws {
        let shelf = TallyShelf()
        let years = (2000...2000 + TallyShelf.mostPeriods).compactMap { Period(year: $0) }
        for year in years { shelf.keep(TallyShelf.Kept(), of: year) }
        #expect(shelf.kept(years[0]) == nil)
        #expect(years.dropFirst().allSatisfy { shelf.kept($0) != nil })
    }
}
