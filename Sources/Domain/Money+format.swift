/// Amounts as people read them. The unit always stands beside the number.
extension Money {
    /// In yuan with both decimals: `62,300,000.00 元`.
    public var yuan: String { yuanNumber + " 元" }

    /// In 万元, exact, so with up to six decimals: `6,230 万元`, `0.000001 万元`.
    public var wan: String { number(in: .wan, leastDecimals: 0) + " 万元" }

    /// In yuan without the unit, for a place whose heading names it: `62,300,000.00`.
    public var yuanNumber: String { number(in: .yuan, leastDecimals: 2) }

    /// In 万元 when that needs no more than two decimals, otherwise in 元. English readers count in thousands, so
    /// they get yuan.
    public var phrase: Phrase {
        let isRoundInWan = fen != 0 && fen.isMultiple(of: 10_000)
        return Phrase(isRoundInWan ? wan : yuan, en: yuanNumber + " yuan")
    }

    public var description: String { yuan }

    /// In a unit without it, exact, for a place whose heading names it: with as many decimals as it takes and at least
    /// so many.
    public func number(in unit: Unit, leastDecimals: Int = 0) -> String {
        var digits = Array(String(fen.magnitude).utf8)
        if digits.count <= unit.power {
            digits = Array(repeating: 0x30, count: unit.power + 1 - digits.count) + digits
        }
        let whole = digits.dropLast(unit.power)
        var decimals = digits.suffix(unit.power)
        while decimals.count > leastDecimals, decimals.last == 0x30 { decimals.removeLast() }

        var text: [UInt8] = fen < 0 ? [0x2D] : []
        for (position, digit) in whole.enumerated() {
            if position > 0, (whole.count - position).isMultiple(of: 3) { text.append(0x2C) }
            text.append(digit)
        }
        if !decimals.isEmpty { text += [0x2E] + decimals }
        return String(decoding: text, as: UTF8.self)
    }
}
