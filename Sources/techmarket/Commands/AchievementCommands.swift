import ArgumentParser
import Domain
import Exchange
import Market

struct AchievementCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "achievement",
        "科技成果",
        en: "Achievements on offer",
        examples: [
            "achievement create \(AchievementKind.exampleFields)",
            "achievement list --state 已发布 --industry C", "achievement suggest CG-2021-0001",
        ],
        subcommands: [
            Create<AchievementKind>.self, Show<AchievementKind>.self, List.self, Search<AchievementKind>.self,
            Edit<AchievementKind>.self,
            MoveTo<AchievementKind, Publish>.self, MoveTo<AchievementKind, Withdraw>.self,
            MoveTo<AchievementKind, Close>.self,
            MoveTo<AchievementKind, Reopen>.self, MoveTo<AchievementKind, Accept>.self,
            MoveTo<AchievementKind, Return>.self,
            Archive<AchievementKind>.self, Unarchive<AchievementKind>.self, Suggest<AchievementKind>.self,
        ]
    )

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出科技成果",
            en: "List achievements",
            examples: [
                "achievement list --state 已受理 --received 2021Q2", "achievement list --search 涂层 --all --json",
            ]
        )

        @OptionGroup var options: RecordFilterOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, width) = (options, session.console.width)
            try await session.show { view in
                let filter = try options.filter(view.work)
                let found = try view.work.achievements.list(filter)
                return Listing(
                    total: try view.work.achievements.count(filter),
                    page: filter.page,
                    table: try AchievementKind.table(found, view),
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }
}

enum AchievementKind: StatefulKind {
    typealias Fields = AchievementFields

    static let type = RecordType.achievement
    static let command = "achievement"
    static let exampleCode = "CG-2021-0001"
    static let exampleFields =
        "--organization DW-2021-0002 --title 轴承钢贝氏体等温淬火技术 --price 80万元 --readiness 中试 --keyword 轴承钢"
    static let exampleChange = "--price 60万元"
    static let dayKey: String? = "received_on"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let achievement = try view.work.achievements.find(reference)
        let filing = achievement.filing
        var sheet = Sheet("\(achievement.code)  \(achievement.title)", view.language)
        sheet.add(.state, view.text(achievement.state.name))
        sheet.add(.organization, try view.organization(achievement.organization))
        sheet.add(.summary, achievement.summary)
        sheet.add(.detail, achievement.detail)
        sheet.add(.keywords, view.list(achievement.keywords))
        sheet.add(.industry, try view.industry(achievement.industry, filing))
        sheet.add(.technicalField, try view.name(achievement.field, .field, filing))
        sheet.add(.region, try view.region(achievement.region, filing))
        sheet.add(.zone, try view.name(achievement.zone, .zone, filing))
        sheet.add(.price, view.money(achievement.price))
        sheet.add(.validUntil, view.day(achievement.validUntil))
        sheet.add(.completedOn, view.day(achievement.completedOn))
        sheet.add(.cooperationModes, try view.names(achievement.cooperationModes, .cooperationMode, filing))
        sheet.add(.readiness, try view.name(achievement.readiness, .readiness, filing))
        sheet.add(.trl, achievement.trl.map(String.init))
        sheet.add(.ipKinds, try view.names(achievement.ipKinds, .ipKind, filing))
        sheet.add(.ipNote, achievement.ipNote)
        sheet.add(.people, achievement.people)
        sheet.add(achievement.contact, view)
        sheet.add(.source, achievement.source)
        sheet.add(.receivedOn, view.day(achievement.receivedOn))
        sheet.add(.externalID, achievement.externalID)
        sheet.add(.version, filing.summary(view.language))
        sheet.add(
            Phrase("经过", en: "History"),
            try view.work.achievements.history(achievement.id).table(view),
            width: width
        )
        var filter = MatchFilter()
        filter.achievement = achievement.id
        sheet.add(
            RecordType.match.name,
            try MatchTable.table(try view.work.matches.list(filter), view),
            width: width
        )
        return sheet.text
    }

    static func table(_ achievements: [Achievement], _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.title.name)),
            .text(view.text(Field.organization.name)),
            .text(view.text(Field.state.name)), .text(view.text(Field.industry.name)),
            .number(view.text(Field.price.name)),
            .text(view.text(Field.receivedOn.name)),
        ])
        for achievement in achievements {
            table.add([
                achievement.code.description, achievement.title,
                try view.organizationName(achievement.organization),
                view.text(achievement.state.name),
                try view.industry(achievement.industry, achievement.filing),
                view.money(achievement.price), achievement.receivedOn.description,
            ])
        }
        return table
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.achievements.archive(
            try work.achievements.find(reference).id,
            version: version,
            as: archiving
        )
    }

    static func move(
        _ reference: String,
        to state: RecordState,
        version: Int64?,
        on day: Day?,
        note: String,
        _ work: Work
    ) throws {
        let achievement = try work.achievements.find(reference)
        _ = try work.achievements.move(achievement.id, to: state, version: version, on: day, note: note)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? { "match suggest \(code)" }
}
