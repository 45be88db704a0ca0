/// The best few: the higher similarity first, the lower id among equals.
struct BestFound {
    private let limit: Int
    /// A heap with the worst on top.
    private var heap: [Found] = []

    init(limit: Int) { self.limit = max(0, limit) }

    /// What another must reach.
    var least: Double { heap.count < limit ? 0 : heap[0].raw }

    mutating func insert(_ found: Found) {
        if heap.count < limit {
            heap.append(found)
            var child = heap.count - 1
            while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if limit > 0, Self.isWorse(heap[0], found) {
            heap[0] = found
            var parent = 0
            while true {
                var worst = parent
                for child in [2 * parent + 1, 2 * parent + 2]
                where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
                    worst = child
                }
                guard worst != parent else { break }
                heap.swapAt(parent, worst)
                parent = worst
            }
        }
    }

    var sorted: [Found] { heap.sorted { Self.isWorse($1, $0) } }

    private static func isWorse(_ left: Found, _ right: Found) -> Bool {
        left.raw == right.raw ? left.id > right.id : left.raw < right.raw
    }
}

/// Sums by position for some thousand positions: open addressing, as for grams.
struct PositionSums: ~Copyable {
    private let slots: UnsafeMutablePointer<UInt16>
    private let bits: Int
    /// In the order in which the positions came.
    private let found: UnsafeMutablePointer<(position: UInt32, sum: UInt32)>
    private var count = 0

    /// - Parameter capacity: at most so many positions; less than 65,536.
    init(capacity: Int) {
        bits = tableBits(capacity: capacity)
        slots = .allocate(capacity: 1 << bits)
        slots.initialize(repeating: .max, count: 1 << bits)
        found = .allocate(capacity: capacity)
    }

    deinit {
        slots.deallocate()
        found.deallocate()
    }

    @inline(__always)
    mutating func add(_ weight: UInt16, _ position: Int) {
        var at = Int((UInt64(position) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
        while true {
            let number = Int(slots[at])
            if number == UInt16.max {
                slots[at] = UInt16(count)
                (found + count).initialize(to: (UInt32(position), UInt32(weight)))
                count += 1
                return
            }
            if found[number].position == UInt32(position) {
                found[number].sum &+= UInt32(weight)
                return
            }
            at = (at + 1) & (1 << bits - 1)
        }
    }

    var all: UnsafeBufferPointer<(position: UInt32, sum: UInt32)> {
        UnsafeBufferPointer(start: found, count: count)
    }
}
