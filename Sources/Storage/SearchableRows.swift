public import Domain

/// What a search may read of a demand or an achievement: nothing that is confidential leaves the store for it.
public struct SearchableRow: Sendable {
    public let id: Int64
    public let code: String
    public let externalID: String?
    public let organization: Organization.ID
    public let title: String
    public let summary: String
    public let keywords: [String]
    public let industry: String?
    public let field: String?
    public let region: String?
    /// Fen: what a demand offers, what an achievement's owner asks.
    public let money: Int64?
    /// A demand's deadline, an achievement's last day of validity.
    public let due: Day?
    public let cooperationModes: [String]
    public let readiness: String?
    public let receivedOn: Day
    public let state: String
    public let isArchived: Bool
    /// When it was last published, if it ever was.
    public let publishedOn: Day?
}

/// The two kinds of records that can be searched, as the change log names them.
public enum SearchableKind: String, Sendable, CaseIterable {
    case demand, achievement

    /// SQL of all that a `SearchableRow` has, without a condition. COALESCE keeps SQLite from the index by state, which it takes
    /// for the better one as long as it has no statistics: each record would read the moves of all.
    fileprivate var selection: String {
        let (money, due) = self == .demand ? ("budget", "deadline") : ("price", "valid_until")
        return """
            SELECT r.id, r.code, r.external_id, r.organization_id, r.title, r.summary, r.keywords, r.industry, r.field,
                r.region, r.\(money), r.\(due), r.cooperation_modes, r.readiness, r.received_on, r.state,
                r.archived_at,
                (SELECT MAX(m.on_day) FROM \(rawValue)_move AS m
                WHERE m.\(rawValue)_id = r.id AND COALESCE(m.to_state, '') = 'published')
            FROM \(rawValue) AS r
            """
    }
}

extension Transaction {
    /// Every record of a kind, archived ones and mistakes too, by id.
    public func eachSearchable(_ kind: SearchableKind, _ body: (SearchableRow) throws -> Void) throws {
        try connection.query(kind.selection + " ORDER BY r.id", []) { row in
            try body(Self.searchable(row))
        }
    }

    /// One record of a kind.
    public func searchable(_ kind: SearchableKind, _ id: Int64) throws -> SearchableRow? {
        try one(kind.selection + " WHERE r.id = ?", [.integer(id)], Self.searchable)
    }

    /// How many records of a kind there are, archived ones and mistakes too.
    public func searchableCount(_ kind: SearchableKind) throws -> Int64 {
        try count("SELECT COUNT(*) FROM \(kind.rawValue)")
    }

    /// Every organization, merged and archived ones too, by id.
    public func eachOrganization(_ body: (Organization) throws -> Void) throws {
        let sql = "SELECT \(Table.organization.selected) FROM organization ORDER BY id"
        try connection.query(sql, []) { row in try body(try Self.organization(row)) }
    }

    /// The demands with these ids, in one query and in no order.
    public func demands(ids: [Demand.ID]) throws -> [Demand] {
        guard !ids.isEmpty else { return [] }
        return try all(
            "SELECT \(Table.demand.selected) FROM demand WHERE id IN \(Self.marks(ids.count))",
            ids.map { SQLValue($0) },
            Self.demand
        )
    }

    /// The achievements with these ids, in one query and in no order.
    public func achievements(ids: [Achievement.ID]) throws -> [Achievement] {
        guard !ids.isEmpty else { return [] }
        return try all(
            "SELECT \(Table.achievement.selected) FROM achievement WHERE id IN \(Self.marks(ids.count))",
            ids.map { SQLValue($0) },
            Self.achievement
        )
    }

    /// The organizations with these ids, in one query and in no order.
    public func organizations(ids: [Organization.ID]) throws -> [Organization] {
        guard !ids.isEmpty else { return [] }
        return try all(
            "SELECT \(Table.organization.selected) FROM organization WHERE id IN \(Self.marks(ids.count))",
            ids.map { SQLValue($0) },
            Self.organization
        )
    }

    private static func marks(_ count: Int) -> String {
        "(" + Array(repeating: "?", count: count).joined(separator: ", ") + ")"
    }

    private static func searchable(_ row: any SQLRow) -> SearchableRow {
        SearchableRow(
            id: row.integer(0),
            code: row.text(1),
            externalID: row.optionalText(2),
            organization: row.id(3),
            title: row.text(4),
            summary: row.text(5),
            keywords: row.lines(6),
            industry: row.optionalText(7),
            field: row.optionalText(8),
            region: row.optionalText(9),
            money: row.optionalInteger(10),
            due: row.optionalDay(11),
            cooperationModes: row.lines(12),
            readiness: row.optionalText(13),
            receivedOn: row.day(14),
            state: row.text(15),
            isArchived: !row.isNull(16),
            publishedOn: row.optionalDay(17)
        )
    }
}
