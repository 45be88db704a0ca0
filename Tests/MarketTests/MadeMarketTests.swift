import Domain
import Foundation
import Market
import Testing

/// The market that benches measure with, at a small size.
struct MadeMarketTests {
    static let size = MadeMarket.Size(demands: 300, achievements: 500, matches: 400, contracts: 150)
    static let until = Day.on(12, 31)
    static let year = Period(year: 2021) ?? Period(day: until)

    /// A made-up market's file in a folder of its own.
    final class Made: Sendable {
        let folder: String
        let head: String
        var path: String { folder + "/made.sqlite" }

        init(_ size: MadeMarket.Size = size, seed: UInt64 = 1) async throws {
            folder =
                FileManager.default.temporaryDirectory.appendingPathComponent(
                    "techmarket-made-\(UUID().uuidString)"
                ).path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            head = try await MadeMarket.make(path: folder + "/made.sqlite", size, seed: seed, until: until)
                .head
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func open() async throws -> Workspace {
            try await Workspace.open(path: path, clock: { TestMarket.now })
        }
    }

    @Test func `it has the records asked for, a whole audit chain and believable histories`() async throws {
        let made = try await Made()
        let workspace = try await made.open()
        defer { try? workspace.close() }
        let desk = try await workspace.desk(login: MadeMarket.login)
        try await desk.read { work in
            var every = RecordFilter()
            every.includesArchived = true
            #expect(try work.demands.count(every) == 300)
            #expect(try work.achievements.count(every) == 500)
            #expect(try work.matches.count(MatchFilter()) == 400)
            #expect(try work.contracts.count(ContractFilter()) == 150)
            guard case .intact(_, made.head) = try work.auditLog.verify() else {
                Issue.record("the chain is not the one that was made")
                return
            }
            let both = try Period(parsing: "2020-01-01..2021-12-31", field: .period)
            for indicator in Indicator.allCases {
                #expect(try work.tallies.figure(indicator, in: both) > 0, "\(indicator)")
            }
            let kinds = Set(try work.tallies.evidence(.contractValue, in: both).map(\.kind))
            #expect(kinds == ["contract", "amendment"])
            #expect(Set(try work.tallies.evidence(.payments, in: both).map(\.kind)) == ["receipt", "refund"])
            #expect(try work.targets.list(year: 2021).count == 5)
            let signed = try work.tallies.figure(.contractsSigned, in: both)
            #expect(signed < 150, "some were cancelled")
        }
    }

    @Test func `the same seed, sizes and last day make the same chain, another seed another one`()
        async throws
    {
        let small = MadeMarket.Size(demands: 20, achievements: 20, matches: 10, contracts: 5)
        let (one, again) = (try await Made(small), try await Made(small))
        let other = try await Made(small, seed: 2)
        #expect(one.head == again.head)
        #expect(one.head != other.head)
    }

    @Test(arguments: [
        MadeMarket.Size(demands: 10, achievements: 4, matches: 11, contracts: 0),
        MadeMarket.Size(demands: 10, achievements: 10, matches: 4, contracts: 5),
    ])
    func `sizes that do not go together are refused, and no file is left`(size: MadeMarket.Size) async throws
    {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        do {
            _ = try await MadeMarket.make(path: path, size, until: Self.until)
            Issue.record("it was made")
        } catch let error as AppError { #expect(error.code == "size_out_of_range") }
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(!FileManager.default.fileExists(atPath: path + ".part"))
    }

    @Test func `a market of no records can be made, a file that is there is left alone`() async throws {
        let made = try await Made(MadeMarket.Size(demands: 0, achievements: 0))
        await #expect(throws: AppError.self) {
            _ = try await MadeMarket.make(path: made.path, Self.size, until: Self.until)
        }
        let workspace = try await made.open()
        defer { try? workspace.close() }
        let desk = try await workspace.desk(login: MadeMarket.login)
        #expect(try await desk.read { try $0.demands.count(RecordFilter()) } == 0)
    }

    /// What holds the two forms of a query together: people open the rows, the figure is counted without their names.
    @Test(arguments: ["2021", "2020", "2021Q2", "2021-05", "2021-06-16", "2019-01-01..2021-12-31"])
    func `figures are the count over the rows that people see, mistakes and merges and all`(period: String)
        async throws
    {
        let made = try await Made()
        let workspace = try await made.open()
        defer { try? workspace.close() }
        let desk = try await workspace.desk(login: MadeMarket.login)
        try await desk.change { work in
            // Mistakes of every kind, which the course of a made-up market has none of.
            for demand in try work.demands.list(RecordFilter()) where demand.state == .accepted {
                try? work.attempt { try work.demands.archive(demand.id, version: nil, as: .mistake) }
            }
            for achievement in try work.achievements.list(RecordFilter())
            where achievement.state != .published {
                try? work.attempt {
                    try work.achievements.archive(achievement.id, version: nil, as: .mistake)
                }
            }
            var matches = MatchFilter()
            matches.page = Page(limit: 20)
            for match in try work.matches.list(matches) {
                try? work.attempt { try work.matches.archive(match.id, version: nil, as: .mistake) }
            }
        }
        let span = try Period(parsing: period, field: .period)
        try await desk.read { work in
            let tally = try work.tallies.tally(span)
            for line in tally.lines {
                let rows = try work.tallies.evidence(line.indicator, in: span)
                let value =
                    line.indicator.measure == .sum
                    ? rows.reduce(0) { $0 + ($1.amount ?? 0) } : Int64(Set(rows.map(\.key)).count)
                #expect(line.value == value, "\(line.indicator) \(period)")
                #expect(try work.tallies.evidenceCount(line.indicator, in: span) == Int64(rows.count))
                #expect(try work.tallies.figure(line.indicator, in: span) == value)
            }
        }
    }
}
