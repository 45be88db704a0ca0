import ArgumentParser
import Domain
import Reports

/// How figures are wanted: as text, as JSON, or as a file for people.
struct FileOptions: ParsableArguments, Sendable {
    @Option(
        help: help(
            "格式：text、json、csv、xlsx、docx、html、svg（默认按 --output 的后缀，否则 text）",
            en: "Format: text, json, csv, xlsx, docx, html, svg (default: as --output ends, else text)",
            value: "格式"
        )
    )
    var format: String?

    @Option(help: help("写到文件（默认标准输出）", en: "File to write (default: standard output)", value: "文件"))
    var output: String?

    @Flag(help: help("覆盖已有的文件", en: "Replace a file that exists"))
    var force = false

    /// The format that was asked for. Beside a file, `--json` asks for the answer that tells of it, and the file's name says
    /// what is in it.
    ///
    /// - Throws: `format_unknown`; `two_formats` when `--json` stands beside another one and there is no file.
    func chosen(isJSON: Bool) throws(AppError) -> ReportFormat {
        let typed = try format.map { text throws(AppError) in try ReportFormat(parsing: text) }
        if let typed, isJSON, typed != .json, OutputFile.path(output) == nil {
            throw AppError(
                .invalid,
                "two_formats",
                field: .format,
                value: typed.rawValue,
                Phrase(
                    "格式写了两个（--json 和 \(typed.rawValue)）：请只写一个。",
                    en: "Two formats are given (--json and \(typed.rawValue)): keep one."
                )
            )
        }
        return typed ?? output.flatMap { ReportFormat(ofFile: $0) } ?? (isJSON ? .json : .text)
    }
}
