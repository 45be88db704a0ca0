import Domain

/// Values over a scale: the trend and the columns.
extension SVGLayout {
    /// The values that a scale runs between and the steps that are marked on it.
    struct Scale {
        let low: Double
        let high: Double
        let step: Double

        /// Marks at 1, 2 or 5 times a power of ten, about four of them, zero among them.
        init(_ values: [Double]) {
            let least = min(0, values.min() ?? 0)
            let most = max(0, values.max() ?? 0)
            let span = max(most - least, most == least ? 1 : 0)
            var power = 1.0
            while power * 10 <= span / 4 { power *= 10 }
            while power > span / 4, power > 1e-6 { power /= 10 }
            let step = [1.0, 2, 5, 10].map { $0 * power }.first { span / $0 <= 5 } ?? power * 10
            self.step = step
            low = (least / step).rounded(.down) * step
            high = max(low + step, (most / step).rounded(.up) * step)
        }

        var marks: [Double] {
            let count = Int(((high - low) / step).rounded())
            return (0...max(1, min(count, 12))).map { low + Double($0) * step }
        }

        /// The mark as text; very large ones by their power of ten.
        static func text(_ value: Double) -> String {
            guard value.magnitude < 1e12 else {
                var (rest, power) = (value, 0)
                while rest.magnitude >= 10 { (rest, power) = (rest / 10, power + 1) }
                return Figure.decimal(rest, places: 1) + "E" + String(power)
            }
            return Figure.decimal(value, places: 2)
        }
    }

    mutating func drawPlot(from top: Double) -> Double {
        let values = chart.series.flatMap { $0.points.compactMap { $0?.value } }
        let scale = Scale(values + (chart.target.map { [$0.point.value] } ?? []))
        let texts = scale.marks.map(Scale.text)
        let left = (texts.map { SVGDrawing.width(of: $0) }.max() ?? 0) + 10
        // Room above the highest mark for what is said over a point.
        let area = (left: left, right: size.width - 8, top: top + 22, bottom: top + 22 + size.plot)
        func y(_ value: Double) -> Double {
            area.bottom - (value - scale.low) / (scale.high - scale.low) * (area.bottom - area.top)
        }
        let room = (area.right - area.left) / Double(chart.labels.count)
        func x(_ index: Int) -> Double { area.left + (Double(index) + 0.5) * room }

        for (mark, text) in zip(scale.marks, texts) {
            drawing.line(
                (area.left, y(mark)),
                (area.right, y(mark)),
                opacity: mark == 0 ? 1 : 0.2
            )
            drawing.text(text, area.left - 6, y(mark) + 4.5, .end)
        }
        if !chart.unit.isEmpty { drawing.text(chart.unit, 0, top + 10, class: "quiet") }
        drawLabels(room, area.bottom + 18, x)
        if chart.shape == .trend { drawLines(x, y) } else { drawColumns(room, x, y) }
        if let target = chart.target { drawTarget(target, area.left, area.right, y(target.point.value)) }
        drawValues(room, x, y)
        return area.bottom + 28
    }

    /// As many names along the axis as fit.
    private mutating func drawLabels(_ room: Double, _ y: Double, _ x: (Int) -> Double) {
        let widest = chart.labels.map { min(110, SVGDrawing.width(of: $0)) }.max() ?? 0
        let every = max(1, Int(((widest + 8) / room).rounded(.up)))
        for index in stride(from: 0, to: chart.labels.count, by: every) {
            let text = SVGDrawing.fitted(chart.labels[index], into: max(room * Double(every) - 4, 26))
            drawing.text(text, x(index), y, .middle)
        }
    }

    private mutating func drawLines(_ x: (Int) -> Double, _ y: (Double) -> Double) {
        for (index, series) in chart.series.enumerated() {
            let colour = Palette.hex(index)
            // Where nothing is known the line breaks off.
            for stretch in series.points.indices.split(whereSeparator: { series.points[$0] == nil }) {
                let places = stretch.compactMap { place in
                    series.points[place].map { (x: x(place), y: y($0.value)) }
                }
                if places.count > 1 {
                    drawing.polyline(places, stroke: colour, dash: Self.dashes[index % 4])
                }
            }
            guard chart.labels.count <= 40 else { continue }
            for (place, point) in series.points.enumerated() {
                guard let point else { continue }
                drawing.mark(index, x(place), y(point.value), fill: colour, words(index, place, point))
            }
        }
    }

    private mutating func drawColumns(_ room: Double, _ x: (Int) -> Double, _ y: (Double) -> Double) {
        let each = room * 0.72 / Double(chart.series.count)
        for (index, series) in chart.series.enumerated() {
            for (place, point) in series.points.enumerated() {
                guard let point else { continue }
                let left = x(place) - room * 0.36 + Double(index) * each
                let (upper, lower) = (min(y(point.value), y(0)), max(y(point.value), y(0)))
                drawing.bar(left, upper, each, lower - upper, fill: fill(index), words(index, place, point))
            }
        }
    }

    /// What the values are, beside as many of them as have room; always the last.
    private mutating func drawValues(_ room: Double, _ x: (Int) -> Double, _ y: (Double) -> Double) {
        guard chart.series.count == 1, let points = chart.series.first?.points else { return }
        var taken: [ClosedRange<Double>] = []
        let order = points.indices.filter { points[$0] != nil }.reversed()
        var former: String?
        for place in order {
            guard let point = points[place] else { continue }
            let width = SVGDrawing.width(of: point.text)
            let middle = min(max(x(place), width / 2), size.width - width / 2)
            let span = (middle - width / 2 - 3)...(middle + width / 2 + 3)
            guard point.text != former, !taken.contains(where: { $0.overlaps(span) }) else { continue }
            taken.append(span)
            former = point.text
            drawing.text(point.text, middle, y(max(0, point.value)) - 8, .middle, isOverMarks: true)
        }
    }

    private mutating func drawTarget(_ target: Chart.Target, _ left: Double, _ right: Double, _ y: Double) {
        let colour = Palette.hex(of: Palette.target)
        drawing.line((left, y), (right, y), stroke: colour, width: 2, dash: "8 5")
        drawing.text("\(target.name) \(target.point.text)", left + 4, y - 6, isOverMarks: true)
    }
}
