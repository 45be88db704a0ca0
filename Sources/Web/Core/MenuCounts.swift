import Domain
import Hummingbird
import Market

/// Finds out what waits for whoever is signed in, so that the menu of every page can say so.
struct MenuCounts: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let visitor = context.visitor { context.counts = try await visitor.desk.counts() }
        return try await next(request, context)
    }
}
