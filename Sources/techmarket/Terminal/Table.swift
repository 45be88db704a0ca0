import Domain

/// Rows in columns that stand under each other whatever the script, for a terminal or a pipe.
struct Table {
    enum Alignment { case left, right }

    /// A column and its heading.
    struct Column {
        let title: String
        let alignment: Alignment

        /// Text, which gives way where a terminal is narrow.
        static func text(_ title: String) -> Column { Column(title: title, alignment: .left) }
        /// Numbers and amounts: to the right, and never cut, since half a number is a wrong number.
        static func number(_ title: String) -> Column { Column(title: title, alignment: .right) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    private static let gap = "  "
    /// No column of text gets narrower than this.
    private static let narrowest = 8

    init(_ columns: [Column]) {
        self.columns = columns.map { Column(title: $0.title.onOneLine, alignment: $0.alignment) }
    }

    /// Adds a row. Each cell is put on one line, without controls; missing cells stay empty.
    mutating func add(_ cells: [String]) { rows.append(row(cells)) }

    private func row(_ cells: [String]) -> [String] {
        precondition(cells.count <= columns.count, "a row has more cells than the table has columns")
        let missing = repeatElement("", count: columns.count - cells.count)
        return cells.map(\.onOneLine) + missing
    }

    var isEmpty: Bool { rows.isEmpty }

    /// The table, a line end after each line.
    ///
    /// - Parameter width: The columns of the terminal, into which text columns are cut. In a pipe or a file, nil:
    ///   nothing is cut, since a program or a search may read it.
    func text(width: Int?) -> String {
        var widths = columns.map(\.title.displayWidth)
        for row in rows { Self.widen(&widths, row) }
        widths = fitted(widths, to: width)
        return head(widths) + rows.reduce(into: "") { $0 += line($1, widths) }
    }

    /// The same of rows that are too many to be held, piece by piece: they are gone through twice, for the widths first.
    ///
    /// - Parameter each: hands on every row, the same ones each time.
    func write(
        width: Int?,
        each: (_ add: ([String]) throws -> Void) throws -> Void,
        to output: @escaping (String) throws -> Void
    ) throws {
        var widths = columns.map(\.title.displayWidth)
        var isEmpty = true
        try each {
            Self.widen(&widths, row($0))
            isEmpty = false
        }
        guard !isEmpty else { return }
        widths = fitted(widths, to: width)
        try output(head(widths))
        try each { try output(line(row($0), widths)) }
    }

    private func head(_ widths: [Int]) -> String {
        line(columns.map(\.title), widths) + line(widths.map { String(repeating: "-", count: $0) }, widths)
    }

    private static func widen(_ widths: inout [Int], _ row: [String]) {
        for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.displayWidth) }
    }

    /// Takes columns off the widest text column, again and again, until the table fits or none can give more.
    private func fitted(_ widths: [Int], to width: Int?) -> [Int] {
        guard let width else { return widths }
        var widths = widths
        var excess = widths.reduce(0, +) + Table.gap.count * max(0, widths.count - 1) - width
        while excess > 0 {
            let candidates = widths.indices.filter {
                columns[$0].alignment == .left && widths[$0] > Table.narrowest
            }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += Table.gap }
            text += cell.truncated(to: widths[index]).padded(
                to: widths[index],
                alignment: columns[index].alignment
            )
        }
        while text.last == " " { text.removeLast() }
        return text + "\n"
    }
}
