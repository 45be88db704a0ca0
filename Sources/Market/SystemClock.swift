public import Domain
import FoundationEssentials

/// The machine's clock.
public enum SystemClock {
    @Sendable public static func now() -> Instant {
        Instant(rawValue: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
