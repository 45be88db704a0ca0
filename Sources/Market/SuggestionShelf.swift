import Domain
import Storage
import Synchronization

/// New suggestions as they were last found for each person: in a large catalogue looking for them takes longer than a page
/// may, while hardly any write changes them.
final class SuggestionShelf: Sendable {
    /// What took longer is looked for beside the pages.
    static let budget = Duration.milliseconds(20)
    /// Suggestions that are older are not shown, however long the page then takes; in milliseconds.
    static let mostAge: Int64 = 60_000
    /// While they are being looked for they are shown a little longer: on a busy machine others go first.
    static let mostAgeWhenBusy: Int64 = 600_000
    /// Between two searches beside the pages lies at least so many times what the last one took.
    static let rest = 4

    struct Found: Sendable {
        let news: NewSuggestions
        /// When the person had last looked.
        let looked: Instant?
        /// The last write that was known then.
        let sequence: Int64
        /// What looking takes, rather too much than too little.
        let took: Duration
        let finished: ContinuousClock.Instant
    }

    private let known = Mutex<[User.ID: (found: Found, isBusy: Bool)]>([:])

    /// What was found since the person last looked; nil if nothing was yet.
    func found(_ user: User.ID, since looked: Instant?) -> Found? {
        known.withLock { known in known[user].flatMap { $0.found.looked == looked ? $0.found : nil } }
    }

    func keep(_ found: Found, of user: User.ID) {
        known.withLock { known in
            if let old = known[user]?.found, old.looked == found.looked, old.sequence > found.sequence {
                return
            }
            known[user] = (found, false)
        }
    }

    /// How old what is shown may be, in milliseconds.
    func mostAge(_ user: User.ID) -> Int64 {
        known.withLock { $0[user]?.isBusy == true } ? Self.mostAgeWhenBusy : Self.mostAge
    }

    /// Whether to look again now beside the pages; whoever is told so does, and says when that has ended.
    func begin(_ user: User.ID) -> Bool {
        known.withLock { known in
            guard let one = known[user], !one.isBusy,
                one.found.finished.duration(to: .now) > one.found.took * Self.rest
            else { return false }
            known[user]?.isBusy = true
            return true
        }
    }

    func end(_ user: User.ID) { known.withLock { $0[user]?.isBusy = false } }
}

extension Desk {
    /// The same for a page: as of some seconds ago where looking takes long and things are under way, which
    /// `NewSuggestions.asOf` says.
    public func pageSuggestions() async throws -> NewSuggestions {
        let shelf = workspace.suggestionShelf
        let change = try workspace.lastChange()
        let looked = try workspace.store.glance { try $0.lastLooked(user.id, at: NewSuggestions.place) }
        if let found = shelf.found(user.id, since: looked) {
            if found.sequence == change { return found.news }
            let isRecent = found.news.asOf.advanced(by: shelf.mostAge(user.id)) > workspace.clock()
            if workspace.isService, isRecent, found.took > SuggestionShelf.budget {
                if shelf.begin(user.id) {
                    Task {
                        // What goes wrong here goes wrong for whoever looks next, too, and is told then.
                        _ = try? await look(since: looked, change, beside: true)
                        shelf.end(user.id)
                    }
                }
                return found.news
            }
        }
        return try await look(since: looked, change)
    }

    private func look(since looked: Instant?, _ change: Int64, beside: Bool = false) async throws
        -> NewSuggestions
    {
        let clock = ContinuousClock()
        let start = clock.now
        let before = workspace.suggestionShelf.found(user.id, since: looked)?.took ?? .zero
        let news = try await newSuggestions(beside: beside)
        let end = clock.now
        workspace.suggestionShelf.keep(
            SuggestionShelf.Found(
                news: news,
                looked: looked,
                sequence: change,
                // One quick search among slow ones would let the next page wait for a slow one.
                took: max(end - start, before * 3 / 4),
                finished: end
            ),
            of: user.id
        )
        return news
    }
}
