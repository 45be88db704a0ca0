/// Works out the similarity of one demand and many achievements, part by part.
///
/// Every score that is ranked by or shown comes from here, whichever side was searched from, so that a pair has one
/// score, to the last bit. Sums go by where a gram first stands in the achievement, which no index changes.
/// Allocates once for a demand and nothing for an achievement.
final class PairScorer {
    let query: DemandQuery
    private let statistics: Statistics
    /// By place of the demand's grams: how often the text at hand has it. All zero between two texts.
    private let counts: UnsafeMutablePointer<Int32>
    /// The places that are not zero, in the order in which they came.
    private let touched: UnsafeMutablePointer<Int32>
    private let size: Int
    /// The most that keywords, summary, fields and industry can add for this demand.
    let mostKeywords: Double
    let mostSummary: Double
    let mostFields: Double

    init(_ query: DemandQuery, _ statistics: Statistics) {
        self.query = query
        self.statistics = statistics
        size = query.elements.count
        counts = .allocate(capacity: size + 1)
        counts.initialize(repeating: 0, count: size + 1)
        touched = .allocate(capacity: size + 1)
        touched.initialize(repeating: 0, count: size + 1)
        // A cosine is at most the length of the query's part that the text can meet (Cauchy and Schwarz).
        var all = 0.0, pairs = 0.0
        for at in query.elements.indices {
            let square = query.elements[at].wide * query.elements[at].wide
            all += square
            if query.demand.lengths[at] == 2 { pairs += square }
        }
        mostKeywords = Recipe.achievementKeywords * all.squareRoot()
        mostSummary = Recipe.summary * pairs.squareRoot()
        mostFields = Recipe.fields * query.fields.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    deinit {
        counts.deallocate()
        touched.deallocate()
    }

    /// The grams of a text that the demand has, each with its count. Runs `body` by first occurrence.
    @inline(__always)
    private func forEachCounted(
        _ units: UnsafeBufferPointer<UInt16>,
        onlyPairs: Bool,
        _ body: (_ place: Int, _ count: Int32) -> Void
    ) {
        var used = 0
        query.forEachShared(units, onlyPairs: onlyPairs) { place in
            if counts[place] == 0 {
                touched[used] = Int32(place)
                used += 1
            }
            counts[place] += 1
        }
        for at in 0..<used {
            let place = Int(touched[at])
            body(place, counts[place])
            counts[place] = 0
        }
    }

    /// The parts that come from the title's words.
    func title(_ form: AchievementForm, _ scales: Scales) -> (
        title: Double, content: Double, keywords: Double
    ) {
        var sums = (title: 0.0, content: 0.0, keywords: 0.0)
        query.elements.withUnsafeBufferPointer { elements in
            query.offered.withUnsafeBufferPointer { offered in
                forEachCounted(form.title, onlyPairs: false) { place, count in
                    let value = offered[place] * Double(count).squareRoot()
                    sums.title += elements[place].title * value
                    sums.content += elements[place].content * value
                    sums.keywords += elements[place].keywords * value
                }
            }
        }
        return (
            sums.title * scales.title, sums.content * scales.title,
            Recipe.demandKeywords * (sums.keywords * scales.title)
        )
    }

    /// What the achievement's own keywords add.
    func keywords(_ form: AchievementForm, _ scales: Scales) -> Double {
        Recipe.achievementKeywords * (wide(form.keywords, onlyPairs: false) * scales.keywords)
    }

    /// What the achievement's summary adds.
    func summary(_ form: AchievementForm, _ scales: Scales) -> Double {
        Recipe.summary * (wide(form.summary, onlyPairs: true) * scales.summary)
    }

    private func wide(_ units: UnsafeBufferPointer<UInt16>, onlyPairs: Bool) -> Double {
        var sum = 0.0
        query.elements.withUnsafeBufferPointer { elements in
            query.offered.withUnsafeBufferPointer { offered in
                forEachCounted(units, onlyPairs: onlyPairs) { place, count in
                    sum += elements[place].wide * (offered[place] * Double(count).squareRoot())
                }
            }
        }
        return sum
    }

    /// What shared fields add. Calls `shared` with each and its value.
    func fields(_ form: AchievementForm, shared: (_ field: Int, _ value: Double) -> Void = { _, _ in })
        -> Double
    {
        var square = 0.0, sum = 0.0
        for number in 0..<form.fieldCount {
            let element = form.field(number), value = element.value * statistics.fieldWeights[element.field]
            square += value * value
            guard query.fields[element.field] > 0 else { continue }
            sum += query.fields[element.field] * value
            shared(element.field, query.fields[element.field] * value)
        }
        return square > 0 ? Recipe.fields * (sum / square.squareRoot()) : 0
    }

    /// What one occurrence of each shared gram adds to `raw`, for each text of the achievement.
    func contributions(_ form: AchievementForm, _ scales: Scales) -> Contributions {
        let none = [Double](repeating: 0, count: size)
        var found = Contributions(title: none, keywords: none, summary: none)
        let query = query
        forEachCounted(form.title, onlyPairs: false) { place, count in
            let element = query.elements[place]
            found.title[place] =
                (element.title + element.content + Recipe.demandKeywords * element.keywords)
                * query.offered[place] / Double(count).squareRoot() * scales.title
        }
        forEachCounted(form.keywords, onlyPairs: false) { place, count in
            found.keywords[place] =
                Recipe.achievementKeywords * query.elements[place].wide * query.offered[place]
                / Double(count).squareRoot() * scales.keywords
        }
        forEachCounted(form.summary, onlyPairs: true) { place, count in
            found.summary[place] =
                Recipe.summary * query.elements[place].wide * query.offered[place]
                / Double(count).squareRoot() * scales.summary
        }
        return found
    }
}

/// The similarity of one demand and one achievement, by part.
struct PairMeasure {
    private(set) var parts: [(kind: Part.Kind, raw: Double)] = []
    private(set) var industryLevel: IndustryLevel?
    /// Positions in the lexicon, the most telling first.
    private(set) var sharedFields: [Int] = []
    /// What the parts add up to.
    let sum: Double
    /// What pairs are ordered and scored by: the sum or, where vectors added to it, what stands for the same odds.
    let raw: Double

    /// - Parameter addition: what the vectors add, nil without them.
    init(
        _ scorer: PairScorer,
        _ form: AchievementForm,
        _ scales: Scales,
        industry: IndustryCode?,
        addition: Double? = nil
    ) {
        var shared: [(field: Int, value: Double)] = []
        if let wanted = scorer.query.demand.industry, let industry {
            industryLevel = wanted.level(with: industry)
        }
        let title = scorer.title(form, scales)
        let keywords = scorer.keywords(form, scales), summary = scorer.summary(form, scales)
        let fields = scorer.fields(form) { shared.append(($0, $1)) }
        let ofIndustry = Recipe.industry(industryLevel)
        let lexical = Self.raw(
            title,
            keywords: keywords,
            summary: summary,
            fields: fields,
            industry: ofIndustry
        )
        sum = lexical + (addition ?? 0)
        raw = MatchIndex.raw(lexical, addition)
        sharedFields = shared.sorted { ($1.value, $0.field) < ($0.value, $1.field) }.map(\.field)
        parts = [
            (.titleWords, title.title), (.contentWords, title.content),
            (.keywords, title.keywords + keywords),
            (.summary, summary), (.sharedFields, fields), (.industry, ofIndustry), (.semantic, addition ?? 0),
        ]
    }

    /// The parts summed, always in this order.
    @inline(__always)
    static func raw(
        _ title: (title: Double, content: Double, keywords: Double),
        keywords: Double,
        summary: Double,
        fields: Double,
        industry: Double
    ) -> Double {
        title.title + title.content + (title.keywords + keywords) + summary + fields + industry
    }

    /// The score, and its parts by largest remainder: each gets the whole points of its share, and the points left
    /// over go to the largest fractions, so that the sum is the score.
    func points() -> (score: Int, parts: [Part]) {
        let score = Recipe.score(raw)
        guard score > 0 else { return (0, []) }
        let shares = parts.map { Double(score) * ($0.raw / sum) }
        var points = shares.map { Int($0.rounded(.down)) }
        let byFraction = shares.indices.sorted {
            let first = shares[$0] - Double(points[$0]), second = shares[$1] - Double(points[$1])
            return first == second ? $0 < $1 : first > second
        }
        for at in byFraction.prefix(max(0, score - points.reduce(0, +))) { points[at] += 1 }
        return (score, zip(parts, points).compactMap { $1 > 0 ? Part(kind: $0.kind, points: $1) : nil })
    }
}

/// What one occurrence of each of the demand's grams adds to `raw`, for each text of the achievement, by the gram's place.
struct Contributions {
    var title: [Double]
    var keywords: [Double]
    var summary: [Double]
}
