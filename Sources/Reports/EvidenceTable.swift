public import Documents
public import Domain

/// The rows behind a figure as a table.
public enum EvidenceTable {
    public static func columns(isMoney: Bool, _ language: Language) -> [Column] {
        var columns = [
            Column(Phrase("日期", en: "date")[language], alignment: .center, width: 13),
            Column(Phrase("种类", en: "kind")[language]), Column(Field.code.name[language]),
            Column(Field.title.name[language]), Column(Field.organization.name[language]),
            Column(EvidenceRow.countedBy[language]),
        ]
        if isMoney { columns.append(.money(Phrase("金额", en: "amount")[language], .yuan, language)) }
        return columns
    }

    public static func cells(_ row: EvidenceRow, _ isMoney: Bool, _ language: Language) -> [Cell] {
        var cells: [Cell] = [
            .day(row.on), .text(row.kindName[language]), .text(row.code), .text(row.title),
            .text(row.organization), .text(row.key),
        ]
        if isMoney { cells.append(.money(row.amount.map(Money.init(fen:)))) }
        return cells
    }

    /// An empty sheet for the rows behind a figure, or one with these.
    static func appendix(
        key: String,
        name: Phrase,
        figure: String,
        notes: [String],
        rows: [EvidenceRow] = [],
        isMoney: Bool,
        _ language: Language
    ) -> Appendix {
        Appendix(
            key: key,
            name: name[language],
            title: Phrase("\(name.zh)：\(figure)", en: "\(name.en): \(figure)")[language],
            notes: notes,
            table: Table(
                columns: columns(isMoney: isMoney, language),
                rows: rows.map { cells($0, isMoney, language) }
            )
        )
    }
}
