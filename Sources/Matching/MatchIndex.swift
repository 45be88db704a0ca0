/// The demands and achievements of a market, ready to be matched either way.
///
/// A value: a copy is a snapshot that later changes do not touch, and costs next to nothing. Share the latest one
/// under a lock, copy it out, and search outside the lock.
///
/// ## How fresh the statistics are
/// Records are found, and gone, as soon as they are set or removed, by every word they have. How rare a word is in
/// the catalogue (and with it the scores) is counted anew
/// - by the initializer and by `refresh()`;
/// - by a change after which more than one in fifty achievements has changed since the last count: with up to fifty
///   of them, by every change;
/// - by a change after which more than one in fifty demands, and more than one for every thousand achievements, has.
/// Between two counts a pair still has the same score from both sides.
public struct MatchIndex: Sendable {
    public let lexicon: FieldLexicon
    var vocabulary = Vocabulary()
    var statistics: Statistics
    var known = KnownGrams()
    var achievements = Shelf<PreparedAchievement>()
    var demands = Shelf<PreparedDemand>()
    var achievementPostings: AchievementPostings
    var demandPostings: DemandPostings
    /// For the demands in the shelf's large part.
    var demandScales: [DemandScales] = []
    private var changedAchievements = 0
    private var changedDemands = 0

    /// An empty index.
    public init(lexicon: FieldLexicon) {
        self.init(lexicon: lexicon, demands: [], achievements: [])
    }

    /// An index of many records at once, with exact statistics. Of records with one id, the last is kept.
    ///
    /// - Complexity: O(length of all texts).
    public init(lexicon: FieldLexicon, demands: [Entry], achievements: [Entry]) {
        self.lexicon = lexicon
        var numbering = GramNumbering(vocabulary, keepsNew: true)
        self.achievements = Shelf(
            achievements.map { PreparedAchievement($0, lexicon: lexicon, numbering: &numbering) }
        )
        self.demands = Shelf(demands.map { PreparedDemand($0, lexicon: lexicon, numbering: &numbering) })
        vocabulary = numbering.vocabulary
        statistics = Statistics(achievements: [], demands: [], grams: 0, fields: lexicon.names.count)
        achievementPostings = AchievementPostings([], statistics, grams: 0)
        demandPostings = DemandPostings([], statistics, grams: 0)
        refresh()
    }

    public var demandCount: Int { demands.count }
    public var achievementCount: Int { achievements.count }
    /// Changes since the statistics were last counted.
    public var pendingChanges: Int { changedAchievements + changedDemands }

    /// One change of a record.
    public enum Change: Sendable {
        /// Adds a demand, or replaces the one with its id.
        case setDemand(Entry)
        /// Adds an achievement, or replaces the one with its id.
        case setAchievement(Entry)
        case removeDemand(Int64)
        case removeAchievement(Int64)
    }

    /// Adds a demand, or replaces the one with its id.
    public mutating func setDemand(_ entry: Entry) { update([.setDemand(entry)]) }
    /// Adds an achievement, or replaces the one with its id.
    public mutating func setAchievement(_ entry: Entry) { update([.setAchievement(entry)]) }
    /// Does nothing when there is no such demand.
    public mutating func removeDemand(_ id: Int64) { update([.removeDemand(id)]) }
    /// Does nothing when there is no such achievement.
    public mutating func removeAchievement(_ id: Int64) { update([.removeAchievement(id)]) }

    /// Makes changes in their order, and counts once at the end if a count is due. Better than one by one when there
    /// are many.
    public mutating func update(_ changes: some Sequence<Change>) {
        for change in changes {
            apply(change)
            // Keeps the small part small during a long sequence, at a cost in proportion to its length.
            if pendingChanges > max(4_096, (achievements.count + demands.count) / 2) { refresh() }
        }
        let demandsAllowed = max(demands.count / 50, achievements.count / 1_000)
        if changedAchievements > achievements.count / 50 || changedDemands > demandsAllowed { refresh() }
    }

    /// Counts the statistics anew and lays everything out for searching.
    ///
    /// - Complexity: O(grams of all records).
    public mutating func refresh() {
        achievements.merge()
        demands.merge()
        let grams = vocabulary.count
        statistics = Statistics(
            achievements: achievements.base,
            demands: demands.base,
            grams: grams,
            fields: lexicon.names.count
        )
        known = KnownGrams()
        for achievement in achievements.base { _ = known.admit(achievement, grams: grams) }
        achievementPostings = AchievementPostings(achievements.base, statistics, grams: grams)
        demandPostings = DemandPostings(demands.base, statistics, grams: grams)
        demandScales = demands.base.map { [statistics, known] in DemandScales($0, statistics, known) }
        changedAchievements = 0
        changedDemands = 0
    }

    private mutating func apply(_ change: Change) {
        switch change {
        case .setDemand(let entry):
            let prepared = numbering { [lexicon] in PreparedDemand(entry, lexicon: lexicon, numbering: &$0) }
            demands.set(prepared)
            changedDemands += 1
        case .setAchievement(let entry):
            let prepared = numbering { [lexicon] in
                PreparedAchievement(entry, lexicon: lexicon, numbering: &$0)
            }
            achievements.set(prepared)
            rescaleDemands(with: known.admit(prepared, grams: vocabulary.count))
            changedAchievements += 1
        case .removeDemand(let id):
            if demands.remove(id) { changedDemands += 1 }
        case .removeAchievement(let id):
            if achievements.remove(id) { changedAchievements += 1 }
        }
    }

    /// Lends the vocabulary out instead of copying it.
    private mutating func numbering<T>(_ body: (inout GramNumbering) -> T) -> T {
        var numbering = GramNumbering(vocabulary, keepsNew: true)
        vocabulary = Vocabulary()
        defer { vocabulary = numbering.vocabulary }
        return body(&numbering)
    }

    /// A word that no achievement had before now counts in the demands that have it.
    private mutating func rescaleDemands(with news: [Int32]) {
        var touched: Set<Int> = []
        for gram in news { demandPostings.forEachDemand(with: gram) { touched.insert($0) } }
        for at in touched { demandScales[at] = DemandScales(demands.base[at], statistics, known) }
    }
}
