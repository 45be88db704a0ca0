public import Domain

extension Table {
    static let target = Table("target", ["year", "indicator", "value", "version"])
}

extension Transaction {
    /// Sets what the market wants to reach in a year, whether or not a target stood there.
    public func saveTarget(year: Int, indicator: Indicator, value: Int64) throws {
        if let target = try target(year: year, indicator: indicator) {
            try update(.target, target.id.rawValue, set: ["value": .integer(value)])
        } else {
            try insert(.target, [SQLValue(year), SQLValue(indicator), .integer(value), .integer(1)])
        }
    }

    /// Takes a target away; returns whether there was one.
    public func deleteTarget(year: Int, indicator: Indicator) throws -> Bool {
        guard let target = try target(year: year, indicator: indicator) else { return false }
        try delete(.target, target.id.rawValue)
        return true
    }

    public func target(year: Int, indicator: Indicator) throws -> Target? {
        try targets(year: year).first { $0.indicator == indicator }
    }

    /// The targets of a year, or of all years.
    public func targets(year: Int? = nil) throws -> [Target] {
        var conditions = Conditions()
        if let year { conditions.add("year = ?", SQLValue(year)) }
        return try all(
            "SELECT \(Table.target.selected) FROM target\(conditions.clause) ORDER BY year, id",
            conditions.arguments
        ) { row in
            Target(
                id: row.id(0),
                year: Int(row.integer(1)),
                indicator: try row.stored(2),
                value: row.integer(3),
                version: row.integer(4)
            )
        }
    }
}
