import Domain
import Matching
import Storage

extension SearchDocument {
    init(_ row: SearchableRow) {
        self.init(
            id: row.id,
            title: row.title,
            keywords: row.keywords,
            summary: row.summary,
            references: [row.code, row.externalID].compactMap { $0 },
            organization: row.organization.rawValue,
            state: row.state,
            isArchived: row.isArchived,
            industry: row.industry,
            field: row.field,
            region: row.region,
            readiness: row.readiness,
            modes: row.cooperationModes,
            money: row.money,
            due: row.due.map(\.searchNumber),
            received: row.receivedOn.searchNumber,
            published: row.publishedOn.map(\.searchNumber)
        )
    }
}

extension SearchOrganization {
    init(_ own: Organization, root: Organization) {
        let names = [own.name] + own.aliases
        self.init(
            id: own.id.rawValue,
            root: root.id.rawValue,
            names: own.id == root.id ? names : names + [root.name] + root.aliases
        )
    }
}

extension Day {
    /// The day as the search index has it.
    var searchNumber: Int32 { Int32(clamping: rawValue) }
}
