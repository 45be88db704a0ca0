import Dispatch

/// Where seconds of work are done in one go that somebody waits for: the program's tasks share few threads.
enum OwnThread {
    static func run<Result: Sendable>(
        _ work: @Sendable @escaping () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}
