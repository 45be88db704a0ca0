import Domain
import Exchange
import Market

/// Demands and achievements: lists, steps, suggestions.
extension Handling {
    static var submissionOperations: [String: Handling] {
        [
            "listDemands": .read { work, call in
                let filter = try call.recordFilter(work)
                return try call.page {
                    try work.demands.newest(filter, before: $0.map(Demand.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "listAchievements": .read { work, call in
                let filter = try call.recordFilter(work)
                return try call.page {
                    try work.achievements.newest(
                        filter,
                        before: $0.map(Achievement.ID.init(rawValue:)),
                        limit: $1
                    )
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "moveDemand": .change { work, call in
                let demand = try work.demands.find(call["code"])
                let moved = try work.demands.move(
                    demand.id,
                    to: try call.state(),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(moved))
            },
            "moveAchievement": .change { work, call in
                let achievement = try work.achievements.find(call["code"])
                let moved = try work.achievements.move(
                    achievement.id,
                    to: try call.state(),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(moved))
            },
            "suggestForDemand": .desk { desk, call in
                let (demand, filter) = try await desk.read { work in
                    (try work.demands.find(call["code"]), try call.suggestionFilter(work))
                }
                let found = try await desk.suggestions(forDemand: demand.id, filter)
                return Answer(body: Suggestion.json(found, for: .demand, demand.code, call.language))
            },
            "suggestForAchievement": .desk { desk, call in
                let (achievement, filter) = try await desk.read { work in
                    (try work.achievements.find(call["code"]), try call.suggestionFilter(work))
                }
                let found = try await desk.suggestions(forAchievement: achievement.id, filter)
                return Answer(
                    body: Suggestion.json(found, for: .achievement, achievement.code, call.language)
                )
            },
            "explainPair": .desk { desk, call in
                let (demand, achievement) = try await desk.read { work in
                    (
                        try work.demands.find(call["code"]).id,
                        try work.achievements.find(call["achievement"]).id
                    )
                }
                let pair = try await desk.suggestion(demand, achievement)
                return Answer(body: pair.json(for: .demand, call.language))
            },
        ]
    }
}

extension Call {
    /// Which demands or achievements a list asks for.
    func recordFilter(_ work: Work) throws -> RecordFilter {
        let codes = try work.codes()
        var filter = RecordFilter()
        filter.text = text("text")
        filter.state = word("state")
        filter.organization = try text("organization").map { try work.organizations.find($0).id }
        filter.industry = try text("industry").map { try codes.industry(parsing: $0, field: .industry) }
        filter.field = try text("field").map { try codes.resolve($0, in: .field, field: .technicalField) }
        filter.region = try text("region").map { try codes.region(parsing: $0, field: .region) }
        filter.received = try period("received")
        filter.includesArchived = flag("archived")
        return filter
    }

    fileprivate func suggestionFilter(_ work: Work) throws -> SuggestionFilter {
        let codes = try work.codes()
        var filter = SuggestionFilter()
        filter.industry = try text("industry").map { try codes.industry(parsing: $0, field: .industry) }
        filter.field = try text("field").map { try codes.resolve($0, in: .field, field: .technicalField) }
        filter.region = try text("region").map { try codes.region(parsing: $0, field: .region) }
        filter.money = number("money_fen").map(Money.init(fen:))
        filter.readiness = try text("readiness").map {
            try codes.resolve($0, in: .readiness, field: .readiness)
        }
        filter.publishedOnly = flag("published")
        filter.includesRefused = flag("refused")
        filter.leastScore = Int(number("least_score") ?? 0)
        filter.limit = Int(number("limit") ?? 10)
        return filter
    }

    fileprivate func state() throws -> RecordState {
        let field = Field("to", "变为", en: "to")
        let state: RecordState? = try choice(field)
        guard let state else { throw missing(field) }
        return state
    }
}
