/// What somebody typed into a search box, cut into words.
///
/// Words stand between white space, commas, brackets and the like; what stands in quotation marks is one word. All of
/// them must occur, in any order, each in any field. Chinese is found anywhere in a text; letters and digits from the
/// beginning of a run of them, so that `plc` finds “PLC控制” and “plc2000” but `art` does not find “smart”. Width,
/// case and compatibility forms make no difference (NFKC).
public struct SearchQuery: Sendable, Hashable {
    let words: [SearchWord]
    /// Whether something was typed, and nothing in it can be looked for: punctuation alone.
    public let isUnsearchable: Bool

    /// Whether it asks for nothing, and so finds everything.
    public var isEmpty: Bool { words.isEmpty && !isUnsearchable }

    /// How many different words it has.
    public var wordCount: Int { words.count }

    /// - Complexity: O(length of `text`).
    public init(_ text: String = "") {
        let units = SearchText(text).units
        var words: [SearchWord] = []
        var seen: Set<SearchWord> = []
        var word: [UInt16] = []
        var isQuoted = false
        func finish() {
            if let made = SearchWord(word), seen.insert(made).inserted { words.append(made) }
            word.removeAll(keepingCapacity: true)
        }
        for unit in units {
            if Self.isQuotationMark(unit) {
                finish()
                isQuoted.toggle()
            } else if !isQuoted, Self.separates(unit) {
                finish()
            } else {
                word.append(unit)
            }
        }
        finish()
        self.words = words
        isUnsearchable = words.isEmpty && !units.isEmpty
    }

    /// Where the words stand in a text, as UTF-16 offsets, in order and without overlap: for marking them in what is
    /// shown.
    ///
    /// - Complexity: O(length of `text` times number of words).
    public func places(in text: String) -> [Range<Int>] {
        guard !words.isEmpty else { return [] }
        let found = SearchText(text, tracksOrigins: true)
        var places: [Range<Int>] = []
        found.units.withUnsafeBufferPointer { units in
            for word in words {
                word.forEachPlace(in: units) { at in
                    places.append(found.starts[at]..<found.ends[at + word.units.count - 1])
                    return true
                }
            }
        }
        places.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        var merged: [Range<Int>] = []
        for place in places {
            if let last = merged.last, place.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, place.upperBound)
            } else {
                merged.append(place)
            }
        }
        return merged
    }

    private static func isQuotationMark(_ unit: UInt16) -> Bool {
        unit == 0x22 || unit == 0x201C || unit == 0x201D
    }

    /// Space , ; ! ? | and brackets; 、。 and the Chinese brackets.
    private static func separates(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x20, 0x2C, 0x3B, 0x21, 0x3F, 0x7C, 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x3C, 0x3E: true
        case 0x3001...0x3003, 0x3008...0x3011, 0x3014...0x301B: true
        default: false
        }
    }
}

/// One word to look for.
struct SearchWord: Sendable, Hashable {
    let units: [UInt16]

    /// The word without the marks around it, but for those that end a name such as `C++` or `C#`; nil when nothing is
    /// left.
    init?(_ typed: [UInt16]) {
        guard let first = typed.firstIndex(where: { WordClass($0) != .symbol }),
            var last = typed.lastIndex(where: { WordClass($0) != .symbol })
        else { return nil }
        if WordClass(typed[last]).isLetterOrDigit {
            // # % +
            while last + 1 < typed.count, [0x23, 0x25, 0x2B].contains(typed[last + 1]) { last += 1 }
        }
        units = Array(typed[first...last])
    }

    /// Which grams a text that has the word must have.
    enum Need: Hashable {
        /// Two characters or more in a row.
        case characters([UInt16])
        case gram(UInt64)
        /// At least one of those in the range.
        case any(Range<UInt64>)
    }

    var needs: [Need] {
        var needs: [Need] = []
        var at = 0
        while at < units.count {
            let own = WordClass(units[at])
            var end = at + 1
            while end < units.count, WordClass(units[end]) == own { end += 1 }
            let isLast = end == units.count
            switch own {
            case .character:
                if end - at > 1 { needs.append(.characters(Array(units[at..<end]))) }
                if !isLast {
                    needs.append(.gram(SearchGram.key(units[end - 1], 0, 0)))
                } else if end - at == 1 {
                    needs.append(.any(Self.beginning(units[at], nil)))
                }
            case .letter, .digit:
                let second = at + 1 < end ? units[at + 1] : 0
                if end - at >= 3 {
                    needs.append(.gram(SearchGram.key(units[at], second, units[at + 2])))
                } else if isLast {
                    needs.append(.any(Self.beginning(units[at], end - at == 2 ? second : nil)))
                } else {
                    needs.append(.gram(SearchGram.key(units[at], second, 0)))
                }
            case .symbol: break
            }
            at = end
        }
        return needs
    }

    /// Whether a text that meets the word's one need has the word for certain, and need not be looked at.
    var isSaidByNeed: Bool {
        let own = WordClass(units[0])
        return (own == .character || units.count <= 3) && units.allSatisfy { WordClass($0) == own }
    }

    private static func beginning(_ first: UInt16, _ second: UInt16?) -> Range<UInt64> {
        if let second {
            let key = SearchGram.key(first, second, 0)
            return key..<(key + 1 << 16)
        }
        let key = SearchGram.key(first, 0, 0)
        return key..<(key + 1 << 32)
    }

    /// Calls `body` with each place where the word begins, until it answers false.
    @inline(__always)
    func forEachPlace(in text: UnsafeBufferPointer<UInt16>, _ body: (Int) -> Bool) {
        units.withUnsafeBufferPointer { word in
            guard let wordStart = word.baseAddress, let start = text.baseAddress, word.count <= text.count
            else { return }
            let first = wordStart[0], last = text.count - word.count
            let edge = WordClass(first)
            let wide = SIMD16<UInt16>(repeating: first)
            var at = 0
            while at <= last {
                // Sixteen units at a time past what can't be a beginning.
                if at + 16 <= text.count {
                    let block = UnsafeRawPointer(start + at).loadUnaligned(as: SIMD16<UInt16>.self)
                    let same = block .== wide
                    if !any(same) {
                        at += 16
                        continue
                    }
                }
                let end = min(at + 16, last + 1)
                while at < end {
                    if start[at] == first, Self.equal(start + at, wordStart, word.count),
                        at == 0 || !edge.isLetterOrDigit || WordClass(start[at - 1]) != edge
                    {
                        if !body(at) { return }
                    }
                    at += 1
                }
            }
        }
    }

    @inline(__always)
    private static func equal(
        _ one: UnsafePointer<UInt16>,
        _ other: UnsafePointer<UInt16>,
        _ count: Int
    ) -> Bool {
        var at = 1
        while at < count {
            if one[at] != other[at] { return false }
            at += 1
        }
        return true
    }

    func stands(in text: UnsafeBufferPointer<UInt16>) -> Bool {
        var found = false
        forEachPlace(in: text) { _ in
            found = true
            return false
        }
        return found
    }

    /// Whether it is one of several texts, whole.
    func isOne(of texts: UnsafeBufferPointer<UInt16>) -> Bool {
        var found = false
        SearchText.forEachPart(of: texts) { part in
            if part.count == units.count, zip(part, units).allSatisfy({ $0 == $1 }) { found = true }
        }
        return found
    }
}

extension SearchText {
    /// Calls `body` with each of several texts between dividers.
    static func forEachPart(
        of texts: UnsafeBufferPointer<UInt16>,
        _ body: (UnsafeBufferPointer<UInt16>) -> Void
    ) {
        var start = 0
        for at in 0...texts.count where at == texts.count || texts[at] == divider {
            if at > start { body(UnsafeBufferPointer(rebasing: texts[start..<at])) }
            start = at + 1
        }
    }

    /// Several texts as one, with dividers between them.
    static func joined(_ texts: [String]) -> [UInt16] {
        var units: [UInt16] = []
        for text in texts {
            let text = SearchText(text).units
            guard !text.isEmpty else { continue }
            if !units.isEmpty { units.append(divider) }
            units += text
        }
        return units
    }

    /// FNV-1a (Fowler, Noll & Vo) of a text's units; never zero.
    static func hash(_ units: some Sequence<UInt16>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for unit in units { hash = (hash ^ UInt64(unit)) &* 0x100_0000_01B3 }
        return hash == 0 ? 1 : hash
    }
}
