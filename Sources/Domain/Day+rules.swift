/// The rules for business days that every dated step obeys.
extension Day {
    /// Refuses a day after today: what is recorded has happened.
    public func requireNotFuture(today: Day, field: Field) throws(AppError) {
        guard self <= today else {
            throw AppError(
                .invalid,
                "date_in_future",
                field: field,
                value: description,
                Phrase(
                    "\(field.name.zh)“\(self)”在今天（\(today)）之后：请填已经发生的日期。",
                    en: "The \(field.name.en) “\(self)” is after today (\(today)): give a day that has been."
                )
            )
        }
    }

    /// Refuses a day before the one of what must come first.
    public func require(notBefore earlier: Day, of what: Phrase, field: Field) throws(AppError) {
        guard self >= earlier else {
            throw AppError(
                .invalid,
                "date_out_of_order",
                field: field,
                value: description,
                Phrase(
                    "\(field.name.zh)“\(self)”早于“\(what.zh)”的日期 \(earlier)：请填 \(earlier) 或以后的日期。",
                    en:
                        "The \(field.name.en) “\(self)” is before the day of “\(what.en)”, \(earlier): give \(earlier) or later."
                )
            )
        }
    }
}
