import Domain
import Market

/// Texts with live figures, each figure a link to the rows that it rests on.
enum FilledView {
    static func text(_ filled: FilledText) -> HTML {
        filled.pieces.map { piece -> HTML in
            switch piece {
            case .text(let words): "\(words)"
            case .figure(let figure):
                "<a href=\"\(Paths.evidence(figure))\" title=\"\(title(figure))\">\(figure.text)</a>"
            case .missing(let words): "<mark class=\"f\">\(words)</mark>"
            }
        }.joined
    }

    private static func title(_ figure: FilledFigure) -> String {
        "\(figure.entry.name) \(figure.period.phrase.zh)"
    }

    /// A text under its heading, with what is wrong in it; nothing if there is none.
    static func prose(_ reader: Reader, _ name: String, _ filled: FilledText?) -> HTML {
        guard let filled, !filled.pieces.isEmpty else { return "" }
        let fault: HTML =
            filled.fault.map { "<p class=\"note bad\" role=\"alert\">\(reader($0.message))</p>" } ?? ""
        return "<h3>\(name)</h3><p class=\"pre\">\(text(filled))</p>\(fault)"
    }

    /// How figures are written in texts, for whoever types one.
    static func help(_ reader: Reader, _ book: FigureBook) -> HTML {
        let examples: [(String, Phrase)] = [
            ("{{服务企业数}}", Phrase("数目：486", en: "the count: 486")),
            ("{{服务企业数|余}}", Phrase("百位以上只留前两位：480余", en: "from 100 on its first two digits: 480余")),
            ("{{服务企业数|单位}}", Phrase("带单位：486家", en: "with its unit: 486家")),
            (
                "{{成交额|万元}}",
                Phrase(
                    "6230万元；两位小数写不尽的写“约…万元”",
                    en: "6230万元; “约…” where two decimals are not enough"
                )
            ),
            (
                "{{成交额|余万元}}",
                Phrase("整万元，有零头写“余”：6230余万元", en: "whole 万元, 余 where something is cut off")
            ),
            ("{{成交额|亿元}} {{成交额|元}}", Phrase("亿元、元", en: "in 亿元, in 元")),
            (
                "{{征集需求数@2021H1}}",
                Phrase("自定期间；不写就是表的期间", en: "a period of its own; else that of the sheet")
            ),
        ]
        let rows = examples.map { example, words -> HTML in
            "<tr><th scope=\"row\"><code>\(example)</code></th><td>\(reader(words))</td></tr>"
        }
        let names = book.entries.map { "<li><code>\($0.name)</code></li>" as HTML }
        return """
            <details class="noprint"><summary>\(reader("怎样写活数字", en: "How to write live figures"))</summary>\
            <table class="facts">\(rows)</table><h3>\(reader("可用的数字", en: "The figures that there are"))</h3>\
            <ul class="plain keywords">\(names)</ul></details>
            """
    }
}

extension Paths {
    /// The rows behind a figure in a text, as they are now or as a report froze them.
    static func evidence(_ figure: FilledFigure) -> String {
        if case .report(let code) = figure.origin { return evidence(code, figure.entry.key) }
        switch CountedFigure(key: figure.entry.key) {
        case .indicator(let indicator)?: return evidence(indicator, figure.period)
        case .programme(let code, let counted)?: return evidence(code, counted, figure.period)
        case nil: return tally
        }
    }
}
