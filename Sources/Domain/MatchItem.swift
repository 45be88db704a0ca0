/// Somebody or something by code and name, as lists show what a record refers to.
public struct NamedCode: Sendable, Hashable {
    public let code: RecordCode
    public let name: String

    public init(code: RecordCode, name: String) {
        self.code = code
        self.name = name
    }
}

/// A match as lists show it: with the names of what it brings together, and how long nothing has happened.
public struct MatchItem: Sendable, Equatable {
    public var match: Match
    public let demand: NamedCode
    public let buyer: NamedCode
    public let achievement: NamedCode
    public let seller: NamedCode
    /// What the demand is ready to spend; nil if unknown.
    public let budget: Money?
    /// The name of whoever sees to it.
    public let owner: String?
    /// The day on which it entered the stage at which it stands.
    public let since: Day
    /// The day of the last talk; nil if there was none.
    public let talkedOn: Day?
    /// What its contracts in force are worth now; nil if there is none.
    public let total: Money?

    public init(
        match: Match,
        demand: NamedCode,
        buyer: NamedCode,
        achievement: NamedCode,
        seller: NamedCode,
        budget: Money?,
        owner: String?,
        since: Day,
        talkedOn: Day?,
        total: Money?
    ) {
        self.match = match
        self.demand = demand
        self.buyer = buyer
        self.achievement = achievement
        self.seller = seller
        self.budget = budget
        self.owner = owner
        self.since = since
        self.talkedOn = talkedOn
        self.total = total
    }
}

extension MatchItem {
    /// Without what comes next in words, which may tell what the two sides talk about; the day stays.
    public var publicPart: MatchItem {
        var part = self
        part.match = match.publicPart
        return part
    }
}

/// How many matches stand at a stage, and how much money that is about.
public struct StageSum: Sendable, Equatable {
    public let stage: MatchStage
    public let count: Int64
    /// What their demands are ready to spend, each demand once. No amount of the market's: those are contracts'.
    public let budget: Money
    /// What their contracts in force are worth now, each contract once.
    public let total: Money

    public init(stage: MatchStage, count: Int64, budget: Money, total: Money) {
        self.stage = stage
        self.count = count
        self.budget = budget
        self.total = total
    }
}
