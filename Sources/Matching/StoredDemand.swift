/// A demand as the index keeps it. Its grams take many times the memory of its texts and are soon made again, so only
/// those of demands that came since the last count are kept.
final class StoredDemand: Shelved {
    let entry: Entry
    let industry: IndustryCode?
    let titleKey: UInt64
    /// Nil in the large part.
    let prepared: PreparedDemand?

    var id: Int64 { entry.id }

    init(_ entry: Entry) {
        self.entry = entry
        industry = IndustryCode(entry.industry)
        titleKey = fingerprint(entry.title)
        prepared = nil
    }

    init(_ prepared: PreparedDemand) {
        entry = prepared.entry
        industry = prepared.industry
        titleKey = prepared.titleKey
        self.prepared = prepared
    }
}

/// Makes the grams of stored demands again, all of which the vocabulary knows.
struct DemandPreparation {
    let lexicon: FieldLexicon
    let vocabulary: Vocabulary

    private static let batch = 1_024
    private static let slice = 64

    func callAsFunction(_ entry: Entry) -> PreparedDemand {
        var tokenizer = Tokenizer(vocabulary: vocabulary, keepsNew: false)
        return PreparedDemand(entry, lexicon: lexicon, tokenizer: &tokenizer)
    }

    func callAsFunction(_ demand: StoredDemand) -> PreparedDemand { demand.prepared ?? self(demand.entry) }

    /// Calls `body` with each demand in order. They are made on all cores, and only so many at a time that they take
    /// little memory.
    func forEach(_ demands: [StoredDemand], _ body: (_ at: Int, _ demand: PreparedDemand) -> Void) {
        for start in stride(from: 0, to: demands.count, by: Self.batch) {
            let batch = demands[start..<min(start + Self.batch, demands.count)]
            let slices = (batch.count + Self.slice - 1) / Self.slice
            let found = LockedSlices<[PreparedDemand]>(count: slices)
            inParallel(slices) { number in
                let first = start + number * Self.slice
                found.set(number, demands[first..<min(first + Self.slice, batch.endIndex)].map { self($0) })
            }
            var at = start
            for demand in found.all.joined() {
                body(at, demand)
                at += 1
            }
        }
    }
}
