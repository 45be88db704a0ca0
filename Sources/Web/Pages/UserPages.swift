import Domain
import Hummingbird
import Market

/// 用户: who may work here, for administrators.
struct UserPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("users", use: list)
        routes.get("users/new", use: newForm)
        routes.post("users/new", use: create)
        routes.get("users/{login}", use: show)
        routes.post("users/{login}", use: edit)
        routes.post("users/{login}/password", use: setPassword)
    }

    // MARK: The list

    @Sendable private func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let items = try await context.desk().read { try $0.users.items() }
        let rows = items.map { item -> HTML in
            let user = item.user
            return """
                <tr data-href="\(Paths.user(user.login))"><td><a href="\(Paths.user(user.login))">\(user.name)</a><br>\
                <small>\(user.login)</small></td><td data-label="\(reader("角色", en: "Role"))">\(reader(user.role.name))</td>\
                <td data-label="\(reader("状态", en: "State"))">\(Self.state(reader, item))</td>\
                <td data-label="\(reader("最近使用", en: "Last seen"))">\(item.seenAt.map { reader($0.phrase) } ?? "—")</td></tr>
                """
        }
        return Layout.page(
            reader,
            .users,
            title: reader("用户", en: "Users"),
            quiet:
                "\(reader("角色：查看、工作人员、负责人、管理员，后面的包含前面的权限。", en: "Roles: viewer, staff, manager, admin; each may do what the ones before it may."))",
            actions:
                "<a class=\"btn go\" href=\"\(Paths.users)/new\">\(reader("添加用户", en: "Add a user"))</a>",
            body: """
                <section class="card"><table class="stack"><thead><tr><th scope="col">\(reader("姓名", en: "Name"))</th>\
                <th scope="col">\(reader("角色", en: "Role"))</th><th scope="col">\(reader("状态", en: "State"))</th>\
                <th scope="col">\(reader("最近使用", en: "Last seen"))</th></tr></thead><tbody>\(rows)</tbody></table></section>
                """
        ).response()
    }

    private static func state(_ reader: Reader, _ item: UserItem) -> HTML {
        if !item.user.isActive { return "<span class=\"chip\">\(reader("已停用", en: "switched off"))</span>" }
        if !item.hasPassword {
            return "<span class=\"chip warn\">\(reader("没有密码，不能登录", en: "no password, can't sign in"))</span>"
        }
        if item.mustChangePassword {
            return
                "<span class=\"chip accent\">\(reader("首次登录要改密码", en: "has to change the password"))</span>"
        }
        return "<span class=\"chip good\">\(reader("在用", en: "active"))</span>"
    }

    // MARK: A new one

    private static func role(_ reader: Reader) -> FormField {
        FormField(
            "role",
            reader(Field.role.name),
            .choice(Role.allCases.map { ($0.rawValue, reader($0.name)) }, blank: nil),
            isShort: true
        )
    }

    private static func newFields(_ reader: Reader) -> [FormField] {
        [
            FormField(
                "login",
                reader(Field.login.name),
                hint: reader(
                    "2 到 32 个小写字母、数字、汉字或 . _ -",
                    en: "2 to 32 lower-case letters, digits, Chinese characters or . _ -"
                ),
                isRequired: true,
                isShort: true
            ),
            FormField("name", reader("姓名", en: "Name"), isRequired: true, isShort: true),
            role(reader),
            passwordField(reader),
        ]
    }

    private static func passwordField(_ reader: Reader) -> FormField {
        FormField(
            "password",
            reader("第一个密码", en: "First password"),
            .secret,
            hint: reader(
                "\(PasswordRule.least) 个字符以上；当面或打电话告诉本人，首次登录时本人要改。",
                en:
                    "\(PasswordRule.least) characters or more; tell it in person, it has to be changed at the first sign-in."
            ),
            isRequired: true,
            isShort: true
        )
    }

    @Sendable private func newForm(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        try await context.desk().read { try $0.require(.admin, "user.create") }
        var draft = Draft()
        draft.inputs["role"] = Role.staff.rawValue
        return Self.newPage(reader, draft).response()
    }

    private static func newPage(_ reader: Reader, _ draft: Draft) -> HTML {
        Layout.page(
            reader,
            .users,
            title: reader("添加用户", en: "Add a user"),
            body: """
                <section class="card">\(Parts.form(reader, to: "\(Paths.users)/new", keeps: true, """
                \(draft.summary(reader))\(newFields(reader).map { $0.view(reader, draft) })<p class="do">\
                <button class="go">\(reader("添加", en: "Add"))</button> <a class="btn" href="\(Paths.users)">\(reader("取消", en: "Cancel"))</a></p>
                """))</section>
                """
        )
    }

    @Sendable private func create(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        do {
            let role = try Role(typed: form["role"])
            let user = try await site.workspace.accounts.create(
                login: form["login"],
                name: form["name"],
                role: role,
                password: form.raw("password"),
                at: try context.desk()
            )
            return .goTo(
                Paths.users,
                note: reader(
                    "已添加 \(user.name)（\(user.login)），可以用刚设的密码登录。",
                    en: "Added \(user.name) (\(user.login)), who can sign in with that password."
                ),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden {
            var draft = Draft(form)
            draft.add(error, Self.newFields(reader))
            return Self.newPage(reader, draft).response(error.kind.status)
        }
    }

    // MARK: One of them

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let login = try context.part("login")
        return try await page(site.reader(request, context), context, login).response()
    }

    private func page(
        _ reader: Reader,
        _ context: AppContext,
        _ login: String,
        edit: Draft? = nil,
        password: Draft = Draft()
    ) async throws -> HTML {
        let item = try await context.desk().read { work -> UserItem in
            let items = try work.users.items()
            let user = try work.users.find(login)
            return items.first { $0.user.id == user.id }
                ?? UserItem(user: user, hasPassword: false, mustChangePassword: false, seenAt: nil)
        }
        let user = item.user
        var draft = edit ?? Draft()
        if edit == nil {
            draft.inputs["name"] = user.name
            draft.inputs["role"] = user.role.rawValue
            draft.inputs["active"] = user.isActive ? "1" : ""
            draft.inputs["version"] = String(user.version)
        }
        let fields = [
            FormField("name", reader("姓名", en: "Name"), isRequired: true, isShort: true), Self.role(reader),
        ]
        let active: HTML = """
            <p><label><input type="checkbox" name="active" value="1"\("checked", if: draft.inputs["active"] == "1")>\
            \(reader("在用（不勾选就是停用：不能登录，历史记录仍保留姓名）", en: "active (otherwise switched off: can't sign in, and stays in the history)"))</label></p>
            """
        let editForm = Parts.form(
            reader,
            to: Paths.user(user.login),
            keeps: true,
            """
            \(draft.summary(reader))\(Parts.hidden("version", draft.inputs["version"]))\(fields.map { $0.view(reader, draft) })\(active)\
            <p class="do"><button class="go">\(reader("保存", en: "Save"))</button></p>
            """
        )
        let passwordForm = Parts.form(
            reader,
            to: "\(Paths.user(user.login))/password",
            question: reader(
                "重设 \(user.name) 的密码？其所有会话都会结束。",
                en: "Set the password of \(user.name)? All sessions end."
            ),
            """
            \(password.summary(reader))\(Self.passwordField(reader).view(reader, password))\
            <button>\(reader("重设密码", en: "Set the password"))</button>
            """
        )
        let log = "\(Paths.audit)?actor=\(Inputs.encoded(user.login))"
        return Layout.page(
            reader,
            .users,
            title: user.name,
            quiet: "\(user.login)　\(Self.state(reader, item))",
            actions: "<a class=\"btn\" href=\"\(log)\">\(reader("做过的事", en: "What was done"))</a>",
            body: """
                <div class="cols even"><section class="card"><h2>\(reader("姓名和角色", en: "Name and role"))</h2>\(editForm)</section>\
                <section class="card"><h2>\(reader("密码", en: "Password"))</h2>\
                <p class="quiet">\(item.seenAt.map { reader("最近使用：\($0.phrase.zh)", en: "Last seen: \($0.phrase.en)") } ?? reader("没有登录中的会话。", en: "No session is open."))</p>\
                \(passwordForm)</section></div>
                """
        )
    }

    @Sendable private func edit(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let (login, form) = (try context.part("login"), context.form)
        guard let version = Int64(form["version"]) else { throw HTTPError(.badRequest) }
        do {
            let role = try Role(typed: form["role"])
            let user = try await context.desk().change { work in
                let old = try work.users.find(login)
                let seen = User(
                    id: old.id,
                    login: old.login,
                    name: old.name,
                    role: old.role,
                    isActive: old.isActive,
                    version: version
                )
                return try work.users.edit(
                    seen,
                    name: form["name"],
                    role: role,
                    isActive: form["active"] == "1"
                )
            }
            return .goTo(
                Paths.user(user.login),
                note: reader("已保存 \(user.name)。", en: "Saved \(user.name)."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            var draft = Draft(form)
            draft.add(error, names: ["name", "role"])
            return try await page(reader, context, login, edit: draft).response(error.kind.status)
        }
    }

    @Sendable private func setPassword(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let (login, form) = (try context.part("login"), context.form)
        do {
            try await site.workspace.accounts.setPassword(
                of: login,
                to: form.raw("password"),
                at: try context.desk()
            )
            return .goTo(
                Paths.user(login),
                note: reader(
                    "密码已重设，本人下次登录时要改。",
                    en: "The password is set and has to be changed at the next sign-in."
                ),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            var draft = Draft()
            draft.add(error, names: ["password"])
            return try await page(reader, context, login, password: draft).response(error.kind.status)
        }
    }
}

extension Role {
    /// The role that a form's choice names.
    init(typed text: String) throws(AppError) {
        guard let role = Role(rawValue: text) else {
            throw AppError(
                .invalid,
                "role_unknown",
                field: .role,
                value: text,
                Phrase("请选角色。", en: "Choose a role.")
            )
        }
        self = role
    }
}
