extension MatchIndex {
    /// The achievements that suit a demand best, best first. The demand need not be in the index.
    ///
    /// - Returns: at most `limit`, none with a `raw` of zero.
    /// - Complexity: O(achievements + postings of the demand's words), plus a little for each hit's explanation.
    public func achievements(for demand: Entry, filter: Filter = Filter(), limit: Int) -> [Hit] {
        guard limit > 0 else { return [] }
        let query = DemandQuery(prepare(demand: demand), statistics, known)
        var sums = [Double](repeating: 0, count: achievements.base.count)
        achievementPostings.add(query, to: &sums)
        let candidates = best(of: achievements, sums, limit, industry: query.demand.industry, \.industry) {
            filter.admits(achievement: $0.entry)
        }
        let text = DemandText(demand)
        return ranked(candidates, limit) { PairMeasure(query, $0, statistics).raw }
            .map { explain(query, text, $0, id: $0.id) }
    }

    /// The demands that an achievement suits best, best first. The achievement need not be in the index.
    ///
    /// - Returns: at most `limit`, none with a `raw` of zero.
    /// - Complexity: O(demands + postings of the achievement's words), plus a little for each hit's explanation.
    public func demands(for achievement: Entry, filter: Filter = Filter(), limit: Int) -> [Hit] {
        guard limit > 0 else { return [] }
        let prepared = prepare(achievement: achievement)
        var sums = [Double](repeating: 0, count: demands.base.count)
        demandPostings.add(prepared, statistics, known, scales: demandScales, to: &sums)
        let candidates = best(of: demands, sums, limit, industry: prepared.industry, \.industry) {
            filter.admits(demand: $0.entry)
        }
        return ranked(candidates, limit) {
            PairMeasure(DemandQuery($0, statistics, known), prepared, statistics).raw
        }
        .map { explain(DemandQuery($0, statistics, known), DemandText($0.entry), prepared, id: $0.id) }
    }

    /// One pair explained. Neither need be in the index; the hit's id is the achievement's.
    public func score(demand: Entry, achievement: Entry) -> Hit {
        let query = DemandQuery(prepare(demand: demand), statistics, known)
        return explain(query, DemandText(demand), prepare(achievement: achievement), id: achievement.id)
    }

    func prepare(demand entry: Entry) -> PreparedDemand {
        var numbering = GramNumbering(vocabulary, keepsNew: false)
        return PreparedDemand(entry, lexicon: lexicon, numbering: &numbering)
    }

    func prepare(achievement entry: Entry) -> PreparedAchievement {
        var numbering = GramNumbering(vocabulary, keepsNew: false)
        return PreparedAchievement(entry, lexicon: lexicon, numbering: &numbering)
    }

    /// The records of the large part that may be among the best, and all that were added since.
    private func best<Record: Shelved>(
        of shelf: Shelf<Record>,
        _ sums: [Double],
        _ limit: Int,
        industry: IndustryCode?,
        _ recordIndustry: (Record) -> IndustryCode?,
        admits: (Record) -> Bool
    ) -> [Record] {
        // Some more than asked for: the sums here and those of the pair's own measure differ in their last digits.
        var top = TopHits(limit: min(limit, shelf.base.count) + 8)
        for at in sums.indices {
            var sum = sums[at]
            if let industry, let other = recordIndustry(shelf.base[at]) {
                sum += Recipe.industry(industry.level(with: other))
            }
            guard sum > 0, top.wants(sum, at), !shelf.gone.contains(at), admits(shelf.base[at]) else {
                continue
            }
            top.insert(sum, at)
        }
        return top.positions.map { shelf.base[$0] } + shelf.added.filter(admits)
    }

    private func ranked<Record: Shelved>(
        _ records: [Record],
        _ limit: Int,
        _ raw: (Record) -> Double
    ) -> [Record] {
        var scored: [(record: Record, raw: Double)] = []
        for record in records {
            let raw = raw(record)
            if raw > 0 { scored.append((record, raw)) }
        }
        scored.sort { $0.raw == $1.raw ? $0.record.id < $1.record.id : $0.raw > $1.raw }
        return scored.prefix(limit).map { $0.record }
    }

    private func explain(
        _ query: DemandQuery,
        _ text: DemandText,
        _ achievement: PreparedAchievement,
        id: Int64
    ) -> Hit {
        var contributions: Contributions? = Contributions()
        let measure = PairMeasure(query, achievement, statistics, contributions: &contributions)
        let (score, parts) = measure.points()
        let conditions = Conditions(query.demand.entry, achievement.entry, measure.industryLevel)
        return Hit(
            id: id,
            raw: measure.raw,
            score: score,
            band: Band(score: score),
            parts: parts,
            words: text.words(
                in: achievement.entry,
                contributions ?? Contributions(),
                raw: measure.raw,
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
