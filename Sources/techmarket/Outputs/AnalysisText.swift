import Domain
import Market

/// Figures in parts, for people.
struct AnalysisText {
    let view: View
    let width: Int?

    private func heading(_ name: Phrase, _ unit: FigureUnit) -> String {
        view.text(Phrase("\(name.zh)（\(unit.name.zh)）", en: "\(name.en) (\(unit.name.en))"))
    }

    private var whole: String { view.text(Phrase("合计", en: "Whole")) }

    func text(_ cut: Cut) -> String {
        let unit = cut.unit(view.language)
        var columns: [Table.Column] = [
            .text(view.text(cut.dimension.name)), .number(heading(cut.indicator.name, unit)),
            .number(view.text(Phrase("依据", en: "rows"))),
        ]
        if let before = cut.previousPeriod {
            columns += [
                .number(heading(before.phrase, unit)), .number(view.text(Phrase("同比", en: "year on year"))),
            ]
        }
        var table = Table(columns)
        for line in cut.lines {
            var cells = [
                view.text(line.slice.name), unit.number(line.value), String(line.rowCount),
            ]
            if let previous = line.previous {
                cells += [unit.number(previous), line.growth.map(Share.text) ?? ""]
            }
            table.add(cells)
        }
        var last = [whole, unit.number(cut.whole), ""]
        if let previous = cut.wholePrevious {
            let growth = Share.growth(from: previous, to: cut.whole)
            last += [unit.number(previous), growth.map(Share.text) ?? ""]
        }
        table.add(last)
        return head(cut.period, cut.indicator.name, [cut.dimension]) + table.text(width: width)
            + view.text(cut.dimension.rule(cut.indicator)) + "\n" + foot(cut.remark)
    }

    func text(_ sheet: CutSheet) -> String {
        let units = sheet.columns.map { $0.unit(view.language) }
        var table = Table(
            [.text(view.text(sheet.dimension.name))]
                + zip(sheet.columns, units).map { .number(heading($0.indicator.name, $1)) }
        )
        for (index, slice) in sheet.slices.enumerated() {
            table.add(
                [view.text(slice.name)]
                    + zip(sheet.columns, units).map { column, unit in
                        column.values.map { unit.number($0[index]) } ?? view.text(Phrase("不适用", en: "n/a"))
                    }
            )
        }
        table.add([whole] + zip(sheet.columns, units).map { $1.number($0.whole) })
        let overlap = sheet.columns.filter { !$0.addsUp }.map(\.indicator)
        let remark =
            overlap.isEmpty
            ? nil
            : Phrase(
                "\(overlap.map(\.name.zh).joined(separator: "、"))去重计数，各行相加大于合计。",
                en:
                    "\(overlap.map(\.name.en).joined(separator: ", ")): each is counted once, so the lines add up to more."
            )
        return head(sheet.period, Phrase("各项指标", en: "All figures"), [sheet.dimension])
            + table.text(width: width) + foot(remark)
    }

    func text(_ cross: CrossTable) -> String {
        let unit = cross.unit(view.language)
        var table = Table(
            [.text("\(view.text(cross.rowDimension.name)) \\ \(view.text(cross.columnDimension.name))")]
                + cross.columns.map { .number(view.text($0.name)) } + [.number(whole)]
        )
        for (index, row) in cross.rows.enumerated() {
            table.add(
                [view.text(row.name)] + cross.cells[index].map(unit.number)
                    + [unit.number(cross.rowTotals[index])]
            )
        }
        table.add(
            [whole] + cross.columnTotals.map(unit.number)
                + [unit.number(cross.whole)]
        )
        return head(cross.period, cross.indicator.name, [cross.rowDimension, cross.columnDimension])
            + table.text(width: width)
            + view.text(Phrase("单位：\(unit.name.zh)\n", en: "Unit: \(unit.name.en)\n")) + foot(cross.remark)
    }

    func text(_ funnel: Funnel) -> String {
        var table = Table([
            .text(view.text(Field.stage.name)), .number(view.text(Phrase("对接数", en: "matches"))),
            .number(view.text(Phrase("转化率", en: "conversion"))),
            .number(view.text(Phrase("停留天数中位数", en: "median days"))),
            .number(view.text(Phrase("在此终止", en: "ended here"))),
        ])
        for stage in funnel.stages {
            table.add([
                view.text(stage.step.name), String(stage.count), stage.conversion.map(Share.text) ?? "",
                stage.medianDays ?? "", stage.ended == 0 ? "" : String(stage.ended),
            ])
        }
        let title = view.text(
            Phrase(
                "\(funnel.period.phrase.zh)对接漏斗：\(funnel.basis.name.zh)，截至 \(funnel.at.phrase.zh)\n\n",
                en:
                    "Funnel of \(funnel.period.phrase.en): \(funnel.basis.name.en), as of \(funnel.at.phrase.en)\n\n"
            )
        )
        var text = title + table.text(width: width)
        if !funnel.endings.isEmpty {
            var reasons = Table([
                .text(view.text(Field.reason.name)), .text(view.text(Phrase("终止前", en: "ended from"))),
                .number(view.text(Phrase("对接数", en: "matches"))),
            ])
            for ending in funnel.endings {
                reasons.add([view.text(ending.name), view.text(ending.from.name), String(ending.count)])
            }
            text += "\n" + reasons.text(width: width)
        }
        return text + view.text(funnel.basis.rule) + "\n"
    }

    private func head(_ period: Period, _ name: Phrase, _ dimensions: [Dimension]) -> String {
        let by = (
            dimensions.map(\.name.zh).joined(separator: "、"),
            dimensions.map(\.name.en).joined(separator: ", ")
        )
        return view.text(
            Phrase(
                "\(period.phrase.zh)\(name.zh)，按\(by.0)（\(period.first)至\(period.last)）\n\n",
                en: "\(name.en), \(period.phrase.en), by \(by.1) (\(period.first) to \(period.last))\n\n"
            )
        )
    }

    private func foot(_ remark: Phrase?) -> String { remark.map { view.text($0) + "\n" } ?? "" }
}
