public import Domain

/// A match that waits for its owner's next step, by how much it presses.
public struct PressingMatch: Sendable, Hashable, Comparable {
    public let id: Match.ID
    /// When the next step was due, if that day has come.
    let due: Day?
    /// The last day on which anything happened.
    let touchedOn: Day

    /// What is due first, then what has been still for longest.
    public static func < (one: Self, other: Self) -> Bool {
        (one.due ?? .latest, one.touchedOn, one.id.rawValue)
            < (other.due ?? .latest, other.touchedOn, other.id.rawValue)
    }
}

/// What waits for somebody. Looked at for every page, so each query goes by an index.
extension Transaction {
    /// When a match that is on its way needs its owner.
    public struct Waiting: Sendable {
        /// By stage: matches at it that nothing happened to after this day, unless a step is planned for later.
        public let quietSince: [MatchStage: Day]
        /// By stage: matches that came to it on this day or before.
        public let stuckSince: [MatchStage: Day]

        public init(quietSince: [MatchStage: Day], stuckSince: [MatchStage: Day]) {
            self.quietSince = quietSince
            self.stuckSince = stuckSince
        }
    }

    /// An owner's matches that wait for a step, in no order.
    ///
    /// - Parameter sequence: only those that were written to after this write; nil for all.
    public func pressingMatches(
        of owner: User.ID,
        _ waiting: Waiting,
        writtenAfter sequence: Int64? = nil
    ) throws -> [PressingMatch] {
        let query = waitingQuery(owner, waiting, sequence)
        let today = today
        return try all(query.sql, query.arguments) { row in
            PressingMatch(
                id: row.id(0),
                due: row.optionalDay(1).flatMap { $0 <= today ? $0 : nil },
                touchedOn: max(row.day(2), row.optionalDay(3) ?? row.day(2))
            )
        }
    }

    /// The matches that were written to after a write, they themselves, their steps or their follow-ups.
    public func matches(writtenAfter sequence: Int64) throws -> Set<Match.ID> {
        Set(try all(Self.writtenMatches, Self.times(3, sequence)) { $0.id(0) })
    }

    private static let writtenMatches = """
        SELECT c.record_id FROM change_log AS c WHERE c.sequence > ? AND c.entity = 'match'
        UNION SELECT v.match_id FROM change_log AS c JOIN match_move AS v ON v.id = c.record_id
        WHERE c.sequence > ? AND c.entity = 'match_move'
        UNION SELECT f.match_id FROM change_log AS c JOIN follow_up AS f ON f.id = c.record_id
        WHERE c.sequence > ? AND c.entity = 'follow_up'
        """

    private static func times(_ count: Int, _ value: Int64) -> [SQLValue] {
        [SQLValue](repeating: .integer(value), count: count)
    }

    /// Matches with what a person wants to know of those that wait, in the order of their ids here.
    public func waitingMatches(_ ids: [Match.ID]) throws -> [WaitingMatch] {
        guard !ids.isEmpty else { return [] }
        let columns = Table.match.selected(from: "m")
        let next = Table.match.columns.count + 1
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let found = try all(
            """
            SELECT \(columns), \(Self.waitingDays), d.code, d.title, o.name, a.code, a.title, p.name
            FROM match AS m
            JOIN demand AS d ON d.id = m.demand_id
            JOIN achievement AS a ON a.id = m.achievement_id
            JOIN organization AS o ON o.id = d.organization_id
            JOIN organization AS p ON p.id = a.organization_id
            WHERE m.id IN (\(marks))
            """,
            ids.map { SQLValue($0) }
        ) { row in
            WaitingMatch(
                match: try Self.match(row),
                demand: PairSide(
                    code: try row.stored(next + 2),
                    title: row.text(next + 3),
                    organization: row.text(next + 4)
                ),
                achievement: PairSide(
                    code: try row.stored(next + 5),
                    title: row.text(next + 6),
                    organization: row.text(next + 7)
                ),
                enteredOn: row.day(next),
                followedOn: row.optionalDay(next + 1)
            )
        }
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.match.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    /// When a match `m` last came to a stage, and was last talked about.
    private static let waitingDays = """
        (SELECT MAX(v.on_day) FROM match_move AS v WHERE v.match_id = m.id) AS entered_on,
        (SELECT MAX(f.on_day) FROM follow_up AS f WHERE f.match_id = m.id) AS followed_on
        """

    private func waitingQuery(_ owner: User.ID, _ waiting: Waiting, _ sequence: Int64?) -> (
        sql: String, arguments: [SQLValue]
    ) {
        let stages = MatchStage.path.dropLast()
        let names = stages.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        func limit(_ days: [MatchStage: Day]) -> (sql: String, arguments: [SQLValue]) {
            let known = stages.filter { days[$0] != nil }
            let cases = known.map { "WHEN '\($0.rawValue)' THEN ?" }.joined(separator: " ")
            return ("CASE x.stage \(cases) ELSE \(Int32.min) END", known.map { SQLValue(days[$0]) })
        }
        let written = sequence == nil ? "" : " AND m.id IN (\(Self.writtenMatches))"
        let (quiet, stuck) = (limit(waiting.quietSince), limit(waiting.stuckSince))
        let sql = """
            SELECT x.id, x.next_on, x.entered_on, x.followed_on FROM (
                SELECT m.id, m.stage, m.next_on, \(Self.waitingDays) FROM match AS m
                WHERE m.stage IN (\(names)) AND m.owner_id = ? AND m.archived_at IS NULL\(written)
            ) AS x
            WHERE x.next_on <= ?
                OR (x.next_on IS NULL AND x.entered_on <= \(quiet.sql)
                    AND COALESCE(x.followed_on, x.entered_on) <= \(quiet.sql))
                OR x.entered_on <= \(stuck.sql)
            """
        let arguments = quiet.arguments + quiet.arguments + stuck.arguments
        let since = sequence.map { Self.times(3, $0) } ?? []
        return (sql, [SQLValue(owner)] + since + [SQLValue(today)] + arguments)
    }

    /// How many demands and how many achievements wait for review.
    public func reviewCounts() throws -> (demands: Int64, achievements: Int64) {
        (try reviewCount("demand"), try reviewCount("achievement"))
    }

    private func reviewCount(_ table: String) throws -> Int64 {
        // In an index of nothing else: few wait of all that there are.
        try count("SELECT COUNT(*) FROM \(table) AS r WHERE r.state = 'submitted' AND r.archived_at IS NULL")
    }

    /// Records of a table that were written after an entry of the log and for which the market looks for counterparts
    /// now: the latest `limit` of them, and how many there are.
    ///
    /// - Parameter table: `demand` or `achievement`.
    public func openRecords(_ table: String, writtenAfter sequence: Int64, limit: Int) throws -> (
        ids: [Int64], total: Int64
    ) {
        let from = """
            FROM (SELECT record_id, MAX(sequence) AS last FROM change_log
                WHERE sequence > ? AND entity = ? GROUP BY record_id) AS c
            JOIN \(table) AS r ON r.id = c.record_id
            WHERE r.state IN ('accepted', 'published') AND r.archived_at IS NULL
            """
        let arguments: [SQLValue] = [.integer(sequence), .text(table)]
        let ids = try all(
            "SELECT r.id \(from) ORDER BY c.last DESC LIMIT ?",
            arguments + [SQLValue(limit)]
        ) { $0.integer(0) }
        guard ids.count == limit else { return (ids, Int64(ids.count)) }
        return (ids, try count("SELECT COUNT(*) \(from)", arguments))
    }

    /// What pairs are of a demand or an achievement, whatever became of them: the ids of the other side.
    public func matched(withDemand id: Demand.ID) throws -> [Int64] {
        try all("SELECT achievement_id FROM match WHERE demand_id = ?", [SQLValue(id)]) { $0.integer(0) }
    }

    public func matched(withAchievement id: Achievement.ID) throws -> [Int64] {
        try all("SELECT demand_id FROM match WHERE achievement_id = ?", [SQLValue(id)]) { $0.integer(0) }
    }
}
