import Foundation
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where work is done that nobody waits for: a thread of its own that gives way to all others of the machine.
///
/// A service shares two cores with those who look at pages and write. Whatever they ask for goes first, and what is done here
/// takes the time that is left.
enum BesideThread {
    /// How far it steps back (setpriority(2)): enough for a waking thread to go first, and not so far that a lock which it
    /// holds would be held for long on a busy machine.
    private static let niceness: Int32 = 10

    /// Runs `work` on such a thread.
    ///
    /// What `work` calls must not hand anything to dispatch queues or tasks: a thread that is made for those meanwhile would
    /// give way as well, for as long as it lives.
    static func run<Result: Sendable>(
        _ work: @Sendable @escaping () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            // Another thread waits for it and answers, for the same reason.
            DispatchQueue.global(qos: .utility).async {
                let outcome = Outcome<Result>()
                let end = DispatchSemaphore(value: 0)
                let thread = Thread {
                    stepBack()
                    let result = Swift.Result { try work() }
                    outcome.value.withLock { $0 = result }
                    end.signal()
                }
                // As the main thread has it, whatever the system gives others.
                thread.stackSize = 8 << 20
                thread.start()
                end.wait()
                let result = outcome.value.withLock { $0 }
                continuation.resume(with: result ?? .failure(CancellationError()))
            }
        }
    }

    private final class Outcome<Result: Sendable>: Sendable {
        let value = Mutex<Swift.Result<Result, any Error>?>(nil)
    }

    private static func stepBack() {
        #if canImport(Darwin)
        pthread_set_qos_class_self_np(QOS_CLASS_BACKGROUND, 0)
        #else
        // Linux keeps this for each thread, whatever POSIX says (setpriority(2), "C library/kernel differences"). That it is
        // refused harms nobody.
        let this = __priority_which_t(PRIO_PROCESS.rawValue)
        if getpriority(this, 0) < niceness { _ = setpriority(this, 0, niceness) }
        #endif
    }
}
