import ArgumentParser
import Domain
import Exchange
import Market

struct VisitCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "visit",
        "走访服务",
        en: "Visits",
        examples: ["visit create \(VisitKind.exampleFields)", "visit list --period 2021Q2"],
        subcommands: [
            Create<VisitKind>.self, Show<VisitKind>.self, List.self, Edit<VisitKind>.self,
            Archive<VisitKind>.self,
            Unarchive<VisitKind>.self,
        ]
    )

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出走访服务",
            en: "List visits",
            examples: ["visit list --period 2021Q2 --organization DW-2021-0001", "visit list --kind 需求诊断"]
        )

        @Option(help: help("类型", en: "Kind", value: "类型"))
        var kind: String?

        @Option(help: help("单位", en: "Organization", value: "单位"))
        var organization: String?

        @Option(help: help("期间，如 2021Q3", en: "Period, such as 2021Q3", value: "期间"))
        var period: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                var filter = EventFilter()
                filter.kind = try options.kind.map {
                    try view.work.codes().resolve($0, in: .visitKind, field: .kind)
                }
                filter.organization = try options.organization.map { try view.work.organizations.find($0).id }
                filter.period = try parsedPeriod(options.period)
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.visits.list(filter)
                var table = Table([
                    .text(view.text(Field.code.name)), .text(view.text(Field.on.name)),
                    .text(view.text(Field.organization.name)), .text(view.text(Field.kind.name)),
                    .text(view.text(Field.staff.name)), .text(view.text(Phrase("情况", en: "summary"))),
                    .text(view.text(Field.result.name)),
                ])
                for visit in found {
                    table.add([
                        visit.code.description, visit.on.description,
                        try view.organizationName(visit.organization),
                        try view.name(visit.kind, .visitKind, visit.filing), try view.user(visit.staff),
                        visit.summary,
                        visit.result,
                    ])
                }
                return Listing(
                    total: try view.work.visits.count(filter),
                    page: page,
                    table: table,
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }
}

enum VisitKind: RecordKind {
    typealias Fields = VisitFields

    static let type = RecordType.visit
    static let command = "visit"
    static let exampleCode = "ZF-2021-0001"
    static let exampleFields = "--organization DW-2021-0001 --kind 需求诊断 --on 2021-05-20 --summary 了解热处理瓶颈"
    static let exampleChange = "--result 形成需求一项"
    static let dayKey: String? = "on"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let visit = try view.work.visits.find(reference)
        var sheet = Sheet("\(visit.code)  \(try view.organization(visit.organization))", view.language)
        sheet.add(.on, view.day(visit.on))
        sheet.add(.kind, try view.name(visit.kind, .visitKind, visit.filing))
        sheet.add(.staff, try view.user(visit.staff))
        sheet.add(Phrase("情况", en: "summary"), visit.summary)
        sheet.add(.result, visit.result)
        sheet.add(.externalID, visit.externalID)
        sheet.add(.version, visit.filing.summary(view.language))
        return sheet.text
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.visits.archive(try work.visits.find(reference), version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? {
        members["organization"]?.asString.map { "demand create --organization \($0) --title …" }
    }
}
