import Documents
import Domain

/// A chart with its figures beside it, for those who read a table more easily or see none.
enum ChartView {
    /// A chart whose figures stand beside it on the page already.
    static func drawing(_ reader: Reader, _ chart: Chart) -> HTML {
        """
        <section class="card charted"><h2>\(chart.title)</h2>\
        \(place(HTML(chart, id: "chart-\(chart.shape)", reader.language)))</section>
        """
    }

    /// Where a drawing stands: on a phone it is moved aside rather than made too small to be read.
    private static func place(_ drawing: HTML) -> HTML {
        "<div class=\"across drawing\" tabindex=\"0\">\(drawing)</div>"
    }

    /// - Parameter id: Tells it apart from other charts of the page.
    static func card(_ reader: Reader, _ chart: Chart, id: String = "") -> HTML {
        let name = id.isEmpty ? "chart-\(chart.shape)" : id
        let table = chart.table
        let heads = table.columns.map { Parts.heading($0.title, isNumber: $0.alignment == .end) }
        let rows = table.rows.map { row -> HTML in
            let cells = zip(table.columns, row).map { column, cell -> HTML in
                let text = if case .text(let text) = cell.value { text } else { "" }
                return "<td\(column.alignment == .end ? " class=\"num\"" : "" as HTML)>\(text)</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        let unit: HTML =
            chart.unit.isEmpty
            ? "" : "<p class=\"quiet\">\(reader("单位：\(chart.unit)。", en: "Unit: \(chart.unit)."))</p>"
        return """
            <section class="card charted"><h2>\(chart.title)</h2>\(place(HTML(chart, id: name, reader.language)))\
            <details><summary>\(reader("看数字", en: "The figures"))</summary><table><thead><tr>\(heads)</tr></thead>\
            <tbody>\(rows)</tbody></table></details>\(unit)</section>
            """
    }
}
