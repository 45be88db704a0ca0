import Domain
import Exchange
import Market

extension Handling {
    static var organizationOperations: [String: Handling] {
        [
            "listOrganizations": .read { work, call in
                let codes = try work.codes()
                var filter = OrganizationFilter()
                filter.text = call.text("text")
                filter.kind = call.word("kind")
                filter.region = try call.text("region").map { try codes.region(parsing: $0, field: .region) }
                filter.industry = try call.text("industry").map {
                    try codes.industry(parsing: $0, field: .industry)
                }
                filter.includesArchived = call.flag("archived")
                return try call.page { [filter] in
                    try work.organizations.newest(
                        filter,
                        before: $0.map(Organization.ID.init(rawValue:)),
                        limit: $1
                    )
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "mergeOrganization": .change { work, call in
                let id = try work.organizations.find(call["code"]).id
                let into = Field("into", "并入单位", en: "organization to merge into")
                let kept = try work.organizations.find(try call.required(into), field: into).id
                try work.organizations.merge(id, into: kept, note: try call.string(.note))
                return .record(try Records(work).json(try work.organizations.get(id)))
            },
        ]
    }
}
