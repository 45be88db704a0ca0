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
    public func matches(limit: Int) throws -> [AgendaMatch] { try matches(pressing(limit: limit, nil)) }

    /// Which those are.
    ///
    /// - Parameter known: those that were found earlier, as of a write; they stand until a match is written to.
    func pressing(limit: Int, _ known: (sequence: Int64, matches: [Match.ID])?) throws -> [Match.ID] {
        let transaction = work.transaction
        if let known, try transaction.tables(writtenAfter: known.sequence).isDisjoint(with: Self.matchTables)
        {
            return known.matches
        }
        return try transaction.waitingMatches(
            of: work.user.id,
            Attention.waiting(on: work.today),
            limit: limit
        )
    }

    func matches(_ ids: [Match.ID]) throws -> [AgendaMatch] {
        try work.transaction.waitingMatches(ids).map { waiting in
            var waiting = waiting
            waiting.match = work.visible(waiting.match)
            return AgendaMatch(waiting, today: work.today)
        }
    }

    /// What a match's waiting depends on.
    private static let matchTables: Set<String> = ["match", "match_move", "follow_up"]

    /// - Parameter known: what was counted earlier, as of a write: only what was written to since is counted anew.
    func counts(_ known: (sequence: Int64, counts: AgendaCounts)?) throws -> AgendaCounts {
        let transaction = work.transaction
        let written = try known.map { try transaction.tables(writtenAfter: $0.sequence) }
        func stands(_ tables: Set<String>) -> AgendaCounts? {
            written?.isDisjoint(with: tables) == true ? known?.counts : nil
        }
        let matches =
            try stands(Self.matchTables)?.matches
            ?? transaction.waitingMatchCount(of: work.user.id, Attention.waiting(on: work.today))
        guard work.user.role >= RecordState.accepted.leastRole else { return AgendaCounts(matches: matches) }
        if let known = stands(["demand", "achievement"]) {
            return AgendaCounts(matches: matches, demands: known.demands, achievements: known.achievements)
        }
        let (demands, achievements) = try transaction.reviewCounts()
        return AgendaCounts(matches: matches, demands: demands, achievements: achievements)
    }

    public func counts() throws -> AgendaCounts { try counts(nil) }

    /// Activities that are planned, the next one first; those whose day has passed wait to be marked as held.
    public func activities(limit: Int) throws -> [ActivityItem] {
        var filter = EventFilter()
        filter.state = .planned
        filter.isOldestFirst = true
        filter.page = Page(limit: limit)
        return try work.activities.items(filter)
    }
}

extension Desk {
    /// What waits for the person, counted anew only after something was written or a day has passed.
    public func counts() async throws -> AgendaCounts {
        let shelf = workspace.agendaShelf
        let known = AgendaShelf.Key(
            sequence: try workspace.lastChange(),
            today: workspace.today,
            role: user.role
        )
        let earlier = shelf.counts(of: user.id, like: known)
        if let earlier, earlier.sequence == known.sequence { return earlier.counts }
        return try await read { work in
            let key = try AgendaShelf.Key(work)
            let counts = try work.agenda.counts(shelf.counts(of: work.user.id, like: key))
            shelf.keep(counts, of: work.user.id, key)
            return counts
        }
    }

    /// One's own matches that need a step, looked for anew only after a match was written to or a day has passed.
    public func agendaMatches(limit: Int) async throws -> [AgendaMatch] {
        let shelf = workspace.agendaShelf
        return try await read { work in
            let key = try AgendaShelf.Key(work)
            let known = shelf.matches(of: work.user.id, limit: limit, like: key)
            let ids = try work.agenda.pressing(limit: limit, known)
            shelf.keep(ids, limit: limit, of: work.user.id, key)
            return try work.agenda.matches(ids)
        }
    }
}

extension AgendaShelf.Key {
    /// As the state of the file has it that is being read.
    fileprivate init(_ work: Work) throws {
        self.init(sequence: try work.transaction.lastChange(), today: work.today, role: work.user.role)
    }
}
