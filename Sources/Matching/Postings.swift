/// For each key (a gram or a field) the records that have it: one array cut by offsets.
struct Postings<Value: Sendable>: Sendable {
    private let offsets: [Int32]
    private let records: [Int32]
    private let values: [Value]

    /// - Parameters:
    ///   - filler: any value; all are written over.
    ///   - each: calls its second argument with each key and value of a record; gone through twice, so that no copy of
    ///     it all is made.
    init(
        keys: Int,
        records count: Int,
        filler: Value,
        each: (_ record: Int, _ take: (_ key: Int32, _ value: Value) -> Void) -> Void
    ) {
        var offsets = [Int32](repeating: 0, count: keys + 1)
        for record in 0..<count { each(record) { key, _ in offsets[Int(key) + 1] += 1 } }
        for key in 0..<keys { offsets[key + 1] += offsets[key] }
        var next = offsets
        var records = [Int32](repeating: 0, count: Int(offsets[keys]))
        var values = [Value](repeating: filler, count: records.count)
        for record in 0..<count {
            each(record) { key, value in
                let at = Int(next[Int(key)])
                next[Int(key)] += 1
                records[at] = Int32(record)
                values[at] = value
            }
        }
        self.offsets = offsets
        self.records = records
        self.values = values
    }

    /// Calls `body` with each record of a key, by position.
    @inline(__always)
    func forEach(_ key: Int32, _ body: (_ record: Int, _ value: Value) -> Void) {
        guard key >= 0, Int(key) + 1 < offsets.count else { return }
        for at in Int(offsets[Int(key)])..<Int(offsets[Int(key) + 1]) { body(Int(records[at]), values[at]) }
    }
}

/// The large, unchanging part of the demands, laid out for an achievement to run over.
///
/// Holds counts and not finished values: a demand's vectors change when a new achievement brings a word that no
/// other had, and then only its few scales are worked out again.
final class DemandPostings: Sendable {
    private let counts: Postings<SIMD3<Int32>>
    private let fields: Postings<Double>

    init(_ records: [PreparedDemand], _ statistics: Statistics, grams: Int32) {
        counts = Postings(
            keys: Int(grams),
            records: records.count,
            filler: .zero
        ) { at, take in
            let record = records[at]
            for gram in record.grams.indices { take(record.grams[gram], record.counts[gram]) }
        }
        fields = Postings(
            keys: statistics.fieldWeights.count,
            records: records.count,
            filler: 0
        ) { at, take in
            for element in demandFields(records[at], statistics).elements {
                take(element.field, Recipe.fields * element.value)
            }
        }
    }

    func forEachDemand(with gram: Int32, _ body: (Int) -> Void) {
        counts.forEach(gram) { record, _ in body(record) }
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
            counts.forEach(title.grams[at]) { record, counts in
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
                counts.forEach(text.grams[at]) { record, counts in
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
