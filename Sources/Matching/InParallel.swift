import Foundation
import Synchronization

/// Runs `body` with each number below `count`, on as many threads as there are cores, this one among them.
///
/// Threads of its own and not those of a dispatch queue, which all the program's tasks share: these give way to others as
/// their maker does, and are gone afterwards.
func inParallel(_ count: Int, _ body: @Sendable @escaping (Int) -> Void) {
    let threads = min(count, cores)
    guard threads > 1 else { return (0..<count).forEach(body) }
    let next = Next(), others = DispatchGroup()
    for _ in 1..<threads {
        others.enter()
        let thread = Thread {
            next.work(below: count, body)
            others.leave()
        }
        // As the main thread has it, whatever the system gives others.
        thread.stackSize = 8 << 20
        thread.start()
    }
    next.work(below: count, body)
    others.wait()
}

private let cores = ProcessInfo.processInfo.activeProcessorCount

/// The number that is next.
private final class Next: Sendable {
    private let number = Atomic(0)

    func work(below count: Int, _ body: (Int) -> Void) {
        while true {
            let mine = number.wrappingAdd(1, ordering: .relaxed).oldValue
            guard mine < count else { return }
            body(mine)
        }
    }
}
