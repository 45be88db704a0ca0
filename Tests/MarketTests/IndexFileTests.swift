import Domain
import Foundation
import Matching
import Storage
import Synchronization
import Testing

@testable import Market

/// The matching index in a file beside the market's: loaded when it is right, made anew when anything is wrong.
struct IndexFileTests {
    private static func live(
        _ workspace: Workspace,
        isService: Bool = false,
        keptFrom: Int = 0,
        notice: @escaping @Sendable (Phrase) -> Void = { _ in }
    ) -> LiveIndex {
        LiveIndex(
            store: workspace.store,
            shelf: CodeShelf(),
            policy: LiveIndex.Policy(isService: isService, small: isService ? 0 : 10_000, keptFrom: keptFrom),
            clock: { TestMarket.now },
            notice: notice
        )
    }

    /// A market with forty achievements and the file of its index.
    private static func market() async throws -> (market: TestMarket, demand: Demand, owner: Organization.ID)
    {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        try await more(market, achievement.organization, 40)
        #expect(try await live(market.workspace).current().origin == .read(.file(.missing)))
        #expect(FileManager.default.fileExists(atPath: market.path + ".index"))
        return (market, demand, achievement.organization)
    }

    private static func more(_ market: TestMarket, _ owner: Organization.ID, _ count: Int) async throws {
        try await market.desk.change { work in
            for number in 0..<count {
                var content = Achievement.Content.example(owner)
                content.title = "第\(number)号电解液添加剂PLC控制"
                content.industry =
                    number % 2 == 0 ? try work.codes().industry(parsing: "C3841", field: .industry) : nil
                _ = try work.achievements.create(content)
            }
        }
    }

    private static func answers(_ state: IndexState, _ demand: Demand) -> [Matching.Found] {
        state.index.best(for: Entry(id: demand.id.rawValue, title: demand.title), limit: 60)
    }

    /// An index that never looked at a file.
    private static func fresh(_ workspace: Workspace) async throws -> IndexState {
        try await workspace.store.read { transaction in
            try IndexState(
                reading: transaction,
                CodeShelf().book(inReading: transaction),
                .manyChanges,
                at: TestMarket.now
            ) {}
        }
    }

    private static func reader(_ market: TestMarket) throws -> IndexFile.Reader {
        try IndexFile(besides: market.path).opened()
    }

    @Test func `the file is loaded and what came later is followed`() async throws {
        let (market, demand, owner) = try await Self.market()
        let loaded = try await Self.live(market.workspace).current()
        #expect(loaded.origin == .file(sequence: loaded.sequence))
        #expect(Self.answers(loaded, demand) == Self.answers(try await Self.fresh(market.workspace), demand))
        try await Self.more(market, owner, 2)
        // Too few to be counted anew in a service's caller.
        let live = Self.live(market.workspace, isService: true)
        let followed = try await live.current()
        #expect(followed.index.achievementCount == 43)
        #expect(followed.origin == .file(sequence: loaded.sequence))
        #expect(Self.answers(followed, demand).count == 43)
        await live.settled()
        let again = try await Self.live(market.workspace).current()
        #expect(again.origin == .file(sequence: followed.sequence), "counted and written in the background")
        #expect(Self.answers(again, demand) == Self.answers(try await Self.fresh(market.workspace), demand))
    }

    @Test func `wherever a byte is changed the index is made anew and answers right`() async throws {
        let (market, demand, _) = try await Self.market()
        let expected = Self.answers(try await Self.fresh(market.workspace), demand)
        let file = URL(fileURLWithPath: market.path + ".index")
        let whole = try Data(contentsOf: file)
        let header = try Self.reader(market).header
        let length = whole[8..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
        let start = (24 + length + 63) / 64 * 64
        var places = [0, 7, 8, 15, 16, 23, 24, 24 + length / 2, 24 + length - 1]
        for section in header.sections where section.size > 0 {
            for place in [0, section.size / 2, section.size - 1] {
                places.append(start + section.offset + place)
            }
        }
        #expect(header.sections.count > 20 && places.count > 60)
        for (number, place) in places.enumerated() {
            var bytes = whole
            bytes[place] ^= 1 << UInt8(number % 8)
            try bytes.write(to: file)
            let state = try await Self.live(market.workspace, keptFrom: .max).current()
            guard case .read(.file(let problem)) = state.origin else {
                Issue.record("byte \(place): \(state.origin)")
                continue
            }
            if case .damaged = problem {} else { Issue.record("byte \(place): \(problem)") }
            #expect(Self.answers(state, demand) == expected)
        }
        for size in [0, 5, 24, 24 + length - 1, start, start + 1, whole.count / 2, whole.count - 65] {
            try whole.prefix(size).write(to: file)
            let state = try await Self.live(market.workspace, keptFrom: .max).current()
            if case .read(.file(.damaged)) = state.origin {} else { Issue.record("\(size): \(state.origin)") }
            #expect(Self.answers(state, demand) == expected)
        }
        try whole.write(to: file)
        #expect(try await Self.live(market.workspace).current().origin == .file(sequence: header.sequence))
    }

    @Test func `a file that names another recipe, format, market or history is not used`() async throws {
        let (market, _, owner) = try await Self.market()
        let file = IndexFile(besides: market.path)
        let state = try await Self.fresh(market.workspace)
        let packed = try #require(state.index.packed)
        let right = try await market.workspace.store.read { try state.header(in: $0) }
        let cases: [(IndexWork.Reason, (inout IndexFile.Header) -> Void)] = [
            (.file(.otherFormat), { $0.format += 1 }),
            (.file(.otherRecipe), { $0.recipe = "0" }),
            (.file(.otherMarket), { $0.market = $0.head }),
            (.file(.newerThanMarket), { $0.sequence += 1 }),
            (.file(.otherHistory), { $0.sequence -= 1 }),
            (.file(.otherHistory), { $0.head = $0.market }),
        ]
        for (reason, change) in cases {
            var header = right
            change(&header)
            try file.write(packed, header)
            #expect(try await Self.live(market.workspace, keptFrom: .max).current().origin == .read(reason))
        }
        try file.write(packed, right)
        #expect(try await Self.live(market.workspace).current().origin == .file(sequence: right.sequence))
        _ = try await market.desk.change {
            try $0.codeLists.replace(CodeListTests.successor, file: "readiness.json")
        }
        #expect(try await Self.live(market.workspace, keptFrom: .max).current().origin == .read(.codeList))
        _ = owner
    }

    @Test func `a file that was copied beside another market is not used`() async throws {
        let (market, _, _) = try await Self.market()
        let other = try await TestMarket()
        _ = try await other.pair()
        try FileManager.default.copyItem(atPath: market.path + ".index", toPath: other.path + ".index")
        let state = try await Self.live(other.workspace, keptFrom: .max).current()
        guard case .read(.file(let problem)) = state.origin else {
            Issue.record("\(state.origin)")
            return
        }
        // Two markets made in one millisecond begin with the same entry.
        #expect([.otherMarket, .newerThanMarket, .otherHistory].contains(problem))
        #expect(state.index.achievementCount == 1)
    }

    @Test func `an older copy that was put back, and went its own way, is told apart`() async throws {
        let (market, _, owner) = try await Self.market()
        let copy = market.folder + "/copy.sqlite"
        _ = try await market.desk.backup(to: copy)
        #expect(!FileManager.default.fileExists(atPath: copy + ".index"), "a backup is the records alone")
        try await Self.more(market, owner, 3)
        IndexFile(besides: market.path).remove()
        _ = try await Self.live(market.workspace).current()
        let index = try Data(contentsOf: URL(fileURLWithPath: market.path + ".index"))
        try market.workspace.close()
        let kept = try #require(
            try await Backup.restore(copy, to: market.path, replaces: true, now: TestMarket.now)
        )
        #expect(!FileManager.default.fileExists(atPath: market.path + ".index"))
        #expect(FileManager.default.fileExists(atPath: kept + ".index"), "it goes with its market")

        // Even if somebody put it there.
        try index.write(to: URL(fileURLWithPath: market.path + ".index"))
        let restored = try await market.secondWorkspace()
        let older = try await Self.live(restored, keptFrom: .max).current()
        #expect(older.origin == .read(.file(.newerThanMarket)) && older.index.achievementCount == 41)
        let desk = try await restored.desk()
        for _ in 0..<20 {
            _ = try await desk.change { try $0.achievements.create(.example(owner)) }
        }
        let diverged = try await Self.live(restored, keptFrom: .max).current()
        #expect(diverged.origin == .read(.file(.otherHistory)) && diverged.index.achievementCount == 61)
        try restored.close()
    }

    @Test func `a file that can't be written is told and no failure`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        // A folder in its way, which stops the administrator too.
        try FileManager.default.createDirectory(
            atPath: market.path + ".index.part",
            withIntermediateDirectories: true
        )
        let notices = Mutex<[Phrase]>([])
        let live = Self.live(market.workspace, keptFrom: 0) { notice in notices.withLock { $0.append(notice) }
        }
        #expect(Self.answers(try await live.current(), demand).count == 1)
        let status = try await live.status()
        #expect(status.failure == nil && status.fileFailure != nil && status.isReady)
        #expect(notices.withLock { $0 }.count == 1)
        #expect(!FileManager.default.fileExists(atPath: market.path + ".index"))
    }

    @Test func `an unfinished file of a program that was killed is in nobody's way`() async throws {
        let (market, _, _) = try await Self.market()
        IndexFile(besides: market.path).remove()
        try Data("unfinished".utf8).write(to: URL(fileURLWithPath: market.path + ".index.part"))
        #expect(try await Self.live(market.workspace).current().origin == .read(.file(.missing)))
        let again = try await Self.live(market.workspace).current()
        #expect(again.origin == .file(sequence: again.sequence))
        #expect(!FileManager.default.fileExists(atPath: market.path + ".index.part"))
    }

    @Test func `a small market keeps no file, and a service writes its own before it ends`() async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        try await market.workspace.warmUp()
        #expect(!FileManager.default.fileExists(atPath: market.path + ".index"))
        let live = Self.live(market.workspace, isService: true)
        _ = try await live.current()
        await live.finish()
        let loaded = try await Self.live(market.workspace).current()
        #expect(loaded.origin == .file(sequence: loaded.sequence))
    }
}
