/// A stored record's place among the others is its id.
protocol Shelved: Sendable {
    var id: Int64 { get }
}

/// A demand as numbers, none of which depends on the other records.
final class PreparedDemand: Shelved {
    let entry: Entry
    /// The distinct grams of all three texts, in the order title, content, keywords. Those of a demand that is only
    /// asked about are left out when no record has them.
    let keys: [GramKey]
    let grams: [Int32]
    let lengths: [UInt8]
    /// How often each stands in title, content and keywords.
    let counts: [SIMD3<Int32>]
    let titleFields: FieldVector
    let contentFields: FieldVector
    let industry: IndustryCode?
    let titleKey: UInt64

    var id: Int64 { entry.id }

    init(_ entry: Entry, lexicon: FieldLexicon, tokenizer: inout Tokenizer) {
        let title = NormalizedText(entry.title), content = NormalizedText(entry.content)
        let keywords = NormalizedText(entry.keywords.joined(separator: "\n"))
        var keys: [GramKey] = [], grams: [Int32] = [], lengths: [UInt8] = [], counts: [SIMD3<Int32>] = []
        var units: [UInt16] = []
        var places = GramPlaces(capacity: 2 * min(4_096, title.scalars.count + content.scalars.count))
        for (field, text) in [title, content, keywords].enumerated() {
            units.removeAll(keepingCapacity: true)
            tokenizer.append(text, to: &units)
            units.withUnsafeBufferPointer { units in
                forEachGram(in: units) { key, length in
                    let at = Int(places.place(of: key, orNew: Int32(grams.count)))
                    if at == grams.count {
                        keys.append(key)
                        grams.append(tokenizer.number(of: key))
                        lengths.append(UInt8(length))
                        counts.append(.zero)
                    }
                    counts[at][field] += 1
                }
            }
        }
        if grams.contains(-1) {
            let kept = grams.indices.filter { grams[$0] >= 0 }
            keys = kept.map { keys[$0] }
            grams = kept.map { grams[$0] }
            lengths = kept.map { lengths[$0] }
            counts = kept.map { counts[$0] }
        }
        self.entry = entry
        self.keys = keys
        self.grams = grams
        self.lengths = lengths
        self.counts = counts
        titleFields = lexicon.weights(of: title)
        contentFields = lexicon.weights(of: content)
        industry = IndustryCode(entry.industry)
        titleKey = fingerprint(entry.title)
    }
}

/// FNV-1a over the bytes: equal titles count once, and the index need not keep them to tell.
func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
