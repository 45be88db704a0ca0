public import Domain

/// The audit entries behind rows of evidence.
extension Transaction {
    /// What was written about a row's record, or about what it takes its title, organization or amount from.
    public struct Trail: Sendable {
        public fileprivate(set) var entries: [AuditTrace] = []
        /// The days that the row's own date was before and after each write that changed it, oldest first; nil where the
        /// write took the date away or gave the row its first.
        public fileprivate(set) var dates: [(before: Day?, after: Day?)] = []
    }

    /// One row whose trail is wanted. Rows of the same kind, code and key share one.
    public struct TrailKey: Hashable, Sendable {
        let kind: String
        let code: String
        let key: String

        public init(_ row: EvidenceRow) {
            kind = row.kind
            code = row.code
            key = row.key
        }
    }

    /// The entries after one number, up to another, oldest first, for each row that has any.
    ///
    /// - Parameter stages: the stage or state into which a step counts, by the table of the steps.
    /// - Complexity: a few statements for every 200 rows.
    public func trails(
        of rows: [TrailKey],
        stages: [String: String],
        after first: Int64,
        upTo last: Int64
    ) throws -> [TrailKey: Trail] {
        guard !rows.isEmpty, first < last else { return [:] }
        var sources = TrailSources()
        for (kind, some) in Dictionary(grouping: Set(rows), by: \.kind) {
            try find(kind, some, into: &sources)
        }
        try findRemovedAttendances(rows, after: first, upTo: last, into: &sources)
        let names = try all("SELECT id, name FROM user_account", []) { ($0.integer(0), $0.text(1)) }
        let people = Dictionary(names) { first, _ in first }
        var found: [TrailKey: [(trace: AuditTrace, dates: (before: Day?, after: Day?)?)]] = [:]
        var undone: [Int64: (stage: String, on: Day)] = [:]
        var entries: [(entry: AuditEntry, entity: String)] = []
        for (entity, owners) in sources.rows {
            for part in owners.keys.sorted().chunked(by: 200) {
                let marks = part.map { _ in "?" }.joined(separator: ", ")
                entries += try all(
                    """
                    SELECT \(Self.auditColumns) FROM audit
                    WHERE entity = ? AND record_id IN (\(marks)) AND sequence > ? AND sequence <= ?
                    """,
                    [.text(entity)] + part.map(SQLValue.integer) + [.integer(first), .integer(last)]
                ) { (try Self.auditEntry($0), entity) }
            }
        }
        let takenBack = entries.filter { $0.entity == "match_move" }.compactMap { entry in
            entry.entry.after.flatMap(AuditedRow.init)?.integer("undoes_id")
        }
        for part in takenBack.chunked(by: 200) {
            let marks = part.map { _ in "?" }.joined(separator: ", ")
            try connection.query(
                "SELECT id, to_stage, on_day FROM match_move WHERE id IN (\(marks))",
                part.map(SQLValue.integer)
            ) { undone[$0.integer(0)] = ($0.text(1), $0.day(2)) }
        }
        for (entry, entity) in entries {
            let (before, after) = (
                entry.before.flatMap(AuditedRow.init)?.values ?? [:],
                entry.after.flatMap(AuditedRow.init)?.values ?? [:]
            )
            let columns = Set(before.keys).union(after.keys).filter {
                $0 != "version" && before[$0] != after[$0]
            }
            // A step or a part that was added is one by itself; of records only what the rows show matters.
            if let telling = Self.telling[entity], entry.kind == .update, telling.isDisjoint(with: columns) {
                continue
            }
            let trace = AuditTrace(
                sequence: entry.sequence,
                at: entry.at,
                actorName: entry.actor.flatMap { people[$0.rawValue] } ?? "",
                action: entry.action,
                entity: entity,
                kind: entry.kind,
                columns: entry.kind == .update ? columns.sorted() : []
            )
            let dates = Self.dates(entity, before, after, stage: stages[entity], undone: undone)
            for owner in sources.rows[entity]?[entry.record] ?? [] {
                let own = Self.dated[owner.kind] == entity || Self.stepped[owner.kind] == entity
                found[owner, default: []].append((trace, own ? dates : nil))
            }
        }
        return found.mapValues { some in
            let sorted = some.sorted { $0.trace.sequence < $1.trace.sequence }
            return Trail(entries: sorted.map(\.trace), dates: sorted.compactMap(\.dates))
        }
    }

    /// The columns that a row of evidence shows or is counted by.
    private static let telling: [String: Set<String>] = [
        "organization": ["name", "kind", "merged_into", "is_counted"],
        "demand": ["title", "organization_id", "is_counted"],
        "achievement": ["title", "organization_id", "is_counted"],
        "match": ["is_counted"],
        "contract": [
            "title", "buyer_id", "total", "technology", "signed_on", "cancelled_on", "is_counted",
        ],
        "payment": ["amount", "on_day", "kind", "contract_id", "is_counted"],
        "visit": ["organization_id", "on_day", "summary", "is_counted"],
        "activity": ["title", "on_day", "host", "state", "parent_id", "is_counted"],
    ]

    /// The table that holds the date of rows of a kind.
    private static let dated = [
        "visit": "visit", "attendance": "activity", "activity": "activity", "contract": "contract",
        "receipt": "payment", "refund": "payment",
    ]

    /// The table whose steps give rows of a kind their date.
    private static let stepped = [
        "match": "match_move", "demand": "demand_move", "achievement": "achievement_move",
    ]

    private static func dates(
        _ entity: String,
        _ before: [String: SQLValue],
        _ after: [String: SQLValue],
        stage: String?,
        undone: [Int64: (stage: String, on: Day)]
    ) -> (before: Day?, after: Day?)? {
        func day(_ value: SQLValue?) -> Day? {
            if case .integer(let number)? = value { Day(rawValue: Int(number)) } else { nil }
        }
        switch entity {
        case "contract", "payment", "visit", "activity":
            let column = entity == "contract" ? "signed_on" : "on_day"
            guard before[column] != after[column] else { return nil }
            return (day(before[column]), day(after[column]))
        case "match_move":
            if case .integer(let id)? = after["undoes_id"] {
                guard let step = undone[id], step.stage == stage else { return nil }
                return (step.on, nil)
            }
            guard let stage, after["to_stage"] == .text(stage) else { return nil }
            return (nil, day(after["on_day"]))
        case "demand_move", "achievement_move":
            guard let stage, after["to_state"] == .text(stage) else { return nil }
            return (nil, day(after["on_day"]))
        default: return nil
        }
    }
}

/// Which rows of evidence each row of a table stands behind.
private struct TrailSources {
    var rows: [String: [Int64: Set<Transaction.TrailKey>]] = [:]

    mutating func add(_ entity: String, _ id: Int64?, _ owners: [Transaction.TrailKey]) {
        guard let id else { return }
        rows[entity, default: [:]][id, default: []].formUnion(owners)
    }
}

extension Transaction {
    /// A kind of row: its record's table, what else each of its rows takes something from, and the rows that belong to it.
    private struct TrailPath {
        let table: String
        /// Further columns with the tables that they lead to.
        var sources: [(expression: String, table: String)] = []
        var joins = ""
        /// Tables of its own rows, with the column that names the record.
        var children: [(table: String, owner: String)] = []
    }

    private static let paths: [String: TrailPath] = {
        let contract = TrailPath(
            table: "contract",
            sources: [("r.buyer_id", "organization")],
            children: [("contract_change", "contract_id")]
        )
        let payment = TrailPath(
            table: "payment",
            sources: [("r.contract_id", "contract"), ("c.buyer_id", "organization")],
            joins: "JOIN contract AS c ON c.id = r.contract_id"
        )
        return [
            "visit": TrailPath(table: "visit", sources: [("r.organization_id", "organization")]),
            "activity": TrailPath(table: "activity"),
            "attendance": TrailPath(table: "activity"),
            "demand": TrailPath(
                table: "demand",
                sources: [("r.organization_id", "organization")],
                children: [("demand_move", "demand_id")]
            ),
            "achievement": TrailPath(
                table: "achievement",
                sources: [("r.organization_id", "organization")],
                children: [("achievement_move", "achievement_id")]
            ),
            "match": TrailPath(
                table: "match",
                sources: [
                    ("r.demand_id", "demand"), ("r.achievement_id", "achievement"),
                    ("d.organization_id", "organization"),
                ],
                joins: "JOIN demand AS d ON d.id = r.demand_id",
                children: [("match_move", "match_id")]
            ),
            "contract": contract, "amendment": contract, "receipt": payment, "refund": payment,
        ]
    }()

    private func find(_ kind: String, _ rows: [TrailKey], into sources: inout TrailSources) throws {
        guard let path = Self.paths[kind] else { return }
        let owners = Dictionary(grouping: rows, by: \.code)
        let columns = path.sources.map { ", \($0.expression)" }.joined()
        var ids: [Int64: [TrailKey]] = [:]
        for part in owners.keys.sorted().chunked(by: 200) {
            let marks = part.map { _ in "?" }.joined(separator: ", ")
            try connection.query(
                "SELECT r.id, r.code\(columns) FROM \(path.table) AS r \(path.joins) WHERE r.code IN (\(marks))",
                part.map(SQLValue.text)
            ) { row in
                let some = owners[row.text(1)] ?? []
                ids[row.integer(0)] = some
                sources.add(path.table, row.integer(0), some)
                for (index, source) in path.sources.enumerated() {
                    sources.add(source.table, row.optionalInteger(index + 2), some)
                }
            }
        }
        for (table, owner) in path.children {
            for part in ids.keys.sorted().chunked(by: 200) {
                let marks = part.map { _ in "?" }.joined(separator: ", ")
                try connection.query(
                    "SELECT id, \(owner) FROM \(table) WHERE \(owner) IN (\(marks))",
                    part.map(SQLValue.integer)
                ) { sources.add(table, $0.integer(0), ids[$0.integer(1)] ?? []) }
            }
        }
        if kind == "attendance" { try findAttendances(ids, into: &sources) }
    }

    /// An activity has many attendances: each row has its own, by the organization's code at the end of its key.
    private func findAttendances(_ activities: [Int64: [TrailKey]], into sources: inout TrailSources) throws {
        for part in activities.keys.sorted().chunked(by: 200) {
            let marks = part.map { _ in "?" }.joined(separator: ", ")
            try connection.query(
                """
                SELECT t.id, t.activity_id, named.id, named.code, o.code
                FROM attendance AS t JOIN organization AS named ON named.id = t.organization_id
                JOIN organization AS o ON o.id = COALESCE(named.merged_into, named.id)
                WHERE t.activity_id IN (\(marks))
                """,
                part.map(SQLValue.integer)
            ) { row in
                let (named, root) = (row.text(3), row.text(4))
                let owners = (activities[row.integer(1)] ?? []).filter {
                    $0.key.hasSuffix(named) || $0.key.hasSuffix(root)
                }
                guard !owners.isEmpty else { return }
                sources.add("attendance", row.integer(0), owners)
                sources.add("organization", row.integer(2), owners)
            }
        }
    }

    /// An attendance that was taken off the list is in the audit log alone.
    private func findRemovedAttendances(
        _ rows: [TrailKey],
        after first: Int64,
        upTo last: Int64,
        into sources: inout TrailSources
    ) throws {
        let attendances = rows.filter { $0.kind == "attendance" }
        guard !attendances.isEmpty else { return }
        let byCode = Dictionary(grouping: attendances, by: \.code)
        var removed: [(id: Int64, activity: Int64, organization: Int64)] = []
        try connection.query(
            """
            SELECT record_id, before FROM audit
            WHERE entity = 'attendance' AND kind = 'delete' AND sequence > ? AND sequence <= ?
            """,
            [.integer(first), .integer(last)]
        ) { row in
            guard let before = row.optionalText(1).flatMap(AuditedRow.init),
                let activity = before.integer("activity_id"),
                let organization = before.integer("organization_id")
            else { return }
            removed.append((row.integer(0), activity, organization))
        }
        let activities = try codes(.activity, removed.map(\.activity))
        let organizations = try codes(.organization, removed.map(\.organization))
        for one in removed {
            guard let activity = activities[one.activity]?.description,
                let organization = organizations[one.organization]?.description
            else { continue }
            let owners = (byCode[activity] ?? []).filter { $0.key.hasSuffix(organization) }
            sources.add("attendance", one.id, owners)
        }
    }
}
