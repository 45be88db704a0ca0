/// One thing that happened with an organization, on its day.
public struct OrganizationEvent: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case demand, achievement, match, talk, contract, payment, activity, visit, programme, merge

        public var name: Phrase {
            switch self {
            case .demand: Field.demand.name
            case .achievement: Field.achievement.name
            case .match: Field.match.name
            case .talk: Phrase("跟进", en: "follow-up")
            case .contract: Field.contract.name
            case .payment: Field.payment.name
            case .activity: Field.activity.name
            case .visit: Field.visit.name
            case .programme: Field.programme.name
            case .merge: Phrase("合并", en: "merge")
            }
        }
    }

    public let kind: Kind
    public let on: Day
    /// The record that it stands in.
    public let record: RecordCode
    /// What that record is about.
    public let title: String
    /// What happened: the state or stage entered, `signed`, `amendment`, `cancellation`, `receipt`, `refund`, an activity's
    /// state, or a code of the list of talks or visits.
    public let what: String
    /// Words about it: a note, what was said, the other party.
    public let detail: String
    public let amount: Money?

    public init(
        kind: Kind,
        on: Day,
        record: RecordCode,
        title: String,
        what: String,
        detail: String,
        amount: Money?
    ) {
        self.kind = kind
        self.on = on
        self.record = record
        self.title = title
        self.what = what
        self.detail = detail
        self.amount = amount
    }
}

extension OrganizationEvent {
    /// What happened and when, without what staff noted beside it: talks and visits are between the two and the market.
    public var publicPart: OrganizationEvent {
        OrganizationEvent(
            kind: kind,
            on: on,
            record: record,
            title: kind == .visit ? "" : title,
            what: what,
            detail: kind == .contract && what == Self.signing ? detail : "",
            amount: amount
        )
    }

    /// What happened when a contract was signed; its detail are the parties.
    public static let signing = "signed"
}
