import Domain
import Hummingbird
import Logging
import Market
import NIOCore

/// What is known of a request on its way through the service.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The machine at the other end of the connection, which may be a proxy.
    let peer: String
    /// Where the request comes from, behind any trusted proxy.
    var address: String
    /// Whether it came over TLS, here or at a trusted proxy.
    var isSecure = false
    /// Whether a proxy, trusted or not, says that it passes the request on.
    var isForwarded = false
    /// The request's own name in logs and answers.
    var requestID = ""
    var language: Language = .zh
    var cookies = CookieJar()
    /// Who is signed in; nil for the public.
    var visitor: Visitor?
    /// What waits for the visitor, for the menu.
    var counts = AgendaCounts()
    /// What a form carried, once it was seen to be one of ours.
    var form = Inputs()
    /// The file that came with the form.
    var upload: Upload?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
        address = peer
    }

    /// The desk of whoever is signed in.
    ///
    /// - Throws: `sign_in_first`.
    func desk() throws -> Desk {
        guard let visitor else {
            throw AppError(
                .unauthenticated,
                "sign_in_first",
                Phrase("请先登录。", en: "Sign in first.")
            )
        }
        return visitor.desk
    }

    /// A part of the address, as the route names it.
    func part(_ name: String) throws -> String {
        guard let text = Inputs.decoded(try parameters.require(name, as: String.self)) else {
            throw HTTPError(.notFound)
        }
        return text
    }
}

/// The cookies of a request.
struct CookieJar: Sendable {
    private var values: [String: String] = [:]

    init() {}

    init(_ header: String?) {
        guard let header else { return }
        for pair in header.split(separator: ";") {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let name = pair[..<equals].drop { $0 == " " }
            values[String(name)] = String(pair[pair.index(after: equals)...])
        }
    }

    subscript(name: String) -> String? { values[name] }
}

/// A cookie to set: never readable by scripts, never sent along by other sites' forms.
struct NewCookie: Sendable {
    let name: String
    let value: String
    /// Seconds; 0 takes it away.
    let age: Int

    func header(isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// Who the browser is: a session's word, or one that only says that two requests come from one browser.
    static let who = "tm_who"
    static let language = "tm_lang"
    /// What was done, to be said on the next page.
    static let note = "tm_note"
}

extension Response {
    mutating func set(_ cookie: NewCookie, isSecure: Bool) {
        headers.append(.init(name: .setCookie, value: cookie.header(isSecure: isSecure)))
    }
}
