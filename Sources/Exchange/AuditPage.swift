public import Domain
public import Market

/// A part of the audit log, with what people need to read it.
public struct AuditPage: Sendable {
    /// Newest first.
    public let entries: [AuditEntry]
    /// What the entries' own records and those that they refer to are called, by table and id.
    public let labels: [String: [Int64: RecordLabel]]
    /// The number before which to go on; nil when all that was asked for is there.
    public let next: Int64?
    /// The first number that was looked at, when earlier entries were left out; going on before it looks at those.
    public let searchedFrom: Int64?
}

extension AuditLog {
    /// The columns that hold the id of a row, with its table.
    public static let references: [String: String] = [
        "organization_id": "organization", "buyer_id": "organization", "seller_id": "organization",
        "into_id": "organization", "merged_into": "organization", "demand_id": "demand",
        "achievement_id": "achievement", "match_id": "match", "contract_id": "contract",
        "activity_id": "activity", "parent_id": "activity", "owner_id": "user_account",
        "actor_id": "user_account", "staff_id": "user_account", "user_id": "user_account",
        "issuer_id": "user_account",
        "programme_id": "programme", "member_id": "programme_member",
        "report_id": "report", "supersedes_id": "report",
    ]

    /// Some entries, newest first, with the names of what they are about.
    ///
    /// - Parameter size: at most so many entries.
    public func page(_ wanted: AuditFilter, size: Int) throws -> AuditPage {
        let bounded = try bounded(wanted)
        var filter = bounded ?? wanted
        filter.page = Page(limit: size + 1)
        var entries = try entries(filter)
        let isMore = entries.count > size
        if isMore { entries.removeLast() }
        var rows: [String: Set<Int64>] = [:]
        for entry in entries {
            rows[entry.entity, default: []].insert(entry.record)
            for change in entry.changes {
                guard let table = Self.references[change.column] else { continue }
                for id in [change.before.asInt, change.after.asInt] {
                    if let id { rows[table, default: []].insert(id) }
                }
            }
        }
        let searchedFrom = isMore ? nil : bounded?.first
        return AuditPage(
            entries: entries,
            labels: try labels(of: rows),
            next: isMore ? entries.last?.sequence : searchedFrom,
            searchedFrom: searchedFrom
        )
    }
}

/// One column of a row that a write changed.
public struct AuditChange: Sendable, Equatable {
    public let column: String
    /// Null where there was nothing, as before a row was added.
    public let before: JSON
    public let after: JSON
}

extension AuditEntry {
    /// What the write changed, in the order of the row's columns; empty where the rows are not to be seen.
    public var changes: [AuditChange] {
        let (before, after) = (Self.row(self.before), Self.row(self.after))
        let columns = after.keys + before.keys.filter { after[$0] == nil }
        return columns.compactMap { column in
            let (old, new) = (before[column] ?? .null, after[column] ?? .null)
            let isPlain = column == "id" || column == "version"
            let isBlank = old.isBlank && new.isBlank
            return isPlain || isBlank || old == new
                ? nil : AuditChange(column: column, before: old, after: new)
        }
    }

    /// The code of the record that was written, if its row has one.
    public var code: String? { Self.row(after ?? before)["code"]?.asString }

    private static func row(_ snapshot: String?) -> JSON.Members {
        guard let snapshot, case .object(let row)? = try? JSON.reading(snapshot.utf8) else { return [:] }
        return row
    }
}

extension JSON {
    fileprivate var isBlank: Bool { isNull || self == .string("") }
}
