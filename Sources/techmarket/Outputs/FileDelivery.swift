import Domain
import Exchange
import Market
import Reports

extension Session {
    /// Reads figures and writes them in the format asked for, to the file asked for.
    ///
    /// - Parameters:
    ///   - text: As the terminal shows them.
    ///   - json: As programs read them.
    ///   - paper: As any other file.
    func deliver(
        _ options: FileOptions,
        text: @Sendable @escaping (View) throws -> String,
        json: @Sendable @escaping (View) throws -> JSON,
        paper: @Sendable @escaping (View) throws -> Paper
    ) async throws {
        try await deliver(
            options,
            text: { view, _ in .bytes(Array(try text(view).utf8)) },
            json: { view, _ in .bytes(Array((try json(view).pretty + "\n").utf8)) },
            paper: paper
        )
    }

    /// The same of what may be too much to be held; each is told where there is room for it meanwhile.
    func deliver(
        _ options: FileOptions,
        text: @Sendable @escaping (View, String?) throws -> ReportFile,
        json: @Sendable @escaping (View, String?) throws -> ReportFile,
        paper: @Sendable @escaping (View) throws -> Paper
    ) async throws {
        let format = try options.chosen(isJSON: isJSON)
        let path = OutputFile.path(options.output)
        if format.isBinary, path == nil, options.output != "-" || console.isOutputTerminal {
            throw Self.needsFile(format)
        }
        // Before anything is read, so that a name that won't do is known at once.
        let file = try path.map { path throws(AppError) in try OutputFile(path, isForced: options.force) }
        do {
            let folder = path.map(Self.folder)
            let content = try await read { view -> ReportFile in
                switch format {
                case .text: try text(view, folder)
                case .json: try json(view, folder)
                default: try paper(view).file(format, view.work, in: folder)
                }
            }
            let console = console
            try content.each { bytes in
                if let file { try file.write(bytes) } else { console.write(bytes) }
            }
            try file?.finish()
        } catch {
            file?.discard()
            throw error
        }
        if let path {
            say(
                Deed(
                    members: ["file": .string(path), "format": .string(format.rawValue)],
                    line: Phrase("已写到 \(path)。", en: "Written to \(path).")
                )
            )
        }
    }

    /// Reads and shows what may be too much to be held.
    func stream(_ body: @Sendable @escaping (View) throws -> ReportFile) async throws {
        let console = console
        try await read(body).each { console.write($0) }
    }

    /// Where a file of this path lies: there is room for it, so there is for what is put aside while it is written.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func needsFile(_ format: ReportFormat) -> AppError {
        AppError(
            .invalid,
            "output_missing",
            field: Field("output", "输出文件", en: "file to write"),
            Phrase(
                "\(format.rawValue) 不能显示在屏幕上：请加 --output 文件.\(format.rawValue)。",
                en: "\(format.rawValue) can't be shown on a terminal: add --output FILE.\(format.rawValue)."
            )
        )
    }
}
