import ArgumentParser
import Domain
import Exchange
import Market

/// Tokens for programs that use the API, made where no browser is at hand.
struct TokenCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "token",
        "访问令牌：给使用 API 的程序",
        en: "Access tokens, for programs that use the API",
        examples: ["token create --user zhangsan --name 月报脚本 --scope read", "token list", "token revoke 3"],
        notes: Phrase(
            "令牌属于 --user 指定的用户，权限不超过本人的角色。",
            en: "A token belongs to the user named by --user and may never do more than he or she."
        ),
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: MarketCommand {
        static let configuration = CommandConfiguration(
            "create",
            "生成令牌，只显示这一次",
            en: "Make a token, which is shown only now",
            examples: [
                "token create --user zhangsan --name 月报脚本 --scope read",
                "token create --user zhangsan --name 数据同步 --scope write --expires-on 2027-12-31",
            ]
        )

        @Option(help: help("用途，给自己看的", en: "What it is for, in your own words", value: "用途"))
        var name: String

        @Option(help: help("权限：read 只读，write 读写（默认 read）", en: "read, or write (default: read)", value: "权限"))
        var scope: String?

        @Option(help: help("最后一个有效日（默认一直有效）", en: "Its last day (default: none)", value: "日期"))
        var expiresOn: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (name, expires) = (name, try parsedDay(expiresOn, .expiresOn))
            let scope = try scope.map { try TokenScope(parsing: $0, field: .scope) } ?? .read
            let (token, word) = try await session.desk.change { work in
                try work.tokens.create(name: name, scope: scope, expiresOn: expires)
            }
            if session.isJSON {
                var members = token.members
                members["token"] = .string(word)
                return session.write(.object(members))
            }
            // The word alone on standard output, so that a script can take it up.
            session.remark(
                Phrase(
                    "令牌“\(token.name)”（\(token.scope.name.zh)）已生成，只显示这一次：",
                    en: "The token “\(token.name)” (\(token.scope.name.en)) is made and shown only now:"
                )
            )
            session.console.print(word)
        }
    }

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出自己的令牌",
            en: "List one's own tokens",
            examples: ["token list --user zhangsan", "token list --json"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let width = session.console.width
            try await session.show { view in
                let tokens = try view.work.tokens.own()
                var table = Table([
                    .number("id"), .text(view.text(Field.tokenName.name)), .text(view.text(Field.scope.name)),
                    .text(view.text(Field.expiresOn.name)), .text(view.text(Phrase("上次使用", en: "last used"))),
                    .text(view.text(Field.state.name)),
                ])
                for token in tokens {
                    table.add([
                        token.id.description, token.name, view.text(token.scope.name),
                        token.expiresOn?.description ?? "", token.usedAt.map { view.text($0.phrase) } ?? "",
                        view.text(token.state(on: view.work.today)),
                    ])
                }
                return Listing(
                    total: Int64(tokens.count),
                    page: .all,
                    table: table,
                    items: tokens.map(\.members)
                ).text(view, width: width)
            }
        }
    }

    struct Revoke: MarketCommand {
        static let configuration = CommandConfiguration(
            "revoke",
            "撤销令牌",
            en: "Revoke a token",
            examples: ["token revoke 3 --user zhangsan"],
            notes: Phrase("管理员可以撤销任何人的令牌。", en: "An administrator can revoke anybody's.")
        )

        @Argument(help: help("令牌的 id，见 token list", en: "The token's id, as in token list", value: "id"))
        var id: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let number = try WholeNumber.parse(id, .token, in: 1...Int.max)
            let id = AccessToken.ID(rawValue: Int64(number))
            try await session.change { view in
                let token = try view.work.tokens.revoke(id)
                return Deed(
                    members: token.members,
                    line: Phrase("令牌“\(token.name)”已撤销。", en: "The token “\(token.name)” is revoked."),
                    next: "token list"
                )
            }
        }
    }
}

extension TokenScope: Choice {}

extension AccessToken {
    fileprivate func state(on day: Day) -> Phrase {
        if revokedAt != nil { return Phrase("已撤销", en: "revoked") }
        return isGood(on: day) ? Phrase("有效", en: "good") : Phrase("已过期", en: "expired")
    }
}

extension Field {
    fileprivate static let scope = Field("scope", "权限", en: "scope")
}
