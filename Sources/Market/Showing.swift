public import Domain
import Storage

/// What the screens in the exhibition hall show: the very figures of the reports, and of the records only what anybody
/// may read.
public struct Showing: Sendable {
    /// A published demand or achievement.
    public struct Offer: Sendable, Equatable {
        public let code: RecordCode
        public let title: String
        public let organization: String
        /// A code of the list `field`.
        public let field: String?
        /// A code of the list `readiness`.
        public let readiness: String?
        /// What is offered or asked for it.
        public let money: Money?
        public let publishedOn: Day
    }

    /// The figures of a whole year, with its targets.
    public let tally: Tally
    /// What the contract value had come to by the end of each month.
    public let months: [Int64]
    public let funnel: Funnel
    /// The last published first.
    public let demands: [Offer]
    public let achievements: [Offer]
    /// Those to come, the next one first.
    public let activities: [Activity]
    public let codes: CodeBook
    /// The year that the managers chose; nil for the one that is on.
    public let chosenYear: Int?
    /// The number of the last write that it knows of.
    public let change: Int64
    /// The day on which it was made.
    public let today: Day

    public var year: Int { tally.period.first.year }

    /// As many offers of each kind and as many activities as the screen has room for.
    static let offers = 6
    static let events = 4
}

extension Workspace {
    /// What the screens show now, from one state of the file.
    public func showing() async throws -> Showing {
        let shelf = shelf
        return try await store.read { transaction in
            try Showing(of: try Work(transaction: transaction, user: Showing.onlooker, shelf: shelf))
        }
    }

    /// The moment that the market's clock shows.
    public var now: Instant { clock() }
}

extension Showing {
    /// Whoever stands before a screen: nobody that the file knows, who may see no more than a viewer.
    fileprivate static let onlooker = User(
        id: User.ID(rawValue: 0),
        login: "",
        name: "",
        role: .viewer,
        isActive: true,
        version: 0
    )

    fileprivate init(of work: Work) throws {
        let transaction = work.transaction
        chosenYear = try work.screens.year()
        tally = try Self.tally(work, chosenYear)
        months = try work.tallies.months(.contractValue, year: tally.period.first.year)
        funnel = try work.analysis.funnel(.entered, in: tally.period)
        demands = try Self.offers(.demand, work) { id in
            try transaction.demand(Demand.ID(rawValue: id)).map { ($0.publicPart, $0.content.budget) }
        }
        achievements = try Self.offers(.achievement, work) { id in
            try transaction.achievement(Achievement.ID(rawValue: id)).map {
                ($0.publicPart, $0.content.price)
            }
        }
        activities = try transaction.upcomingActivities(from: work.today, limit: Self.events)
        codes = try work.codes()
        change = try transaction.lastChange()
        today = work.today
    }

    /// - Parameter find: the public part of a record, and what is offered or asked for it.
    private static func offers<Body: Offered>(
        _ kind: RecordCode.Kind,
        _ work: Work,
        _ find: (Int64) throws -> (Submission<Body>, Money?)?
    ) throws -> [Offer] {
        let found = try work.transaction.newestPublished(kind, limit: offers).compactMap { id, on in
            try find(id).map { (record: $0, money: $1, on: on) }
        }
        let names = try work.transaction.organizationNames(found.map(\.record.content.organization))
        return found.map { record, money, on in
            Offer(
                code: record.code,
                title: record.content.title,
                organization: names[record.content.organization] ?? "",
                field: record.content.field,
                readiness: record.content.readiness,
                money: money,
                publishedOn: on
            )
        }
    }

    /// The figures of the year that the managers chose. Unless they did, of the year that is on; while nothing has
    /// happened in it and it has no targets, as on New Year's Day, still of the year before, if that has any.
    private static func tally(_ work: Work, _ chosen: Int?) throws -> Tally {
        func tally(_ year: Int) throws -> Tally {
            try work.tallies.tally(Period(year: year) ?? Period(day: work.today))
        }
        if let chosen { return try tally(chosen) }
        let current = try tally(work.today.year)
        guard current.isBlank else { return current }
        let former = try tally(work.today.year - 1)
        return former.isBlank ? current : former
    }
}

extension Tally {
    /// Whether nothing was counted and nothing was set out to be reached.
    fileprivate var isBlank: Bool { lines.allSatisfy { $0.value == 0 && $0.target == nil } }
}

/// What demands and achievements on a screen have alike.
private protocol Offered: SubmissionContent {
    var field: String? { get }
    var readiness: String? { get }
}

extension DemandContent: Offered {}
extension AchievementContent: Offered {}
