import Domain

extension Document {
    /// The document as a part of a page: headings, tables, charts with their figures beside them. It has no scripts and
    /// no inline styles.
    ///
    /// - Parameter showsTitle: Whether title and notes are part of it; a page has them in its own heading.
    public func htmlBody(showsTitle: Bool = true) -> String {
        var html = ""
        if showsTitle {
            html += "<h1>\(XMLText.escaped(title))</h1>"
            for note in notes { html += "<p class=\"quiet\">\(XMLText.escaped(note))</p>" }
        }
        for (index, block) in blocks.enumerated() {
            switch block {
            case .heading(let text): html += "<h2>\(XMLText.escaped(text))</h2>"
            case .paragraph(let text):
                for line in text.split(separator: "\n") { html += "<p>\(XMLText.escaped(String(line)))</p>" }
            case .table(let table): html += HTMLTable(table, language, appendices).html
            case .chart(let chart):
                html += """
                    <figure class="chart-and-table"><figcaption>\(XMLText.escaped(chart.title))</figcaption>\
                    \(chart.svg(id: "chart-\(index)", language))\
                    \(HTMLTable(chart.untitledTable, language, []).html)</figure>
                    """
            case .pageBreak: html += "<div class=\"page-break\"></div>"
            }
        }
        for appendix in appendices {
            html +=
                "<section class=\"appendix\" id=\"\(XMLText.escaped(appendix.key))\"><h2>\(XMLText.escaped(appendix.title))</h2>"
            for note in appendix.notes { html += "<p class=\"quiet\">\(XMLText.escaped(note))</p>" }
            html += HTMLTable(appendix.table, language, []).html + "</section>"
        }
        return html
    }

    /// The document as a page of its own that needs nothing else: to be opened, printed on A4, or sent on.
    public var htmlPage: String {
        """
        <!doctype html><html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">\
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(XMLText.escaped(title))</title>\
        <style>\(Self.style)</style></head><body>\(htmlBody())</body></html>

        """
    }

    private static let style = """
        body{font:14px/1.6 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;color:#1a1a1a;margin:2em auto;\
        max-width:72em;padding:0 1em}h1{font-size:1.6em}h2{font-size:1.2em;margin-top:1.6em}.quiet{color:#595959}\
        table{border-collapse:collapse;width:100%;margin:.6em 0}th,td{border:1px solid #8c8c8c;padding:.3em .5em;\
        text-align:left;vertical-align:top}th{background:#eef2f6}.num{text-align:right;font-variant-numeric:tabular-nums;\
        white-space:nowrap}.total td{font-weight:bold}caption{text-align:left;font-weight:bold;padding:.4em 0}\
        figure{margin:1em 0;break-inside:avoid}figcaption{font-weight:bold}.chart{max-width:46em;display:block}\
        .page-break{break-after:page}@media print{@page{size:A4 landscape;margin:15mm}body{margin:0;max-width:none}\
        thead{display:table-header-group}tr{break-inside:avoid}.appendix{break-before:page}a{color:inherit}}
        """
}

extension Chart {
    /// The figures without the title, which stands above the chart.
    var untitledTable: Table {
        var table = table
        table.title = ""
        return table
    }
}

/// A table in HTML, whose headings are repeated on each printed page.
struct HTMLTable {
    let html: String

    init(_ table: Table, _ language: Language, _ appendices: [Appendix]) {
        var html = "<table>"
        if !table.title.isEmpty { html += "<caption>\(XMLText.escaped(table.title))</caption>" }
        html += "<thead>\(Self.headings(table))</thead><tbody>"
        for row in table.rows.indices {
            html += table.endsInTotal && row == table.rows.count - 1 ? "<tr class=\"total\">" : "<tr>"
            for (index, column) in table.columns.enumerated() {
                let rows = table.span(row, index)
                if rows > 0 { html += Self.cell(table.cell(row, index), column, rows: rows, appendices) }
            }
            html += "</tr>"
        }
        if table.rows.isEmpty {
            let words = Phrase("没有记录", en: "no records")[language]
            html += "<tr><td colspan=\"\(max(1, table.columns.count))\" class=\"quiet\">\(words)</td></tr>"
        }
        self.html = html + "</tbody></table>"
    }

    private static func headings(_ table: Table) -> String {
        guard !table.groups.isEmpty else {
            return "<tr>\(table.columns.map { heading($0, rows: 1) }.joined())</tr>"
        }
        var (upper, lower, column) = ("<tr>", "<tr>", 0)
        for group in table.groups {
            let covered = table.columns[column..<column + group.columns]
            if group.title.isEmpty {
                upper += covered.map { heading($0, rows: 2) }.joined()
            } else {
                upper +=
                    "<th scope=\"colgroup\" colspan=\"\(group.columns)\">\(XMLText.escaped(group.title))</th>"
                lower += covered.map { heading($0, rows: 1) }.joined()
            }
            column += group.columns
        }
        return upper + "</tr>" + lower + "</tr>"
    }

    private static func heading(_ column: Column, rows: Int) -> String {
        let look = column.alignment == .end ? " class=\"num\"" : ""
        let high = rows > 1 ? " rowspan=\"\(rows)\"" : ""
        return "<th scope=\"col\"\(look)\(high)>\(XMLText.escaped(column.title))</th>"
    }

    private static func cell(_ cell: Cell, _ column: Column, rows: Int, _ appendices: [Appendix]) -> String {
        var look = cell.isNumber || column.alignment == .end ? " class=\"num\"" : ""
        if rows > 1 { look += " rowspan=\"\(rows)\"" }
        let text = XMLText.escaped(cell.text(in: column)).replacing("\n", with: "<br>")
        return "<td\(look)>\(linked(text, cell.link, appendices))</td>"
    }

    private static func linked(_ text: String, _ link: Cell.Link?, _ appendices: [Appendix]) -> String {
        switch link {
        case .appendix(let key) where appendices.contains { $0.key == key }:
            "<a href=\"#\(XMLText.escaped(key))\">\(text)</a>"
        // Nothing but an address of the web or of this site is made a link.
        case .address(let address)
        where ["http://", "https://", "/"].contains(where: address.hasPrefix) && !address.hasPrefix("//"):
            "<a href=\"\(XMLText.escaped(address))\">\(text)</a>"
        default: text
        }
    }
}
