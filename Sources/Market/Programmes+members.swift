public import Domain
import Storage

/// Organizations in a programme, and their way through its stages.
extension Programmes {
    /// Takes an organization into a programme, at its first stage or at once as signed: then both steps are of one day.
    ///
    /// - Parameters:
    ///   - note: what is to be noted of the member; `stepNote`, of its first step.
    ///   - besidesMerged: whether another record of the same organization may be a member too, as files bring those that
    ///     were merged after they joined.
    /// - Throws: `already_member`, `member_mistaken`, `archived`, or what `MemberHistory` refuses.
    public func join(
        _ id: Programme.ID,
        _ organization: Organization.ID,
        as stage: MemberStage = .negotiating,
        staff: User.ID? = nil,
        on day: Day? = nil,
        note: String = "",
        stepNote: String = "",
        besidesMerged: Bool = false
    ) throws -> Member {
        let transaction = try work.begin("programme.join", .staff)
        let programme = try get(id)
        try programme.filing.requireInUse(programme.code)
        let organization = try work.organizations.usable(organization)
        if let member = try transaction.member(id, organization.id) {
            throw try alreadyMember(member, programme)
        }
        if !besidesMerged, let member = try transaction.member(id, root: organization.rootID) {
            throw try alreadyMember(member, programme)
        }
        let (day, first) = (day ?? work.today, MemberStage.path[0])
        let move = try MemberHistory([]).advance(
            to: first,
            on: day,
            today: work.today,
            note: try checked(stepNote)
        )
        let member = try transaction.insertMember(
            id,
            organization.id,
            staff: staff,
            note: try checked(note),
            move: move
        )
        if stage != first {
            let next = try transaction.history(of: member).advance(to: stage, on: day, today: work.today)
            try transaction.move(member, next)
        }
        return try get(member)
    }

    /// Takes a member to the next stage.
    ///
    /// - Throws: what `MemberHistory.advance` refuses, `archived`, `stale_version`.
    public func advance(
        _ id: Member.ID,
        to stage: MemberStage,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Member {
        try move(id, "programme.advance", version, on: day, note) { history, day, note in
            try history.advance(to: stage, on: day, today: work.today, note: note)
        }
    }

    /// Takes a member back to an earlier stage.
    ///
    /// - Parameters:
    ///   - stage: where to; nil for the stage before.
    ///   - isMistake: whether the last step was entered by mistake: it is then taken back and neither is counted.
    /// - Throws: what `MemberHistory` refuses, `archived`, `stale_version`.
    public func back(
        _ id: Member.ID,
        to stage: MemberStage? = nil,
        isMistake: Bool = false,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Member {
        try move(id, "programme.back", version, on: day, note) { history, day, note in
            isMistake
                ? try history.undo(to: stage, on: day, today: work.today, note: note)
                : try history.back(to: stage, on: day, today: work.today, note: note)
        }
    }

    /// Notes that a member left.
    ///
    /// - Throws: `reason_required`, what `MemberHistory.end` refuses, `archived`, `stale_version`.
    public func leave(
        _ id: Member.ID,
        reason: LeaveReason?,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Member {
        try move(id, "programme.leave", version, on: day, note) { history, day, note in
            guard let reason else { throw Self.reasonMissing }
            return try history.end(reason: reason.rawValue, on: day, today: work.today, note: note)
        }
    }

    /// Says who deals with a member, and what is to be noted of it.
    public func assign(_ id: Member.ID, staff: User.ID?, note: String, version: Int64? = nil) throws -> Member
    {
        let transaction = try work.begin("programme.assign", .staff)
        var member = try inUse(id, version: version)
        member.staff = staff
        member.note = try checked(note)
        try transaction.save(member)
        return try get(id)
    }

    /// Says that an organization was entered into a programme by mistake, and never counts there; or that it was none.
    public func strike(_ id: Member.ID, isMistake: Bool = true, version: Int64? = nil) throws -> Member {
        let transaction = try work.begin("programme.strike", .staff)
        let member = try get(id)
        let programme = try get(member.programme)
        try programme.filing.requireInUse(programme.code)
        if !isMistake {
            let organization = try work.organizations.usable(member.organization)
            // Meanwhile a record that was merged with it may have joined.
            if let twin = try transaction.member(programme.id, root: organization.rootID), twin.id != id {
                throw try alreadyMember(twin, programme)
            }
        }
        try transaction.count(id, version: version, isCounted: !isMistake)
        return try get(id)
    }

    public func get(_ id: Member.ID) throws -> Member {
        guard let found = try work.transaction.member(id) else {
            throw AppError.noRecord(.member, id.description)
        }
        return work.visible(found)
    }

    /// The member that an organization is in a programme, under this record or another that is one with it by a merge.
    ///
    /// - Throws: `not_member`.
    public func member(_ id: Programme.ID, _ organization: Organization) throws -> Member {
        let transaction = work.transaction
        if let found = try transaction.member(id, organization.id)
            ?? transaction.member(id, root: organization.rootID)
        {
            return work.visible(found)
        }
        let programme = try get(id)
        throw AppError(
            .notFound,
            "not_member",
            field: .organization,
            value: organization.code.description,
            Phrase(
                "\(organization.code)（\(organization.name)）不是专项 \(programme.code)（\(programme.name)）的成员单位：请先加入。",
                en:
                    "\(organization.code) (\(organization.name)) is no member of the programme \(programme.code) (\(programme.name)): let it join first."
            )
        )
    }

    /// In the order in which they joined.
    public func members(_ filter: MemberFilter) throws -> [Member] {
        try work.transaction.members(filter).map(work.visible)
    }

    /// The members as lists show them, the latest to enter its stage first.
    public func memberItems(_ filter: MemberFilter) throws -> [MemberItem] {
        try work.transaction.memberItems(filter).map { item in
            var item = item
            item.member = work.visible(item.member)
            return item
        }
    }

    public func memberCount(_ filter: MemberFilter) throws -> Int64 {
        try work.transaction.memberCount(filter)
    }

    /// How many of the filter's members stand at each stage; stages without any are left out.
    public func memberStages(_ filter: MemberFilter) throws -> [MemberStage: Int64] {
        try work.transaction.memberStages(filter)
    }

    public func history(_ id: Member.ID) throws -> MemberHistory {
        work.visible(try work.transaction.history(of: id))
    }

    // MARK: -

    private func move(
        _ id: Member.ID,
        _ action: String,
        _ version: Int64?,
        on day: Day?,
        _ note: String,
        _ step: (MemberHistory, Day, String) throws -> MemberMove
    ) throws -> Member {
        let transaction = try work.begin(action, .staff)
        _ = try inUse(id, version: version)
        let note = try checked(note)
        try transaction.move(id, try step(try transaction.history(of: id), day ?? work.today, note))
        return try get(id)
    }

    private func checked(_ note: String) throws(AppError) -> String {
        try TextRule.block(note, .note, limit: Limits.note)
    }

    private func inUse(_ id: Member.ID, version: Int64?) throws -> Member {
        let member = try get(id)
        let programme = try get(member.programme)
        try programme.filing.requireInUse(programme.code)
        guard member.isCounted else { throw try alreadyMember(member, programme) }
        if let version, version != member.version { throw AppError.stale(version, current: member.version) }
        return member
    }

    private static var reasonMissing: AppError {
        let names = LeaveReason.allCases.map(\.name)
        return AppError(
            .invalid,
            "reason_required",
            field: .leaveReason,
            Phrase(
                "退出要写原因：请选\(names.map(\.zh).joined(separator: "、"))。",
                en: "Leaving needs a reason: one of \(names.map(\.en).joined(separator: ", "))."
            )
        )
    }

    private func alreadyMember(_ member: Member, _ programme: Programme) throws -> AppError {
        let organization = try work.organizations.get(member.organization)
        guard member.isCounted else {
            return AppError(
                .conflict,
                "member_mistaken",
                field: .organization,
                value: organization.code.description,
                Phrase(
                    "\(organization.code)（\(organization.name)）在专项 \(programme.code) 里已作为误录划去：请先恢复，再从那条记录继续。",
                    en:
                        "\(organization.code) (\(organization.name)) stands in the programme \(programme.code) as entered by mistake: restore it, and go on with that."
                )
            )
        }
        return AppError(
            .conflict,
            "already_member",
            field: .organization,
            value: organization.code.description,
            Phrase(
                "\(organization.code)（\(organization.name)）已是专项 \(programme.code) 的成员单位，现在是“\(member.stage.name.zh)”：请在那条记录上继续。",
                en:
                    "\(organization.code) (\(organization.name)) is a member of the programme \(programme.code) already, at “\(member.stage.name.en)”: go on with that."
            )
        )
    }
}
