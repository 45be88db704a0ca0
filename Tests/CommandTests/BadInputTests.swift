import Domain
import Exchange
import Foundation
import SchemaChecks
import Testing

/// Every wrong value ends with one sentence that names field, value and remedy, with the right exit code, and with
/// nothing written.
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        /// What the sentence must say.
        let says: [String]

        init(_ line: String, _ status: Int32, _ says: String...) {
            arguments = line.split(separator: " ").map { $0 == "∅" ? "" : String($0) }
            self.status = status
            self.says = says
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private func check(_ cases: [Case]) throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed(
            "contract",
            "create",
            "--match",
            "DJ-2021-0001",
            "--type",
            "技术服务",
            "--total",
            "100万元",
            "--technology",
            "80万元",
            "--signed-on",
            "2021-07-01"
        )
        let before = try terminal.auditHead()
        for one in cases {
            let run = try terminal.run(one.arguments)
            #expect(run.status == one.status, "\(run)")
            #expect(run.output.isEmpty, "\(run)")
            #expect(run.errors.hasPrefix("错误：") && run.errors.hasSuffix("。\n"), "\(run)")
            #expect(run.errors.split(separator: "\n").count == 1, "one sentence: \(run)")
            for text in one.says { #expect(run.errors.contains(text), "“\(text)” is missing: \(run)") }
        }
        #expect(try terminal.auditHead() == before, "something was written")
    }

    @Test func `endpoints that won't do`() throws {
        try check([
            Case("embeddings set --url 没有 --model m", 2, "服务地址", "没有", "http://"),
            Case("embeddings set --url http://h/?key=geheim --model m", 2, "--key-file"),
            Case("embeddings set --url http://127.0.0.1:1 --model m", 6, "127.0.0.1:1", "拒绝连接"),
            Case("embeddings set --url http://127.0.0.1:1 --model ∅ --unchecked", 2, "模型"),
            Case("embeddings set --url http://127.0.0.1:1 --model m --timeout 0", 2, "超时秒数", "600"),
            Case("embeddings set --url http://127.0.0.1:1 --model m --batch 9999", 2, "每批条数", "2048"),
            Case("embeddings set --url http://127.0.0.1:1 --model m --texts secret", 2, "public", "full"),
            Case("embeddings set --url http://127.0.0.1:1 --model m --input-types a", 2, "query,passage"),
            Case(
                "embeddings set --url http://127.0.0.1:1 --model m --key-file nirgends",
                3,
                "密钥文件",
                "路径"
            ),
            Case("embeddings set --url http://127.0.0.1:1 --model m --user zhangsan", 5, "管理员"),
            Case("embeddings update", 3, "embeddings set"), Case("embeddings test", 3, "embeddings set"),
            Case("embeddings off", 3, "embeddings set"),
        ])
    }

    @Test func `unknown codes and records`() throws {
        try check([
            Case("demand show XQ-2021-9999", 3, "技术需求", "XQ-2021-9999"),
            Case("demand show 没有的编号", 3, "没有的编号"),
            Case("match show DJ-2021-0099", 3, "对接", "DJ-2021-0099"),
            Case("match show XQ-2021-0001", 2, "XQ-2021-0001", "DJ-"),
            Case("match suggest HT-2021-0001", 2, "HT-2021-0001", "XQ-"),
            Case("contract show HT-2021-0099", 3, "HT-2021-0099"),
            Case("payment create --contract HT-2021-0099 --amount 5万元", 3, "HT-2021-0099"),
            Case("activity attend HD-2021-0099 DW-2021-0001", 3, "HD-2021-0099"),
            Case("activity attend HD-2021-0001 没有这家", 3, "单位", "没有这家"),
            Case("activity unattend HD-2021-0001 DW-2021-0001", 3, "DW-2021-0001"),
            Case("demand create --organization 没有这家 --title 甲", 3, "单位", "没有这家"),
            Case("demand create --organization DW-2021-0001 --title 甲 --industry C99", 2, "国民经济行业", "C99"),
            Case("demand create --organization DW-2021-0001 --title 甲 --field 魔法", 2, "技术领域", "魔法"),
            Case("demand create --organization DW-2021-0001 --title 甲 --region 火星", 2, "行政区划", "火星"),
            Case("demand create --organization DW-2021-0001 --title 甲 --readiness 熟透", 2, "成熟度", "熟透"),
            Case(
                "demand create --organization DW-2021-0001 --title 甲 --cooperation-mode 包办",
                2,
                "合作方式",
                "包办"
            ),
            Case("match end DJ-2021-0001 --reason 心情不好", 2, "终止原因", "心情不好"),
            Case("match follow-up DJ-2021-0001 --kind 心电感应 --text 谈了", 2, "心电感应"),
            Case("demand search ，。", 2, "搜索词", "，。", "轴承钢"),
            Case("demand search 轴承 --page 0", 2, "页码", "0", "1"),
            Case("demand search --per-page 1000", 2, "每页条数", "1000", "200"),
            Case("achievement search --sort 乱序", 2, "排序", "乱序", "newest"),
            Case("achievement search --min-money 50", 2, "金额", "50", "万元"),
            Case("achievement search --min-money 5万元 --max-money 1万元", 2, "金额", "5 万元", "1 万元"),
            Case("demand search --due-from 2021-05-02 --due-by 2021-05-01", 2, "截止日期", "5月2日"),
            Case("demand search --mode 包办", 2, "合作方式", "包办"),
            Case("match list --stage 热恋", 2, "阶段", "热恋", "意向"),
            Case("match list --owner nobody", 3, "负责人", "nobody"),
            Case("demand list --state 乱写", 2, "状态", "乱写", "已发布"),
            Case("org create --name 甲公司 --kind 帮派", 2, "类型", "帮派", "企业"),
            Case("report tally --evidence 幸福指数", 2, "幸福指数", "成交额"),
            Case("codes show 天书", 3, "代码表", "天书", "industry"),
            Case("user edit nobody --name 甲", 3, "nobody"),
            Case("user create wangwu --name 王五 --role 皇帝", 2, "角色", "皇帝", "管理员"),
            Case("target remove 2021 成交额", 3, "2021", "成交额"),
            Case("export --type 诗歌", 2, "记录类型", "诗歌", "demand"),
            Case("demand list --user nobody", 5, "nobody"),
            Case("demand list --lang 火星文", 2, "语言", "火星文", "zh"),
        ])
    }

    @Test func `wrong amounts`() throws {
        try check([
            Case("payment create --contract HT-2021-0001 --amount 50 --on 2021-08-01", 2, "到账金额", "50", "万元"),
            Case("payment create --contract HT-2021-0001 --amount -5万元 --on 2021-08-01", 2, "-5万元", "负"),
            Case("payment create --contract HT-2021-0001 --amount 1.234元 --on 2021-08-01", 2, "1.234元"),
            Case(
                "payment create --contract HT-2021-0001 --amount 99999999999999999亿元 --on 2021-08-01",
                2,
                "99999999999999999亿元"
            ),
            Case("payment create --contract HT-2021-0001 --amount 很多钱 --on 2021-08-01", 2, "很多钱"),
            Case("payment create --contract HT-2021-0001 --amount 0元 --on 2021-08-01", 2, "到账金额"),
            Case(
                "payment create --contract HT-2021-0001 --amount 500万元 --on 2021-08-01",
                4,
                "500 万元",
                "100 万元"
            ),
            Case(
                "payment create --contract HT-2021-0001 --kind refund --amount 1万元 --on 2021-08-01",
                4,
                "1 万元"
            ),
            Case("payment create --contract HT-2021-0001 --on 2021-08-01", 2, "到账金额"),
            Case("demand edit XQ-2021-0001 --budget 120", 2, "拟投入", "120"),
            Case("contract amend HT-2021-0001 --total 90", 2, "成交额", "90"),
            Case("contract amend HT-2021-0001 --technology 300万元 --on 2021-08-01", 2, "300 万元", "100 万元"),
            Case(
                "contract create --match DJ-2021-0001 --type 技术服务 --total 10万元 --technology 20万元",
                2,
                "技术交易额"
            ),
            Case("target set 2021 成交额 5000", 2, "年度目标", "5000", "万元"),
            Case("target set 2021 activities 很多", 2, "年度目标", "很多"),
        ])
    }

    @Test func `wrong days, stages and states`() throws {
        try check([
            Case("match advance DJ-2021-0001 --to 推荐", 4, "推荐"),
            Case("match back DJ-2021-0001 --to 履约完成 --on 2021-09-01", 4, "履约完成"),
            Case("match advance DJ-2021-0001 --on 2199-01-01", 2, "2199-01-01"),
            Case("match advance DJ-2021-0001 --on 2021-06-30", 2, "2021-06-30", "签约"),
            Case("match advance DJ-2021-0001 --on 2021-02-30", 2, "2021-02-30"),
            Case("match advance DJ-2021-0001 --on 明天", 2, "日期", "明天"),
            Case("match introduce XQ-2021-0001 CG-2021-0001 --on 2021-07-01", 4, "DJ-2021-0001"),
            Case("match introduce XQ-2021-0001 CG-2021-0002 --on 2021-04-01", 4, "2021-04-01"),
            Case("demand create --organization DW-2021-0001 --title 甲 --received-on 2199-12-31", 2, "收到日期"),
            Case("demand withdraw XQ-2021-0001", 4, "已撤回", "已受理"),
            Case("demand publish XQ-2021-0001 --on 2021-01-01", 2, "2021"),
            Case("visit create --organization DW-2021-0001 --kind 走访 --on 2199-01-01", 2, "2199"),
            Case("payment create --contract HT-2021-0001 --amount 5万元 --on 2021-06-01", 2, "2021"),
            Case("contract cancel HT-2021-0001 --on 2021-06-01", 2, "2021"),
            Case("report tally 2021Q9", 2, "期间", "2021Q9"),
            Case("report tally 2021 --period 2020", 2, "期间", "2020"),
            Case("report tally 2021-08-31..2021-05-01", 2, "期间"),
            Case("demand list --received 去年", 2, "期间", "去年"),
        ])
    }

    @Test func `duplicates, stale versions and wrong numbers`() throws {
        try check([
            Case(
                "org create --name 另一家 --kind 企业 --credit-code 91350100M000100Y43",
                4,
                "91350100M000100Y43",
                "DW-2021-0001"
            ),
            Case("org create --name 江州东楚轴承有限公司 --kind 企业", 4, "江州东楚轴承有限公司", "DW-2021-0001"),
            Case(
                "org create --name 另一家 --kind 企业 --credit-code 91350100M000100Y44",
                2,
                "统一社会信用代码",
                "91350100M000100Y44"
            ),
            Case("org create --name 另一家 --kind 企业 --contact-phone 12345", 2, "联系电话", "12345"),
            Case("org create --name 另一家 --kind 企业 --contact-email 没有邮箱", 2, "电子邮箱", "没有邮箱"),
            Case("org create --kind 企业", 2, "名称"),
            Case("org create --name 另一家 --kind 企业 --code DW-2021-0001", 4, "DW-2021-0001"),
            Case(
                "demand create --organization DW-2021-0001 --title 甲 --external-id 表1-7",
                4,
                "表1-7",
                "XQ-2021-0001"
            ),
            Case("demand create --organization DW-2021-0001", 2, "名称"),
            Case("demand edit XQ-2021-0001 --title 新名称 --version 99", 4, "版本", "99"),
            Case("demand edit XQ-2021-0001 --title 新名称 --version 一", 2, "版本", "一"),
            Case("demand edit XQ-2021-0001 --title ∅", 2, "名称"),
            Case("demand edit XQ-2021-0001", 2, "XQ-2021-0001"),
            Case("match advance DJ-2021-0001 --version 1", 4, "版本", "1"),
            Case("demand archive XQ-2021-0001 --mistake", 4, "XQ-2021-0001"),
            Case("demand archive XQ-2021-0001 --version 7", 4, "版本", "7"),
            Case("demand list --limit 零", 2, "条数", "零"),
            Case("demand list --limit 0", 2, "条数", "0"),
            Case("match suggest XQ-2021-0001 --min-score 101", 2, "最低分", "101"),
            Case("achievement edit CG-2021-0001 --trl 12", 2, "12"),
            Case("activity attend HD-2021-0001 DW-2021-0001 --people 零", 2, "到场人数", "零"),
            Case("user create zhangsan --name 张三 --role 工作人员", 4, "zhangsan"),
            Case("user create 张.三! --name 张三 --role 工作人员", 2, "登录名"),
            Case("user deactivate local", 4, "local"),
            Case("org merge DW-2021-0001 --into DW-2021-0001", 4, "DW-2021-0001"),
        ])
    }

    @Test func `what a role may not do`() throws {
        try check([
            Case("demand create --organization DW-2021-0001 --title 甲 --user juzhang", 5, "李局", "工作人员"),
            Case("demand publish XQ-2021-0001 --user zhangsan", 5, "张三", "负责人"),
            Case("target set 2021 activities 24 --user zhangsan", 5, "张三", "负责人"),
            Case("user create wangwu --name 王五 --role 工作人员 --user zhangsan", 5, "张三", "管理员"),
            Case("backup copy.sqlite --user juzhang", 5, "李局"),
        ])
    }

    @Test func `a command line that makes no sense`() throws {
        let terminal = try Terminal.withMarket()
        for (line, says) in [
            ("demnad list", "demnad"), ("demand list --colour red", "--colour"),
            ("demand show", "XQ-2021-0001"),
            ("match end DJ-2021-0001", "--reason"), ("demand list 多余", "多余"),
        ] {
            let run = try terminal.run(line.split(separator: " ").map(String.init))
            #expect(run.status == 64, "\(run)")
            #expect(
                run.errors.hasPrefix("错误：") && run.errors.contains(says) && run.errors.contains("--help"),
                "\(run)"
            )
        }
    }

    @Test func `programs get the error as JSON on the last line`() throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.run("demand", "edit", "XQ-2021-0001", "--budget", "120", "--json")
        let line = try #require(run.errors.split(separator: "\n").last)
        let error = try #require(try JSON.reading(line.utf8)["error"])
        #expect(error["kind"] == "invalid")
        #expect(error["code"] == "money_unit_missing")
        #expect(error["field"] == "budget_fen")
        #expect(error["value"] == "120")
        #expect(try Schemas().problems(with: ["error": error], against: "output/error.schema.json") == [])
    }
}
