import Dispatch
public import Domain
import FoundationEssentials
import Matching
import Storage
import Synchronization

/// All that the answers of one run over every demand depend on besides the options: two runs with equal values give the
/// same lines.
public struct RematchBasis: Sendable, Equatable {
    /// The last write to the file, and the audit chain's hash there, which names all writes up to it.
    public let sequence: Int64
    public let head: String
    /// The last write when the index's statistics were counted.
    public let countedAtSequence: Int64
    /// The recipe and its word lists.
    public let recipe: String
    public let day: Day
    /// The demands of the run, in its order.
    public let demands: [RecordCode]
}

extension Desk {
    /// The suggestions for every demand that the market looks for achievements for, oldest first, from one state of the
    /// file, on several threads.
    ///
    /// Every thread reads that state in a transaction of its own. Demands are handed out a few at a time, in order, and
    /// no thread runs further ahead of the slowest than a fixed number of them, so that what waits to be taken is bounded
    /// whatever the number of demands; texts are read for the few demands at hand and let go.
    ///
    /// - Parameters:
    ///   - threads: how many; more than the machine has cores are as many as it has.
    ///   - begin: is told what the run goes by, and says how many of its first demands are done already.
    ///   - make: turns a demand's suggestions into what is kept of them; on the threads, several at once.
    ///   - take: takes what was made, one after the other and in order, with how many demands of how many are done.
    public func suggestionsForAllDemands<Part: Sendable>(
        _ filter: SuggestionFilter,
        threads: Int? = nil,
        begin: @Sendable @escaping (RematchBasis) throws -> Int = { _ in 0 },
        make: @Sendable @escaping (Work, Demand, [Suggestion]) throws -> Part,
        take: @Sendable @escaping (Part, _ done: Int, _ total: Int) throws -> Void
    ) async throws {
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let threads = max(1, min(threads ?? cores, cores))
        let recipe = try LiveIndex.recipe()
        // The threads' states are the index's own unless somebody writes just now.
        for attempt in 0..<50 {
            let index = try await workspace.index.current()
            let semantics = try await workspace.vectors.current()
            let meeting = Meeting(threads, needsAll: attempt < 40)
            let run = Rematch(
                filter: filter,
                index: index,
                semantics: semantics,
                // What was found with vectors is not gone on with without them.
                recipe: semantics == nil ? recipe : recipe + "+vectors",
                begin: begin,
                make: make,
                take: take
            )
            let done = try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<threads {
                    group.addTask {
                        let seat = Seat(meeting)
                        defer { seat.take(isAgreed: false) }
                        try await read { work in
                            seat.take(isAgreed: try work.transaction.lastChange() == index.sequence)
                            if meeting.waits(for: seat) { try run.work(in: work) }
                        }
                    }
                }
                try await group.waitForAll()
                return meeting.isHeld
            }
            if done { return }
        }
        throw AppError(
            .unavailable,
            "busy",
            field: .database,
            value: workspace.store.path,
            Phrase(
                "市场数据正被频繁写入：请稍后再试。",
                en: "The market's file is being written all the time: try again in a while."
            )
        )
    }
}

/// Sees that all threads of a run read one state of the file before any begins.
private final class Meeting: Sendable {
    private let seats: Int
    private let needsAll: Bool
    private let state = Mutex((taken: 0, agreed: 0))
    private let gate = DispatchSemaphore(value: 0)

    init(_ seats: Int, needsAll: Bool) {
        self.seats = seats
        self.needsAll = needsAll
    }

    func arrive(isAgreed: Bool) {
        let isLast = state.withLock { state in
            state = (state.taken + 1, state.agreed + (isAgreed ? 1 : 0))
            return state.taken == seats
        }
        if isLast { for _ in 0..<seats { gate.signal() } }
    }

    /// Waits until everybody is there, and says whether this one takes part.
    func waits(for seat: Seat) -> Bool {
        gate.wait()
        return isHeld && seat.isAgreed
    }

    var isHeld: Bool { state.withLock { needsAll ? $0.agreed == seats : $0.agreed > 0 } }
}

/// One thread's place in a meeting, taken once whatever becomes of the thread.
private final class Seat: Sendable {
    private let meeting: Meeting
    private let state = Mutex((isTaken: false, isAgreed: false))

    init(_ meeting: Meeting) { self.meeting = meeting }

    var isAgreed: Bool { state.withLock { $0.isAgreed } }

    func take(isAgreed: Bool) {
        let isFirst = state.withLock { state in
            defer { if !state.isTaken { state = (true, isAgreed) } }
            return !state.isTaken
        }
        if isFirst { meeting.arrive(isAgreed: isAgreed) }
    }
}

/// One run, on all its threads.
private final class Rematch<Part: Sendable>: Sendable {
    private struct State {
        /// Nil until the first thread has made the plan.
        var demands: [Demand.ID]?
        /// The next demand to be handed out, and the next to be taken.
        var next = 0
        var written = 0
        /// What is made and waits for what comes before it, by its first demand.
        var waiting: [Int: [Part]] = [:]
        var failure: (any Error)?
    }

    /// Demands that a thread gets at a time.
    private static var slice: Int { 8 }
    /// Slices that may be at work or waiting at once.
    private static var window: Int { 32 }

    private let filter: SuggestionFilter
    private let index: IndexState
    private let semantics: Semantics?
    private let recipe: String
    private let begin: @Sendable (RematchBasis) throws -> Int
    private let make: @Sendable (Work, Demand, [Suggestion]) throws -> Part
    private let take: @Sendable (Part, Int, Int) throws -> Void
    private let state = Mutex(State())
    private let room = DispatchSemaphore(value: window)

    init(
        filter: SuggestionFilter,
        index: IndexState,
        semantics: Semantics?,
        recipe: String,
        begin: @Sendable @escaping (RematchBasis) throws -> Int,
        make: @Sendable @escaping (Work, Demand, [Suggestion]) throws -> Part,
        take: @Sendable @escaping (Part, Int, Int) throws -> Void
    ) {
        self.filter = filter
        self.index = index
        self.semantics = semantics
        self.recipe = recipe
        self.begin = begin
        self.make = make
        self.take = take
    }

    func work(in work: Work) throws {
        do {
            try plan(in: work)
            while let (first, ids) = nextSlice() {
                // A slice's parts leave here together; autoreleased texts do not pile up, for there are none on Linux.
                let parts = try ids.map { id in
                    let demand = try work.demands.whole(id)
                    let suggestions = try work.suggestions(for: demand, filter, in: index, semantics)
                    return try make(work, work.visible(demand), suggestions)
                }
                try hand(over: parts, from: first)
            }
        } catch {
            state.withLock { $0.failure = $0.failure ?? error }
            room.signal()
            throw error
        }
    }

    private func plan(in work: Work) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            guard state.demands == nil else { return }
            var found: [(day: Day, id: Demand.ID, code: RecordCode)] = []
            try work.transaction.eachDemand { demand in
                if demand.isSuggested { found.append((demand.receivedOn, demand.id, demand.code)) }
            }
            found.sort { ($0.day, $0.id.rawValue) < ($1.day, $1.id.rawValue) }
            let basis = RematchBasis(
                sequence: index.sequence,
                head: try work.transaction.chainHash(at: index.sequence) ?? "",
                countedAtSequence: index.counted.sequence,
                recipe: recipe,
                day: work.today,
                demands: found.map(\.code)
            )
            let done = try begin(basis)
            state.demands = found.map(\.id)
            (state.next, state.written) = (done, done)
        }
    }

    /// The next demands for a thread; nil when there are none, or another thread has failed.
    private func nextSlice() -> (first: Int, ids: ArraySlice<Demand.ID>)? {
        room.wait()
        let slice: (Int, ArraySlice<Demand.ID>)? = state.withLock { state in
            guard state.failure == nil, let demands = state.demands, state.next < demands.count else {
                return nil
            }
            let first = state.next
            state.next = min(first + Self.slice, demands.count)
            return (first, demands[first..<state.next])
        }
        // Whoever leaves lets the next one in, who will find nothing either.
        if slice == nil { room.signal() }
        return slice
    }

    private func hand(over parts: [Part], from first: Int) throws {
        try state.withLock { state in
            state.waiting[first] = parts
            while let parts = state.waiting.removeValue(forKey: state.written) {
                for part in parts {
                    state.written += 1
                    try take(part, state.written, state.demands?.count ?? 0)
                }
                room.signal()
            }
        }
    }
}
