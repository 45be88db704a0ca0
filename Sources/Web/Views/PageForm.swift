import Domain
import Hummingbird
import Market

/// One of several forms on a page. The names of its fields begin with a word of its own, so that no two fields of the page
/// have one name, while records and errors know them without it.
struct PageForm: Sendable {
    /// The form's word; also the id by which the page's links find it.
    let word: String
    /// Rows of one to three fields that stand side by side.
    let rows: [[FormField]]

    init(_ word: String, _ rows: [[FormField]]) {
        self.word = word
        self.rows = rows.map { row in row.map { $0.named("\(word)_\($0.name)") } }
    }

    var fields: [FormField] { Array(rows.joined()) }

    /// What is typed in a field.
    func value(_ inputs: Inputs, _ name: String) -> String { inputs["\(word)_\(name)"] }

    /// What is typed in all of them, as the record's JSON has it.
    func members(_ inputs: Inputs) -> JSON.Members {
        let typed = Draft(inputs).members(fields).withoutNulls
        return JSON.Members(typed.map { (String($0.key.dropFirst(word.utf8.count + 1)), $0.value) })
    }

    /// The day in a field.
    func day(_ inputs: Inputs, _ name: String, _ field: Field) throws(AppError) -> Day? {
        let text = value(inputs, name)
        return text.isEmpty ? nil : try Day(parsing: text, field: field)
    }

    /// Puts an error beside the field that it names, or above the form.
    func add(_ error: AppError, to draft: inout Draft) {
        let field = error.field.map { Field("\(word)_\($0.code)", $0.name.zh, en: $0.name.en) }
        draft.add(AppError(error.kind, error.code, field: field, value: error.value, error.message), fields)
    }

    /// What a field holds that nobody has touched yet.
    func fill(_ draft: inout Draft, _ name: String, _ value: String) {
        let name = "\(word)_\(name)"
        if !draft.inputs.has(name) { draft.inputs.set(name, [value]) }
    }

    /// - Parameters:
    ///   - version: the version of the record that the person sees.
    ///   - button: the last of the form, whole.
    func view(
        _ reader: Reader,
        to path: String,
        _ draft: Draft,
        version: Int64? = nil,
        question: String? = nil,
        keeps: Bool = false,
        button: HTML
    ) -> HTML {
        let fields = rows.map { row -> HTML in
            let fields = row.map { $0.view(reader, draft) }
            return switch row.count {
            case 1: "\(fields)"
            case 2: "<div class=\"pair\">\(fields)</div>"
            default: "<div class=\"triple\">\(fields)</div>"
            }
        }
        let seen: HTML? = version.map { Parts.hidden("version", String($0)) }
        return Parts.form(
            reader,
            to: path,
            question: question,
            keeps: keeps,
            "\(seen)\(Self.onceField())\(fields)<p class=\"do\">\(button)</p>"
        )
    }

    /// Under this name a form carries a word made for the page that it stands on.
    static let once = "once"

    /// Makes a form's work be done once; see `Work.once(_:_:)`.
    static func onceField() -> HTML { Parts.hidden(once, newWord()) }

    private static func newWord() -> String {
        String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}

extension FormField {
    /// The same field under another name.
    func named(_ name: String) -> FormField {
        FormField(
            name,
            label,
            kind,
            hint: hint,
            isRequired: isRequired,
            isConfidential: isConfidential,
            isShort: isShort
        )
    }
}

extension Inputs {
    /// A version that a form carries; nil if it carries none.
    var version: Int64? { Int64(self["version"]) }

    /// What tells this sending of a form from every other, but for the same form sent twice by a nervous hand.
    var onceKey: String? {
        let word = self[PageForm.once]
        guard !word.isEmpty, word.utf8.count <= 40 else { return nil }
        // FNV-1a of all that was typed: what was changed before it was sent again is something else.
        let mark = query().utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "form-\(word)-\(String(mark, radix: 36))"
    }
}

extension Work {
    /// Does what a form asks for, and only once when the same form is sent twice.
    ///
    /// - Returns: what `body` says that it did.
    func once(_ form: Inputs, _ body: () throws -> String) throws -> String {
        guard let key = form.onceKey else { return try body() }
        return try once(key: key, request: key) { (200, try body()) }.answer
    }

    /// What `once(_:_:)` said when this very form was sent before; nil if it was not.
    func answer(to form: Inputs) throws -> String? {
        try form.onceKey.flatMap { try answer(toKey: $0) }
    }
}
