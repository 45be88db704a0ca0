/// Which side of a pair a vector is of; its raw value is the record's entity in the change log.
public enum EmbeddedSide: String, Sendable, CaseIterable {
    case demand, achievement

    public var name: Phrase {
        switch self {
        case .demand: Field.demand.name
        case .achievement: Field.achievement.name
        }
    }
}

/// How the vectors of a market stand.
public struct EmbeddingState: Sendable, Equatable {
    /// Open records of one kind, and how many of them have a vector.
    public struct Coverage: Sendable, Equatable {
        public var done: Int
        public var total: Int
        public var missing: Int { total - done }

        public init(done: Int, total: Int) {
            self.done = done
            self.total = total
        }
    }

    /// Nil when the market never set one up.
    public var settings: EmbeddingSettings?
    public var demands: Coverage
    public var achievements: Coverage
    public var lastSuccess: Instant?
    public var lastError: EmbeddingFailure?

    public init(
        settings: EmbeddingSettings?,
        demands: Coverage,
        achievements: Coverage,
        lastSuccess: Instant? = nil,
        lastError: EmbeddingFailure? = nil
    ) {
        self.settings = settings
        self.demands = demands
        self.achievements = achievements
        self.lastSuccess = lastSuccess
        self.lastError = lastError
    }

    public var isOn: Bool { settings?.isOn ?? false }

    /// Whether the endpoint failed the last time it was asked.
    public var isFailing: Bool {
        guard let lastError else { return false }
        return lastSuccess.map { $0 < lastError.at } ?? true
    }
}

/// The last time that an endpoint did not do.
public struct EmbeddingFailure: Sendable, Equatable {
    public let at: Instant
    /// As the `AppError` had it.
    public let code: String
    public let message: Phrase

    public init(at: Instant, code: String, message: Phrase) {
        self.at = at
        self.code = code
        self.message = message
    }
}
