import Domain

extension SheetLayout {
    private static let mostMerges = 1 << 20

    /// Reads what is before and after a sheet's rows, passing over these.
    init(_ sheet: Sheet, of workbook: Workbook) throws(AppError) {
        var xml = try workbook.xml(of: sheet)
        var merges: [CellRange] = []
        var hidden: [ClosedRange<Int>] = []
        reading: while true {
            switch try xml.next() {
            case .start where xml.depth == 2 && xml.isElement("sheetData"): try xml.skipQuickly("sheetData")
            case .start where xml.isElement("col") && xml.flag(of: "hidden"):
                guard let first = xml.number(of: "min"), let last = xml.number(of: "max"), first >= 1,
                    last >= first, last <= CellAddress.lastColumn + 1, hidden.count <= CellAddress.lastColumn
                else { throw xml.damaged("col") }
                hidden.append(first - 1...last - 1)
            case .start where xml.isElement("mergeCell"):
                guard let text = try xml.value(of: "ref"), let range = CellRange(text),
                    merges.count < SheetLayout.mostMerges
                else { throw xml.damaged("mergeCell") }
                merges.append(range)
            case .finished: break reading
            default: continue
            }
        }
        self.init(merges: merges, hiddenColumns: hidden)
    }
}
