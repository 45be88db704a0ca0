import Domain

/// The names of columns as people write them, made even: `*拟投入资金（万元）：` and `3、拟投入 资金` are one.
enum Heading {
    /// The heading without spaces, widths, brackets with what they hold, numbers before it, and marks around it.
    static func comparable(_ text: String) -> String {
        var depth = 0
        var plain = ""
        for scalar in Text.normalized(text).lowercased().unicodeScalars {
            switch scalar {
            case "(", "[", "【", "〔", "{": depth += 1
            case ")", "]", "】", "〕", "}": depth = max(0, depth - 1)
            case "*", "★", "☆", "※", "\"", "“", "”": break
            default: if depth == 0, !scalar.properties.isWhitespace { plain.unicodeScalars.append(scalar) }
            }
        }
        var rest = withoutNumber(plain)
        while let last = rest.last, ":;,.、，。；".contains(last) { rest = rest.dropLast() }
        // All of it in brackets is still a name.
        if rest.isEmpty, depth == 0, !plain.isEmpty || !text.isEmpty {
            return Text.withoutBlanks(Text.normalized(text).lowercased())
        }
        return String(rest)
    }

    /// Without `1.`, `一、`, `①` at its beginning.
    private static func withoutNumber(_ text: String) -> Substring {
        let scalars = text.unicodeScalars
        guard let first = scalars.first else { return text[...] }
        if (0x2460...0x2473).contains(first.value) { return Substring(scalars.dropFirst()) }
        let digits = scalars.prefix { ("0"..."9").contains($0) || "一二三四五六七八九十".unicodeScalars.contains($0) }
        let rest = scalars.dropFirst(digits.count)
        guard !digits.isEmpty, let mark = rest.first, ".、,:)".unicodeScalars.contains(mark) else {
            return text[...]
        }
        return Substring(rest.dropFirst())
    }

    /// Columns that every sheet has and no record: left out without a question.
    static let leftOut: Set<String> = [
        "序号", "编码序号", "no", "no.", "签名", "签字", "签到", "签到栏", "盖章", "行号", "本人签名", "签到签字",
    ]
}

extension Text {
    /// The text without white space.
    static func withoutBlanks(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            plain.unicodeScalars.append(scalar)
        }
        return plain
    }
}

extension ImportTemplate {
    /// The column that a heading means; nil if it means none of this template.
    func column(heading: String) -> ImportColumn? {
        let wanted = Heading.comparable(heading)
        guard !wanted.isEmpty else { return nil }
        return names[wanted].flatMap { key in columns.first { $0.key == key } }
    }

    /// Every heading that means a column, in comparable form, with the column's key.
    var names: [String: String] {
        if let known = Self.allNames[name] { return known }
        return Self.names(of: self)
    }

    private static let allNames: [String: [String: String]] = all.reduce(into: [:]) {
        $0[$1.name] = names(of: $1)
    }

    private static func names(of template: ImportTemplate) -> [String: String] {
        var names: [String: String] = [:]
        // Our own headings go before anybody's synonyms.
        for column in template.columns {
            for heading in [column.heading.zh, column.heading.en, column.field.name.zh, column.key] {
                let name = Heading.comparable(heading)
                if names[name] == nil { names[name] = column.key }
            }
        }
        for column in template.columns {
            for synonym in column.synonyms {
                let name = Heading.comparable(synonym)
                if names[name] == nil { names[name] = column.key }
            }
        }
        return names
    }
}
