import Documents
public import Domain

extension Paper {
    /// What became of an issued report's figures, row by row, with the audit entries behind each.
    public init(difference: ReportDifference, _ language: Language) {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        let base = difference.base
        let later = difference.other.map(\.code.description) ?? text("现在", "now")
        let changed = difference.figures.filter { !$0.isEmpty }
        var document = Document(
            text(
                "\(base.code) 与\(difference.other == nil ? "现在" : later)的差异",
                "\(base.code) against \(later)"
            ),
            notes: [
                text(
                    "\(base.title)，\(base.issuedAt.phrase.zh)签发",
                    "\(base.title), issued \(base.issuedAt.phrase.en)"
                )
            ] + Stamp.notes(difference.period, difference.at, language),
            blocks: [.table(Self.overview(difference, later, language))],
            language: language
        )
        if changed.isEmpty {
            document.blocks.append(.paragraph(text("没有任何差异。", "Nothing is different.")))
        }
        for figure in changed {
            if let rules = figure.rules, rules.count == 2 {
                document.blocks.append(
                    .paragraph(
                        text(
                            "“\(figure.name.zh)”的计数规则变了。原来：\(rules[0].zh)现在：\(rules[1].zh)",
                            "The counting rule of “\(figure.name.en)” is another one. Before: \(rules[0].en) Now: \(rules[1].en)"
                        )
                    )
                )
            }
            document.appendices.append(
                Appendix(
                    key: figure.code,
                    name: figure.name[language],
                    title: text("\(figure.name.zh)：逐条差异", "\(figure.name.en): row by row"),
                    table: Self.rows(figure, language)
                )
            )
        }
        self.init(document: document, table: Self.flat(changed, language))
    }

    private static func overview(_ difference: ReportDifference, _ later: String, _ language: Language)
        -> Table
    {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        func number(_ title: String) -> Column { Column(title, unit: .wan, alignment: .end) }
        return Table(
            columns: [
                Column(Field.indicator.name[language]), number(difference.base.code.description),
                number(later),
                number(text("增减", "change")), Column(text("单位", "unit"), alignment: .center),
            ] + RowDifference.Kind.allCases.map { .number($0.name[language]) },
            rows: difference.figures.map { figure in
                let link: Cell.Link? = figure.isEmpty ? nil : .appendix(figure.code)
                return [
                    .text(figure.name[language], link: link),
                    FigureCells.cell(figure.before, isMoney: figure.isMoney),
                    FigureCells.cell(figure.after, isMoney: figure.isMoney),
                    FigureCells.cell(figure.growth, isMoney: figure.isMoney),
                    .text(FigureCells.unit(figure.unit, isMoney: figure.isMoney, language)),
                ] + RowDifference.Kind.allCases.map { .integer(Int64(figure.count($0))) }
            }
        )
    }

    private static func columns(isMoney: Bool, _ language: Language) -> [Column] {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        var columns = [
            Column(text("差异", "difference")), Column(Field.code.name[language]),
            Column(Field.title.name[language]),
            Column(Field.organization.name[language]), Column(text("原日期", "date before"), width: 13),
            Column(text("现日期", "date now"), width: 13),
        ]
        if isMoney {
            columns += [
                .money(text("原金额", "amount before"), .yuan, language),
                .money(text("现金额", "amount now"), .yuan, language),
            ]
        }
        return columns + [Column(text("变了什么", "what differs")), Column(text("审计记录", "audit entries"))]
    }

    private static func rows(_ figure: FigureDifference, _ language: Language) -> Table {
        Table(
            columns: columns(isMoney: figure.isMoney, language),
            rows: figure.rows.map { cells($0, isMoney: figure.isMoney, language) }
        )
    }

    /// For programs: all rows of all figures in one table.
    private static func flat(_ figures: [FigureDifference], _ language: Language) -> Table {
        Table(
            columns: [Column(Field.indicator.name[language])] + columns(isMoney: true, language),
            rows: figures.flatMap { figure in
                figure.rows.map { [.text(figure.name[language])] + cells($0, isMoney: true, language) }
            }
        )
    }

    private static func cells(_ row: RowDifference, isMoney: Bool, _ language: Language) -> [Cell] {
        let shown = row.after ?? row.before
        let separator = Phrase("、", en: ", ")[language]
        var cells: [Cell] = [
            .text(row.kind.name[language]), .text(shown?.code ?? ""), .text(shown?.title ?? ""),
            .text(shown?.organization ?? ""),
            .day(row.before?.on ?? (row.kind == .movedIn ? row.elsewhere : nil)),
            .day(row.after?.on ?? (row.kind == .movedOut ? row.elsewhere : nil)),
        ]
        if isMoney {
            cells += [
                .money(row.before?.amount.map(Money.init(fen:))),
                .money(row.after?.amount.map(Money.init(fen:))),
            ]
        }
        return cells + [
            .text(row.parts.map { $0.name[language] }.joined(separator: separator)),
            .text(row.trail.map { said($0, language) }.joined(separator: "\n")),
        ]
    }

    /// `#1234 2022-01-05 09:30 王敏 contract.edit`
    private static func said(_ trace: AuditTrace, _ language: Language) -> String {
        let who = trace.actorName.isEmpty ? Phrase("程序", en: "the program")[language] : trace.actorName
        return "#\(trace.sequence) \(trace.at.phrase[language]) \(who) \(trace.action)"
    }
}
