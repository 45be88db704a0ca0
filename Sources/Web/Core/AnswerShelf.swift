import Hummingbird
import Synchronization

/// Answers that are kept as long as nothing that they rest on has changed: what is sent is what making it again would give.
final class AnswerShelf<Age: Equatable & Sendable, Key: Hashable & Sendable>: Sendable {
    struct Kept: Sendable {
        let response: Response
        /// The route that made it.
        let route: String?
    }

    private struct State {
        var age: Age?
        var answers: [Key: Kept] = [:]
        var bytes = 0
    }

    /// The most bytes that are kept. When there are more all are dropped: what is asked for often is back at once.
    private static var room: Int { 64 << 20 }
    /// What an answer takes beside its body.
    private static var frame: Int { 2_048 }

    private let state = Mutex(State())

    func answer(to key: Key, _ age: Age) -> Kept? {
        state.withLock { $0.age == age ? $0.answers[key] : nil }
    }

    /// Keeps an answer if it went well and says nothing to one browser alone.
    ///
    /// - Parameter age: as of before the answer was made, so that a write in between makes it old and never fresh.
    func keep(_ response: Response, route: String?, as key: Key, _ age: Age) {
        guard response.status == .ok, response.headers[.setCookie] == nil,
            let size = response.body.contentLength, size <= Self.room / 64
        else { return }
        state.withLock { state in
            if state.age != age || state.bytes + size + Self.frame > Self.room { state = State(age: age) }
            if state.answers.updateValue(Kept(response: response, route: route), forKey: key) == nil {
                state.bytes += size + Self.frame
            }
        }
    }
}
