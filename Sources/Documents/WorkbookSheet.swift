import CXLSXWriter
public import Domain

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How a sheet is laid out: what stands above its table, its columns, and what helps to read it.
public struct SheetLayout: Sendable {
    public var title: String
    public var notes: [String]
    public var columns: [Column]
    public var groups: [Table.Group]
    /// Whether the headings filter the rows.
    public var filters: Bool
    /// Whether long texts are broken into lines; otherwise rows stay one line high.
    public var wraps: Bool
    /// The columns at the left that stay in sight.
    public var frozenColumns: Int
    /// What is typed into a column that is still empty, as Excel writes formats: `@` for texts such as phone numbers, which
    /// would lose digits as numbers. Empty where nothing is to be typed.
    public var typed: [String]

    public init(
        title: String = "",
        notes: [String] = [],
        columns: [Column],
        groups: [Table.Group] = [],
        filters: Bool = true,
        wraps: Bool = false,
        frozenColumns: Int = 0,
        typed: [String] = []
    ) {
        self.title = title
        self.notes = notes
        self.columns = columns
        self.groups = groups
        self.filters = filters
        self.wraps = wraps
        self.frozenColumns = frozenColumns
        self.typed = typed
    }
}

/// One sheet of a workbook, filled from top to bottom.
public final class WorkbookSheet {
    let book: Workbook
    private let layout: SheetLayout
    private(set) var name: String
    private(set) var sheet: UnsafeMutablePointer<lxw_worksheet>
    /// The next row, counted from 0.
    var row = 0
    /// The row of the headings, once they are there.
    private var headingRow: Int?
    private(set) var widths: [Int]
    private var measured = 0
    private var links = 0

    /// The most rows that a sheet of Excel holds.
    static let mostRows = 1_048_576
    /// The most links that the library writes to a sheet.
    private static let mostLinks = 65_000
    /// The letters that a page has upright, and those of one across that can still be read when it is made to fit.
    private static let (uprightWidth, widestPage) = (96, 230)
    /// A column fits itself to its first rows, within these bounds.
    private static let (measuredRows, narrowest, widest) = (500, 8, 48)

    init(of book: Workbook, name: String, _ layout: SheetLayout) throws(AppError) {
        self.book = book
        self.layout = layout
        self.name = name
        sheet = try book.add(name)
        widths = layout.columns.map {
            $0.width ?? min(Self.widest, max(Self.narrowest, $0.title.displayWidth + 2))
        }
        setUp()
    }

    private func setUp() {
        let paper: UInt8 = 9  // A4
        worksheet_set_paper(sheet, paper)
        worksheet_set_margins(sheet, 0.4, 0.4, 0.6, 0.6)
        worksheet_set_footer(
            sheet,
            Phrase("&L&A&C第 &P 页，共 &N 页", en: "&L&A&CPage &P of &N")[book.language]
        )
        worksheet_set_comments_author(sheet, "techmarket")
    }

    // MARK: Rows

    /// Writes title, notes and headings, which stay in sight and are repeated on each printed page.
    public func addHeadings() throws(AppError) {
        if !layout.title.isEmpty { try add([.text(layout.title)], .title) }
        for note in layout.notes { try add([.text(note)], .note) }
        if !layout.groups.isEmpty { try addGroups(layout.groups) }
        try addHeadings(layout.columns, groups: layout.groups)
    }

    /// Writes the headings alone, in sight and repeated on each printed page.
    func addHeadings(_ columns: [Column], groups: [Table.Group]) throws(AppError) {
        try add(columns.map { .text($0.title) }, .heading)
        let heading = row - 1
        headingRow = heading
        worksheet_freeze_panes(sheet, UInt32(row), UInt16(layout.frozenColumns))
        let first = groups.isEmpty ? heading : heading - 1
        worksheet_repeat_rows(sheet, UInt32(first), UInt32(heading))
    }

    func addGroups(_ groups: [Table.Group]) throws(AppError) {
        let format = book.format(.init(.heading))
        var column = 0
        for group in groups {
            let last = column + group.columns - 1
            try merge(group.title, from: column, to: last, format)
            column = last + 1
        }
        row += 1
    }

    /// One text in several cells of this row. Cells of several rows can't be joined where rows are written one by one.
    func merge(_ text: String, from: Int, to: Int, _ format: UnsafeMutablePointer<lxw_format>?)
        throws(AppError)
    {
        let (line, first, last) = (UInt32(row), UInt16(from), UInt16(to))
        let text = SheetText.cell(text, book.language)
        if from < to {
            try check(worksheet_merge_range(sheet, line, first, line, last, text, format))
        } else {
            try check(worksheet_write_string(sheet, line, first, text, format))
        }
    }

    /// Adds a row of the table. Where a sheet is full, the rows go on in the next, under the same headings.
    public func add(_ cells: [Cell]) throws(AppError) { try add(cells, .plain) }

    /// Adds a row that stands out as a sum.
    public func addTotal(_ cells: [Cell]) throws(AppError) { try add(cells, .total) }

    /// Adds a row as large as a title, a quiet one as a note, one of headings, as found in a sheet that is written
    /// once more.
    public func addTitle(_ text: String) throws(AppError) { try add([.text(text)], .title) }
    public func addNote(_ text: String) throws(AppError) { try add([.text(text)], .note) }
    public func addHeading(_ cells: [Cell]) throws(AppError) { try add(cells, .heading) }
    /// Leaves a row free.
    public func skipRow() { row += 1 }

    func add(_ cells: [Cell], _ role: SheetStyles.Role, as columns: [Column]? = nil) throws(AppError) {
        let columns = columns ?? layout.columns
        if row >= Self.mostRows { try goOn() }
        let isMeasured =
            (role == .plain || role == .heading || role == .total) && measured < Self.measuredRows
        if isMeasured { measured += 1 }
        setHeight(of: cells, role, columns)
        for (index, cell) in cells.enumerated() {
            let column = columns.indices.contains(index) ? columns[index] : Column("")
            try write(cell, at: index, column, role)
            if isMeasured { measure(cell, index, column) }
        }
        row += 1
    }

    /// Spreadsheets other than Excel leave a row as high as the file says, so one of several lines has to say it.
    private func setHeight(of cells: [Cell], _ role: SheetStyles.Role, _ columns: [Column]) {
        let line = 15.0
        switch role {
        case .title: worksheet_set_row(sheet, UInt32(row), 26, nil)
        case .note, .typed: break
        case .heading, .plain, .total:
            guard role == .heading || layout.wraps else { return }
            var lines = 1
            for (index, cell) in cells.enumerated() where columns.indices.contains(index) {
                let text = cell.text(in: columns[index])
                let room = max(4, widths.indices.contains(index) ? widths[index] - 1 : Self.narrowest)
                let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                lines = max(
                    lines,
                    parts.reduce(0) { $0 + max(1, (String($1).displayWidth + room - 1) / room) }
                )
            }
            // No row is higher than 409 points.
            if lines > 1 { worksheet_set_row(sheet, UInt32(row), min(409, Double(lines) * line + 3), nil) }
        }
    }

    private func goOn() throws(AppError) {
        finishTable()
        name = book.reserve(name)
        sheet = try book.add(name)
        (row, headingRow, links) = (0, nil, 0)
        setUp()
        try addHeadings()
    }

    private func write(_ cell: Cell, at index: Int, _ column: Column, _ role: SheetStyles.Role)
        throws(AppError)
    {
        var style = SheetStyles.Style(role)
        style.isFaulty = cell.fault != nil
        if role != .heading && role != .title && role != .note {
            style.numbers = cell.numberFormat(in: column)
            style.alignment = cell.isNumber ? .end : column.alignment
            style.wraps = layout.wraps
        }
        let place = (row: UInt32(row), column: UInt16(truncatingIfNeeded: index))
        let url = link(of: cell)
        style.isLink = url != nil
        let format = book.format(style)
        if let url {
            try check(worksheet_write_url(sheet, place.row, place.column, url, format))
        }
        switch cell.value {
        case .blank:
            // Empty cells of a table keep their lines; above it there is nothing to draw.
            if role == .plain || role == .total || role == .heading || style.isFaulty {
                try check(worksheet_write_blank(sheet, place.row, place.column, format))
            }
        case .text(let text):
            let text = SheetText.cell(text, book.language)
            try check(worksheet_write_string(sheet, place.row, place.column, text, format))
        case .integer(let number) where number.magnitude > 1 << 53:
            try check(worksheet_write_string(sheet, place.row, place.column, String(number), format))
        case .integer(let number):
            try check(worksheet_write_number(sheet, place.row, place.column, Double(number), format))
        case .money(let money):
            let number = Double(money.number(in: column.unit).filter { $0 != "," }) ?? 0
            try check(worksheet_write_number(sheet, place.row, place.column, number, format))
        case .day(let day):
            try write(day, at: place, format)
        case .share(let number), .number(let number):
            if number.isFinite {
                try check(worksheet_write_number(sheet, place.row, place.column, number, format))
            } else {
                try check(worksheet_write_string(sheet, place.row, place.column, "—", format))
            }
        }
        if let fault = cell.fault { try comment(fault, at: place) }
    }

    /// Excel counts days from 1900 and takes that for a leap year, so dates before March 1900 are written as texts.
    private func write(
        _ day: Day,
        at place: (row: UInt32, column: UInt16),
        _ format: UnsafeMutablePointer<lxw_format>?
    ) throws(AppError) {
        let serial = day.rawValue + 25_569
        if serial > 60 {
            try check(worksheet_write_number(sheet, place.row, place.column, Double(serial), format))
        } else {
            try check(worksheet_write_string(sheet, place.row, place.column, day.description, format))
        }
    }

    // MARK: What stands on cells

    private func link(of cell: Cell) -> String? {
        guard let link = cell.link, links < Self.mostLinks else { return nil }
        let url: String
        switch link {
        case .appendix(let key):
            guard let name = targets[key] else { return nil }
            url = "internal:'\(name.replacing("'", with: "''"))'!A1"
        case .address(let address):
            url = XMLText.clean(address)
        }
        guard url.utf16.count <= 2_000 else { return nil }
        links += 1
        return url
    }

    /// The sheets that links lead to, by their keys.
    var targets: [String: String] = [:]

    private func comment(_ text: String, at place: (row: UInt32, column: UInt16)) throws(AppError) {
        let text = SheetText.cell(text, book.language)
        let lines = min(12, text.displayWidth / 34 + 2)
        let font = strdup("宋体")
        defer { free(font) }
        var options = lxw_comment_options()
        options.color = 0xFFC7CE
        options.font_name = font
        options.font_size = 10
        options.width = 260
        options.height = UInt16(lines * 18)
        try check(worksheet_write_comment_opt(sheet, place.row, place.column, text, &options))
    }

    private func measure(_ cell: Cell, _ index: Int, _ column: Column) {
        guard widths.indices.contains(index), layout.columns[index].width == nil else { return }
        let text = cell.text(in: column)
        let longest = text.split(whereSeparator: \.isNewline).map { String($0).displayWidth }.max() ?? 0
        widths[index] = min(Self.widest, max(widths[index], longest + 2))
    }

    /// Sets the columns' widths and the filter, once the rows are known. To be called when the sheet has all its rows.
    public func finish() { finishTable() }

    private func finishTable() {
        for (index, width) in widths.enumerated() {
            let format = layout.typed.indices.contains(index) ? book.format(.typed(layout.typed[index])) : nil
            worksheet_set_column(sheet, UInt16(index), UInt16(index), Double(width), format)
        }
        let width = widths.reduce(0, +)
        if width > Self.uprightWidth { worksheet_set_landscape(sheet) }
        if width <= Self.widestPage {
            worksheet_fit_to_pages(sheet, 1, 0)
        } else {
            // On one page it could not be read, so it goes on at the side, with its first columns again.
            worksheet_set_print_scale(sheet, 60)
            if layout.frozenColumns > 0 {
                worksheet_repeat_columns(sheet, 0, UInt16(layout.frozenColumns - 1))
            }
        }
        if layout.filters, let headingRow, row > headingRow + 1, !layout.columns.isEmpty {
            worksheet_autofilter(
                sheet,
                UInt32(headingRow),
                0,
                UInt32(row - 1),
                UInt16(layout.columns.count - 1)
            )
        }
    }

    /// Stands first when the file is opened.
    public func activate() { worksheet_activate(sheet) }

    func check(_ result: lxw_error) throws(AppError) {
        guard result == LXW_NO_ERROR else {
            let reason = lxw_strerror(result).map { String(cString: $0) } ?? ""
            throw AppError(
                .unavailable,
                "workbook_failed",
                value: "\(name)!\(row + 1)",
                Phrase(
                    "工作表“\(name)”第 \(row + 1) 行写不进去（\(reason)）：请减少列数或导出 CSV。",
                    en:
                        "Row \(row + 1) of the sheet “\(name)” can't be written (\(reason)): take fewer columns or CSV."
                )
            )
        }
    }
}
