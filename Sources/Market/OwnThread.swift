import Dispatch

/// Where seconds of work are done in one go: the program's tasks share few threads.
enum OwnThread {
    static func run<Result: Sendable>(
        _ quality: DispatchQoS.QoSClass,
        _ work: @Sendable @escaping () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: quality).async {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}
