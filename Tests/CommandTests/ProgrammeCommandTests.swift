import Domain
import Exchange
import SchemaChecks
import Testing

/// A programme from its beginning to its figures, as staff type it.
struct ProgrammeCommandTests {
    /// A market with a programme.
    private func park() throws -> Terminal {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("programme", "create", "--name", "离岸科创园", "--starts-on", "2021-03-15")
        return terminal
    }

    private func run(_ terminal: Terminal, _ line: String) throws -> Run {
        try terminal.run(line.split(separator: " ").map(String.init))
    }

    @Test func `a programme's way by name and code`() throws {
        let terminal = try park()
        func succeed(_ line: String, _ says: String...) throws {
            let run = try run(terminal, line)
            #expect(run.status == 0, "\(run)")
            for text in says { #expect(run.output.contains(text), "\(run)") }
        }
        try succeed("programme join 离岸科创园 DW-2021-0001 --on 2021-04-01 --note 来访", "洽谈中", "advance")
        try succeed("programme join ZX-2021-0001 江州理工大学 --as 已签约 --on 2021-04-10", "已签约")
        try succeed("programme advance 离岸科创园 DW-2021-0001 --on 2021-05-20", "从“洽谈中”到“已签约”")
        try succeed("programme back 离岸科创园 DW-2021-0001 --mistake --note 未盖章", "到“洽谈中”")
        try succeed("programme leave 离岸科创园 DW-2021-0002 --reason 主动退出 --on 2021-06-30", "到“退出”")
        try succeed("programme assign 离岸科创园 DW-2021-0001 --staff zhangsan --note 等审批", "张三")
        try succeed("activity edit HD-2021-0001 --programme 离岸科创园")
        try succeed("programme show 离岸科创园", "洽谈中", "等审批", "装备制造对接会")
        try succeed("programme list", "离岸科创园")
        try succeed("activity list --programme ZX-2021-0001", "装备制造对接会")
        try succeed("org show DW-2021-0001", "离岸科创园")
        try succeed("programme figures 离岸科创园 2021", "签约单位数", "0 家", "企业 1", "1 场")
        try succeed("programme figures 离岸科创园 2021-05 --evidence 签约单位数", "1 家", "计数规则", "DW-2021-0002")
        try succeed("programme strike 离岸科创园 DW-2021-0001", "误录")
        try succeed("programme restore 离岸科创园 DW-2021-0001", "恢复")
        try succeed("programme archive 离岸科创园", "归档")
        try succeed("programme unarchive ZX-2021-0001")
    }

    @Test func `every --json output fits its schema`() throws {
        let terminal = try park()
        let schemas = try Schemas()
        func check(_ line: String, _ schema: String) throws {
            let run = try run(terminal, line + " --json")
            #expect(run.status == 0, "\(run)")
            let problems = try schemas.problems(with: try run.json(), against: "output/\(schema).schema.json")
            #expect(problems == [], "\(line)")
        }
        try check("programme create --name 另一个 --goal 目标 --department 部门 --owner zhangsan", "record")
        try check("programme join 离岸科创园 DW-2021-0001 --on 2021-04-01 --note 来访 --staff zhangsan", "member")
        try check("programme advance 离岸科创园 DW-2021-0001 --on 2021-05-20", "member")
        try check("programme leave 离岸科创园 DW-2021-0001 --reason expired --on 2021-06-20", "member")
        try check("programme back 离岸科创园 DW-2021-0001 --on 2021-07-01", "member")
        try check("programme strike 离岸科创园 DW-2021-0001", "member")
        try check("programme restore 离岸科创园 DW-2021-0001", "member")
        try check("activity edit HD-2021-0001 --programme 离岸科创园", "record")
        try check("programme show 离岸科创园", "record")
        try check("programme list", "list")
        try check("programme figures 离岸科创园 2021", "programme-figures")
        try check(
            "programme figures 离岸科创园 2021 --evidence members_signed --kind 企业",
            "programme-figures"
        )
    }

    @Test(
        arguments: [
            ("programme show 离岸园", 3, ["专项", "离岸园", "离岸科创园（ZX-2021-0001）"]),
            ("programme join 没有 DW-2021-0001", 3, ["没有", "离岸科创园"]),
            ("programme join 离岸科创园 没有这家", 3, ["单位", "没有这家"]),
            ("programme join 离岸科创园 DW-2021-0001", 4, ["DW-2021-0001", "已是专项", "已签约"]),
            ("programme join 离岸科创园 DW-2021-0002 --on 2199-01-01", 2, ["日期", "2199", "今天"]),
            ("programme join 离岸科创园 DW-2021-0002 --as 入驻", 2, ["阶段", "入驻", "洽谈中"]),
            ("programme advance 离岸科创园 DW-2021-0002", 3, ["DW-2021-0002", "不是", "先加入"]),
            ("programme advance 离岸科创园 DW-2021-0001", 4, ["已签约", "没有下一阶段"]),
            ("programme advance 离岸科创园 DW-2021-0001 --version 9", 4, ["版本", "9"]),
            ("programme back 离岸科创园 DW-2021-0001 --on 2021-03-01", 2, ["2021-03-01", "早于"]),
            ("programme leave 离岸科创园 DW-2021-0001", 2, ["退出", "原因", "未谈成"]),
            ("programme leave 离岸科创园 DW-2021-0001 --reason 心情不好", 2, ["退出原因", "心情不好", "协议到期"]),
            ("programme create --name 离岸科创园", 4, ["离岸科创园", "ZX-2021-0001"]),
            (
                "programme create --name 新 --starts-on 2021-05-01 --ends-on 2021-04-01", 2,
                ["结束日期", "2021-04-01"]
            ),
            ("programme figures 离岸科创园 2021 --evidence 幸福指数", 2, ["幸福指数", "签约单位数"]),
            ("programme figures 离岸科创园 2021 --kind 企业", 2, ["--evidence"]),
            ("programme strike 离岸科创园 DW-2021-0001 --user juzhang", 5, ["李局", "工作人员"]),
            ("activity create --title 会 --kind 培训 --on 2021-06-01 --programme 没有", 3, ["没有", "离岸科创园"]),
        ] as [(String, Int32, [String])]
    )
    func `a bad input is one sentence and writes nothing`(line: String, status: Int32, says: [String]) throws
    {
        let terminal = try park()
        try terminal.succeed(
            "programme",
            "join",
            "离岸科创园",
            "DW-2021-0001",
            "--as",
            "signed",
            "--on",
            "2021-04-01"
        )
        let before = try terminal.auditHead()
        let run = try run(terminal, line)
        #expect(run.status == status, "\(run)")
        #expect(run.output.isEmpty && run.errors.hasPrefix("错误：") && run.errors.hasSuffix("。\n"), "\(run)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run)")
        for text in says { #expect(run.errors.contains(text), "“\(text)” is missing: \(run)") }
        #expect(try terminal.auditHead() == before)
    }

    @Test func `the offshore park's row comes out of the demonstration city`() throws {
        let terminal = try Terminal()
        try terminal.succeed("seed", "load")
        let json = try terminal.succeed("programme", "figures", "离岸科创园", "2021", "--json").json()
        let values = (json["figures"]?.asArray ?? []).map { $0["value"]?.asInt }
        #expect(values == [36, 13, 37, 13])
    }
}
