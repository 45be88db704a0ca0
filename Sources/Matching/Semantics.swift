/// The vectors of a market's demands and achievements, as recipe D reads them.
///
/// A value: a copy is a snapshot that later changes do not touch.
///
/// What a cosine means differs from model to model (unrelated texts have .85 with e5 and .2 with others) and from
/// demand to demand, so it is read against the demand's cosines to a sample of the catalogue: in standard deviations
/// above their mean. The sample is drawn anew after an eighth of the achievements has changed. With fewer than
/// `leastSample` achievements nothing can be told, and there is no semantic part.
public struct Semantics: Sendable {
    public static let leastSample = 16
    /// On the judged demands, samples of this size give NDCG@10 within .0015 of the whole catalogue.
    static let mostSample = 512

    private var demands: VectorTable
    private var achievements: VectorTable
    private var sample: [Vector] = []
    /// By demand, against the sample.
    private var spreads: [Int64: Spread] = [:]
    private var changes = 0

    /// A demand's cosines to achievements at large.
    private struct Spread {
        let mean: Double
        let deviation: Double
    }

    /// - Parameter dimension: how many numbers each vector has; others are left out.
    public init(dimension: Int) {
        demands = VectorTable(dimension: dimension)
        achievements = VectorTable(dimension: dimension)
    }

    public var dimension: Int { demands.dimension }
    public var demandCount: Int { demands.count }
    public var achievementCount: Int { achievements.count }

    /// Sets a demand's vector, or takes it away.
    public mutating func setDemand(_ id: Int64, _ vector: Vector?) {
        demands.set(id, vector)
        spreads[id] = demands[id].flatMap(spread)
        if demands.pending > max(1_024, demands.count / 8) { demands.merge() }
    }

    /// Sets an achievement's vector, or takes it away.
    public mutating func setAchievement(_ id: Int64, _ vector: Vector?) {
        achievements.set(id, vector)
        changes += 1
    }

    /// Makes room while many are added: a table is not laid out anew for each.
    public mutating func settleRoom() {
        if achievements.pending > max(4_096, achievements.count / 2) { achievements.merge() }
    }

    /// To be called after some changes: counts anew if it is due.
    public mutating func settle() {
        if achievements.pending > max(4_096, achievements.count / 8) { achievements.merge() }
        if sample.count < min(Self.mostSample, achievements.count) || changes > achievements.count / 8 {
            refresh()
        }
    }

    /// Draws the sample anew and reads every demand against it.
    ///
    /// - Complexity: O(achievements + demands · sample · dimension).
    public mutating func refresh() {
        demands.merge()
        achievements.merge()
        // Those whose scrambled ids are least: the same whatever order they came in, and nearly the same after a change.
        let drawn = achievements.allIDs.map { (Self.scrambled($0), $0) }.sorted { $0 < $1 }.prefix(
            Self.mostSample
        )
        sample = drawn.compactMap { achievements[$0.1] }
        changes = 0
        spreads = [:]
        for id in demands.allIDs { spreads[id] = demands[id].flatMap(spread) }
    }

    private func spread(_ vector: Vector) -> Spread? {
        guard sample.count >= Self.leastSample else { return nil }
        let cosines = sample.map { vector.cosine($0) }
        let mean = cosines.reduce(0, +) / Double(cosines.count)
        let square = cosines.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(cosines.count)
        // Of a catalogue of one and the same text nothing can be told either.
        return square > 1e-12 ? Spread(mean: mean, deviation: square.squareRoot()) : nil
    }

    /// SplitMix64's last step (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
    private static func scrambled(_ id: Int64) -> UInt64 {
        var bits = UInt64(bitPattern: id) &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// What the vectors of a pair add to its similarity; nil if either has none.
    public func addition(demand: Int64, achievement: Int64) -> Double? {
        guard let spread = spreads[demand], let wanted = demands[demand],
            let offered = achievements[achievement]
        else { return nil }
        return Self.addition(wanted.cosine(offered), spread)
    }

    /// What a demand's vector adds to the similarity of each achievement that has one; nil if the demand has none.
    func additions(demand: Int64, _ body: (_ achievement: Int64, _ addition: Double) -> Void) {
        guard let spread = spreads[demand], let wanted = demands[demand] else { return }
        achievements.forEachCosine(to: wanted) { body($0, Self.addition($1, spread)) }
    }

    /// What an achievement's vector adds to the similarity of each demand that has one.
    func additions(achievement: Int64) -> [Int64: Double] {
        guard let offered = achievements[achievement] else { return [:] }
        var found: [Int64: Double] = [:]
        demands.forEachCosine(to: offered) { id, cosine in
            if let spread = spreads[id] { found[id] = Self.addition(cosine, spread) }
        }
        return found
    }

    func knows(demand: Int64) -> Bool { spreads[demand] != nil }

    private static func addition(_ cosine: Double, _ spread: Spread) -> Double {
        Recipe.semantic((cosine - spread.mean) / spread.deviation)
    }
}

/// Recipe D: B and what the vectors add.
///
/// Chosen on the 123 judged demands by cross-validation in five folds of demand titles, five times over: weight and
/// floor by the training folds give NDCG@10 .681 on the others (B .674, the difference +.007 ± .004); the pair taken
/// here was chosen most often and has .685 on all.
extension Recipe {
    /// For each standard deviation above the floor.
    static let semanticWeight = 0.015
    static let semanticFloor = 1.5
    /// More standard deviations say no more. Bounds the addition, which exact search relies on.
    static let semanticCeiling = 6.0
    static let mostSemantic = semanticWeight * (semanticCeiling - semanticFloor)

    static func semantic(_ deviations: Double) -> Double {
        semanticWeight * max(0, min(deviations, semanticCeiling) - semanticFloor)
    }

    /// What as large a share of the judged pairs reaches with vectors (left) as without (right), so that a score means
    /// the same odds either way: fair or strong matches were 4, 15, 33 and 61 in a hundred of the four bands (B: 4, 15,
    /// 33 and 60), and in cross-validation the same within a hundredth.
    private static let corners: [(sum: Double, raw: Double)] = [
        (0, 0), (0.056, 0.054), (0.255, 0.24), (0.430, 0.40), (0.590, 0.55), (0.660, 0.65),
    ]

    /// B's similarity that stands for the same odds as this sum of B's and the addition. Never more than the sum.
    static func raw(ofSum sum: Double) -> Double {
        for (low, high) in zip(corners, corners.dropFirst()) where sum < high.sum {
            return low.raw + (sum - low.sum) / (high.sum - low.sum) * (high.raw - low.raw)
        }
        return sum - 0.01
    }
}
