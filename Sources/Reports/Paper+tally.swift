public import Documents
public import Domain
public import Market

extension Paper {
    /// All figures of a period, with targets, charts and, where wanted, the rows behind each.
    ///
    /// - Parameters:
    ///   - months: What the contract value had come to by the end of each month; empty unless the period is a year.
    ///   - withRows: Whether each figure leads to its rows.
    public init(tally: Tally, months: [Int64], withRows: Bool, _ language: Language) {
        let period = tally.period
        let charts = Self.charts(tally, months, language)
        var document = Document(
            Phrase("\(period.phrase.zh)指标与目标", en: "Figures of \(period.phrase.en)")[language],
            notes: Stamp.notes(period, tally.at, language),
            blocks: [.table(Self.table(tally, withRows: withRows, language))]
                + charts.map(Document.Block.chart),
            language: language
        )
        var evidence: [Evidence] = []
        if withRows {
            for line in tally.lines {
                document.appendices.append(Self.appendix(line, period, tally.at, language))
                evidence.append(Evidence(live: line.indicator, period))
            }
        }
        self.init(document: document, table: Self.flat(tally, language), evidence: evidence)
    }

    /// The same, read from one state of the file.
    public init(tallyOf period: Period, _ work: Work, withRows: Bool, _ language: Language) throws {
        let months = try period.year.map { try work.tallies.months(.contractValue, year: $0) } ?? []
        self.init(tally: try work.tallies.tally(period), months: months, withRows: withRows, language)
    }

    /// One figure and the rows behind it.
    public init(figure indicator: Indicator, in period: Period, _ work: Work, _ language: Language) throws {
        let line = try work.tallies.line(indicator, in: period)
        let at = work.now
        var notes = Stamp.notes(period, at, language)
        notes.append(Stamp.rule(indicator.rule, language))
        if let target = line.target {
            let words = FigureCells.text(target, indicator, language)
            notes.append(Phrase("年度目标：\(words)", en: "Target of the year: \(words)")[language])
        }
        var appendix = Self.appendix(line, period, at, language)
        appendix.notes = notes
        var document = Document(
            Phrase(
                "\(period.phrase.zh)\(indicator.name.zh)",
                en: "\(indicator.name.en) of \(period.phrase.en)"
            )[language],
            notes: Stamp.notes(period, at, language),
            appendices: [appendix],
            language: language
        )
        let figure = FigureCells.text(line.value, indicator, language)
        document.blocks = [
            .table(
                Table(
                    columns: [
                        Column(Field.indicator.name[language]), Column(Phrase("完成", en: "result")[language]),
                    ],
                    rows: [
                        [.text(indicator.name[language], link: .appendix(indicator.rawValue)), .text(figure)]
                    ]
                )
            )
        ]
        self.init(document: document, table: appendix.table, evidence: [Evidence(live: indicator, period)])
    }

    private static func table(_ tally: Tally, withRows: Bool, _ language: Language) -> Table {
        let hasTargets = tally.period.year != nil
        var columns = [
            Column(Field.indicator.name[language]),
            Column(Phrase("完成", en: "result")[language], unit: .wan, alignment: .end),
            Column(Phrase("单位", en: "unit")[language], alignment: .center),
        ]
        if hasTargets {
            columns += [
                Column(Field.target.name[language], unit: .wan, alignment: .end),
                .number(Phrase("完成率", en: "of target")[language]),
            ]
        }
        columns.append(Column(Phrase("计数规则", en: "counting rule")[language]))
        let rows = tally.lines.map { line -> [Cell] in
            let indicator = line.indicator
            let link: Cell.Link? = withRows ? .appendix(indicator.rawValue) : nil
            var cells: [Cell] = [
                .text(indicator.name[language]),
                FigureCells.cell(line.value, isMoney: indicator.isMoney, link: link),
                .text(FigureCells.unit(indicator.unit, isMoney: indicator.isMoney, language)),
            ]
            if hasTargets {
                cells += [
                    FigureCells.cell(line.target, isMoney: indicator.isMoney),
                    .share(FigureCells.share(line.value, of: line.target)),
                ]
            }
            return cells + [.text(indicator.rule[language])]
        }
        return Table(columns: columns, rows: rows)
    }

    /// For programs: money in yuan, whole per cents, the period in each row.
    private static func flat(_ tally: Tally, _ language: Language) -> Table {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        return Table(
            columns: [
                Column(text("指标", "indicator")), .number(text("数值", "figure")), Column(text("单位", "unit")),
                .number(text("目标", "target")), .number(text("完成率（%）", "reached (%)")),
                Column(text("期间", "period")), Column(text("计数规则", "counting rule")),
            ],
            rows: tally.lines.map { line in
                let isMoney = line.indicator.isMoney
                return [
                    .text(line.indicator.name[language]), FigureCells.cell(line.value, isMoney: isMoney),
                    .text(isMoney ? text("元", "yuan") : line.indicator.unit[language]),
                    FigureCells.cell(line.target, isMoney: isMoney),
                    .integer(line.target.flatMap { Share.tenths(line.value, of: $0) }.map { $0 / 10 }),
                    .text(tally.period.code), .text(line.indicator.rule[language]),
                ]
            }
        )
    }

    private static func appendix(
        _ line: Tally.Line,
        _ period: Period,
        _ at: Instant,
        _ language: Language
    ) -> Appendix {
        EvidenceTable.appendix(
            key: line.indicator.rawValue,
            name: line.indicator.name,
            figure: FigureCells.text(line.value, line.indicator, language),
            notes: Stamp.notes(period, at, language) + [Stamp.rule(line.indicator.rule, language)],
            isMoney: line.indicator.isMoney,
            language
        )
    }
}

extension Paper.Evidence {
    /// The rows as they are now.
    init(live indicator: Indicator, _ period: Period) {
        self.init(
            key: indicator.rawValue,
            name: indicator.name,
            isMoney: indicator.isMoney,
            count: { try $0.tallies.evidenceCount(indicator, in: period) },
            each: { work, body in try work.tallies.eachEvidence(indicator, in: period, body) }
        )
    }
}

// MARK: Charts
extension Paper {
    private static func charts(_ tally: Tally, _ months: [Int64], _ language: Language) -> [Chart] {
        [Chart(monthsOf: tally, months, language), Chart(reachedIn: tally, language)].compactMap { $0 }
    }
}

extension Chart {
    /// What the contract value had come to by the end of each month, with the year's target as a line; nil without months.
    public init?(monthsOf tally: Tally, _ months: [Int64], _ language: Language) {
        guard let last = months.last, let year = tally.period.year else { return nil }
        let line = tally.lines.first { $0.indicator == .contractValue }
        let target = line?.target
        func words(_ fen: Int64) -> String { Money(fen: fen).phrase[language] }
        let reached = target.map {
            Phrase("，全年目标 \(words($0))", en: "; the year's target is \(words($0))")[language]
        }
        self.init(
            .columns,
            title: Phrase("成交额，逐月累计", en: "Contract value, month by month")[language],
            summary: Phrase(
                "\(year)年成交额逐月累计，到 \(months.count) 月底 \(words(last))\(reached ?? "")。",
                en:
                    "Contract value of \(year) by month, \(words(last)) at the end of month \(months.count)\(reached ?? "")."
            )[language],
            unit: Money.Unit.wan.name[language],
            labels: (1...12).map { Phrase("\($0)月", en: "\($0)")[language] },
            series: [
                Chart.Series(
                    Phrase("累计成交额", en: "Contract value so far")[language],
                    (0..<12).map { months.indices.contains($0) ? Chart.Point(wan: months[$0]) : nil }
                )
            ],
            target: target.map {
                Chart.Target(
                    Phrase("目标", en: "Target")[language],
                    Chart.Point(Double($0) / 1_000_000, words($0))
                )
            }
        )
    }

    /// How much of each target was reached; nil without targets.
    public init?(reachedIn tally: Tally, _ language: Language) {
        let lines = tally.lines.compactMap { line in
            line.target.flatMap { Share.tenths(line.value, of: $0) }.map { (line, $0) }
        }
        guard !lines.isEmpty else { return nil }
        let done = lines.count { $0.1 >= 1000 }
        self.init(
            .bars,
            title: Phrase("年度目标完成率", en: "How much of each target was reached")[language],
            summary: Phrase(
                "\(lines.count) 项有目标的指标中 \(done) 项已完成。",
                en: "\(done) of \(lines.count) targets have been reached."
            )[language],
            unit: "%",
            labels: lines.map { $0.0.indicator.name[language] },
            series: [
                Chart.Series(
                    Phrase("完成率", en: "reached")[language],
                    lines.map { Chart.Point(Double($0.1) / 10, Share.text($0.1)) }
                )
            ],
            target: Chart.Target(Phrase("目标", en: "Target")[language], Chart.Point(100, "100%"))
        )
    }
}

extension Chart.Point {
    /// An amount over a column: whole 万元, for which there is room.
    init(wan fen: Int64) {
        let whole = (fen + (fen < 0 ? -500_000 : 500_000)) / 1_000_000
        self.init(Double(fen) / 1_000_000, FigureCells.grouped(whole))
    }
}
