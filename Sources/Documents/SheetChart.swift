import CXLSXWriter
import Domain

/// Charts that the spreadsheet draws itself, from figures that stand beside them.
extension WorkbookSheet {
    /// Writes the chart's figures as a table and draws the chart at its right.
    func add(_ chart: Chart) throws(AppError) {
        let top = row
        try add([.text(chart.title)], .title)
        let unit = Phrase("单位：\(chart.unit)", en: "unit: \(chart.unit)")[book.language]
        try add([.text(chart.unit.isEmpty ? "" : unit)], .note)
        let target = chart.target
        try add(
            [.blank] + chart.series.map { .text($0.name) } + (target.map { [.text($0.name)] } ?? []),
            .heading
        )
        let first = row
        for (index, label) in chart.labels.enumerated() {
            let values = chart.series.map { series in Cell.number(series.points[index]?.value) }
            try add([.text(label)] + values + (target.map { [.number($0.point.value)] } ?? []), .plain)
        }
        if !chart.labels.isEmpty {
            try draw(chart, first: first, heading: first - 1, top: top)
        }
        // A chart takes about 18 rows.
        while row < top + 20 { skipRow() }
    }

    private func draw(_ chart: Chart, first: Int, heading: Int, top: Int) throws(AppError) {
        let kind =
            switch chart.shape {
            case .trend: LXW_CHART_LINE
            case .columns: LXW_CHART_COLUMN
            case .bars, .funnel: LXW_CHART_BAR
            }
        guard let drawn = workbook_add_chart(book.book, UInt8(kind.rawValue)) else { return }
        for (index, series) in chart.series.enumerated() {
            let added = addSeries(to: drawn, column: index + 1, count: chart.labels.count, first, series.name)
            dress(added, index, isLine: chart.shape == .trend)
            if chart.series.count == 1 && chart.labels.count <= 24 { chart_series_set_labels(added) }
        }
        // Bars that lie down have nothing that a line could be drawn by: the target stands in the table beside them.
        if let target = chart.target, chart.shape == .trend || chart.shape == .columns {
            addTarget(target, to: drawn, chart, first)
        }
        var texts = CStrings()
        defer { texts.free() }
        var font = lxw_chart_font()
        font.name = texts.add("黑体")
        font.size = 12
        chart_title_set_name(drawn, XMLText.clean(chart.title))
        chart_title_set_name_font(drawn, &font)
        if chart.series.count == 1 && chart.target == nil {
            chart_legend_set_position(drawn, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
        } else {
            chart_legend_set_position(drawn, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
        }
        if chart.shape == .bars || chart.shape == .funnel {
            // The first name on top, as in the table. In bars the names stand along the upright axis.
            chart_axis_set_reverse(chart_axis_get(drawn, LXW_CHART_AXIS_TYPE_Y))
        } else if !chart.unit.isEmpty {
            chart_axis_set_name(chart_axis_get(drawn, LXW_CHART_AXIS_TYPE_Y), chart.unit)
        }
        var options = lxw_chart_options()
        options.x_scale = 1.3
        options.description = texts.add(XMLText.clean("\(chart.title)。\(chart.summary)"))
        let column = UInt16(chart.series.count + (chart.target == nil ? 2 : 3))
        try check(worksheet_insert_chart_opt(sheet, UInt32(top + 1), column, drawn, &options))
    }

    private func addSeries(
        to drawn: UnsafeMutablePointer<lxw_chart>,
        column: Int,
        count: Int,
        _ first: Int,
        _ name: String
    ) -> UnsafeMutablePointer<lxw_chart_series>? {
        let place = "'\(self.name)'!$"
        let letter = SheetPlace.column(column)
        let last = first + count
        let series = chart_add_series(
            drawn,
            "=\(place)A$\(first + 1):$A$\(last)",
            "=\(place)\(letter)$\(first + 1):$\(letter)$\(last)"
        )
        chart_series_set_name(series, XMLText.clean(name))
        return series
    }

    private func dress(_ series: UnsafeMutablePointer<lxw_chart_series>?, _ index: Int, isLine: Bool) {
        let color = lxw_color_t(Palette.number(index))
        if isLine {
            var line = lxw_chart_line()
            line.color = color
            line.width = 2.25
            line.dash_type = UInt8(
                [LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_ROUND_DOT][index % 2].rawValue
            )
            chart_series_set_line(series, &line)
            let markers = [LXW_CHART_MARKER_CIRCLE, LXW_CHART_MARKER_SQUARE, LXW_CHART_MARKER_TRIANGLE]
            chart_series_set_marker_type(series, UInt8(markers[index % markers.count].rawValue))
        } else {
            var fill = lxw_chart_fill()
            fill.color = color
            chart_series_set_fill(series, &fill)
        }
    }

    /// The library draws no line over columns, so the line is the trend of an unseen series that never changes.
    private func addTarget(
        _ target: Chart.Target,
        to drawn: UnsafeMutablePointer<lxw_chart>,
        _ chart: Chart,
        _ first: Int
    ) {
        let column = chart.series.count + 1
        let series = addSeries(to: drawn, column: column, count: chart.labels.count, first, target.name)
        var line = lxw_chart_line()
        line.color = lxw_color_t(Palette.target)
        line.width = 1.75
        line.dash_type = UInt8(LXW_CHART_LINE_DASH_DASH.rawValue)
        guard chart.shape != .trend else {
            chart_series_set_line(series, &line)
            chart_series_set_marker_type(series, UInt8(LXW_CHART_MARKER_NONE.rawValue))
            return
        }
        var nothing = lxw_chart_fill()
        nothing.none = 1
        chart_series_set_fill(series, &nothing)
        guard chart.labels.count > 1 else { return }
        chart_series_set_trendline(series, UInt8(LXW_CHART_TRENDLINE_TYPE_LINEAR.rawValue), 0)
        chart_series_set_trendline_name(series, XMLText.clean(target.name))
        chart_series_set_trendline_line(series, &line)
        if chart.series.count == 1 { chart_set_series_overlap(drawn, 100) }
        var unseen = [Int16(chart.series.count), -1]
        chart_legend_delete_series(drawn, &unseen)
    }
}
