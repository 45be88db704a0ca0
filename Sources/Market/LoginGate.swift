import Domain
import Storage
import Synchronization

/// How much work hashing a password takes.
public enum PasswordCost: Sendable {
    /// About a tenth of a second and 32 MB.
    case usual
    /// Next to nothing: for tests, never for a market.
    case least

    var cost: PasswordHash.Cost {
        switch self {
        case .usual: .usual
        case .least: PasswordHash.Cost(rounds: 16, blockSize: 8, parallelism: 1)
        }
    }
}

/// Slows down whoever guesses passwords, and keeps the costly hashing from taking the whole machine.
///
/// After five failures an account waits a minute, then twice as long after each further one, up to a quarter of an hour;
/// an address waits after thirty within a quarter of an hour. Kept in memory: a restart forgets it.
final class LoginGate: Sendable {
    private struct Tries {
        var failures = 0
        var last: Instant
    }

    private struct State {
        var logins: [String: Tries] = [:]
        var addresses: [String: Tries] = [:]
    }

    private let state = Mutex(State())
    private let cost: PasswordHash.Cost
    private let hashing = Hashing()

    init(cost: PasswordHash.Cost) { self.cost = cost }

    private static let free = 5
    private static let freeOfAddress = 30
    private static let longest = Instant.milliseconds(hours: 1) / 4
    private static let most = 10_000

    func admit(login: String, address: String, at now: Instant) throws {
        let wait = state.withLock { state in
            max(
                Self.wait(state.logins[login], free: Self.free, at: now),
                address.isEmpty ? 0 : Self.wait(state.addresses[address], free: Self.freeOfAddress, at: now)
            )
        }
        guard wait > 0 else { return }
        let minutes = (wait + 59_999) / 60_000
        throw AppError(
            .unavailable,
            "too_many_attempts",
            field: .login,
            Phrase(
                "登录失败次数太多：请过 \(minutes) 分钟再试。",
                en: "Too many failed sign-ins: try again in \(minutes) minutes."
            )
        )
    }

    func note(failure login: String, address: String, at now: Instant) {
        state.withLock { state in
            Self.add(to: &state.logins, login, now)
            if !address.isEmpty { Self.add(to: &state.addresses, address, now) }
        }
    }

    func note(success login: String, address: String) {
        state.withLock { state in
            state.logins[login] = nil
            state.addresses[address] = nil
        }
    }

    /// Milliseconds still to wait.
    private static func wait(_ tries: Tries?, free: Int, at now: Instant) -> Int64 {
        guard let tries, tries.failures >= free else { return 0 }
        let doublings = min(tries.failures - free, 10)
        let pause = min(Int64(60_000) << Int64(doublings), longest)
        return max(0, tries.last.advanced(by: pause).rawValue - now.rawValue)
    }

    private static func add(to tries: inout [String: Tries], _ name: String, _ now: Instant) {
        // A flood of made-up names must not fill the memory: what is long past is forgotten.
        if tries.count >= most {
            tries = tries.filter { $0.value.last.advanced(by: longest) > now }
            if tries.count >= most { tries = [:] }
        }
        var one = tries[name] ?? Tries(last: now)
        if one.last.advanced(by: longest) < now { one.failures = 0 }
        one.failures += 1
        one.last = now
        tries[name] = one
    }

    /// Whether the password is the hash's; false, after the same work, where there is none.
    func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        // Nobody's password is longer, and hashing a huge text would only cost time.
        guard password.utf8.count <= 4 * PasswordRule.most else { return false }
        return try await hashing.run { [cost] in
            // Where there is no such login the answer takes as long.
            guard let hash else {
                _ = try PasswordHash(password: password, cost: cost)
                return false
            }
            return try hash.matches(password)
        }
    }

    func hash(_ password: String) async throws -> PasswordHash {
        try await hashing.run { [cost] in try PasswordHash(password: password, cost: cost) }
    }

    /// One at a time: each takes a core for a while, and 32 MB.
    private actor Hashing {
        func run<Result: Sendable>(_ body: @Sendable () throws -> Result) throws -> Result { try body() }
    }
}
