import Documents
import Domain
import Testing

@Suite struct WorkbookTests {
    /// One sheet with these rows, opened again.
    private func sheet(
        _ columns: [Column],
        _ rows: [[Cell]],
        _ more: (WorkbookSheet) throws -> Void = { _ in }
    )
        throws -> (sheet: String, file: Unzipped)
    {
        let book = try Workbook(title: "表", language: .zh)
        let sheet = try book.sheet("表", SheetLayout(columns: columns))
        try sheet.addHeadings()
        for row in rows { try sheet.add(row) }
        try more(sheet)
        sheet.finish()
        let file = try Unzipped(book.finish())
        return (file["xl/worksheets/sheet1.xml"], file)
    }

    @Test func `each kind of cell keeps its type`() throws {
        let day = try #require(Day(year: 2021, month: 5, day: 31))
        let (xml, file) = try sheet(
            [Column("名称"), .number("数"), .money("额", .wan, .zh), Column("日"), .number("率"), Column("空")],
            [
                [
                    .text("<a> & \"b\""), .integer(110), .money(Money(fen: 62_300_000_01)), .day(day),
                    .share(0.375),
                    .blank,
                ]
            ]
        )
        #expect(xml.contains("<t>&lt;a&gt; &amp; \"b\"</t>"))
        #expect(xml.contains("额（万元）"))
        #expect(xml.contains("<v>110</v>"))
        #expect(xml.contains("<v>6230.000001</v>"))
        #expect(xml.contains("<v>44347</v>"), "2021-05-31 counted from 1900")
        #expect(xml.contains("<v>0.375</v>"))
        let styles = file["xl/styles.xml"]
        #expect(
            styles.contains("formatCode=\"yyyy\\-mm\\-dd\"") || styles.contains("formatCode=\"yyyy-mm-dd\"")
        )
        #expect(styles.contains("宋体"))
    }

    @Test func `the greatest and least amounts are exact`() throws {
        let (xml, _) = try sheet(
            [.money("额", .yuan, .zh)],
            [[.money(Money(fen: Limits.money - 1))], [.money(Money(fen: -1))], [.integer(.max)]]
        )
        #expect(xml.contains("<v>9999999999999.99</v>"))
        #expect(xml.contains("<v>-0.01</v>"))
        #expect(
            xml.contains("<t>9223372036854775807</t>"),
            "more digits than Excel keeps are written as a text"
        )
    }

    @Test func `days before March 1900 are texts, since Excel counts them wrongly`() throws {
        let days = [(1900, 2, 28), (1900, 3, 1)].compactMap { Day(year: $0.0, month: $0.1, day: $0.2) }
        let (xml, _) = try sheet([Column("日")], days.map { [.day($0)] })
        #expect(xml.contains("<t>1900-02-28</t>"))
        #expect(xml.contains("<v>61</v>"))
    }

    @Test func `headings stay in sight, filter, and are repeated on paper`() throws {
        let (xml, file) = try sheet([Column("甲"), Column("乙")], [[.text("1"), .text("2")]])
        #expect(xml.contains("<pane ySplit=\"1\""))
        #expect(xml.contains("<autoFilter ref=\"A1:B2\""))
        #expect(xml.contains("paperSize=\"9\""))
        #expect(file["xl/workbook.xml"].contains("_xlnm.Print_Titles"))
    }

    @Test func `an empty table has its headings and no filter`() throws {
        let (xml, _) = try sheet([Column("甲")], [])
        #expect(xml.contains("<t>甲</t>"))
        #expect(!xml.contains("<autoFilter"))
    }

    @Test func `controls, numbered characters and overlong texts lose nothing else`() throws {
        let long = String(repeating: "很长", count: 20_000)
        let (xml, _) = try sheet(
            [Column("甲"), Column("乙")],
            [
                [.text("a\u{1}b\u{0}c\r\nd"), .text("_x0041_")], [.text(long), .text("后")],
                [.text("\u{FFFE}𠮷\u{1F600}"), .text("=1+1")],
            ]
        )
        #expect(xml.contains("a b c\nd"))
        #expect(xml.contains("_x005F_x0041_"))
        #expect(xml.contains("…（全文 40000 字，单元格放不下）</t>"))
        #expect(xml.contains("<t>后</t>"))
        #expect(xml.contains("\u{FFFD}𠮷\u{1F600}"))
        #expect(xml.contains("<t>=1+1</t>"), "a text stays a text")
        #expect(!xml.contains("<f>"))
    }

    @Test func `a refused cell is red and says why`() throws {
        let (xml, file) = try sheet([Column("甲")], [[.text("12月32日").faulted("日期“12月32日”不在日历上")]])
        #expect(file["xl/comments1.xml"].contains("日期“12月32日”不在日历上"))
        #expect(file["xl/comments1.xml"].contains("ref=\"A2\""))
        #expect(file["xl/styles.xml"].contains("FFFFC7CE"))
        #expect(xml.contains("legacyDrawing"))
    }

    @Test func `drop-down lists of any length stand in a hidden sheet`() throws {
        let values = (1...300).map { "技术领域，第 \($0) 号" }
        let (xml, file) = try sheet([Column("领域"), Column("日")], []) { sheet in
            let earliest = try #require(Day(year: 2000, month: 1, day: 1))
            try sheet.restrict(
                column: 0,
                rows: 100,
                to: CellRule(.oneOf(values), hint: "从列表选", refusal: "请从列表中选"),
                title: "领域"
            )
            try sheet.restrict(
                column: 1,
                rows: 100,
                to: CellRule(
                    .day(from: earliest, to: Day.latest),
                    refusal: String(repeating: "长", count: 300)
                ),
                title: String(repeating: "题", count: 40)
            )
        }
        #expect(xml.contains("<formula1>'代码 codes'!$A$1:$A$300</formula1>"))
        #expect(xml.contains("sqref=\"A2:A101\""))
        #expect(xml.contains("promptTitle=\"领域\" prompt=\"从列表选\""))
        #expect(xml.contains("type=\"date\""))
        #expect(file["xl/workbook.xml"].contains("name=\"代码 codes\" sheetId=\"2\" state=\"hidden\""))
        #expect(file["xl/worksheets/sheet2.xml"].contains("技术领域，第 300 号"))
    }

    @Test(arguments: [
        ("a/b:c", "a b c"), ("", "Sheet"), ("'x'", "x"), ("History", "_History"),
        (String(repeating: "很", count: 40), String(repeating: "很", count: 31)),
    ])
    func `a tab takes a name that Excel takes`(name: String, expected: String) throws {
        let book = try Workbook(title: "", language: .zh)
        let first = try book.sheet(name, SheetLayout(columns: []))
        let second = try book.sheet(name.uppercased(), SheetLayout(columns: []))
        let third = try book.sheet(name, SheetLayout(columns: []))
        for sheet in [first, second, third] { sheet.finish() }
        let workbook = try Unzipped(book.finish())["xl/workbook.xml"]
        #expect(workbook.contains("<sheet name=\"\(expected)\""))
        #expect(workbook.split(separator: "<sheet name=").count == 4)
    }

    @Test func `what does not fit on a sheet goes on in the next`() throws {
        let book = try Workbook(title: "", language: .zh)
        let sheet = try book.sheet("清单", SheetLayout(columns: [.number("数")], filters: false))
        try sheet.addHeadings()
        for number in 1...Int64(1_048_577) { try sheet.add([.integer(number)]) }
        sheet.finish()
        let file = try Unzipped(book.finish())
        #expect(file["xl/workbook.xml"].contains("清单 (2)"))
        #expect(file["xl/worksheets/sheet1.xml"].contains("<v>1048575</v>"))
        #expect(file["xl/worksheets/sheet2.xml"].contains("<c r=\"A1\" s=\"1\" t=\"inlineStr\""))
        #expect(file["xl/worksheets/sheet2.xml"].contains("<v>1048577</v>"))
    }

    @Test func `a workbook that is given up leaves no file`() throws {
        do {
            let book = try Workbook(title: "", language: .en)
            let sheet = try book.sheet("a", SheetLayout(columns: [Column("a")]))
            try sheet.addHeadings()
        }
        #expect(throws: AppError.self) { try Workbook(title: "", language: .en, in: "/nowhere/at/all") }
    }
}
