public import Domain

/// Rows of typed cells under headings. It knows nothing of where they come from or where they go.
public struct Table: Sendable, Equatable {
    /// A heading over several columns that stand side by side.
    public struct Group: Sendable, Equatable {
        public let title: String
        public let columns: Int

        /// - Parameter title: Empty where the columns below need no common heading.
        public init(_ title: String, columns: Int) {
            self.title = title
            self.columns = columns
        }
    }

    public var title: String
    public var columns: [Column]
    /// The row above the headings; empty when there is none. Its columns add up to the table's.
    public var groups: [Group]
    public var rows: [[Cell]]
    /// Whether the last row is a sum and stands out.
    public var endsInTotal: Bool

    public init(
        _ title: String = "",
        columns: [Column],
        groups: [Group] = [],
        rows: [[Cell]] = [],
        endsInTotal: Bool = false
    ) {
        precondition(
            groups.isEmpty || groups.reduce(0) { $0 + $1.columns } == columns.count,
            "the groups of a table cover its columns"
        )
        self.title = title
        self.columns = columns
        self.groups = groups
        self.rows = rows
        self.endsInTotal = endsInTotal
    }

    /// The cell of a row in a column; blank where the row is short.
    func cell(_ row: Int, _ column: Int) -> Cell {
        rows[row].indices.contains(column) ? rows[row][column] : .blank
    }

    /// How many rows the cell goes down; 0 where the cell above goes on. One, unless its column joins equal neighbours.
    func span(_ row: Int, _ column: Int) -> Int {
        let here = cell(row, column).value
        guard columns[column].joinsEqual, here != .blank else { return 1 }
        if row > 0, cell(row - 1, column).value == here { return 0 }
        return rows[row...].indices.prefix { cell($0, column).value == here }.count
    }
}

/// The rows behind one figure: a sheet of its own in a workbook, a section at the end on paper.
public struct Appendix: Sendable, Equatable {
    /// What links name it by.
    public let key: String
    /// Short, since it names the sheet.
    public var name: String
    public var title: String
    /// What the rows mean: the period, the counting rule, the figure.
    public var notes: [String]
    public var table: Table

    public init(key: String, name: String, title: String, notes: [String] = [], table: Table) {
        self.key = key
        self.name = name
        self.title = title
        self.notes = notes
        self.table = table
    }
}

/// Something to hand out: a title, and parts in the order in which they are read.
public struct Document: Sendable, Equatable {
    public enum Block: Sendable, Equatable {
        case heading(String)
        case paragraph(String)
        case table(Table)
        case chart(Chart)
        case pageBreak
    }

    public var title: String
    /// What stands under the title: the period, when it was counted, who signed it.
    public var notes: [String]
    public var blocks: [Block]
    public var appendices: [Appendix]
    public var language: Language

    public init(
        _ title: String,
        notes: [String] = [],
        blocks: [Block] = [],
        appendices: [Appendix] = [],
        language: Language
    ) {
        self.title = title
        self.notes = notes
        self.blocks = blocks
        self.appendices = appendices
        self.language = language
    }
}
