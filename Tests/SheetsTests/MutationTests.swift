import Domain
import Sheets
import Testing

/// Files that were changed at random, the same in every run: whatever comes out, it is rows or a refusal.
@Suite struct MutationTests {
    /// So little is enough for small files, and shows at once where something grows without end.
    private static var limits: SheetLimits {
        var limits = SheetLimits()
        limits.partBytes = 1 << 22
        limits.cells = 100_000
        return limits
    }

    /// Reads all there is; what is refused is refused as `AppError`, everything else fails the test.
    private func readAll(_ bytes: [UInt8], _ name: String) {
        do throws(AppError) {
            let book = try WorkbookFile(bytes: bytes, name: name, limits: Self.limits)
            for sheet in book.sheets {
                _ = try book.layout(of: sheet)
                let reading = try book.rows(of: sheet)
                var last = 0
                while let row = try reading.next() {
                    #expect(row.number > last && !row.cells.isEmpty)
                    last = row.number
                }
            }
        } catch {
            #expect(!error.message.zh.isEmpty && error.field == .file)
        }
    }

    private func mutate(_ bytes: inout [UInt8], with numbers: inout SeededNumbers) {
        for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            let count = min(Int.random(in: 1...16, using: &numbers), bytes.count - place)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 2: bytes.removeSubrange(place..<place + count)
            case 3: bytes.insert(contentsOf: bytes[place..<place + count], at: place)
            case 4: bytes.removeLast(bytes.count - place)
            default:
                let from = Int.random(in: 0...bytes.count - count, using: &numbers)
                bytes.replaceSubrange(place..<place + count, with: Array(bytes[from..<from + count]))
            }
        }
    }

    @Test(arguments: [
        "wps.xlsx", "libxlsxwriter.xlsx", "streamed.xlsx", "password.xlsx", "libreoffice.xls",
        "libreoffice.csv",
    ])
    func `a file changed at random is read or refused`(name: String) throws {
        let whole = try fixture(name)
        var numbers = SeededNumbers(seed: 20_210_506)
        for _ in 0..<300 {
            var bytes = whole
            mutate(&bytes, with: &numbers)
            readAll(bytes, name)
        }
    }

    /// Behind right checksums, so that the changes reach the readers of the parts.
    @Test func `parts changed at random are read or refused`() throws {
        var cells =
            #"<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44322.5</v></c></row>"#
        cells +=
            #"<row r="3"><c t="inlineStr"><is><r><t>a&amp;_x000D_b</t></r></is></c><c t="b"><v>1</v></c></row>"#
        cells +=
            #"<row><c t="str"><f>A1&amp;"x"</f><v>x</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2021-05-06</v></c></row>"#
        let strings =
            "<si><t xml:space=\"preserve\"> 技术 </t><rPh sb=\"0\"><t>x</t></rPh></si><si><r><t>y</t></r></si>"
        let formats =
            #"<numFmts><numFmt numFmtId="176" formatCode="0!.0,&quot;万元&quot;"/></numFmts><cellXfs><xf numFmtId="176"/><xf numFmtId="14"/></cellXfs>"#
        let tail = #"<mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#
        let whole = workbook(cells, strings: strings, formats: formats, tail: tail)
        var numbers = SeededNumbers(seed: 6)
        for round in 0..<1500 {
            var zip = whole
            mutate(&zip.parts[round % zip.parts.count].bytes, with: &numbers)
            readAll(zip.bytes, "a.xlsx")
        }
    }
}
