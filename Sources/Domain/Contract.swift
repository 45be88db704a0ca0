/// A 技术合同: what a match, or several together, signed.
public typealias Contract = Filed<ContractContent>

/// What people write about a contract; amounts are as first signed, amendments are rows of their own.
public struct ContractContent: Sendable, Hashable {
    public var externalID: String?
    public var title: String
    /// A code of the list `contract_type`.
    public var type: String
    public var buyer: Organization.ID
    public var seller: Organization.ID
    /// 成交额: all that the buyer pays.
    public var total: Money
    /// 技术交易额: the total less equipment, materials and other costs that are not technology.
    public var technology: Money
    public var signedOn: Day
    public var startsOn: Day?
    public var endsOn: Day?
    /// 合同登记编号, as the registration office gave it; never made here.
    public var registrationNumber = ""
    public var field: String?
    public var note = ""

    public init(
        title: String,
        type: String,
        buyer: Organization.ID,
        seller: Organization.ID,
        total: Money,
        technology: Money,
        signedOn: Day
    ) {
        self.title = title
        self.type = type
        self.buyer = buyer
        self.seller = seller
        self.total = total
        self.technology = technology
        self.signedOn = signedOn
    }
}

/// What befell a contract after its signing; changes are added, never edited.
public struct ContractChange: Sendable, Equatable {
    /// 补充协议 or 取消.
    public enum Kind: String, Sendable, CaseIterable {
        case amendment, cancellation

        public var name: Phrase {
            switch self {
            case .amendment: Phrase("变更", en: "amendment")
            case .cancellation: Phrase("取消", en: "cancellation")
            }
        }
    }

    public let kind: Kind
    public let on: Day
    /// What the contract is worth from that day on, as the amendment says; nil in a cancellation, which takes the contract
    /// out of every count instead.
    public let total: Money?
    /// Its technical part from then on.
    public let technology: Money?
    public let note: String
    public let recordedAt: Instant?
    public let actor: User.ID?

    public init(
        kind: Kind,
        on: Day,
        total: Money? = nil,
        technology: Money? = nil,
        note: String = "",
        recordedAt: Instant? = nil,
        actor: User.ID? = nil
    ) {
        self.kind = kind
        self.on = on
        self.total = total
        self.technology = technology
        self.note = note
        self.recordedAt = recordedAt
        self.actor = actor
    }
}

/// A contract's amounts over time, and the rules for changing them.
public struct ContractLedger: Sendable, Equatable {
    public let signed: Contract.Content
    public let changes: [ContractChange]
    /// The payments that stand, refunds among them.
    public let payments: [Payment.Content]

    public init(signed: Contract.Content, changes: [ContractChange], payments: [Payment.Content]) {
        self.signed = signed
        self.changes = changes
        self.payments = payments
    }

    /// What the contract is worth now.
    public var total: Money { changes.last { $0.total != nil }?.total ?? signed.total }

    /// Its technical part now.
    public var technology: Money { changes.last { $0.technology != nil }?.technology ?? signed.technology }

    /// By how many fen each change let the total and its technical part grow or, below zero, shrink: what figures count on
    /// the day of the change.
    public var differences: [(total: Int64, technology: Int64)] {
        var (total, technology) = (signed.total, signed.technology)
        return changes.map { change in
            let before = (total, technology)
            (total, technology) = (change.total ?? total, change.technology ?? technology)
            return (total.fen - before.0.fen, technology.fen - before.1.fen)
        }
    }

    /// The day of its cancellation, if it was cancelled.
    public var cancelledOn: Day? { changes.first { $0.kind == .cancellation }?.on }

    /// What was paid less what was paid back.
    public var paid: Money {
        Money(fen: payments.reduce(0) { $0 + ($1.kind == .receipt ? $1.amount.fen : -$1.amount.fen) })
    }

    /// The change that brings the contract to new amounts.
    ///
    /// - Throws: `contract_cancelled`, `date_in_future`, `date_out_of_order`, `technology_above_total`, `total_zero`,
    ///   `below_payments` when more was paid than the new total, `nothing_changed`.
    public func amendment(
        total newTotal: Money,
        technology newTechnology: Money,
        on day: Day,
        today: Day,
        note: String
    ) throws(AppError) -> ContractChange {
        try requireInForce(day, today: today)
        try Self.check(total: newTotal, technology: newTechnology)
        guard newTotal.fen >= paid.fen else { throw belowPayments(newTotal) }
        guard newTotal != total || newTechnology != technology else {
            throw AppError(
                .invalid,
                "nothing_changed",
                field: .total,
                value: newTotal.wan,
                Phrase(
                    "变更后的成交额和技术交易额与现在相同（\(total.phrase.zh)、\(technology.phrase.zh)），没有可变更的。",
                    en:
                        "The amended amounts are those it has now (\(total.phrase.en), \(technology.phrase.en)); nothing to amend."
                )
            )
        }
        return ContractChange(
            kind: .amendment,
            on: day,
            total: newTotal,
            technology: newTechnology,
            note: note
        )
    }

    /// The change that ends the contract for every count; not before the last money came in on it.
    public func cancellation(on day: Day, today: Day, note: String) throws(AppError) -> ContractChange {
        try requireInForce(day, today: today)
        if let last = payments.filter({ $0.kind == .receipt }).map(\.on).max() {
            try day.require(notBefore: last, of: Payment.Kind.receipt.name, field: .on)
        }
        return ContractChange(kind: .cancellation, on: day, note: note)
    }

    /// Checks that a payment fits the contract: not before its signing, not in the future, never more paid than it is
    /// worth, never more paid back than was paid.
    public func check(_ payment: Payment.Content, today: Day) throws(AppError) {
        try payment.on.requireNotFuture(today: today, field: .on)
        try payment.on.require(notBefore: signed.signedOn, of: MatchStage.signed.name, field: .on)
        guard payment.amount.fen != 0 else { throw Self.zero(.amount) }
        try payment.amount.requirePlausible(field: .amount)
        switch payment.kind {
        case .receipt:
            if let cancelledOn, payment.on > cancelledOn { throw cancelled(on: cancelledOn) }
            let left = total.fen - paid.fen
            guard payment.amount.fen <= left else {
                let leftover = Money(fen: max(0, left))
                throw AppError(
                    .conflict,
                    "payment_above_total",
                    field: .amount,
                    value: payment.amount.wan,
                    Phrase(
                        "到账\(payment.amount.phrase.zh)超过合同余额\(leftover.phrase.zh)（成交额\(total.phrase.zh)，已到账\(paid.phrase.zh)）：请核对单位；若合同金额变了，先登记变更。",
                        en:
                            "A payment of \(payment.amount.phrase.en) is more than the \(leftover.phrase.en) still due: check the unit, or amend the contract first."
                    )
                )
            }
        case .refund:
            guard payment.amount.fen <= paid.fen else {
                throw AppError(
                    .conflict,
                    "refund_above_paid",
                    field: .amount,
                    value: payment.amount.wan,
                    Phrase(
                        "退款\(payment.amount.phrase.zh)超过已到账的\(paid.phrase.zh)：请核对金额和单位。",
                        en:
                            "A refund of \(payment.amount.phrase.en) is more than the \(paid.phrase.en) paid: check the amount and its unit."
                    )
                )
            }
        }
        try ContractLedger(signed: signed, changes: changes, payments: payments + [payment]).checkRefunds()
    }

    /// Checks what is left when a payment was mended or taken out: never more paid back than was paid.
    public func checkRefunds() throws(AppError) {
        guard paid.fen < 0 else { return }
        let received = Money(fen: payments.reduce(0) { $0 + ($1.kind == .receipt ? $1.amount.fen : 0) })
        let refunded = Money(fen: received.fen - paid.fen)
        throw AppError(
            .conflict,
            "refunds_above_receipts",
            field: .amount,
            value: received.wan,
            Phrase(
                "这样到账合计\(received.phrase.zh)，少于已登记的退款\(refunded.phrase.zh)：请先改正退款记录。",
                en:
                    "Receipts would be \(received.phrase.en), less than the \(refunded.phrase.en) paid back: mend the refunds first."
            )
        )
    }

    /// Checks a contract whose content was mended: its amounts with every change, no change before its signing, and no
    /// more paid than it is worth.
    public func check() throws(AppError) {
        try Self.check(total: total, technology: technology)
        for change in changes {
            try change.on.require(notBefore: signed.signedOn, of: MatchStage.signed.name, field: .signedOn)
        }
        for payment in payments {
            try payment.on.require(notBefore: signed.signedOn, of: MatchStage.signed.name, field: .signedOn)
        }
        guard total.fen >= paid.fen else { throw belowPayments(total) }
    }

    private func belowPayments(_ total: Money) -> AppError {
        AppError(
            .conflict,
            "below_payments",
            field: .total,
            value: total.wan,
            Phrase(
                "成交额\(total.phrase.zh)少于已到账的\(paid.phrase.zh)：请先登记退款，或改正到账记录。",
                en:
                    "The total of \(total.phrase.en) is less than the \(paid.phrase.en) already paid: record the refund first."
            )
        )
    }

    /// Checks the amounts of a contract: more than nothing, and the technical part not above the total.
    public static func check(total: Money, technology: Money) throws(AppError) {
        guard total.fen != 0 else { throw zero(.total) }
        try total.requirePlausible(field: .total)
        guard technology.fen >= 0 else { return try technology.requirePlausible(field: .technology) }
        guard technology.fen <= total.fen else {
            throw AppError(
                .invalid,
                "technology_above_total",
                field: .technology,
                value: technology.wan,
                Phrase(
                    "技术交易额\(technology.phrase.zh)大于成交额\(total.phrase.zh)：它是成交额中的技术部分，不能更大。",
                    en:
                        "The technology value of \(technology.phrase.en) is above the total of \(total.phrase.en), whose part it is."
                )
            )
        }
    }

    private static func zero(_ field: Field) -> AppError {
        AppError(
            .invalid,
            "amount_zero",
            field: field,
            value: "0",
            Phrase(
                "\(field.name.zh)不能为零：请填大于零的金额和单位。",
                en: "The \(field.name.en) can't be zero: give an amount with its unit."
            )
        )
    }

    private func requireInForce(_ day: Day, today: Day) throws(AppError) {
        if let cancelledOn { throw cancelled(on: cancelledOn) }
        try day.requireNotFuture(today: today, field: .on)
        let last = changes.last?.on ?? signed.signedOn
        let what = changes.last?.kind.name ?? MatchStage.signed.name
        try day.require(notBefore: last, of: what, field: .on)
    }

    private func cancelled(on day: Day) -> AppError {
        AppError(
            .conflict,
            "contract_cancelled",
            field: .contract,
            Phrase(
                "合同已于\(day.phrase.zh)取消，不能再变更或收款。",
                en: "The contract was cancelled on \(day) and can't change or take payments."
            )
        )
    }
}
