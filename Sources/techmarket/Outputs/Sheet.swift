import Domain

/// One record as labelled lines, with tables below for what belongs to it.
struct Sheet {
    private enum Part {
        case line(label: String, value: String)
        case section(String, String)
    }

    private let title: String
    private let language: Language
    private var parts: [Part] = []

    init(_ title: String, _ language: Language) {
        self.title = title.onOneLine
        self.language = language
    }

    /// A labelled line; none when there is nothing to say.
    mutating func add(_ label: Phrase, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        parts.append(.line(label: label[language], value: value.withoutControls))
    }

    mutating func add(_ field: Field, _ value: String?) { add(field.name, value) }

    /// A table with its heading; none when it has no rows.
    mutating func add(_ heading: Phrase, _ table: Table, width: Int?) {
        guard !table.isEmpty else { return }
        parts.append(.section(heading[language], table.text(width: width)))
    }

    var text: String {
        let width = parts.reduce(0) { widest, part in
            guard case .line(let label, _) = part else { return widest }
            return max(widest, label.displayWidth)
        }
        var text = title + "\n"
        for part in parts {
            switch part {
            case .line(let label, let value):
                let indent = "\n" + String(repeating: " ", count: width + 4)
                text +=
                    "  \(label.padded(to: width, alignment: .left))  \(value.replacing("\n", with: indent))\n"
            case .section(let heading, let table):
                text += "\n\(heading)\n\(table)"
            }
        }
        return text
    }
}
