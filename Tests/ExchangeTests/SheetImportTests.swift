import Domain
import Exchange
import Foundation
import Market
import Testing

struct SheetImportTests {
    private let headings = ["企业名称", "需求名称", "主要问题", "拟投入（万元）", "截止日期"]
    private let text = "现有轴承表面硬度不足，磨损快，寿命只有同类产品的一半，需要改进渗氮工艺并提供检测办法。"

    private func row(_ firm: String, _ title: String, _ rest: String...) -> [String] {
        [firm, title] + rest
    }

    // MARK: Finding the table

    @Test func `a table is found under titles, with its unit above and notes below it`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.csv(
                """
                2021年技术需求征集表,,,,,
                填报单位：江州市科技局,,,,单位：万元,
                序号,*企业名称,1.需求名称,拟投入 资金,联系人,
                ,,,,姓名,电话
                1,江州甲有限公司,轴承渗氮工艺,120,张三,１３８１２３４５６７８
                ,,,,,
                2,江州乙有限公司,脱硝催化剂,面议,李四,
                合计,,,120,,
                注：没有的填面议,,,,,
                """
            )
        )
        #expect(batch.state == .open)
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.new, .new])
        #expect(rows.map(\.row.row) == [5, 7])
        _ = try await market.accept(batch)
        let record = try await market.json(.demand, "XQ-2021-0001")
        #expect(record["budget_fen"] == 120_000_000)
        #expect(record["contact_phone"] == "13812345678")
        #expect(try await market.json(.demand, "XQ-2021-0002")["budget_fen"] == nil)
        let notes = try await market.desk.read {
            try ImportView(try $0.imports.get(batch.id), $0).sheets[0].notes
        }
        #expect(notes.map(\.row) == [8, 9])
    }

    @Test func `a form with labels beside its values is one record`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([
            ["技术需求表"], ["企业名称", "江州甲有限公司", "联系人", "张三"], ["需求名称", "轴承渗氮工艺"],
            ["主要问题", text], ["拟投入（万元）", "50"],
        ])
        let batch = try await market.stage(path)
        #expect(try await market.outcomes(batch) == [.new])
        _ = try await market.accept(batch)
        let record = try await market.json(.demand, "XQ-2021-0001")
        #expect(record["problem"] == .string(text) && record["budget_fen"] == 50_000_000)
        #expect(record["contact_name"] == "张三")
    }

    @Test func `what is no such sheet is refused with what it may be instead`() async throws {
        let market = try await TestMarket()
        func code(_ path: String, _ template: ImportTemplate) async -> String? {
            do {
                _ = try await market.stage(path, template)
                return nil
            } catch { return (error as? AppError)?.code }
        }
        let contracts = try market.csv("合同名称,买方,卖方,成交额（元）,技术交易额（元）,签订日期\n甲,乙,丙,1,1,2021-01-01\n")
        #expect(await code(contracts, .demand) == "wrong_template")
        #expect(await code(try market.csv("甲,乙\n1,2\n"), .demand) == "no_table")
        #expect(await code(try market.csv("\n\n"), .demand) != nil)
        #expect(await code(try market.workbook([]), .demand) == "no_table")
        // Nothing of these is left but that they were tried.
        let batches = try await market.desk.read { try $0.imports.list() }
        #expect(batches.allSatisfy { $0.state == .discarded })
    }

    @Test func `a heading that nobody knows waits for what it means, and is remembered`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([["企业名称", "需求名称", "诉求"], ["江州甲有限公司", "渗氮", "要快"]])
        let batch = try await market.stage(path)
        #expect(batch.state == .mapping)
        #expect(try await market.outcomes(batch) == [.waiting])
        await #expect(throws: AppError.self) { _ = try await market.accept(batch) }
        let mapped = try await SheetImport(market.desk).map(batch.id, ["诉求": "detail"])
        #expect(mapped.state == .open)
        _ = try await market.accept(mapped)
        #expect(try await market.json(.demand, "XQ-2021-0001")["detail"] == "要快")
        let again = try await market.stage(
            try market.workbook([["企业名称", "需求名称", "诉求"], ["江州乙有限公司", "脱硝", "要省"]])
        )
        #expect(again.state == .open)
        await #expect(throws: AppError.self) {
            _ = try await SheetImport(market.desk).map(again.id, ["诉求": "no_such_field"])
        }
    }

    // MARK: What rows would be

    @Test func `each wrong cell is named as Excel names it`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([
            headings, ["", "渗氮", text, "很多", "2021-13-01"], ["江州甲有限公司", "", text, "12", "2022年5月"],
        ])
        let batch = try await market.stage(path)
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.refused, .refused])
        #expect(Set(rows[0].problems.compactMap(\.cell)) == ["征集表!A2", "征集表!D2", "征集表!E2"])
        #expect(rows[1].problems.compactMap(\.cell) == ["征集表!B3"])
        let report = try await market.accept(batch)
        #expect(report.count == 0 && report.left == 2)
        #expect(try await market.demands() == [])
    }

    @Test func `the refused rows come back as the same workbook and can be brought in once mended`()
        async throws
    {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.workbook([
                ["2021年征集表"], headings, row("江州甲有限公司", "渗氮", text, "很多"), row("江州乙有限公司", "脱硝", "", "3"),
            ])
        )
        _ = try await market.accept(batch)
        let workbook = try await SheetImport(market.desk).refusedWorkbook(batch.id, .zh)
        let bytes = try workbook.bytes(from: 0, atMost: workbook.size)
        let back = try await market.stage(try market.put(Data(bytes), "退回.xlsx"))
        let rows = try await market.rows(back)
        #expect(rows.map(\.row.outcome) == [.refused])
        #expect(rows[0].row.row == 3)
        let mended = try await SheetImport(market.desk).edit(back.id, row: 1, cells: ["budget_fen": "5"])
        #expect(mended.row.outcome == .new)
        _ = try await market.accept(back)
        #expect(try await market.demands() == ["渗氮", "脱硝"])
    }

    @Test func `the same file again changes nothing`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([headings, row("江州甲有限公司", "渗氮", text), row("江州甲有限公司", "渗氮", text)])
        let first = try await market.stage(path)
        #expect(try await market.outcomes(first) == [.new, .same])
        _ = try await market.accept(first)
        let before = try await market.export()
        let second = try await market.stage(path)
        #expect(try await market.outcomes(second) == [.same, .same])
        #expect(try await market.accept(second).count == 0)
        #expect(try await market.export() == before)
        let earlier = try await market.desk.read { try ImportView(try $0.imports.get(second.id), $0).earlier }
        #expect(earlier?.id == first.id)
    }

    @Test func `an export comes in again as it is`() async throws {
        let market = try await TestMarket()
        _ = try await market.load(Lines.all)
        let before = try await market.export()
        let record = try await market.json(.demand, "XQ-2021-0001")
        let path = try market.workbook([
            ["编号", "单位名称", "需求名称", "拟投入（元）", "截止日期", "关键词"],
            [
                "XQ-2021-0001", "江州示例电子有限公司", record["title"]?.asString ?? "", "1200000", "2022-12-31",
                "电解液、锂电池",
            ],
        ])
        let batch = try await market.stage(path)
        #expect(try await market.outcomes(batch) == [.same])
        #expect(try await market.accept(batch).count == 0)
        #expect(try await market.export() == before)
    }

    @Test func `a nearly equal title of the same organization is a likely duplicate, blanks never are`()
        async throws
    {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.workbook([
                ["企业名称", "统一社会信用代码", "需求名称"], ["江州甲有限公司", "", "高速轴承表面渗氮处理工艺改进"],
                ["江州甲有限公司", "", "高速轴承的表面渗氮处理工艺改进"], ["江州乙有限公司", "", "高速轴承表面渗氮处理工艺改进"],
            ])
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.new, .duplicate, .new])
        let candidate = try #require(rows[1].candidates.first)
        #expect(candidate.row == 1 && candidate.threshold == 70 && (candidate.likeness ?? 0) >= 70)
        _ = try await market.accept(batch)
        #expect(try await market.desk.read { try $0.organizations.count(OrganizationFilter()) } == 2)
        // A person says that it is another one after all.
        _ = try await SheetImport(market.desk).decide(batch.id, row: 2, .new)
        #expect(try await market.accept(batch).count == 1)
        #expect(try await market.demands().count == 3)
    }

    @Test func `merging takes the fields that a person chose and no other`() async throws {
        let market = try await TestMarket()
        _ = try await market.accept(
            try await market.stage(
                try market.workbook([headings, row("江州甲有限公司", "轴承表面渗氮工艺", text, "10")])
            )
        )
        let batch = try await market.stage(
            try market.workbook([headings, row("江州甲有限公司", "轴承的表面渗氮工艺", "新的问题", "20")])
        )
        #expect(try await market.outcomes(batch) == [.duplicate])
        let merged = try await SheetImport(market.desk).decide(
            batch.id,
            row: 1,
            .merge,
            fields: ["budget_fen"]
        )
        #expect(merged.candidates.first?.changes == ["budget_fen"])
        #expect(try await market.accept(batch).count == 1)
        let record = try await market.json(.demand, "XQ-2021-0001")
        #expect(record["budget_fen"] == 20_000_000)
        #expect(record["title"] == "轴承表面渗氮工艺" && record["problem"] == .string(text))
        try await market.undo(batch)
        #expect(try await market.json(.demand, "XQ-2021-0001")["budget_fen"] == 10_000_000)
    }

    // MARK: Accepting

    @Test func `all or nothing writes nothing while a row stands in the way`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.workbook([headings, row("江州甲有限公司", "渗氮", text), row("", "脱硝", text)])
        )
        let head = try await market.auditHead()
        await #expect(throws: AppError.self) { _ = try await market.accept(batch, wholly: true) }
        #expect(try await market.auditHead() == head)
        _ = try await SheetImport(market.desk).decideAll(batch.id, .refused, .skip)
        #expect(try await market.accept(batch, wholly: true).count == 1)
    }

    @Test func `of two who accept at once the second is told`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(try market.workbook([headings, row("江州甲有限公司", "渗氮", text)]))
        async let one = SheetImport(market.desk).accept(batch.id, version: batch.version)
        async let two = SheetImport(market.desk).accept(batch.id, version: batch.version)
        var (counts, codes): ([Int64], [String]) = ([], [])
        do { counts.append(try await one.count) } catch let error as AppError { codes.append(error.code) }
        do { counts.append(try await two.count) } catch let error as AppError { codes.append(error.code) }
        #expect(counts == [1])
        #expect(codes == ["stale_version"])
        #expect(try await market.demands() == ["渗氮"])
    }

    @Test func `a row is left alone when the market has moved on since it was looked at`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([headings, row("江州甲有限公司", "轴承表面渗氮工艺", text)])
        let batch = try await market.stage(path)
        let other = try await market.stage(
            try market.workbook([headings, row("江州甲有限公司", "轴承的表面渗氮工艺", text + "另一份")])
        )
        _ = try await market.accept(other)
        let report = try await market.accept(batch)
        #expect(report.count == 0)
        #expect(report.moved.map(\.row.outcome) == [.duplicate])
        #expect(try await market.demands().count == 1)
    }

    @Test func `viewers bring nothing in`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([headings, row("江州甲有限公司", "渗氮", text)])
        let viewer = try await market.desk(.viewer)
        await #expect(throws: AppError.self) { _ = try await market.stage(path, at: viewer) }
        let batch = try await market.stage(path)
        await #expect(throws: AppError.self) { _ = try await SheetImport(viewer).accept(batch.id) }
        await #expect(throws: AppError.self) { try await viewer.read { _ = try $0.imports.get(batch.id) } }
    }

    // MARK: Undoing

    @Test func `undoing takes back all that a batch made and lets it come again`() async throws {
        let market = try await TestMarket()
        let path = try market.workbook([
            ["外部编号"] + headings, ["N-1"] + row("江州甲有限公司", "渗氮", text), [""] + row("江州乙有限公司", "脱硝", ""),
        ])
        let batch = try await market.stage(path)
        _ = try await market.accept(batch)
        try await market.undo(batch)
        #expect(try await market.state(batch) == .undone)
        #expect(try await market.demands() == [])
        #expect(try await market.desk.read { try $0.organizations.count(OrganizationFilter()) } == 0)
        await #expect(throws: AppError.self) { try await market.undo(batch) }
        let again = try await market.stage(path)
        #expect(try await market.accept(again).count == 2)
        #expect(try await market.demands() == ["渗氮", "脱硝"])
        try await market.undo(again)
        #expect(try await market.demands() == [])
        #expect(try await market.desk.read { "\(try $0.auditLog.verify())" }.contains("intact"))
    }

    @Test func `a batch on which something was built stays whole, and says what it is`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.workbook([headings, row("江州甲有限公司", "渗氮", text), row("江州乙有限公司", "脱硝", "")])
        )
        _ = try await market.accept(batch)
        _ = try await market.desk.change { work in
            try Records(work).edit(.demand, "XQ-2021-0002", version: nil, ["summary": "改过"])
        }
        let before = try await market.export()
        do {
            try await market.undo(batch)
            Issue.record("it was undone")
        } catch let error as AppError {
            #expect(error.code == "import_built_on")
            #expect(error.message.zh.contains("XQ-2021-0002") && !error.message.zh.contains("XQ-2021-0001"))
        }
        #expect(try await market.export() == before)
        #expect(try await market.state(batch) == .accepted)
    }

    @Test func `an update that is undone leaves the record as it was`() async throws {
        let market = try await TestMarket()
        _ = try await market.load(Lines.all)
        let before = try await market.json(.demand, "XQ-2021-0001")
        let batch = try await market.stage(
            try market.workbook([
                ["编号", "单位名称", "需求名称", "来源", "成熟度", "联系电话"],
                ["XQ-2021-0001", "江州示例电子有限公司", "锂电池电解液产气抑制", "高新区报送", "", "13911112222"],
            ])
        )
        #expect(try await market.outcomes(batch) == [.update])
        _ = try await market.accept(batch)
        #expect(try await market.json(.demand, "XQ-2021-0001")["title"] == "锂电池电解液产气抑制")
        try await market.undo(batch)
        var after = try await market.json(.demand, "XQ-2021-0001")
        after["version"] = before["version"]
        #expect(after == before)
    }
}
