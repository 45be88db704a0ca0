import Foundation

/// The numbers of the formula, in one place.
///
/// Those of the words and fields were chosen on judged demands. Those of the additions were not: no judged pair has
/// keywords, a summary or industry codes. They are kept small, so that what was measured stays in charge.
enum Recipe {
    /// Weights of grams by length, and their square roots (index 0 is not used).
    static let lengthWeight = SIMD4(0, 2.0, 1.0, 0.2)
    static let lengthRoot = lengthWeight.squareRoot()
    /// How far a title's own length, rather than the average one, divides its score.
    static let slope = 0.85
    static let fields = 0.08
    /// A field term of one character says less.
    static let shortTerm = 0.4

    /// The addition when an achievement's keywords all but repeat the demand.
    static let achievementKeywords = 0.05
    /// The addition when a demand's keywords all but repeat the achievement's title.
    static let demandKeywords = 0.05
    /// The addition when an achievement's summary all but repeats the demand.
    static let summary = 0.06
    /// Even the full code's addition stays below .054, where "same field" begins: an industry alone is no match.
    static func industry(_ level: IndustryLevel?) -> Double {
        switch level {
        case nil, .some(.none): 0
        case .section: 0.004
        case .division: 0.016
        case .group: 0.024
        case .class: 0.032
        }
    }

    /// A gram's weight: rare in titles, and not boilerplate of demands.
    ///
    /// - Parameters:
    ///   - inTitles: titles that have the gram. A gram of no title weighs as one of a single title, so that a title
    ///     that is added later changes no weight.
    ///   - inDemands: demand titles that have it in title or content.
    static func weight(inTitles: Int, of titles: Int, inDemands: Int, of demands: Int) -> Double {
        let df = Double(max(inTitles, 1)), n = max(Double(titles), df)
        let rarity = log(1 + (n - df + 0.5) / (df + 0.5))
        return rarity * pow(log(Double(demands + 1) / Double(inDemands + 1)) + 0.3, 0.25)
    }

    /// A field's weight: rare fields tell more.
    static func fieldWeight(inTitles: Int, of titles: Int) -> Double {
        log(1 + Double(titles) / Double(1 + inTitles))
    }

    /// Similarity to points: straight between corners that were set by what people's judgements came to.
    static func score(_ raw: Double) -> Int {
        let corners: [(raw: Double, score: Double)] = [
            (0, 0), (0.054, 25), (0.24, 50), (0.40, 75), (0.55, 95), (0.65, 100),
        ]
        guard raw > 0 else { return 0 }
        for (low, high) in zip(corners, corners.dropFirst()) where raw < high.raw {
            let points = low.score + (raw - low.raw) / (high.raw - low.raw) * (high.score - low.score)
            return Int(points.rounded())
        }
        return 100
    }
}
