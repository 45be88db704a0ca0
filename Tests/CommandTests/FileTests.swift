import Domain
import Exchange
import Foundation
import GRDB
import SchemaChecks
import Testing

/// What can be wrong with files, folders and disks.
struct FileTests {
    private func check(_ run: Run, _ status: Int32, _ says: String...) {
        #expect(run.status == status, "\(run)")
        #expect(run.errors.hasPrefix("错误：") && run.errors.split(separator: "\n").count == 1, "\(run)")
        for text in says { #expect(run.errors.contains(text), "“\(text)” is missing: \(run)") }
    }

    @Test func `a market's file that is missing, there already, a folder or somebody else's`() throws {
        let terminal = try Terminal()
        check(try terminal.run("demand", "list"), 3, "techmarket.sqlite", "init")
        try terminal.succeed("init")
        check(try terminal.run("init"), 4, "techmarket.sqlite")
        check(try terminal.run("demand", "list", "--db", "."), 2, "文件夹")
        try terminal.write(
            "not a database, but long enough to be read as one; " + String(repeating: "x", count: 4096),
            to: "text.sqlite"
        )
        check(try terminal.run("demand", "list", "--db", "text.sqlite"), 2, "text.sqlite")
        check(try terminal.run("init", "--db", "没有/这个/市场.sqlite"), 6, "没有/这个/市场.sqlite")
        #expect(!terminal.exists("没有"))
    }

    @Test func `a market's file of a newer program is refused and left as it is`() throws {
        let terminal = try Terminal.withMarket()
        let queue = try DatabaseQueue(path: terminal.path("techmarket.sqlite"))
        try queue.write { database in
            try database.execute(
                sql: "INSERT INTO schema_migration (number, name, applied_at) VALUES (9999, 'tomorrow', 0)"
            )
        }
        try queue.close()
        for command in [
            ["demand", "list"], ["org", "create", "--name", "甲", "--kind", "企业"], ["doctor"],
            ["seed", "load"],
        ] {
            check(try terminal.run(command), 4, "techmarket.sqlite", "9999", "升级")
        }
    }

    @Test func `audit verify names what was changed by hand, and ends with 7`() throws {
        let terminal = try Terminal.withMarket()
        let queue = try DatabaseQueue(path: terminal.path("techmarket.sqlite"))
        try queue.write { try $0.execute(sql: "UPDATE demand SET budget = 7 WHERE code = 'XQ-2021-0001'") }
        try queue.close()
        let run = try terminal.run("audit", "verify", "--json")
        #expect(run.status == 7)
        #expect(try run.json()["finding"] == "record_altered")
        #expect(try run.json()["columns"] == ["budget"])
        #expect(
            try Schemas().problems(with: try run.json(), against: "output/audit-verify.schema.json") == []
        )
        #expect(try terminal.run("doctor").status == 7)
        #expect(try terminal.run("backup", "copy.sqlite").status == 7)
    }

    @Test func `a backup is a whole market, and restoring it keeps the file that was there`() throws {
        let terminal = try Terminal.withMarket()
        let head = try terminal.auditHead()
        try terminal.succeed("backup", "copy.sqlite")
        check(try terminal.run("backup", "copy.sqlite"), 4, "copy.sqlite")
        check(try terminal.run("backup", "没有/copy.sqlite"), 6, "没有/copy.sqlite")
        try terminal.succeed("org", "create", "--name", "后来的", "--kind", "企业")
        check(try terminal.run("restore", "copy.sqlite"), 4, "--replace")
        check(try terminal.run("restore", "没有.sqlite", "--replace"), 3, "没有.sqlite")
        try terminal.write("nothing", to: "junk.sqlite")
        #expect(try terminal.run("restore", "junk.sqlite", "--replace").status != 0)
        let kept = try terminal.succeed("restore", "copy.sqlite", "--replace", "--json").json()["kept"]?
            .asString
        #expect(try terminal.auditHead() == head)
        #expect(terminal.exists(try #require(kept)))
        #expect(
            try terminal.succeed("org", "list", "--search", "后来的", "--json", "--db", kept ?? "").json()[
                "total"
            ] == 1
        )
    }

    @Test func `a line of an import that is wrong is named by its number, and nothing is written`() throws {
        let terminal = try Terminal.withMarket()
        let before = try terminal.auditHead()
        var bytes = Data(#"{"type":"organization","name":"甲公司","kind":"enterprise"}"#.utf8 + [0x0A])
        bytes += Data(#"{"type":"organization","name":"半行"#.utf8 + [0x0A])
        bytes += Data([0x7B, 0xFF, 0xFE, 0x7D, 0x0A])
        bytes += Data(
            (#"{"type":"organization","name":""# + String(repeating: "长", count: 10 << 20 / 3) + "\"}\n").utf8
        )
        bytes += Data(
            #"{"type":"demand","organization":"DW-2021-0001","title":"甲","budget":"120"}"#.utf8 + [0x0A]
        )
        bytes += Data(#"{"type":"demand","organization":"DW-2021-0001","titel":"甲"}"#.utf8 + [0x0A])
        bytes += Data("不是 JSON\n".utf8)
        try bytes.write(to: URL(fileURLWithPath: terminal.path("bad.jsonl")))
        for options in [[], ["--dry-run"]] {
            let run = try terminal.run(["import", "bad.jsonl", "--json"] + options)
            #expect(run.status == 2)
            let report = try run.json()
            #expect(report["written"] == false)
            let lines = report["refused"]?.asArray?.compactMap { $0["line"]?.asInt }
            #expect(lines == [2, 3, 4, 5, 6, 7])
            let codes = report["refused"]?.asArray?.compactMap { $0["error"]?["code"]?.asString }
            #expect(codes?.prefix(2) == ["json_malformed", "json_encoding"])
            #expect(codes?[3] == "money_unit_missing")
            #expect(try Schemas().problems(with: report, against: "output/import.schema.json") == [])
        }
        #expect(try terminal.run("import", "bad.jsonl").output.contains("第 2 行："))
        #expect(try terminal.auditHead() == before)
        check(try terminal.run("import", "没有.jsonl"), 3, "没有.jsonl")
        #expect(try terminal.run("import", ".").status != 0)
    }

    @Test func `with --partial the right lines are written and the wrong ones go to a file`() throws {
        let terminal = try Terminal.withMarket()
        let wrong = #"{"type":"organization","name":"乙公司","kind":"帮派"}"#
        try terminal.write(
            #"{"type":"organization","name":"甲公司","kind":"enterprise"}"# + "\n" + wrong + "\n",
            to: "mixed.jsonl"
        )
        check(try terminal.run("import", "mixed.jsonl", "--partial"), 2, "--refused")
        try terminal.write("mine", to: "taken.jsonl")
        check(
            try terminal.run("import", "mixed.jsonl", "--partial", "--refused", "taken.jsonl"),
            4,
            "taken.jsonl",
            "--force"
        )
        #expect(try terminal.read("taken.jsonl") == "mine")
        check(
            try terminal.run("import", "mixed.jsonl", "--partial", "--refused", "没有/refused.jsonl"),
            6,
            "没有/refused.jsonl"
        )
        #expect(try terminal.succeed("org", "list", "--search", "甲公司", "--json").json()["total"] == 0)
        try terminal.succeed("import", "mixed.jsonl", "--partial", "--refused", "refused.jsonl")
        #expect(try terminal.read("refused.jsonl") == wrong + "\n")
        #expect(try terminal.succeed("org", "list", "--search", "甲公司", "--json").json()["total"] == 1)
    }

    @Test func `lines come from standard input, too`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed(
            "import",
            "-",
            input: #"{"type":"organization","name":"甲公司","kind":"enterprise"}"# + "\n"
        )
        #expect(try terminal.succeed("org", "list", "--search", "甲公司", "--json").json()["total"] == 1)
    }

    @Test
    func
        `an output file that is there is not replaced unless asked, and one that can't be written leaves nothing`()
        throws
    {
        let terminal = try Terminal.withMarket()
        try terminal.write("mine", to: "taken.jsonl")
        check(try terminal.run("export", "--output", "taken.jsonl"), 4, "taken.jsonl", "--force")
        #expect(try terminal.read("taken.jsonl") == "mine")
        try terminal.succeed("export", "--output", "taken.jsonl", "--force")
        #expect(try terminal.read("taken.jsonl").contains("XQ-2021-0001"))
        check(try terminal.run("export", "--output", "没有/all.jsonl"), 6, "没有/all.jsonl")
        check(try terminal.run("export", "--output", "."), 2, "文件夹")
        check(try terminal.run("match", "rank", "--input", "没有.jsonl"), 3, "没有.jsonl")
        try terminal.write("不是题目\n", to: "tasks.jsonl")
        check(
            try terminal.run("match", "rank", "--input", "tasks.jsonl", "--output", "run.jsonl"),
            2,
            "第 1 行",
            "不是题目"
        )
        #expect(!terminal.exists("run.jsonl") && !terminal.exists("run.jsonl.part"))
        check(try terminal.run("codes", "replace", "没有.json"), 3, "没有.json")
        try terminal.write("{}", to: "list.json")
        check(try terminal.run("codes", "replace", "list.json"), 2, "list.json")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk behind the output is said, whatever the output is`() throws {
        let terminal = try Terminal.withMarket()
        check(try terminal.run("export", "--output", "/dev/full"), 6, "/dev/full", "磁盘已满")
        let run = try terminal.shell("\"$TECHMARKET\" demand list --json > /dev/full")
        check(run, 6, "磁盘已满")
    }

    @Test func `a market's file that can't grow refuses the write and stays whole`() throws {
        let terminal = try Terminal.withMarket()
        let before = try terminal.auditHead()
        // In blocks of 512 bytes: enough for what is there, not for a thousand organizations more.
        let lines = (1...3000).map { #"{"type":"organization","name":"公司\#($0)","kind":"enterprise"}"# }
        try terminal.write(lines.joined(separator: "\n"), to: "many.jsonl")
        let run = try terminal.shell("trap '' XFSZ; ulimit -f 800; exec \"$TECHMARKET\" import many.jsonl")
        check(run, 6, "techmarket.sqlite")
        #expect(try terminal.auditHead() == before)
        #expect(try terminal.run("doctor").status == 0)
    }

    /// Root may write where permissions say no; only a file system that takes no files stops it.
    @Test(.enabled(if: getuid() != 0 || FileManager.default.fileExists(atPath: "/sys/kernel")))
    func `a folder that can't be written to`() throws {
        let terminal = try Terminal.withMarket()
        var folder = "/sys/kernel"
        if getuid() != 0 {
            folder = terminal.path("locked")
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o555]
            )
        }
        check(try terminal.run("init", "--db", folder + "/market.sqlite"), 6, folder + "/market.sqlite")
        check(try terminal.run("export", "--output", folder + "/all.jsonl"), 6, folder + "/all.jsonl")
        check(try terminal.run("backup", folder + "/copy.sqlite"), 6, folder + "/copy.sqlite")
        #expect(
            try terminal.run("restore", "techmarket.sqlite", "--db", folder + "/market.sqlite").status == 6
        )
    }

    @Test func `a reader that goes away is no error`() throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.shell(
            "( \"$TECHMARKET\" codes show region --json; echo $? > status ) | head -n 1"
        )
        #expect(run.status == 0)
        #expect(try terminal.read("status") == "0\n")
    }
}
