public import Domain
import Matching
import Storage
import Synchronization

/// One market's file, opened for work: the store, the code lists and the matching index that follows it.
///
/// Ask it for a `desk` to work as somebody. Safe to use from anywhere; open one a file and process.
public struct Workspace: Sendable {
    let store: Store
    let shelf: CodeShelf
    let index: LiveIndex
    let vectors: LiveVectors
    let searches: LiveSearches
    let clock: @Sendable () -> Instant
    let gate: LoginGate
    let doorstep = Doorstep()
    let agendaShelf = AgendaShelf()
    var tallyShelf = TallyShelf()
    let suggestionShelf = SuggestionShelf()
    /// Whether it stays open while people work, so that things can be kept and seen to beside them.
    let isService: Bool

    /// Opens a market's file.
    ///
    /// - Parameters:
    ///   - use: what for; a service keeps its matching index up in the background.
    ///   - passwordCost: how much work hashing a new password takes.
    ///   - notice: told of what went wrong there and will be tried again, for the operator's log.
    /// - Throws: what `Store` throws when the file is missing, newer, foreign or can't be read.
    public static func open(
        path: String,
        for use: Use = .command,
        clock: @escaping @Sendable () -> Instant = SystemClock.now,
        passwordCost: PasswordCost = .usual,
        notice: @escaping @Sendable (Phrase) -> Void = { _ in }
    ) async throws -> Workspace {
        let store = try Store(path: path, opening: .existing, clock: clock)
        let gate = LoginGate(cost: passwordCost.cost)
        return Workspace(store: store, use: use, clock: clock, gate: gate, notice: notice)
    }

    /// What a workspace is opened for.
    public enum Use: Sendable {
        /// One command, which ends soon: what must be done is done before it answers, and nothing is left running.
        case command
        /// A process that stays: searches go on while long work is done beside them.
        case service
    }

    /// Makes a new market's file: its schema, the program's own code lists and the user `local`, an administrator, as
    /// whom everybody works who can write the file itself and names no other.
    ///
    /// - Throws: `file_exists`, or why the file can't be written.
    public static func create(
        path: String,
        clock: @escaping @Sendable () -> Instant = SystemClock.now
    ) async throws -> Workspace {
        try await make(path: path, clock: clock)
        return try await open(path: path, clock: clock)
    }

    /// Makes a new market's file, and fills it before it is in its place: if that fails, there is none.
    static func make(
        path: String,
        clock: @escaping @Sendable () -> Instant,
        filling: (Workspace) async throws -> Void = { _ in }
    ) async throws {
        let lists = try SeedFiles.codeLists()
        // Made under another name and then moved, so that a crash leaves no market without its lists and users.
        let draft = try Store.draft(of: path, clock: clock)
        do {
            try await draft.write(as: nil) { transaction in
                var transaction = transaction
                transaction.action = "market.create"
                _ = try transaction.insertUser(login: User.localLogin, name: "本机管理员", role: .admin)
                for list in lists { try transaction.insert(list) }
            }
            let gate = LoginGate(cost: PasswordCost.usual.cost)
            try await filling(Workspace(store: draft, use: .command, clock: clock, gate: gate) { _ in })
            try draft.publish(as: path)
            // Whatever market was here before.
            IndexFile.removeAll(besides: path)
        } catch {
            draft.discard()
            throw error
        }
    }

    private init(
        store: Store,
        use: Use,
        clock: @escaping @Sendable () -> Instant,
        gate: LoginGate,
        notice: @escaping @Sendable (Phrase) -> Void
    ) {
        self.store = store
        self.clock = clock
        self.gate = gate
        shelf = CodeShelf()
        isService = use == .service
        let policy = LiveIndex.Policy(isService: isService)
        index = LiveIndex(store: store, shelf: shelf, policy: policy, clock: clock, notice: notice)
        vectors = LiveVectors(store: store)
        searches = LiveSearches(
            store: store,
            policy: LiveSearch.Policy(isService: isService),
            notice: notice
        )
    }

    /// Where the market's file is.
    public var path: String { store.path }

    /// Reads the least there is to read, to see that the file is there and answers.
    public func checkReadable() async throws { _ = try await store.read { try $0.lastChange() } }

    /// The number of the last write, whichever process made it. Takes some microseconds, on the caller's own thread.
    public func lastChange() throws -> Int64 { try store.lastChange() }

    /// How old what ranks records is now: two suggestions of the same age are the same.
    public func rankingAge() async throws -> RankingAge {
        let change = try store.lastChange()
        let index = try await index.current()
        return RankingAge(
            change: change,
            indexed: index.sequence,
            counted: index.counted,
            vectors: try store.glance { try $0.vectorSequence() },
            today: today
        )
    }

    /// The market's own day now.
    public var today: Day { clock().localDay }

    /// The desk of the user with this login.
    ///
    /// - Throws: `user_unknown`, or `user_inactive`.
    public func desk(login: String = User.localLogin) async throws -> Desk {
        let login = try User.login(parsing: login)
        let found = try await store.read { try $0.user(login: login) }
        guard let user = found else {
            throw AppError(
                .unauthenticated,
                "user_unknown",
                field: .user,
                value: login,
                Phrase(
                    "没有登录名为“\(login)”的用户：请核对，或请管理员添加。",
                    en: "There is no user “\(login)”: check the login, or ask an administrator to add it."
                )
            )
        }
        guard user.isActive else {
            throw AppError.userInactive(login)
        }
        return Desk(workspace: self, user: user)
    }

    /// How the matching index is: what it holds, how old its statistics are, what is being done about it. Asks little
    /// of the file, and never waits for the index.
    public func indexStatus() async throws -> IndexStatus { try await index.status() }

    /// Gets the matching index ready to answer, as the first search would. For a service, before it says that it is
    /// ready.
    public func warmUp() async throws { _ = try await index.current() }

    /// Waits until the best counterparts of all open demands are found that a service looks for ahead.
    public func lookedAhead() async { await index.lookedAhead() }

    /// Ends a service's work: keeps the indexes for the next start if that is still to be done, and closes the file.
    public func shutDown() async throws {
        await index.finish()
        await searches.finish()
        try close()
    }

    /// Closes the file, and gives up what goes on in the background.
    public func close() throws {
        index.cancel()
        tallyShelf.cancel()
        searches.cancel()
        try store.close()
    }
}

extension AppError {
    fileprivate static func userInactive(_ login: String) -> AppError {
        AppError(
            .unauthenticated,
            "user_inactive",
            field: .user,
            value: login,
            Phrase(
                "用户“\(login)”已停用：请管理员重新启用。",
                en: "The user “\(login)” is switched off: ask an administrator to switch it on."
            )
        )
    }
}

/// The place of one person at work: every use case starts here.
public struct Desk: Sendable {
    public let workspace: Workspace
    public let user: User

    /// Runs `body` on one unchanging state of the file.
    public func read<Result: Sendable>(
        _ body: @Sendable @escaping (Work) throws -> Result
    ) async throws -> Result {
        try await workspace.store.read { try body(try work(in: $0)) }
    }

    /// The same for what takes no longer than the page that is made of it; it may run on the caller's own thread.
    public func readNear<Result: Sendable>(
        _ body: @Sendable @escaping (Work) throws -> Result
    ) async throws -> Result {
        try await workspace.store.readNear { try body(try work(in: $0)) }
    }

    /// The same for what nobody waits for, on a thread that gives way to all others.
    ///
    /// - Parameter body: must not hand anything to dispatch queues or tasks.
    func readBeside<Result: Sendable>(
        _ body: @Sendable @escaping (Work) throws -> Result
    ) async throws -> Result {
        try await BesideThread.run { try workspace.store.readBeside { try body(try work(in: $0)) } }
    }

    /// Runs `body` in one transaction: all its changes are kept, or none.
    ///
    /// - Parameters:
    ///   - rehearsal: whether to take everything back at the end, as a dry run does.
    ///   - isLong: whether it may take longer than a moment, as an import does.
    public func change<Result: Sendable>(
        rehearsal: Bool = false,
        isLong: Bool = false,
        _ body: @Sendable @escaping (Work) throws -> Result
    ) async throws -> Result {
        try await workspace.store.write(as: user.id, rehearsal: rehearsal, isLong: isLong) {
            try body(try work(in: $0))
        }
    }

    /// The person at work, as the file has him or her now: whoever lost a role, or was switched off, loses it at once and not
    /// only at the next desk.
    private func work(in transaction: Transaction) throws -> Work {
        guard let user = try transaction.user(user.id), user.isActive else {
            throw AppError.userInactive(user.login)
        }
        return try Work(transaction: transaction, user: user, shelf: workspace.shelf)
    }
}

/// One transaction, at somebody's desk. The use cases hang from it, one struct an area, and compose within it.
public struct Work {
    var transaction: Transaction
    public let user: User
    let shelf: CodeShelf
    /// The newest edition of the code lists that stays even if this transaction is taken back.
    private let committedEdition: Int64

    /// To be made as the transaction begins.
    init(transaction: Transaction, user: User, shelf: CodeShelf) throws {
        self.transaction = transaction
        self.user = user
        self.shelf = shelf
        committedEdition = try transaction.committedEdition()
    }

    public var today: Day { transaction.today }
    public var now: Instant { transaction.now }

    /// The code lists as they stand now.
    public func codes() throws -> CodeBook { try codes(edition: try transaction.codeEdition()) }

    /// The code lists as a record's edition had them.
    public func codes(edition: Int64) throws -> CodeBook {
        try shelf.book(edition: edition, in: transaction, committed: committedEdition)
    }

    /// Runs `body` so that its writes are kept together or, if it throws, not at all, while the work goes on.
    public func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        try transaction.attempt(body)
    }

    /// Checks the person's role, and names what the transaction's next writes are for in the audit log.
    func begin(_ action: String, _ least: Role) throws -> Transaction {
        try require(least, action)
        var transaction = transaction
        transaction.action = action
        return transaction
    }

    /// Refuses whoever has a lesser role; `action` names the deed for the log and the refusal.
    public func require(_ least: Role, _ action: String) throws {
        guard user.role >= least else {
            throw AppError(
                .forbidden,
                "role_too_low",
                field: .role,
                value: user.role.rawValue,
                Phrase(
                    "“\(user.name)”的角色是“\(user.role.name.zh)”，这一步要“\(least.name.zh)”或以上：请有权限的同事来做。",
                    en:
                        "“\(user.name)” is \(user.role.name.en); this needs \(least.name.en) or above: ask a colleague who may (\(action))."
                )
            )
        }
    }
}
