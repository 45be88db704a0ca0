import Domain
import Hummingbird
import NIOCore

/// A table as a CSV file (RFC 4180) that spreadsheets open as it is: UTF-8 with its mark in front, lines ended by CRLF.
struct CSV: Sendable {
    private var buffer = ByteBuffer()

    init(columns: [String]) {
        buffer.writeString("\u{FEFF}")
        add(columns)
    }

    mutating func add(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { buffer.writeString(",") }
            write(cell)
        }
        buffer.writeString("\r\n")
    }

    private mutating func write(_ cell: String) {
        var cell = cell
        // A spreadsheet would work out a cell that begins so (OWASP, CSV Injection).
        if let first = cell.utf8.first, "=+-@\t\r".utf8.contains(first), !Self.isNumber(cell) {
            cell = "'" + cell
        }
        let isPlain = cell.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: ","), 0x0A, 0x0D: false
            default: true
            }
        }
        buffer.writeString(
            isPlain
                ? cell
                : "\"\(cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        )
    }

    /// Whether it is a number below zero, such as a refund, and nothing to be worked out.
    private static func isNumber(_ cell: String) -> Bool {
        let digits = cell.utf8.dropFirst()
        return cell.utf8.first == UInt8(ascii: "-") && !digits.isEmpty
            && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }

    /// The file to be saved under this name.
    func response(name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename*=UTF-8''\(Inputs.encoded(name))",
                .cacheControl: "no-store",
            ],
            body: .init(byteBuffer: buffer)
        )
    }

    /// An amount in yuan as a number that programs read, blank if unknown: the column's heading names the unit.
    static func yuan(_ money: Money?) -> String {
        money.map { $0.yuanNumber.filter { $0 != "," } } ?? ""
    }
}
