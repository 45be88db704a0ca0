import Domain
import Synchronization

/// What waits for each person as it was last found, so that a page looks only at what was written since; whoever comes while
/// it is being looked at waits for that.
final class AgendaShelf: Sendable {
    private struct State {
        var known: [User.ID: AgendaState] = [:]
        var searches: [User.ID: Task<AgendaState, any Error>] = [:]
    }

    /// What is known, or who is looking.
    private enum Answer {
        case known(AgendaState)
        case awaited(Task<AgendaState, any Error>)
    }

    private let state = Mutex(State())

    /// What waits for somebody, no older than a write.
    ///
    /// - Parameter find: looks, given what was found earlier, whenever that was.
    func state(
        of user: User,
        since change: Int64,
        _ today: Day,
        _ find: @Sendable @escaping (AgendaState?) async throws -> AgendaState
    ) async throws -> AgendaState {
        while true {
            let answer = state.withLock { state -> Answer in
                if let known = state.known[user.id], known.sequence >= change, known.today == today,
                    known.role == user.role
                {
                    return .known(known)
                }
                return .awaited(state.searches[user.id] ?? begin(user.id, &state, find))
            }
            switch answer {
            case .known(let known): return known
            case .awaited(let search):
                let found = try await search.value
                // One that had begun before that write may not know it.
                if found.sequence >= change { return found }
            }
        }
    }

    private func begin(
        _ user: User.ID,
        _ state: inout State,
        _ find: @Sendable @escaping (AgendaState?) async throws -> AgendaState
    ) -> Task<AgendaState, any Error> {
        let known = state.known[user]
        let search = Task {
            do {
                let found = try await find(known)
                self.state.withLock { state in
                    state.known[user] = found
                    state.searches[user] = nil
                }
                return found
            } catch {
                self.state.withLock { $0.searches[user] = nil }
                throw error
            }
        }
        state.searches[user] = search
        return search
    }
}
