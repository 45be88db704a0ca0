import Domain

/// Codes as people read them, as long as what they read means the same code when it is read back.
struct CodeLabels {
    private let book: CodeBook
    private let language: Language
    private var known: [String: String] = [:]

    init(_ book: CodeBook, _ language: Language) {
        self.book = book
        self.language = language
    }

    /// The name of a code, or the code itself where the name is nobody's alone.
    mutating func label(_ code: String, _ list: CodeListName, _ field: Field) -> String {
        let key = "\(list.rawValue) \(code)"
        if let label = known[key] { return label }
        let name = list == .industry ? industryName(code) : book.name(of: code, in: list)?[language]
        let label = name.flatMap { means($0, list, field) == code ? $0 : nil } ?? code
        known[key] = label
        return label
    }

    /// Sections and divisions have names of their own in the list; groups and classes stay codes.
    private func industryName(_ code: String) -> String? {
        guard
            let entry = book.entry(code, in: .industry) ?? book.entry(String(code.dropFirst()), in: .industry)
        else { return nil }
        return entry.phrase[language]
    }

    private func means(_ text: String, _ list: CodeListName, _ field: Field) -> String? {
        switch list {
        case .industry: try? book.industry(parsing: text, field: field).rawValue
        case .region: try? book.region(parsing: text, field: field).rawValue
        default: try? book.resolve(text, in: list, field: field)
        }
    }

    /// The names of a list's entries, in its order, that each mean their own entry.
    func choices(_ list: CodeListName, _ field: Field) -> [String] {
        (book[list]?.entries ?? []).compactMap { entry in
            let name = entry.phrase[language]
            guard let code = means(name, list, field) else { return nil }
            return code == entry.code || code.hasSuffix(entry.code) ? name : nil
        }
    }
}
