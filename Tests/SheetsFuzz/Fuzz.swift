import Domain
import Sheets

/// What libFuzzer calls with each input: the first byte says which part of a workbook the others are, behind right
/// checksums, or that they are the whole file. Anything but rows or an `AppError` is a finding: a trap, a hang, memory
/// beyond the limit, and the promises checked here.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let content = Array(input.dropFirst())
    let parts = [
        "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
    ]
    let place = Int(input[0]) % 8
    guard place < parts.count else {
        readAll(content)
        return 0
    }
    var zip = workbook(
        #"<row><c t="s"><v>0</v></c><c s="0"><v>44322.5</v></c></row>"#,
        strings: "<si><t>a</t></si>",
        formats: #"<cellXfs><xf numFmtId="14"/></cellXfs>"#
    )
    for index in zip.parts.indices {
        zip.parts[index].isDeflated = false
        if zip.parts[index].name == parts[place] { zip.parts[index].bytes = content }
    }
    readAll(zip.bytes)
    return 0
}

private func readAll(_ bytes: [UInt8]) {
    var limits = SheetLimits()
    limits.partBytes = 16 << 20
    limits.ratioFloor = 1 << 20
    limits.stringsInMemory = 8 << 20
    do throws(AppError) {
        let book = try WorkbookFile(bytes: bytes, name: "a.csv", limits: limits)
        precondition(!book.sheets.isEmpty, "no sheet")
        for sheet in book.sheets.prefix(3) {
            _ = try book.layout(of: sheet)
            let rows = try book.rows(of: sheet)
            var last = 0
            while let row = try rows.next() {
                precondition(row.number > last && !row.cells.isEmpty, "order of rows")
                last = row.number
                for cell in row.cells {
                    precondition(cell.value.text.utf8.count < 1 << 20, "length of text")
                    _ = try? SheetDay(cell.value, field: .on)
                    _ = try? Money(cell.value, bareUnit: Money.Unit(heading: cell.value.text), field: .amount)
                }
            }
        }
    } catch {
        precondition(!error.message.zh.isEmpty, "no sentence")
    }
}
