import Domain
import Exchange
import Foundation
import SchemaChecks
import Testing

/// What `--json` writes is what `Schemas/output` says.
struct ShapeTests {
    @Test func `every --json output fits its schema`() throws {
        let terminal = try Terminal.withMarket()
        let schemas = try Schemas()
        func check(_ line: String, _ schema: String, status: Int32 = 0) throws {
            let run = try terminal.run(line.split(separator: " ").map(String.init) + ["--json"])
            #expect(run.status == status, "\(run)")
            let problems = try schemas.problems(with: try run.json(), against: "output/\(schema).schema.json")
            #expect(problems == [], "\(line)")
        }
        try check(
            "demand create --organization DW-2021-0001 --title 甲 --budget 5万元 --received-on 2021-07-01",
            "record"
        )
        try check("achievement create --organization DW-2021-0002 --title 乙 --trl 6 --ip-kind 发明专利", "record")
        try check("demand edit XQ-2021-0001 --keyword 轴承钢 --keyword 变形", "record")
        try check("demand publish XQ-2021-0001 --on 2021-08-01", "record")
        try check("match note XQ-2021-0001 CG-2021-0002 --on 2021-07-01", "record")
        try check(
            "match follow-up DJ-2021-0001 --kind 电话 --text 谈了 --on 2021-06-03 --next-step 再谈 --next-on 2021-06-09",
            "record"
        )
        try check("match assign DJ-2021-0001 --owner zhangsan", "record")
        try check(
            "contract create --match DJ-2021-0001 --type 技术服务 --total 10万元 --technology 8万元 --signed-on 2021-07-01",
            "record"
        )
        try check("payment create --contract HT-2021-0001 --amount 2万元 --on 2021-07-02", "record")
        try check("contract amend HT-2021-0001 --total 11万元 --on 2021-07-03", "record")
        try check("activity attend HD-2021-0001 DW-2021-0001", "record")
        try check("visit create --organization DW-2021-0001 --kind 走访 --on 2021-05-20", "record")
        try check("target set 2021 成交额 5000万元", "record")
        try check("target set 2021 activities 24", "record")
        try check("user create lisi --name 李四 --role 工作人员", "record")
        for show in [
            "org show DW-2021-0001", "demand show XQ-2021-0001", "achievement show CG-2021-0001",
            "match show DJ-2021-0001",
            "contract show HT-2021-0001", "payment show DZ-2021-0001", "activity show HD-2021-0001",
            "visit show ZF-2021-0001",
        ] { try check(show, "record") }
        for kind in [
            "org", "demand", "achievement", "match", "contract", "payment", "activity", "visit", "target",
            "user",
        ] {
            try check("\(kind) list", "list")
        }
        try check("demand search", "search")
        try check("demand search 轴承钢 甲 --sort newest", "search")
        try check("achievement search 热处理 --public --per-page 1", "search")
        try check("visit archive ZF-2021-0001 --mistake", "record")
        try check("match suggest XQ-2021-0001", "suggestions")
        try check("achievement suggest CG-2021-0001", "suggestions")
        try check("report tally 2021", "tally")
        try check("report tally 2021Q3 --evidence 成交额", "tally")
        try check("report tally 2021 --evidence services", "tally")
        try check("token create --name 脚本 --scope 只读", "token")
        try check("token list", "token")
        try check("token revoke 1", "token")
        try check("audit verify", "audit-verify")
        try check("audit list --record XQ-2021-0001", "audit-list")
        try check("doctor", "doctor")
        try check("embeddings status", "embeddings")
        try check("embeddings set --url http://127.0.0.1:1 --model m --unchecked", "embeddings")
        try check("embeddings status", "embeddings")
        try check("doctor", "doctor")
        try check("embeddings off --forget", "embeddings")
        try check("codes list", "codes")
        try check("codes show region", "codes")
        try check("import example.jsonl --dry-run", "import", status: try importsAgain(terminal))
        try terminal.write("企业名称,需求名称\n江州丁有限公司,丁需求\n,无主\n", to: "sheet.csv")
        try check("import sheet.csv --template demand --dry-run", "sheet", status: 2)
        try check("import sheet.csv --template demand --read-only", "sheet")
        try check("import sheet.csv --template demand", "batch", status: 2)
        try check("import list", "batch-list")
        try check("import show 1", "batch")
        try check("import decide 1 2 --set organization=江州丁有限公司", "import-row")
        try check("import accept 1", "batch")
        try check("import undo 1", "batch")
        try check("export --output all.jsonl", "file")
        try check("export --output all.xlsx", "file")
        try check("template match blank.xlsx", "file")
        try check("report tally 2021 --output tally.json", "file")
        try check("backup copy.sqlite", "file")
        try check("restore copy.sqlite --db restored.sqlite", "file")
        try check("init --db other.sqlite", "file")
        try check("seed load --db city.sqlite", "import")
        try terminal.succeed("report", "tally", "2021", "--output", "city.xlsx", "--db", "city.sqlite")
        // A report shows what was counted, and is no list to be brought in again.
        for template in ["demand", "contract", "payment"] {
            let run = try terminal.run("import", "city.xlsx", "--template", template, "--db", "city.sqlite")
            #expect(run.status == 2 && "\(run)".contains("这是报表"), "\(run)")
        }
    }

    /// The example's match has moved on since it was imported, so its line may be refused; either way it is a report.
    private func importsAgain(_ terminal: Terminal) throws -> Int32 {
        try terminal.run("import", "example.jsonl", "--dry-run").status
    }

    @Test func `each line of an export fits the schema of what can be imported`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let schemas = try Schemas()
        let lines = try terminal.succeed("export").output.split(separator: "\n")
        #expect(lines.count > 1000)
        for line in lines {
            let problems = try schemas.problems(
                with: try JSON.reading(line.utf8),
                against: "output/record.schema.json"
            )
            #expect(problems == [], "\(line)")
            if !problems.isEmpty { return }
        }
        try terminal.succeed("init", "--db", "copy.sqlite")
        try terminal.succeed("export", "--output", "all.jsonl")
        try terminal.succeed("import", "all.jsonl", "--db", "copy.sqlite")
        let original = try terminal.succeed("report", "tally", "2021", "--json").output
        #expect(
            try terminal.succeed("report", "tally", "2021", "--json", "--db", "copy.sqlite").output
                == original
        )
    }

    @Test func `the demonstration city's 2021 is the reference case, and loading it again doubles nothing`()
        throws
    {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        func figures() throws -> [String: Int64] {
            let tally = try terminal.succeed("report", "tally", "2021", "--json").json()
            var figures: [String: Int64] = [:]
            for line in tally["indicators"]?.asArray ?? [] {
                figures[line["code"]?.asString ?? ""] = line["value"]?.asInt
            }
            return figures
        }
        let first = try figures()
        #expect(first["activities"] == 24)
        #expect(first["enterprises_served"] ?? 0 >= 480)
        #expect(first["demands_introduced"] ?? 0 >= 110)
        #expect(first["intentions"] == 40)
        #expect(first["contracts_signed"] == 22)
        #expect(first["contract_value"] == 6_230_000_000)
        let again = try terminal.succeed("seed", "load", "--json").json()
        #expect(again["created"] == [:])
        #expect(try figures() == first)
    }

    @Test func `a ranking has a line for each task, best first`() throws {
        let terminal = try Terminal()
        try terminal.write(
            """
            {"id":"1","level":2,"title":"轴承钢热处理","content":"淬火变形","candidates":[{"id":"a","keywords":["污水","处理"]},{"id":"b","keywords":["轴承钢","淬火"]}]}
            {"id":"2","title":"污水脱氮","content":"氨氮","candidates":[{"id":"a","keywords":["污水","处理"]},{"id":"b","keywords":["轴承钢","淬火"]}]}

            """,
            to: "tasks.jsonl"
        )
        let run = try terminal.succeed("match", "rank", "--input", "tasks.jsonl")
        let lines = try run.output.split(separator: "\n").map { try JSON.reading($0.utf8) }
        #expect(lines.map { $0["ranked"]?[0]?["id"] } == ["b", "a"])
        let schemas = try Schemas()
        for line in lines {
            #expect(try schemas.problems(with: line, against: "output/ranking.schema.json") == [])
        }
        try terminal.succeed("match", "rank", "--input", "tasks.jsonl", "--output", "run.jsonl")
        #expect(try terminal.read("run.jsonl") == run.output)
        let piped = try terminal.succeed("match", "rank", "--input", "tasks.jsonl", "--output", "-")
        #expect(piped.output == run.output, "a dash is standard output")
    }

    @Test func `suggestions for every open demand and a bench are a line of JSON each`() throws {
        let terminal = try Terminal.withMarket()
        let schemas = try Schemas()
        let all = try terminal.succeed("match", "all", "--json").output.split(separator: "\n")
        #expect(all.count == 2, "a header and a demand")
        for line in all {
            let json = try JSON.reading(line.utf8)
            #expect(try schemas.problems(with: json, against: "output/match-all.schema.json") == [])
        }
        try terminal.write(
            """
            {"title":"轴承钢热处理","summary":"减少淬火变形。","keywords":["轴承钢"],"industry":"C34","organization":"甲大学"}
            {"title":"石墨烯涂层","summary":"","keywords":[],"industry":"C26","organization":"乙大学"}

            """,
            to: "achievements.jsonl"
        )
        let search = try terminal.succeed("bench", "search", ".", "--queries", "20").json()
        #expect(search["achievements"] == 2 && search["queries"] == 20)
        #expect(try schemas.problems(with: search, against: "output/bench-search.schema.json") == [])
        let bench = try terminal.succeed("bench", "match", "--sizes", "50", "--queries", "3").output
            .split(separator: "\n")
        #expect(bench.count == 2)
        for line in bench {
            let json = try JSON.reading(line.utf8)
            #expect(try schemas.problems(with: json, against: "output/bench.schema.json") == [])
            #expect((json["hits"]?.asInt ?? 0) > 0)
        }
        let live = try terminal.succeed("bench", "live", "--changes", "3").output
        let json = try JSON.reading(live.utf8)
        #expect(try schemas.problems(with: json, against: "output/bench-live.schema.json") == [])
    }

    @Test func `a made-up market is a market, and its tally is measured`() throws {
        let terminal = try Terminal()
        let made = try terminal.succeed(
            "bench",
            "make",
            "made.sqlite",
            "--demands",
            "30",
            "--achievements",
            "30",
            "--matches",
            "20",
            "--contracts",
            "5",
            "--until",
            "2021-12-31"
        ).json()
        let schemas = try Schemas()
        #expect(try schemas.problems(with: made, against: "output/bench-make.schema.json") == [])
        let found = try terminal.succeed("audit", "verify", "--db", "made.sqlite", "--json").json()
        #expect(found["head"] == made["audit_head"])
        let tally = try terminal.succeed("bench", "tally", "2021", "--rounds", "1", "--db", "made.sqlite")
            .json()
        #expect(try schemas.problems(with: tally, against: "output/bench-tally.schema.json") == [])
        let statements = try terminal.succeed("report", "tally", "2021", "--sql", "--db", "made.sqlite")
            .output
        #expect(statements.hasPrefix("SELECT ") && statements.hasSuffix(";\n") && !statements.contains("?"))
        let again = try terminal.run("bench", "make", "made.sqlite", "--demands", "1")
        #expect(again.status == 4 && again.sentence.contains("已经存在"))
        for bad in [
            ["--demands", "很多"], ["--matches", "x"], ["--until", "2021-02-30"], ["--contracts", "9999999"],
        ] {
            let refused = try terminal.run(["bench", "make", "new.sqlite"] + bad)
            #expect(refused.status == 2, "\(bad)")
            #expect(!terminal.exists("new.sqlite") && !terminal.exists("new.sqlite.part"))
        }
    }
}
