import Domain

extension AppError {
    /// Says that no record answers to what was typed.
    static func noRecord(_ field: Field, _ value: String) -> AppError {
        AppError(
            .notFound,
            "not_found",
            field: field,
            value: value,
            Phrase(
                "没有\(field.name.zh)“\(quote(value))”：请核对编号，或用列表命令查找。",
                en:
                    "There is no \(field.name.en) “\(quote(value))”: check the code, or look it up in the list."
            )
        )
    }

    /// Says that a record of this code is in the file already.
    static func codeTaken(_ code: RecordCode) -> AppError {
        AppError(
            .conflict,
            "code_taken",
            field: .code,
            value: code.description,
            Phrase(
                "编号“\(code)”已经用过：请换一个，或不填让系统编号。",
                en: "The code “\(code)” is taken: choose another, or leave it blank to get the next."
            )
        )
    }

    /// Says that a code's number would leave none for the records after it.
    static func serialTooLarge(_ code: RecordCode) -> AppError {
        AppError(
            .invalid,
            "serial_too_large",
            field: .code,
            value: code.description,
            Phrase(
                "编号“\(code)”的序号太大，最大 \(RecordCode.largestGivenSerial)：请改小，或不填让系统编号。",
                en:
                    "The number in the code “\(code)” is too large, at most \(RecordCode.largestGivenSerial): choose a smaller one, or leave it blank to get the next."
            )
        )
    }

    /// Says that a record of this external id is in the file already.
    static func externalIDTaken(_ id: String, by code: RecordCode) -> AppError {
        AppError(
            .conflict,
            "external_id_taken",
            field: .externalID,
            value: id,
            Phrase(
                "外部编号“\(quote(id))”已属于 \(code)：请核对是否重复录入。",
                en:
                    "The external id “\(quote(id))” belongs to \(code): check whether this was entered before."
            )
        )
    }
}
