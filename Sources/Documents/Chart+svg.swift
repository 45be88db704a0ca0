public import Domain

extension Chart {
    /// The chart drawn as SVG: as wide as its place, readable in black and white, its title and summary read out.
    ///
    /// - Parameters:
    ///   - id: Tells it apart from other charts of a page.
    ///   - showsTitle: Whether the title is drawn, too; a page has it in its heading.
    ///   - size: The smaller, the larger its words look in the same place.
    public func svg(
        id: String,
        _ language: Language,
        showsTitle: Bool = false,
        size: ChartSize = .page
    ) -> String {
        var layout = SVGLayout(chart: self, id: id, language: language, size: size)
        let top = showsTitle ? 30.0 : 6
        let (drawing, height) = layout.draw(from: top)
        let name = Phrase("单位：\(unit)", en: "unit: \(unit)")[language]
        let words = unit.isEmpty ? summary : "\(summary) \(name)"
        let heading =
            showsTitle
            ? "<text x=\"0\" y=\"18\" font-size=\"16\" font-weight=\"bold\">\(XMLText.escaped(title))</text>"
            : ""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 \(SVGDrawing.n(size.width)) \
            \(SVGDrawing.n(height))" role="img" aria-labelledby="\(id)-t \(id)-d" font-size="\(SVGDrawing.n(SVGDrawing.size))" \
            fill="currentColor" font-family="'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif">\
            <title id="\(id)-t">\(XMLText.escaped(title))</title><desc id="\(id)-d">\(XMLText.escaped(words))</desc>\
            \(layout.patterns)\(heading)\(drawing)</svg>
            """
    }
}

/// How large a chart is drawn, in units of which a letter is thirteen high.
public struct ChartSize: Sendable {
    let width: Double
    /// How high values over a scale are drawn; bars under each other are as high as there are many.
    let plot: Double

    public init(width: Double, plot: Double) {
        self.width = width
        self.plot = plot
    }

    /// For a page or a sheet of paper.
    public static let page = ChartSize(width: 720, plot: 200)
    /// For a page on a phone.
    public static let phone = ChartSize(width: 380, plot: 200)
}

/// Where the parts of a drawn chart stand.
struct SVGLayout {
    let chart: Chart
    let id: String
    let language: Language
    let size: ChartSize
    var drawing = SVGDrawing()

    init(chart: Chart, id: String, language: Language, size: ChartSize) {
        self.chart = chart
        self.id = id
        self.language = language
        self.size = size
    }

    var isEmpty: Bool {
        chart.labels.isEmpty || chart.series.allSatisfy { $0.points.allSatisfy { $0 == nil } }
    }

    /// - Returns: The marks, and how high they are in all.
    mutating func draw(from top: Double) -> (String, Double) {
        guard !isEmpty else {
            let words = Phrase("没有数据", en: "no data")[language]
            drawing.text(words, size.width / 2, top + 40, .middle, class: "quiet")
            return (drawing.xml, top + 70)
        }
        let start = legend(from: top)
        let height =
            switch chart.shape {
            case .trend, .columns: drawPlot(from: start)
            case .bars: drawBars(from: start)
            case .funnel: drawFunnel(from: start)
            }
        return (drawing.xml, height)
    }

    /// The filling of a series: plain for the first, striped and dotted for the others.
    func fill(_ series: Int) -> String {
        series % 3 == 0 ? Palette.hex(series) : "url(#\(id)-p\(series))"
    }

    /// The stripes and dots, so that series differ in black and white, too.
    var patterns: String {
        guard chart.shape != .trend, chart.series.count > 1 else { return "" }
        var xml = "<defs>"
        for index in chart.series.indices where index % 3 != 0 {
            let colour = Palette.hex(index)
            let marks =
                index % 3 == 1
                ? "<path d=\"M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4\" stroke=\"#FFFFFF\" stroke-width=\"2\"/>"
                : "<circle cx=\"4\" cy=\"4\" r=\"2\" fill=\"#FFFFFF\"/>"
            xml += """
                <pattern id="\(id)-p\(index)" width="8" height="8" patternUnits="userSpaceOnUse">\
                <rect width="8" height="8" fill="\(colour)"/>\(marks)</pattern>
                """
        }
        return xml + "</defs>"
    }

    static let dashes = ["", "7 4", "2 4", "9 3 2 3"]

    /// The names of the series, where there are several; the target names itself at its line.
    private mutating func legend(from top: Double) -> Double {
        guard chart.series.count > 1 else { return top }
        var (x, y) = (4.0, top + 12)
        for (index, series) in chart.series.enumerated() {
            let name = SVGDrawing.fitted(series.name, into: size.width / 3)
            let width = 34 + SVGDrawing.width(of: name) + 18
            if x + width > size.width, x > 4 { (x, y) = (4, y + 20) }
            if chart.shape == .trend {
                let colour = Palette.hex(index)
                drawing.line(
                    (x, y - 4),
                    (x + 26, y - 4),
                    stroke: colour,
                    width: 2.5,
                    dash: Self.dashes[index % 4]
                )
                drawing.mark(index, x + 13, y - 4, fill: colour, series.name)
            } else {
                drawing.bar(x, y - 11, 26, 12, fill: fill(index), series.name)
            }
            drawing.text(name, x + 34, y)
            x += width
        }
        return y + 14
    }

    /// What a point says when somebody points at it.
    func words(_ series: Int, _ label: Int, _ point: Chart.Point) -> String {
        let name = chart.series.count > 1 ? "\(chart.series[series].name)，" : ""
        return "\(chart.labels[label])：\(name)\(point.text)"
    }
}
