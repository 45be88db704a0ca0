/// The parts of a record that are searched by their grams.
enum SearchPart: Int, CaseIterable {
    case title, keywords, summary
}

/// For each gram and part the records that have it, in order of position: the gaps between them, seven bits a byte
/// (Williams & Zobel, "Compressing integers for fast file access", 1999), or, where that takes more, a bit a record.
/// Either way a list is spread over a set of bits at about a nanosecond a record, and sets of bits are what is worked
/// with from then on.
///
/// Frequent phrases of three characters and more have a list, too: where pairs alone leave so many candidates that
/// looking at each takes milliseconds (`GramCensus`). So whatever word more than a small share of records may have, its
/// records are known without a look at any.
final class GramLists: Sendable {
    let records: Int
    /// Part and gram, in order.
    let keys: LargeArray<UInt64>
    /// For the lists after those of `keys`, in order: the list of the phrase without its last unit, and that unit.
    let phrases: LargeArray<UInt64>
    let counts: LargeArray<UInt32>
    /// Where each list begins in `bytes`, whether it is a set of bits, and whether its gram or phrase is frequent.
    let starts: LargeArray<UInt64>
    let bytes: LargeArray<UInt8>

    static let dense: UInt64 = 1 << 63
    private static let frequent: UInt64 = 1 << 62
    static let place: UInt64 = frequent - 1
    /// A pair or phrase is frequent if one record in so many has it.
    private static let frequentShare = 64
    /// But not of so few records that looking at each is nothing.
    private static let leastFrequent = 128
    /// From how many records it is judged what is frequent.
    private static let sampleSize = 20_000

    /// - Parameter forEachText: calls back with a record's texts, part by part.
    init(
        count: Int,
        forEachText: (_ position: Int, (SearchPart, UnsafeBufferPointer<UInt16>) -> Void) -> Void
    ) {
        records = count
        let census = GramCensus()
        // Judged by a sample; all that matters is that it is settled beforehand.
        let step = max(1, count / Self.sampleSize)
        let sample = (count + step - 1) / step
        let least = (max(sample, Self.leastFrequent) + Self.frequentShare - 1) / Self.frequentShare
        repeat {
            for position in stride(from: 0, to: count, by: step) {
                forEachText(position) { census.walk($0, $1) { census.note($0, position) } }
            }
        } while census.settle(least: least)
        for position in 0..<count {
            forEachText(position) { census.walk($0, $1) { census.note($0, position) } }
        }
        let order = Order(census.keys)
        keys = order.keys
        phrases = order.phrases
        let marks = census.marks
        counts = LargeArray(order.numbers.lazy.map { marks[$0].count })
        let words = (count + 63) / 64
        let starts = LargeArray<UInt64>(count: order.numbers.count, repeating: 0)
        let isDense = LargeArray<Bool>(count: order.numbers.count, repeating: false)
        let next = LargeArray<UInt64>(count: order.numbers.count, repeating: 0)
        let last = LargeArray<Int32>(count: order.numbers.count, repeating: -1)
        var total: UInt64 = 0
        for (at, number) in order.numbers.enumerated() {
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
            forEachText(position) { census.walk($0, $1) { put($0, position) } }
        }
        self.bytes = bytes
    }

    init(
        records: Int,
        keys: LargeArray<UInt64>,
        phrases: LargeArray<UInt64>,
        counts: LargeArray<UInt32>,
        starts: LargeArray<UInt64>,
        bytes: LargeArray<UInt8>
    ) {
        self.records = records
        self.keys = keys
        self.phrases = phrases
        self.counts = counts
        self.starts = starts
        self.bytes = bytes
    }

    /// A census in the order of the lists.
    private struct Order {
        /// By list its number in the census.
        private(set) var numbers: [Int]
        let keys: LargeArray<UInt64>
        let phrases: LargeArray<UInt64>

        init(_ found: [UInt64]) {
            numbers = found.indices.filter { !GramCensus.isPhrase(found[$0]) }
                .sorted { found[$0] < found[$1] }
            keys = LargeArray(numbers.lazy.map { found[$0] })
            // Shorter phrases first: a phrase's place goes by that of its beginning.
            var lists = [Int](repeating: -1, count: found.count)
            for (list, number) in numbers.enumerated() { lists[number] = list }
            var left = found.indices.filter { GramCensus.isPhrase(found[$0]) }
            var phrases: [UInt64] = []
            while !left.isEmpty {
                var next: [(key: UInt64, number: Int)] = []
                var longer: [Int] = []
                for number in left {
                    let (beginning, unit) = GramCensus.pieces(found[number])
                    if lists[beginning] < 0 {
                        longer.append(number)
                    } else {
                        next.append((GramLists.phrase(lists[beginning], unit), number))
                    }
                }
                next.sort { $0.key < $1.key }
                for (key, number) in next {
                    lists[number] = numbers.count
                    numbers.append(number)
                    phrases.append(key)
                }
                left = longer
            }
            self.phrases = LargeArray(phrases)
        }
    }

    static func size(of gap: Int) -> Int {
        gap < 1 << 7 ? 1 : gap < 1 << 14 ? 2 : gap < 1 << 21 ? 3 : gap < 1 << 28 ? 4 : 5
    }

    private static func phrase(_ beginning: Int, _ unit: UInt16) -> UInt64 {
        UInt64(beginning) << 16 | UInt64(unit)
    }

    /// The first place whose key is not below the given one.
    private static func first(_ key: UInt64, in keys: LargeArray<UInt64>) -> Int {
        var low = 0, high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func find(_ key: UInt64, in keys: LargeArray<UInt64>) -> Int? {
        let at = first(key, in: keys)
        return at < keys.count && keys[at] == key ? at : nil
    }

    /// Lists that a record must all be in to meet a need, each of them one list or several in a row of which it must be
    /// in one; nil when no record meets it.
    ///
    /// - Parameter isEnough: whether every record in them meets it.
    func lists(_ need: SearchWord.Need, _ part: SearchPart) -> (all: [Range<Int>], isEnough: Bool)? {
        switch need {
        case .gram(let gram):
            return Self.find(GramCensus.gram(part, gram), in: keys).map { ([$0..<($0 + 1)], true) }
        case .any(let range):
            let lists =
                Self.first(
                    GramCensus.gram(part, range.lowerBound),
                    in: keys
                )..<Self.first(GramCensus.gram(part, range.upperBound), in: keys)
            return lists.isEmpty ? nil : ([lists], true)
        case .characters(let units): return phrases(units, part)
        }
    }

    /// The lists of the longest phrases in a run of two characters or more: of each place where one ends, as
    /// `GramCensus.walk` goes, but for those that are part of another.
    private func phrases(_ units: [UInt16], _ part: SearchPart) -> (all: [Range<Int>], isEnough: Bool)? {
        var found: [(list: Int, length: Int)] = []
        var before: [Int] = []
        for end in 1..<units.count {
            let pair = SearchGram.key(units[end - 1], units[end], 0)
            guard var list = Self.find(GramCensus.gram(part, pair), in: keys) else { return nil }
            var frequent: [Int] = []
            for beginning in before {
                guard isFrequent(list) else { break }
                frequent.append(list)
                guard let phrase = Self.find(Self.phrase(beginning, units[end]), in: phrases) else {
                    return nil
                }
                list = keys.count + phrase
            }
            let length = frequent.count + 2
            if isFrequent(list) { frequent.append(list) }
            before = frequent
            if let last = found.last, last.length + 1 == length { found.removeLast() }
            found.append((list, length))
        }
        // A word that repeats itself needs a list no more than once.
        let lists = Set(found.map(\.list)).sorted()
        return (lists.map { $0..<($0 + 1) }, found.count == 1)
    }

    private func isFrequent(_ list: Int) -> Bool { starts[list] & Self.frequent != 0 }

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
