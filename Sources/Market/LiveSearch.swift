import Domain
import Matching
import Storage
import Synchronization

/// The search index of one kind of record, in memory. It follows the store's change log, so that what any process saved
/// is found by the next search, and hands out snapshots: a search goes on undisturbed while the index moves on.
///
/// It is built when it is first asked for, in the background, from one state of the file; until then a list waits, but
/// not for longer than its caller has patience. What changed since it was built is searched beside it, and taken into
/// it in the background when searches begin to feel it.
final class LiveSearch: Sendable {
    private struct State {
        var index: TextIndex?
        /// The last change that the index has taken in.
        var sequence: Int64 = 0
        /// Counts up when an index is replaced by one that a background task made, which may know fewer changes.
        var generation = 0
        var building: Task<Void, any Error>?
        var isCompacting = false
        /// How many records a build has read, of how many.
        var progress = (done: 0, total: 0)
    }

    private let kind: SearchableKind
    private let store: Store
    private let state = Mutex(State())

    /// More changes than this are slower to follow than to read everything anew.
    private static let mostChanges = 50_000

    init(_ kind: SearchableKind, store: Store) {
        self.kind = kind
        self.store = store
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
                    let (index, sequence) = try await store.read { [self] in try build(in: $0) }
                    self.state.withLock { state in
                        state.index = index
                        state.sequence = sequence
                        state.generation += 1
                        state.building = nil
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

    private func build(in transaction: Transaction) throws -> (TextIndex, Int64) {
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
        return (builder.build(), sequence)
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
        let begun = state.withLock { state -> (index: TextIndex, sequence: Int64, generation: Int)? in
            guard !state.isCompacting, let index = state.index, index.isWorthCompacting else { return nil }
            state.isCompacting = true
            return (index, state.sequence, state.generation)
        }
        guard let begun else { return }
        Task.detached(priority: .utility) { [self] in
            let compacted = begun.index.compacted()
            state.withLock { state in
                state.isCompacting = false
                guard state.generation == begun.generation, state.index != nil else { return }
                state.index = compacted
                state.sequence = begun.sequence
                state.generation += 1
            }
        }
    }

    private static func organizations(_ transaction: Transaction) throws -> [SearchOrganization] {
        var all: [Organization.ID: Organization] = [:]
        try transaction.eachOrganization { all[$0.id] = $0 }
        return all.values.map { SearchOrganization($0, root: all[$0.rootID] ?? $0) }
            .sorted { $0.id < $1.id }
    }
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

extension SearchDocument {
    init(_ row: SearchableRow) {
        self.init(
            id: row.id,
            title: row.title,
            keywords: row.keywords,
            summary: row.summary,
            references: [row.code, row.externalID].compactMap { $0 },
            organization: row.organization.rawValue,
            state: row.state,
            isArchived: row.isArchived,
            industry: row.industry,
            field: row.field,
            region: row.region,
            readiness: row.readiness,
            modes: row.cooperationModes,
            money: row.money,
            due: row.due.map(\.searchNumber),
            received: row.receivedOn.searchNumber,
            published: row.publishedOn.map(\.searchNumber)
        )
    }
}

extension SearchOrganization {
    init(_ own: Organization, root: Organization) {
        let names = [own.name] + own.aliases
        self.init(
            id: own.id.rawValue,
            root: root.id.rawValue,
            names: own.id == root.id ? names : names + [root.name] + root.aliases
        )
    }
}

extension Day {
    /// The day as the search index has it.
    var searchNumber: Int32 { Int32(clamping: rawValue) }
}
