/// Where a cell stands in its sheet, counted from 0 inside and written as Excel shows it: `F12`.
public struct CellAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The row's number as Excel shows it, counted from 1.
    public let row: Int
    /// The column, counted from 0: A is 0.
    public let column: Int

    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// The last row and column that an Excel sheet can have (ECMA-376: 1,048,576 rows, 16,384 columns).
    static let lastRow = 1_048_576
    static let lastColumn = 16_383

    /// By rows, and in a row from left to right.
    public static func < (left: CellAddress, right: CellAddress) -> Bool {
        (left.row, left.column) < (right.row, right.column)
    }

    public var description: String { "\(CellAddress.letters(ofColumn: column))\(row)" }

    /// The letters of a column: A for 0, Z for 25, AA for 26.
    public static func letters(ofColumn column: Int) -> String {
        var letters: [UInt8] = []
        var rest = max(column, 0)
        while true {
            letters.append(0x41 + UInt8(rest % 26))
            if rest < 26 { break }
            rest = rest / 26 - 1
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    /// The address that a text such as `F12` or `$F$12` writes; nil for any other text and outside of Excel's sheets.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8.filter { $0 != 0x24 }
        guard let read = bytes.withUnsafeBufferPointer(CellAddress.init(bytes:)) else { return nil }
        self = read
    }

    init?(bytes: UnsafeBufferPointer<UInt8>) {
        var column = 0
        var index = 0
        while index < bytes.count {
            let letter = bytes[index] & ~0x20
            guard letter >= 0x41, letter <= 0x5A else { break }
            column = column * 26 + Int(letter) - 0x40
            guard column <= CellAddress.lastColumn + 1 else { return nil }
            index += 1
        }
        guard index > 0, index < bytes.count, bytes[index] != 0x30 else { return nil }
        var row = 0
        while index < bytes.count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            row = row * 10 + Int(digit)
            guard row <= CellAddress.lastRow else { return nil }
            index += 1
        }
        self.init(row: row, column: column - 1)
    }
}

/// A rectangle of cells, such as merged ones: `A1:F1`.
public struct CellRange: Hashable, Sendable, CustomStringConvertible {
    public let rows: ClosedRange<Int>
    public let columns: ClosedRange<Int>

    public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// The upper left cell, which alone holds the value of merged cells.
    public var first: CellAddress { CellAddress(row: rows.lowerBound, column: columns.lowerBound) }
    /// The lower right cell.
    public var last: CellAddress { CellAddress(row: rows.upperBound, column: columns.upperBound) }

    public func contains(_ address: CellAddress) -> Bool {
        rows.contains(address.row) && columns.contains(address.column)
    }

    public var description: String { first == last ? first.description : "\(first):\(last)" }

    /// The range that a text such as `A1:F1` writes; nil for any other text.
    public init?(_ text: some StringProtocol) {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false)
        guard ends.count <= 2, let start = ends.first.flatMap({ CellAddress($0) }),
            let end = ends.last.flatMap({ CellAddress($0) })
        else { return nil }
        self.init(
            rows: min(start.row, end.row)...max(start.row, end.row),
            columns: min(start.column, end.column)...max(start.column, end.column)
        )
    }
}

/// A cell of a workbook as Excel names it: `征集表!F12`.
public struct CellPlace: Hashable, Sendable, CustomStringConvertible {
    /// The sheet's name.
    public let sheet: String
    public let address: CellAddress

    public init(sheet: String, address: CellAddress) {
        self.sheet = sheet
        self.address = address
    }

    public var description: String { "\(CellPlace.quoted(sheet))!\(address)" }

    /// A sheet's name as it stands in an address: in quotes if it holds anything but letters, digits, `_` and `.`, or
    /// begins with a digit, as Excel has it.
    public static func quoted(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "."
        }
        let startsWell = name.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } ?? false
        if isPlain && startsWell { return name }
        return "'\(name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
}
