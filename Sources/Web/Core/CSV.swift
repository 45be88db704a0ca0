import HTTPTypes
import Hummingbird
import NIOCore

/// A table as a file that spreadsheets open (RFC 4180), in UTF-8 with the mark by which Excel knows it.
struct CSV {
    enum Cell {
        /// What somebody typed. A spreadsheet takes it for a text, whatever it begins with.
        case text(String)
        /// What the program writes: a number, a day, a code.
        case plain(String)
    }

    private var text = "\u{FEFF}"

    init(_ headings: [String]) { add(headings.map(Cell.text)) }

    mutating func add(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "," }
            switch cell {
            case .plain(let value): append(value)
            case .text(let value):
                // Else Excel would run it as a formula (OWASP, CSV Injection).
                let isFormula = value.first.map { "=+-@\t\r＝＋－＠".contains($0) } ?? false
                append(isFormula ? "'" + value : value)
            }
        }
        text += "\r\n"
    }

    /// A row of texts; those that are numbers are left as they are.
    mutating func add(_ cells: [String]) {
        add(
            cells.map { cell in
                let isNumber = !cell.isEmpty && Double(cell) != nil && cell.utf8.allSatisfy { "-.0123456789".utf8.contains($0) }
                return isNumber ? .plain(cell) : .text(cell)
            }
        )
    }

    private mutating func append(_ value: String) {
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: false
            default: true
            }
        }
        if isPlain { text += value } else { text += "\"" + value.replacing("\"", with: "\"\"") + "\"" }
    }

    /// The file to be kept under a name.
    func response(_ name: String) -> Response {
        // The first name is for programs that don't know the second (RFC 6266).
        let disposition =
            "attachment; filename=\"export.csv\"; filename*=UTF-8''\(Inputs.encoded(name + ".csv"))"
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: disposition,
                .cacheControl: "no-store",
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
