import ArgumentParser
import Domain
import Exchange
import Market

/// A kind of record that moves through states: demands and achievements.
protocol StatefulKind: RecordKind {
    static func move(
        _ reference: String,
        to state: RecordState,
        version: Int64?,
        on day: Day?,
        note: String,
        _ work: Work
    ) throws
}

/// One of the steps that people take with a demand or an achievement.
protocol StateStep: Sendable {
    static var command: String { get }
    static var state: RecordState { get }
    static var help: Phrase { get }
}

enum Publish: StateStep {
    static let command = "publish"
    static let state = RecordState.published
    static let help = Phrase("发布：公众可以看到公开部分", en: "Publish: the public part can be seen by anybody")
}

enum Withdraw: StateStep {
    static let command = "withdraw"
    static let state = RecordState.withdrawn
    static let help = Phrase("撤回：不再公开", en: "Withdraw: no longer public")
}

enum Close: StateStep {
    static let command = "close"
    static let state = RecordState.closed
    static let help = Phrase("关闭：不再寻找对接", en: "Close: no more matches are looked for")
}

enum Reopen: StateStep {
    static let command = "reopen"
    static let state = RecordState.accepted
    static let help = Phrase("重新打开已关闭的", en: "Open a closed one again")
}

enum Accept: StateStep {
    static let command = "accept"
    static let state = RecordState.accepted
    static let help = Phrase("受理公众提交的", en: "Accept what was handed in")
}

enum Return: StateStep {
    static let command = "return"
    static let state = RecordState.returned
    static let help = Phrase("退回补充，原因写在备注里", en: "Send back to be completed, with the reason as a note")
}

struct MoveTo<Kind: StatefulKind, Step: StateStep>: MarketCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            Step.command,
            Step.help.zh,
            en: Step.help.en,
            examples: ["\(Kind.command) \(Step.command) \(Kind.exampleCode) --on 2021-06-01"]
        )
    }

    @Argument(help: help("编号", en: "Its code", value: Kind.exampleCode))
    var reference: String

    @OptionGroup var step: StepOptions
    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (reference, day, note, version) = (reference, try step.day(), step.text, try step.seen.number())
        try await session.change { view in
            try Kind.move(reference, to: Step.state, version: version, on: day, note: note, view.work)
            let members = try view.json(Kind.type, reference)
            let (code, on) = (members.code, (day ?? view.work.today).phrase)
            return Deed(
                members: members,
                line: Phrase(
                    "\(code) 已于\(on.zh)改为“\(Step.state.name.zh)”。",
                    en: "\(code) is “\(Step.state.name.en)” since \(on.en)."
                ),
                next: Step.state.isOpen ? "match suggest \(code)" : "\(Kind.command) show \(code)"
            )
        }
    }
}

extension RecordHistory {
    /// The steps as a table.
    func table(_ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.on.name)), .text(view.text(Field.state.name)),
            .text(view.text(Field.note.name)),
            .text(view.text(Phrase("记录人", en: "entered by"))),
        ])
        for move in moves {
            table.add([move.on.description, view.text(move.to.name), move.note, try view.user(move.actor)])
        }
        return table
    }
}

/// The filters that demands and achievements have in common.
struct RecordFilterOptions: ParsableArguments, Sendable {
    @Option(help: help("名称或关键词中的文字", en: "Part of the title or keywords", value: "文字"))
    var search: String?

    @Option(
        help: help(
            "状态：待审核、已退回、已受理、已发布、已撤回、已关闭",
            en: "State: submitted, returned, accepted, published, withdrawn or closed",
            value: "状态"
        )
    )
    var state: String?

    @Option(help: help("单位", en: "Organization", value: "单位"))
    var organization: String?

    @Option(help: help("国民经济行业", en: "Industry", value: "行业"))
    var industry: String?

    @Option(help: help("技术领域", en: "Technical field", value: "领域"))
    var field: String?

    @Option(help: help("行政区划", en: "Region", value: "区划"))
    var region: String?

    @Option(help: help("收到的期间，如 2021Q2", en: "Received in a period, such as 2021Q2", value: "期间"))
    var received: String?

    @OptionGroup var paging: PageOptions

    func filter(_ work: Work) throws -> RecordFilter {
        let codes = try work.codes()
        var filter = RecordFilter()
        filter.text = search
        filter.state = try state.map { try RecordState(parsing: $0, field: .state) }
        filter.organization = try organization.map { try work.organizations.find($0).id }
        filter.industry = try industry.map { try codes.industry(parsing: $0, field: .industry) }
        filter.field = try field.map { try codes.resolve($0, in: .field, field: .technicalField) }
        filter.region = try region.map { try codes.region(parsing: $0, field: .region) }
        filter.received = try parsedPeriod(received)
        filter.includesArchived = paging.archived
        filter.page = try paging.page()
        return filter
    }
}
