/// A cell that holds something.
public struct SheetCell: Hashable, Sendable {
    /// The column, counted from 0: A is 0.
    public let column: Int
    public let value: SheetValue

    public init(column: Int, value: SheetValue) {
        self.column = column
        self.value = value
    }
}

/// A row of a sheet that holds something. Blank rows are not delivered; the numbers show where they were.
public struct SheetRow: Hashable, Sendable {
    /// The row's number as Excel shows it, counted from 1. In a CSV file records are counted, not lines.
    public let number: Int
    /// Whether the row is hidden or filtered away. It is read all the same.
    public let isHidden: Bool
    /// The cells that hold something, from left to right; never empty.
    public let cells: [SheetCell]

    public init(number: Int, isHidden: Bool = false, cells: [SheetCell]) {
        self.number = number
        self.isHidden = isHidden
        self.cells = cells
    }

    /// The value in a column, counted from 0; nil where there is none.
    public subscript(column: Int) -> SheetValue? {
        // Most sheets are filled from the left, where a cell stands at its own column's place.
        if column >= 0, column < cells.count, cells[column].column == column { return cells[column].value }
        var low = 0
        var high = cells.count
        while low < high {
            let middle = (low + high) / 2
            if cells[middle].column < column { low = middle + 1 } else { high = middle }
        }
        return low < cells.count && cells[low].column == column ? cells[low].value : nil
    }
}
