/// A 专项: a park, platform or campaign that the market runs, such as 离岸科创园. Organizations are its members, each
/// with stages of its own, and activities may belong to it.
public typealias Programme = Filed<ProgrammeContent>

/// What people write about it.
public struct ProgrammeContent: Sendable, Hashable {
    public var externalID: String?
    /// No two programmes in use have one name: reports name them by it.
    public var name: String
    /// What it is to reach.
    public var goal = ""
    public var startsOn: Day?
    public var endsOn: Day?
    /// The department that is responsible.
    public var department = ""
    /// Who sees to it.
    public var owner: User.ID?
    public var state: ProgrammeState
    public var note = ""

    public init(name: String, state: ProgrammeState = .running) {
        self.name = name
        self.state = state
    }
}

/// Where a programme is; it says nothing of its members.
public enum ProgrammeState: String, Sendable, CaseIterable {
    case planned, running, closed

    public var name: Phrase {
        switch self {
        case .planned: Phrase("筹备中", en: "planned")
        case .running: Phrase("进行中", en: "running")
        case .closed: Phrase("已结束", en: "closed")
        }
    }
}

/// The stages of a member of a programme.
public enum MemberStage: String, Stages {
    case negotiating, signed, left

    public var name: Phrase {
        switch self {
        case .negotiating: Phrase("洽谈中", en: "negotiating")
        case .signed: Phrase("已签约", en: "signed")
        case .left: Phrase("退出", en: "left")
        }
    }

    public static let path: [MemberStage] = [.negotiating, .signed]
    public static let ended = MemberStage.left
    public static let subject = Field.member.name
    public static let refusals = (ended: "member_left", last: "member_signed")
}

/// Why a member left.
public enum LeaveReason: String, Sendable, CaseIterable {
    case notAgreed = "not_agreed"
    case expired, withdrew, moved, closed, terminated, other

    public var name: Phrase {
        switch self {
        case .notAgreed: Phrase("未谈成", en: "no agreement")
        case .expired: Phrase("协议到期", en: "agreement expired")
        case .withdrew: Phrase("主动退出", en: "withdrew")
        case .moved: Phrase("迁往外地", en: "moved away")
        case .closed: Phrase("注销或停业", en: "closed down")
        case .terminated: Phrase("违约清退", en: "terminated for breach")
        case .other: Phrase("其他", en: "other")
        }
    }
}

/// All steps of one member.
public typealias MemberHistory = StageHistory<MemberStage>

/// One dated step of a member; the reason, with the step to `left`, is a `LeaveReason`.
public typealias MemberMove = StageMove<MemberStage>

extension MemberHistory {
    /// The step to the next stage of the path.
    ///
    /// - Throws: `stage_skipped`, `reason_required`, `member_left`, `member_signed`, `date_in_future` or
    ///   `date_out_of_order`.
    public func advance(to stage: MemberStage, on day: Day, today: Day, note: String = "") throws(AppError)
        -> MemberMove
    {
        try step(to: stage, on: day, today: today, note: note)
    }
}

/// An organization in a programme, once; unless it was entered by mistake, it counts from its steps.
public struct Member: Sendable, Equatable {
    public typealias ID = Domain.ID<Member>

    public let id: ID
    public let programme: Programme.ID
    public let organization: Organization.ID
    public let stage: MemberStage
    /// Who deals with it.
    public var staff: User.ID?
    public var note: String
    public let version: Int64
    /// Whether it counts; what was entered by mistake never does.
    public let isCounted: Bool

    public init(
        id: ID,
        programme: Programme.ID,
        organization: Organization.ID,
        stage: MemberStage,
        staff: User.ID?,
        note: String,
        version: Int64,
        isCounted: Bool
    ) {
        self.id = id
        self.programme = programme
        self.organization = organization
        self.stage = stage
        self.staff = staff
        self.note = note
        self.version = version
        self.isCounted = isCounted
    }
}

/// A member as lists show it.
public struct MemberItem: Sendable, Equatable {
    public var member: Member
    public let programme: NamedCode
    public let organization: NamedCode
    public let kind: Organization.Kind
    /// The one that it was merged into and counts as; nil for one that stands for itself.
    public let mergedInto: NamedCode?
    public let staff: String?
    /// The day on which it entered the stage at which it stands.
    public let since: Day

    public init(
        member: Member,
        programme: NamedCode,
        organization: NamedCode,
        kind: Organization.Kind,
        mergedInto: NamedCode?,
        staff: String?,
        since: Day
    ) {
        self.member = member
        self.programme = programme
        self.organization = organization
        self.kind = kind
        self.mergedInto = mergedInto
        self.staff = staff
        self.since = since
    }
}

/// A programme as lists show it.
public struct ProgrammeItem: Sendable, Equatable {
    public let programme: Programme
    public let owner: String?
    /// Its figures up to today: organizations, each once, and activities held.
    public let signed: Int64
    public let negotiating: Int64
    public let activities: Int64

    public init(programme: Programme, owner: String?, signed: Int64, negotiating: Int64, activities: Int64) {
        self.programme = programme
        self.owner = owner
        self.signed = signed
        self.negotiating = negotiating
        self.activities = activities
    }
}
