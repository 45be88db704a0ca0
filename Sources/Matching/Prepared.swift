/// A stored record's place among the others is its id.
protocol Shelved: Sendable {
    var id: Int64 { get }
}

/// An achievement as numbers, none of which depends on the other records.
final class PreparedAchievement: Shelved {
    let entry: Entry
    let title: GramCounts
    let keywords: GramCounts
    /// Pairs of characters are enough here; single ones would be most of the index and say little in a long text.
    let summary: GramCounts
    let fields: FieldVector
    let industry: IndustryCode?
    let titleKey: UInt64

    var id: Int64 { entry.id }

    init(_ entry: Entry, lexicon: FieldLexicon, numbering: inout GramNumbering) {
        let text = NormalizedText(entry.title)
        self.entry = entry
        title = GramCounts(text, numbering: &numbering)
        keywords = GramCounts(NormalizedText(entry.keywords.joined(separator: "\n")), numbering: &numbering)
        summary = GramCounts(NormalizedText(entry.content), numbering: &numbering, onlyLength: 2)
        fields = lexicon.weights(of: text)
        industry = IndustryCode(entry.industry)
        titleKey = fingerprint(entry.title)
    }
}

/// A demand as numbers, none of which depends on the other records.
final class PreparedDemand: Shelved {
    let entry: Entry
    /// The distinct grams of all three texts, in the order title, content, keywords.
    let grams: [Int32]
    let lengths: [UInt8]
    /// How often each stands in title, content and keywords.
    let counts: [SIMD3<Int32>]
    let titleFields: FieldVector
    let contentFields: FieldVector
    let industry: IndustryCode?
    let titleKey: UInt64

    var id: Int64 { entry.id }

    init(_ entry: Entry, lexicon: FieldLexicon, numbering: inout GramNumbering) {
        let title = NormalizedText(entry.title), content = NormalizedText(entry.content)
        let keywords = NormalizedText(entry.keywords.joined(separator: "\n"))
        var grams: [Int32] = [], lengths: [UInt8] = [], counts: [SIMD3<Int32>] = []
        var place: [Int32: Int] = [:]
        for (field, text) in [title, content, keywords].enumerated() {
            let found = GramCounts(text, numbering: &numbering)
            for at in found.grams.indices {
                let index = place[found.grams[at]] ?? grams.count
                if index == grams.count {
                    place[found.grams[at]] = index
                    grams.append(found.grams[at])
                    lengths.append(found.lengths[at])
                    counts.append(.zero)
                }
                counts[index][field] = found.counts[at]
            }
        }
        self.entry = entry
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
private func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
