public import Domain

/// Lists in the order in which records were entered, the newest first: an order that nothing ever changes, so that a
/// program can go through a list in pieces while others add to it, and neither misses a record nor sees one twice.
extension Transaction {
    /// - Parameters:
    ///   - before: the id of the last record that the program has; nil to begin.
    ///   - limit: at most so many.
    public func demands(_ filter: RecordFilter, before: Demand.ID?, limit: Int) throws -> [Demand] {
        try newest(.demand, "r", Self.conditions(filter, of: .demand), before?.rawValue, limit, Self.demand)
    }

    public func achievements(
        _ filter: RecordFilter,
        before: Achievement.ID?,
        limit: Int
    ) throws -> [Achievement] {
        try newest(
            .achievement,
            "r",
            Self.conditions(filter, of: .achievement),
            before?.rawValue,
            limit,
            Self.achievement
        )
    }

    public func organizations(
        _ filter: OrganizationFilter,
        before: Organization.ID?,
        limit: Int
    ) throws -> [Organization] {
        try newest(.organization, "o", Self.conditions(filter), before?.rawValue, limit, Self.organization)
    }

    public func matches(_ filter: MatchFilter, before: Match.ID?, limit: Int) throws -> [Match] {
        try newest(.match, "m", Self.conditions(filter), before?.rawValue, limit, Self.match)
    }

    public func contracts(_ filter: ContractFilter, before: Contract.ID?, limit: Int) throws -> [Contract] {
        try newest(.contract, "c", Self.conditions(filter), before?.rawValue, limit, Self.contract)
    }

    public func payments(_ filter: PaymentFilter, before: Payment.ID?, limit: Int) throws -> [Payment] {
        try newest(.payment, "p", Self.conditions(filter), before?.rawValue, limit, Self.payment)
    }

    public func activities(_ filter: EventFilter, before: Activity.ID?, limit: Int) throws -> [Activity] {
        try newest(.activity, "a", Self.activityConditions(filter), before?.rawValue, limit, Self.activity)
    }

    public func visits(_ filter: EventFilter, before: Visit.ID?, limit: Int) throws -> [Visit] {
        try newest(.visit, "v", Self.visitConditions(filter), before?.rawValue, limit, Self.visit)
    }

    public func programmes(_ filter: ProgrammeFilter, before: Programme.ID?, limit: Int) throws -> [Programme]
    {
        try newest(.programme, "p", Self.conditions(filter), before?.rawValue, limit, Self.programme)
    }

    public func members(_ filter: MemberFilter, before: Member.ID?, limit: Int) throws -> [Member] {
        try newest(.programmeMember, "m", Self.conditions(filter), before?.rawValue, limit, Self.member)
    }

    public func keyTasks(_ filter: KeyTaskFilter, before: KeyTask.ID?, limit: Int) throws -> [KeyTask] {
        try newest(.task, "t", Self.taskConditions(filter), before?.rawValue, limit, Self.keyTask)
    }

    private func newest<Record>(
        _ table: Table,
        _ alias: String,
        _ filter: Conditions,
        _ before: Int64?,
        _ limit: Int,
        _ decode: (any SQLRow) throws -> Record
    ) throws -> [Record] {
        var conditions = filter
        if let before { conditions.add("\(alias).id < ?", .integer(before)) }
        return try all(
            """
            SELECT \(table.selected(from: alias)) FROM \(table.name) AS \(alias)\(conditions.clause)
            ORDER BY \(alias).id DESC\(Page(limit: limit).clause)
            """,
            conditions.arguments,
            decode
        )
    }
}
