/// What a demand's gram counts are multiplied by to become its query vectors.
///
/// Each vector has a value for lengths 1, 2 and 3 (index 0 is not used). The words of title and content make the
/// recipe's query `q`, over the grams that stand in some title. The additions ask with all three texts, over the
/// grams that stand anywhere in an achievement (`wide…`), and with the keywords alone.
struct DemandScales: Sendable, Equatable {
    var title = SIMD4<Double>.zero
    var content = SIMD4<Double>.zero
    var wideTitle = SIMD4<Double>.zero
    var wideContent = SIMD4<Double>.zero
    var wideKeywords = SIMD4<Double>.zero
    var keywords = SIMD4<Double>.zero

    init(_ demand: PreparedDemand, _ statistics: Statistics, _ known: KnownGrams) {
        var narrowSums = [SIMD4<Double>](repeating: .zero, count: 2)
        var wideSums = [SIMD4<Double>](repeating: .zero, count: 3)
        for at in demand.grams.indices {
            let gram = demand.grams[at], length = Int(demand.lengths[at])
            guard known.isKnown(gram) else { continue }
            let weight = statistics.weight(gram), square = weight * weight
            let isInTitle = known.isInTitle(gram)
            for text in 0..<3 where demand.counts[at][text] > 0 {
                let value = square * Double(demand.counts[at][text])
                wideSums[text][length] += value
                if isInTitle, text < 2 { narrowSums[text][length] += value }
            }
        }
        let narrow = narrowSums.map(inverseRoot)
        let wider = wideSums.map(inverseRoot)
        title = narrow[0] * Recipe.lengthRoot
        content = narrow[1] * Recipe.lengthRoot
        wideTitle = wider[0] * Recipe.lengthRoot
        wideContent = wider[1] * Recipe.lengthRoot
        wideKeywords = wider[2] * Recipe.lengthRoot
        keywords = wideKeywords

        var narrowSquare = 0.0, wideSquare = 0.0, keywordSquare = 0.0
        for at in demand.grams.indices where known.isKnown(demand.grams[at]) {
            let parts = elements(demand, at, weight: statistics.weight(demand.grams[at]))
            if known.isInTitle(demand.grams[at]) {
                narrowSquare += (parts.title + parts.content) * (parts.title + parts.content)
            }
            wideSquare += parts.wide * parts.wide
            keywordSquare += parts.keywords * parts.keywords
        }
        title /= narrowSquare.squareRoot() + 1e-9
        content /= narrowSquare.squareRoot() + 1e-9
        let wideLength = wideSquare.squareRoot() + 1e-9
        wideTitle /= wideLength
        wideContent /= wideLength
        wideKeywords /= wideLength
        keywords /= keywordSquare.squareRoot() + 1e-9
    }

    /// One gram's elements of the vectors. Those of title and content hold only for grams that stand in a title.
    func elements(_ demand: PreparedDemand, _ at: Int, weight: Double) -> DemandElement {
        let n = Int(demand.lengths[at])
        let counts = demand.counts[at]
        return elements(counts, n, weight)
    }

    func elements(_ counts: SIMD3<Int32>, _ n: Int, _ weight: Double) -> DemandElement {
        let roots = SIMD3<Double>(counts).squareRoot() * weight
        return DemandElement(
            title: roots.x * title[n],
            content: roots.y * content[n],
            wide: roots.x * wideTitle[n] + roots.y * wideContent[n] + roots.z * wideKeywords[n],
            keywords: roots.z * keywords[n]
        )
    }
}

struct DemandElement {
    var title: Double
    var content: Double
    var wide: Double
    var keywords: Double
}

private func inverseRoot(_ sums: SIMD4<Double>) -> SIMD4<Double> {
    var result = SIMD4<Double>.zero
    for n in 1...3 where sums[n] > 0 { result[n] = 1 / sums[n].squareRoot() }
    return result
}

/// A demand ready to be compared with achievements.
struct DemandQuery {
    let demand: PreparedDemand
    /// In the order of the demand's grams; elements are zero where the gram is not known.
    private(set) var elements: [DemandElement] = []
    /// For each gram what an achievement's element is made of, but for the count: `sqrt(W_n) w(g)`.
    private(set) var offered: [Double] = []
    /// One value a field.
    let fields: [Double]
    private var places: GramPlaces
    /// A bit for each character that the demand has: most of an achievement's are told apart by it.
    private var characters = [UInt64](repeating: 0, count: Int(Unit.chineseEnd) / 64)

    init(_ demand: PreparedDemand, _ statistics: Statistics, _ known: KnownGrams, scales: DemandScales? = nil)
    {
        self.demand = demand
        let scales = scales ?? DemandScales(demand, statistics, known)
        elements.reserveCapacity(demand.grams.count)
        offered.reserveCapacity(demand.grams.count)
        places = GramPlaces(capacity: demand.grams.count)
        for (at, gram) in demand.grams.enumerated() {
            var element = DemandElement(title: 0, content: 0, wide: 0, keywords: 0)
            let weight = statistics.weight(gram), length = Int(demand.lengths[at])
            if known.isKnown(gram) {
                element = scales.elements(demand, at, weight: weight)
                if !known.isInTitle(gram) {
                    element.title = 0
                    element.content = 0
                }
            }
            elements.append(element)
            offered.append(Recipe.lengthRoot[length] * weight)
            _ = places.place(of: demand.keys[at], orNew: Int32(at))
            // From pairs too: a character may stand in summaries only, whose single characters have no number.
            var rest = demand.keys[at] < GramKeys.latin ? demand.keys[at] : 0
            while rest > 0 {
                let unit = Int(rest & 0xFFFF) - 1
                characters[unit / 64] |= 1 << UInt64(unit % 64)
                rest >>= 16
            }
        }
        var fields = [Double](repeating: 0, count: statistics.fieldWeights.count)
        for element in demandFields(demand, statistics).elements {
            fields[Int(element.field)] = element.value
        }
        self.fields = fields
    }

    /// The place of a gram among the demand's, or -1.
    @inline(__always)
    func place(of key: GramKey) -> Int32 { places[key] }

    /// Calls `body` with the place of each gram of a text that the demand has too, once for every time it stands in
    /// the text.
    ///
    /// - Parameter onlyPairs: leave out single characters and threes.
    @inline(__always)
    func forEachShared(
        _ units: UnsafeBufferPointer<UInt16>,
        onlyPairs: Bool,
        _ body: (_ place: Int) -> Void
    ) {
        characters.withUnsafeBufferPointer { characters in
            var window: GramKey = 0
            var wasPair = false
            var at = 0
            while at < units.count {
                let unit = units[at]
                if unit < Unit.chineseEnd {
                    // A pair can only be shared where both its characters are, and so on.
                    if characters[Int(unit >> 6)] >> UInt64(unit & 63) & 1 == 0 {
                        window = 0
                        wasPair = false
                    } else {
                        window = (window << 16 | GramKey(unit) + 1) & GramKeys.threeCharacters
                        if !onlyPairs {
                            let place = places[window & 0xFFFF]
                            if place >= 0 { body(Int(place)) }
                        }
                        var isPair = false
                        if window > 0xFFFF {
                            let place = places[window & 0xFFFF_FFFF]
                            if place >= 0 {
                                isPair = true
                                body(Int(place))
                            }
                        }
                        if isPair, wasPair, !onlyPairs {
                            let place = places[window]
                            if place >= 0 { body(Int(place)) }
                        }
                        wasPair = isPair
                    }
                } else {
                    window = 0
                    wasPair = false
                    if unit >= Unit.latin, at + 1 < units.count {
                        at += 1
                        let key =
                            GramKeys.latin | GramKey(unit & 0x7FFF) << 15 | GramKey(units[at] & 0x7FFF)
                        let place = places[key]
                        if place >= 0 { body(Int(place)) }
                    }
                }
                at += 1
            }
        }
    }
}

func demandFields(_ demand: PreparedDemand, _ statistics: Statistics) -> FieldVector {
    (demand.titleFields.unit(weights: statistics.fieldWeights)
        + demand.contentFields.unit(weights: statistics.fieldWeights)).unit()
}
