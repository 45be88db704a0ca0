import Domain
import Synchronization

/// What was counted for each person's pages, as of the last write: a page costs one small query while nothing changes.
final class AgendaShelf: Sendable {
    /// All that the counts depend on beside the person.
    struct Key: Equatable {
        let sequence: Int64
        let today: Day
        let role: Role
    }

    private let known = Mutex<[User.ID: (key: Key, counts: AgendaCounts)]>([:])

    /// What was counted for somebody, whenever that was; nil if it was on another day or in another role.
    func counts(of user: User.ID, like key: Key) -> (sequence: Int64, counts: AgendaCounts)? {
        known.withLock { known in
            known[user].flatMap {
                $0.key.today == key.today && $0.key.role == key.role ? ($0.key.sequence, $0.counts) : nil
            }
        }
    }

    func keep(_ counts: AgendaCounts, of user: User.ID, _ key: Key) {
        known.withLock { $0[user] = (key, counts) }
    }

    private let pressing = Mutex<[User.ID: (key: Key, limit: Int, matches: [Match.ID])]>([:])

    /// The matches that pressed somebody most, whenever that was; nil if it was on another day, in another role or for
    /// another number of them.
    func matches(of user: User.ID, limit: Int, like key: Key) -> (sequence: Int64, matches: [Match.ID])? {
        pressing.withLock { pressing in
            pressing[user].flatMap {
                $0.key.today == key.today && $0.key.role == key.role && $0.limit == limit
                    ? ($0.key.sequence, $0.matches) : nil
            }
        }
    }

    func keep(_ matches: [Match.ID], limit: Int, of user: User.ID, _ key: Key) {
        pressing.withLock { $0[user] = (key, limit, matches) }
    }
}
