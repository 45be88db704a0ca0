import Domain

/// Reads the records of a CSV file (RFC 4180, and what Excel makes of what goes beyond it).
struct CSVScanner: RowScanner, ~Copyable {
    private static let capacity = 128 << 10

    private var stream: TextStream
    private let separator: UInt8
    private let sheet: String
    private let fileName: String
    private let limits: SheetLimits
    private let buffer: UnsafeMutablePointer<UInt8>
    private var position = 0
    private var end = 0
    private var text: TextBuffer
    private var row = 0
    private var rowCount = 0
    private var cellCount = 0
    private var widest = 0

    init(_ csv: CSVFile, sheet: Sheet) throws(AppError) {
        stream = TextStream(csv.file, encoding: csv.encoding, start: csv.start)
        separator = csv.separator
        self.sheet = sheet.name
        fileName = csv.file.name
        limits = csv.limits
        text = TextBuffer(limit: csv.limits.textBytes)
        buffer = .allocate(capacity: CSVScanner.capacity)
        if csv.hasSeparatorLine {
            _ = try readRecord()
            row = 0
            rowCount = 0
            cellCount = 0
        }
    }

    deinit { buffer.deallocate() }

    var progress: Double { stream.progress }

    /// The next record that holds something; nil after the last.
    mutating func next() throws(AppError) -> SheetRow? {
        while try fillIfEmpty() {
            if let row = try readRecord() { return row }
        }
        return nil
    }

    /// Reads on when all has been used; false at the end.
    @inline(__always)
    private mutating func fillIfEmpty() throws(AppError) -> Bool {
        if position < end { return true }
        position = 0
        end = try stream.read(into: UnsafeMutableBufferPointer(start: buffer, count: CSVScanner.capacity))
        return end > 0
    }

    private var place: CellPlace { CellPlace(sheet: sheet, address: CellAddress(row: row, column: column)) }
    private var column = 0

    /// One record; nil if it holds nothing.
    private mutating func readRecord() throws(AppError) -> SheetRow? {
        row += 1
        column = 0
        guard row <= CellAddress.lastRow else { throw .tooManyRows(sheet, limit: limits.rows) }
        var cells: [SheetCell] = []
        var isMore = true
        while isMore {
            isMore = try readField()
            if text.count > 0, let value = try value() {
                guard column < limits.columns else { throw .tooManyColumns(place, limit: limits.columns) }
                if cells.isEmpty { cells.reserveCapacity(widest) }
                cells.append(SheetCell(column: column, value: value))
            }
            column += 1
        }
        guard !cells.isEmpty else { return nil }
        rowCount += 1
        cellCount += cells.count
        widest = max(widest, cells.count)
        guard rowCount <= limits.rows else { throw .tooManyRows(sheet, limit: limits.rows) }
        guard cellCount <= limits.cells else { throw .tooManyCells(sheet, limit: limits.cells) }
        return SheetRow(number: row, cells: cells)
    }

    private func value() throws(AppError) -> SheetValue? {
        let bytes = text.content
        // ="001" is how numbers are kept as text for Excel.
        if bytes.count > 3, bytes[0] == 0x3D, bytes[1] == 0x22, bytes[bytes.count - 1] == 0x22 {
            return CellReader.value(ofText: String(decoding: bytes[2..<(bytes.count - 1)], as: UTF8.self))
        }
        return CellReader.value(ofText: String(decoding: bytes, as: UTF8.self))
    }

    /// Takes the next value into `text`; false if it was the record's last.
    private mutating func readField() throws(AppError) -> Bool {
        text.removeAll()
        guard try fillIfEmpty() else { return false }
        if buffer[position] == 0x22 {
            position += 1
            try readQuoted()
        }
        while try fillIfEmpty() {
            let start = position
            while position < end {
                let byte = buffer[position]
                if byte == separator || byte == 0x0A || byte == 0x0D { break }
                position += 1
            }
            let run = UnsafeBufferPointer(start: buffer + start, count: position - start)
            guard text.append(run) else { throw .textTooLong("\(place)") }
            guard position < end else { continue }
            let byte = buffer[position]
            position += 1
            if byte == separator { return true }
            if byte == 0x0D, try fillIfEmpty(), buffer[position] == 0x0A { position += 1 }
            return false
        }
        return false
    }

    /// Takes the quoted part of a value, up to its closing mark.
    private mutating func readQuoted() throws(AppError) {
        let opened = place
        while true {
            guard try fillIfEmpty() else { throw .quoteLeftOpen(opened) }
            let start = position
            while position < end, buffer[position] != 0x22 { position += 1 }
            let run = UnsafeBufferPointer(start: buffer + start, count: position - start)
            // So much text in one cell is a mark without its partner.
            guard text.append(run) else { throw .quoteLeftOpen(opened) }
            guard position < end else { continue }
            position += 1
            guard try fillIfEmpty(), buffer[position] == 0x22 else { break }
            position += 1
            guard text.append("\"") else { throw .quoteLeftOpen(opened) }
        }
        text.makeLineEndsPlain()
    }
}
