import Domain
import Exchange
import Market

/// The published catalogue, for anybody. What stands here is written out key by key, so that nothing gets in by itself.
extension Handling {
    static var catalogueOperations: [String: Handling] {
        [
            "listPublishedDemands": .open { workspace, call in
                var answer = try await workspace.publicSide.read { view in
                    let filter = try call.publishedFilter(try view.codes())
                    return try call.page {
                        try view.demands(filter, before: $0.map(Demand.ID.init(rawValue:)), limit: $1)
                    } id: {
                        $0.id.rawValue
                    } json: { found in
                        let names = try view.organizationNames(found.map(\.content.organization))
                        return found.map { .object($0.publicMembers(of: names[$0.content.organization])) }
                    }
                }
                answer.isPublic = true
                return answer
            },
            "listPublishedAchievements": .open { workspace, call in
                var answer = try await workspace.publicSide.read { view in
                    let filter = try call.publishedFilter(try view.codes())
                    return try call.page {
                        try view.achievements(
                            filter,
                            before: $0.map(Achievement.ID.init(rawValue:)),
                            limit: $1
                        )
                    } id: {
                        $0.id.rawValue
                    } json: { found in
                        let names = try view.organizationNames(found.map(\.content.organization))
                        return found.map { .object($0.publicMembers(of: names[$0.content.organization])) }
                    }
                }
                answer.isPublic = true
                return answer
            },
            "getPublishedDemand": .open { workspace, call in
                try await workspace.publicSide.read { view in
                    let found = try view.demand(try call.publicCode(.demand, .demand))
                    return .published(
                        found.record.publicMembers(of: found.organization.name),
                        version: found.record.filing.version
                    )
                }
            },
            "getPublishedAchievement": .open { workspace, call in
                try await workspace.publicSide.read { view in
                    let found = try view.achievement(try call.publicCode(.achievement, .achievement))
                    return .published(
                        found.record.publicMembers(of: found.organization.name),
                        version: found.record.filing.version
                    )
                }
            },
        ]
    }
}

extension Answer {
    fileprivate static func published(_ members: JSON.Members, version: Int64) -> Answer {
        var answer = Answer(body: .object(members), version: version)
        answer.isPublic = true
        return answer
    }
}

extension Call {
    /// - Throws: `not_found` for what is no code, as for one that is not published.
    fileprivate func publicCode(_ kind: RecordCode.Kind, _ field: Field) throws -> RecordCode {
        guard let code = RecordCode(rawValue: self["code"]), code.kind == kind else {
            let quoted = AppError.quote(self["code"])
            throw AppError(
                .notFound,
                "not_found",
                field: field,
                value: self["code"],
                Phrase(
                    "没有公开的\(field.name.zh)“\(quoted)”：请核对编号。",
                    en: "There is no published \(field.name.en) “\(quoted)”: check the code."
                )
            )
        }
        return code
    }

    fileprivate func publishedFilter(_ codes: CodeBook) throws -> RecordFilter {
        var filter = RecordFilter()
        filter.text = text("text")
        filter.industry = try text("industry").map { try codes.industry(parsing: $0, field: .industry) }
        filter.field = try text("field").map { try codes.resolve($0, in: .field, field: .technicalField) }
        filter.region = try text("region").map { try codes.region(parsing: $0, field: .region) }
        return filter
    }
}

extension Demand {
    fileprivate func publicMembers(of organization: String?) -> JSON.Members {
        var members = JSON.Members()
        members["code"] = .string(code.description)
        members.say("organization_name", organization)
        members["title"] = .string(content.title)
        members.say("summary", content.summary)
        members.say("keywords", content.keywords)
        members.say("industry", content.industry?.description)
        members.say("field", content.field)
        members.say("region", content.region?.description)
        members.say("zone", content.zone)
        if let budget = content.budget { members["budget_fen"] = .int(budget.fen) }
        members.say("deadline", content.deadline?.description)
        members.say("cooperation_modes", content.cooperationModes)
        members.say("readiness", content.readiness)
        members.say("received_on", content.receivedOn.description)
        return members
    }
}

extension Achievement {
    fileprivate func publicMembers(of organization: String?) -> JSON.Members {
        var members = JSON.Members()
        members["code"] = .string(code.description)
        members.say("organization_name", organization)
        members["title"] = .string(content.title)
        members.say("summary", content.summary)
        members.say("keywords", content.keywords)
        members.say("industry", content.industry?.description)
        members.say("field", content.field)
        members.say("region", content.region?.description)
        members.say("zone", content.zone)
        if let price = content.price { members["price_fen"] = .int(price.fen) }
        members.say("valid_until", content.validUntil?.description)
        members.say("completed_on", content.completedOn?.description)
        members.say("cooperation_modes", content.cooperationModes)
        members.say("readiness", content.readiness)
        if let trl = content.trl { members["trl"] = .int(Int64(trl)) }
        members.say("ip_kinds", content.ipKinds)
        members.say("received_on", content.receivedOn.description)
        return members
    }
}

/// What is blank is left out, as in all records.
extension JSON.Members {
    fileprivate mutating func say(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { self[key] = .string(text) }
    }

    fileprivate mutating func say(_ key: String, _ texts: [String]) {
        if !texts.isEmpty { self[key] = .array(texts.map(JSON.string)) }
    }
}
