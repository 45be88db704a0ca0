import Synchronization

/// Pieces of pages that are the same on many: each is made once. There are few, by names that say all they depend on.
final class KeptPieces: Sendable {
    /// Old names, of code lists that were replaced, are dropped with all others when there are so many.
    private static let most = 64

    private let pieces = Mutex<[String: HTML]>([:])

    func piece(_ name: String, _ make: () -> HTML) -> HTML {
        if let known = pieces.withLock({ $0[name] }) { return known }
        let new = make()
        pieces.withLock { pieces in
            if pieces.count >= Self.most { pieces = [:] }
            pieces[name] = new
        }
        return new
    }
}
