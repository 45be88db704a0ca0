import Documents
import Domain
import Exchange
import Foundation
import Market
import Testing

/// Lists and blank sheets, read back as they were handed out.
@Suite struct ListFileTests {
    private static let templates: [(ImportTemplate, RecordType)] = [
        (.demand, .demand), (.achievement, .achievement), (.organization, .organization),
        (.contract, .contract), (.match, .match), (.payment, .payment), (.activity, .activity),
        (.visit, .visit),
    ]

    private func path(_ file: ScratchFile, in market: TestMarket) throws -> String {
        let path = "\(market.folder)/\(UUID().uuidString).xlsx"
        try Data(file.bytes()).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// What each row of a list would be if it were brought in again.
    private func outcomes(
        _ template: ImportTemplate,
        _ type: RecordType,
        _ market: TestMarket,
        _ language: Language
    ) async throws -> (counts: [ImportRow.Outcome: Int64], rows: Int, refused: [ImportedRow], count: Int) {
        let (file, count) = try await ListFile.export(
            [type],
            from: market.desk,
            includesArchived: true,
            language
        )
        let options = SheetImport.Options(template: template, fileName: "清单.xlsx")
        let contents = try await SheetImport(market.desk).rehearse(try path(file, in: market), options)
        return (contents.counts, contents.rows, contents.rowsToSee, count)
    }

    @Test(arguments: Language.allCases)
    func `what the city hands out changes nothing when it comes back`(language: Language) async throws {
        let city = try await City.open()
        for (template, type) in Self.templates {
            let found = try await outcomes(template, type, city, language)
            #expect(found.count > 10 && found.rows == found.count, "\(type)")
            #expect(found.counts == [.same: Int64(found.count)], "\(type): \(found.refused)")
        }
    }

    @Test func `odd records come back as they are, too`() async throws {
        let market = try await TestMarket.holding(
            Lines.all + [
                #"{"type":"organization","code":"DW-2021-0007","name":"江州示例大学研究院","kind":"institute","note":"-相近"}"#,
                #"{"type":"organization","code":"DW-2021-0008","name":"=1+1 & <b>\"有限\"公司","kind":"enterprise"}"#,
                #"{"type":"demand","code":"XQ-2021-0007","organization":"DW-2021-0008","title":"+86 加氢制 1,3-丙二醇","detail":"第一行\n\t第二行","keywords":["1,3-丙二醇","C++"],"industry":"C2614","budget_fen":123456789012301,"received_on":"1900-01-01"}"#,
                #"{"type":"demand","code":"XQ-2021-0008","organization":"DW-2021-0007","title":"0012345678901234567","region":"420281","budget_fen":1,"received_on":"2021-02-28"}"#,
            ]
        )
        for (template, type) in Self.templates {
            let found = try await outcomes(template, type, market, .zh)
            #expect(found.counts == [.same: Int64(found.count)], "\(type): \(found.refused)")
        }
    }

    @Test func `every kind of record has a list, users and targets too`() async throws {
        let city = try await City.open()
        let (file, count) = try await ListFile.export(
            RecordType.allCases,
            from: city.desk,
            includesArchived: true,
            .zh
        )
        #expect(count > 1_000 && file.count > 100_000)
        for type in [RecordType.user, .target] {
            let list = try await ListFile.export([type], from: city.desk, includesArchived: true, .zh)
            #expect(try await city.export([type]).count == list.count && list.count > 0)
        }
    }

    @Test func `who may not read all of it gets no list`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let viewer = try await market.desk(.viewer)
        let error = await #expect(throws: AppError.self) {
            try await ListFile.export([.demand], from: viewer, includesArchived: false, .zh)
        }
        #expect(error?.kind == .forbidden)
    }

    @Test(arguments: Language.allCases)
    func `a blank sheet is known by all its headings`(language: Language) async throws {
        let market = try await TestMarket()
        for template in ImportTemplate.all {
            let file = try await market.desk.read { try BlankSheet.write(template, $0, language) }
            let options = SheetImport.Options(template: template, fileName: "空表.xlsx")
            let contents = try SheetImport.read(try path(file, in: market), options)
            let columns = contents.sheets.first?.columns ?? []
            #expect(contents.rows == 0, "\(template.name)")
            #expect(
                columns.count >= 5 && columns.allSatisfy { !$0.isUnknown },
                "\(template.name): \(columns)"
            )
        }
    }
}
