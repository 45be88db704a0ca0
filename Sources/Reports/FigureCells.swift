import Documents
import Domain

/// Figures as cells: counts with their unit beside them, money in 万元, which English readers read as `wan yuan`.
enum FigureCells {
    /// The unit that stands beside a figure.
    static func unit(_ unit: Phrase, isMoney: Bool, _ language: Language) -> String {
        isMoney ? Money.Unit.wan.name[language] : unit[language]
    }

    static func cell(_ value: Int64?, isMoney: Bool, link: Cell.Link? = nil) -> Cell {
        isMoney ? .money(value.map(Money.init(fen:)), link: link) : .integer(value, link: link)
    }

    /// A figure with its unit, as it is said in a sentence.
    static func text(_ value: Int64, _ unit: Phrase, isMoney: Bool, _ language: Language) -> String {
        isMoney ? Money(fen: value).phrase[language] : "\(grouped(value)) \(unit[language])"
    }

    static func text(_ value: Int64, _ indicator: Indicator, _ language: Language) -> String {
        text(value, indicator.unit, isMoney: indicator.isMoney, language)
    }

    /// The share of a target that was reached, rounded down to a tenth of a per cent, so that 99.99 % is not yet all.
    static func share(_ value: Int64, of target: Int64?) -> Double? {
        target.flatMap { Share.tenths(value, of: $0) }.map { Double($0) / 1000 }
    }

    static func grouped(_ value: Int64) -> String { Money(fen: value).number(in: .fen) }
}

/// When and over what figures were counted.
enum Stamp {
    static func notes(_ period: Period, _ at: Instant, _ language: Language) -> [String] {
        [
            Phrase(
                "期间：\(period.first.phrase.zh)至\(period.last.phrase.zh)",
                en: "Period: \(period.first) to \(period.last)"
            )[language],
            Phrase("统计到 \(at.phrase.zh)", en: "As of \(at.phrase.en)")[language],
        ]
    }

    static func rule(_ rule: Phrase, _ language: Language) -> String {
        Phrase("计数规则：\(rule.zh)", en: "Counting rule: \(rule.en)")[language]
    }
}
