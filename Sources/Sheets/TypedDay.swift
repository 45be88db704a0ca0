public import Domain

extension SheetDay {
    /// The date in a cell, whatever it is in.
    ///
    /// Besides real dates: text such as `2021年5月6日`, `2021.5.6`, `2021/5/6`, `2021-05-06`, `2021-05-06 14:30`, `20210506`;
    /// a month as `2021年5月`, `2021.5`, `2021-05`, `202105`; a year as `2021年`, `2021`; the same as plain numbers; and a
    /// number that lost its date format (44322 is 2021-05-06; years 1954 to 2099). A number 2021.1 is refused: it is what
    /// Excel makes of 2021.10, too.
    /// - Throws: `date_missing`, `date_format`, `date_out_of_range`, `date_impossible`.
    public init(_ value: SheetValue, field: Field) throws(AppError) {
        try self.init(parsing: value.text, field: field)
    }

    /// The date that a text writes, as above.
    public init(parsing text: String, field: Field) throws(AppError) {
        self.init(try Day(parsing: text, field: field))
    }
}
