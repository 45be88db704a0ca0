import Documents
import Domain
import Market
import Testing

@testable import Reports

/// The bureau's sheets of the demonstration city, as documents and as files.
struct BureauPaperTests {
    private func year() throws -> Period { try Period(parsing: "2021", field: .period) }

    private func filled(_ sheet: String) async throws -> FilledSheet {
        let year = try year()
        return try await City.read { try $0.bureauSheets.fill(sheet, year) }
    }

    private func table(_ paper: Paper) throws -> Table {
        guard case .table(let table)? = paper.document.blocks.first else { throw NoTable() }
        return table
    }

    private struct NoTable: Error {}

    @Test(arguments: [
        ("五个围绕", "“五个围绕”重点任务落实情况汇总表", ["序号", "围绕方面", "重点任务", "工作目标", "完成时限", "主要措施", "进展情况", "责任人", "责任单位"]),
        ("领办实事", "领办实事项目进展情况汇总表", ["姓名职务", "项目名称", "工作目标", "完成时限", "主要措施", "进展成效"]),
        ("我为群众", "“我为群众办实事”实践活动情况汇总表", ["活动名称", "开展主体", "活动内容及主要成效"]),
    ])
    func `the three sheets have the bureau's titles and columns`(
        name: String,
        title: String,
        headings: [String]
    ) async throws {
        let paper = try Paper(bureau: try await filled(name), withRows: false, .zh)
        #expect(paper.document.title == title)
        #expect(try table(paper).columns.map(\.title) == headings)
        #expect(try !table(paper).rows.isEmpty && paper.document.appendices.isEmpty)
    }

    @Test(arguments: ["五个围绕", "领办实事"])
    func `the market's row reads as the bureau had it in 2021`(name: String) async throws {
        let sheet = try await filled(name)
        let row = try #require(sheet.rows.first { $0.task.content.progress.contains("{{成交额|万元}}") })
        let text = row.text(.progress).text
        #expect(text.hasPrefix("目前，已组织产学研对接活动24场次，"))
        var rest = text[...]
        for part in [
            "服务企业480余家，", "精准对接110余项，促成", "合作意向40项，签约项目22项，达成技术交易成交额6230万元",
        ] {
            let found = try #require(rest.firstRange(of: part), "\(part) is not in \(text)")
            rest = rest[found.upperBound...]
        }
    }

    @Test func `the offshore park's row is counted from its members and activities`() async throws {
        let sheet = try await filled("五个围绕")
        let row = try #require(sheet.rows.first { $0.task.title.contains("离岸科创园") })
        let text = row.text(.progress).text
        #expect(text.contains("签约企业、高校平台和中介机构总计36家，13家洽谈中"))
        #expect(text.contains("活动13场次"))
        #expect(Set(row.text(.progress).figures.map(\.value)) == [36, 13])
    }

    @Test func `a sheet agrees with the tally of its period`() async throws {
        let year = try year()
        let tally = try await City.read { try $0.tallies.tally(year) }
        for name in ["五个围绕", "领办实事", "我为群众"] {
            for figure in try await filled(name).figures where figure.period == year {
                guard case .indicator(let indicator)? = CountedFigure(key: figure.entry.key) else { continue }
                let line = try #require(tally.lines.first { $0.indicator == indicator })
                #expect(figure.value == line.value)
            }
        }
    }

    @Test func `with rows, each figure leads to those that it rests on, each counted once`() async throws {
        let sheet = try await filled("五个围绕")
        let paper = try Paper(bureau: sheet, withRows: true, .zh)
        let keys = paper.document.appendices.map(\.key)
        #expect(Set(keys) == Set(sheet.figures.map(\.evidenceKey)) && Set(keys).count == keys.count)
        #expect(keys.contains("demands_collected@2021H1") && keys.contains("contract_value@2021"))
        let counts = try await City.read { work in
            try paper.evidence.map { one in
                var count: Int64 = 0
                try one.each(work) { _ in count += 1 }
                return (count, try one.count(work))
            }
        }
        #expect(counts.allSatisfy { $0.0 == $0.1 && $0.0 > 0 } && counts.count == keys.count)
        guard case .table(let list)? = paper.document.blocks.last else { throw NoTable() }
        #expect(list.rows.map { $0[2].link } == keys.map { .appendix($0) })
    }

    @Test(arguments: [ReportFormat.docx, .xlsx, .csv, .html])
    func `each format has the row`(format: ReportFormat) async throws {
        let sheet = try await filled("领办实事")
        let bytes = try await City.read { work -> [UInt8] in
            var bytes: [UInt8] = []
            let paper = try Paper(bureau: sheet, withRows: format == .xlsx, .zh)
            try paper.file(format, work).each { bytes += $0 }
            return bytes
        }
        if format == .docx || format == .xlsx {
            #expect(bytes.starts(with: Array("PK".utf8)))
        } else {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("成交额6230万元") && text.contains("姓名职务") && text.contains("进展成效"))
        }
    }

    @Test func `the notes say as of when, and an empty sheet says when there are tasks`() async throws {
        #expect(try await filled("领办实事").notes.map(\.zh) == ["期间：2021年　数字和文字：截至 2022年12月31日 23:20"])
        let empty = try await City.read { try $0.bureauSheets.fill("领办实事", Period(year: 2019)) }
        #expect(empty.notes.last?.zh == "这个期间的年度没有重点任务；有任务的年度：2021。")
        #expect(try table(try Paper(bureau: empty, withRows: true, .zh)).rows.isEmpty)
    }
}
