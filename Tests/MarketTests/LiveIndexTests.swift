import Domain
import Matching
import Storage
import Synchronization
import Testing

@testable import Market

/// The matching index of a process that stays: it follows, counts and reads anew beside the searches.
struct LiveIndexTests {
    /// Calls a test waits for and may be told to fail.
    private final class Hook: Sendable {
        struct Failed: Error {}
        let calls = Mutex<[IndexWork]>([])
        let failures = Mutex(0)
        let body = Mutex<@Sendable (IndexWork) async throws -> Void>({ _ in })

        func run(_ work: IndexWork) async throws {
            calls.withLock { $0.append(work) }
            let fails = failures.withLock { failures in
                failures -= 1
                return failures >= 0
            }
            if fails { throw Failed() }
            let body = body.withLock { $0 }
            try await body(work)
        }
    }

    /// An index as a service has it, which does even the smallest work in the background.
    private static func live(
        _ market: TestMarket,
        slice: Int = 100,
        pause: Int64 = 0,
        _ hook: Hook,
        notice: @escaping @Sendable (Phrase) -> Void = { _ in }
    ) -> LiveIndex {
        LiveIndex(
            store: market.workspace.store,
            shelf: CodeShelf(),
            policy: LiveIndex.Policy(
                isService: true,
                small: 0,
                slice: slice,
                pause: pause,
                prepared: { try await hook.run($0) }
            ),
            clock: { TestMarket.now },
            notice: notice
        )
    }

    private static func many(_ market: TestMarket, _ owner: Organization.ID, _ numbers: Range<Int>)
        async throws
    {
        try await market.desk.change { work in
            for number in numbers {
                var content = Achievement.Content.example(owner)
                content.title = "第\(number)号电解液添加剂"
                _ = try work.achievements.create(content)
            }
        }
    }

    /// What an index made at this moment answers.
    private static func fresh(_ market: TestMarket) async throws -> MatchIndex {
        try await live(market, Hook()).current().index
    }

    private static func answers(_ index: MatchIndex, _ demand: Demand) -> [Matching.Found] {
        index.best(for: Entry(id: demand.id.rawValue, title: demand.title), limit: 50)
    }

    @Test func `a change is found at once, and counted in the background`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let hook = Hook()
        let live = Self.live(market, hook)
        _ = try await live.current()
        await live.settled()
        try await Self.many(market, achievement.organization, 0..<20)
        let found = try await live.current().index
        #expect(found.achievementCount == 21)
        #expect(Self.answers(found, demand).count == 21)
        #expect(found.pendingChanges == 20, "the search itself counted nothing")
        await live.settled()
        #expect(hook.calls.withLock { $0 } == [.counting])
        let counted = try await live.current()
        #expect(counted.index.pendingChanges == 0)
        let (ours, anew) = (counted.index, try await Self.fresh(market))
        #expect(Self.answers(ours, demand) == Self.answers(anew, demand))
        let status = try await live.status()
        #expect(status.work == nil && status.failure == nil && status.isReady)
        #expect(status.contents?.changesSinceCount == 0 && status.contents?.writesBehind == 0)
        #expect(status.contents?.countedAt == TestMarket.now)
    }

    @Test func `a change made while the index is counted is in the new one`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let hook = Hook()
        let live = Self.live(market, hook)
        _ = try await live.current()
        let desk = market.desk
        let seen = Mutex<[Int]>([])
        hook.body.withLock {
            $0 = { _ in
                guard seen.withLock({ $0.isEmpty }) else { return }
                _ = try await desk.change { work in
                    try work.achievements.archive(achievement.id, version: nil, as: .mistake)
                    return try work.achievements.create(.example(achievement.organization))
                }
                // A search meanwhile: the index that is there goes on following.
                let count = try await live.current().index.achievementCount
                seen.withLock { $0.append(count) }
            }
        }
        try await Self.many(market, achievement.organization, 0..<5)
        _ = try await live.current()
        await live.settled()
        #expect(seen.withLock { $0 } == [6])
        let index = try await live.current().index
        #expect(index.achievementCount == 6)
        #expect(!Self.answers(index, demand).contains { $0.id == achievement.id.rawValue })
        await live.settled()
        let (ours, anew) = (try await live.current().index, try await Self.fresh(market))
        #expect(Self.answers(ours, demand) == Self.answers(anew, demand))
    }

    @Test func `many changes are taken in beside the searches, which never see some of them only`()
        async throws
    {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        let hook = Hook()
        let live = Self.live(market, slice: 7, hook)
        _ = try await live.current()
        // One transaction of 300 records, some fifty slices.
        try await Self.many(market, achievement.organization, 0..<300)
        var counts: Set<Int> = []
        repeat {
            counts.insert(try await live.current().index.achievementCount)
        } while try await live.status().contents?.writesBehind != 0
        counts.insert(try await live.current().index.achievementCount)
        await live.settled()
        #expect(counts == [1, 301])
        #expect(hook.calls.withLock { $0 }.first == .following)
        #expect(try await live.status().contents?.changesSinceCount == 0)
    }

    @Test func `a code list that was replaced leads to reading everything anew`() async throws {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        _ = try await market.desk.change { work in
            var content = achievement.content
            content.readiness = "pilot"
            return try work.achievements.edit(achievement.id, version: nil, content)
        }
        let hook = Hook()
        let live = Self.live(market, hook)
        #expect(try await live.current().edition == 1)
        _ = try await market.desk.change {
            try $0.codeLists.replace(CodeListTests.successor, file: "readiness.json")
        }
        let meanwhile = try await live.current()
        #expect(meanwhile.edition == 1, "ranked by one list, the old one")
        await live.settled()
        #expect(hook.calls.withLock { $0 } == [.reading(.codeList)])
        let state = try await live.current()
        #expect(state.edition == 2 && state.workDue == nil)
        #expect(try await live.status().contents?.origin == .read(.codeList))
        let other = SeedFiles.text("codes/field.json")?.replacing("\"version\": \"", with: "\"version\": \"x")
        let list = try #require(other)
        _ = try await market.desk.change { try $0.codeLists.replace(list, file: "field.json") }
        #expect(try await live.current().workDue == nil, "no record is ranked by the list of fields")
    }

    @Test func `a task that failed is told, tried again, and searches go on`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let hook = Hook()
        let notices = Mutex<[Phrase]>([])
        let live = Self.live(market, hook) { notice in notices.withLock { $0.append(notice) } }
        _ = try await live.current()
        hook.failures.withLock { $0 = 2 }
        try await Self.many(market, achievement.organization, 0..<5)
        for attempt in 1...2 {
            #expect(Self.answers(try await live.current().index, demand).count == 6)
            await live.settled()
            let status = try await live.status()
            #expect(status.failure?.attempts == attempt && status.failure?.work == .counting)
            #expect(status.contents?.changesSinceCount == 5)
        }
        _ = try await live.current()
        await live.settled()
        let status = try await live.status()
        #expect(status.failure == nil && status.contents?.changesSinceCount == 0)
        #expect(notices.withLock { $0 }.count == 2)
    }

    @Test func `a task that failed a moment ago waits for its time`() async throws {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        let hook = Hook()
        let live = Self.live(market, pause: 5_000, hook)
        _ = try await live.current()
        hook.failures.withLock { $0 = 1 }
        try await Self.many(market, achievement.organization, 0..<5)
        _ = try await live.current()
        await live.settled()
        _ = try await live.current()
        await live.settled()
        #expect(hook.calls.withLock { $0 }.count == 1)
        let failure = try #require(try await live.status().failure)
        #expect(failure.nextTry.rawValue == TestMarket.now.rawValue + 5_000)
    }

    @Test func `nothing is begun once the market is closed, and what goes on is given up`() async throws {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        let hook = Hook()
        let live = Self.live(market, hook)
        _ = try await live.current()
        let notices = Mutex(0)
        hook.body.withLock {
            $0 = { _ in
                live.cancel()
                notices.withLock { $0 += 1 }
            }
        }
        try await Self.many(market, achievement.organization, 0..<5)
        _ = try await live.current()
        await live.settled()
        #expect(notices.withLock { $0 } == 1)
        let status = try await live.status()
        #expect(status.failure == nil, "being closed is no failure")
        #expect(status.contents?.changesSinceCount == 5)
        _ = try await live.current()
        await live.settled()
        #expect(hook.calls.withLock { $0 }.count == 1)
    }

    @Test func `a command counts before it answers and leaves nothing running`() async throws {
        let market = try await TestMarket()
        let (_, achievement) = try await market.pair()
        try await market.workspace.warmUp()
        try await Self.many(market, achievement.organization, 0..<300)
        try await market.workspace.warmUp()
        let status = try await market.workspace.indexStatus()
        #expect(status.contents?.changesSinceCount == 0 && status.contents?.achievements == 301)
        #expect(status.work == nil)
    }

    @Test func `what a transaction made of a code list and took back is not remembered`() async throws {
        let market = try await TestMarket()
        struct TakenBack: Error {}
        let desk = market.desk
        await #expect(throws: TakenBack.self) {
            try await desk.change { work in
                _ = try work.codeLists.replace(CodeListTests.successor, file: "readiness.json")
                #expect(try work.codes().entry("market", in: .readiness) != nil)
                throw TakenBack()
            }
        }
        try await desk.change(rehearsal: true) { work in
            _ = try work.codeLists.replace(CodeListTests.successor, file: "readiness.json")
            #expect(try work.codes().edition == 2)
        }
        let other = CodeListTests.successor.replacing("\"market\"", with: "\"shop\"")
        _ = try await desk.change { try $0.codeLists.replace(other, file: "readiness.json") }
        let codes = try await desk.read { try $0.codes() }
        #expect(codes.edition == 2)
        #expect(codes.entry("market", in: .readiness) == nil && codes.entry("shop", in: .readiness) != nil)
    }
}
