public import Domain
import Storage

/// What became of a line of a list of names that are to join a programme.
public enum Joined: Sendable, Equatable {
    case added(name: String)
    /// It is a member already, and was left alone.
    case already(name: String, code: RecordCode, stage: MemberStage)
    /// No organization goes by that; some that are called much like it.
    case unknown(String, near: [NamedCode])
    /// Several are called that.
    case ambiguous(String, [NamedCode])
    /// The line was refused; nothing of it was written.
    case refused(String, Phrase)
}

extension Programmes {
    /// Takes organizations into a programme, each line for itself: those that are clear join, the others come back to be
    /// settled.
    ///
    /// - Parameters:
    ///   - names: names, codes or credit codes.
    ///   - kind: what a name is that nobody goes by and that is to be made; nil to make none.
    /// - Throws: `too_many_lines`, `date_in_future`, `archived`.
    public func join(
        _ id: Programme.ID,
        _ names: [String],
        as stage: MemberStage = .negotiating,
        staff: User.ID? = nil,
        on day: Day? = nil,
        making kind: Organization.Kind? = nil
    ) throws -> [Joined] {
        try work.require(.staff, "programme.join")
        let programme = try get(id)
        try programme.filing.requireInUse(programme.code)
        try (day ?? work.today).requireNotFuture(today: work.today, field: .on)
        try Organizations.checkLines(names.count)
        return try names.map { name in
            do {
                return try work.attempt { try join(id, name, stage, staff, day, kind) }
            } catch let error as AppError where error.kind == .invalid || error.kind == .conflict {
                return .refused(name, error.message)
            }
        }
    }

    private func join(
        _ id: Programme.ID,
        _ name: String,
        _ stage: MemberStage,
        _ staff: User.ID?,
        _ day: Day?,
        _ kind: Organization.Kind?
    ) throws -> Joined {
        let organization: Organization
        switch try work.organizations.meant(by: name, making: kind) {
        case .one(let found): organization = found
        case .none(let near): return .unknown(name, near: near)
        case .several(let some): return .ambiguous(name, some)
        }
        if let member = try work.transaction.member(id, root: organization.rootID) {
            let known = try work.organizations.get(member.organization)
            return .already(name: known.name, code: known.code, stage: member.stage)
        }
        _ = try join(id, organization.id, as: stage, staff: staff, on: day)
        return .added(name: organization.name)
    }
}
