public import Domain

extension SheetDay {
    /// The date in a cell, whatever it is in.
    ///
    /// Besides real dates: text such as `2021年5月6日`, `2021.5.6`, `2021/5/6`, `2021-05-06`, `2021-05-06 14:30`, `20210506`;
    /// a month as `2021年5月`, `2021.5`, `2021-05`, `202105`; a year as `2021年`, `2021`; the same as plain numbers; and a
    /// number that lost its date format (44322 is 2021-05-06; years 1954 to 2099). A number 2021.1 is refused: it is what
    /// Excel makes of 2021.10, too.
    /// - Throws: `date_missing`, `date_format`, `date_out_of_range`, `date_impossible`, `date_month_unclear`.
    public init(_ value: SheetValue, field: Field) throws(AppError) {
        switch value {
        case .day(let day): self = day
        case .number(let number) where !number.isPercent && number.unit == nil:
            try self.init(number: number.decimal, field: field)
        default: try self.init(parsing: value.text, field: field)
        }
    }

    /// The date that a text writes, as above.
    public init(parsing text: String, field: Field) throws(AppError) {
        let written = Text.normalized(text)
        if let day = SheetDay(monthOrYear: written) {
            self = day
        } else if let day = SheetDay(serial: written) {
            self = day
        } else {
            let (date, seconds) = SheetDay.withoutTime(written)
            // The person's own text is what a refusal repeats.
            guard seconds != nil, let day = try? Day(parsing: date, field: field) else {
                self.init(try Day(parsing: text, field: field))
                return
            }
            self.init(day, secondOfDay: seconds == 0 ? nil : seconds)
        }
    }

    private init(number: String, field: Field) throws(AppError) {
        let parts = number.split(separator: ".")
        if parts.count == 2, parts[0].utf8.count == 4, parts[1] == "1" {
            throw .refusing(
                number,
                field,
                "date_month_unclear",
                "可能是1月，也可能是10月（Excel会把“\(number)0”显示成“\(number)”），请写成“\(parts[0])年1月”或“\(parts[0])年10月”",
                en: "may be January or October (Excel makes \(number) of \(number)0, too); "
                    + "write \(parts[0])-01 or \(parts[0])-10"
            )
        }
        try self.init(parsing: number, field: field)
    }
}

// MARK: The forms
extension SheetDay {
    /// `2021`, `2021年`, `2021年5月`, `2021年5月份`, `2021.5`, `2021-05`, `2021/5`, `202105`; nil for anything else, and for what
    /// is on no calendar.
    private init?(monthOrYear text: String) {
        let text = text.filter { $0 != " " }
        let parts = text.split(omittingEmptySubsequences: false) { "年.-/".contains($0) }
        guard let first = parts.first, let year = SheetDay.number(first.prefix(4)), first.utf8.count >= 4
        else {
            return nil
        }
        let month: Int
        switch parts.count {
        case 1 where first.utf8.count == 4:
            guard let day = Day(year: year, month: 1, day: 1) else { return nil }
            self.init(day, precision: .year)
            return
        case 1 where first.utf8.count == 6: month = SheetDay.number(first.suffix(2)) ?? 0
        case 2 where first.utf8.count == 4:
            var rest = parts[1]
            let isChinese = text.contains("年")
            if rest.isEmpty || rest == "度", isChinese, let day = Day(year: year, month: 1, day: 1) {
                self.init(day, precision: .year)
                return
            }
            for ending in ["月份", "月"] where isChinese && rest.hasSuffix(ending) {
                rest = rest.dropLast(ending.count)
            }
            guard rest.utf8.count <= 2 else { return nil }
            month = SheetDay.number(rest) ?? 0
        default: return nil
        }
        guard let day = Day(year: year, month: month, day: 1) else { return nil }
        self.init(day, precision: .month)
    }

    /// A date as Excel's own number of it, where its format was lost. Five digits in these years are nothing else: as
    /// a year and a month they would have six.
    private init?(serial text: String) {
        guard text.utf8.count == 5, let days = SheetDay.number(text), (20_000...73_050).contains(days),
            let day = CellReader.day(days, is1904: false)
        else { return nil }
        self.init(day)
    }

    /// A text without the time of the day at its end, and that time; nil if there is none.
    private static func withoutTime(_ text: String) -> (String, Int?) {
        guard let cut = text.firstIndex(where: { $0 == " " || $0 == "T" }),
            let seconds = ClockText.seconds(text[text.index(after: cut)...])
        else { return (text, nil) }
        return (String(text[..<cut]), seconds)
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        return Int(text)
    }
}
