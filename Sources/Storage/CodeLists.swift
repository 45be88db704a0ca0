import Domain

extension Table {
    static let codeList = Table("code_list", ["list", "version", "edition", "content"])
}

/// A code list's data file, as it was put into the market's file.
public struct StoredCodeList: Sendable, Equatable {
    public let list: String
    public let version: String
    /// The market's edition of all lists that began with this one.
    public let edition: Int64
    /// The data file's text.
    public let content: String

    public init(list: String, version: String, edition: Int64, content: String) {
        self.list = list
        self.version = version
        self.edition = edition
        self.content = content
    }
}

extension Transaction {
    /// The newest edition; 0 while there are no lists.
    public func codeEdition() throws -> Int64 { try Self.codeEdition(of: connection) }

    /// The newest edition that stays even if this transaction is taken back; to be asked as it begins.
    public func committedEdition() throws -> Int64 { try settledEdition ?? codeEdition() }

    static func codeEdition(of connection: any Connection) throws -> Int64 {
        var edition: Int64 = 0
        try connection.query("SELECT COALESCE(MAX(edition), 0) FROM code_list", []) {
            edition = $0.integer(0)
        }
        return edition
    }

    /// The lists as they stood in an edition, the newest if nil.
    public func codeLists(edition: Int64? = nil) throws -> [StoredCodeList] {
        try all(
            """
            SELECT list, version, edition, content FROM code_list AS one
            WHERE edition = (
                SELECT MAX(edition) FROM code_list AS other WHERE other.list = one.list AND other.edition <= ?
            )
            ORDER BY list
            """,
            [.integer(edition ?? .max)]
        ) { row in
            StoredCodeList(
                list: row.text(0),
                version: row.text(1),
                edition: row.integer(2),
                content: row.text(3)
            )
        }
    }

    /// Adds a list's new version; older ones stay for the records that were logged under them.
    public func insert(_ list: StoredCodeList) throws {
        try insert(
            .codeList,
            [.text(list.list), .text(list.version), .integer(list.edition), .text(list.content)]
        )
    }
}
