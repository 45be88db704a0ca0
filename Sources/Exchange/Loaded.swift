import Domain
import Market

/// What became of one line of a file.
enum Outcome: Sendable {
    case created, updated, same
}

/// What a step made of a line, and what is left for the very end.
struct Loaded {
    var outcome: Outcome
    /// Puts the record away or takes it out again, once all that refers to it is there.
    var filing: (() throws -> Void)?

    /// Notes that something of a record that was there before is different now.
    mutating func change() { if outcome == .same { outcome = .updated } }
}

/// What every filed record's line may begin with.
struct Head {
    let code: RecordCode?
    let externalID: String?
    let version: Int64?
    /// Nil when the line does not say.
    let isArchived: Bool?

    /// - Parameter hasExternalID: matches have none.
    init(_ reader: inout RecordReader, _ kind: RecordCode.Kind, hasExternalID: Bool = true) throws {
        code = try reader.recordCode(kind)
        externalID = hasExternalID ? try reader.optionalText(.externalID).map(Text.trimmed) : nil
        version = try reader.integer(.version)
        isArchived = try reader.flag(.archived)
    }

    /// Whether the line has no number of its record, ours or another's.
    var isAnonymous: Bool { code == nil && externalID == nil }

    /// The record that the line means by its code or, if it has none, by its external id. A line with a code that is
    /// new here brings a new record, so that the file's other lines find it under that code.
    func find<Record>(
        code byCode: (RecordCode) throws -> Record?,
        externalID byID: (String) throws -> Record?
    ) throws -> Record? {
        if let code { return try byCode(code) }
        return try externalID.flatMap(byID)
    }

    /// Refuses a line that would change a record which moved on since the line was written.
    func requireFresh(_ filing: Filing) throws(AppError) {
        guard let version, version != filing.version else { return }
        throw AppError.stale(version, current: filing.version)
    }

    /// What is left to do at the end so that the record lies where the line says; nil if nothing is.
    func filing(_ filing: Filing?, _ archive: @escaping (Archiving) throws -> Void) -> (() throws -> Void)? {
        guard let isArchived, isArchived != (filing?.isArchived ?? false) else { return nil }
        return { try archive(isArchived ? .done : .undone) }
    }
}

extension AppError {
    /// Says that a file tells a record's history otherwise than the market does.
    static func historyDiffers(_ field: Field, _ there: String, _ here: String) -> AppError {
        AppError(
            .conflict,
            "history_differs",
            field: field,
            value: there,
            Phrase(
                "\(field.name.zh)（\(field.code)）里的“\(there)”与系统里的“\(here)”不一致：经历只能往后添，不能改写，请核对文件。",
                en:
                    "“\(there)” in \(field.code) differs from “\(here)” in the market: history is added to, never rewritten; check the file."
            )
        )
    }

    /// Says that a key which follows from the record's history contradicts it.
    static func followsFrom(_ source: Field, _ field: Field, _ there: String, _ here: String) -> AppError {
        AppError(
            .invalid,
            "does_not_follow",
            field: field,
            value: there,
            Phrase(
                "\(field.name.zh)（\(field.code)）“\(there)”与\(source.name.zh)（\(source.code)）得出的“\(here)”不一致：要改变它，请在 \(source.code) 里添一步，或去掉 \(field.code)。",
                en:
                    "The \(field.name.en) (\(field.code)) “\(there)” is not the “\(here)” that follows from \(source.code): add a step there, or leave \(field.code) out."
            )
        )
    }

    /// Says that an earlier step of the same load did not leave what this one needs; it can only follow another error.
    static func lost(_ field: Field) -> AppError {
        AppError(
            .notFound,
            "not_found",
            field: field,
            Phrase(
                "没有这条\(field.name.zh)：它的前一步没有装入。",
                en: "There is no such \(field.name.en): its first step was not loaded."
            )
        )
    }
}
