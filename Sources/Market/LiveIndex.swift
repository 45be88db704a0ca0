import Domain
import Matching
import Storage

/// The matching index in memory. It follows the store's change log, so that what any process saved is found by the next
/// search, and hands out snapshots: a search goes on undisturbed while the index moves on.
actor LiveIndex {
    private let store: Store
    private let shelf: CodeShelf
    private var index: MatchIndex?
    /// The last change that the index has taken in.
    private var sequence: Int64 = 0

    init(store: Store, shelf: CodeShelf) {
        self.store = store
        self.shelf = shelf
    }

    /// More changes than this are slower to follow than to read everything anew.
    private static let mostChanges = 20_000

    /// The index as of now.
    func current() async throws -> MatchIndex {
        // Two callers may catch up at once; each takes in the same changes, and the later result is at least as new.
        let (known, since) = (index, sequence)
        if let known, try await store.read({ try $0.lastChange() }) == since { return known }
        let (fresh, upTo) = try await store.read { [shelf] transaction in
            let newest = try transaction.lastChange()
            let codes = try shelf.book(in: transaction)
            if let known, newest - since <= Self.mostChanges {
                return (try Self.follow(known, since: since, codes, in: transaction), newest)
            }
            return (try Self.build(codes, in: transaction), newest)
        }
        if upTo >= sequence {
            index = fresh
            sequence = upTo
        }
        return fresh
    }

    private static func build(_ codes: CodeBook, in transaction: Transaction) throws -> MatchIndex {
        // Texts stay in the store: suggestions are explained from there.
        var builder = MatchIndex.Builder(lexicon: try lexicon(), keepsTexts: false)
        try transaction.eachAchievement { achievement in
            if achievement.isSuggested { builder.add(achievement: Entry(achievement, codes)) }
        }
        try transaction.eachDemand { demand in
            if demand.isSuggested { builder.add(demand: Entry(demand, codes)) }
        }
        return builder.build()
    }

    private static func follow(
        _ index: MatchIndex,
        since sequence: Int64,
        _ codes: CodeBook,
        in transaction: Transaction
    ) throws -> MatchIndex {
        var demands: Set<Int64> = []
        var achievements: Set<Int64> = []
        for change in try transaction.changes(after: sequence, limit: mostChanges) {
            switch change.entity {
            case "demand": demands.insert(change.record)
            case "achievement": achievements.insert(change.record)
            // Readiness is ranked by a code list: when one changes, everything is read anew.
            case "code_list": return try build(codes, in: transaction)
            default: break
            }
        }
        var changes: [MatchIndex.Change] = []
        for id in demands.sorted() {
            let demand = try transaction.demand(Demand.ID(rawValue: id))
            let isKept = demand.map { $0.isSuggested && $0.filing.isCounted } ?? false
            if let demand, isKept {
                changes.append(.setDemand(Entry(demand, codes)))
            } else {
                changes.append(.removeDemand(id))
            }
        }
        for id in achievements.sorted() {
            let achievement = try transaction.achievement(Achievement.ID(rawValue: id))
            let isKept = achievement.map { $0.isSuggested && $0.filing.isCounted } ?? false
            if let achievement, isKept {
                changes.append(.setAchievement(Entry(achievement, codes)))
            } else {
                changes.append(.removeAchievement(id))
            }
        }
        guard !changes.isEmpty else { return index }
        var index = index
        index.update(changes)
        return index
    }

    /// The technical fields' terms and the generic words, from the program's own data.
    static func lexicon() throws -> FieldLexicon {
        guard let fields = SeedFiles.text("matching/fields.txt"),
            let generic = SeedFiles.text("matching/generic.txt")
        else { throw MissingSeedFile(name: "matching/fields.txt") }
        return try FieldLexicon(parsing: fields, generic: generic)
    }
}

/// A file that the program must carry and does not: a mistake in building it.
struct MissingSeedFile: Error {
    let name: String
}

extension Submission {
    /// Whether the market looks for counterparts for it.
    var isSuggested: Bool { state.isOpen && !filing.isArchived }
}

extension Demand {
    /// All that the enterprise wrote, for matching.
    var fullText: String {
        [content.summary, content.problem, content.keyIndicators, content.expectedResult, content.detail]
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

extension Achievement {
    /// All that was written about it, for matching.
    var fullText: String { [content.summary, content.detail].filter { !$0.isEmpty }.joined(separator: "\n") }
}

extension Entry {
    init(_ demand: Demand, _ codes: CodeBook) {
        self.init(
            id: demand.id.rawValue,
            title: demand.title,
            content: demand.fullText,
            keywords: demand.keywords,
            industry: demand.industry?.description,
            field: demand.field,
            region: demand.region?.description,
            money: demand.budget?.fen,
            maturity: demand.readiness.flatMap { codes.rank(of: $0, in: .readiness) },
            modes: demand.cooperationModes,
            isPublished: demand.state == .published
        )
    }

    init(_ achievement: Achievement, _ codes: CodeBook) {
        self.init(
            id: achievement.id.rawValue,
            title: achievement.title,
            content: achievement.fullText,
            keywords: achievement.keywords,
            industry: achievement.industry?.description,
            field: achievement.field,
            region: achievement.region?.description,
            money: achievement.price?.fen,
            maturity: achievement.readiness.flatMap { codes.rank(of: $0, in: .readiness) },
            modes: achievement.cooperationModes,
            isPublished: achievement.state == .published
        )
    }
}
