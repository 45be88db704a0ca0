import Hummingbird
import Synchronization

/// Answers that are kept as long as nothing that they rest on has changed: what is sent is what making it again would give.
final class AnswerShelf<Age: Equatable & Sendable, Key: Hashable & Sendable>: Sendable {
    struct Kept: Sendable {
        let response: Response
        /// The route that made it.
        let route: String?
    }

    /// Two halves: when the younger one is full, those of the elder one are dropped that nobody asked for meanwhile.
    private struct State {
        var age: Age?
        var young: [Key: Kept] = [:]
        var old: [Key: Kept] = [:]
        /// Of the younger half.
        var bytes = 0

        mutating func keep(_ kept: Kept, as key: Key, _ room: Int) {
            let size = (kept.response.body.contentLength ?? 0) + AnswerShelf.frame
            if bytes + size > room {
                old = young
                young = [:]
                bytes = 0
            }
            if young.updateValue(kept, forKey: key) == nil { bytes += size }
        }
    }

    /// The most bytes that are kept.
    private let room: Int
    /// What an answer takes beside its body.
    private static var frame: Int { 2_048 }

    private let state = Mutex(State())

    init(room: Int = 64 << 20) { self.room = room }

    func answer(to key: Key, _ age: Age) -> Kept? {
        state.withLock { state in
            guard state.age == age else { return nil }
            if let kept = state.young[key] { return kept }
            guard let kept = state.old.removeValue(forKey: key) else { return nil }
            state.keep(kept, as: key, room / 2)
            return kept
        }
    }

    /// Keeps an answer if it went well and says nothing to one browser alone.
    ///
    /// - Parameter age: as of before the answer was made, so that a write in between makes it old and never fresh.
    func keep(_ response: Response, route: String?, as key: Key, _ age: Age) {
        guard response.status == .ok, response.headers[.setCookie] == nil,
            let size = response.body.contentLength, size <= room / 64
        else { return }
        state.withLock { state in
            if state.age != age { state = State(age: age) }
            state.keep(Kept(response: response, route: route), as: key, room / 2)
        }
    }
}
