import ArgumentParser
import Domain
import Market

/// Which part of a list is shown.
struct PageOptions: ParsableArguments, Sendable {
    @Option(help: help("最多几条（默认 50）", en: "At most so many (default 50)", value: "条数"))
    var limit: String?

    @Option(help: help("跳过前几条", en: "Leave out so many first", value: "条数"))
    var offset: String?

    @Flag(help: help("全部列出", en: "List all"))
    var all = false

    @Flag(help: help("已归档的也列出", en: "List archived ones, too"))
    var archived = false

    func page() throws(AppError) -> Page {
        let limit = try limit.map { text throws(AppError) in
            try WholeNumber.parse(text, .limit, in: 1...1_000_000)
        }
        let offset = try offset.map { text throws(AppError) in
            try WholeNumber.parse(text, .offset, in: 0...1_000_000_000)
        }
        return Page(limit: all ? nil : limit ?? 50, offset: offset ?? 0)
    }
}

/// What goes with every dated step.
struct StepOptions: ParsableArguments, Sendable {
    @Option(help: help("发生日期（默认今天）", en: "The day it happened (default today)", value: "日期"))
    var on: String?

    @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
    var note: String?

    @OptionGroup
    var seen: VersionOption

    func day() throws(AppError) -> Day? { try parsedDay(on, .on) }

    var text: String { note ?? "" }
}

/// The version that the person saw.
struct VersionOption: ParsableArguments, Sendable {
    @Option(
        help: help(
            "你看到的版本；别人改过就不会覆盖",
            en: "The version you saw; refused if somebody changed the record since",
            value: "版本"
        )
    )
    var version: String?

    func number() throws(AppError) -> Int64? {
        guard let version else { return nil }
        return Int64(try WholeNumber.parse(version, .version, in: 1...Int.max))
    }
}

/// A date that may be left out.
func parsedDay(_ text: String?, _ field: Field) throws(AppError) -> Day? {
    guard let text else { return nil }
    return try Day(parsing: text, field: field)
}

func parsedPeriod(_ text: String?) throws(AppError) -> Period? {
    guard let text else { return nil }
    return try Period(parsing: text, field: .period)
}

/// Members for a record out of options: what was not typed is not there, what was typed blank is blanked.
struct MemberList {
    private(set) var members = JSON.Members()

    mutating func add(_ key: String, _ text: String?) {
        if let text { members[key] = .string(text) }
    }

    mutating func add(_ key: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        members[key] = .array(texts.filter { !Text.trimmed($0).isEmpty }.map(JSON.string))
    }
}
