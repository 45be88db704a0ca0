import Domain
import Sheets
import Testing

/// The same sheet as each program writes it; Files/make.py made the files.
@Suite struct WritersTests {
    static let writers = [
        "libreoffice.xlsx", "libxlsxwriter.xlsx", "libxlsxwriter-inline.xlsx", "openpyxl.xlsx",
        "openpyxl-1904.xlsx",
        "wps.xlsx", "streamed.xlsx", "strict.xlsx",
    ]

    @Test(arguments: writers)
    func `every writer's sheet reads the same`(name: String) throws {
        let book = try WorkbookFile(path: fixturePath(name))
        #expect(book.kind == .xlsx)
        let read = try rows(of: book)
        #expect(read.map(\.number) == [1, 3, 4, 5, 7, 9])
        #expect(read.map(\.isHidden) == [false, false, false, true, false, false])
        #expect(
            lines(read).prefix(2) == [
                "1: 2021年技术需求征集表", "3: 序号 | 企业名称 | 需求名称 | 拟投入（万元） | 截止日期 | 完成年月 | 登记时间 | 是否公开 | 完成率 | 预算",
            ]
        )
        let day = try #require(Day(year: 2021, month: 5, day: 6))
        #expect(
            read[2].cells.map(\.value) == [
                .number(SheetNumber(decimal: "1")), .text("常州精测电子有限公司"), .text("电路板缺陷识别\n（漏检率≤0.2%）"),
                .number(SheetNumber(decimal: "12.3")), .day(SheetDay(day)),
                .day(SheetDay(day, precision: .month)),
                .day(SheetDay(day, secondOfDay: 52_200)), .boolean(true),
                .number(SheetNumber(decimal: "0.55", isPercent: true)),
                .number(SheetNumber(decimal: "12.5", unit: .wan)),
            ]
        )
        #expect(
            read[3].cells.map(\.value) == [
                .number(SheetNumber(decimal: "2")), .text("常州<光伏> & \"材料\""), .text(" 前后有空格 "),
                .text("１２．５万元"),
                .text("2021年5月"),
            ]
        )
        #expect(lines(read).last == "9: 注：带*的必填")
    }

    @Test(arguments: writers)
    func `hidden sheets are read and said to be hidden`(name: String) throws {
        let book = try WorkbookFile(path: fixturePath(name))
        #expect(book.sheets.map(\.name) == ["征集表", "说明", "表 2"])
        #expect(book.sheets.map(\.isHidden) == [false, true, false])
        #expect(lines(try rows(of: book, 1)) == ["1: 隐藏的说明"])
        let last = try rows(of: book, 2)
        #expect(last == [SheetRow(number: 2, cells: [SheetCell(column: 1, value: .text("第二张"))])])
    }

    @Test(arguments: writers.filter { $0 != "libxlsxwriter-inline.xlsx" })
    func `merged cells are told`(name: String) throws {
        let book = try WorkbookFile(path: fixturePath(name))
        #expect(try book.layout(of: book.sheets[0]).merges.map(\.description) == ["A1:J1"])
        #expect(try book.layout(of: book.sheets[1]).merges.isEmpty)
    }

    @Test func `hidden columns are told`() throws {
        let book = try WorkbookFile(path: fixturePath("wps.xlsx"))
        #expect(try book.layout(of: book.sheets[0]).hiddenColumns == [10...11])
    }

    @Test(arguments: ["libreoffice.xlsx", "libxlsxwriter.xlsx", "wps.xlsx"])
    func `formulas have the results that were stored`(name: String) throws {
        let total = try rows(of: WorkbookFile(path: fixturePath(name)))[4]
        #expect(total[3] == .number(SheetNumber(decimal: "12.3")))
        #expect(total[4] == .text("合计1"))
    }

    @Test func `formulas that were never worked out are told from blanks`() throws {
        let total = try rows(of: WorkbookFile(path: fixturePath("openpyxl.xlsx")))[4]
        #expect(total[3] == .uncalculated("SUM(D4:D5)"))
        #expect(total[4] == .uncalculated("A7&\"1\""))
    }

    @Test func `a file can be read twice, from memory too`() throws {
        let book = try WorkbookFile(bytes: fixture("wps.xlsx"), name: "征集表.xlsx")
        #expect(try rows(of: book) == rows(of: book))
        #expect(try rows(of: book) == rows(of: WorkbookFile(path: fixturePath("wps.xlsx"))))
    }

    @Test func `reading can stop anywhere`() throws {
        let book = try WorkbookFile(path: fixturePath("wps.xlsx"))
        let reading = try book.rows(of: book.sheets[0])
        #expect(reading.progress == 0)
        #expect(try reading.next()?.number == 1)
        #expect(try reading.next()?.number == 3)
        while try reading.next() != nil {}
        #expect(reading.progress == 1)
        #expect(try reading.next() == nil)
    }

    @Test func `LibreOffice's CSV reads like its workbook`() throws {
        let book = try WorkbookFile(path: fixturePath("libreoffice.csv"))
        #expect(book.kind == .csv)
        #expect(book.sheets.map(\.name) == ["libreoffice"])
        let read = try rows(of: book)
        #expect(read.map(\.number) == [1, 3, 4, 5, 7, 9])
        #expect(read[2][2] == .text("电路板缺陷识别\n（漏检率≤0.2%）"))
        #expect(read[3][1] == .text("常州<光伏> & \"材料\""))
    }

    @Test(arguments: [
        ("password.xlsx", "sheet_file_encrypted", "密码"),
        ("libreoffice.xls", "sheet_file_old_excel", "另存为.xlsx"),
        ("libreoffice.ods", "sheet_file_other_workbook", ".ods"),
    ])
    func `other formats are refused by what they are`(name: String, code: String, words: String) throws {
        try expectRefused(code, words) { try WorkbookFile(path: fixturePath(name)) }
        // Whatever the file is called.
        try expectRefused(code, words) { try WorkbookFile(bytes: fixture(name), name: "征集表.xlsx") }
    }
}
