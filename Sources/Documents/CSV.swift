import Domain

/// A table as a CSV file (RFC 4180) that spreadsheets open as it is: UTF-8 with its mark in front, lines ended by CRLF.
///
/// Take the bytes from time to time where there are many rows, so that they need not be held.
public struct CSV: Sendable {
    public private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    public init(columns: [String]) {
        add(columns)
    }

    /// A whole table; amounts in their columns' units, ungrouped.
    public init(_ table: Table) {
        self.init(columns: table.columns.map(\.title))
        for row in 0..<table.rows.count {
            add(table.columns.indices.map { table.cell(row, $0).plainText(in: table.columns[$0]) })
        }
    }

    public mutating func add(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(cell)
        }
        bytes += [0x0D, 0x0A]
    }

    public mutating func add(_ cells: [Cell], in columns: [Column]) {
        add(columns.indices.map { cells.indices.contains($0) ? cells[$0].plainText(in: columns[$0]) : "" })
    }

    /// What was written since it was last taken.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func write(_ cell: String) {
        let guarded = Self.guarded(cell)
        guard guarded.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
            bytes += guarded.utf8
            return
        }
        bytes.append(0x22)
        for byte in guarded.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// The text with an apostrophe in front if a spreadsheet would work it out (OWASP, CSV Injection); a text that looks
    /// guarded gets another, so that `unguarded` gives back what there was.
    public static func guarded(_ text: String) -> String {
        guard let first = text.utf8.first, isRisky(first) || first == UInt8(ascii: "'") else { return text }
        if isNumber(text) { return text }
        if first == UInt8(ascii: "'") {
            let rest = text.utf8.drop { $0 == UInt8(ascii: "'") }
            guard let next = rest.first, isRisky(next) else { return text }
        }
        return "'" + text
    }

    /// What was meant by a cell that `guarded` has written.
    public static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'") else { return text }
        let rest = text.utf8.drop { $0 == UInt8(ascii: "'") }
        guard let next = rest.first, isRisky(next) else { return text }
        return String(text.dropFirst())
    }

    private static func isRisky(_ byte: UInt8) -> Bool { "=+-@\t\r".utf8.contains(byte) }

    /// Whether it is a number below zero, such as a refund, and nothing to be worked out.
    private static func isNumber(_ cell: String) -> Bool {
        let digits = cell.utf8.dropFirst()
        return cell.utf8.first == UInt8(ascii: "-") && !digits.isEmpty
            && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }
}
