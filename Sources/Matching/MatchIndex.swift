/// The demands and achievements of a market, ready to be matched either way.
///
/// A value: a copy is a snapshot that later changes do not touch, and costs next to nothing. Share the latest one
/// under a lock, copy it out, and search outside the lock.
///
/// ## How fresh the statistics are
/// Records are found, and gone, as soon as they are set or removed, by every word they have. How rare a word is in
/// the catalogue (and with it the scores) is counted anew
/// - by the initializer and by `refresh()`;
/// - by an `update` that leaves `isRefreshDue`; `follow` leaves the counting to the caller, who may do it elsewhere on
///   a copy.
/// Between two counts a pair still has the same score from both sides.
public struct MatchIndex: Sendable {
    public let lexicon: FieldLexicon
    /// Whether the index holds the achievements' texts. Without them it takes a third of the memory and finds and
    /// scores the same, but hits of `achievements(for:)` come without words: ask `score` for those that are shown.
    public let keepsTexts: Bool
    var vocabulary = Vocabulary()
    var statistics: Statistics
    var known = KnownGrams()
    var book = AttributeBook()
    var achievements: AchievementShelf
    var demands = Shelf<StoredDemand>()
    var demandPostings: DemandPostings
    /// For the demands in the shelf's large part.
    var demandScales: [DemandScales] = []
    private(set) var texts: [Int64: Entry] = [:]
    let blockBits: Int
    /// Positions in the shelf's large part of the demands whose scales are to be worked out again.
    private var touchedDemands: Set<Int> = []
    private var changedAchievements = 0
    private var changedDemands = 0

    /// An empty index.
    public init(lexicon: FieldLexicon, keepsTexts: Bool = true) {
        self.init(lexicon: lexicon, keepsTexts: keepsTexts, demands: [], achievements: [])
    }

    /// An index of many records at once, with exact statistics. Of records with one id, the last is kept.
    ///
    /// Each sequence is gone through once, and nothing but its numbers is kept unless `keepsTexts`.
    ///
    /// - Complexity: O(length of all texts).
    public init(
        lexicon: FieldLexicon,
        keepsTexts: Bool = true,
        demands: some Sequence<Entry>,
        achievements: some Sequence<Entry>
    ) {
        var builder = Builder(lexicon: lexicon, keepsTexts: keepsTexts)
        for entry in achievements { builder.add(achievement: entry) }
        for entry in demands { builder.add(demand: entry) }
        self = builder.build()
    }

    /// Takes records one by one, for a store that does not hand them out as a sequence.
    public struct Builder {
        fileprivate let lexicon: FieldLexicon
        fileprivate let keepsTexts: Bool
        /// Smaller in tests, so that few records make many blocks.
        var blockBits = TitlePostings.usualBlockBits
        fileprivate var tokenizer: Tokenizer
        fileprivate var known = KnownGrams()
        fileprivate var rows = AchievementRows()
        fileprivate var book = AttributeBook()
        fileprivate var demands: [StoredDemand] = []
        fileprivate var texts: [Int64: Entry] = [:]
        private var units: [UInt16] = []

        public init(lexicon: FieldLexicon, keepsTexts: Bool = true) {
            self.lexicon = lexicon
            self.keepsTexts = keepsTexts
            var vocabulary = Vocabulary()
            vocabulary.open()
            tokenizer = Tokenizer(vocabulary: vocabulary, keepsNew: true)
        }

        public mutating func add(achievement entry: Entry) {
            units.removeAll(keepingCapacity: true)
            AchievementForm.append(entry, lexicon: lexicon, tokenizer: &tokenizer, to: &units)
            units.withUnsafeBufferPointer { units in
                guard let start = units.baseAddress else { return }
                AchievementForm(start).number(in: &tokenizer, &known) { _ in }
            }
            rows.add(entry.id, units, book.attributes(of: entry), titleKey: fingerprint(entry.title))
            if keepsTexts { texts[entry.id] = entry }
        }

        public mutating func add(demand entry: Entry) {
            // For the numbers of its grams, which an achievement may yet bring.
            _ = PreparedDemand(entry, lexicon: lexicon, tokenizer: &tokenizer)
            demands.append(StoredDemand(entry))
        }

        /// The index of all that was added, with exact statistics. The builder is empty afterwards.
        public mutating func build() -> MatchIndex {
            // Handed over and not copied: this is where memory is at its peak.
            let taken = self
            self = Builder(lexicon: lexicon, keepsTexts: keepsTexts)
            return MatchIndex(taken)
        }
    }

    private init(_ builder: consuming Builder) {
        builder.tokenizer.vocabulary.close()
        lexicon = builder.lexicon
        keepsTexts = builder.keepsTexts
        blockBits = builder.blockBits
        vocabulary = builder.tokenizer.vocabulary
        book = builder.book
        demands = Shelf(builder.demands)
        texts = builder.texts
        statistics = Statistics(fields: lexicon.names.count)
        demandPostings = DemandPostings()
        achievements = AchievementShelf(
            Catalogue(AchievementRows(), [], book, vocabulary, blockBits: blockBits)
        )
        var rows = builder.rows
        let known = builder.known
        _ = consume builder
        // A replaced record may have had words that no other has.
        let hadRepeated = rows.removeRepeated()
        count(consume rows, hadRepeated ? nil : known)
    }

    public var demandCount: Int { demands.count }
    public var achievementCount: Int { achievements.count }
    /// Changes since the statistics were last counted.
    public var pendingChanges: Int { changedAchievements + changedDemands }

    /// Whether the statistics should be counted anew: more than one in fifty achievements has changed since the last
    /// count (with up to fifty of them, any has), or more than one in fifty demands and more than one for every
    /// thousand achievements.
    public var isRefreshDue: Bool {
        changedAchievements > achievements.count / 50
            || changedDemands > max(demands.count / 50, achievements.count / 1_000)
    }

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
        if isRefreshDue { refresh() } else { rescaleDemands() }
    }

    /// Makes changes in their order and counts nothing, so that it takes time in proportion to the changes alone. What
    /// was set is found by every word it has, but each search looks at all of it: refresh when `isRefreshDue`.
    public mutating func follow(_ changes: some Sequence<Change>) {
        for change in changes { apply(change) }
        rescaleDemands()
    }

    /// Counts the statistics anew and lays everything out for searching.
    ///
    /// - Complexity: O(grams of all records).
    public mutating func refresh() {
        demands.merge { StoredDemand($0.entry) }
        if !vocabulary.isClean {
            vocabulary.open()
            vocabulary.close()
        }
        var rows = achievements.rows()
        // By id, as in an index built at once: sums of doubles depend on the order.
        _ = rows.removeRepeated()
        count(consume rows)
    }

    /// - Parameter known: what the rows have, when that is known already.
    private mutating func count(_ rows: consuming AchievementRows, _ known: KnownGrams? = nil) {
        let rows = consume rows
        let distinct = rows.withDistinctTitles()
        statistics = Statistics(
            achievements: rows,
            distinct: distinct,
            demands: demands.base,
            preparation,
            fields: lexicon.names.count
        )
        if let known {
            self.known = known
        } else {
            self.known = KnownGrams()
            for row in 0..<rows.count { self.known.admit(rows.form(row), vocabulary) }
        }
        var scales: [Scales] = []
        scales.reserveCapacity(rows.count)
        for row in 0..<rows.count { scales.append(Scales(lengthsOf: rows.form(row), statistics, vocabulary)) }
        statistics.setAverage(of: distinct.map { scales[Int($0)].title })
        for row in scales.indices { scales[row].title = statistics.titleScale(length: scales[row].title) }
        achievements = AchievementShelf(
            Catalogue(consume rows, consume scales, book, vocabulary, blockBits: blockBits)
        )
        (demandPostings, demandScales) =
            DemandPostings.make(demands.base, preparation, statistics, self.known)
        touchedDemands = []
        changedAchievements = 0
        changedDemands = 0
    }

    private mutating func apply(_ change: Change) {
        switch change {
        case .setDemand(let entry):
            let prepared = numbering { [lexicon] in PreparedDemand(entry, lexicon: lexicon, tokenizer: &$0) }
            demands.set(StoredDemand(prepared))
            changedDemands += 1
        case .setAchievement(let entry):
            let attributes = book.attributes(of: entry)
            var news: [Int32] = []
            var known = known
            self.known = KnownGrams()
            let prepared = numbering { [lexicon, statistics] in
                PreparedAchievement(
                    entry,
                    attributes,
                    lexicon: lexicon,
                    tokenizer: &$0,
                    statistics: statistics
                ) { form, tokenizer in
                    form.number(in: &tokenizer, &known) { news.append($0) }
                }
            }
            self.known = known
            achievements.set(prepared)
            if keepsTexts { texts[entry.id] = entry }
            for gram in news { demandPostings.forEachDemand(with: gram) { touchedDemands.insert($0) } }
            changedAchievements += 1
        case .removeDemand(let id):
            if demands.remove(id) { changedDemands += 1 }
        case .removeAchievement(let id):
            texts[id] = nil
            if achievements.remove(id) { changedAchievements += 1 }
        }
    }

    /// Lends the vocabulary out instead of copying it.
    private mutating func numbering<T>(_ body: (inout Tokenizer) -> T) -> T {
        var tokenizer = Tokenizer(vocabulary: vocabulary, keepsNew: true)
        vocabulary = Vocabulary()
        defer { vocabulary = tokenizer.vocabulary }
        return body(&tokenizer)
    }

    /// Makes the grams of the demands that are kept without.
    var preparation: DemandPreparation { DemandPreparation(lexicon: lexicon, vocabulary: vocabulary) }

    /// A word that no achievement had before now counts in the demands that have it. Once for all changes together,
    /// because one word may be in thousands of demands.
    private mutating func rescaleDemands() {
        let touched = touchedDemands.sorted()
        touchedDemands = []
        preparation.forEach(touched.map { demands.base[$0] }) { at, demand in
            demandScales[touched[at]] = DemandScales(demand, statistics, known)
        }
    }
}
