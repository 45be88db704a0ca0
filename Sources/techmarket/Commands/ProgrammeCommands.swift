import ArgumentParser
import Domain
import Exchange
import Market

struct ProgrammeCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "programme",
        "专项：离岸科创园等，成员单位和它们的阶段",
        en: "Programmes, such as an offshore park, with their members and stages",
        examples: [
            "programme create \(ProgrammeKind.exampleFields)",
            "programme join 离岸科创园 DW-2021-0001 --on 2021-04-12",
            "programme advance 离岸科创园 DW-2021-0001 --on 2021-05-20", "programme figures 离岸科创园 2021",
        ],
        notes: Phrase(
            "成员阶段：洽谈中 → 已签约；退出要写原因。专项可写名称或编号。",
            en:
                "Stages of a member: negotiating, signed; leaving needs a reason. A programme goes by its name or code."
        ),
        subcommands: [
            Create<ProgrammeKind>.self, Show<ProgrammeKind>.self, List.self, Edit<ProgrammeKind>.self,
            Join.self, Advance.self, Back.self, Leave.self, Assign.self, Strike.self, Restore.self,
            ProgrammeFigures.self, Archive<ProgrammeKind>.self, Unarchive<ProgrammeKind>.self,
        ]
    )
}

enum ProgrammeKind: RecordKind {
    typealias Fields = ProgrammeFields

    static let type = RecordType.programme
    static let command = "programme"
    static let exampleCode = "ZX-2021-0001"
    static let exampleFields = "--name 离岸科创园 --starts-on 2021-03-15 --department 市场服务部"
    static let exampleChange = "--goal 引进研发中心30家以上"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let programmes = view.work.programmes
        let programme = try programmes.find(reference)
        var sheet = Sheet("\(programme.code)  \(programme.name)", view.language)
        sheet.add(.state, view.text(programme.state.name))
        sheet.add(.goal, programme.goal)
        sheet.add(.startsOn, view.day(programme.startsOn))
        sheet.add(.endsOn, view.day(programme.endsOn))
        sheet.add(.department, programme.department)
        sheet.add(.owner, try view.user(programme.owner))
        sheet.add(.note, programme.note)
        sheet.add(.externalID, programme.externalID)
        sheet.add(.version, programme.filing.summary(view.language))
        var filter = MemberFilter()
        filter.programme = programme.id
        sheet.add(Field.member.name, table(try programmes.memberItems(filter), view), width: width)
        var events = EventFilter()
        events.programme = programme.id
        let activities = try view.work.activities.list(events)
        sheet.add(RecordType.activity.name, try ActivityKind.table(activities, view), width: width)
        return sheet.text
    }

    private static func table(_ members: [MemberItem], _ view: View) -> Table {
        var table = Table([
            .text(view.text(Field.stage.name)), .text(view.text(Phrase("自", en: "since"))),
            .text(view.text(Field.organization.name)), .text(view.text(Field.name.name)),
            .text(view.text(Field.kind.name)), .text(view.text(Field.memberStaff.name)),
            .text(view.text(Field.note.name)),
        ])
        for item in members {
            table.add([
                view.text(item.member.stage.name), item.since.description, item.organization.code.description,
                item.organization.name, view.text(item.kind.name), item.staff ?? "", item.member.note,
            ])
        }
        return table
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.programmes.archive(try work.programmes.find(reference).id, version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? { "programme join \(code) DW-…" }
}

extension ProgrammeCommands {
    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出专项",
            en: "List programmes",
            examples: ["programme list", "programme list --state 进行中 --organization DW-2021-0001"]
        )

        @Option(help: help("名称、部门或编号中的文字", en: "Part of the name, department or code", value: "文字"))
        var search: String?

        @Option(help: help("状态", en: "State", value: "状态"))
        var state: String?

        @Option(help: help("是或曾是成员的单位", en: "An organization that is or was a member", value: "单位"))
        var organization: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                let programmes = view.work.programmes
                var filter = ProgrammeFilter()
                filter.text = options.search
                filter.state = try options.state.map { try ProgrammeState(parsing: $0, field: .state) }
                filter.organization = try options.organization.map { try view.work.organizations.find($0).id }
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try programmes.items(filter)
                var table = Table([
                    .text(view.text(Field.code.name)), .text(view.text(Field.name.name)),
                    .text(view.text(Field.state.name)),
                    .number(view.text(MemberStage.signed.name)),
                    .number(view.text(MemberStage.negotiating.name)),
                    .number(view.text(ProgrammeFigure.activities.name)),
                    .text(view.text(Field.department.name)), .text(view.text(Field.owner.name)),
                ])
                for item in found {
                    table.add([
                        item.programme.code.description, item.programme.name,
                        view.text(item.programme.state.name), String(item.signed), String(item.negotiating),
                        String(item.activities), item.programme.department, item.owner ?? "",
                    ])
                }
                return Listing(
                    total: try programmes.count(filter),
                    page: page,
                    table: table,
                    items: try found.map {
                        view.isJSON ? try view.records.json($0.programme, withHistory: false) : [:]
                    }
                ).text(view, width: width)
            }
        }
    }

    struct Join: MarketCommand {
        static let configuration = CommandConfiguration(
            "join",
            "让一家单位加入专项",
            en: "Take an organization into a programme",
            examples: [
                "programme join 离岸科创园 DW-2021-0001 --on 2021-04-12 --staff wangfang",
                "programme join ZX-2021-0001 江州示例大学 --as 已签约 --on 2021-05-20",
            ],
            notes: Phrase(
                "默认从“洽谈中”开始；--as 已签约 在同一天记两步。",
                en: "Begins as negotiating; with --as signed both steps are of the one day."
            )
        )

        @OptionGroup var who: MemberOptions

        @Option(
            name: .customLong("as"),
            help: help("阶段（默认洽谈中）", en: "Stage (default: negotiating)", value: "阶段")
        )
        var stage: String?

        @Option(help: help("对接人的登录名（默认自己）", en: "Login of who deals with it (default: you)", value: "登录名"))
        var staff: String?

        @Option(help: help("发生日期（默认今天）", en: "The day it happened (default today)", value: "日期"))
        var on: String?

        @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
        var note: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day) = (self, try parsedDay(on, .on))
            let stage = try stage.map { try MemberStage(parsing: $0, field: .stage) } ?? .negotiating
            try await session.change { view in
                let programme = try view.work.programmes.find(options.who.programme)
                let organization = try view.work.organizations.find(options.who.organization)
                let staff = try options.staff.map { try view.work.users.find($0, field: .memberStaff).id }
                let member = try view.work.programmes.join(
                    programme.id,
                    organization.id,
                    as: stage,
                    staff: staff ?? view.work.user.id,
                    on: day,
                    note: options.note ?? ""
                )
                return try member.deed(
                    view,
                    Phrase(
                        "\(organization.name)（\(organization.code)）已加入专项“\(programme.name)”，现在是“\(member.stage.name.zh)”。",
                        en:
                            "\(organization.name) (\(organization.code)) joined the programme “\(programme.name)” as “\(member.stage.name.en)”."
                    )
                )
            }
        }
    }

    struct Advance: MarketCommand {
        static let configuration = CommandConfiguration(
            "advance",
            "推进成员到下一阶段",
            en: "Take a member to the next stage",
            examples: ["programme advance 离岸科创园 DW-2021-0001 --on 2021-05-20 --note 签三年"]
        )

        @OptionGroup var who: MemberOptions

        @Option(help: help("阶段（默认下一阶段）", en: "Stage (default: the next)", value: "阶段"))
        var to: String?

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let stage = try to.map { try MemberStage(parsing: $0, field: .stage) }
            try await who.move(step, at: session) { programmes, member, day, version, note in
                try programmes.advance(
                    member.id,
                    to: stage ?? member.stage.following ?? .signed,
                    version: version,
                    on: day,
                    note: note
                )
            }
        }
    }

    struct Back: MarketCommand {
        static let configuration = CommandConfiguration(
            "back",
            "成员退回到前面的阶段",
            en: "Take a member back to an earlier stage",
            examples: [
                "programme back 离岸科创园 DW-2021-0001 --note 条件重谈",
                "programme back 离岸科创园 DW-2021-0001 --mistake --note 点错了",
            ],
            notes: Phrase(
                "退回本身也记入历史；--mistake 表示上一步是误录，两步都不计入统计。",
                en:
                    "The step back is recorded, too; with --mistake the last step was entered by mistake and neither counts."
            )
        )

        @OptionGroup var who: MemberOptions

        @Option(
            help: help("退回到的阶段（默认上一阶段）", en: "Stage to go back to (default: the one before)", value: "阶段")
        )
        var to: String?

        @Flag(help: help("上一步是误录的", en: "The last step was entered by mistake"))
        var mistake = false

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let isMistake = mistake
            let stage = try to.map { try MemberStage(parsing: $0, field: .stage) }
            try await who.move(step, at: session) { programmes, member, day, version, note in
                try programmes.back(
                    member.id,
                    to: stage,
                    isMistake: isMistake,
                    version: version,
                    on: day,
                    note: note
                )
            }
        }
    }

    struct Leave: MarketCommand {
        static let configuration = CommandConfiguration(
            "leave",
            "成员退出，写明原因",
            en: "Note that a member left, and why",
            examples: ["programme leave 离岸科创园 DW-2021-0001 --reason 未谈成 --on 2021-07-20"]
        )

        @OptionGroup var who: MemberOptions

        @Option(
            help: help(
                "原因：未谈成、协议到期、主动退出、迁往外地、注销或停业、违约清退、其他",
                en:
                    "Reason: no agreement, agreement expired, withdrew, moved away, closed down, terminated for breach or other",
                value: "原因"
            )
        )
        var reason: String?

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let reason = try reason.map { try LeaveReason(parsing: $0, field: .leaveReason) }
            try await who.move(step, at: session) { programmes, member, day, version, note in
                try programmes.leave(member.id, reason: reason, version: version, on: day, note: note)
            }
        }
    }

    struct Assign: MarketCommand {
        static let configuration = CommandConfiguration(
            "assign",
            "指定成员的对接人和备注",
            en: "Say who deals with a member, and what is to be noted",
            examples: ["programme assign 离岸科创园 DW-2021-0001 --staff liutao --note 等学院审批"]
        )

        @OptionGroup var who: MemberOptions

        @Option(
            help: help(
                "对接人的登录名；写成空（\"\"）就不指定",
                en: "Login of who deals with it; blank (\"\") for nobody",
                value: "登录名"
            )
        )
        var staff: String?

        @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
        var note: String?

        @OptionGroup var seen: VersionOption
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, version) = (self, try seen.number())
            try await session.change { view in
                let member = try options.who.find(view)
                var staff = member.staff
                if let login = options.staff {
                    let isBlank = Text.trimmed(login).isEmpty
                    staff = isBlank ? nil : try view.work.users.find(login, field: .memberStaff).id
                }
                let note = options.note ?? member.note
                let assigned = try view.work.programmes.assign(
                    member.id,
                    staff: staff,
                    note: note,
                    version: version
                )
                let name = try view.user(assigned.staff)
                return try assigned.deed(
                    view,
                    Phrase(
                        "\(try view.organization(member.organization))的对接人：\(name.isEmpty ? "未指定" : name)。",
                        en:
                            "\(try view.organization(member.organization)): \(name.isEmpty ? "nobody" : name) deals with it."
                    )
                )
            }
        }
    }

    struct Strike: MarketCommand {
        static let configuration = CommandConfiguration(
            "strike",
            "划去误录的成员，统计不再计入",
            en: "Strike a member that was entered by mistake; it counts nowhere",
            examples: ["programme strike 离岸科创园 DW-2021-0001"]
        )

        @OptionGroup var who: MemberOptions
        @OptionGroup var seen: VersionOption
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await who.strike(true, try seen.number(), at: session)
        }
    }

    struct Restore: MarketCommand {
        static let configuration = CommandConfiguration(
            "restore",
            "恢复划去的成员",
            en: "Restore a member that was struck",
            examples: ["programme restore 离岸科创园 DW-2021-0001"]
        )

        @OptionGroup var who: MemberOptions
        @OptionGroup var seen: VersionOption
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await who.strike(false, try seen.number(), at: session)
        }
    }
}

/// A member by its programme and its organization.
struct MemberOptions: ParsableArguments, Sendable {
    @Argument(help: help("专项：编号或名称", en: "Programme: code or name", value: "ZX-2021-0001"))
    var programme: String

    @Argument(
        help: help("单位：编号、信用代码或全名", en: "Organization: code, credit code or whole name", value: "单位")
    )
    var organization: String

    func find(_ view: View) throws -> Member {
        let programme = try view.work.programmes.find(programme)
        return try view.work.programmes.member(programme.id, try view.work.organizations.find(organization))
    }

    typealias Step =
        @Sendable (
            _ programmes: Programmes, _ member: Member, _ day: Day?, _ version: Int64?, _ note: String
        ) throws -> Member

    func move(_ step: StepOptions, at session: Session, _ take: @escaping Step) async throws {
        let (options, day, version, note) = (self, try step.day(), try step.seen.number(), step.text)
        try await session.change { view in
            let old = try options.find(view)
            let member = try take(view.work.programmes, old, day, version, note)
            let (name, on) = (try view.organization(member.organization), (day ?? view.work.today).phrase)
            return try member.deed(
                view,
                Phrase(
                    "\(name)已从“\(old.stage.name.zh)”到“\(member.stage.name.zh)”（\(on.zh)）。",
                    en: "\(name) went from “\(old.stage.name.en)” to “\(member.stage.name.en)” on \(on.en)."
                )
            )
        }
    }

    func strike(_ isMistake: Bool, _ version: Int64?, at session: Session) async throws {
        let options = self
        try await session.change { view in
            let member = try view.work.programmes.strike(
                try options.find(view).id,
                isMistake: isMistake,
                version: version
            )
            let name = try view.organization(member.organization)
            return try member.deed(
                view,
                isMistake
                    ? Phrase(
                        "\(name)已作为误录划去，统计不再计入。",
                        en: "\(name) is struck as a mistake and no longer counts."
                    )
                    : Phrase("\(name)已恢复，统计重新计入。", en: "\(name) is restored and counts again.")
            )
        }
    }
}

extension Member {
    fileprivate func deed(_ view: View, _ line: Phrase) throws -> Deed {
        let code = try view.work.programmes.get(programme).code
        let party = try view.work.organizations.get(organization).code
        let next =
            switch (isCounted, stage) {
            case (false, _):
                "programme restore \(code) \(party)" + inWords("（要恢复时）", en: " (to take it back)")
            case (_, .negotiating): "programme advance \(code) \(party) --on …"
            case (_, .signed), (_, .left): "programme figures \(code)"
            }
        return Deed(members: try view.records.members(of: self), line: line, next: next)
    }
}
