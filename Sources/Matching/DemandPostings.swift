/// The large, unchanging part of the demands, laid out for an achievement to run over.
///
/// Holds counts and not finished values: a demand's vectors change when a new achievement brings a word that no
/// other had, and then only its few scales are worked out again.
final class DemandPostings: Sendable {
    private let counts: Postings<PackedCounts>
    /// The counts that are too large to be packed, by gram and record.
    private let manyCounts: [Occurrence: SIMD3<Int32>]
    private let fields: Postings<Double>

    private struct Occurrence: Hashable {
        var gram: Int32
        var record: Int32
    }

    /// Of no demands.
    convenience init() { self.init(counts: Postings(), manyCounts: [:], fields: Postings()) }

    private init(
        counts: Postings<PackedCounts>,
        manyCounts: [Occurrence: SIMD3<Int32>],
        fields: Postings<Double>
    ) {
        self.counts = counts
        self.manyCounts = manyCounts
        self.fields = fields
    }

    /// The postings of demands, and the scales of each.
    static func make(
        _ demands: [StoredDemand],
        _ preparation: DemandPreparation,
        _ statistics: Statistics,
        _ known: KnownGrams
    ) -> (postings: DemandPostings, scales: [DemandScales]) {
        var scales: [DemandScales] = []
        scales.reserveCapacity(demands.count)
        var fields: [FieldVector] = []
        var many: [Occurrence: SIMD3<Int32>] = [:]
        let counts = Postings<PackedCounts>(keys: Int(preparation.vocabulary.count), filler: .many) { take in
            preparation.forEach(demands) { at, demand in
                // The postings are gone through twice.
                if scales.count == at {
                    scales.append(DemandScales(demand, statistics, known))
                    fields.append(demandFields(demand, statistics))
                }
                for (gram, counts) in zip(demand.grams, demand.counts) {
                    let packed = PackedCounts(counts)
                    if packed == .many { many[Occurrence(gram: gram, record: Int32(at))] = counts }
                    take(at, gram, packed)
                }
            }
        }
        let ofFields = Postings<Double>(keys: statistics.fieldWeights.count, filler: 0) { take in
            for (at, vector) in fields.enumerated() {
                for element in vector.elements { take(at, element.field, Recipe.fields * element.value) }
            }
        }
        return (DemandPostings(counts: counts, manyCounts: many, fields: ofFields), scales)
    }

    func forEachDemand(with gram: Int32, _ body: (Int) -> Void) {
        counts.forEach(gram) { record, _ in body(record) }
    }

    @inline(__always)
    private func forEachCounts(_ gram: Int32, _ body: (_ record: Int, _ counts: SIMD3<Int32>) -> Void) {
        counts.forEach(gram) { record, packed in
            if packed == .many, let counts = manyCounts[Occurrence(gram: gram, record: Int32(record))] {
                body(record, counts)
            } else {
                body(record, packed.counts)
            }
        }
    }

    /// Adds what each record shares with an achievement to `sums`, industry left out.
    func add(
        _ form: AchievementForm,
        _ factors: Scales,
        _ statistics: Statistics,
        _ known: KnownGrams,
        _ vocabulary: Vocabulary,
        scales: [DemandScales],
        to sums: inout [Double]
    ) {
        let title = GramCounts(form.title, vocabulary), titleScale = factors.title
        for at in title.grams.indices where known.isKnown(title.grams[at]) {
            let element = statistics.element(title, at) * titleScale
            let weight = statistics.weight(title.grams[at]), isInTitle = known.isInTitle(title.grams[at])
            forEachCounts(title.grams[at]) { record, counts in
                let demand = scales[record].elements(counts, Int(title.lengths[at]), weight)
                let words = isInTitle ? demand.title + demand.content : 0
                sums[record] += (words + Recipe.demandKeywords * demand.keywords) * element
            }
        }
        for (text, scale) in [
            (GramCounts(form.keywords, vocabulary), Recipe.achievementKeywords * factors.keywords),
            (GramCounts(form.summary, vocabulary, onlyLength: 2), Recipe.summary * factors.summary),
        ] {
            for at in text.grams.indices where known.isKnown(text.grams[at]) {
                let element = statistics.element(text, at) * scale, weight = statistics.weight(text.grams[at])
                forEachCounts(text.grams[at]) { record, counts in
                    sums[record] +=
                        scales[record].elements(counts, Int(text.lengths[at]), weight).wide * element
                }
            }
        }
        let own = FieldVector(
            elements: (0..<form.fieldCount).map(form.field).map {
                .init(field: Int32($0.field), value: $0.value)
            }
        )
        for field in own.unit(weights: statistics.fieldWeights).elements {
            fields.forEach(field.field) { sums[$0] += field.value * $1 }
        }
    }
}

extension DemandPostings {
    func pack(into packed: inout PackedIndex) {
        counts.pack(into: &packed, as: "demand_counts")
        fields.pack(into: &packed, as: "demand_fields")
        let many = manyCounts.sorted { ($0.key.gram, $0.key.record) < ($1.key.gram, $1.key.record) }
        packed.put(
            "demand_counts.many",
            many.flatMap { [$0.key.gram, $0.key.record, $0.value.x, $0.value.y, $0.value.z] }
        )
    }

    /// - Parameter count: how many demands there are.
    convenience init(unpacking source: some PackedIndexSource, count: Int) throws {
        let numbers: [Int32] = try source.array("demand_counts.many")
        guard numbers.count % 5 == 0 else { throw PackedIndexError(section: "demand_counts.many") }
        var many: [Occurrence: SIMD3<Int32>] = [:]
        for at in stride(from: 0, to: numbers.count, by: 5) {
            many[Occurrence(gram: numbers[at], record: numbers[at + 1])] =
                SIMD3(numbers[at + 2], numbers[at + 3], numbers[at + 4])
        }
        self.init(
            counts: try Postings(unpacking: source, "demand_counts", count: count),
            manyCounts: many,
            fields: try Postings(unpacking: source, "demand_fields", count: count)
        )
    }
}

/// How often a gram stands in a demand's title, content and keywords, in four bytes: ten thousand demands have millions.
struct PackedCounts: Equatable, BitwiseCopyable, Sendable {
    private let bits: UInt32

    /// Too large for four bytes.
    static let many = PackedCounts(bits: .max)

    private init(bits: UInt32) { self.bits = bits }

    init(_ counts: SIMD3<Int32>) {
        guard counts.x < 0xFF, counts.y < 0xFFFF, counts.z < 0xFF else {
            self = .many
            return
        }
        bits = UInt32(counts.x) << 24 | UInt32(counts.z) << 16 | UInt32(counts.y)
    }

    @inline(__always)
    var counts: SIMD3<Int32> {
        SIMD3(Int32(bits >> 24), Int32(bits & 0xFFFF), Int32(bits >> 16 & 0xFF))
    }
}
