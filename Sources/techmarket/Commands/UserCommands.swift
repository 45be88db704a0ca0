import ArgumentParser
import Domain
import Exchange
import Market

struct UserCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "user",
        "用户和角色",
        en: "Users and roles",
        examples: ["user create zhangsan --name 张三 --role 工作人员", "user passwd zhangsan", "user list"],
        notes: Phrase(
            "角色：查看 viewer、工作人员 staff、负责人 manager、管理员 admin，后面的包含前面的权限。",
            en: "Roles: viewer, staff, manager, admin; each may do what the ones before it may."
        ),
        subcommands: [
            Create.self, List.self, Edit.self, Deactivate.self, Activate.self, Passwd.self,
        ]
    )

    struct Create: MarketCommand {
        static let configuration = CommandConfiguration(
            "create",
            "添加用户",
            en: "Add a user",
            examples: ["user create zhangsan --name 张三 --role 工作人员"]
        )

        @Argument(help: help("登录名", en: "Login", value: "登录名"))
        var login: String

        @Option(help: help("姓名", en: "Name", value: "姓名"))
        var name: String

        @Option(help: help("角色", en: "Role", value: "角色"))
        var role: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (login, name, role) = (login, name, try Role(parsing: role, field: .role))
            try await session.change { view in
                let user = try view.work.users.create(login: login, name: name, role: role)
                return Deed(
                    members: try view.records.json(user),
                    line: Phrase(
                        "已添加用户 \(user.login)（\(user.name)，\(role.name.zh)）。",
                        en: "Added the user \(user.login) (\(user.name), \(role.name.en))."
                    ),
                    next: "--user \(user.login) …"
                )
            }
        }
    }

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出用户",
            en: "List users",
            examples: ["user list", "user list --json"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let width = session.console.width
            try await session.show { view in
                let users = try view.work.users.list()
                var table = Table([
                    .text(view.text(Field.login.name)), .text(view.text(Phrase("姓名", en: "name"))),
                    .text(view.text(Field.role.name)), .text(view.text(Field.state.name)),
                ])
                for user in users {
                    table.add([
                        user.login, user.name, view.text(user.role.name),
                        view.text(
                            user.isActive ? Phrase("在用", en: "active") : Phrase("已停用", en: "switched off")
                        ),
                    ])
                }
                return Listing(
                    total: Int64(users.count),
                    page: .all,
                    table: table,
                    items: try users.map { try view.records.json($0) }
                ).text(view, width: width)
            }
        }
    }

    struct Edit: MarketCommand {
        static let configuration = CommandConfiguration(
            "edit",
            "改姓名或角色",
            en: "Change a name or a role",
            examples: ["user edit zhangsan --role 负责人"]
        )

        @Argument(help: help("登录名", en: "Login", value: "登录名"))
        var login: String

        @Option(help: help("姓名", en: "Name", value: "姓名"))
        var name: String?

        @Option(help: help("角色", en: "Role", value: "角色"))
        var role: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (login, name) = (login, name)
            let role = try role.map { try Role(parsing: $0, field: .role) }
            try await session.change { view in
                let old = try view.work.users.find(login)
                let user = try view.work.users.edit(
                    old,
                    name: name ?? old.name,
                    role: role ?? old.role,
                    isActive: old.isActive
                )
                return Deed(
                    members: try view.records.json(user),
                    line: Phrase(
                        "已修改用户 \(user.login)（\(user.name)，\(user.role.name.zh)）。",
                        en: "Changed the user \(user.login) (\(user.name), \(user.role.name.en))."
                    ),
                    next: "user list"
                )
            }
        }
    }

    struct Deactivate: MarketCommand {
        static let configuration = CommandConfiguration(
            "deactivate",
            "停用（不删除，历史记录保留姓名）",
            en: "Switch a user off (never removed: the history keeps its author)",
            examples: ["user deactivate zhangsan"]
        )

        @Argument(help: help("登录名", en: "Login", value: "登录名"))
        var login: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await UserCommands.set(isActive: false, login, session)
        }
    }

    struct Activate: MarketCommand {
        static let configuration = CommandConfiguration(
            "activate",
            "重新启用",
            en: "Switch a user on again",
            examples: ["user activate zhangsan"]
        )

        @Argument(help: help("登录名", en: "Login", value: "登录名"))
        var login: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await UserCommands.set(isActive: true, login, session)
        }
    }

    struct Passwd: MarketCommand {
        static let configuration = CommandConfiguration(
            "passwd",
            "设登录密码（从提示或标准输入读，不写在命令里）",
            en:
                "Set the password for signing in (typed at a prompt or read from standard input, never in the command)",
            examples: ["user passwd zhangsan", "user passwd zhangsan --keep < secret.txt"],
            notes: Phrase(
                "在终端上会提示输入两遍，不显示；不在终端上就读标准输入的第一行。其所有会话都会结束。",
                en:
                    "At a terminal it is asked for twice and not shown; elsewhere it is the first line of standard input. All sessions of the user end."
            )
        )

        @Argument(help: help("登录名", en: "Login", value: "登录名"))
        var login: String

        @Flag(
            help: help(
                "本人不必在首次登录时改密码",
                en: "The user need not change it at the next sign-in"
            )
        )
        var keep = false

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let login = login
            let user = try await session.desk.read { work in
                try work.require(.admin, "user.password")
                return try work.users.find(login)
            }
            let password = try SecretInput.password(session.language)
            try await session.desk.workspace.accounts.setPassword(
                of: user.login,
                to: password,
                at: session.desk,
                mustChange: !keep
            )
            let then =
                keep
                ? Phrase("", en: "") : Phrase("，下次登录时本人要改", en: "; it has to be changed at the next sign-in")
            let members = try await session.read { try $0.records.json(user) }
            session.say(
                Deed(
                    members: members,
                    line: Phrase(
                        "用户 \(user.login)（\(user.name)）的密码已设置\(then.zh)。",
                        en: "The password of \(user.login) (\(user.name)) is set\(then.en)."
                    ),
                    next: "serve"
                )
            )
        }
    }

    private static func set(isActive: Bool, _ login: String, _ session: Session) async throws {
        try await session.change { view in
            let old = try view.work.users.find(login)
            let user = try view.work.users.edit(old, name: old.name, role: old.role, isActive: isActive)
            return Deed(
                members: try view.records.json(user),
                line: isActive
                    ? Phrase(
                        "用户 \(user.login)（\(user.name)）已启用。",
                        en: "The user \(user.login) (\(user.name)) is switched on."
                    )
                    : Phrase(
                        "用户 \(user.login)（\(user.name)）已停用。",
                        en: "The user \(user.login) (\(user.name)) is switched off."
                    ),
                next: "user list"
            )
        }
    }
}
