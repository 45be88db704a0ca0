import ArgumentParser
import Domain
import Exchange
import Market

struct ActivityCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "activity",
        "活动：对接会、路演、推介会、培训",
        en: "Activities: matchmaking, roadshows, promotions, training",
        examples: [
            "activity create \(ActivityKind.exampleFields)",
            "activity attend HD-2021-0001 DW-2021-0001 --people 3",
            "activity hold HD-2021-0001",
        ],
        subcommands: [
            Create<ActivityKind>.self, Show<ActivityKind>.self, List.self, Edit<ActivityKind>.self, Hold.self,
            Cancel.self, Attend.self, Unattend.self, Archive<ActivityKind>.self, Unarchive<ActivityKind>.self,
        ]
    )
}

enum ActivityKind: RecordKind {
    typealias Fields = ActivityFields

    static let type = RecordType.activity
    static let command = "activity"
    static let exampleCode = "HD-2021-0001"
    static let exampleFields = "--title 新材料专场对接会 --kind 对接会 --on 2021-06-18 --place 黄石市科技馆"
    static let exampleChange = "--place 大冶湖高新区"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let activity = try view.work.activities.find(reference)
        let filing = activity.filing
        var sheet = Sheet("\(activity.code)  \(activity.title)", view.language)
        sheet.add(.state, view.text(activity.state.name))
        sheet.add(.kind, try view.name(activity.kind, .activityKind, filing))
        sheet.add(.on, view.day(activity.on))
        sheet.add(.endsOn, view.day(activity.endsOn))
        sheet.add(.place, activity.place)
        sheet.add(.host, activity.host)
        sheet.add(.coHosts, view.list(activity.coHosts))
        if let parent = activity.parent {
            let main = try view.work.activities.get(parent)
            sheet.add(.parent, "\(main.code) \(main.title)")
        }
        if let programme = try activity.programme.map({ try view.work.programmes.get($0) }) {
            sheet.add(.programme, "\(programme.code) \(programme.name)")
        }
        sheet.add(.note, activity.note)
        sheet.add(.externalID, activity.externalID)
        sheet.add(.version, filing.summary(view.language))
        var table = Table([
            .text(view.text(Field.organization.name)), .text(view.text(Field.name.name)),
            .number(view.text(Field.attendees.name)), .text(view.text(Field.note.name)),
        ])
        for attendance in try view.work.activities.attendance(activity.id) {
            let organization = try view.work.organizations.get(attendance.organization)
            table.add([
                organization.code.description, organization.name, String(attendance.people), attendance.note,
            ])
        }
        sheet.add(Phrase("到场", en: "Attendance"), table, width: width)
        return sheet.text
    }

    static func table(_ activities: [Activity], _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.on.name)),
            .text(view.text(Field.title.name)),
            .text(view.text(Field.kind.name)), .text(view.text(Field.state.name)),
            .text(view.text(Field.place.name)),
            .number(view.text(Phrase("到场单位", en: "attending"))),
        ])
        for activity in activities {
            table.add([
                activity.code.description, activity.on.description, activity.title,
                try view.name(activity.kind, .activityKind, activity.filing),
                view.text(activity.state.name),
                activity.place, String(try view.work.activities.attendance(activity.id).count),
            ])
        }
        return table
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.activities.archive(try work.activities.find(reference).id, version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? {
        "activity attend \(code) DW-… --people 3"
    }
}

extension ActivityCommands {
    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出活动",
            en: "List activities",
            examples: [
                "activity list --period 2021 --state 已举办", "activity list --organization DW-2021-0001",
            ]
        )

        @Option(help: help("类型", en: "Kind", value: "类型"))
        var kind: String?

        @Option(help: help("状态", en: "State", value: "状态"))
        var state: String?

        @Option(help: help("到场的单位", en: "An organization that attended", value: "单位"))
        var organization: String?

        @Option(help: help("所属专项：编号或名称", en: "Of a programme: code or name", value: "专项"))
        var programme: String?

        @Option(help: help("期间，如 2021Q3", en: "Period, such as 2021Q3", value: "期间"))
        var period: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                var filter = EventFilter()
                filter.kind = try options.kind.map {
                    try view.work.codes().resolve($0, in: .activityKind, field: .kind)
                }
                filter.state = try options.state.map { try Activity.State(parsing: $0, field: .state) }
                filter.organization = try options.organization.map { try view.work.organizations.find($0).id }
                filter.programme = try options.programme.map { try view.work.programmes.find($0).id }
                filter.period = try parsedPeriod(options.period)
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.activities.list(filter)
                let table = try ActivityKind.table(found, view)
                return Listing(
                    total: try view.work.activities.count(filter),
                    page: page,
                    table: table,
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }

    struct Hold: MarketCommand {
        static let configuration = CommandConfiguration(
            "hold",
            "记为已举办",
            en: "Note that it was held",
            examples: ["activity hold HD-2021-0001"]
        )

        @Argument(help: help("活动编号", en: "The activity's code", value: "HD-2021-0001"))
        var reference: String

        @OptionGroup var seen: VersionOption
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await ActivityCommands.set(.held, reference, try seen.number(), session)
        }
    }

    struct Cancel: MarketCommand {
        static let configuration = CommandConfiguration(
            "cancel",
            "记为已取消",
            en: "Note that it was cancelled",
            examples: ["activity cancel HD-2021-0001"]
        )

        @Argument(help: help("活动编号", en: "The activity's code", value: "HD-2021-0001"))
        var reference: String

        @OptionGroup var seen: VersionOption
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await ActivityCommands.set(.cancelled, reference, try seen.number(), session)
        }
    }

    private static func set(
        _ state: Activity.State,
        _ reference: String,
        _ version: Int64?,
        _ session: Session
    ) async throws {
        try await session.change { view in
            let old = try view.work.activities.find(reference)
            var content = old.content
            content.state = state
            let activity = try view.work.activities.edit(old.id, version: version, content)
            return Deed(
                members: try view.records.json(activity),
                line: Phrase(
                    "\(activity.code) 已改为“\(state.name.zh)”。",
                    en: "\(activity.code) is “\(state.name.en)” now."
                ),
                next: "activity show \(activity.code)"
            )
        }
    }

    struct Attend: MarketCommand {
        static let configuration = CommandConfiguration(
            "attend",
            "登记单位到场",
            en: "Note that an organization attended",
            examples: ["activity attend HD-2021-0001 DW-2021-0001 --people 3"]
        )

        @Argument(help: help("活动编号", en: "The activity's code", value: "HD-2021-0001"))
        var reference: String

        @Argument(
            help: help("单位：编号、信用代码或全名", en: "Organization: code, credit code or whole name", value: "单位")
        )
        var organization: String

        @Option(help: help("到场人数（默认 1）", en: "How many people came (default 1)", value: "人数"))
        var people: String?

        @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
        var note: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let options = self
            let people = try options.people.map { try WholeNumber.parse($0, .attendees, in: 1...10_000) } ?? 1
            try await session.change { view in
                let activity = try view.work.activities.find(options.reference)
                let organization = try view.work.organizations.find(options.organization)
                _ = try view.work.activities.attend(
                    activity.id,
                    organization.id,
                    people: people,
                    note: options.note ?? ""
                )
                let count = try view.work.activities.attendance(activity.id).count
                return Deed(
                    members: try view.records.json(activity),
                    line: Phrase(
                        "\(organization.name)（\(organization.code)）已登记到场 \(people) 人，\(activity.code) 共 \(count) 家单位。",
                        en:
                            "\(organization.name) (\(organization.code)) attends with \(people); \(activity.code) has \(count) organizations."
                    ),
                    next: activity.state == .planned
                        ? "activity hold \(activity.code)" : "activity show \(activity.code)"
                )
            }
        }
    }

    struct Unattend: MarketCommand {
        static let configuration = CommandConfiguration(
            "unattend",
            "撤销单位到场",
            en: "Take an attendance back",
            examples: ["activity unattend HD-2021-0001 DW-2021-0001"]
        )

        @Argument(help: help("活动编号", en: "The activity's code", value: "HD-2021-0001"))
        var reference: String

        @Argument(help: help("单位", en: "Organization", value: "单位"))
        var organization: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (reference, organization) = (reference, organization)
            try await session.change { view in
                let activity = try view.work.activities.find(reference)
                let organization = try view.work.organizations.find(organization)
                try view.work.activities.unattend(activity.id, organization.id)
                return Deed(
                    members: try view.records.json(activity),
                    line: Phrase(
                        "已撤销 \(organization.name)（\(organization.code)）在 \(activity.code) 的到场。",
                        en: "\(organization.name) (\(organization.code)) no longer attends \(activity.code)."
                    ),
                    next: "activity show \(activity.code)"
                )
            }
        }
    }
}
