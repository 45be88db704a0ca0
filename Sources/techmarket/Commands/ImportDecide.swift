import ArgumentParser
import Domain
import Exchange
import Market

struct ImportDecide: MarketCommand {
    static let configuration = CommandConfiguration(
        "decide",
        "改一批里的一行，或决定疑似重复的怎么办",
        en: "Mend a row of a batch, or decide about a likely duplicate",
        examples: [
            "import decide 12 3 --set 'budget_fen=50万元'", "import decide 12 3 --choice skip",
            "import decide 12 3 --choice merge --field summary --field budget_fen --into XQ-2021-0007",
        ],
        notes: Phrase(
            """
            行写 import show 列出的第几条。--choice：skip 跳过，new 作为新记录，update 用这一行更新已有记录，merge 只把 --field 写明的项\
            并入已有记录，none 按判断处理。--into 写并到哪条记录，默认最相似的。改了或决定了的行，要再用 import accept 写入。
            """,
            en: """
                The row is the entry number of import show. --choice: skip; new, a record of its own; update, the row replaces what it \
                says; merge, only the fields that --field names go into the record; none, as judged. --into names the record, the \
                likest by default. Rows that were mended or decided are written by import accept.
                """
        )
    )

    @Argument(help: help("批次号", en: "The batch's number", value: "批次"))
    var batch: String

    @Argument(help: help("第几条", en: "The entry's number", value: "行"))
    var row: String

    @Option(
        help: help(
            "改一个单元格，可写多次：'字段=内容'",
            en: "Mend a cell; may be repeated: 'field=text'",
            value: "字段=内容"
        )
    )
    var set: [String] = []

    @Option(
        help: help(
            "怎么办：skip、new、update、merge、none",
            en: "What to do: skip, new, update, merge, none",
            value: "处理方式"
        )
    )
    var choice: String?

    @Option(help: help("merge 时要并入的项，可写多次", en: "A field that merge takes; may be repeated", value: "字段"))
    var field: [String] = []

    @Option(help: help("更新或并入哪条记录", en: "The record to change", value: "编号"))
    var into: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let reference = batch
        let id = try await session.read { try $0.work.imports.find(reference).id }
        let number = Int64(try WholeNumber.parse(row, .importRow, in: 1...Int(Int32.max)))
        var cells: [String: String] = [:]
        for text in set {
            let (key, value) = try ImportFile.pair(text, option: "set")
            cells[key] = value
        }
        let choice = try choice.map(Self.choice)
        guard !cells.isEmpty || choice != nil else { throw Self.nothingToDo }
        let sheets = SheetImport(session.desk)
        var seen: ImportedRow?
        if !cells.isEmpty { seen = try await sheets.edit(id, row: number, cells: cells) }
        if let choice {
            seen = try await sheets.decide(id, row: number, choice, target: into, fields: field)
        }
        guard let seen else { return }
        let outcome = seen.row.outcome.name
        session.say(
            Deed(
                members: seen.json(session.language).asObject ?? [:],
                line: Phrase(
                    "\(seen.place) 现在是：\(outcome.zh)，\(seen.row.choice.name.zh)。",
                    en: "\(seen.place) is now: \(outcome.en), \(seen.row.choice.name.en)."
                ),
                next: "import accept \(id.rawValue)"
            )
        )
    }

    private static func choice(_ text: String) throws(AppError) -> ImportRow.Choice {
        let plain = Text.normalized(text).lowercased()
        if plain == "none" { return .none }
        guard let choice = ImportRow.Choice(rawValue: plain), choice != .none else {
            throw AppError(
                .invalid,
                "unknown_word",
                field: .choice,
                value: text,
                Phrase(
                    "处理方式“\(AppError.quote(text))”不对：可用的有 skip（跳过）、new（作为新记录）、update（更新）、merge（逐项合并）、none（按判断处理）。",
                    en:
                        "There is no such thing to do as “\(AppError.quote(text))”: there are skip, new, update, merge, none."
                )
            )
        }
        return choice
    }

    private static let nothingToDo = AppError(
        .invalid,
        "required",
        field: .choice,
        Phrase(
            "没有说要做什么：请写 --set 改单元格，或 --choice 决定怎么办。",
            en: "There is nothing to do: mend cells with --set, or decide with --choice."
        )
    )
}
