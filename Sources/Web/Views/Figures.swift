import Domain
import Market

/// Figures as pages show them.
enum Figures {
    /// A figure with its unit: `482 家`, `6,230 万元`.
    static func text(_ reader: Reader, _ value: Int64, _ indicator: Indicator) -> String {
        indicator.isMoney
            ? reader(Money(fen: value).phrase) : "\(grouped(value)) \(reader(indicator.unit))"
    }

    /// A figure as a report froze it.
    static func text(_ reader: Reader, _ value: Int64, isMoney: Bool, _ unit: Phrase) -> String {
        isMoney ? reader(Money(fen: value).phrase) : "\(grouped(value)) \(reader(unit))"
    }

    /// The same with the number standing out.
    static func view(_ reader: Reader, _ value: Int64, _ indicator: Indicator, more: String = "") -> HTML {
        let text = text(reader, value, indicator)
        let end = text.lastIndex(of: " ") ?? text.endIndex
        return "\(String(text[..<end]))<em>\(String(text[end...]))\(more)</em>"
    }

    /// The share of a target that was reached, in whole per cent, rounded down so that 99.9 % is not yet all; nil without
    /// a target.
    static func share(_ line: Tally.Line) -> Int64? {
        guard let target = line.target, target > 0 else { return nil }
        return Int64((Double(line.value) / Double(target) * 100).rounded(.down))
    }

    /// How far a target was reached, as a bar.
    static func bar(_ reader: Reader, _ line: Tally.Line) -> HTML {
        guard let share = share(line) else { return "" }
        let words = reader(
            "\(line.indicator.name.zh)完成目标的 \(share)%",
            en: "\(line.indicator.name.en): \(share)% of the target"
        )
        return
            "<progress max=\"100\" value=\"\(max(0, min(100, share)))\" aria-label=\"\(words)\"></progress>"
    }

    /// A figure as a card that leads to its evidence.
    static func card(_ reader: Reader, _ line: Tally.Line, _ period: Period) -> HTML {
        let target = line.target.map { target in
            reader(" / 目标 ", en: " of ") + text(reader, target, line.indicator)
        }
        let share = share(line).map { "\($0)%　" } ?? ""
        return """
            <a class="card kpi" href="\(Paths.evidence(line.indicator, period))"><span>\(reader(line.indicator.name))</span>\
            <strong>\(view(reader, line.value, line.indicator, more: target ?? ""))</strong>\(bar(reader, line))\
            <small>\(share)\(reader("点开看明细", en: "open to see the records"))</small></a>
            """
    }

    /// Thousands apart.
    static func grouped(_ value: Int64) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }
}
