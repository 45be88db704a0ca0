public import Domain
import Matching
import Storage

extension Work {
    /// What waits for the person at work.
    public var agenda: Agenda { Agenda(work: self) }
}

/// When a match is to be seen to again.
public enum Attention {
    /// A match that is on its way and to which nothing happened for so many days, with nothing planned, needs its owner.
    public static let quietDays = 14
    /// After 签约 things take their time.
    public static let quietDaysWhenSigned = 60
    /// A match that has been at one stage for so many days is stuck, whatever happened meanwhile.
    public static let stuckDays: [MatchStage: Int] = [
        .suggested: 30, .introduced: 45, .intention: 90, .signed: 365,
    ]

    static func quietDays(at stage: MatchStage) -> Int { stage == .signed ? quietDaysWhenSigned : quietDays }

    static func waiting(on today: Day) -> Transaction.Waiting {
        var quiet: [MatchStage: Day] = [:]
        for stage in stuckDays.keys { quiet[stage] = today.advanced(by: -quietDays(at: stage)) }
        return Transaction.Waiting(
            quietSince: quiet,
            stuckSince: stuckDays.mapValues { today.advanced(by: -$0) }
        )
    }
}

/// A match that needs its owner, and why.
public struct AgendaMatch: Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        /// The next step is due: today, or so many days ago.
        case due(daysAgo: Int)
        /// Nothing happened for so many days.
        case quiet(days: Int)
        /// It has been at its stage for so many days.
        case stuck(days: Int)
    }

    public let waiting: WaitingMatch
    /// At least one.
    public let reasons: [Reason]

    init(_ waiting: WaitingMatch, today: Day) {
        self.waiting = waiting
        var reasons: [Reason] = []
        let match = waiting.match
        if let due = match.nextOn, due <= today { reasons.append(.due(daysAgo: due.distance(to: today))) }
        let quiet = waiting.touchedOn.distance(to: today)
        if match.nextOn == nil, quiet >= Attention.quietDays(at: match.stage) {
            reasons.append(.quiet(days: quiet))
        }
        let stuck = waiting.enteredOn.distance(to: today)
        if let most = Attention.stuckDays[match.stage], stuck >= most { reasons.append(.stuck(days: stuck)) }
        self.reasons = reasons
    }
}

/// How much waits for somebody, as it stands beside the names of pages.
public struct AgendaCounts: Sendable, Equatable {
    /// Matches of his or her own that need a step.
    public let matches: Int64
    /// Demands that wait for review; 0 for those who don't review.
    public let demands: Int64
    public let achievements: Int64

    public init(matches: Int64 = 0, demands: Int64 = 0, achievements: Int64 = 0) {
        self.matches = matches
        self.demands = demands
        self.achievements = achievements
    }

    public var all: Int64 { matches + demands + achievements }
}

/// What people ask of their day.
public struct Agenda {
    let work: Work

    /// One's own matches that need a step, the most pressing first.
    public func matches(limit: Int) throws -> [AgendaMatch] {
        try matches(state(nil).pressing.prefix(limit).map(\.id))
    }

    func matches(_ ids: [Match.ID]) throws -> [AgendaMatch] {
        try work.transaction.waitingMatches(ids).map { waiting in
            var waiting = waiting
            waiting.match = work.visible(waiting.match)
            return AgendaMatch(waiting, today: work.today)
        }
    }

    public func counts() throws -> AgendaCounts { try state(nil).counts }

    /// What waits for the person.
    ///
    /// - Parameter known: what was found earlier; of that day and role, only what was written to since is looked at again.
    func state(_ known: AgendaState?) throws -> AgendaState {
        let (transaction, user, today) = (work.transaction, work.user, work.today)
        let sequence = try transaction.lastChange()
        let known = known.flatMap { $0.today == today && $0.role == user.role ? $0 : nil }
        if let known, known.sequence == sequence { return known }
        let written = try known.map { try transaction.tables(writtenAfter: $0.sequence) }
        func stands(_ tables: Set<String>) -> AgendaState? {
            written?.isDisjoint(with: tables) == true ? known : nil
        }
        let (demands, achievements) =
            if let known = stands(["demand", "achievement"]) {
                (known.counts.demands, known.counts.achievements)
            } else if user.role >= RecordState.accepted.leastRole {
                try transaction.reviewCounts()
            } else {
                (0, 0)
            }
        let pressing =
            try stands(["match", "match_move", "follow_up"])?.pressing ?? pressing(known).sorted()
        return AgendaState(
            today: today,
            role: user.role,
            sequence: sequence,
            pressing: pressing,
            counts: AgendaCounts(
                matches: Int64(pressing.count),
                demands: demands,
                achievements: achievements
            )
        )
    }

    private func pressing(_ known: AgendaState?) throws -> [PressingMatch] {
        let (transaction, waiting) = (work.transaction, Attention.waiting(on: work.today))
        guard let known else { return try transaction.pressingMatches(of: work.user.id, waiting) }
        let written = try transaction.matches(writtenAfter: known.sequence)
        return known.pressing.filter { !written.contains($0.id) }
            + (try transaction.pressingMatches(of: work.user.id, waiting, writtenAfter: known.sequence))
    }

    /// Activities that are planned, the next one first; those whose day has passed wait to be marked as held.
    public func activities(limit: Int) throws -> [ActivityItem] {
        var filter = EventFilter()
        filter.state = .planned
        filter.isOldestFirst = true
        filter.page = Page(limit: limit)
        return try work.activities.items(filter)
    }
}

/// What waits for one person, as of a write.
struct AgendaState: Sendable {
    let today: Day
    let role: Role
    let sequence: Int64
    /// The most pressing first.
    let pressing: [PressingMatch]
    let counts: AgendaCounts
}

extension Desk {
    /// What waits for the person, looked at anew only where something was written or a day has passed.
    public func counts() async throws -> AgendaCounts { try await agendaState().counts }

    /// One's own matches that need a step, the most pressing first.
    public func agendaMatches(limit: Int) async throws -> [AgendaMatch] {
        let ids = try await agendaState().pressing.prefix(limit).map(\.id)
        return try await readNear { try $0.agenda.matches(ids) }
    }

    private func agendaState() async throws -> AgendaState {
        let (change, today) = (try workspace.lastChange(), workspace.today)
        return try await workspace.agendaShelf.state(of: user, since: change, today) { known in
            try await read { try $0.agenda.state(known) }
        }
    }
}
