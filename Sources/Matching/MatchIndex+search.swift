extension MatchIndex {
    /// The achievements that suit a demand best, best first, without explanation: for re-matching everything, and
    /// for an index that holds no texts. The demand need not be in the index.
    ///
    /// - Returns: at most `limit`, none with a `raw` of zero; the same as scoring every achievement would give.
    public func best(for demand: Entry, filter: Filter = Filter(), limit: Int) -> [Found] {
        best(scorer(demand), filter, limit)
    }

    /// The achievements that suit a demand best, best first. The demand need not be in the index.
    ///
    /// - Returns: at most `limit`, none with a `raw` of zero.
    public func achievements(for demand: Entry, filter: Filter = Filter(), limit: Int) -> [Hit] {
        let scorer = scorer(demand), text = DemandText(demand)
        return best(scorer, filter, limit).compactMap { found in
            achievements.find(found.id) { form, scales, attributes in
                let entry = texts[found.id] ?? book.entry(found.id, attributes)
                return explain(scorer, text, entry, form, scales, id: found.id)
            }
        }
    }

    /// The demands that an achievement suits best, best first. The achievement need not be in the index.
    ///
    /// - Parameter semantics: what the vectors add, by the two entries' ids; nil adds nothing.
    /// - Returns: at most `limit`, none with a `raw` of zero.
    /// - Complexity: O(demands + postings of the achievement's words), plus a little for each hit's explanation.
    public func demands(
        for achievement: Entry,
        _ semantics: Semantics? = nil,
        filter: Filter = Filter(),
        limit: Int
    ) -> [Hit] {
        guard limit > 0 else { return [] }
        let additions = semantics?.additions(achievement: achievement.id) ?? [:]
        return prepare(achievement: achievement).withForm { form in
            let scales = Scales(form, statistics, vocabulary)
            let industry = IndustryCode(achievement.industry)
            var sums = [Double](repeating: 0, count: demands.base.count)
            demandPostings.add(form, scales, statistics, known, vocabulary, scales: demandScales, to: &sums)
            // Some more than asked for: the sums here and those of the pair's own measure differ in their last digits.
            var top = BestFound(limit: min(limit, sums.count) + 8)
            for at in sums.indices {
                var sum = sums[at]
                if let industry, let other = demands.base[at].industry {
                    sum += Recipe.industry(industry.level(with: other))
                }
                if !additions.isEmpty { sum = Self.raw(sum, additions[demands.base[at].id]) }
                guard sum > 0, sum >= top.least, !demands.gone.contains(at),
                    filter.admits(demand: demands.base[at].entry)
                else { continue }
                top.insert(Found(id: Int64(at), raw: sum))
            }
            var scored: [(demand: PreparedDemand, scorer: PairScorer, raw: Double)] = []
            let candidates =
                top.sorted.map { demands.base[Int($0.id)] }
                + demands.added.filter { filter.admits(demand: $0.entry) }
            let preparation = preparation
            for stored in candidates {
                let demand = preparation(stored)
                let scorer = PairScorer(DemandQuery(demand, statistics, known), statistics)
                let raw = PairMeasure(
                    scorer,
                    form,
                    scales,
                    industry: industry,
                    addition: additions[demand.id]
                ).raw
                if raw > 0 { scored.append((demand, scorer, raw)) }
            }
            scored.sort { $0.raw == $1.raw ? $0.demand.id < $1.demand.id : $0.raw > $1.raw }
            return scored.prefix(limit).map { demand, scorer, _ in
                let (text, addition) = (DemandText(demand.entry), additions[demand.id])
                return explain(scorer, text, achievement, form, scales, addition, id: demand.id)
            }
        }
    }

    /// One pair explained. Neither need be in the index; the hit's id is the achievement's.
    public func score(demand: Entry, achievement: Entry, _ semantics: Semantics? = nil) -> Hit {
        hit(scorer(demand), DemandText(demand), achievement, semantics)
    }

    /// A demand's pairs explained, in the order of the achievements; faster than one by one.
    ///
    /// - Parameter areStored: whether all the records are just as the index has them, which saves preparing them again.
    public func scores(
        demand: Entry,
        achievements: [Entry],
        _ semantics: Semantics? = nil,
        areStored: Bool = false
    ) -> [Hit] {
        let known = areStored ? stored(demand.id) : nil
        let scorer = known.map { self.scorer($0) } ?? self.scorer(demand)
        let text = DemandText(demand)
        return achievements.map { entry in
            let stored =
                areStored
                ? self.achievements.find(entry.id) { form, scales, _ in
                    let addition = semantics?.addition(demand: demand.id, achievement: entry.id)
                    return explain(scorer, text, entry, form, scales, addition, id: entry.id)
                } : nil
            return stored ?? hit(scorer, text, entry, semantics)
        }
    }

    private func hit(
        _ scorer: PairScorer,
        _ text: DemandText,
        _ achievement: Entry,
        _ semantics: Semantics?
    ) -> Hit {
        prepare(achievement: achievement).withForm { form in
            explain(
                scorer,
                text,
                achievement,
                form,
                Scales(form, statistics, vocabulary),
                semantics?.addition(demand: scorer.query.demand.id, achievement: achievement.id),
                id: achievement.id
            )
        }
    }

    func scorer(_ demand: Entry) -> PairScorer {
        PairScorer(DemandQuery(preparation(demand), statistics, known), statistics)
    }

    func prepare(achievement entry: Entry) -> PreparedAchievement {
        var tokenizer = Tokenizer(vocabulary: vocabulary, keepsNew: false)
        var book = AttributeBook()
        return PreparedAchievement(
            entry,
            book.attributes(of: entry),
            lexicon: lexicon,
            tokenizer: &tokenizer,
            statistics: statistics
        )
    }

    func best(_ scorer: PairScorer, _ filter: Filter, _ limit: Int) -> [Found] {
        guard limit > 0 else { return [] }
        let found = achievements.base.best(
            scorer,
            vocabulary,
            AchievementTest(filter, achievements.base.book),
            gone: achievements.gone,
            limit: limit
        )
        return merged(found, scorer, filter, limit)
    }

    /// The best of the large part, with those that came since.
    func merged(_ found: [Found], _ scorer: PairScorer, _ filter: Filter, _ limit: Int) -> [Found] {
        guard !achievements.added.isEmpty else { return found }
        let test = AchievementTest(filter, book)
        var best = BestFound(limit: limit)
        for found in found { best.insert(found) }
        for record in achievements.added where test.admits(record.id, record.attributes) {
            let industry = book.codes[Int(record.attributes.industry)]
            let raw = record.withForm {
                PairMeasure(scorer, $0, record.scales, industry: industry).raw
            }
            if raw > 0 { best.insert(Found(id: record.id, raw: raw)) }
        }
        return best.sorted
    }

    private func explain(
        _ scorer: PairScorer,
        _ text: DemandText,
        _ achievement: Entry,
        _ form: AchievementForm,
        _ scales: Scales,
        _ addition: Double? = nil,
        id: Int64
    ) -> Hit {
        let industry = IndustryCode(achievement.industry)
        let measure = PairMeasure(scorer, form, scales, industry: industry, addition: addition)
        let (score, parts) = measure.points()
        let conditions = Conditions(scorer.query.demand.entry, achievement, measure.industryLevel)
        return Hit(
            id: id,
            raw: measure.raw,
            score: score,
            band: Band(score: score),
            parts: parts,
            words: text.words(
                in: achievement,
                scorer.contributions(form, scales),
                of: scorer.query,
                raw: measure.sum,
                vocabulary,
                lexicon.generic
            ),
            sharedFields: measure.sharedFields.map { lexicon.names[$0] },
            industryLevel: measure.industryLevel,
            unmet: conditions.unmet,
            unknown: conditions.unknown
        )
    }
}
