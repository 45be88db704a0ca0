import Domain
import Storage

/// How a record is put away.
public enum Archiving: Sendable, Equatable {
    /// It is done with: hidden from lists, still counted.
    case done
    /// It was entered by mistake: hidden, and never counted.
    case mistake
    /// It is taken out again, and counts.
    case undone
}

/// What filing is alike in all kinds of records.
extension Transaction {
    /// The code for a new record: the one that came with it, if it is free, or the year's next.
    func code(_ given: RecordCode?, _ kind: RecordCode.Kind, year: Int, isTaken: (RecordCode) throws -> Bool)
        throws -> RecordCode
    {
        if let given {
            guard given.serial <= RecordCode.largestGivenSerial else { throw AppError.serialTooLarge(given) }
            guard given.kind == kind, try !isTaken(given) else { throw AppError.codeTaken(given) }
            try reserve(given)
            return given
        }
        return try nextCode(kind, year: year)
    }
}

extension Filing {
    /// Refuses to edit a record that was put away.
    func requireInUse(_ code: RecordCode) throws {
        guard !isArchived else {
            throw AppError(
                .conflict,
                "archived",
                field: .code,
                value: code.description,
                Phrase(
                    "\(code) 已归档，不能再改：请先取消归档。",
                    en: "\(code) is archived and can't change: take it out of the archive first."
                )
            )
        }
    }

    /// Refuses to rest a record on one that was entered by mistake and is never counted.
    func requireCounted(_ code: RecordCode, field: Field) throws {
        guard isCounted else {
            throw AppError(
                .conflict,
                "entered_by_mistake",
                field: field,
                value: code.description,
                Phrase(
                    "\(field.name.zh) \(code) 已作为误录归档，不能再用：请换一条记录，或先取消它的归档。",
                    en:
                        "The \(field.name.en) \(code) is archived as a mistake and can't be used: name another, or take it out of the archive first."
                )
            )
        }
    }

    /// The same filing at the version that the person saw, so that a stale edit is refused; the file's own if nil.
    func seen(at version: Int64?) -> Filing {
        var filing = self
        if let version { filing.version = version }
        return filing
    }
}

extension Work {
    /// Refuses to call a record a mistake while others rest on it.
    func refuseMistake(_ code: RecordCode, uses: Int64) throws {
        guard uses == 0 else {
            throw AppError(
                .conflict,
                "in_use",
                field: .code,
                value: code.description,
                Phrase(
                    "\(code) 还有 \(uses) 条相关记录，不能作为误录归档：请先处理那些记录，或只作普通归档。",
                    en:
                        "\(uses) records rest on \(code), so it can't be archived as a mistake: see to those first, or archive it as done."
                )
            )
        }
    }
}
