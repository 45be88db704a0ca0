import Domain

/// Bars under each other: by industry, by institution, by stage.
extension SVGLayout {
    /// How wide names may be.
    private var named: Double { size.width * 5 / 18 }

    mutating func drawBars(from top: Double) -> Double {
        let values = chart.series.flatMap { $0.points.compactMap { $0?.value } }
        let most = max(values.max() ?? 0, chart.target?.point.value ?? 0)
        let names = min(named, (chart.labels.map(SVGDrawing.width).max() ?? 0) + 10)
        let texts = chart.series.flatMap { $0.points.compactMap { $0.map { SVGDrawing.width(of: $0.text) } } }
        let room = max(80, size.width - names - min(size.width / 3, texts.max() ?? 0) - 12)
        func length(_ value: Double) -> Double { most > 0 ? max(0, value) / most * room : 0 }

        let each = chart.series.count == 1 ? 18.0 : 14
        let row = each * Double(chart.series.count) + 10
        for (place, label) in chart.labels.enumerated() {
            let y = top + Double(place) * row
            let middle = y + (row - 10) / 2 + 4.5
            drawing.text(SVGDrawing.fitted(label, into: names - 8), names - 8, middle, .end)
            for (index, series) in chart.series.enumerated() {
                guard let point = series.points[place] else { continue }
                let at = y + Double(index) * each
                // Nothing at all is a thin line and no gap in the list.
                let long = max(1, length(point.value))
                drawing.bar(names, at, long, each - 2, fill: fill(index), words(index, place, point))
                let text = SVGDrawing.fitted(point.text, into: size.width - names - long - 8)
                drawing.text(text, names + long + 6, at + each / 2 + 3.5)
            }
        }
        let bottom = top + Double(chart.labels.count) * row
        drawing.line((names, top - 4), (names, bottom - 4))
        guard let target = chart.target else { return bottom + 4 }
        let x = names + length(target.point.value)
        let colour = Palette.hex(of: Palette.target)
        drawing.line((x, top - 4), (x, bottom), stroke: colour, width: 2, dash: "8 5")
        let words = "\(target.name) \(target.point.text)"
        let anchor: SVGDrawing.Anchor = x + SVGDrawing.width(of: words) > size.width ? .end : .start
        drawing.text(words, x, bottom + 16, anchor)
        return bottom + 24
    }

    /// Bars in the middle that get shorter, and between two of them what share of the stage before is left.
    mutating func drawFunnel(from top: Double) -> Double {
        let points = chart.series.first?.points ?? []
        let most = points.compactMap { $0?.value }.max() ?? 0
        let names = min(named, (chart.labels.map(SVGDrawing.width).max() ?? 0) + 12)
        let texts = points.compactMap { $0.map { SVGDrawing.width(of: $0.text) } }
        let said = min(named, texts.max() ?? 0) + 12
        let room = max(80, size.width - names - said)
        let middle = names + room / 2
        let (height, gap) = (26.0, 22.0)
        var y = top
        for (place, label) in chart.labels.enumerated() {
            drawing.text(SVGDrawing.fitted(label, into: names - 12), names - 10, y + height / 2 + 4.5, .end)
            if let point = points[place] {
                let long = max(2, most > 0 ? max(0, point.value) / most * room : 0)
                drawing.bar(middle - long / 2, y, long, height, fill: fill(0), words(0, place, point))
                let text = SVGDrawing.fitted(point.text, into: said - 8)
                drawing.text(text, names + room + 8, y + height / 2 + 4.5)
            }
            y += height
            if place + 1 < chart.labels.count {
                if let left = share(place, points) {
                    drawing.text("↓ \(left)", middle, y + gap / 2 + 4.5, .middle)
                }
                y += gap
            }
        }
        return y + 6
    }

    /// How much of a stage is left in the next, as tables say it; nothing is said of a stage that was empty.
    private func share(_ place: Int, _ points: [Chart.Point?]) -> String? {
        guard let here = points[place]?.value, let next = points[place + 1]?.value,
            let (whole, part) = Int64(exactly: here).flatMap({ whole in
                Int64(exactly: next).map { (whole, $0) }
            })
        else { return nil }
        return Share.tenths(part, of: whole).map(Share.text)
    }
}
