import Domain
import HTTPTypes
import Hummingbird
import Market

/// Finds out who is signed in, and gives a browser that comes to a form a word by which it is known again.
struct Recognition: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var fresh: String?
        if let word = context.cookies[NewCookie.who], Self.isWord(word) {
            context.visitor = try await site.workspace.accounts.visitor(session: word)
        } else if Paths.hasFormForAnybody(request.uri.path) {
            let word = site.workspace.accounts.newBrowserWord()
            context.cookies = CookieJar("\(NewCookie.who)=\(word)")
            fresh = word
        }
        var response = try await next(request, context)
        if let fresh, response.headers[values: .setCookie].allSatisfy({ !$0.hasPrefix(NewCookie.who) }) {
            response.set(
                NewCookie(name: NewCookie.who, value: fresh, age: 86_400),
                isSecure: context.isSecure
            )
        }
        // What was to be said is said now.
        if context.cookies[NewCookie.note] != nil, response.status == .ok {
            response.set(NewCookie(name: NewCookie.note, value: "", age: 0), isSecure: context.isSecure)
        }
        return response
    }

    static func isWord(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}

/// Lets nobody past who is not signed in, and whoever was given a password only to where it is changed.
struct SignedIn: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        _ = try context.desk()
        if context.visitor?.mustChangePassword == true, request.uri.path != Paths.password {
            return .goTo(Paths.password)
        }
        return try await next(request, context)
    }
}

/// Takes in forms, but for those that another site made: each of ours carries a key that follows from the browser's own
/// word, which no other site can read (OWASP, Cross-Site Request Forgery Prevention: the signed double-submit cookie).
struct FormGuard: RouterMiddleware {
    let site: Site
    static let field = "form_key"

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head else { return try await next(request, context) }
        let type = request.headers[.contentType] ?? ""
        if request.uri.path == Paths.imports, type.hasPrefix("multipart/form-data") {
            return try await next(request, try await receive(request, type, context))
        }
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
            throw HTTPError(.unsupportedMediaType)
        }
        var context = context
        let body = try await request.body.collect(
            upTo: site.settings.largestForm,
            within: site.settings.timeout
        )
        context.form = try Inputs(parsing: body.readableBytesView)
        try Self.check(context.form, request, context)
        return try await next(request, context)
    }

    /// Takes in a form with a file, of which nothing is kept for those who may not send one.
    private func receive(_ request: Request, _ type: String, _ context: AppContext) async throws -> AppContext
    {
        var context = context
        let desk = try context.desk()
        try await desk.read { try $0.require(.staff, "import.begin") }
        let asked = context
        let (fields, file) = try await Upload.receiveForm(request.body, type: type) { fields in
            try Self.check(fields, request, asked)
        }
        try Self.check(fields, request, context)
        context.form = fields
        context.upload = file
        return context
    }

    /// Refuses a form that is not one of ours.
    private static func check(_ form: Inputs, _ request: Request, _ context: AppContext) throws(AppError) {
        let origin = request.headers[.fetchSite]
        let key = Self.key(context)
        guard !key.isEmpty, form[Self.field] == key,
            origin == nil || origin == "same-origin" || origin == "none"
        else {
            throw AppError(
                .forbidden,
                "form_expired",
                Phrase(
                    "这张表单已过期：请返回上一页，刷新后重新提交。",
                    en: "This form has expired: go back, reload the page and send it again."
                )
            )
        }
    }

    /// What the forms for this browser carry; blank for a browser without a word.
    static func key(_ context: AppContext) -> String {
        context.cookies[NewCookie.who].map { Accounts.formKey(for: $0) } ?? ""
    }
}
