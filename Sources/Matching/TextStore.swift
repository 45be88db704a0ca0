/// Frequent stretches of text as single codes of 16 bits: byte pair encoding (Gage, "A new algorithm for data
/// compression", 1994) with many pairs a round, learnt from the first texts that come.
///
/// Chinese takes about half its UTF-16 so, catalogues that repeat their phrases a fifth, and a text is still read by
/// itself and in one go.
///
/// Never changes once it is made, but for units that come later: those are given codes by their owner.
struct TextDictionary: Sendable {
    /// Ends a text.
    static let end: UInt16 = 0
    /// Says that the next code is a unit itself.
    static let escape: UInt16 = 1
    /// Codes that are kept for units that come later.
    private static let spare = 6_000
    private static let rounds = 5

    /// What each code stands for: a stretch of `units`.
    private var starts: [UInt32] = [0, 0, 0]
    private var units: [UInt16] = []
    /// By unit; zero for those without.
    private var codes = [UInt16](repeating: 0, count: 1 << 16)
    /// The code of each pair of codes.
    private var pairs = GramTable()
    /// Whether it has seen enough to know any pairs.
    private(set) var isLearnt = false

    init() {}

    /// - Parameter texts: each in codes of single units, with `end` behind it.
    mutating func learn(from texts: [UInt16]) {
        var texts = texts
        // Copies share the old one.
        pairs = GramTable(capacity: 1 << 16)
        let room = Int(UInt16.max) - Self.spare - (starts.count - 1)
        for round in 0..<Self.rounds where room > 0 {
            let numbers = GramTable()
            var counts: [(key: UInt64, count: Int32)] = []
            for at in 1..<max(1, texts.count) where texts[at - 1] != Self.end && texts[at] != Self.end {
                if texts[at] == Self.escape || texts[at - 1] == Self.escape { continue }
                let key = UInt64(texts[at - 1]) << 16 | UInt64(texts[at])
                let number = Int(numbers.number(of: key, orNew: Int32(counts.count)))
                if number == counts.count { counts.append((key, 0)) }
                counts[number].count += 1
            }
            counts.removeAll { $0.count < 6 }
            counts.sort { $0.count == $1.count ? $0.key < $1.key : $0.count > $1.count }
            let known = starts.count
            for (key, _) in counts.prefix(room / Self.rounds) {
                let first = UInt16(key >> 16), second = UInt16(key & 0xFFFF)
                pairs.set(key, Int32(starts.count - 1))
                for code in [first, second] {
                    let start = Int(starts[Int(code)]), end = Int(starts[Int(code) + 1])
                    units += Array(units[start..<end])
                }
                starts.append(UInt32(units.count))
            }
            if starts.count == known || round == Self.rounds - 1 { break }
            _ = join(&texts, from: 0)
        }
        isLearnt = true
    }

    /// Appends texts that are in codes already, with what has been learnt since.
    func append(codes: ArraySlice<UInt16>, to result: inout [UInt16]) {
        let first = result.count
        result += codes
        guard isLearnt else { return }
        for _ in 0..<Self.rounds where !join(&result, from: first) { break }
    }

    /// Appends a text in codes, with `end` behind it.
    mutating func append(_ text: some Sequence<UInt16>, to result: inout [UInt16]) {
        let first = result.count
        for unit in text {
            if codes[Int(unit)] == 0 {
                guard starts.count - 1 < Int(UInt16.max) else {
                    result.append(Self.escape)
                    result.append(unit)
                    continue
                }
                codes[Int(unit)] = UInt16(starts.count - 1)
                units.append(unit)
                starts.append(UInt32(units.count))
            }
            result.append(codes[Int(unit)])
        }
        if isLearnt {
            for _ in 0..<Self.rounds where !join(&result, from: first) { break }
        }
        result.append(Self.end)
    }

    /// Makes one code of each pair that has one, from left to right, and says whether there were any.
    private func join(_ text: inout [UInt16], from first: Int) -> Bool {
        let old = text.count
        let new = text.withUnsafeMutableBufferPointer { text in
            var at = first, to = first
            while at < text.count {
                let code = text[at]
                if code == Self.escape, at + 1 < text.count {
                    text[to] = code
                    text[to + 1] = text[at + 1]
                    to += 2
                    at += 2
                    continue
                }
                if at + 1 < text.count, code != Self.end, text[at + 1] > Self.escape {
                    let joined = pairs.find(UInt64(code) << 16 | UInt64(text[at + 1]))
                    if joined >= 0 {
                        text[to] = UInt16(joined)
                        to += 1
                        at += 2
                        continue
                    }
                }
                text[to] = code
                to += 1
                at += 1
            }
            return to
        }
        text.removeLast(old - new)
        return new < old
    }

    /// Ready to read texts with.
    func reader() -> TextReader { TextReader(starts: starts, units: units) }
}

extension TextDictionary {
    func pack(into packed: inout PackedIndex) {
        packed.put("dictionary.starts", starts)
        packed.put("dictionary.units", units)
        packed.put("dictionary.codes", codes)
        packed.put("dictionary.learnt", [UInt8(isLearnt ? 1 : 0)])
        pairs.pack(into: &packed, as: "dictionary.pairs")
    }

    init(unpacking source: some PackedIndexSource) throws {
        func expect(_ isRight: Bool, _ section: String) throws {
            guard isRight else { throw PackedIndexError(section: section) }
        }
        starts = try source.array("dictionary.starts")
        units = try source.array("dictionary.units")
        codes = try source.array("dictionary.codes")
        let learnt: [UInt8] = try source.array("dictionary.learnt")
        let places = 3...(Int(UInt16.max) + 1)
        try expect(places.contains(starts.count) && starts.last == UInt32(units.count), "dictionary.starts")
        try expect(
            starts[2] == 0 && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 },
            "dictionary.starts"
        )
        try expect(codes.count == 1 << 16 && codes.allSatisfy { $0 < starts.count - 1 }, "dictionary.codes")
        try expect(learnt == [0] || learnt == [1], "dictionary.learnt")
        isLearnt = learnt == [1]
        pairs = try GramTable(unpacking: source, "dictionary.pairs", limit: Int32(starts.count - 1))
    }
}

/// Turns codes back into texts.
struct TextReader: Sendable {
    private let starts: LargeArray<UInt32>
    private let units: LargeArray<UInt16>

    fileprivate init(starts: [UInt32], units: [UInt16]) {
        self.starts = LargeArray(starts)
        // So that sixteen units can be copied from any place.
        self.units = LargeArray(units + [UInt16](repeating: 0, count: 16))
    }

    /// How many codes there are.
    var count: Int { starts.count - 1 }

    /// What a code stands for.
    @inline(__always)
    subscript(code: UInt16) -> UnsafeBufferPointer<UInt16> {
        let from = Int(starts[Int(code)])
        return UnsafeBufferPointer(start: units.start + from, count: Int(starts[Int(code) + 1]) - from)
    }

    /// Passes over one text.
    @inline(__always)
    static func skip(_ codes: inout UnsafePointer<UInt16>) {
        while codes.pointee != TextDictionary.end { codes += codes.pointee == 1 ? 2 : 1 }
        codes += 1
    }

    /// Reads one text, and goes on to the next.
    @inline(__always)
    func read(_ codes: inout UnsafePointer<UInt16>, into page: TextPage) {
        var count = 0
        while true {
            let code = codes.pointee
            codes += 1
            if code == TextDictionary.end { break }
            page.reserve(count + 16)
            if code == 1 {
                page.start[count] = codes.pointee
                codes += 1
                count += 1
                continue
            }
            let from = Int(starts[Int(code)]), length = Int(starts[Int(code) + 1]) - from
            if length <= 16 {
                UnsafeMutableRawPointer(page.start + count).storeBytes(
                    of: UnsafeRawPointer(units.start + from).loadUnaligned(as: SIMD16<UInt16>.self),
                    as: SIMD16<UInt16>.self
                )
            } else {
                page.reserve(count + length)
                (page.start + count).update(from: units.start + from, count: length)
            }
            count += length
        }
        page.count = count
    }
}

/// A place to read texts into, one after the other. One thread's own.
final class TextPage {
    @exclusivity(unchecked) private(set) var start: UnsafeMutablePointer<UInt16>
    @exclusivity(unchecked) private var capacity = 1_024
    @exclusivity(unchecked) fileprivate(set) var count = 0

    init() { start = .allocate(capacity: capacity) }

    deinit { start.deallocate() }

    var text: UnsafeBufferPointer<UInt16> { UnsafeBufferPointer(start: start, count: count) }

    /// Makes room for so many units and keeps what is there.
    @inline(__always)
    fileprivate func reserve(_ needed: Int) { if needed > capacity { grow(needed) } }

    private func grow(_ needed: Int) {
        let larger = UnsafeMutablePointer<UInt16>.allocate(capacity: max(needed, 2 * capacity))
        larger.update(from: start, count: capacity)
        start.deallocate()
        start = larger
        capacity = max(needed, 2 * capacity)
    }
}

/// The texts of many records in codes, each record's one behind the other.
struct TextStore: Sendable {
    /// Where a record's texts begin: the block and the place in it.
    typealias Reference = UInt64

    private static let blockSize = 1 << 20
    private var blocks: [LargeArray<UInt16>] = []
    private var used = 0

    /// How many codes it takes.
    private(set) var count = 0

    /// Appends a record's codes.
    mutating func add(_ codes: UnsafeBufferPointer<UInt16>) -> Reference {
        if blocks.isEmpty || used + codes.count > blocks[blocks.count - 1].count {
            blocks.append(LargeArray(count: max(Self.blockSize, codes.count), repeating: 0))
            used = 0
        }
        if let start = codes.baseAddress {
            (blocks[blocks.count - 1].start + used).update(from: start, count: codes.count)
        }
        defer {
            used += codes.count
            count += codes.count
        }
        return UInt64(blocks.count - 1) << 32 | UInt64(used)
    }

    @inline(__always)
    subscript(reference: Reference) -> UnsafePointer<UInt16> {
        UnsafePointer(blocks[Int(reference >> 32)].start + Int(reference & 0xFFFF_FFFF))
    }
}
