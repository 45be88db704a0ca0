import Dispatch
import Domain
import GRDB
import GRDBSQLite
import Synchronization

/// Who writes to a market's file, and when.
///
/// A save that comes while nobody writes runs on its caller's own thread: the way to another thread and back takes as long
/// as the writing. It never waits there, neither for others in this process nor for another one that holds the file.
///
/// Saves that come meanwhile wait for the queue's thread, which takes all that wait to the disk together: each within a
/// savepoint of its own and one after the other, as if it were alone, so that one that fails is taken back alone; then they
/// share one commit, and none is answered before it. If the commit fails, all of them fail (group commit: Gawlick & Kinkade,
/// "Varieties of concurrency control in IMS/VS Fast Path", 1985).
final class WriteQueue: Sendable {
    fileprivate struct State {
        var isWriting = false
        var waiting: [any WriteJob] = []
    }

    /// At most so many saves share a commit, so that the first of them is not kept waiting by a crowd.
    private static let mostTogether = 64

    private let pool: DatabasePool
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "techmarket.write")

    init(_ pool: DatabasePool) { self.pool = pool }

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Runs `body` in one transaction that is on the disk when this returns.
    func write<Result: Sendable>(
        _ attributes: WriteAttributes,
        _ body: @Sendable @escaping (Transaction) throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        if !attributes.isLong, state.withLock({ $0.begin() }) {
            defer { goOn() }
            if let result = try writeAtOnce(attributes, body) { return result }
        }
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = Job(attributes, cancellation, body, continuation)
                let isFirst = state.withLock { state in
                    state.waiting.append(job)
                    return state.begin()
                }
                if isFirst { queue.async { self.work() } }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// - Returns: nil, and nothing was done, if another process is writing.
    private func writeAtOnce<Result>(
        _ attributes: WriteAttributes,
        _ body: (Transaction) throws -> Result
    ) throws -> Result? {
        try pool.writeWithoutTransaction { try $0.runAtOnce(attributes, body) }
    }

    /// Lets those go on who came meanwhile.
    private func goOn() {
        let areWaiting = state.withLock { state in
            state.isWriting = !state.waiting.isEmpty
            return state.isWriting
        }
        if areWaiting { queue.async { self.work() } }
    }

    private func work() {
        while let group = state.withLock({ $0.next(most: Self.mostTogether) }) {
            do {
                try pool.writeWithoutTransaction { try $0.run(group) }
                for job in group { job.answer() }
            } catch {
                for job in group { job.fail(error) }
            }
        }
    }
}

extension WriteQueue.State {
    /// Takes the right to write, unless somebody has it.
    fileprivate mutating func begin() -> Bool {
        if isWriting { return false }
        isWriting = true
        return true
    }

    /// The next that write, or nil, and then nobody does.
    fileprivate mutating func next(most: Int) -> [any WriteJob]? {
        guard let first = waiting.first else {
            isWriting = false
            return nil
        }
        let count = first.attributes.isLong ? 1 : waiting.prefix(most).prefix { !$0.attributes.isLong }.count
        defer { waiting.removeFirst(count) }
        return Array(waiting.prefix(count))
    }
}

/// What is said of a transaction beside what it does.
struct WriteAttributes: Sendable {
    let author: User.ID?
    let now: Instant
    /// Whether everything is taken back at the end.
    var isRehearsal = false
    /// Whether it may take longer than the others should wait for.
    var isLong = false
}

/// Set when whoever waits for a write has given up.
final class Cancellation: Sendable {
    private let isSet = Atomic(false)

    func cancel() { isSet.store(true, ordering: .relaxed) }

    func check() throws { if isSet.load(ordering: .relaxed) { throw CancellationError() } }
}
