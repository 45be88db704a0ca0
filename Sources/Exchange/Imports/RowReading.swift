public import Domain
import Sheets

/// What is wrong with a row, or worth saying about it.
public struct RowProblem: Sendable, Equatable {
    /// The column of the sheet, counted from 0; nil if the row as a whole is meant.
    public let column: Int?
    /// The stable word of the error.
    public let code: String
    public let message: Phrase
    /// Whether it only says something, and does not keep the row out.
    public var isNote = false

    init(_ column: Int?, _ code: String, _ message: Phrase, isNote: Bool = false) {
        self.column = column
        self.code = code
        self.message = message
        self.isNote = isNote
    }

    init(_ column: Int?, _ error: AppError) { self.init(column, error.code, error.message) }

    static func text(_ problems: [RowProblem]) -> String {
        if problems.isEmpty { return "[]" }
        return JSON.array(
            problems.map { problem in
                [
                    "column": problem.column.map { .int(Int64($0)) } ?? .null, "code": .string(problem.code),
                    "zh": .string(problem.message.zh), "en": .string(problem.message.en),
                    "note": .bool(problem.isNote),
                ]
            }
        ).text
    }

    static func problems(_ text: String) throws -> [RowProblem] {
        if text == "[]" { return [] }
        return (try JSON.reading(text.utf8).asArray ?? []).map { one in
            RowProblem(
                one["column"]?.asInt.map { Int($0) },
                one["code"]?.asString ?? "",
                Phrase(one["zh"]?.asString ?? "", en: one["en"]?.asString ?? ""),
                isNote: one["note"] == true
            )
        }
    }
}

/// A row's cells as the members of a record.
struct RowReading {
    /// The record's own members.
    private(set) var members: JSON.Members = [:]
    /// What it says of the organizations that it names, by the part.
    private(set) var parts: [String: JSON.Members] = [:]
    private(set) var problems: [RowProblem] = []
    /// Whether a cell says that what is stored goes.
    private(set) var clears = false
    /// What two rows that say the same have in common: a number of 128 bits, in hexadecimal.
    private(set) var key = ""

    private let layout: TableLayout

    init(_ cells: [String], _ layout: TableLayout, _ template: ImportTemplate) {
        self.layout = layout
        var fingerprint = Fingerprint()
        var unique: [(String, JSON)] = []
        unique.reserveCapacity(layout.columns.count)
        for column in layout.columns {
            guard let key = column.key, let meaning = template.column(key), column.index < cells.count
            else { continue }
            let text = Text.trimmed(cells[column.index])
            if text.isEmpty { continue }
            do {
                guard let value = try Self.value(text, meaning, column.unit) else { continue }
                if value == .null { clears = true }
                fingerprint.add(key, value)
                if meaning.part.isEmpty {
                    unique.append((key, value))
                } else {
                    parts[meaning.part, default: [:]][meaning.member] = value
                }
            } catch let error as AppError {
                fingerprint.add(key, .string(text))
                problems.append(RowProblem(column.index, error))
            } catch {
                problems.append(
                    RowProblem(column.index, "unreadable", Phrase("读不出来", en: "it can't be read"))
                )
            }
        }
        members = JSON.Members(unique: unique)
        self.key = fingerprint.text
    }

    /// Notes what the rules refuse, at the column that it is about.
    mutating func add(_ error: AppError, part: String = "") {
        problems.append(RowProblem(column(of: error.field, part), error))
    }

    mutating func add(_ problem: RowProblem) { problems.append(problem) }

    /// Takes what a cell was found to mean instead of what it says.
    mutating func set(_ key: String, _ value: JSON) { members[key] = value }

    func column(of field: Field?, _ part: String = "") -> Int? {
        guard let code = field?.code else { return nil }
        let keys = part.isEmpty ? [code, code + "_fen"] : ["\(part).\(code)", part]
        return keys.lazy.compactMap { layout.column($0)?.index }.first
    }

    /// Whether nothing keeps the row out so far.
    var isGood: Bool { problems.allSatisfy(\.isNote) }

    // MARK: Cells

    /// The value that a cell's text means in its column; nil if it stands for nothing.
    static func value(_ text: String, _ column: ImportColumn, _ unit: Money.Unit?) throws -> JSON? {
        if text.hasPrefix("#"), let error = cellError(text, column.field) { throw error }
        if ClearingMark.isMeant(by: text) {
            guard column.isClearable else { throw ClearingMark.refusal(text, column) }
            return .null
        }
        if isNothing(text, column) { return nil }
        switch column.kind {
        case .text, .organization, .user: return .string(text)
        case .word(let words):
            let name = Text.normalized(text)
            return .string(words.first { $0.name.zh == name }?.word ?? text)
        case .list: return .array(words(in: text).map(JSON.string))
        case .codes: return .array(parts(of: text).map(JSON.string))
        case .code: return .string(text)
        case .integer: return .string(plainNumber(text))
        case .money: return .int(try Money(parsing: text, bareUnit: unit, field: column.field).fen)
        case .day: return .string(try day(text, column.field) { $0.first }.description)
        case .end: return .string(try day(text, column.field) { $0.last }.description)
        }
    }

    /// Of a span of time, such as 2021–2023, its last day counts.
    private static func day(_ text: String, _ field: Field, _ which: (SheetDay) -> Day) throws -> Day {
        do {
            return which(try SheetDay(parsing: text, field: field))
        } catch {
            let parts = text.split { "至到~～—–".contains($0) }.map(String.init)
            let years = Text.normalized(text).split(separator: "-")
            let span = parts.count == 2 ? parts : years.count == 2 ? years.map(String.init) : []
            guard span.count == 2, (try? SheetDay(parsing: span[0], field: field)) != nil,
                let last = try? SheetDay(parsing: span[1], field: field)
            else { throw error }
            return which(last)
        }
    }

    /// Several texts in one cell; a comma between two digits belongs to a name, as in 1,3-丙二醇.
    private static func words(in text: String) -> [String] {
        let characters = Array(text)
        var words: [String] = []
        var word = ""
        for (index, character) in characters.enumerated() {
            let isInNumber =
                character == "," && index > 0 && index + 1 < characters.count
                && characters[index - 1].isNumber && characters[index + 1].isNumber
            if isInNumber || !isSeparator(character) {
                word.append(character)
            } else {
                words.append(word)
                word = ""
            }
        }
        return (words + [word]).map { Text.trimmed($0) }.filter { !$0.isEmpty }
    }

    /// Several texts in one cell.
    private static func parts(of text: String) -> [String] {
        text.split(whereSeparator: isSeparator).map { Text.trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    private static func isSeparator(_ character: Character) -> Bool {
        "、；;，,|\n\r".contains(character) || character == "\r\n"
    }

    /// 7级, TRL7, 3人: the number.
    private static func plainNumber(_ text: String) -> String {
        var plain = Text.withoutBlanks(Text.normalized(text)).uppercased()
        if plain.hasPrefix("TRL") { plain.removeFirst(3) }
        if let last = plain.last, "级人位名".contains(last) { plain.removeLast() }
        return plain
    }

    /// What people write where there is nothing to write.
    private static func isNothing(_ text: String, _ column: ImportColumn) -> Bool {
        guard text.utf8.count <= 12 else { return false }
        let plain = Text.normalized(text).lowercased()
        if ["-", "--", "/", "\\", "—", "——", "n/a"].contains(plain) { return !column.isRequired }
        switch column.kind {
        case .money:
            return !column.isRequired
                && ["面议", "待定", "另议", "协商", "可面议", "面谈", "无", "暂无", "待议", "不限"].contains(plain)
        case .text:
            let isCheckedText = [.contactPhone, .contactEmail, .creditCode].contains(column.field)
            return isCheckedText && ["无", "暂无", "没有"].contains(plain)
        case .organization: return false
        case .user: return ["无", "暂无", "没有", "待定"].contains(plain)
        default: return !column.isRequired && ["无", "暂无", "没有", "不限", "长期", "长期有效"].contains(plain)
        }
    }

    private static func cellError(_ text: String, _ field: Field) -> AppError? {
        if text == SheetValue.notCalculated {
            return AppError(
                .invalid,
                "formula_not_calculated",
                field: field,
                value: text,
                Phrase(
                    "\(field.name.zh)是没有算出结果的公式：请用 Excel 或 WPS 打开文件，保存一次再导入，或直接填值。",
                    en:
                        "The \(field.name.en) is a formula without a result: open and save the file in Excel or WPS, or type the value."
                )
            )
        }
        let errors = [
            "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA",
        ]
        guard errors.contains(text) else { return nil }
        return AppError(
            .invalid,
            "cell_error",
            field: field,
            value: text,
            Phrase(
                "\(field.name.zh)“\(text)”是公式出错的结果：请改正公式，或直接填值。",
                en:
                    "The \(field.name.en) “\(text)” is a formula's error: mend the formula, or type the value."
            )
        )
    }
}

/// A number that says whether two rows say the same (FNV-1a, twice from different beginnings).
private struct Fingerprint {
    private var first: UInt64 = 0xcbf2_9ce4_8422_2325
    private var second: UInt64 = 0x9ae1_6a3b_2f90_404f

    mutating func add(_ key: String, _ value: JSON) {
        add(key)
        switch value {
        case .string(let text): add(Text.trimmed(text))
        case .int(let number): add(String(number))
        default: add(value.text)
        }
    }

    private mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            for byte in bytes {
                first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
                second = (second ^ UInt64(byte)) &* 0x100_0000_01b3 &+ 0x9E37_79B9
            }
        }
        first = (first ^ 0x1F) &* 0x100_0000_01b3
        second = (second ^ 0x1F) &* 0x100_0000_01b3 &+ 0x9E37_79B9
    }

    var text: String { String(first, radix: 16) + "-" + String(second, radix: 16) }
}
