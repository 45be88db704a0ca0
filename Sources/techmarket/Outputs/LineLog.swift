import Dispatch
import Domain
import Logging
import Market
import Synchronization

/// Writes what happens as JSON, one line each, on standard error: when, how grave, what, and what belongs to it.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let lines: LineBuffer

    init(_ lines: LineBuffer) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = ""
        line.reserveCapacity(256)
        line += "{\"at\":\"\(SystemClock.now())\",\"level\":\"\(event.level.rawValue)\",\"message\":"
        Self.quote(event.message.description, into: &line)
        let own = event.metadata ?? [:]
        var all = own.map { ($0.key, $0.value) }
        for (key, value) in metadata where own[key] == nil { all.append((key, value)) }
        all.sort { $0.0 < $1.0 }
        for (key, value) in all {
            line += ","
            // Hummingbird's own name for what all our answers call the request's number.
            Self.quote(key == "hb.request.id" ? "request" : key, into: &line)
            line += ":"
            if case .string(let text) = value {
                Self.quote(text, into: &line)
            } else {
                Self.quote(value.description, into: &line)
            }
        }
        line += "}"
        lines.add(line, isUrgent: event.level >= .notice)
    }

    /// As a JSON string; text that needs no escape, as nearly all here, as it is.
    private static func quote(_ text: String, into line: inout String) {
        let isPlain = text.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        guard isPlain else {
            line += JSON.string(text).text
            return
        }
        line += "\""
        line += text
        line += "\""
    }
}

/// Lines on their way to standard error. Lines of finished requests wait for each other up to a tenth of a second, so that a
/// busy service does not go to the system for each; what is graver goes out at once, behind those that wait.
final class LineBuffer: Sendable {
    private let console: Console
    private let waiting = Mutex("")

    /// More does not wait.
    private static let most = 32 << 10

    init(_ console: Console) { self.console = console }

    func add(_ line: String, isUrgent: Bool) {
        let (isFirst, isFull) = waiting.withLock { waiting in
            let isFirst = waiting.isEmpty
            if isFirst { waiting.reserveCapacity(Self.most + 1_024) }
            waiting += line
            waiting += "\n"
            return (isFirst, waiting.utf8.count >= Self.most)
        }
        if isUrgent || isFull {
            flush()
        } else if isFirst {
            DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + .milliseconds(100)) { [self] in
                flush()
            }
        }
    }

    /// Writes what waits.
    func flush() {
        // Within the lock, so that lines go out in the order in which they came.
        waiting.withLock { waiting in
            guard !waiting.isEmpty else { return }
            waiting.removeLast()
            console.warn(waiting)
            waiting = ""
        }
    }
}
