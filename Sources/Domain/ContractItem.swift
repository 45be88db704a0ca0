/// A contract as lists show it: its parties by name, and its amounts as they are now.
public struct ContractItem: Sendable, Equatable {
    public let contract: Contract
    public let buyer: NamedCode
    public let seller: NamedCode
    /// 成交额 with every amendment netted.
    public let total: Money
    /// 技术交易额 with every amendment netted.
    public let technology: Money
    /// What was paid less what was paid back.
    public let paid: Money
    public let cancelledOn: Day?
    /// How many matches rest on it.
    public let matches: Int64

    public init(
        contract: Contract,
        buyer: NamedCode,
        seller: NamedCode,
        total: Money,
        technology: Money,
        paid: Money,
        cancelledOn: Day?,
        matches: Int64
    ) {
        self.contract = contract
        self.buyer = buyer
        self.seller = seller
        self.total = total
        self.technology = technology
        self.paid = paid
        self.cancelledOn = cancelledOn
        self.matches = matches
    }
}

/// What the contracts of a list come to. Amounts leave out what was cancelled or entered by mistake, as figures do.
public struct ContractSums: Sendable, Equatable {
    /// All contracts of the list.
    public let count: Int64
    public let total: Money
    public let technology: Money
    public let paid: Money

    public init(count: Int64, total: Money, technology: Money, paid: Money) {
        self.count = count
        self.total = total
        self.technology = technology
        self.paid = paid
    }
}

/// A payment as lists show it.
public struct PaymentItem: Sendable, Equatable {
    public let payment: Payment
    /// The contract by code and title.
    public let contract: NamedCode
    public let buyer: NamedCode
    public let seller: NamedCode

    public init(payment: Payment, contract: NamedCode, buyer: NamedCode, seller: NamedCode) {
        self.payment = payment
        self.contract = contract
        self.buyer = buyer
        self.seller = seller
    }
}

/// What the payments of a list come to. Those entered by mistake are left out.
public struct PaymentSums: Sendable, Equatable {
    /// All payments of the list.
    public let count: Int64
    public let received: Money
    public let refunded: Money

    public init(count: Int64, received: Money, refunded: Money) {
        self.count = count
        self.received = received
        self.refunded = refunded
    }

    /// 到账额: what came in less what went back.
    public var net: Money { Money(fen: received.fen - refunded.fen) }
}
