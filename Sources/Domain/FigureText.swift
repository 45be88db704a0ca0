/// A text in which live figures stand, such as `服务企业{{服务企业数|余}}家，成交额{{成交额|万元}}`.
///
/// A figure is written in double braces, on one line:
///
///     figure = "{{" name [ "@" period ] [ "|" style ] "}}"
///     name   = an indicator's name or code, or a programme's name or code, a full stop and what is counted of it
///     period = as `Period` reads it: 2021, 2021Q2, 2021-05 …; without one, the period of whatever the text stands in
///     style  = 余, 单位, 万元, 余万元, 亿元 or 元: see `FigureStyle`
///
/// Full-width braces, marks and letters mean the same. Everything else is text. Two braces always begin or end a figure.
public struct FigureText: Sendable, Hashable {
    public enum Part: Sendable, Hashable {
        case text(String)
        case figure(Placeholder)
    }

    /// A figure as it was asked for.
    public struct Placeholder: Sendable, Hashable {
        public var name: String
        /// Nil for the period of whatever the text stands in.
        public let period: Period?
        public let style: FigureStyle?
        public let place: Place

        /// As it is written.
        public var text: String {
            "{{\(name)\(period.map { "@\($0.code)" } ?? "")\(style.map { "|\($0.rawValue)" } ?? "")}}"
        }
    }

    /// Where something begins: line and character, both from 1.
    public struct Place: Sendable, Hashable {
        public let line: Int
        public let character: Int

        public var phrase: Phrase {
            Phrase("第 \(line) 行第 \(character) 字", en: "line \(line), character \(character)")
        }
    }

    public let parts: [Part]

    public var placeholders: [Placeholder] {
        parts.compactMap { if case .figure(let placeholder) = $0 { placeholder } else { nil } }
    }

    /// Reads a text; what its names mean is for `FigureBook` to say.
    ///
    /// - Throws: `figure_unclosed`, `figure_unopened`, `figure_nameless`, `figure_style_unknown`, and what `Period` throws;
    ///   each says where.
    public init(parsing text: String, field: Field) throws(AppError) {
        var scanner = FigureScanner(text, field)
        parts = try scanner.parts()
    }

    private init(parts: [Part]) { self.parts = parts }

    /// The text as it is written.
    public var text: String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .text(let words): text += words
            case .figure(let placeholder): text += placeholder.text
            }
        }
    }

    /// The same text with each name as `name` spells it.
    func renamed(_ name: (Placeholder) throws(AppError) -> String) throws(AppError) -> FigureText {
        var renamed: [Part] = []
        for part in parts {
            if case .figure(var placeholder) = part {
                placeholder.name = try name(placeholder)
                renamed.append(.figure(placeholder))
            } else {
                renamed.append(part)
            }
        }
        return FigureText(parts: renamed)
    }
}

/// Reads a text with figures from its beginning to its end.
private struct FigureScanner {
    private let characters: [Character]
    private let field: Field
    private var position = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String, _ field: Field) {
        characters = Array(text)
        self.field = field
    }

    mutating func parts() throws(AppError) -> [FigureText.Part] {
        var parts: [FigureText.Part] = []
        var words = ""
        while position < characters.count {
            if isPair("{", "｛") {
                if !words.isEmpty { parts.append(.text(words)) }
                words = ""
                parts.append(.figure(try placeholder()))
            } else if isPair("}", "｝") {
                throw refusal(
                    "figure_unopened",
                    at: place,
                    "的“}}”前面没有“{{”：请补上“{{”，或去掉“}}”",
                    en: "has “}}” without “{{” before it: add “{{”, or take “}}” away"
                )
            } else {
                let character = characters[position]
                words.append(character)
                position += 1
                if character.isNewline { (line, lineStart) = (line + 1, position) }
            }
        }
        if !words.isEmpty { parts.append(.text(words)) }
        return parts
    }

    private var place: FigureText.Place {
        FigureText.Place(line: line, character: position - lineStart + 1)
    }

    /// Whether two braces begin here, of either width.
    private func isPair(_ half: Character, _ full: Character) -> Bool {
        guard position + 1 < characters.count else { return false }
        return characters[position...position + 1].allSatisfy { $0 == half || $0 == full }
    }

    private mutating func placeholder() throws(AppError) -> FigureText.Placeholder {
        let start = place
        position += 2
        var inside = ""
        while !isPair("}", "｝") {
            guard position < characters.count, !characters[position].isNewline, !isPair("{", "｛") else {
                throw refusal(
                    "figure_unclosed",
                    at: start,
                    "的“{{\(AppError.quote(inside))”没有用“}}”收尾：请在同一行补上“}}”",
                    en: "has “{{\(AppError.quote(inside))” without “}}” after it: add “}}” on the same line"
                )
            }
            inside.append(characters[position])
            position += 1
        }
        position += 2
        return try Self.placeholder(inside, at: start, field)
    }

    private static func placeholder(_ inside: String, at start: FigureText.Place, _ field: Field)
        throws(AppError) -> FigureText.Placeholder
    {
        let parts = halves(Text.normalized(inside), at: "|")
        let (name, span) = halves(parts.before, at: "@")
        guard !name.isEmpty else {
            throw .inFigures(
                field,
                at: start,
                "figure_nameless",
                "{{\(inside)}}",
                Phrase(
                    "没有写指标：请写成“{{服务企业数}}”",
                    en: "names no figure: write it as {{服务企业数}}"
                )
            )
        }
        var period: Period?
        if let span {
            do { period = try Period(parsing: span, field: .period) } catch {
                throw .inFigures(field, at: start, error, "{{\(inside)}}")
            }
        }
        let style = try parts.after.map { word throws(AppError) -> FigureStyle in
            guard let style = FigureStyle(rawValue: Text.withoutSpaces(word)) else {
                throw .inFigures(
                    field,
                    at: start,
                    "figure_style_unknown",
                    "{{\(inside)}}",
                    Phrase(
                        "的写法“\(AppError.quote(word))”不认识：数目可用 \(FigureStyle.names(isMoney: false))，金额可用 \(FigureStyle.names(isMoney: true))",
                        en:
                            "has the unknown style “\(AppError.quote(word))”: there are \(FigureStyle.names(isMoney: false)) for counts and \(FigureStyle.names(isMoney: true)) for money"
                    )
                )
            }
            return style
        }
        return FigureText.Placeholder(name: name, period: period, style: style, place: start)
    }

    /// What stands before and after the first such mark.
    private static func halves(_ text: String, at mark: Character) -> (before: String, after: String?) {
        guard let index = text.firstIndex(of: mark) else { return (Text.trimmed(text), nil) }
        return (Text.trimmed(String(text[..<index])), Text.trimmed(String(text[text.index(after: index)...])))
    }

    private func refusal(_ code: String, at place: FigureText.Place, _ zh: String, en: String) -> AppError {
        AppError(
            .invalid,
            code,
            field: field,
            value: AppError.quote(String(characters[max(0, position - 2)...].prefix(20))),
            Phrase(
                "\(field.name.zh)\(place.phrase.zh)\(zh)。",
                en: "The \(field.name.en), \(place.phrase.en), \(en)."
            )
        )
    }
}

extension AppError {
    /// The refusal of a figure in a text. `words` goes on after the figure, without the full stop.
    static func inFigures(
        _ field: Field,
        at place: FigureText.Place,
        _ code: String,
        _ figure: String,
        _ words: Phrase
    ) -> AppError {
        let typed = quote(figure)
        return AppError(
            .invalid,
            code,
            field: field,
            value: typed,
            Phrase(
                "\(field.name.zh)\(place.phrase.zh)的“\(typed)”\(words.zh)。",
                en: "The \(field.name.en), \(place.phrase.en): “\(typed)” \(words.en)."
            )
        )
    }

    /// The refusal of a part of such a figure, which has its own words.
    static func inFigures(_ field: Field, at place: FigureText.Place, _ error: AppError, _ figure: String)
        -> AppError
    {
        AppError(
            error.kind,
            error.code,
            field: field,
            value: error.value,
            Phrase(
                "\(field.name.zh)\(place.phrase.zh)的“\(quote(figure))”：\(error.message.zh)",
                en: "The \(field.name.en), \(place.phrase.en), “\(quote(figure))”: \(error.message.en)"
            )
        )
    }
}
