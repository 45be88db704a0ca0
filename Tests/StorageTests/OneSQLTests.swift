import Foundation
import Testing

/// The store's SQL is what SQLite and PostgreSQL both run. This finds what only SQLite has, before a second engine does.
struct OneSQLTests {
    /// Files that speak to SQLite itself, where its own words belong.
    static let engineFiles: Set = [
        "Baseline.swift", "SQLiteConnection.swift", "Store.swift", "Store+maintenance.swift",
        "StoreFile.swift",
    ]

    /// Words of SQLite, and what to write instead.
    static let foreign: [(pattern: String, remedy: String)] = [
        (#"\browid\b|\b_rowid_\b"#, "an id column of the table's own"),
        (
            #"\b(date|time|datetime|julianday|unixepoch|strftime)\s*\("#,
            "days and instants as integers, made in Swift"
        ),
        (#"\bfts[345]\b|\bMATCH\s+\?"#, "the matching index"),
        (#"\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\bUPDATE\s+OR\b"#, "ON CONFLICT"),
        (#"\bGLOB\b|\bREGEXP\b"#, "LOWER(…) LIKE LOWER(?) ESCAPE '\\'"),
        (#"\bPRAGMA\b|\bVACUUM\b|\bATTACH\b"#, "Store, which is SQLite's own"),
        (#"\b(ifnull|iif)\s*\("#, "COALESCE or CASE"),
        (
            #"\b(instr|printf|typeof|last_insert_rowid|changes|randomblob|hex|char|group_concat|total)\s*\("#,
            "Swift, RETURNING or standard SQL"
        ),
        (#"\bsqlite_(master|schema|sequence)\b"#, "the migrations table"),
        (#"\bCOLLATE\s+(NOCASE|RTRIM|BINARY)\b"#, "LOWER(…)"),
        (#"\bWITHOUT\s+ROWID\b"#, "nothing"),
        (#"\bIS\s+(NOT\s+)?\?"#, "= ? or IS NULL"),
        (#"=="#, "="),
        (#"\b(true|false)\b"#, "1 or 0 in an integer column"),
        (#"\bLIMIT\s+-|\bLIMIT\s+\?\s*,"#, "Page.clause"),
        (#"\bAS\s+INTEGER\b"#, "CAST(… AS BIGINT), which holds 64 bits in both"),
        (#"(?<!LOWER\()\?\s+ESCAPE"#, "LOWER(?), because LIKE minds case in PostgreSQL"),
        (#"\bSELECT\s+(DISTINCT\s+)?\*"#, "the columns, by name"),
        (#"\bAUTOINCREMENT\b|\bSTRICT\b"#, "IDENTITY and TABLE, which Dialect translates"),
        (#"->>?\s*'|\bjson_\w+\s*\("#, "columns"),
    ]

    /// String literals of a Swift file, comments left out: where SQL can stand.
    static func literals(in source: String) -> [String] {
        var literals: [String] = []
        var rest = Substring(source)
        while let start = rest.firstIndex(where: { $0 == "\"" || $0 == "/" }) {
            rest = rest[start...]
            if rest.hasPrefix("//") {
                rest = rest.drop { !$0.isNewline }
                continue
            }
            guard rest.first == "\"" else {
                rest = rest.dropFirst()
                continue
            }
            let mark = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
            rest = rest.dropFirst(mark.count)
            var literal = ""
            while !rest.isEmpty, !rest.hasPrefix(mark) {
                if rest.hasPrefix("\\"), rest.count > 1 { literal.append(rest.removeFirst()) }
                literal.append(rest.removeFirst())
            }
            rest = rest.dropFirst(mark.count)
            literals.append(literal)
        }
        return literals
    }

    static func findings(in sql: String) -> [String] {
        let isStatement = sql.range(
            of:
                #"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|ALTER|REPLACE|PRAGMA)\b|\b(LIKE|WHERE|IN \(|BETWEEN|LIMIT)\b"#,
            options: .regularExpression
        )
        guard isStatement != nil else { return [] }
        // What stands in quotes is a value, no word of SQL.
        let words = sql.replacingOccurrences(of: #"'[^']*'"#, with: "''", options: .regularExpression)
        return foreign.filter {
            words.range(of: $0.pattern, options: [.regularExpression, .caseInsensitive]) != nil
        }
        .map { "“\(sql)”: write \($0.remedy)" }
    }

    @Test func `no query speaks SQLite only`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Storage").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") && !Self.engineFiles.contains($0) }.sorted()
        #expect(files.count > 15, "the sources of Storage are where this test looks")
        var statements = 0
        for file in files where file != "Migrations.swift" {
            let source = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            for literal in Self.literals(in: source) {
                statements += 1
                let findings = Self.findings(in: literal)
                #expect(findings.isEmpty, "\(file): \(findings.joined(separator: "; "))")
            }
        }
        #expect(statements > 100)
    }

    @Test(arguments: [
        "SELECT rowid FROM demand", "SELECT id FROM demand WHERE on_day < date('now')",
        "SELECT strftime('%Y', on_day) FROM visit", "INSERT OR IGNORE INTO visit (id) VALUES (?)",
        "SELECT id FROM demand WHERE title GLOB ?", "PRAGMA journal_mode", "SELECT ifnull(a, 0) FROM visit",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", "SELECT * FROM demand",
        "SELECT CAST(NULL AS INTEGER) FROM visit", "SELECT id FROM demand WHERE field IS ?",
        "title LIKE ? ESCAPE '\\'", "SELECT id FROM demand WHERE a == b",
        "SELECT group_concat(name) FROM user_account",
        "SELECT id FROM demand WHERE is_counted = true", "SELECT json_extract(after, '$.id') FROM audit",
    ])
    func `what SQLite alone has is found`(sql: String) {
        #expect(!Self.findings(in: sql).isEmpty)
    }

    @Test(arguments: [
        "SELECT id FROM demand WHERE kind = 'rowid date(' AND LOWER(title) LIKE LOWER(?) ESCAPE '\\'",
        "SELECT COALESCE(a, 0) FROM visit", "SELECT CAST(NULL AS BIGINT) FROM visit LIMIT ?",
        "date of the visit",
    ])
    func `what both engines have is left alone`(sql: String) {
        #expect(Self.findings(in: sql).isEmpty)
    }
}
