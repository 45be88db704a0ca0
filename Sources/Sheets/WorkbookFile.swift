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

    private enum Content: Sendable {
        case workbook(Workbook)
        case csv(CSVFile)
    }

    private let content: Content

    /// Opens a file. Its bytes must stay as they are until the reading is over; a file that shrinks is refused as
    /// truncated.
    /// - Parameter name: the name people know it by, if the path is not it (an upload's own name).
    /// - Throws: an `AppError` with a sentence that says which: `file_missing`, `file_unreadable`, `sheet_…`.
    public init(path: String, name: String? = nil, limits: SheetLimits = .standard) throws(AppError) {
        let known = name ?? path.split(separator: "/").last.map(String.init) ?? path
        try self.init(FileBytes(path: path, name: known), limits: limits)
    }

    /// Opens a file that is in memory.
    /// - Parameter name: the name people know it by.
    /// - Throws: as above.
    public init(bytes: [UInt8], name: String, limits: SheetLimits = .standard) throws(AppError) {
        try self.init(FileBytes(bytes, name: name), limits: limits)
    }

    private init(_ file: FileBytes, limits: SheetLimits) throws(AppError) {
        if try FileSniffing.isArchive(file, limits: limits) {
            let workbook = try Workbook(OfficePackage(file, limits: limits))
            kind = .xlsx
            sheets = workbook.sheets
            content = .workbook(workbook)
        } else {
            kind = .csv
            content = .csv(try CSVFile(file, limits: limits))
            let dot = file.name.lastIndex(of: ".") ?? file.name.endIndex
            let name = dot == file.name.startIndex ? file.name[...] : file.name[..<dot]
            sheets = [Sheet(index: 0, name: String(name), isHidden: false, part: "")]
        }
    }

    /// The rows of a sheet of this file, from the top. Each call begins anew.
    /// - Throws: an `AppError` that says what is wrong with the sheet.
    public func rows(of sheet: Sheet) throws(AppError) -> SheetRows {
        switch content {
        case .workbook(let workbook): SheetRows(try SheetScanner(sheet, of: workbook))
        case .csv(let csv): SheetRows(try CSVScanner(csv, sheet: sheet))
        }
    }

    /// The merged cells and hidden columns of a sheet. Runs through the sheet once, at several times the speed of reading
    /// its rows.
    /// - Throws: an `AppError` that says what is wrong with the sheet.
    public func layout(of sheet: Sheet) throws(AppError) -> SheetLayout {
        switch content {
        case .workbook(let workbook): try SheetLayout(sheet, of: workbook)
        case .csv: SheetLayout(merges: [], hiddenColumns: [])
        }
    }
}
