import Domain
import Hummingbird
import Market

/// Signing in and out, the first administrator, and the choice of language.
struct SignInPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("login", use: form)
        routes.post("login", use: signIn)
        routes.post("logout", use: signOut)
        routes.get("setup", use: setUpForm)
        routes.post("setup", use: setUp)
        routes.get("language/{language}", use: language)
    }

    @Sendable private func form(_ request: Request, _ context: AppContext) async throws -> Response {
        if context.visitor != nil { return .goTo(Paths.desk) }
        if try await site.workspace.accounts.isUnclaimed() { return .goTo(Paths.setUp) }
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        var draft = Draft()
        draft.inputs["next"] = inputs["next"]
        return page(site.reader(request, context), draft).response()
    }

    private func fields(_ reader: Reader) -> [FormField] {
        [
            FormField("login", reader(Field.login.name), isRequired: true),
            FormField("password", reader(Field.password.name), .secret, isRequired: true),
            FormField("next", "", .hidden),
        ]
    }

    private func page(_ reader: Reader, _ draft: Draft) -> HTML {
        Layout.alone(
            reader,
            title: reader("工作人员登录", en: "Staff sign-in"),
            body: """
                \(draft.summary(reader))\(Parts.form(reader, to: "/login", """
                \(fields(reader).map { $0.view(reader, draft) })\
                <button class="go">\(reader("登录", en: "Sign in"))</button>
                """))
                """
        )
    }

    @Sendable private func signIn(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        do {
            let word = try await site.workspace.accounts.signIn(
                login: context.form["login"],
                password: context.form.raw("password"),
                address: context.address,
                ending: context.cookies[NewCookie.who]
            )
            var response = Response.goTo(Paths.own(context.form["next"], else: Paths.desk))
            response.set(.session(word), isSecure: context.isSecure)
            return response
        } catch let error as AppError {
            var draft = Draft(context.form)
            draft.add(error, names: [])
            return page(reader, draft).response(error.kind.status)
        }
    }

    @Sendable private func signOut(_ request: Request, _ context: AppContext) async throws -> Response {
        if let word = context.visitor?.session { try await site.workspace.accounts.signOut(session: word) }
        let reader = site.reader(request, context)
        var response = Response.goTo(
            Paths.signIn(),
            note: reader("已退出。", en: "Signed out."),
            isSecure: context.isSecure
        )
        response.set(NewCookie(name: NewCookie.who, value: "", age: 0), isSecure: context.isSecure)
        return response
    }

    @Sendable private func language(_ request: Request, _ context: AppContext) async throws -> Response {
        let wanted = try context.part("language")
        guard let language = Language(rawValue: wanted) else { throw HTTPError(.notFound) }
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        var response = Response.goTo(Paths.own(inputs["back"], else: Paths.home))
        let cookie = NewCookie(name: NewCookie.language, value: language.rawValue, age: 86_400 * 365)
        response.set(cookie, isSecure: context.isSecure)
        return response
    }
}

extension NewCookie {
    /// Fourteen days at most, as sessions last.
    static func session(_ word: String) -> NewCookie { NewCookie(name: who, value: word, age: 86_400 * 14) }
}

// MARK: The first administrator
extension SignInPages {
    private func setUpFields(_ reader: Reader) -> [FormField] {
        [
            FormField(
                "code",
                reader("启动码", en: "Claim code"),
                hint: reader(
                    "启动服务的终端上显示的一次性代码。",
                    en: "The one-time code on the terminal where the service was started."
                ),
                isRequired: true
            ),
            FormField("login", reader(Field.login.name), isRequired: true),
            FormField("name", reader("姓名", en: "Your name"), isRequired: true),
            FormField(
                "password",
                reader(Field.password.name),
                .secret,
                hint: reader(
                    "至少 \(PasswordRule.least) 个字符。",
                    en: "At least \(PasswordRule.least) characters."
                ),
                isRequired: true
            ),
        ]
    }

    private func setUpPage(_ reader: Reader, _ draft: Draft) -> HTML {
        Layout.alone(
            reader,
            title: reader("启用系统", en: "Set the market up"),
            body: """
                <p>\(reader("还没有人可以登录。请设置第一位管理员。", en: "Nobody can sign in yet. Make the first administrator."))</p>\
                \(draft.summary(reader))\(Parts.form(reader, to: Paths.setUp, """
                \(setUpFields(reader).map { $0.view(reader, draft) })\
                <button class="go">\(reader("设置并登录", en: "Set up and sign in"))</button>
                """))
                """
        )
    }

    @Sendable private func setUpForm(_ request: Request, _ context: AppContext) async throws -> Response {
        guard try await site.workspace.accounts.isUnclaimed() else { return .goTo(Paths.signIn()) }
        return setUpPage(site.reader(request, context), Draft()).response()
    }

    @Sendable private func setUp(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            try await site.workspace.accounts.claim(
                code: form["code"],
                expected: site.settings.claimCode,
                login: form["login"],
                name: form["name"],
                password: form.raw("password"),
                address: context.address
            )
            let word = try await site.workspace.accounts.signIn(
                login: form["login"],
                password: form.raw("password"),
                address: context.address,
                ending: context.cookies[NewCookie.who]
            )
            var response = Response.goTo(Paths.desk)
            response.set(.session(word), isSecure: context.isSecure)
            return response
        } catch let error as AppError {
            var draft = Draft(form)
            draft.add(error, setUpFields(reader))
            return setUpPage(reader, draft).response(error.kind.status)
        }
    }
}
