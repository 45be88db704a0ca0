/// The parts of a record that are searched by their grams.
enum SearchPart: Int, CaseIterable {
    case title, keywords, summary
}

/// For each gram and part the records that have it, in order of position: the gaps between them, seven bits a byte
/// (Williams & Zobel, "Compressing integers for fast file access", 1999), or, where that takes more, a bit a record.
/// Either way a list is spread over a set of bits at about a nanosecond a record, and sets of bits are what is worked
/// with from then on.
///
/// Three characters in a row have a list, too, where both pairs in them are frequent: there the pairs alone leave so many
/// candidates that looking at each takes milliseconds.
final class GramLists: Sendable {
    private let records: Int
    /// Part and gram, in order.
    private let keys: LargeArray<UInt64>
    private let counts: LargeArray<UInt32>
    /// Where each list begins in `bytes`, whether it is a set of bits, and whether its pair is frequent.
    private let starts: LargeArray<UInt64>
    private let bytes: LargeArray<UInt8>

    private static let dense: UInt64 = 1 << 63
    /// Set for pairs of characters that are frequent.
    private static let frequent: UInt64 = 1 << 62
    private static let place: UInt64 = frequent - 1
    /// A pair is frequent if one record in so many has it.
    private static let frequentShare = 64
    /// But not of so few records that looking at each is nothing.
    private static let leastFrequent = 128

    /// - Parameter forEachText: calls back with a record's texts, part by part.
    init(
        count: Int,
        forEachText: (_ position: Int, (SearchPart, UnsafeBufferPointer<UInt16>) -> Void) -> Void
    ) {
        records = count
        let census = GramCensus()
        // Which pairs are frequent is judged by a sample; all that matters is that it is settled beforehand.
        let step = max(1, count / 20_000)
        let sample = (count + step - 1) / step
        for position in stride(from: 0, to: count, by: step) {
            forEachText(position) { part, text in
                SearchGram.forEach(in: text) { _ = census.note(Self.key(part, $0), position) }
            }
        }
        census.settle(least: (max(sample, Self.leastFrequent) + Self.frequentShare - 1) / Self.frequentShare)
        for position in 0..<count {
            forEachText(position) { part, text in
                var last: UInt64 = 0
                SearchGram.forEach(in: text) { gram in
                    let isFrequent = census.note(Self.key(part, gram), position)
                    if isFrequent, last != 0 {
                        let key = Self.key(part, SearchGram.triple(last, gram), isTriple: true)
                        _ = census.note(key, position)
                    }
                    last = isFrequent ? gram : 0
                }
            }
        }
        let (found, numbers, marks) = (census.keys, census.numbers, census.marks)
        let order = found.indices.sorted { found[$0] < found[$1] }
        keys = LargeArray(order.lazy.map { found[$0] })
        counts = LargeArray(order.lazy.map { marks[$0].count })
        let words = (count + 63) / 64
        let starts = LargeArray<UInt64>(count: order.count, repeating: 0)
        let isDense = LargeArray<Bool>(count: order.count, repeating: false)
        let next = LargeArray<UInt64>(count: order.count, repeating: 0)
        let last = LargeArray<Int32>(count: order.count, repeating: -1)
        var total: UInt64 = 0
        for (at, number) in order.enumerated() {
            isDense[number] = marks[number].size >= UInt64(words * 8)
            starts[at] =
                total | (isDense[number] ? Self.dense : 0) | (marks[number].isFrequent ? Self.frequent : 0)
            next[number] = total
            total += isDense[number] ? UInt64(words * 8) : marks[number].size
        }
        self.starts = starts
        let bytes = LargeArray<UInt8>(count: Int(total) + 8, repeating: 0)
        func put(_ number: Int, _ position: Int) {
            if last[number] == position { return }
            if isDense[number] {
                bytes[Int(next[number]) + position >> 3] |= 1 << UInt8(position & 7)
            } else {
                var gap = position - Int(last[number])
                var at = Int(next[number])
                while gap > 0x7F {
                    bytes[at] = UInt8(truncatingIfNeeded: gap) | 0x80
                    gap >>= 7
                    at += 1
                }
                bytes[at] = UInt8(gap)
                next[number] = UInt64(at + 1)
            }
            last[number] = Int32(position)
        }
        for position in 0..<count {
            forEachText(position) { part, text in
                var before: UInt64 = 0
                SearchGram.forEach(in: text) { gram in
                    let number = Int(numbers.find(Self.key(part, gram)))
                    put(number, position)
                    let isFrequent = marks[number].isFrequent
                    if isFrequent, before != 0 {
                        let key = Self.key(part, SearchGram.triple(before, gram), isTriple: true)
                        put(Int(numbers.find(key)), position)
                    }
                    before = isFrequent ? gram : 0
                }
            }
        }
        self.bytes = bytes
    }

    fileprivate static func size(of gap: Int) -> Int {
        gap < 1 << 7 ? 1 : gap < 1 << 14 ? 2 : gap < 1 << 21 ? 3 : gap < 1 << 28 ? 4 : 5
    }

    private static func key(_ part: SearchPart, _ gram: UInt64, isTriple: Bool = false) -> UInt64 {
        UInt64(part.rawValue + (isTriple ? 9 : 1)) << 48 | gram
    }

    /// The first list whose gram is not below the given one.
    private func first(_ key: UInt64) -> Int {
        var low = 0, high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The lists of grams that meet a need, one or several in a row.
    func lists(_ need: SearchWord.Need, _ part: SearchPart) -> Range<Int> {
        switch need {
        case .gram(let gram):
            let key = Self.key(part, gram)
            let at = first(key)
            return at..<(at < keys.count && keys[at] == key ? at + 1 : at)
        case .any(let range):
            return first(Self.key(part, range.lowerBound))..<first(Self.key(part, range.upperBound))
        }
    }

    /// The list of three characters in a row, which may be empty; nil where there are none for such.
    func list(ofTriple triple: UInt64, _ part: SearchPart) -> Range<Int>? {
        for pair in SearchGram.pairs(of: triple) {
            let lists = lists(.gram(pair), part)
            guard let list = lists.first, starts[list] & Self.frequent != 0 else { return nil }
        }
        let key = Self.key(part, triple, isTriple: true)
        let at = first(key)
        return at..<(at < keys.count && keys[at] == key ? at + 1 : at)
    }

    /// How many records the lists have, where one that is in several counts several times.
    func count(_ lists: Range<Int>) -> Int {
        lists.reduce(0) { $0 + Int(counts[$1]) }
    }

    /// Adds a list's records.
    func add(_ list: Int, to bits: Bits) {
        let set = bits.start
        let from = Int(starts[list] & Self.place)
        if starts[list] & Self.dense != 0 {
            let raw = UnsafeRawPointer(bytes.start + from)
            for at in 0..<bits.words {
                set[at] |= UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at * 8, as: UInt64.self))
            }
            return
        }
        var at = UnsafePointer(bytes.start) + from
        var position = -1
        for _ in 0..<counts[list] {
            var byte = Int(at.pointee)
            at += 1
            if byte > 0x7F {
                var gap = byte & 0x7F
                var shift = 7
                repeat {
                    byte = Int(at.pointee)
                    at += 1
                    gap |= (byte & 0x7F) << shift
                    shift += 7
                } while byte > 0x7F
                byte = gap
            }
            position += byte
            set[position >> 6] |= 1 << UInt64(position & 63)
        }
    }
}

/// How often each gram occurs, and how much room its list will take. Through pointers: checked accesses to captured
/// arrays took twice the time of all else.
private final class GramCensus {
    struct Mark: BitwiseCopyable {
        var last: Int32 = -1
        var count: UInt32 = 0
        var size: UInt64 = 0
        var isFrequent = false
    }

    let numbers = GramTable(capacity: 1 << 16)
    @exclusivity(unchecked) private(set) var keys: [UInt64] = []
    @exclusivity(unchecked) private(set) var marks = LargeArray<Mark>(count: 1 << 16, repeating: Mark())

    /// Counts a record for a gram, and says whether the gram is a frequent pair.
    @inline(__always)
    func note(_ key: UInt64, _ position: Int) -> Bool {
        let number = Int(numbers.number(of: key, orNew: Int32(truncatingIfNeeded: keys.count)))
        if number == keys.count { add(key) }
        let mark = marks.start + number
        let last = Int(mark.pointee.last)
        if last != position {
            mark.pointee.size += UInt64(GramLists.size(of: position - last))
            mark.pointee.count += 1
            mark.pointee.last = Int32(truncatingIfNeeded: position)
        }
        return mark.pointee.isFrequent
    }

    private func add(_ key: UInt64) {
        keys.append(key)
        guard keys.count > marks.count else { return }
        let more = LargeArray<Mark>(count: 2 * marks.count, repeating: Mark())
        more.start.update(from: marks.start, count: marks.count)
        marks = more
    }

    /// Begins anew, with the pairs that are frequent so far.
    func settle(least: Int) {
        for number in keys.indices {
            var mark = Mark()
            mark.isFrequent = SearchGram.isPair(keys[number]) && Int(marks[number].count) >= least
            marks[number] = mark
        }
    }
}
