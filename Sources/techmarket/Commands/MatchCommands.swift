import ArgumentParser
import Domain
import Exchange
import Market

struct MatchCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "match",
        "对接：推荐、推进、跟进",
        en: "Matches: suggestions, stages, follow-ups",
        examples: [
            "match suggest XQ-2021-0001", "match introduce XQ-2021-0001 CG-2021-0003 --on 2021-06-18",
            "match advance DJ-2021-0001 --to 意向 --on 2021-07-02", "match show DJ-2021-0001",
        ],
        notes: Phrase(
            "阶段：推荐 → 已对接 → 意向 → 签约 → 履约完成；签约要有合同（contract create --match）。",
            en:
                "Stages: suggested, introduced, intention, signed, completed; signing needs a contract (contract create --match)."
        ),
        subcommands: [
            Suggest<AnyKind>.self, MatchAll.self, Introduce.self, Refuse.self, Note.self, Advance.self,
            Back.self, End.self, FollowUpCommand.self,
            Assign.self, ShowMatch.self, List.self, Archive<MatchKind>.self, Unarchive<MatchKind>.self,
            Rank.self,
        ]
    )
}

/// Matches have no `create` and no `edit`: they begin with a pair and go on by steps.
enum MatchKind: RecordKind {
    struct Fields: RecordFields {
        var members: JSON.Members { [:] }
    }

    static let type = RecordType.match
    static let command = "match"
    static let exampleCode = "DJ-2021-0001"
    static let exampleFields = ""
    static let exampleChange = ""

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        try MatchStory(try view.work.matches.find(reference), view).text(width: width)
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.matches.archive(try work.matches.find(reference).id, version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? { "match show \(code)" }
}

enum MatchTable {
    static func table(_ matches: [Match], _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.stage.name)),
            .text(view.text(Field.demand.name)),
            .text(view.text(Field.achievement.name)), .number(view.text(Field.score.name)),
            .text(view.text(Field.owner.name)), .text(view.text(Field.nextStep.name)),
            .text(view.text(Field.nextOn.name)),
        ])
        for match in matches {
            let demand = try view.work.demands.get(match.demand)
            let achievement = try view.work.achievements.get(match.achievement)
            table.add([
                match.code.description, view.text(match.stage.name), "\(demand.code) \(demand.title)",
                "\(achievement.code) \(achievement.title)", match.score.map(String.init) ?? "",
                try view.user(match.owner),
                match.nextStep, match.nextOn?.description ?? "",
            ])
        }
        return table
    }
}

extension Match {
    /// The command that most likely comes next.
    var next: String? {
        switch stage {
        case .suggested: "match advance \(code) --on …"
        case .introduced: "match follow-up \(code) --kind 电话 --text …"
        case .intention: "contract create --match \(code) --contract-type … --total … --technology …"
        case .signed: "payment create --contract HT-… --amount …"
        case .completed: "report tally"
        case .ended: "match suggest \(inWords("（另找对象）", en: "… (look for another)"))"
        }
    }

    func deed(_ view: View, _ line: Phrase) throws -> Deed {
        var next = next
        if stage == .ended { next = "match suggest \(try view.work.demands.get(demand).code)" }
        if stage == .signed {
            var filter = ContractFilter()
            filter.match = id
            if let contract = try view.work.contracts.list(filter).last {
                next = "payment create --contract \(contract.code) --amount …"
            }
        }
        return Deed(members: try view.records.json(self), line: line, next: next)
    }
}

extension MatchCommands {
    struct Introduce: MarketCommand {
        static let configuration = CommandConfiguration(
            "introduce",
            "对接：把一项需求和一项成果介绍到一起",
            en: "Bring a demand and an achievement together",
            examples: ["match introduce XQ-2021-0001 CG-2021-0003 --on 2021-06-18 --note 对接会上见面"]
        )

        @Argument(help: help("需求编号", en: "The demand's code", value: "XQ-2021-0001"))
        var demand: String

        @Argument(help: help("成果编号", en: "The achievement's code", value: "CG-2021-0003"))
        var achievement: String

        @Option(help: help("负责人的登录名（默认自己）", en: "Owner's login (default: you)", value: "登录名"))
        var owner: String?

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day) = (self, try step.day())
            let pair = try await Pair.find(demand, achievement, at: session)
            let score = try await pair.score(at: session)
            try await session.change { view in
                let owner = try options.owner.map { try view.work.users.find($0, field: .owner).id }
                let match = try view.work.matches.introduce(
                    pair.demand,
                    pair.achievement,
                    score: score,
                    owner: owner,
                    on: day,
                    note: options.step.text
                )
                return try match.deed(
                    view,
                    Phrase(
                        "已对接 \(match.code)：\(pair.names)，\((day ?? view.work.today).phrase.zh)。",
                        en: "Introduced \(match.code): \(pair.names), \(day ?? view.work.today)."
                    )
                )
            }
        }
    }

    struct Refuse: MarketCommand {
        static let configuration = CommandConfiguration(
            "refuse",
            "这一对不合适，以后不再推荐",
            en: "Note that a pair does not fit; it is not suggested again",
            examples: ["match refuse XQ-2021-0001 CG-2021-0005 --reason 技术不匹配 --note 温度达不到"]
        )

        @Argument(help: help("需求编号", en: "The demand's code", value: "XQ-2021-0001"))
        var demand: String

        @Argument(help: help("成果编号", en: "The achievement's code", value: "CG-2021-0005"))
        var achievement: String

        @Option(
            help: help(
                "原因（codes show end_reason 列出可写的）",
                en: "Reason (see codes show end_reason)",
                value: "原因"
            )
        )
        var reason: String

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day) = (self, try step.day())
            let pair = try await Pair.find(demand, achievement, at: session)
            let score = try await pair.score(at: session)
            try await session.change { view in
                let match = try view.work.matches.refuse(
                    pair.demand,
                    pair.achievement,
                    reason: options.reason,
                    score: score,
                    on: day,
                    note: options.step.text
                )
                return try match.deed(
                    view,
                    Phrase(
                        "已记下 \(match.code)：\(pair.names) 不合适，不再推荐。",
                        en: "Noted \(match.code): \(pair.names) do not fit and won't be suggested again."
                    )
                )
            }
        }
    }

    struct Note: MarketCommand {
        static let configuration = CommandConfiguration(
            "note",
            "先记下这一对，阶段为“推荐”",
            en: "Note a pair for later, at the stage “suggested”",
            examples: ["match note XQ-2021-0001 CG-2021-0003 --note 等企业回话"]
        )

        @Argument(help: help("需求编号", en: "The demand's code", value: "XQ-2021-0001"))
        var demand: String

        @Argument(help: help("成果编号", en: "The achievement's code", value: "CG-2021-0003"))
        var achievement: String

        @Option(help: help("负责人的登录名（默认自己）", en: "Owner's login (default: you)", value: "登录名"))
        var owner: String?

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day) = (self, try step.day())
            let pair = try await Pair.find(demand, achievement, at: session)
            let score = try await pair.score(at: session)
            try await session.change { view in
                let owner = try options.owner.map { try view.work.users.find($0, field: .owner).id }
                let match = try view.work.matches.create(
                    pair.demand,
                    pair.achievement,
                    score: score,
                    owner: owner ?? view.work.user.id,
                    on: day,
                    note: options.step.text
                )
                return try match.deed(
                    view,
                    Phrase(
                        "已记下 \(match.code)：\(pair.names)，阶段“推荐”。",
                        en: "Noted \(match.code): \(pair.names), at “suggested”."
                    )
                )
            }
        }
    }

    struct Advance: MarketCommand {
        static let configuration = CommandConfiguration(
            "advance",
            "推进到下一阶段",
            en: "Take a match to the next stage",
            examples: [
                "match advance DJ-2021-0001 --on 2021-07-02",
                "match advance DJ-2021-0001 --to 签约 --contract HT-2021-0001",
            ]
        )

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0001"))
        var reference: String

        @Option(help: help("阶段（默认下一阶段）", en: "Stage (default: the next)", value: "阶段"))
        var to: String?

        @Option(help: help("签约依据的合同", en: "The contract that signing rests on", value: "HT-2021-0001"))
        var contract: String?

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day, version) = (self, try step.day(), try step.seen.number())
            let stage = try to.map { try MatchStage(parsing: $0, field: .stage) }
            try await session.change { view in
                let match = try view.work.matches.find(options.reference)
                let contract = try options.contract.map { try view.work.contracts.find($0).id }
                let moved = try view.work.matches.advance(
                    match.id,
                    to: stage ?? match.stage.following ?? .completed,
                    contract: contract,
                    version: version,
                    on: day,
                    note: options.step.text
                )
                return try moved.deed(view, moved.line(from: match.stage, on: day ?? view.work.today))
            }
        }
    }

    struct Back: MarketCommand {
        static let configuration = CommandConfiguration(
            "back",
            "退回到前面的阶段",
            en: "Take a match back to an earlier stage",
            examples: [
                "match back DJ-2021-0001 --note 企业要求重新评估", "match back DJ-2021-0001 --mistake --note 点错了",
            ],
            notes: Phrase(
                "退回本身也记入历史；--mistake 表示上一步是误录，两步都不计入统计。",
                en:
                    "The step back is recorded, too; with --mistake the last step was entered by mistake and neither counts."
            )
        )

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0001"))
        var reference: String

        @Option(
            help: help("退回到的阶段（默认上一阶段）", en: "Stage to go back to (default: the one before)", value: "阶段")
        )
        var to: String?

        @Flag(help: help("上一步是误录的", en: "The last step was entered by mistake"))
        var mistake = false

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day, version) = (self, try step.day(), try step.seen.number())
            let stage = try to.map { try MatchStage(parsing: $0, field: .stage) }
            try await session.change { view in
                let match = try view.work.matches.find(options.reference)
                let moved = try view.work.matches.back(
                    match.id,
                    to: stage,
                    isMistake: options.mistake,
                    version: version,
                    on: day,
                    note: options.step.text
                )
                return try moved.deed(view, moved.line(from: match.stage, on: day ?? view.work.today))
            }
        }
    }

    struct End: MarketCommand {
        static let configuration = CommandConfiguration(
            "end",
            "终止对接，写明原因",
            en: "End a match for a reason",
            examples: ["match end DJ-2021-0001 --reason 价格未谈拢 --note 相差 50 万元"]
        )

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0001"))
        var reference: String

        @Option(
            help: help(
                "原因（codes show end_reason 列出可写的）",
                en: "Reason (see codes show end_reason)",
                value: "原因"
            )
        )
        var reason: String

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day, version) = (self, try step.day(), try step.seen.number())
            try await session.change { view in
                let match = try view.work.matches.find(options.reference)
                let ended = try view.work.matches.end(
                    match.id,
                    reason: options.reason,
                    version: version,
                    on: day,
                    note: options.step.text
                )
                return try ended.deed(view, ended.line(from: match.stage, on: day ?? view.work.today))
            }
        }
    }

    struct FollowUpCommand: MarketCommand {
        static let configuration = CommandConfiguration(
            "follow-up",
            "写一条跟进记录",
            en: "Note a talk, and what comes next",
            examples: [
                "match follow-up DJ-2021-0001 --kind 电话 --text 企业要看小试数据 --next-step 寄样品 --next-on 2021-07-10"
            ]
        )

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0001"))
        var reference: String

        @Option(
            help: help(
                "方式：电话、面谈、现场、微信或邮件、材料往来、其他",
                en: "How: phone, meeting, site, message, document or other",
                value: "方式"
            )
        )
        var kind: String

        @Option(parsing: .unconditional, help: help("谈了什么", en: "What was said", value: "文字"))
        var text: String

        @Option(help: help("跟进日期（默认今天）", en: "The day (default today)", value: "日期"))
        var on: String?

        @Option(help: help("下一步", en: "Next step", value: "文字"))
        var nextStep: String?

        @Option(help: help("下次日期", en: "When the next step is due", value: "日期"))
        var nextOn: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day, nextOn) = (self, try parsedDay(on, .on), try parsedDay(nextOn, .nextOn))
            try await session.change { view in
                let found = try view.work.matches.find(options.reference)
                let match = try view.work.matches.followUp(
                    found.id,
                    on: day,
                    kind: options.kind,
                    text: options.text,
                    nextStep: options.nextStep ?? "",
                    nextOn: nextOn
                )
                let due = nextOn.map {
                    Phrase("，\($0.phrase.zh)要做：\(match.nextStep)", en: ", next on \($0): \(match.nextStep)")
                }
                return Deed(
                    members: try view.records.json(match),
                    line: Phrase(
                        "已记下 \(match.code) 的跟进\(due?.zh ?? "")。",
                        en: "Noted the follow-up of \(match.code)\(due?.en ?? "")."
                    ),
                    next: "match advance \(match.code) --on …" + inWords("（谈成了）", en: " (when they agree)")
                )
            }
        }
    }

    struct Assign: MarketCommand {
        static let configuration = CommandConfiguration(
            "assign",
            "指定负责人和下一步",
            en: "Say who sees to a match and what comes next",
            examples: ["match assign DJ-2021-0001 --owner zhangsan --next-step 约见面 --next-on 2021-07-10"]
        )

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0001"))
        var reference: String

        @Option(
            help: help("负责人的登录名；写成空（\"\"）就不指定", en: "Owner's login; blank (\"\") for nobody", value: "登录名")
        )
        var owner: String?

        @Option(help: help("下一步", en: "Next step", value: "文字"))
        var nextStep: String?

        @Option(help: help("下次日期", en: "When the next step is due", value: "日期"))
        var nextOn: String?

        @OptionGroup var seen: VersionOption
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, version) = (self, try seen.number())
            let isNextBlank = options.nextOn.map { Text.trimmed($0).isEmpty } ?? false
            let nextOn = isNextBlank ? nil : try parsedDay(options.nextOn, .nextOn)
            try await session.change { view in
                let match = try view.work.matches.find(options.reference)
                var owner = match.owner
                if let login = options.owner {
                    owner =
                        Text.trimmed(login).isEmpty ? nil : try view.work.users.find(login, field: .owner).id
                }
                let assigned = try view.work.matches.assign(
                    match.id,
                    owner: owner,
                    nextStep: options.nextStep ?? match.nextStep,
                    nextOn: options.nextOn == nil ? match.nextOn : nextOn,
                    version: version
                )
                let name = try view.user(assigned.owner)
                return Deed(
                    members: try view.records.json(assigned),
                    line: Phrase(
                        "\(assigned.code) 的负责人：\(name.isEmpty ? "未指定" : name)；下一步：\(assigned.nextStep.isEmpty ? "未填" : assigned.nextStep)\(assigned.nextOn.map { "（\($0.phrase.zh)）" } ?? "")。",
                        en:
                            "\(assigned.code): owner \(name.isEmpty ? "nobody" : name); next step: \(assigned.nextStep.isEmpty ? "none" : assigned.nextStep)\(assigned.nextOn.map { " (\($0))" } ?? "")."
                    ),
                    next: "match list --owner …"
                )
            }
        }
    }

    struct ShowMatch: MarketCommand {
        static let configuration = CommandConfiguration(
            "show",
            "查看一个对接的全部经过，直到合同和到账",
            en: "Show a match's whole history, down to contracts and payments",
            examples: ["match show DJ-2021-0001", "match show DJ-2021-0001 --json"]
        )

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0001"))
        var reference: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (reference, width) = (reference, session.console.width)
            try await session.show { view in
                let story = try MatchStory(try view.work.matches.find(reference), view)
                return view.isJSON
                    ? JSON.object(try story.members()).pretty + "\n" : try story.text(width: width)
            }
        }
    }

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出对接",
            en: "List matches",
            examples: ["match list --stage 意向", "match list --owner zhangsan --due 2021-07-31"]
        )

        @Option(help: help("阶段", en: "Stage", value: "阶段"))
        var stage: String?

        @Option(help: help("需求编号", en: "The demand's code", value: "XQ-2021-0001"))
        var demand: String?

        @Option(help: help("成果编号", en: "The achievement's code", value: "CG-2021-0003"))
        var achievement: String?

        @Option(help: help("负责人的登录名", en: "Owner's login", value: "登录名"))
        var owner: String?

        @Option(help: help("下一步在这一天或以前到期的", en: "Next step due by this day", value: "日期"))
        var due: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                var filter = MatchFilter()
                filter.stage = try options.stage.map { try MatchStage(parsing: $0, field: .stage) }
                filter.demand = try options.demand.map { try view.work.demands.find($0).id }
                filter.achievement = try options.achievement.map { try view.work.achievements.find($0).id }
                filter.owner = try options.owner.map { try view.work.users.find($0, field: .owner).id }
                filter.dueBy = try parsedDay(options.due, .due)
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.matches.list(filter)
                return Listing(
                    total: try view.work.matches.count(filter),
                    page: page,
                    table: try MatchTable.table(found, view),
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }
}

extension Match {
    fileprivate func line(from old: MatchStage, on day: Day) -> Phrase {
        Phrase(
            "\(code) 已从“\(old.name.zh)”到“\(stage.name.zh)”（\(day.phrase.zh)）。",
            en: "\(code) went from “\(old.name.en)” to “\(stage.name.en)” on \(day)."
        )
    }
}

/// A demand and an achievement that a person named.
struct Pair: Sendable {
    let demand: Demand.ID
    let achievement: Achievement.ID
    let names: String
    /// Whether they have a match already.
    let isMatched: Bool

    static func find(_ demand: String, _ achievement: String, at session: Session) async throws -> Pair {
        try await session.read { view in
            let demand = try view.work.demands.find(demand)
            let achievement = try view.work.achievements.find(achievement)
            return Pair(
                demand: demand.id,
                achievement: achievement.id,
                names: "\(demand.code) “\(demand.title)” × \(achievement.code) “\(achievement.title)”",
                isMatched: try view.work.matches.find(demand.id, achievement.id) != nil
            )
        }
    }

    /// The engine's score, kept with a new match.
    func score(at session: Session) async throws -> Int? {
        guard !isMatched else { return nil }
        let desk = session.desk
        return try await waiting(for: Phrase("计算匹配得分", en: "Scoring the pair"), at: session) {
            try await desk.suggestion(demand, achievement).score
        }
    }
}
