public import Domain
import Storage

extension Work {
    public var activities: Activities { Activities(work: self) }
}

/// What people do with 活动.
public struct Activities {
    let work: Work

    public func create(_ content: Activity.Content, code: RecordCode? = nil) throws -> Activity {
        let transaction = try work.begin("activity.create", .staff)
        let content = try checked(content, id: nil, in: transaction)
        let code = try transaction.code(code, .activity, year: content.on.year) {
            try transaction.activity(code: $0) != nil
        }
        return try transaction.insert(code: code, content, edition: try work.codes().edition)
    }

    /// Changes an activity: what it is, or that it was held or cancelled.
    public func edit(_ id: Activity.ID, version: Int64?, _ content: Activity.Content) throws -> Activity {
        let transaction = try work.begin("activity.edit", .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        let content = try checked(content, id: id, in: transaction)
        var filing = old.filing.seen(at: version)
        if old.content.kind != content.kind { filing.codeEdition = try work.codes().edition }
        try transaction.save(Activity(id: id, code: old.code, content: content, filing: filing))
        return try get(id)
    }

    /// Says that an activity was held or cancelled, or that it is only planned after all.
    ///
    /// - Throws: `date_in_future` when it is to be held later, `has_attendance` when one that somebody attended is
    ///   cancelled.
    public func mark(_ id: Activity.ID, as state: Activity.State, version: Int64?) throws -> Activity {
        let activity = try get(id)
        if state == .cancelled {
            let attending = try attendance(id).count
            guard attending == 0 else {
                throw AppError(
                    .conflict,
                    "has_attendance",
                    field: .state,
                    value: state.rawValue,
                    Phrase(
                        "\(activity.code) 已有 \(attending) 家单位签到，不能取消：请先删去签到，或改为已举办。",
                        en:
                            "\(attending) organizations attend \(activity.code), so it can't be cancelled: take them off the list first, or mark it as held."
                    )
                )
            }
        }
        var content = activity.content
        content.state = state
        return try edit(id, version: version, content)
    }

    /// Notes that an organization attends, or how many of its people do.
    ///
    /// - Throws: `people_out_of_range`, `activity_cancelled`.
    public func attend(
        _ id: Activity.ID,
        _ organization: Organization.ID,
        people: Int = 1,
        note: String = ""
    ) throws -> Attendance {
        let transaction = try work.begin("activity.attend", .staff)
        let activity = try get(id)
        try activity.filing.requireInUse(activity.code)
        guard activity.state != .cancelled else {
            throw AppError(
                .conflict,
                "activity_cancelled",
                field: .activity,
                value: activity.code.description,
                Phrase(
                    "活动 \(activity.code) 已取消，不能签到。",
                    en: "The activity \(activity.code) was cancelled; nobody can attend it."
                )
            )
        }
        guard (1...10_000).contains(people) else {
            throw AppError(
                .invalid,
                "people_out_of_range",
                field: .attendees,
                value: String(people),
                Phrase(
                    "到场人数“\(people)”不对：请填 1 到 10000 的整数。",
                    en: "The number of people “\(people)” won't do: give a whole number from 1 to 10,000."
                )
            )
        }
        _ = try work.organizations.usable(organization)
        let attendance = Attendance(
            activity: id,
            organization: organization,
            people: people,
            note: try TextRule.line(note, .note)
        )
        try transaction.save(attendance)
        return attendance
    }

    /// Takes an attendance back.
    public func unattend(_ id: Activity.ID, _ organization: Organization.ID) throws {
        let transaction = try work.begin("activity.unattend", .staff)
        let activity = try get(id)
        try activity.filing.requireInUse(activity.code)
        guard try transaction.deleteAttendance(id, organization) else {
            let code = try work.organizations.get(organization).code
            throw AppError(
                .notFound,
                "not_attending",
                field: .organization,
                value: code.description,
                Phrase(
                    "\(code) 没有在活动 \(activity.code) 签到。",
                    en: "\(code) does not attend the activity \(activity.code)."
                )
            )
        }
    }

    /// Puts an activity away, or takes it out again; as a mistake only while nobody attends it and it has no sub-sessions.
    public func archive(_ id: Activity.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("activity.archive", .staff)
        let activity = try get(id)
        if archiving == .mistake {
            let uses = try Int64(transaction.attendance(of: id).count) + transaction.subSessionCount(of: id)
            try work.refuseMistake(activity.code, uses: uses)
        }
        try transaction.archive(
            id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    public func get(_ id: Activity.ID) throws -> Activity {
        guard let found = try work.transaction.activity(id) else {
            throw AppError.noRecord(.activity, id.description)
        }
        return found
    }

    /// The activity that a code or an external id means.
    public func find(_ reference: String, field: Field = .activity) throws -> Activity {
        if let code = try? RecordCode(parsing: reference, kind: .activity, field: field),
            let found = try work.transaction.activity(code: code)
        {
            return found
        }
        if let found = try work.transaction.activity(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(field, reference)
    }

    public func find(code: RecordCode) throws -> Activity? { try work.transaction.activity(code: code) }

    public func find(externalID: String) throws -> Activity? {
        try work.transaction.activity(externalID: externalID)
    }

    /// Activities of the same name on the same day.
    public func twins(of content: Activity.Content) throws -> [Activity] {
        var filter = EventFilter()
        (filter.period, filter.includesArchived) = (Period(day: content.on), true)
        return try list(filter).filter { one in
            one.on == content.on && one.filing.isCounted
                && Text.normalized(one.title) == Text.normalized(content.title)
        }
    }

    /// What saving it would refuse, before it is saved.
    public func check(_ content: Activity.Content, except id: Activity.ID?) throws -> Activity.Content {
        try checked(content, id: id, in: work.transaction)
    }

    public func list(_ filter: EventFilter) throws -> [Activity] { try work.transaction.activities(filter) }

    /// The same with how many came.
    public func items(_ filter: EventFilter) throws -> [ActivityItem] {
        try work.transaction.activityItems(filter)
    }

    public func count(_ filter: EventFilter) throws -> Int64 { try work.transaction.activityCount(filter) }

    public func attendance(_ id: Activity.ID) throws -> [Attendance] {
        try work.transaction.attendance(of: id)
    }

    /// The attendance of an organization, or of one that is one with it by a merge.
    public func attendance(_ id: Activity.ID, of organization: Organization.ID) throws -> Attendance? {
        try work.transaction.attendance(of: id, root: try work.organizations.get(organization).rootID)
    }

    /// Who attends, the latest entry first.
    public func attendees(_ id: Activity.ID) throws -> [Attendee] { try work.transaction.attendees(of: id) }

    private func checked(
        _ content: Activity.Content,
        id: Activity.ID?,
        in transaction: Transaction
    ) throws -> Activity.Content {
        let content = try content.checked(today: work.today)
        if let externalID = content.externalID, let other = try transaction.activity(externalID: externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        if let programmeID = content.programme {
            let programme = try work.programmes.get(programmeID)
            // What an archived programme has it keeps; it takes on nothing more.
            let isKept = try id.map { try get($0).programme == programmeID } ?? false
            try programme.filing.requireCounted(programme.code, field: .programme)
            if !isKept { try programme.filing.requireInUse(programme.code) }
        }
        if let parentID = content.parent {
            let parent = try get(parentID)
            try parent.filing.requireCounted(parent.code, field: .parent)
            if let id, try transaction.subSessionCount(of: id) > 0 {
                throw AppError(
                    .conflict,
                    "has_sub_sessions",
                    field: .parent,
                    value: parent.code.description,
                    Phrase(
                        "这场活动自己有分会场，不能再作为 \(parent.code) 的分会场：请先改正那些分会场。",
                        en:
                            "The activity has sub-sessions and can't be one of \(parent.code): mend those first."
                    )
                )
            }
            guard parent.id != id, parent.parent == nil else {
                throw AppError(
                    .invalid,
                    "parent_is_sub_session",
                    field: .parent,
                    value: parent.code.description,
                    Phrase(
                        "\(parent.code) 自己就是分会场：请填主活动的编号。",
                        en: "\(parent.code) is a sub-session itself: give the main activity's code."
                    )
                )
            }
        }
        return content
    }
}
