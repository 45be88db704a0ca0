import Market

/// Texts with the words that both sides have, or that were searched for.
enum MarkedView {
    static func text(_ marked: MarkedText) -> HTML { .marking(marked.text, marked.marks, in: 0..<Int.max) }

    /// A stretch of a record's texts that shows the most matched words; its beginning if there are none, nothing if there is
    /// no text.
    static func excerpt(_ record: MarkedRecord, length: Int = 96) -> HTML {
        let best = record.texts.max { $0.marks.count < $1.marks.count }
        guard let marked = best.flatMap({ $0.marks.isEmpty ? nil : $0 }) ?? record.texts.first else {
            return ""
        }
        return excerpt(marked, length: length)
    }

    /// A stretch of a text from a little before its first mark on.
    static func excerpt(_ marked: MarkedText, length: Int = 96) -> HTML {
        stretch(marked, from: max(0, (marked.marks.first?.lowerBound ?? 0) - 16), length)
    }

    /// How a text begins.
    static func beginning(_ marked: MarkedText, _ length: Int) -> HTML { stretch(marked, from: 0, length) }

    /// The stretch of a text from a UTF-16 offset on, or from before it where the text ends too soon, and whether it goes on
    /// at either end.
    private static func stretch(_ marked: MarkedText, from first: Int, _ length: Int) -> HTML {
        var text = marked.text
        let (range, count) = text.withUTF8 { bytes in
            var places = UTF16Places(bytes)
            places.go(to: .max)
            let count = places.offset
            var end = min(count, first + length)
            let start = max(0, min(first, end - length))
            // Not in the middle of a character of two units.
            places = UTF16Places(bytes)
            places.go(to: start)
            let begin = places.offset
            places.go(to: end)
            if places.offset > end { end -= 1 }
            return (begin..<max(begin, end), count)
        }
        guard !range.isEmpty else { return "" }
        let (before, after): (HTML, HTML) = (
            range.lowerBound > 0 ? "…" : "", range.upperBound < count ? "…" : ""
        )
        return "\(before)\(HTML.marking(text, marked.marks, in: range))\(after)"
    }

    static func keywords(_ record: MarkedRecord) -> HTML {
        record.keywords.map { "<span class=\"chip\">\(text($0))</span>" as HTML }.joined(separator: " ")
    }
}
