import ArgumentParser
import Domain
import Exchange
import Market

struct OrganizationCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "org",
        "单位：企业、高校、科研院所……",
        en: "Organizations: enterprises, universities, institutes …",
        examples: [
            "org create --name 黄石东楚智造有限公司 --kind 企业 --region 大冶市 --industry C34",
            "org list --kind 企业 --search 智造", "org show DW-2021-0001",
        ],
        subcommands: [
            Create<OrganizationKind>.self, Show<OrganizationKind>.self, List.self,
            Edit<OrganizationKind>.self,
            Archive<OrganizationKind>.self, Unarchive<OrganizationKind>.self, Merge.self,
        ]
    )
}

enum OrganizationKind: RecordKind {
    typealias Fields = OrganizationFields

    static let type = RecordType.organization
    static let command = "org"
    static let exampleCode = "DW-2021-0001"
    static let exampleFields = "--name 黄石东楚智造有限公司 --kind 企业 --contact-name 李工 --contact-phone 13871234567"
    static let exampleChange = "--alias 东楚智造"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let organization = try view.work.organizations.find(reference)
        let filing = organization.filing
        var sheet = Sheet("\(organization.code)  \(organization.name)", view.language)
        sheet.add(.kind, view.text(organization.kind.name))
        sheet.add(.creditCode, organization.creditCode?.description)
        sheet.add(.aliases, view.list(organization.aliases))
        sheet.add(.region, try view.region(organization.region, filing))
        sheet.add(.zone, try view.name(organization.zone, .zone, filing))
        sheet.add(.industry, try view.industry(organization.industry, filing))
        sheet.add(.address, organization.address)
        sheet.add(organization.contact, view)
        sheet.add(.note, organization.note)
        sheet.add(.externalID, organization.externalID)
        if organization.isMerged {
            sheet.add(Phrase("已并入", en: "merged into"), try view.organization(organization.rootID))
        }
        sheet.add(.version, filing.summary(view.language))
        var filter = RecordFilter()
        filter.organization = organization.rootID
        sheet.add(
            RecordType.demand.name,
            try DemandKind.table(try view.work.demands.list(filter), view),
            width: width
        )
        sheet.add(
            RecordType.achievement.name,
            try AchievementKind.table(try view.work.achievements.list(filter), view),
            width: width
        )
        var memberships = MemberFilter()
        memberships.organization = organization.rootID
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.name.name)),
            .text(view.text(Field.stage.name)), .text(view.text(Phrase("自", en: "since"))),
        ])
        for item in try view.work.programmes.memberItems(memberships) {
            table.add([
                item.programme.code.description, item.programme.name, view.text(item.member.stage.name),
                item.since.description,
            ])
        }
        sheet.add(RecordType.programme.name, table, width: width)
        return sheet.text
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.organizations.archive(
            try work.organizations.find(reference).id,
            version: version,
            as: archiving
        )
    }

    static func next(after code: String, _ members: JSON.Members) -> String? {
        let isEnterprise = members["kind"]?.asString == Organization.Kind.enterprise.rawValue
        return "\(isEnterprise ? "demand" : "achievement") create --organization \(code) --title …"
    }
}

extension OrganizationCommands {
    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出单位",
            en: "List organizations",
            examples: ["org list --kind 企业 --region 大冶市", "org list --search 智造 --limit 20"]
        )

        @Option(
            help: help("名称、简称或信用代码中的文字", en: "Part of the name, an alias or the credit code", value: "文字")
        )
        var search: String?

        @Option(help: help("类型", en: "Kind", value: "类型"))
        var kind: String?

        @Option(help: help("行政区划", en: "Region", value: "区划"))
        var region: String?

        @Option(help: help("国民经济行业", en: "Industry", value: "行业"))
        var industry: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                let codes = try view.work.codes()
                var filter = OrganizationFilter()
                filter.text = options.search
                filter.kind = try options.kind.map { try Organization.Kind(parsing: $0, field: .kind) }
                filter.region = try options.region.map { try codes.region(parsing: $0, field: .region) }
                filter.industry = try options.industry.map {
                    try codes.industry(parsing: $0, field: .industry)
                }
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.organizations.list(filter)
                var table = Table([
                    .text(view.text(Field.code.name)), .text(view.text(Field.name.name)),
                    .text(view.text(Field.kind.name)),
                    .text(view.text(Field.region.name)), .text(view.text(Field.industry.name)),
                    .text(view.text(Field.creditCode.name)),
                ])
                for organization in found {
                    table.add([
                        organization.code.description, organization.name, view.text(organization.kind.name),
                        try view.name(organization.region?.description, .region, organization.filing),
                        try view.industry(organization.industry, organization.filing),
                        organization.creditCode?.description ?? "",
                    ])
                }
                return Listing(
                    total: try view.work.organizations.count(filter),
                    page: page,
                    table: table,
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }

    struct Merge: MarketCommand {
        static let configuration = CommandConfiguration(
            "merge",
            "把重复的单位并入另一条，统计算一家",
            en: "Let one record stand for another; both count as one",
            examples: ["org merge DW-2021-0007 --into DW-2021-0001 --note 同一家，旧名"]
        )

        @Argument(help: help("重复的那条", en: "The duplicate", value: "DW-2021-0007"))
        var reference: String

        @Option(help: help("保留的那条", en: "The one that stands", value: "DW-2021-0001"))
        var into: String

        @Option(parsing: .unconditional, help: help("为什么是同一家", en: "Why they are one", value: "文字"))
        var note: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (reference, into, note) = (reference, into, note ?? "")
            try await session.change { view in
                let old = try view.work.organizations.find(reference)
                let kept = try view.work.organizations.find(into)
                try view.work.organizations.merge(old.id, into: kept.id, note: note)
                return Deed(
                    members: try view.records.json(try view.work.organizations.get(old.id)),
                    line: Phrase(
                        "\(old.code)“\(old.name)”已并入 \(kept.code)“\(kept.name)”，统计从此算一家，两条记录都保留。",
                        en:
                            "\(old.code) “\(old.name)” is merged into \(kept.code) “\(kept.name)”: they count as one, both records stay."
                    ),
                    next: "org show \(kept.code)"
                )
            }
        }
    }
}

extension Sheet {
    /// Whom to reach.
    mutating func add(_ contact: Contact, _ view: View) {
        add(.contactName, contact.name)
        add(.contactPhone, contact.phone?.description)
        add(.contactEmail, contact.email?.description)
    }
}
