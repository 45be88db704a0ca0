import Domain
import Foundation
import Matching
import Storage
import Synchronization
import Testing

@testable import Market

/// The search indexes in files beside the market's, as the matching index is.
struct SearchFileTests {
    private static func live(
        _ workspace: Workspace,
        keptFrom: Int = 0,
        notice: @escaping @Sendable (Phrase) -> Void = { _ in }
    ) -> LiveSearch {
        LiveSearch(
            .achievement,
            store: workspace.store,
            policy: LiveSearch.Policy(keptFrom: keptFrom),
            notice: notice
        )
    }

    private static func more(_ market: TestMarket, _ owner: Organization.ID, _ count: Int) async throws {
        try await market.desk.change { work in
            for number in 0..<count {
                var content = Achievement.Content.example(owner)
                content.title = "第\(number)号电解液添加剂PLC控制"
                _ = try work.achievements.create(content)
            }
        }
    }

    /// A market with forty achievements and the file of their search index.
    private static func market() async throws -> (market: TestMarket, owner: Organization.ID, file: URL) {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        try await more(market, achievement.organization, 39)
        #expect(try await origin(live(market.workspace)) == .read(.file(.missing)))
        let file = URL(fileURLWithPath: market.path + ".achievements.index")
        #expect(FileManager.default.fileExists(atPath: file.path))
        return (market, achievement.organization, file)
    }

    private static func origin(_ live: LiveSearch) async throws -> IndexStatus.Origin? {
        try await live.prepare(patience: nil)
        return live.status?.origin
    }

    private static func answers(_ live: LiveSearch, _ market: TestMarket) async throws -> [SearchAnswer] {
        try await live.prepare(patience: nil)
        let found = try await market.workspace.store.read { try live.current(in: $0) }
        let index = try #require(found)
        return ["", "电解液添加剂", "plc 控制", "3", "第3号", "湖北", "没有"].map {
            index.search(
                SearchRequest(SearchQuery($0), filter: SearchFilter(archive: .included), limit: .max)
            )
        }
    }

    @Test func `the file is loaded and what came later is followed`() async throws {
        let (market, owner, _) = try await Self.market()
        let written = try IndexFile(besides: market.path, .achievementSearch).opened().header.sequence
        let loaded = Self.live(market.workspace)
        #expect(try await Self.origin(loaded) == .file(sequence: written))
        try await Self.more(market, owner, 2)
        let fresh = Self.live(market.workspace, keptFrom: .max)
        IndexFile(besides: market.path, .achievementSearch).remove()
        #expect(try await Self.origin(fresh) == .read(.file(.missing)))
        let answers = try await Self.answers(loaded, market)
        #expect(answers == (try await Self.answers(fresh, market)))
        #expect(answers[0].total == 42)
    }

    @Test func `wherever a byte is changed the index is made anew and answers right`() async throws {
        let (market, _, file) = try await Self.market()
        let expected = try await Self.answers(Self.live(market.workspace), market)
        let whole = try Data(contentsOf: file)
        let header = try IndexFile(besides: market.path, .achievementSearch).opened().header
        #expect(header.sections.count > 20)
        let start = whole.count - header.sections.reduce(0) { max($0, ($1.offset + $1.size + 63) / 64 * 64) }
        var places = [0, 9, 17, 24, start / 2]
        for section in header.sections where section.size > 0 {
            places += [start + section.offset, start + section.offset + section.size - 1]
        }
        for place in places {
            var bytes = whole
            bytes[place] ^= 4
            try bytes.write(to: file)
            let live = Self.live(market.workspace, keptFrom: .max)
            guard case .read(.file(.damaged)) = try await Self.origin(live) else {
                Issue.record("byte \(place): \(String(describing: live.status))")
                continue
            }
            #expect(try await Self.answers(live, market) == expected)
        }
        try whole.prefix(whole.count / 2).write(to: file)
        if case .read(.file(.damaged)) = try await Self.origin(Self.live(market.workspace, keptFrom: .max)) {
        } else {
            Issue.record("half a file")
        }
    }

    @Test func `a file of another layout, market or history is not used`() async throws {
        let (market, _, _) = try await Self.market()
        let file = IndexFile(besides: market.path, .achievementSearch)
        let right = try file.opened().header
        let packed = try #require(TextIndex().packed)
        let cases: [(IndexFileProblem, (inout IndexFile.Header) -> Void)] = [
            (.otherFormat, { $0.format += 1 }), (.otherFormat, { $0.recipe = "0" }),
            (.otherMarket, { $0.market = $0.head }), (.newerThanMarket, { $0.sequence += 1 }),
            (.otherHistory, { $0.sequence -= 1 }), (.otherHistory, { $0.head = $0.market }),
        ]
        for (problem, change) in cases {
            var header = right
            header.sections = []
            change(&header)
            try file.write(packed, header)
            let live = Self.live(market.workspace, keptFrom: .max)
            #expect(try await Self.origin(live) == .read(.file(problem)))
            #expect(live.status?.records == 40)
        }
        // The file of one kind is none of another's.
        let demands = IndexFile(besides: market.path, .demandSearch)
        #expect(!FileManager.default.fileExists(atPath: demands.path))
    }

    @Test func `a file that can't be written is told and no failure`() async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        // A folder in its way, which stops the administrator too.
        try FileManager.default.createDirectory(
            atPath: market.path + ".achievements.index.part",
            withIntermediateDirectories: true
        )
        let notices = Mutex<[Phrase]>([])
        let live = Self.live(market.workspace) { notice in notices.withLock { $0.append(notice) } }
        #expect(try await Self.answers(live, market)[0].total == 1)
        #expect(live.status?.fileFailure != nil && notices.withLock { $0 }.count == 1)
    }

    @Test func `a small market keeps no file, and the doctor says how the indexes came to be`() async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        let health = try await market.desk.health()
        #expect(health.demandSearch?.origin == .read(.file(.missing)) && health.demandSearch?.records == 1)
        #expect(health.achievementSearch?.records == 1)
        for kind in IndexFile.Kind.allCases {
            #expect(!FileManager.default.fileExists(atPath: market.path + kind.rawValue))
        }
    }
}
