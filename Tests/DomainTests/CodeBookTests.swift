import Domain
import Testing

@Suite struct IndustryCodeTests {
    static func section(of division: String) -> String? {
        ["38": "C", "39": "C", "01": "A", "65": "I", "97": "T"][division]
    }

    @Test(arguments: [
        ("C", "C", IndustryCode.Level.section), ("C38", "C38", .division), ("C384", "C384", .group),
        ("C3841", "C3841", .class),
        ("38", "C38", .division), ("384", "C384", .group), ("3841", "C3841", .class),
        ("c3841", "C3841", .class),
        ("Ｃ３８", "C38", .division), ("C 3841", "C3841", .class), ("01", "A01", .division),
        ("T9700", "T9700", .class),
    ])
    func `codes of every level are read, with or without the letter`(
        text: String,
        code: String,
        level: IndustryCode.Level
    ) throws {
        let industry = try IndustryCode(parsing: text, field: .industry, sectionOf: IndustryCodeTests.section)
        #expect(industry.rawValue == code)
        #expect(industry.level == level)
        #expect(industry.section == String(code.prefix(1)))
        #expect(industry.division == (level == .section ? nil : String(code.dropFirst().prefix(2))))
    }

    @Test(arguments: [
        ("", "industry_missing"), ("U", "industry_format"), ("C3", "industry_format"),
        ("3", "industry_format"), ("C38411", "industry_format"),
        ("C-38", "industry_format"), ("CC38", "industry_format"), ("38C", "industry_format"),
        ("电气", "industry_format"), ("C٣٨", "industry_format"),
        ("C98", "industry_unknown"), ("0041", "industry_unknown"), ("I38", "industry_section"),
        ("A3841", "industry_section"),
    ])
    func `what is no industry is refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in
            try IndustryCode(parsing: text, field: .industry, sectionOf: IndustryCodeTests.section)
        }
        try expectHelpful(error, code: code, field: .industry, typed: text)
    }

    @Test func `a wrong letter is told the right one`() {
        let error = refusal { () throws(AppError) in
            try IndustryCode(parsing: "I3841", field: .industry, sectionOf: IndustryCodeTests.section)
        }
        #expect(error?.message.zh == "国民经济行业“I3841”的门类字母不对：大类38属于门类C，请写成“C3841”。")
    }

    @Test(
        arguments: [
            ("C3841", "C3841", IndustryCode.Level.class), ("C3841", "C3842", .group),
            ("C3841", "C385", .division), ("C3841", "C39", .section),
            ("C3841", "C", .section), ("C38", "C3841", .division), ("C3841", "A01", nil),
            ("C", "C", .section), ("C38", "C38", .division),
        ] as [(String, String, IndustryCode.Level?)]
    )
    func `two codes agree as far as their levels do`(left: String, right: String, level: IndustryCode.Level?)
    {
        #expect(IndustryCode(rawValue: left).agreement(with: IndustryCode(rawValue: right)) == level)
        #expect(IndustryCode(rawValue: right).agreement(with: IndustryCode(rawValue: left)) == level)
    }
}

@Suite struct RegionCodeTests {
    @Test func `a place knows the larger places around it`() throws {
        let county = try RegionCode(parsing: "４２０２８１", field: .region)
        #expect(county.level == .county && county.county == county)
        #expect(county.prefecture?.rawValue == "420200")
        #expect(county.province.rawValue == "420000")
        #expect(county.province.prefecture == nil && county.province.level == .province)
        #expect(county.prefecture?.county == nil && county.prefecture?.level == .prefecture)
    }

    @Test(arguments: [
        ("420000", "420281", true), ("420200", "420281", true), ("420200", "420200", true),
        ("420281", "420281", true),
        ("420281", "420200", false), ("420200", "420100", false), ("420000", "430000", false),
        ("429000", "429004", true),
    ])
    func `a place contains itself and what lies in it`(outer: String, inner: String, contains: Bool) {
        #expect(RegionCode(rawValue: outer).contains(RegionCode(rawValue: inner)) == contains)
    }

    @Test(arguments: [
        ("", "region_missing"), ("42028", "region_format"), ("4202811", "region_format"),
        ("420281A", "region_format"), ("420001", "region_format"),
        ("020281", "region_format"), ("920000", "region_format"), ("大冶市", "region_format"),
    ])
    func `what is no region's code is refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try RegionCode(parsing: text, field: .region) }
        try expectHelpful(error, code: code, field: .region, typed: text)
    }
}

@Suite struct CodeBookTests {
    let book = CodeBook(
        edition: 3,
        lists: Dictionary(
            uniqueKeysWithValues: [
                list(
                    .industry,
                    "国民经济行业分类",
                    [
                        CodeEntry(code: "C", name: "制造业", nameEN: "Manufacturing"),
                        CodeEntry(code: "34", name: "通用设备制造业", nameEN: "General equipment", parent: "C"),
                        CodeEntry(code: "35", name: "专用设备制造业", nameEN: "Special equipment", parent: "C"),
                        CodeEntry(
                            code: "38",
                            name: "电气机械和器材制造业",
                            nameEN: "Electrical machinery",
                            parent: "C"
                        ),
                        CodeEntry(code: "P", name: "教育", nameEN: "Education"),
                        CodeEntry(code: "83", name: "教育", nameEN: "Education", parent: "P"),
                    ]
                ),
                list(
                    .region,
                    "行政区划代码",
                    [
                        CodeEntry(code: "420000", name: "湖北省", nameEN: "Hubei"),
                        CodeEntry(code: "420200", name: "黄石市", nameEN: "Huangshi", parent: "420000"),
                        CodeEntry(code: "420202", name: "黄石港区", nameEN: "Huangshigang", parent: "420200"),
                        CodeEntry(code: "420281", name: "大冶市", nameEN: "Daye", parent: "420200"),
                        CodeEntry(code: "420222", name: "阳新县", nameEN: "Yangxin", parent: "420200"),
                        CodeEntry(code: "330000", name: "浙江省", nameEN: "Zhejiang"),
                        CodeEntry(code: "330100", name: "杭州市", nameEN: "Hangzhou", parent: "330000"),
                        CodeEntry(code: "420301", name: "城中区", nameEN: "Chengzhong A", parent: "420000"),
                        CodeEntry(code: "330106", name: "城中区", nameEN: "Chengzhong B", parent: "330100"),
                    ]
                ),
                list(
                    .contractType,
                    "技术合同类型",
                    [
                        CodeEntry(
                            code: "development_commissioned",
                            name: "技术开发（委托）",
                            nameEN: "Technology development (commissioned)",
                            short: "委托开发"
                        ),
                        CodeEntry(code: "transfer", name: "技术转让", nameEN: "Technology transfer"),
                    ]
                ),
                list(
                    .readiness,
                    "成熟阶段",
                    [
                        CodeEntry(code: "lab", name: "小试", nameEN: "Laboratory trial", rank: 2),
                        CodeEntry(code: "other", name: "其他", nameEN: "Other"),
                    ]
                ),
                list(
                    .zone,
                    "很长的表",
                    (1...40).map { CodeEntry(code: "z\($0)", name: "第\($0)产业园", nameEN: "Park \($0)") }
                ),
            ]
        )
    )

    static func list(_ name: CodeListName, _ title: String, _ entries: [CodeEntry]) -> (String, CodeList) {
        let list = CodeList(
            name: name.rawValue,
            version: "1",
            title: Phrase(title, en: "list \(name.rawValue)"),
            source: "test",
            effectiveFrom: Day(rawValue: 0),
            verified: "made up",
            entries: entries
        )
        return (name.rawValue, list)
    }

    @Test(arguments: [
        "development_commissioned", "技术开发（委托）", "技术开发(委托)", "委托开发", " 技术 开发（委托） ",
        "Technology Development (Commissioned)",
        "DEVELOPMENT_COMMISSIONED",
    ])
    func `an entry is found by its code and all its names`(text: String) throws {
        #expect(try book.resolve(text, in: .contractType, field: .contractType) == "development_commissioned")
    }

    @Test func `a word that is not in a short list is shown the whole list`() throws {
        let error = refusal { () throws(AppError) in
            try book.resolve("技术开发", in: .contractType, field: .contractType)
        }
        try expectHelpful(error, code: "code_unknown", field: .contractType, typed: "技术开发")
        #expect(error?.message.zh == "合同类型“技术开发”不在“技术合同类型”（1版）里，可以写“技术开发（委托）”、“技术转让”。")
        let empty = refusal { () throws(AppError) in
            try book.resolve(" ", in: .contractType, field: .contractType)
        }
        try expectHelpful(empty, code: "code_missing", field: .contractType, typed: " ")
    }

    @Test func `a word that is not in a long list is shown the nearest names`() {
        let error = refusal { () throws(AppError) in try book.resolve("第37产业圆", in: .zone, field: .zone) }
        #expect(error?.message.zh.contains("可以写“第37产业园”、") == true)
        #expect(error?.message.zh.contains("等。") == true)
        let long = refusal { () throws(AppError) in
            try book.resolve(String(repeating: "很长", count: 50_000), in: .zone, field: .zone)
        }
        #expect(long?.code == "code_unknown")
    }

    @Test func `a list that the market does not have is named`() {
        let error = refusal { () throws(AppError) in try book.resolve("9", in: .trl, field: .trl) }
        #expect(error?.kind == .notFound && error?.code == "code_list_missing")
        #expect(error?.message.zh.contains("trl") == true)
    }

    @Test func `names and ranks are looked up by code`() {
        #expect(book.name(of: "lab", in: .readiness) == Phrase("小试", en: "Laboratory trial"))
        #expect(book.name(of: "gone", in: .readiness) == nil)
        #expect(book.rank(of: "lab", in: .readiness) == 2)
        #expect(book.rank(of: "other", in: .readiness) == nil)
        #expect(book[.readiness]?.entries.count == 2)
        #expect(book.name(of: IndustryCode(rawValue: "C3841"))?.zh == "电气机械和器材制造业")
        #expect(book.name(of: IndustryCode(rawValue: "C"))?.zh == "制造业")
        #expect(book.name(of: IndustryCode(rawValue: "C99"))?.zh == "制造业")
    }

    @Test(arguments: [
        ("C", "C"), ("38", "C38"), ("C3841", "C3841"), ("3841", "C3841"), ("电气机械和器材制造业", "C38"), ("制造业", "C"),
        ("Education", "P"), ("教育", "P"),
        ("p83", "P83"), ("Manufacturing", "C"),
    ])
    func `industries are found by code and by name`(text: String, code: String) throws {
        #expect(try book.industry(parsing: text, field: .industry).rawValue == code)
    }

    @Test(arguments: [
        ("", "code_missing"), ("D", "code_unknown"), ("U", "industry_format"), ("99", "industry_unknown"),
        ("P38", "industry_section"),
        ("C3", "industry_format"), ("设备制造", "code_unknown"), ("Steel", "code_unknown"),
    ])
    func `industries that don't exist are refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try book.industry(parsing: text, field: .industry) }
        try expectHelpful(error, code: code, field: .industry, typed: text)
    }

    @Test(arguments: [
        ("420281", "420281"), ("大冶市", "420281"), ("大冶", "420281"), ("黄石", "420200"), ("黄石港区", "420202"),
        ("黄石港", "420202"),
        ("黄石市大冶市", "420281"), ("湖北省黄石市大冶市", "420281"), ("湖北省大冶市", "420281"), ("湖北 黄石 阳新", "420222"),
        ("Daye", "420281"),
        ("浙江省杭州市城中区", "330106"), ("杭州城中区", "330106"), ("４２０２００", "420200"),
    ])
    func `places are found by code and by the ways in which they are named`(text: String, code: String) throws
    {
        #expect(try book.region(parsing: text, field: .region).rawValue == code)
    }

    @Test(arguments: [
        ("", "code_missing"), ("420299", "region_unknown"), ("990000", "region_format"),
        ("650000", "region_unknown"), ("42", "region_format"),
        ("上海市", "code_unknown"), ("浙江省大冶市", "code_unknown"), ("城中区", "code_ambiguous"), ("市", "code_unknown"),
    ])
    func `places that don't exist are refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try book.region(parsing: text, field: .region) }
        try expectHelpful(error, code: code, field: .region, typed: text)
    }

    @Test func `an unlisted place is offered the larger one that is listed`() {
        let error = refusal { () throws(AppError) in try book.region(parsing: "420299", field: .region) }
        #expect(error?.message.zh.contains("“420200 黄石市”") == true)
        let ambiguous = refusal { () throws(AppError) in try book.region(parsing: "城中区", field: .region) }
        #expect(ambiguous?.message.zh.contains("“420301”、“330106”") == true)
    }
}
