public import Domain
import Matching
import Storage

/// Pairs that turned up since somebody last looked.
public struct NewSuggestions: Sendable {
    /// One pair that nobody has taken up or refused.
    public struct Pair: Sendable, Equatable {
        public let demand: PairSide
        public let achievement: PairSide
        public let score: Int
        public let bandName: Phrase
        /// Which side is new or was changed.
        public let isDemandNew: Bool
        public let isAchievementNew: Bool
    }

    /// When he or she last looked; the days before if never.
    public let since: Instant
    /// As of when the pairs are; what a look is noted by.
    public let asOf: Instant
    /// The best first.
    public let pairs: [Pair]
    /// Pairs that were found beside those.
    public let morePairs: Int
    /// New or changed records that were not compared, the oldest ones.
    public let recordsLeftOut: Int64
}

extension NewSuggestions {
    /// Where a look is noted.
    public static let place = "new_suggestions"
    /// Pairs below this score are not worth telling unasked: one in three at or above it was a fair match (`Band`).
    public static let leastScore = 50
    /// Who never looked is told of the last days.
    public static let firstDays = 7
    /// At most so many new demands, and as many achievements, are compared with all others; the latest ones.
    public static let mostRecords = 20
    /// Of each record at most so many pairs.
    public static let pairsEach = 3
    /// At most so many pairs are named.
    public static let mostPairs = 12
    /// Of a long absence at most so many writes are looked through.
    static let mostWrites: Int64 = 100_000
}

extension Desk {
    /// The best pairs of records that were accepted, published or edited since the person last looked, in both
    /// directions.
    public func newSuggestions() async throws -> NewSuggestions { try await newSuggestions(beside: false) }

    /// - Parameter beside: whether nobody waits for them.
    func newSuggestions(beside: Bool) async throws -> NewSuggestions {
        let index = try await workspace.index.current()
        let semantics = try await workspace.vectors.current()
        if beside { return try await readBeside { try $0.newSuggestions(in: index, semantics) } }
        return try await read { try $0.newSuggestions(in: index, semantics) }
    }
}

extension Work {
    fileprivate func newSuggestions(in state: IndexState, _ semantics: Semantics?) throws -> NewSuggestions {
        let usual = now.advanced(by: -Instant.milliseconds(hours: 24 * Int64(NewSuggestions.firstDays)))
        let since = try lastLooked(at: NewSuggestions.place) ?? usual
        let first = max(
            try transaction.auditSequence(after: since) - 1,
            try transaction.lastChange() - NewSuggestions.mostWrites
        )
        let limit = NewSuggestions.mostRecords
        let demands = try transaction.openRecords("demand", writtenAfter: first, limit: limit)
        let achievements = try transaction.openRecords("achievement", writtenAfter: first, limit: limit)
        var found: [PairKey: Int] = [:]
        // Ranked by one list of readiness, as the index's records are.
        let codes = try codes(edition: state.edition)
        for id in demands.ids { try find(demand: id, in: state, semantics, codes, &found) }
        for id in achievements.ids { try find(achievement: id, in: state.index, semantics, codes, &found) }
        // By score, then the newest.
        let ranked = found.sorted { left, right in
            left.value == right.value
                ? (left.key.demand, left.key.achievement) > (right.key.demand, right.key.achievement)
                : left.value > right.value
        }
        let fresh = (demands: Set(demands.ids), achievements: Set(achievements.ids))
        let pairs = try ranked.prefix(NewSuggestions.mostPairs).map { key, score in
            NewSuggestions.Pair(
                demand: try side(of: self.demands.get(Demand.ID(rawValue: key.demand))),
                achievement: try side(of: self.achievements.get(Achievement.ID(rawValue: key.achievement))),
                score: score,
                bandName: Band(score: score).name,
                isDemandNew: fresh.demands.contains(key.demand),
                isAchievementNew: fresh.achievements.contains(key.achievement)
            )
        }
        let compared = Int64(demands.ids.count + achievements.ids.count)
        return NewSuggestions(
            since: since,
            asOf: now,
            pairs: pairs,
            morePairs: ranked.count - pairs.count,
            recordsLeftOut: demands.total + achievements.total - compared
        )
    }

    private func find(
        demand id: Int64,
        in state: IndexState,
        _ semantics: Semantics?,
        _ codes: CodeBook,
        _ found: inout [PairKey: Int]
    ) throws {
        let demand = try demands.whole(Demand.ID(rawValue: id))
        let filter = Filter(excluded: Set(try transaction.matched(withDemand: demand.id)))
        let limit = NewSuggestions.pairsEach
        let best = try explained(Entry(demand, codes), in: state, semantics, codes, filter, limit)
        for (_, hit) in best where hit.score >= NewSuggestions.leastScore {
            found[PairKey(demand: id, achievement: hit.id)] = hit.score
        }
    }

    private func find(
        achievement id: Int64,
        in index: MatchIndex,
        _ semantics: Semantics?,
        _ codes: CodeBook,
        _ found: inout [PairKey: Int]
    ) throws {
        let achievement = try achievements.whole(Achievement.ID(rawValue: id))
        let filter = Filter(excluded: Set(try transaction.matched(withAchievement: achievement.id)))
        let entry = Entry(achievement, codes)
        for hit in index.demands(for: entry, semantics, filter: filter, limit: NewSuggestions.pairsEach)
        where hit.score >= NewSuggestions.leastScore {
            found[PairKey(demand: hit.id, achievement: id)] = hit.score
        }
    }

    private func side<Body>(of record: Submission<Body>) throws -> PairSide {
        PairSide(
            code: record.code,
            title: record.title,
            organization: try organizations.get(record.organization).name
        )
    }
}

private struct PairKey: Hashable {
    let demand: Int64
    let achievement: Int64
}
