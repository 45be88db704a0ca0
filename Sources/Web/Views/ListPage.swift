import Domain

/// A list's filters as its address has them.
extension Inputs {
    /// The period that was typed, or its first and last day; nil for none.
    func span() throws(AppError) -> Period? {
        if !self["period"].isEmpty { return try Period(parsing: self["period"], field: .period) }
        let (from, to) = (self["from"], self["to"])
        guard !from.isEmpty || !to.isEmpty else { return nil }
        let first = from.isEmpty ? Day.earliest : try Day(parsing: from, field: .on)
        let last = to.isEmpty ? Day.latest : try Day(parsing: to, field: .on)
        guard let period = Period(first: first, last: last) else {
            throw AppError(
                .invalid,
                "period_reversed",
                field: .period,
                value: "\(from)..\(to)",
                Phrase(
                    "开始日期 \(first) 在结束日期 \(last) 之后：请对调。",
                    en: "The first day \(first) is after the last \(last): swap them."
                )
            )
        }
        return period
    }

    /// A text to look for; nil for none.
    var text: String? { self["q"].isEmpty ? nil : self["q"] }
}

extension Parts {
    /// Two days between which a list's rows lie.
    static func days(_ reader: Reader, _ inputs: Inputs) -> HTML {
        """
        <label>\(reader("从", en: "From"))<input type="date" name="from" value="\(inputs["from"])"></label>\
        <label>\(reader("到", en: "to"))<input type="date" name="to" value="\(inputs["to"])"></label>
        """
    }

    /// A link to the list as a file.
    static func export(_ reader: Reader, _ list: String, _ inputs: Inputs) -> HTML {
        ListDownload.links(reader, Paths.export(list, inputs))
    }

    /// A choice of what comes first.
    static func order(_ reader: Reader, _ inputs: Inputs) -> HTML {
        select(
            reader,
            FormField(
                "sort",
                reader("顺序", en: "Order"),
                .choice(
                    [("oldest", reader("最早的在前", en: "oldest first"))],
                    blank: reader("最近的在前", en: "newest first")
                )
            ),
            inputs
        )
    }

    /// What is wrong with what was asked for, above a list or a page.
    static func refusal(_ reader: Reader, _ error: AppError) -> HTML {
        "<p class=\"note bad\" role=\"alert\">\(reader(error.message))</p>"
    }
}
