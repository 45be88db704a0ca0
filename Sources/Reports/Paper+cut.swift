public import Documents
public import Domain

extension Paper {
    /// One figure in parts, drawn as a trend where the parts are months or quarters and as bars otherwise.
    public init(cut: Cut, _ language: Language) {
        let table = Self.table(cut, language)
        var blocks: [Document.Block] = [.table(table)]
        if let remark = cut.remark { blocks.append(.paragraph(remark[language])) }
        blocks.append(.chart(Chart(cut: cut, language)))
        self.init(
            document: Document(
                Phrase(
                    "\(cut.period.phrase.zh)\(cut.indicator.name.zh)，按\(cut.dimension.name.zh)",
                    en:
                        "\(cut.indicator.name.en) of \(cut.period.phrase.en) by \(cut.dimension.name.en.lowercased())"
                )[language],
                notes: Stamp.notes(cut.period, cut.at, language) + [
                    Stamp.rule(cut.indicator.rule, language), cut.dimension.rule(cut.indicator)[language],
                ],
                blocks: blocks,
                language: language
            ),
            table: table
        )
    }

    private static func table(_ cut: Cut, _ language: Language) -> Table {
        let isMoney = cut.indicator.isMoney
        let unit = FigureCells.unit(cut.indicator.unit, isMoney: isMoney, language)
        func column(_ name: Phrase) -> Column {
            Column(
                Phrase("\(name.zh)（\(unit)）", en: "\(name.en) (\(unit))")[language],
                unit: .wan,
                alignment: .end
            )
        }
        let comparesYears = cut.previousPeriod != nil
        var columns = [Column(cut.dimension.name[language]), column(cut.indicator.name)]
        if comparesYears {
            columns += [
                column(Phrase("上年同期", en: "a year before")), .number(Phrase("同比", en: "growth")[language]),
            ]
        }
        columns.append(.number(Phrase("依据条数", en: "rows")[language]))
        func cells(_ name: String, _ value: Int64, _ previous: Int64?, _ rows: Int64?) -> [Cell] {
            var cells: [Cell] = [.text(name), FigureCells.cell(value, isMoney: isMoney)]
            if comparesYears {
                let growth = Share.growth(from: previous, to: value).map { Double($0) / 1000 }
                cells += [FigureCells.cell(previous, isMoney: isMoney), .share(growth)]
            }
            return cells + [.integer(rows)]
        }
        var rows = cut.lines.map { cells($0.slice.name[language], $0.value, $0.previous, $0.rowCount) }
        rows.append(cells(Phrase("合计", en: "Total")[language], cut.whole, cut.wholePrevious, nil))
        return Table(columns: columns, rows: rows, endsInTotal: true)
    }

    /// All figures by one dimension.
    public init(sheet: CutSheet, _ language: Language) {
        let total = Phrase("合计", en: "Total")[language]
        let beside = Phrase("不适用", en: "not applicable")[language]
        let columns = sheet.columns.map { column -> Column in
            let (name, isMoney) = (column.indicator.name, column.indicator.isMoney)
            let unit = FigureCells.unit(column.indicator.unit, isMoney: isMoney, language)
            return Column(
                Phrase("\(name.zh)（\(unit)）", en: "\(name.en) (\(unit))")[language],
                unit: .wan,
                alignment: .end
            )
        }
        func cells(_ value: (CutSheet.Column) -> Int64?) -> [Cell] {
            sheet.columns.map { column in
                value(column).map { FigureCells.cell($0, isMoney: column.indicator.isMoney) } ?? .text(beside)
            }
        }
        var rows = sheet.slices.indices.map { index in
            [Cell.text(sheet.slices[index].name[language])] + cells { $0.values.map { $0[index] } }
        }
        rows.append([.text(total)] + cells(\.whole))
        let table = Table(
            columns: [Column(sheet.dimension.name[language])] + columns,
            rows: rows,
            endsInTotal: true
        )
        let remarks = sheet.columns.filter { !$0.addsUp }.map { Cut.overlap($0.indicator)[language] }
        self.init(
            document: Document(
                Phrase(
                    "\(sheet.period.phrase.zh)各项指标，按\(sheet.dimension.name.zh)",
                    en: "All figures of \(sheet.period.phrase.en) by \(sheet.dimension.name.en.lowercased())"
                )[language],
                notes: Stamp.notes(sheet.period, sheet.at, language),
                blocks: [.table(table)] + remarks.map(Document.Block.paragraph),
                language: language
            ),
            table: table
        )
    }

    /// One figure by two dimensions.
    public init(cross: CrossTable, _ language: Language) {
        let isMoney = cross.indicator.isMoney
        let total = Phrase("合计", en: "Total")[language]
        func number(_ title: String) -> Column { Column(title, unit: .wan, alignment: .end) }
        var rows = zip(cross.rows, zip(cross.cells, cross.rowTotals)).map { slice, values -> [Cell] in
            [.text(slice.name[language])]
                + (values.0 + [values.1]).map { FigureCells.cell($0, isMoney: isMoney) }
        }
        rows.append(
            [.text(total)]
                + (cross.columnTotals + [cross.whole]).map { FigureCells.cell($0, isMoney: isMoney) }
        )
        let table = Table(
            columns: [Column(cross.rowDimension.name[language])]
                + cross.columns.map { number($0.name[language]) } + [number(total)],
            groups: cross.columns.isEmpty
                ? []
                : [
                    .init("", columns: 1),
                    .init(cross.columnDimension.name[language], columns: cross.columns.count),
                    .init("", columns: 1),
                ],
            rows: rows,
            endsInTotal: true
        )
        let unit = FigureCells.unit(cross.indicator.unit, isMoney: isMoney, language)
        let rules = [
            cross.indicator.rule, cross.rowDimension.rule(cross.indicator),
            cross.columnDimension.rule(cross.indicator),
        ]
        self.init(
            document: Document(
                Phrase(
                    "\(cross.period.phrase.zh)\(cross.indicator.name.zh)，\(cross.rowDimension.name.zh)×\(cross.columnDimension.name.zh)",
                    en:
                        "\(cross.indicator.name.en) of \(cross.period.phrase.en), \(cross.rowDimension.name.en) × \(cross.columnDimension.name.en)"
                )[language],
                notes: Stamp.notes(cross.period, cross.at, language)
                    + [Phrase("单位：\(unit)", en: "Unit: \(unit)")[language]] + rules.map { $0[language] },
                blocks: [.table(table)] + (cross.remark.map { [.paragraph($0[language])] } ?? []),
                language: language
            ),
            table: table
        )
    }
}

extension Chart {
    /// The parts of a figure: a line over months and quarters with the year before beside it, bars otherwise.
    public init(cut: Cut, _ language: Language) {
        let indicator = cut.indicator
        let unit = cut.unit(language)
        let isInTime = cut.dimension == .month || cut.dimension == .quarter
        // As many bars as can be told apart; the table has them all.
        let lines = isInTime ? cut.lines : Array(cut.lines.prefix(20))
        func points(_ values: [Int64?]) -> [Chart.Point?] {
            values.map { $0.map { Chart.Point(unit.scaled($0), unit.text($0, language)) } }
        }
        var series = [Chart.Series(cut.period.phrase[language], points(lines.map(\.value)))]
        if let before = cut.previousPeriod {
            series.append(Chart.Series(before.phrase[language], points(lines.map(\.previous))))
        }
        let most = lines.max { $0.value < $1.value }
        let whole = unit.text(cut.whole, language)
        let summary = most.map { line -> String in
            let value = unit.text(line.value, language)
            return Phrase(
                "合计 \(whole)，最多的是\(line.slice.name.zh)，\(value)。",
                en: "\(whole) in all; the most is \(line.slice.name.en), \(value)."
            )[language]
        }
        self.init(
            isInTime ? .trend : .bars,
            title: Phrase(
                "\(indicator.name.zh)，按\(cut.dimension.name.zh)",
                en: "\(indicator.name.en) by \(cut.dimension.name.en.lowercased())"
            )[language],
            summary: summary ?? Phrase("没有数据。", en: "No data.")[language],
            unit: unit.name[language],
            labels: lines.map { $0.slice.name[language] },
            series: series
        )
    }
}
