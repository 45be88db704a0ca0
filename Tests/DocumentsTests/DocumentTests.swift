import Documents
import Domain
import Testing

/// A document in each of its forms.
@Suite struct DocumentTests {
    @Test func `a workbook has a summary, the charts and a sheet for each evidence, with links between them`()
        throws
    {
        let file = try Unzipped(Samples.report.workbook())
        let workbook = file["xl/workbook.xml"]
        for name in ["汇总", "图表", "服务企业数", "成交额 明细"] { #expect(workbook.contains("<sheet name=\"\(name)\"")) }
        let summary = file["xl/worksheets/sheet1.xml"]
        #expect(summary.contains("location=\"'服务企业数'!A1\""))
        #expect(summary.contains("location=\"'成交额 明细'!A1\""))
        #expect(file["xl/worksheets/sheet3.xml"].contains("location=\"'汇总'!A1\""))
        #expect(file["xl/charts/chart1.xml"].contains("<c:f>'图表'!$B$4:$B$15</c:f>"))
        #expect(file["xl/charts/chart1.xml"].contains("<c:trendline>"), "the target over the columns")
        #expect(file["xl/charts/chart2.xml"].contains("c:lineChart"))
        #expect(file["xl/charts/chart3.xml"].contains("<c:barDir val=\"bar\""))
        #expect(file["xl/drawings/drawing1.xml"].contains("年末 6,230 万元"), "what the chart shows is said")
    }

    @Test func `a paper has the bureau's form`() throws {
        let file = try Unzipped(Samples.report.word())
        let body = file["word/document.xml"]
        #expect(body.contains("w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\""))
        #expect(body.contains("<w:tblHeader/>"), "headings are repeated on each page")
        #expect(body.contains("<w:gridSpan w:val=\"3\"/>"))
        #expect(body.contains("<w:vMerge w:val=\"restart\"/>"))
        #expect(body.contains("促成合作意向40项 &lt;签约&gt; &amp; &quot;22&quot; 项"))
        #expect(body.contains(">6,230<"))
        #expect(file["word/styles.xml"].contains("w:eastAsia=\"仿宋_GB2312\""))
        #expect(file["word/footer1.xml"].contains("PAGE"))
        #expect(file.names.first == "[Content_Types].xml")
    }

    @Test func `the same document makes the same file`() {
        #expect(Samples.report.word() == Samples.report.word())
    }

    @Test func `a table's columns fill the page of a paper`() throws {
        for columns in [1, 3, 40] {
            let table = Table(columns: (0..<columns).map { Column("列\($0)") })
            let file = try Unzipped(Document("宽", blocks: [.table(table)], language: .zh).word())
            let widths = file["word/document.xml"].split(separator: "<w:gridCol w:w=\"").dropFirst()
                .compactMap {
                    Int($0.prefix { $0 != "\"" })
                }
            #expect(widths.count == columns)
            #expect(widths.reduce(0, +) == 14_344)
            #expect(file["word/document.xml"].contains("没有记录"))
        }
    }

    @Test func `a page escapes every text and has no inline style or script`() {
        let evil = "<script>alert(1)</script>\" onload=\"x"
        let table = Table(
            evil,
            columns: [Column(evil)],
            rows: [
                [.text(evil, link: .address("javascript:alert(1)"))],
                [.text("好", link: .address("/demands?a=1&b=2"))],
            ]
        )
        let document = Document(
            evil,
            notes: [evil],
            blocks: [.heading(evil), .paragraph(evil), .table(table)],
            appendices: [Appendix(key: evil, name: evil, title: evil, notes: [evil], table: table)],
            language: .zh
        )
        let body = document.htmlBody()
        #expect(!body.contains("<script"))
        #expect(!body.contains("\" onload"))
        #expect(!body.contains("javascript:alert(1)\""))
        #expect(body.contains("<a href=\"/demands?a=1&amp;b=2\">好</a>"))
        #expect(!Samples.report.htmlBody().contains("style="))
        #expect(Samples.report.htmlPage.contains("@page{size:A4 landscape"))
    }

    @Test func `equal neighbours become one cell, in a page and on paper`() {
        let html = Samples.report.htmlBody()
        #expect(html.contains("<td rowspan=\"2\">技术市场中心</td>"))
        #expect(html.contains("<th scope=\"col\" rowspan=\"2\">责任部门</th>"))
        #expect(html.split(separator: "技术市场中心").count == 2)
    }

    @Test func `an empty document is a whole file in each form`() throws {
        let empty = Document("空", language: .en)
        #expect(try Unzipped(empty.word())["word/document.xml"].contains("空"))
        #expect(try Unzipped(empty.workbook())["xl/workbook.xml"].contains("Summary"))
        #expect(empty.htmlPage.contains("<h1>空</h1>"))
    }
}
