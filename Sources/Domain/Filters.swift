/// Which part of a list is wanted.
public struct Page: Sendable, Equatable {
    /// At most so many rows; nil for all.
    public var limit: Int?
    /// So many rows are left out first.
    public var offset: Int

    public init(limit: Int? = nil, offset: Int = 0) {
        self.limit = limit
        self.offset = offset
    }

    public static let all = Page()
}

/// Which organizations are wanted; a nil asks nothing.
public struct OrganizationFilter: Sendable {
    /// Part of the name, an alias or the credit code.
    public var text: String?
    public var kind: Organization.Kind?
    public var region: RegionCode?
    public var industry: IndustryCode?
    /// Archived and merged ones too.
    public var includesArchived = false
    public var page = Page.all

    public init() {}
}

/// Which demands or achievements are wanted; a nil asks nothing.
public struct RecordFilter: Sendable {
    /// Part of the title.
    public var text: String?
    public var state: RecordState?
    public var organization: Organization.ID?
    /// The industry or any within it.
    public var industry: IndustryCode?
    public var field: String?
    /// The region or any within it.
    public var region: RegionCode?
    public var readiness: String?
    /// What is offered or asked.
    public var leastMoney: Money?
    public var mostMoney: Money?
    /// Deadline or last day of validity, from and to.
    public var dueFrom: Day?
    public var dueBy: Day?
    /// When it was received.
    public var received: Period?
    public var includesArchived = false
    public var sort = RecordSort.newest
    public var page = Page.all

    public init() {}
}

/// The order in which demands or achievements are listed.
public enum RecordSort: String, Sendable, CaseIterable {
    /// The last received first.
    case newest
    /// The next deadline, or end of validity, first; then what is past, then what has none.
    case deadline
    /// The largest amount first, those without one last.
    case money
    case title

    public var name: Phrase {
        switch self {
        case .newest: Phrase("最新", en: "newest")
        case .deadline: Phrase("截止日期", en: "deadline")
        case .money: Phrase("金额", en: "amount")
        case .title: Phrase("名称", en: "title")
        }
    }
}

/// Which matches are wanted; a nil asks nothing.
public struct MatchFilter: Sendable {
    public var stage: MatchStage?
    public var demand: Demand.ID?
    public var achievement: Achievement.ID?
    public var owner: User.ID?
    /// Those whose next step is due by then and that have not ended.
    public var dueBy: Day?
    /// Part of a title, an organization's name or a code, on either side.
    public var text: String?
    /// The organization on either side.
    public var organization: Organization.ID?
    /// Those that rest on the contract.
    public var contract: Contract.ID?
    /// Those still under way that have been at their stage since that day or longer.
    public var stageSince: Day?
    /// Those still under way with which nothing has happened after that day: no step, no talk.
    public var quietSince: Day?
    public var includesArchived = false
    public var order = Order.newest
    public var page = Page.all

    public init() {}

    public enum Order: String, Sendable, CaseIterable {
        case newest
        /// The next step that is due first; those without one last.
        case due = "next_on"
        /// The longest at their stage first.
        case since
        /// The largest contracts first.
        case total
        case score
    }
}

/// Which contracts are wanted; a nil asks nothing.
public struct ContractFilter: Sendable {
    public var type: String?
    /// Buyer or seller.
    public var organization: Organization.ID?
    public var match: Match.ID?
    public var signed: Period?
    /// Part of the title, a code, the registration number or a party's name.
    public var text: String?
    public var standing: Standing?
    public var includesArchived = false
    public var order = Order.signed
    public var page = Page.all

    public init() {}

    /// How a contract stands.
    public enum Standing: String, Sendable, CaseIterable {
        case inForce = "in_force"
        case cancelled
        /// In force, and less was paid than it is worth.
        case unpaid

        public var name: Phrase {
            switch self {
            case .inForce: Phrase("有效", en: "in force")
            case .cancelled: Phrase("已取消", en: "cancelled")
            case .unpaid: Phrase("未付清", en: "not fully paid")
            }
        }
    }

    public enum Order: String, Sendable, CaseIterable {
        /// The latest signed first.
        case signed = "signed_on"
        /// The largest first.
        case total
        /// What is most to be paid yet first.
        case due
    }
}

/// Which payments are wanted; a nil asks nothing.
public struct PaymentFilter: Sendable {
    public var contract: Contract.ID?
    public var period: Period?
    public var kind: Payment.Kind?
    /// Buyer or seller of the contract.
    public var organization: Organization.ID?
    /// Part of a code, the contract's title or a party's name.
    public var text: String?
    public var includesArchived = false
    public var order = Order.on
    public var page = Page.all

    public init() {}

    public enum Order: String, Sendable, CaseIterable {
        /// The latest first.
        case on
        /// The largest first.
        case amount
    }
}

/// Which activities or visits are wanted; a nil asks nothing.
public struct EventFilter: Sendable {
    /// Part of an activity's title, host or place; of the name or the code of the organization visited.
    public var text: String?
    /// A code of `activity_kind` or `visit_kind`.
    public var kind: String?
    public var state: Activity.State?
    /// The organization visited, or attending.
    public var organization: Organization.ID?
    /// Sub-sessions of this activity.
    public var parent: Activity.ID?
    /// Activities of this programme.
    public var programme: Programme.ID?
    /// Visits by this colleague.
    public var staff: User.ID?
    public var period: Period?
    public var includesArchived = false
    /// Whether the oldest come first; otherwise the newest do.
    public var isOldestFirst = false
    public var page = Page.all

    public init() {}
}

/// Which programmes are wanted; a nil asks nothing.
public struct ProgrammeFilter: Sendable {
    /// Part of the name, the department or the code.
    public var text: String?
    public var state: ProgrammeState?
    public var owner: User.ID?
    /// Those that the organization, or one merged into it, is or was a member of.
    public var organization: Organization.ID?
    public var includesArchived = false
    public var page = Page.all

    public init() {}
}

/// Which members are wanted; a nil asks nothing.
public struct MemberFilter: Sendable {
    public var programme: Programme.ID?
    /// The organization or one merged into it.
    public var organization: Organization.ID?
    public var stage: MemberStage?
    public var kind: Organization.Kind?
    /// Part of the organization's name or code.
    public var text: String?
    /// Those too that were entered by mistake.
    public var includesMistakes = false
    public var page = Page.all

    public init() {}
}

/// Which key tasks are wanted; a nil asks nothing.
public struct KeyTaskFilter: Sendable {
    /// Part of a title, a group, a department, who is responsible, or a code.
    public var text: String?
    /// The name of the sheet that they stand on.
    public var sheet: String?
    /// Those of the years that a span of days touches.
    public var years: ClosedRange<Int>?
    /// Those due by then.
    public var dueBy: Day?
    public var includesArchived = false
    /// Whether those that count are wanted whether archived or not, as sheets have them.
    public var isForSheet = false
    public var order = Order.position
    public var page = Page.all

    public init() {}

    public enum Order: String, Sendable, CaseIterable {
        /// As they stand on their sheets, the latest year first.
        case position
        /// The next deadline first; those without one last.
        case due = "due_on"
        /// The last entered first.
        case newest

        public var name: Phrase {
            switch self {
            case .position: Phrase("按表上的次序", en: "as on the sheet")
            case .due: Phrase("按完成时限", en: "by deadline")
            case .newest: Phrase("最近登记的在前", en: "newest first")
            }
        }
    }
}
