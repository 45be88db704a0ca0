import Domain
import Foundation
import Testing

@testable import Storage

/// What somebody with a database tool can't do unseen.
struct AuditLogTests {
    func verify(_ test: TestStore) async throws -> AuditFinding {
        try await test.store.read { try $0.verifyAudit() }
    }

    @Test func `an untouched file is intact`() async throws {
        let test = try TestStore()
        try await test.add("one", "two", "three")
        guard case .intact(3, let head) = try await verify(test) else {
            Issue.record("not intact")
            return
        }
        #expect(head.count == 64)
    }

    @Test(arguments: [
        "UPDATE audit SET action = 'user.edit' WHERE sequence = 2",
        "UPDATE audit SET actor_id = 7 WHERE sequence = 2",
        "UPDATE audit SET at = at + 1 WHERE sequence = 2",
        "UPDATE audit SET record_id = 9 WHERE sequence = 2",
        "UPDATE audit SET after = replace(after, 'two', 'too') WHERE sequence = 2",
        "UPDATE audit SET before = '' WHERE sequence = 2",
        "UPDATE audit SET kind = 'delete' WHERE sequence = 2",
        "UPDATE audit SET kind = 'nonsense' WHERE sequence = 2",
        "UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE sequence = 2",
    ])
    func `an altered entry is named`(edit: String) async throws {
        let test = try TestStore()
        try await test.add("one", "two", "three")
        try test.edit(edit)
        guard case .altered(let entry) = try await verify(test) else {
            Issue.record("not noticed: \(edit)")
            return
        }
        #expect(entry.sequence == 2)
    }

    @Test(arguments: [1, 2, 3]) func `a removed entry is named, the last one too`(sequence: Int) async throws
    {
        let test = try TestStore()
        try await test.add("one", "two", "three")
        try test.edit("DELETE FROM audit WHERE sequence = \(sequence)")
        #expect(try await verify(test) == .missing(sequence: Int64(sequence)))
    }

    @Test func `an entry that was moved into a gap is named`() async throws {
        let test = try TestStore()
        try await test.add("one", "two", "three")
        try test.edit(
            "DELETE FROM audit WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3"
        )
        guard case .altered(let entry) = try await verify(test) else {
            Issue.record("not noticed")
            return
        }
        #expect(entry.sequence == 2)
    }

    @Test func `a record edited behind the program's back is named with its column`() async throws {
        let test = try TestStore()
        try await test.add("one", "two", "three")
        try test.edit("UPDATE user_account SET role = 'admin' WHERE login = 'two'")
        let finding = try await verify(test)
        #expect(finding == .recordAltered(entity: "user_account", record: 2, columns: ["role"], entry: 2))
    }

    @Test func `a number that begins like the recorded one is still another`() async throws {
        let test = try TestStore()
        try await test.store.write(as: nil) { try $0.saveTarget(year: 2021, indicator: .services, value: 10) }
        try test.edit("UPDATE target SET value = 1")
        let finding = try await verify(test)
        #expect(finding == .recordAltered(entity: "target", record: 1, columns: ["value"], entry: 1))
    }

    @Test func `a record removed or added behind the program's back is named`() async throws {
        let removed = try TestStore()
        try await removed.add("one", "two")
        try removed.edit("DELETE FROM user_account WHERE login = 'two'")
        guard case .recordAltered("user_account", 2, _, entry: 2) = try await verify(removed) else {
            Issue.record("removal not noticed")
            return
        }
        let added = try TestStore()
        try await added.add("one")
        try added.edit(
            "INSERT INTO user_account (login, name, role, is_active, version) VALUES ('x', 'x', 'admin', 1, 1)"
        )
        guard case .recordAltered("user_account", 2, _, entry: nil) = try await verify(added) else {
            Issue.record("addition not noticed")
            return
        }
    }

    @Test func `edits are chained too, with what was there before`() async throws {
        let test = try TestStore()
        try await test.add("one")
        try await test.store.write(as: nil) { transaction in
            var user = try #require(try transaction.user(login: "one"))
            user.role = .manager
            try transaction.save(user)
        }
        let entries = try await test.store.read { try $0.auditEntries(AuditFilter()) }
        let edit = try #require(entries.first)
        #expect(edit.kind == .update)
        #expect(edit.before?.contains(#""role":"staff""#) == true)
        #expect(edit.after?.contains(#""role":"manager""#) == true)
        #expect(edit.after?.contains(#""version":2"#) == true)
        guard case .intact = try await verify(test) else {
            Issue.record("not intact")
            return
        }
    }

    /// A file whose activity was written before the schema had its last column.
    private func older() async throws -> TestStore {
        let test = try TestStore()
        try await test.store.write(as: nil) { transaction in
            let content = Activity.Content(title: "对接会", kind: "matchmaking", on: .earliest, state: .held)
            _ = try transaction.insert(
                code: RecordCode(.activity, year: 2021, serial: 1),
                content,
                edition: 1
            )
        }
        let column = Table.activity.columns.last ?? ""
        #expect(Table.activity.laterCount == 1 && column == "programme_id")
        let entry = try #require(try await test.store.read { try $0.auditEntries(AuditFilter()) }.first)
        let after = entry.after?.replacingOccurrences(of: ",\"\(column)\":null", with: "") ?? ""
        #expect(after != entry.after)
        let hash = AuditEntry.hash(
            previous: Journal.Mark.origin.hash,
            sequence: entry.sequence,
            at: entry.at,
            actor: entry.actor,
            action: entry.action,
            kind: entry.kind,
            entity: entry.entity,
            record: entry.record,
            before: nil,
            after: after
        )
        try test.edit("UPDATE audit SET after = '\(after)', hash = '\(hash)'")
        try test.edit("UPDATE audit_head SET hash = '\(hash)'")
        return test
    }

    @Test func `a row from before a column was added is as its entry says`() async throws {
        let test = try await older()
        guard case .intact = try await verify(test) else {
            Issue.record("\(try await verify(test))")
            return
        }
        try test.edit("UPDATE activity SET title = '路演'")
        let finding = try await verify(test)
        #expect(finding == .recordAltered(entity: "activity", record: 1, columns: ["title"], entry: 1))
    }

    @Test func `a value put into a column that was added later is noticed`() async throws {
        let test = try await older()
        try test.edit("PRAGMA foreign_keys = OFF; UPDATE activity SET programme_id = 7")
        let finding = try await verify(test)
        #expect(
            finding == .recordAltered(entity: "activity", record: 1, columns: ["programme_id"], entry: 1)
        )
    }

    @Test func `a value taken out of a column that was added later is noticed`() async throws {
        let test = try TestStore()
        try await test.store.write(as: nil) { transaction in
            let programme = try transaction.insert(
                code: RecordCode(.programme, year: 2021, serial: 1),
                Programme.Content(name: "园"),
                edition: 1
            )
            var content = Activity.Content(title: "对接会", kind: "matchmaking", on: .earliest, state: .held)
            content.programme = programme.id
            _ = try transaction.insert(
                code: RecordCode(.activity, year: 2021, serial: 1),
                content,
                edition: 1
            )
        }
        try test.edit("UPDATE activity SET programme_id = NULL")
        let finding = try await verify(test)
        #expect(
            finding == .recordAltered(entity: "activity", record: 1, columns: ["programme_id"], entry: 2)
        )
    }

    @Test func `saving what is there already writes nothing`() async throws {
        let test = try TestStore()
        try await test.add("one")
        try await test.store.write(as: nil) { transaction in
            try transaction.save(try #require(try transaction.user(login: "one")))
        }
        #expect(try await test.store.read { try $0.lastChange() } == 1)
    }

    @Test func `every table but the bookkeeping is audited, with all its columns`() async throws {
        let test = try TestStore()
        let bookkeeping: Set = [
            "audit", "audit_head", "change_log", "code_counter", "organization_name", "schema_migration",
            "embedding", "embedding_state", "password", "session", "api_token_use", "idempotency", "looked",
            "import_row", "import_record", "import_acceptance",
            // Held by the hash in its figure's row, which is audited.
            "report_rows",
        ]
        let tables = try await test.store.read { transaction in
            try transaction.all(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            ) { $0.text(0) }
        }
        #expect(Set(tables).subtracting(bookkeeping) == Set(Table.audited.map(\.name)))
        for table in Table.audited {
            let columns = try await test.store.read { transaction in
                try transaction.all("SELECT name FROM pragma_table_info(?)", [.text(table.name)]) {
                    $0.text(0)
                }
            }
            #expect(columns == ["id"] + table.columns)
        }
    }
}
