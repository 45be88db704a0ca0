public import Domain

extension Money {
    /// The amount in a cell, in whole fen: a number in the unit of its number format or of its column's heading, or text
    /// such as `12.5万`, `￥3,000元`. What the cell says goes before what the heading says.
    /// - Throws: what `Money(parsing:bareUnit:field:)` throws; `money_number` for a date, a time, a percentage, TRUE and
    ///   the like.
    public init(_ value: SheetValue, bareUnit: Money.Unit?, field: Field) throws(AppError) {
        guard case .number(let number) = value, !number.isPercent else {
            try self.init(parsing: value.text, bareUnit: bareUnit, field: field)
            return
        }
        try self.init(parsing: number.decimal, bareUnit: number.unit ?? bareUnit, field: field)
    }
}

extension Money.Unit {
    /// The unit that a column's heading names: `金额（万元）`, `成交额(单位：元)`, `拟投入/万元`, `金额 万元`, `总额[人民币万元]`; nil if
    /// none or if two different ones.
    public init?(heading: String) {
        let marks: Set<Character> = [
            "(", ")", "[", "]", "【", "】", "〔", "〕", "{", "}", "/", "、", ":", ",", ";", "|", "\\",
        ]
        let pieces = Text.normalized(heading).split {
            marks.contains($0) || $0.isWhitespace || $0 == "：" || $0 == "，"
        }
        var found: Money.Unit?
        for piece in pieces {
            guard let unit = Money.Unit.named(by: piece) else { continue }
            guard found == nil || found == unit else { return nil }
            found = unit
        }
        guard let found = found ?? Money.Unit.ending(Text.normalized(heading)) else { return nil }
        self = found
    }

    /// The unit that a part of a heading is, whatever stands before it: `单位`, `人民币`, `以`, `计`.
    private static func named(by piece: Substring) -> Money.Unit? {
        var name = piece
        for word in ["单位为", "单位", "人民币", "以"] where name.hasPrefix(word) { name = name.dropFirst(word.count) }
        for word in ["人民币", "计"] where name.hasSuffix(word) { name = name.dropLast(word.count) }
        // 分 alone also is the point of a score.
        guard name != "分", name != "角" || piece.hasPrefix("单位") else { return nil }
        return Money.Unit(String(name))
    }

    /// The unit at the end of a heading, as in `合同金额万元`.
    private static func ending(_ heading: String) -> Money.Unit? {
        for name in ["百万元", "千万元", "亿元", "万元", "千元", "元"] where heading.hasSuffix(name) {
            // 美元 and 单元 end in it, too; it is ours only after what is counted in money.
            let before = heading.dropLast(name.count).last ?? " "
            if name == "元", !"额费款价金资值入".contains(before) { return nil }
            return Money.Unit(name)
        }
        return nil
    }
}
