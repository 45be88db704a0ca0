public import Domain
import Storage

extension Work {
    public var users: Users { Users(work: self) }
}

/// What administrators do with users.
public struct Users {
    let work: Work

    public func create(login: String, name: String, role: Role) throws -> User {
        let transaction = try work.begin("user.create", .admin)
        let login = try User.login(parsing: login)
        guard try transaction.user(login: login) == nil else {
            throw AppError(
                .conflict,
                "login_taken",
                field: .login,
                value: login,
                Phrase("登录名“\(login)”已有人用：请换一个。", en: "The login “\(login)” is taken: choose another.")
            )
        }
        let name = try TextRule.required(name, .name, limit: Limits.keyword)
        return try transaction.insertUser(login: login, name: name, role: role)
    }

    /// Changes a user's name, role, or whether he or she may work.
    ///
    /// - Throws: `last_admin` when nobody would be left to administer the market.
    public func edit(_ user: User, name: String, role: Role, isActive: Bool) throws -> User {
        let transaction = try work.begin("user.edit", .admin)
        var changed = user
        changed.name = try TextRule.required(name, .name, limit: Limits.keyword)
        changed.role = role
        changed.isActive = isActive
        let others = try transaction.users().filter { $0.id != user.id && $0.isActive && $0.role == .admin }
        guard !others.isEmpty || (role == .admin && isActive) else {
            throw AppError(
                .conflict,
                "last_admin",
                field: .role,
                value: role.rawValue,
                Phrase(
                    "“\(user.login)”是唯一在用的管理员，不能停用或降级：请先指定另一位管理员。",
                    en: "“\(user.login)” is the only administrator left: make another one first."
                )
            )
        }
        try transaction.save(changed)
        return try find(user.login)
    }

    /// The user with this login.
    public func find(_ login: String, field: Field = .user) throws -> User {
        guard let found = try work.transaction.user(login: Text.normalized(login).lowercased()) else {
            throw AppError.noRecord(field, login)
        }
        return found
    }

    /// The user that people mean: by login, or by a name that is one user's alone.
    ///
    /// - Throws: `ambiguous`, `not_found`.
    public func meant(by text: String, field: Field = .user) throws -> User {
        if let found = try work.transaction.user(login: Text.normalized(text).lowercased()) { return found }
        let name = Text.normalized(text)
        let named = try list().filter { Text.normalized($0.name) == name }
        if let found = named.first, named.count == 1 { return found }
        guard named.isEmpty else {
            let logins = named.map(\.login).joined(separator: ", ")
            throw AppError(
                .invalid,
                "ambiguous",
                field: field,
                value: text,
                Phrase(
                    "\(field.name.zh)“\(AppError.quote(text))”有 \(named.count) 位：请写登录名（\(logins)）。",
                    en:
                        "\(named.count) users are called “\(AppError.quote(text))”: give the login (\(logins))."
                )
            )
        }
        throw AppError.noRecord(field, text)
    }

    /// What people call each user, by login: those whose name would not be taken for another.
    public func uniqueNames() throws -> [String: String] {
        let all = try list()
        let logins = Set(all.map(\.login))
        let counts = Dictionary(all.map { (Text.normalized($0.name), 1) }, uniquingKeysWith: +)
        return Dictionary(
            all.filter { user in
                let name = Text.normalized(user.name)
                return counts[name] == 1 && !logins.contains(name.lowercased())
            }.map { ($0.login, $0.name) }
        ) { first, _ in first }
    }

    public func get(_ id: User.ID) throws -> User {
        guard let found = try work.transaction.user(id) else {
            throw AppError.noRecord(.user, id.description)
        }
        return found
    }

    /// All users, with whether and when they sign in.
    public func items() throws -> [UserItem] {
        try work.require(.admin, "user.list")
        return try work.transaction.userItems()
    }

    public func list() throws -> [User] { try work.transaction.users() }
}
