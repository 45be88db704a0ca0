/// The one unit of figures that stand under each other in a column, or beside each other in a chart: people compare numbers,
/// and don't see that one is in 元 and the next in 万元.
public struct FigureUnit: Sendable, Equatable {
    /// What the heading names, such as 万元 or 项.
    public let name: Phrase
    private let money: Money.Unit?

    /// Money is in 万元 where none of the amounts needs more than two decimals then, else in 元; English readers count in
    /// thousands, so they get yuan.
    public init(_ indicator: Indicator, _ values: some Sequence<Int64>, _ language: Language) {
        guard indicator.isMoney else {
            (name, money) = (indicator.unit, nil)
            return
        }
        let isWan = language == .zh && values.allSatisfy { $0.isMultiple(of: 10_000) }
        let unit: Money.Unit = isWan ? .wan : .yuan
        (name, money) = (unit.name, unit)
    }

    /// The number without its unit: `6,230`.
    public func number(_ value: Int64) -> String {
        let amount = Money(fen: value)
        guard let money else { return amount.number(in: .fen) }
        return amount.number(in: money, leastDecimals: money == .yuan ? 2 : 0)
    }

    /// The number with its unit: `6,230 万元`.
    public func text(_ value: Int64, _ language: Language) -> String { "\(number(value)) \(name[language])" }

    /// The value as a length.
    public func scaled(_ value: Int64) -> Double {
        Double(value) / (0..<(money?.power ?? 0)).reduce(1) { size, _ in size * 10 }
    }
}

extension Cut {
    /// All amounts of the figure and of the year before, in lines and in all.
    public func unit(_ language: Language) -> FigureUnit {
        let before = lines.compactMap(\.previous) + [wholePrevious ?? 0]
        return FigureUnit(indicator, lines.map(\.value) + [whole] + before, language)
    }
}

extension CrossTable {
    public func unit(_ language: Language) -> FigureUnit {
        FigureUnit(indicator, cells.flatMap { $0 } + rowTotals + columnTotals + [whole], language)
    }
}

extension CutSheet.Column {
    public func unit(_ language: Language) -> FigureUnit {
        FigureUnit(indicator, (values ?? []) + [whole], language)
    }
}
