import Domain
import Exchange
import GRDB
import SchemaChecks
import Testing

/// Reports and analyses at the terminal.
struct ReportCommandTests {
    @Test func `every --json output of reports and analyses fits its schema`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let schemas = try Schemas()
        func check(_ line: String, _ schema: String, status: Int32 = 0) throws {
            let run = try terminal.run(line.split(separator: " ").map(String.init) + ["--json"])
            #expect(run.status == status, "\(run)")
            let problems = try schemas.problems(with: try run.json(), against: "output/\(schema).schema.json")
            #expect(problems == [], "\(line)")
        }
        let code = try terminal.succeed("report", "issue", "2021", "--json").json()["code"]?.asString ?? ""
        #expect(code.hasPrefix("BB-") && code.hasSuffix("-0001"))
        try check("report show \(code)", "report")
        try check("report evidence \(code) 成交额", "report-evidence")
        try check("report evidence \(code) services --limit 3 --offset 2", "report-evidence")
        try check("report diff \(code)", "report-difference")
        try check("contract amend HT-2021-0002 --total 90万元 --on 2021-12-20", "record")
        try check("report diff 2021", "report-difference")
        try check("report issue --supersedes \(code) --reason 补录补充协议", "report")
        let second = code.dropLast() + "2"
        try check("report diff \(code) \(second)", "report-difference")
        try check("report list", "report-list")
        try check("report verify", "report-verify")
        try check("report verify \(second)", "report-verify")
        try check("report region", "market-region")
        try check("report region 420200", "market-region")
        try check("report cut 成交额 output 2021 --years", "cut")
        try check("report cut services 活动 2021Q2", "cut")
        try check("report sheet 区县 2021", "cut-sheet")
        try check("report cross 成交额 output absorption 2021", "cross-table")
        try check("report funnel 2021", "funnel")
        try check("report funnel 2021Q2 --cohort", "funnel")
        try check("screen show", "screens")
        try check("screen address", "screens")
        try check("screen year 2021", "screens")
        try check("screen revoke", "screens")
        try check("doctor", "doctor")
    }

    @Test func `a report and what became of it read as people need them`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let issued = try terminal.succeed("report", "issue", "2021").output
        #expect(issued.contains("已签发 BB-") && issued.contains("2021年指标报表"))
        try terminal.succeed("contract", "cancel", "HT-2021-0003")
        let difference = try terminal.succeed("report", "diff", "2021").output
        #expect(difference.contains("撤出 HT-2021-0003") && difference.contains("contract.cancel"))
        #expect(difference.contains("22 项") && difference.contains("21 项") && difference.contains("-1 项"))
        let list = try terminal.succeed("report", "list").output
        #expect(list.contains("有效") && list.contains("共 1 条"))
        let cut = try terminal.succeed("report", "cut", "成交额", "月份", "2021").output
        #expect(cut.contains("2021年1月") && cut.contains("合计"))
        let english = try terminal.succeed("report", "funnel", "2021", "--lang", "en").output
        #expect(english.contains("conversion") && english.contains("introduced"))
    }

    @Test func `the rows behind a figure are whole JSON and a whole table, however many there are`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let schemas = try Schemas()
        let code = try terminal.succeed("report", "issue", "2021", "--json").json()["code"]?.asString ?? ""
        let none = try terminal.succeed("report", "issue", "1999", "--json").json()["code"]?.asString ?? ""
        for (period, code) in [("2021", code), ("1999", none)] {
            let live = try terminal.succeed("report", "tally", period, "--evidence", "payments", "--json")
                .json()
            #expect(try schemas.problems(with: live, against: "output/tally.schema.json") == [])
            let rows = live["indicators"]?.asArray?.first?["evidence"]?.asArray ?? []
            let frozen = try terminal.succeed("report", "evidence", code, "payments", "--json").json()
            #expect(frozen["items"]?.asArray == rows)
            #expect(rows.isEmpty == (period == "1999"))
            let text = try terminal.succeed("report", "tally", period, "--evidence", "payments").output
            #expect(text.contains("依据 \(rows.count) 条"))
            for row in rows { #expect(text.contains(row["code"]?.asString ?? "?")) }
            let file = "依据-\(period).json"
            try terminal.succeed("report", "tally", period, "--evidence", "payments", "--output", file)
            #expect(try JSON.reading(terminal.read(file).utf8) == live)
        }
        let some = try terminal.succeed(
            "report",
            "evidence",
            code,
            "services",
            "--limit",
            "3",
            "--offset",
            "5"
        )
        #expect(some.output.contains("这里 3 条"))
    }

    @Test func `a report edited by hand makes verify and doctor fail`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        try terminal.succeed("report", "issue", "2021")
        let queue = try DatabaseQueue(path: terminal.path("techmarket.sqlite"))
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: "UPDATE report_figure SET value = 23 WHERE indicator = 'contracts_signed'"
            )
        }
        try queue.close()
        let run = try terminal.run("report", "verify")
        #expect(run.status == 7 && run.output.contains("contracts_signed") && run.output.contains("23"))
        #expect(try terminal.run("doctor").status == 7)
    }

    @Test func `what won't do is refused in one sentence, and nothing is written`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("report", "issue", "2021-05")
        try terminal.succeed("user", "create", "kanshu", "--name", "看数的", "--role", "viewer")
        let code =
            try terminal.succeed("report", "list", "--json").json()["items"]?[0]?["code"]?.asString ?? ""
        let before = try terminal.auditHead()
        let cases: [(String, Int32, String)] = [
            ("report issue", 2, "期间没有填写"), ("report issue 2021-06..2021-05", 2, "前后颠倒"),
            ("report issue 0", 2, "不是期间"), ("report issue 9999", 2, "不是期间"),
            ("report issue 2199", 2, "还没有开始"), ("report issue 2021-05", 4, code),
            ("report issue 2021 --user kanshu", 5, "负责人"),
            ("report issue --supersedes \(code)", 2, "更正原因"),
            ("report issue 2021 --supersedes \(code) --reason 错", 2, "同一期间"),
            ("report issue --supersedes BB-1999-0001 --reason 错", 3, "BB-1999-0001"),
            ("report show HT-2021-0001", 2, "报表的编号"), ("report show BB-2021-9999", 3, "BB-2021-9999"),
            ("report evidence \(code) 幸福感", 3, "幸福感"), ("report diff 2020", 3, "还没有签发过报表"),
            ("report diff \(code) \(code)", 2, "两边都是"), ("report cut 幸福感 month", 2, "幸福感"),
            ("report cut 成交额 颜色", 2, "颜色"), ("report cut activities field", 2, "不适用"),
            ("report cut 成交额 output", 4, "report region"), ("report cross 成交额 month month", 2, "两个不同"),
            ("report region 没有的地方", 2, "没有的地方"), ("report region 420200 --user kanshu", 5, "负责人"),
            ("target set 2021 幸福感 3", 2, "幸福感"), ("report funnel 2021-13", 2, "2021-13"),
        ]
        for (line, status, says) in cases {
            let run = try terminal.run(line.split(separator: " ").map(String.init))
            #expect(run.status == status && run.output.isEmpty, "\(run)")
            #expect(run.errors.hasPrefix("错误：") && run.errors.contains(says), "\(run)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run)")
        }
        #expect(try terminal.auditHead() == before, "something was written")
    }
}
