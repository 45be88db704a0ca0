import Domain
import Hummingbird
import NIOCore

/// A list as a file for spreadsheet programs: CSV (RFC 4180), UTF-8 with its mark, by which Excel knows it.
struct CSVFile: Sendable {
    private var text = "\u{FEFF}"

    init(_ headings: [String]) { add(headings) }

    mutating func add(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "," }
            text += Self.quoted(Self.harmless(cell))
        }
        text += "\r\n"
    }

    /// The file to keep, under the list's name and the day.
    func response(_ name: String, on day: Day) -> Response {
        let file = Inputs.encoded("\(name)-\(day).csv")
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"list.csv\"; filename*=UTF-8''\(file)",
                .cacheControl: "no-store",
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// An amount in yuan as a number that programs read: the heading names the unit.
    static func yuan(_ money: Money?) -> String {
        money.map { $0.yuanNumber.filter { $0 != "," } } ?? ""
    }

    /// A text that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV Injection); numbers are not.
    private static func harmless(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else {
            return cell
        }
        let isNumber = cell.utf8.dropFirst().allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        return isNumber && first == "-" && cell.utf8.count > 1 ? cell : "'" + cell
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return cell
        }
        var quoted = "\""
        for scalar in cell.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
