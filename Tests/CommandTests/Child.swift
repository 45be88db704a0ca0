#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program that is run to its end, with files for its three streams.
///
/// `Foundation.Process` isn't used: on Linux it reads `/proc/self/fd` with a copy past the end of the directory's buffer, which
/// now and then takes the whole test run down.
struct Child {
    let program: String
    let arguments: [String]
    let environment: [String: String]
    let folder: String
    /// The paths of standard input, output and error.
    let streams: [String]

    struct Failure: Error { let number: Int32 }

    /// - Returns: the exit status, or -1 when a signal ended it.
    func run() throws -> Int32 {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        try check(posix_spawn_file_actions_addopen(&actions, 0, streams[0], O_RDONLY, 0))
        for descriptor in 1...2 {
            let number = Int32(descriptor)
            try check(posix_spawn_file_actions_addopen(&actions, number, streams[descriptor], O_WRONLY, 0))
        }
        // A shell goes to the folder: Glibc's own action for it isn't imported.
        let line = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program]
        var words = (line + arguments).map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var process: pid_t = 0
        try check(posix_spawn(&process, line[0], &actions, nil, &words, &settings))
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(number: errno) }
        }
        // As WIFEXITED and WEXITSTATUS, which Swift can't import.
        return status & 0x7f == 0 ? (status >> 8) & 0xff : -1
    }

    private func check(_ result: Int32) throws {
        guard result == 0 else { throw Failure(number: result) }
    }
}
