/// The texts of all records in codes, one record behind the other by position: whoever looks at many goes forward in
/// memory. A record has a text for each `SearchPart`, and then its codes.
struct RecordTexts: Sendable {
    let dictionary: TextDictionary
    private let reader: TextReader
    private let codes: LargeArray<UInt16>
    private let starts: LargeArray<UInt64>

    private static let texts = SearchPart.allCases.count + 1

    /// - Parameters:
    ///   - references: by row its texts in `store`.
    ///   - order: the row at each position.
    init(
        _ references: [TextStore.Reference],
        _ store: TextStore,
        _ dictionary: TextDictionary,
        _ order: [Int32]
    ) {
        let codes = LargeArray<UInt16>(count: store.count, repeating: nil)
        let starts = LargeArray<UInt64>(count: order.count, repeating: 0)
        var used = 0
        for (position, row) in order.enumerated() {
            let start = store[references[Int(row)]]
            var end = start
            for _ in 0..<Self.texts { TextReader.skip(&end) }
            (codes.start + used).update(from: start, count: end - start)
            starts[position] = UInt64(used)
            used += end - start
        }
        self.codes = codes
        self.starts = starts
        self.dictionary = dictionary
        reader = dictionary.reader()
    }

    @inline(__always)
    private func text(_ position: Int) -> UnsafePointer<UInt16> {
        UnsafePointer(codes.start + Int(starts[position]))
    }

    /// A record's texts in codes, one behind the other.
    func codes(_ position: Int) -> UnsafeBufferPointer<UInt16> {
        let start = text(position)
        var end = start
        for _ in 0..<Self.texts { TextReader.skip(&end) }
        return UnsafeBufferPointer(start: start, count: end - start)
    }

    /// A record's texts, one after the other.
    func all(_ position: Int) -> [[UInt16]] {
        let page = TextPage()
        var codes = text(position)
        return (0..<Self.texts).map { _ in
            reader.read(&codes, into: page)
            return Array(page.text)
        }
    }

    /// Calls `body` with a record's text for each part.
    @inline(__always)
    func forEachPart(
        _ position: Int,
        _ page: TextPage,
        _ body: (SearchPart, UnsafeBufferPointer<UInt16>) -> Void
    ) {
        var codes = text(position)
        for part in SearchPart.allCases {
            reader.read(&codes, into: page)
            body(part, page.text)
        }
    }

    /// Reads a record's own codes, such as its number.
    func readReferences(_ position: Int, into page: TextPage) {
        var codes = text(position)
        for _ in SearchPart.allCases { TextReader.skip(&codes) }
        reader.read(&codes, into: page)
    }

    /// Takes out of each part's set those records whose text there does not have the word; looks only at records of
    /// `hits`.
    ///
    /// - Parameter parts: by `SearchPart`; nil for those that need no look.
    func verify(_ word: SearchWord, _ parts: [Bits?], in hits: Bits) {
        let candidates = Bits(count: hits.count)
        for part in parts { if let part { candidates.add(part) } }
        candidates.keep(in: hits)
        let positions = candidates.page(offset: 0, limit: hits.count)
        guard !positions.isEmpty else { return }
        let automaton = WordAutomaton(word, reader)
        let page = TextPage()
        var touched: UInt16 = 0
        // Texts lie all over a hundred megabytes. Touched together, they come from memory at the same time, and not one
        // after the other (group prefetching: Chen et al., "Improving hash join performance through prefetching", 2007).
        for from in stride(from: 0, to: positions.count, by: 32) {
            let group = positions[from..<min(from + 32, positions.count)]
            for position in group {
                let start = Int(starts[position])
                touched &+= codes[start] &+ codes[min(start + 32, codes.count - 1)]
            }
            for position in group {
                var codes = text(position)
                for part in parts {
                    guard let part, part[position] else {
                        TextReader.skip(&codes)
                        continue
                    }
                    let stands: Bool
                    if let automaton {
                        stands = automaton.accepts(&codes)
                    } else {
                        reader.read(&codes, into: page)
                        stands = word.stands(in: page.text)
                    }
                    if !stands { part[position] = false }
                }
            }
        }
        // Or the compiler leaves the touching out.
        withExtendedLifetime(touched) {}
    }
}

extension RecordTexts {
    func pack(into packed: inout PackedIndex) {
        dictionary.pack(into: &packed)
        packed.put("texts.codes", codes)
        packed.put("texts.starts", starts)
    }

    init(unpacking source: some PackedIndexSource, count: Int) throws {
        dictionary = try TextDictionary(unpacking: source)
        reader = dictionary.reader()
        codes = try source.large("texts.codes")
        starts = try source.large("texts.starts")
        guard starts.count == count else { throw PackedIndexError(section: "texts.starts") }
        try check()
    }

    /// Sees that each record's texts lie where they should, whole, in codes that stand for something.
    private func check() throws {
        var at = 0
        for position in 0..<starts.count {
            guard starts[position] == UInt64(at) else { throw PackedIndexError(section: "texts.starts") }
            var left = Self.texts
            while left > 0 {
                guard at < codes.count, Int(codes[at]) < reader.count else {
                    throw PackedIndexError(section: "texts.codes")
                }
                switch codes[at] {
                case TextDictionary.end: left -= 1
                case TextDictionary.escape: at += 1
                default: break
                }
                at += 1
            }
        }
        guard at == codes.count else { throw PackedIndexError(section: "texts.codes") }
    }
}
