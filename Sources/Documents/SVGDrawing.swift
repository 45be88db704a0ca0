import Domain

/// Marks and words drawn into an SVG. Looks are presentation attributes and classes, since the pages' policy forbids
/// inline styles; words stay words, so that they can be read out, searched and copied.
struct SVGDrawing {
    enum Anchor: String { case start, middle, end }

    private(set) var xml = ""

    /// The size of words in the drawing's units.
    static let size = 13.0

    /// The room that a text takes. A Chinese character is as wide as it is high, a Latin one a little over half.
    static func width(of text: String) -> Double { Double(text.displayWidth) * size * 0.53 }

    /// As much of the text as fits.
    static func fitted(_ text: String, into width: Double) -> String {
        text.truncated(to: max(2, Int(width / (size * 0.53))))
    }

    mutating func text(
        _ text: String,
        _ x: Double,
        _ y: Double,
        _ anchor: Anchor = .start,
        class name: String = "",
        isOverMarks: Bool = false
    ) {
        guard !text.isEmpty else { return }
        let look = name.isEmpty ? "" : " class=\"\(name)\""
        // What stands over marks and lines gets a rim of the paper's colour.
        let rim = isOverMarks ? " stroke=\"#FFFFFF\" stroke-width=\"4\" paint-order=\"stroke\"" : ""
        let anchored = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        xml +=
            "<text x=\"\(Self.n(x))\" y=\"\(Self.n(y))\"\(anchored)\(look)\(rim)>\(XMLText.escaped(text))</text>"
    }

    /// A bar with what it says when somebody points at it.
    mutating func bar(
        _ x: Double,
        _ y: Double,
        _ width: Double,
        _ height: Double,
        fill: String,
        _ words: String
    ) {
        xml += """
            <rect x="\(Self.n(x))" y="\(Self.n(y))" width="\(Self.n(max(0, width)))" \
            height="\(Self.n(max(0, height)))" fill="\(fill)" stroke="currentColor" stroke-width="0.5">\
            <title>\(XMLText.escaped(words))</title></rect>
            """
    }

    mutating func line(
        _ from: (x: Double, y: Double),
        _ to: (x: Double, y: Double),
        stroke: String = "currentColor",
        width: Double = 1,
        dash: String = "",
        opacity: Double = 1
    ) {
        let dashed = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
        let faint = opacity == 1 ? "" : " stroke-opacity=\"\(opacity)\""
        xml += """
            <line x1="\(Self.n(from.x))" y1="\(Self.n(from.y))" x2="\(Self.n(to.x))" y2="\(Self.n(to.y))" \
            stroke="\(stroke)" stroke-width="\(Self.n(width))"\(dashed)\(faint)/>
            """
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], stroke: String, dash: String) {
        let places = points.map { "\(Self.n($0.x)),\(Self.n($0.y))" }.joined(separator: " ")
        let dashed = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
        xml += """
            <polyline points="\(places)" fill="none" stroke="\(stroke)" stroke-width="2.5" \
            stroke-linejoin="round"\(dashed)/>
            """
    }

    /// A mark on a line, of a form of its own for each series.
    mutating func mark(_ index: Int, _ x: Double, _ y: Double, fill: String, _ words: String) {
        let said = "<title>\(XMLText.escaped(words))</title>"
        switch index % 3 {
        case 0:
            xml += "<circle cx=\"\(Self.n(x))\" cy=\"\(Self.n(y))\" r=\"4\" fill=\"\(fill)\">\(said)</circle>"
        case 1:
            xml += """
                <rect x="\(Self.n(x - 4))" y="\(Self.n(y - 4))" width="8" height="8" fill="#FFFFFF" \
                stroke="\(fill)" stroke-width="2">\(said)</rect>
                """
        default:
            let corners =
                "\(Self.n(x)),\(Self.n(y - 5)) \(Self.n(x + 5)),\(Self.n(y + 4)) \(Self.n(x - 5)),\(Self.n(y + 4))"
            xml += "<polygon points=\"\(corners)\" fill=\"\(fill)\">\(said)</polygon>"
        }
    }

    /// A number with one decimal at most.
    static func n(_ number: Double) -> String {
        let tenths = Int((min(max(number, -99_999), 99_999) * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        let sign = tenths < 0 ? "-" : ""
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
