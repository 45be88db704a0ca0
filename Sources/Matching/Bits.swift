/// A set of positions, one bit each. One thread's own, unless nobody writes to it.
final class Bits {
    let count: Int
    let words: Int
    private let memory: LargeArray<UInt64>
    var start: UnsafeMutablePointer<UInt64> { memory.start }

    /// - Parameter count: positions run from zero to below it.
    init(count: Int, all: Bool = false) {
        self.count = count
        words = (count + 63) / 64
        memory = LargeArray(count: words, repeating: all ? .max : 0)
        if all, count % 64 > 0 { memory[words - 1] = 1 << UInt64(count % 64) - 1 }
    }

    func copy() -> Bits {
        let copy = Bits(count: count)
        copy.start.update(from: start, count: words)
        return copy
    }

    @inline(__always)
    subscript(at: Int) -> Bool {
        get { start[at >> 6] >> UInt64(at & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(at & 63)
            if newValue { start[at >> 6] |= bit } else { start[at >> 6] &= ~bit }
        }
    }

    func keep(in other: Bits) { for at in 0..<words { start[at] &= other.start[at] } }

    func add(_ other: Bits) { for at in 0..<words { start[at] |= other.start[at] } }

    func remove(_ other: Bits) { for at in 0..<words { start[at] &= ~other.start[at] } }

    func clear() { start.update(repeating: 0, count: words) }

    /// How many there are.
    var population: Int {
        var sum = 0
        for at in 0..<words { sum += start[at].nonzeroBitCount }
        return sum
    }

    /// Calls `body` with each position in order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for at in 0..<words {
            var word = start[at]
            while word != 0 {
                body(at << 6 | word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }

    /// Keeps those positions for which `test` says so.
    @inline(__always)
    func filter(_ test: (Int) -> Bool) {
        for at in 0..<words {
            var word = start[at], kept = word
            while word != 0 {
                let bit = word.trailingZeroBitCount
                if !test(at << 6 | bit) { kept &= ~(1 << UInt64(bit)) }
                word &= word - 1
            }
            start[at] = kept
        }
    }

    /// The positions from the `offset`th on, in order, at most `limit` of them.
    func page(offset: Int, limit: Int) -> [Int] {
        var positions: [Int] = []
        var left = offset
        for at in 0..<words where positions.count < limit {
            var word = start[at]
            let here = word.nonzeroBitCount
            if left >= here {
                left -= here
                continue
            }
            while word != 0, positions.count < limit {
                if left > 0 { left -= 1 } else { positions.append(at << 6 | word.trailingZeroBitCount) }
                word &= word - 1
            }
        }
        return positions
    }
}
