public import Domain
import Storage

extension User {
    /// The user in whose name the public's records are kept; nobody can sign in as it.
    static let publicLogin = "网上提交"
}

/// What became of a record that was handed in.
public struct ReceiptState: Sendable {
    public let code: RecordCode
    public let title: String
    public let state: RecordState
    public let receivedAt: Instant
    /// When it came to this state, and what the market's people wrote for whoever handed it in.
    public let since: Day
    public let note: String
}

// MARK: What the public hands in
extension PublicSide {
    /// Takes in a record, which then waits for its review, and returns the code by which its state can be looked up.
    ///
    /// - Parameters:
    ///   - address: where it came from; one address may hand in so many an hour.
    ///   - body: logs the record as submitted and returns which it is.
    /// - Throws: `too_many_submissions`, or what `body` throws.
    public func handIn(
        from address: String,
        _ body: @Sendable @escaping (Work) throws -> HandedIn
    ) async throws -> String {
        try workspace.doorstep.admit(address, at: workspace.clock())
        let receipt = Secret.code(bytes: 8)
        let shelf = workspace.shelf
        let author = try await publicUser()
        try await workspace.store.write(as: author.id) { transaction in
            let record = try body(try Work(transaction: transaction, user: author, shelf: shelf))
            var transaction = transaction
            transaction.action = "public.submit"
            let digest = Secret.digest(receipt)
            switch record {
            case .demand(let id): try transaction.insertReceipt(digest: digest, demand: id, achievement: nil)
            case .achievement(let id):
                try transaction.insertReceipt(digest: digest, demand: nil, achievement: id)
            }
        }
        workspace.doorstep.note(address, at: workspace.clock())
        return receipt
    }

    /// What became of what was handed in.
    ///
    /// - Throws: `receipt_unknown`; `too_many_attempts` for whoever guesses.
    public func state(of receipt: String, from address: String) async throws -> ReceiptState {
        let now = workspace.clock()
        try workspace.gate.admit(login: " receipt \(address)", address: address, at: now)
        let digest = Secret.digest(Text.normalized(receipt).uppercased())
        let found = try await workspace.store.read { transaction -> ReceiptState? in
            guard let (demand, achievement, at) = try transaction.receipt(digest: digest) else { return nil }
            if let demand, let record = try transaction.demand(demand) {
                return ReceiptState(record, try transaction.moves(of: demand), at)
            }
            if let achievement, let record = try transaction.achievement(achievement) {
                return ReceiptState(record, try transaction.moves(of: achievement), at)
            }
            return nil
        }
        guard let found else {
            workspace.gate.note(failure: " receipt \(address)", address: address, at: now)
            throw AppError(
                .notFound,
                "receipt_unknown",
                field: .receipt,
                value: receipt,
                Phrase(
                    "没有这个回执号：请照提交成功时显示的输入，形如 1A2B-3C4D-5E6F-7A8B。",
                    en: "There is no such receipt: type it as it was shown, like 1A2B-3C4D-5E6F-7A8B."
                )
            )
        }
        return found
    }

    private func publicUser() async throws -> User {
        if let known = try await workspace.store.read({ try $0.user(login: User.publicLogin) }) {
            return known
        }
        return try await workspace.store.write(as: nil) { transaction in
            if let known = try transaction.user(login: User.publicLogin) { return known }
            var transaction = transaction
            transaction.action = "public.begin"
            return try transaction.insertUser(login: User.publicLogin, name: User.publicLogin, role: .staff)
        }
    }
}

/// Which record came in.
public enum HandedIn: Sendable {
    case demand(Demand.ID)
    case achievement(Achievement.ID)
}

extension ReceiptState {
    fileprivate init<Body>(_ record: Submission<Body>, _ history: RecordHistory, _ at: Instant) {
        let last = history.moves.last
        self.init(
            code: record.code,
            title: record.content.title,
            state: record.state,
            receivedAt: at,
            since: last?.on ?? record.content.receivedOn,
            // Only the note of a return is written for whoever handed the record in.
            note: record.state == .returned ? last?.note ?? "" : ""
        )
    }
}

extension Organizations {
    /// The organization that somebody outside names: the one with this credit code, else the only one of this very name,
    /// else a new one. Nothing that the market knows of it is changed.
    public func named(by outside: Organization.Content) throws -> Organization {
        if let code = outside.creditCode, let known = try work.transaction.organization(creditCode: code) {
            return try root(of: known)
        }
        let namesakes = try work.transaction.organizations(named: outside.name)
            .filter { $0.content.name == outside.name && !$0.filing.isArchived }
        // Another code is another organization, whatever its name.
        let fitting = namesakes.filter { one in
            outside.creditCode == nil || one.content.creditCode == nil
        }
        if let known = fitting.first, fitting.count == 1 { return try root(of: known) }
        return try create(outside)
    }

    private func root(of organization: Organization) throws -> Organization {
        organization.isMerged ? try get(organization.rootID) : organization
    }
}
