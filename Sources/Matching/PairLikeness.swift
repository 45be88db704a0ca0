extension MatchIndex {
    /// A record to be held against many others: the score that `score(demand:achievement:)` gives, without its reasons.
    public func likeness(of demand: Entry) -> PairLikeness { PairLikeness(self, scorer(demand)) }

    /// A record that others are held against, taken apart once.
    public func counterpart(_ achievement: Entry) -> Counterpart {
        Counterpart(prepared: prepare(achievement: achievement), industry: IndustryCode(achievement.industry))
    }
}

/// One side of a pair, as the matching reads it.
public struct Counterpart: Sendable {
    fileprivate let prepared: PreparedAchievement
    fileprivate let industry: IndustryCode?
}

/// The other side, held against one counterpart after another. Not to be shared between threads.
public final class PairLikeness {
    private let scorer: PairScorer
    /// What a pair can gain beside the words of the title.
    private let most: Double

    fileprivate init(_ index: MatchIndex, _ scorer: PairScorer) {
        self.scorer = scorer
        most = scorer.mostKeywords + scorer.mostSummary + scorer.mostFields + Recipe.industry(.class)
    }

    /// The pair's score, 0 to 100; nil if it is below `least`, which most pairs show by their titles alone.
    public func score(_ other: Counterpart, least: Int) -> Int? {
        other.prepared.withForm { form in
            let scales = other.prepared.scales
            let words = scorer.title(form, scales)
            guard Recipe.score(words.title + words.content + words.keywords + most) >= least else {
                return nil
            }
            let score = Recipe.score(PairMeasure(scorer, form, scales, industry: other.industry).raw)
            return score >= least ? score : nil
        }
    }
}
