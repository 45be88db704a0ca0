import Domain

/// The rows behind a figure as a table.
enum EvidenceView {
    static func table(_ reader: Reader, _ rows: [EvidenceRow], isMoney: Bool) -> HTML {
        guard !rows.isEmpty else {
            return Parts.empty(reader("这个期间没有记录。", en: "There are no records in this period."))
        }
        let amountHead: HTML =
            isMoney ? "<th scope=\"col\" class=\"num\">\(reader("金额", en: "Amount"))</th>" : ""
        return """
            <table class="stack"><thead><tr><th scope="col">\(reader("记录", en: "Record"))</th>\
            <th scope="col">\(reader("种类", en: "Kind"))</th><th scope="col">\(reader("单位", en: "Organization"))</th>\
            <th scope="col">\(reader("日期", en: "Date"))</th>\(amountHead)</tr></thead>\
            <tbody>\(rows.map { row(reader, $0, isMoney: isMoney) })</tbody></table>
            """
    }

    private static func row(_ reader: Reader, _ row: EvidenceRow, isMoney: Bool) -> HTML {
        let code = RecordCode(rawValue: row.code)
        let amount: HTML =
            isMoney
            ? "<td class=\"num\" data-label=\"\(reader("金额", en: "Amount"))\">\(Parts.money(reader, row.amount.map(Money.init(fen:))))</td>"
            : ""
        return """
            <tr\(code.map { " data-href=\"\(Paths.record($0))\"" as HTML })><td>\(title(row))<br><small>\(row.code)</small></td>\
            <td data-label="\(reader("种类", en: "Kind"))">\(reader(row.kindName))</td>\
            <td data-label="\(reader("单位", en: "Organization"))">\(row.organization)</td>\
            <td data-label="\(reader("日期", en: "Date"))">\(Parts.day(reader, row.on))</td>\(amount)</tr>
            """
    }

    /// The record by its name, or its code where it has none, leading to its page.
    static func title(_ row: EvidenceRow) -> HTML {
        let name = row.title.isEmpty ? row.code : row.title
        return RecordCode(rawValue: row.code).map { Parts.link($0, name) } ?? "\(name)"
    }
}
