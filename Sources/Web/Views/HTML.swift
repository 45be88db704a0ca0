import Documents
import Domain

/// A piece of HTML, UTF-8.
///
/// Interpolated values are escaped, unless they are HTML themselves; there is no way to put a string in unescaped.
public struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// Bytes and no string, which would look at each piece's characters as it is put behind another.
    public private(set) var bytes: [UInt8]

    public init(stringLiteral value: String) { bytes = Array(value.utf8) }

    public init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A chart, drawn; it escapes its own words.
    init(_ chart: Chart, id: String, _ language: Language, size: ChartSize = .page) {
        bytes = Array(chart.svg(id: id, language, size: size).utf8)
    }

    public static let empty: HTML = ""

    public var isEmpty: Bool { bytes.isEmpty }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        public mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        public mutating func appendInterpolation(_ html: HTML) { bytes += html.bytes }

        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes += html.bytes }
        }

        public mutating func appendInterpolation(_ parts: [HTML]) {
            bytes.reserveCapacity(bytes.count + parts.reduce(0) { $0 + $1.bytes.count })
            for part in parts { bytes += part.bytes }
        }

        public mutating func appendInterpolation(_ value: String) { HTML.escape(value, into: &bytes) }

        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            HTML.escape(value.description, into: &bytes)
        }

        /// An attribute that is there or not, such as `checked`.
        public mutating func appendInterpolation(_ attribute: StaticString, if isSet: Bool) {
            if isSet { bytes += " \(attribute)".utf8 }
        }
    }

    public static func + (left: HTML, right: HTML) -> HTML { HTML(bytes: left.bytes + right.bytes) }

    public static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    private static func escape(_ value: String, into bytes: inout [UInt8]) {
        var value = value
        value.withUTF8 { escape($0, into: &bytes) }
    }

    /// Escapes what would end a text or an attribute in quotes.
    private static func escape(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        var start = 0
        for at in text.indices {
            let byte = text[at]
            // Most values have nothing to escape.
            guard byte < 64, special >> UInt64(byte) & 1 != 0 else { continue }
            bytes += UnsafeBufferPointer(rebasing: text[start..<at])
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            // The zero, which HTML has no way to write.
            default: bytes += "\u{FFFD}".utf8
            }
            start = at + 1
        }
        bytes += UnsafeBufferPointer(rebasing: text[start...])
    }

    /// A bit for each byte that is escaped, all of which are below 64.
    private static let special: UInt64 = ["\0", "&", "<", ">", "\"", "'"].reduce(0) {
        (bits: UInt64, scalar: Unicode.Scalar) in bits | 1 << UInt64(scalar.value)
    }

    /// The part of a text between two UTF-16 offsets, with stretches of it marked.
    ///
    /// - Parameter marks: UTF-16 offsets, in order; none meets another.
    static func marking(_ text: String, _ marks: [Range<Int>], in range: Range<Int>) -> HTML {
        var html = HTML.empty
        var text = text
        text.withUTF8 { text in
            html.bytes.reserveCapacity(text.count + 16 * marks.count)
            var places = UTF16Places(text)
            func part(upTo end: Int) -> UnsafeBufferPointer<UInt8> {
                let start = places.byte
                places.go(to: end)
                return UnsafeBufferPointer(rebasing: text[start..<places.byte])
            }
            places.go(to: range.lowerBound)
            for mark in marks {
                let mark = mark.clamped(to: range)
                guard !mark.isEmpty, mark.lowerBound >= places.offset else { continue }
                escape(part(upTo: mark.lowerBound), into: &html.bytes)
                html.bytes += "<mark>".utf8
                escape(part(upTo: mark.upperBound), into: &html.bytes)
                html.bytes += "</mark>".utf8
            }
            escape(part(upTo: range.upperBound), into: &html.bytes)
        }
        return html
    }
}

/// Goes through UTF-8 and counts as UTF-16 does: places of matched words are UTF-16 offsets, as scripts have them.
struct UTF16Places {
    private let text: UnsafeBufferPointer<UInt8>
    /// Where it stands, which is always the beginning of a character.
    private(set) var byte = 0
    private(set) var offset = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Goes forward to an offset, or past it where that lies within a character; to the end if the text is shorter.
    mutating func go(to wanted: Int) {
        while offset < wanted, byte < text.count {
            let lead = text[byte]
            byte += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            offset += lead < 0xF0 ? 1 : 2
        }
    }
}

extension Array where Element == HTML {
    /// The pieces one after another.
    public var joined: HTML { "\(self)" }

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
