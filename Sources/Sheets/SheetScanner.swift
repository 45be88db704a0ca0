import Domain

/// Reads the rows of one worksheet's part.
struct SheetScanner: RowScanner, ~Copyable {
    private enum Stage {
        case head, rows, tail
    }

    private var xml: XMLScanner
    private let sheet: Sheet
    private let strings: StringTable
    private let formats: CellReader
    private let limits: SheetLimits
    private var recent = RecentStrings()
    private var text: TextBuffer
    private var formula: TextBuffer
    private var stage = Stage.head
    private var row = 0
    private var rowCount = 0
    private var cellCount = 0
    private var widest = 0

    /// - Throws: what reading the shared strings throws, `sheet_file_damaged`.
    init(_ sheet: Sheet, of workbook: Workbook) throws(AppError) {
        let strings = try workbook.sharedStrings()
        let xml = try workbook.xml(of: sheet)
        self.strings = strings
        self.xml = xml
        limits = workbook.package.limits
        text = TextBuffer(limit: limits.textBytes)
        formula = TextBuffer(limit: limits.textBytes)
        self.sheet = sheet
        formats = CellReader(styles: workbook.styles, is1904: workbook.is1904)
    }

    var progress: Double { xml.progress }

    /// The next row that holds something; nil when the whole part has been read and found right.
    mutating func next() throws(AppError) -> SheetRow? {
        while true {
            switch try xml.next() {
            case .start where xml.depth == 1:
                guard xml.isElement("worksheet") else { throw xml.damaged("–worksheet") }
            case .start where xml.depth == 2 && stage == .head && xml.isElement("sheetData"): stage = .rows
            case .start where xml.depth == 3 && stage == .rows && xml.isElement("row"):
                if let row = try readRow() { return row }
            case .start: try xml.skip()
            case .end where xml.depth == 1 && stage == .rows: stage = .tail
            case .finished: return nil
            default: continue
            }
        }
    }

    private mutating func readRow() throws(AppError) -> SheetRow? {
        let number = xml.number(of: "r") ?? row + 1
        let isHidden = xml.flag(of: "hidden")
        guard number > row, number <= CellAddress.lastRow else { throw xml.damaged("row \(number)") }
        row = number
        var cells: [SheetCell] = []
        var column = -1
        let outside = xml.depth - 1
        reading: while true {
            switch try xml.next() {
            case .start where xml.isElement("c"):
                guard let cell = try readCell(after: &column) else { continue }
                if cells.isEmpty { cells.reserveCapacity(widest) }
                cells.append(cell)
            case .start: try xml.skip()
            case .end where xml.depth == outside: break reading
            default: continue
            }
        }
        guard !cells.isEmpty else { return nil }
        rowCount += 1
        cellCount += cells.count
        widest = max(widest, cells.count)
        guard rowCount <= limits.rows else { throw .tooManyRows(sheet.name, limit: limits.rows) }
        guard cellCount <= limits.cells else { throw .tooManyCells(sheet.name, limit: limits.cells) }
        return SheetRow(number: number, isHidden: isHidden, cells: cells)
    }
}

// MARK: Cells
extension SheetScanner {
    /// How the content of a cell is written (ECMA-376-1, 18.18.11).
    private enum Form {
        case number, shared, text, boolean, error, date
    }

    private func place(_ column: Int) -> CellPlace {
        CellPlace(sheet: sheet.name, address: CellAddress(row: row, column: column))
    }

    /// The cell that has just begun; nil if it holds nothing. `column` is the one before, and becomes its own.
    private mutating func readCell(after column: inout Int) throws(AppError) -> SheetCell? {
        var own = column + 1
        if let bytes = xml.bytes(of: "r") {
            // Out of order or in another row it would be anyone's guess where it belongs.
            guard let address = CellAddress(bytes: bytes), address.row == row, address.column > column else {
                throw xml.damaged(AppError.quote(String(decoding: bytes, as: UTF8.self)))
            }
            own = address.column
        }
        column = own
        guard own <= CellAddress.lastColumn else { throw xml.damaged("row \(row)") }
        let form = form()
        let style = xml.number(of: "s") ?? 0
        let hasFormula: Bool
        do throws(AppError) {
            hasFormula = try readContent(form)
        } catch  where error.code == "sheet_text_too_long" {
            throw .textTooLong("\(place(own))")
        }
        guard let value = try value(form, style: style, hasFormula: hasFormula, column: own) else {
            return nil
        }
        guard own < limits.columns else { throw .tooManyColumns(place(own), limit: limits.columns) }
        return SheetCell(column: own, value: value)
    }

    private func form() -> Form {
        guard let type = xml.bytes(of: "t"), let first = type.first else { return .number }
        switch first {
        case UInt8(ascii: "s"): return type.count == 1 ? .shared : .text
        case UInt8(ascii: "i"): return .text
        case UInt8(ascii: "b"): return .boolean
        case UInt8(ascii: "e"): return .error
        case UInt8(ascii: "d"): return .date
        default: return .number
        }
    }

    /// Takes what is in the cell into `text`, and its formula, if it has one (true), into `formula`.
    private mutating func readContent(_ form: Form) throws(AppError) -> Bool {
        text.removeAll()
        let outside = xml.depth - 1
        var hasFormula = false
        while true {
            switch try xml.next() {
            case .start where xml.isElement("v"):
                try xml.readText(into: &text)
                if form == .text { text.resolveEscapes() }
            case .start where xml.isElement("is"): try xml.readRichText(into: &text)
            case .start where xml.isElement("f"):
                hasFormula = true
                formula.removeAll()
                try xml.readText(into: &formula)
            case .start: try xml.skip()
            case .end where xml.depth == outside: return hasFormula
            default: continue
            }
        }
    }

    private mutating func value(_ form: Form, style: Int, hasFormula: Bool, column: Int)
        throws(AppError) -> SheetValue?
    {
        if text.count == 0 {
            // A formula that answered the empty text says so; one without any answer was never worked out.
            guard hasFormula, form != .text else { return nil }
            return .uncalculated(try formula.string(or: badBytes(column)))
        }
        switch form {
        case .shared:
            guard let index = text.wholeNumber, let string = try recent.string(index, in: strings) else {
                throw .fileDamaged(xml.fileName, "\(place(column))")
            }
            return CellReader.value(ofText: string)
        case .text: return CellReader.value(ofText: try text.string(or: badBytes(column)))
        case .boolean:
            return .boolean(text.wholeNumber.map { $0 != 0 } ?? text.content.elementsEqual("true".utf8))
        case .error: return .error(try text.string(or: badBytes(column)))
        case .date: return formats.value(ofISODate: try text.string(or: badBytes(column)))
        case .number:
            if let decimal = DecimalText.plain(text.content) {
                return formats.value(of: decimal, style: style)
            }
            return CellReader.value(ofText: try text.string(or: badBytes(column)))
        }
    }

    private func badBytes(_ column: Int) -> AppError {
        let place = "\(place(column))"
        return .badBytes(Phrase(place, en: place), encoding: "UTF-8")
    }
}
