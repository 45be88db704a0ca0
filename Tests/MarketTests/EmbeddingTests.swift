import Domain
import Foundation
import Market
import Synchronization
import Testing

/// Turns a text into a vector by its characters, so that texts with the same characters are near; fails as it is told.
final class FakeEmbedder: Embedder {
    struct State {
        var calls: [[String]] = []
        /// Taken one a call, from the front.
        var faults: [EmbedderFault] = []
        var dimension = 16
        /// Texts that contain it are not taken.
        var refuses: String?
        var refusesAll = false
        /// Run before an answer.
        var before: (@Sendable () async throws -> Void)?
        var answers: [[Float]]?
    }

    let state = Mutex(State())

    var texts: [String] { state.withLock { $0.calls.flatMap { $0 } } }

    func embed(_ texts: [String], as side: EmbeddedSide) async throws -> [[Float]] {
        let before = state.withLock { $0.before }
        try await before?()
        return try state.withLock { state in
            state.calls.append(texts)
            if !state.faults.isEmpty { throw state.faults.removeFirst() }
            let isRefused = texts.contains { text in state.refuses.map { text.contains($0) } ?? false }
            if isRefused || state.refusesAll {
                throw EmbedderFault(.noEmbeddings, isOfTexts: true)
            }
            if let answers = state.answers { return answers }
            return texts.map { text in
                var vector = [Float](repeating: 0.2, count: state.dimension)
                for scalar in text.unicodeScalars { vector[Int(scalar.value) % state.dimension] += 1 }
                return vector
            }
        }
    }
}

struct EmbeddingTests {
    static let fault = EmbedderFault(
        AppError(.unavailable, "endpoint_refused", field: .url, Phrase("服务停了。", en: "It is gone.")),
        retryAfter: 7
    )

    static func settings(_ set: (inout EmbeddingSettings) -> Void = { _ in }) throws -> EmbeddingSettings {
        var settings = EmbeddingSettings(
            endpoint: try EmbeddingEndpoint(parsing: "http://127.0.0.1:9"),
            model: "fake",
            batch: 8
        )
        set(&settings)
        return settings
    }

    /// A market with a pair, twenty more achievements and an endpoint.
    static func market(_ set: (inout EmbeddingSettings) -> Void = { _ in }) async throws -> (
        market: TestMarket, demand: Demand, achievement: Achievement
    ) {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let settings = try settings(set)
        try await market.desk.change { work in
            for number in 1...20 {
                var content = Achievement.Content.example(achievement.organization)
                content.title = "第\(number)种" + String(repeating: "山水田园", count: number % 5) + "造纸工艺"
                content.keywords = []
                _ = try work.achievements.create(content)
            }
            try work.embeddings.set(settings)
        }
        return (market, demand, achievement)
    }

    static func job(_ market: TestMarket, _ embedder: FakeEmbedder, _ waits: Waits = Waits()) -> EmbeddingJob
    {
        EmbeddingJob(market.workspace, embedder: { _ in embedder }, pause: { try await waits.add($0) })
    }

    /// Remembers the waits instead of waiting, and ends the job after some.
    final class Waits: Sendable {
        let waits = Mutex<[Duration]>([])
        let most: Int
        init(most: Int = .max) { self.most = most }

        func add(_ duration: Duration) async throws {
            let count = waits.withLock { waits in
                waits.append(duration)
                return waits.count
            }
            if count >= most { throw CancellationError() }
        }
    }

    @Test func `what is missing is computed, stored and found by the next suggestion`() async throws {
        let (market, demand, achievement) = try await Self.market()
        let before = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(!before.parts.contains { $0.kind == "semantic" })
        let embedder = FakeEmbedder()
        let filled = try await Self.job(market, embedder).fill()
        #expect(filled.computed == 22 && filled.refused == 0)
        #expect(embedder.texts.first == "锂电池电解液高温产气抑制。电解液、锂电池")
        let state = try await market.desk.read { try $0.embeddings.state() }
        #expect(state.demands == .init(done: 1, total: 1) && state.achievements == .init(done: 21, total: 21))
        #expect(state.lastSuccess == TestMarket.now && state.lastError == nil)
        let after = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(after.parts.contains { $0.kind == "semantic" && $0.name.zh == "语义" })
        #expect(after.parts.reduce(0) { $0 + $1.points } == after.score)
        let found = try await market.desk.suggestions(forDemand: demand.id, SuggestionFilter())
        #expect(found.first?.score == after.score && found.first?.parts == after.parts)
        let back = try await market.desk.suggestions(forAchievement: achievement.id, SuggestionFilter())
        #expect(back.first?.score == after.score && back.first?.parts == after.parts)
        // Nothing is left to do.
        #expect(try await Self.job(market, embedder).fill().computed == 0)
        // Switched off, the score is what it was.
        try await market.desk.change { try $0.embeddings.off(forgets: false) }
        #expect(try await market.desk.suggestion(demand.id, achievement.id) == before)
        let again = try Self.settings()
        try await market.desk.change { try $0.embeddings.set(again) }
        #expect(try await market.desk.suggestion(demand.id, achievement.id) == after)
        #expect(try await Self.job(market, embedder).fill().computed == 0, "vectors were kept")
    }

    @Test func `only public parts are sent unless the market says so`() async throws {
        let (market, demand, _) = try await Self.market()
        _ = try await market.desk.change { work in
            var content = try work.demands.get(demand.id).content
            content.summary = "公开的摘要"
            return try work.demands.edit(demand.id, version: nil, content)
        }
        let embedder = FakeEmbedder()
        _ = try await Self.job(market, embedder).fill()
        #expect(embedder.texts.contains { $0.contains("公开的摘要") })
        #expect(!embedder.texts.contains { $0.contains("产气明显") })
        let full = try Self.settings { $0.texts = .full }
        try await market.desk.change { try $0.embeddings.set(full) }
        #expect(
            try await Self.job(market, embedder).fill().computed == 1,
            "only the demand has confidential text"
        )
        #expect(embedder.texts.contains { $0.contains("产气明显") })
    }

    @Test func `a changed text loses its vector with the save and gets another`() async throws {
        let (market, demand, achievement) = try await Self.market()
        let embedder = FakeEmbedder()
        _ = try await Self.job(market, embedder).fill()
        _ = try await market.desk.suggestion(demand.id, achievement.id)
        _ = try await market.desk.change { work in
            var content = try work.achievements.get(achievement.id).content
            content.title = "高电压锂电池电解液"
            return try work.achievements.edit(achievement.id, version: nil, content)
        }
        let state = try await market.desk.read { try $0.embeddings.state() }
        #expect(state.achievements == .init(done: 20, total: 21))
        let between = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(!between.parts.contains { $0.kind == "semantic" })
        #expect(try await Self.job(market, embedder).fill().computed == 1)
        #expect(embedder.texts.last == "高电压锂电池电解液。电解液、添加剂")
        let after = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(after.parts.contains { $0.kind == "semantic" })
        // A change that is none of the text keeps it.
        _ = try await market.desk.change { work in
            var content = try work.achievements.get(achievement.id).content
            content.price = Money(fen: 100)
            return try work.achievements.edit(achievement.id, version: nil, content)
        }
        #expect(try await Self.job(market, embedder).fill().computed == 0)
    }

    @Test func `a text that changes while the endpoint is busy gets no stale vector`() async throws {
        let (market, demand, _) = try await Self.market()
        let embedder = FakeEmbedder()
        let desk = market.desk
        let isFirst = Mutex(true)
        embedder.state.withLock {
            $0.before = {
                guard
                    isFirst.withLock({ first in
                        defer { first = false }; return first
                    })
                else { return }
                _ = try await desk.change { work in
                    var content = try work.demands.get(demand.id).content
                    content.title = "另一件事"
                    return try work.demands.edit(demand.id, version: nil, content)
                }
            }
        }
        let filled = try await Self.job(market, embedder).fill()
        #expect(filled.computed == 22)
        #expect(embedder.texts.contains("另一件事。电解液、锂电池"))
    }

    @Test func `the audit chain and backups are right with vectors`() async throws {
        let (market, demand, achievement) = try await Self.market()
        let before = try await market.lastWrite()
        _ = try await Self.job(market, FakeEmbedder()).fill()
        #expect(try await market.lastWrite() == before, "vectors are no changes of records")
        guard case .intact = try await market.desk.read({ try $0.auditLog.verify() }) else {
            Issue.record("not intact")
            return
        }
        let score = try await market.desk.suggestion(demand.id, achievement.id)
        _ = try await market.desk.backup(to: market.folder + "/copy.sqlite")
        _ = try await Backup.restore(
            market.folder + "/copy.sqlite",
            to: market.folder + "/back.sqlite",
            replaces: false
        )
        let restored = try await Workspace.open(
            path: market.folder + "/back.sqlite",
            clock: { TestMarket.now }
        )
        let desk = try await restored.desk()
        #expect(try await desk.suggestion(demand.id, achievement.id) == score)
        #expect(try await desk.health().isSound)
        try restored.close()
    }

    @Test func `another model's vectors go, and the new one's come`() async throws {
        let (market, demand, achievement) = try await Self.market()
        let embedder = FakeEmbedder()
        _ = try await Self.job(market, embedder).fill()
        _ = try await market.desk.suggestion(demand.id, achievement.id)
        let other = try Self.settings { $0.model = "other" }
        try await market.desk.change { try $0.embeddings.set(other) }
        let empty = try await market.desk.read { try $0.embeddings.state() }
        #expect(empty.demands.done == 0 && empty.achievements.done == 0 && empty.lastSuccess == nil)
        let without = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(!without.parts.contains { $0.kind == "semantic" })
        embedder.state.withLock { $0.dimension = 24 }
        #expect(try await Self.job(market, embedder).fill().computed == 22)
        let with = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(with.parts.contains { $0.kind == "semantic" })
    }

    @Test func `a vector of another size than the stored ones is refused until they are forgotten`()
        async throws
    {
        let (market, demand, achievement) = try await Self.market()
        let embedder = FakeEmbedder()
        _ = try await Self.job(market, embedder).fill()
        _ = try await market.desk.suggestion(demand.id, achievement.id)
        embedder.state.withLock { $0.dimension = 24 }
        _ = try await market.desk.change { work in
            var content = try work.demands.get(demand.id).content
            content.title = "另一件事"
            return try work.demands.edit(demand.id, version: nil, content)
        }
        #expect(try await refusal { _ = try await Self.job(market, embedder).fill() } == "endpoint_dimension")
        try await market.desk.change { try $0.embeddings.forget() }
        #expect(try await Self.job(market, embedder).fill().computed == 22)
        let with = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(with.parts.reduce(0) { $0 + $1.points } == with.score)
    }

    @Test func `wrong answers are refused and nothing of them is stored`() async throws {
        let (market, _, _) = try await Self.market()
        let embedder = FakeEmbedder()
        for (answers, code) in [
            ([[1, 2]], "endpoint_dimension"), ([], "endpoint_count"), ([[0, 0]], "endpoint_number"),
            ([[.nan, 1]], "endpoint_number"), ([[]], "endpoint_dimension"),
        ] as [([[Float]], String)] {
            // The demand goes alone, so one vector is due.
            embedder.state.withLock { $0.answers = answers }
            if code == "endpoint_dimension", answers == [[1, 2]] {
                embedder.state.withLock { $0.answers = [[1, 2], [1, 2]] }
                #expect(
                    try await refusal { _ = try await Self.job(market, embedder).fill() } == "endpoint_count"
                )
                continue
            }
            #expect(try await refusal { _ = try await Self.job(market, embedder).fill() } == code)
        }
        #expect(try await market.desk.read { try $0.embeddings.state().demands.done } == 0)
    }

    @Test func `a text that the endpoint does not take is left, and the others are computed`() async throws {
        let (market, _, _) = try await Self.market()
        let embedder = FakeEmbedder()
        embedder.state.withLock { $0.refuses = "第13种" }
        let filled = try await Self.job(market, embedder).fill()
        #expect(filled.computed == 21 && filled.refused == 1)
    }

    @Test func `an endpoint that takes no text at all is at fault, not the texts`() async throws {
        let (market, _, _) = try await Self.market()
        let embedder = FakeEmbedder()
        embedder.state.withLock { $0.refusesAll = true }
        #expect(try await refusal { _ = try await Self.job(market, embedder).fill() } == "embeddings_off")
        #expect(
            embedder.state.withLock { $0.calls.count } == 8,
            "each try asks once more with a harmless text"
        )
        embedder.state.withLock { $0.refusesAll = false }
        #expect(try await Self.job(market, embedder).fill().computed == 22)
    }

    @Test func `while the endpoint fails the job waits longer and longer, and goes on when it is back`()
        async throws
    {
        let (market, demand, achievement) = try await Self.market()
        let embedder = FakeEmbedder()
        let plain = EmbedderFault(Self.fault.error)
        embedder.state.withLock { $0.faults = [plain, plain, plain, Self.fault, plain] }
        let waits = Waits(most: 6)
        await #expect(throws: CancellationError.self) { try await Self.job(market, embedder, waits).run() }
        let seconds = waits.waits.withLock { $0 }
        #expect(
            seconds == [
                .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(32), EmbeddingJob.interval,
            ]
        )
        let state = try await market.desk.read { try $0.embeddings.state() }
        #expect(state.demands.done == 1 && state.achievements.done == 21)
        #expect(state.lastError?.code == "endpoint_refused" && state.lastError?.message.zh == "服务停了。")
        #expect(!state.isFailing)
        let found = try await market.desk.suggestion(demand.id, achievement.id)
        #expect(found.parts.contains { $0.kind == "semantic" })
    }

    @Test func `what the endpoint asks for is kept, within bounds`() async throws {
        let (market, _, _) = try await Self.market()
        let embedder = FakeEmbedder()
        embedder.state.withLock { state in
            state.faults = [90, 999_999, -5].map { EmbedderFault(Self.fault.error, retryAfter: $0) }
        }
        let waits = Waits(most: 3)
        await #expect(throws: CancellationError.self) { try await Self.job(market, embedder, waits).run() }
        #expect(waits.waits.withLock { $0 } == [.seconds(90), .seconds(3_600), .seconds(8)])
    }

    @Test func `an endpoint that is gone is in the state of health, and all else goes on`() async throws {
        let (market, demand, achievement) = try await Self.market()
        let embedder = FakeEmbedder()
        embedder.state.withLock { $0.faults = [EmbedderFault](repeating: Self.fault, count: 9) }
        #expect(try await refusal { _ = try await Self.job(market, embedder).fill() } == "endpoint_refused")
        let health = try await market.desk.health()
        #expect(health.isSound && health.embeddings.isFailing)
        #expect(health.embeddings.lastError?.message == Self.fault.error.message)
        #expect(
            try await market.desk.suggestions(forDemand: demand.id, SuggestionFilter()).first?.achievement.id
                == achievement.id
        )
    }

    @Test func `an update that was cut short goes on where it stopped`() async throws {
        let (market, _, _) = try await Self.market()
        let embedder = FakeEmbedder()
        let calls = Mutex(0)
        embedder.state.withLock {
            $0.before = {
                if calls.withLock({
                    $0 += 1; return $0
                }) == 3 {
                    throw CancellationError()
                }
            }
        }
        await #expect(throws: CancellationError.self) { _ = try await Self.job(market, embedder).fill() }
        embedder.state.withLock { $0.before = nil }
        #expect(try await Self.job(market, embedder).fill().computed == 13)
    }

    @Test func `the job follows what is saved after it has begun`() async throws {
        let (market, _, achievement) = try await Self.market()
        let embedder = FakeEmbedder()
        let desk = market.desk
        let rounds = Mutex(0)
        let job = EmbeddingJob(market.workspace, embedder: { _ in embedder }) { _ in
            let round = rounds.withLock {
                $0 += 1; return $0
            }
            if round == 2 { throw CancellationError() }
            _ = try await desk.change { work in
                var content = Achievement.Content.example(achievement.organization)
                content.title = "后来的成果"
                return try work.achievements.create(content)
            }
        }
        await #expect(throws: CancellationError.self) { try await job.run() }
        #expect(embedder.texts.last == "后来的成果。电解液、添加剂")
        let state = try await desk.read { try $0.embeddings.state() }
        #expect(state.achievements == .init(done: 22, total: 22))
    }

    @Test func `only administrators set an endpoint, and only they see where the key is`() async throws {
        let (market, _, _) = try await Self.market { $0.keyFile = "/etc/techmarket/key" }
        let settings = try Self.settings()
        for role in [Role.viewer, .staff, .manager] {
            let desk = try await market.desk(role)
            #expect(
                try await refusal { try await desk.change { try $0.embeddings.set(settings) } }
                    == "role_too_low"
            )
            #expect(
                try await refusal { try await desk.change { try $0.embeddings.off(forgets: true) } }
                    == "role_too_low"
            )
            #expect(
                try await refusal { try await desk.change { try $0.embeddings.forget() } } == "role_too_low"
            )
            #expect(try await desk.read { try $0.embeddings.state().settings?.keyFile } == nil)
            #expect(try await desk.health().embeddings.settings?.keyFile == nil)
        }
        #expect(
            try await market.desk.read { try $0.embeddings.state().settings?.keyFile }
                == "/etc/techmarket/key"
        )
        let last = try await market.desk.read { work in
            try work.auditLog.entries(AuditFilter()).first { $0.entity == "embedding_settings" }
        }
        #expect(last?.action == "embeddings.set")
    }

    @Test func `settings out of their ranges are refused`() async throws {
        let market = try await TestMarket()
        let cases: [(String, (inout EmbeddingSettings) -> Void)] = [
            ("required", { $0.model = "  " }), ("required", { $0.servedModel = "" }),
            ("number_malformed", { $0.timeout = 0 }), ("number_malformed", { $0.timeout = 601 }),
            ("number_malformed", { $0.batch = 0 }), ("number_malformed", { $0.batch = 2_049 }),
            ("too_long", { $0.demand.prefix = String(repeating: "长", count: 201) }),
        ]
        for (code, set) in cases {
            let settings = try Self.settings(set)
            #expect(
                try await refusal { try await market.desk.change { try $0.embeddings.set(settings) } } == code
            )
        }
        #expect(
            try await refusal { try await market.desk.change { try $0.embeddings.off(forgets: false) } }
                == "embeddings_off"
        )
        #expect(
            try await refusal { _ = try await Self.job(market, FakeEmbedder()).fill() } == "embeddings_off"
        )
    }
}
