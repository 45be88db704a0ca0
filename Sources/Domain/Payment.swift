/// A 到账: money that came in on a contract, or went back.
@dynamicMemberLookup
public struct Payment: Sendable, Equatable {
    public typealias ID = Domain.ID<Payment>

    public enum Kind: String, Sendable, CaseIterable {
        case receipt, refund

        public var name: Phrase {
            switch self {
            case .receipt: Phrase("到账", en: "receipt")
            case .refund: Phrase("退款", en: "refund")
            }
        }
    }

    public struct Content: Sendable, Hashable {
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

    public let id: ID
    public let code: RecordCode
    public var content: Content
    public let filing: Filing

    public init(id: ID, code: RecordCode, content: Content, filing: Filing) {
        self.id = id
        self.code = code
        self.content = content
        self.filing = filing
    }

    public subscript<Value>(dynamicMember path: KeyPath<Content, Value>) -> Value { content[keyPath: path] }
}
