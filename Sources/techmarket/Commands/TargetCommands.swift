import ArgumentParser
import Domain
import Exchange
import Market

struct TargetCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "target",
        "年度目标，和统计的指标一一对应",
        en: "Yearly targets, on the very indicators that are reported",
        examples: ["target set 2021 成交额 5000万元", "target set 2021 activities 24", "target list 2021"],
        subcommands: [Set.self, List.self, Remove.self]
    )

    struct Set: MarketCommand {
        static let configuration = CommandConfiguration(
            "set",
            "设定一项年度目标",
            en: "Set a target of a year",
            examples: ["target set 2021 成交额 5000万元", "target set 2021 enterprises_served 300"],
            notes: Phrase("金额指标要写单位；数量指标写整数。", en: "Money needs its unit; counts are whole numbers.")
        )

        @Argument(help: help("年度", en: "Year", value: "2021"))
        var year: String

        @Argument(help: help("指标：代码或名称", en: "Indicator: code or Chinese name", value: "指标"))
        var indicator: String

        @Argument(help: help("目标值", en: "Value", value: "数值"))
        var value: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let year = try parsedYear(year)
            let indicator = try Indicator(parsing: indicator)
            let value =
                indicator.isMoney
                ? try Money(parsing: value, field: .target).fen
                : Int64(try WholeNumber.parse(value, .target, in: 0...1_000_000_000))
            try await session.change { view in
                try view.work.targets.set(year: year, indicator, value: value)
                return Deed(
                    members: try TargetCommands.target(year, indicator, view),
                    line: Phrase(
                        "\(year)年“\(indicator.name.zh)”的目标：\(TallyReport.amount(value, indicator, view))。",
                        en:
                            "Target of \(year) for “\(indicator.name.en)”: \(TallyReport.amount(value, indicator, view))."
                    ),
                    next: "report tally \(year)"
                )
            }
        }
    }

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出年度目标",
            en: "List targets",
            examples: ["target list", "target list 2021"]
        )

        @Argument(help: help("年度（默认全部）", en: "Year (default: all)", value: "2021"))
        var year: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (year, width) = (try year.map { try parsedYear($0) }, session.console.width)
            try await session.show { view in
                let targets = try view.work.targets.list(year: year)
                var table = Table([
                    .text(view.text(Field.year.name)), .text(view.text(Field.indicator.name)),
                    .number(view.text(Field.target.name)), .text(view.text(Field.code.name)),
                ])
                for target in targets {
                    table.add([
                        String(target.year), view.text(target.indicator.name),
                        TallyReport.amount(target.value, target.indicator, view), target.indicator.rawValue,
                    ])
                }
                return Listing(
                    total: Int64(targets.count),
                    page: .all,
                    table: table,
                    items: try targets.map { try view.records.json($0) }
                ).text(view, width: width)
            }
        }
    }

    struct Remove: MarketCommand {
        static let configuration = CommandConfiguration(
            "remove",
            "取消一项年度目标",
            en: "Take a target away",
            examples: ["target remove 2021 成交额"]
        )

        @Argument(help: help("年度", en: "Year", value: "2021"))
        var year: String

        @Argument(help: help("指标", en: "Indicator", value: "指标"))
        var indicator: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (year, indicator) = (try parsedYear(year), try Indicator(parsing: indicator))
            try await session.change { view in
                let members = try TargetCommands.target(year, indicator, view)
                try view.work.targets.remove(year: year, indicator)
                return Deed(
                    members: members,
                    line: Phrase(
                        "已取消 \(year)年“\(indicator.name.zh)”的目标。",
                        en: "Removed the target of \(year) for “\(indicator.name.en)”."
                    ),
                    next: "target list \(year)"
                )
            }
        }
    }

    private static func target(_ year: Int, _ indicator: Indicator, _ view: View) throws -> JSON.Members {
        guard let target = try view.work.targets.list(year: year).first(where: { $0.indicator == indicator })
        else {
            throw AppError(
                .notFound,
                "not_found",
                field: .target,
                value: "\(year) \(indicator.rawValue)",
                Phrase(
                    "\(year)年没有“\(indicator.name.zh)”的目标：用 techmarket target list \(year) 查看。",
                    en:
                        "There is no target of \(year) for “\(indicator.name.en)”: see techmarket target list \(year)."
                )
            )
        }
        return try view.records.json(target)
    }
}

/// A year as people type it: `2021` or `2021年`.
func parsedYear(_ text: String) throws(AppError) -> Int {
    var digits = Text.normalized(text)
    if digits.last == "年" { digits.removeLast() }
    return try WholeNumber.parse(digits, .year, in: Day.years)
}
