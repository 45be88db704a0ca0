import Domain
import Foundation
import Testing

@Suite struct DayTests {
    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (18_778, "2021-05-31"), (-25_567, "1900-01-01"),
        (84_005, "2199-12-31"),
        (11_016, "2000-02-29"),
    ])
    func `days are counted from 1970`(days: Int, text: String) throws {
        #expect(Day(rawValue: days).description == text)
        #expect(try Day(parsing: text, field: .deadline).rawValue == days)
    }

    @Test func `every day from 1900 to 2199 follows the one before, and reads back as itself`() throws {
        var (year, month, day) = (1900, 1, 1)
        for current in Day.earliest...Day.latest {
            #expect(current.parts == (year, month, day))
            #expect(Day(year: year, month: month, day: day) == current)
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2200)
    }

    @Test func `the arithmetic agrees with Foundation's calendar`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for days in stride(from: -25_567, through: 84_005, by: 97) {
            let date = Date(timeIntervalSince1970: Double(days) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let day = Day(rawValue: days)
            #expect([day.year, day.month, day.day] == [parts.year, parts.month, parts.day])
        }
    }

    @Test(arguments: [
        "2021-05-31", "2021-5-31", "2021/5/31", "2021/05/31", "2021.5.31", "2021年5月31日", "2021年05月31号",
        "2021年5月31", "20210531",
        "２０２１－０５－３１", "2021 年 5 月 31 日", " 2021-05-31\n", "2021—05—31", "\u{202A}2021/5/31\u{202C}",
    ])
    func `the ways of writing a date are understood`(text: String) throws {
        #expect(try Day(parsing: text, field: .deadline) == Day(rawValue: 18_778))
    }

    @Test(arguments: [
        ("", "date_missing"), ("  ", "date_missing"), ("明天", "date_format"), ("21-05-31", "date_format"),
        ("2021-05", "date_format"),
        ("2021-05/31", "date_format"), ("2021-05-31-", "date_format"), ("2021年5月", "date_format"),
        ("2021-005-1", "date_format"),
        ("2021-5-3 1", "date_format"), ("5/31/2021", "date_format"), ("44347", "date_format"),
        ("2021-٠٥-31", "date_format"),
        ("2021-02-29", "date_impossible"), ("2021年2月30日", "date_impossible"),
        ("2021-04-31", "date_impossible"),
        ("2021-13-01", "date_impossible"), ("2021-00-10", "date_impossible"), ("20210532", "date_impossible"),
        ("2021-05-00", "date_impossible"), ("1900-02-29", "date_impossible"),
        ("1899-12-31", "date_out_of_range"), ("2200-01-01", "date_out_of_range"),
        ("0202-05-31", "date_out_of_range"),
    ])
    func `what is no date is refused with the reason`(text: String, code: String) throws {
        try expectHelpful(
            refusal { () throws(AppError) in try Day(parsing: text, field: .deadline) },
            code: code,
            field: .deadline,
            typed: text
        )
    }

    @Test func `an impossible date is told how long the month is`() {
        let error = refusal { () throws(AppError) in try Day(parsing: "2021年2月30日", field: .deadline) }
        #expect(error?.message.zh == "截止日期“2021年2月30日”不存在：2021年2月只有1日至28日，请核对日期。")
        #expect(
            error?.message.en
                == "Deadline “2021年2月30日” does not exist: 2021-02 has the days 1 to 28; check the day."
        )
    }

    @Test func `a long value is quoted in part`() {
        let error = refusal { () throws(AppError) in
            try Day(parsing: String(repeating: "9", count: 100_000), field: .deadline)
        }
        #expect((error?.message.zh.count ?? .max) < 200)
    }

    @Test func `days print for people`() {
        #expect(Day(rawValue: 18_778).phrase == Phrase("2021年5月31日", en: "2021-05-31"))
    }

    @Test func `numbers from a damaged file don't stop the program`() {
        for days in [Int.min, .max, .min + 719_468, .max - 719_468] {
            #expect(!Day(rawValue: days).description.isEmpty)
        }
    }
}

@Suite struct InstantTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_622_448_000_123, "2021-05-31T08:00:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func `moments are counted in milliseconds and read back`(milliseconds: Int64, text: String) throws {
        #expect(Instant(rawValue: milliseconds).description == text)
        #expect(try Instant(parsing: text, field: .on).rawValue == milliseconds)
    }

    @Test(arguments: ["2021-05-31T08:00:00Z", "2021-05-31t08:00:00.0z", "２０２１-05-31T08:00:00.00Z"])
    func `the fraction may be short or missing`(text: String) throws {
        #expect(try Instant(parsing: text, field: .on).rawValue == 1_622_448_000_000)
    }

    @Test(arguments: [
        ("", "instant_missing"), ("2021-05-31", "instant_format"), ("2021-05-31T08:00:00", "instant_format"),
        ("2021-05-31T24:00:00Z", "instant_format"), ("2021-05-31T08:60:00Z", "instant_format"),
        ("2021-05-31T08:00:60Z", "instant_format"), ("2021-05-31T08:00:00.1234Z", "instant_format"),
        ("2021-05-31T08:00:00.Z", "instant_format"), ("2021-05-31T08:00:00+08:00", "instant_format"),
        ("2021-5-31T08:00:00Z", "instant_format"), ("20210531T08:00:00Z", "instant_format"),
    ])
    func `what is no moment is refused`(text: String, code: String) throws {
        try expectHelpful(
            refusal { () throws(AppError) in try Instant(parsing: text, field: .on) },
            code: code,
            field: .on,
            typed: text
        )
    }

    @Test func `an impossible date in a moment is refused as a date`() {
        let error = refusal { () throws(AppError) in try Instant(parsing: "2021-02-30T08:00:00Z", field: .on)
        }
        #expect(error?.code == "date_impossible")
    }

    @Test(arguments: [
        ("2021-05-31T15:59:59.999Z", "2021-05-31"), ("2021-05-31T16:00:00.000Z", "2021-06-01"),
        ("2021-12-31T16:00:00Z", "2022-01-01"),
    ])
    func `the day is China's day`(instant: String, day: String) throws {
        #expect(try Instant(parsing: instant, field: .on).localDay.description == day)
    }

    @Test func `a day begins at midnight in China`() {
        let day = Day(rawValue: 18_778)
        #expect(Instant(startOf: day).description == "2021-05-30T16:00:00.000Z")
        #expect(Instant(startOf: day).localDay == day)
    }

    @Test func `moments print for people in China's time`() {
        let phrase = Instant(rawValue: 1_622_448_000_123).phrase
        #expect(phrase == Phrase("2021年5月31日 16:00", en: "2021-05-31 16:00"))
    }

    @Test func `the first and last moments can be shown`() {
        #expect(!Instant(rawValue: .min).description.isEmpty)
        #expect(!Instant(rawValue: .max).phrase.zh.isEmpty)
    }
}
