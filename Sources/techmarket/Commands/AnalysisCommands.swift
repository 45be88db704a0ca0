import ArgumentParser
import Domain
import Exchange
import Market
import Reports

/// The period of an analysis; this year unless one is named.
private func period(_ text: String?, _ work: Work) throws -> Period {
    try parsedPeriod(text) ?? Period(year: work.today.year) ?? Period(day: work.today)
}

struct CutCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "cut",
        "一项指标按一个维度分开，可与上年同期比",
        en: "One figure by one dimension, with the year before if wanted",
        examples: [
            "report cut 成交额 month 2021", "report cut contract_value output 2021 --years",
            "report cut 服务企业数 行业 2021Q2 --json", "report cut 成交额 行业 2021 --output 行业.xlsx",
        ],
        notes: dimensions
    )

    static let dimensions: Phrase = {
        let zh = Dimension.allCases.map { "\($0.rawValue) \($0.name.zh)" }.joined(separator: "、")
        let en = Dimension.allCases.map(\.rawValue).joined(separator: ", ")
        return Phrase(
            "维度：\(zh)。合计就是指标本身；去重的指标各行相加可能大于合计，会说明。",
            en: "Dimensions: \(en). The whole is the figure itself; where lines add up to more, that is said."
        )
    }()

    @Argument(help: help("指标：代码或名称", en: "Indicator: code or Chinese name", value: "指标"))
    var indicator: String

    @Argument(help: help("维度：代码或名称", en: "Dimension: code or Chinese name", value: "维度"))
    var dimension: String

    @Argument(help: help("期间（默认今年）", en: "Period (default: this year)", value: "期间"))
    var when: String?

    @Flag(help: help("与上年同期比", en: "Compare with the year before"))
    var years = false

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (indicator, dimension) = (try Indicator(parsing: indicator), try Dimension(parsing: dimension))
        let (when, years, width) = (when, years, session.console.width)
        @Sendable func cut(_ view: View) throws -> Cut {
            let span = try period(when, view.work)
            return try view.work.analysis.cut(indicator, by: dimension, in: span, comparesYears: years)
        }
        try await session.deliver(
            file,
            text: { AnalysisText(view: $0, width: width).text(try cut($0)) },
            json: { try cut($0).json($0.language) },
            paper: { Paper(cut: try cut($0), $0.language) }
        )
    }
}

struct CutSheetCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "sheet",
        "全部指标按一个维度分开",
        en: "All figures by one dimension",
        examples: ["report sheet month 2021", "report sheet 区县 2021 --json"],
        notes: CutCommand.dimensions
    )

    @Argument(help: help("维度：代码或名称", en: "Dimension: code or Chinese name", value: "维度"))
    var dimension: String

    @Argument(help: help("期间（默认今年）", en: "Period (default: this year)", value: "期间"))
    var when: String?

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let dimension = try Dimension(parsing: dimension)
        let (when, width) = (when, session.console.width)
        @Sendable func sheet(_ view: View) throws -> CutSheet {
            try view.work.analysis.sheet(by: dimension, in: try period(when, view.work))
        }
        try await session.deliver(
            file,
            text: { AnalysisText(view: $0, width: width).text(try sheet($0)) },
            json: { try sheet($0).json($0.language) },
            paper: { Paper(sheet: try sheet($0), $0.language) }
        )
    }
}

struct CrossCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "cross",
        "一项指标按两个维度交叉",
        en: "One figure by two dimensions at once",
        examples: ["report cross 成交额 output absorption 2021", "report cross 意向数 行业 month 2021"],
        notes: CutCommand.dimensions
    )

    @Argument(help: help("指标：代码或名称", en: "Indicator: code or Chinese name", value: "指标"))
    var indicator: String

    @Argument(help: help("行的维度", en: "Dimension of the rows", value: "维度"))
    var rows: String

    @Argument(help: help("列的维度", en: "Dimension of the columns", value: "维度"))
    var columns: String

    @Argument(help: help("期间（默认今年）", en: "Period (default: this year)", value: "期间"))
    var when: String?

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let indicator = try Indicator(parsing: indicator)
        let (rows, columns) = (try Dimension(parsing: rows), try Dimension(parsing: columns))
        let (when, width) = (when, session.console.width)
        @Sendable func table(_ view: View) throws -> CrossTable {
            let span = try period(when, view.work)
            return try view.work.analysis.cross(indicator, by: rows, and: columns, in: span)
        }
        try await session.deliver(
            file,
            text: { AnalysisText(view: $0, width: width).text(try table($0)) },
            json: { try table($0).json($0.language) },
            paper: { Paper(cross: try table($0), $0.language) }
        )
    }
}

struct FunnelCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "funnel",
        "对接漏斗：从推荐到到账，转化率、停留天数、终止原因",
        en: "The funnel from suggestion to payment: conversion, days in each stage, reasons for ending",
        examples: [
            "report funnel 2021", "report funnel 2021Q2 --cohort --json",
            "report funnel 2021 --output 漏斗.svg",
        ]
    )

    @Argument(help: help("期间（默认今年）", en: "Period (default: this year)", value: "期间"))
    var when: String?

    @Flag(
        help: help(
            "只看期内开始的对接，走到哪一步",
            en: "Follow the matches that began in the period"
        )
    )
    var cohort = false

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (when, width) = (when, session.console.width)
        let basis: Funnel.Basis = cohort ? .cohort : .entered
        @Sendable func funnel(_ view: View) throws -> Funnel {
            try view.work.analysis.funnel(basis, in: try period(when, view.work))
        }
        try await session.deliver(
            file,
            text: { AnalysisText(view: $0, width: width).text(try funnel($0)) },
            json: { try funnel($0).json($0.language) },
            paper: { Paper(funnel: try funnel($0), $0.language) }
        )
    }
}

struct MarketRegionCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "region",
        "本市场地区，输出和吸纳按它区分",
        en: "The market's own region, by which output and absorption are told apart",
        examples: ["report region", "report region 420200", "report region 黄石市"]
    )

    @Argument(help: help("行政区划代码或名称（不写则查看）", en: "Its code or name (shows it when absent)", value: "地区"))
    var region: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        guard let region else {
            return try await session.show { view in
                let deed = try Self.deed(view)
                return view.isJSON ? JSON.object(deed.members).pretty + "\n" : view.text(deed.line) + "\n"
            }
        }
        try await session.change { view in
            try view.work.marketSettings.setRegion(region)
            return try Self.deed(view)
        }
    }

    private static func deed(_ view: View) throws -> Deed {
        let region = try view.work.marketSettings.region()
        let name = try region.map {
            try view.work.codes().name(of: $0.rawValue, in: .region) ?? Phrase("", en: "")
        }
        return Deed(
            members: [
                "region": region.map { .string($0.rawValue) } ?? .null,
                "name": name.map { .string($0[view.language]) } ?? .null,
            ],
            line: region.map { region in
                Phrase(
                    "本市场地区：\(region) \(name?.zh ?? "")",
                    en: "The market's own region: \(region) \(name?.en ?? "")"
                )
            } ?? Phrase("还没有设定本市场地区。", en: "The market's own region is not set."),
            next: region == nil ? "report region 420200" : nil
        )
    }
}
