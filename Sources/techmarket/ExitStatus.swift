import Domain

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the program tells the shell. Scripts rely on the numbers: they never change their meaning.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case unexpected = 1
    case invalid = 2
    case notFound = 3
    case conflict = 4
    case forbidden = 5
    case unavailable = 6
    case checkFailed = 7
    /// `EX_USAGE` of sysexits.h, as swift-argument-parser has it.
    case usage = 64

    init(_ kind: AppError.Kind) {
        self =
            switch kind {
            case .invalid: .invalid
            case .notFound: .notFound
            case .conflict: .conflict
            case .forbidden, .unauthenticated: .forbidden
            case .unavailable: .unavailable
            }
    }

    var meaning: Phrase {
        switch self {
        case .done: Phrase("成功", en: "done")
        case .unexpected: Phrase("意外（程序或机器的问题）", en: "unexpected: the program's or the machine's fault")
        case .invalid: Phrase("填写有误", en: "an input is wrong")
        case .notFound: Phrase("没有这条记录或这个文件", en: "no such record or file")
        case .conflict: Phrase("与现有记录冲突", en: "conflicts with what is recorded")
        case .forbidden: Phrase("没有权限", en: "not allowed")
        case .unavailable: Phrase("文件或磁盘暂时不可用", en: "the file or disk can't be used now")
        case .checkFailed:
            Phrase(
                "检查未通过（audit verify、report verify、doctor）",
                en: "a check failed (audit verify, report verify, doctor)"
            )
        case .usage: Phrase("命令写法不对", en: "the command line is wrong")
        }
    }

    /// For the help of the program.
    static let summary = Phrase(
        "退出码：" + allCases.map { "\($0.rawValue) \($0.meaning.zh)" }.joined(separator: "；") + "。",
        en: "Exit codes: " + allCases.map { "\($0.rawValue) \($0.meaning.en)" }.joined(separator: "; ") + "."
    )
}

/// A command has said all it has to, and ends with this status.
struct Finished: Error {
    let status: ExitStatus
}

extension ExitStatus {
    func exit() -> Never {
        #if canImport(Darwin)
        Darwin.exit(rawValue)
        #else
        Glibc.exit(rawValue)
        #endif
    }
}
