public import Domain
import Storage

/// Lists for programs, which go through them in pieces: in the order in which records were entered, the newest first.
/// `before` is the id of the last record that the program has; nil to begin.

extension Submissions<DemandContent> {
    public func newest(_ filter: RecordFilter, before: Demand.ID?, limit: Int) throws -> [Demand] {
        try work.transaction.demands(filter, before: before, limit: limit).map(work.visible)
    }
}

extension Submissions<AchievementContent> {
    public func newest(_ filter: RecordFilter, before: Achievement.ID?, limit: Int) throws -> [Achievement] {
        try work.transaction.achievements(filter, before: before, limit: limit).map(work.visible)
    }
}

extension Organizations {
    public func newest(
        _ filter: OrganizationFilter,
        before: Organization.ID?,
        limit: Int
    ) throws -> [Organization] {
        try work.transaction.organizations(filter, before: before, limit: limit).map(work.visible)
    }
}

extension Matches {
    public func newest(_ filter: MatchFilter, before: Match.ID?, limit: Int) throws -> [Match] {
        try work.transaction.matches(filter, before: before, limit: limit).map(work.visible)
    }
}

extension Contracts {
    public func newest(_ filter: ContractFilter, before: Contract.ID?, limit: Int) throws -> [Contract] {
        try work.transaction.contracts(filter, before: before, limit: limit)
    }
}

extension Payments {
    public func newest(_ filter: PaymentFilter, before: Payment.ID?, limit: Int) throws -> [Payment] {
        try work.transaction.payments(filter, before: before, limit: limit)
    }
}

extension Activities {
    public func newest(_ filter: EventFilter, before: Activity.ID?, limit: Int) throws -> [Activity] {
        try work.transaction.activities(filter, before: before, limit: limit)
    }
}

extension Visits {
    public func newest(_ filter: EventFilter, before: Visit.ID?, limit: Int) throws -> [Visit] {
        try work.transaction.visits(filter, before: before, limit: limit).map(work.visible)
    }
}

extension Programmes {
    public func newest(_ filter: ProgrammeFilter, before: Programme.ID?, limit: Int) throws -> [Programme] {
        try work.transaction.programmes(filter, before: before, limit: limit)
    }

    public func newestMembers(_ filter: MemberFilter, before: Member.ID?, limit: Int) throws -> [Member] {
        try work.transaction.members(filter, before: before, limit: limit).map(work.visible)
    }
}

extension KeyTasks {
    public func newest(_ filter: KeyTaskFilter, before: KeyTask.ID?, limit: Int) throws -> [KeyTask] {
        try visible(work.transaction.keyTasks(filter, before: before, limit: limit))
    }
}
