import Domain

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A password that is typed, and stands neither in the command nor on the screen.
enum SecretInput {
    /// No password is longer, in bytes.
    private static let most = 4_096

    /// Asks for a password twice at a terminal; elsewhere it is the first line of standard input.
    ///
    /// - Throws: `passwords_differ`, `password_missing`, `password_unreadable`.
    static func password(_ language: Language) throws(AppError) -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try line() }
        let first = try ask(Phrase("新密码：", en: "New password: ")[language])
        let again = try ask(Phrase("再输一次：", en: "Again: ")[language])
        guard first == again else {
            throw AppError(
                .invalid,
                "passwords_differ",
                field: .password,
                Phrase("两次输入的密码不一样：请重来。", en: "The two passwords differ: try again.")
            )
        }
        return first
    }

    private static func ask(_ prompt: String) throws(AppError) -> String {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw unreadable(errno) }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { throw unreadable(errno) }
        defer {
            _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Console.standard.warn("")
        }
        Console.standard.ask(prompt)
        return try line()
    }

    /// One line of standard input without its end. Nothing else is taken from it.
    private static func line() throws(AppError) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count <= most {
            let count = read(STDIN_FILENO, &byte, 1)
            if count == 0 || (count > 0 && byte == UInt8(ascii: "\n")) { break }
            if count > 0 { bytes.append(byte) } else if errno != EINTR { throw unreadable(errno) }
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw AppError(
                .invalid,
                "password_missing",
                field: .password,
                Phrase(
                    "没有读到密码：请在提示后输入，或从标准输入给出，如 < 文件。",
                    en:
                        "No password was given: type it at the prompt, or hand it in on standard input, as with < file."
                )
            )
        }
        guard bytes.count <= most, let text = String(validating: bytes, as: UTF8.self) else {
            throw AppError(
                .invalid,
                "password_unreadable",
                field: .password,
                Phrase(
                    "密码太长，或不是 UTF-8 文字：请换一个。",
                    en: "The password is too long or not UTF-8 text: choose another."
                )
            )
        }
        return text
    }

    private static func unreadable(_ failure: Int32) -> AppError {
        let reason = String(cString: strerror(failure))
        return AppError(
            .unavailable,
            "password_unreadable",
            field: .password,
            Phrase(
                "读不了密码（\(reason)）：请检查终端。",
                en: "The password can't be read (\(reason)): check the terminal."
            )
        )
    }
}
