public import Domain

extension Table {
    static let activity = Table(
        "activity",
        [
            "code", "external_id", "title", "kind", "on_day", "ends_on", "place", "host", "co_hosts",
            "parent_id", "state",
            "note",
        ] + Filing.columns,
        later: ["programme_id"]
    )
    static let attendance = Table("attendance", ["activity_id", "organization_id", "people", "note"])
}

extension Transaction {
    public func insert(code: RecordCode, _ content: Activity.Content, edition: Int64) throws -> Activity {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.activity, Self.values(code, content, filing))
        return Activity(id: Activity.ID(rawValue: id), code: code, content: content, filing: filing)
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ activity: Activity) throws {
        let values = Self.values(activity.code, activity.content, activity.filing)
        try update(.activity, activity.id.rawValue, version: activity.filing.version, values)
    }

    public func archive(_ id: Activity.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.activity, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func activity(_ id: Activity.ID) throws -> Activity? {
        try one("SELECT \(Table.activity.selected) FROM activity WHERE id = ?", [SQLValue(id)], Self.activity)
    }

    public func activity(code: RecordCode) throws -> Activity? {
        try one(
            "SELECT \(Table.activity.selected) FROM activity WHERE code = ?",
            [SQLValue(text: code)],
            Self.activity
        )
    }

    public func activity(externalID: String) throws -> Activity? {
        try one(
            "SELECT \(Table.activity.selected) FROM activity WHERE external_id = ?",
            [.text(externalID)],
            Self.activity
        )
    }

    public func activities(_ filter: EventFilter) throws -> [Activity] {
        let conditions = Self.activityConditions(filter)
        return try all(
            """
            SELECT \(Table.activity.selected(from: "a")) FROM activity AS a\(conditions.clause)
            ORDER BY \(filter.order("a"))\(filter.page.clause)
            """,
            conditions.arguments,
            Self.activity
        )
    }

    /// Activities that begin on a day or later, or still go on then, and are not cancelled; the next one first.
    public func upcomingActivities(from day: Day, limit: Int) throws -> [Activity] {
        try all(
            """
            SELECT \(Table.activity.selected) FROM activity
            WHERE on_day >= ? AND state <> 'cancelled' AND archived_at IS NULL AND parent_id IS NULL
            ORDER BY on_day, id LIMIT ?
            """,
            [SQLValue(day), .integer(Int64(limit))],
            Self.activity
        )
    }

    /// The same with how many came.
    public func activityItems(_ filter: EventFilter) throws -> [ActivityItem] {
        let conditions = Self.activityConditions(filter)
        return try all(
            """
            SELECT \(Table.activity.selected(from: "a")),
                (SELECT COUNT(*) FROM attendance AS t WHERE t.activity_id = a.id),
                (SELECT CAST(COALESCE(SUM(t.people), 0) AS BIGINT) FROM attendance AS t WHERE t.activity_id = a.id)
            FROM activity AS a\(conditions.clause)
            ORDER BY \(filter.order("a"))\(filter.page.clause)
            """,
            conditions.arguments
        ) { row in
            let next = Table.activity.columns.count + 1
            return ActivityItem(
                activity: try Self.activity(row),
                organizations: row.integer(next),
                people: row.integer(next + 1)
            )
        }
    }

    public func activityCount(_ filter: EventFilter) throws -> Int64 {
        let conditions = Self.activityConditions(filter)
        return try count("SELECT COUNT(*) FROM activity AS a\(conditions.clause)", conditions.arguments)
    }

    /// How many sub-sessions in use the activity has.
    public func subSessionCount(of activity: Activity.ID) throws -> Int64 {
        try count(
            "SELECT COUNT(*) FROM activity WHERE parent_id = ? AND is_counted = 1",
            [SQLValue(activity)]
        )
    }

    /// Notes that an organization attends, or how many of its people do.
    public func save(_ attendance: Attendance) throws {
        let values: [SQLValue] = [
            SQLValue(attendance.activity), SQLValue(attendance.organization), SQLValue(attendance.people),
            .text(attendance.note),
        ]
        if let id = try attendanceID(attendance.activity, attendance.organization) {
            try update(.attendance, id, version: nil, values)
        } else {
            try insert(.attendance, values)
        }
    }

    /// Takes an attendance back; returns whether there was one.
    public func deleteAttendance(_ activity: Activity.ID, _ organization: Organization.ID) throws -> Bool {
        guard let id = try attendanceID(activity, organization) else { return false }
        try delete(.attendance, id)
        return true
    }

    public func attendance(of activity: Activity.ID) throws -> [Attendance] {
        try all(
            "SELECT \(Self.attendanceColumns) FROM attendance WHERE activity_id = ? ORDER BY id",
            [SQLValue(activity)],
            Self.attendance
        )
    }

    static let attendanceColumns = "activity_id, organization_id, people, note"

    static func attendance(_ row: any SQLRow) -> Attendance {
        Attendance(
            activity: row.id(0),
            organization: row.id(1),
            people: Int(row.integer(2)),
            note: row.text(3)
        )
    }

    /// Who attends, the latest entry first.
    public func attendees(of activity: Activity.ID) throws -> [Attendee] {
        try all(
            """
            SELECT o.id, o.code, o.name, o.kind, t.people, t.note
            FROM attendance AS t JOIN organization AS o ON o.id = t.organization_id
            WHERE t.activity_id = ? ORDER BY t.id DESC
            """,
            [SQLValue(activity)]
        ) { row in
            Attendee(
                organization: row.id(0),
                code: try row.stored(1),
                name: row.text(2),
                kind: try row.stored(3),
                people: Int(row.integer(4)),
                note: row.text(5)
            )
        }
    }

    /// The attendance of the organization, or of any that is one with it by a merge.
    public func attendance(of activity: Activity.ID, root: Organization.ID) throws -> Attendance? {
        try one(
            """
            SELECT activity_id, organization_id, people, note FROM attendance
            WHERE activity_id = ? AND organization_id IN
                (SELECT id FROM organization WHERE id = ? OR merged_into = ?)
            ORDER BY id
            """,
            [SQLValue(activity), SQLValue(root), SQLValue(root)]
        ) { row in
            Attendance(
                activity: row.id(0),
                organization: row.id(1),
                people: Int(row.integer(2)),
                note: row.text(3)
            )
        }
    }

    private func attendanceID(_ activity: Activity.ID, _ organization: Organization.ID) throws -> Int64? {
        try one(
            "SELECT id FROM attendance WHERE activity_id = ? AND organization_id = ?",
            [SQLValue(activity), SQLValue(organization)]
        ) { $0.integer(0) }
    }

    static func activityConditions(_ filter: EventFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "a")
        if let kind = filter.kind { conditions.add("a.kind = ?", .text(kind)) }
        if let state = filter.state { conditions.add("a.state = ?", SQLValue(state)) }
        if let period = filter.period { conditions.add("a.on_day", in: period) }
        if let parent = filter.parent { conditions.add("a.parent_id = ?", SQLValue(parent)) }
        if let programme = filter.programme { conditions.add("a.programme_id = ?", SQLValue(programme)) }
        if let text = filter.text {
            conditions.add("(a.title || ' ' || a.host || ' ' || a.place || ' ' || a.code)", contains: text)
        }
        if let organization = filter.organization {
            conditions.add(
                """
                a.id IN (SELECT activity_id FROM attendance WHERE organization_id IN
                    (SELECT id FROM organization WHERE id = ? OR merged_into = ?))
                """,
                SQLValue(organization),
                SQLValue(organization)
            )
        }
        return conditions
    }

    private static func values(_ code: RecordCode, _ content: Activity.Content, _ filing: Filing)
        -> [SQLValue]
    {
        [
            SQLValue(text: code), SQLValue(content.externalID), .text(content.title), .text(content.kind),
            SQLValue(content.on), SQLValue(content.endsOn), .text(content.place), .text(content.host),
            SQLValue(lines: content.coHosts), SQLValue(content.parent), SQLValue(content.state),
            .text(content.note),
        ] + filing.values + [SQLValue(content.programme)]
    }

    static func activity(_ row: any SQLRow) throws -> Activity {
        var content = Activity.Content(
            title: row.text(3),
            kind: row.text(4),
            on: row.day(5),
            state: try row.stored(11)
        )
        content.externalID = row.optionalText(2)
        content.endsOn = row.optionalDay(6)
        content.place = row.text(7)
        content.host = row.text(8)
        content.coHosts = row.lines(9)
        content.parent = row.optionalID(10)
        content.note = row.text(12)
        content.programme = row.optionalID(17)
        return Activity(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            filing: Filing(row, at: 13)
        )
    }
}

extension EventFilter {
    /// The order of a list of events under this alias.
    func order(_ alias: String) -> String {
        let way = isOldestFirst ? "" : " DESC"
        return "\(alias).on_day\(way), \(alias).id\(way)"
    }
}
