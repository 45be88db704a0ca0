import Domain
import Foundation
import Testing

struct MainJobTests {
    @Test func `the main job goes from an empty folder to money in the tally, by commands alone`() throws {
        let terminal = try Terminal()
        try terminal.succeed("init")
        try terminal.succeed("org", "create", "--name", "江州东楚轴承有限公司", "--kind", "企业", "--industry", "C34")
        try terminal.succeed("org", "create", "--name", "江州理工大学", "--kind", "高校")
        let logged = try terminal.succeed(
            "demand",
            "create",
            "--organization",
            "江州东楚轴承有限公司",
            "--title",
            "轴承钢热处理变形控制",
            "--problem",
            "淬火变形超过 0.2 毫米",
            "--keyword",
            "轴承钢",
            "--budget",
            "120万元",
            "--received-on",
            "2021-05-06"
        )
        #expect(logged.output.contains("XQ-2021-0001"))
        #expect(logged.output.contains("下一步：techmarket match suggest XQ-2021-0001"))
        try terminal.succeed(
            "achievement",
            "create",
            "--organization",
            "江州理工大学",
            "--title",
            "轴承钢等温淬火变形控制技术",
            "--price",
            "80万元",
            "--received-on",
            "2021-05-01"
        )

        let suggested = try terminal.succeed("match", "suggest", "XQ-2021-0001", "--json").json()
        let best = try #require(suggested["items"]?[0])
        #expect(best["achievement"] == "CG-2021-0001")
        let points = best["parts"]?.asArray?.compactMap { $0["points"]?.asInt }.reduce(0, +)
        #expect(points == best["score"]?.asInt)

        let introduced = try terminal.succeed(
            "match",
            "introduce",
            "XQ-2021-0001",
            "CG-2021-0001",
            "--on",
            "2021-06-18",
            "--json"
        ).json()
        #expect(introduced["stage"] == "introduced")
        #expect(introduced["score"] == best["score"])
        let match = try #require(introduced["code"]?.asString)
        try terminal.succeed(
            "match",
            "follow-up",
            match,
            "--kind",
            "面谈",
            "--on",
            "2021-06-25",
            "--text",
            "看了样品",
            "--next-step",
            "寄样",
            "--next-on",
            "2021-07-01"
        )
        try terminal.succeed("match", "advance", match, "--on", "2021-07-02")
        let contract = try #require(
            try terminal.succeed(
                "contract",
                "create",
                "--match",
                match,
                "--type",
                "技术开发（委托）",
                "--total",
                "100万元",
                "--technology",
                "85万元",
                "--signed-on",
                "2021-08-01",
                "--json"
            ).json()["code"]?.asString
        )
        try terminal.succeed(
            "payment",
            "create",
            "--contract",
            contract,
            "--amount",
            "30万元",
            "--on",
            "2021-08-15"
        )

        let shown = try terminal.succeed("match", "show", match)
        for text in ["推荐 → 已对接", "跟进·面谈", "已对接 → 意向", "意向 → 签约", contract, "100 万元", "30 万元"] {
            #expect(shown.output.contains(text), "\(text) is missing in\n\(shown)")
        }
        let tally = try terminal.succeed("report", "tally", "2021", "--json").json()
        #expect(try value("demands_introduced", in: tally) == 1)
        #expect(try value("intentions", in: tally) == 1)
        #expect(try value("contracts_signed", in: tally) == 1)
        #expect(try value("contract_value", in: tally) == 100_000_000)
        #expect(try value("technology_value", in: tally) == 85_000_000)
        #expect(try value("payments", in: tally) == 30_000_000)
        let evidence = try terminal.succeed("report", "tally", "2021", "--evidence", "到账额", "--json").json()
        #expect(evidence["indicators"]?[0]?["evidence"]?[0]?["amount_fen"] == 30_000_000)
        _ = try terminal.auditHead()
    }

    @Test func `amendments and cancellations are counted from the commands that enter them`() throws {
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
        try terminal.succeed("contract", "amend", "HT-2021-0001", "--total", "120万元", "--on", "2021-09-01")
        var tally = try terminal.succeed("report", "tally", "2021Q3", "--json").json()
        #expect(try value("contract_value", in: tally) == 120_000_000)
        try terminal.succeed("contract", "cancel", "HT-2021-0001", "--on", "2021-10-08", "--note", "双方解除")
        tally = try terminal.succeed("report", "tally", "2021", "--json").json()
        #expect(try value("contract_value", in: tally) == 0)
        #expect(try value("contracts_signed", in: tally) == 0)
    }

    @Test func `a step entered by mistake is taken back and not counted`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("match", "back", "DJ-2021-0001", "--mistake", "--note", "点错了")
        let tally = try terminal.succeed("report", "tally", "2021", "--json").json()
        #expect(try value("intentions", in: tally) == 0)
        #expect(try terminal.succeed("match", "show", "DJ-2021-0001").output.contains("误录，不计"))
    }

    @Test func `a refused pair is not suggested again unless asked for`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("match", "refuse", "XQ-2021-0001", "CG-2021-0002", "--reason", "技术不匹配")
        func codes(_ options: String...) throws -> [String] {
            let run = try terminal.run(["match", "suggest", "XQ-2021-0001", "--json"] + options)
            return try run.json()["items"]?.asArray?.compactMap { $0["achievement"]?.asString } ?? []
        }
        #expect(try !codes().contains("CG-2021-0002"))
        #expect(try codes("--refused").contains("CG-2021-0002"))
    }

    @Test func `records are edited, published, withdrawn, closed, reopened and archived`() throws {
        let terminal = try Terminal.withMarket()
        let edited = try terminal.succeed(
            "demand",
            "edit",
            "XQ-2021-0001",
            "--budget",
            "150万元",
            "--deadline",
            "2022-06-30",
            "--json"
        )
        #expect(try edited.json()["budget_fen"] == 150_000_000)
        let blanked = try terminal.succeed("demand", "edit", "XQ-2021-0001", "--deadline", "", "--json")
        #expect(try blanked.json()["deadline"] == nil)
        for (step, state) in [
            ("publish", "published"), ("withdraw", "withdrawn"), ("publish", "published"),
            ("close", "closed"),
            ("reopen", "accepted"),
        ] {
            let moved = try terminal.succeed("demand", step, "XQ-2021-0001", "--on", "2021-09-01", "--json")
                .json()
            #expect(moved["state"]?.asString == state)
        }
        try terminal.succeed("demand", "archive", "XQ-2021-0001")
        #expect(try terminal.succeed("demand", "list", "--json").json()["total"] == 0)
        #expect(try terminal.succeed("demand", "list", "--archived", "--json").json()["total"] == 1)
        try terminal.succeed("demand", "unarchive", "XQ-2021-0001")
        #expect(try terminal.succeed("demand", "list", "--json").json()["total"] == 1)
    }

    @Test func `activities, visits, targets, users and merged organizations have their commands`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("activity", "attend", "HD-2021-0001", "江州东楚轴承有限公司", "--people", "3")
        try terminal.succeed(
            "visit",
            "create",
            "--organization",
            "DW-2021-0001",
            "--kind",
            "走访",
            "--on",
            "2021-05-20"
        )
        try terminal.succeed("target", "set", "2021", "成交额", "5000万元")
        try terminal.succeed("target", "set", "2021", "enterprises_served", "300")
        try terminal.succeed("org", "create", "--name", "东楚轴承厂", "--kind", "企业", "--code", "DW-2021-0007")
        try terminal.succeed("org", "merge", "DW-2021-0007", "--into", "DW-2021-0001", "--note", "旧名")
        try terminal.succeed("user", "create", "lisi", "--name", "李四", "--role", "负责人")
        try terminal.succeed("user", "deactivate", "lisi")
        let tally = try terminal.succeed("report", "tally", "2021", "--json").json()
        #expect(try value("enterprises_served", in: tally) == 1)
        #expect(try line("enterprises_served", in: tally)["target"] == 300)
        #expect(try line("contract_value", in: tally)["target"] == 5_000_000_000)
        #expect(try terminal.run("demand", "list", "--user", "lisi").status == 5)
    }

    private func line(_ code: String, in tally: JSON) throws -> JSON {
        try #require(tally["indicators"]?.asArray?.first { $0["code"]?.asString == code })
    }

    private func value(_ code: String, in tally: JSON) throws -> Int64? {
        try line(code, in: tally)["value"]?.asInt
    }
}
