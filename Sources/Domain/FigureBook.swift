/// The figures that texts may name.
public struct FigureBook: Sendable {
    /// One of them.
    public struct Entry: Sendable, Hashable {
        /// By which the file keeps it, whatever it is called later.
        public let key: String
        /// What people call it.
        public let name: String
        public let unit: Phrase
        public let isMoney: Bool

        public init(key: String, name: String, unit: Phrase, isMoney: Bool) {
            self.key = key
            self.name = name
            self.unit = unit
            self.isMoney = isMoney
        }

        /// A figure as a style writes it.
        public func text(_ value: Int64, _ style: FigureStyle?) -> String {
            isMoney
                ? FigureStyle.text(money: Money(fen: value), style)
                : FigureStyle.text(count: value, unit: unit, style)
        }
    }

    public let entries: [Entry]
    private let byName: [String: Entry]

    /// - Parameter entries: Of two with one name the first is meant by it; the other goes by its key.
    public init(_ entries: [Entry]) {
        self.entries = entries
        var byName: [String: Entry] = [:]
        for entry in entries { byName[Self.comparable(entry.key)] = entry }
        for entry in entries where byName[Self.comparable(entry.name)] == nil {
            byName[Self.comparable(entry.name)] = entry
        }
        self.byName = byName
    }

    public subscript(name: String) -> Entry? { byName[Self.comparable(name)] }

    private static func comparable(_ name: String) -> String {
        Text.withoutSpaces(Text.normalized(name)).lowercased()
    }

    /// What a figure in a text means.
    ///
    /// - Throws: `figure_unknown`, with the names that there are; `figure_style_misfit`.
    public func entry(_ placeholder: FigureText.Placeholder, _ field: Field) throws(AppError) -> Entry {
        guard let entry = self[placeholder.name] else {
            throw .inFigures(field, at: placeholder.place, "figure_unknown", placeholder.text, known)
        }
        if let style = placeholder.style, style.isMoney != entry.isMoney {
            let words = FigureStyle.names(isMoney: entry.isMoney)
            throw .inFigures(
                field,
                at: placeholder.place,
                "figure_style_misfit",
                placeholder.text,
                entry.isMoney
                    ? Phrase(
                        "是金额，不能写成“\(style.rawValue)”：可用 \(words)",
                        en: "is money and can't be written as “\(style.rawValue)”: there are \(words)"
                    )
                    : Phrase(
                        "是数目，不能写成“\(style.rawValue)”：可用 \(words)",
                        en: "is a count and can't be written as “\(style.rawValue)”: there are \(words)"
                    )
            )
        }
        return entry
    }

    /// What there is, for whoever named something else.
    private var known: Phrase {
        let most = 40
        let names = entries.prefix(most).map(\.name).joined(separator: "、")
        let more =
            entries.count > most ? Phrase("等 \(entries.count) 个", en: " and so on") : Phrase("", en: "")
        return Phrase(
            "不是已有的数字：可用的有 \(names)\(more.zh)",
            en: "is no figure that there is; there are \(names)\(more.en)"
        )
    }

    // MARK: Names that hold

    /// A text as the file keeps it: each figure by its key, so that it stays the same figure when its name changes.
    ///
    /// - Throws: what `FigureText` throws, and `figure_unknown`, `figure_style_misfit`.
    public func kept(_ text: String, _ field: Field) throws(AppError) -> String {
        let parsed = try FigureText(parsing: text, field: field)
        guard !parsed.placeholders.isEmpty else { return text }
        return try parsed.renamed { placeholder throws(AppError) in try entry(placeholder, field).key }.text
    }

    /// A kept text as people read and edit it: each figure by the name that it has now. What has no name any more, or one
    /// that could not be read back, stands by its key.
    public func shown(_ text: String, _ field: Field) -> String {
        guard text.contains("{{"), let parsed = try? FigureText(parsing: text, field: field) else {
            return text
        }
        let named = try? parsed.renamed { placeholder throws(AppError) in
            guard let entry = self[placeholder.name] else { return placeholder.name }
            let hasMarks = Text.normalized(entry.name).contains { "@|{}\n".contains($0) }
            let isReadBack = self[entry.name]?.key == entry.key && !hasMarks
            return isReadBack ? entry.name : entry.key
        }
        return named?.text ?? text
    }
}
