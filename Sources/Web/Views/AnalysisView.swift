import Domain
import Market

/// Figures in parts as tables.
struct AnalysisView {
    let reader: Reader

    /// The days and the moment that a table is of.
    func span(_ period: Period, _ at: Instant) -> HTML {
        """
        \(reader("\(period.first.phrase.zh)至\(period.last.phrase.zh)，统计到 \(at.phrase.zh)", en: "\(period.first) to \(period.last), as of \(at.phrase.en)"))
        """
    }

    func title(_ cut: Cut) -> String {
        reader(
            "\(cut.period.phrase.zh)\(cut.indicator.name.zh)，按\(cut.dimension.name.zh)",
            en: "\(cut.indicator.name.en) of \(cut.period.phrase.en) by \(cut.dimension.name.en)"
        )
    }

    func title(_ sheet: CutSheet) -> String {
        reader(
            "\(sheet.period.phrase.zh)各项指标，按\(sheet.dimension.name.zh)",
            en: "All figures of \(sheet.period.phrase.en) by \(sheet.dimension.name.en)"
        )
    }

    func title(_ cross: CrossTable) -> String {
        reader(
            "\(cross.period.phrase.zh)\(cross.indicator.name.zh)，按\(cross.rowDimension.name.zh)和\(cross.columnDimension.name.zh)",
            en:
                "\(cross.indicator.name.en) of \(cross.period.phrase.en) by \(cross.rowDimension.name.en) and \(cross.columnDimension.name.en)"
        )
    }

    private var whole: String { reader("合计", en: "Whole") }

    private func cell(_ text: String, _ label: String) -> HTML {
        "<td class=\"num\" data-label=\"\(label)\">\(text)</td>"
    }

    private func head(_ words: String, isNumber: Bool = true) -> HTML {
        "<th scope=\"col\"\(isNumber ? " class=\"num\"" : "" as HTML)>\(words)</th>"
    }

    private func heading(_ name: Phrase, _ unit: FigureUnit) -> String {
        reader("\(name.zh)（\(unit.name.zh)）", en: "\(name.en) (\(unit.name.en))")
    }

    private func name(_ slice: Slice) -> HTML {
        slice.kind == .value ? "\(reader(slice.name))" : "<span class=\"quiet\">\(reader(slice.name))</span>"
    }

    private func note(_ remark: Phrase?) -> HTML {
        remark.map { "<p class=\"quiet\">\(reader($0))</p>" } ?? ""
    }

    /// A cut: each part with its value, and the year before where that was asked for.
    func table(_ cut: Cut) -> HTML {
        let unit = cut.unit(reader.language)
        let (value, share, growth) = (
            heading(cut.indicator.name, unit), reader("占合计", en: "Share"), reader("同比", en: "Year on year")
        )
        let before = cut.previousPeriod.map { heading($0.phrase, unit) }
        func text(_ value: Int64) -> String { unit.number(value) }
        func years(_ previous: Int64?, _ now: Int64) -> HTML {
            guard let before, let previous else { return "" }
            let grown =
                Share.growth(from: previous, to: now).map { ($0 > 0 ? "+" : "") + Share.text($0) } ?? "—"
            return "\(cell(text(previous), before))\(cell(grown, growth))"
        }
        func line(_ first: HTML, _ now: Int64, _ rows: String, _ previous: Int64?) -> HTML {
            let part = Share.tenths(now, of: cut.whole).map(Share.text) ?? "—"
            return """
                \(first)\(cell(text(now), value))\(cell(part, share))\(cell(rows, reader("依据", en: "Rows")))\(years(previous, now))
                """
        }
        let rows = cut.lines.map { one -> HTML in
            "<tr>\(line("<td>\(name(one.slice))</td>", one.value, Figures.grouped(one.rowCount), one.previous))</tr>"
        }
        let yearHeads: HTML = before.map { "\(head($0))\(head(growth))" } ?? ""
        let evidence = Paths.evidence(cut.indicator, cut.period)
        return """
            <table class="stack"><thead><tr>\(head(reader(cut.dimension.name), isNumber: false))\(head(value))\(head(share))\
            \(head(reader("依据", en: "Rows")))\(yearHeads)</tr></thead><tbody>\(rows)</tbody>\
            <tfoot><tr>\(line("<th scope=\"row\"><a href=\"\(evidence)\">\(whole)</a></th>", cut.whole, "", cut.wholePrevious))</tr></tfoot></table>\
            <p class="quiet">\(reader(cut.dimension.rule(cut.indicator)))</p>\(note(cut.remark))
            """
    }

    func table(_ sheet: CutSheet) -> HTML {
        let units = sheet.columns.map { $0.unit(reader.language) }
        let headings = zip(sheet.columns, units).map { heading($0.indicator.name, $1) }
        func text(_ value: Int64, _ unit: FigureUnit) -> String { value == 0 ? "—" : unit.number(value) }
        let rows = sheet.slices.enumerated().map { index, slice -> HTML in
            let cells = sheet.columns.indices.map { place -> HTML in
                cell(
                    sheet.columns[place].values.map { text($0[index], units[place]) }
                        ?? reader("不适用", en: "n/a"),
                    headings[place]
                )
            }
            return "<tr><td>\(name(slice))</td>\(cells)</tr>"
        }
        let wholes = sheet.columns.indices.map {
            cell(text(sheet.columns[$0].whole, units[$0]), headings[$0])
        }
        let heads = zip(sheet.columns, headings).map { column, heading -> HTML in
            let path =
                "\(Paths.analysis)?period=\(Inputs.encoded(sheet.period.code))&indicator=\(column.indicator.rawValue)&by=\(sheet.dimension.rawValue)"
            return column.values == nil
                ? head(heading) : "<th scope=\"col\" class=\"num\"><a href=\"\(path)\">\(heading)</a></th>"
        }
        let overlap = sheet.columns.filter { !$0.addsUp }.map(\.indicator)
        let remark: Phrase? =
            overlap.isEmpty
            ? nil
            : Phrase(
                "\(overlap.map(\.name.zh).joined(separator: "、"))去重计数：同一个可以出现在几行，各行相加大于合计。",
                en:
                    "\(overlap.map(\.name.en).joined(separator: ", ")): one may stand in several lines, so they add up to more than the whole."
            )
        return """
            <div class="across" tabindex="0"><table class="stack"><thead><tr>\(head(reader(sheet.dimension.name), isNumber: false))\(heads)</tr></thead>\
            <tbody>\(rows)</tbody><tfoot><tr><th scope="row">\(whole)</th>\(wholes)</tr></tfoot></table></div>\(note(remark))
            """
    }

    func table(_ cross: CrossTable) -> HTML {
        let unit = cross.unit(reader.language)
        let named = reader("单位：\(unit.name.zh)", en: "Unit: \(unit.name.en)")
        func text(_ value: Int64) -> String { value == 0 ? "—" : unit.number(value) }
        let rows = cross.rows.enumerated().map { index, row -> HTML in
            let cells = zip(cross.cells[index], cross.columns).map { cell(text($0), reader($1.name)) }
            return "<tr><td>\(name(row))</td>\(cells)\(cell(text(cross.rowTotals[index]), whole))</tr>"
        }
        let totals = zip(cross.columnTotals, cross.columns).map { cell(text($0), reader($1.name)) }
        return """
            <div class="across" tabindex="0"><table class="stack"><thead><tr>\
            \(head("\(reader(cross.rowDimension.name)) \\ \(reader(cross.columnDimension.name))", isNumber: false))\
            \(cross.columns.map { head(reader($0.name)) })\(head(whole))</tr></thead><tbody>\(rows)</tbody>\
            <tfoot><tr><th scope="row">\(whole)</th>\(totals)\(cell(text(cross.whole), whole))</tr></tfoot></table></div>\
            <p class="quiet">\(named)</p>\(note(cross.remark))
            """
    }

    func tables(_ funnel: Funnel) -> HTML {
        let (count, conversion, days, ended) = (
            reader("对接数", en: "Matches"), reader("转化率", en: "Conversion"),
            reader("停留天数（中位数）", en: "Days there (median)"), reader("在此终止", en: "Ended here")
        )
        let rows = funnel.stages.map { stage -> HTML in
            """
            <tr><td>\(reader(stage.step.name))</td>\(cell(Figures.grouped(stage.count), count))\
            \(cell(stage.conversion.map(Share.text) ?? "—", conversion))\(cell(stage.medianDays ?? "—", days))\
            \(cell(stage.ended == 0 ? "—" : Figures.grouped(stage.ended), ended))</tr>
            """
        }
        let endings = funnel.endings.map { ending -> HTML in
            """
            <tr><td>\(reader(ending.name))</td><td data-label="\(reader("终止前", en: "Ended from"))">\(reader(ending.from.name))</td>\
            \(cell(Figures.grouped(ending.count), count))</tr>
            """
        }
        let reasons: HTML =
            endings.isEmpty
            ? ""
            : """
            <section class="card"><h2>\(reader("终止原因", en: "Reasons for ending"))</h2><table class="stack"><thead><tr>\
            \(head(reader("原因", en: "Reason"), isNumber: false))\(head(reader("终止前", en: "Ended from"), isNumber: false))\(head(count))</tr></thead>\
            <tbody>\(endings)</tbody></table></section>
            """
        return """
            <section class="card"><table class="stack"><thead><tr>\(head(reader("阶段", en: "Stage"), isNumber: false))\(head(count))\
            \(head(conversion))\(head(days))\(head(ended))</tr></thead><tbody>\(rows)</tbody></table>\
            <p class="quiet">\(reader(funnel.basis.rule))</p></section>\(reasons)
            """
    }
}
