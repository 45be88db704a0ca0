public import Domain

/// Everything that ever happened with an organization, and with those that were merged into it, as one list.
extension Transaction {
    /// - Parameter kinds: which events; all if empty.
    public func events(
        of organization: Organization.ID,
        kinds: [OrganizationEvent.Kind] = [],
        page: Page = .all
    ) throws -> [OrganizationEvent] {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        let condition = kinds.isEmpty ? "" : " WHERE e.kind IN (\(marks))"
        return try all(
            """
            \(Self.eventQuery)
            SELECT e.kind, e.on_day, e.code, e.title, e.what, e.detail, e.amount FROM event AS e\(condition)
            ORDER BY e.on_day DESC, e.rank DESC, e.place DESC, e.code DESC\(page.clause)
            """,
            [SQLValue(organization), SQLValue(organization)] + kinds.map { SQLValue($0) }
        ) { row in
            OrganizationEvent(
                kind: try row.stored(0),
                on: row.day(1),
                record: try row.stored(2),
                title: row.text(3),
                what: row.text(4),
                detail: row.text(5),
                amount: row.optionalMoney(6)
            )
        }
    }

    /// How many events of each kind there are.
    public func eventCounts(of organization: Organization.ID) throws -> [OrganizationEvent.Kind: Int64] {
        let rows = try all(
            "\(Self.eventQuery) SELECT e.kind, COUNT(*) FROM event AS e GROUP BY e.kind",
            [SQLValue(organization), SQLValue(organization)]
        ) { row -> (OrganizationEvent.Kind, Int64) in (try row.stored(0), row.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// `event` has a row for each: kind, on_day, code, title, what, detail, amount, and rank and place, which order the
    /// events of one day as they must have come after one another. Takes the organization's id twice. What was entered by
    /// mistake did not happen; that a step was taken back as one does not show either.
    private static let eventQuery = """
        WITH own AS (SELECT id FROM organization WHERE id = ? OR merged_into = ?),
        own_match AS (
            SELECT m.id FROM match AS m JOIN demand AS d ON d.id = m.demand_id
            WHERE d.organization_id IN (SELECT id FROM own) AND m.is_counted = 1
            UNION
            SELECT m.id FROM match AS m JOIN achievement AS a ON a.id = m.achievement_id
            WHERE a.organization_id IN (SELECT id FROM own) AND m.is_counted = 1
        ),
        own_contract AS (
            SELECT c.id FROM contract AS c
            WHERE (c.buyer_id IN (SELECT id FROM own) OR c.seller_id IN (SELECT id FROM own)) AND c.is_counted = 1
        ),
        event AS (
            SELECT 'demand' AS kind, w.on_day, d.code, d.title, w.to_state AS what, w.note AS detail,
                CAST(NULL AS BIGINT) AS amount, 1 AS rank, w.id AS place
            FROM demand AS d JOIN demand_move AS w ON w.demand_id = d.id
            WHERE d.organization_id IN (SELECT id FROM own) AND d.is_counted = 1
            UNION ALL
            SELECT 'achievement', w.on_day, a.code, a.title, w.to_state, w.note, CAST(NULL AS BIGINT), 2, w.id
            FROM achievement AS a JOIN achievement_move AS w ON w.achievement_id = a.id
            WHERE a.organization_id IN (SELECT id FROM own) AND a.is_counted = 1
            UNION ALL
            SELECT 'match', w.on_day, m.code, d.title || ' × ' || a.title, w.to_stage, w.note, CAST(NULL AS BIGINT), 3, w.id
            FROM match_move AS w JOIN match AS m ON m.id = w.match_id
            JOIN demand AS d ON d.id = m.demand_id JOIN achievement AS a ON a.id = m.achievement_id
            WHERE w.match_id IN (SELECT id FROM own_match) AND w.undoes_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM match_move AS u WHERE u.undoes_id = w.id)
            UNION ALL
            SELECT 'talk', f.on_day, m.code, d.title || ' × ' || a.title, f.kind, f.text, CAST(NULL AS BIGINT), 4, f.id
            FROM follow_up AS f JOIN match AS m ON m.id = f.match_id
            JOIN demand AS d ON d.id = m.demand_id JOIN achievement AS a ON a.id = m.achievement_id
            WHERE f.match_id IN (SELECT id FROM own_match)
            UNION ALL
            SELECT 'contract', c.signed_on, c.code, c.title, 'signed', b.name || ' / ' || s.name, c.total, 5, c.id
            FROM contract AS c JOIN organization AS b ON b.id = c.buyer_id JOIN organization AS s ON s.id = c.seller_id
            WHERE c.id IN (SELECT id FROM own_contract)
            UNION ALL
            SELECT 'contract', n.on_day, c.code, c.title, n.kind, n.note, n.total, 6, n.id
            FROM contract_change AS n JOIN contract AS c ON c.id = n.contract_id
            WHERE n.contract_id IN (SELECT id FROM own_contract)
            UNION ALL
            SELECT 'payment', p.on_day, p.code, c.title, p.kind, p.note, p.amount, 7, p.id
            FROM payment AS p JOIN contract AS c ON c.id = p.contract_id
            WHERE p.contract_id IN (SELECT id FROM own_contract) AND p.is_counted = 1
            UNION ALL
            SELECT 'activity', a.on_day, a.code, a.title, a.state, t.note, CAST(NULL AS BIGINT), 8, a.id
            FROM attendance AS t JOIN activity AS a ON a.id = t.activity_id
            WHERE t.organization_id IN (SELECT id FROM own) AND a.is_counted = 1
            UNION ALL
            SELECT 'visit', v.on_day, v.code, v.summary, v.kind, v.result, CAST(NULL AS BIGINT), 9, v.id
            FROM visit AS v WHERE v.organization_id IN (SELECT id FROM own) AND v.is_counted = 1
            UNION ALL
            SELECT 'programme', w.on_day, p.code, p.name, w.to_stage, w.note, CAST(NULL AS BIGINT), 11, w.id
            FROM programme_member AS b JOIN programme_move AS w ON w.member_id = b.id
            JOIN programme AS p ON p.id = b.programme_id
            WHERE b.organization_id IN (SELECT id FROM own) AND b.is_counted = 1 AND w.undoes_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM programme_move AS u WHERE u.undoes_id = w.id)
            UNION ALL
            SELECT 'merge', g.on_day, o.code, o.name, 'merged', g.note, CAST(NULL AS BIGINT), 10, g.id
            FROM organization_merge AS g JOIN organization AS o ON o.id = g.organization_id
            WHERE g.organization_id IN (SELECT id FROM own)
        )
        """
}
