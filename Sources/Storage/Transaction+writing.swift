import Domain

/// The three ways to write an audited row.
extension Transaction {
    /// Adds a row and returns its id. The values stand in the order of the table's columns.
    @discardableResult
    func insert(_ table: Table, _ values: [SQLValue]) throws -> Int64 {
        precondition(values.count == table.columns.count, "\(table.name): \(values.count) values")
        guard let id = try one(table.insertion, values, { $0.integer(0) }) else {
            throw DamagedValue(text: table.name, expected: "id")
        }
        try record(.insert, table, id, before: nil, after: Self.snapshot(table, id, values))
        return id
    }

    /// Replaces a row's values; its `version` grows by one whatever stands there in `values`.
    ///
    /// - Parameter version: the version the person saw; nil where the row has none or the step is not a person's edit.
    /// - Returns: the new version, or the old one if nothing was different and so nothing was written.
    /// - Throws: `stale_version` when the row has moved on since.
    @discardableResult
    func update(_ table: Table, _ id: Int64, version: Int64?, _ values: [SQLValue]) throws -> Int64 {
        guard let before = try self.values(of: table, id) else {
            throw DamagedValue(text: "\(table.name) \(id)", expected: "row")
        }
        var after = values
        var current: Int64 = 0
        if let index = table.versionIndex, case .integer(let stored) = before[index] {
            if let version, version != stored { throw AppError.stale(version, current: stored) }
            current = stored
            after[index] = before[index]
            if after == before { return current }
            current += 1
            after[index] = .integer(current)
        } else if after == before {
            return current
        }
        try connection.run(table.replacement, after + [.integer(id)])
        try record(
            .update,
            table,
            id,
            before: Self.snapshot(table, id, before),
            after: Self.snapshot(table, id, after)
        )
        return current
    }

    /// Changes some columns of a row and leaves the others.
    @discardableResult
    func update(_ table: Table, _ id: Int64, version: Int64? = nil, set changes: [String: SQLValue]) throws
        -> Int64
    {
        guard var values = try values(of: table, id) else {
            throw DamagedValue(text: "\(table.name) \(id)", expected: "row")
        }
        for (column, value) in changes {
            guard let index = table.columns.firstIndex(of: column) else {
                preconditionFailure("\(table.name) has no column \(column)")
            }
            values[index] = value
        }
        return try update(table, id, version: version, values)
    }

    /// Brings a row to its next version, because rows that belong to it changed what it says.
    func touch(_ table: Table, _ id: Int64) throws {
        guard let index = table.versionIndex, let before = try values(of: table, id),
            case .integer(let version) = before[index]
        else { throw DamagedValue(text: "\(table.name) \(id)", expected: "version") }
        var after = before
        after[index] = .integer(version + 1)
        try connection.run(
            "UPDATE \(table.name) SET version = ? WHERE id = ?",
            [.integer(version + 1), .integer(id)]
        )
        try record(
            .update,
            table,
            id,
            before: Self.snapshot(table, id, before),
            after: Self.snapshot(table, id, after)
        )
    }

    /// Takes a row away. Only links between records are ever taken away; records are archived.
    func delete(_ table: Table, _ id: Int64) throws {
        guard let before = try values(of: table, id) else { return }
        try connection.run("DELETE FROM \(table.name) WHERE id = ?", [.integer(id)])
        try record(.delete, table, id, before: Self.snapshot(table, id, before), after: nil)
    }

    /// The row's values in the order of the table's columns.
    func values(of table: Table, _ id: Int64) throws -> [SQLValue]? {
        let sql = "SELECT \(table.selected) FROM \(table.name) WHERE id = ?"
        return try one(sql, [.integer(id)]) { row in Self.values(in: row, of: table) }
    }

    /// The values of a row that was selected with `table.selected`.
    static func values(in row: any SQLRow, of table: Table) -> [SQLValue] {
        table.columns.indices.map { row.value($0 + 1) }
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 {
            value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
        }
        var digits: [UInt8] = []
        for byte in bytes {
            digits.append(digit(byte >> 4))
            digits.append(digit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The row as the audit log keeps it: an object of its columns in their order.
    static func snapshot(_ table: Table, _ id: Int64, _ values: [SQLValue]) -> String {
        var members: [(String, JSON)] = [("id", .int(id))]
        members.reserveCapacity(values.count + 1)
        for (column, value) in zip(table.columns, values) {
            switch value {
            case .null: members.append((column, .null))
            case .integer(let integer): members.append((column, .int(integer)))
            case .text(let text): members.append((column, .string(text)))
            case .bytes(let bytes): members.append((column, .string(Self.hexadecimal(bytes))))
            }
        }
        return JSON.object(JSON.Members(unique: members)).text
    }
}
