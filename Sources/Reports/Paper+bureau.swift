import Documents
public import Domain
public import Market

extension Paper {
    /// One of the bureau's sheets in the bureau's own form: its title, its columns, a row for each task. Where the rows
    /// behind the figures are wanted, a list of the figures follows, each with its rows.
    ///
    /// - Throws: what `FilledSheet.requireWhole` throws: a sheet that lacks a figure is not handed on.
    public init(bureau filled: FilledSheet, withRows: Bool, _ language: Language) throws(AppError) {
        try filled.requireWhole()
        let table = Self.table(filled, language)
        var document = Document(
            filled.sheet.title,
            notes: filled.notes.map { $0[language] },
            blocks: [.table(table)],
            language: language
        )
        var evidence: [Evidence] = []
        let figures = withRows ? Self.countedOnce(filled.figures) : []
        if !figures.isEmpty {
            document.blocks.append(.table(Self.list(figures, language)))
            for figure in figures {
                document.appendices.append(Self.appendix(figure, language))
                evidence.append(Evidence(figure))
            }
        }
        self.init(document: document, table: table, evidence: evidence)
    }

    private static func table(_ filled: FilledSheet, _ language: Language) -> Table {
        Table(
            columns: filled.sheet.columns.map { column in
                Column(
                    column.heading,
                    alignment: column.part.isShort ? .center : .start,
                    width: column.part.width,
                    joinsEqual: column.part == .group
                )
            },
            rows: filled.rows.map { row in
                filled.sheet.columns.map { column in
                    column.part == .number
                        ? .integer(Int64(row.number)) : .text(row.text(column.part).text)
                }
            }
        )
    }

    /// The figures by what was counted; the styles in which they stand in the texts make no difference.
    private static func countedOnce(_ figures: [FilledFigure]) -> [FilledFigure] {
        var seen: Set<String> = []
        return figures.filter { seen.insert($0.evidenceKey).inserted }
    }

    private static func list(_ figures: [FilledFigure], _ language: Language) -> Table {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        return Table(
            text("表中数字的依据", "What the figures rest on"),
            columns: [
                Column(Field.indicator.name[language]), Column(Field.period.name[language]),
                Column(text("完成", "result"), alignment: .end), Column(text("取自", "taken from")),
            ],
            rows: figures.map { figure in
                [
                    .text(figure.entry.name), .text(figure.period.phrase[language]),
                    .text(figure.exact[language], link: .appendix(figure.evidenceKey)),
                    .text(figure.origin.name[language]),
                ]
            }
        )
    }

    private static func appendix(_ figure: FilledFigure, _ language: Language) -> Appendix {
        var notes = [
            Phrase(
                "期间：\(figure.period.first.phrase.zh)至\(figure.period.last.phrase.zh)",
                en: "Period: \(figure.period.first) to \(figure.period.last)"
            )[language],
            figure.origin.name[language],
        ]
        if let counted = CountedFigure(key: figure.entry.key) {
            notes.append(Stamp.rule(counted.rule, language))
        }
        return EvidenceTable.appendix(
            key: figure.evidenceKey,
            name: Phrase(
                "\(figure.entry.name) \(figure.period.code)",
                en: "\(figure.entry.name) \(figure.period.code)"
            ),
            figure: figure.exact[language],
            notes: notes,
            isMoney: figure.entry.isMoney,
            language
        )
    }
}

extension FilledSheet {
    /// The period, and where the figures were taken from and when, for the line under the title.
    public var notes: [Phrase] {
        let main: Phrase
        if let report {
            let later = report.supersededBy.map {
                Phrase("（已被 \($0) 更正）", en: " (corrected by \($0))")
            }
            main = Phrase(
                "期间：\(period.phrase.zh)　数字：报表 \(report.code)，\(report.issuerName)于 \(report.issuedAt.phrase.zh) 签发\(later?.zh ?? "")　文字：截至 \(at.phrase.zh)",
                en:
                    "Period: \(period.phrase.en). Figures: report \(report.code), issued by \(report.issuerName) on \(report.issuedAt.phrase.en)\(later?.en ?? ""). Texts: as of \(at.phrase.en)"
            )
        } else {
            main = Phrase(
                "期间：\(period.phrase.zh)　数字和文字：截至 \(at.phrase.zh)",
                en: "Period: \(period.phrase.en). Figures and texts: as of \(at.phrase.en)"
            )
        }
        var notes = [main]
        if let report, !otherFigures.isEmpty {
            func list(_ language: Language) -> String {
                otherFigures.map {
                    "\($0.entry.name) \($0.period.code)\(language == .zh ? "（" : " (")\($0.origin.name[language])\(language == .zh ? "）" : ")")"
                }.joined(separator: language == .zh ? "、" : ", ")
            }
            notes.append(
                Phrase(
                    "不在报表 \(report.code) 里的数字：\(list(.zh))",
                    en: "Figures that \(report.code) does not have: \(list(.en))"
                )
            )
        }
        if rows.isEmpty {
            let known = years.map { "\($0)" }.joined(separator: "、")
            notes.append(
                years.isEmpty
                    ? Phrase("这张表上还没有重点任务。", en: "There is no key task on this sheet yet.")
                    : Phrase(
                        "这个期间的年度没有重点任务；有任务的年度：\(known)。",
                        en: "No key task is of the period's years; there are some of \(known)."
                    )
            )
        }
        return notes
    }
}

extension FilledFigure {
    /// What tells it from others, whatever the style.
    public var evidenceKey: String { "\(entry.key)@\(period.code)" + (reportCode.map { "@\($0)" } ?? "") }

    /// The report that it was taken from; nil for a figure of now.
    public var reportCode: RecordCode? {
        if case .report(let code) = origin { code } else { nil }
    }

    /// The whole figure with its unit.
    public var exact: Phrase {
        let text = { (language: Language) in
            FigureCells.text(value, entry.unit, isMoney: entry.isMoney, language)
        }
        return Phrase(text(.zh), en: text(.en))
    }
}

extension FilledFigure.Origin {
    public var name: Phrase {
        switch self {
        case .live: Phrase("现在的记录", en: "the records now")
        case .report(let code): Phrase("报表 \(code)", en: "report \(code)")
        }
    }
}

extension Paper.Evidence {
    /// The rows behind a figure in a text.
    init(_ figure: FilledFigure) {
        let (key, period) = (figure.entry.key, figure.period)
        let name = Phrase(figure.entry.name, en: figure.entry.name)
        switch figure.origin {
        case .report(let code):
            self.init(
                key: figure.evidenceKey,
                name: name,
                isMoney: figure.entry.isMoney,
                count: { work in
                    try Reports.figure(key, of: work.reports.get(code.description)).rowCount
                },
                each: { work, body in
                    let issued = try work.reports.get(code.description)
                    try work.reports.eachEvidence(issued, key, body)
                }
            )
        case .live:
            self.init(
                key: figure.evidenceKey,
                name: name,
                isMoney: figure.entry.isMoney,
                count: { try $0.figureTexts.evidenceCount(key, in: period) },
                each: { work, body in try work.figureTexts.eachEvidence(key, in: period, body) }
            )
        }
    }
}

extension BureauSheet.Part {
    /// Whether what stands in it is a few characters.
    fileprivate var isShort: Bool {
        switch self {
        case .number, .deadline, .responsible, .post, .group: true
        case .title, .goal, .measures, .progress, .responsibleWithPost, .department: false
        }
    }

    /// The room that it takes beside the others, in Latin letters.
    fileprivate var width: Int {
        switch self {
        case .number: 4
        case .group, .responsible, .post: 8
        case .deadline, .responsibleWithPost, .department: 12
        case .title: 16
        case .goal: 24
        case .measures: 28
        case .progress: 44
        }
    }
}
