import Domain
import FoundationEssentials
import Sheets
import Testing

/// Files that are refused, each with a sentence that says why.
@Suite struct BrokenFilesTests {
    @Test func `a missing file, a folder and a device are told apart`() throws {
        try expectRefused("file_missing") { try WorkbookFile(path: "/nonexistent/征集表.xlsx") }
        try expectRefused("sheet_file_is_folder", "文件夹") { try WorkbookFile(path: "/") }
        try expectRefused("sheet_file_is_no_file") { try WorkbookFile(path: "/dev/null") }
    }

    @Test(arguments: ["", " \n", "\u{FEFF}"])
    func `an empty file is refused`(text: String) throws {
        try expectRefused("sheet_file_empty", "空") { try read(Array(text.utf8)) }
    }

    @Test func `a file above the limit is refused before it is read`() throws {
        var limits = SheetLimits()
        limits.fileBytes = 100
        try expectRefused("sheet_file_too_large") { try read(workbook().bytes, limits: limits) }
    }

    @Test(arguments: [
        ("<html><body><table><tr><td>1</td></tr></table></body></html>", "sheet_file_markup", "网页"),
        ("\u{FEFF}\r\n<!DOCTYPE HTML PUBLIC><html>", "sheet_file_markup", "网页"),
        ("<meta http-equiv=\"Content-Type\"><table>", "sheet_file_markup", "网页"),
        (
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            "sheet_file_markup", "2003"
        ),
        ("<?xml version=\"1.0\"?><data/>", "sheet_file_markup", "XML"),
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related", "sheet_file_markup", ".mht"),
        ("%PDF-1.7\n", "sheet_file_other", "PDF"), ("{\\rtf1", "sheet_file_other", "RTF"),
        ("Rar!\u{1A}\u{7}", "sheet_file_other", "RAR"), ("GIF89a", "sheet_file_other", "图片"),
        ("a,b\u{0}c", "sheet_file_other", "二进制"),
    ])
    func `a file that is something else is refused by what it is`(text: String, code: String, words: String)
        throws
    {
        try expectRefused(code, words) { try read(Array(text.utf8), name: "导出.xls") }
    }

    @Test func `old Excel without a container is refused`() throws {
        try expectRefused("sheet_file_old_excel") {
            try read([0x09, 0x04, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00])
        }
    }

    @Test func `other documents in archives are refused by what they are`() throws {
        for (name, code, words) in [
            ("word/document.xml", "sheet_file_other", "Word"),
            ("ppt/presentation.xml", "sheet_file_other", "演示"),
            ("xl/workbook.bin", "sheet_file_other_workbook", "xlsb"), ("征集表.xlsx", "sheet_file_other", "压缩包"),
            ("Index/Document.iwa", "sheet_file_other_workbook", "Numbers"),
        ] {
            var zip = Zip()
            zip.add(name, "x")
            try expectRefused(code, words) { try read(zip.bytes) }
        }
    }

    @Test func `a file cut off anywhere is refused`() throws {
        let whole = try fixture("wps.xlsx")
        for count in stride(from: 5, to: whole.count, by: 97) {
            try expectRefused("sheet_file_truncated", "不完整") { try read(Array(whole[..<count])) }
        }
    }

    @Test func `a byte changed in the packed data is found`() throws {
        var bytes = workbook(String(repeating: #"<row><c><v>123</v></c></row>"#, count: 50)).bytes
        let place = try #require(bytes.firstRange(of: Array("sheet1.xml".utf8))).upperBound + 20
        bytes[place] ^= 0x10
        try expectRefused("sheet_file_damaged", "已损坏") { try read(bytes) }
    }

    @Test func `a wrong checksum or size is found`() throws {
        for change in [
            { (part: inout Zip.Part) in part.checksum = 1 }, { part in part.size = 10 },
            { part in part.size = 100_000 },
        ] {
            var zip = workbook()
            change(&zip.parts[3])
            try expectRefused("sheet_file_damaged") { try read(zip.bytes) }
        }
        var stored = workbook()
        stored.parts[3].isDeflated = false
        stored.parts[3].checksum = 7
        try expectRefused("sheet_file_damaged") { try read(stored.bytes) }
    }

    @Test func `stored parts and Zip64 are read`() throws {
        var zip = workbook()
        zip.parts[3].isDeflated = false
        #expect(lines(try read(zip.bytes)) == ["1: 1"])
        zip.isWide = true
        #expect(lines(try read(zip.bytes)) == ["1: 1"])
    }

    @Test func `names with backslashes are read`() throws {
        var zip = workbook()
        for index in zip.parts.indices {
            zip.parts[index].name = zip.parts[index].name.replacing("/", with: "\\")
        }
        #expect(lines(try read(zip.bytes)) == ["1: 1"])
    }

    @Test func `unknown packing is refused`() throws {
        var zip = workbook()
        zip.parts[3].method = 9
        try expectRefused("sheet_file_damaged", "method 9") { try read(zip.bytes) }
    }

    @Test func `an encrypted archive is refused as protected`() throws {
        var zip = workbook()
        for index in zip.parts.indices { zip.parts[index].flags = 1 }
        try expectRefused("sheet_file_encrypted", "密码") { try read(zip.bytes) }
    }

    @Test func `an entry of the same name twice is refused`() throws {
        var zip = workbook()
        zip.add("XL/WORKSHEETS/sheet1.XML", "<worksheet/>")
        try expectRefused("sheet_file_unsafe", "×2") { try read(zip.bytes) }
    }

    @Test(arguments: [
        "../evil.xml", "/etc/passwd", "xl/../../evil", "C:/evil", "xl/\u{0}", "a/./b", "..\\evil",
    ])
    func `paths that lead out are refused`(name: String) throws {
        var zip = workbook()
        zip.add(name, "x")
        try expectRefused("sheet_file_unsafe", "目录") { try read(zip.bytes) }
    }

    @Test func `a local name that differs is refused`() throws {
        var zip = workbook()
        zip.parts[3].localName = "xl/worksheets/sheetX.xml"
        try expectRefused("sheet_file_unsafe") { try read(zip.bytes) }
    }

    @Test func `entries that lie over one another are refused`() throws {
        var bytes = workbook().bytes
        // The second entry's offset in the directory becomes the first one's.
        let directory = try #require(bytes.firstRange(of: [0x50, 0x4B, 0x01, 0x02])).lowerBound
        let second = try #require(bytes[(directory + 4)...].firstRange(of: [0x50, 0x4B, 0x01, 0x02]))
            .lowerBound
        for index in 42..<46 { bytes[second + index] = 0 }
        try expectRefused("sheet_file_unsafe", "overlap") { try read(bytes) }
    }

    @Test func `bombs are refused by size and by ratio`() throws {
        var limits = SheetLimits()
        limits.ratioFloor = 1 << 16
        let zeros = String(repeating: " ", count: 1 << 20)
        try expectRefused("sheet_file_bomb", "恶意") { try read(workbook(zeros).bytes, limits: limits) }
        limits = SheetLimits()
        limits.partBytes = 1000
        try expectRefused("sheet_file_bomb") { try read(workbook(zeros).bytes, limits: limits) }
    }

    @Test func `the whole of 200 MB of nothing is refused without unpacking it`() throws {
        var zip = workbook()
        zip.parts[3].bytes = Array("<worksheet>".utf8) + [UInt8](repeating: 0x20, count: 200 << 20)
        try expectRefused("sheet_file_bomb") { try read(zip.bytes) }
    }

    @Test(arguments: ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"])
    func `document types and entities are refused in every part`(part: String) throws {
        let attacks = [
            #"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><a>&lol2;</a>"#,
            #"<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"#, "<a>&lol;</a>",
        ]
        for attack in attacks.prefix(part.hasSuffix("sheet1.xml") ? 3 : 2) {
            let text = attack.replacing("<a", with: "<worksheet").replacing("</a", with: "</worksheet")
            let bytes = workbook(replacing: part, with: part.hasSuffix("sheet1.xml") ? text : attack)
            if attack.hasPrefix("<a") {
                // An unknown entity where no text is wanted is passed over like all text there.
                #expect(try read(bytes).isEmpty)
            } else {
                try expectRefused("sheet_file_entities", "恶意") { try read(bytes) }
            }
        }
    }

    @Test func `unknown entities in texts are refused`() throws {
        let cell = #"<row><c t="inlineStr"><is><t>&xxe;</t></is></c></row>"#
        try expectRefused("sheet_file_entities") { try read(workbook(cell).bytes) }
    }

    @Test(arguments: [
        "<row><c></row></c>", "<row>", "</row>", "<row r=1/>", "<row r=\"1/>", "<row <c/></row>",
        "<row><1/></row>", "<>",
        "<row a=\"<\"/>", "<!ELEMENT a>", "<!->", "<row/></sheetData></worksheet><b/>", "<![CDATA[", "<!-- ",
        #"<row><c t="str"><v>&#0;</v></c></row>"#, #"<row><c t="str"><v>&#xD800;</v></c></row>"#,
        #"<row><c t="str"><v>&amp</v></c></row>"#, #"<row><c t="str"><v>&#-5;</v></c></row>"#, "<row/><?pi ",
        #"<row r="2"/><row r="1"/>"#, #"<row r="1"/><row r="1"/>"#, #"<row r="1"><c r="B2"/></row>"#,
        #"<row r="1"><c r="B1"/><c r="A1"/></row>"#, #"<row r="1"><c r="A1"/><c r="A1"/></row>"#,
        #"<row r="0"/>"#, #"<row r="1048577"/>"#, #"<row r="1"><c r="XFE1"/></row>"#,
        #"<row><c t="s"><v>0</v></c></row>"#,
        #"<row><c t="s"><v>-1</v></c></row>"#,
    ])
    func `a sheet that is no good XML is refused`(cells: String) throws {
        let error = try #require(try refusal { try read(workbook(cells).bytes) }, "accepted")
        #expect(error.code == "sheet_file_damaged" || error.code == "sheet_file_entities", "\(error)")
    }

    @Test func `nesting without end is refused`() throws {
        let deep = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
        try expectRefused("sheet_file_damaged", "depth") { try read(workbook(deep).bytes) }
    }

    @Test func `attributes and names without end are refused`() throws {
        let many = "<row " + (0..<300).map { "a\($0)=\"\"" }.joined(separator: " ") + "/>"
        try expectRefused("sheet_file_damaged", "attributes") { try read(workbook(many).bytes) }
        let long = "<" + String(repeating: "a", count: 100_000) + "/>"
        try expectRefused("sheet_file_damaged") { try read(workbook(long).bytes) }
        let endless = "<row a=\"" + String(repeating: "a", count: 2 << 20)
        try expectRefused("sheet_text_too_long") { try read(workbook(endless).bytes) }
    }

    @Test func `other encodings of XML are refused`() throws {
        let text = "<?xml version=\"1.0\" encoding=\"GBK\"?><worksheet/>"
        try expectRefused("sheet_file_damaged", "gbk") {
            try read(workbook(replacing: "xl/worksheets/sheet1.xml", with: text))
        }
        var zip = workbook()
        zip.parts[3].bytes =
            [0xFF, 0xFE]
            + "<worksheet/>".utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        try expectRefused("sheet_file_damaged", "UTF-16") { try read(zip.bytes) }
    }

    @Test func `bytes that are no UTF-8 are refused with their cell`() throws {
        var zip = workbook(#"<row r="3"><c r="F3" t="str"><v>@</v></c></row>"#)
        let place = try #require(zip.parts[3].bytes.firstIndex(of: UInt8(ascii: "@")))
        zip.parts[3].bytes[place] = 0xB5
        try expectRefused("sheet_encoding", "征集表!F3") { try read(zip.bytes) }
    }

    @Test func `a workbook without sheets, or with one that is missing, is refused`() throws {
        try expectRefused("sheet_none") {
            try read(workbook(replacing: "xl/workbook.xml", with: "<workbook/>"))
        }
        var zip = workbook()
        zip.parts.remove(at: 3)
        try expectRefused("sheet_file_damaged", "sheet1.xml") { try read(zip.bytes) }
        zip = workbook()
        zip.parts.remove(at: 1)
        try expectRefused("sheet_file_damaged", "workbook.xml") { try read(zip.bytes) }
        try expectRefused("sheet_file_damaged") {
            try read(workbook(replacing: "xl/worksheets/sheet1.xml", with: "<html/>"))
        }
    }

    @Test func `too many rows, columns, cells and letters are refused with the limit`() throws {
        var limits = SheetLimits()
        limits.rows = 2
        let three = String(repeating: "<row><c><v>1</v></c></row>", count: 3)
        try expectRefused("sheet_too_many_rows", "超过 2 行") { try read(workbook(three).bytes, limits: limits) }
        // Blank rows are no rows.
        let blank = String(repeating: "<row/>", count: 9) + "<row><c><v>1</v></c></row>"
        #expect(lines(try read(workbook(blank).bytes, limits: limits)) == ["10: 1"])
        limits = SheetLimits()
        limits.cells = 2
        try expectRefused("sheet_too_many_cells") { try read(workbook(three).bytes, limits: limits) }
        limits = SheetLimits()
        limits.columns = 3
        let wide = #"<row r="1"><c r="D1"><v>1</v></c></row>"#
        try expectRefused("sheet_too_many_columns", "征集表!D1") {
            try read(workbook(wide).bytes, limits: limits)
        }
        // Formatted blanks on the right are harmless.
        #expect(try read(workbook(#"<row r="1"><c r="D1" s="1"/></row>"#).bytes, limits: limits).isEmpty)
        limits = SheetLimits()
        limits.textBytes = 10
        let long = #"<row r="2"><c r="B2" t="str"><v>12345678901</v></c></row>"#
        try expectRefused("sheet_text_too_long", "征集表!B2") { try read(workbook(long).bytes, limits: limits) }
        limits = SheetLimits()
        limits.stringBytes = 10
        let shared = workbook(strings: "<si><t>12345678901</t></si>").bytes
        try expectRefused("sheet_too_much_text") { try read(shared, limits: limits) }
        limits = SheetLimits()
        limits.sheets = 0
        try expectRefused("sheet_too_many_sheets") { try read(workbook().bytes, limits: limits) }
    }

    @Test func `shared strings that don't fit in memory are read from a file`() throws {
        // Longer than one piece of memory, so that texts lie across their ends, too.
        let text = String(repeating: "技术需求", count: 1000)
        let count = 800
        let strings = (0..<count).map { "<si><t>\($0)\(text)</t></si>" }.joined()
        let cells = (0..<count).map { "<row><c t=\"s\"><v>\($0)</v></c></row>" }.joined()
        let bytes = workbook(cells, strings: strings).bytes
        let inMemory = try read(bytes)
        #expect(inMemory.count == count)
        for index in 0..<count { #expect(inMemory[index][0] == .text("\(index)\(text)")) }
        var limits = SheetLimits()
        limits.stringsInMemory = 1 << 20
        #expect(try read(bytes, limits: limits) == inMemory)
    }
}
