import Domain
import HTTPTypes
import Hummingbird
import Market
import Synchronization

/// Answers that are the same for everybody who is not signed in, kept while nothing is written.
///
/// Each time the market's file itself is asked for its last write, by whichever process, and an answer that is older than
/// that is made anew: what is sent is what making it again would give.
final class PublicShelf: Sendable {
    /// All that an answer depends on beside its address and language.
    private struct Age: Equatable {
        let change: Int64
        let today: Day
    }

    private struct Key: Hashable {
        let address: String
        let language: Language
    }

    private struct State {
        var age: Age?
        var answers: [Key: Response] = [:]
        var bytes = 0
    }

    /// The most bytes that are kept. When there are more all are dropped: what is asked for often is back at once.
    private static let room = 64 << 20
    /// What an answer takes beside its body.
    private static let frame = 1_024

    private let workspace: Workspace
    private let state = Mutex(State())

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// The answer that is kept, or else what `make` gives, which is then kept if it went well.
    func answer(
        to request: Request,
        _ context: AppContext,
        _ make: () async throws -> Response
    ) async throws -> Response {
        guard request.method == .get, context.visitor == nil, context.cookies[NewCookie.note] == nil,
            request.headers[.ifNoneMatch] == nil
        else { return try await make() }
        // As of before the answer is made, so that a write in between makes it old and never fresh.
        let age = Age(change: try workspace.lastChange(), today: workspace.today)
        let key = Key(address: request.uri.string, language: context.language)
        if let known = state.withLock({ $0.age == age ? $0.answers[key] : nil }) { return known }
        let response = try await make()
        keep(response, key, age)
        return response
    }

    private func keep(_ response: Response, _ key: Key, _ age: Age) {
        guard response.status == .ok, response.headers[.setCookie] == nil,
            let size = response.body.contentLength
        else { return }
        let bytes = size + key.address.utf8.count + Self.frame
        guard bytes <= Self.room / 64 else { return }
        state.withLock { state in
            if state.age != age || state.bytes + bytes > Self.room {
                state = State(age: age)
            }
            if state.answers.updateValue(response, forKey: key) == nil { state.bytes += bytes }
        }
    }
}
