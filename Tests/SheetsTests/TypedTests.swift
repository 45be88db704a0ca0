import Domain
import Sheets
import Testing

/// Dates and amounts as people type them in sheets.
@Suite struct TypedTests {
    @Test(arguments: [
        ("2021-05-06", "2021-05-06"), ("2021/5/6", "2021-05-06"), ("2021.5.6", "2021-05-06"),
        ("20210506", "2021-05-06"),
        ("2021年5月6日", "2021-05-06"), ("２０２１年５月６日", "2021-05-06"), ("2021 年 5 月 6 号", "2021-05-06"),
        ("2021-05-06 00:00:00", "2021-05-06"), ("2021/5/6 14:30", "2021-05-06 14:30"),
        ("2021-05-06T14:30:05.000Z", "2021-05-06 14:30:05"),
        ("2021年5月6日 9:05", "2021-05-06 09:05"), ("2021年5月", "2021-05"), ("2021年05月份", "2021-05"),
        ("2021.5", "2021-05"),
        ("2021.10", "2021-10"), ("2021-05", "2021-05"), ("2021/5", "2021-05"), ("202105", "2021-05"),
        ("2021年", "2021"),
        ("2021年度", "2021"), ("2021", "2021"), ("44322", "2021-05-06"), (" 2021－05－06 ", "2021-05-06"),
    ])
    func `dates are read with what of them was written`(text: String, expected: String) throws {
        #expect(try SheetDay(parsing: text, field: .deadline).description == expected)
        #expect(try SheetDay(.text(text), field: .deadline).description == expected)
    }

    @Test(arguments: [
        ("", "date_missing"), ("长期", "date_format"), ("5月6日", "date_format"), ("21.5.6", "date_format"),
        ("2021年13月", "date_format"),
        ("2021-02-30", "date_impossible"), ("2021年2月30日 9:00", "date_format"),
        ("1021-05-06", "date_out_of_range"),
        ("2021.5.", "date_format"), ("2021.123", "date_format"), ("202113", "date_format"),
        ("12345", "date_format"),
        ("99999", "date_format"), ("5/6/2021", "date_format"), ("2021-05-06 25:00", "date_format"),
        ("0021", "date_format"),
        ("2021年5月-6月", "date_format"),
    ])
    func `what is no date is refused by its field and text`(text: String, code: String) throws {
        let error = try #require(
            try refusal { try SheetDay(parsing: text, field: .deadline) },
            "“\(text)” was accepted"
        )
        #expect(error.code == code)
        #expect(error.field == .deadline)
        #expect(error.message.zh.contains(text))
    }

    @Test(arguments: [
        ("44322", "2021-05-06"), ("20210506", "2021-05-06"), ("2021", "2021"), ("2021.5", "2021-05"),
        ("2021.12", "2021-12"),
    ])
    func `numbers without a date's format are read like text`(decimal: String, expected: String) throws {
        #expect(
            try SheetDay(.number(SheetNumber(decimal: decimal)), field: .deadline).description == expected
        )
    }

    @Test func `a number that may be January or October is asked about`() throws {
        let error = try refusal { try SheetDay(.number(SheetNumber(decimal: "2021.1")), field: .deadline) }
        #expect(error?.code == "date_month_unclear")
        #expect(error?.message.zh.contains("2021年10月") == true)
        // As text it is what it says.
        #expect(try SheetDay(.text("2021.1"), field: .deadline).description == "2021-01")
    }

    @Test func `percentages, amounts and errors are no dates`() throws {
        for value: SheetValue in [
            .number(SheetNumber(decimal: "0.5", isPercent: true)),
            .number(SheetNumber(decimal: "2021", unit: .wan)),
            .boolean(true), .error("#N/A"), .time("14:30"),
        ] {
            #expect(try refusal { try SheetDay(value, field: .deadline) }?.code == "date_format")
        }
    }

    @Test func `a month and a year have a first and a last day`() throws {
        let february = try SheetDay(parsing: "2024年2月", field: .deadline)
        #expect(february.precision == .month)
        #expect(february.first.description == "2024-02-01")
        #expect(february.last.description == "2024-02-29")
        let year = try SheetDay(parsing: "2021", field: .deadline)
        #expect(year.first.description == "2021-01-01")
        #expect(year.last.description == "2021-12-31")
        let day = try SheetDay(parsing: "2021-05-06", field: .deadline)
        #expect(day.first == day.last)
    }

    @Test(
        arguments: [
            (.number(SheetNumber(decimal: "12.3")), .wan, 12_300_000),
            (.number(SheetNumber(decimal: "12.3")), .yuan, 1230),
            (.number(SheetNumber(decimal: "12.5", unit: .wan)), .yuan, 12_500_000),
            (.number(SheetNumber(decimal: "0")), .wan, 0),
            (.text("12.5万"), .yuan, 12_500_000), (.text("￥3,000元"), .wan, 300_000),
            (.text("１２．５"), .wan, 12_500_000),
            (.text("12.5万元"), nil, 12_500_000),
            (.number(SheetNumber(decimal: "3000", unit: .yuan)), nil, 300_000),
        ] as [(SheetValue, Money.Unit?, Int64)]
    )
    func `amounts are whole fen, the cell's unit before the heading's`(
        value: SheetValue,
        unit: Money.Unit?,
        fen: Int64
    ) throws {
        #expect(try Money(value, bareUnit: unit, field: .budget).fen == fen)
    }

    @Test(
        arguments: [
            (.number(SheetNumber(decimal: "12.3")), nil, "money_unit_missing"),
            (.number(SheetNumber(decimal: "-5")), .wan, "money_negative"),
            (.number(SheetNumber(decimal: "33.3333333333333")), .wan, "money_decimals"),
            (.number(SheetNumber(decimal: "0.5", isPercent: true)), .wan, "money_unit_unknown"),
            (.boolean(true), .wan, "money_number"),
            (.text("面议"), .wan, "money_number"), (.error("#REF!"), .wan, "money_number"),
            (.uncalculated("A1"), .wan, "money_missing"),
        ] as [(SheetValue, Money.Unit?, String)]
    )
    func `what is no amount is refused`(value: SheetValue, unit: Money.Unit?, code: String) throws {
        #expect(try refusal { try Money(value, bareUnit: unit, field: .budget) }?.code == code)
    }

    @Test(
        arguments: [
            ("金额（万元）", .wan), ("金额(元)", .yuan), ("成交额（单位：万元）", .wan), ("单位:元", .yuan), ("拟投入/万元", .wan),
            ("金额 万元", .wan),
            ("总额[人民币万元]", .wan), ("拟投入\n（万元）", .wan), ("合同金额万元", .wan), ("合同金额元", .yuan), ("投资额（亿元）", .yi),
            ("金额（以万元计）", .wan),
            ("金额（万元人民币）", .wan), ("预算（千元）", .thousandYuan), ("金额（ 万元 ）", .wan), ("交易额，万元", .wan),
        ] as [(String, Money.Unit)]
    )
    func `headings name the unit`(heading: String, unit: Money.Unit) {
        #expect(Money.Unit(heading: heading) == unit)
    }

    @Test(arguments: ["金额", "", "得分", "评分（分）", "单元", "金额（万美元）", "美元", "金额（元/万元）", "多元", "公司（元气）", "（万）人数"])
    func `headings without one unit name none`(heading: String) {
        let unit = Money.Unit(heading: heading)
        #expect(unit == nil || heading.contains("（万）"), "\(heading): \(String(describing: unit))")
    }
}
