public import Domain

/// Figures in parts. Each cut is one statement over the very rows that make the figure.
extension Transaction {
    /// One part of a figure as the file has it.
    public struct RawSlice: Sendable, Hashable {
        /// What the dimension's key is in the file: a month's number since year 0, a code, an id; nil if unknown.
        public let key: String?

        /// The key of rows that the dimension has nothing to do with.
        public static let beside = "-"
    }

    /// - Returns: the parts, and the whole figure.
    public func cut(
        _ indicator: Indicator,
        by dimension: Dimension,
        in period: Period,
        region: RegionCode?
    ) throws -> (parts: [(slice: RawSlice, value: Int64, rows: Int64)], whole: Int64) {
        let query = Self.sliced(indicator, [dimension], period, region)
        var parts: [(slice: RawSlice, value: Int64, rows: Int64)] = []
        var whole: Int64 = 0
        let measure = Self.measure(indicator)
        try connection.query(
            """
            \(query.sql)
            SELECT 0, k.x, \(measure), COUNT(*) FROM k GROUP BY k.x
            UNION ALL SELECT 1, NULL, \(measure), COUNT(*) FROM k
            """,
            query.arguments
        ) { row in
            if row.integer(0) == 1 {
                whole = row.integer(2)
            } else {
                parts.append((RawSlice(key: row.optionalText(1)), row.integer(2), row.integer(3)))
            }
        }
        return (parts, whole)
    }

    /// A figure by two dimensions.
    public struct RawCross: Sendable {
        public var cells: [(row: RawSlice, column: RawSlice, value: Int64)] = []
        public var rows: [(slice: RawSlice, value: Int64)] = []
        public var columns: [(slice: RawSlice, value: Int64)] = []
        public var whole: Int64 = 0
    }

    public func cross(
        _ indicator: Indicator,
        by rows: Dimension,
        and columns: Dimension,
        in period: Period,
        region: RegionCode?
    ) throws -> RawCross {
        let query = Self.sliced(indicator, [rows, columns], period, region)
        let measure = Self.measure(indicator)
        var table = RawCross()
        try connection.query(
            """
            \(query.sql)
            SELECT 0, k.x, k.y, \(measure) FROM k GROUP BY k.x, k.y
            UNION ALL SELECT 1, k.x, NULL, \(measure) FROM k GROUP BY k.x
            UNION ALL SELECT 2, NULL, k.y, \(measure) FROM k GROUP BY k.y
            UNION ALL SELECT 3, NULL, NULL, \(measure) FROM k
            """,
            query.arguments
        ) { row in
            let (x, y) = (RawSlice(key: row.optionalText(1)), RawSlice(key: row.optionalText(2)))
            let value = row.integer(3)
            switch row.integer(0) {
            case 0: table.cells.append((x, y, value))
            case 1: table.rows.append((x, value))
            case 2: table.columns.append((y, value))
            default: table.whole = value
            }
        }
        return table
    }

    private static func measure(_ indicator: Indicator) -> String {
        switch indicator.measure {
        case .distinct: "COUNT(DISTINCT k.counted)"
        case .sum: "CAST(COALESCE(SUM(k.amount), 0) AS BIGINT)"
        }
    }

    /// The evidence with the key of each dimension in it, as a table `k` with x, y, counted and amount.
    private static func sliced(
        _ indicator: Indicator,
        _ dimensions: [Dimension],
        _ period: Period,
        _ region: RegionCode?
    ) -> Query {
        let keys = zip(["x", "y"], dimensions).map { name, dimension in
            SliceKey(dimension, of: indicator, alias: name, region: region)
        }
        var parts: [Part] = []
        for part in keys.flatMap(\.parts) where !parts.contains(part) { parts.append(part) }
        let evidence = evidence(indicator, period, .keys, parts)
        let columns = keys.map { "CAST(\($0.expression) AS TEXT) AS \($0.alias)" }.joined(separator: ", ")
        let joins = keys.map(\.joins).joined(separator: " ")
        let sql = """
            WITH e AS (\(evidence.sql)),
            k AS (SELECT \(columns), e.counted, e.amount FROM e \(joins))
            """
        return (sql, evidence.arguments)
    }
}

/// How rows find their part in a dimension: an expression over the evidence `e` and what is joined to it.
private struct SliceKey {
    let alias: String
    var parts: [Transaction.Part] = []
    var joins = ""
    var expression = "NULL"

    init(_ dimension: Dimension, of indicator: Indicator, alias: String, region: RegionCode?) {
        self.alias = alias
        switch dimension {
        case .month: expression = Self.month("e.on_day")
        case .quarter: expression = "(\(Self.month("e.on_day")) / 3)"
        case .industry: expression = "SUBSTR(\(own("industry", indicator)), 1, 1)"
        case .field: expression = "NULLIF(\(record(indicator)).field, '')"
        case .district: expression = own("region", indicator)
        case .sellerDistrict: expression = "\(seller()).region"
        case .institution: expression = "\(institution(indicator)).id"
        case .contractType: expression = "\(contract()).contract_type"
        case .activity:
            parts = [.activity]
            expression = indicator.subject == .service ? only("attendance", "e.activity_id") : "e.activity_id"
        case .staff:
            parts = [.staff]
            expression =
                indicator.subject == .service
                ? "CASE e.kind WHEN 'attendance' THEN '-' ELSE CAST(e.staff_id AS TEXT) END" : "e.staff_id"
        case .output: expression = inside("\(seller()).region", region)
        case .absorption:
            expression = inside("\(organization("e.organization_id", .organization)).region", region)
        }
    }

    /// The key where rows are of one kind; others are beside the dimension.
    private func only(_ kind: String, _ key: String) -> String {
        "CASE e.kind WHEN '\(kind)' THEN CAST(\(key) AS TEXT) ELSE '\(Transaction.RawSlice.beside)' END"
    }

    /// `industry` or `region` of the record itself, else of its organization.
    private mutating func own(_ column: String, _ indicator: Indicator) -> String {
        let organization = organization("e.organization_id", .organization)
        switch indicator.subject {
        case .demand, .achievement, .match:
            return "COALESCE(\(record(indicator)).\(column), \(organization).\(column))"
        case .service, .activity, .contract: return "\(organization).\(column)"
        }
    }

    /// The record that the row is about: the demand of a match.
    private mutating func record(_ indicator: Indicator) -> String {
        switch indicator.subject {
        case .achievement: return join("achievement", "e.achievement_id", .achievement)
        case .contract: return contract()
        case .demand, .match, .service, .activity: return join("demand", "e.demand_id", .demand)
        }
    }

    private mutating func contract() -> String { join("contract", "e.contract_id", .contract) }

    private mutating func seller() -> String {
        let contract = contract()
        return organization("\(contract).seller_id", .contract)
    }

    private mutating func institution(_ indicator: Indicator) -> String {
        if indicator.subject == .contract { return seller() }
        let achievement = join("achievement", "e.achievement_id", .achievement)
        return organization("\(achievement).organization_id", .achievement)
    }

    private mutating func join(_ table: String, _ id: String, _ part: Transaction.Part) -> String {
        if !parts.contains(part) { parts.append(part) }
        let name = "\(alias)_\(table)"
        joins += " LEFT JOIN \(table) AS \(name) ON \(name).id = \(id)"
        return name
    }

    /// The organization, or the one that it was merged into.
    private mutating func organization(_ id: String, _ part: Transaction.Part) -> String {
        if !parts.contains(part) { parts.append(part) }
        let (named, root) = ("\(alias)_named", "\(alias)_organization")
        joins += """
             LEFT JOIN organization AS \(named) ON \(named).id = \(id)
            LEFT JOIN organization AS \(root) ON \(root).id = COALESCE(\(named).merged_into, \(named).id)
            """
        return root
    }

    private func inside(_ place: String, _ region: RegionCode?) -> String {
        // Digits only, whatever the file says: the text becomes part of the statement.
        let prefix = (region?.prefix ?? "").filter { ("0"..."9").contains($0) }
        return
            "CASE WHEN \(place) IS NULL THEN NULL WHEN \(place) LIKE '\(prefix)%' THEN 'inside' ELSE 'outside' END"
    }

    /// The month of a day, counted from January of the year 0, in whole numbers alone: the days since 1 March of the year
    /// 0 in spans of 400 years, the year within them, and the month within a year that begins in March.
    private static func month(_ day: String) -> String {
        let days = "(\(day) + 719468)"
        let inEra = "(\(days) % 146097)"
        let year = "((\(inEra) - \(inEra) / 1460 + \(inEra) / 36524 - \(inEra) / 146096) / 365)"
        let inYear = "(\(inEra) - (365 * \(year) + \(year) / 4 - \(year) / 100))"
        return "(((\(days) / 146097) * 400 + \(year)) * 12 + (5 * \(inYear) + 2) / 153 + 2)"
    }
}
