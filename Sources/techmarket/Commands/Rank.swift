import ArgumentParser
import Domain
import FoundationEssentials
import Market

/// Puts judged candidates in order, to measure the recipe; needs no market's file.
struct Rank: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        "rank",
        "按配方给一份题目排序，用来衡量匹配效果",
        en: "Rank the candidates of a file of tasks, to measure the recipe",
        examples: [
            "match rank --input dev.jsonl --output run.jsonl", "match rank --input dev.jsonl > run.jsonl",
        ],
        notes: Phrase(
            "每行一题：{\"id\",\"title\",\"content\",\"candidates\":[{\"id\",\"keywords\":[…]}]}；每题输出一行：{\"id\",\"ranked\":[{\"id\",\"score\"}]}。",
            en:
                "A task a line: {\"id\",\"title\",\"content\",\"candidates\":[{\"id\",\"keywords\":[…]}]}; a line comes out for each: {\"id\",\"ranked\":[{\"id\",\"score\"}]}."
        )
    )

    @Option(help: help("题目文件，- 为标准输入", en: "The file of tasks; - for standard input", value: "文件"))
    var input: String

    @Option(help: help("输出到文件（默认标准输出）", en: "File to write (default: standard output)", value: "文件"))
    var output: String?

    @Flag(help: help("覆盖已有的输出文件", en: "Replace an output file that exists"))
    var force = false

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    private struct Line: Decodable {
        struct Candidate: Decodable {
            let id: String
            let keywords: [String]
        }

        let id: String
        let title: String
        let content: String
        let candidates: [Candidate]
    }

    func run() async throws {
        let language = try shared.language()
        let console = Console.standard
        let file = try OutputFile.path(output).map { path throws(AppError) in
            try OutputFile(path, isForced: force)
        }
        do {
            let progress = Progress(
                Phrase("读取题目", en: "Reading tasks"),
                total: nil,
                language: language,
                console: console
            )
            let lines = try Self.read(try InputFile.bytes(of: input)) { progress.advance() }
            progress.finish()
            let rankings = try Ranking.rank(
                lines.map { line in
                    Ranking.Task(
                        title: line.title,
                        content: line.content,
                        candidates: line.candidates.map { (id: $0.id, words: $0.keywords) }
                    )
                }
            )
            for (line, ranking) in zip(lines, rankings) {
                let ranked = ranking.map { JSON.object(["id": .string($0.id), "score": .number($0.score)]) }
                let text = JSON.object(["id": .string(line.id), "ranked": .array(ranked)]).text + "\n"
                if let file { try file.write(text) } else { console.write(text) }
            }
            try file?.finish()
        } catch {
            file?.discard()
            throw error
        }
        if let output = OutputFile.path(output) {
            console.warn(inWords("已写入 \(output)。", en: "Written to \(output)."))
        }
    }

    private static func read(_ bytes: Data, each: () -> Void) throws -> [Line] {
        var lines: [Line] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { !" \t\r".utf8.contains($0) }) else { continue }
            do {
                lines.append(try JSONDecoder().decode(Line.self, from: Data(line)))
            } catch {
                let typed = AppError.quote(String(decoding: line.prefix(400), as: UTF8.self))
                throw AppError(
                    .invalid,
                    "task_malformed",
                    field: .file,
                    value: typed,
                    Phrase(
                        "第 \(number) 行“\(typed)”不是题目：请写成一行 JSON，有 id、title、content 和 candidates（各有 id、keywords）。",
                        en:
                            "Line \(number) “\(typed)” is no task: write one line of JSON with id, title, content and candidates (each with id and keywords)."
                    )
                )
            }
            each()
        }
        return lines
    }
}
