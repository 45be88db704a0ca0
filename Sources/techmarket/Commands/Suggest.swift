import ArgumentParser
import Domain
import Exchange
import Market

/// Which records a `suggest` command takes.
protocol SuggestKind: Sendable {
    static var command: String { get }
    static var exampleCode: String { get }
    static var side: RecordType? { get }
}

/// `match suggest`: a demand or an achievement.
enum AnyKind: SuggestKind {
    static let command = "match"
    static let exampleCode = "XQ-2021-0001"
    static let side: RecordType? = nil
}

extension DemandKind: SuggestKind {
    static var side: RecordType? { .demand }
}

extension AchievementKind: SuggestKind {
    static var side: RecordType? { .achievement }
}

struct Suggest<Kind: SuggestKind>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            "suggest",
            "推荐对接对象，每条都说明理由",
            en: "Suggest counterparts, each with its reasons",
            examples: [
                "\(Kind.command) suggest \(Kind.exampleCode)",
                "\(Kind.command) suggest \(Kind.exampleCode) --industry C34 --readiness 中试 --max-money 100万元 --published",
            ],
            notes: Phrase(
                "得分 0–100，各部分相加正好等于得分；缺的信息算“未知”，不扣分。拒绝或终止过的一对不再出现，加 --refused 才列出。",
                en:
                    "Scores are 0 to 100 and their parts add up exactly; what is missing is unknown and costs nothing. Pairs that were refused or ended come back only with --refused."
            )
        )
    }

    @Argument(help: help("需求或成果的编号", en: "The code of a demand or an achievement", value: Kind.exampleCode))
    var reference: String

    @Option(help: help("只要这个行业的", en: "Of this industry only", value: "行业"))
    var industry: String?

    @Option(help: help("只要这个技术领域的", en: "Of this technical field only", value: "领域"))
    var field: String?

    @Option(help: help("只要这个地区的", en: "Of this region only", value: "区划"))
    var region: String?

    @Option(
        parsing: .unconditional,
        help: help(
            "金额：成果报价不高于、需求投入不低于，带单位",
            en: "Money with its unit: achievements that ask no more, demands that offer no less",
            value: "金额"
        )
    )
    var maxMoney: String?

    @Option(help: help("成熟度不低于", en: "That ripe or riper", value: "成熟度"))
    var readiness: String?

    @Flag(help: help("只要已发布的", en: "Published ones only"))
    var published = false

    @Flag(
        name: [.customLong("refused"), .customLong("all")],
        help: help("拒绝或终止过的也列出", en: "Refused and ended pairs, too")
    )
    var refused = false

    @Option(help: help("最多几条（默认 10）", en: "At most so many (default 10)", value: "条数"))
    var limit: String?

    @Option(help: help("得分不低于", en: "Least score", value: "分"))
    var minScore: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let options = self
        let (filter, subject) = try await session.read { view in
            (try options.filter(view), try SuggestionSubject.find(options.reference, side: Kind.side, view))
        }
        let suggestions = try await waiting(for: Phrase("查找匹配", en: "Looking for matches"), at: session) {
            try await subject.suggestions(filter, at: session.desk)
        }
        try await session.show { view in
            let report = SuggestionReport(subject: subject, suggestions: suggestions, view: view)
            return view.isJSON ? report.json.pretty + "\n" : report.text()
        }
    }

    private func filter(_ view: View) throws -> SuggestionFilter {
        let codes = try view.work.codes()
        var filter = SuggestionFilter()
        filter.industry = try industry.map { try codes.industry(parsing: $0, field: .industry) }
        filter.field = try field.map { try codes.resolve($0, in: .field, field: .technicalField) }
        filter.region = try region.map { try codes.region(parsing: $0, field: .region) }
        filter.money = try maxMoney.map { try Money(parsing: $0, field: .money) }
        filter.readiness = try readiness.map { try codes.resolve($0, in: .readiness, field: .readiness) }
        filter.publishedOnly = published
        filter.includesRefused = refused
        filter.limit = try limit.map { try WholeNumber.parse($0, .limit, in: 1...1000) } ?? 10
        filter.leastScore = try minScore.map { try WholeNumber.parse($0, .leastScore, in: 0...100) } ?? 0
        return filter
    }
}

/// What suggestions are for.
enum SuggestionSubject: Sendable {
    case demand(Demand)
    case achievement(Achievement)

    static func find(_ reference: String, side: RecordType?, _ view: View) throws -> SuggestionSubject {
        let kind = RecordCode(rawValue: reference)?.kind
        switch (side, kind) {
        case (.demand?, _), (nil, .demand?): return .demand(try view.work.demands.find(reference))
        case (.achievement?, _), (nil, .achievement?):
            return .achievement(try view.work.achievements.find(reference))
        case (_, let kind?):
            throw AppError.refusing(
                reference,
                .record,
                "record_code_kind",
                "是\(kind.name.zh)的编号，这里要需求（XQ-）或成果（CG-）的编号",
                en:
                    "is the code of another kind of record (\(kind.name.en)); give a demand's (XQ-) or an achievement's (CG-)"
            )
        case (_, nil):
            if let demand = try view.work.demands.find(externalID: Text.trimmed(reference)) {
                return .demand(demand)
            }
            if let achievement = try view.work.achievements.find(externalID: Text.trimmed(reference)) {
                return .achievement(achievement)
            }
            throw AppError(
                .notFound,
                "not_found",
                field: .record,
                value: reference,
                Phrase(
                    "没有需求或成果“\(AppError.quote(reference))”：请写编号，如“XQ-2021-0001”或“CG-2021-0001”。",
                    en:
                        "There is no demand or achievement “\(AppError.quote(reference))”: give its code, such as XQ-2021-0001 or CG-2021-0001."
                )
            )
        }
    }

    func suggestions(_ filter: SuggestionFilter, at desk: Desk) async throws -> [Suggestion] {
        switch self {
        case .demand(let demand): try await desk.suggestions(forDemand: demand.id, filter)
        case .achievement(let achievement): try await desk.suggestions(forAchievement: achievement.id, filter)
        }
    }

    var code: RecordCode {
        switch self {
        case .demand(let demand): demand.code
        case .achievement(let achievement): achievement.code
        }
    }

    var title: String {
        switch self {
        case .demand(let demand): demand.title
        case .achievement(let achievement): achievement.title
        }
    }

    var type: RecordType {
        switch self {
        case .demand: .demand
        case .achievement: .achievement
        }
    }
}
