/// One demand's way through the catalogue: the best so far, and what a title must have to be among them.
struct CatalogueSearch {
    /// Steps of histograms for each 1 of similarity.
    static let steps = 1_024.0
    private static let stepCount = 1_280
    /// How many postings of the rarest words are gone through for a limit to begin with.
    static let seedPostings = 4_096
    /// What scoring one title costs, in postings.
    static let candidateCost = 500
    /// Of how many chunks of a block what to leave out is decided by.
    static let sampledChunks = 8
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
    /// The fields last asked about that the demand has too, and the most that they can add.
    private var lastShared: UInt64 = 0
    private var lastMost = 0.0
    private var heap: BestFound
    /// Titles to be looked at, with the most that they can have.
    private var waiting: [(bound: Double, position: Int32)] = []
    /// Of no meaning; makes the reading ahead happen.
    private var read: UInt16 = 0
    var skipsExceptions = false
    private let exceptions: Set<Int>
    private var seeded: Set<Int> = []

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
            set |= field < UInt64.bitWidth ? 1 << UInt64(field) : .max
        }
        fieldSet = set
        mostFields = scorer.mostFields
    }

    /// The most that fields can add to a title that is of some only (Cauchy and Schwarz again).
    @inline(__always)
    private mutating func most(of fields: UInt64) -> Double {
        let shared = fields & fieldSet
        // Most chunks share none, and those of the same fields follow one another.
        if shared == lastShared { return lastMost }
        var sum = 0.0, rest = shared
        while rest > 0 {
            sum += fieldSquares[rest.trailingZeroBitCount]
            rest &= rest - 1
        }
        lastShared = shared
        lastMost = fieldSet == .max ? mostFields : Recipe.fields * sum.squareRoot()
        return lastMost
    }

    var found: [Found] { heap.sorted }

    /// The sum that a title of a chunk needs to be among the best, 0 or less if any may be.
    @inline(__always)
    private mutating func sumNeeded(_ terms: SearchTerms, _ chunk: Int) -> Int {
        let chunk = catalogue.chunks[chunk]
        let needed = heap.least - mostUnknown - most(of: chunk.fields) - Self.slack
        guard needed > 0 else { return 0 }
        let sum = needed * chunk.length * terms.unit
        return sum < Double(UInt16.max) ? Int(sum) : Int(UInt16.max)
    }

    @inline(__always)
    private static func step(_ value: Double) -> Int {
        value > 0 ? Int(min(value, Double(stepCount - 1))) : 0
    }

    /// How many terms to leave out of a block, so that postings and candidates together cost least.
    ///
    /// - Parameter histogram: how many titles of the first block reach each similarity by their words.
    mutating func worthSkipping(_ terms: SearchTerms, _ histogram: [Int], _ range: Range<Int>) -> Int {
        let first = range.lowerBound >> catalogue.chunkBits
        let last = (range.upperBound - 1) >> catalogue.chunkBits
        var limits: [(words: Double, perSum: Double)] = []
        for chunk in stride(from: first, through: last, by: max(1, (last - first) / Self.sampledChunks)) {
            let found = catalogue.chunks[chunk]
            limits.append(
                (
                    words: max(0, heap.least - mostUnknown - most(of: found.fields)) * Self.steps,
                    perSum: Self.steps / (found.length * terms.unit)
                )
            )
        }
        var best = 0, leastCost = Int.max
        for skipped in terms.skippedSum.indices {
            var candidates = 0
            for limit in limits {
                let step = limit.words - Double(terms.skippedSum[skipped]) * limit.perSum
                candidates += histogram[Self.step(step)]
            }
            let cost =
                terms.lengths[skipped] / catalogue.postings.blocks
                + candidates * Self.candidateCost / limits.count
            if cost < leastCost { (best, leastCost) = (skipped, cost) }
        }
        return best
    }

    /// About how many titles of a block reach each similarity by their words, in steps.
    func histogram(_ sums: UnsafeMutablePointer<UInt16>, _ range: Range<Int>, _ terms: SearchTerms) -> [Int] {
        var histogram = [Int](repeating: 0, count: Self.stepCount)
        let stride = range.count > 8_192 ? 8 : 1
        for start in Swift.stride(from: 0, to: range.count, by: catalogue.chunkSize) {
            let chunk = catalogue.chunks[(range.lowerBound + start) >> catalogue.chunkBits]
            let perSum = Self.steps / (chunk.length * terms.unit)
            for at in Swift.stride(from: start, to: min(start + catalogue.chunkSize, range.count), by: stride)
            {
                histogram[Self.step(Double(sums[at]) * perSum)] += stride
            }
        }
        for step in (0..<(Self.stepCount - 1)).reversed() { histogram[step] += histogram[step + 1] }
        return histogram
    }

    /// Scores titles that have many of the rarest words, for a limit to begin with.
    mutating func seed(_ terms: SearchTerms) {
        var total = 0
        var taken: [(term: SearchTerms.Term, most: Int)] = []
        for term in terms.list.reversed() {
            let most = min(term.length, Self.seedPostings - total)
            guard most > 0 else { break }
            taken.append((term, most))
            total += most
        }
        guard total > 0 else { return }
        var sums = PositionSums(capacity: total)
        for (term, most) in taken {
            catalogue.postings.forEach(term.list, most: most) {
                if $0 < catalogue.count { sums.add(term.weight, $0) }
            }
        }
        // Some more than are wanted by their sums, and of these the best by what the sums are worth.
        let wanted = max(32, 2 * min(limit, 1_000))
        let shift: UInt32 = 6
        var histogram = [Int](repeating: 0, count: (Int(UInt16.max) >> shift) + 1)
        for found in sums.all { histogram[Int(min(found.sum, UInt32(UInt16.max)) >> shift)] += 1 }
        var least = histogram.count, found = 0
        while found < 4 * wanted, least > 0 {
            least -= 1
            found += histogram[least]
        }
        for found in sums.all where found.sum >> shift >= UInt32(least) {
            guard waiting.count < 8 * wanted else { break }
            let length = catalogue.chunks[Int(found.position) >> catalogue.chunkBits].length
            waiting.append((Double(found.sum) / length, Int32(found.position)))
        }
        lookAtMostPromising(wanted, remembers: true)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Scores the titles of a block that its sums speak for most, for a limit to begin with.
    ///
    /// - Parameter histogram: how many titles of the block reach each similarity by their words.
    mutating func seed(
        _ sums: UnsafeMutablePointer<UInt16>,
        _ range: Range<Int>,
        _ terms: SearchTerms,
        _ histogram: [Int]
    ) {
        let wanted = max(32, 2 * min(limit, 1_000))
        guard let step = histogram.lastIndex(where: { $0 >= wanted }), step > 0 else { return }
        for start in stride(from: 0, to: range.count, by: catalogue.chunkSize) {
            let chunk = catalogue.chunks[(range.lowerBound + start) >> catalogue.chunkBits]
            let needed = Double(step) / Self.steps * chunk.length * terms.unit
            guard needed <= Double(Int16.max) else { continue }
            let end = min(catalogue.chunkSize, range.count - start)
            Self.forEach(UnsafePointer(sums) + start, end, atLeast: max(1, Int(needed))) { place in
                let position = range.lowerBound + start + place
                let words = Double(sums[start + place]) * catalogue.rows[position].scales.title
                waiting.append((words, Int32(position)))
            }
        }
        lookAtMostPromising(wanted, remembers: true)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Looks at the titles of a block whose sums are large enough.
    mutating func scan(
        _ sums: UnsafeMutablePointer<UInt16>,
        _ range: Range<Int>,
        _ terms: SearchTerms,
        skipped: Int
    ) {
        let perSum = 1 / terms.unit
        var at = range.lowerBound
        while at < range.upperBound {
            let end = min(at + catalogue.chunkSize, range.upperBound)
            let needed = sumNeeded(terms, at >> catalogue.chunkBits) - skipped
            let besides = mostUnknown + lastMost
            if needed <= 0 {
                for position in at..<end {
                    note(position, Double(Int(sums[position - range.lowerBound]) + skipped) * perSum, besides)
                }
            } else if needed <= Int(Int16.max) {
                let sums = UnsafePointer(sums) + (at - range.lowerBound)
                Self.forEach(sums, end - at, atLeast: needed) { place in
                    note(at + place, Double(Int(sums[place]) + skipped) * perSum, besides)
                }
            }
            at = end
        }
        lookAtWaiting()
    }

    /// Calls `body` with the place of each sum that is large enough.
    ///
    /// Four sums in a word: adding what is short of 2^15 sets the top bit of each that is large enough, and no sum is
    /// so large that it carries over (SWAR: Lamport, "Multiple byte processing with full-word instructions", 1975).
    /// Few chunks have any, so a whole one is gone through before the first question.
    @inline(__always)
    private static func forEach(
        _ sums: UnsafePointer<UInt16>,
        _ count: Int,
        atLeast limit: Int,
        _ body: (_ place: Int) -> Void
    ) {
        typealias Words = SIMD8<UInt64>
        let sumsPerWords = MemoryLayout<Words>.size / MemoryLayout<UInt16>.size
        let lift = UInt64(0x8000 - limit) &* 0x0001_0001_0001_0001
        let high: UInt64 = 0x8000_8000_8000_8000
        let lifts = Words(repeating: lift)
        let bytes = UnsafeRawPointer(sums)
        var any = Words.zero
        var at = 0
        while at &+ sumsPerWords <= count {
            any |= bytes.loadUnaligned(fromByteOffset: 2 &* at, as: Words.self) &+ lifts
            at = at &+ sumsPerWords
        }
        let four = any.lowHalf | any.highHalf
        let two = four.lowHalf | four.highHalf
        if (two.x | two.y) & high != 0 {
            for word in 0..<(at / 4) {
                var bits = (bytes.loadUnaligned(fromByteOffset: 8 &* word, as: UInt64.self) &+ lift) & high
                while bits != 0 {
                    body(4 &* word &+ bits.trailingZeroBitCount / 16)
                    bits &= bits &- 1
                }
            }
        }
        while at < count {
            if Int(sums[at]) >= limit { body(at) }
            at = at &+ 1
        }
    }

    /// Puts a title by that may be among the best by its own length, and not only by the least of its stretch.
    @inline(__always)
    private mutating func note(_ position: Int, _ words: Double, _ besides: Double) {
        let bound = words * catalogue.rows[position].scales.title + besides
        guard bound >= heap.least - Self.slack else { return }
        waiting.append((bound, Int32(position)))
        if waiting.count == 1 << 14 { lookAtWaiting() }
    }

    /// Looks at the titles put by, the most promising first, until none can be among the best.
    private mutating func lookAtWaiting() {
        // Most of them fall out unsorted when the first have raised the limit.
        var most = 128
        while !waiting.isEmpty {
            let worst = lookAtMostPromising(most, remembers: false)
            let least = heap.least - Self.slack
            if worst < least { break }
            waiting.removeAll { $0.bound < least }
            most *= 2
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Looks at so many of those put by, and takes them out.
    ///
    /// - Parameter remembers: whether they are to be passed over when they come again.
    /// - Returns: the least that any of them was held to have at most.
    @discardableResult
    private mutating func lookAtMostPromising(_ most: Int, remembers: Bool) -> Double {
        let rest = max(0, waiting.count - most)
        if rest > 0 { moveSmallest(rest) }
        let best = waiting[rest...].sorted {
            $0.bound == $1.bound ? $0.position < $1.position : $0.bound > $1.bound
        }
        waiting.removeLast(best.count)
        // They lie all over memory. Reading a bit of several at once overlaps the waits for them.
        let ahead = 8
        for (at, candidate) in best.enumerated() {
            if candidate.bound < heap.least - Self.slack, !remembers { return candidate.bound }
            if at % ahead == 0 {
                for next in best[at..<min(at + ahead, best.count)] {
                    read &+= catalogue.firstNumber(Int(next.position))
                }
            }
            look(at: Int(candidate.position))
        }
        if remembers { for candidate in best { seeded.insert(Int(candidate.position)) } }
        return best.last?.bound ?? 0
    }

    /// Moves the so many smallest of those put by to the front (selection: Hoare, "Algorithm 65: find", 1961).
    private mutating func moveSmallest(_ count: Int) {
        waiting.withUnsafeMutableBufferPointer { waiting in
            var low = 0, high = waiting.count - 1
            while low < high {
                let pivot = waiting[(low + high) / 2].bound
                var left = low, right = high
                while left <= right {
                    while waiting[left].bound < pivot { left += 1 }
                    while waiting[right].bound > pivot { right -= 1 }
                    if left <= right {
                        waiting.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if count <= right { high = right } else if count >= left { low = left } else { break }
            }
        }
    }

    /// Scores one title, unless it cannot be among the best.
    mutating func look(at position: Int) {
        if skipsExceptions {
            guard seeded.isEmpty || !seeded.contains(position) else { return }
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
