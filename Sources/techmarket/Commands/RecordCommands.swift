import ArgumentParser
import Domain
import Exchange
import Market

/// A kind of record with the commands that all kinds have: create, show, edit, archive, unarchive.
protocol RecordKind: Sendable {
    associatedtype Fields: RecordFields

    static var type: RecordType { get }
    /// The command group: `demand`.
    static var command: String { get }
    /// A code for examples and usage lines.
    static var exampleCode: String { get }
    /// The options of the example of `create`.
    static var exampleFields: String { get }
    /// The options of the example of `edit`.
    static var exampleChange: String { get }
    /// The key that is today when nobody says otherwise.
    static var dayKey: String? { get }

    /// All of a record, for people.
    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String
    /// All of a record, for programs.
    static func json(_ reference: String, _ view: View) throws -> JSON.Members
    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws
    /// The command that most likely follows the creation of a record of this code.
    static func next(after code: String, _ members: JSON.Members) -> String?
}

extension RecordKind {
    static var dayKey: String? { nil }

    static func json(_ reference: String, _ view: View) throws -> JSON.Members {
        try view.json(type, reference)
    }
}

struct Create<Kind: RecordKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "create",
            "登记\(Kind.type.name.zh)",
            en: "Record a new \(Kind.type.name.en)",
            examples: ["\(Kind.command) create \(Kind.exampleFields)"]
        )
    }

    @OptionGroup var fields: Kind.Fields

    @Option(help: help("编号（默认自动编号）", en: "Code (default: the next one)", value: "编号"))
    var code: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (fields, code) = (fields.members, code)
        try await session.change { view in
            var members = fields
            if let code { members["code"] = .string(code) }
            return try Self.create(members, view)
        }
    }

    static func create(_ members: JSON.Members, _ view: View) throws -> Deed {
        var members = members
        if let key = Kind.dayKey, members[key] == nil { members[key] = .string(view.work.today.description) }
        let created = try view.records.create(Kind.type, members)
        let code = created["code"]?.asString ?? ""
        let name = (created["title"] ?? created["name"])?.asString.map { "“\($0)”" } ?? ""
        return Deed(
            members: created,
            line: Phrase(
                "已登记\(Kind.type.name.zh) \(code)\(name)。",
                en: "Recorded the \(Kind.type.name.en) \(code)\(name.isEmpty ? "" : " \(name)")."
            ),
            next: Kind.next(after: code, created)
        )
    }
}

struct Show<Kind: RecordKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "show",
            "查看一条\(Kind.type.name.zh)",
            en: "Show one \(Kind.type.name.en)",
            examples: [
                "\(Kind.command) show \(Kind.exampleCode)", "\(Kind.command) show \(Kind.exampleCode) --json",
            ]
        )
    }

    @Argument(help: help("编号", en: "Its code", value: Kind.exampleCode))
    var reference: String

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (reference, width) = (reference, session.console.width)
        try await session.show { view in
            view.isJSON
                ? JSON.object(try Kind.json(reference, view)).pretty + "\n"
                : try Kind.sheet(reference, view, width: width)
        }
    }
}

struct Edit<Kind: RecordKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "edit",
            "修改一条\(Kind.type.name.zh)",
            en: "Change one \(Kind.type.name.en)",
            examples: ["\(Kind.command) edit \(Kind.exampleCode) \(Kind.exampleChange) --version 1"],
            notes: Phrase(
                "只改写出的项；写成空（\"\"）就清空这一项。",
                en: "Only what is given changes; an empty value (\"\") blanks it."
            )
        )
    }

    @Argument(help: help("编号", en: "Its code", value: Kind.exampleCode))
    var reference: String

    @OptionGroup var fields: Kind.Fields
    @OptionGroup var seen: VersionOption
    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (reference, changes, version) = (reference, fields.members, try seen.number())
        guard !changes.isEmpty else {
            throw AppError(
                .invalid,
                "nothing_to_change",
                field: Field(Kind.type.rawValue, Kind.type.name.zh, en: Kind.type.name.en),
                value: reference,
                Phrase(
                    "没有写要改 \(AppError.quote(reference)) 的哪一项：例如 \(Kind.exampleChange)。",
                    en:
                        "Nothing was said to change in \(AppError.quote(reference)): give at least one option, such as \(Kind.exampleChange)."
                )
            )
        }
        try await session.change { view in
            let edited = try view.records.edit(Kind.type, reference, version: version, changes)
            let code = edited["code"]?.asString ?? reference
            return Deed(
                members: edited,
                line: Phrase(
                    "已修改 \(code)，现在是第 \(edited.version) 版。",
                    en: "Changed \(code), now version \(edited.version)."
                ),
                next: "\(Kind.command) show \(code)"
            )
        }
    }
}

struct Archive<Kind: RecordKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "archive",
            "归档一条\(Kind.type.name.zh)（代替删除）",
            en: "Put one \(Kind.type.name.en) away (instead of deleting it)",
            examples: [
                "\(Kind.command) archive \(Kind.exampleCode)",
                "\(Kind.command) archive \(Kind.exampleCode) --mistake",
            ],
            notes: Phrase(
                "归档后列表里不再出现，统计仍然算；--mistake 表示误录，统计也不算。",
                en:
                    "An archived record leaves the lists but still counts; one archived with --mistake never counts."
            )
        )
    }

    @Argument(help: help("编号", en: "Its code", value: Kind.exampleCode))
    var reference: String

    @Flag(help: help("是误录的，统计不再计入", en: "It was entered by mistake and must not count"))
    var mistake = false

    @OptionGroup var seen: VersionOption
    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (reference, mistake, version) = (reference, mistake, try seen.number())
        try await session.change { view in
            try Kind.archive(reference, version: version, as: mistake ? .mistake : .done, view.work)
            let members = try view.json(Kind.type, reference)
            let code = members["code"]?.asString ?? reference
            return Deed(
                members: members,
                line: mistake
                    ? Phrase(
                        "\(code) 已作为误录归档，统计不再计入。",
                        en: "\(code) is archived as a mistake and no longer counts."
                    )
                    : Phrase("\(code) 已归档，统计仍然计入。", en: "\(code) is archived and still counts."),
                next: "\(Kind.command) unarchive \(code)" + inWords("（要恢复时）", en: " (to take it out again)")
            )
        }
    }
}

struct Unarchive<Kind: RecordKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "unarchive",
            "取消归档",
            en: "Take one \(Kind.type.name.en) out of the archive",
            examples: ["\(Kind.command) unarchive \(Kind.exampleCode)"]
        )
    }

    @Argument(help: help("编号", en: "Its code", value: Kind.exampleCode))
    var reference: String

    @OptionGroup var seen: VersionOption
    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (reference, version) = (reference, try seen.number())
        try await session.change { view in
            try Kind.archive(reference, version: version, as: .undone, view.work)
            let members = try view.json(Kind.type, reference)
            let code = members["code"]?.asString ?? reference
            return Deed(
                members: members,
                line: Phrase("\(code) 已取消归档。", en: "\(code) is out of the archive."),
                next: "\(Kind.command) show \(code)"
            )
        }
    }
}

extension JSON.Members {
    var version: Int64 { self["version"]?.asInt ?? 0 }
    var code: String { self["code"]?.asString ?? "" }
}

extension Filing {
    /// `第 3 版`, and whether it is put away.
    func summary(_ language: Language) -> String {
        var parts = [Phrase("第 \(version) 版", en: "\(version)")]
        if isArchived {
            parts.append(
                isCounted ? Phrase("已归档", en: "archived") : Phrase("误录，已归档", en: "archived as a mistake")
            )
        }
        return parts.map { $0[language] }.joined(separator: language == .zh ? "，" : ", ")
    }
}
