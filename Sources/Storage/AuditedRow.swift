import Domain
import FoundationEssentials

/// A row as the audit log keeps it: an object of its columns.
struct AuditedRow {
    let values: [String: SQLValue]

    /// Nil when the text is not such an object.
    init?(_ text: String) {
        guard let cells = try? JSONDecoder().decode([String: Cell].self, from: Data(text.utf8)) else {
            return nil
        }
        values = cells.mapValues(\.value)
    }

    func integer(_ column: String) -> Int64? {
        if case .integer(let integer)? = values[column] { integer } else { nil }
    }

    func text(_ column: String) -> String? {
        if case .text(let text)? = values[column] { text } else { nil }
    }

    private struct Cell: Decodable {
        let value: SQLValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .null
            } else if let integer = try? container.decode(Int64.self) {
                value = .integer(integer)
            } else {
                value = .text(try container.decode(String.self))
            }
        }
    }
}
