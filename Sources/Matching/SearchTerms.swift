/// A demand's words that have postings, each with its whole-number weight.
struct SearchTerms {
    struct Term {
        var list: Int32
        var weight: UInt16
        /// The most that it can add to a title's sum.
        var most: Int
        var length: Int
    }

    /// Those first that are best left out.
    private(set) var list: [Term] = []
    /// What the first n terms can add at most.
    private(set) var skippedSum: [Int] = [0]
    /// Postings from the nth term on.
    private(set) var lengths: [Int] = [0]
    /// Whole numbers for each 1; of no meaning without terms.
    private(set) var unit = 1.0

    /// The largest sum that is sure not to overflow, with room to compare as signed.
    private static let largest = 32_000

    init(_ query: DemandQuery, _ vocabulary: Vocabulary, _ postings: TitlePostings) {
        var values = query.elements.indices.map { at in
            let element = query.elements[at]
            return (element.title + element.content + Recipe.demandKeywords * element.keywords)
                * query.offered[at]
        }
        // Three characters stand in a title only where their two pairs do, and no more often.
        for at in values.indices where query.demand.lengths[at] == 3 && values[at] > 0 {
            let pairs = GramKeys.pairs(of: query.demand.keys[at])
            let first = query.place(of: pairs.0), second = query.place(of: pairs.1)
            if first >= 0 { values[Int(first)] += values[at] / 2 }
            if second >= 0 { values[Int(second)] += values[at] / 2 }
        }
        var found: [(list: Int32, value: Double, repeats: Int)] = []
        for at in values.indices where query.demand.lengths[at] < 3 && values[at] > 0 {
            let list = postings.list(query.demand.grams[at])
            if list >= 0 { found.append((list, values[at], postings.repeats(list))) }
        }
        let total = found.reduce(0) { $0 + $1.value * Double($1.repeats) }
        let roundings = found.reduce(0) { $0 + $1.repeats }
        guard total > 0 else { return }
        unit = Double(max(Self.largest - roundings, Self.largest / 2)) / total
        list = found.map { term in
            // Rounded up, so that sums are never too small.
            let weight = Int((term.value * unit).rounded(.up))
            return Term(
                list: term.list,
                weight: UInt16(weight),
                most: weight * term.repeats,
                length: postings.count(term.list)
            )
        }
        list.sort { $0.length * $1.most > $1.length * $0.most }
        // A demand of thousands of words: the least telling are bounded, and not summed.
        var sum = list.reduce(0) { $0 + $1.most }
        while sum > Int(UInt16.max) / 2, let least = list.indices.min(by: { list[$0].most < list[$1].most }) {
            sum -= list[least].most
            always += list[least].most
            list.remove(at: least)
        }
        skippedSum = [always]
        for term in list { skippedSum.append((skippedSum.last ?? 0) + term.most) }
        lengths = [Int](repeating: 0, count: list.count + 1)
        for at in list.indices.reversed() { lengths[at] = lengths[at + 1] + list[at].length }
    }

    private var always = 0
}
