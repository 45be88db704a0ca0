import Documents
import Domain

/// A paper like the bureau's, with everything that a document can have.
enum Samples {
    static let keyTasks = Table(
        "重点任务",
        columns: [
            Column("责任部门", joinsEqual: true), Column("重点任务"), Column("完成时限", alignment: .center),
            Column("进展成效"),
        ],
        groups: [.init("", columns: 1), .init("任务与成效", columns: 3)],
        rows: [
            [
                .text("技术市场中心"), .text("组织产学研对接"), .text("2021年12月"),
                .text("目前，已组织产学研对接活动24场次，服务企业480余家\n促成合作意向40项 <签约> & \"22\" 项"),
            ],
            [.text("技术市场中心"), .text("离岸科创园"), .text("2021年12月"), .text("签约36家")],
            [.text("科技局"), .text("数据大屏"), .text("2021年10月"), .blank],
        ]
    )

    static func figures(_ language: Language = .zh) -> Table {
        Table(
            columns: [
                Column("指标"), .number("完成"), Column("单位"), .number("目标"), .number("完成率"),
                .money("金额", .wan, language), Column("截至"),
            ],
            rows: [
                [
                    .text("服务企业数"), .integer(480, link: .appendix("enterprises")), .text("家"), .integer(300),
                    .share(1.6), .blank, .day(Day(year: 2021, month: 12, day: 31)),
                ],
                [
                    .text("成交额"), .blank, .text("万元"), .blank, .share(1.246),
                    .money(Money(fen: 6_230_000_000), link: .appendix("value")),
                    .day(Day(year: 2021, month: 12, day: 31)),
                ],
            ]
        )
    }

    static let months = Chart(
        .columns,
        title: "成交额，逐月累计",
        summary: "2021年成交额逐月累计，年末 6,230 万元，目标 5,000 万元。",
        unit: "万元",
        labels: (1...12).map { "\($0)月" },
        series: [
            Chart.Series(
                "成交额",
                [0, 120, 480, 480, 900, 1_500, 2_200, 2_900, 3_800, 4_600, 5_400, 6_230].map {
                    Chart.Point(Double($0), "\($0)")
                }
            )
        ],
        target: Chart.Target("目标", Chart.Point(5_000, "5,000 万元"))
    )

    static let trend = Chart(
        .trend,
        title: "成交额同比",
        summary: "今年与去年逐月成交额。",
        unit: "万元",
        labels: (1...12).map { "\($0)月" },
        series: [
            Chart.Series(
                "2021年",
                (0..<12).map { $0 < 9 ? Chart.Point(Double($0 * $0 * 8), "\($0 * $0 * 8)") : nil }
            ),
            Chart.Series("2020年", (0..<12).map { Chart.Point(Double($0 * 50), "\($0 * 50)") }),
        ],
        target: Chart.Target("目标", Chart.Point(450, "450 万元"))
    )

    static let industries = Chart(
        .bars,
        title: "签约数，按行业",
        summary: "签约最多的行业是软件和信息技术服务业，9 项。",
        unit: "项",
        labels: ["软件和信息技术服务业", "化学原料和化学制品制造业及其他很长很长很长的行业名称", "医药制造业", "农业"],
        series: [
            Chart.Series(
                "签约数",
                [(9.0, "9 项"), (7, "7 项"), (3, "3 项"), (0, "0 项")].map { Chart.Point($0.0, $0.1) }
            )
        ]
    )

    static let funnel = Chart(
        .funnel,
        title: "从推荐到到账",
        summary: "推荐 320 项，到账 9 项。",
        unit: "项",
        labels: ["推荐", "已对接", "意向", "签约", "到账"],
        series: [Chart.Series("对接", [320, 110, 40, 22, 0].map { Chart.Point(Double($0), "\($0) 项") })]
    )

    static let report = Document(
        "2021年技术交易工作情况汇总表",
        notes: ["2021年1月1日至2021年12月31日", "统计到 2022年1月5日 09:30"],
        blocks: [
            .heading("一、重点任务落实情况"), .table(keyTasks), .heading("二、指标"),
            .paragraph("全年促成技术交易成交额6230万元。\n各项指标均完成年度目标。"), .table(figures()), .chart(months), .chart(trend),
            .chart(industries), .chart(funnel),
        ],
        appendices: [
            Appendix(
                key: "enterprises",
                name: "服务企业数",
                title: "服务企业数：480 家",
                notes: ["计数规则：期内走访、参会、提需求或对接的企业，同一家只算一次"],
                table: Table(
                    columns: [Column("编号"), Column("企业")],
                    rows: [[.text("DW-2021-0001"), .text("甲公司")]]
                )
            ),
            Appendix(
                key: "value",
                name: "成交额/明细",
                title: "成交额：6,230 万元",
                table: Table(
                    columns: [Column("编号"), .money("成交额", .yuan, .zh)],
                    rows: [
                        [.text("HT-2021-0001"), .money(Money(fen: 6_230_000_000))],
                        [.text("合计"), .money(Money(fen: 6_230_000_000))],
                    ],
                    endsInTotal: true
                )
            ),
        ],
        language: .zh
    )
}
