/// How long the texts people type may be, in characters as people count them (Unicode scalars).
public enum Limits {
    public static let title = 200
    public static let text = 10_000
    public static let note = 2_000
    /// Names of people, places, sources and other one-line entries.
    public static let line = 200
    public static let keyword = 40
    public static let keywords = 20
    public static let aliases = 20
    /// No contract is above 10 万亿元, in fen; a larger figure is a slip of the unit, and sums of all contracts stay exact.
    public static let money: Int64 = 1_000_000_000_000_000
}

/// The checks that every typed text goes through, each naming its field.
public enum TextRule {
    /// A one-line text that must be there.
    public static func required(_ text: String, _ field: Field, limit: Int = Limits.title) throws(AppError)
        -> String
    {
        let text = try line(text, field, limit: limit)
        guard !text.isEmpty else {
            throw AppError(
                .invalid,
                "required",
                field: field,
                Phrase("缺少\(field.name.zh)：这一项必填。", en: "The \(field.name.en) is missing: it must be given.")
            )
        }
        return text
    }

    /// A one-line text that may be blank; line breaks become spaces.
    public static func line(_ text: String, _ field: Field, limit: Int = Limits.line) throws(AppError)
        -> String
    {
        guard text.unicodeScalars.contains(where: \.isControl) else {
            return try checked(Text.trimmed(text), field, limit: limit)
        }
        var line = ""
        for scalar in text.unicodeScalars { line.unicodeScalars.append(scalar.isControl ? " " : scalar) }
        return try checked(Text.trimmed(line), field, limit: limit)
    }

    /// A text of several lines that may be blank.
    public static func block(_ text: String, _ field: Field, limit: Int = Limits.text) throws(AppError)
        -> String
    {
        guard text.unicodeScalars.contains(where: { $0.isControl && $0 != "\n" && $0 != "\t" }) else {
            return try checked(Text.trimmed(text), field, limit: limit)
        }
        var block = ""
        for scalar in text.unicodeScalars where scalar != "\r" {
            let isKept = scalar == "\n" || scalar == "\t" || !scalar.isControl
            block.unicodeScalars.append(isKept ? scalar : " ")
        }
        return try checked(Text.trimmed(block), field, limit: limit)
    }

    /// A list of short one-line texts: blanks and repetitions are dropped, the order is kept.
    public static func list(
        _ texts: [String],
        _ field: Field,
        each: Int = Limits.line,
        count: Int
    ) throws(AppError) -> [String] {
        var list: [String] = []
        for text in texts {
            let line = try line(text, field, limit: each)
            if !line.isEmpty, !list.contains(line) { list.append(line) }
        }
        guard list.count <= count else {
            throw AppError(
                .invalid,
                "too_many",
                field: field,
                value: String(list.count),
                Phrase(
                    "\(field.name.zh)有 \(list.count) 个，最多 \(count) 个：请留下最要紧的。",
                    en:
                        "There are \(list.count) \(field.name.en), at most \(count) are allowed: keep those that matter most."
                )
            )
        }
        return list
    }

    private static func checked(_ text: String, _ field: Field, limit: Int) throws(AppError) -> String {
        let length = text.unicodeScalars.count
        guard length <= limit else {
            throw AppError(
                .invalid,
                "too_long",
                field: field,
                value: text,
                Phrase(
                    "\(field.name.zh)“\(AppError.quote(text))”有 \(length) 个字，最多 \(limit) 个：请缩短。",
                    en:
                        "The \(field.name.en) “\(AppError.quote(text))” has \(length) characters, at most \(limit) are allowed: shorten it."
                )
            )
        }
        return text
    }
}
