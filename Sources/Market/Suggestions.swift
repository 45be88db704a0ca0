public import Domain
import Matching
import Storage

/// Which suggestions are wanted; a nil asks nothing.
public struct SuggestionFilter: Sendable {
    /// The industry or any within it.
    public var industry: IndustryCode?
    public var field: String?
    /// The region or any within it.
    public var region: RegionCode?
    /// Achievements that ask no more; demands that offer no less. Unknown passes.
    public var money: Money?
    /// A code of the list `readiness`: that ripe or riper. Unknown passes.
    public var readiness: String?
    public var publishedOnly = false
    /// Pairs that were refused or have ended too.
    public var includesRefused = false
    /// Scores below this are left out.
    public var leastScore = 0
    public var limit = 10

    public init() {}
}

/// One counterpart that may fit, with every reason.
///
/// A class, though nothing in it ever changes: it holds two whole records, and is handed on from one place to the next.
public final class Suggestion: Sendable, Equatable {
    /// One addend of the score.
    public struct Part: Sendable, Equatable {
        /// `title_words`, `content_words`, `keywords`, `summary`, `shared_fields`, `industry` or `semantic`.
        public let kind: String
        public let name: Phrase
        public let points: Int
    }

    /// A stretch of text that stands in both records.
    public struct Word: Sendable, Equatable {
        public let text: String
        public let demand: [Place]
        public let achievement: [Place]
    }

    /// Where a matched word stands.
    public struct Place: Sendable, Equatable {
        /// `title`, `content` (all other text of the record, as one) or `keywords`.
        public let part: String
        /// Which of the record's keywords it is, where the part is one.
        public let keyword: Int?
        /// UTF-16 offsets in that part; in a keyword, from its own beginning.
        public let start: Int
        public let end: Int
    }

    /// A condition that the pair does not meet, or that can't be told.
    public struct Condition: Sendable, Equatable {
        /// `money`, `maturity`, `modes`, `industry`, `deadline` or `validity`.
        public let kind: String
        public let text: Phrase
    }

    public let demand: Demand
    public let achievement: Achievement
    /// The counterpart's organization.
    public let organization: Organization
    /// 0 to 100; the parts add up to it.
    public let score: Int
    /// `strong`, `possible`, `same_field` or `weak`.
    public let band: String
    public let bandName: Phrase
    public let parts: [Part]
    public let words: [Word]
    /// Technical fields that both texts belong to.
    public let sharedFields: [String]
    /// `class`, `group`, `division`, `section` or `none`; nil when a side's industry is not known.
    public let industryLevel: String?
    public let industryLevelName: Phrase
    public let unmet: [Condition]
    public let unknown: [Condition]
    /// The match that the pair has, if it has one.
    public let match: Match?

    init(
        demand: Demand,
        achievement: Achievement,
        organization: Organization,
        score: Int,
        band: String,
        bandName: Phrase,
        parts: [Part],
        words: [Word],
        sharedFields: [String],
        industryLevel: String?,
        industryLevelName: Phrase,
        unmet: [Condition],
        unknown: [Condition],
        match: Match?
    ) {
        self.demand = demand
        self.achievement = achievement
        self.organization = organization
        self.score = score
        self.band = band
        self.bandName = bandName
        self.parts = parts
        self.words = words
        self.sharedFields = sharedFields
        self.industryLevel = industryLevel
        self.industryLevelName = industryLevelName
        self.unmet = unmet
        self.unknown = unknown
        self.match = match
    }

    public static func == (one: Suggestion, other: Suggestion) -> Bool {
        one.demand == other.demand && one.achievement == other.achievement
            && one.organization == other.organization && one.match == other.match
            && (one.score, one.band, one.bandName) == (other.score, other.band, other.bandName)
            && one.parts == other.parts && one.words == other.words && one.sharedFields == other.sharedFields
            && one.industryLevel == other.industryLevel && one.industryLevelName == other.industryLevelName
            && one.unmet == other.unmet && one.unknown == other.unknown
    }
}

/// A record, its organization and the counterparts that fit it best, as of one state of the file.
public struct SuggestedFor<Body: SubmissionContent>: Sendable {
    public let record: Submission<Body>
    public let organization: Organization
    public let codes: CodeBook
    /// What was found, or why what was asked for won't do.
    public let found: Result<[Suggestion], AppError>
}

extension Desk {
    /// The achievements that fit a demand best, with the reasons.
    public func suggestions(forDemand id: Demand.ID, _ filter: SuggestionFilter) async throws -> [Suggestion]
    {
        let index = try await workspace.index.current()
        let semantics = try await workspace.vectors.current()
        return try await readNear { work in
            try work.suggestions(for: try work.demands.whole(id), filter, in: index, semantics)
        }
    }

    /// The demands that an achievement fits best, with the reasons. A pair has the same score from both sides.
    public func suggestions(
        forAchievement id: Achievement.ID,
        _ filter: SuggestionFilter
    ) async throws -> [Suggestion] {
        let index = try await workspace.index.current()
        let semantics = try await workspace.vectors.current()
        return try await read { work in
            try work.suggestions(for: try work.achievements.whole(id), filter, in: index, semantics)
        }
    }

    /// A demand with the achievements that fit it best, in one reading.
    ///
    /// - Parameter filter: what is asked for, by the code lists; what it refuses is told with the record.
    public func suggested(
        forDemand code: String,
        _ filter: @Sendable @escaping (CodeBook) throws -> SuggestionFilter
    ) async throws -> SuggestedFor<DemandContent> {
        let index = try await workspace.index.current()
        let semantics = try await workspace.vectors.current()
        return try await readNear { work in
            let demand = try work.demands.find(code)
            return try work.suggested(for: demand, filter) { filter in
                try work.suggestions(for: try work.demands.whole(of: demand), filter, in: index, semantics)
            }
        }
    }

    /// An achievement with the demands that it fits best, in one reading.
    ///
    /// - Parameter filter: what is asked for, by the code lists; what it refuses is told with the record.
    public func suggested(
        forAchievement code: String,
        _ filter: @Sendable @escaping (CodeBook) throws -> SuggestionFilter
    ) async throws -> SuggestedFor<AchievementContent> {
        let index = try await workspace.index.current()
        let semantics = try await workspace.vectors.current()
        return try await read { work in
            let achievement = try work.achievements.find(code)
            return try work.suggested(for: achievement, filter) { filter in
                try work.suggestions(
                    for: try work.achievements.whole(of: achievement),
                    filter,
                    in: index,
                    semantics
                )
            }
        }
    }

    /// One pair's score with its reasons, whether or not it would be suggested.
    public func suggestion(_ demandID: Demand.ID, _ achievementID: Achievement.ID) async throws -> Suggestion
    {
        let index = try await workspace.index.current()
        let semantics = try await workspace.vectors.current()
        return try await read { work in
            let demand = try work.demands.whole(demandID)
            let achievement = try work.achievements.whole(achievementID)
            let codes = try work.codes(edition: index.edition)
            let hit = index.index.score(
                demand: Entry(demand, codes),
                achievement: Entry(achievement, codes),
                semantics
            )
            let organization = try work.organizations.get(achievement.organization)
            let match = try work.matches.find(demandID, achievementID)
            return work.visible(Suggestion(hit, demand, achievement, organization, match, work.today))
        }
    }
}

extension Workspace {
    /// How many records suggestions are searched among: those that are accepted or published.
    public func searchedRecords() async throws -> (demands: Int, achievements: Int) {
        let index = try await index.current().index
        return (index.demandCount, index.achievementCount)
    }
}

extension Matches {
    /// - Parameter id: what each is found by, the counterpart's id.
    fileprivate func pairs(_ set: (inout MatchFilter) -> Void, by id: (Match) -> Int64) throws -> [Int64:
        Match]
    {
        var filter = MatchFilter()
        filter.includesArchived = true
        set(&filter)
        let pairs = try list(filter).filter(\.filing.isCounted)
        return Dictionary(pairs.map { (id($0), $0) }) { first, _ in first }
    }
}

extension Work {
    /// - Parameter search: finds what a filter asks for.
    fileprivate func suggested<Body: SubmissionContent>(
        for record: Submission<Body>,
        _ filter: (CodeBook) throws -> SuggestionFilter,
        _ search: (SuggestionFilter) throws -> [Suggestion]
    ) throws -> SuggestedFor<Body> {
        let codes = try codes()
        let found: Result<[Suggestion], AppError>
        do { found = .success(try search(try filter(codes))) } catch let error as AppError {
            found = .failure(error)
        }
        return SuggestedFor(
            record: record,
            organization: try organizations.get(record.content.organization),
            codes: codes,
            found: found
        )
    }

    fileprivate func suggestions(
        for achievement: Achievement,
        _ filter: SuggestionFilter,
        in state: IndexState,
        _ semantics: Semantics?
    ) throws -> [Suggestion] {
        let codes = try codes(edition: state.edition)
        let pairs = try matches.pairs({ $0.achievement = achievement.id }, by: { $0.demand.rawValue })
        let hits = state.index.demands(
            for: Entry(achievement, codes),
            semantics,
            filter: try limits(filter, codes, pairs),
            limit: filter.limit
        )
        let shown = hits.filter { $0.score >= filter.leastScore }
        let found = try demands.whole(shown.map { Demand.ID(rawValue: $0.id) })
        let owners = try organizations.all(found.map { $0.organization })
        return zip(shown, zip(found, owners)).map { hit, record in
            visible(Suggestion(hit, record.0, achievement, record.1, pairs[hit.id], today))
        }
    }

    func suggestions(
        for demand: Demand,
        _ filter: SuggestionFilter,
        in state: IndexState,
        _ semantics: Semantics?
    ) throws -> [Suggestion] {
        // Ranked by one list of readiness, as the index's records are.
        let codes = try codes(edition: state.edition)
        let pairs = try matches.pairs({ $0.demand = demand.id }, by: { $0.achievement.rawValue })
        let limits = try limits(filter, codes, pairs)
        let found = try explained(Entry(demand, codes), in: state, semantics, codes, limits, filter.limit)
            .filter { $0.hit.score >= filter.leastScore }
        let owners = try organizations.all(found.map { $0.achievement.organization })
        return zip(found, owners).map { found, owner in
            let match = pairs[found.hit.id]
            return visible(Suggestion(found.hit, demand, found.achievement, owner, match, today))
        }
    }

    /// The achievements that fit a demand best, scored by what the file says of them now.
    func explained(
        _ demand: Entry,
        in state: IndexState,
        _ semantics: Semantics?,
        _ codes: CodeBook,
        _ filter: Filter,
        _ limit: Int
    ) throws -> [(achievement: Achievement, hit: Hit)] {
        let index = state.index
        // Then the index has its records as this transaction sees them, ready to be compared.
        let isAsOfNow = try transaction.lastChange() == state.sequence
        let stored =
            isAsOfNow ? index.best(forStored: demand.id, semantics, filter: filter, limit: limit) : nil
        let found = stored ?? index.best(for: demand, semantics, filter: filter, limit: limit)
        let records = try achievements.whole(found.map { Achievement.ID(rawValue: $0.id) })
        let entries = records.map { Entry($0, codes) }
        let hits = index.scores(
            demand: demand,
            achievements: entries,
            semantics,
            areStored: stored != nil
        )
        return Array(zip(records, hits))
    }

    /// - Parameters:
    ///   - codes: the lists by which the index's records are ranked.
    ///   - pairs: the matches that there are, by the counterpart's id.
    fileprivate func limits(
        _ filter: SuggestionFilter,
        _ codes: CodeBook,
        _ pairs: [Int64: Match]
    ) throws -> Filter {
        let refused = pairs.filter { $0.value.stage == .ended }
        return Filter(
            industry: filter.industry?.description,
            field: filter.field,
            region: filter.region?.description,
            money: filter.money?.fen,
            leastMaturity: try filter.readiness.flatMap { code in
                // A list that came a moment ago may have a code that the older one lacks.
                try codes.rank(of: code, in: .readiness) ?? self.codes().rank(of: code, in: .readiness)
            },
            publishedOnly: filter.publishedOnly,
            excluded: filter.includesRefused ? [] : Set(refused.keys)
        )
    }
}

extension Suggestion {
    fileprivate convenience init(
        _ hit: Hit,
        _ demand: Demand,
        _ achievement: Achievement,
        _ organization: Organization,
        _ match: Match?,
        _ today: Day
    ) {
        var unmet = hit.unmet.map { Condition(kind: $0.rawValue, text: $0.unmet(demand, achievement)) }
        if let deadline = demand.deadline, deadline < today {
            let text = Phrase("需求已于\(deadline.phrase.zh)截止", en: "the demand's deadline was \(deadline)")
            unmet.append(Condition(kind: "deadline", text: text))
        }
        if let validUntil = achievement.validUntil, validUntil < today {
            let text = Phrase(
                "成果有效期到\(validUntil.phrase.zh)，已过",
                en: "the achievement was valid until \(validUntil)"
            )
            unmet.append(Condition(kind: "validity", text: text))
        }
        self.init(
            demand: demand,
            achievement: achievement,
            organization: organization,
            score: hit.score,
            band: hit.band.rawValue,
            bandName: hit.band.name,
            parts: hit.parts.map { Part(kind: $0.kind.rawValue, name: $0.kind.name, points: $0.points) },
            words: hit.words.map { word in
                Word(
                    text: word.text,
                    demand: word.inDemand.map(Place.init),
                    achievement: word.inAchievement.map(Place.init)
                )
            },
            sharedFields: hit.sharedFields,
            industryLevel: hit.industryLevel?.code,
            industryLevelName: hit.industryLevel?.name ?? Phrase("未知", en: "unknown"),
            unmet: unmet,
            unknown: hit.unknown.map { Condition(kind: $0.rawValue, text: $0.unknown(demand, achievement)) },
            match: match
        )
    }
}

extension Suggestion.Place {
    fileprivate init(_ place: Matching.Place) {
        switch place.text {
        case .title: (part, keyword) = ("title", nil)
        case .content: (part, keyword) = ("content", nil)
        case .keyword(let number): (part, keyword) = ("keywords", number)
        }
        start = place.range.lowerBound
        end = place.range.upperBound
    }
}

extension Band {
    /// In words that the measured odds bear out.
    var name: Phrase {
        switch self {
        case .strong: Phrase("很可能", en: "likely")
        case .possible: Phrase("可能", en: "possible")
        case .sameField: Phrase("同领域", en: "same field")
        case .weak: Phrase("较远", en: "remote")
        }
    }
}

extension Part.Kind {
    var name: Phrase {
        switch self {
        case .titleWords: Phrase("标题用词", en: "words of the title")
        case .contentWords: Phrase("正文用词", en: "words of the text")
        case .keywords: Phrase("关键词", en: "keywords")
        case .summary: Phrase("成果简介", en: "words of the summary")
        case .sharedFields: Phrase("同属领域", en: "shared fields")
        case .industry: Phrase("行业", en: "industry")
        case .semantic: Phrase("语义", en: "meaning")
        }
    }
}

extension IndustryLevel {
    fileprivate var code: String {
        switch self {
        case .none: "none"
        case .section: "section"
        case .division: "division"
        case .group: "group"
        case .class: "class"
        }
    }

    var name: Phrase {
        switch self {
        case .none: Phrase("不同门类", en: "different sections")
        case .section: Phrase("同门类", en: "same section")
        case .division: Phrase("同大类", en: "same division")
        case .group: Phrase("同中类", en: "same group")
        case .class: Phrase("同小类", en: "same class")
        }
    }
}

extension Matching.Condition {
    fileprivate func unmet(_ demand: Demand, _ achievement: Achievement) -> Phrase {
        switch self {
        case .money:
            let asked = achievement.price?.phrase ?? Phrase("", en: "")
            let offered = demand.budget?.phrase ?? Phrase("", en: "")
            return Phrase(
                "成果报价\(asked.zh)，高于拟投入\(offered.zh)",
                en: "the asking price of \(asked.en) is above the budget of \(offered.en)"
            )
        case .maturity: return Phrase("成果的成熟度低于需求的要求", en: "the achievement is less ripe than wanted")
        case .modes: return Phrase("双方的合作方式没有交集", en: "no mode of cooperation in common")
        case .industry: return Phrase("双方不在同一行业门类", en: "the industries differ")
        }
    }

    fileprivate func unknown(_ demand: Demand, _ achievement: Achievement) -> Phrase {
        func who(_ demandHas: Bool, _ achievementHas: Bool) -> Phrase {
            if !demandHas, !achievementHas { return Phrase("需求和成果都没有填写", en: "neither side gives a ") }
            return demandHas
                ? Phrase("成果没有填写", en: "the achievement gives no ")
                : Phrase("需求没有填写", en: "the demand gives no ")
        }
        let (side, what): (Phrase, Phrase)
        switch self {
        case .money:
            (side, what) = (who(demand.budget != nil, achievement.price != nil), Phrase("金额", en: "amount"))
        case .maturity:
            (side, what) = (
                who(demand.readiness != nil, achievement.readiness != nil), Phrase("成熟度", en: "readiness")
            )
        case .modes:
            (side, what) = (
                who(!demand.cooperationModes.isEmpty, !achievement.cooperationModes.isEmpty),
                Phrase("合作方式", en: "mode of cooperation")
            )
        case .industry:
            (side, what) = (
                who(demand.industry != nil, achievement.industry != nil), Phrase("行业", en: "industry")
            )
        }
        return Phrase(side.zh + what.zh, en: side.en + what.en)
    }
}
