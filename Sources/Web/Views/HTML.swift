import Documents
import Domain

/// A piece of HTML, UTF-8.
///
/// Interpolated values are escaped, unless they are HTML themselves; there is no way to put a string in unescaped.
public struct HTML: Sendable, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public init(stringLiteral value: String) { text = value }

    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    private init(text: String) { self.text = text }

    /// A chart, drawn; it escapes its own words.
    init(_ chart: Chart, id: String, _ language: Language, size: ChartSize = .page) {
        text = chart.svg(id: id, language, size: size)
    }

    public static let empty: HTML = ""

    public var isEmpty: Bool { text.isEmpty }

    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        public mutating func appendInterpolation(_ html: HTML) { text += html.text }

        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { text += html.text }
        }

        public mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { text += part.text }
        }

        public mutating func appendInterpolation(_ value: String) { HTML.escape(value, into: &text) }

        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            HTML.escape(value.description, into: &text)
        }

        /// An attribute that is there or not, such as `checked`.
        public mutating func appendInterpolation(_ attribute: StaticString, if isSet: Bool) {
            if isSet { text += " \(attribute)" }
        }
    }

    public static func + (left: HTML, right: HTML) -> HTML { HTML(text: left.text + right.text) }

    public static func += (left: inout HTML, right: HTML) { left.text += right.text }

    /// Escapes what would end a text or an attribute in quotes.
    private static func escape(_ value: String, into text: inout String) {
        // Most values have nothing to escape.
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
                UInt8(ascii: "'"), 0:
                false
            default: true
            }
        }
        if isPlain {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            // HTML has no way to write it.
            case "\0": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Array where Element == HTML {
    /// The pieces one after another.
    public var joined: HTML { reduce(into: HTML.empty) { $0 += $1 } }

    /// The pieces with another between each two.
    public func joined(separator: HTML) -> HTML {
        var all = HTML.empty
        for (index, piece) in enumerated() {
            if index > 0 { all += separator }
            all += piece
        }
        return all
    }
}
