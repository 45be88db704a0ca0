import Synchronization

/// The best achievements of stored demands among a catalogue, as they were found: whoever asks again, with another page, as
/// somebody else or after other records have changed, is spared the search.
///
/// What is kept is exact. It belongs to one catalogue, which never changes, and is for one demand as it was stored and
/// weighed: a demand that was edited is another one, and one of whose words a new achievement has made known weighs anew.
/// Records that have gone from the catalogue since are left out by whoever asks, who compares those that came since by himself.
final class KeptBest: Sendable {
    /// How many are kept of each demand: a page or two, and some for those that fall out.
    static let depth = 24
    /// Half of the most demands of which they are kept; each takes some 0.8 kB.
    static let half = 10_000

    private struct Found {
        let demand: WeighedDemand
        let best: [Matching.Found]
    }

    /// Two halves: when the younger one is full, those of the elder one are dropped that nobody asked for meanwhile.
    private struct State {
        var young: [Int64: Found] = [:]
        var old: [Int64: Found] = [:]

        mutating func keep(_ found: Found) {
            if young.count >= KeptBest.half, young[found.demand.stored.id] == nil {
                old = young
                young = [:]
            }
            young[found.demand.stored.id] = found
        }
    }

    private let state = Mutex(State())

    subscript(demand: WeighedDemand) -> [Matching.Found]? {
        state.withLock { state in
            let id = demand.stored.id
            if let found = state.young[id] { return found.demand == demand ? found.best : nil }
            guard let found = state.old[id], found.demand == demand else { return nil }
            state.keep(found)
            return found.best
        }
    }

    func keep(_ best: [Matching.Found], of demand: WeighedDemand) {
        state.withLock { $0.keep(Found(demand: demand, best: best)) }
    }
}

/// A stored demand with what its words weigh now.
struct WeighedDemand: Equatable {
    let stored: StoredDemand
    let scales: DemandScales

    /// A demand that was edited is stored anew.
    static func == (one: WeighedDemand, other: WeighedDemand) -> Bool {
        one.stored === other.stored && one.scales == other.scales
    }
}

extension MatchIndex {
    /// Of how many demands the best are kept whatever happens to others.
    public static var mostKeptDemands: Int { KeptBest.half }

    /// The achievements that suit a stored demand best: what `best(for:)` gives for its entry. Looked up, where it was found
    /// before and nothing is asked but to leave some out.
    ///
    /// - Returns: nil if the index has no such demand.
    public func best(
        forStored id: Int64,
        _ semantics: Semantics? = nil,
        filter: Filter = Filter(),
        limit: Int
    ) -> [Found]? {
        guard let demand = stored(id) else { return nil }
        lazy var scorer = self.scorer(demand)
        if let semantics, semantics.knows(demand: id), limit > 0 {
            return best(scorer, semantics, filter, limit)
        }
        guard limit > 0, limit <= KeptBest.depth, filter.onlyExcludes else {
            return best(scorer, filter, limit)
        }
        let kept = kept(demand)
        let left = kept.filter { found in
            !filter.excluded.contains(found.id) && !achievements.isGone(found.id)
        }
        // When so many have fallen out that others would stand on the page, all are looked at again.
        guard left.count >= limit || kept.count < KeptBest.depth else { return best(scorer, filter, limit) }
        let best = Array(left.prefix(limit))
        return achievements.added.isEmpty ? best : merged(best, scorer, filter, limit)
    }

    /// Finds what `best(forStored:)` looks up, unless it is there.
    ///
    /// - Returns: whether there was something to do.
    public func prepareBest(forStored id: Int64) -> Bool {
        guard let demand = stored(id), achievements.base.kept[demand] == nil else { return false }
        _ = kept(demand)
        return true
    }

    /// The stored demands, those that came last first.
    public var demandIDs: [Int64] {
        let old = demands.base.enumerated().lazy.filter { !demands.gone.contains($0.offset) }.map(
            \.element.id
        )
        return (Array(old) + demands.added.map(\.id)).sorted(by: >)
    }

    private func kept(_ demand: WeighedDemand) -> [Found] {
        let catalogue = achievements.base
        if let known = catalogue.kept[demand] { return known }
        let test = AchievementTest(Filter(), catalogue.book)
        let best = catalogue.best(scorer(demand), vocabulary, test, gone: [], limit: KeptBest.depth)
        catalogue.kept.keep(best, of: demand)
        return best
    }

    func stored(_ id: Int64) -> WeighedDemand? {
        guard let (demand, position) = demands.find(id) else { return nil }
        let scales =
            position.map { demandScales[$0] } ?? DemandScales(preparation(demand), statistics, known)
        return WeighedDemand(stored: demand, scales: scales)
    }

    func scorer(_ demand: WeighedDemand) -> PairScorer {
        PairScorer(
            DemandQuery(preparation(demand.stored), statistics, known, scales: demand.scales),
            statistics
        )
    }
}

extension Filter {
    /// Whether it asks for nothing but to leave some records out.
    fileprivate var onlyExcludes: Bool {
        var rest = self
        rest.excluded = []
        return rest == Filter(keepsUnknown: keepsUnknown)
    }
}
