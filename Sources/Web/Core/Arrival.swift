import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Where every request begins: it gets its name, its language, and where it really came from; is turned away when too many
/// are at work; and is counted and written down when it is answered, without anything personal.
struct Arrival: RouterMiddleware {
    let site: Site
    private let proxies: Networks

    init(site: Site) {
        self.site = site
        proxies = Networks(site.settings.trustedProxies)
    }

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = context.id
        context.cookies = CookieJar(request.headers[.cookie])
        context.language = Self.language(request, context)
        context.isSecure = site.settings.tls != nil
        context.isForwarded = request.headers[.forwardedFor] != nil
        if proxies.contain(context.peer) {
            context.isSecure = context.isSecure || request.headers[.forwardedProto] == "https"
            // The last address that is not one of our proxies; those before it anybody can write.
            let hops = request.headers[values: .forwardedFor].joined(separator: ",").split(separator: ",")
                .map { Text.trimmed(String($0)) }
            context.address = hops.last { !proxies.contain($0) } ?? context.peer
        }
        guard site.metrics.begin(most: site.settings.mostRequests) else {
            return Response(
                status: .serviceUnavailable,
                headers: [.retryAfter: "2", .contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: .init(string: "现在忙不过来，请稍后再试。 Too busy just now, try again.\n"))
            )
        }
        let start = ContinuousClock.now
        var status = HTTPResponse.Status.internalServerError
        defer {
            let elapsed = ContinuousClock.now - start
            // The route and not the address: addresses carry what people searched for and which record they opened.
            let route = context.endpointPath ?? "-"
            site.metrics.end(route: route, method: request.method.rawValue, status: status.code, elapsed)
            if context.logger.logLevel <= .info {
                let milliseconds =
                    elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
                context.logger.info(
                    "request",
                    metadata: [
                        "method": "\(request.method)", "route": "\(route)", "status": "\(status.code)",
                        "ms": "\(milliseconds)",
                    ]
                )
            }
        }
        var response = try await next(request, context)
        // An error's page too: what follows on the connection would be taken for the next answer.
        if request.method == .head { response = response.createHeadResponse() }
        status = response.status
        response.headers[.requestID] = context.requestID
        return response
    }

    /// Pages: what the reader chose, else Chinese. Programs: what they ask for.
    private static func language(_ request: Request, _ context: AppContext) -> Language {
        if request.uri.path.hasPrefix("/api/") {
            return AcceptLanguage.pick(request.headers[.acceptLanguage] ?? "")
        }
        return context.cookies[NewCookie.language].flatMap(Language.init(rawValue:)) ?? .zh
    }
}

extension RequestBody {
    /// All of it, unless it is larger than `limit` bytes or takes longer than so many seconds to come.
    func collect(upTo limit: Int, within seconds: Int) async throws -> ByteBuffer {
        let body = self
        return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await body.collect(upTo: limit) }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let buffer = first else {
                throw HTTPError(.requestTimeout)
            }
            return buffer
        }
    }
}

extension HTTPField.Name {
    /// Constants of text that is known to be a field's name.
    private static func known(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no field name") }
        return field
    }

    static let forwardedFor = known("X-Forwarded-For")
    static let forwardedProto = known("X-Forwarded-Proto")
    static let requestID = known("X-Request-Id")
    static let fetchSite = known("Sec-Fetch-Site")
    static let frameOptions = known("X-Frame-Options")
    static let referrerPolicy = known("Referrer-Policy")
    static let openerPolicy = known("Cross-Origin-Opener-Policy")
    static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    static let permissionsPolicy = known("Permissions-Policy")
    static let link = known("Link")
    static let lastEventID = known("Last-Event-ID")
    static let accelBuffering = known("X-Accel-Buffering")
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
}
