import Domain
import Testing

@Suite struct MoneyTests {
    @Test(
        arguments: [
            ("6230万元", 6_230_000_000), ("62,300,000.00元", 6_230_000_000), ("1.5亿元", 15_000_000_000),
            ("3千元", 300_000),
            ("￥120万", 120_000_000), ("120万人民币", 120_000_000), ("120万元人民币", 120_000_000),
            ("人民币120万元整", 120_000_000),
            ("RMB 120万元", 120_000_000), ("CNY120 万元", 120_000_000), ("0.5 万元", 500_000),
            ("６２３０万元", 6_230_000_000),
            ("６２，３００，０００．００元", 6_230_000_000), ("0元", 0), ("0.00元", 0), ("5角", 50), ("7分", 7),
            ("2百万元", 200_000_000),
            ("3千万元", 3_000_000_000), ("3千万", 3_000_000_000), ("1亿", 10_000_000_000), ("100圆整", 10_000),
            ("0.000001万元", 1),
            ("0.01元", 1), ("1,000元", 100_000), ("007元", 700), ("6230 wan yuan", 6_230_000_000),
            ("6230 Wan", 6_230_000_000),
            ("62,300,000.00 yuan", 6_230_000_000), ("6.23 million yuan", 623_000_000),
            ("92233720368547758.07元", .max),
            ("\u{202A}6230\u{200B}万元\u{202C}", 6_230_000_000), ("\u{3000}12万元\n", 12_000_000),
            ("1,234.5678万元", 1_234_567_800),
        ] as [(String, Int64)]
    )
    func `amounts with a unit are read to the fen`(text: String, fen: Int64) throws {
        #expect(try Money(parsing: text, field: .total).fen == fen)
    }

    @Test(arguments: [
        ("", "money_missing"), ("　", "money_missing"),
        ("6230", "money_unit_missing"), ("62,300,000.00", "money_unit_missing"),
        ("￥6230", "money_unit_missing"),
        ("6230人民币", "money_unit_missing"), ("0", "money_unit_missing"), ("1.230", "money_unit_missing"),
        ("99999999999999999999", "money_unit_missing"),
        ("-5万元", "money_negative"), ("−5万元", "money_negative"), ("－５万元", "money_negative"),
        ("负5万元", "money_negative"),
        ("￥-5元", "money_negative"), ("-￥5元", "money_negative"), ("(5)万元", "money_negative"),
        ("-6230", "money_negative"),
        ("1,23元", "money_grouping"), ("1,23", "money_grouping"), ("1234,567元", "money_grouping"),
        (",123元", "money_grouping"),
        ("1,,234元", "money_grouping"), ("6,2300元", "money_grouping"), ("1,元", "money_grouping"),
        ("1.234元", "money_decimals"), ("1.230元", "money_decimals"), ("0.0000001万元", "money_decimals"),
        ("1.5分", "money_decimals"),
        ("0.00000000001亿元", "money_decimals"),
        ("92233720368547758.08元", "money_too_large"), ("9223372036854.775808万元", "money_too_large"),
        ("999999999999亿元", "money_too_large"), ("99999999999999999999999999元", "money_too_large"),
        ("NaN元", "money_number"), ("nan", "money_number"), ("inf万元", "money_number"),
        ("1e5元", "money_number"),
        ("1E5万元", "money_number"), ("万元", "money_number"), ("元", "money_number"), ("1.2.3元", "money_number"),
        (".5万元", "money_number"),
        ("5.万元", "money_number"), ("+5万元", "money_number"), ("约5万元", "money_number"),
        ("1 000元", "money_number"),
        ("100-200万元", "money_number"), ("0x10元", "money_number"), ("一百万元", "money_number"),
        ("-", "money_number"),
        ("—", "money_number"), ("面议", "money_number"), ("٥元", "money_number"), ("1,2,3.4,5元", "money_number"),
        ("1亿5000万元", "money_two_units"), ("3万5千元", "money_two_units"), ("6元5角", "money_two_units"),
        ("5万美元", "money_unit_unknown"), ("5千", "money_unit_unknown"), ("5百万", "money_unit_unknown"),
        ("5万元/年", "money_unit_unknown"),
        ("5万元(含税)", "money_unit_unknown"), ("5元元", "money_unit_unknown"), ("5万万元", "money_unit_unknown"),
        ("$5", "money_number"),
        ("5k", "money_unit_unknown"), ("5整", "money_unit_unknown"),
    ])
    func `what is no amount is refused with the reason`(text: String, code: String) throws {
        try expectHelpful(
            refusal { () throws(AppError) in try Money(parsing: text, field: .total) },
            code: code,
            field: .total,
            typed: text
        )
    }

    @Test(arguments: [
        (
            "6230", "成交额“6230”没有写单位，请写成“6230万元”或“6230元”。",
            "Contract total “6230” has no unit; write “6230 wan yuan” or “6230 yuan”."
        ),
        (
            "￥6,230.00", "成交额“￥6,230.00”没有写单位，请写成“6230.00万元”或“6230.00元”。",
            "Contract total “￥6,230.00” has no unit; write “6230.00 wan yuan” or “6230.00 yuan”."
        ),
        (
            "1.2345", "成交额“1.2345”没有写单位，请写成“1.2345万元”。",
            "Contract total “1.2345” has no unit; write “1.2345 wan yuan”."
        ),
        (
            "9999999999999999", "成交额“9999999999999999”没有写单位，请写成“9999999999999999元”。",
            "Contract total “9999999999999999” has no unit; write “9999999999999999 yuan”."
        ),
    ])
    func `a bare number is shown what it could mean`(text: String, zh: String, en: String) {
        let error = refusal { () throws(AppError) in try Money(parsing: text, field: .total) }
        #expect(error?.message == Phrase(zh, en: en))
    }

    @Test func `a column's heading can name the unit of bare numbers`() throws {
        #expect(try Money(parsing: "6,230", bareUnit: .wan, field: .total).fen == 6_230_000_000)
        #expect(try Money(parsing: "￥6230.5", bareUnit: .yuan, field: .total).fen == 623_050)
        // A cell that names its own unit means it.
        #expect(try Money(parsing: "6230元", bareUnit: .wan, field: .total).fen == 623_000)
        #expect(
            refusal { () throws(AppError) in try Money(parsing: "1.234", bareUnit: .yuan, field: .total) }?
                .code == "money_decimals"
        )
    }

    @Test(
        arguments: [
            (6_230_000_000, "62,300,000.00 元", "6,230 万元"), (0, "0.00 元", "0 万元"),
            (1, "0.01 元", "0.000001 万元"),
            (-1, "-0.01 元", "-0.000001 万元"), (123_456_789, "1,234,567.89 元", "123.456789 万元"),
            (99_999, "999.99 元", "0.099999 万元"),
            (100_000, "1,000.00 元", "0.1 万元"),
            (.max, "92,233,720,368,547,758.07 元", "9,223,372,036,854.775807 万元"),
            (.min, "-92,233,720,368,547,758.08 元", "-9,223,372,036,854.775808 万元"),
        ] as [(Int64, String, String)]
    )
    func `amounts print exactly in both units`(fen: Int64, yuan: String, wan: String) {
        #expect(Money(fen: fen).yuan == yuan)
        #expect(Money(fen: fen).wan == wan)
    }

    @Test(
        arguments: [
            (6_230_000_000, "6,230 万元", "62,300,000.00 yuan"), (500_000, "0.5 万元", "5,000.00 yuan"),
            (510_000, "0.51 万元", "5,100.00 yuan"),
            (511_100, "5,111.00 元", "5,111.00 yuan"), (123_456_789, "1,234,567.89 元", "1,234,567.89 yuan"),
            (0, "0.00 元", "0.00 yuan"),
        ] as [(Int64, String, String)]
    )
    func `amounts print for people with their unit`(fen: Int64, zh: String, en: String) {
        #expect(Money(fen: fen).phrase == Phrase(zh, en: en))
    }

    @Test func `what is printed reads back as the same amount`() throws {
        var random = SeededNumbers(seed: 20_210_531)
        var amounts: [Int64] = [0, 1, 9, 10, 99, 100, 999_999, 1_000_000, .max - 1, .max]
        for _ in 0..<3000 { amounts.append(Int64(random.next() >> UInt64(1 + random.next() % 63))) }
        for fen in amounts {
            let money = Money(fen: fen)
            for text in [money.yuan, money.wan, money.phrase.zh, money.phrase.en, "\(fen)分"] {
                #expect(try Money(parsing: text, field: .amount) == money)
            }
            #expect(try Money(parsing: money.yuanNumber, bareUnit: .yuan, field: .amount) == money)
        }
    }

    @Test func `sums beyond 64 bits are refused, not wrapped`() throws {
        let most = Money(fen: .max)
        #expect(try Money(fen: 2).adding(Money(fen: 3)) == Money(fen: 5))
        #expect(try Money(fen: 2).subtracting(Money(fen: 3)) == Money(fen: -1))
        #expect(
            refusal { () throws(AppError) in try most.adding(Money(fen: 1), field: .total) }?.code
                == "money_too_large"
        )
        #expect(
            refusal { () throws(AppError) in try Money(fen: -2).subtracting(most) }?.code == "money_too_large"
        )
    }

    @Test func `every unit is known by its names`() {
        for unit in Money.Unit.allCases {
            #expect(Money.Unit(unit.name.zh) == unit)
            #expect(Money.Unit(unit.name.en) == unit)
        }
    }
}
