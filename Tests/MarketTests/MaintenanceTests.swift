import Domain
import Foundation
import Market
import Testing

/// Copies of the file, and its health.
struct MaintenanceTests {
    @Test func `a backup is checked and is the market as it was`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let copy = market.folder + "/copy.sqlite"
        guard case .intact(let entries, _) = try await market.desk.backup(to: copy) else {
            Issue.record("the copy is not intact")
            return
        }
        #expect(entries == (try await market.lastWrite()))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: market.folder).filter { $0.hasPrefix("copy") }
                == ["copy.sqlite"]
        )
        let workspace = try await Workspace.open(path: copy, clock: { TestMarket.now })
        #expect(try await workspace.desk().read { try $0.demands.get(demand.id) } == demand)
        try workspace.close()
        #expect(try await refusal { _ = try await market.desk.backup(to: copy) } == "file_exists")
    }

    @Test func `a restore puts a backup in place and keeps what it replaces`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let copy = market.folder + "/copy.sqlite"
        _ = try await market.desk.backup(to: copy)
        _ = try await market.desk.change { try $0.demands.create(.example(demand.organization)) }
        try market.workspace.close()
        let refused = try await refusal {
            _ = try await Backup.restore(copy, to: market.path, replaces: false, now: TestMarket.now)
        }
        #expect(refused == "file_exists")
        let kept = try #require(
            try await Backup.restore(copy, to: market.path, replaces: true, now: TestMarket.now)
        )
        for (path, count) in [(market.path, 1), (kept, 2)] {
            let workspace = try await Workspace.open(path: path, clock: { TestMarket.now })
            #expect(try await workspace.desk().read { try $0.demands.list(RecordFilter()).count } == count)
            try workspace.close()
        }
    }

    @Test(arguments: ["altered", "cut", "foreign", "missing"])
    func `a broken backup is refused and the market stays`(harm: String) async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        let copy = market.folder + "/copy.sqlite"
        _ = try await market.desk.backup(to: copy)
        let file = URL(fileURLWithPath: copy)
        var bytes = try Data(contentsOf: file)
        switch harm {
        case "altered":
            // The title in the record and in the audit log: the chain tells.
            while let place = bytes.range(of: Data("产气抑制".utf8)) {
                bytes.replaceSubrange(place, with: Data("产气促进".utf8))
            }
            try bytes.write(to: file)
        case "cut": try bytes.prefix(bytes.count / 2).write(to: file)
        case "foreign":
            try Data("hello, this is not a database at all, however long it may be ...".utf8).write(to: file)
        default: try FileManager.default.removeItem(at: file)
        }
        try market.workspace.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: market.path))
        let code = try await refusal {
            _ = try await Backup.restore(copy, to: market.path, replaces: true, now: TestMarket.now)
        }
        let expected = [
            "altered": ["audit_broken"], "cut": ["file_damaged", "backup_damaged"],
            "foreign": ["file_foreign"], "missing": ["backup_missing"],
        ]
        #expect(expected[harm]?.contains(code ?? "accepted") == true, "\(code ?? "accepted")")
        #expect(try Data(contentsOf: URL(fileURLWithPath: market.path)) == before)
        let left = try FileManager.default.contentsOfDirectory(atPath: market.folder)
        #expect(left.allSatisfy { !$0.contains(".part") && !$0.contains("before-restore") }, "\(left)")
    }

    @Test func `a market is sound until somebody edits a record behind its back`() async throws {
        let market = try await TestMarket()
        _ = try await market.pair()
        let sound = try await market.desk.health()
        #expect(sound.isSound && sound.integrityProblems.isEmpty)
        #expect(sound.demandsIndexed == 1 && sound.achievementsIndexed == 1)
        #expect(sound.schemaNumber == sound.schemaNewest && sound.codeEdition == 1)
        #expect(sound.durability["synchronous"] == "2" && sound.durability["journal_mode"] == "wal")

        try market.tamper("阻燃型高电压", "阻燃型低电压")
        let workspace = try await market.secondWorkspace()
        let health = try await workspace.desk().health()
        #expect(!health.isSound)
        guard case .altered(let entry) = health.audit else {
            Issue.record("\(health.audit)")
            return
        }
        #expect(entry.entity == "achievement")
        try workspace.close()
    }

    @Test func `a file on a read-only disk is told as such`() async throws {
        // /proc takes no files from anybody, the administrator included.
        let code = try await refusal { _ = try await Workspace.create(path: "/proc/techmarket.sqlite") }
        #expect(code == "cannot_open" || code == "read_only")
        let folder = try await refusal { _ = try await Workspace.create(path: "/tmp") }
        #expect(folder == "file_is_folder")
    }

    @Test(.enabled(if: geteuid() != 0, "the administrator may write everything"))
    func `a file that may not be written is told as such`() async throws {
        let market = try await TestMarket()
        try market.workspace.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: market.path)
        let code = try await refusal {
            let workspace = try await market.secondWorkspace()
            _ = try await workspace.desk().change { try $0.targets.set(year: 2021, .activities, value: 1) }
        }
        #expect(code == "read_only" || code == "cannot_open")
    }
}
