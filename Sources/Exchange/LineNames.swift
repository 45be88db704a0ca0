import Domain

/// What the lines of a file call their records, to find a record that stands twice and to name the line of another.
struct LineNames {
    private struct Known {
        let line: Int
        let content: Int
    }

    private var identities: [String: Known] = [:]
    private var lines: [String: Int] = [:]

    /// Notes a line.
    ///
    /// - Throws: `twice_in_file` when an earlier line has the same record with other content: which of the two is meant
    ///   must not depend on their order.
    mutating func add(_ line: Int, _ type: RecordType, _ members: JSON.Members) throws(AppError) {
        for key in ["code", "external_id", "name", "credit_code"] {
            guard let text = members[key]?.asString, !Text.trimmed(text).isEmpty else { continue }
            lines[Self.comparable(text)] = lines[Self.comparable(text)] ?? line
        }
        // The same members in another order are the same line.
        let content = Set(members.map { "\($0.key) \($0.value.text)" }).hashValue
        for (field, name) in Self.identity(type, members) {
            let key = "\(type.rawValue) \(field.code) \(name)"
            if let known = identities[key], known.content != content {
                throw AppError(
                    .conflict,
                    "twice_in_file",
                    field: field,
                    value: name,
                    Phrase(
                        "\(type.name.zh)的\(field.name.zh)“\(AppError.quote(name))”在第 \(known.line) 行已经有了，内容不同：请只留一行，或改正其中一个\(field.name.zh)。",
                        en:
                            "The \(type.name.en)'s \(field.name.en) “\(AppError.quote(name))” stands in line \(known.line) already, with other content: keep one line, or mend one \(field.name.en)."
                    )
                )
            }
            identities[key] = identities[key] ?? Known(line: line, content: content)
        }
    }

    /// The first line that brings a record of this code, external id, name or credit code.
    func line(of reference: String) -> Int? { lines[Self.comparable(reference)] }

    private static func identity(_ type: RecordType, _ members: JSON.Members) -> [(Field, String)] {
        func text(_ key: String) -> String? {
            guard let value = members[key] else { return nil }
            let written = value.asString ?? value.asInt.map { String($0) } ?? ""
            // External ids are somebody else's and taken as they are.
            let text = key == "external_id" ? Text.trimmed(written) : comparable(written)
            return text.isEmpty ? nil : text
        }
        switch type {
        case .bureauSheet: return text("name").map { [(.sheetName, $0)] } ?? []
        case .user: return text("login").map { [(.login, $0)] } ?? []
        case .target:
            guard let year = text("year"), let indicator = text("indicator") else { return [] }
            return [(.indicator, "\(year) \(indicator)")]
        case .match:
            var identity = text("code").map { [(Field.code, $0)] } ?? []
            if let demand = text("demand"), let achievement = text("achievement") {
                identity.append((.match, "\(demand) \(achievement)"))
            }
            return identity
        default:
            return [(Field.code, "code"), (.externalID, "external_id")].compactMap { field, key in
                text(key).map { (field, $0) }
            }
        }
    }

    private static func comparable(_ text: String) -> String { Text.normalized(text).lowercased() }
}
