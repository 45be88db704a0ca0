import Domain
import Exchange
import Foundation
import Testing

struct SheetTests {
    private let sheet = "企业名称,需求名称,拟投入（万元）\n江州甲有限公司,渗氮,5\n江州乙有限公司,脱硝,很多\n"

    @Test func `a sheet is tried, imported, shown and undone at the terminal`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.write(sheet, to: "表.csv")
        let before = try terminal.succeed("demand", "list").output
        let tried = try terminal.run("import", "表.csv", "--template", "demand", "--dry-run")
        #expect(tried.status == 2 && tried.output.contains("表!C3") && tried.output.contains("未写入"))
        #expect(try terminal.succeed("demand", "list").output == before)
        #expect(try terminal.succeed("import", "list").output.contains("还没有"))
        let taken = try terminal.succeed("import", "表.csv", "--template", "demand", "--refused", "退回.xlsx")
        #expect(taken.output.contains("写入 1 行") && terminal.exists("退回.xlsx"))
        #expect(try terminal.succeed("demand", "list").output.contains("渗氮"))
        #expect(try terminal.succeed("import", "show", "1").output.contains("已写入"))
        let again = try terminal.run("import", "表.csv", "--template", "demand")
        #expect(again.output.contains("第 1 批") && again.output.contains("写入 0 行"))
        _ = try terminal.succeed("import", "undo", "1")
        #expect(try terminal.succeed("demand", "list").output == before)
        #expect(try terminal.succeed("audit", "verify").status == 0)
    }

    @Test func `all or nothing leaves everything, and says so`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.write(sheet, to: "表.csv")
        let before = try terminal.succeed("demand", "list").output
        let run = try terminal.run("import", "表.csv", "--template", "demand", "--all-or-nothing")
        #expect(run.status == 5 || run.status == 4, "\(run)")
        #expect(run.sentence.contains("一行也没有写入"))
        #expect(try terminal.succeed("demand", "list").output == before)
    }

    @Test func `headings that are not known are named, and explained once`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.write("企业名称,需求名称,诉求\n江州甲有限公司,渗氮,要快\n", to: "a.csv")
        let asked = try terminal.run("import", "a.csv", "--template", "demand")
        #expect(asked.status == 2 && asked.sentence.contains("诉求") && asked.sentence.contains("--map '诉求=-'"))
        _ = try terminal.succeed("import", "a.csv", "--template", "demand", "--map", "诉求=detail")
        try terminal.write("企业名称,需求名称,诉求\n江州乙有限公司,脱硝,要省\n", to: "b.csv")
        #expect(try terminal.succeed("import", "b.csv", "--template", "demand").output.contains("写入 1 行"))
    }

    @Test(arguments: [
        (["a.xlsx"], "--template"), (["a.csv", "--template", "x"], "可用的有"),
        (["missing.csv", "--template", "demand"], "missing.csv"), (["a.csv", "--map", "x=y"], "--template"),
        (["a.csv", "--template", "demand", "--map", "x"], "列名=字段"),
        (["a.csv", "--template", "attendance"], "活动"),
        (["a.csv", "--template", "demand", "--activity", "HD-2021-0001"], "活动编号"),
        (["a.csv", "--template", "demand", "--sheet", "没有"], "没有工作表"),
        (["a.csv", "--template", "demand", "--partial", "--refused", "r"], "不能一起写"),
        (["show", "99"], "99"), (["undo", "x"], "x"), (["a.csv", "--template", "contract"], "demand"),
    ])
    func `what can't be done is refused with what would be right`(words: [String], remedy: String) throws {
        let terminal = try Terminal.withMarket()
        try terminal.write(sheet, to: "a.csv")
        let run = try terminal.run(["import"] + words)
        #expect(run.status != 0 && run.sentence.contains(remedy), "\(run)")
    }
}
