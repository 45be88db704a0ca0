import Domain
import Testing

/// Texts with live figures: how they are read, and how figures come out.
struct FigureTextTests {
    private let book = FigureBook([
        .init(key: "enterprises_served", name: "服务企业数", unit: Phrase("家", en: "enterprises"), isMoney: false),
        .init(key: "contract_value", name: "成交额", unit: Phrase("分", en: "fen"), isMoney: true),
        .init(key: "XM-2021-0001.signed", name: "离岸科创园.签约单位数", unit: Phrase("家", en: ""), isMoney: false),
    ])

    private func kept(_ text: String) throws -> String { try book.kept(text, .progress) }

    private func refused(_ text: String) -> AppError? {
        refusal { () throws(AppError) in try book.kept(text, .progress) }
    }

    // MARK: Reading

    @Test func `a text comes apart into words and figures, and goes together again`() throws {
        let text = "目前，服务企业{{服务企业数@2021Q2|余}}家，\n成交额{{成交额|万元}}。"
        let parsed = try FigureText(parsing: text, field: .progress)
        #expect(parsed.text == text)
        #expect(parsed.placeholders.map(\.name) == ["服务企业数", "成交额"])
        #expect(parsed.placeholders.map(\.style) == [.over, .wan])
        #expect(parsed.placeholders.map { $0.period?.code } == ["2021Q2", nil])
        #expect(parsed.placeholders.map(\.place.line) == [1, 2])
        #expect(parsed.placeholders.map(\.place.character) == [8, 4])
    }

    @Test(arguments: [
        "", "没有数字", "一个 { 和一个 }", "{a}", "a{b}c{d}", "见｛附件｝", "{ {服务企业数} }",
    ])
    func `single braces are text`(text: String) throws {
        #expect(try FigureText(parsing: text, field: .progress).placeholders.isEmpty)
        #expect(try kept(text) == text)
    }

    @Test(arguments: [
        ("{{服务企业数}}", "{{enterprises_served}}"), ("{{ 服务企业数 }}", "{{enterprises_served}}"),
        ("{{enterprises_served}}", "{{enterprises_served}}"),
        ("{{Enterprises_Served| 余 }}", "{{enterprises_served|余}}"),
        ("｛｛服务企业数｜余｝｝", "{{enterprises_served|余}}"),
        ("{{服务企业数＠2021年二季度|余}}", "{{enterprises_served@2021Q2|余}}"),
        ("{{成交额@2021-05-01..2021-08-31}}", "{{contract_value@2021-05-01..2021-08-31}}"),
        ("{{离岸科创园.签约单位数}}", "{{XM-2021-0001.signed}}"), ("{{离岸科创园．签约单位数}}", "{{XM-2021-0001.signed}}"),
        ("甲{{成交额}}乙{{成交额|余万元}}}丙", "甲{{contract_value}}乙{{contract_value|余万元}}}丙"),
    ])
    func `the file keeps a figure by its key, however it was typed`(typed: String, kept: String) throws {
        #expect(try self.kept(typed) == kept)
        #expect(try self.kept(book.shown(kept, .progress)) == kept)
    }

    @Test func `a figure is shown by the name that it has now`() throws {
        let renamed = FigureBook([
            .init(key: "enterprises_served", name: "服务企业家数", unit: Phrase("家", en: ""), isMoney: false),
            .init(key: "other", name: "服务企业数", unit: Phrase("家", en: ""), isMoney: false),
            .init(key: "XM-2021-0001.signed", name: "甲｜乙.签约", unit: Phrase("家", en: ""), isMoney: false),
            .init(key: "XM-2021-0002.signed", name: "服务企业数", unit: Phrase("家", en: ""), isMoney: false),
        ])
        let kept = try kept("{{服务企业数|余}}")
        #expect(renamed.shown(kept, .progress) == "{{服务企业家数|余}}")
        // A name that could not be read back, or that means another, gives way to the key.
        #expect(renamed.shown("{{XM-2021-0001.signed}}", .progress) == "{{XM-2021-0001.signed}}")
        #expect(renamed.shown("{{XM-2021-0002.signed}}", .progress) == "{{XM-2021-0002.signed}}")
        // What is gone stays as it is written.
        #expect(renamed.shown("{{contract_value}}", .progress) == "{{contract_value}}")
    }

    // MARK: What won't do

    @Test(arguments: [
        ("服务{{服务企业数", "figure_unclosed", "第 1 行第 3 字"), ("{{服务企业数}", "figure_unclosed", "第 1 行第 1 字"),
        ("{{服务\n企业数}}", "figure_unclosed", "第 1 行第 1 字"),
        ("{{服务{{企业数}}", "figure_unclosed", "第 1 行第 1 字"), ("{{", "figure_unclosed", "第 1 行第 1 字"),
        ("好\n 服务企业数}}", "figure_unopened", "第 2 行第 7 字"), ("}}", "figure_unopened", "第 1 行第 1 字"),
        ("{{}}", "figure_nameless", "第 1 行第 1 字"), ("{{ |余}}", "figure_nameless", "{{服务企业数}}"),
        ("{{@2021}}", "figure_nameless", "{{@2021}}"), ("{{服务企业}}", "figure_unknown", "服务企业数、成交额"),
        ("a{{服务企业数|大概}}", "figure_style_unknown", "余、单位"), ("{{成交额|}}", "figure_style_unknown", "万元、余万元"),
        ("{{成交额|余|单位}}", "figure_style_unknown", "余|单位"), ("{{成交额|余}}", "figure_style_misfit", "是金额"),
        ("{{成交额|单位}}", "figure_style_misfit", "万元、余万元、亿元、元"), ("{{服务企业数|万元}}", "figure_style_misfit", "是数目"),
        ("{{服务企业数@2021Q4..2021Q1}}", "period_reversed", "前后颠倒"),
        ("{{服务企业数@明年}}", "period_format", "“明年”不是期间"), ("{{服务企业数@}}", "period_missing", "期间没有填写"),
    ])
    func `what won't do is named with its place and what would do`(text: String, code: String, says: String)
        throws
    {
        let error = try #require(refused(text), "\(text) was accepted")
        #expect(error.code == code && error.field == .progress && error.kind == .invalid)
        #expect(error.message.zh.hasPrefix("进展情况第 "), "\(error.message.zh)")
        #expect(error.message.zh.contains(says) && error.message.zh.hasSuffix("。"), "\(error.message.zh)")
        #expect(error.message.en.hasPrefix("The progress, line ") && error.message.en.hasSuffix("."))
    }

    @Test func `any text is read or refused, and what is read is read back`() throws {
        var numbers = SeededNumbers(seed: 7)
        let scraps = [
            "{", "}", "{{", "}}", "｛", "｝｝", "|", "@", "服务企业数", "成交额", "余", "万元", "2021", "\n", " ", ".", "👍",
        ]
        var read = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...9, using: &numbers)).map { _ in
                scraps.randomElement(using: &numbers) ?? ""
            }.joined()
            guard let kept = try? kept(text) else { continue }
            read += 1
            #expect(try self.kept(kept) == kept, "\(text)")
            #expect(try self.kept(book.shown(kept, .progress)) == kept, "\(text)")
        }
        #expect(read > 1_000)
    }

    // MARK: Styles

    @Test(arguments: [
        (0, "0"), (1, "1"), (24, "24"), (99, "99"), (100, "100"), (101, "100余"), (117, "110余"), (120, "120"),
        (486, "480余"), (990, "990"), (999, "990余"), (1_000, "1000"), (1_001, "1000余"), (1_234, "1200余"),
        (9_999, "9900余"), (10_000, "1万"), (10_001, "1万余"), (12_000, "1.2万"), (12_345, "1.2万余"),
        (99_999, "9.9万余"), (100_000, "10万"), (123_456, "12万余"), (1_234_567, "120万余"),
        (12_345_678, "1200万余"), (123_456_789, "1.2亿余"), (200_000_000, "2亿"),
        (Int64.max, "92000000000亿余"),
    ])
    func `a count is rounded down, and 余 says so`(count: Int64, text: String) {
        #expect(FigureStyle.text(count: count, unit: Phrase("家", en: ""), .over) == text)
    }

    @Test func `a count stands plain or with its unit`() {
        #expect(FigureStyle.text(count: 486, unit: Phrase("家", en: ""), nil) == "486")
        #expect(FigureStyle.text(count: 486, unit: Phrase("家", en: ""), .unit) == "486家")
        #expect(FigureStyle.text(count: 1_234, unit: Phrase("次", en: ""), .unit) == "1234次")
    }

    /// In fen; as 万元, 余万元, 亿元 and 元.
    @Test(arguments: [
        (6_230_000_000, "6230万元", "6230万元", "约0.62亿元", "62300000元"),
        (6_230_500_000, "6230.5万元", "6230余万元", "约0.62亿元", "62305000元"),
        (6_230_567_812, "约6230.57万元", "6230余万元", "约0.62亿元", "62305678.12元"),
        (6_230_005_000, "约6230.01万元", "6230余万元", "约0.62亿元", "62300050元"),
        (6_230_004_999, "约6230万元", "6230余万元", "约0.62亿元", "62300049.99元"),
        (10_000_000_000, "10000万元", "10000万元", "1亿元", "100000000元"),
        (0, "0万元", "0万元", "0亿元", "0元"), (1, "0.01元", "0.01元", "0.01元", "0.01元"),
        (1_000_000, "1万元", "1万元", "10000元", "10000元"), (999_999, "约1万元", "约1万元", "9999.99元", "9999.99元"),
        (4_999, "49.99元", "49.99元", "49.99元", "49.99元"), (5_000, "约0.01万元", "约0.01万元", "50元", "50元"),
        (-1_500_000, "-1.5万元", "-1.5万元", "-15000元", "-15000元"),
        (-1_234_567, "约-1.23万元", "约-1.23万元", "-12345.67元", "-12345.67元"),
    ])
    func `an amount has its unit, and says when it is not exact`(
        fen: Int64,
        wan: String,
        overWan: String,
        yi: String,
        yuan: String
    ) {
        let money = Money(fen: fen)
        #expect(FigureStyle.text(money: money, .wan) == wan)
        #expect(FigureStyle.text(money: money, nil) == wan)
        #expect(FigureStyle.text(money: money, .overWan) == overWan)
        #expect(FigureStyle.text(money: money, .yi) == yi)
        #expect(FigureStyle.text(money: money, .yuan) == yuan)
    }

    @Test func `the largest amounts come out in every style`() {
        for fen in [Int64.max, .min, Limits.money] {
            for style in FigureStyle.allCases where style.isMoney {
                #expect(FigureStyle.text(money: Money(fen: fen), style).hasSuffix("元"))
            }
        }
    }
}

struct CountedFigureTests {
    @Test(arguments: ["services", "contract_value", "ZX-2021-0001.members_signed", "ZX-2021-0012.activities"])
    func `a key means one figure`(key: String) throws {
        #expect(try #require(CountedFigure(key: key)).key == key)
    }

    @Test(arguments: [
        "", "happiness", "ZX-2021-0001", "ZX-2021-0001.", "ZX-2021-0001.x", "DW-2021-0001.activities",
        "a.b.c",
    ])
    func `any other means none`(key: String) { #expect(CountedFigure(key: key) == nil) }
}

/// 完成时限 as bureaus write it.
struct DeadlineTests {
    @Test(arguments: [
        ("2021-12-31", "2021-12-31"), ("2021年12月31日前", "2021-12-31"), ("2021.6.30", "2021-06-30"),
        ("2021年12月底", "2021-12-31"), ("2021年12月底前完成", "2021-12-31"), ("12月底", "2021-12-31"),
        ("6月", "2021-06-30"), ("年底", "2021-12-31"), ("年底前", "2021-12-31"), ("上半年", "2021-06-30"),
        ("2021年三季度末", "2021-09-30"), ("2022年", "2022-12-31"), ("2021Q2", "2021-06-30"),
        ("2021", "2021-12-31"),
    ])
    func `it names a day`(text: String, day: String) throws {
        #expect(Deadline.day(of: text, year: 2021)?.description == day)
    }

    @Test(arguments: ["", "长期坚持", "持续推进", "尽快", "05", "底", "13月底", "全年2月30日"])
    func `or none`(text: String) {
        #expect(Deadline.day(of: text, year: 2021) == nil, "\(text)")
    }

    @Test func `a date that is on no calendar is refused`() throws {
        var content = KeyTask.Content(sheet: "five_focus", year: 2021, title: "任务")
        content.deadline = "2021-02-30"
        let error = refusal { () throws(AppError) in try content.checked() }
        try expectHelpful(error, code: "date_impossible", field: .taskDeadline, typed: "2021-02-30")
        content.deadline = "2021年6月底"
        #expect(try content.checked().dueOn?.description == "2021-06-30")
    }
}

struct BureauSheetTests {
    @Test func `a sheet has a name, a title and columns`() throws {
        let sheet = BureauSheet(name: "a_1", title: " 表 ", columns: [.init(" 进展 ", .progress)])
        #expect(try sheet.checked().title == "表")
        #expect(try sheet.checked().columns.map(\.heading) == ["进展"])
    }

    @Test(arguments: ["", "A", "a b", "表", "../x", String(repeating: "a", count: 41)])
    func `a name is small letters, digits and underscores`(name: String) throws {
        let sheet = BureauSheet(name: name, title: "表", columns: [.init("进展", .progress)])
        let error = refusal { () throws(AppError) in try sheet.checked() }
        try expectHelpful(error, code: "sheet_name_format", field: .sheetName, typed: name)
    }

    @Test func `neither no column nor too many, nor one without a heading`() {
        func code(_ columns: [BureauSheet.Column]) -> String? {
            refusal { () throws(AppError) in
                try BureauSheet(name: "a", title: "表", columns: columns).checked()
            }?
            .code
        }
        #expect(code([]) == "sheet_columns_count")
        let many = Array(repeating: BureauSheet.Column("进展", .progress), count: BureauSheet.mostColumns + 1)
        #expect(code(many) == "sheet_columns_count")
        #expect(code(many.dropLast()) == nil)
        #expect(code([.init(" ", .goal)]) == "required")
    }
}
