import Dispatch
import Domain
import Matching
import Storage
import Synchronization

/// The matching index in memory. It follows the store's change log, so that what any process saved is found by the next
/// search, and hands out values: a search goes on undisturbed with its own while the index moves on, and never sees half
/// an update.
///
/// What takes long (taking in many changes, counting the statistics anew, reading everything anew) is done on a copy.
/// In a service that is one task in the background, while searches go on with the index that is there and that index
/// goes on following; what changed meanwhile is taken into the new one before it takes the old one's place. In a
/// command, which could not finish a task of its own, it is done before the answer.
final class LiveIndex: Sendable {
    /// How the index is kept up; other values are for tests.
    struct Policy: Sendable {
        var isService = false
        /// An index of no more records is counted in place, which takes a fifth of a second.
        var small = 10_000
        /// The most changes that are taken in at one go, so that no search waits longer than a second for others' work.
        var slice = 4_000
        /// Milliseconds until a task that failed is tried again; twice as long with each failure, up to five minutes.
        var pause: Int64 = 5_000
        /// An index of no fewer records is kept in a file; fewer are read in a second or two.
        var keptFrom = 50_000
        /// Called when a task has made its new index, before that catches up with what changed meanwhile.
        var prepared: @Sendable (IndexWork) async throws -> Void = { _ in }
    }

    private struct State {
        var current: IndexState?
        /// Counts up when a task's index takes the old one's place; what was made of an older one is then not kept.
        var generation = 0
        var opening: Task<Void, any Error>?
        var task: Task<Void, Never>?
        var work: IndexWork?
        var failure: IndexStatus.Failure?
        /// The last index that was counted, until it is in its file.
        var unwritten: IndexState?
        var fileFailure: Phrase?
        var isClosed = false
    }

    let store: Store
    let shelf: CodeShelf
    private let policy: Policy
    private let clock: @Sendable () -> Instant
    private let notice: @Sendable (Phrase) -> Void
    private let state = Mutex(State())
    private let foresight = Foresight()
    private var file: IndexFile { IndexFile(besides: store.path) }

    init(
        store: Store,
        shelf: CodeShelf,
        policy: Policy,
        clock: @escaping @Sendable () -> Instant,
        notice: @escaping @Sendable (Phrase) -> Void
    ) {
        self.store = store
        self.shelf = shelf
        self.policy = policy
        self.clock = clock
        self.notice = notice
    }

    /// The index as of now; of a moment ago when a service has more than a slice of changes to take in.
    func current() async throws -> IndexState {
        while true {
            let (kept, generation) = state.withLock { ($0.current, $0.generation) }
            guard let known = kept else {
                try await open()
                continue
            }
            let behind = try store.lastChange() - known.sequence
            if policy.isService, behind > Int64(policy.slice) {
                start(known.isWorthFollowing(behind) ? .following : .reading(.manyChanges))
                return known
            }
            var next = known
            var demands: [Int64] = []
            if known.isWorthFollowing(behind) {
                while next.sequence < known.sequence + behind {
                    let more = try await followed(next)
                    next = more.state
                    demands += more.demands
                }
            } else {
                next = try await done(.reading(.manyChanges), on: known, isAwaited: true)
                await write(next)
            }
            let isInPlace = !policy.isService || next.index.recordCount <= policy.small
            if let work = next.workDue, isInPlace {
                next = try await done(work, on: next, isAwaited: true)
                await write(next)
            }
            guard keep(next, generation) else { continue }
            if let work = next.workDue { start(work) }
            lookAhead(from: known, to: next, demands)
            return next
        }
    }

    /// Makes the first index; callers who come meanwhile wait for the same one.
    private func open() async throws {
        let opening = state.withLock { state in
            if let opening = state.opening { return opening }
            let opening = Task {
                defer { self.state.withLock { $0.opening = nil } }
                let (first, isNew) = try await self.first()
                self.state.withLock { state in
                    state.current = first
                    if isNew { state.unwritten = first }
                }
                self.lookAhead(from: nil, to: first, [])
                if isNew, self.policy.isService { self.start(.writing) }
                if isNew, !self.policy.isService { await self.write(first) }
            }
            state.opening = opening
            return opening
        }
        try await opening.value
    }

    /// The index from its file, or else made of all records.
    private func first() async throws -> (state: IndexState, isNew: Bool) {
        let reason: IndexWork.Reason
        do {
            return (try await load(), false)
        } catch let useless as IndexState.Useless {
            reason = useless.reason
        } catch let problem as IndexFileProblem {
            reason = .file(problem)
        }
        return (try await read(reason), true)
    }

    private func load() async throws -> IndexState {
        let reader = try file.opened()
        let shelf = shelf
        try await store.read { try IndexState.check(reader.header, in: $0, shelf) }
        return try await OwnThread.run { try IndexState(loading: reader) }
    }

    /// Keeps an index that was just counted in its file, if it is large enough to be worth it. That it can't be written is
    /// no failure: the next start takes longer.
    private func write(_ made: IndexState) async {
        guard made.index.recordCount >= policy.keptFrom, let packed = made.index.packed else {
            return state.withLock { $0.unwritten = nil }
        }
        let file = file
        do {
            let header = try await store.read { try made.header(in: $0) }
            try await onThread(isAwaited: !policy.isService) { try file.write(packed, header) }
            state.withLock { state in
                if state.unwritten?.counted == made.counted { state.unwritten = nil }
                state.fileFailure = nil
            }
        } catch {
            let failure = file.failure(error, goesOn: Phrase("推荐", en: "suggestions"))
            let isNews = state.withLock { state in
                guard !state.isClosed else { return false }
                state.fileFailure = failure
                return true
            }
            if isNews { notice(failure) }
        }
    }

    /// For a clean end: puts the last counted index into its file if it is not there yet, and gives up all else.
    func finish() async {
        let (work, task) = state.withLock { ($0.work, $0.task) }
        if work == .writing { await task?.value }
        let unwritten = state.withLock { $0.task == nil ? $0.unwritten : nil }
        // A command has tried already.
        if let unwritten, policy.isService { await write(unwritten) }
        cancel()
    }

    /// Keeps what was made of the index of this generation, unless another caller has come further.
    ///
    /// - Returns: false when a task's index has taken its place meanwhile.
    private func keep(_ next: IndexState, _ generation: Int) -> Bool {
        state.withLock { state in
            guard state.generation == generation else { return false }
            if let current = state.current, current.sequence > next.sequence { return true }
            state.current = next
            return true
        }
    }

    // MARK: The task in the background

    /// Begins a task, unless there is one, or the last one failed a moment ago.
    private func start(_ work: IndexWork) {
        state.withLock { state in
            guard state.task == nil, !state.isClosed else { return }
            if let failure = state.failure, clock().rawValue < failure.nextTry.rawValue { return }
            state.work = work
            state.task = Task.detached(priority: .utility) { await self.run(work) }
        }
    }

    private func run(_ first: IndexWork) async {
        var work: IndexWork? = first
        do {
            while let next = work {
                state.withLock { $0.work = next }
                if next == .writing {
                    if let made = state.withLock({ $0.unwritten }) { await write(made) }
                    work = state.withLock { $0.current?.workDue }
                    continue
                }
                guard let known = state.withLock({ $0.current }) else { break }
                var fresh = try await done(next, on: known, isAwaited: false)
                let made = fresh
                var demands: [Int64] = []
                try await policy.prepared(next)
                repeat {
                    var isNewest = false
                    while !isNewest {
                        try Task.checkCancellation()
                        let more = try await followed(fresh)
                        (fresh, isNewest) = (more.state, more.isNewest)
                        demands += more.demands
                    }
                } while !takesPlace(fresh)
                lookAhead(from: known, to: fresh, demands)
                work = fresh.workDue
                if next != .following, work == nil {
                    state.withLock { state in
                        state.unwritten = made
                        state.work = .writing
                    }
                    await write(made)
                }
            }
        } catch {
            note(error, of: work ?? first)
        }
        state.withLock { state in
            state.task = nil
            state.work = nil
        }
    }

    /// Puts a task's index in place; false when searches have come further meanwhile.
    private func takesPlace(_ fresh: IndexState) -> Bool {
        state.withLock { state in
            if let current = state.current, current.sequence > fresh.sequence { return false }
            state.current = fresh
            state.generation += 1
            state.failure = nil
            return true
        }
    }

    /// Lets a service find the best counterparts of demands before they are asked for: of all when the index was counted,
    /// else of those that changed.
    private func lookAhead(from old: IndexState?, to new: IndexState, _ demands: [Int64]) {
        guard policy.isService else { return }
        let index: @Sendable () -> MatchIndex? = { self.state.withLock { $0.current?.index } }
        if old?.counted == new.counted {
            foresight.look(for: demands, in: index)
        } else {
            foresight.lookForAll(in: index)
        }
    }

    /// Waits until what is looked for ahead is found.
    func lookedAhead() async { await foresight.settled() }

    private func note(_ error: any Error, of work: IndexWork) {
        let now = clock()
        let failure: IndexStatus.Failure? = state.withLock { state in
            guard !state.isClosed else { return nil }
            let attempts = (state.failure?.attempts ?? 0) + 1
            let pause = min(policy.pause << Int64(min(attempts - 1, 16)), max(policy.pause, 300_000))
            let failure = IndexStatus.Failure(
                work: work,
                reason: (error as? AppError)?.message ?? Phrase("\(error)", en: "\(error)"),
                at: now,
                attempts: attempts,
                nextTry: Instant(rawValue: now.rawValue + pause)
            )
            state.failure = failure
            return failure
        }
        if let failure { notice(failure.phrase) }
    }

    /// Gives up what goes on in the background. Nothing is begun afterwards.
    func cancel() {
        let (opening, task) = state.withLock { state in
            state.isClosed = true
            return (state.opening, state.task)
        }
        opening?.cancel()
        task?.cancel()
        foresight.cancel()
    }

    /// Waits until nothing goes on in the background.
    func settled() async {
        while let task = state.withLock({ $0.task }) { await task.value }
    }

    func status() async throws -> IndexStatus {
        let newest = try await store.read { try $0.lastChange() }
        return state.withLock { state in
            IndexStatus(
                contents: state.current.map { IndexStatus.Contents($0, newest: newest) },
                work: state.opening == nil ? state.work : .opening,
                failure: state.failure,
                fileFailure: state.fileFailure
            )
        }
    }

    // MARK: What is done on a copy

    private func done(_ work: IndexWork, on known: IndexState, isAwaited: Bool) async throws -> IndexState {
        switch work {
        case .following, .writing, .opening: return known
        case .reading(let reason): return try await read(reason)
        case .counting:
            let now = clock()
            return try await onThread(isAwaited: isAwaited) {
                var fresh = known
                fresh.index.refresh()
                fresh.counted = IndexState.Count(at: now, sequence: known.sequence)
                return fresh
            }
        }
    }

    private func onThread<Result: Sendable>(
        isAwaited: Bool,
        _ work: @Sendable @escaping () throws -> Result
    ) async throws -> Result {
        isAwaited ? try await OwnThread.run(work) : try await BesideThread.run(work)
    }

    private func read(_ reason: IndexWork.Reason) async throws -> IndexState {
        let (shelf, now) = (shelf, clock())
        return try await store.read { transaction in
            try IndexState(reading: transaction, shelf.book(inReading: transaction), reason, at: now) {
                if self.state.withLock({ $0.isClosed }) { throw CancellationError() }
            }
        }
    }

    private func followed(_ known: IndexState) async throws -> IndexState.Followed {
        let (shelf, slice) = (shelf, policy.slice)
        return try await store.read { transaction in
            try known.followed(in: transaction, atMost: slice, shelf)
        }
    }

    /// The technical fields' terms and the generic words, from the program's own data.
    static func lexicon() throws -> FieldLexicon { try ownWords.get().lexicon }

    /// Names the recipe and its word lists: another name, other scores.
    static func recipe() throws -> String { try ownWords.get().recipe }

    private static let ownWords = Result<(lexicon: FieldLexicon, recipe: String), any Error> {
        guard let fields = SeedFiles.text("matching/fields.txt"),
            let generic = SeedFiles.text("matching/generic.txt")
        else { throw MissingSeedFile(name: "matching/fields.txt") }
        let lexicon = try FieldLexicon(parsing: fields, generic: generic)
        let digest = MatchIndex.recipeDigest(lexicon, lexiconText: fields + generic)
        let digits = String(digest, radix: 16)
        return (lexicon, String(repeating: "0", count: 16 - digits.count) + digits)
    }
}

/// A file that the program must carry and does not: a mistake in building it.
struct MissingSeedFile: Error {
    let name: String
}
