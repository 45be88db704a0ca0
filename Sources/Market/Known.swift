public import Domain
import Storage

/// What some records refer to and consist of, looked up for all of them at once: a list of two hundred takes a few
/// queries and not a few for each. What is not in here was not looked up.
public struct Known: Sendable {
    /// Codes by kind and id.
    private var codes: [RecordCode.Kind: [Int64: RecordCode]] = [:]
    public internal(set) var logins: [User.ID: String] = [:]
    public internal(set) var demandHistories: [Demand.ID: RecordHistory] = [:]
    public internal(set) var achievementHistories: [Achievement.ID: RecordHistory] = [:]
    public internal(set) var matchHistories: [Match.ID: MatchHistory] = [:]
    public internal(set) var followUps: [Match.ID: [FollowUp]] = [:]
    public internal(set) var ledgers: [Contract.ID: ContractLedger] = [:]
    /// The codes of the matches that rest on a contract.
    public internal(set) var matchCodes: [Contract.ID: [RecordCode]] = [:]
    public internal(set) var members: [Programme.ID: [Member]] = [:]
    public internal(set) var memberHistories: [Member.ID: MemberHistory] = [:]
    public internal(set) var attendance: [Activity.ID: [Attendance]] = [:]

    public init() {}

    /// The code of a record; nil if it was not looked up.
    public func code(_ kind: RecordCode.Kind, _ id: Int64) -> RecordCode? { codes[kind]?[id] }

    fileprivate mutating func find(
        _ kind: RecordCode.Kind,
        _ ids: some Sequence<Int64>,
        in transaction: Transaction
    ) throws {
        codes[kind] = try transaction.codes(kind, ids)
    }
}

extension Work {
    public func known(of demands: [Demand]) throws -> Known {
        var known = Known()
        try known.find(.organization, demands.map(\.content.organization.rawValue), in: transaction)
        known.demandHistories = try transaction.histories(ofDemands: demands.map(\.id)).mapValues(visible)
        return known
    }

    public func known(of achievements: [Achievement]) throws -> Known {
        var known = Known()
        try known.find(.organization, achievements.map(\.content.organization.rawValue), in: transaction)
        known.achievementHistories = try transaction.histories(ofAchievements: achievements.map(\.id))
            .mapValues(visible)
        return known
    }

    public func known(of organizations: [Organization]) throws -> Known {
        var known = Known()
        let merged = organizations.filter(\.isMerged)
        if !merged.isEmpty { try known.find(.organization, merged.map(\.rootID.rawValue), in: transaction) }
        return known
    }

    public func known(of matches: [Match]) throws -> Known {
        var known = Known()
        try known.find(.demand, matches.map(\.demand.rawValue), in: transaction)
        try known.find(.achievement, matches.map(\.achievement.rawValue), in: transaction)
        known.logins = try logins()
        known.matchHistories = try transaction.histories(ofMatches: matches.map(\.id)).mapValues(visible)
        known.followUps = try transaction.followUps(ofMatches: matches.map(\.id)).mapValues {
            $0.map(visible)
        }
        let contracts = known.matchHistories.values.flatMap { $0.moves.compactMap(\.contract?.rawValue) }
        try known.find(.contract, contracts, in: transaction)
        return known
    }

    public func known(of contracts: [Contract]) throws -> Known {
        var known = Known()
        let parties = contracts.flatMap { [$0.content.buyer.rawValue, $0.content.seller.rawValue] }
        try known.find(.organization, parties, in: transaction)
        known.ledgers = try transaction.ledgers(of: contracts)
        known.matchCodes = try transaction.matchCodes(ofContracts: contracts.map(\.id))
        return known
    }

    public func known(of payments: [Payment]) throws -> Known {
        var known = Known()
        try known.find(.contract, payments.map(\.content.contract.rawValue), in: transaction)
        return known
    }

    public func known(of activities: [Activity]) throws -> Known {
        var known = Known()
        try known.find(.activity, activities.compactMap(\.content.parent?.rawValue), in: transaction)
        try known.find(.programme, activities.compactMap(\.content.programme?.rawValue), in: transaction)
        known.attendance = try transaction.attendance(ofActivities: activities.map(\.id))
        let guests = known.attendance.values.flatMap { $0.map(\.organization.rawValue) }
        try known.find(.organization, guests, in: transaction)
        return known
    }

    public func known(of visits: [Visit]) throws -> Known {
        var known = Known()
        try known.find(.organization, visits.map(\.content.organization.rawValue), in: transaction)
        known.logins = try logins()
        return known
    }

    public func known(of programmes: [Programme]) throws -> Known {
        var known = Known()
        known.members = try transaction.members(ofProgrammes: programmes.map(\.id)).mapValues {
            $0.map(visible)
        }
        try findParts(of: known.members.values.flatMap { $0 }, into: &known)
        return known
    }

    public func known(of members: [Member]) throws -> Known {
        var known = Known()
        try findParts(of: members, into: &known)
        try known.find(.programme, members.map(\.programme.rawValue), in: transaction)
        return known
    }

    private func findParts(of members: [Member], into known: inout Known) throws {
        known.logins = try logins()
        known.memberHistories = try transaction.histories(ofMembers: members.map(\.id)).mapValues(visible)
        try known.find(.organization, members.map(\.organization.rawValue), in: transaction)
    }

    private func logins() throws -> [User.ID: String] {
        Dictionary(try transaction.users().map { ($0.id, $0.login) }) { first, _ in first }
    }
}
