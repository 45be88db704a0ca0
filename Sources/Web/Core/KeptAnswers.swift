import Domain
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Market

/// Answers readers who are not signed in, and programs that read the public catalogue, from what is kept. The file itself is
/// asked each time for its last write, by whichever process.
struct KeptAnswers: RouterMiddleware {
    private struct Age: Equatable {
        let change: Int64
        let today: Day
    }

    /// All that a public answer depends on beside its age.
    private struct Key: Hashable {
        let address: String
        let language: Language
        let isSecure: Bool
    }

    let site: Site
    private let shelf = AnswerShelf<Age, Key>()

    init(site: Site) { self.site = site }

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isForAnybody(request, context) else { return try await next(request, context) }
        let key = Key(
            address: request.uri.string,
            language: context.language,
            isSecure: context.isSecure
        )
        let age = Age(change: try site.workspace.lastChange(), today: site.workspace.today)
        if let known = shelf.answer(to: key, age) {
            context.coreContext.endpointPath.value = known.route
            return known.response
        }
        let response = try await next(request, context)
        shelf.keep(response, route: context.endpointPath, as: key, age)
        return response
    }

    /// Whether the request is for a public page or record and says nothing else on which its answer could depend.
    private static func isForAnybody(_ request: Request, _ context: AppContext) -> Bool {
        guard request.method == .get, Paths.isCatalogue(request.uri.path),
            context.cookies[NewCookie.who] == nil, context.cookies[NewCookie.note] == nil
        else { return false }
        for field in request.headers {
            switch field.name {
            case .authorization, .contentLength, .transferEncoding, .ifMatch, .ifNoneMatch, .ifModifiedSince,
                .range, .idempotencyKey:
                return false
            case .accept:
                if !field.value.contains("*/*"), request.uri.path.hasPrefix("/api/") { return false }
            default: continue
            }
        }
        return true
    }
}

/// Keeps pages of the desk for the session that asked for them, which search and explain much and are looked at again and
/// again. Nothing of them is older than the last write or the last count of the index.
struct KeptPages: Sendable {
    private struct Key: Hashable {
        let session: String
        let address: String
        let language: Language
    }

    let workspace: Workspace
    private let shelf = AnswerShelf<RankingAge, Key>()
    /// Some for each core at a time, and in their order, so that those who ask for what is kept, or for little, do not wait
    /// for all of them.
    private let turns = Turns(4 * ProcessInfo.processInfo.activeProcessorCount)

    init(_ workspace: Workspace) { self.workspace = workspace }

    func answer(
        to request: Request,
        _ context: AppContext,
        _ make: () async throws -> Response
    ) async throws -> Response {
        guard let session = context.visitor?.session, context.cookies[NewCookie.note] == nil,
            request.method == .get
        else { return try await make() }
        let key = Key(session: session, address: request.uri.string, language: context.language)
        let age = try await workspace.rankingAge()
        if let known = shelf.answer(to: key, age) { return known.response }
        return try await turns.take {
            // Whoever was before may have asked for the same.
            if let known = shelf.answer(to: key, age) { return known.response }
            let response = try await make()
            shelf.keep(response, route: nil, as: key, age)
            return response
        }
    }
}
