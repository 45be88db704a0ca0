import Documents
import Domain
import Testing

@Suite struct ChartTests {
    private func chart(
        _ shape: Chart.Shape,
        _ values: [Double?],
        labels: [String]? = nil,
        target: Double? = nil
    ) -> Chart {
        Chart(
            shape,
            title: "标题 <一>",
            summary: "说明",
            unit: "项",
            labels: labels ?? values.indices.map { "第\($0)" },
            series: [Chart.Series("数", values.map { $0.map { Chart.Point($0, "值") } })],
            target: target.map { Chart.Target("目标", Chart.Point($0, "\($0)")) }
        )
    }

    private static let shapes: [Chart.Shape] = [.trend, .columns, .bars, .funnel]

    /// The numbers of an attribute, wherever it stands.
    private func numbers(_ attribute: String, _ svg: String) -> [Double] {
        svg.split(separator: " \(attribute)=\"").dropFirst().compactMap { Double($0.prefix { $0 != "\"" }) }
    }

    @Test(arguments: shapes)
    func `a chart is read out and has words as words`(shape: Chart.Shape) {
        let svg = chart(shape, [3, 2, 1]).svg(id: "c1", .zh)
        #expect(svg.contains("role=\"img\" aria-labelledby=\"c1-t c1-d\""))
        #expect(svg.contains("<title id=\"c1-t\">标题 &lt;一&gt;</title><desc id=\"c1-d\">说明 单位：项</desc>"))
        #expect(svg.contains(">第1</text>"))
        #expect(!svg.contains("style="))
        #expect(svg.contains("viewBox=\"0 0 720 "))
        let small = chart(shape, [3, 2, 1]).svg(id: "c1", .zh, size: .phone)
        #expect(small.contains("viewBox=\"0 0 380 "))
    }

    @Test(arguments: shapes)
    func `nothing to draw is said`(shape: Chart.Shape) {
        for empty in [chart(shape, []), chart(shape, [nil, nil])] {
            #expect(empty.svg(id: "c", .zh).contains("没有数据"))
            #expect(empty.svg(id: "c", .en).contains("no data"))
        }
    }

    @Test(arguments: shapes, [ChartSize.page, .phone])
    func `any values stay inside the drawing`(shape: Chart.Shape, size: ChartSize) {
        let cases: [[Double?]] = [
            [0], [0, 0, 0], [7], [1e15, 1], [-5, 3, nil, 2], [-4, -2], [.nan, .infinity, 1],
            [0.000_01, 0.000_02],
            Array(repeating: 1, count: 400),
        ]
        for values in cases {
            for target in [nil, 2e15, 0] as [Double?] {
                let svg = chart(shape, values, target: target).svg(id: "c", .zh, size: size)
                #expect(!svg.contains("nan") && !svg.contains("inf"))
                let box = svg.split(separator: "viewBox=\"0 0 ")[1].prefix { $0 != "\"" }
                let sides = box.split(separator: " ").compactMap { Double($0) }
                let edges = zip(numbers("x", svg), numbers("width", svg)).map { $0 + $1 }
                for x in numbers("x", svg) + numbers("cx", svg) + numbers("x1", svg) + numbers("x2", svg) {
                    #expect((0...sides[0]).contains(x))
                }
                #expect(edges.count <= 2_000)
                for y in numbers("y", svg) + numbers("cy", svg) + numbers("y1", svg) + numbers("y2", svg) {
                    #expect((0...sides[1]).contains(y))
                }
            }
        }
    }

    @Test func `long Chinese names are cut with a mark`() {
        let svg = chart(.bars, [1, 2], labels: [String(repeating: "很长的行业名称", count: 9), "短"]).svg(
            id: "c",
            .zh
        )
        #expect(svg.contains("…</text>"))
        #expect(svg.contains(">短</text>"))
    }

    @Test func `a funnel says what share of each stage is left, and nothing of an empty one`() {
        let svg = chart(.funnel, [320, 110, 0, 0]).svg(id: "c", .zh)
        #expect(svg.contains("↓ 34.3%"))
        #expect(svg.contains("↓ 0.0%"))
        #expect(svg.split(separator: "↓").count == 3)
    }

    @Test func `series differ by more than their colour`() {
        let lines = Samples.trend.svg(id: "t", .zh)
        #expect(lines.contains("stroke-dasharray=\"7 4\""))
        #expect(lines.contains(">2020年</text>"))
        let points = [Chart.Point(1, "1"), Chart.Point(2, "2")]
        let bars = Chart(
            .columns,
            title: "比",
            summary: "",
            unit: "",
            labels: ["甲", "乙"],
            series: [Chart.Series("今年", points), Chart.Series("去年", points), Chart.Series("前年", points)]
        ).svg(id: "b", .zh)
        #expect(bars.contains("fill=\"url(#b-p1)\"") && bars.contains("<pattern id=\"b-p1\""))
        #expect(bars.contains("fill=\"url(#b-p2)\"") && bars.contains("<pattern id=\"b-p2\""))
    }

    @Test func `where nothing is known the line breaks off`() {
        let svg = chart(.trend, [1, 2, nil, 3, 4]).svg(id: "c", .zh)
        #expect(svg.split(separator: "<polyline").count == 3)
    }
}
