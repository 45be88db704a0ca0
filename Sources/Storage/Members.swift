public import Domain

extension Table {
    static let programmeMember = Table(
        "programme_member",
        ["programme_id", "organization_id", "stage", "staff_id", "note", "version", "is_counted"]
    )
    static let programmeMove = Table(
        "programme_move",
        [
            "member_id", "from_stage", "to_stage", "on_day", "reason", "note", "undoes_id", "recorded_at",
            "actor_id",
        ]
    )
}

extension Transaction {
    /// Adds a member with its first step.
    public func insertMember(
        _ programme: Programme.ID,
        _ organization: Organization.ID,
        staff: User.ID?,
        note: String,
        move: MemberMove
    ) throws -> Member.ID {
        let id = try insert(
            .programmeMember,
            [
                SQLValue(programme), SQLValue(organization), SQLValue(move.to), SQLValue(staff), .text(note),
                .integer(1), SQLValue(true),
            ]
        )
        try add(move, to: .programmeMove, of: id)
        return Member.ID(rawValue: id)
    }

    /// Saves who deals with a member and the note, an edit made at `version`.
    public func save(_ member: Member) throws {
        try update(
            .programmeMember,
            member.id.rawValue,
            version: member.version,
            set: ["staff_id": SQLValue(member.staff), "note": .text(member.note)]
        )
    }

    /// Adds a step and brings the member's stage up to it.
    public func move(_ id: Member.ID, _ move: MemberMove) throws {
        try add(move, to: .programmeMove, of: id.rawValue)
        try update(.programmeMember, id.rawValue, set: ["stage": SQLValue(move.to)])
    }

    /// Says whether a member counts, or was entered by mistake.
    public func count(_ id: Member.ID, version: Int64?, isCounted: Bool) throws {
        try update(
            .programmeMember,
            id.rawValue,
            version: version,
            set: ["is_counted": SQLValue(isCounted)]
        )
    }

    public func member(_ id: Member.ID) throws -> Member? {
        try one(
            "SELECT \(Table.programmeMember.selected) FROM programme_member WHERE id = ?",
            [SQLValue(id)],
            Self.member
        )
    }

    public func member(_ programme: Programme.ID, _ organization: Organization.ID) throws -> Member? {
        try one(
            """
            SELECT \(Table.programmeMember.selected) FROM programme_member
            WHERE programme_id = ? AND organization_id = ?
            """,
            [SQLValue(programme), SQLValue(organization)],
            Self.member
        )
    }

    /// The member of a programme that is the organization, or one with it by a merge, and no mistake.
    public func member(_ programme: Programme.ID, root: Organization.ID) throws -> Member? {
        try one(
            """
            SELECT \(Table.programmeMember.selected) FROM programme_member
            WHERE programme_id = ? AND is_counted = 1 AND organization_id IN
                (SELECT id FROM organization WHERE id = ? OR merged_into = ?)
            ORDER BY id
            """,
            [SQLValue(programme), SQLValue(root), SQLValue(root)],
            Self.member
        )
    }

    /// In the order in which they joined.
    public func members(_ filter: MemberFilter) throws -> [Member] {
        let conditions = Self.conditions(filter)
        return try all(
            """
            SELECT \(Table.programmeMember.selected(from: "m")) FROM programme_member AS m\(conditions.clause)
            ORDER BY m.id\(filter.page.clause)
            """,
            conditions.arguments,
            Self.member
        )
    }

    public func memberCount(_ filter: MemberFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count(
            "SELECT COUNT(*) FROM programme_member AS m\(conditions.clause)",
            conditions.arguments
        )
    }

    /// The members as lists show them, the latest to enter its stage first.
    public func memberItems(_ filter: MemberFilter) throws -> [MemberItem] {
        let conditions = Self.conditions(filter)
        let next = Table.programmeMember.columns.count + 1
        return try all(
            """
            SELECT \(Table.programmeMember.selected(from: "m")), p.code, p.name, o.code, o.name, o.kind, r.code, r.name,
                y.name, \(Self.entered("programme_move", "member_id", "m.id")) AS since
            FROM programme_member AS m
            JOIN programme AS p ON p.id = m.programme_id
            JOIN organization AS o ON o.id = m.organization_id
            LEFT JOIN organization AS r ON r.id = o.merged_into
            LEFT JOIN user_account AS y ON y.id = m.staff_id\(conditions.clause)
            ORDER BY since DESC, m.id DESC\(filter.page.clause)
            """,
            conditions.arguments
        ) { row in
            MemberItem(
                member: try Self.member(row),
                programme: NamedCode(code: try row.stored(next), name: row.text(next + 1)),
                organization: NamedCode(code: try row.stored(next + 2), name: row.text(next + 3)),
                kind: try row.stored(next + 4),
                mergedInto: row.isNull(next + 5)
                    ? nil : NamedCode(code: try row.stored(next + 5), name: row.text(next + 6)),
                staff: row.optionalText(next + 7),
                since: row.day(next + 8)
            )
        }
    }

    /// How many of the filter's members stand at each stage.
    public func memberStages(_ filter: MemberFilter) throws -> [MemberStage: Int64] {
        var filter = filter
        filter.stage = nil
        let conditions = Self.conditions(filter)
        let rows = try all(
            "SELECT m.stage, COUNT(*) FROM programme_member AS m\(conditions.clause) GROUP BY m.stage",
            conditions.arguments
        ) { row -> (MemberStage, Int64) in (try row.stored(0), row.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    public func history(of id: Member.ID) throws -> MemberHistory {
        MemberHistory(
            try all(
                "SELECT \(Self.memberMoveColumns) FROM programme_move WHERE member_id = ? ORDER BY id",
                [SQLValue(id)]
            ) { try Self.stageMove($0, at: 0) }
        )
    }

    /// What `stageMove` reads; a member's steps rest on no contract.
    static let memberMoveColumns = """
        id, from_stage, to_stage, on_day, reason, note, CAST(NULL AS BIGINT) AS contract_id, undoes_id, recorded_at,
        actor_id
        """

    static func conditions(_ filter: MemberFilter) -> Conditions {
        var conditions = Conditions()
        if !filter.includesMistakes { conditions.add("m.is_counted = 1") }
        if let programme = filter.programme { conditions.add("m.programme_id = ?", SQLValue(programme)) }
        if let organization = filter.organization { conditions.add("m.organization_id", of: organization) }
        if let stage = filter.stage { conditions.add("m.stage = ?", SQLValue(stage)) }
        if let kind = filter.kind {
            conditions.add(
                "m.organization_id IN (SELECT id FROM organization WHERE kind = ?)",
                SQLValue(kind)
            )
        }
        if let text = filter.text {
            let words = Conditions.contains("(name || ' ' || aliases || ' ' || code)")
            conditions.add(
                "m.organization_id IN (SELECT id FROM organization WHERE \(words))",
                Conditions.pattern(text)
            )
        }
        return conditions
    }

    static func member(_ row: any SQLRow) throws -> Member {
        Member(
            id: row.id(0),
            programme: row.id(1),
            organization: row.id(2),
            stage: try row.stored(3),
            staff: row.optionalID(4),
            note: row.text(5),
            version: row.integer(6),
            isCounted: row.flag(7)
        )
    }
}
