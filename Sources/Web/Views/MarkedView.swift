import Market

/// Texts with the words that both sides have, or that were searched for.
enum MarkedView {
    static func text(_ marked: MarkedText) -> HTML { text(marked, in: 0..<marked.text.utf16.count) }

    /// The part of a text between two UTF-16 offsets.
    private static func text(_ marked: MarkedText, in range: Range<Int>) -> HTML {
        let units = Array(marked.text.utf16)
        var html = HTML.empty
        var at = range.lowerBound
        for mark in marked.marks {
            let mark = mark.clamped(to: range)
            guard !mark.isEmpty, mark.lowerBound >= at else { continue }
            html += "\(String(decoding: units[at..<mark.lowerBound], as: UTF16.self))"
            html += "<mark>\(String(decoding: units[mark], as: UTF16.self))</mark>"
            at = mark.upperBound
        }
        return html + "\(String(decoding: units[at..<range.upperBound], as: UTF16.self))"
    }

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
        let units = Array(marked.text.utf16)
        var start = max(0, (marked.marks.first?.lowerBound ?? 0) - 16)
        var end = min(units.count, start + length)
        start = max(0, min(start, end - length))
        // Not in the middle of a character of two units.
        if start < units.count, UTF16.isTrailSurrogate(units[start]) { start += 1 }
        if end < units.count, UTF16.isTrailSurrogate(units[end]) { end -= 1 }
        guard start < end else { return "" }
        let (before, after): (String, String) = (start > 0 ? "…" : "", end < units.count ? "…" : "")
        return "\(before)\(text(marked, in: start..<end))\(after)"
    }

    static func keywords(_ record: MarkedRecord) -> HTML {
        record.keywords.map { "<span class=\"chip\">\(text($0))</span>" as HTML }.joined(separator: " ")
    }
}
