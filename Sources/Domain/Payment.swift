/// A 到账: money that came in on a contract, or went back.
public typealias Payment = Filed<PaymentContent>

/// What people write about it.
public struct PaymentContent: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case receipt, refund

        public var name: Phrase {
            switch self {
            case .receipt: Phrase("到账", en: "receipt")
            case .refund: Phrase("退款", en: "refund")
            }
        }
    }

    public var externalID: String?
    public var contract: Contract.ID
    public var kind: Kind
    /// Always above zero; the kind says which way it went.
    public var amount: Money
    public var on: Day
    public var note = ""

    public init(contract: Contract.ID, kind: Kind, amount: Money, on: Day) {
        self.contract = contract
        self.kind = kind
        self.amount = amount
        self.on = on
    }
}

extension Payment {
    public typealias Kind = PaymentContent.Kind
}
