/// A record and its similarity, without explanation.
public struct Found: Sendable, Hashable {
    public let id: Int64
    /// As `Hit.raw`.
    public let raw: Double
}

extension Catalogue {
    /// The best titles for a demand, exactly as if all had been scored.
    ///
    /// What a title's words add is bounded first: term at a time, a block's sums in the cache, in whole numbers
    /// rounded up (quantized sums: Anh & Moffat, "Simplified similarity scoring using term ranks", 2005). Titles whose
    /// bound reaches the tenth best so far are then scored in full, part by part, and left as soon as the parts still
    /// missing cannot make up for what is short. Words whose lists are long and whose share is small are not summed at
    /// all, but counted into every title's bound (MaxScore: Turtle & Flood, "Query evaluation: strategies and
    /// optimizations", 1995); how many is decided for each block by what they cost and what more candidates would. The
    /// limit to begin with comes from the titles that have most of the rarest words, all over the catalogue; where there
    /// is one block alone, from those that its sums speak for most.
    func best(
        _ scorer: PairScorer,
        _ vocabulary: Vocabulary,
        _ test: AchievementTest,
        gone: Set<Int>,
        limit: Int
    ) -> [Found] {
        guard count > 0, limit > 0 else { return [] }
        var search = CatalogueSearch(self, scorer, test, gone, limit: min(limit, count))
        let terms = SearchTerms(scorer.query, vocabulary, postings)
        let sums = UnsafeMutablePointer<UInt16>.allocate(capacity: postings.blockSize)
        defer { sums.deallocate() }

        for position in postings.exceptions { search.look(at: Int(position)) }
        search.skipsExceptions = true
        if postings.blocks > 1 { search.seed(terms) }
        var histogram: [Int] = []
        // The middle block's titles are of usual length, so that what is counted there holds for the others.
        let first = postings.blocks / 2
        for number in 0..<postings.blocks {
            let block = number == 0 ? first : (number <= first ? number - 1 : number)
            let range = (block << postings.blockBits)..<min(count, (block + 1) << postings.blockBits)
            let skipped = number == 0 ? 0 : search.worthSkipping(terms, histogram, range)
            sums.initialize(repeating: 0, count: range.count)
            for term in terms.list[skipped...] {
                postings.add(term.weight, of: term.list, block: block, to: sums)
            }
            if number == 0 { histogram = search.histogram(sums, range, terms) }
            if postings.blocks == 1 { search.seed(sums, range, terms, histogram) }
            search.scan(sums, range, terms, skipped: terms.skippedSum[skipped])
        }
        return search.found
    }
}
