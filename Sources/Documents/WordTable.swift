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
                here.isNumber ? .end : column.alignment
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

    /// The columns' widths in twentieths of a point, which fill the page: each as wide as its longest line within
    /// bounds, so that a column of long texts takes what the others leave.
    private static func widths(of table: Table) -> [Int] {
        let (narrowest, widest, sample) = (6, 56, 500)
        var wished = table.columns.enumerated().map { index, column -> Int in
            if let width = column.width { return max(2, width) }
            var width = min(16, column.title.displayWidth)
            for row in table.rows.indices.prefix(sample) {
                let text = table.cell(row, index).text(in: column)
                for line in text.split(separator: "\n") { width = max(width, String(line).displayWidth) }
            }
            return min(widest, max(narrowest, width)) + 2
        }
        let whole = max(1, wished.reduce(0, +))
        wished = wished.map { $0 * WordParts.textWidth / whole }
        if let last = wished.indices.last {
            wished[last] += WordParts.textWidth - wished.reduce(0, +)
        }
        return wished
    }
}
