public import Domain

/// What a cell says to have the stored value taken away. A blank cell keeps it, so that nothing gets lost by a column that
/// was never filled in; nobody writes this by accident.
public enum ClearingMark {
    /// As the instructions have it.
    public static let text = Phrase("（清空）", en: "(clear)")

    /// Whatever brackets it stands in, and in either language.
    static func isMeant(by cell: String) -> Bool {
        guard cell.utf8.count <= 24 else { return false }
        let plain = Text.withoutBlanks(Text.normalized(cell).lowercased())
        guard let first = plain.first, let last = plain.last, plain.count > 2 else { return false }
        guard ["()", "[]", "【】", "〔〕", "<>", "{}"].contains("\(first)\(last)") else { return false }
        return ["清空", "clear"].contains(plain.dropFirst().dropLast())
    }

    static func refusal(_ cell: String, _ column: ImportColumn) -> AppError {
        let name = column.heading
        let why =
            column.part.isEmpty
            ? Phrase("这一项不能空着", en: "it can't be blank")
            : Phrase("它属于另一条记录", en: "it belongs to another record")
        return AppError(
            .invalid,
            "not_clearable",
            field: column.field,
            value: cell,
            Phrase(
                "“\(name.zh)”不能清空：\(why.zh)。请填新的内容，或空着保持原样。",
                en:
                    "“\(name.en)” can't be cleared: \(why.en). Give a new value, or leave the cell blank to keep the old."
            )
        )
    }
}

extension ImportColumn {
    /// Whether a record can be without it.
    var isClearable: Bool { !isRequired && part.isEmpty && !Self.alwaysThere.contains(key) }

    /// Every record has them, whatever is typed: by what it is called, when it came in, what it is.
    private static let alwaysThere: Set = [
        "code", "external_id", "received_on", "kind", "state", "stage", "score", "reason", "contract",
        "people", "person",
        "position", "phone",
    ]
}
