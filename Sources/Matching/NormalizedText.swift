import Foundation

/// A text in NFKC and lower case, as scalars, and where each came from.
///
/// ASCII, Chinese characters, full-width forms and common Chinese punctuation normalize one by one, without any
/// context; the rest takes Foundation's slow way. More than thirty combining marks in a row are cut as UAX #15's
/// stream-safe format does, because sorting them takes quadratic time (a minute and a half for 400,000).
struct NormalizedText {
    private(set) var scalars: [UInt32] = []
    /// UTF-16 offsets in the original for each scalar. Empty unless asked for.
    private(set) var starts: [Int32] = []
    private(set) var ends: [Int32] = []
    /// Where each of several texts ends.
    private(set) var textEnds: [Int] = []

    /// - Complexity: O(length of `text`).
    init(_ text: String, tracksOrigins: Bool = false) {
        reserve(bytes: text.utf8.count, tracksOrigins: tracksOrigins)
        append(text, tracksOrigins: tracksOrigins)
    }

    /// Several texts, each with a zero behind it, which stands in no text.
    init(endingEach texts: [String]) {
        reserve(bytes: texts.reduce(0) { $0 + $1.utf8.count + 2 }, tracksOrigins: true)
        for text in texts {
            append(text, tracksOrigins: true)
            textEnds.append(scalars.count)
            append(0, 0..<0)
        }
    }

    private mutating func reserve(bytes: Int, tracksOrigins: Bool) {
        // A Chinese character takes three bytes.
        scalars.reserveCapacity(bytes / 2)
        guard tracksOrigins else { return }
        starts.reserveCapacity(bytes / 2)
        ends.reserveCapacity(bytes / 2)
    }

    /// Puts a text behind what is there, with which it does not join; origins count from its own beginning.
    private mutating func append(_ text: String, tracksOrigins: Bool) {
        var builder = Builder(tracksOrigins: tracksOrigins)
        for scalar in text.unicodeScalars { builder.add(scalar, to: &self) }
        builder.flush(into: &self)
    }

    private struct Builder {
        let tracksOrigins: Bool
        /// Scalars that have to be normalized together, from `start` on.
        var waiting: [Unicode.Scalar] = []
        var start = 0
        var offset = 0
        /// The scalar last appended the fast way, which a combining mark would still change.
        var last: Unicode.Scalar?
        var sinceBoundary = 0

        init(tracksOrigins: Bool) { self.tracksOrigins = tracksOrigins }

        mutating func add(_ scalar: Unicode.Scalar, to text: inout NormalizedText) {
            if let plain = plain(scalar.value) {
                if !waiting.isEmpty { flush(into: &text) }
                text.scalars.append(plain)
                if tracksOrigins {
                    text.starts.append(Int32(truncatingIfNeeded: offset))
                    text.ends.append(Int32(truncatingIfNeeded: offset + 1))
                }
                last = scalar
            } else {
                queue(scalar, &text)
            }
            offset += scalar.value > 0xFFFF ? 2 : 1
        }

        private mutating func queue(_ scalar: Unicode.Scalar, _ text: inout NormalizedText) {
            let begins = beginsAfresh(scalar)
            sinceBoundary = begins ? 0 : sinceBoundary + 1
            if waiting.isEmpty {
                start = offset
                if !begins, let last {
                    text.removeLast()
                    waiting.append(last)
                    start -= 1
                }
            } else if begins ? (tracksOrigins || waiting.count > 1_000) : sinceBoundary > 30 {
                flush(into: &text)
                start = offset
                sinceBoundary = 0
            }
            last = nil
            waiting.append(scalar)
        }

        mutating func flush(into text: inout NormalizedText) {
            guard let first = waiting.first else { return }
            let origin = tracksOrigins ? start..<offset : nil
            if waiting.count == 1, let known = Singles.normalForm(of: first) {
                for scalar in known { text.append(scalar, origin) }
            } else {
                NormalizedText.forEachNormal(waiting) { text.append($0, origin) }
            }
            waiting.removeAll(keepingCapacity: true)
            last = nil
        }
    }

    /// The slow way: Foundation's.
    fileprivate static func forEachNormal(_ scalars: [Unicode.Scalar], _ body: (UInt32) -> Void) {
        var string = String.UnicodeScalarView()
        string.append(contentsOf: scalars)
        for scalar in String(string).precomposedStringWithCompatibilityMapping.unicodeScalars {
            for lower in scalar.properties.lowercaseMapping.unicodeScalars { body(lower.value) }
        }
    }

    private mutating func append(_ scalar: UInt32, _ origin: Range<Int>?) {
        scalars.append(scalar)
        guard let origin else { return }
        starts.append(Int32(truncatingIfNeeded: origin.lowerBound))
        ends.append(Int32(truncatingIfNeeded: origin.upperBound))
    }

    private mutating func removeLast() {
        scalars.removeLast()
        if !starts.isEmpty {
            starts.removeLast()
            ends.removeLast()
        }
    }
}

/// The normal forms of signs that stand alone among Chinese characters, such as ≥, ℃, μ and Ⅱ: worked out once, because
/// Foundation takes as long for each of them as for a hundred other characters.
private enum Singles {
    /// Latin with marks, Greek, Cyrillic; punctuation, units, numbers, arrows, operators, shapes.
    private static let stretches: [ClosedRange<UInt32>] = [0x80...0x52F, 0x2000...0x33FF]
    private static let forms: [[[UInt32]]] = stretches.map { stretch in
        stretch.map { value in
            var form: [UInt32] = []
            if let scalar = Unicode.Scalar(value) {
                NormalizedText.forEachNormal([scalar]) { form.append($0) }
            }
            return form
        }
    }

    static func normalForm(of scalar: Unicode.Scalar) -> [UInt32]? {
        for (number, stretch) in stretches.enumerated() where stretch.contains(scalar.value) {
            return forms[number][Int(scalar.value - stretch.lowerBound)]
        }
        return nil
    }
}

/// The normal form of a scalar that needs no look at its neighbours before it, or nil.
private func plain(_ value: UInt32) -> UInt32? {
    switch value {
    case 0x41...0x5A: value + 0x20
    case 0...0x7F, 0x3400...0x4DBF, 0x4E00...0x9FFF: value
    case 0xFF21...0xFF3A: value - 0xFEE0 + 0x20
    case 0xFF01...0xFF5E: value - 0xFEE0
    case 0x3000: 0x20
    // ·  ×  – — ' ' " " •  、。〃  〈〉《》「」『』【】〔〕
    case 0xB7, 0xD7, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x3001...0x3003, 0x3008...0x3011,
        0x3014, 0x3015:
        value
    default: nil
    }
}

/// Whether a scalar never joins with what stands before it, so that a text may be cut there.
private func beginsAfresh(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Hangul letters make syllables; half-width kana marks and half-width Hangul join after compatibility mapping.
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF, 0x3131...0x318E, 0xFF9E...0xFFDC: false
    default:
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: true
        }
    }
}
