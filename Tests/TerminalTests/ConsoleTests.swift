import Domain
import Foundation
import Synchronization
import Testing

@testable import techmarket

/// A console whose both ends are in the test's hands.
struct PipedConsole {
    let output = Pipe()
    let errors = Pipe()
    let console: Console

    init() {
        console = Console(
            output: output.fileHandleForWriting.fileDescriptor,
            errors: errors.fileHandleForWriting.fileDescriptor
        )
    }

    /// What has been written to a pipe; closes its writing end.
    static func text(of pipe: Pipe) throws -> String {
        try pipe.fileHandleForWriting.close()
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
}

@Suite struct ConsoleTests {
    @Test func `output and errors go their own ways`() throws {
        let piped = PipedConsole()
        piped.console.print("结果")
        piped.console.warn("提示")
        piped.console.write("尾")
        #expect(!piped.console.isOutputTerminal && !piped.console.isErrorTerminal)
        #expect(piped.console.width == nil && piped.console.errorWidth == nil)
        try piped.console.finish()
        #expect(try PipedConsole.text(of: piped.output) == "结果\n尾")
        #expect(try PipedConsole.text(of: piped.errors) == "提示\n")
    }

    @Test func `lines of several tasks don't mix`() async throws {
        let piped = PipedConsole()
        let line = String(repeating: "行", count: 50)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<20 { piped.console.print(line) } }
            }
        }
        let lines = try PipedConsole.text(of: piped.output).split(separator: "\n")
        #expect(lines.count == 160 && lines.allSatisfy { $0 == line })
    }

    @Test func `a reader that goes away is no error`() throws {
        let piped = PipedConsole()
        try piped.output.fileHandleForReading.close()
        piped.console.print("没人看")
        #expect(piped.console.isOutputClosed)
        piped.console.print("还是没人看")
        try piped.console.finish()
    }

    #if os(Linux)
    @Test func `a full disk is reported when the command ends`() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let console = Console(output: full.fileDescriptor, errors: full.fileDescriptor)
        console.print("写不下")
        console.warn("也写不下")
        let error = #expect(throws: AppError.self) { try console.finish() }
        #expect(error?.code == "output_failed" && error?.kind == .unavailable)
        #expect(error?.message.zh.contains("磁盘已满") == true)
    }
    #endif

    @Test func `a bar is taken away before anything else is written`() throws {
        let piped = PipedConsole()
        piped.console.showBar("[##--]")
        piped.console.warn("提示")
        piped.console.showBar("[###-]")
        try piped.console.finish()
        #expect(
            try PipedConsole.text(of: piped.errors)
                == "\r[##--]\u{1B}[K\r\u{1B}[K提示\n\r[###-]\u{1B}[K\r\u{1B}[K"
        )
    }
}

@Suite struct ProgressTests {
    func line(_ done: Int, of total: Int?, after seconds: Int, _ language: Language = .zh) -> ProgressLine {
        let title = language == .zh ? "导入" : "Importing"
        return ProgressLine(
            title: title,
            done: done,
            total: total,
            elapsed: .seconds(seconds),
            language: language
        )
    }

    @Test func `a bar tells count, rate and time left`() {
        #expect(
            line(3200, of: 6400, after: 2).bar(width: 80)
                == "导入 [###############---------------] 3200/6400  50%  每秒 1600 条  剩余 2 秒"
        )
        #expect(
            line(3, of: 400, after: 10, .en).bar(width: 80)
                == "Importing [------------------------------] 3/400  0%  0.3/s  22 min 4 s left"
        )
        #expect(line(10, of: 10, after: 1).plain == "导入 10/10  100%  每秒 10 条")
        #expect(line(1, of: 100_000, after: 1).plain == "导入 1/100000  0%  每秒 1.0 条  剩余 27 小时 46 分")
        #expect(line(5, of: nil, after: 1).bar(width: 80) == "导入 5  每秒 5.0 条")
    }

    @Test func `odd counts don't break a bar`() {
        #expect(line(0, of: 0, after: 0).bar(width: 80) == "导入 0")
        #expect(line(20, of: 10, after: 1).bar(width: 60).contains("100%"))
        #expect(line(.max, of: 1, after: 1).plain.contains("100%"))
        #expect(line(1, of: .max, after: 1_000_000).plain.contains("剩余"))
    }

    @Test(arguments: [0, 1, 2, 10, 20, 40, 41, 45, 50, 60, 80, 200])
    func `a bar never reaches the terminal's last column`(width: Int) {
        for progress in [line(3200, of: 6400, after: 2), line(5, of: nil, after: 3, .en)] {
            #expect(progress.bar(width: width).displayWidth <= max(0, width - 1))
        }
    }

    @Test func `where nobody watches, a line comes every ten seconds`() throws {
        let piped = PipedConsole()
        let clock = Mutex(Duration.zero)
        let progress = Progress(
            Phrase("导入", en: "Importing"),
            total: 100,
            language: .zh,
            console: piped.console,
            elapsed: { clock.withLock { $0 } }
        )
        for second in 1...25 {
            clock.withLock { $0 = .seconds(second) }
            progress.advance(by: 4)
        }
        progress.finish()
        #expect(
            try PipedConsole.text(of: piped.errors) == """
                导入 40/100  40%  每秒 4.0 条  剩余 15 秒
                导入 80/100  80%  每秒 4.0 条  剩余 5 秒

                """
        )
    }

    @Test func `short work shows nothing`() throws {
        let piped = PipedConsole()
        let progress = Progress(
            Phrase("导入", en: "Importing"),
            total: 3,
            language: .zh,
            console: piped.console
        )
        for _ in 0..<3 { progress.advance() }
        progress.finish()
        #expect(try PipedConsole.text(of: piped.errors).isEmpty)
    }
}

@Suite struct LanguageTests {
    @Test(
        arguments: [
            (nil, nil, Language.zh), ("en", nil, .en), (nil, "en", .en), ("zh", "en", .zh), (nil, "", .zh),
            (nil, " ", .zh),
            ("EN", nil, .en), ("zh-CN", nil, .zh), (nil, "zh_CN.UTF-8", .zh), (nil, "en_US.UTF-8", .en),
            ("ｅｎ", nil, .en),
        ] as [(String?, String?, Language)]
    )
    func `the option goes before the environment, and Chinese is the default`(
        option: String?,
        variable: String?,
        language: Language
    ) throws {
        let environment =
            variable.map { ["TECHMARKET_LANG": $0, "LANG": "en_US.UTF-8"] } ?? ["LANG": "en_US.UTF-8"]
        #expect(try Language.pick(option: option, environment: environment) == language)
    }

    @Test(
        arguments: [
            ("fr", nil, "--lang"), (nil, "fr", "TECHMARKET_LANG"), ("", "en", nil),
            ("english", nil, "--lang"),
        ]
            as [(String?, String?, String?)]
    )
    func `an unknown language is refused where it was set`(
        option: String?,
        variable: String?,
        source: String?
    ) {
        let error = #expect(throws: AppError.self) {
            try Language.pick(option: option, environment: variable.map { ["TECHMARKET_LANG": $0] } ?? [:])
        }
        #expect(error?.code == "language_unknown")
        if let source {
            #expect(error?.message.zh.contains(source) == true && error?.message.en.contains(source) == true)
        }
    }
}
