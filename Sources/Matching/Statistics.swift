/// What the stored records say about grams and fields. Counted in one go, then left alone until the next time.
struct Statistics: Sendable {
    private var weights: [Double] = []
    private let weightUnseen: Double
    /// Mean length of the title vectors that have any, over distinct titles.
    private(set) var averageTitle: Double
    let fieldWeights: [Double]

    /// Of nothing.
    init(fields: Int) {
        weightUnseen = Recipe.weight(inTitles: 0, of: 0, inDemands: 0, of: 0)
        averageTitle = 0
        fieldWeights = [Double](repeating: Recipe.fieldWeight(inTitles: 0, of: 0), count: fields)
    }

    /// Counts distinct titles, because one achievement entered three times says nothing new about its words.
    ///
    /// - Complexity: O(grams of all titles and demands).
    init(
        achievements: AchievementRows,
        distinct: [Int32],
        demands: [StoredDemand],
        _ preparation: DemandPreparation,
        fields: Int
    ) {
        let vocabulary = preparation.vocabulary, grams = Int(vocabulary.count)
        var inTitles = [Int32](repeating: 0, count: grams)
        var withField = [Int](repeating: 0, count: fields)
        var last = [Int32](repeating: -1, count: grams)
        for row in distinct {
            let form = achievements.form(Int(row))
            forEachGram(in: form.title) { key, _ in
                let gram = Int(vocabulary.find(key))
                if last[gram] != row {
                    last[gram] = row
                    inTitles[gram] += 1
                }
            }
            for number in 0..<form.fieldCount { withField[form.field(number).field] += 1 }
        }
        // A demand's title may be stored with several contents: a gram counts once for all of them.
        var inDemands = [Int32](repeating: 0, count: grams)
        var lastTitle = [Int32](repeating: -1, count: grams)
        var titles: Int32 = 0
        var previous: UInt64?
        preparation.forEach(demands.sorted { $0.titleKey < $1.titleKey }) { _, demand in
            if let previous, previous != demand.titleKey { titles += 1 }
            previous = demand.titleKey
            for (gram, counts) in zip(demand.grams, demand.counts) where counts.x > 0 || counts.y > 0 {
                if lastTitle[Int(gram)] == titles { continue }
                lastTitle[Int(gram)] = titles
                inDemands[Int(gram)] += 1
            }
        }
        let demandTitles = previous == nil ? 0 : Int(titles) + 1

        let weight = { (title: Int32, demand: Int32) in
            Recipe.weight(
                inTitles: Int(title),
                of: distinct.count,
                inDemands: Int(demand),
                of: demandTitles
            )
        }
        let weights = zip(inTitles, inDemands).map(weight)
        self.weights = weights
        weightUnseen = weight(0, 0)
        fieldWeights = withField.map { Recipe.fieldWeight(inTitles: $0, of: distinct.count) }
        averageTitle = 0
    }

    /// Takes the mean length of distinct titles.
    mutating func setAverage(of lengths: [Double]) {
        let filled = lengths.lazy.filter { $0 > 0 }
        let count = filled.reduce(0) { sum, _ in sum + 1 }
        averageTitle = count > 0 ? filled.reduce(0, +) / Double(count) : 0
    }

    /// - Parameter gram: a gram that came since the count, or that no record has (-1), weighs as one of no title.
    @inline(__always)
    func weight(_ gram: Int32) -> Double {
        gram >= 0 && gram < weights.count ? weights[Int(gram)] : weightUnseen
    }

    /// What divides a title's dot product, as a factor: partly its own length, partly the average one.
    func titleScale(length: Double) -> Double {
        length > 0 ? 1 / ((1 - Recipe.slope) * averageTitle + Recipe.slope * length) : 0
    }

    /// A gram's element of an achievement's vector: `sqrt(W_n) w(g) sqrt(tf)`.
    func element(_ text: GramCounts, _ at: Int) -> Double {
        Recipe.lengthRoot[Int(text.lengths[at])] * weight(text.grams[at])
            * Double(text.counts[at]).squareRoot()
    }
}

/// Which grams any achievement has, at this moment and not at the last count.
///
/// A demand's words are weighed over these only. They grow with every achievement that comes, so that a new word
/// finds its new record at once.
struct KnownGrams: Sendable {
    /// 0 unknown, 1 in keywords or summaries only, 2 in titles.
    private var level: [UInt8] = []

    func isInTitle(_ gram: Int32) -> Bool { gram >= 0 && gram < level.count && level[Int(gram)] == 2 }
    func isKnown(_ gram: Int32) -> Bool { gram >= 0 && gram < level.count && level[Int(gram)] > 0 }

    /// Notes that a gram stands in a title (2) or elsewhere (1), and calls `news` if that was not known.
    @inline(__always)
    mutating func note(_ gram: Int32, _ value: UInt8, _ news: (Int32) -> Void) {
        if gram >= level.count { grow(gram) }
        guard level[Int(gram)] < value else { return }
        level[Int(gram)] = value
        news(gram)
    }

    private mutating func grow(_ gram: Int32) {
        level.append(contentsOf: repeatElement(0, count: max(Int(gram) + 1 - level.count, level.count / 2)))
    }

    /// Notes the grams of an achievement, all of which have numbers.
    mutating func admit(_ form: AchievementForm, _ vocabulary: Vocabulary) {
        forEachGram(in: form.title) { key, _ in note(vocabulary.find(key), 2) { _ in } }
        forEachGram(in: form.keywords) { key, _ in note(vocabulary.find(key), 1) { _ in } }
        forEachGram(in: form.summary) { key, length in
            if length == 2 { note(vocabulary.find(key), 1) { _ in } }
        }
    }
}

extension Statistics {
    func pack(into packed: inout PackedIndex) {
        packed.put("statistics.weights", weights)
        packed.put("statistics.fields", fieldWeights)
        packed.put("statistics.means", [weightUnseen, averageTitle])
    }

    init(unpacking source: some PackedIndexSource, fields: Int) throws {
        weights = try source.array("statistics.weights")
        fieldWeights = try source.array("statistics.fields")
        let means: [Double] = try source.array("statistics.means")
        guard fieldWeights.count == fields, means.count == 2 else {
            throw PackedIndexError(section: "statistics.means")
        }
        (weightUnseen, averageTitle) = (means[0], means[1])
    }
}

extension KnownGrams {
    func pack(into packed: inout PackedIndex) { packed.put("known", level) }

    init(unpacking source: some PackedIndexSource) throws { level = try source.array("known") }
}
