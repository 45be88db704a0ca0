import Matching
import Synchronization

/// Looks for the best counterparts of open demands before anybody asks, so that a demand's page and today's list need not
/// search first: for all of them when the index was made or counted anew, those that came last first, and for each that is
/// saved later.
///
/// It makes one search after the other on a thread that gives way to those who wait. What it finds the index itself keeps, of
/// no more demands than `MatchIndex.mostKeptDemands`, and it is as exact as a search.
final class Foresight: Sendable {
    private struct State {
        /// The next one last.
        var waiting: [Int64] = []
        var task: Task<Void, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Looks for all demands, in place of those that still wait.
    ///
    /// - Parameter index: gives the index as it is then; nil when there is none.
    func lookForAll(in index: @escaping @Sendable () -> MatchIndex?) {
        guard let now = index() else { return }
        let all = now.demandIDs.prefix(MatchIndex.mostKeptDemands)
        begin(in: index) { $0 = all.reversed() }
    }

    /// Looks for some demands, before those that wait already.
    func look(for demands: [Int64], in index: @escaping @Sendable () -> MatchIndex?) {
        if demands.isEmpty { return }
        begin(in: index) { waiting in
            waiting += demands
            let surplus = waiting.count - MatchIndex.mostKeptDemands
            if surplus > 0 { waiting.removeFirst(surplus) }
        }
    }

    private func begin(in index: @escaping @Sendable () -> MatchIndex?, _ change: (inout [Int64]) -> Void) {
        state.withLock { state in
            guard !state.isClosed else { return }
            change(&state.waiting)
            guard state.task == nil, !state.waiting.isEmpty else { return }
            state.task = Task.detached(priority: .utility) {
                // Nothing in it throws.
                try? await BesideThread.run { self.run(in: index) }
            }
        }
    }

    private func run(in index: @Sendable () -> MatchIndex?) {
        while let demand = next() { _ = index()?.prepareBest(forStored: demand) }
    }

    private func next() -> Int64? {
        state.withLock { state in
            if state.isClosed { state.waiting = [] }
            if state.waiting.isEmpty { state.task = nil }
            return state.waiting.popLast()
        }
    }

    /// Gives up, for good.
    func cancel() { state.withLock { $0.isClosed = true } }

    /// Waits until none waits.
    func settled() async {
        while let task = state.withLock({ $0.task }) { await task.value }
    }
}
