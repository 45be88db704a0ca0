import Documents
public import Domain
public import Market

extension Paper {
    /// A report as it was issued: its figures, who signed it and when, and its hash, by which any copy can be checked.
    ///
    /// - Parameter each: Hands out the frozen rows behind a figure; nil where only the figures are wanted.
    public init(
        issued: IssuedReport,
        rows each: (@Sendable (Work, ReportFigure, (EvidenceRow) throws -> Void) throws -> Void)?,
        _ language: Language
    ) {
        let report = issued.report
        var document = Document(
            report.title,
            notes: Self.signature(report, language),
            blocks: [.table(Self.table(issued, leads: each != nil, language))],
            language: language
        )
        if !report.note.isEmpty { document.blocks.append(.paragraph(report.note)) }
        document.blocks.append(
            .paragraph(
                Phrase("校验值（SHA-256）：\(report.hash)", en: "Hash (SHA-256): \(report.hash)")[language]
            )
        )
        var evidence: [Evidence] = []
        if let each {
            for figure in issued.figures {
                document.appendices.append(
                    EvidenceTable.appendix(
                        key: figure.code,
                        name: figure.name,
                        figure: FigureCells.text(
                            figure.value,
                            figure.unit,
                            isMoney: figure.isMoney,
                            language
                        ),
                        notes: [
                            Phrase("报表 \(report.code)", en: "Report \(report.code)")[language],
                            Stamp.rule(figure.rule, language),
                        ],
                        isMoney: figure.isMoney,
                        language
                    )
                )
                evidence.append(
                    Evidence(
                        key: figure.code,
                        name: figure.name,
                        isMoney: figure.isMoney,
                        count: { _ in figure.rowCount },
                        each: { work, body in try each(work, figure, body) }
                    )
                )
            }
        }
        self.init(document: document, table: Self.flat(issued, language), evidence: evidence)
    }

    /// The same, with the rows read from where reports keep them.
    public init(issued: IssuedReport, withRows: Bool, _ language: Language) {
        self.init(issued: issued, rows: withRows ? Self.rows(of: issued) : nil, language)
    }

    /// One figure of a report and the rows behind it, as they were issued.
    public init(figure: ReportFigure, of issued: IssuedReport, _ language: Language) {
        let only = IssuedReport(report: issued.report, figures: [figure])
        self.init(issued: only, withRows: true, language)
        // As CSV, the rows themselves.
        table = Table(columns: EvidenceTable.columns(isMoney: figure.isMoney, language))
    }

    private static func rows(of issued: IssuedReport)
        -> @Sendable (Work, ReportFigure, (EvidenceRow) throws -> Void) throws -> Void
    {
        { work, figure, body in try work.reports.eachEvidence(issued, figure.code, body) }
    }

    private static func signature(_ report: Report, _ language: Language) -> [String] {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        var notes = [
            text("编号：\(report.code)", "Number: \(report.code)"),
            text(
                "期间：\(report.period.first.phrase.zh)至\(report.period.last.phrase.zh)",
                "Period: \(report.period.first) to \(report.period.last)"
            ),
            text(
                "签发：\(report.issuerName)，\(report.issuedAt.phrase.zh)",
                "Issued by \(report.issuerName), \(report.issuedAt.phrase.en)"
            ),
            text("数字依据：\(report.basis.zh)", "Figures as of: \(report.basis.en)"),
        ]
        if report.isOpen { notes.append(text("签发时期间尚未结束。", "The period was not over when this was issued.")) }
        if let former = report.supersedes {
            notes.append(text("更正 \(former)：\(report.reason)", "Corrects \(former): \(report.reason)"))
        }
        if let later = report.supersededBy {
            notes.append(text("已被 \(later) 更正，不再有效。", "Corrected by \(later); no longer in force."))
        }
        return notes
    }

    private static func table(_ issued: IssuedReport, leads: Bool, _ language: Language) -> Table {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        let hasTargets = issued.figures.contains { $0.target != nil }
        var columns = [
            Column(Field.indicator.name[language]),
            Column(text("完成", "result"), unit: .wan, alignment: .end),
            Column(text("单位", "unit"), alignment: .center),
        ]
        if hasTargets {
            columns += [
                Column(Field.target.name[language], unit: .wan, alignment: .end),
                .number(text("完成率", "of target")),
            ]
        }
        columns += [.number(text("依据条数", "rows")), Column(text("计数规则", "counting rule"))]
        return Table(
            columns: columns,
            rows: issued.figures.map { figure in
                let link: Cell.Link? = leads ? .appendix(figure.code) : nil
                var cells: [Cell] = [
                    .text(figure.name[language]),
                    FigureCells.cell(figure.value, isMoney: figure.isMoney, link: link),
                    .text(FigureCells.unit(figure.unit, isMoney: figure.isMoney, language)),
                ]
                if hasTargets {
                    cells += [
                        FigureCells.cell(figure.target, isMoney: figure.isMoney),
                        .share(FigureCells.share(figure.value, of: figure.target)),
                    ]
                }
                return cells + [.integer(figure.rowCount), .text(figure.rule[language])]
            }
        )
    }

    /// For programs: money in yuan, the report's number and period in each row.
    private static func flat(_ issued: IssuedReport, _ language: Language) -> Table {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        let report = issued.report
        return Table(
            columns: [
                Column(text("报表", "report")), Column(text("期间", "period")), Column(text("指标", "indicator")),
                .number(text("数值", "figure")), Column(text("单位", "unit")), .number(text("目标", "target")),
                .number(text("依据条数", "rows")), Column(text("计数规则", "counting rule")),
            ],
            rows: issued.figures.map { figure in
                [
                    .text(report.code.description), .text(report.period.code), .text(figure.name[language]),
                    FigureCells.cell(figure.value, isMoney: figure.isMoney),
                    .text(figure.isMoney ? text("元", "yuan") : figure.unit[language]),
                    FigureCells.cell(figure.target, isMoney: figure.isMoney), .integer(figure.rowCount),
                    .text(figure.rule[language]),
                ]
            }
        )
    }
}
