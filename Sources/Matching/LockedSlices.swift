import Synchronization

/// What several threads make, each its own part, in order.
final class LockedSlices<Part: Sendable>: Sendable {
    private let parts: Mutex<[Part?]>

    init(count: Int) { parts = Mutex([Part?](repeating: nil, count: count)) }

    func set(_ at: Int, _ part: Part) { parts.withLock { $0[at] = part } }

    var all: [Part] { parts.withLock { $0.compactMap { $0 } } }
}
