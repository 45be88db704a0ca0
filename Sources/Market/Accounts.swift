public import Domain
import Storage
import Synchronization

extension Workspace {
    /// Signing in and out, and whose request it is.
    public var accounts: Accounts { Accounts(workspace: self) }
}

/// Who is at work through the service.
public struct Visitor: Sendable {
    public let desk: Desk
    /// What the browser shows to be recognized; nil for a token of the API.
    public let session: String?
    /// What a token of the API may be used for; nil for a person in a browser.
    public let scope: TokenScope?
    /// Whether somebody else set the password, so that it has to be changed before anything else.
    public let mustChangePassword: Bool

    public var user: User { desk.user }
}

/// How people and programs come to a desk.
public struct Accounts: Sendable {
    let workspace: Workspace
    private var store: Store { workspace.store }

    /// A session ends this long after its last use, and at the latest this long after it began.
    static let idle = Instant.milliseconds(hours: 12)
    static let longest = Instant.milliseconds(hours: 24 * 14)
    /// Last uses are written down no more often than this.
    static let step = Instant.milliseconds(hours: 1) / 12

    // MARK: People

    /// Signs a person in and returns the new session's word.
    ///
    /// Whether the login is unknown, the password wrong or the user switched off is not told apart, by words or by time.
    ///
    /// - Parameters:
    ///   - address: where the request came from, for slowing down whoever guesses.
    ///   - old: the session that the browser had, which ends.
    /// - Throws: `sign_in_failed`, or `too_many_attempts` with the minutes to wait.
    public func signIn(
        login: String,
        password: String,
        address: String,
        ending old: String? = nil
    ) async throws -> String {
        let login = Text.normalized(login).lowercased()
        let gate = workspace.gate
        let now = workspace.clock()
        try gate.admit(login: login, address: address, at: now)
        let (user, hash) = try await store.read { transaction in
            let user = try transaction.user(login: login)
            return (user, try user.flatMap { try transaction.passwordHash(of: $0.id) })
        }
        let isRight = try await gate.matches(password, hash)
        guard isRight, let user, user.isActive else {
            gate.note(failure: login, address: address, at: now)
            throw AppError(
                .unauthenticated,
                "sign_in_failed",
                field: .login,
                Phrase(
                    "登录名或密码不对：请核对后再试。",
                    en: "The login or the password is wrong: check them and try again."
                )
            )
        }
        gate.note(success: login, address: address)
        let word = Secret.word(bytes: 32)
        try await store.write(as: user.id) { transaction in
            if let old { try transaction.endSession(digest: Secret.digest(old)) }
            try transaction.endSessions(
                createdBefore: now.advanced(by: -Self.longest),
                orSeenBefore: now.advanced(by: -Self.idle)
            )
            try transaction.addSession(digest: Secret.digest(word), of: user.id)
        }
        return word
    }

    /// Whose session it is; nil if it has ended.
    public func visitor(session word: String) async throws -> Visitor? {
        let digest = Secret.digest(word)
        guard let session = try store.glance({ try $0.session(digest: digest) }) else { return nil }
        let now = workspace.clock()
        guard session.user.isActive, session.createdAt.advanced(by: Self.longest) > now,
            session.seenAt.advanced(by: Self.idle) > now
        else { return nil }
        if session.seenAt.advanced(by: Self.step) < now {
            try await store.write(as: session.user.id) { try $0.touchSession(digest: digest) }
        }
        return Visitor(
            desk: Desk(workspace: workspace, user: session.user),
            session: word,
            scope: nil,
            mustChangePassword: session.mustChangePassword
        )
    }

    /// Ends a session.
    public func signOut(session word: String) async throws {
        try await store.write(as: nil) { try $0.endSession(digest: Secret.digest(word)) }
    }

    /// Changes one's own password. All other sessions end, and this one goes on under a new word, which is returned.
    ///
    /// - Throws: `password_wrong`, or what the rule for passwords refuses.
    public func changePassword(of visitor: Visitor, from old: String, to new: String) async throws -> String {
        let user = visitor.user
        let now = workspace.clock()
        try workspace.gate.admit(login: user.login, address: "", at: now)
        let hash = try await store.read { try $0.passwordHash(of: user.id) }
        guard try await workspace.gate.matches(old, hash) else {
            workspace.gate.note(failure: user.login, address: "", at: now)
            throw AppError(
                .invalid,
                "password_wrong",
                field: .oldPassword,
                Phrase("原密码不对：请重新输入。", en: "The old password is wrong: type it again.")
            )
        }
        let fresh = try await newHash(new, of: user)
        let word = Secret.word(bytes: 32)
        try await store.write(as: user.id) { transaction in
            var transaction = transaction
            transaction.action = "user.password"
            try transaction.setPassword(fresh, of: user.id, mustChange: false)
            try transaction.endSessions(of: user.id)
            try transaction.addSession(digest: Secret.digest(word), of: user.id)
        }
        return word
    }

    /// Sets somebody's password, as an administrator does; he or she has to change it at the next sign-in, and all
    /// sessions end.
    public func setPassword(of login: String, to new: String, at desk: Desk, mustChange: Bool = true)
        async throws
    {
        let user = try await desk.read { work in
            try work.require(.admin, "user.password")
            return try work.users.find(login)
        }
        let hash = try await newHash(new, of: user)
        try await desk.change { work in
            let transaction = try work.begin("user.password", .admin)
            try transaction.setPassword(hash, of: user.id, mustChange: mustChange)
            try transaction.endSessions(of: user.id)
        }
    }

    /// Adds a user with a first password, which he or she has to change at the first sign-in.
    ///
    /// - Throws: what the rules for users and for passwords refuse; then nobody is added.
    public func create(login: String, name: String, role: Role, password: String, at desk: Desk) async throws
        -> User
    {
        try await desk.read { try $0.require(.admin, "user.create") }
        let hash = try await newHash(password, login: try User.login(parsing: login))
        return try await desk.change { work in
            let user = try work.users.create(login: login, name: name, role: role)
            let transaction = try work.begin("user.password", .admin)
            try transaction.setPassword(hash, of: user.id, mustChange: true)
            return user
        }
    }

    /// Whether nobody can sign in yet.
    public func isUnclaimed() async throws -> Bool {
        try await !store.read { try $0.anybodyCanSignIn() }
    }

    /// Makes the first administrator who can sign in. Only while there is none.
    ///
    /// - Parameters:
    ///   - code: what was typed.
    ///   - expected: the code on the operator's terminal; nil where there is none, and then nothing is right.
    /// - Throws: `claim_code_wrong`, `already_set_up`, or `too_many_attempts`.
    public func claim(
        code: String,
        expected: String?,
        login: String,
        name: String,
        password: String,
        address: String
    ) async throws {
        let now = workspace.clock()
        // The digests are compared, so that the time tells nothing of the code.
        try workspace.gate.admit(login: " claim", address: address, at: now)
        guard let expected, Secret.digest(Text.normalized(code)) == Secret.digest(Text.normalized(expected))
        else {
            workspace.gate.note(failure: " claim", address: address, at: now)
            throw AppError(
                .forbidden,
                "claim_code_wrong",
                field: Field("code", "启动码", en: "claim code"),
                Phrase(
                    "启动码不对：请看启动服务的终端，照着输入。",
                    en: "The claim code is wrong: copy it from the terminal where the service was started."
                )
            )
        }
        try await claim(login: login, name: name, password: password)
    }

    /// Makes the first administrator who can sign in, as whoever is at the machine itself may.
    ///
    /// - Throws: `already_set_up`.
    public func claim(login: String, name: String, password: String) async throws {
        let login = try User.login(parsing: login)
        let hash = try await newHash(password, login: login)
        try await store.write(as: nil) { [shelf = workspace.shelf] transaction in
            guard try !transaction.anybodyCanSignIn() else {
                throw AppError(
                    .conflict,
                    "already_set_up",
                    Phrase("已经有人可以登录：请直接登录。", en: "Somebody can sign in already: do that instead.")
                )
            }
            var transaction = transaction
            transaction.action = "market.claim"
            guard let local = try transaction.user(login: User.localLogin) else {
                throw AppError.noRecord(.user, User.localLogin)
            }
            let work = try Work(transaction: transaction, user: local, shelf: shelf)
            let user: User
            if let known = try transaction.user(login: login) {
                user = try work.users.edit(known, name: name, role: .admin, isActive: true)
            } else {
                user = try work.users.create(login: login, name: name, role: .admin)
            }
            try transaction.setPassword(hash, of: user.id, mustChange: false)
        }
    }

    private func newHash(_ password: String, of user: User) async throws -> PasswordHash {
        try await newHash(password, login: user.login)
    }

    func newHash(_ password: String, login: String) async throws -> PasswordHash {
        try PasswordRule.check(password, login: login)
        return try await workspace.gate.hash(password)
    }

    // MARK: Programs

    /// Whose token it is; nil if there is none, or it no longer works.
    public func visitor(token word: String) async throws -> Visitor? {
        let digest = Secret.digest(word)
        let found = try await store.read { transaction -> (AccessToken, User)? in
            guard let token = try transaction.token(digest: digest),
                let user = try transaction.user(token.user)
            else { return nil }
            return (token, user)
        }
        guard let (token, user) = found, user.isActive, token.isGood(on: workspace.today) else { return nil }
        let now = workspace.clock()
        if token.usedAt.map({ $0.advanced(by: Self.step) < now }) != false {
            try await store.write(as: user.id) { try $0.touchToken(token.id) }
        }
        return Visitor(
            desk: Desk(workspace: workspace, user: user),
            session: nil,
            scope: token.scope,
            mustChangePassword: false
        )
    }
}

extension Work {
    public var tokens: Tokens { Tokens(work: self) }
}

/// What people do with their own tokens, and administrators with everybody's.
public struct Tokens {
    let work: Work

    /// Makes a token for the person at work and returns its word, which is not to be had again.
    public func create(name: String, scope: TokenScope, expiresOn: Day?) throws -> (AccessToken, word: String)
    {
        let transaction = try work.begin("token.create", .viewer)
        let name = try TextRule.required(name, .tokenName, limit: Limits.keyword)
        if let expiresOn, expiresOn < work.today {
            throw AppError(
                .invalid,
                "expires_in_past",
                field: .expiresOn,
                value: expiresOn.description,
                Phrase(
                    "有效期至\(expiresOn.phrase.zh)已经过了：请填今天或以后的日期。",
                    en: "The expiry \(expiresOn) has passed: give today or a later day."
                )
            )
        }
        let word = "tm_" + Secret.word(bytes: 32)
        let token = try transaction.insertToken(
            of: work.user.id,
            name: name,
            digest: Secret.digest(word),
            scope: scope,
            expiresOn: expiresOn
        )
        return (token, word)
    }

    /// Takes a token back: one's own, or as an administrator anybody's.
    ///
    /// - Returns: the token as it is then.
    @discardableResult
    public func revoke(_ id: AccessToken.ID) throws -> AccessToken {
        let transaction = try work.begin("token.revoke", .viewer)
        guard let token = try transaction.token(id), token.user == work.user.id || work.user.role == .admin
        else {
            throw AppError.noRecord(.token, id.description)
        }
        if token.revokedAt == nil { try transaction.revokeToken(id) }
        return try transaction.token(id) ?? token
    }

    /// The tokens of the person at work.
    public func own() throws -> [AccessToken] { try work.transaction.tokens(of: work.user.id) }
}

extension Work {
    /// When the person at work last looked at a place of the pages; nil if never.
    public func lastLooked(at place: String) throws -> Instant? {
        try transaction.lastLooked(user.id, at: place)
    }

    /// Notes that the person at work looks at a place of the pages now.
    ///
    /// - Parameter moment: as of when the page was that he or she saw, so that what came in since is still new.
    public func look(at place: String, until moment: Instant? = nil) throws {
        try transaction.look(user.id, at: place, until: moment.map { min($0, now) })
    }

    /// The sessions of the person at work, the newest first, as when each began and was last used.
    public func sessions() throws -> [(began: Instant, seen: Instant)] {
        try transaction.sessions(of: user.id).map { ($0.createdAt, $0.seenAt) }
    }
}

extension Work {
    /// Does what a request with a key asks for once: the first time `body` runs and its answer is kept in the same
    /// transaction; when the same request comes again, the kept answer is returned.
    ///
    /// - Parameters:
    ///   - key: what the program chose for its request; answers are kept for a day.
    ///   - request: all that the request says, to see that a key is not used for two different ones.
    /// - Throws: `idempotency_key_reused`, or what `body` throws; then nothing is kept.
    public func once(key: String, request: String, _ body: () throws -> (status: Int, answer: String)) throws
        -> (
            status: Int, answer: String, isRepeated: Bool
        )
    {
        let digest = Secret.digest(request)
        try transaction.forgetAnswers(before: now.advanced(by: -Instant.milliseconds(hours: 24)))
        if let kept = try transaction.keptAnswer(to: key, of: user.id) {
            guard kept.request == digest else {
                throw AppError(
                    .conflict,
                    "idempotency_key_reused",
                    field: .idempotencyKey,
                    value: key,
                    Phrase(
                        "幂等键“\(AppError.quote(key))”已用于另一个请求：请换一个。",
                        en:
                            "The idempotency key “\(AppError.quote(key))” was used for another request: choose a new one."
                    )
                )
            }
            return (kept.status, kept.answer, true)
        }
        let (status, answer) = try body()
        try transaction.keep(
            KeptAnswer(request: digest, status: status, answer: answer),
            to: key,
            of: user.id
        )
        return (status, answer, false)
    }

    /// What was answered to a request with this key by the person at work; nil if there was none within a day.
    public func answer(toKey key: String) throws -> String? {
        try transaction.keptAnswer(to: key, of: user.id)?.answer
    }
}

/// The rule for passwords: long enough, not the login, not one of those that are tried first (NIST SP 800-63B, 5.1.1.2:
/// length and a list, no rules of composition).
public enum PasswordRule {
    public static let least = 10
    public static let most = 200

    static func check(_ password: String, login: String) throws(AppError) {
        let length = password.unicodeScalars.count
        guard (least...most).contains(length) else {
            throw AppError(
                .invalid,
                "password_length",
                field: .password,
                Phrase(
                    "密码有 \(length) 个字符：请用 \(least) 到 \(most) 个，一句话也可以。",
                    en:
                        "The password has \(length) characters: use \(least) to \(most); a whole sentence will do."
                )
            )
        }
        let plain = password.lowercased()
        let isRepeated = Set(plain).count < 4
        guard !isRepeated, plain != login, !plain.hasPrefix("techmarket"), !tried.contains(plain) else {
            throw AppError(
                .invalid,
                "password_guessable",
                field: .password,
                Phrase(
                    "这个密码太容易被猜到：请换一个别人想不到的，几个不相干的词连起来就很好。",
                    en: "This password is easy to guess: choose another; a few unrelated words do well."
                )
            )
        }
    }

    /// Ten characters or more, from the heads of published lists of leaked passwords.
    private static let tried: Set<String> = [
        "1234567890", "12345678910", "0123456789", "9876543210", "0987654321", "123456789a", "a123456789",
        "qwertyuiop", "1q2w3e4r5t", "1qaz2wsx3edc", "qwerty12345", "password123", "password1234",
        "passw0rd123",
        "admin12345", "admin123456", "administrator", "woaini1314", "woaini1314520", "5201314520",
        "1314520520",
        "abc123456789", "abcdefghij", "abcd123456", "qq123456789", "zxcvbnm123", "asdfghjkl1", "iloveyou123",
        "welcome123", "letmein123", "changeme123", "1234554321", "1122334455", "1212121212", "123123123123",
    ]
}

extension Accounts {
    /// A word by which a browser is known again that is not signed in.
    public func newBrowserWord() -> String { Secret.word(bytes: 32) }

    /// A code for claiming a new market: short enough to be copied by hand, and good for one start of the service.
    public func newClaimCode() -> String { Secret.code(bytes: 6) }

    /// What forms for a browser carry: follows from its word, and does not tell it.
    public static func formKey(for word: String) -> String {
        String(Secret.digest("form:" + word).prefix(32))
    }
}
