import Domain
import Matching
import Storage

/// The matching index as of one state of the store.
struct IndexState: Sendable {
    /// A count of the statistics.
    struct Count: Sendable, Equatable {
        var at: Instant
        /// The store's last change then.
        var sequence: Int64
    }

    var index: MatchIndex
    /// The last change that the index has taken in.
    var sequence: Int64
    /// The edition of the code lists by which its records are ranked by readiness.
    let edition: Int64
    /// Whether the list has changed since, so that everything must be read anew.
    private(set) var isRankedByOldList = false
    var counted: Count
    /// How it came to be.
    let origin: IndexStatus.Origin

    /// Why the file of an index is of no use, though nothing is wrong with it.
    struct Useless: Error {
        let reason: IndexWork.Reason
    }

    /// Sees that an index's file is of this market and of no other history, and that what has changed since can be
    /// followed.
    ///
    /// - Throws: `IndexFileProblem`, `Useless`.
    static func check(_ header: IndexFile.Header, in transaction: Transaction, _ shelf: CodeShelf) throws {
        let behind = try header.check(LiveIndex.recipe(), orElse: .otherRecipe, in: transaction)
        guard let ranking = header.ranking else { throw IndexFileProblem.damaged("header") }
        let codes = try shelf.book(inReading: transaction), list = CodeListName.readiness.rawValue
        let old = try shelf.book(edition: ranking.edition, in: transaction, committed: codes.edition)
        guard old.lists[list] == codes.lists[list] else { throw Useless(reason: .codeList) }
        guard Self.isWorthFollowing(behind, records: header.records) else {
            throw Useless(reason: .manyChanges)
        }
    }

    /// The index of a file that was checked.
    ///
    /// - Throws: `IndexFileProblem`.
    init(loading reader: IndexFile.Reader) throws {
        let header = reader.header
        guard let ranking = header.ranking else { throw IndexFileProblem.damaged("header") }
        do {
            index = try MatchIndex(lexicon: LiveIndex.lexicon(), unpacking: reader)
        } catch let error as PackedIndexError {
            throw IndexFileProblem.damaged(error.section)
        }
        sequence = header.sequence
        edition = ranking.edition
        counted = Count(at: Instant(rawValue: ranking.countedAt), sequence: ranking.countedAtSequence)
        origin = .file(sequence: header.sequence)
    }

    /// What the file of this index says of it.
    func header(in transaction: Transaction) throws -> IndexFile.Header {
        var header = try IndexFile.Header(
            recipe: LiveIndex.recipe(),
            sequence: sequence,
            records: index.recordCount,
            in: transaction
        )
        header.ranking = IndexFile.Ranking(
            edition: edition,
            countedAt: counted.at.rawValue,
            countedAtSequence: counted.sequence
        )
        return header
    }

    /// What should be done about it, if anything.
    var workDue: IndexWork? {
        if isRankedByOldList { return .reading(.codeList) }
        return index.isRefreshDue ? .counting : nil
    }

    /// Following costs a change what reading everything costs a record, and what was followed must still be counted.
    func isWorthFollowing(_ behind: Int64) -> Bool {
        Self.isWorthFollowing(behind, records: index.recordCount)
    }

    private static func isWorthFollowing(_ behind: Int64, records: Int) -> Bool {
        behind <= max(20_000, Int64(records / 5))
    }

    /// Reads the whole store.
    ///
    /// - Parameter check: called now and then; throws to give up.
    init(
        reading transaction: Transaction,
        _ codes: CodeBook,
        _ reason: IndexWork.Reason,
        at now: Instant,
        check: () throws -> Void
    ) throws {
        sequence = try transaction.lastChange()
        edition = codes.edition
        counted = Count(at: now, sequence: sequence)
        origin = .read(reason)
        // Texts stay in the store: suggestions are explained from there.
        var builder = MatchIndex.Builder(lexicon: try LiveIndex.lexicon(), keepsTexts: false)
        var done = 0
        try transaction.eachAchievement { achievement in
            done += 1
            if done % 1_024 == 0 { try check() }
            if achievement.isSuggested { builder.add(achievement: Entry(achievement, codes)) }
        }
        try transaction.eachDemand { demand in
            if demand.isSuggested { builder.add(demand: Entry(demand, codes)) }
        }
        try check()
        index = builder.build()
    }

    /// The index with the next changes taken in.
    struct Followed: Sendable {
        let state: IndexState
        /// Whether that is all of them. Only then is it as of one state of the store: what a slice reads of a record may be
        /// newer than the slice.
        let isNewest: Bool
        /// The demands that came or changed.
        var demands: [Int64] = []
    }

    /// The index with the next changes taken in.
    func followed(
        in transaction: Transaction,
        atMost slice: Int,
        _ shelf: CodeShelf
    ) throws -> Followed {
        let newest = try transaction.lastChange()
        guard newest > sequence else { return Followed(state: self, isNewest: true) }
        let news = try transaction.changes(after: sequence, limit: slice)
        var next = self
        next.sequence = news.count < slice ? newest : news.last?.sequence ?? newest
        // Ranked as its other records are, until all are ranked anew.
        let codes = try shelf.book(edition: edition, in: transaction, committed: edition)
        if news.contains(where: { $0.entity == "code_list" }) {
            let list = CodeListName.readiness.rawValue
            next.isRankedByOldList =
                try shelf.book(inReading: transaction).lists[list] != codes.lists[list]
        }
        var changes: [MatchIndex.Change] = []
        var demands: [Int64] = []
        for id in Set(news.filter { $0.entity == "demand" }.map(\.record)).sorted() {
            if let demand = try transaction.demand(Demand.ID(rawValue: id)), demand.isKept {
                changes.append(.setDemand(Entry(demand, codes)))
                demands.append(id)
            } else {
                changes.append(.removeDemand(id))
            }
        }
        for id in Set(news.filter { $0.entity == "achievement" }.map(\.record)).sorted() {
            if let achievement = try transaction.achievement(Achievement.ID(rawValue: id)), achievement.isKept
            {
                changes.append(.setAchievement(Entry(achievement, codes)))
            } else {
                changes.append(.removeAchievement(id))
            }
        }
        if !changes.isEmpty { next.index.follow(changes) }
        return Followed(state: next, isNewest: next.sequence == newest, demands: demands)
    }
}

extension MatchIndex {
    var recordCount: Int { demandCount + achievementCount }
}

extension Submission {
    /// Whether the index has it.
    fileprivate var isKept: Bool { isSuggested && filing.isCounted }
}
