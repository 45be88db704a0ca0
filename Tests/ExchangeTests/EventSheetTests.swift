import Domain
import Exchange
import Market
import Testing

/// Payments, activities and visits as rows of sheets.
@Suite struct EventSheetTests {
    private let payments = "合同登记编号,合同名称,类型,到账金额（万元）,到账日期,备注\n"

    @Test func `payments are known by the contract's registration number`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let batch = try await market.stage(
            try market.csv(
                payments
                    + "2021-示例,电解液添加剂技术许可,,30,2021.8.5,第二笔\n不存在,,,1,2021.8.5,\n2021-示例,别的名称,到账,12,2021.8.6,\n"
            ),
            .payment
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.new, .refused, .new])
        #expect(rows[1].problems.map(\.code) == ["not_found"])
        #expect(rows[2].problems.map(\.code) == ["title_differs"] && rows[2].problems[0].isNote)
        #expect(try await market.accept(batch).count == 2)
        let made = try await market.json(.payment, "DZ-2021-0002")
        #expect(made["amount_fen"] == 30_000_000 && made["contract"] == "HT-2021-0001")
        try await market.undo(batch)
        #expect(try await market.desk.read { try $0.payments.count(PaymentFilter()) } == 1)
    }

    @Test func `the same money twice is the same, or a person is asked`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let batch = try await market.stage(
            try market.csv(
                payments
                    + "HT-2021-0001,,,50,2021-07-15,\nHT-2021-0001,,,50,2021-07-15,尾款\nHT-2021-0001,,,8,2021-09-01,甲\nHT-2021-0001,,,8,2021-09-01,乙\n"
            ),
            .payment
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.same, .duplicate, .new, .duplicate])
        #expect(rows[1].candidates.map { $0.code?.description } == ["DZ-2021-0001"])
        #expect(rows[3].candidates.map(\.row) == [3])
        _ = try await SheetImport(market.desk).decide(batch.id, row: 4, .new)
        _ = try await SheetImport(market.desk).decide(batch.id, row: 2, .merge, fields: ["note"])
        #expect(try await market.accept(batch).count == 3)
        #expect(try await market.json(.payment, "DZ-2021-0001")["note"] == "尾款")
        try await market.undo(batch)
        #expect(try await market.json(.payment, "DZ-2021-0001")["note"] == "首付")
    }

    @Test(arguments: [
        ("退款,60,2021-09-01", "D2"), ("到账,5,2020-01-01", "E2"), ("到账,-5,2021-09-01", "D2"),
        ("转账,5,2021-09-01", "C2"),
        ("到账,5,2031-09-01", "E2"), ("到账,,2021-09-01", "D2"),
    ])
    func `what the ledger refuses is told before anything is written`(cells: String, place: String)
        async throws
    {
        let market = try await TestMarket.holding(Lines.all)
        let head = try await market.auditHead()
        let path = try market.csv(payments + "HT-2021-0001,,\(cells),\n")
        let contents = try await SheetImport(market.desk).rehearse(
            path,
            SheetImport.Options(template: .payment, fileName: "到账.csv")
        )
        #expect(contents.counts == [.refused: 1])
        let problem = try #require(contents.rowsToSee.first?.problems.first)
        #expect(problem.cell?.hasSuffix("!\(place)") == true, "\(problem)")
        #expect(try await market.auditHead() == head)
    }

    @Test func `visits make the firm they were to, and name colleagues as people do`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let batch = try await market.stage(
            try market.csv(
                """
                走访企业,统一社会信用代码,走访日期,走访方式,走访人员,走访情况
                江州新来有限公司,91420200DEM9990240,2021年6月3日,需求诊断,李工,了解需求
                江州示例电子有限公司,,2021-05-04,需求诊断,li,
                江州示例电子有限公司,,2021-05-04,需求诊断,li,又去了一次
                江州示例电子有限公司,,2021-05-06,需求诊断,没有这人,
                """
            ),
            .visit
        )
        let rows = try await market.rows(batch)
        #expect(
            rows.map(\.row.outcome) == [.new, .same, .duplicate, .refused],
            "\(rows.map { $0.problems.map(\.message.zh) })"
        )
        #expect(rows[3].problems.map(\.cell) == ["表!E5"])
        #expect(try await market.accept(batch).count == 1)
        let made = try await market.json(.visit, "ZF-2021-0002")
        #expect(made["staff"] == "li" && made["on"] == "2021-06-03")
        #expect(try await market.json(.organization, "江州新来有限公司")["credit_code"] == "91420200DEM9990240")
        try await market.undo(batch)
        #expect(try await market.desk.read { try $0.visits.count(EventFilter()) } == 1)
    }

    @Test func `activities are known by their name and day`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let head = "活动名称,活动类型,活动时间,活动地点,主办方,协办方\n"
        let batch = try await market.stage(
            try market.csv(
                head
                    + "新材料对接会,对接会,2021-05-20,会展中心,,\n新材料对接会,对接会,2021-05-20,另一处,,\n路演一场,路演,2021.6.8,,高新区,甲、乙\n"
            ),
            .activity
        )
        #expect(try await market.outcomes(batch) == [.same, .duplicate, .new])
        #expect(try await market.accept(batch).count == 1)
        let made = try await market.json(.activity, "HD-2021-0003")
        #expect(made["host"] == "高新区" && made["co_hosts"] == ["甲", "乙"])
        let changed = try await market.stage(
            try market.csv("编号,活动名称,备注\nHD-2021-0001,,改了\n"),
            .activity
        )
        #expect(try await market.outcomes(changed) == [.update])
        _ = try await market.accept(changed)
        #expect(try await market.json(.activity, "HD-2021-0001")["note"] == "改了")
        #expect(try await market.json(.activity, "HD-2021-0001")["title"] == "新材料对接会")
        try await market.undo(changed)
        #expect(try await market.json(.activity, "HD-2021-0001")["note"] == "首场")
    }

    // MARK: Clearing

    @Test(arguments: ["（清空）", "(清空)", "【清空】", "( clear )"])
    func `a value goes only where the cell says so`(mark: String) async throws {
        let market = try await TestMarket.holding(Lines.all)
        let before = try await market.json(.demand, "XQ-2021-0001")
        let batch = try await market.stage(
            try market.csv(
                "编号,单位名称,需求名称,摘要,拟投入（万元）,截止日期,关键词,所属领域,联系电话\nXQ-2021-0001,,,,\(mark),\(mark),\(mark),\(mark),\(mark)\n"
            )
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.update], "\(rows.map { $0.problems.map(\.message.zh) })")
        #expect(
            Set(rows[0].candidates.first?.changes ?? [])
                == ["budget_fen", "deadline", "keywords", "field", "contact_phone"]
        )
        _ = try await market.accept(batch)
        let after = try await market.json(.demand, "XQ-2021-0001")
        for key in ["budget_fen", "deadline", "keywords", "field", "contact_phone"] {
            #expect(before[key] != nil && after[key] == nil, "\(key)")
        }
        #expect(after["title"] == before["title"] && after["contact_name"] == before["contact_name"])
        try await market.undo(batch)
        var restored = try await market.json(.demand, "XQ-2021-0001")
        restored["version"] = before["version"]
        #expect(restored == before)
    }

    @Test(arguments: ["需求名称", "单位名称", "征集日期", "统一社会信用代码"])
    func `what every record has is never cleared`(heading: String) async throws {
        let market = try await TestMarket.holding(Lines.all)
        let batch = try await market.stage(
            try market.csv("编号,摘要,\(heading)\nXQ-2021-0001,,（清空）\n")
        )
        let row = try #require(try await market.rows(batch).first)
        #expect(row.row.outcome == .refused)
        #expect(
            row.problems.map(\.code) == ["not_clearable"] && row.problems[0].cell?.hasSuffix("!C2") == true
        )
    }

    @Test func `in a new record a cell to clear is a blank one`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.csv("企业名称,需求名称,拟投入（万元）,摘要\n江州甲有限公司,渗氮,（清空）,（清空）\n")
        )
        _ = try await market.accept(batch)
        let made = try await market.json(.demand, "XQ-2021-0001")
        #expect(made["budget_fen"] == nil && made["summary"] == nil)
    }
}
