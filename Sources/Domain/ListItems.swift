/// Records as lists show them: with the names of what they refer to, so that a page asks once.

/// An activity with how many came.
public struct ActivityItem: Sendable, Equatable {
    public let activity: Activity
    /// Organizations that attend.
    public let organizations: Int64
    /// Their people.
    public let people: Int64

    public init(activity: Activity, organizations: Int64, people: Int64) {
        self.activity = activity
        self.organizations = organizations
        self.people = people
    }
}

/// An organization on an activity's check-in list.
public struct Attendee: Sendable, Equatable {
    public let organization: Organization.ID
    public let code: RecordCode
    public let name: String
    public let kind: Organization.Kind
    public let people: Int
    public let note: String

    public init(
        organization: Organization.ID,
        code: RecordCode,
        name: String,
        kind: Organization.Kind,
        people: Int,
        note: String
    ) {
        self.organization = organization
        self.code = code
        self.name = name
        self.kind = kind
        self.people = people
        self.note = note
    }
}

/// A visit with whom it was to, and who went.
public struct VisitItem: Sendable, Equatable {
    public var visit: Visit
    public let organizationCode: RecordCode
    public let organizationName: String
    public let staffName: String?

    public init(
        visit: Visit,
        organizationCode: RecordCode,
        organizationName: String,
        staffName: String?
    ) {
        self.visit = visit
        self.organizationCode = organizationCode
        self.organizationName = organizationName
        self.staffName = staffName
    }
}

/// A record of a pair, as a line of a list names it.
public struct PairSide: Sendable, Equatable {
    public let code: RecordCode
    public let title: String
    public let organization: String

    public init(code: RecordCode, title: String, organization: String) {
        self.code = code
        self.title = title
        self.organization = organization
    }
}

/// A match that somebody has to see to.
public struct WaitingMatch: Sendable, Equatable {
    public var match: Match
    public let demand: PairSide
    public let achievement: PairSide
    /// The day of the step that brought it to its stage.
    public let enteredOn: Day
    /// The day of the last follow-up; nil if there was none.
    public let followedOn: Day?

    public init(match: Match, demand: PairSide, achievement: PairSide, enteredOn: Day, followedOn: Day?) {
        self.match = match
        self.demand = demand
        self.achievement = achievement
        self.enteredOn = enteredOn
        self.followedOn = followedOn
    }

    /// The last day on which anything happened.
    public var touchedOn: Day { max(enteredOn, followedOn ?? enteredOn) }
}

/// A user, with whether and when he or she signs in.
public struct UserItem: Sendable, Equatable {
    public let user: User
    public let hasPassword: Bool
    /// Whether somebody else set the password, so that it has to be changed first.
    public let mustChangePassword: Bool
    /// The last use of a session that has not ended.
    public let seenAt: Instant?

    public init(user: User, hasPassword: Bool, mustChangePassword: Bool, seenAt: Instant?) {
        self.user = user
        self.hasPassword = hasPassword
        self.mustChangePassword = mustChangePassword
        self.seenAt = seenAt
    }
}
