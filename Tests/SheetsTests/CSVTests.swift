import Domain
import Sheets
import Testing

@Suite struct CSVTests {
    private func csv(_ text: String) throws -> [String] {
        lines(try read(Array(text.utf8), name: "名单.csv"))
    }

    /// 技术需求, 常州€ as GB18030.
    private static let gb: [UInt8] = [
        0xBC, 0xBC, 0xCA, 0xF5, 0xD0, 0xE8, 0xC7, 0xF3, 0x2C, 0xB3, 0xA3, 0xD6, 0xDD, 0x80,
    ]

    @Test func `the sheet has the file's name`() throws {
        let book = try WorkbookFile(bytes: Array("a".utf8), name: "2021.名单.csv")
        #expect(book.kind == .csv)
        #expect(book.sheets.map(\.name) == ["2021.名单"])
        #expect(try book.layout(of: book.sheets[0]) == SheetLayout(merges: [], hiddenColumns: []))
        #expect(try WorkbookFile(bytes: Array("a".utf8), name: ".csv").sheets[0].name == ".csv")
    }

    @Test(arguments: ["a,b\nc,d", "a\tb\nc\td", "a;b\nc;d", "sep=;\na;b\nc;d", "sep=|\r\na|b\r\nc|d"])
    func `comma, tab and semicolon are told apart`(text: String) throws {
        #expect(try csv(text) == ["1: a | b", "2: c | d"])
    }

    @Test func `what divides most lines alike is the separator`() throws {
        #expect(try csv("表，一,二;三\n甲;1,5;2\n乙;2;3\n丙;3;4")[1] == "2: 甲 | 1,5 | 2")
        #expect(try csv("名单（a,b）\n\n甲\t\"x,y\"\t1\n乙\ty\t2")[1] == "3: 甲 | x,y | 1")
        #expect(try csv("只有一列\n甲") == ["1: 只有一列", "2: 甲"])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `every line end ends a line`(end: String) throws {
        #expect(try csv("a,b\(end)\(end)c,d\(end)") == ["1: a | b", "3: c | d"])
    }

    @Test func `quotes keep separators, line ends and quotes`() throws {
        let text = "\"a,1\",\"b\r\n2\r3\",\"c\"\"4\"\"\"\r\nd,e\"f,\"g\"h,\"\"\r\n"
        #expect(try csv(text) == ["1: a,1 | b\n2\n3 | c\"4\"", "2: d | e\"f | gh"])
    }

    @Test func `values keep their columns`() throws {
        let rows = try read(Array("a,,c\n,, \u{3000},d\n,,,\n".utf8), name: "a.csv")
        #expect(rows.map { $0.cells.map(\.column) } == [[0, 2], [3]])
    }

    @Test func `Excel's way to keep zeros is undone`() throws {
        #expect(try csv("=\"001\",\"=\"\"002\"\"\",=A1") == ["1: 001 | 002 | =A1"])
    }

    @Test func `a quote left open is refused where it opens`() throws {
        try expectRefused("sheet_quote_open", "名单!B2") { try csv("a,b\nc,\"d\ne,f\n") }
        let long = "a,b\nc,\"d\n" + String(repeating: "e,f\n", count: 100_000)
        try expectRefused("sheet_quote_open", "名单!B2") { try csv(long) }
    }

    @Test func `a value that is too long is refused`() throws {
        try expectRefused("sheet_text_too_long", "名单!A1") { try csv(String(repeating: "a", count: 200_000)) }
    }

    @Test func `too many rows and columns are refused`() throws {
        var limits = SheetLimits()
        limits.rows = 2
        limits.columns = 2
        try expectRefused("sheet_too_many_rows") {
            try read(Array("1\n2\n3".utf8), name: "a.csv", limits: limits)
        }
        try expectRefused("sheet_too_many_columns", "a!C1") {
            try read(Array("1,2,3".utf8), name: "a.csv", limits: limits)
        }
        #expect(try read(Array("1,2,,,\n\n\n3".utf8), name: "a.csv", limits: limits).count == 2)
    }

    @Test func `every encoding reads the same`() throws {
        let text = "技术需求,常州€😀\n"
        let wide = Array(text.utf16)
        let expected = ["1: 技术需求 | 常州€😀"]
        #expect(try csv(text) == expected)
        #expect(try csv("\u{FEFF}" + text) == expected)
        let little =
            [0xFF, 0xFE] + wide.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(lines(try read(little, name: "a.csv")) == expected)
        let big = [0xFE, 0xFF] + wide.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        #expect(lines(try read(big, name: "a.csv")) == expected)
        let national = CSVTests.gb + [0x94, 0x39, 0xFC, 0x36]
        #expect(lines(try read(national, name: "a.csv")) == expected)
    }

    @Test func `characters across the ends of what is read at once stay whole`() throws {
        for shift in 0..<4 {
            let text = String(repeating: "a", count: shift) + String(repeating: "技😀\n", count: 60_000)
            let read = try read(Array(text.utf8), name: "a.csv")
            #expect(read.count == 60_000)
            #expect(read.dropFirst().allSatisfy { $0.cells[0].value == .text("技😀") })
        }
        let line: [UInt8] = [0xBC, 0xBC, 0x94, 0x39, 0xFC, 0x36, 0x0A]
        let bytes = [UInt8](repeatElement(line, count: 30_000).joined())
        #expect(
            try read([0x61] + bytes, name: "a.csv").dropFirst().allSatisfy {
                $0.cells[0].value == .text("技😀")
            }
        )
    }

    @Test(
        arguments: [
            (Array("a,b\n技术,".utf8) + [0xE6, 0x8A], "第 2 行", "UTF-8"),
            (Array("技术需求\n技术\n".utf8) + [0xFF] + Array("技术需求".utf8), "第 3 行", "UTF-8"),
            (CSVTests.gb + [0x0A, 0xFF], "第 2 行", "GB18030"),
            (CSVTests.gb + [0x0A, 0xBC], "第 2 行", "GB18030"),
            (CSVTests.gb + [0x0A, 0xBC, 0x0A], "第 2 行", "GB18030"),
            (CSVTests.gb + [0x0A, 0x84, 0x31, 0xA4, 0x39, 0xE4, 0x30, 0x81, 0x30], "第 2 行", "GB18030"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x00, 0xDC], "第 2 行", "UTF-16"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x00], "第 2 行", "UTF-16"),
            ([0xFE, 0xFF, 0x00, 0x61, 0x00, 0x0A, 0xD8, 0x00], "第 2 行", "UTF-16"),
            ([0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xC0, 0x80], "第 2 行", "UTF-8"),
        ] as [([UInt8], String, String)]
    )
    func `bytes that are no text are refused with their place`(
        bytes: [UInt8],
        place: String,
        encoding: String
    ) throws {
        try expectRefused("sheet_encoding", place) { try read(bytes, name: "a.csv") }
        try expectRefused("sheet_encoding", encoding) { try read(bytes, name: "a.csv") }
    }
}
