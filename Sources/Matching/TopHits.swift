/// Keeps the best few of many: the higher value first, the lower position among equals.
struct TopHits {
    private let limit: Int
    /// A heap with the worst on top.
    private var heap: [(value: Double, position: Int)] = []

    init(limit: Int) { self.limit = max(0, limit) }

    /// Whether `insert` would keep it.
    func wants(_ value: Double, _ position: Int) -> Bool {
        guard heap.count >= limit else { return true }
        guard let worst = heap.first else { return false }
        return isWorse(worst, (value, position))
    }

    /// - Complexity: O(log limit).
    mutating func insert(_ value: Double, _ position: Int) {
        guard wants(value, position) else { return }
        if heap.count < limit {
            heap.append((value, position))
            var child = heap.count - 1
            while child > 0, isWorse(heap[child], heap[(child - 1) / 2]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else {
            heap[0] = (value, position)
            var parent = 0
            while true {
                var worst = parent
                for child in [2 * parent + 1, 2 * parent + 2]
                where child < heap.count && isWorse(heap[child], heap[worst]) {
                    worst = child
                }
                guard worst != parent else { break }
                heap.swapAt(parent, worst)
                parent = worst
            }
        }
    }

    /// In no order that means anything.
    var positions: [Int] { heap.map(\.position) }

    private func isWorse(_ left: (value: Double, position: Int), _ right: (value: Double, position: Int))
        -> Bool
    {
        left.value == right.value ? left.position > right.position : left.value < right.value
    }
}
