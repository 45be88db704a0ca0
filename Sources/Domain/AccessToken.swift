/// What a token may be used for. A token never may more than its user.
public enum TokenScope: String, Sendable, CaseIterable {
    /// Reading only.
    case read
    /// Reading and writing.
    case write

    public var name: Phrase {
        switch self {
        case .read: Phrase("只读", en: "read only")
        case .write: Phrase("读写", en: "read and write")
        }
    }
}

/// A key for a program that works through the API in a person's name. The word itself is shown once and not kept.
public struct AccessToken: Sendable, Equatable {
    public typealias ID = Domain.ID<AccessToken>

    public let id: ID
    public let user: User.ID
    /// What it is for, in its owner's words.
    public let name: String
    public let scope: TokenScope
    public let createdAt: Instant
    /// The last day on which it works; nil for as long as nobody revokes it.
    public let expiresOn: Day?
    public let revokedAt: Instant?
    /// When it was last used, to a few minutes.
    public let usedAt: Instant?

    public init(
        id: ID,
        user: User.ID,
        name: String,
        scope: TokenScope,
        createdAt: Instant,
        expiresOn: Day?,
        revokedAt: Instant?,
        usedAt: Instant?
    ) {
        self.id = id
        self.user = user
        self.name = name
        self.scope = scope
        self.createdAt = createdAt
        self.expiresOn = expiresOn
        self.revokedAt = revokedAt
        self.usedAt = usedAt
    }

    /// Whether it works on that day.
    public func isGood(on day: Day) -> Bool {
        revokedAt == nil && expiresOn.map { day <= $0 } != false
    }
}
