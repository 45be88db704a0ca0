/// A 对接: one demand with one achievement. A pair is matched once.
public struct Match: Sendable, Equatable {
    public typealias ID = Domain.ID<Match>

    public let id: ID
    public let code: RecordCode
    public let demand: Demand.ID
    public let achievement: Achievement.ID
    public let stage: MatchStage
    /// Who sees to it that something happens.
    public var owner: User.ID?
    /// The engine's score (0 to 100) when the match was made; nil if a person made it without one.
    public let score: Int?
    public var nextStep: String
    public var nextOn: Day?
    public let filing: Filing

    public init(
        id: ID,
        code: RecordCode,
        demand: Demand.ID,
        achievement: Achievement.ID,
        stage: MatchStage,
        owner: User.ID?,
        score: Int?,
        nextStep: String,
        nextOn: Day?,
        filing: Filing
    ) {
        self.id = id
        self.code = code
        self.demand = demand
        self.achievement = achievement
        self.stage = stage
        self.owner = owner
        self.score = score
        self.nextStep = nextStep
        self.nextOn = nextOn
        self.filing = filing
    }
}

/// One dated step of a match; steps are added, never edited, and stage counts are counted from them.
public struct MatchMove: Sendable, Equatable {
    public typealias ID = Domain.ID<MatchMove>

    /// Nil while the step is not in the file yet.
    public let id: ID?
    public let from: MatchStage?
    public let to: MatchStage
    /// The business day on which it happened.
    public let on: Day
    /// A code of the list `end_reason`, with `ended` only.
    public let reason: String?
    public let note: String
    /// The contract that the step to `signed` rests on.
    public let contract: Contract.ID?
    /// The step that this one takes back because it was entered by mistake; neither is counted.
    public let undoes: ID?
    public let recordedAt: Instant?
    public let actor: User.ID?

    public init(
        id: ID? = nil,
        from: MatchStage?,
        to: MatchStage,
        on: Day,
        reason: String? = nil,
        note: String = "",
        contract: Contract.ID? = nil,
        undoes: ID? = nil,
        recordedAt: Instant? = nil,
        actor: User.ID? = nil
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.on = on
        self.reason = reason
        self.note = note
        self.contract = contract
        self.undoes = undoes
        self.recordedAt = recordedAt
        self.actor = actor
    }
}

/// One note of a talk between two stages, with what comes next.
public struct FollowUp: Sendable, Equatable {
    public typealias ID = Domain.ID<FollowUp>

    public let id: ID
    public let match: Match.ID
    public let on: Day
    /// A code of the list `follow_up_kind`.
    public let kind: String
    public let text: String
    public let nextStep: String
    public let nextOn: Day?
    public let recordedAt: Instant
    public let actor: User.ID

    public init(
        id: ID,
        match: Match.ID,
        on: Day,
        kind: String,
        text: String,
        nextStep: String,
        nextOn: Day?,
        recordedAt: Instant,
        actor: User.ID
    ) {
        self.id = id
        self.match = match
        self.on = on
        self.kind = kind
        self.text = text
        self.nextStep = nextStep
        self.nextOn = nextOn
        self.recordedAt = recordedAt
        self.actor = actor
    }
}
