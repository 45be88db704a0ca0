import Dispatch
public import Domain
import Matching
import Storage
import Synchronization

/// The search index of one kind of record, in memory. It follows the store's change log, so that what any process saved
/// is found by the next search, and hands out snapshots: a search goes on undisturbed while the index moves on.
///
/// When it is first asked for it is read from its own file, or else built from one state of the market's, in the
/// background; until then a list waits, but not for longer than its caller has patience. What changed since is searched
/// beside it, and taken into it in the background when searches begin to feel it.
final class LiveSearch: Sendable {
    /// How the index is kept up; other values are for tests.
    struct Policy: Sendable {
        var isService = false
        /// An index of no fewer records is kept in a file; fewer are read in a second or two.
        var keptFrom = 50_000
    }

    private struct State {
        var index: TextIndex?
        var origin: IndexStatus.Origin?
        /// The last change that the index has taken in.
        var sequence: Int64 = 0
        /// Counts up when an index is replaced by one that a background task made, which may know fewer changes.
        var generation = 0
        var building: Task<Void, any Error>?
        var isCompacting = false
        /// How many records a build has read, of how many.
        var progress = (done: 0, total: 0)
        /// The last change that the file holds, or was to hold.
        var kept: Int64 = 0
        var writing: Task<Void, Never>?
        var fileFailure: Phrase?
        var isClosed = false
    }

    /// An index as it was made.
    private struct Made: Sendable {
        var index: TextIndex
        var sequence: Int64
        var origin: IndexStatus.Origin
    }

    private let kind: SearchableKind
    private let store: Store
    private let policy: Policy
    private let notice: @Sendable (Phrase) -> Void
    private let state = Mutex(State())
    private var file: IndexFile {
        IndexFile(besides: store.path, kind == .demand ? .demandSearch : .achievementSearch)
    }

    /// Names how texts are taken apart and the index is laid out.
    static func layout() throws -> String { try ownLayout.get() }

    private static let ownLayout = Result { String(try TextIndex.layoutDigest(), radix: 16) }

    /// More changes than this are slower to follow than to read everything anew.
    private static let mostChanges = 50_000

    init(
        _ kind: SearchableKind,
        store: Store,
        policy: Policy = Policy(),
        notice: @escaping @Sendable (Phrase) -> Void = { _ in }
    ) {
        self.kind = kind
        self.store = store
        self.policy = policy
        self.notice = notice
    }

    /// Waits until there is an index, and has it built if nobody has yet.
    ///
    /// - Parameter patience: how long to wait; nil for as long as it takes.
    /// - Throws: `search_starting` when it is not ready by then, or why the file can't be read.
    func prepare(patience: Duration?) async throws {
        guard let building = startIfNeeded() else { return }
        guard let patience else { return try await building.value }
        // Looked at every now and then: a task that waits for another's end can't be called off.
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while clock.now < deadline {
            if state.withLock({ $0.building == nil }) { return try await building.value }
            try await Task.sleep(for: .milliseconds(20))
        }
        if state.withLock({ $0.index == nil }) { throw AppError.searchStarting(state.withLock(\.progress)) }
    }

    private func startIfNeeded() -> Task<Void, any Error>? {
        state.withLock { state -> Task<Void, any Error>? in
            if state.index != nil { return nil }
            if let building = state.building { return building }
            let task = Task.detached(priority: .userInitiated) { [self] in
                do {
                    let made = try await first()
                    self.state.withLock { state in
                        state.index = made.index
                        state.sequence = made.sequence
                        state.origin = made.origin
                        state.generation += 1
                        state.building = nil
                        state.kept = made.sequence
                    }
                    if case .read = made.origin {
                        let writing = Task.detached(priority: .utility) { await self.write(made) }
                        self.state.withLock { $0.writing = writing }
                        // A command would end before it is written.
                        if !policy.isService { await writing.value }
                    }
                } catch {
                    // The next one to ask tries again.
                    self.state.withLock { $0.building = nil }
                    throw error
                }
            }
            state.building = task
            return task
        }
    }

    /// The index from its file, or else made of all records.
    private func first() async throws -> Made {
        let reason: IndexWork.Reason
        do {
            let reader = try file.opened(), header = reader.header
            let behind = try await store.read {
                try header.check(Self.layout(), orElse: .otherFormat, in: $0)
            }
            if behind <= Self.mostChanges {
                return try await OwnThread.run {
                    do {
                        let index = try TextIndex(unpacking: reader)
                        return Made(
                            index: index,
                            sequence: header.sequence,
                            origin: .file(sequence: header.sequence)
                        )
                    } catch let error as PackedIndexError {
                        throw IndexFileProblem.damaged(error.section)
                    }
                }
            }
            reason = .manyChanges
        } catch let problem as IndexFileProblem {
            reason = .file(problem)
        }
        return try await store.read { [self] in try build(in: $0, reason) }
    }

    private func build(in transaction: Transaction, _ reason: IndexWork.Reason) throws -> Made {
        let sequence = try transaction.lastChange()
        let total = Int(try transaction.searchableCount(kind))
        state.withLock { $0.progress = (0, total) }
        var builder = TextIndex.Builder()
        for organization in try Self.organizations(transaction) { builder.add(organization) }
        try transaction.eachSearchable(kind) { row in
            builder.add(SearchDocument(row))
            if builder.count.isMultiple(of: 1_000) {
                let done = builder.count
                state.withLock { $0.progress.done = done }
            }
        }
        return Made(index: builder.build(), sequence: sequence, origin: .read(reason))
    }

    /// Keeps an index in its file, if it is large enough to be worth it. That it can't be written is no failure: the next
    /// start takes longer.
    private func write(_ made: Made) async {
        guard made.index.count >= policy.keptFrom, let packed = made.index.packed else { return }
        let (file, records) = (file, made.index.count)
        do {
            let header = try await store.read {
                try IndexFile.Header(
                    recipe: Self.layout(),
                    sequence: made.sequence,
                    records: records,
                    in: $0
                )
            }
            try await BesideThread.run { try file.write(packed, header) }
            state.withLock { $0.fileFailure = nil }
        } catch {
            let failure = file.failure(error, goesOn: Phrase("查找", en: "searches"))
            let isNews = state.withLock { state in
                guard !state.isClosed else { return false }
                state.fileFailure = failure
                return true
            }
            if isNews { notice(failure) }
        }
    }

    /// For a clean end: waits until an index that was just made is in its file.
    func finish() async {
        await state.withLock { $0.writing }?.value
        cancel()
    }

    /// Gives up what goes on in the background.
    func cancel() {
        let building = state.withLock { state in
            state.isClosed = true
            return state.building
        }
        building?.cancel()
    }

    /// How the index came to be and how large it is; nil as long as there is none.
    var status: SearchStatus? {
        state.withLock { state in
            guard let index = state.index, let origin = state.origin else { return nil }
            return SearchStatus(records: index.count, origin: origin, fileFailure: state.fileFailure)
        }
    }

    /// The index as of the transaction's own state of the file.
    ///
    /// - Returns: nil when that can't be had from here: there is no index, it has seen more than this transaction, or it
    ///   is too far behind. Prepare it, and ask from a new transaction.
    func current(in transaction: Transaction) throws -> TextIndex? {
        let (known, since, generation) = state.withLock { ($0.index, $0.sequence, $0.generation) }
        guard let known else { return nil }
        let newest = try transaction.lastChange()
        if newest == since { return known }
        guard newest > since else { return nil }
        guard newest - since <= Self.mostChanges else {
            state.withLock { if $0.generation == generation { $0.index = nil } }
            return nil
        }
        let fresh = try follow(known, since: since, in: transaction)
        state.withLock { state in
            // Two searches may catch up at once; the one that saw more is kept.
            guard state.generation == generation, newest > state.sequence else { return }
            state.index = fresh
            state.sequence = newest
        }
        compactIfNeeded()
        return fresh
    }

    private func follow(
        _ index: TextIndex,
        since sequence: Int64,
        in transaction: Transaction
    ) throws -> TextIndex {
        var records: Set<Int64> = []
        var organizations: Set<Int64> = []
        for change in try transaction.changes(after: sequence, limit: Self.mostChanges) {
            switch change.entity {
            case kind.rawValue: records.insert(change.record)
            case "organization": organizations.insert(change.record)
            default: break
            }
        }
        guard !records.isEmpty || !organizations.isEmpty else { return index }
        var changes: [TextIndex.Change] = []
        for id in organizations.sorted() {
            guard let own = try transaction.organization(Organization.ID(rawValue: id)) else { continue }
            let root = own.isMerged ? try transaction.organization(own.rootID) ?? own : own
            changes.append(.setOrganization(SearchOrganization(own, root: root)))
            // Whoever was merged into it goes by its names, too.
            guard !own.isMerged else { continue }
            for member in try transaction.organizations(rootedIn: own.id) where member.isMerged {
                changes.append(.setOrganization(SearchOrganization(member, root: own)))
            }
        }
        for id in records.sorted() {
            if let row = try transaction.searchable(kind, id) {
                changes.append(.set(SearchDocument(row)))
            } else {
                changes.append(.remove(id))
            }
        }
        var index = index
        index.update(changes)
        return index
    }

    /// Lays everything out anew beside the work. The result is as old as its beginning, and catches up like any other.
    private func compactIfNeeded() {
        let begun = state.withLock { state -> (made: Made, generation: Int)? in
            guard !state.isCompacting, !state.isClosed, let index = state.index, let origin = state.origin
            else { return nil }
            // Or the next start would have more to follow than is worth it, whatever it was that changed.
            let isFileOld =
                index.count >= policy.keptFrom && state.sequence - state.kept > Self.mostChanges / 2
            guard index.isWorthCompacting || isFileOld else { return nil }
            state.isCompacting = true
            return (Made(index: index, sequence: state.sequence, origin: origin), state.generation)
        }
        guard let (old, generation) = begun else { return }
        Task.detached(priority: .utility) { [self] in
            defer { state.withLock { $0.isCompacting = false } }
            guard let index = try? await BesideThread.run({ old.index.compacted() }) else { return }
            let made = Made(index: index, sequence: old.sequence, origin: old.origin)
            state.withLock { state in
                guard state.generation == generation, state.index != nil else { return }
                state.index = made.index
                state.sequence = made.sequence
                state.generation += 1
            }
            state.withLock { $0.kept = made.sequence }
            await write(made)
        }
    }

    private static func organizations(_ transaction: Transaction) throws -> [SearchOrganization] {
        var all: [Organization.ID: Organization] = [:]
        try transaction.eachOrganization { all[$0.id] = $0 }
        return all.values.map { SearchOrganization($0, root: all[$0.rootID] ?? $0) }
            .sorted { $0.id < $1.id }
    }
}

/// How a search index is.
public struct SearchStatus: Sendable, Equatable {
    public let records: Int
    public let origin: IndexStatus.Origin
    /// Why the index could not be put into its file the last time.
    public let fileFailure: Phrase?
}

extension AppError {
    /// Says that the search is not ready yet, and how far it is.
    fileprivate static func searchStarting(_ progress: (done: Int, total: Int)) -> AppError {
        AppError(
            .unavailable,
            "search_starting",
            Phrase(
                "搜索正在准备（已读 \(progress.done) 条，共 \(progress.total) 条）：请过几秒再试。",
                en:
                    "The search is getting ready (\(progress.done) of \(progress.total) records read): try again in a few seconds."
            )
        )
    }
}
