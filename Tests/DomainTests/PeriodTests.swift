import Domain
import Testing

@Suite struct PeriodTests {
    @Test(arguments: [
        ("2021", "2021"), ("2021年", "2021"), ("2021年度", "2021"), ("2021 年", "2021"), ("２０２１", "2021"),
        ("2021Q2", "2021Q2"), ("2021q2", "2021Q2"), ("2021-Q2", "2021Q2"), ("2021年二季度", "2021Q2"),
        ("2021年第二季度", "2021Q2"),
        ("2021年第2季度", "2021Q2"), ("2021年2季度", "2021Q2"), ("2021年Q2", "2021Q2"), ("2021年四季度", "2021Q4"),
        ("2021H1", "2021H1"), ("2021年上半年", "2021H1"), ("2021下半年", "2021H2"), ("2021h2", "2021H2"),
        ("2021-05", "2021-05"), ("2021-5", "2021-05"), ("2021/05", "2021-05"), ("2021.5", "2021-05"),
        ("2021年5月", "2021-05"),
        ("2021年12月份", "2021-12"), ("202105", "2021-05"),
        ("2021-05-31", "2021-05-31"), ("2021年5月31日", "2021-05-31"), ("20210531", "2021-05-31"),
        ("2021-05-01..2021-08-31", "2021-05-01..2021-08-31"),
        ("2021-05-01~2021-08-31", "2021-05-01..2021-08-31"),
        ("2021年5月1日至2021年8月31日", "2021-05-01..2021-08-31"), ("2021年5月1日至8月31日", "2021-05-01..2021-08-31"),
        ("2021年5月至8月", "2021-05-01..2021-08-31"), ("2021年5月-8月", "2021-05-01..2021-08-31"),
        ("2021.5.1-2021.8.31", "2021-05-01..2021-08-31"), ("2021.5.1—2021.8.31", "2021-05-01..2021-08-31"),
        ("2021-05-01 — 2021-08-31", "2021-05-01..2021-08-31"),
        ("2021-05-01——2021-08-31", "2021-05-01..2021-08-31"),
        ("2021-05～2021-08", "2021-05-01..2021-08-31"), ("2021-05-2021-08", "2021-05-01..2021-08-31"),
        ("2021-2022", "2021-01-01..2022-12-31"), ("20210501到20210831", "2021-05-01..2021-08-31"),
        ("2021-01-01..2021-12-31", "2021"), ("2021-04..2021-06", "2021Q2"), ("2021-01至2021-06", "2021H1"),
        ("2021-02-01..2021-02-28", "2021-02"), ("2020-02-01..2020-02-28", "2020-02-01..2020-02-28"),
        ("2021-05-31..2021-05-31", "2021-05-31"), ("2021年一季度至三季度", "2021-01-01..2021-09-30"),
    ])
    func `the ways of writing a period are understood`(text: String, code: String) throws {
        let period = try Period(parsing: text, field: .period)
        #expect(period.code == code)
        #expect(try Period(parsing: code, field: .period) == period)
    }

    @Test(arguments: [
        ("", "period_missing"), ("去年", "period_format"), ("21", "period_format"), ("2021Q5", "period_format"),
        ("2021Q0", "period_format"),
        ("2021H3", "period_format"), ("2021-13", "period_format"), ("2021年0月", "period_format"),
        ("1899", "period_format"),
        ("2021年五季度", "period_format"), ("2021-", "period_format"), ("2021..", "period_format"),
        ("..2021", "period_format"),
        ("2021..2022..2023", "period_format"), ("2021-05-01至今", "period_format"),
        ("2021-05-01..08-31", "period_format"),
        ("20211", "period_format"), ("2021-05-011", "period_format"),
        ("2021-08-31..2021-05-01", "period_reversed"), ("2022~2021", "period_reversed"),
        ("2021年8月至5月", "period_reversed"),
    ])
    func `what is no period is refused with the reason`(text: String, code: String) throws {
        try expectHelpful(
            refusal { () throws(AppError) in try Period(parsing: text, field: .period) },
            code: code,
            field: .period,
            typed: text
        )
    }

    @Test(arguments: [
        "2021-02-30", "2021-02-30..2021-03-01", "2021-01-01..2021-02-30", "2021-01-01-2021-02-30",
    ])
    func `an impossible date in a period is refused as a date`(text: String) {
        #expect(
            refusal { () throws(AppError) in try Period(parsing: text, field: .period) }?.code
                == "date_impossible"
        )
    }

    @Test func `both ends belong to a period`() throws {
        let period = try #require(Period(year: 2021, quarter: 2))
        #expect([period.first.description, period.last.description] == ["2021-04-01", "2021-06-30"])
        #expect(period.contains(period.first) && period.contains(period.last))
        #expect(
            !period.contains(period.first.advanced(by: -1)) && !period.contains(period.last.advanced(by: 1))
        )
        #expect(period.dayCount == 91)
    }

    @Test func `a year's target belongs to exactly that year`() throws {
        #expect(Period(year: 2021)?.year == 2021)
        #expect(try Period(parsing: "2021-01-01..2021-12-31", field: .period).year == 2021)
        for other in ["2021H1", "2021-05", "2021-01-01..2021-12-30", "2020..2021", "2020-01-02..2021-01-01"] {
            #expect(try Period(parsing: other, field: .period).year == nil)
        }
    }

    @Test func `parts of the calendar that don't exist make no period`() {
        #expect(Period(year: 2021, quarter: 5) == nil)
        #expect(Period(year: 2021, half: 0) == nil)
        #expect(Period(year: 2021, month: 13) == nil)
        #expect(Period(year: 99_999) == nil)
        #expect(Period(first: Day(rawValue: 1), last: Day(rawValue: 0)) == nil)
    }

    @Test(arguments: [
        ("2021", "2021年", "2021"), ("2021H1", "2021年上半年", "first half of 2021"),
        ("2021Q4", "2021年四季度", "Q4 2021"),
        ("2021-05", "2021年5月", "2021-05"), ("2021-05-31", "2021年5月31日", "2021-05-31"),
        ("2021-05-01..2021-08-31", "2021年5月1日至2021年8月31日", "2021-05-01 to 2021-08-31"),
    ])
    func `periods print for people, in words that parse again`(code: String, zh: String, en: String) throws {
        let period = try Period(parsing: code, field: .period)
        #expect(period.phrase == Phrase(zh, en: en))
        #expect(try Period(parsing: zh, field: .period) == period)
    }
}
