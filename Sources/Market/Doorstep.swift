import Domain
import Synchronization

/// Keeps one address from filling the market's desk: so many records an hour.
final class Doorstep: Sendable {
    private let times = Mutex<[String: [Instant]]>([:])

    static let perHour = 20
    private static let most = 10_000

    func admit(_ address: String, at now: Instant) throws {
        let recent = times.withLock { ($0[address] ?? []).count { Self.isRecent($0, now) } }
        guard recent >= Self.perHour else { return }
        throw AppError(
            .unavailable,
            "too_many_submissions",
            Phrase(
                "这个网络地址一小时内提交得太多：请过一小时再试，或直接联系市场。",
                en:
                    "Too much was handed in from this address within an hour: try again later, or call the market."
            )
        )
    }

    func note(_ address: String, at now: Instant) {
        times.withLock { times in
            if times.count >= Self.most {
                times = times.filter { $0.value.contains { Self.isRecent($0, now) } }
            }
            times[address] = (times[address] ?? []).filter { Self.isRecent($0, now) } + [now]
        }
    }

    private static func isRecent(_ time: Instant, _ now: Instant) -> Bool {
        time.advanced(by: Instant.milliseconds(hours: 1)) > now
    }
}
