import Domain
import Synchronization

/// How far a long piece of work is, for the person who waits: a bar on standard error once a second has passed, or,
/// where standard error is a file or a pipe, a plain line every ten seconds.
///
/// Work that takes under a second shows nothing.
final class Progress: Sendable {
    private let title: Phrase
    private let total: Int?
    private let language: Language
    private let console: Console
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    private struct State {
        var done = 0
        /// When something is to be shown next.
        var due: Duration?
    }

    /// - Parameters:
    ///   - title: What is being done: 导入.
    ///   - total: How many steps there are, if that is known.
    ///   - elapsed: The time since the work began; another clock is for tests.
    init(
        _ title: Phrase,
        total: Int?,
        language: Language,
        console: Console = .standard,
        elapsed: (@Sendable () -> Duration)? = nil
    ) {
        self.title = title
        self.total = total
        self.language = language
        self.console = console
        let start = ContinuousClock.now
        self.elapsed = elapsed ?? { start.duration(to: .now) }
    }

    /// Counts steps that are done. Cheap enough to be called for each; any task may call it.
    func advance(by steps: Int = 1) {
        let elapsed = elapsed()
        let isBar = console.isErrorTerminal
        let done: Int? = state.withLock { state in
            state.done += steps
            guard elapsed >= state.due ?? (isBar ? .seconds(1) : .seconds(10)) else { return nil }
            state.due = elapsed + (isBar ? .milliseconds(100) : .seconds(10))
            return state.done
        }
        guard let done else { return }
        let line = ProgressLine(
            title: title[language],
            done: done,
            total: total,
            elapsed: elapsed,
            language: language
        )
        if isBar {
            console.showBar(line.bar(width: console.errorWidth ?? 80))
        } else {
            console.warn(line.plain)
        }
    }

    /// Takes the bar away. What came of the work is said by the command.
    func finish() {
        console.hideBar()
    }
}

/// What a progress bar says at one moment.
struct ProgressLine {
    let title: String
    let done: Int
    /// Nil when nobody knows.
    let total: Int?
    let elapsed: Duration
    let language: Language

    /// One line in so many columns less one, since some terminals break the line at the last: the title, a bar, the
    /// count, the rate and the time left. What does not fit goes from the end, the bar before the count.
    func bar(width: Int) -> String {
        let room = max(0, width - 1)
        guard let fraction else { return plain.truncated(to: room) }
        let label = title + " "
        let barRoom = min(30, room - label.displayWidth - figures.displayWidth - 3)
        guard barRoom >= 5 else { return plain.truncated(to: room) }
        let filled = Int(fraction * Double(barRoom))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: barRoom - filled)
        return "\(label)[\(bar)] \(figures)"
    }

    /// The same without the bar, for a log.
    var plain: String { "\(title) \(figures)" }

    private var fraction: Double? {
        guard let total, total > 0 else { return nil }
        return min(1, max(0, Double(done) / Double(total)))
    }

    private var figures: String {
        var parts: [String] = []
        if let fraction, let total {
            parts.append("\(done)/\(total)")
            parts.append("\(Int(fraction * 100))%")
        } else {
            parts.append(String(done))
        }
        let rate = seconds > 0 ? Double(done) / seconds : 0
        if rate > 0 {
            parts.append(language == .zh ? "每秒 \(short(rate)) 条" : "\(short(rate))/s")
            if let total, done < total { parts.append(left(Double(total - done) / rate)) }
        }
        return parts.joined(separator: "  ")
    }

    private var seconds: Double {
        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }

    /// Whole from 10 on, with one decimal below.
    private func short(_ rate: Double) -> String {
        let tenths = Int(min(rate, 1e12) * 10)
        return tenths >= 100 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }

    private func left(_ seconds: Double) -> String {
        let total = Int(min(seconds, 1e9).rounded(.up))
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        switch language {
        case .zh:
            let time =
                hours > 0 ? "\(hours) 小时 \(minutes) 分" : minutes > 0 ? "\(minutes) 分 \(rest) 秒" : "\(rest) 秒"
            return "剩余 \(time)"
        case .en:
            let time =
                hours > 0
                ? "\(hours) h \(minutes) min" : minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
            return "\(time) left"
        }
    }
}
