import Domain

/// A table in WordprocessingML (ECMA-376 Part 1, 17.4).
struct WordTable {
    private let table: Table
    private let language: Language
    private let widths: [Int]

    init(_ table: Table, _ language: Language) {
        self.table = table
        self.language = language
        widths = Self.widths(of: table)
    }

    var xml: String {
        var xml = table.title.isEmpty ? "" : WordText.paragraph(table.title, style: "Caption")
        guard !table.columns.isEmpty else { return xml }
        xml += """
            <w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="\(WordParts.textWidth)" w:type="dxa"/>\
            <w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>
            """
        for width in widths { xml += "<w:gridCol w:w=\"\(width)\"/>" }
        xml += "</w:tblGrid>" + headings
        for row in table.rows.indices { xml += body(row) }
        if table.rows.isEmpty { xml += nothing }
        // Two tables that touch would be one.
        return xml + "</w:tbl>" + WordText.paragraph("", style: "Note")
    }

    private var headings: String {
        let start = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        var xml = ""
        // A column without a group has one heading as high as both rows.
        var rows = table.columns.map { _ in 1 }
        if !table.groups.isEmpty {
            xml += start
            var column = 0
            for group in table.groups {
                let covered = column..<column + group.columns
                if group.title.isEmpty {
                    for index in covered { xml += heading(index, rows: 2) }
                    for index in covered { rows[index] = 0 }
                } else {
                    let width = widths[covered].reduce(0, +)
                    xml += cell(group.title, style: "TableHead", width: width, span: group.columns, .center)
                }
                column = covered.upperBound
            }
            xml += "</w:tr>"
        }
        xml += start
        for index in table.columns.indices { xml += heading(index, rows: rows[index]) }
        return xml + "</w:tr>"
    }

    private func heading(_ index: Int, rows: Int) -> String {
        let title = rows == 0 ? "" : table.columns[index].title
        return cell(title, style: "TableHead", width: widths[index], rows: rows, .center)
    }

    private func body(_ row: Int) -> String {
        let isTotal = table.endsInTotal && row == table.rows.count - 1
        var xml = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        for (index, column) in table.columns.enumerated() {
            let here = table.cell(row, index)
            let rows = table.span(row, index)
            let text = rows == 0 ? "" : here.text(in: column)
            xml += cell(
                text,
                style: isTotal ? "TableHead" : "TableText",
                width: widths[index],
                rows: rows,
                here.isNumber && column.alignment != .center ? .end : column.alignment
            )
        }
        return xml + "</w:tr>"
    }

    private var nothing: String {
        let words = Phrase("没有记录", en: "no records")[language]
        let width = widths.reduce(0, +)
        return "<w:tr>" + cell(words, style: "TableText", width: width, span: widths.count, .center)
            + "</w:tr>"
    }

    // MARK: Cells

    private func cell(
        _ text: String,
        style: String,
        width: Int,
        span: Int = 1,
        rows: Int = 1,
        _ alignment: Column.Alignment
    ) -> String {
        var xml = "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/>"
        if span > 1 { xml += "<w:gridSpan w:val=\"\(span)\"/>" }
        if rows > 1 { xml += "<w:vMerge w:val=\"restart\"/>" }
        if rows == 0 { xml += "<w:vMerge/>" }
        xml += "<w:vAlign w:val=\"center\"/></w:tcPr>"
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        for line in lines.isEmpty ? [""] : lines {
            xml += WordText.paragraph(line, style: style, alignment: alignment)
        }
        return xml + "</w:tc>"
    }

    // MARK: Widths

    /// The width of a Latin letter in a table's 12 points, generously, in twentieths of a point.
    private static let letter = 128

    /// The columns' widths in twentieths of a point, which fill the page. Numbers and dates get the room that they need
    /// so that none is broken; texts share the rest by their longest lines.
    private static func widths(of table: Table) -> [Int] {
        let (narrowest, widest, sample) = (6, 56, 500)
        var wished: [(width: Int, isFixed: Bool)] = table.columns.enumerated().map { index, column in
            // A heading is broken between any two Chinese characters, a number nowhere.
            var width = min(8, column.title.displayWidth)
            var isFixed = !table.rows.isEmpty
            for row in table.rows.indices.prefix(sample) {
                let cell = table.cell(row, index)
                for line in cell.text(in: column).split(separator: "\n") {
                    width = max(width, String(line).displayWidth)
                }
                if case .text = cell.value { isFixed = false }
            }
            if !isFixed { width = max(width, min(16, column.title.displayWidth)) }
            width = column.width ?? min(widest, max(narrowest, width))
            return ((width + (isFixed ? 4 : 2)) * letter, isFixed)
        }
        let fixed = wished.reduce(0) { $0 + ($1.isFixed ? $1.width : 0) }
        let texts = wished.reduce(0) { $0 + ($1.isFixed ? 0 : $1.width) }
        // So many numbers that texts would have no room: all give way alike.
        let isCrowded = texts == 0 || fixed > WordParts.textWidth * 9 / 10
        let room = isCrowded ? WordParts.textWidth : WordParts.textWidth - fixed
        let whole = max(1, isCrowded ? fixed + texts : texts)
        for index in wished.indices where isCrowded || !wished[index].isFixed {
            wished[index].width = wished[index].width * room / whole
        }
        var widths = wished.map(\.width)
        if let last = widths.indices.last { widths[last] += WordParts.textWidth - widths.reduce(0, +) }
        return widths
    }
}
