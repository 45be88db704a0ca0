/// What a scalar of normalized text is to the engine.
enum ScalarKind {
    case chinese, latin, separator

    init(_ scalar: UInt32) {
        self =
            switch scalar {
            case 0x4E00...0x9FFF, 0x3400...0x4DBF: .chinese
            case 0x61...0x7A, 0x30...0x39: .latin
            default: .separator
            }
    }
}

/// The key of one gram: one to three Chinese characters, or a whole Latin run.
enum GramKey: Hashable {
    /// Up to three characters of 16 bits each.
    case chinese(UInt64)
    case latin(String)
}

/// Calls `body` with each gram of a stretch of normalized text, by position and then by length: all 1-, 2- and
/// 3-grams of a Chinese run; a Latin run itself, as one gram of length 2, unless it is digits only.
func forEachGram(in scalars: ArraySlice<UInt32>, _ body: (GramKey, _ length: Int) -> Void) {
    var at = scalars.startIndex
    while at < scalars.endIndex {
        let kind = ScalarKind(scalars[at])
        var end = at + 1
        guard kind != .separator else {
            at = end
            continue
        }
        while end < scalars.endIndex, ScalarKind(scalars[end]) == kind { end += 1 }
        if kind == .latin {
            let run = scalars[at..<end]
            if run.contains(where: { $0 > 0x39 }) {
                body(.latin(String(decoding: run.lazy.map(UInt8.init), as: UTF8.self)), 2)
            }
        } else {
            for first in at..<end {
                var key: UInt64 = 0
                for length in 1...min(3, end - first) {
                    key |= UInt64(scalars[first + length - 1]) << UInt64(16 * (length - 1))
                    body(.chinese(key), length)
                }
            }
        }
        at = end
    }
}

/// Every gram ever seen by an index, numbered in the order in which it came.
struct Vocabulary: Sendable {
    private var chinese: [UInt64: Int32] = [:]
    private var latin: [String: Int32] = [:]
    private(set) var count: Int32 = 0

    subscript(key: GramKey) -> Int32? {
        switch key {
        case .chinese(let key): chinese[key]
        case .latin(let text): latin[text]
        }
    }

    mutating func number(of key: GramKey) -> Int32 {
        if let known = self[key] { return known }
        switch key {
        case .chinese(let key): chinese[key] = count
        case .latin(let text): latin[text] = count
        }
        count += 1
        return count - 1
    }
}

/// Numbers for the grams of one record, which may be stored or only asked about.
struct GramNumbering {
    /// The index's own vocabulary, or a copy that new numbers are not kept in.
    var vocabulary: Vocabulary
    private var strangers: [GramKey: Int32] = [:]
    let keepsNew: Bool

    init(_ vocabulary: Vocabulary, keepsNew: Bool) {
        self.vocabulary = vocabulary
        self.keepsNew = keepsNew
    }

    mutating func number(of key: GramKey) -> Int32 {
        if keepsNew { return vocabulary.number(of: key) }
        if let known = vocabulary[key] ?? strangers[key] { return known }
        let new = vocabulary.count + Int32(strangers.count)
        strangers[key] = new
        return new
    }
}

/// The distinct grams of a text in the order in which they first stand there, with how often.
///
/// The order is the text's own, so that sums over it come out the same in every index.
struct GramCounts: Sendable {
    private(set) var grams: [Int32] = []
    private(set) var lengths: [UInt8] = []
    private(set) var counts: [Int32] = []

    init(_ text: NormalizedText, numbering: inout GramNumbering, onlyLength: Int? = nil) {
        var place: [Int32: Int] = [:]
        forEachGram(in: text.scalars[...]) { key, length in
            if let onlyLength, length != onlyLength { return }
            let gram = numbering.number(of: key)
            if let at = place[gram] {
                counts[at] += 1
            } else {
                place[gram] = grams.count
                grams.append(gram)
                lengths.append(UInt8(length))
                counts.append(1)
            }
        }
    }
}
