/// The address at which the exhibition hall sees the big screen and the ticker without signing in. A market has one or
/// none; its key itself is shown once and not kept.
public struct ScreenAddress: Sendable, Equatable {
    /// SHA-256 of the key.
    public let digest: String
    public let madeAt: Instant
    public let madeBy: User.ID

    public init(digest: String, madeAt: Instant, madeBy: User.ID) {
        self.digest = digest
        self.madeAt = madeAt
        self.madeBy = madeBy
    }
}
