import Domain
import Hummingbird
import Market

/// 我的账号: one's own password, sessions and tokens.
struct AccountPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("account", use: account)
        routes.get("account/password", use: passwordForm)
        routes.post("account/password", use: changePassword)
        routes.post("account/tokens", use: createToken)
        routes.post("account/tokens/{id}/revocation", use: revokeToken)
    }

    @Sendable private func account(_ request: Request, _ context: AppContext) async throws -> Response {
        try await page(site.reader(request, context), context, Draft()).response()
    }

    private func tokenFields(_ reader: Reader) -> [FormField] {
        [
            FormField(
                "token_name",
                reader(Field.tokenName.name),
                hint: reader("给自己看的，如“月报脚本”。", en: "For yourself, such as “monthly script”."),
                isRequired: true
            ),
            FormField(
                "scope",
                reader("权限", en: "Scope"),
                .choice(TokenScope.allCases.map { ($0.rawValue, reader($0.name)) }, blank: nil),
                isShort: true
            ),
            FormField(
                "expires_on",
                reader(Field.expiresOn.name),
                .day,
                hint: reader("不填则一直有效，直到撤销。", en: "If blank, until it is revoked."),
                isShort: true
            ),
        ]
    }

    private func page(_ reader: Reader, _ context: AppContext, _ draft: Draft, word: String? = nil)
        async throws
        -> HTML
    {
        let (user, sessions, tokens) = try await context.desk().read { work in
            (work.user, try work.sessions().map { ($0.began, $0.seen) }, try work.tokens.own())
        }
        let tokenRows = tokens.map { token -> HTML in
            let isGood = token.isGood(on: reader.today)
            let action: HTML =
                isGood
                ? Parts.form(
                    reader,
                    to: "\(Paths.account)/tokens/\(token.id)/revocation",
                    question: reader(
                        "撤销令牌“\(token.name)”？用它的程序将不能再访问。",
                        en: "Revoke “\(token.name)”? Programs that use it will be shut out."
                    ),
                    "<button>\(reader("撤销", en: "Revoke"))</button>"
                )
                : "<span class=\"quiet\">\(token.revokedAt == nil ? reader("已过期", en: "expired") : reader("已撤销", en: "revoked"))</span>"
            return """
                <tr><td>\(token.name)</td><td>\(reader(token.scope.name))</td><td>\(Parts.day(reader, token.expiresOn))</td>\
                <td>\(token.usedAt.map { reader($0.phrase) } ?? "—")</td><td>\(action)</td></tr>
                """
        }
        let sessionRows = sessions.map { began, seen -> HTML in
            "<tr><td>\(reader(began.phrase))</td><td>\(reader(seen.phrase))</td></tr>"
        }
        let shown: HTML =
            word.map {
                """
                <p class="note good" role="status">\(reader("令牌已生成，只显示这一次，请现在抄下来：", en: "The token is made and shown only now, so copy it:"))<br>\
                <code class="pre">\($0)</code></p>
                """
            } ?? ""
        return Layout.page(
            reader,
            nil,
            title: reader("我的账号", en: "My account"),
            quiet: "\(user.login)　\(user.name)　\(reader(user.role.name))",
            actions:
                "<a class=\"btn\" href=\"\(Paths.password)\">\(reader("改密码", en: "Change the password"))</a>",
            body: """
                \(shown)<section class="card"><h2>\(reader("访问令牌", en: "Access tokens"))</h2>\
                <p class="quiet">\(reader("给程序用 API 时代替密码，权限不超过您自己。", en: "For programs that use the API in your name; they may never do more than you."))</p>\
                \(tokens.isEmpty ? "" : """
                <div class="scroll"><table><thead><tr><th scope="col">\(reader("用途", en: "For"))</th>\
                <th scope="col">\(reader("权限", en: "Scope"))</th><th scope="col">\(reader("有效期至", en: "Expires"))</th>\
                <th scope="col">\(reader("上次使用", en: "Last used"))</th><th scope="col"></th></tr></thead>\
                <tbody>\(tokenRows)</tbody></table></div>
                """ as HTML)\
                <h3>\(reader("新令牌", en: "New token"))</h3>\(draft.summary(reader))\
                \(Parts.form(reader, to: "\(Paths.account)/tokens", """
                <div class="triple">\(tokenFields(reader).map { $0.view(reader, draft) })</div>\
                <button>\(reader("生成令牌", en: "Make a token"))</button>
                """))</section>\
                <section class="card"><h2>\(reader("登录中的会话", en: "Sessions"))</h2><table><thead><tr>\
                <th scope="col">\(reader("登录时间", en: "Signed in"))</th><th scope="col">\(reader("最近使用", en: "Last used"))</th>\
                </tr></thead><tbody>\(sessionRows)</tbody></table>\
                <p class="quiet">\(reader("改密码会结束其他所有会话。", en: "Changing the password ends all others."))</p></section>
                """
        )
    }

    @Sendable private func createToken(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            guard let scope = TokenScope(rawValue: form["scope"]) else { throw HTTPError(.badRequest) }
            let expires = form["expires_on"]
            let word = try await context.desk().change { work in
                let day = expires.isEmpty ? nil : try Day(parsing: expires, field: .expiresOn)
                return try work.tokens.create(name: form["token_name"], scope: scope, expiresOn: day).word
            }
            return try await page(reader, context, Draft(), word: word).response()
        } catch let error as AppError {
            var draft = Draft(form)
            draft.add(error, tokenFields(reader))
            return try await page(reader, context, draft).response(error.kind.status)
        }
    }

    @Sendable private func revokeToken(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let id = Int64(try context.part("id")) else { throw HTTPError(.notFound) }
        _ = try await context.desk().change { try $0.tokens.revoke(AccessToken.ID(rawValue: id)) }
        let reader = site.reader(request, context)
        return .goTo(
            Paths.account,
            note: reader("令牌已撤销。", en: "The token is revoked."),
            isSecure: context.isSecure
        )
    }

    // MARK: The password

    private func passwordFields(_ reader: Reader) -> [FormField] {
        let hint = reader(
            "\(PasswordRule.least) 个字符以上，一句话也可以。",
            en: "\(PasswordRule.least) characters or more; a whole sentence will do."
        )
        return [
            FormField("old_password", reader(Field.oldPassword.name), .secret, isRequired: true),
            FormField("password", reader("新密码", en: "New password"), .secret, hint: hint, isRequired: true),
            FormField("again", reader("新密码再输一次", en: "New password again"), .secret, isRequired: true),
        ]
    }

    private func passwordPage(_ reader: Reader, _ context: AppContext, _ draft: Draft) -> HTML {
        let why: HTML =
            context.visitor?.mustChangePassword == true
            ? "<p class=\"note warn\">\(reader("密码是别人给您设的，请先改成只有自己知道的。", en: "Somebody else set your password: choose one that only you know."))</p>"
            : ""
        return Layout.alone(
            reader,
            title: reader("改密码", en: "Change the password"),
            body: """
                \(why)\(draft.summary(reader))\(Parts.form(reader, to: Paths.password, """
                \(passwordFields(reader).map { $0.view(reader, draft) })\
                <button class="go">\(reader("改密码", en: "Change it"))</button>
                """))
                """
        )
    }

    @Sendable private func passwordForm(_ request: Request, _ context: AppContext) async throws -> Response {
        passwordPage(site.reader(request, context), context, Draft()).response()
    }

    @Sendable private func changePassword(_ request: Request, _ context: AppContext) async throws -> Response
    {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            guard let visitor = context.visitor else { throw HTTPError(.unauthorized) }
            guard form.raw("password") == form.raw("again") else {
                throw AppError(
                    .invalid,
                    "passwords_differ",
                    field: Field("again", "新密码", en: "new password"),
                    Phrase("两次输入的新密码不一样：请重新输入。", en: "The two new passwords differ: type them again.")
                )
            }
            let word = try await site.workspace.accounts.changePassword(
                of: visitor,
                from: form.raw("old_password"),
                to: form.raw("password")
            )
            var response = Response.goTo(
                Paths.account,
                note: reader("密码已改，其他会话都已结束。", en: "The password is changed; all other sessions have ended."),
                isSecure: context.isSecure
            )
            response.set(.session(word), isSecure: context.isSecure)
            return response
        } catch let error as AppError {
            var draft = Draft()
            draft.add(error, passwordFields(reader))
            return passwordPage(reader, context, draft).response(error.kind.status)
        }
    }
}
