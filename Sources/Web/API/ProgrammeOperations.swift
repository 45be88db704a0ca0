import Domain
import Exchange
import Market

/// Programmes, their members with their steps, and their figures.
extension Handling {
    static var programmeOperations: [String: Handling] {
        [
            "listProgrammes": .read { work, call in
                var filter = ProgrammeFilter()
                filter.text = call.text("text")
                filter.state = call.word("state")
                filter.owner = try call.text("owner").map { try work.users.find($0, field: .owner).id }
                filter.organization = try call.text("organization").map { try work.organizations.find($0).id }
                filter.includesArchived = call.flag("archived")
                return try call.page { [filter] in
                    try work.programmes.newest(
                        filter,
                        before: $0.map(Programme.ID.init(rawValue:)),
                        limit: $1
                    )
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "listMembers": .read { work, call in
                var filter = MemberFilter()
                filter.programme = try work.programmes.find(call["code"]).id
                filter.stage = call.word("stage")
                filter.kind = call.word("kind")
                filter.text = call.text("text")
                return try call.page { [filter] in
                    try work.programmes.newestMembers(
                        filter,
                        before: $0.map(Member.ID.init(rawValue:)),
                        limit: $1
                    )
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.members(of: $1) }
                }
            },
            "joinProgramme": .change { work, call in
                let programme = try work.programmes.find(call["code"])
                let organization = try work.organizations.find(try call.required(.organization))
                let member = try work.programmes.join(
                    programme.id,
                    organization.id,
                    as: try call.choice(.stage) ?? .negotiating,
                    staff: try call.staff(work) ?? work.user.id,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).members(of: member)).created(
                    at: "\(Description.base)/programmes/\(programme.code)/members/\(organization.code)"
                )
            },
            "getMember": .read { work, call in
                .record(try Records(work).members(of: try call.member(work)))
            },
            "editMember": .change { work, call in
                let member = try call.member(work)
                let said = try call.members()
                let changed = try work.programmes.assign(
                    member.id,
                    staff: said["staff"] == nil ? member.staff : try call.staff(work),
                    note: said["note"] == nil ? member.note : try call.string(.note),
                    version: call.version
                )
                return .record(try Records(work).members(of: changed))
            },
            "advanceMember": .change { work, call in
                let member = try call.member(work)
                let moved = try work.programmes.advance(
                    member.id,
                    to: try call.choice(.toStage) ?? member.stage.following ?? .signed,
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).members(of: moved))
            },
            "takeMemberBack": .change { work, call in
                let moved = try work.programmes.back(
                    try call.member(work).id,
                    to: try call.choice(.toStage),
                    isMistake: try call.bool(Field("mistake", "误录", en: "mistake")),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).members(of: moved))
            },
            "leaveProgramme": .change { work, call in
                let left = try work.programmes.leave(
                    try call.member(work).id,
                    reason: try call.choice(.leaveReason),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).members(of: left))
            },
            "strikeMember": .change { work, call in try strike(true, work, call) },
            "restoreMember": .change { work, call in try strike(false, work, call) },
            "getProgrammeFigures": .read { work, call in
                let programme = try work.programmes.find(call["code"])
                let period = try call.figurePeriod()
                let lines = try work.programmes.figures(of: programme, in: period)
                return Answer(
                    body: .object(ProgrammeLine.json(lines, of: programme, in: period, call.language))
                )
            },
            "listProgrammeEvidence": .read { work, call in
                let programme = try work.programmes.find(call["code"])
                let (period, figure) = (try call.figurePeriod(), try ProgrammeFigure(parsing: call["figure"]))
                let kind: Organization.Kind? = call.word("kind")
                return try call.evidence {
                    try work.programmes.evidence(
                        figure,
                        of: programme,
                        in: period,
                        kind: figure.countsMembers ? kind : nil,
                        from: $0,
                        page: $1
                    )
                }
            },
        ]
    }

    private static func strike(_ isMistake: Bool, _ work: Work, _ call: Call) throws -> Answer {
        let member = try work.programmes.strike(
            try call.member(work).id,
            isMistake: isMistake,
            version: call.version
        )
        return .record(try Records(work).members(of: member))
    }
}

extension Call {
    /// The member that the address names.
    fileprivate func member(_ work: Work) throws -> Member {
        let programme = try work.programmes.find(self["code"])
        return try work.programmes.member(programme.id, try work.organizations.find(self["organization"]))
    }

    fileprivate func staff(_ work: Work) throws -> User.ID? {
        let login = try string(.memberStaff)
        return login.isEmpty ? nil : try work.users.find(login, field: .memberStaff).id
    }
}
