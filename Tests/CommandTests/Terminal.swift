import Domain
import Exchange
import Foundation
import Testing

/// What a command said and how it ended.
struct Run: CustomStringConvertible {
    let command: String
    let status: Int32
    let output: String
    let errors: String

    /// The one sentence of a refusal, without its beginning.
    var sentence: String {
        let line = errors.split(separator: "\n").first.map(String.init) ?? ""
        return line.replacingOccurrences(of: "错误：", with: "").replacingOccurrences(of: "Error: ", with: "")
    }

    func json() throws -> JSON { try JSON.reading(output.utf8) }

    var description: String { "\(command) → \(status)\n\(output)\(errors)" }
}

/// A folder of one's own with the built program to run in it, as a person at a terminal would; gone when the test ends.
final class Terminal: Sendable {
    let folder: String

    init() throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent(
                "techmarket-cli-\(UUID().uuidString)"
            ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A path in the folder.
    func path(_ name: String) -> String { folder + "/" + name }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Beside the test bundle.
    static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("techmarket").path

    /// Runs the program in the folder.
    func run(_ arguments: [String], environment: [String: String] = [:], input: String = "") throws -> Run {
        try start(Self.program, arguments, environment: environment, input: input)
    }

    func run(_ arguments: String..., input: String = "") throws -> Run { try run(arguments, input: input) }

    /// Runs a line of shell in the folder; `$TECHMARKET` is the program.
    func shell(_ line: String) throws -> Run {
        try start("/bin/sh", ["-c", line], environment: ["TECHMARKET": Self.program], input: "")
    }

    private func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        input: String
    ) throws -> Run {
        let own = ProcessInfo.processInfo.environment
        var all = own.filter { ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key) }
        for (key, value) in environment { all[key] = value }
        // Files, so that neither side waits for the other to read.
        let name = UUID().uuidString
        let streams = try ["in", "out", "err"].map { stream in
            let path = path(".\(name).\(stream)")
            try Data(stream == "in" ? Array(input.utf8) : []).write(to: URL(fileURLWithPath: path))
            return path
        }
        defer { for path in streams { try? FileManager.default.removeItem(atPath: path) } }
        let status = try Child(
            program: program,
            arguments: arguments,
            environment: all,
            folder: folder,
            streams: streams
        ).run()
        func text(_ path: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        }
        return Run(
            command: ([program == Self.program ? "techmarket" : program] + arguments).joined(separator: " "),
            status: status,
            output: try text(streams[1]),
            errors: try text(streams[2])
        )
    }
}

extension Terminal {
    /// A folder with a market's file, `techmarket.sqlite`, that holds a little of everything:
    /// DW-2021-0001 (enterprise), DW-2021-0002 (university), XQ-2021-0001, CG-2021-0001 and CG-2021-0002, the match
    /// DJ-2021-0001 at 意向 and HD-2021-0001, held in June.
    static func withMarket() throws -> Terminal {
        let terminal = try Terminal()
        try terminal.succeed("init")
        try terminal.write(example, to: "example.jsonl")
        try terminal.succeed("import", "example.jsonl")
        return terminal
    }

    private static let example = """
        {"type":"user","login":"zhangsan","name":"张三","role":"staff"}
        {"type":"user","login":"juzhang","name":"李局","role":"viewer"}
        {"type":"organization","code":"DW-2021-0001","name":"江州东楚轴承有限公司","kind":"enterprise","credit_code":"91350100M000100Y43","industry":"C34"}
        {"type":"organization","code":"DW-2021-0002","name":"江州理工大学","kind":"university"}
        {"type":"demand","code":"XQ-2021-0001","external_id":"表1-7","organization":"DW-2021-0001","title":"轴承钢热处理变形控制","summary":"热处理后变形大","problem":"套圈淬火变形超过0.2毫米","keywords":["轴承钢","热处理"],"industry":"C3451","budget_fen":120000000,"contact_name":"王工","contact_phone":"13871234567","received_on":"2021-05-06"}
        {"type":"achievement","code":"CG-2021-0001","organization":"DW-2021-0002","title":"轴承钢贝氏体等温淬火与热处理变形控制","summary":"变形小于0.05毫米","keywords":["轴承钢","等温淬火"],"industry":"C3451","price_fen":80000000,"received_on":"2021-05-01"}
        {"type":"achievement","code":"CG-2021-0002","organization":"DW-2021-0002","title":"热处理炉温度均匀性控制","keywords":["热处理"],"received_on":"2021-05-01"}
        {"type":"match","code":"DJ-2021-0001","demand":"XQ-2021-0001","achievement":"CG-2021-0001","moves":[{"to":"suggested","on":"2021-05-10"},{"to":"introduced","on":"2021-05-12"},{"to":"intention","on":"2021-06-01"}]}
        {"type":"activity","code":"HD-2021-0001","title":"装备制造对接会","kind":"matchmaking","on":"2021-06-18","state":"held"}

        """

    /// Runs a command that must succeed.
    @discardableResult
    func succeed(_ arguments: String..., input: String = "") throws -> Run {
        let run = try run(arguments, input: input)
        try #require(run.status == 0, "\(run)")
        return run
    }

    /// The number and hash of the last audit entry: the same as before means that nothing was written.
    func auditHead() throws -> String {
        let verdict = try succeed("audit", "verify", "--json").json()
        #expect(verdict["intact"] == true)
        return try #require(verdict["head"]?.asString)
    }
}
