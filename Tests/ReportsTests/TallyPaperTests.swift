import Documents
import Domain
import Market
import Reports
import Testing

@Suite struct ReportFormatTests {
    @Test(arguments: [
        ("a.xlsx", ReportFormat.xlsx), ("表.DOCX", .docx), ("x.csv", .csv), ("x.htm", .html), ("x.txt", .text),
        ("x.json", .json), ("x.svg", .svg),
    ])
    func `a file's name says its format`(name: String, format: ReportFormat) {
        #expect(ReportFormat(ofFile: name) == format)
    }

    @Test(arguments: ["xlsx", "报表", "a.pdf", "", "a."])
    func `a name without such an ending says none`(name: String) {
        #expect(ReportFormat(ofFile: name) == nil)
    }

    @Test func `an unknown format is refused with all that there are`() throws {
        #expect(try ReportFormat(parsing: " XLSX ") == .xlsx)
        let error = #expect(throws: AppError.self) { try ReportFormat(parsing: "pdf") }
        #expect(error?.code == "format_unknown" && error?.message.zh.contains("docx") == true)
    }
}

/// The city's year 2021 as a document and as files.
@Suite struct TallyPaperTests {
    private func year() throws -> Period { try Period(parsing: "2021", field: .period) }

    private func text(_ file: ReportFile) throws -> String {
        var bytes: [UInt8] = []
        try file.each { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the document has every figure with its unit, target and share`() async throws {
        let year = try year()
        let (paper, tally) = try await City.read { work in
            (try Paper(tallyOf: year, work, withRows: true, .zh), try work.tallies.tally(year))
        }
        guard case .table(let table) = paper.document.blocks.first else {
            Issue.record("the figures come first")
            return
        }
        #expect(table.rows.count == tally.lines.count)
        for (row, line) in zip(table.rows, tally.lines) {
            let value: Cell.Value =
                line.indicator.isMoney ? .money(Money(fen: line.value)) : .integer(line.value)
            #expect(row[1].value == value)
            #expect(row[1].link == .appendix(line.indicator.rawValue))
            #expect(row[2] == .text(line.indicator.isMoney ? "万元" : line.indicator.unit.zh))
        }
        let contracts = try #require(tally.lines.firstIndex { $0.indicator == .contractValue })
        #expect(table.rows[contracts][4] == .share(1.246), "6,230 of 5,000, rounded down")
        #expect(paper.document.appendices.map(\.key) == Indicator.allCases.map(\.rawValue))
    }

    @Test func `the charts show the months with the target, and how much of each target was reached`()
        async throws
    {
        let year = try year()
        let paper = try await City.read { try Paper(tallyOf: year, $0, withRows: false, .zh) }
        let charts = paper.document.blocks.compactMap {
            if case .chart(let chart) = $0 { chart } else { nil }
        }
        #expect(charts.map(\.shape) == [.columns, .bars])
        #expect(charts.first?.series.first?.points.last??.value == 6_230)
        #expect(charts.first?.target?.point.text == "5,000 万元")
        #expect(charts.last?.labels == ["服务企业数", "组织活动场次", "对接需求数", "签约数", "成交额"])
        #expect(charts.last?.summary == "5 项有目标的指标中 5 项已完成。")
    }

    @Test func `a quarter has neither targets nor charts`() async throws {
        let quarter = try Period(parsing: "2021Q2", field: .period)
        let paper = try await City.read { try Paper(tallyOf: quarter, $0, withRows: false, .en) }
        #expect(paper.document.blocks.count == 1)
        let error = try await City.read { work in
            #expect(throws: AppError.self) { try paper.file(.svg, work) }
        }
        #expect(error?.code == "no_chart")
    }

    @Test func `CSV is the flat table that it always was`() async throws {
        let year = try year()
        let csv = try await City.read { work in
            try text(try Paper(tallyOf: year, work, withRows: false, .zh).file(.csv, work))
        }
        #expect(csv.hasPrefix("\u{FEFF}指标,数值,单位,目标,完成率（%）,期间,计数规则\r\n"))
        #expect(csv.contains("成交额,62300000.00,元,50000000.00,124,2021,"))
    }

    @Test(arguments: [Indicator.contractValue, .payments, .enterprisesServed])
    func `one figure as CSV has all its rows, which make it`(indicator: Indicator) async throws {
        let year = try year()
        let (csv, rows) = try await City.read { work in
            (
                try text(try Paper(figure: indicator, in: year, work, .zh).file(.csv, work)),
                try work.tallies.evidence(indicator, in: year)
            )
        }
        #expect(csv.split(separator: "\r\n").count == rows.count + 1)
        for row in rows { #expect(csv.contains("\(row.on),\(row.kindName.zh),\(row.code)")) }
    }

    @Test func `a page to print has the rows when they are wanted`() async throws {
        let year = try year()
        let (short, long) = try await City.read { work in
            (
                try text(try Paper(tallyOf: year, work, withRows: false, .zh).file(.html, work)),
                try text(try Paper(tallyOf: year, work, withRows: true, .zh).file(.html, work))
            )
        }
        #expect(short.contains(">6,230<") && !short.contains("HT-2021-0001"))
        #expect(long.contains("HT-2021-0001") && long.contains("href=\"#contract_value\""))
    }

    @Test func `every format of every period is a file`() async throws {
        let empty = try Period(parsing: "1999", field: .period)
        for period in [empty, try year()] {
            for format in [ReportFormat.csv, .xlsx, .docx, .html] {
                for language in Language.allCases {
                    let size = try await City.read { work in
                        var size = 0
                        try Paper(tallyOf: period, work, withRows: format == .xlsx, language).file(
                            format,
                            work
                        )
                        .each { size += $0.count }
                        return size
                    }
                    #expect(size > 500)
                }
            }
        }
    }
}
