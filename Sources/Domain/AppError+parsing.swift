/// How inputs are refused: one shape of sentence, field and value first, then what is wrong and what would be right.
extension AppError {
    /// The refusal of a typed value. `zh` and `en` go on after the value, without the full stop:
    /// `不是日期，请写成“2021-05-31”` and `is not a date; write it as 2021-05-31`.
    public static func refusing(_ text: String, _ field: Field, _ code: String, _ zh: String, en: String)
        -> AppError
    {
        let typed = quote(text)
        return AppError(
            .invalid,
            code,
            field: field,
            value: typed,
            Phrase(
                "\(field.name.zh)“\(typed)”\(zh)。",
                en: "\(sentenceStart(field.name.en)) “\(typed)” \(en)."
            )
        )
    }

    /// The refusal of a value that was left out. `zh` and `en` say what would be right.
    public static func missing(_ text: String, _ field: Field, _ code: String, _ zh: String, en: String)
        -> AppError
    {
        AppError(
            .invalid,
            code,
            field: field,
            value: quote(text),
            Phrase("\(field.name.zh)没有填写，\(zh)。", en: "\(sentenceStart(field.name.en)) is empty; \(en).")
        )
    }

    private static func sentenceStart(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }
}
