import Domain
import Testing

@testable import Sheets

/// What cells mean.
@Suite struct CellTests {
    private func value(_ cell: String, formats: String = "", properties: String = "") throws -> SheetValue? {
        try read(workbook("<row>\(cell)</row>", formats: formats, properties: properties).bytes).first?.cells
            .first?.value
    }

    @Test(arguments: [
        ("1", "1"), ("-1.5", "-1.5"), ("0.1", "0.1"), ("12.300000000000001", "12.3"),
        ("0.30000000000000004", "0.3"),
        ("1.25E1", "12.5"), ("1e-3", "0.001"), ("1E+21", "1000000000000000000000"), ("-0", "0"), ("0.0", "0"),
        ("007", "7"), ("1.50", "1.5"), ("1.", "1"), (".5", "0.5"), ("999999999999999.9", "1000000000000000"),
        ("9999999999999999", "10000000000000000"), ("13800000000", "13800000000"),
        ("123456789012345678", "123456789012346000"),
        ("4.4999999999999996E-2", "0.045"), ("+5", "5"), ("-1.2E-2", "-0.012"), ("0.000001", "0.000001"),
        ("1E-400", "0.\(String(repeating: "0", count: 399))1"),
    ])
    func `numbers are what the person typed, to 15 digits`(written: String, decimal: String) throws {
        #expect(try value("<c><v>\(written)</v></c>") == .number(SheetNumber(decimal: decimal)))
    }

    @Test(arguments: ["1e999", "NaN", "INF", "1.2.3", "--1", "1E", "1Ex", "abc", "1E5.5"])
    func `what is no number is text`(written: String) throws {
        #expect(try value("<c><v>\(written)</v></c>") == .text(written))
    }

    @Test func `every kind of cell is read`() throws {
        #expect(try value(#"<c t="b"><v>0</v></c>"#) == .boolean(false))
        #expect(try value(#"<c t="b"><v>true</v></c>"#) == .boolean(true))
        #expect(try value(#"<c t="e"><v>#N/A</v></c>"#) == .error("#N/A"))
        #expect(try value(#"<c t="str"><f>A1</f><v>甲</v></c>"#) == .text("甲"))
        #expect(try value(#"<c t="str"><f>A1</f><v></v></c>"#) == nil)
        #expect(try value(#"<c><f>A1</f></c>"#) == .uncalculated("A1"))
        #expect(try value(#"<c t="inlineStr"><is><t>甲</t></is></c>"#) == .text("甲"))
        #expect(try value(#"<c t="d"><v>nonsense</v></c>"#) == .text("nonsense"))
        #expect(try value(#"<c t="inlineStr"><is><t> &#x3000;&#9;</t></is></c>"#) == nil)
        #expect(try value("<c/>") == nil)
        #expect(try value("<c><v/></c>") == nil)
    }

    @Test(arguments: [
        ("a&#10;b", "a\nb"), ("a\r\nb\rc", "a\nb\nc"), ("a_x000D__x000A_b", "a\nb"),
        ("a_x005F_x000D_b", "a_x000D_b"),
        ("_x4E2D_", "中"), ("_xD800_", "_xD800_"), ("_x00", "_x00"), ("a_xZZZZ_", "a_xZZZZ_"),
        ("&#x1F600;", "😀"),
        ("a<!-- b -->c<?d e?>f", "acf"), ("<![CDATA[a&lt;<b>]]>c", "a&lt;<b>c"), ("_x0000_a", "a"),
        ("&amp;&lt;&gt;&quot;&apos;", "&<>\"'"),
    ])
    func `texts come out as they were typed`(written: String, text: String) throws {
        #expect(try value("<c t=\"inlineStr\"><is><t>\(written)</t></is></c>") == .text(text))
        #expect(
            try read(
                workbook("<row><c t=\"s\"><v>0</v></c></row>", strings: "<si><t>\(written)</t></si>").bytes
            )[0][0] == .text(text)
        )
    }

    @Test func `prefixes, comments and other things between cells don't matter`() throws {
        let cells = """
            <!-- a --><x:row xmlns:r="x" r="2" x:r="9"><x:c r="B2" xmlns:t="u"><x:v>5</x:v><x:extLst><v>6</v></x:extLst></x:c>
            <ext><c r="C2"><v>7</v></c></ext></x:row><?pi?>
            """
        #expect(
            try read(workbook(cells).bytes) == [
                SheetRow(number: 2, cells: [SheetCell(column: 1, value: .number(SheetNumber(decimal: "5")))])
            ]
        )
    }

    @Test func `rows and cells without addresses follow one another`() throws {
        let cells =
            #"<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="5"/><row><c><v>4</v></c></row>"#
        let read = try read(workbook(cells).bytes)
        #expect(read.map(\.number) == [1, 6])
        #expect(read[0].cells.map(\.column) == [0, 3, 4])
        #expect(read[0][3]?.text == "2")
        #expect(read[0][1] == nil && read[0][9] == nil && read[0][-1] == nil)
    }

    @Test(
        arguments: [
            ("yyyy-mm-dd", .day(.day)), ("yyyy\"年\"m\"月\"", .day(.month)),
            ("yyyy\"年\"m\"月\"d\"日\"", .day(.day)),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", .day(.day)),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\";@", .day(.month)),
            ("yyyy.m", .day(.month)), ("mmm-yy", .day(.month)), ("yyyy", .day(.year)),
            ("yyyy\"年\"", .day(.year)),
            ("yyyy/m/d\\ h:mm", .day(.day)), ("m/d/yy h:mm AM/PM", .day(.day)), ("aaaa", .day(.day)),
            ("m\"月\"d\"日\"", .day(.day)),
            ("h:mm", .time), ("mm:ss.0", .time), ("[h]:mm:ss", .time), ("上午/下午h\"时\"mm\"分\"", .time),
            ("h:mm AM/PM", .time),
            ("General", .number), ("G/通用格式", .number), ("@", .number), ("0.00E+00", .number),
            ("#,##0.00_);[Red](#,##0.00)", .number),
            ("\"￥\"#,##0.00", .number), ("[$￥-804]#,##0.00", .number), ("0%", .percent), ("0.00%", .percent),
            ("0.00\"万元\"", .money(.wan)), ("#,##0\"元\"", .money(.yuan)), ("0.0\\万\\元", .money(.wan)),
            ("¥#,##0.00\"元\"", .money(.yuan)),
            ("0!.0,\"万元\"", .money(.yuan)), ("0\".\"0,\"万\"", .money(.yuan)),
            ("#!.0000\"万元\"", .money(.yuan)),
            ("General\"万元\"", .money(.wan)), ("G/通用格式\"元\"", .money(.yuan)), ("0\"台\"", .number),
            ("0.00,\"万元\"", .number),
            ("", .number), ("\"", .number), ("\\", .number), ("[", .number), ("0_", .number),
        ] as [(String, CellFormat)]
    )
    func `number formats tell dates, percentages and units`(code: String, format: CellFormat) {
        #expect(CellFormat(code: code) == format)
    }

    @Test(arguments: [
        (14, "44322", "2021-05-06"), (14, "44322.5", "2021-05-06 12:00"), (14, "44322.999999", "2021-05-07"),
        (57, "44317", "2021-05"), (57, "44322", "2021-05-06"), (14, "1", "1900-01-01"),
        (14, "59", "1900-02-28"),
        (14, "61", "1900-03-01"), (14, "60", "60"), (14, "0", "0"), (14, "-1", "-1"),
        (14, "999999", "999999"),
        (14, "109574", "2199-12-31"), (14, "109575", "109575"), (14, "0.5", "12:00"),
        (20, "0.604166666666667", "14:30"),
        (46, "1.5", "36:00"),
        (21, "0.604224537037037", "14:30:05"), (31, "44322", "2021-05-06"), (9, "0.5", "50%"),
        (10, "0.1234", "12.34%"),
        (9, "1", "100%"),
    ])
    func `numbers with the workbook's own formats`(format: Int, number: String, text: String) throws {
        let formats = "<cellXfs><xf numFmtId=\"\(format)\"/></cellXfs>"
        #expect(try value("<c s=\"0\"><v>\(number)</v></c>", formats: formats)?.text == text)
    }

    @Test func `days are counted from 1904 where the workbook says so`() throws {
        let formats = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>"
        let first = try value(#"<c s="0"><v>0</v></c>"#, formats: formats, properties: "date1904=\"1\"")
        #expect(first?.text == "1904-01-01")
        let day = try value(#"<c s="0"><v>42860</v></c>"#, formats: formats, properties: "date1904=\"true\"")
        #expect(day?.text == "2021-05-06")
    }

    @Test func `the merged cells of a sheet with odd content are found`() throws {
        let cells = #"<row><c t="str"><v>sheetData> &lt;/sheetData></v></c></row>"#
        let tail = #"<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3"/></mergeCells>"#
        let book = try WorkbookFile(bytes: workbook(cells, tail: tail).bytes, name: "a.xlsx")
        #expect(try book.layout(of: book.sheets[0]).merges.map(\.description) == ["A1:B2", "C3"])
        let wrong = try WorkbookFile(
            bytes: workbook(cells, tail: #"<mergeCell ref="A0"/>"#).bytes,
            name: "a.xlsx"
        )
        try expectRefused("sheet_file_damaged", "mergeCell") { try wrong.layout(of: wrong.sheets[0]) }
    }

    @Test func `merged cells are found behind any prefix`() throws {
        let text =
            "<x-1:worksheet><x-1:sheetData><x-1:row/></x-1:sheetData ><x-1:mergeCell ref='B2:A1'/></x-1:worksheet>"
        let bytes = workbook(replacing: "xl/worksheets/sheet1.xml", with: text)
        let book = try WorkbookFile(bytes: bytes, name: "a.xlsx")
        #expect(try book.layout(of: book.sheets[0]).merges.map(\.description) == ["A1:B2"])
    }

    @Test(arguments: [
        ("A1", 1, 0), ("Z9", 9, 25), ("AA10", 10, 26), ("XFD1048576", 1_048_576, 16_383), ("$F$12", 12, 5),
        ("f12", 12, 5),
    ])
    func `addresses are read`(text: String, row: Int, column: Int) throws {
        #expect(CellAddress(text) == CellAddress(row: row, column: column))
        #expect(CellAddress(row: row, column: column).description == text.filter { $0 != "$" }.uppercased())
    }

    @Test(arguments: [
        "", "A", "1", "A0", "A01", "XFE1", "A1048577", "1A", "A1B", "中1", "A-1", "AAAAAAAAAAAAAA1",
    ])
    func `what is no address is none`(text: String) {
        #expect(CellAddress(text) == nil)
    }

    @Test(arguments: [
        ("征集表", "征集表!F12"), ("表 2", "'表 2'!F12"), ("It's", "'It''s'!F12"), ("2021", "'2021'!F12"),
        ("a_b.1", "a_b.1!F12"),
        ("需求（一）", "'需求（一）'!F12"), ("", "''!F12"),
    ])
    func `places are named as Excel names them`(sheet: String, place: String) {
        #expect(CellPlace(sheet: sheet, address: CellAddress(row: 12, column: 5)).description == place)
    }
}
