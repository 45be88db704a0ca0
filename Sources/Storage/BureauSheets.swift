public import Domain

extension Table {
    static let bureauSheet = Table("bureau_sheet", ["name", "title", "columns", "is_archived", "version"])
}

/// The bureau's sheets that the market made or changed.
extension Transaction {
    /// Keeps a sheet, whether or not one of its name stood there.
    ///
    /// - Parameter version: the version that the person saw; nil to change whatever is there.
    public func save(_ sheet: BureauSheet, version: Int64?) throws {
        let values: [SQLValue] = [
            .text(sheet.name), .text(sheet.title),
            SQLValue(lines: sheet.columns.map { "\($0.part.rawValue) \($0.heading)" }),
            SQLValue(sheet.isArchived), .integer(1),
        ]
        let id = try one("SELECT id FROM bureau_sheet WHERE name = ?", [.text(sheet.name)]) { $0.integer(0) }
        if let id {
            try update(.bureauSheet, id, version: version, values)
        } else {
            try insert(.bureauSheet, values)
        }
    }

    /// All of them by name, those that were done away with included.
    public func bureauSheets() throws -> [BureauSheet] {
        try all("SELECT \(Table.bureauSheet.selected) FROM bureau_sheet ORDER BY name") { row in
            BureauSheet(
                name: row.text(1),
                title: row.text(2),
                columns: try row.lines(3).map { line in
                    // By bytes: what a heading begins with may make one character with the space before it.
                    guard let space = line.utf8.firstIndex(of: UInt8(ascii: " ")),
                        let part = BureauSheet.Part(rawValue: String(line[..<space]))
                    else { throw DamagedValue(text: line, expected: "column") }
                    return BureauSheet.Column(String(line[line.utf8.index(after: space)...]), part)
                },
                version: row.integer(5),
                isArchived: row.flag(4)
            )
        }
    }
}
