/// What a demand's gram counts are multiplied by to become its query vectors.
///
/// Each vector has a value for lengths 1, 2 and 3 (index 0 is not used). The words of title and content make the
/// recipe's query `q`, over the grams that stand in some title. The additions ask with all three texts, over the
/// grams that stand anywhere in an achievement (`wide…`), and with the keywords alone.
struct DemandScales: Sendable {
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
    /// One value a field.
    let fields: [Double]
    private var place: [Int32: Int32] = [:]

    init(_ demand: PreparedDemand, _ statistics: Statistics, _ known: KnownGrams, scales: DemandScales? = nil)
    {
        self.demand = demand
        let scales = scales ?? DemandScales(demand, statistics, known)
        elements.reserveCapacity(demand.grams.count)
        place.reserveCapacity(demand.grams.count)
        for (at, gram) in demand.grams.enumerated() {
            var element = DemandElement(title: 0, content: 0, wide: 0, keywords: 0)
            if known.isKnown(gram) {
                element = scales.elements(demand, at, weight: statistics.weight(gram))
                if !known.isInTitle(gram) {
                    element.title = 0
                    element.content = 0
                }
                place[gram] = Int32(at)
            }
            elements.append(element)
        }
        var fields = [Double](repeating: 0, count: statistics.fieldWeights.count)
        for element in demandFields(demand, statistics).elements {
            fields[Int(element.field)] = element.value
        }
        self.fields = fields
    }

    subscript(gram: Int32) -> DemandElement? { place[gram].map { elements[Int($0)] } }
}

func demandFields(_ demand: PreparedDemand, _ statistics: Statistics) -> FieldVector {
    (demand.titleFields.unit(weights: statistics.fieldWeights)
        + demand.contentFields.unit(weights: statistics.fieldWeights)).unit()
}
