import Domain
import Exchange
import Market

/// Issued reports and what became of them, for people.
struct ReportText {
    let view: View
    let width: Int?

    func figure(_ value: Int64?, _ figure: ReportFigure) -> String {
        amount(value, isMoney: figure.isMoney, figure.unit)
    }

    private func amount(_ value: Int64?, isMoney: Bool, _ unit: Phrase) -> String {
        guard let value else { return "" }
        return isMoney ? view.money(Money(fen: value)) : "\(value) \(view.text(unit))"
    }

    // MARK: One report

    func text(_ issued: IssuedReport) -> String {
        var table = Table([
            .text(view.text(Field.indicator.name)), .number(view.text(Phrase("数值", en: "figure"))),
            .number(view.text(Field.target.name)), .number(view.text(Phrase("依据", en: "rows"))),
            .text(view.text(Field.code.name)),
        ])
        for one in issued.figures {
            table.add([
                view.text(one.name), figure(one.value, one), figure(one.target, one), String(one.rowCount),
                one.code,
            ])
        }
        let next = Session.nextLine("report evidence \(issued.report.code) contracts_signed")
        return head(issued.report) + "\n" + table.text(width: width) + next + "\n"
    }

    private func head(_ report: Report) -> String {
        var lines = [
            "\(report.code)  \(report.title.onOneLine)",
            view.text(
                Phrase(
                    "期间 \(report.period.phrase.zh)（\(report.period.first)至\(report.period.last)）"
                        + (report.isOpen ? "，签发时期间未结束" : ""),
                    en: "Period \(report.period.phrase.en) (\(report.period.first) to \(report.period.last))"
                        + (report.isOpen ? ", still open when issued" : "")
                )
            ),
            view.text(
                Phrase(
                    "\(report.issuerName) 于 \(report.issuedAt.phrase.zh) 签发，数字依据\(report.basis.zh)",
                    en:
                        "Issued by \(report.issuerName) on \(report.issuedAt.phrase.en); the figures rest on \(report.basis.en)"
                )
            ),
        ]
        if let earlier = report.supersedes {
            lines.append(
                view.text(
                    Phrase("更正 \(earlier)：\(report.reason)", en: "Corrects \(earlier): \(report.reason)")
                ).onOneLine
            )
        }
        if let later = report.supersededBy {
            lines.append(view.text(Phrase("已被 \(later) 更正", en: "Corrected by \(later)")))
        }
        if !report.note.isEmpty { lines.append(report.note.onOneLine) }
        lines.append(view.text(Phrase("校验值 \(report.hash)", en: "Hash \(report.hash)")))
        return lines.joined(separator: "\n") + "\n"
    }

    func table(_ reports: [Report]) -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.period.name)),
            .text(view.text(Field.title.name)), .text(view.text(Phrase("签发", en: "issued"))),
            .text(view.text(Phrase("签发人", en: "by"))), .text(view.text(Field.state.name)),
        ])
        for report in reports {
            table.add([
                report.code.description, report.period.code, report.title,
                report.issuedAt.phrase[view.language],
                report.issuerName, view.text(report.standing),
            ])
        }
        return table
    }

    // MARK: A difference

    func text(_ difference: ReportDifference) -> String {
        let what =
            difference.other.map { Phrase("与 \($0.code) 相比", en: "and \($0.code)") }
            ?? Phrase("签发以来", en: "and the figures now")
        var text = view.text(
            Phrase(
                "\(difference.base.code) \(what.zh)，截至 \(difference.at.phrase.zh)\n\n",
                en: "\(difference.base.code) \(what.en), as of \(difference.at.phrase.en)\n\n"
            )
        )
        var table = Table([
            .text(view.text(Field.indicator.name)), .number(view.text(Phrase("当时", en: "then"))),
            .number(view.text(Phrase("后来", en: "later"))), .number(view.text(Phrase("差", en: "difference"))),
            .number(view.text(Phrase("变动的依据", en: "rows that differ"))),
        ])
        for figure in difference.figures {
            table.add([
                view.text(figure.name), amount(figure.before, isMoney: figure.isMoney, figure.unit),
                amount(figure.after, isMoney: figure.isMoney, figure.unit),
                amount(figure.growth, isMoney: figure.isMoney, figure.unit), String(figure.rows.count),
            ])
        }
        text += table.text(width: width)
        if difference.isEmpty {
            return text + view.text(Phrase("没有任何变化。\n", en: "Nothing has changed.\n"))
        }
        for figure in difference.figures where !figure.rows.isEmpty || figure.rules != nil {
            text += "\n\(view.text(figure.name))\n"
            if let rules = figure.rules, rules.count == 2 {
                text += view.text(
                    Phrase(
                        "  计数规则原为“\(rules[0].zh)”，现为“\(rules[1].zh)”\n",
                        en: "  Counting rule was “\(rules[0].en)”, is “\(rules[1].en)”\n"
                    )
                )
            }
            for row in figure.rows { text += lines(row, figure) }
        }
        return text
    }

    private func lines(_ row: RowDifference, _ figure: FigureDifference) -> String {
        guard let shown = row.after ?? row.before else { return "" }
        var line =
            "  \(view.text(row.kind.name)) \(shown.code) \(shown.title)（\(shown.organization)，\(shown.on)"
        if let amount = shown.amount { line += "，\(view.money(Money(fen: amount)))" }
        line += "）"
        if let elsewhere = row.elsewhere { line += " \(elsewhere)" }
        if let before = row.before, let after = row.after {
            let parts = row.parts.map { part in
                "\(view.text(part.name)) \(value(part, before)) → \(value(part, after))"
            }
            line += " " + parts.joined(separator: view.language == .zh ? "；" : "; ")
        }
        var text = line.onOneLine + "\n"
        for trace in row.trail {
            let columns = trace.columns.isEmpty ? "" : "（\(trace.columns.joined(separator: ", "))）"
            text += view.text(
                Phrase(
                    "      审计第 \(trace.sequence) 条  \(trace.at.phrase.zh)  \(trace.actorName)  \(trace.action)\(columns)\n",
                    en:
                        "      audit \(trace.sequence)  \(trace.at.phrase.en)  \(trace.actorName)  \(trace.action)\(columns)\n"
                )
            )
        }
        return text
    }

    private func value(_ part: RowDifference.Part, _ row: EvidenceRow) -> String {
        switch part {
        case .amount: view.money(row.amount.map(Money.init(fen:)))
        case .date: row.on.description
        case .title: row.title
        case .organization: row.organization
        case .key: row.key
        }
    }

    // MARK: A check

    static func sentence(_ finding: ReportFinding) -> Phrase {
        let code = finding.report.code
        guard !finding.isIntact else {
            return Phrase(
                "\(code) 完好：每个数字、每条依据都与签发时相同，校验值 \(finding.report.hash)。",
                en:
                    "\(code) is intact: every figure and row is as it was issued; hash \(finding.report.hash)."
            )
        }
        return Phrase(
            "\(code) 被改动过：\(finding.flaws.map(\.sentence.zh).joined(separator: "；"))。请用备份核对。",
            en:
                "\(code) was changed: \(finding.flaws.map(\.sentence.en).joined(separator: "; ")). Compare with a backup."
        )
    }
}

extension Report {
    /// Whether it holds, was corrected, or was issued before its period ended.
    var standing: Phrase {
        if let supersededBy { return Phrase("已被 \(supersededBy) 更正", en: "corrected by \(supersededBy)") }
        return isOpen ? Phrase("有效（期间未结束）", en: "holds (period was open)") : Phrase("有效", en: "holds")
    }
}
