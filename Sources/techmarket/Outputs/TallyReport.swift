import Domain
import Exchange
import Market

/// Figures and the rows behind them, for people and for programs.
enum TallyReport {
    // MARK: For programs

    static func json(_ tally: Tally, _ view: View) -> JSON { tally.json(view.language) }

    /// One figure, with a place for its evidence.
    static func json(_ tally: Tally, _ line: Tally.Line, _ view: View) -> JSON {
        var indicator = line.members(view.language)
        indicator["evidence"] = .array([EvidenceStream.place])
        return [
            "period": tally.period.json, "rule": .string(view.text(line.indicator.rule)),
            "indicators": [.object(indicator)],
        ]
    }

    // MARK: For people

    static func text(_ tally: Tally, _ view: View, width: Int?) -> String {
        var table = Table([
            .text(view.text(Field.indicator.name)), .number(view.text(Phrase("完成", en: "result"))),
            .number(view.text(Field.target.name)), .number(view.text(Phrase("完成率", en: "of target"))),
            .text(view.text(Field.code.name)),
        ])
        for line in tally.lines {
            table.add([
                view.text(line.indicator.name), amount(line.value, line.indicator, view),
                line.target.map { amount($0, line.indicator, view) } ?? "", share(line),
                line.indicator.rawValue,
            ])
        }
        let head = view.text(
            Phrase(
                "\(tally.period.phrase.zh)统计（\(tally.period.first.phrase.zh)至\(tally.period.last.phrase.zh)，截至 \(tally.at.phrase.zh)）",
                en:
                    "Tally of \(tally.period.phrase.en) (\(tally.period.first) to \(tally.period.last), as of \(tally.at.phrase.en))"
            )
        )
        var text = head + "\n\n" + table.text(width: width)
        if tally.period.year == nil {
            text += view.text(Phrase("年度目标只和整年比较。\n", en: "Targets stand beside whole years only.\n"))
        }
        return text + Session.nextLine("report tally \(tally.period.code) --evidence contracts_signed") + "\n"
    }

    /// What stands above the rows behind a figure.
    static func head(_ tally: Tally, _ line: Tally.Line, _ view: View) -> String {
        let indicator = line.indicator
        let figure = amount(line.value, indicator, view)
        var text = view.text(
            Phrase(
                "\(tally.period.phrase.zh)\(indicator.name.zh)：\(figure)",
                en: "\(indicator.name.en), \(tally.period.phrase.en): \(figure)"
            )
        )
        if let target = line.target {
            text +=
                view.text(Phrase("（年度目标 ", en: " (target ")) + amount(target, indicator, view)
                + view.text(Phrase("，完成 ", en: ", ")) + share(line) + view.text(Phrase("）", en: ")"))
        }
        return text + "\n" + view.text(Phrase("计数规则：", en: "Counting rule: "))
            + view.text(indicator.rule) + "\n\n"
    }

    static func table(isMoney: Bool, _ view: View) -> Table {
        var columns: [Table.Column] = [
            .text(view.text(Field.on.name)), .text(view.text(Field.kind.name)),
            .text(view.text(Field.code.name)),
            .text(view.text(Field.title.name)), .text(view.text(Field.organization.name)),
        ]
        if isMoney { columns.append(.number(view.text(Phrase("金额", en: "amount")))) }
        return Table(columns)
    }

    /// Rows that are few enough to be held.
    static func table(_ rows: [EvidenceRow], isMoney: Bool, _ view: View) -> Table {
        rows.reduce(into: table(isMoney: isMoney, view)) { $0.add(cells($1, isMoney: isMoney, view)) }
    }

    static func cells(_ row: EvidenceRow, isMoney: Bool, _ view: View) -> [String] {
        let cells = [row.on.description, view.text(row.kindName), row.code, row.title, row.organization]
        return isMoney ? cells + [row.amount.map { view.money(Money(fen: $0)) } ?? ""] : cells
    }

    static func amount(_ value: Int64, _ indicator: Indicator, _ view: View) -> String {
        indicator.isMoney ? view.money(Money(fen: value)) : "\(value) \(view.text(indicator.unit))"
    }

    /// The share of the target that was reached, rounded down to a tenth of a per cent.
    private static func share(_ line: Tally.Line) -> String {
        guard let target = line.target, target > 0 else { return "" }
        let tenths = Int64((Double(line.value) / Double(target) * 1000).rounded(.down))
        return "\(tenths / 10).\(abs(tenths % 10))%"
    }
}
