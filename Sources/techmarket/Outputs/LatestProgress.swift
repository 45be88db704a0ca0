import Domain
import Synchronization

/// Progress of work that says how far it is, out of how much, whenever it likes.
final class LatestProgress: Sendable {
    private struct State {
        var progress: Progress?
        var done = 0
    }

    private let title: Phrase
    private let session: Session
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(_ title: Phrase, _ session: Session) {
        self.title = title
        self.session = session
    }

    func report(done: Int, of total: Int) {
        let (progress, steps): (Progress, Int) = state.withLock { state in
            let progress = state.progress ?? make(total: total)
            state.progress = progress
            let steps = max(0, done - state.done)
            state.done = max(state.done, done)
            return (progress, steps)
        }
        progress.advance(by: steps)
    }

    private func make(total: Int) -> Progress {
        let start = start
        return Progress(
            title,
            total: total > 0 ? total : nil,
            language: session.language,
            console: session.console,
            elapsed: { start.duration(to: .now) }
        )
    }

    func finish() { state.withLock { $0.progress }?.finish() }
}
