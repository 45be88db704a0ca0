import ArgumentParser
import Domain
import Exchange
import Market

struct CodesCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "codes",
        "代码表：行业、区划、技术领域……",
        en: "Code lists: industries, regions, technical fields …",
        examples: ["codes list", "codes show end_reason", "codes replace industry-2027.json"],
        subcommands: [List.self, Show.self, Replace.self]
    )

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出代码表和版本",
            en: "List the code lists with their versions",
            examples: ["codes list", "codes list --json"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let width = session.console.width
            try await session.show { view in
                let book = try view.work.codeLists.list()
                let lists = book.lists.values.sorted { $0.name < $1.name }
                var table = Table([
                    .text(view.text(Field.codeList.name)), .text(view.text(Field.name.name)),
                    .text(view.text(Field.version.name)), .number(view.text(Phrase("条数", en: "entries"))),
                    .text(view.text(Phrase("生效", en: "from"))), .text(view.text(Field.source.name)),
                ])
                for list in lists {
                    table.add([
                        list.name, view.text(list.title), list.version, String(list.entries.count),
                        list.effectiveFrom.description, list.source,
                    ])
                }
                return Listing(
                    total: Int64(lists.count),
                    page: .all,
                    table: table,
                    items: lists.map { $0.members(withEntries: false) }
                ).text(view, width: width)
            }
        }
    }

    struct Show: MarketCommand {
        static let configuration = CommandConfiguration(
            "show",
            "列出一张代码表的全部代码",
            en: "List all codes of one list",
            examples: ["codes show end_reason", "codes show industry --edition 1"]
        )

        @Argument(help: help("代码表的名字，见 codes list", en: "The list's name, as in codes list", value: "代码表"))
        var list: String

        @Option(help: help("第几版（默认现行）", en: "Edition (default: the present)", value: "版次"))
        var edition: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (name, width) = (list, session.console.width)
            let wanted = try edition.map {
                try WholeNumber.parse($0, Field("edition", "版次", en: "edition"), in: 1...Int.max)
            }
            try await session.show { view in
                var book = try view.work.codes()
                if let wanted {
                    _ = try WholeNumber.parse(
                        String(wanted),
                        Field("edition", "版次", en: "edition"),
                        in: 1...Int(book.edition)
                    )
                    book = try view.work.codes(edition: Int64(wanted))
                }
                let list = try CodesCommands.find(name, in: book)
                if view.isJSON {
                    return JSON.object(list.members(withEntries: true)).pretty + "\n"
                }
                var table = Table([
                    .text(view.text(Phrase("代码", en: "code"))), .text(view.text(Field.name.name)),
                    .text(view.text(Phrase("英文名", en: "English name"))),
                    .text(view.text(Phrase("上级", en: "parent"))),
                ])
                for entry in list.entries {
                    table.add([entry.code, entry.name, entry.nameEN, entry.parent ?? ""])
                }
                let head = "\(view.text(list.title))（\(list.name)，\(list.version)）"
                let source = view.text(Phrase("来源：", en: "Source: ")) + list.source + "\n" + list.verified
                return "\(head)\n\(source)\n\n\(table.text(width: width))"
            }
        }
    }

    struct Replace: MarketCommand {
        static let configuration = CommandConfiguration(
            "replace",
            "装入代码表的新版本；旧记录保留原版本的含义",
            en: "Put a list's new version in force; old records keep their edition",
            examples: ["codes replace industry-2027.json"],
            notes: Phrase("文件格式同 Seed/codes 里的数据文件。", en: "The file is like those of Seed/codes.")
        )

        @Argument(help: help("代码表文件（JSON）", en: "The list's file (JSON)", value: "文件"))
        var file: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let file = file
            let content = String(decoding: try InputFile.bytes(of: file), as: UTF8.self)
            try await session.change { view in
                let (list, isNew) = try view.work.codeLists.replace(content, file: file)
                return Deed(
                    members: list.members(withEntries: false).with(["changed": .bool(isNew)]
                    ),
                    line: isNew
                        ? Phrase(
                            "代码表“\(list.title.zh)”已换成 \(list.version) 版，共 \(list.entries.count) 条。",
                            en:
                                "The list “\(list.title.en)” is now version \(list.version), with \(list.entries.count) entries."
                        )
                        : Phrase(
                            "代码表“\(list.title.zh)”已是 \(list.version) 版，没有变化。",
                            en:
                                "The list “\(list.title.en)” is version \(list.version) already; nothing changed."
                        ),
                    next: "codes show \(list.name)"
                )
            }
        }
    }

    private static func find(_ name: String, in book: CodeBook) throws(AppError) -> CodeList {
        let wanted = Text.normalized(name).lowercased()
        if let list = book.lists.values.first(where: { $0.name == wanted || $0.title.zh == wanted }) {
            return list
        }
        let known = book.lists.keys.sorted().joined(separator: ", ")
        throw AppError(
            .notFound,
            "code_list_unknown",
            field: .codeList,
            value: name,
            Phrase(
                "没有代码表“\(AppError.quote(name))”：可以写 \(known)。",
                en: "There is no code list “\(AppError.quote(name))”; there are: \(known)."
            )
        )
    }
}
