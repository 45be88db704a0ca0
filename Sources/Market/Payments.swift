public import Domain
import Storage

extension Work {
    public var payments: Payments { Payments(work: self) }
}

/// What people do with 到账.
public struct Payments {
    let work: Work

    /// Records money that came in on a contract, or went back.
    ///
    /// - Throws: what `ContractLedger.check` refuses, `code_taken`, `external_id_taken`.
    public func create(_ content: Payment.Content, code: RecordCode? = nil) throws -> Payment {
        let transaction = try work.begin("payment.create", .staff)
        let content = try checked(content, except: nil, in: transaction)
        let code = try transaction.code(code, .payment, year: content.on.year) {
            try transaction.payment(code: $0) != nil
        }
        return try transaction.insert(code: code, content, edition: try work.codes().edition)
    }

    /// Mends a payment that was entered wrong.
    public func edit(_ id: Payment.ID, version: Int64?, _ content: Payment.Content) throws -> Payment {
        let transaction = try work.begin("payment.edit", .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        let content = try checked(content, except: id, in: transaction)
        if content.contract != old.contract {
            try ledger(old.contract, except: id, in: transaction).checkRefunds()
        }
        let filing = old.filing.seen(at: version)
        try transaction.save(Payment(id: id, code: old.code, content: content, filing: filing))
        return try get(id)
    }

    /// Puts a payment away, or takes it out again.
    public func archive(_ payment: Payment, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("payment.archive", .staff)
        let payment = try get(payment.id)
        if archiving == .undone, !payment.filing.isCounted {
            _ = try checked(payment.content, except: payment.id, in: transaction)
        }
        if archiving == .mistake {
            try ledger(payment.contract, except: payment.id, in: transaction).checkRefunds()
        }
        try transaction.archive(
            payment.id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    /// The payment that a code or an external id means.
    public func find(_ reference: String) throws -> Payment {
        if let code = try? RecordCode(parsing: reference, kind: .payment, field: .payment),
            let found = try work.transaction.payment(code: code)
        {
            return found
        }
        if let found = try work.transaction.payment(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(.payment, reference)
    }

    public func find(code: RecordCode) throws -> Payment? { try work.transaction.payment(code: code) }

    public func find(externalID: String) throws -> Payment? {
        try work.transaction.payment(externalID: externalID)
    }

    /// Payments of the same kind and amount on the same contract and day: one of them may be written down twice.
    public func twins(of content: Payment.Content) throws -> [Payment] {
        var filter = PaymentFilter()
        (filter.contract, filter.kind) = (content.contract, content.kind)
        (filter.period, filter.includesArchived) = (Period(day: content.on), true)
        return try list(filter).filter { $0.amount == content.amount && $0.filing.isCounted }
    }

    /// What saving it would refuse, before it is saved.
    public func check(_ content: Payment.Content, except id: Payment.ID?) throws -> Payment.Content {
        try checked(content, except: id, in: work.transaction)
    }

    public func list(_ filter: PaymentFilter) throws -> [Payment] { try work.transaction.payments(filter) }

    public func count(_ filter: PaymentFilter) throws -> Int64 { try work.transaction.paymentCount(filter) }

    /// The payments as lists show them.
    public func items(_ filter: PaymentFilter) throws -> [PaymentItem] {
        try work.transaction.paymentItems(filter)
    }

    /// What the payments of a list come to.
    public func sums(_ filter: PaymentFilter) throws -> PaymentSums {
        try work.transaction.paymentSums(filter)
    }

    public func get(_ id: Payment.ID) throws -> Payment {
        guard let found = try work.transaction.payment(id) else {
            throw AppError.noRecord(.payment, id.description)
        }
        return found
    }

    /// The contract's ledger without one of its payments.
    private func ledger(
        _ id: Contract.ID,
        except payment: Payment.ID?,
        in transaction: Transaction
    ) throws -> ContractLedger {
        let contract = try work.contracts.get(id)
        try contract.filing.requireCounted(contract.code, field: .contract)
        return ContractLedger(
            signed: contract.content,
            changes: try transaction.changes(of: id),
            payments: try transaction.payments(of: id).filter { $0.filing.isCounted && $0.id != payment }.map(
                \.content
            )
        )
    }

    private func checked(
        _ content: Payment.Content,
        except id: Payment.ID?,
        in transaction: Transaction
    ) throws -> Payment.Content {
        let content = try content.checked()
        try ledger(content.contract, except: id, in: transaction).check(content, today: work.today)
        if let externalID = content.externalID, let other = try transaction.payment(externalID: externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        return content
    }
}
