/// What is counted of a list while it is made.
private struct ListMark: BitwiseCopyable {
    var last: Int32 = -1
    var count: UInt32 = 0
    /// How often the title at hand has the gram, up to 250.
    var times: UInt8 = 0
    var repeats: UInt8 = 0
}

/// For each one- and two-character gram and Latin run the titles that have it.
///
/// Positions are cut into blocks of 32,768, so that within a block one takes 16 bits, needs no decoding, and the sums
/// of a block stay in the cache (the layout of Lucene's and Roaring's 16-bit containers: Chambi, Lemire, Kaser &
/// Godin, "Better bitmap performance with Roaring bitmaps", 2016). A gram that stands twice in a title has two
/// postings there, and three from the fifth time on: never less than the root of its count, as an upper bound needs.
/// Grams of three characters have none: what they add is bounded by the two pairs in them.
struct TitlePostings: Sendable {
    static let usualBlockBits = 15
    /// Places in a block take 16 bits.
    static let mostBlockBits = 16

    let blockBits: Int
    var blockSize: Int { 1 << blockBits }
    /// Lists shorter than this have whole positions and no block table.
    private static let short: UInt32 = 512

    let blocks: Int
    /// By gram; -1 for those without postings.
    private let lists: [Int32]
    /// For each list where its postings begin, in `positions` or in `places`, and how many they are.
    private let starts: [UInt32]
    private let counts: [UInt32]
    /// For each list the most postings that one title has.
    private let repeats: [UInt8]
    /// For each long list, where its postings of each block begin, from `starts` on.
    private let tables: [Int32]
    private let offsets: [UInt32]
    private let places: LargeArray<UInt16>
    private let positions: LargeArray<UInt32>
    /// Titles that say a word 26 times or more: not bounded by their postings, so always looked at.
    let exceptions: [Int32]

    init(count: Int, _ vocabulary: Vocabulary, blockBits: Int, title: (Int) -> UnsafeBufferPointer<UInt16>) {
        self.blockBits = blockBits
        let blocks = (count + (1 << blockBits) - 1) >> blockBits
        self.blocks = blocks
        let grams = Int(vocabulary.count)
        // Through pointers: checked accesses to captured arrays took half of the time.
        let lists = LargeArray<Int32>(count: grams, repeating: -1)
        let marks = LargeArray<ListMark>(count: grams, repeating: ListMark())
        let found = LargeArray<Int32>(count: 1, repeating: 0)
        /// Calls `body` with each posting: list, and the how manieth of its title.
        @inline(__always)
        func walk(_ position: Int, _ body: (_ list: Int, _ number: UInt8) -> Void) {
            forEachGram(in: title(position)) { key, length in
                guard length < 3 else { return }
                let gram = Int(vocabulary.find(key))
                if lists[gram] < 0 {
                    lists[gram] = found[0]
                    found[0] += 1
                }
                let list = Int(lists[gram])
                let mark = marks.start + list
                if mark.pointee.last != position {
                    mark.pointee.last = Int32(position)
                    mark.pointee.times = 0
                }
                mark.pointee.times = min(mark.pointee.times + 1, 250)
                // The 1st, 2nd, 5th, 10th ... occurrence makes the rounded-up root grow.
                switch mark.pointee.times {
                case 1: body(list, 1)
                case 2: body(list, 2)
                case 5: body(list, 3)
                case 10: body(list, 4)
                case 17: body(list, 5)
                case 26: body(list, 6)
                default: break
                }
            }
        }
        var exceptions: [Int32] = []
        for position in 0..<count {
            var isExceptional = false
            walk(position) { list, number in
                if number == 6 {
                    isExceptional = true
                } else {
                    marks.start[list].count += 1
                    marks.start[list].repeats = max(marks.start[list].repeats, number)
                }
            }
            if isExceptional { exceptions.append(Int32(position)) }
        }
        let counts = (0..<Int(found[0])).map { marks[$0].count }
        let repeats = (0..<Int(found[0])).map { marks[$0].repeats }
        var starts = [UInt32](repeating: 0, count: counts.count)
        var tables = [Int32](repeating: -1, count: counts.count)
        var shortTotal: UInt32 = 0, longTotal: UInt32 = 0, tableCount: Int32 = 0
        for list in counts.indices {
            if counts[list] < Self.short {
                starts[list] = shortTotal
                shortTotal += counts[list]
            } else {
                starts[list] = longTotal
                longTotal += counts[list]
                tables[list] = tableCount
                tableCount += 1
            }
        }
        let isShort = LargeArray<Bool>(tables.lazy.map { $0 < 0 })
        let next = LargeArray<UInt32>(starts)
        let positions = LargeArray<UInt32>(count: Int(shortTotal), repeating: 0)
        let places = LargeArray<UInt16>(count: Int(longTotal), repeating: 0)
        var offsets = [UInt32](repeating: 0, count: Int(tableCount) * (blocks + 1))
        for list in counts.indices { marks.start[list].last = -1 }
        for block in 0..<blocks {
            for list in tables.indices where tables[list] >= 0 {
                offsets[Int(tables[list]) * (blocks + 1) + block] = next[list]
            }
            for position in (block << blockBits)..<min(count, (block + 1) << blockBits) {
                walk(position) { list, number in
                    if number == 6 { return }
                    if isShort[list] {
                        positions[Int(next[list])] = UInt32(position)
                    } else {
                        places[Int(next[list])] = UInt16(position - (block << blockBits))
                    }
                    next[list] += 1
                }
            }
        }
        for list in tables.indices where tables[list] >= 0 {
            offsets[Int(tables[list]) * (blocks + 1) + blocks] = next[list]
        }
        self.lists = (0..<grams).map { lists[$0] }
        self.starts = starts
        self.counts = counts
        self.repeats = repeats
        self.tables = tables
        self.offsets = offsets
        self.places = places
        self.positions = positions
        self.exceptions = exceptions
    }

    /// The gram's list, or -1.
    func list(_ gram: Int32) -> Int32 { gram >= 0 && gram < lists.count ? lists[Int(gram)] : -1 }

    func count(_ list: Int32) -> Int { Int(counts[Int(list)]) }

    func repeats(_ list: Int32) -> Int { Int(repeats[Int(list)]) }

    /// Calls `body` with the positions of a list, at most so many.
    @inline(__always)
    func forEach(_ list: Int32, most: Int, _ body: (_ position: Int) -> Void) {
        let list = Int(list)
        guard tables[list] >= 0 else {
            let start = Int(starts[list])
            for at in start..<(start + min(most, Int(counts[list]))) { body(Int(positions[at])) }
            return
        }
        let table = Int(tables[list]) * (blocks + 1), end = Int(offsets[table]) + most
        for block in 0..<blocks {
            let from = Int(offsets[table + block]), to = min(end, Int(offsets[table + block + 1]))
            guard from < to else { continue }
            for at in from..<to { body(block << blockBits + Int(places[at])) }
        }
    }

    /// Adds `weight` to the sums of a block's titles.
    @inline(__always)
    func add(_ weight: UInt16, of list: Int32, block: Int, to sums: UnsafeMutablePointer<UInt16>) {
        let list = Int(list)
        if tables[list] >= 0 {
            let at = Int(tables[list]) * (blocks + 1) + block
            let from = Int(offsets[at]), to = Int(offsets[at + 1])
            var place = UnsafePointer(places.start) + from
            let end = UnsafePointer(places.start) + to
            while place + 4 <= end {
                sums[Int(place[0])] &+= weight
                sums[Int(place[1])] &+= weight
                sums[Int(place[2])] &+= weight
                sums[Int(place[3])] &+= weight
                place += 4
            }
            while place < end {
                sums[Int(place[0])] &+= weight
                place += 1
            }
        } else {
            let first = UInt32(block << blockBits)
            var low = Int(starts[list])
            let end = low + Int(counts[list])
            var high = end
            while low < high {
                let middle = (low + high) / 2
                if positions[middle] < first { low = middle + 1 } else { high = middle }
            }
            while low < end, positions[low] &- first < UInt32(blockSize) {
                sums[Int(positions[low] &- first)] &+= weight
                low += 1
            }
        }
    }
}

extension TitlePostings {
    func pack(into packed: inout PackedIndex) {
        packed.put("postings.lists", lists)
        packed.put("postings.starts", starts)
        packed.put("postings.counts", counts)
        packed.put("postings.repeats", repeats)
        packed.put("postings.tables", tables)
        packed.put("postings.offsets", offsets)
        packed.put("postings.exceptions", exceptions)
        packed.put("postings.places", places)
        packed.put("postings.positions", positions)
    }

    init(unpacking source: some PackedIndexSource, count: Int, grams: Int, blockBits: Int) throws {
        self.blockBits = blockBits
        blocks = (count + (1 << blockBits) - 1) >> blockBits
        lists = try source.array("postings.lists")
        starts = try source.array("postings.starts")
        counts = try source.array("postings.counts")
        repeats = try source.array("postings.repeats")
        tables = try source.array("postings.tables")
        offsets = try source.array("postings.offsets")
        exceptions = try source.array("postings.exceptions")
        places = try source.large("postings.places")
        positions = try source.large("postings.positions")
        try check(count: count, grams: grams)
    }

    private func check(count: Int, grams: Int) throws {
        func expect(_ isRight: Bool, _ section: String) throws {
            guard isRight else { throw PackedIndexError(section: section) }
        }
        let all = starts.count
        try expect(
            lists.count <= grams && lists.allSatisfy { (-1..<Int32(all)).contains($0) },
            "postings.lists"
        )
        try expect(counts.count == all, "postings.counts")
        try expect(repeats.count == all, "postings.repeats")
        try expect(tables.count == all, "postings.tables")
        try expect(offsets.count % (blocks + 1) == 0, "postings.offsets")
        let tableCount = offsets.count / (blocks + 1)
        try expect(tables.allSatisfy { (-1..<Int32(tableCount)).contains($0) }, "postings.tables")
        for list in 0..<all {
            if tables[list] < 0 {
                try expect(Int(starts[list]) + Int(counts[list]) <= positions.count, "postings.starts")
            } else {
                let first = Int(tables[list]) * (blocks + 1)
                let table = offsets[first...(first + blocks)]
                try expect(zip(table, table.dropFirst()).allSatisfy { $0 <= $1 }, "postings.offsets")
                try expect(Int(offsets[first + blocks]) <= places.count, "postings.offsets")
            }
        }
        try expect(exceptions.allSatisfy { (0..<Int32(count)).contains($0) }, "postings.exceptions")
        try expect((0..<positions.count).allSatisfy { positions[$0] < count }, "postings.positions")
        if blockBits < 16 {
            try expect((0..<places.count).allSatisfy { places[$0] < blockSize }, "postings.places")
        }
    }
}
