public import Domain
import Matching
import Storage

/// Computes the vectors that are missing, in the background: everything once, then whatever the change log brings.
///
/// One request at a time, and longer and longer waits while the endpoint fails. It reads and writes in short
/// transactions of its own and asks the endpoint between them, so nobody's save or search waits for it. Two at once (a
/// command beside the service) do some work twice and no harm.
public struct EmbeddingJob: Sendable {
    private let workspace: Workspace
    private let embedder: @Sendable (EmbeddingSettings) async throws -> any Embedder
    private let pause: @Sendable (Duration) async throws -> Void

    /// How often the change log is looked at when nothing is to be done.
    public static let interval = Duration.seconds(2)
    /// The longest wait after a failure, unless the endpoint asks for more.
    static let longestPause = 300
    /// The longest wait that an endpoint can ask for.
    static let longestAsked = 3_600
    /// A text that any model reads.
    static let harmless = "技术"
    /// How often a request is tried by `fill` before it gives up.
    static let attempts = 4

    /// - Parameters:
    ///   - embedder: makes the client of an endpoint; asked again whenever the settings change.
    ///   - pause: waits; another one is for tests.
    public init(
        _ workspace: Workspace,
        embedder: @escaping @Sendable (EmbeddingSettings) async throws -> any Embedder,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.workspace = workspace
        self.embedder = embedder
        self.pause = pause
    }

    /// What `fill` did.
    public struct Filled: Sendable, Equatable {
        public var computed = 0
        /// Texts that the endpoint does not take.
        public var refused = 0

        public init() {}
    }

    /// Works until it is cancelled. What fails is tried again later, and stands in the market's state.
    public func run() async throws {
        var state = State()
        var failures = 0
        while true {
            try Task.checkCancellation()
            do {
                switch try await step(&state) {
                case .idle:
                    failures = 0
                    try await pause(Self.interval)
                case .computed:
                    failures = 0
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                failures += 1
                await note(error)
                try await pause(Self.pause(after: failures, error as? EmbedderFault))
            }
        }
    }

    /// Computes what is missing now, and returns. What is done stays done when it is cut short.
    ///
    /// - Parameter progress: told of every text that is done.
    /// - Throws: `embeddings_off`, or what the endpoint failed with several times in a row.
    public func fill(progress: @Sendable (_ texts: Int) -> Void = { _ in }) async throws -> Filled {
        let settings = try await workspace.store.read { try $0.embeddingSettings() }
        guard settings?.isOn == true else { throw AppError.noEmbeddings }
        var state = State()
        var filled = Filled()
        var failures = 0
        while true {
            do {
                guard case .computed(let texts, let refused) = try await step(&state) else { return filled }
                failures = 0
                filled.computed += texts
                filled.refused += refused
                progress(texts + refused)
            } catch let fault as EmbedderFault {
                failures += 1
                await note(fault)
                guard failures < Self.attempts else { throw fault.error }
                try await pause(Self.pause(after: failures, fault))
            }
        }
    }

    static func pause(after failures: Int, _ fault: EmbedderFault?) -> Duration {
        let own = min(longestPause, 1 << min(failures, 16))
        return .seconds(max(own, min(fault?.retryAfter ?? 0, longestAsked)))
    }

    /// Writes down what went wrong, for `doctor`; if even that fails, the next failure says so.
    private func note(_ error: any Error) async {
        guard let error = (error as? EmbedderFault)?.error ?? error as? AppError else { return }
        try? await workspace.store.write(as: nil) { transaction in
            try transaction.noteEmbeddingFailure(code: error.code, error.message)
        }
    }
}

// MARK: One step
extension EmbeddingJob {
    private struct State: Sendable {
        var settings: EmbeddingSettings?
        var embedder: (any Embedder)?
        var backlog = EmbeddingBacklog(since: 0)
    }

    private enum Step {
        /// Nothing is missing, or the semantic part is off.
        case idle
        case computed(texts: Int, refused: Int)
    }

    private func step(_ state: inout State) async throws -> Step {
        let known = state
        let (settings, backlog, found) = try await workspace.store.read { transaction in
            var backlog = known.backlog
            guard let settings = try transaction.embeddingSettings(), settings.isOn else {
                return (nil as EmbeddingSettings?, backlog, EmbeddingBacklog.Found())
            }
            if settings != known.settings { backlog = EmbeddingBacklog(since: try transaction.lastChange()) }
            let found = try backlog.next(settings, in: transaction)
            return (settings, backlog, found)
        }
        guard let settings else {
            state = State()
            return .idle
        }
        if settings != state.settings || state.embedder == nil {
            state.embedder = try await embedder(settings)
            state.backlog = EmbeddingBacklog(since: backlog.start)
            state.settings = settings
        }
        guard let embedder = state.embedder else { return .idle }
        var refused: [EmbeddingPiece] = []
        let texts = try await compute(found.pieces, settings, embedder, found.dimension, &refused)
        // Only now: what failed stays to be done.
        state.backlog = backlog
        for piece in refused { state.backlog.skip(piece) }
        return found.isEnd && found.pieces.isEmpty ? .idle : .computed(texts: texts, refused: refused.count)
    }

    /// Asks for vectors and stores them. Where the endpoint does not take a batch, finds the texts that it does not take.
    ///
    /// - Parameter isKnownToWork: whether the endpoint has taken another text just now.
    /// - Returns: how many were stored.
    private func compute(
        _ pieces: [EmbeddingPiece],
        _ settings: EmbeddingSettings,
        _ embedder: any Embedder,
        _ dimension: Int?,
        _ refused: inout [EmbeddingPiece],
        isKnownToWork: Bool = false
    ) async throws -> Int {
        guard let side = pieces.first?.side else { return 0 }
        try Task.checkCancellation()
        let vectors: [Vector]
        do {
            let values = try await embedder.embed(pieces.map(\.text), as: side)
            vectors = try EmbeddingAnswer.vectors(
                values,
                count: pieces.count,
                dimension: dimension,
                from: settings.endpoint
            )
        } catch let fault as EmbedderFault where fault.isOfTexts {
            // Where it takes no text at all, it is not these.
            if !isKnownToWork { _ = try await embedder.embed([Self.harmless], as: side) }
            guard pieces.count > 1 else {
                await note(fault)
                refused += pieces
                return 0
            }
            var texts = 0
            for half in [pieces[..<(pieces.count / 2)], pieces[(pieces.count / 2)...]] {
                texts += try await compute(
                    Array(half),
                    settings,
                    embedder,
                    dimension,
                    &refused,
                    isKnownToWork: true
                )
            }
            return texts
        }
        return try await store(zip(pieces, vectors).map { ($0, $1) }, settings)
    }

    private func store(_ found: [(EmbeddingPiece, Vector)], _ settings: EmbeddingSettings) async throws -> Int
    {
        try await workspace.store.write(as: nil) { transaction in
            // While the endpoint was busy the settings or a text may have changed.
            guard try transaction.embeddingSettings() == settings else { return 0 }
            let current = try found.filter { piece, _ in
                try transaction.embeddingPiece(piece.side, piece.record, settings)?.digest == piece.digest
            }
            try transaction.save(
                current.map { piece, vector in
                    StoredVector(
                        side: piece.side,
                        record: piece.record,
                        model: settings.model,
                        digest: piece.digest,
                        numbers: vector.numbers
                    )
                }
            )
            try transaction.noteEmbeddingSuccess()
            return current.count
        }
    }
}

/// Which records are still to be looked at: all open ones, then those that change.
struct EmbeddingBacklog: Sendable {
    /// What one look found.
    struct Found: Sendable {
        /// All of one side.
        var pieces: [EmbeddingPiece] = []
        /// Whether everything has been looked at, up to the last change.
        var isEnd = true
        var dimension: Int?
    }

    private struct Reference: Sendable, Hashable {
        let side: EmbeddedSide
        let record: Int64
    }

    /// The change at which it began.
    let start: Int64
    private var since: Int64
    /// The sides still to be gone through; the first one after `after`.
    private var sides = EmbeddedSide.allCases
    private var after: Int64 = 0
    private var queue: ArraySlice<Reference> = []
    /// Texts that the endpoint does not take, until they change.
    private var skipped: [Reference: String] = [:]

    /// Records looked at in one transaction, so that it stays short.
    private static let mostLooks = 2_000

    init(since: Int64) {
        start = since
        self.since = since
    }

    mutating func skip(_ piece: EmbeddingPiece) {
        skipped[Reference(side: piece.side, record: piece.record)] = piece.digest
    }

    mutating func next(_ settings: EmbeddingSettings, in transaction: Transaction) throws -> Found {
        var found = Found(dimension: try transaction.vectorDimension())
        for _ in 0..<Self.mostLooks {
            if queue.isEmpty, try !refill(in: transaction) { return found }
            guard let reference = queue.first, reference.side == found.pieces.first?.side ?? reference.side
            else { break }
            queue.removeFirst()
            if let piece = try missing(reference, settings, in: transaction) { found.pieces.append(piece) }
            if found.pieces.count >= settings.batch { break }
        }
        found.isEnd = false
        return found
    }

    /// Puts more records in the queue; false if there are none.
    private mutating func refill(in transaction: Transaction) throws -> Bool {
        while let side = sides.first {
            let ids = try transaction.openRecords(side, after: after, limit: 500)
            if let last = ids.last {
                after = last
                queue = ids.map { Reference(side: side, record: $0) }[...]
                return true
            }
            sides.removeFirst()
            after = 0
        }
        let changes = try transaction.changes(after: since, limit: 500)
        guard let last = changes.last else { return false }
        since = last.sequence
        let references = Set(
            changes.compactMap { change in
                EmbeddedSide(rawValue: change.entity).map { Reference(side: $0, record: change.record) }
            }
        )
        queue = references.sorted { ($0.side.rawValue, $0.record) < ($1.side.rawValue, $1.record) }[...]
        return true
    }

    private func missing(
        _ reference: Reference,
        _ settings: EmbeddingSettings,
        in transaction: Transaction
    ) throws -> EmbeddingPiece? {
        guard let piece = try transaction.embeddingPiece(reference.side, reference.record, settings),
            skipped[reference] != piece.digest,
            try transaction.vectorDigest(of: reference.side, reference.record) != piece.digest
        else { return nil }
        return piece
    }
}
