import Domain
import Exchange
import Market

/// Matches: a pair is introduced, noted or refused, and goes on by steps.
extension Handling {
    static var matchOperations: [String: Handling] {
        [
            "listMatches": .read { work, call in
                var filter = MatchFilter()
                filter.text = call.text("text")
                filter.stage = call.word("stage")
                filter.organization = try call.text("organization").map { try work.organizations.find($0).id }
                filter.contract = try call.text("contract").map { try work.contracts.find($0).id }
                filter.demand = try call.text("demand").map { try work.demands.find($0).id }
                filter.achievement = try call.text("achievement").map { try work.achievements.find($0).id }
                filter.owner = try call.text("owner").map { try work.users.find($0, field: .owner).id }
                filter.dueBy = try call.text("due_by").map {
                    try Day(parsing: $0, field: Field("due_by", "到期日", en: "due day"))
                }
                filter.includesArchived = call.flag("archived")
                return try call.page { [filter] in
                    try work.matches.newest(filter, before: $0.map(Match.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "createMatch": .prepared { desk, call in
                let sides = try await desk.read { work in
                    try work.require(.staff, "match.create")
                    return (
                        try work.demands.find(try call.required(.demand)).id,
                        try work.achievements.find(try call.required(.achievement)).id
                    )
                }
                let score = try await desk.suggestion(sides.0, sides.1).score
                return { try pair($0, $1, score: score) }
            },
            "editMatch": .change { work, call in
                let match = try work.matches.find(call["code"])
                let said = try call.members()
                let changed = try work.matches.assign(
                    match.id,
                    owner: said["owner"] == nil ? match.owner : try owner(work, call),
                    nextStep: said["next_step"] == nil ? match.nextStep : try call.string(.nextStep),
                    nextOn: said["next_on"] == nil ? match.nextOn : try call.day(.nextOn),
                    version: call.version
                )
                return .record(try Records(work).json(changed))
            },
            "advanceMatch": .change { work, call in
                let match = try work.matches.find(call["code"])
                let contract = try call.string(.contract)
                let moved = try work.matches.advance(
                    match.id,
                    to: try call.choice(.toStage) ?? match.stage.following ?? .completed,
                    contract: contract.isEmpty ? nil : try work.contracts.find(contract).id,
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(moved))
            },
            "takeMatchBack": .change { work, call in
                let match = try work.matches.find(call["code"])
                let moved = try work.matches.back(
                    match.id,
                    to: try call.choice(.toStage),
                    isMistake: try call.bool(Field("mistake", "误录", en: "mistake")),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(moved))
            },
            "endMatch": .change { work, call in
                let match = try work.matches.find(call["code"])
                let ended = try work.matches.end(
                    match.id,
                    reason: try call.required(.reason),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(ended))
            },
            "followMatchUp": .change { work, call in
                let match = try work.matches.find(call["code"])
                let followed = try work.matches.followUp(
                    match.id,
                    on: try call.day(),
                    kind: try call.required(.kind),
                    text: try call.required(.text),
                    nextStep: try call.string(.nextStep),
                    nextOn: try call.day(.nextOn)
                )
                return .record(try Records(work).json(followed))
            },
        ]
    }

    @Sendable private static func pair(_ work: Work, _ call: Call, score: Int) throws -> Answer {
        let demand = try work.demands.find(try call.required(.demand)).id
        let achievement = try work.achievements.find(try call.required(.achievement)).id
        let isNew = try work.matches.find(demand, achievement) == nil
        let (day, note) = (try call.day(), try call.string(.note))
        let match: Match
        switch try call.string(Field("action", "操作", en: "action")) {
        case "refuse":
            match = try work.matches.refuse(
                demand,
                achievement,
                reason: try call.required(.reason),
                score: score,
                on: day,
                note: note
            )
        case "later":
            let owner = try owner(work, call) ?? work.user.id
            match = try work.matches.create(
                demand,
                achievement,
                score: score,
                owner: owner,
                on: day,
                note: note
            )
        default:
            // Anything else than introducing is refused by the description, which names what there is.
            match = try work.matches.introduce(
                demand,
                achievement,
                score: score,
                owner: try owner(work, call),
                on: day,
                note: note
            )
        }
        let members = try Records(work).json(match)
        return isNew ? .made(members, in: "matches") : .record(members)
    }

    private static func owner(_ work: Work, _ call: Call) throws -> User.ID? {
        let login = try call.string(.owner)
        return login.isEmpty ? nil : try work.users.find(login, field: .owner).id
    }
}

extension Field {
    static let toStage = Field("to", "阶段", en: "stage")
}
