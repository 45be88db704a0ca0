import Domain
import Exchange
import Foundation
import Testing

/// Figures and lists as files that people open.
struct DocumentFileTests {
    private func beginning(_ terminal: Terminal, _ name: String) throws -> String {
        String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: terminal.path(name))).prefix(15),
            as: UTF8.self
        )
    }

    @Test(arguments: [
        ("xlsx", "PK"), ("docx", "PK"), ("html", "<!doctype html>"), ("csv", "\u{FEFF}指标"), ("json", "{"),
        ("txt", "2021年统计"),
    ])
    func `the file's name says what it becomes`(ending: String, start: String) throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("report", "tally", "2021", "--output", "指标.\(ending)")
        #expect(try beginning(terminal, "指标.\(ending)").hasPrefix(start))
        let again = try terminal.run("report", "tally", "2021", "--output", "指标.\(ending)")
        #expect(again.status != 0 && again.errors.contains("--force"))
        try terminal.succeed("report", "tally", "2021", "--output", "指标.\(ending)", "--force")
    }

    @Test func `a funnel is drawn`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("report", "funnel", "2021", "--output", "漏斗.svg")
        #expect(try terminal.read("漏斗.svg").hasPrefix("<svg xmlns="))
    }

    @Test(arguments: [
        (["--format", "pdf"], "没有“pdf”这种格式"), (["--format", "xlsx"], "--output 文件.xlsx"),
        (["--json", "--format", "csv"], "格式写了两个"), (["--output", "nowhere/x.xlsx"], "文件夹不存在"),
    ])
    func `what can't be written is said before anything is read`(options: [String], words: String) throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.run(["report", "tally", "2021"] + options)
        #expect(run.status != 0 && (run.errors + run.output).contains(words), "\(run)")
    }

    @Test func `beside a file the answer is in JSON, and the file is what its name says`() throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.succeed("report", "tally", "2021", "--output", "指标.xlsx", "--json")
        #expect(try run.json()["format"]?.asString == "xlsx")
        #expect(try beginning(terminal, "指标.xlsx").hasPrefix("PK"))
    }

    @Test func `lists and blank sheets are written, and lists come back the same`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("template", "demand", "征集表.xlsx")
        #expect(try beginning(terminal, "征集表.xlsx").hasPrefix("PK"))
        #expect(try terminal.run("template", "happiness", "x.xlsx").errors.contains("技术需求征集表"))
        try terminal.succeed("export", "--type", "demand", "--output", "需求.xlsx")
        let head = try terminal.auditHead()
        let run = try terminal.succeed("import", "需求.xlsx", "--template", "demand", "--dry-run", "--json")
        #expect(try run.json()["counts"]?["same"]?.asInt == 1, "\(run)")
        #expect(try terminal.auditHead() == head)
        // Those that are only written.
        try terminal.succeed("export", "--type", "user", "--type", "target", "--output", "用户.xlsx")
        #expect(try beginning(terminal, "用户.xlsx").hasPrefix("PK"))
        try terminal.succeed("export", "--output", "全部.xlsx")
        #expect(try beginning(terminal, "全部.xlsx").hasPrefix("PK"))
    }
}
