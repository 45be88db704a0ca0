import Domain
import Exchange
import Foundation
import Market
import Testing

struct SheetTemplateTests {
    @Test func `every heading of ours is read back as its own column`() async throws {
        let market = try await TestMarket()
        for template in ImportTemplate.all {
            let headings = template.columns.map { $0.heading.zh }
            #expect(Set(headings).count == headings.count, "\(template.name)")
            var options = SheetImport.Options(template: template, fileName: "空.csv")
            options.activity = "HD-2021-0001"
            let contents = try SheetImport.read(
                try market.csv(headings.joined(separator: ",") + "\n"),
                options
            )
            #expect(contents.sheets[0].columns.map(\.key) == template.columns.map(\.key), "\(template.name)")
        }
    }

    @Test func `achievements come with the university that owns them`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.csv(
                "成果名称,完成单位,成果简介,意向价格,技术就绪度,知识产权类型,完成时间\n电解液添加剂,江州大学,添加剂,80万元,TRL6,发明专利,2020年\n"
            ),
            .achievement
        )
        #expect(try await market.outcomes(batch) == [.new])
        _ = try await market.accept(batch)
        let record = try await market.json(.achievement, "CG-2021-0001")
        #expect(
            record["trl"] == 6 && record["price_fen"] == 80_000_000 && record["completed_on"] == "2020-01-01"
        )
        #expect(try await market.json(.organization, "江州大学")["kind"] == "university")
    }

    @Test func `a list of organizations completes those that are known by their credit code`() async throws {
        let market = try await TestMarket()
        _ = try await market.load([Lines.firm])
        let batch = try await market.stage(
            try market.csv(
                """
                企业名称,统一社会信用代码,地址,曾用名
                江州示例电子股份有限公司,91420200DEM9990165,江州市新址8号,
                江州丙机械厂,,江州市三路,丙厂、丙机
                江州丁机械厂,91420200DEM9990166,,
                """
            ),
            .organization
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.update, .new, .refused])
        #expect(rows[2].problems.first?.code.hasPrefix("credit_code") == true)
        _ = try await market.accept(batch)
        let firm = try await market.json(.organization, "DW-2021-0001")
        #expect(firm["name"] == "江州示例电子股份有限公司" && firm["address"] == "江州市新址8号")
        #expect(firm["contact_name"] == "张三")
        #expect(try await market.json(.organization, "丙机")["kind"] == "enterprise")
        try await market.undo(batch)
        #expect(try await market.json(.organization, "DW-2021-0001")["name"] == "江州示例电子有限公司")
    }

    @Test func `those who attend add up by organization, and unknown ones are made`() async throws {
        let market = try await TestMarket()
        _ = try await market.load([Lines.user, Lines.firm, Lines.school, Lines.programme, Lines.activity])
        let path = try market.csv(
            """
            序号,姓名,单位,职务,联系电话,签名
            1,甲,江州新来有限公司,总工,13900000001,
            2,乙,江州新来有限公司,经理,13900000002,
            3,丙,江州示例大学,教授,13900000003,
            4,丁,江州示例电子有限公司,,,
            """
        )
        let batch = try await market.stage(path, .attendance, activity: "HD-2021-0001")
        // The firm was on the list before: whether this is another of its people a person says.
        #expect(try await market.outcomes(batch) == [.new, .new, .new, .duplicate])
        #expect(try await market.accept(batch).count == 3)
        func people() async throws -> [String: Int] {
            try await market.desk.read { work in
                let id = try work.activities.find("HD-2021-0001").id
                return Dictionary(try work.activities.attendees(id).map { ($0.name, $0.people) }) { $1 }
            }
        }
        #expect(try await people() == ["江州新来有限公司": 2, "江州示例大学": 1, "江州示例电子有限公司": 3])
        let again = try await market.stage(path, .attendance, activity: "HD-2021-0001")
        #expect(try await market.outcomes(again) == [.same, .same, .same, .duplicate])
        try await market.undo(batch)
        #expect(try await people() == ["江州示例电子有限公司": 3])
        await #expect(throws: AppError.self) { _ = try await market.stage(path, .attendance) }
    }

    @Test func `contracts are known by their registration number`() async throws {
        let market = try await TestMarket()
        let head = "登记编号,合同名称,合同类型,甲方,乙方,合同金额（万元）,技术交易额（万元）,签订日期\n"
        let batch = try await market.stage(
            try market.csv(
                head + "J-1,添加剂许可,技术许可,江州甲有限公司,江州大学,100,80,2021.7.1\n,无号,技术服务,江州甲有限公司,江州大学,5,,2021.7.1\n"
            ),
            .contract
        )
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.new, .refused])
        #expect(rows[1].problems.compactMap(\.cell).contains { $0.hasSuffix("!G3") })
        _ = try await market.accept(batch)
        let changed = try await market.stage(
            try market.csv(head + "J-1,添加剂许可,技术许可,江州甲有限公司,江州大学,120,80,2021.7.1\n"),
            .contract
        )
        #expect(try await market.outcomes(changed) == [.update])
        try await market.undo(batch)
        #expect(try await market.desk.read { try $0.contracts.count(ContractFilter()) } == 0)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u{202E}左右\u{200B}", "👨‍👩‍👧‍👦轴承", "' OR 1=1 --",
        String(repeating: "长", count: 10_001), "%s%n%x", "#N/A", "a\u{0}b",
    ])
    func `hostile titles are kept as text or refused with a reason`(title: String) async throws {
        let market = try await TestMarket()
        let escaped = title.replacingOccurrences(of: "\"", with: "\"\"")
        let batch: ImportBatch
        do {
            batch = try await market.stage(try market.csv("企业名称,需求名称\n江州甲有限公司,\"\(escaped)\"\n"))
        } catch is AppError {
            return
        }
        let row = try #require(try await market.rows(batch).first)
        let report = try await market.accept(batch)
        if row.row.outcome == .new {
            #expect(report.count == 1)
        } else {
            #expect(row.row.outcome == .refused && !row.problems.isEmpty)
            #expect(try await market.demands() == [])
        }
    }
}
