public import Domain

/// A sheet of a workbook; a CSV file is a workbook of one sheet that has the file's name.
public struct Sheet: Hashable, Sendable {
    /// Its place among the sheets, counted from 0.
    public let index: Int
    /// The name on its tab.
    public let name: String
    /// Whether the tab is hidden. It is read all the same.
    public let isHidden: Bool
    /// Where it is in the file.
    let part: String
}

/// What a sheet says about itself besides its rows.
public struct SheetLayout: Hashable, Sendable {
    /// Merged cells; only the first cell of each holds a value.
    public let merges: [CellRange]
    /// Columns that are hidden, counted from 0. They are read all the same.
    public let hiddenColumns: [ClosedRange<Int>]

    public init(merges: [CellRange], hiddenColumns: [ClosedRange<Int>]) {
        self.merges = merges
        self.hiddenColumns = hiddenColumns
    }
}

/// A file of sheets that a person sent: XLSX or CSV, told apart by what is in it, not by its name.
///
/// Opening reads what is needed to name the sheets and refuses what is no such file. Rows are read as they are asked for,
/// so that memory does not grow with the file. It can be read more than once and from several threads.
public struct WorkbookFile: Sendable {
    public enum Kind: Sendable, Hashable {
        case xlsx
        /// Comma, tab or semicolon between values, in UTF-8, UTF-16 or GB18030.
        case csv
    }

    public let kind: Kind
    /// The sheets in the order of their tabs, hidden ones included; at least one.
    public let sheets: [Sheet]

    /// Opens a file. Its bytes must stay as they are until the reading is over; a file that shrinks is refused as
    /// truncated.
    /// - Parameter name: the name people know it by, if the path is not it (an upload's own name).
    /// - Throws: an `AppError` with a sentence that says which: `file_missing`, `file_unreadable`, `sheet_…`.
    public init(path: String, name: String? = nil, limits: SheetLimits = .standard) throws(AppError) {
        throw AppError(.unavailable, "file_unreadable", Phrase("", en: ""))
    }

    /// Opens a file that is in memory.
    /// - Parameter name: the name people know it by.
    public init(bytes: [UInt8], name: String, limits: SheetLimits = .standard) throws(AppError) {
        throw AppError(.unavailable, "file_unreadable", Phrase("", en: ""))
    }

    /// The rows of a sheet of this file, from the top. Each call begins anew.
    public func rows(of sheet: Sheet) throws(AppError) -> SheetRows {
        throw AppError(.unavailable, "file_unreadable", Phrase("", en: ""))
    }

    /// The merged cells and hidden columns of a sheet. Runs through the sheet once, at several times the speed of reading
    /// its rows.
    public func layout(of sheet: Sheet) throws(AppError) -> SheetLayout {
        SheetLayout(merges: [], hiddenColumns: [])
    }
}

/// The rows of a sheet, one after another. Reading can stop anywhere; what follows is then neither read nor checked.
///
///     let rows = try workbook.rows(of: sheet)
///     while let row = try rows.next() { … }
///
/// Not for more than one thread at a time.
public final class SheetRows {
    /// The next row that holds something, in rising order of numbers; nil after the last.
    ///
    /// A file that is damaged further down is refused only when the reading comes there, its checksum at the end: nothing
    /// of a sheet is good before nil was answered.
    /// - Throws: an `AppError` that says what is wrong and where.
    public func next() throws(AppError) -> SheetRow? {
        nil
    }

    /// How much of the sheet has been read, 0 to 1, for a progress bar.
    public var progress: Double { 0 }
}
