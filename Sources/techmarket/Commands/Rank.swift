import ArgumentParser
import Domain
import Embeddings
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
            "match rank --input dev.jsonl --recipe d --url http://127.0.0.1:8765 --model multilingual-e5-small-q4",
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

    @Option(
        help: help(
            "配方：b 只看文字，d 加上向量（默认 b）",
            en: "Recipe: b by words, d by vectors too (default b)",
            value: "b|d"
        )
    )
    var recipe: String?

    @Option(help: help("配方 d 的向量服务", en: "The endpoint for recipe d", value: "网址"))
    var url: String?

    @Option(help: help("配方 d 的模型", en: "The model for recipe d", value: "模型"))
    var model: String?

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
            let tasks = lines.map { line in
                Ranking.Task(
                    title: line.title,
                    content: line.content,
                    candidates: line.candidates.map { (id: $0.id, words: $0.keywords) }
                )
            }
            let rankings = try Ranking.rank(tasks, try await vectors(of: tasks, language, console))
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

    /// The vectors for recipe D; nil for B.
    private func vectors(
        of tasks: [Ranking.Task],
        _ language: Language,
        _ console: Console
    ) async throws -> Ranking.Vectors? {
        guard try Recipe(parsing: recipe ?? "b", field: .recipe) == .d else { return nil }
        guard let url, let model else {
            throw AppError(
                .invalid,
                "required",
                field: .url,
                Phrase(
                    "配方 d 要用向量服务：请加 --url 和 --model。",
                    en: "Recipe d needs an endpoint: add --url and --model."
                )
            )
        }
        var settings = EmbeddingSettings(endpoint: try EmbeddingEndpoint(parsing: url), model: model)
        let key = try EndpointKey.of(settings, environment: Speech.environment)
        let progress = Progress(
            Phrase("计算向量", en: "Computing vectors"),
            total: nil,
            language: language,
            console: console
        )
        return try await faultless {
            (settings.demand, settings.achievement) = try await EndpointEmbedder.sides(settings, key: key)
            let embedder = try EndpointEmbedder(settings, key: key)
            defer { progress.finish() }
            return try await Ranking.vectors(of: tasks, settings, embedder) { progress.advance(by: $0) }
        }
    }

    private enum Recipe: String, Choice {
        case b, d

        var name: Phrase { Phrase(rawValue.uppercased(), en: rawValue.uppercased()) }
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
