/// The similarity of one demand and one achievement, by part. Every score that is shown comes from here, whichever
/// side was searched from, so that a pair has one score.
struct PairMeasure {
    private(set) var parts: [(kind: Part.Kind, raw: Double)] = []
    private(set) var industryLevel: IndustryLevel?
    /// Positions in the lexicon, the most telling first.
    private(set) var sharedFields: [Int] = []

    /// Summed in the order of `Part.Kind`.
    var raw: Double { parts.reduce(0) { $0 + $1.raw } }

    init(
        _ query: DemandQuery,
        _ achievement: PreparedAchievement,
        _ statistics: Statistics,
        contributions: inout Contributions?
    ) {
        var titleWords = 0.0, contentWords = 0.0, keywords = 0.0, summary = 0.0
        let title = achievement.title, titleScale = statistics.titleScale(title)
        for at in title.grams.indices {
            guard let demand = query[title.grams[at]] else { continue }
            let element = statistics.element(title, at) * titleScale
            titleWords += demand.title * element
            contentWords += demand.content * element
            keywords += Recipe.demandKeywords * demand.keywords * element
            contributions?.title[title.grams[at]] =
                (demand.title + demand.content + Recipe.demandKeywords * demand.keywords) * element
                / Double(title.counts[at])
        }
        keywords += Self.addition(
            Recipe.achievementKeywords,
            query,
            achievement.keywords,
            statistics,
            &contributions,
            \.keywords
        )
        summary += Self.addition(
            Recipe.summary,
            query,
            achievement.summary,
            statistics,
            &contributions,
            \.summary
        )

        var fields = 0.0
        var shared: [(field: Int, value: Double)] = []
        for element in achievement.fields.unit(weights: statistics.fieldWeights).elements {
            let value = query.fields[Int(element.field)] * element.value
            guard value > 0 else { continue }
            fields += value
            shared.append((Int(element.field), value))
        }
        sharedFields = shared.sorted { ($1.value, $0.field) < ($0.value, $1.field) }.map(\.field)

        if let wanted = query.demand.industry, let offered = achievement.industry {
            industryLevel = wanted.level(with: offered)
        }
        parts = [
            (.titleWords, titleWords), (.contentWords, contentWords), (.keywords, keywords),
            (.summary, summary),
            (.sharedFields, Recipe.fields * fields), (.industry, Recipe.industry(industryLevel)),
        ]
    }

    init(_ query: DemandQuery, _ achievement: PreparedAchievement, _ statistics: Statistics) {
        var none: Contributions?
        self.init(query, achievement, statistics, contributions: &none)
    }

    private static func addition(
        _ factor: Double,
        _ query: DemandQuery,
        _ text: GramCounts,
        _ statistics: Statistics,
        _ contributions: inout Contributions?,
        _ kept: WritableKeyPath<Contributions, [Int32: Double]>
    ) -> Double {
        let scale = factor * statistics.unitScale(text)
        var sum = 0.0
        for at in text.grams.indices {
            guard let demand = query[text.grams[at]] else { continue }
            let value = demand.wide * statistics.element(text, at) * scale
            sum += value
            contributions?[keyPath: kept][text.grams[at]] = value / Double(text.counts[at])
        }
        return sum
    }

    /// The score, and its parts by largest remainder: each gets the whole points of its share, and the points left
    /// over go to the largest fractions, so that the sum is the score.
    func points() -> (score: Int, parts: [Part]) {
        let raw = raw, score = Recipe.score(raw)
        guard score > 0 else { return (0, []) }
        let shares = parts.map { Double(score) * ($0.raw / raw) }
        var points = shares.map { Int($0.rounded(.down)) }
        let byFraction = shares.indices.sorted {
            let first = shares[$0] - Double(points[$0]), second = shares[$1] - Double(points[$1])
            return first == second ? $0 < $1 : first > second
        }
        for at in byFraction.prefix(max(0, score - points.reduce(0, +))) { points[at] += 1 }
        return (score, zip(parts, points).compactMap { $1 > 0 ? Part(kind: $0.kind, points: $1) : nil })
    }
}

/// What one occurrence of each gram adds to `raw`, for each text of the achievement.
struct Contributions {
    var title: [Int32: Double] = [:]
    var keywords: [Int32: Double] = [:]
    var summary: [Int32: Double] = [:]
}
