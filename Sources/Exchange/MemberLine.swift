import Domain
import Market

/// A member of a programme as a file has it, within the programme's line.
struct MemberLine {
    typealias Move = StepLine<MemberStage>

    let organization: Organization.ID
    /// Nil when the line does not say.
    let staff: User.ID?
    let note: String?
    let stage: MemberStage?
    let moves: [Move]

    init(_ one: inout RecordReader) throws {
        organization = try one.organization(.organization)
        staff = try one.user(.memberStaff)
        note = try one.optionalText(.note).map { try TextRule.block($0, .note, limit: Limits.note) }
        stage = try one.optionalWord(.stage, \MemberStage.name)
        moves =
            try one.objects(.moves) { move in
                try Move(&move, .leaveReason) {
                    try $0.optionalWord(.leaveReason, \LeaveReason.name)?.rawValue
                }
            } ?? []
    }
}

extension Records {
    /// A programme with its members.
    func loadProgramme(_ reader: inout RecordReader) throws -> Loaded {
        let programmes = work.programmes
        let head = try Head(&reader, .programme)
        var old = try head.find(code: programmes.find(code:), externalID: programmes.find(externalID:))
        reader.kept = try old.map { try json($0) }
        let members = try reader.objects(.members) { try MemberLine(&$0) } ?? []
        let content = try Programme.Content(&reader).checked()
        try reader.finish()
        // A line without numbers means the programme of its name.
        if old == nil, head.isAnonymous { old = try programmes.find(named: content.name) }
        var loaded = Loaded(outcome: .same)
        let programme: Programme
        if let old {
            programme = old
            if old.content != content {
                _ = try programmes.edit(old.id, version: head.version, content)
                loaded.change()
            }
        } else {
            programme = try programmes.create(content, code: head.code)
            loaded.outcome = .created
        }
        var filter = MemberFilter()
        filter.programme = programme.id
        var known: [Organization.ID: Member] = [:]
        for one in try programmes.members(filter) { known[one.organization] = one }
        for line in members {
            let wasThere = known[line.organization]
            let member = try load(line, into: programme, wasThere)
            known[line.organization] = member
            guard member != wasThere else { continue }
            if old != nil { try head.requireFresh(programme.filing) }
            loaded.change()
        }
        loaded.filing = head.filing(old?.filing) {
            try programmes.archive(programme.id, version: nil, as: $0)
        }
        return loaded
    }

    private func load(_ line: MemberLine, into programme: Programme, _ old: Member?) throws -> Member {
        let programmes = work.programmes
        try MemberLine.Move.check(line.moves, line.stage) { old?.stage }
        var member =
            try old
            ?? programmes.join(
                programme.id,
                line.organization,
                staff: line.staff,
                on: line.moves.first?.on,
                note: line.note ?? "",
                stepNote: line.moves.first?.note ?? "",
                besidesMerged: true
            )
        let known = try programmes.history(member.id).moves
        for (here, there) in zip(known, line.moves) where !there.isSame(as: here) {
            throw there.differs(from: here)
        }
        for move in line.moves.dropFirst(known.count) { member = try apply(move, to: member) }
        // What the line does not say stays as it is.
        let (staff, note) = (line.staff ?? member.staff, line.note ?? member.note)
        guard (member.staff, member.note) != (staff, note) else { return member }
        return try programmes.assign(member.id, staff: staff, note: note)
    }

    private func apply(_ move: MemberLine.Move, to member: Member) throws -> Member {
        let programmes = work.programmes
        if move.isMistake {
            return try programmes.back(member.id, to: move.to, isMistake: true, on: move.on, note: move.note)
        }
        if move.to == .left {
            let reason = move.reason.flatMap(LeaveReason.init(rawValue:))
            return try programmes.leave(member.id, reason: reason, on: move.on, note: move.note)
        }
        return move.isForward(from: member.stage)
            ? try programmes.advance(member.id, to: move.to, on: move.on, note: move.note)
            : try programmes.back(member.id, to: move.to, on: move.on, note: move.note)
    }
}

extension Field {
    static let members = Field("members", "成员单位", en: "members")
}
