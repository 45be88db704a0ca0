/// A 活动: a 对接会, 路演, 推介会 or 培训 that the market held or will hold.
public typealias Activity = Filed<ActivityContent>

/// What people write about it.
public struct ActivityContent: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        case planned, held, cancelled

        public var name: Phrase {
            switch self {
            case .planned: Phrase("计划中", en: "planned")
            case .held: Phrase("已举办", en: "held")
            case .cancelled: Phrase("已取消", en: "cancelled")
            }
        }
    }

    public var externalID: String?
    public var title: String
    /// A code of the list `activity_kind`.
    public var kind: String
    public var on: Day
    public var endsOn: Day?
    public var place = ""
    public var host = ""
    /// Co-hosts are named; they never make the activity count again.
    public var coHosts: [String] = []
    /// The activity this is a sub-session of; sub-sessions are not counted as activities.
    public var parent: Activity.ID?
    /// The programme that it belongs to, if to one.
    public var programme: Programme.ID?
    public var state: State
    public var note = ""

    public init(title: String, kind: String, on: Day, state: State) {
        self.title = title
        self.kind = kind
        self.on = on
        self.state = state
    }
}

extension Activity {
    public typealias State = ActivityContent.State
}

/// An organization's presence at an activity; one row an organization, however many people came.
public struct Attendance: Sendable, Equatable {
    public let activity: Activity.ID
    public let organization: Organization.ID
    /// How many people came; at least one.
    public let people: Int
    public let note: String

    public init(activity: Activity.ID, organization: Organization.ID, people: Int, note: String) {
        self.activity = activity
        self.organization = organization
        self.people = people
        self.note = note
    }
}
