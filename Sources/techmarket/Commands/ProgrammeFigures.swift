import ArgumentParser
import Domain
import Exchange
import Market

/// A programme's figures, and the rows behind one.
struct ProgrammeFigures: MarketCommand {
    static let configuration = CommandConfiguration(
        "figures",
        "专项的数字：签约、洽谈、新签约、活动",
        en: "A programme's figures: signed, negotiating, newly signed, activities",
        examples: [
            "programme figures 离岸科创园", "programme figures 离岸科创园 2021",
            "programme figures ZX-2021-0001 2021 --evidence 签约单位数",
        ],
        notes: Phrase(
            "签约和洽谈按期末那天算；--evidence 列出一个数字背后的每一条记录和计数规则。",
            en:
                "Signed and negotiating are as of the period's last day; --evidence lists every row behind one figure, with its counting rule."
        )
    )

    @Argument(help: help("专项：编号或名称", en: "Programme: code or name", value: "ZX-2021-0001"))
    var programme: String

    @Argument(
        help: help("期间，如 2021、2021Q2（默认今年）", en: "Period, such as 2021 (default: this year)", value: "期间")
    )
    var when: String?

    @Option(help: help("列出这个数字背后的记录", en: "List the rows behind this figure", value: "指标"))
    var evidence: String?

    @Option(help: help("只列这一类单位", en: "Only organizations of this kind", value: "类型"))
    var kind: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (reference, width) = (programme, session.console.width)
        let typed = try parsedPeriod(when)
        let figure = try evidence.map { try ProgrammeFigure(parsing: $0) }
        let kind = try kind.map { try Organization.Kind(parsing: $0, field: .kind) }
        if kind != nil, figure?.countsMembers != true { throw Self.kindNotWanted }
        try await session.show { view in
            let programmes = view.work.programmes
            let programme = try programmes.find(reference)
            let period = typed ?? Period(year: view.work.today.year) ?? Period(day: view.work.today)
            guard let figure else {
                let lines = try programmes.figures(of: programme, in: period)
                return view.isJSON
                    ? JSON.object(ProgrammeLine.json(lines, of: programme, in: period, view.language)).pretty
                        + "\n"
                    : Self.text(lines, programme, period, view, width: width)
            }
            let line = try programmes.line(figure, of: programme, in: period)
            let rows = try programmes.evidence(figure, of: programme, in: period, kind: kind)
            if view.isJSON {
                let json = ProgrammeLine.json(
                    [line],
                    of: programme,
                    in: period,
                    evidence: rows,
                    view.language
                )
                return JSON.object(json).pretty + "\n"
            }
            let rule = view.text(Phrase("计数规则：", en: "Counting rule: ")) + view.text(figure.rule)
            let table = TallyReport.table(rows, isMoney: false, view)
            return
                "\(Self.head(programme, period, view)) \(view.text(figure.name))：\(Self.value(line, view))\n\(rule)\n\n"
                + (table.isEmpty ? "" : table.text(width: width))
                + view.text(Phrase("依据 \(rows.count) 条。\n", en: "\(rows.count) rows.\n"))
        }
    }

    private static func head(_ programme: Programme, _ period: Period, _ view: View) -> String {
        "\(programme.code) \(programme.name)，"
            + view.text(
                Phrase(
                    "\(period.phrase.zh)（\(period.first.phrase.zh)至\(period.last.phrase.zh)）",
                    en: "\(period.phrase.en) (\(period.first) to \(period.last))"
                )
            )
    }

    private static func value(_ line: ProgrammeLine, _ view: View) -> String {
        "\(line.value) \(view.text(line.figure.unit))"
    }

    private static func text(
        _ lines: [ProgrammeLine],
        _ programme: Programme,
        _ period: Period,
        _ view: View,
        width: Int?
    ) -> String {
        var table = Table([
            .text(view.text(Field.indicator.name)), .number(view.text(Phrase("数值", en: "figure"))),
            .text(view.text(Phrase("其中", en: "of which"))), .text(view.text(Field.code.name)),
        ])
        for line in lines {
            let parts = line.kinds.map { "\(view.text($0.kind.name)) \($0.value)" }
            table.add([
                view.text(line.figure.name), value(line, view), view.list(parts), line.figure.rawValue,
            ])
        }
        let next = "programme figures \(programme.code) \(period.code) --evidence members_signed"
        return "\(head(programme, period, view))\n\n\(table.text(width: width))\(Session.nextLine(next))\n"
    }

    private static let kindNotWanted = AppError(
        .invalid,
        "kind_not_wanted",
        field: .kind,
        Phrase(
            "单位类型只和 --evidence 的单位数一起用：请写 --evidence 签约单位数，或去掉 --kind。",
            en: "A kind goes with --evidence of a figure that counts members: add that, or leave --kind out."
        )
    )
}
