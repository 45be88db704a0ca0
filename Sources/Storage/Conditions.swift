import Domain

/// A WHERE clause put together from what was asked for.
struct Conditions {
    private(set) var arguments: [SQLValue] = []
    private var parts: [String] = []

    mutating func add(_ condition: String, _ values: SQLValue...) { add(condition, all: values) }

    mutating func add(_ condition: String, all values: [SQLValue]) {
        parts.append(condition)
        arguments += values
    }

    /// Rows whose `column` holds the text, whatever characters it is made of. Both sides are folded in SQL: of itself LIKE
    /// minds the case of letters in PostgreSQL and not in SQLite.
    mutating func add(_ column: String, contains text: String) {
        add(Self.contains(column), Self.pattern(text))
    }

    /// The condition that `add(_:contains:)` adds, to be part of a larger one; its argument is `pattern(_:)`.
    static func contains(_ column: String) -> String { "LOWER(\(column)) LIKE LOWER(?) ESCAPE '\\'" }

    static func pattern(_ text: String) -> SQLValue { .text("%" + literal(text) + "%") }

    /// The pattern of what begins with the text.
    static func beginning(_ text: String) -> SQLValue { .text(literal(text) + "%") }

    private static func literal(_ text: String) -> String {
        var pattern = ""
        for character in text.unicodeScalars {
            if character == "%" || character == "_" || character == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(character)
        }
        return pattern
    }

    /// Rows that are in use, unless archived ones are wanted too.
    mutating func add(archived: Bool, of alias: String) {
        if !archived { add("\(alias).archived_at IS NULL") }
    }

    /// Rows that name the organization, or one that was merged into it, in one of the columns.
    mutating func add(_ columns: String..., of organization: Organization.ID) {
        let named = "(SELECT id FROM organization WHERE id = ? OR merged_into = ?)"
        parts.append("(" + columns.map { "\($0) IN \(named)" }.joined(separator: " OR ") + ")")
        for _ in columns { arguments += [SQLValue(organization), SQLValue(organization)] }
    }

    /// Rows whose day lies in the period.
    mutating func add(_ column: String, in period: Period) {
        add("\(column) BETWEEN ? AND ?", SQLValue(period.first), SQLValue(period.last))
    }

    /// Rows whose code begins with the given one.
    mutating func add(_ column: String, startsWith prefix: String) {
        add("\(column) LIKE ?", .text(prefix + "%"))
    }

    /// The clause with its keyword, or nothing.
    var clause: String { parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ") }
}

extension RegionCode {
    /// The digits that all places in it begin with.
    var prefix: String {
        switch level {
        case .province: String(rawValue.prefix(2))
        case .prefecture: String(rawValue.prefix(4))
        case .county: rawValue
        }
    }
}

extension Page {
    // PostgreSQL has no LIMIT -1, SQLite no LIMIT ALL: a bound that no list reaches serves both.
    var clause: String { " LIMIT \(limit.map(Int64.init) ?? .max) OFFSET \(offset)" }
}
