public import Domain
import Storage
import Synchronization

/// The figures that pages show, kept from one page to the next: while nothing is written that they rest on they are not
/// counted again, and what takes long is counted beside the pages.
final class TallyShelf: Sendable {
    /// What is counted again within a request takes no longer than so; anything else is done beside it.
    let budget: Duration

    init(budget: Duration = .milliseconds(20)) { self.budget = budget }

    /// Between two countings beside the pages lies at least this, and at least twice what the last one took, so that
    /// counting leaves most of the machine to those who write.
    static let pause = Duration.seconds(1)
    /// Figures that are older are not shown, however long the page then takes.
    static let mostAge = Duration.seconds(60)
    /// Figures that nobody has asked for in such a time are no longer kept up.
    static let patience = Duration.seconds(600)

    /// At most so many periods are kept; the one that nobody has asked for the longest gives way.
    static let mostPeriods = 16

    /// What one pass came to.
    struct Part: Sendable {
        var figures: [Indicator: Int64]
        /// What the value of contracts added up to by day; of the pass over contracts alone.
        var amounts: [DayAmount] = []
        /// The last write that they hold for, and when that was seen.
        var sequence: Int64
        var at: Instant
        /// How long the counting took.
        var took: Duration
    }

    struct DayAmount: Sendable {
        let on: Day
        let amount: Int64
    }

    /// The figures of one period.
    struct Kept: Sendable {
        var parts: [FigurePass: Part] = [:]
        var targets: [Target] = []

        /// The last write that all of it holds for; nil where a part is missing.
        var sequence: Int64? {
            parts.count == FigurePass.allCases.count ? parts.values.map(\.sequence).min() : nil
        }
    }

    private struct Entry {
        var kept: Kept?
        var asked: ContinuousClock.Instant
        var keeper: Task<Void, Never>?
    }

    private let entries = Mutex<[Period: Entry]>([:])

    /// What is kept of a period, and notes that it was asked for.
    func kept(_ period: Period) -> Kept? {
        entries.withLock { entries in
            entries[period]?.asked = .now
            return entries[period]?.kept
        }
    }

    /// The same for whoever keeps it up, which is no asking.
    func kept(asIs period: Period) -> Kept? { entries.withLock { $0[period]?.kept } }

    /// Keeps what was counted, part by part the newest.
    func keep(_ kept: Kept, of period: Period) {
        entries.withLock { entries in
            var entry = entries[period] ?? Entry(kept: nil, asked: .now)
            var merged = kept
            for (pass, part) in entry.kept?.parts ?? [:]
            where part.sequence > kept.parts[pass]?.sequence ?? -1 {
                merged.parts[pass] = part
            }
            entry.kept = merged
            entries[period] = entry
            while entries.count > Self.mostPeriods,
                let last = entries.min(by: { $0.value.asked < $1.value.asked })
            {
                last.value.keeper?.cancel()
                entries[last.key] = nil
            }
        }
    }

    /// Sees to it that somebody keeps the period up until nobody asks for it any longer.
    func keepUp(_ period: Period, _ refresh: @Sendable @escaping () async throws -> Duration) {
        entries.withLock { entries in
            guard entries[period] != nil, entries[period]?.keeper == nil else { return }
            entries[period]?.keeper = Task {
                while !Task.isCancelled {
                    // What went wrong is told to whoever asks next, who then counts within the request.
                    let took = (try? await refresh()) ?? .zero
                    try? await Task.sleep(for: max(Self.pause, took * 2))
                    if isForgotten(period) { return }
                }
            }
        }
    }

    /// Drops a period that nobody asks for.
    private func isForgotten(_ period: Period) -> Bool {
        entries.withLock { entries in
            guard let entry = entries[period] else { return true }
            guard entry.asked.duration(to: .now) > Self.patience else { return false }
            entries[period] = nil
            return true
        }
    }

    func cancel() {
        entries.withLock { entries in
            for entry in entries.values { entry.keeper?.cancel() }
            entries = [:]
        }
    }
}

extension TallyShelf.Kept {
    /// Counts again what rests on tables that were written to since.
    ///
    /// - Parameter budget: what is known to take longer is left as it is; nil counts all.
    mutating func advance(_ period: Period, in transaction: Transaction, budget: Duration?) throws {
        let last = try transaction.lastChange()
        let oldest = parts.values.map(\.sequence).min() ?? last
        let written = try transaction.tables(writtenAfter: oldest)
        targets = try period.year.map { try transaction.targets(year: $0) } ?? []
        for pass in FigurePass.allCases {
            if let part = parts[pass] {
                if pass.tables.isDisjoint(with: written) {
                    parts[pass]?.sequence = last
                    parts[pass]?.at = transaction.now
                    continue
                }
                if let budget, part.took > budget { continue }
            }
            let clock = ContinuousClock()
            let start = clock.now
            var part = TallyShelf.Part(
                figures: try transaction.figures(pass, in: period),
                sequence: last,
                at: transaction.now,
                took: .zero
            )
            if pass == .contracts, period.year != nil {
                part.amounts = try transaction.amountsByDay(.contractValue, in: period).map {
                    TallyShelf.DayAmount(on: $0.on, amount: $0.amount)
                }
            }
            part.took = clock.now - start
            parts[pass] = part
        }
    }

    /// As people see it.
    ///
    /// - Parameter at: as of when, if that is later than when it was counted, because nothing was written since.
    func tally(_ period: Period, at: Instant?) -> Tally {
        Tally(
            period: period,
            lines: Indicator.allCases.map { indicator in
                Tally.Line(
                    indicator: indicator,
                    value: parts[FigurePass(indicator)]?.figures[indicator] ?? 0,
                    target: targets.first { $0.indicator == indicator }?.value
                )
            },
            at: at ?? parts.values.map(\.at).min() ?? Instant(rawValue: 0)
        )
    }
}

extension Workspace {
    /// All figures of a period for a page, and what the contracts' value had come to by the end of each month where it is a
    /// year.
    ///
    /// Exact in a small market. In a large one under way they are some seconds old, which `Tally.at` says: they are counted
    /// beside the pages again and again while people look at them.
    public func pageTally(_ period: Period) async throws -> (tally: Tally, months: [Int64]) {
        let shelf = tallyShelf
        let now = clock()
        let known = shelf.kept(period)
        let change = try lastChange()
        if let known, known.sequence == change {
            return Self.page(known, period, at: now, today: now.localDay)
        }
        let isOld = known.map { kept in
            kept.parts.values.contains { $0.at.advanced(by: Self.mostAge) < now }
        }
        let budget = isOld == false && isService ? shelf.budget : nil
        let kept = try await store.read { transaction in
            var kept = known ?? TallyShelf.Kept()
            try kept.advance(period, in: transaction, budget: budget)
            shelf.keep(kept, of: period)
            return kept
        }
        if isService, kept.parts.values.contains(where: { $0.took > shelf.budget }) {
            shelf.keepUp(period) { try await countAgain(period) }
        }
        let isExact = Set(kept.parts.values.map(\.sequence)).count == 1
        return Self.page(kept, period, at: isExact ? now : nil, today: now.localDay)
    }

    private static let mostAge = Int64(TallyShelf.mostAge.components.seconds * 1_000)

    private static func page(_ kept: TallyShelf.Kept, _ period: Period, at: Instant?, today: Day) -> (
        tally: Tally, months: [Int64]
    ) {
        let amounts = (kept.parts[.contracts]?.amounts ?? []).map { (on: $0.on, amount: $0.amount) }
        return (
            kept.tally(period, at: at),
            period.year.map { Tallies.months(amounts, year: $0, today: today) } ?? []
        )
    }

    /// Counts what was written to since it was last counted.
    ///
    /// - Returns: how long that took.
    private func countAgain(_ period: Period) async throws -> Duration {
        guard let known = tallyShelf.kept(asIs: period), known.sequence != (try lastChange()) else {
            return .zero
        }
        let clock = ContinuousClock()
        let start = clock.now
        // Not on a thread that gives way to all others: on a busy machine the figures would grow too old to be shown.
        let kept = try await store.read { transaction in
            var kept = known
            try kept.advance(period, in: transaction, budget: nil)
            return kept
        }
        tallyShelf.keep(kept, of: period)
        return clock.now - start
    }
}
