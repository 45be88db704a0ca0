import CXLSXWriter
import Domain

extension Document {
    /// The document as a workbook: a summary, the charts with the figures that they are drawn from, and each evidence in
    /// a sheet of its own, to which its figure leads.
    ///
    /// - Parameters:
    ///   - folder: Where there is room for it while it is being written.
    ///   - fill: Adds the rows of an appendix that are too many to be held, behind those in its table.
    /// - Throws: `no_scratch_file`, `workbook_failed`, and what `fill` throws.
    public func workbook(
        in folder: String? = nil,
        filling fill: (_ appendix: Appendix, _ add: ([Cell]) throws -> Void) throws -> Void = { _, _ in }
    ) throws -> ScratchFile {
        let book = try Workbook(title: title, language: language, in: folder)
        let summary = book.reserve(Phrase("汇总", en: "Summary")[language])
        let charts = blocks.contains { if case .chart = $0 { true } else { false } }
        let chartSheet = charts ? book.reserve(Phrase("图表", en: "Charts")[language]) : nil
        var targets: [String: String] = [:]
        for appendix in appendices { targets[appendix.key] = book.reserve(appendix.name) }
        try writeSummary(to: book, summary, targets)
        if let chartSheet { try writeCharts(to: book, chartSheet) }
        for appendix in appendices {
            let name = targets[appendix.key] ?? appendix.name
            try write(appendix, to: book, name, summary: summary, fill)
        }
        return try book.finish()
    }

    private func writeSummary(to book: Workbook, _ name: String, _ targets: [String: String]) throws(AppError)
    {
        let tables = blocks.compactMap { block in
            if case .table(let table) = block { table } else { nil }
        }
        // One column under another has one width, so the widest of them counts.
        let count = tables.map(\.columns.count).max() ?? 1
        let isSingle = tables.count == 1
        let columns = (0..<count).map { index in
            Column("", width: Self.width(of: index, in: tables))
        }
        let sheet = try WorkbookSheet(
            of: book,
            name: name,
            SheetLayout(columns: columns, filters: false, wraps: true)
        )
        sheet.targets = targets
        try sheet.add([.text(title)], .title)
        for note in notes { try sheet.add([.text(note)], .note) }
        for block in blocks {
            switch block {
            case .heading(let text):
                sheet.skipRow()
                try sheet.add([.text(text)], .title)
            case .paragraph(let text):
                for line in text.split(separator: "\n") { try sheet.addParagraph(String(line)) }
            case .table(let table): try sheet.add(table, isOnly: isSingle)
            case .chart, .pageBreak: break
            }
        }
        sheet.finish()
    }

    private static func width(of column: Int, in tables: [Table]) -> Int {
        var widest = 8
        for table in tables where column < table.columns.count {
            let own = table.columns[column].width ?? table.columns[column].title.displayWidth + 2
            widest = max(widest, own)
            for row in table.rows.prefix(500) where column < row.count {
                widest = max(widest, row[column].text(in: table.columns[column]).displayWidth + 2)
            }
        }
        return min(widest, 48)
    }

    private func writeCharts(to book: Workbook, _ name: String) throws(AppError) {
        let sheet = try WorkbookSheet(
            of: book,
            name: name,
            SheetLayout(columns: [Column("", width: 20)], filters: false)
        )
        for block in blocks { if case .chart(let chart) = block { try sheet.add(chart) } }
        sheet.finish()
    }

    private func write(
        _ appendix: Appendix,
        to book: Workbook,
        _ name: String,
        summary: String,
        _ fill: (Appendix, ([Cell]) throws -> Void) throws -> Void
    ) throws {
        let sheet = try WorkbookSheet(
            of: book,
            name: name,
            SheetLayout(
                title: appendix.title,
                notes: appendix.notes,
                columns: appendix.table.columns,
                groups: appendix.table.groups
            )
        )
        sheet.targets = [Self.back: summary]
        let words = Phrase("← 回到汇总", en: "← back to the summary")[language]
        try sheet.add([.text(words, link: .appendix(Self.back))], .note)
        try sheet.addHeadings()
        for row in appendix.table.rows { try sheet.add(row) }
        try fill(appendix) { try sheet.add($0) }
        sheet.finish()
    }

    private static let back = "\u{0}summary"
}

extension WorkbookSheet {
    /// A text across the table, broken into lines.
    func addParagraph(_ text: String) throws(AppError) {
        var style = SheetStyles.Style(.note)
        style.wraps = true
        let room = max(20, widths.reduce(0, +) - 2)
        let lines = (text.displayWidth + room - 1) / room
        if lines > 1 { worksheet_set_row(sheet, UInt32(row), min(409, Double(lines) * 15 + 3), nil) }
        try merge(text, from: 0, to: max(0, widths.count - 1), book.format(style))
        row += 1
    }

    /// A table among others on one sheet. Only one that is alone keeps its headings in sight.
    func add(_ table: Table, isOnly: Bool) throws(AppError) {
        if !table.title.isEmpty { try add([.text(table.title)], .note) }
        if !table.groups.isEmpty { try addGroups(table.groups) }
        if isOnly {
            try addHeadings(table.columns, groups: table.groups)
        } else {
            try add(table.columns.map { .text($0.title) }, .heading)
        }
        for (index, row) in table.rows.enumerated() {
            let isTotal = table.endsInTotal && index == table.rows.count - 1
            try add(row, isTotal ? .total : .plain, as: table.columns)
        }
    }
}
