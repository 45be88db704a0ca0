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
