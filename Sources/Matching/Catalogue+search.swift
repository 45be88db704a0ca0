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
    /// optimizations", 1995); how many is decided for each block by what they cost and what more candidates would.
    func best(
        _ scorer: PairScorer,
        _ vocabulary: Vocabulary,
        _ test: AchievementTest,
        gone: Set<Int>,
        limit: Int
    ) -> [Found] {
        guard count > 0, limit > 0 else { return [] }
        var search = Search(self, scorer, test, gone, limit: min(limit, count))
        let terms = Terms(scorer.query, vocabulary, postings)
        let sums = UnsafeMutablePointer<UInt16>.allocate(capacity: postings.blockSize)
        defer { sums.deallocate() }

        for position in postings.exceptions { search.look(at: Int(position)) }
        search.skipsExceptions = true
        // The middle block's titles are of usual length, so that the limit it sets is near the last one.
        let first = postings.blocks / 2
        var histogram: [Int] = []
        for number in 0..<postings.blocks {
            let block = number == 0 ? first : (number <= first ? number - 1 : number)
            let range = (block << postings.blockBits)..<min(count, (block + 1) << postings.blockBits)
            let skipped =
                number == 0
                ? 0
                : terms.worthSkipping(
                    histogram,
                    limit: search.sumNeeded(terms, range.lowerBound, skipped: 0),
                    blocks: postings.blocks
                )
            sums.initialize(repeating: 0, count: range.count)
            for term in terms.list[skipped...] {
                postings.add(term.weight, of: term.list, block: block, to: sums)
            }
            if number == 0 {
                histogram = search.seed(sums, range, terms)
            }
            search.scan(sums, range, terms, skipped: terms.skippedSum[skipped])
            search.endSeeding()
        }
        return search.found
    }
}

/// A demand's words that have postings, each with its whole-number weight.
private struct Terms {
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
    private var lengths: [Int] = []
    /// Whole numbers for each 1.
    private(set) var unit = 0.0

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

    /// How many terms to leave out, so that postings and candidates together cost least.
    ///
    /// - Parameters:
    ///   - histogram: how many titles of one block reach each sum.
    ///   - limit: the sum that a title needs when no term is left out.
    func worthSkipping(_ histogram: [Int], limit: Int, blocks: Int) -> Int {
        var best = 0, leastCost = Int.max
        for skipped in skippedSum.indices {
            let needed = limit - (skippedSum[skipped] - skippedSum[0])
            guard needed > 0 else { break }
            let candidates = histogram[min(needed >> Search.histogramShift, histogram.count - 1)]
            let cost =
                (skipped < lengths.count ? lengths[skipped] : 0) / blocks + candidates * Search.candidateCost
            if cost < leastCost { (best, leastCost) = (skipped, cost) }
        }
        return best
    }
}

private struct Search {
    static let histogramShift = 6
    /// What scoring one title costs, in postings.
    static let candidateCost = 300
    /// More than the rounding of sums of doubles.
    private static let slack = 1e-9

    private let catalogue: Catalogue
    private let scorer: PairScorer
    private let test: AchievementTest
    private let gone: Set<Int>
    private let limit: Int
    /// By the industry's number.
    private let industries: [Double]
    /// The most that keywords, summary and industry can add, and the most that fields can.
    private let mostUnknown: Double
    private let mostFields: Double
    /// The demand's fields, a bit each, and the squares of their values.
    private let fieldSet: UInt64
    private let fieldSquares: [Double]
    private var heap: BestFound
    /// Titles to be looked at, with the most that they can have.
    private var waiting: [(bound: Double, position: Int32)] = []
    /// Of no meaning; makes the reading ahead happen.
    private var read: UInt16 = 0
    var skipsExceptions = false
    private let exceptions: Set<Int>
    private var seeded: Set<Int> = []
    private var isSeeding = false

    init(_ catalogue: Catalogue, _ scorer: PairScorer, _ test: AchievementTest, _ gone: Set<Int>, limit: Int)
    {
        self.catalogue = catalogue
        self.scorer = scorer
        self.test = test
        self.gone = gone
        self.limit = limit
        heap = BestFound(limit: limit)
        exceptions = Set(catalogue.postings.exceptions.map(Int.init))
        if let industry = scorer.query.demand.industry {
            industries = catalogue.book.codes.map { Recipe.industry($0.map { industry.level(with: $0) }) }
        } else {
            industries = []
        }
        mostUnknown = scorer.mostKeywords + scorer.mostSummary + (industries.max() ?? 0)
        fieldSquares = scorer.query.fields.map { $0 * $0 }
        var set: UInt64 = 0
        for field in fieldSquares.indices where fieldSquares[field] > 0 {
            set |= field < 63 ? 1 << UInt64(field) : .max
        }
        fieldSet = set
        mostFields = scorer.mostFields
    }

    /// How much less than `mostFields` a title can have that is of some fields only (Cauchy and Schwarz again).
    @inline(__always)
    private func lack(_ position: Int) -> Double {
        let set = catalogue.fieldSets[Int(catalogue.rows[position].fieldSet)]
        var shared = set & fieldSet
        if shared == 0 { return mostFields }
        if set == .max || fieldSet == .max { return 0 }
        var sum = 0.0
        while shared > 0 {
            sum += fieldSquares[shared.trailingZeroBitCount]
            shared &= shared - 1
        }
        return mostFields - Recipe.fields * sum.squareRoot()
    }

    var found: [Found] { heap.sorted }

    /// The most that a title of this demand can have besides its words.
    var mostBesides: Double { mostUnknown + mostFields }

    /// The sum that a title from this position on needs to be among the best, 0 or less if any may be.
    func sumNeeded(_ terms: Terms, _ position: Int, skipped: Int) -> Int {
        let needed = heap.least - mostBesides - Self.slack
        guard needed > 0 else { return 0 }
        let scale = catalogue.rows[position].scales.title
        guard scale > 0 else { return Int(UInt16.max) }
        return min(Int(needed / scale * terms.unit), Int(UInt16.max)) - skipped
    }

    /// Scores the titles with the largest sums of a block, for a limit to begin with.
    ///
    /// - Returns: about how many titles reach each sum, in steps, when those without the demand's fields are held
    ///   to have so much less.
    mutating func seed(_ sums: UnsafeMutablePointer<UInt16>, _ range: Range<Int>, _ terms: Terms) -> [Int] {
        let steps = (Int(UInt16.max) >> Self.histogramShift) + 2
        var plain = [Int](repeating: 0, count: steps)
        let stride = range.count > 8_192 ? 8 : 1
        for at in Swift.stride(from: 0, to: range.count, by: stride) {
            plain[Int(sums[at]) >> Self.histogramShift] += stride
        }
        for step in (0..<(steps - 1)).reversed() { plain[step] += plain[step + 1] }
        let wanted = max(32, 2 * min(limit, 1_000))
        guard let step = plain.lastIndex(where: { $0 >= wanted }), step > 0 else { return plain }
        let least = UInt16(step << Self.histogramShift)
        // Titles with sums much smaller than the best ones' are no candidates anyhow.
        let low = least / 4
        var histogram = [Int](repeating: 0, count: steps)
        for at in Swift.stride(from: 0, to: range.count, by: stride) where sums[at] >= low {
            let position = range.lowerBound + at
            let less = Int(lack(position) * terms.unit / max(catalogue.rows[position].scales.title, 1e-9))
            histogram[max(0, Int(sums[at]) - less) >> Self.histogramShift] += stride
        }
        for step in (0..<(steps - 1)).reversed() { histogram[step] += histogram[step + 1] }
        for step in 0..<min(steps, Int(low) >> Self.histogramShift) { histogram[step] = plain[step] }
        for at in 0..<range.count where sums[at] >= least {
            waiting.append((Double(sums[at]), Int32(range.lowerBound + at)))
            seeded.insert(range.lowerBound + at)
        }
        for candidate in waiting { read &+= catalogue.firstNumber(Int(candidate.position)) }
        isSeeding = true
        for candidate in waiting { look(at: Int(candidate.position)) }
        isSeeding = false
        waiting.removeAll(keepingCapacity: true)
        return histogram
    }

    mutating func endSeeding() { seeded = [] }

    /// Looks at the titles of a block whose sums are large enough.
    mutating func scan(
        _ sums: UnsafeMutablePointer<UInt16>,
        _ range: Range<Int>,
        _ terms: Terms,
        skipped: Int
    ) {
        var at = range.lowerBound
        while at < range.upperBound {
            let end = min(at + 256, range.upperBound)
            let needed = sumNeeded(terms, at, skipped: skipped)
            if needed <= 0 {
                for position in at..<end { look(at: position) }
            } else if needed <= Int(Int16.max) {
                let limit = UInt16(needed)
                let sums = sums - range.lowerBound
                let scale = catalogue.rows[at].scales.title / terms.unit
                // Four sums in a word: adding what is short of 2^15 sets the top bit of each that is large enough,
                // and no sum is so large that it carries over (SWAR: Lamport, "Multiple byte processing", 1975).
                let lift = UInt64(0x8000 - needed) &* 0x0001_0001_0001_0001
                let lifts = SIMD8<UInt64>(repeating: lift)
                var from = at
                while from + 64 <= end {
                    let words = UnsafeRawPointer(sums + from)
                    let first = words.loadUnaligned(as: SIMD8<UInt64>.self) &+ lifts
                    let second = words.loadUnaligned(fromByteOffset: 64, as: SIMD8<UInt64>.self) &+ lifts
                    let eight = first | second
                    let four = eight.lowHalf | eight.highHalf
                    let two = four.lowHalf | four.highHalf
                    if (two.x | two.y) & 0x8000_8000_8000_8000 != 0 {
                        for position in from..<(from + 64) where sums[position] >= limit {
                            note(position, Double(Int(sums[position]) + skipped) * scale)
                        }
                    }
                    from += 64
                }
                for position in from..<end where sums[position] >= limit {
                    note(position, Double(Int(sums[position]) + skipped) * scale)
                }
            }
            at = end
        }
        lookAtWaiting()
    }

    /// Puts a title by if its fields let it be among the best.
    @inline(__always)
    private mutating func note(_ position: Int, _ words: Double) {
        let bound = words + mostBesides - lack(position)
        guard bound >= heap.least - Self.slack else { return }
        waiting.append((bound, Int32(position)))
        if waiting.count == 1 << 14 { lookAtWaiting() }
    }

    /// Looks at the titles put by, the most promising first, until none can be among the best.
    private mutating func lookAtWaiting() {
        waiting.sort { $0.bound == $1.bound ? $0.position < $1.position : $0.bound > $1.bound }
        // They lie all over memory. Reading a bit of several at once overlaps the waits for them.
        let ahead = 8
        for (at, candidate) in waiting.enumerated() {
            if candidate.bound < heap.least - Self.slack { break }
            if at % ahead == 0 {
                for next in waiting[at..<min(at + ahead, waiting.count)] {
                    read &+= catalogue.firstNumber(Int(next.position))
                }
            }
            look(at: Int(candidate.position))
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Scores one title, unless it cannot be among the best.
    mutating func look(at position: Int) {
        if skipsExceptions {
            guard isSeeding || seeded.isEmpty || !seeded.contains(position) else { return }
            guard exceptions.isEmpty || !exceptions.contains(position) else { return }
        }
        if !test.admitsAll {
            guard test.admits(catalogue.ids[position], catalogue.attributes[position]) else { return }
        }
        guard gone.isEmpty || !gone.contains(position) else { return }
        let form = catalogue.form(position), scales = catalogue.rows[position].scales
        let least = heap.least - Self.slack
        let title = scorer.title(form, scales)
        let ofIndustry = industries.isEmpty ? 0 : industries[Int(catalogue.attributes[position].industry)]
        var sum = title.title + title.content + title.keywords + ofIndustry
        guard sum + scorer.mostFields + scorer.mostKeywords + scorer.mostSummary >= least else { return }
        let fields = scorer.fields(form)
        sum += fields
        guard sum + scorer.mostKeywords + scorer.mostSummary >= least else { return }
        let keywords = scorer.keywords(form, scales)
        guard sum + keywords + scorer.mostSummary >= least else { return }
        let summary = scorer.summary(form, scales)
        let raw = PairMeasure.raw(
            title,
            keywords: keywords,
            summary: summary,
            fields: fields,
            industry: ofIndustry
        )
        if raw > 0 { heap.insert(Found(id: catalogue.ids[position], raw: raw)) }
    }
}

/// The best few: the higher similarity first, the lower id among equals.
struct BestFound {
    private let limit: Int
    /// A heap with the worst on top.
    private var heap: [Found] = []

    init(limit: Int) { self.limit = max(0, limit) }

    /// What another must reach.
    var least: Double { heap.count < limit ? 0 : heap[0].raw }

    mutating func insert(_ found: Found) {
        if heap.count < limit {
            heap.append(found)
            var child = heap.count - 1
            while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if limit > 0, Self.isWorse(heap[0], found) {
            heap[0] = found
            var parent = 0
            while true {
                var worst = parent
                for child in [2 * parent + 1, 2 * parent + 2]
                where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
                    worst = child
                }
                guard worst != parent else { break }
                heap.swapAt(parent, worst)
                parent = worst
            }
        }
    }

    var sorted: [Found] { heap.sorted { Self.isWorse($1, $0) } }

    private static func isWorse(_ left: Found, _ right: Found) -> Bool {
        left.raw == right.raw ? left.id > right.id : left.raw < right.raw
    }
}
