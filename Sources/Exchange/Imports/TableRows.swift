import Domain
import Sheets

/// The rows of every table of a workbook, one after the other.
///
/// Not for more than one thread at a time.
final class TableRows {
    struct Row: Sendable {
        /// The number of the sheet among those that have a table.
        let sheet: Int
        /// As Excel numbers rows.
        let number: Int
        let cells: [String]
    }

    /// What somebody said that headings mean.
    struct Mapping: Sendable {
        /// By the headings of a whole sheet, from earlier files.
        var remembered: [String: [String: String]] = [:]
        /// Just now.
        var stated: [String: String] = [:]
    }

    private let workbook: WorkbookFile
    private let template: ImportTemplate
    private let sheets: [Sheet]
    private let mapping: Mapping
    private var nextSheet = 0
    private var current: SheetTable?
    /// The sheets that have a table, as far as they are read.
    private(set) var layouts: [TableLayout] = []

    /// - Parameter sheetName: the only sheet to read; nil for all.
    /// - Throws: `sheet_unknown`.
    init(_ workbook: WorkbookFile, _ template: ImportTemplate, sheetName: String?, _ mapping: Mapping) throws
    {
        self.workbook = workbook
        self.template = template
        self.mapping = mapping
        sheets = try Self.sheets(workbook, sheetName)
    }

    /// How much has been read, 0 to 1.
    var progress: Double {
        guard !sheets.isEmpty else { return 1 }
        let done = Double(nextSheet - (current == nil ? 0 : 1)) + (current?.rows.progress ?? 0)
        return min(1, done / Double(sheets.count))
    }

    /// The next row; nil after the last.
    ///
    /// - Throws: `no_table` or `wrong_template` when no sheet has one; what the reading itself throws.
    func next() throws -> Row? {
        while true {
            if let table = current {
                if let row = try table.next() {
                    layouts[layouts.count - 1] = table.layout
                    return Row(sheet: layouts.count - 1, number: row.number, cells: row.cells)
                }
                layouts[layouts.count - 1] = table.layout
                current = nil
            }
            guard nextSheet < sheets.count else {
                guard !layouts.isEmpty else { throw noTable() }
                return nil
            }
            current = try open(sheets[nextSheet])
            nextSheet += 1
            if let current { layouts.append(current.layout) }
        }
    }

    private func open(_ sheet: Sheet) throws -> SheetTable? {
        let rows = try workbook.rows(of: sheet)
        var first: [SheetRow] = []
        while first.count < TableFinder.searched, let row = try rows.next() { first.append(row) }
        guard !first.isEmpty else { return nil }
        let merges = try workbook.layout(of: sheet).merges
        let finder = TableFinder(template: template, sheet: sheet, merges: merges, rows: first)
        guard let found = finder.find() else { return nil }
        var layout = found.layout
        layout.apply(mapping.remembered[layout.headings] ?? [:], of: template)
        layout.apply(mapping.stated, of: template)
        return SheetTable(rows, first, found, layout, merges)
    }

    private static func sheets(_ workbook: WorkbookFile, _ sheetName: String?) throws -> [Sheet] {
        guard let sheetName else {
            // Of a file with nothing but instructions they are all there is to look at.
            let tables = workbook.sheets.filter { !isInstructions($0) }
            return tables.isEmpty ? workbook.sheets : tables
        }
        let found = workbook.sheets.filter { Text.trimmed($0.name) == Text.trimmed(sheetName) }
        guard found.isEmpty else { return found }
        let names = workbook.sheets.prefix(20).map(\.name)
        throw AppError(
            .notFound,
            "sheet_unknown",
            field: .sheet,
            value: sheetName,
            Phrase(
                "没有工作表“\(AppError.quote(sheetName))”：这个文件里有 \(names.joined(separator: "、"))。",
                en:
                    "There is no sheet “\(AppError.quote(sheetName))”; there are \(names.joined(separator: ", "))."
            )
        )
    }

    /// Whether a sheet says how to fill in the others, as ours and the bureaus' own do. The names of columns with what to
    /// write beside each look like a form that is filled in.
    private static func isInstructions(_ sheet: Sheet) -> Bool {
        let name = Text.withoutBlanks(Text.normalized(sheet.name).lowercased())
        return ["填写说明", "填表说明", "填报说明", "使用说明", "说明", "instructions", "readme"].contains(name)
    }

    /// Says what kind of sheet it may be instead.
    private func noTable() -> AppError {
        func isAny(_ template: ImportTemplate, _ like: (TableFinder) -> Bool) -> Bool {
            sheets.contains { sheet in
                guard let rows = try? workbook.rows(of: sheet) else { return false }
                var first: [SheetRow] = []
                while first.count < TableFinder.searched, let row = try? rows.next() { first.append(row) }
                return like(TableFinder(template: template, sheet: sheet, merges: [], rows: first))
            }
        }
        guard !isAny(template, \.isEvidence) else {
            return AppError(
                .invalid,
                "sheet_is_report",
                field: .file,
                Phrase(
                    "这是报表和它的依据，不是清单，不能导入：请用“导出 Excel”或 techmarket export 取清单来改。",
                    en:
                        "This is a report with its evidence and no list, and can't be imported: take the list with “Export Excel” or techmarket export."
                )
            )
        }
        let other = ImportTemplate.all.filter { $0.name != template.name }.first { other in
            isAny(other) { ($0.find()?.known ?? 0) >= 3 }
        }
        let wanted = template.columns.filter(\.isRequired).map(\.heading)
        let (zh, en) = (
            wanted.map(\.zh).joined(separator: "、"), wanted.map(\.en).joined(separator: ", ")
        )
        if let other {
            return AppError(
                .invalid,
                "wrong_template",
                field: .template,
                value: template.name,
                Phrase(
                    "这个文件不像“\(template.title.zh)”，像“\(other.title.zh)”：请改选 \(other.name)。",
                    en:
                        "This file does not look like a \(template.title.en) but like a \(other.title.en): choose \(other.name)."
                )
            )
        }
        return AppError(
            .invalid,
            "no_table",
            field: .file,
            Phrase(
                "前 \(TableFinder.searched) 行里没有找到“\(template.title.zh)”的列名：至少要有“\(zh)”，请核对文件和表格种类。",
                en:
                    "No headings of a \(template.title.en) in the first \(TableFinder.searched) rows: there must be \(en) at least; check the file and the template."
            )
        )
    }
}

/// One sheet with its table, while it is read.
final class SheetTable {
    let rows: SheetRows
    private(set) var layout: TableLayout
    /// Rows that were read in search of the headings, the last first.
    private var waiting: [SheetRow]
    private let start: Int
    private let width: Int
    private let headings: [[String]]
    private var filler: MergeFiller
    private var nameless: Set<Int> = []
    private var isBelow = false
    private var form: [String]?

    init(
        _ rows: SheetRows,
        _ first: [SheetRow],
        _ found: TableFinder.Found,
        _ layout: TableLayout,
        _ merges: [CellRange]
    ) {
        self.rows = rows
        self.layout = layout
        waiting = layout.isForm ? [] : first.reversed()
        start = found.start
        width = (layout.columns.last?.index ?? -1) + 1
        headings = layout.above.filter { $0.row >= found.start - 2 }.map {
            $0.cells.map(Heading.comparable)
        }
        filler = MergeFiller(merges, from: found.start)
        form = layout.isForm ? found.form : nil
    }

    func next() throws -> (number: Int, cells: [String])? {
        if layout.isForm {
            guard let values = form else {
                while try rows.next() != nil {}
                return nil
            }
            form = nil
            return (start, values)
        }
        while let row = try waiting.popLast() ?? rows.next() {
            if row.number >= start, let cells = take(row) { return (row.number, cells) }
        }
        return nil
    }

    /// The row's texts; nil if it is none of the table.
    private func take(_ row: SheetRow) -> [String]? {
        var cells = row.texts(width: width)
        filler.fill(&cells, row.number)
        if let last = row.cells.last, last.column >= width { note(nameless: row) }
        var filled = 0
        var beginning = ""
        for cell in cells where !cell.isEmpty {
            let text = Text.trimmed(cell)
            if text.isEmpty { continue }
            if filled == 0 { beginning = text }
            filled += 1
        }
        guard filled > 0 else { return nil }
        if let reason = reason(beginning, filled, cells) {
            if filled <= 2 { isBelow = true }
            if layout.notes.count < Self.mostNotes {
                let text = cells.filter { !$0.isEmpty }.prefix(4).joined(separator: " ")
                layout.notes.append(.init(row: row.number, text: AppError.quote(text), reason: reason))
            }
            return nil
        }
        isBelow = false
        if row.isHidden { layout.hiddenRows += 1 }
        return cells
    }

    private func reason(_ beginning: String, _ filled: Int, _ cells: [String]) -> Phrase? {
        if let reason = Self.reason(beginning, filled, isBelow: isBelow) { return reason }
        guard let first = headings.last?.first(where: { !$0.isEmpty }), beginning.utf8.count <= 200,
            Heading.comparable(beginning) == first
        else { return nil }
        return headings.contains(cells.map(Heading.comparable)) ? Self.repeated : nil
    }

    private func note(nameless row: SheetRow) {
        for cell in row.cells where cell.column >= width && !cell.value.isBlank {
            guard nameless.count < 20, nameless.insert(cell.column).inserted else { continue }
            let letters = CellAddress.letters(ofColumn: cell.column)
            layout.notes.append(
                .init(
                    row: row.number,
                    text: AppError.quote(cell.value.cellText),
                    reason: Phrase(
                        "\(letters) 列没有列名，没有读入",
                        en: "column \(letters) has no heading and was not read"
                    )
                )
            )
        }
    }

    private static let mostNotes = 200
    private static let repeated = Phrase("重复的表头，略过", en: "headings once more, left out")

    /// Why a row is none of the table; nil if it is one.
    private static func reason(_ beginning: String, _ filled: Int, isBelow: Bool) -> Phrase? {
        let text = Text.withoutBlanks(Text.normalized(beginning))
        let sums = ["合计", "总计", "小计", "累计", "共计"]
        if sums.contains(text) || sums.contains(where: { text.hasPrefix($0 + ":") }) {
            return Phrase("合计行，略过", en: "a sum, left out")
        }
        if ["示例", "例", "例:", "样例", "填写示例", "(示例)"].contains(text) {
            return Phrase("示例行，略过", en: "an example, left out")
        }
        let notes = [
            "注:", "注1", "备注:", "说明:", "填表说明", "填报说明", "注意", "填表人:", "填报人:", "制表人:", "制表:", "审核人:", "审核:",
            "负责人:", "单位负责人:", "填报日期:", "填表日期:", "单位盖章", "(盖章)", "盖章", "填报单位:", "填报单位(盖章)", "*注", "※", "1.",
            "2.",
            "3.", "1、", "2、", "3、", "联系人:", "联系电话:",
        ]
        if filled <= 3, notes.contains(where: text.hasPrefix) {
            // A number with a point may be what the table itself begins with.
            let isNumbered = text.first?.isNumber == true
            if !isNumbered || (filled == 1 && text.count > 8) {
                return Phrase("表下的说明，略过", en: "a note, left out")
            }
        }
        return isBelow && filled == 1 ? Phrase("表下的说明，略过", en: "a note, left out") : nil
    }
}

/// Lets every row of cells that are merged downwards say what the first one says.
private struct MergeFiller {
    private let merges: [CellRange]
    private var next = 0
    private var open: [(range: CellRange, text: String)] = []

    init(_ merges: [CellRange], from start: Int) {
        self.merges = merges.filter { $0.rows.count > 1 && $0.rows.upperBound >= start }
            .sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    }

    mutating func fill(_ cells: inout [String], _ row: Int) {
        if !open.isEmpty { open.removeAll { $0.range.rows.upperBound < row } }
        while next < merges.count, merges[next].rows.lowerBound <= row {
            let merge = merges[next]
            next += 1
            let column = merge.columns.lowerBound
            // The first row of a merge that is blank has no row here at all.
            guard merge.rows.lowerBound == row, column < cells.count else { continue }
            open.append((merge, cells[column]))
        }
        for (range, text) in open where range.rows.lowerBound < row {
            let column = range.columns.lowerBound
            if column < cells.count, cells[column].isEmpty { cells[column] = text }
        }
    }
}
