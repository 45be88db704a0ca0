public import Domain

extension Transaction {
    /// The next code of this kind in this year; two callers never get one.
    public func nextCode(_ kind: RecordCode.Kind, year: Int) throws -> RecordCode {
        let last = try count(
            """
            INSERT INTO code_counter (prefix, year, last) VALUES (?, ?, 1)
            ON CONFLICT (prefix, year) DO UPDATE SET last = code_counter.last + 1
            RETURNING last
            """,
            [.text(kind.prefix), .integer(Int64(year))]
        )
        return RecordCode(kind, year: year, serial: Int(last))
    }

    /// Keeps a code that came with a file from being given out again.
    public func reserve(_ code: RecordCode) throws {
        _ = try count(
            """
            INSERT INTO code_counter (prefix, year, last) VALUES (?, ?, ?)
            ON CONFLICT (prefix, year) DO UPDATE
                SET last = CASE WHEN excluded.last > code_counter.last THEN excluded.last ELSE code_counter.last END
            RETURNING last
            """,
            [.text(code.kind.prefix), .integer(Int64(code.year)), .integer(Int64(code.serial))]
        )
    }
}
