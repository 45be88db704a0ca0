public import Domain

extension Table {
    static let userAccount = Table("user_account", ["login", "name", "role", "is_active", "version"])
}

extension Transaction {
    public func insertUser(login: String, name: String, role: Role) throws -> User {
        let id = try insert(
            .userAccount,
            [.text(login), .text(name), SQLValue(role), SQLValue(true), .integer(1)]
        )
        return User(
            id: User.ID(rawValue: id),
            login: login,
            name: name,
            role: role,
            isActive: true,
            version: 1
        )
    }

    /// Saves a user's name, role and whether he or she may work.
    public func save(_ user: User) throws {
        try update(
            .userAccount,
            user.id.rawValue,
            version: user.version,
            [
                .text(user.login), .text(user.name), SQLValue(user.role), SQLValue(user.isActive),
                .integer(user.version),
            ]
        )
    }

    public func user(login: String) throws -> User? {
        try one(
            "SELECT \(Table.userAccount.selected) FROM user_account WHERE login = ?",
            [.text(login)],
            Self.user
        )
    }

    public func user(_ id: User.ID) throws -> User? {
        try one(
            "SELECT \(Table.userAccount.selected) FROM user_account WHERE id = ?",
            [SQLValue(id)],
            Self.user
        )
    }

    public func users() throws -> [User] {
        try all("SELECT \(Table.userAccount.selected) FROM user_account ORDER BY id", [], Self.user)
    }

    /// All users, with whether and when they sign in.
    public func userItems() throws -> [UserItem] {
        try all(
            """
            SELECT \(Table.userAccount.selected(from: "u")), CASE WHEN p.user_id IS NULL THEN 0 ELSE 1 END,
                COALESCE(c.must_change, 0), (SELECT MAX(s.seen_at) FROM session AS s WHERE s.user_id = u.id)
            FROM user_account AS u
            LEFT JOIN password AS p ON p.user_id = u.id
            LEFT JOIN credential AS c ON c.user_id = u.id
            ORDER BY u.id
            """
        ) { row in
            let next = Table.userAccount.columns.count + 1
            return UserItem(
                user: try Self.user(row),
                hasPassword: row.flag(next),
                mustChangePassword: row.flag(next + 1),
                seenAt: row.optionalInstant(next + 2)
            )
        }
    }

    private static func user(_ row: any SQLRow) throws -> User {
        User(
            id: row.id(0),
            login: row.text(1),
            name: row.text(2),
            role: try row.stored(3),
            isActive: row.flag(4),
            version: row.integer(5)
        )
    }
}
