import Domain
import FoundationEssentials
import Market

/// Where a list goes on, as a word that means nothing to programs.
struct Cursor {
    let steps: [String]

    init(_ steps: [String]) { self.steps = steps }

    /// - Parameter operation: the list that the cursor is for; one of another list is refused.
    /// - Throws: `cursor_malformed`.
    init(_ text: String, of operation: String) throws(AppError) {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: base64 + padding),
            let line = String(validating: data, as: UTF8.self)
        else { throw Self.malformed(text) }
        let steps = line.components("\n")
        guard steps.first == operation else { throw Self.malformed(text) }
        self.steps = Array(steps.dropFirst())
    }

    func text(of operation: String) -> String {
        let line = ([operation] + steps).joined(separator: "\n")
        return Data(line.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static func malformed(_ text: String) -> AppError {
        let quoted = AppError.quote(text)
        return AppError(
            .invalid,
            "cursor_malformed",
            field: Field("cursor", "游标", en: "cursor"),
            value: text,
            Phrase(
                "游标“\(quoted)”不对：请用同一个列表上一页给的 next，原样送回。",
                en:
                    "The cursor “\(quoted)” won't do: give the next of the same list's page before, as it was."
            )
        )
    }
}

extension String {
    fileprivate func components(_ separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}

extension Call {
    static let usualLimit = 50

    var limit: Int { Int(number("limit") ?? Int64(Self.usualLimit)) }

    /// The id of the last record that the program has of this list.
    func before() throws -> Int64? {
        guard let text = text("cursor") else { return nil }
        let cursor = try Cursor(text, of: operation.id)
        guard cursor.steps.count == 1, let id = Int64(cursor.steps[0]) else { throw Cursor.malformed(text) }
        return id
    }

    /// A page of records by their ids, the newest first.
    ///
    /// - Parameters:
    ///   - find: the records before an id, at most so many.
    ///   - json: what the records are as JSON, all at once.
    func page<Record>(
        _ find: (_ before: Int64?, _ limit: Int) throws -> [Record],
        id: (Record) -> Int64,
        json: ([Record]) throws -> [JSON]
    ) throws -> Answer {
        // One more than asked for shows whether there is another page.
        let found = try find(try before(), limit + 1)
        let shown = Array(found.prefix(limit))
        let next =
            found.count > limit ? shown.last.map { Cursor([String(id($0))]).text(of: operation.id) } : nil
        return .list(try json(shown), next: next)
    }
}
