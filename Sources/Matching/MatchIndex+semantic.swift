extension MatchIndex {
    /// The achievements that suit a demand best by recipe D, best first, without explanation.
    ///
    /// The same as scoring every achievement would give. B's best are scored first. Whatever is not among them has no
    /// more than the last of them by B, and its vector's addition is known: it can only be among the best if the two
    /// together reach the worst of the best so far (the threshold algorithm: Fagin, Lotem & Naor, "Optimal aggregation
    /// algorithms for middleware", 2003). As a rule the largest addition there is does not, and no vector is looked at
    /// but those of B's best.
    ///
    /// - Parameter semantics: nil, or without a vector for the demand, leaves it at B.
    public func best(
        for demand: Entry,
        _ semantics: Semantics?,
        filter: Filter = Filter(),
        limit: Int
    ) -> [Found] {
        guard let semantics, semantics.knows(demand: demand.id), limit > 0 else {
            return best(for: demand, filter: filter, limit: limit)
        }
        return best(scorer(demand), semantics, filter, limit)
    }

    /// The same for a demand that is ready to be compared, and has a vector.
    func best(_ scorer: PairScorer, _ semantics: Semantics, _ filter: Filter, _ limit: Int) -> [Found] {
        let demand = scorer.query.demand
        var depth = max(256, 4 * min(limit, achievementCount))
        while true {
            let lexical = best(scorer, filter, depth)
            // None is left out whose similarity by B is more than this.
            let least = lexical.count < depth ? 0 : lexical.last?.raw ?? 0
            var top = BestFound(limit: limit)
            for found in lexical {
                let addition = semantics.addition(demand: demand.id, achievement: found.id)
                top.insert(Found(id: found.id, raw: Self.raw(found.raw, addition)))
            }
            if least == 0 || top.least > least + Self.slack {
                look(beyond: lexical, least, scorer, semantics, filter, &top)
                return top.sorted
            }
            // What has no vector may still be among the best.
            depth *= 4
        }
    }

    /// More than the rounding of sums of doubles.
    private static var slack: Double { 1e-9 }

    /// B's similarity and the vectors' addition as one.
    static func raw(_ lexical: Double, _ addition: Double?) -> Double {
        addition.map { Recipe.raw(ofSum: lexical + $0) } ?? lexical
    }

    /// Scores what only its vector can bring among the best.
    private func look(
        beyond lexical: [Found],
        _ least: Double,
        _ scorer: PairScorer,
        _ semantics: Semantics,
        _ filter: Filter,
        _ top: inout BestFound
    ) {
        guard Recipe.raw(ofSum: least + Recipe.mostSemantic) >= top.least - Self.slack else { return }
        let known = Set(lexical.map(\.id))
        var candidates: [(id: Int64, addition: Double)] = []
        let needed = top.least - Self.slack
        semantics.additions(demand: scorer.query.demand.id) { id, addition in
            guard addition > 0, Recipe.raw(ofSum: least + addition) >= needed else { return }
            candidates.append((id, addition))
        }
        candidates.sort { $0.addition == $1.addition ? $0.id < $1.id : $0.addition > $1.addition }
        let (old, new) = (AchievementTest(filter, achievements.base.book), AchievementTest(filter, book))
        for (id, addition) in candidates {
            guard Recipe.raw(ofSum: least + addition) >= top.least - Self.slack else { break }
            guard !known.contains(id) else { continue }
            let found = score(id, addition, scorer, old, new)
            if let found { top.insert(found) }
        }
    }

    /// One achievement's similarity; nil if there is none of that id, or it is not wanted.
    private func score(
        _ id: Int64,
        _ addition: Double,
        _ scorer: PairScorer,
        _ old: AchievementTest,
        _ new: AchievementTest
    ) -> Found? {
        let isNew = achievements.isAdded(id)
        let test = isNew ? new : old, codes = isNew ? book.codes : achievements.base.book.codes
        return achievements.find(id) { form, scales, attributes -> Found? in
            guard test.admits(id, attributes) else { return nil }
            let industry = codes[Int(attributes.industry)]
            let measure = PairMeasure(scorer, form, scales, industry: industry, addition: addition)
            return measure.raw > 0 ? Found(id: id, raw: measure.raw) : nil
        } ?? nil
    }
}
