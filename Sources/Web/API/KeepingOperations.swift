import Domain
import Exchange
import Market

/// Users, code lists, the audit log, and one's own account.
extension Handling {
    static var userOperations: [String: Handling] {
        [
            "listUsers": .read { work, _ in
                .list(try work.users.list().map { .object(try Records(work).json($0)) })
            },
            "getUser": .read { work, call in try user(try work.users.find(call["login"]), work) },
            "createUser": .change { work, call in
                let login = try Records(work).create(.user, try call.members())["login"]?.asString ?? ""
                let made = try user(try work.users.find(login), work)
                return made.created(at: "\(Description.base)/users/\(Inputs.encoded(login))")
            },
            "editUser": .change { work, call in
                let old = try work.users.find(call["login"])
                if let seen = call.version, seen != old.version {
                    throw AppError.stale(seen, current: old.version)
                }
                _ = try Records(work).edit(.user, old.login, version: nil, try call.members())
                return try user(try work.users.find(old.login), work)
            },
            "setPassword": .desk { desk, call in
                try await desk.workspace.accounts.setPassword(
                    of: call["login"],
                    to: try call.string(.password),
                    at: desk
                )
                return .nothing
            },
        ]
    }

    private static func user(_ user: User, _ work: Work) throws -> Answer {
        Answer(body: .object(try Records(work).json(user)), version: user.version)
    }

    static var keepingOperations: [String: Handling] {
        [
            "listCodeLists": .read { work, _ in
                let lists = try work.codes().lists.values.sorted { $0.name < $1.name }
                return .list(lists.map { .object($0.members(withEntries: false)) })
            },
            "getCodeList": .read { work, call in
                let book = try work.codes()
                guard let list = book.lists[call["list"]] else {
                    let known = book.lists.keys.sorted().joined(separator: ", ")
                    throw AppError(
                        .notFound,
                        "code_list_unknown",
                        field: Field("list", "代码表", en: "code list"),
                        value: call["list"],
                        Phrase(
                            "没有代码表“\(AppError.quote(call["list"]))”：可以写 \(known)。",
                            en:
                                "There is no code list “\(AppError.quote(call["list"]))”; there are: \(known)."
                        )
                    )
                }
                return Answer(body: .object(list.members(withEntries: true)))
            },
            "listAudit": .read { work, call in
                var filter = AuditFilter()
                if let record = call.text("record") {
                    (filter.entity, filter.record) = try work.auditLog.row(of: record)
                }
                filter.actor = try call.text("actor").map { try work.users.find($0).id }
                filter.action = call.text("action")
                let logins = try logins(work)
                return try call.page { [filter] before, limit in
                    var filter = filter
                    filter.before = before
                    filter.page = Page(limit: limit)
                    return try work.auditLog.entries(filter)
                } id: {
                    $0.sequence
                } json: {
                    $0.map { .object($0.members(logins)) }
                }
            },
            "verifyAudit": .read { work, call in
                Answer(body: try work.auditLog.verify().json(try logins(work), call.language))
            },
        ]
    }

    private static func logins(_ work: Work) throws -> [User.ID: String] {
        Dictionary(try work.users.list().map { ($0.id, $0.login) }) { first, _ in first }
    }

    static var accountOperations: [String: Handling] {
        [
            "getAccount": .read { work, call in
                var members: JSON.Members = [
                    "login": .string(work.user.login), "name": .string(work.user.name),
                    "role": .string(work.user.role.rawValue),
                ]
                if let scope = call.scope { members["scope"] = .string(scope.rawValue) }
                return Answer(body: .object(members))
            },
            "listTokens": .read { work, _ in .list(try work.tokens.own().map { .object($0.members) }) },
            "createToken": .change { work, call in
                let expires = try call.day(.expiresOn)
                guard let scope: TokenScope = try call.choice(Field("scope", "权限", en: "scope")) else {
                    throw AppError(
                        .invalid,
                        "required",
                        field: Field("scope", "权限", en: "scope"),
                        Phrase(
                            "缺少权限（scope）：请写 read 或 write。",
                            en: "The scope is missing: give read or write."
                        )
                    )
                }
                let name = try call.string(Field("name", "用途", en: "name"))
                let (token, word) = try work.tokens.create(name: name, scope: scope, expiresOn: expires)
                var members = token.members
                members["token"] = .string(word)
                return Answer(body: .object(members)).created()
            },
            "revokeToken": .change { work, call in
                guard let id = Int64(call["id"]) else {
                    throw AppError(
                        .notFound,
                        "not_found",
                        field: .token,
                        value: call["id"],
                        Phrase(
                            "没有令牌“\(AppError.quote(call["id"]))”：请核对 id。",
                            en: "There is no token “\(AppError.quote(call["id"]))”: check the id."
                        )
                    )
                }
                try work.tokens.revoke(AccessToken.ID(rawValue: id))
                return .nothing
            },
        ]
    }
}
