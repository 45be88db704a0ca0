import Domain

/// What became of a report's figures, figure by figure and row by row.
struct DifferenceView {
    let reader: Reader
    let difference: ReportDifference

    /// The rows of a figure that a page shows; the rest are in the API and on the command line, and it says so.
    private static let most = 500

    /// - Parameter others: the reports of the same period, to compare with.
    func page(_ others: [Report]) -> HTML {
        let base = difference.base
        let title =
            difference.other.map {
                reader("\(base.code) 与 \($0.code) 的差异", en: "\(base.code) and \($0.code)")
            } ?? reader("\(base.code) 签发以来的变化", en: "Changes since \(base.code)")
        let rows = difference.figures.map(summary)
        let nothing: HTML =
            difference.isEmpty
            ? "<p class=\"note good\" role=\"status\">\(reader("没有任何变化：每个数字、每条依据都相同。", en: "Nothing has changed: every figure and row is the same."))</p>"
            : ""
        let details = difference.figures.filter { !$0.rows.isEmpty || $0.rules != nil }.map(detail)
        return Layout.page(
            reader,
            .tally,
            title: title,
            quiet: """
                <a href="\(Paths.record(base.code))">\(base.title)</a>，\(reader("\(base.issuedAt.phrase.zh) 签发；比到 \(difference.at.phrase.zh)", en: "issued \(base.issuedAt.phrase.en); compared as of \(difference.at.phrase.en)"))
                """,
            actions: FileMenu.view(reader, Paths.record(base.code) + "/difference", asked),
            body: """
                \(choice(others))\(nothing)<section class="card"><table class="stack"><thead><tr>\
                <th scope="col">\(reader("指标", en: "Indicator"))</th><th scope="col" class="num">\(reader("当时", en: "Then"))</th>\
                <th scope="col" class="num">\(reader("后来", en: "Later"))</th><th scope="col" class="num">\(reader("差", en: "Difference"))</th>\
                <th scope="col">\(reader("依据的变动", en: "Rows"))</th></tr></thead><tbody>\(rows)</tbody></table></section>\(details)
                """
        )
    }

    /// What the page's address asks for.
    private var asked: Inputs {
        var inputs = Inputs()
        if let other = difference.other { inputs.set("to", [other.code.description]) }
        return inputs
    }

    private func choice(_ others: [Report]) -> HTML {
        let links = others.filter { $0.code != difference.base.code }.map { report -> HTML in
            let current: HTML = report.code == difference.other?.code ? " aria-current=\"page\"" : ""
            return
                "<a href=\"\(Paths.difference(difference.base.code, to: report.code))\"\(current)>\(report.code)</a>"
        }
        guard !links.isEmpty else { return "" }
        let now: HTML = difference.other == nil ? " aria-current=\"page\"" : ""
        return """
            <nav class="tabs" aria-label="\(reader("与什么比较", en: "Compared with"))">\
            <a href="\(Paths.difference(difference.base.code))"\(now)>\(reader("现在", en: "Now"))</a>\(links)</nav>
            """
    }

    private func amount(_ value: Int64?, _ figure: FigureDifference) -> String {
        value.map { Figures.text(reader, $0, isMoney: figure.isMoney, figure.unit) } ?? "—"
    }

    private func summary(_ figure: FigureDifference) -> HTML {
        let kinds = RowDifference.Kind.allCases.compactMap { kind -> String? in
            let count = figure.count(kind)
            return count == 0 ? nil : "\(reader(kind.name)) \(count)"
        }
        let name: HTML =
            figure.rows.isEmpty && figure.rules == nil
            ? "\(reader(figure.name))" : "<a href=\"#\(figure.code)\">\(reader(figure.name))</a>"
        let target: HTML =
            figure.targetBefore == figure.targetAfter
            ? ""
            : "<br><small>\(reader("目标", en: "target")) \(amount(figure.targetBefore, figure)) → \(amount(figure.targetAfter, figure))</small>"
        let growth = figure.growth == 0 ? "—" : (figure.growth > 0 ? "+" : "") + amount(figure.growth, figure)
        return """
            <tr><td>\(name)\(target)</td><td class="num" data-label="\(reader("当时", en: "Then"))">\(amount(figure.before, figure))</td>\
            <td class="num" data-label="\(reader("后来", en: "Later"))">\(amount(figure.after, figure))</td>\
            <td class="num" data-label="\(reader("差", en: "Difference"))">\(growth)</td>\
            <td data-label="\(reader("依据的变动", en: "Rows"))">\(kinds.isEmpty ? "—" : kinds.joined(separator: reader("、", en: ", ")))</td></tr>
            """
    }

    private func detail(_ figure: FigureDifference) -> HTML {
        let rule: HTML =
            figure.rules.map { rules in
                """
                <p>\(reader("计数规则变了：", en: "The counting rule changed: "))<del>\(reader(rules[0]))</del> <ins>\(reader(rules[1]))</ins></p>
                """
            } ?? ""
        let rest = figure.rows.count - Self.most
        let more: HTML =
            rest > 0
            ? "<p class=\"quiet\">\(reader("还有 \(rest) 条没有列在这里：techmarket report diff \(difference.base.code) 列出全部。", en: "\(rest) more rows are not shown here: techmarket report diff \(difference.base.code) lists all."))</p>"
            : ""
        return """
            <section class="card" id="\(figure.code)"><h2>\(reader(figure.name))</h2>\(rule)\
            <table class="stack"><thead><tr><th scope="col">\(reader("记录", en: "Record"))</th><th scope="col">\(reader("变动", en: "What"))</th>\
            <th scope="col">\(reader("当时 → 后来", en: "Then → later"))</th><th scope="col">\(reader("谁、何时、做了什么", en: "Who, when, what"))</th></tr></thead>\
            <tbody>\(figure.rows.prefix(Self.most).map { row($0) })</tbody></table>\(more)</section>
            """
    }

    private func row(_ row: RowDifference) -> HTML {
        guard let shown = row.after ?? row.before else { return "" }
        let elsewhere: HTML =
            row.elsewhere.map { " <span class=\"nowrap\">\(reader($0.phrase))</span>" } ?? ""
        return """
            <tr><td>\(EvidenceView.title(shown))<br><small>\(shown.code)　\(shown.organization)</small></td>\
            <td data-label="\(reader("变动", en: "What"))">\(reader(row.kind.name))\(elsewhere)</td>\
            <td data-label="\(reader("当时 → 后来", en: "Then → later"))">\(change(row))</td>\
            <td data-label="\(reader("谁、何时、做了什么", en: "Who, when, what"))">\(trail(row))</td></tr>
            """
    }

    private func change(_ row: RowDifference) -> HTML {
        guard let before = row.before, let after = row.after else {
            let shown: HTML =
                (row.after ?? row.before).map { "\(value($0.amount == nil ? .date : .amount, $0))" } ?? ""
            return row.after == nil ? "<del>\(shown)</del>" : "<ins>\(shown)</ins>"
        }
        let lines = row.parts.map { part -> HTML in
            "\(reader(part.name))：<del>\(value(part, before))</del> → <ins>\(value(part, after))</ins>"
        }
        return lines.joined(separator: "<br>")
    }

    private func value(_ part: RowDifference.Part, _ row: EvidenceRow) -> String {
        switch part {
        case .amount: row.amount.map { reader(Money(fen: $0).phrase) } ?? "—"
        case .date: reader(row.on.phrase)
        case .title: row.title
        case .organization: row.organization
        case .key: row.key
        }
    }

    private func trail(_ row: RowDifference) -> HTML {
        guard !row.trail.isEmpty else {
            return
                "<span class=\"quiet\">\(reader("记录没有改动（计数方法变了）", en: "no record changed (counted otherwise)"))</span>"
        }
        let lines = row.trail.map { trace -> HTML in
            let columns = trace.columns.map { AuditView.name(reader, column: $0) }
            let what = columns.isEmpty ? "" : "（\(columns.joined(separator: reader("、", en: ", ")))）"
            return """
                <span class="nowrap">\(reader(trace.at.phrase))</span> \(trace.actorName) \(AuditView.name(reader, action: trace.action))\(what) \
                <small>\(reader("审计第 \(trace.sequence) 条", en: "audit entry \(trace.sequence)"))</small>
                """
        }
        return lines.joined(separator: "<br>")
    }
}
