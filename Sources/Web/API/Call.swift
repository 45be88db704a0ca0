import Domain
import Exchange
import Hummingbird
import Market
import Reports

/// One request to the API, read and held against the description.
struct Call: Sendable {
    /// What the person saw of a record that is to change.
    enum Seen: Sendable {
        case nothing
        case any
        case version(Int64)
    }

    let operation: Description.Operation
    let description: Description
    /// The parts of the address, by their names in the description.
    let parts: [String: String]
    /// What the address asks, as the description types it.
    var query: [String: JSON]
    /// What the answer is to be; nil where it is a file of one type alone.
    let format: ReportFormat?
    let body: JSON
    let seen: Seen
    /// The program's own word for a request that is to be done once.
    let key: String?
    let language: Language
    /// The file that was sent in place of JSON.
    var upload: Upload?
    /// What the token may do; nil for a browser, and for the public.
    let scope: TokenScope?

    /// A part of the address.
    subscript(part: String) -> String { parts[part] ?? "" }

    /// The version that the record must have; nil for whatever it has.
    var version: Int64? {
        if case .version(let version) = seen { version } else { nil }
    }

    // MARK: What the address asks

    func text(_ name: String) -> String? { query[name]?.asString }

    func flag(_ name: String) -> Bool { query[name] == true }

    func number(_ name: String) -> Int64? { query[name]?.asInt }

    func period(_ name: String) throws -> Period? {
        try text(name).map { try Period(parsing: $0, field: Field(name, Field.period.name.zh, en: "period")) }
    }

    /// A word of a fixed set. The description names the words, so there are no others.
    func word<Word: RawRepresentable<String>>(_ name: String) -> Word? {
        text(name).flatMap(Word.init(rawValue:))
    }

    // MARK: What the body says

    /// The members of the body.
    ///
    /// - Throws: `not_as_described` when it is no object.
    func members() throws -> JSON.Members {
        guard let members = body.asObject else { throw unlikeDescription() }
        return members
    }

    /// A text of the body; blank if it is absent or null.
    func string(_ field: Field) throws -> String {
        switch try members()[field.code] {
        case nil, .null?: return ""
        case .string(let text)?: return text
        default: throw unlikeDescription()
        }
    }

    /// A text of the body that must be there.
    func required(_ field: Field) throws -> String {
        let text = try string(field)
        guard !Text.trimmed(text).isEmpty else { throw missing(field) }
        return text
    }

    func missing(_ field: Field) -> AppError {
        AppError(
            .invalid,
            "required",
            field: field,
            Phrase(
                "缺少\(field.name.zh)（\(field.code)）：这一项必填。",
                en: "The \(field.name.en) (\(field.code)) is missing: it must be given."
            )
        )
    }

    func day(_ field: Field = .on) throws -> Day? {
        let text = try string(field)
        return text.isEmpty ? nil : try Day(parsing: text, field: field)
    }

    func bool(_ field: Field) throws -> Bool {
        switch try members()[field.code] {
        case nil: return false
        case .bool(let flag)?: return flag
        default: throw unlikeDescription()
        }
    }

    /// A whole number of the body; nil if it is absent or null.
    func int(_ field: Field) throws -> Int64? {
        guard let value = try members()[field.code], value != .null else { return nil }
        guard let int = value.asInt else { throw unlikeDescription() }
        return int
    }

    func money(_ field: Field) throws -> Money? { try int(field).map(Money.init(fen:)) }

    /// A word of the body out of a fixed set; nil if it is absent.
    func choice<Word: RawRepresentable<String>>(_ field: Field) throws -> Word? {
        let text = try string(field)
        guard !text.isEmpty else { return nil }
        guard let word = Word(rawValue: text) else { throw unlikeDescription() }
        return word
    }

    /// Refuses a body that the description does not allow, also where the use cases would make something of it: what is
    /// not promised today need not be kept tomorrow.
    ///
    /// - Throws: `not_as_described`.
    func checkBody() throws {
        guard let schema = operation.body else { return }
        if let mismatch = SchemaCheck(description: description).mismatch(body, schema) {
            throw mismatch.error(of: "body")
        }
    }

    /// Why a body can't be read; it is known not to be what the description says.
    private func unlikeDescription() -> AppError {
        let schema = operation.body ?? [:]
        let mismatch = SchemaCheck(description: description).mismatch(body, schema)
        let other = SchemaCheck.Mismatch(
            path: [],
            title: nil,
            value: body,
            rule: Phrase("与说明不符", en: "it is not as described")
        )
        return (mismatch ?? other).error(of: "body")
    }

    // MARK: -

    /// Whether what was not found is a value of the query or the body, and not what the address names.
    func isBesideAddress(_ value: String?) -> Bool {
        guard !parts.isEmpty else { return true }
        guard let value, !parts.values.contains(value) else { return false }
        let said = Array(query.values) + (body.asObject?.map(\.value) ?? [])
        // A number that stands for a text is that text.
        return said.contains { ($0.asArray ?? [$0]).contains { ($0.asString ?? $0.text) == value } }
    }

    /// All that tells one request from another, for a key that must not stand for two.
    var fingerprint: String {
        let path = parts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
        return [operation.id, path, "\(version ?? 0)", body.text].joined(separator: "\n\n")
    }
}
