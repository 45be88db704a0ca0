public import Domain

extension Table {
    static let credential = Table("credential", ["user_id", "set_at", "must_change", "version"])
    static let apiToken = Table(
        "api_token",
        ["user_id", "name", "digest", "scope", "created_at", "expires_on", "revoked_at", "version"]
    )
    static let receipt = Table("receipt", ["digest", "demand_id", "achievement_id", "received_at"])
}

/// A time somebody signed in and has not left since.
public struct StoredSession: Sendable, Equatable {
    public let digest: String
    public let user: User
    public let createdAt: Instant
    public let seenAt: Instant
    /// Whether the password was set by somebody else and has to be changed first.
    public let mustChangePassword: Bool
}

// MARK: Passwords
extension Transaction {
    /// Keeps a user's password; that it was set stands in the audit log, its hash does not.
    public func setPassword(_ hash: PasswordHash, of user: User.ID, mustChange: Bool) throws {
        let values: [SQLValue] = [SQLValue(user), SQLValue(now), SQLValue(mustChange), .integer(1)]
        let known = try one("SELECT id FROM credential WHERE user_id = ?", [SQLValue(user)]) { $0.integer(0) }
        if let known {
            try update(.credential, known, version: nil, values)
        } else {
            try insert(.credential, values)
        }
        try connection.run(
            """
            INSERT INTO password (user_id, hash) VALUES (?, ?)
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash
            """,
            [SQLValue(user), .text(hash.text)]
        )
    }

    public func passwordHash(of user: User.ID) throws -> PasswordHash? {
        try one("SELECT hash FROM password WHERE user_id = ?", [SQLValue(user)]) {
            PasswordHash(stored: $0.text(0))
        }
    }

    /// Whether anybody at all who may work can sign in.
    public func anybodyCanSignIn() throws -> Bool {
        try count(
            """
            SELECT COUNT(*) FROM password JOIN user_account ON user_account.id = password.user_id
            WHERE user_account.is_active = 1
            """
        ) > 0
    }
}

// MARK: Sessions
extension Transaction {
    public func addSession(digest: String, of user: User.ID) throws {
        try connection.run(
            "INSERT INTO session (digest, user_id, created_at, seen_at) VALUES (?, ?, ?, ?)",
            [.text(digest), SQLValue(user), SQLValue(now), SQLValue(now)]
        )
    }

    /// The session with this digest, with its user as he or she is now.
    public func session(digest: String) throws -> StoredSession? {
        try one("\(Self.sessionSelect) WHERE session.digest = ?", [.text(digest)], Self.session)
    }

    /// A user's sessions, the newest first.
    public func sessions(of user: User.ID) throws -> [StoredSession] {
        try all(
            "\(Self.sessionSelect) WHERE session.user_id = ? ORDER BY session.seen_at DESC, session.digest",
            [SQLValue(user)],
            Self.session
        )
    }

    public func touchSession(digest: String) throws {
        try connection.run("UPDATE session SET seen_at = ? WHERE digest = ?", [SQLValue(now), .text(digest)])
    }

    public func endSession(digest: String) throws {
        try connection.run("DELETE FROM session WHERE digest = ?", [.text(digest)])
    }

    /// Ends all sessions of a user, but for one.
    public func endSessions(of user: User.ID, except digest: String? = nil) throws {
        try connection.run(
            "DELETE FROM session WHERE user_id = ? AND digest <> ?",
            [SQLValue(user), .text(digest ?? "")]
        )
    }

    /// Forgets sessions that began or were last used too long ago.
    public func endSessions(createdBefore created: Instant, orSeenBefore seen: Instant) throws {
        try connection.run(
            "DELETE FROM session WHERE created_at < ? OR seen_at < ?",
            [SQLValue(created), SQLValue(seen)]
        )
    }

    private static let sessionSelect = """
        SELECT session.digest, session.created_at, session.seen_at, user_account.id, user_account.login,
            user_account.name, user_account.role, user_account.is_active, user_account.version,
            COALESCE(credential.must_change, 0)
        FROM session
        JOIN user_account ON user_account.id = session.user_id
        LEFT JOIN credential ON credential.user_id = user_account.id
        """

    private static func session(_ row: any SQLRow) throws -> StoredSession {
        StoredSession(
            digest: row.text(0),
            user: User(
                id: row.id(3),
                login: row.text(4),
                name: row.text(5),
                role: try row.stored(6),
                isActive: row.flag(7),
                version: row.integer(8)
            ),
            createdAt: row.instant(1),
            seenAt: row.instant(2),
            mustChangePassword: row.flag(9)
        )
    }
}

// MARK: Tokens
extension Transaction {
    public func insertToken(
        of user: User.ID,
        name: String,
        digest: String,
        scope: TokenScope,
        expiresOn: Day?
    ) throws -> AccessToken {
        let id = try insert(
            .apiToken,
            [
                SQLValue(user), .text(name), .text(digest), SQLValue(scope), SQLValue(now),
                SQLValue(expiresOn),
                .null, .integer(1),
            ]
        )
        return AccessToken(
            id: AccessToken.ID(rawValue: id),
            user: user,
            name: name,
            scope: scope,
            createdAt: now,
            expiresOn: expiresOn,
            revokedAt: nil,
            usedAt: nil
        )
    }

    public func token(digest: String) throws -> AccessToken? {
        try one("\(Self.tokenSelect) WHERE t.digest = ?", [.text(digest)], Self.token)
    }

    public func token(_ id: AccessToken.ID) throws -> AccessToken? {
        try one("\(Self.tokenSelect) WHERE t.id = ?", [SQLValue(id)], Self.token)
    }

    /// A user's tokens, or everybody's, the newest first.
    public func tokens(of user: User.ID?) throws -> [AccessToken] {
        guard let user else { return try all("\(Self.tokenSelect) ORDER BY t.id DESC", [], Self.token) }
        return try all(
            "\(Self.tokenSelect) WHERE t.user_id = ? ORDER BY t.id DESC",
            [SQLValue(user)],
            Self.token
        )
    }

    public func revokeToken(_ id: AccessToken.ID) throws {
        try update(.apiToken, id.rawValue, set: ["revoked_at": SQLValue(now)])
    }

    /// Notes that a token was used.
    public func touchToken(_ id: AccessToken.ID) throws {
        try connection.run(
            """
            INSERT INTO api_token_use (token_id, at) VALUES (?, ?)
            ON CONFLICT (token_id) DO UPDATE SET at = excluded.at
            """,
            [SQLValue(id), SQLValue(now)]
        )
    }

    private static let tokenSelect = """
        SELECT t.id, t.user_id, t.name, t.scope, t.created_at, t.expires_on, t.revoked_at, u.at
        FROM api_token AS t LEFT JOIN api_token_use AS u ON u.token_id = t.id
        """

    private static func token(_ row: any SQLRow) throws -> AccessToken {
        AccessToken(
            id: row.id(0),
            user: row.id(1),
            name: row.text(2),
            scope: try row.stored(3),
            createdAt: row.instant(4),
            expiresOn: row.optionalDay(5),
            revokedAt: row.optionalInstant(6),
            usedAt: row.optionalInstant(7)
        )
    }
}

// MARK: Repeated requests
/// What a request that carried a key was answered.
public struct KeptAnswer: Sendable, Equatable {
    /// The digest of the request that it answers.
    public let request: String
    public let status: Int
    public let answer: String

    public init(request: String, status: Int, answer: String) {
        self.request = request
        self.status = status
        self.answer = answer
    }
}

extension Transaction {
    public func keptAnswer(to key: String, of user: User.ID) throws -> KeptAnswer? {
        try one(
            "SELECT request, status, answer FROM idempotency WHERE user_id = ? AND key = ?",
            [SQLValue(user), .text(key)]
        ) { row in
            KeptAnswer(request: row.text(0), status: Int(row.integer(1)), answer: row.text(2))
        }
    }

    public func keep(_ answer: KeptAnswer, to key: String, of user: User.ID) throws {
        try connection.run(
            "INSERT INTO idempotency (user_id, key, request, status, answer, at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                SQLValue(user), .text(key), .text(answer.request), .integer(Int64(answer.status)),
                .text(answer.answer), SQLValue(now),
            ]
        )
    }

    public func forgetAnswers(before instant: Instant) throws {
        try connection.run("DELETE FROM idempotency WHERE at < ?", [SQLValue(instant)])
    }
}

// MARK: Where people last looked
extension Transaction {
    public func lastLooked(_ user: User.ID, at place: String) throws -> Instant? {
        try one("SELECT at FROM looked WHERE user_id = ? AND place = ?", [SQLValue(user), .text(place)]) {
            $0.instant(0)
        }
    }

    /// Notes that a user has seen what there was at a place by that moment; now unless it is said.
    public func look(_ user: User.ID, at place: String, until moment: Instant? = nil) throws {
        try connection.run(
            """
            INSERT INTO looked (user_id, place, at) VALUES (?, ?, ?)
            ON CONFLICT (user_id, place) DO UPDATE SET at = excluded.at
            """,
            [SQLValue(user), .text(place), SQLValue(moment ?? now)]
        )
    }
}

// MARK: What the public handed in
extension Transaction {
    /// Keeps the digest of the code by which whoever handed in a record may look its state up.
    public func insertReceipt(digest: String, demand: Demand.ID?, achievement: Achievement.ID?) throws {
        try insert(.receipt, [.text(digest), SQLValue(demand), SQLValue(achievement), SQLValue(now)])
    }

    /// Which record a receipt is for, and when it came in.
    public func receipt(digest: String) throws -> (
        demand: Demand.ID?, achievement: Achievement.ID?, at: Instant
    )? {
        try one(
            "SELECT demand_id, achievement_id, received_at FROM receipt WHERE digest = ?",
            [.text(digest)]
        ) {
            ($0.optionalID(0), $0.optionalID(1), $0.instant(2))
        }
    }
}
