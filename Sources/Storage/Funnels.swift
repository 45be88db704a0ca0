public import Domain

/// Matches on their way from a suggestion to the money.
extension Transaction {
    /// How many matches came to a stage, how long they stayed, and why they ended.
    public struct RawFunnel: Sendable {
        /// How many different matches entered a stage; `paid` is not among them.
        public var entered: [MatchStage: Int64] = [:]
        public var paid: Int64 = 0
        /// Of the steps out of a stage, how many came after so many days, in the order of the days.
        public var stays: [MatchStage: [(days: Int64, count: Int64)]] = [:]
        public var endings: [(from: MatchStage, reason: String, count: Int64)] = []
    }

    public func funnel(_ basis: Funnel.Basis, in period: Period) throws -> RawFunnel {
        let days = [SQLValue(period.first), SQLValue(period.last)]
        // Which steps count, and which matches: in a cohort all steps of the matches that began in the period.
        let (when, which): (String, String) =
            switch basis {
            case .entered: ("AND w.on_day BETWEEN ? AND ?", "")
            case .cohort:
                (
                    "",
                    """
                    AND m.id IN (
                        SELECT b.match_id FROM match_move AS b
                        WHERE b.to_stage = 'suggested' AND b.from_stage IS NULL AND b.undoes_id IS NULL
                            AND b.on_day BETWEEN ? AND ?
                    )
                    """
                )
            }
        var funnel = RawFunnel()
        try connection.query(
            """
            SELECT w.to_stage, COUNT(DISTINCT w.match_id) FROM match_move AS w JOIN match AS m ON m.id = w.match_id
            WHERE \(Self.stands) AND (\(Self.forward)) \(when) \(which) GROUP BY w.to_stage
            """,
            days
        ) { funnel.entered[try $0.stored(0)] = $0.integer(1) }
        funnel.paid = try count(
            """
            SELECT COUNT(DISTINCT m.id) FROM payment AS w JOIN contract_match AS l ON l.contract_id = w.contract_id
            JOIN match AS m ON m.id = l.match_id
            WHERE w.kind = 'receipt' AND w.is_counted = 1 AND m.is_counted = 1 \(when) \(which)
            """,
            days
        )
        try connection.query(
            """
            SELECT s.stage, s.days, COUNT(*) FROM (
                SELECT w.from_stage AS stage, w.on_day - (
                    SELECT p.on_day FROM match_move AS p
                    WHERE p.match_id = w.match_id AND p.to_stage = w.from_stage AND p.id < w.id AND p.undoes_id IS NULL
                    ORDER BY p.id DESC LIMIT 1
                ) AS days
                FROM match_move AS w JOIN match AS m ON m.id = w.match_id
                WHERE \(Self.stands) AND w.from_stage IS NOT NULL AND (w.to_stage = 'ended' OR \(Self.forward))
                    \(when) \(which)
            ) AS s WHERE s.days IS NOT NULL GROUP BY s.stage, s.days ORDER BY s.stage, s.days
            """,
            days
        ) { funnel.stays[try $0.stored(0), default: []].append(($0.integer(1), $0.integer(2))) }
        // One that was taken up again has not ended, however a cohort came there.
        let still = basis == .cohort ? "AND m.stage = 'ended'" : ""
        try connection.query(
            """
            SELECT w.from_stage, w.reason, COUNT(DISTINCT w.match_id) AS many
            FROM match_move AS w JOIN match AS m ON m.id = w.match_id
            WHERE \(Self.stands) AND w.to_stage = 'ended' AND w.from_stage IS NOT NULL \(when) \(which)
                \(still)
            GROUP BY w.from_stage, w.reason ORDER BY many DESC, w.from_stage, w.reason
            """,
            days
        ) { funnel.endings.append((try $0.stored(0), $0.optionalText(1) ?? "", $0.integer(2))) }
        return funnel
    }

    /// Steps that were neither a mistake nor taken back as one, of matches that were none either.
    private static let stands = """
        w.undoes_id IS NULL AND m.is_counted = 1
        AND NOT EXISTS (SELECT 1 FROM match_move AS u WHERE u.undoes_id = w.id)
        """

    /// Steps along the path, into a stage from one before it.
    private static let forward: String = {
        let path = MatchStage.path.map(\.rawValue)
        let steps = path.enumerated().map { index, stage in
            let before = path[..<index].map { "'\($0)'" }.joined(separator: ", ")
            return index == 0
                ? "w.to_stage = '\(stage)' AND w.from_stage IS NULL"
                : "w.to_stage = '\(stage)' AND w.from_stage IN (\(before))"
        }
        return steps.joined(separator: " OR ")
    }()
}
