import Domain

/// The course of a made-up market, day by day: what comes in, and what becomes of it.
///
/// Holds the ids of what was made, and what is still to happen; days are counted from 0 at the beginning to
/// `MadeMarket.days` at the end.
struct MadeCourse: Sendable {
    private let size: MadeMarket.Size
    private let start: Day
    private var records: MadeRecords
    private var dice: Dice
    private var day = 0
    /// How many of the records of `size` are made.
    private(set) var made = 0

    private var staff: [User.ID] = []
    private var enterprises: [Organization.ID] = []
    private var institutions: [Organization.ID] = []
    private var demands: [Owned<Demand.ID>] = []
    private var achievements: [Owned<Achievement.ID>] = []
    private var pairs: Set<Pair> = []
    private var matches = 0
    private var contracts = 0
    private var visits = 0
    private var activities = 0
    private var deeds: [[Deed]]

    private struct Owned<ID: Sendable>: Sendable {
        let id: ID
        let owner: Organization.ID
    }

    private struct Pair: Hashable {
        let demand: Int
        let achievement: Int
    }

    /// Something that happens on a later day.
    private enum Deed: Sendable {
        case publishDemand(Demand.ID)
        case publishAchievement(Achievement.ID)
        case closeDemand(Demand.ID)
        case withdrawAchievement(Achievement.ID)
        case advance(Match.ID, MatchStage)
        /// Notes the next stage by mistake, and takes that back.
        case slip(Match.ID, MatchStage)
        case followUp(Match.ID)
        case end(Match.ID)
        case sign(Match.ID, demand: Int, achievement: Int)
        case pay(Contract.ID, fen: Int64)
        case refund(Contract.ID, fen: Int64)
        case amend(Contract.ID, total: Int64, technology: Int64)
        case cancel(Contract.ID)
        case merge(Organization.ID, into: Organization.ID)
    }

    /// Brings in the people, the institutes and the first firms, and sets the targets.
    init(_ work: Work, _ size: MadeMarket.Size, _ seed: UInt64, until: Day) throws {
        self.size = size
        start = until.advanced(by: -MadeMarket.days)
        records = try MadeRecords(seed: seed, try work.codes())
        dice = Dice(seed: seed &+ 1)
        deeds = Array(repeating: [], count: MadeMarket.days + 1)
        staff = [work.user.id]
        for number in 1...size.staff {
            let user = try work.users.create(
                login: "staff\(number)",
                name: records.person(),
                role: number == 1 ? .manager : .staff
            )
            staff.append(user.id)
        }
        for number in 0..<size.institutions {
            institutions.append(try work.organizations.create(records.institution(number)).id)
        }
        for _ in 0..<min(20, size.enterprises) { try addEnterprise(work) }
        for year in start.year...until.year { try setTargets(year, until: until, work) }
    }

    /// What the year's share of everything would come to, in round figures.
    private func setTargets(_ year: Int, until: Day, _ work: Work) throws {
        let share = year == until.year ? 2 : 3
        func round(_ value: Int) -> Int64 { Int64(max(1, value / share)) }
        for (indicator, value) in [
            (Indicator.enterprisesServed, round(size.enterprises)), (.activities, round(size.activities)),
            (.demandsIntroduced, round(min(size.demands, size.matches))),
            (.contractsSigned, round(size.contracts)),
            (.contractValue, round(size.contracts) * 1_000_000_000),
        ] { try work.targets.set(year: year, indicator, value: value) }
    }

    // MARK: A day

    /// All that happens up to and with a day.
    mutating func go(on work: Work, to end: Int) throws {
        while day < end {
            day += 1
            try come(work)
            let due = deeds[day]
            deeds[day] = []
            for deed in due { try perform(deed, work) }
        }
    }

    private var today: Day { MadeCourse.workday(start.advanced(by: day)) }

    /// The day itself, or the Friday before: offices are closed at weekends.
    private static func workday(_ day: Day) -> Day {
        // 1970 began on a Thursday.
        let weekday = (day.rawValue + 3) % 7
        return weekday > 4 ? day.advanced(by: 4 - weekday) : day
    }

    /// How many of a number there are by the end of the day.
    private func share(_ count: Int) -> Int { count * day / MadeMarket.days }

    /// What comes in on the day.
    private mutating func come(_ work: Work) throws {
        while enterprises.count < share(size.enterprises) { try addEnterprise(work) }
        while achievements.count < share(size.achievements) { try addAchievement(work) }
        while demands.count < share(size.demands) { try addDemand(work) }
        while visits < share(size.visits) {
            let visit = records.visit(to: dice.pick(enterprises), by: dice.pick(staff), on: today)
            _ = try work.visits.create(visit)
            visits += 1
        }
        while activities < share(size.activities) { try addActivity(work) }
        while matches < share(size.matches), try addMatch(work) {}
    }

    private mutating func later(_ days: Int, _ deed: Deed) {
        guard day + days <= MadeMarket.days else { return }
        deeds[day + days].append(deed)
    }

    private mutating func addEnterprise(_ work: Work) throws {
        let content = records.enterprise(enterprises.count)
        let firm = try work.organizations.create(content).id
        enterprises.append(firm)
        guard enterprises.count % 50 == 0, day > 0 else { return }
        let twin = try work.organizations.create(records.twin(of: content)).id
        _ = try work.visits.create(records.visit(to: twin, by: dice.pick(staff), on: today))
        later(30 + dice.below(60), .merge(twin, into: firm))
    }

    private mutating func addAchievement(_ work: Work) throws {
        let made = try work.achievements.create(
            records.achievement(of: dice.pick(institutions), on: today)
        )
        achievements.append(Owned(id: made.id, owner: made.content.organization))
        self.made += 1
        guard dice.falls(80) else { return }
        let wait = 1 + dice.below(10)
        later(wait, .publishAchievement(made.id))
        // Only what no match is looked for, so that none is refused.
        if !isOpen(achievements.count - 1) {
            later(wait + 100 + dice.below(300), .withdrawAchievement(made.id))
        }
    }

    private mutating func addDemand(_ work: Work) throws {
        let isPublic = dice.falls(15)
        let content = records.demand(of: dice.pick(enterprises), on: today)
        let made = try work.demands.create(content, first: isPublic ? .submitted : .accepted)
        if isPublic { _ = try work.demands.move(made.id, to: .accepted, on: today) }
        demands.append(Owned(id: made.id, owner: content.organization))
        self.made += 1
        if dice.falls(75) { later(1 + dice.below(6), .publishDemand(made.id)) }
        if !isOpen(demands.count - 1) { later(60 + dice.below(300), .closeDemand(made.id)) }
    }

    /// Whether a record stays on the market, by its place.
    private func isOpen(_ place: Int) -> Bool { place % 20 != 7 }

    private mutating func addActivity(_ work: Work) throws {
        let activity = try work.activities.create(records.activity(activities, on: today, .held))
        activities += 1
        var guests: Set<Organization.ID> = []
        for _ in 0..<(10 + dice.below(40)) {
            let guest = dice.pick(enterprises)
            guard guests.insert(guest).inserted else { continue }
            _ = try work.activities.attend(activity.id, guest, people: 1 + dice.below(4))
        }
        guard activities % 10 == 0 else { return }
        var session = activity.content
        session.title += "（分会场）"
        session.parent = activity.id
        let part = try work.activities.create(session)
        for guest in guests.sorted(by: { $0.rawValue < $1.rawValue }).prefix(5) {
            _ = try work.activities.attend(part.id, guest)
        }
    }

    // MARK: Matches and contracts

    /// - Returns: whether there was a pair to match; if not, there will be on a later day.
    private mutating func addMatch(_ work: Work) throws -> Bool {
        guard let pair = freePair() else { return false }
        let (demand, achievement) = (demands[pair.demand], achievements[pair.achievement])
        let owner = dice.pick(staff)
        let score = 30 + dice.below(70)
        matches += 1
        made += 1
        let match: Match
        // Noted first, where days enough are left to bring the two together before anything else happens.
        if dice.falls(30), day + 10 <= MadeMarket.days {
            match = try work.matches.create(
                demand.id,
                achievement.id,
                score: score,
                owner: owner,
                on: today
            )
            later(dice.below(5), .advance(match.id, .introduced))
        } else {
            match = try work.matches.introduce(
                demand.id,
                achievement.id,
                score: score,
                owner: owner,
                on: today
            )
        }
        later(5 + dice.below(10), .followUp(match.id))
        // Evenly among the matches, so that there are as many as were asked for.
        if matches * size.contracts / size.matches > contracts {
            contracts += 1
            // One that came too late for it is signed sooner.
            let left = MadeMarket.days - day
            let intention = min(left, 5 + dice.below(30))
            later(intention, .advance(match.id, .intention))
            let signing = min(left, intention + 10 + dice.below(60))
            later(signing, .sign(match.id, demand: pair.demand, achievement: pair.achievement))
            return true
        }
        let wait = 10 + dice.below(40)
        switch dice.below(100) {
        case ..<35: break
        case ..<60: later(wait, .end(match.id))
        case ..<62: later(wait, .slip(match.id, .intention))
        default:
            later(wait, .advance(match.id, .intention))
            later(wait + 8, .followUp(match.id))
            if dice.falls(35) { later(wait + 20 + dice.below(60), .end(match.id)) }
        }
        return true
    }

    /// A demand, a recent one rather than an old one, with an achievement that it was not matched with.
    private mutating func freePair() -> Pair? {
        guard !demands.isEmpty, !achievements.isEmpty else { return nil }
        for _ in 0..<50 {
            let recent = min(demands.count, max(50, size.demands / 6))
            let place = dice.falls(80) ? demands.count - 1 - dice.below(recent) : dice.below(demands.count)
            let pair = Pair(demand: place, achievement: dice.below(achievements.count))
            guard isOpen(pair.demand), isOpen(pair.achievement) else { continue }
            if pairs.insert(pair).inserted { return pair }
        }
        return nil
    }

    private mutating func sign(_ match: Match.ID, _ demand: Int, _ achievement: Int, _ work: Work) throws {
        let (wanted, offered) = (demands[demand], achievements[achievement])
        let title = try work.demands.get(wanted.id).title
        let content = records.contract(title, between: wanted.owner, and: offered.owner, on: today)
        let contract = try work.contracts.create(content).id
        made += 1
        _ = try work.matches.advance(match, to: .signed, contract: contract, on: today)
        let total = content.total.fen
        switch dice.below(100) {
        case ..<4: return later(30 + dice.below(60), .cancel(contract))
        case ..<12:
            let raised = total + total / 10
            let technology = content.technology.fen + total / 20
            later(15 + dice.below(30), .amend(contract, total: raised, technology: technology))
        case ..<14: later(70, .refund(contract, fen: total / 10))
        default: break
        }
        later(5 + dice.below(20), .pay(contract, fen: total * 3 / 10))
        later(60, .pay(contract, fen: total * 4 / 10))
        guard dice.falls(70) else { return }
        later(150 + dice.below(60), .pay(contract, fen: total * 3 / 10))
        later(220, .advance(match, .completed))
    }

    private mutating func perform(_ deed: Deed, _ work: Work) throws {
        switch deed {
        case .publishDemand(let demand): _ = try work.demands.move(demand, to: .published, on: today)
        case .publishAchievement(let achievement):
            _ = try work.achievements.move(achievement, to: .published, on: today)
        case .closeDemand(let demand): _ = try work.demands.move(demand, to: .closed, on: today)
        case .withdrawAchievement(let achievement):
            _ = try work.achievements.move(achievement, to: .withdrawn, on: today)
        case .advance(let match, let stage):
            _ = try work.matches.advance(match, to: stage, on: today, note: records.note())
        case .slip(let match, let stage):
            _ = try work.matches.advance(match, to: stage, on: today)
            _ = try work.matches.back(match, isMistake: true, on: today)
        case .followUp(let match):
            let (kind, text) = records.followUp()
            _ = try work.matches.followUp(match, on: today, kind: kind, text: text)
        case .end(let match):
            _ = try work.matches.end(match, reason: records.endReason(), on: today, note: records.note())
        case .sign(let match, let demand, let achievement): try sign(match, demand, achievement, work)
        case .pay(let contract, let fen): try pay(contract, .receipt, fen, work)
        case .refund(let contract, let fen): try pay(contract, .refund, fen, work)
        case .amend(let contract, let total, let technology):
            _ = try work.contracts.amend(
                contract,
                total: Money(fen: total),
                technology: Money(fen: technology),
                on: today
            )
        case .cancel(let contract): _ = try work.contracts.cancel(contract, on: today)
        case .merge(let twin, let firm): try work.organizations.merge(twin, into: firm, note: "")
        }
    }

    private func pay(_ contract: Contract.ID, _ kind: Payment.Kind, _ fen: Int64, _ work: Work) throws {
        let money = Money(fen: fen)
        _ = try work.payments.create(
            Payment.Content(contract: contract, kind: kind, amount: money, on: today)
        )
    }
}
