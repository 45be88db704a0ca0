public import Domain

extension Transaction {
    /// The codes of the published demands or achievements, the oldest first, with the day of their last step.
    public func publishedCodes(_ kind: RecordCode.Kind, page: Page) throws -> [(code: RecordCode, on: Day)] {
        let (table, moves, owner) =
            kind == .demand
            ? ("demand", "demand_move", "demand_id") : ("achievement", "achievement_move", "achievement_id")
        return try all(
            """
            SELECT r.code, (SELECT MAX(m.on_day) FROM \(moves) AS m WHERE m.\(owner) = r.id) FROM \(table) AS r
            WHERE r.state = 'published' AND r.archived_at IS NULL AND r.is_counted = 1
            ORDER BY r.id\(page.clause)
            """
        ) { row in
            (try RecordCode(parsing: row.text(0), kind: kind, field: .code), row.day(1))
        }
    }
}

extension Transaction {
    /// The published records that were published last, the last first.
    public func newestPublished(_ kind: RecordCode.Kind, limit: Int) throws -> [(id: Int64, on: Day)] {
        let (table, moves, owner) =
            kind == .demand
            ? ("demand", "demand_move", "demand_id") : ("achievement", "achievement_move", "achievement_id")
        // Along the moves' own order of days, so that a few are found among however many.
        return try all(
            """
            SELECT r.id, m.on_day FROM \(moves) AS m JOIN \(table) AS r ON r.id = m.\(owner)
            WHERE m.to_state = 'published' AND r.state = 'published' AND r.archived_at IS NULL AND r.is_counted = 1
                AND NOT EXISTS (
                    SELECT 1 FROM \(moves) AS l
                    WHERE l.\(owner) = m.\(owner) AND l.to_state = 'published' AND l.id > m.id
                )
            ORDER BY m.on_day DESC, m.id DESC LIMIT ?
            """,
            [.integer(Int64(limit))]
        ) { ($0.integer(0), $0.day(1)) }
    }
}

/// A published record as a list shows it; nothing confidential is read for it.
public struct PublishedRow: Sendable, Equatable {
    public let id: Int64
    public let code: RecordCode
    public let title: String
    public let summary: String
    public let organization: String
    public let readiness: String?
    public let cooperationModes: [String]
    public let publishedOn: Day
}

extension Transaction {
    /// The published records of these ids, in their order; those that are not published are left out.
    public func publishedRows(_ kind: RecordCode.Kind, _ ids: [Int64]) throws -> [PublishedRow] {
        guard !ids.isEmpty else { return [] }
        let (table, moves, owner) =
            kind == .demand
            ? ("demand", "demand_move", "demand_id") : ("achievement", "achievement_move", "achievement_id")
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let rows = try all(
            """
            SELECT r.id, r.code, r.title, r.summary, o.name, r.readiness, r.cooperation_modes,
                (SELECT MAX(m.on_day) FROM \(moves) AS m WHERE m.\(owner) = r.id AND COALESCE(m.to_state, '') = 'published')
            FROM \(table) AS r JOIN organization AS o ON o.id = r.organization_id
            WHERE r.id IN (\(marks)) AND r.state = 'published' AND r.archived_at IS NULL AND r.is_counted = 1
            """,
            ids.map { .integer($0) }
        ) { row in
            PublishedRow(
                id: row.integer(0),
                code: try RecordCode(parsing: row.text(1), kind: kind, field: .code),
                title: row.text(2),
                summary: row.text(3),
                organization: row.text(4),
                readiness: row.optionalText(5),
                cooperationModes: row.lines(6),
                publishedOn: row.day(7)
            )
        }
        let byID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }
}
