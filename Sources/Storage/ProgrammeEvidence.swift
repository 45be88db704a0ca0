public import Domain

/// The evidence behind a programme's figures, as `Evidence` has it for the market's.
extension Transaction {
    /// The rows behind a figure, in the order of their days.
    ///
    /// - Parameters:
    ///   - kind: only organizations of this kind.
    ///   - start: where to begin instead of at the first; what the page leaves out is counted from there.
    public func evidence(
        _ figure: ProgrammeFigure,
        of programme: Programme.ID,
        in period: Period,
        kind: Organization.Kind? = nil,
        from start: EvidenceRow.Place? = nil,
        page: Page = .all
    ) throws -> [EvidenceRow] {
        try rows(of: Self.evidence(figure, programme, period, kind), from: start, page: page)
    }

    /// How many rows there are behind a figure.
    public func evidenceCount(
        _ figure: ProgrammeFigure,
        of programme: Programme.ID,
        in period: Period,
        kind: Organization.Kind? = nil
    ) throws -> Int64 {
        let query = Self.evidence(figure, programme, period, kind)
        return try count("SELECT COUNT(*) FROM (\(query.sql)) AS evidence", query.arguments)
    }

    /// The figure: the distinct count over the evidence rows.
    public func figure(_ figure: ProgrammeFigure, of programme: Programme.ID, in period: Period) throws
        -> Int64
    {
        let query = Self.evidence(figure, programme, period)
        return try count("SELECT COUNT(DISTINCT counted) FROM (\(query.sql)) AS evidence", query.arguments)
    }

    /// The same by kind of organization, in the order of kinds; those without any are left out.
    public func kinds(_ figure: ProgrammeFigure, of programme: Programme.ID, in period: Period) throws
        -> [ProgrammeLine.KindCount]
    {
        guard figure.countsMembers else { return [] }
        let query = Self.evidence(figure, programme, period)
        let rows = try all(
            """
            SELECT organization_kind, COUNT(DISTINCT counted) FROM (\(query.sql)) AS evidence
            GROUP BY organization_kind
            """,
            query.arguments
        ) { row -> (Organization.Kind, Int64) in (try row.stored(0), row.integer(1)) }
        let counts = Dictionary(uniqueKeysWithValues: rows)
        return Organization.Kind.allCases.compactMap { kind in
            counts[kind].map { ProgrammeLine.KindCount(kind: kind, value: $0) }
        }
    }

    /// The figure of every programme; those for which it is zero are left out.
    func figures(_ figure: ProgrammeFigure, in period: Period) throws -> [Programme.ID: Int64] {
        let query = Self.evidence(figure, nil, period)
        let rows = try all(
            """
            SELECT programme_id, COUNT(DISTINCT counted) FROM (\(query.sql)) AS evidence
            GROUP BY programme_id
            """,
            query.arguments
        ) { row -> (Programme.ID, Int64) in (row.id(0), row.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Each row: what the rows of `Evidence` have, then programme_id and, of organizations, organization_kind.
    private static func evidence(
        _ figure: ProgrammeFigure,
        _ programme: Programme.ID?,
        _ period: Period,
        _ kind: Organization.Kind? = nil
    ) -> Query {
        var conditions = Conditions()
        switch figure {
        case .activities:
            let which = programme == nil ? "a.programme_id IS NOT NULL" : "a.programme_id = ?"
            let days = [SQLValue(period.first), SQLValue(period.last)]
            return (
                "\(activitiesHeld(.rows, ", a.programme_id")) AND \(which) AND a.on_day BETWEEN ? AND ?",
                (programme.map { [SQLValue($0)] } ?? []) + days
            )
        case .membersSigned:
            conditions.add("w.id = \(lastStep("m.id"))", SQLValue(period.last))
            conditions.add("w.to_stage = 'signed'")
        case .membersNegotiating:
            conditions.add("w.id = \(lastStep("m.id"))", SQLValue(period.last))
            conditions.add("w.to_stage = 'negotiating'")
            // Two records that were merged may stand at two stages; the organization stands at the further one.
            conditions.add(
                """
                NOT EXISTS (
                    SELECT 1 FROM programme_member AS twin JOIN programme_move AS signed ON signed.member_id = twin.id
                    WHERE twin.programme_id = m.programme_id AND twin.is_counted = 1 AND twin.organization_id IN
                        (SELECT id FROM organization WHERE id = o.id OR merged_into = o.id)
                    AND signed.to_stage = 'signed' AND signed.id = \(lastStep("twin.id"))
                )
                """,
                SQLValue(period.last)
            )
        case .newlySigned: break
        }
        let steps =
            figure == .newlySigned
            ? "(\(entries(into: MemberStage.signed, "programme_move", "member_id")))" : "programme_move"
        let days = figure == .newlySigned ? [SQLValue(period.first), SQLValue(period.last)] : []
        conditions.add("m.is_counted = 1")
        if let programme { conditions.add("m.programme_id = ?", SQLValue(programme)) }
        if let kind { conditions.add("o.kind = ?", SQLValue(kind)) }
        return (
            """
            SELECT o.code AS counted, 'member' AS kind, n.code, n.name AS title, o.name AS organization, w.on_day,
                CAST(NULL AS BIGINT) AS amount, m.programme_id, o.kind AS organization_kind
            FROM \(steps) AS w
            JOIN programme_member AS m ON m.id = w.member_id
            JOIN organization AS n ON n.id = m.organization_id
            JOIN organization AS o ON o.id = COALESCE(n.merged_into, n.id)\(conditions.clause)
            """, days + conditions.arguments
        )
    }

    /// The id of the step at which a member stood at the end of a day: the last one by then that is neither a mistake nor
    /// taken back as one. Steps are entered in the order of their days.
    private static func lastStep(_ member: String) -> String {
        """
        (SELECT MAX(x.id) FROM programme_move AS x WHERE x.member_id = \(member) AND x.on_day <= ?
            AND x.undoes_id IS NULL AND NOT EXISTS (SELECT 1 FROM programme_move AS u WHERE u.undoes_id = x.id))
        """
    }
}
