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
}
