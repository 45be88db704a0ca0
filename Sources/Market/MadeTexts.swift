/// Numbers that follow from a seed alone, on every machine.
struct Dice: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// 0 up to, but not, `end`, which is above zero.
    mutating func below(_ end: Int) -> Int {
        // SplitMix64 (Steele, Lea & Flood 2014).
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(end))
    }

    /// One of several; there is at least one.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// Whether something befalls that befalls so many of a hundred.
    mutating func falls(_ percent: Int) -> Bool { below(100) < percent }
}

/// Made-up texts: the example city's titles, keywords and sentences, put together anew. The same for the same seed on every
/// machine. How fast they are searched means something, what is found nothing.
public struct MadeTexts: Sendable {
    private let words: [String]
    private let sentences: [String]
    private var dice: Dice

    /// - Parameter seed: another one gives other texts.
    public init(seed: UInt64) {
        // Two-character steps through the example city's texts; a title is some eight of them, as real ones are.
        var words: [String] = [], sentences: [String] = []
        for name in ["city/03-demands.jsonl", "city/04-achievements.jsonl"] {
            for line in (SeedFiles.text(name) ?? "").split(separator: "\n") {
                let texts = line.split(separator: "\"").filter { $0.utf8.count > $0.count * 2 }
                for text in texts {
                    let pieces = text.split { "，。；、：（） ".contains($0) }
                    if text.contains("。") { sentences += text.split(separator: "。").map(String.init) }
                    for piece in pieces where (3...9).contains(piece.count) {
                        words.append(String(piece))
                    }
                }
            }
        }
        self.words = words.isEmpty ? ["空"] : words
        self.sentences = sentences.isEmpty ? ["空"] : sentences
        dice = Dice(seed: seed)
    }

    public mutating func record(sentences count: ClosedRange<Int>) -> MatchingBench.Record {
        let words = (0..<(3 + dice.below(4))).map { _ in dice.pick(self.words) }
        let summary = (0..<(count.lowerBound + dice.below(count.count))).map { _ in sentence() }
        return MatchingBench.Record(
            title: words.joined(),
            summary: summary.joined(),
            keywords: Array(words.prefix(1 + dice.below(4)))
        )
    }

    /// A sentence with its full stop.
    mutating func sentence() -> String { dice.pick(sentences) + "。" }
}
