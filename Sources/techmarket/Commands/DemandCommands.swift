import ArgumentParser
import Domain
import Exchange
import Market

struct DemandCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "demand",
        "技术需求",
        en: "Technology demands",
        examples: [
            "demand create \(DemandKind.exampleFields)", "demand list --state 已发布 --industry C",
            "demand suggest XQ-2021-0001",
        ],
        subcommands: [
            Create<DemandKind>.self, Show<DemandKind>.self, List.self, Search<DemandKind>.self,
            Edit<DemandKind>.self,
            MoveTo<DemandKind, Publish>.self, MoveTo<DemandKind, Withdraw>.self,
            MoveTo<DemandKind, Close>.self,
            MoveTo<DemandKind, Reopen>.self, MoveTo<DemandKind, Accept>.self, MoveTo<DemandKind, Return>.self,
            Archive<DemandKind>.self, Unarchive<DemandKind>.self, Suggest<DemandKind>.self,
        ]
    )

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出技术需求",
            en: "List demands",
            examples: ["demand list --state 已受理 --received 2021Q2", "demand list --search 轴承 --all --json"]
        )

        @OptionGroup var options: RecordFilterOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, width) = (options, session.console.width)
            try await session.show { view in
                let filter = try options.filter(view.work)
                let found = try view.work.demands.list(filter)
                return Listing(
                    total: try view.work.demands.count(filter),
                    page: filter.page,
                    table: try DemandKind.table(found, view),
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }
}

enum DemandKind: StatefulKind {
    typealias Fields = DemandFields

    static let type = RecordType.demand
    static let command = "demand"
    static let exampleCode = "XQ-2021-0001"
    static let exampleFields =
        "--organization DW-2021-0001 --title 高强度轴承钢热处理工艺 --budget 120万元 --keyword 轴承钢 --industry C34"
    static let exampleChange = "--budget 150万元"
    static let dayKey: String? = "received_on"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let demand = try view.work.demands.find(reference)
        let filing = demand.filing
        var sheet = Sheet("\(demand.code)  \(demand.title)", view.language)
        sheet.add(.state, view.text(demand.state.name))
        sheet.add(.organization, try view.organization(demand.organization))
        sheet.add(.summary, demand.summary)
        sheet.add(.detail, demand.detail)
        sheet.add(.problem, demand.problem)
        sheet.add(.keyIndicators, demand.keyIndicators)
        sheet.add(.expectedResult, demand.expectedResult)
        sheet.add(.keywords, view.list(demand.keywords))
        sheet.add(.industry, try view.industry(demand.industry, filing))
        sheet.add(.technicalField, try view.name(demand.field, .field, filing))
        sheet.add(.region, try view.region(demand.region, filing))
        sheet.add(.zone, try view.name(demand.zone, .zone, filing))
        sheet.add(.budget, view.money(demand.budget))
        sheet.add(.deadline, view.day(demand.deadline))
        sheet.add(.cooperationModes, try view.names(demand.cooperationModes, .cooperationMode, filing))
        sheet.add(.readiness, try view.name(demand.readiness, .readiness, filing))
        sheet.add(demand.contact, view)
        sheet.add(.source, demand.source)
        sheet.add(.receivedOn, view.day(demand.receivedOn))
        sheet.add(.externalID, demand.externalID)
        sheet.add(.version, filing.summary(view.language))
        sheet.add(
            Phrase("经过", en: "History"),
            try view.work.demands.history(demand.id).table(view),
            width: width
        )
        var filter = MatchFilter()
        filter.demand = demand.id
        sheet.add(
            RecordType.match.name,
            try MatchTable.table(try view.work.matches.list(filter), view),
            width: width
        )
        return sheet.text
    }

    static func table(_ demands: [Demand], _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.title.name)),
            .text(view.text(Field.organization.name)),
            .text(view.text(Field.state.name)), .text(view.text(Field.industry.name)),
            .number(view.text(Field.budget.name)),
            .text(view.text(Field.receivedOn.name)),
        ])
        for demand in demands {
            table.add([
                demand.code.description, demand.title, try view.organizationName(demand.organization),
                view.text(demand.state.name), try view.industry(demand.industry, demand.filing),
                view.money(demand.budget), demand.receivedOn.description,
            ])
        }
        return table
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.demands.archive(try work.demands.find(reference).id, version: version, as: archiving)
    }

    static func move(
        _ reference: String,
        to state: RecordState,
        version: Int64?,
        on day: Day?,
        note: String,
        _ work: Work
    ) throws {
        let demand = try work.demands.find(reference)
        _ = try work.demands.move(demand.id, to: state, version: version, on: day, note: note)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? { "match suggest \(code)" }
}
