import HTTPTypes
import Hummingbird

/// What every answer tells the browser not to do: nothing from elsewhere, no script or style in the page itself, no frame
/// around it (Content Security Policy Level 3; the rest after OWASP's HTTP Headers Cheat Sheet).
struct SecurityHeaders: RouterMiddleware {
    static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
        form-action 'self'; frame-ancestors 'none'; base-uri 'none'
        """

    private static let fields: [HTTPField] = [
        HTTPField(name: .contentSecurityPolicy, value: policy),
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .frameOptions, value: "DENY"),
        HTTPField(name: .referrerPolicy, value: "same-origin"),
        HTTPField(name: .openerPolicy, value: "same-origin"),
        HTTPField(name: .resourcePolicy, value: "same-origin"),
        HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=()"),
    ]
    private static let overTLS = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // No handler of ours sets one of these.
        for field in Self.fields { response.headers.append(field) }
        if context.isSecure { response.headers.append(Self.overTLS) }
        return response
    }
}
