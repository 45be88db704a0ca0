import Domain
import Exchange
import Foundation
import SchemaChecks
import Testing

/// Key tasks and the bureau's sheets at the terminal.
struct TaskCommandTests {
    @Test func `every --json output of tasks and sheets fits its schema`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let schemas = try Schemas()
        func check(_ line: String, _ schema: String) throws {
            let run = try terminal.run(line.split(separator: " ").map(String.init) + ["--json"])
            #expect(run.status == 0, "\(run)")
            let problems = try schemas.problems(with: try run.json(), against: "output/\(schema).schema.json")
            #expect(problems == [], "\(line)")
        }
        try check(
            "task create --sheet 领办 --year 2021 --title 甲 --progress {{签约数}}项 --deadline 年底 --note 内部",
            "record"
        )
        try check("task edit ZD-2021-0001 --responsible 周明 --post 主任 --version 1", "record")
        try check("task show ZD-2021-0001", "record")
        try check("task list --sheet 五个围绕 --year 2021 --due-by 2021-12-31 --sort due_on --text 市场", "list")
        try check("task archive ZD-2021-0002", "record")
        try check("task unarchive ZD-2021-0002", "record")
        try check("task sheets", "list")
        try check("report bureau 五个围绕 2021", "bureau")
        try check("report bureau 领办 2020", "bureau")
        let code = try terminal.succeed("report", "issue", "2021", "--json").json()["code"]?.asString ?? ""
        try check("report bureau 五个围绕 --report \(code)", "bureau")
        try check("report bureau five_focus 2021 --report \(code)", "bureau")
    }

    @Test func `a task and its sheet read as people need them`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let shown = try terminal.succeed("task", "show", "ZD-2021-0001").output
        #expect(shown.contains("服务企业480余家") && shown.contains("服务企业{{服务企业数|余}}家"))
        #expect(shown.contains("到期日") && shown.contains("2021年12月31日"))
        let sheet = try terminal.succeed("report", "bureau", "领办实事", "2021").output
        #expect(sheet.contains("领办实事项目进展情况汇总表") && sheet.contains("达成技术交易成交额6230万元"))
        let code = try terminal.succeed("report", "issue", "2021", "--json").json()["code"]?.asString ?? ""
        try terminal.succeed("contract", "cancel", "HT-2021-0003")
        let live = try terminal.succeed("report", "bureau", "领办实事", "2021").output
        let frozen = try terminal.succeed("report", "bureau", "领办实事", "--report", code).output
        #expect(live.contains("签约项目21项") && frozen.contains("签约项目22项"))
        #expect(frozen.contains("报表 \(code)") && frozen.contains("签发"))
    }

    @Test(arguments: [
        ("docx", "PK"), ("xlsx", "PK"), ("html", "<!doctype html>"), ("csv", "\u{FEFF}姓名职务"), ("json", "{"),
    ])
    func `a sheet is written as the file's name says`(ending: String, start: String) throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        try terminal.succeed("report", "bureau", "领办实事", "2021", "--output", "表.\(ending)")
        let file = try Data(contentsOf: URL(fileURLWithPath: terminal.path("表.\(ending)"))).prefix(15)
        #expect(String(decoding: file, as: UTF8.self).hasPrefix(start))
    }

    @Test func `what won't do is refused in one sentence, and nothing is written`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("task", "create", "--sheet", "五个围绕", "--year", "2021", "--title", "任务")
        try terminal.succeed("report", "issue", "2021-05")
        try terminal.succeed("user", "create", "kanshu", "--name", "看数的", "--role", "staff")
        let code =
            try terminal.succeed("report", "list", "--json").json()["items"]?[0]?["code"]?.asString ?? ""
        let before = try terminal.auditHead()
        let cases: [(String, Int32, String)] = [
            ("task edit ZD-2021-0001 --progress {{服务企业}}家", 2, "不是已有的数字"),
            ("task edit ZD-2021-0001 --progress 服务{{服务企业数", 2, "没有用“}}”收尾"),
            ("task edit ZD-2021-0001 --goal {{成交额|余}}", 2, "是金额"),
            ("task edit ZD-2021-0001 --measures {{服务企业数|约}}", 2, "不认识"),
            ("task edit ZD-2021-0001 --progress {{服务企业数@2021-06..2021-05}}", 2, "前后颠倒"),
            ("task edit ZD-2021-0001 --deadline 2021-02-30", 2, "2021-02-30"),
            ("task edit ZD-2021-0001 --title 改 --version 7", 4, "第 1 版"),
            ("task edit ZD-2021-0001 --title 改 --user kanshu", 5, "负责人"),
            ("task edit ZD-2021-0009 --title 改", 3, "ZD-2021-0009"),
            ("task create --sheet 没有 --title 甲", 3, "五个围绕"), ("task create --sheet 五个围绕", 2, "任务名称"),
            ("task create --sheet 汇总 --title 甲", 2, "led_projects"),
            ("task create --sheet 领办 --title 甲 --year 21", 2, "年度"),
            ("task create --sheet 领办 --title 甲 --position 一", 2, "序位"),
            ("task list --sort 早", 2, "due_on"), ("report bureau 没有 2021", 3, "five_focus"),
            ("report bureau 五个围绕 2021-06..2021-05", 2, "前后颠倒"),
            ("report bureau 五个围绕 2021 --report \(code)", 2, "2021-05"),
            ("report bureau 五个围绕 --report BB-2021-9999", 3, "BB-2021-9999"),
        ]
        for (line, status, says) in cases {
            let run = try terminal.run(line.split(separator: " ").map(String.init))
            #expect(run.status == status && run.output.isEmpty, "\(run)")
            #expect(run.errors.hasPrefix("错误：") && run.errors.contains(says), "\(run)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run)")
        }
        #expect(try terminal.auditHead() == before, "something was written")
    }

    @Test func `a market brings its own sheet, and takes it away again`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.write(
            #"{"type":"bureau_sheet","name":"five_focus","title":"“六个围绕”汇总表","columns":[{"heading":"事项","part":"title"},{"heading":"进度","part":"progress"}]}"#,
            to: "表.jsonl"
        )
        try terminal.succeed("import", "表.jsonl")
        try terminal.succeed(
            "task",
            "create",
            "--sheet",
            "六个围绕",
            "--year",
            "2021",
            "--title",
            "甲",
            "--progress",
            "签约{{签约数}}项"
        )
        let sheet = try terminal.succeed("report", "bureau", "六个围绕", "2021").output
        #expect(sheet.contains("事项") && sheet.contains("进度") && sheet.contains("签约0项"))
        #expect(try terminal.run("report", "bureau", "五个围绕", "2021").status == 3)
    }
}
