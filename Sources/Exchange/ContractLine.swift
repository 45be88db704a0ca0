import Domain
import Market

/// A contract as a file has it.
struct ContractLine {
    struct Change {
        let kind: ContractChange.Kind
        let on: Day
        /// The new amounts; nil is as before.
        let total: Money?
        let technology: Money?
        let note: String
    }

    let head: Head
    let content: Contract.Content
    let matches: [String]
    let changes: [Change]

    init(_ members: JSON.Members, _ work: Work) throws {
        var reader = RecordReader(.contract, members, work: work)
        head = try Head(&reader, .contract)
        let old = try head.find(
            code: work.contracts.find(code:),
            externalID: work.contracts.find(externalID:)
        )
        reader.kept = try old.map { try Records(work).json($0) }
        matches = try reader.list(.matches).map(Text.trimmed).filter { !$0.isEmpty }
        changes = try reader.objects(.changes) { try Self.change(&$0) } ?? []
        content = try Contract.Content(&reader).checked(today: work.today)
        try requireAgreement(&reader)
        try reader.finish()
    }

    private static func change(_ one: inout RecordReader) throws -> Change {
        let kind = try one.word(.kind, \ContractChange.Kind.name)
        let (on, note) = (
            try one.day(.on), try TextRule.block(try one.text(.note), .note, limit: Limits.note)
        )
        // A cancellation has no amounts: they are not asked for, and so refused.
        guard kind == .amendment else {
            return Change(kind: kind, on: on, total: nil, technology: nil, note: note)
        }
        let (total, technology) = (try one.optionalMoney(.total), try one.optionalMoney(.technology))
        guard total != nil || technology != nil else { throw one.missing(.total) }
        return Change(kind: kind, on: on, total: total, technology: technology, note: note)
    }

    /// What export writes for people's convenience follows from the rest; where it does not, somebody changed it there
    /// and hoped.
    private func requireAgreement(_ reader: inout RecordReader) throws {
        let total = changes.reduce(content.total) { $1.total ?? $0 }
        let technology = changes.reduce(content.technology) { $1.technology ?? $0 }
        let cancelled = changes.first { $0.kind == .cancellation }?.on
        if let day = try reader.optionalDay(.cancelledOn), day != cancelled {
            throw AppError.followsFrom(.changes, .cancelledOn, day.description, cancelled?.description ?? "")
        }
        if let now = try reader.optionalFen(.totalNow), now != total {
            throw AppError.followsFrom(.changes, .totalNow, String(now.fen), String(total.fen))
        }
        if let now = try reader.optionalFen(.technologyNow), now != technology {
            throw AppError.followsFrom(.changes, .technologyNow, String(now.fen), String(technology.fen))
        }
        // What was paid is the sum of the payments, which are lines of their own.
        _ = try reader.optionalFen(.paid)
    }
}

extension Records {
    // MARK: Contracts and payments

    /// The contract itself.
    func loadContract(_ line: ContractLine) throws -> Outcome {
        guard let old = try find(line) else {
            _ = try work.contracts.create(line.content, code: line.head.code)
            return .created
        }
        if line.changes.count > (try work.contracts.ledger(old).changes.count) {
            try line.head.requireFresh(old.filing)
        }
        guard old.content != line.content else { return .same }
        _ = try work.contracts.edit(old.id, version: line.head.version, line.content)
        return .updated
    }

    /// The changes of a contract that the market does not have yet, each with its day.
    func newChanges(_ line: ContractLine) throws -> [ContractLine.Change] {
        guard let contract = try find(line) else { return line.changes }
        let known = try work.contracts.ledger(contract).changes
        for (here, there) in zip(known, line.changes) {
            let isSame =
                (here.kind, here.on, here.note) == (there.kind, there.on, there.note)
                && (there.total ?? here.total) == here.total
                && (there.technology ?? here.technology) == here.technology
            guard !isSame else { continue }
            throw AppError.historyDiffers(
                .changes,
                Self.phrase(there.kind, there.on, there.total?.fen),
                Self.phrase(here.kind, here.on, here.total?.fen)
            )
        }
        return Array(line.changes.dropFirst(known.count))
    }

    private static func phrase(_ kind: ContractChange.Kind, _ on: Day, _ fen: Int64?) -> String {
        "\(kind.rawValue) \(on)" + (fen.map { " \($0)" } ?? "")
    }

    func apply(_ change: ContractLine.Change, to line: ContractLine) throws {
        guard let contract = try find(line) else { throw AppError.lost(.contract) }
        switch change.kind {
        case .amendment:
            _ = try work.contracts.amend(
                contract.id,
                total: change.total,
                technology: change.technology,
                on: change.on,
                note: change.note
            )
        case .cancellation: _ = try work.contracts.cancel(contract.id, on: change.on, note: change.note)
        }
    }

    /// The matches of a contract, once they are where their own lines take them; and where it is filed.
    func linkMatches(of line: ContractLine, _ outcome: Outcome) throws -> Loaded {
        guard let contract = try find(line) else { throw AppError.lost(.contract) }
        var loaded = Loaded(outcome: outcome)
        var linked = Set(try work.contracts.matches(contract.id).map(\.id))
        for reference in line.matches {
            let match = try work.matches.find(reference)
            guard linked.insert(match.id).inserted else { continue }
            try work.contracts.link(contract.id, match.id)
            loaded.change()
        }
        loaded.filing = line.head.filing(contract.filing) {
            try work.contracts.archive(contract.id, version: nil, as: $0)
        }
        return loaded
    }

    func find(_ line: ContractLine) throws -> Contract? {
        let contracts = work.contracts
        if line.head.isAnonymous { return try contracts.twin(of: line.content) }
        return try line.head.find(code: contracts.find(code:), externalID: contracts.find(externalID:))
    }

    /// What a payment's line says, which decides when its turn comes.
    func paymentContent(_ members: JSON.Members) throws -> Payment.Content { try payment(members).content }

    private func payment(_ members: JSON.Members) throws -> (head: Head, content: Payment.Content) {
        var reader = RecordReader(.payment, members, work: work)
        let (head, content) = (try Head(&reader, .payment), try Payment.Content(&reader).checked())
        try reader.finish()
        return (head, content)
    }

    func loadPayment(_ members: JSON.Members) throws -> Loaded {
        let payments = work.payments
        let (head, content) = try payment(members)
        var old = try head.find(code: payments.find(code:), externalID: payments.find(externalID:))
        if old == nil, head.isAnonymous { old = try payments.twin(of: content) }
        guard let old else {
            let made = try payments.create(content, code: head.code)
            return Loaded(
                outcome: .created,
                filing: head.filing(nil) {
                    try payments.archive(made, version: nil, as: $0)
                }
            )
        }
        var loaded = Loaded(outcome: .same)
        if old.content != content {
            _ = try payments.edit(old.id, version: head.version, content)
            loaded.change()
        }
        loaded.filing = head.filing(old.filing) { try payments.archive(old, version: nil, as: $0) }
        return loaded
    }
}

/// Records that a file means though it gives no number of ours: all that people wrote is the same.
extension Payments {
    fileprivate func twin(of content: Payment.Content) throws -> Payment? {
        var filter = PaymentFilter()
        filter.contract = content.contract
        filter.period = Period(day: content.on)
        filter.includesArchived = true
        return try list(filter).first { $0.filing.isCounted && $0.content == content }
    }
}

extension Contracts {
    func twin(of content: Contract.Content) throws -> Contract? {
        var filter = ContractFilter()
        filter.organization = content.buyer
        filter.signed = Period(day: content.signedOn)
        filter.includesArchived = true
        return try list(filter).first { $0.filing.isCounted && $0.content == content }
    }
}
