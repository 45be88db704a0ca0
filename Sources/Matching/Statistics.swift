/// What the stored records say about grams and fields. Counted in one go, then left alone until the next time.
struct Statistics: Sendable {
    private var weights: [Double] = []
    private let weightUnseen: Double
    /// Mean length of the title vectors that have any, over distinct titles.
    let averageTitle: Double
    let fieldWeights: [Double]

    /// Counts distinct titles, because one achievement entered three times says nothing new about its words.
    ///
    /// - Complexity: O(grams of all records).
    init(achievements: [PreparedAchievement], demands: [PreparedDemand], grams: Int32, fields: Int) {
        var inTitles = [Int32](repeating: 0, count: Int(grams))
        var withField = [Int](repeating: 0, count: fields)
        var seen: Set<UInt64> = []
        let distinct = achievements.filter { seen.insert($0.titleKey).inserted }
        for achievement in distinct {
            for gram in achievement.title.grams { inTitles[Int(gram)] += 1 }
            for element in achievement.fields.elements { withField[Int(element.field)] += 1 }
        }
        // A demand's title may be stored with several contents: a gram counts once for all of them.
        var inDemands = [Int32](repeating: 0, count: Int(grams))
        var lastTitle = [Int32](repeating: -1, count: Int(grams))
        var titles: Int32 = 0
        var previous: UInt64?
        for demand in demands.sorted(by: { $0.titleKey < $1.titleKey }) {
            if let previous, previous != demand.titleKey { titles += 1 }
            previous = demand.titleKey
            for (gram, counts) in zip(demand.grams, demand.counts) where counts.x > 0 || counts.y > 0 {
                guard lastTitle[Int(gram)] != titles else { continue }
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
        var sum = 0.0, filled = 0
        for achievement in distinct {
            let length = titleLength(achievement.title) { weights[Int($0)] }
            guard length > 0 else { continue }
            sum += length
            filled += 1
        }
        averageTitle = filled > 0 ? sum / Double(filled) : 0
    }

    func weight(_ gram: Int32) -> Double { gram < weights.count ? weights[Int(gram)] : weightUnseen }

    /// What divides a title's dot product: partly its own length, partly the average one.
    func titleScale(_ title: GramCounts) -> Double {
        let length = titleLength(title, weight)
        guard length > 0 else { return 0 }
        return 1 / ((1 - Recipe.slope) * averageTitle + Recipe.slope * length)
    }

    func unitScale(_ text: GramCounts) -> Double {
        let length = titleLength(text, weight)
        return length > 0 ? 1 / length : 0
    }

    /// A gram's element of an achievement's vector: `sqrt(W_n) w(g) sqrt(tf)`.
    func element(_ text: GramCounts, _ at: Int) -> Double {
        Recipe.lengthRoot[Int(text.lengths[at])] * weight(text.grams[at])
            * Double(text.counts[at]).squareRoot()
    }
}

private func titleLength(_ text: GramCounts, _ weight: (Int32) -> Double) -> Double {
    var sum = 0.0
    for at in text.grams.indices {
        let weight = weight(text.grams[at])
        sum += Recipe.lengthWeight[Int(text.lengths[at])] * weight * weight * Double(text.counts[at])
    }
    return sum.squareRoot()
}

/// Which grams any achievement has, at this moment and not at the last count.
///
/// A demand's words are weighed over these only. They grow with every achievement that comes, so that a new word
/// finds its new record at once.
struct KnownGrams: Sendable {
    /// 0 unknown, 1 in keywords or summaries only, 2 in titles.
    private var level: [UInt8] = []

    func isInTitle(_ gram: Int32) -> Bool { gram < level.count && level[Int(gram)] == 2 }
    func isKnown(_ gram: Int32) -> Bool { gram < level.count && level[Int(gram)] > 0 }

    /// Notes the grams of an achievement and returns those that are news.
    mutating func admit(_ achievement: PreparedAchievement, grams: Int32) -> [Int32] {
        if level.count < grams {
            level.append(contentsOf: repeatElement(0, count: Int(grams) - level.count))
        }
        var news: [Int32] = []
        for (text, value) in [(achievement.title, 2), (achievement.keywords, 1), (achievement.summary, 1)] {
            for gram in text.grams where level[Int(gram)] < value {
                level[Int(gram)] = UInt8(value)
                news.append(gram)
            }
        }
        return news
    }
}
