import Domain
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Standard output and standard error. Each text goes out whole, so that lines of several tasks don't mix, and a
/// progress bar is taken off the screen before anything else is written there.
///
/// A reader that goes away (`| head`) is no error: what follows is dropped. Any other failure, such as a full disk
/// behind `> file`, is kept, and `finish()` reports it, so that a half-written file never passes for a whole one.
final class Console: Sendable {
    /// What the program was started with.
    static let standard = Console(output: STDOUT_FILENO, errors: STDERR_FILENO)

    private let output: Int32
    private let errors: Int32
    /// Whether a person sees standard output.
    let isOutputTerminal: Bool
    /// Whether a person sees standard error.
    let isErrorTerminal: Bool
    private let state = Mutex(State())

    private struct State {
        var isBarShown = false
        var isOutputClosed = false
        /// The `errno` of the first write that failed.
        var failure: Int32?
    }

    init(output: Int32, errors: Int32) {
        self.output = output
        self.errors = errors
        isOutputTerminal = isatty(output) == 1
        isErrorTerminal = isatty(errors) == 1
        // Otherwise a closed pipe ends the program on the spot, in the middle of whatever it was doing.
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// The columns of the terminal that standard output is; nil when it is none, so that nothing is cut.
    var width: Int? { isOutputTerminal ? Console.columns(of: output) : nil }

    /// The columns of the terminal that standard error is; nil when it is none.
    var errorWidth: Int? { isErrorTerminal ? Console.columns(of: errors) : nil }

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }
}

// MARK: Writing
extension Console {
    /// Writes to standard output, as it is.
    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            guard !state.isOutputClosed, state.failure == nil else { return }
            hideBar(&state)
            switch Console.write(bytes, to: output) {
            case 0: break
            case EPIPE: state.isOutputClosed = true
            case let failure: state.failure = failure
            }
        }
    }

    /// Writes a line to standard output.
    func print(_ line: String) {
        write(line + "\n")
    }

    /// Writes a line to standard error. If that fails there is nobody left to tell.
    func warn(_ line: String) {
        state.withLock { state in
            hideBar(&state)
            _ = Console.write(line + "\n", to: errors)
        }
    }

    /// Writes a question to standard error; what is typed stands behind it.
    func ask(_ question: String) {
        state.withLock { state in
            hideBar(&state)
            _ = Console.write(question, to: errors)
        }
    }

    /// Shows a progress bar in place of the one before, on standard error, which must be a terminal.
    func showBar(_ bar: String) {
        state.withLock { state in
            _ = Console.write("\r" + bar + "\u{1B}[K", to: errors)
            state.isBarShown = true
        }
    }

    /// Takes the progress bar off the screen.
    func hideBar() {
        state.withLock { hideBar(&$0) }
    }

    private func hideBar(_ state: inout State) {
        guard state.isBarShown else { return }
        _ = Console.write("\r\u{1B}[K", to: errors)
        state.isBarShown = false
    }

    /// Whether nobody reads standard output any more: a long listing can stop.
    var isOutputClosed: Bool { state.withLock(\.isOutputClosed) }

    /// To be called when a command has written all it has to.
    ///
    /// - Throws: `output_failed` when some of it did not go out.
    func finish() throws(AppError) {
        hideBar()
        guard let failure = state.withLock({ $0.failure }) else { return }
        let reason = String(cString: strerror(failure))
        throw AppError(
            .unavailable,
            "output_failed",
            Phrase(
                "结果没有写完：\(failure == ENOSPC ? "磁盘已满" : reason)，请检查输出到的文件或磁盘后重做。",
                en:
                    "The output was not written to its end: \(reason); check the file or disk it goes to and run it again."
            )
        )
    }

    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes all of it; gives back 0 or the `errno` of what stopped it.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                #if canImport(Darwin)
                let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #else
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #endif
                if written >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                } else if errno == EAGAIN {
                    // The descriptor is shared with someone who made it non-blocking.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, 1000)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
