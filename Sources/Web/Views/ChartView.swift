import Documents
import Domain

/// A chart with its figures beside it, for those who read a table more easily or see none.
enum ChartView {
    /// A chart whose figures stand beside it on the page already.
    static func drawing(_ reader: Reader, _ chart: Chart) -> HTML {
        """
        <section class="card charted"><h2>\(chart.title)</h2>\
        \(drawings(reader, chart, "chart-\(chart.shape)"))</section>
        """
    }

    /// The chart for a desk and for a phone, of which the stylesheet shows one: made smaller, words can't be read.
    private static func drawings(_ reader: Reader, _ chart: Chart, _ id: String) -> HTML {
        """
        <div class="wide">\(HTML(chart, id: id, reader.language))</div>\
        <div class="narrow">\(HTML(chart, id: "\(id)-narrow", reader.language, size: .phone))</div>
        """
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
            <section class="card charted"><h2>\(chart.title)</h2>\(drawings(reader, chart, name))\
            <details><summary>\(reader("看数字", en: "The figures"))</summary><table><thead><tr>\(heads)</tr></thead>\
            <tbody>\(rows)</tbody></table></details>\(unit)</section>
            """
    }
}
