/// Amounts as people type them.
extension Money {
    /// The amount that a person or a file wrote with its unit: `6230万元`, `62,300,000.00元`, `1.5亿元`, `￥120万`,
    /// `120万元人民币`, `6230 wan yuan`, full-width characters included.
    ///
    /// A number alone is refused, and so is one with nothing but a currency sign: bureaus write in 元, 千元 and 万元, and
    /// a wrong guess is wrong ten thousand times over.
    ///
    /// - Throws: `money_missing`, `money_unit_missing`, `money_unit_unknown`, `money_two_units`, `money_negative`,
    ///   `money_number`, `money_grouping`, `money_decimals` (smaller than a fen), `money_too_large`.
    public init(parsing text: String, field: Field) throws(AppError) {
        try self.init(parsing: text, bareUnit: nil, field: field)
    }

    /// The same, where a column's heading names the unit of numbers that come without one.
    public init(parsing text: String, bareUnit: Unit?, field: Field) throws(AppError) {
        let written = try Written(text, field: field)
        guard let unit = try written.statedUnit(text, field: field) ?? bareUnit else {
            throw written.unitMissing(text, field: field)
        }
        self = try written.amount(in: unit, text: text, field: field)
    }
}

/// A typed amount taken apart: its number as it stands there, and what stands after it.
private struct Written {
    let number: Substring
    let unit: String

    init(_ text: String, field: Field) throws(AppError) {
        var rest = Text.normalized(text)[...]
        guard !rest.isEmpty else {
            throw .missing(
                text,
                field,
                "money_missing",
                "请写成“6230万元”",
                en: "write an amount such as 6230 wan yuan"
            )
        }
        rest = Written.withoutCurrency(rest)[...]
        // Brackets are how book-keepers write a minus; a dash alone is how they write nothing.
        if let sign = rest.first, "-负(".contains(sign),
            Written.withoutCurrency(rest.dropFirst()).first.map(Written.isDigit) == true
        {
            throw .refusing(
                text,
                field,
                "money_negative",
                "是负数，金额不能为负；退款和减少另有记录的办法，请写不带负号的金额",
                en: "is negative, which an amount can't be; refunds and reductions are recorded as such, "
                    + "so write it without the sign"
            )
        }
        number = rest.prefix { Written.isDigit($0) || $0 == "," || $0 == "." }
        unit = Written.withoutCurrency(rest.dropFirst(number.count))
    }

    /// What is left without the name of our own currency at either end. It says whose money it is, not how many zeros.
    private static func withoutCurrency(_ text: some StringProtocol) -> String {
        var rest = String(text).trimmingSpaces[...]
        for name in ["人民币", "rmb", "cny", "¥"] {
            if rest.lowercased().hasPrefix(name) { rest = rest.dropFirst(name.count).trimmingSpaces[...] }
            if rest.lowercased().hasSuffix(name) { rest = rest.dropLast(name.count).trimmingSpaces[...] }
        }
        return String(rest)
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isWholeNumber
    }
}

extension Written {
    /// The unit that stands there; nil when nothing does.
    func statedUnit(_ text: String, field: Field) throws(AppError) -> Money.Unit? {
        guard !number.isEmpty else { throw notANumber(text, field: field) }
        if unit.isEmpty { return nil }
        if let unit = Money.Unit(unit) { return unit }
        if unit.contains(where: Written.isDigit) {
            guard Money.Unit(String(unit.prefix { !Written.isDigit($0) })) != nil else {
                throw notANumber(text, field: field)
            }
            throw .refusing(
                text,
                field,
                "money_two_units",
                "用了不止一个单位，请只用一个单位，如把“1亿2000万元”写成“12000万元”",
                en: "has more than one unit; use one only, such as 12000 wan yuan"
            )
        }
        throw .refusing(
            text,
            field,
            "money_unit_unknown",
            "的单位“\(AppError.quote(unit))”不认识，可用的单位是元、千元、万元、百万元、亿元、角、分（人民币）",
            en: "has the unit “\(AppError.quote(unit))”, which is not known; "
                + "use yuan, thousand yuan, wan yuan, million yuan or yi yuan (Renminbi)"
        )
    }

    /// The amount in whole fen, by integer arithmetic on the digits as they were typed.
    func amount(in unit: Money.Unit, text: String, field: Field) throws(AppError) -> Money {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || (parts.count == 2 && Text.isDigits(decimals)) else {
            throw notANumber(text, field: field)
        }
        let whole = try ungrouped(parts[0], text: text, field: field)
        // Zeros count: 1.230元 may be a thousand and more, written with the dot of other countries.
        guard decimals.utf8.count <= unit.power else { throw tooManyDecimals(unit, text: text, field: field) }

        var fen: Int64 = 0
        let padding = repeatElement(UInt8(0x30), count: unit.power - decimals.utf8.count)
        for digit in Array(whole.utf8) + Array(decimals.utf8) + padding {
            let (shifted, overflowed) = fen.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = shifted.addingReportingOverflow(Int64(digit - 0x30))
            guard !overflowed, !overflows else {
                let most = Money(fen: .max).yuan
                throw .refusing(
                    text,
                    field,
                    "money_too_large",
                    "超出可以记录的最大金额 \(most)，请核对是否多写了位数或写错了单位",
                    en: "is more than \(Money(fen: .max).phrase.en), the most that can be recorded; "
                        + "check for extra digits or a wrong unit"
                )
            }
            fen = sum
        }
        return Money(fen: fen)
    }

    /// The digits before the point, with the commas between them checked and taken out.
    private func ungrouped(_ whole: Substring, text: String, field: Field) throws(AppError) -> String {
        let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
        guard groups.count > 1 else {
            guard Text.isDigits(whole) else { throw notANumber(text, field: field) }
            return String(whole)
        }
        let isRight = (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
        guard isRight else {
            throw .refusing(
                text,
                field,
                "money_grouping",
                "的逗号位置不对，应每三位一个，如“62,300,000”，也可以不写逗号",
                en: "has commas in the wrong places; put one every three digits as in 62,300,000, or none"
            )
        }
        return groups.joined()
    }

    /// The refusal of a bare number, which shows what it could have meant.
    func unitMissing(_ text: String, field: Field) -> AppError {
        let plain = number.filter { $0 != "," }
        do throws(AppError) {
            _ = try amount(in: .wan, text: text, field: field)
        } catch  where error.code != "money_too_large" {
            return error  // Not a good number in any unit, which is the better thing to say.
        } catch {}
        let fits = [Money.Unit.wan, .yuan].filter { (try? amount(in: $0, text: text, field: field)) != nil }
        guard !fits.isEmpty else {
            return .refusing(
                text,
                field,
                "money_unit_missing",
                "没有写单位，请写明单位，如“6230万元”",
                en: "has no unit; write one, such as 6230 wan yuan"
            )
        }
        let zh = fits.map { "“\(plain)\($0.name.zh)”" }.joined(separator: "或")
        let en = fits.map { "“\(plain) \($0.name.en)”" }.joined(separator: " or ")
        return .refusing(text, field, "money_unit_missing", "没有写单位，请写成\(zh)", en: "has no unit; write \(en)")
    }

    private func notANumber(_ text: String, field: Field) -> AppError {
        .refusing(
            text,
            field,
            "money_number",
            "不是金额，请用数字和单位写成“6230万元”或“62,300,000.00元”",
            en:
                "is not an amount; write it in digits with a unit, such as 6230 wan yuan or 62,300,000.00 yuan"
        )
    }

    private func tooManyDecimals(_ unit: Money.Unit, text: String, field: Field) -> AppError {
        .refusing(
            text,
            field,
            "money_decimals",
            unit.power == 0
                ? "带有小数，而金额以分为最小单位" : "的小数位数太多：以\(unit.name.zh)为单位最多\(unit.power)位小数（金额以分为最小单位），请核对",
            en: unit.power == 0
                ? "has decimals, but the fen is the smallest unit"
                : "has too many decimals: an amount in \(unit.name.en) has at most \(unit.power) (to the whole fen); check it"
        )
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String { Text.trimmed(String(self)) }
}
