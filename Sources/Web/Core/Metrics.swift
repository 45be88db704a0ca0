import Domain
import HTTPTypes
import Hummingbird
import Synchronization

/// What the service counts of its own work, for Prometheus (text format 0.0.4).
///
/// The packages that are to be had bring no Prometheus backend for swift-metrics, so the few lines that write the format
/// are here.
final class Metrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct Times {
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
        var count = 0
        var seconds = 0.0

        mutating func add(_ seconds: Double) {
            count += 1
            self.seconds += seconds
            if let bucket = Metrics.bounds.firstIndex(where: { seconds <= $0 }) { buckets[bucket] += 1 }
        }
    }

    private struct State {
        var requests: [Key: Times] = [:]
        var running = 0
        var turnedAway = 0
    }

    /// Upper bounds in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// Lets a request in, unless too many are at work.
    func begin(most: Int) -> Bool {
        state.withLock { state in
            guard state.running < most else {
                state.turnedAway += 1
                return false
            }
            state.running += 1
            return true
        }
    }

    func end(route: String, method: String, status: Int, _ elapsed: Duration) {
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds)
            / 1_000_000_000_000_000_000
        state.withLock { state in
            state.running -= 1
            state.requests[Key(route: route, method: method, status: status), default: Times()].add(seconds)
        }
    }

    /// All figures, with those that the caller adds.
    func text(_ more: [(name: String, help: String, value: Double)]) -> String {
        let state = state.withLock { $0 }
        var text = ""
        func head(_ name: String, _ kind: String, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
        }
        head("techmarket_request_seconds", "histogram", "Time to answer a request, by route.")
        for (key, times) in state.requests.sorted(by: {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }) {
            let labels =
                "route=\"\(Self.escaped(key.route))\",method=\"\(Self.escaped(key.method))\",status=\"\(key.status)\""
            var sum = 0
            for (bound, count) in zip(Self.bounds, times.buckets) {
                sum += count
                text += "techmarket_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)\n"
            }
            text += "techmarket_request_seconds_bucket{\(labels),le=\"+Inf\"} \(times.count)\n"
            text += "techmarket_request_seconds_sum{\(labels)} \(times.seconds)\n"
            text += "techmarket_request_seconds_count{\(labels)} \(times.count)\n"
        }
        let elapsed = ContinuousClock.now - start
        let own: [(name: String, help: String, value: Double)] = [
            ("techmarket_requests_running", "Requests at work now.", Double(state.running)),
            (
                "techmarket_requests_turned_away", "Requests refused because too many were at work.",
                Double(state.turnedAway)
            ),
            (
                "techmarket_uptime_seconds", "Time since the service started.",
                Double(elapsed.components.seconds)
            ),
        ]
        for one in own + more {
            head(one.name, "gauge", one.help)
            text += "\(one.name) \(one.value)\n"
        }
        return text
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
