public import Domain
import Storage

extension Work {
    public var tallies: Tallies { Tallies(work: self) }
}

/// All indicators of a period, with the targets beside them.
public struct Tally: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public let indicator: Indicator
        /// A count, or fen.
        public let value: Int64
        /// The year's target, when the period is a whole year and one is set.
        public let target: Int64?
    }

    public let period: Period
    public let lines: [Line]
    /// As of when.
    public let at: Instant
}

/// What people ask of the figures.
public struct Tallies {
    let work: Work

    /// All figures of a period, from one state of the file.
    public func tally(_ period: Period) throws -> Tally {
        let targets = try period.year.map { try work.transaction.targets(year: $0) } ?? []
        var figures: [Indicator: Int64] = [:]
        for pass in FigurePass.allCases {
            figures.merge(try work.transaction.figures(pass, in: period)) { _, new in new }
        }
        let lines = Indicator.allCases.map { indicator in
            Tally.Line(
                indicator: indicator,
                value: figures[indicator] ?? 0,
                target: targets.first { $0.indicator == indicator }?.value
            )
        }
        return Tally(period: period, lines: lines, at: work.now)
    }

    /// The statements that a tally takes, to be typed into the engine's own shell.
    public static func statements(_ period: Period) -> [String] {
        FigurePass.allCases.map { $0.statement(period) }
    }

    /// The rows behind a figure.
    ///
    /// - Parameter start: where to begin instead of at the first; what the page leaves out is counted from there.
    public func evidence(
        _ indicator: Indicator,
        in period: Period,
        from start: EvidenceRow.Place? = nil,
        page: Page = .all
    ) throws -> [EvidenceRow] {
        try work.transaction.evidence(indicator, in: period, from: start, page: page).map(work.visible)
    }

    /// Hands out the rows behind a figure one by one, however many there are.
    public func eachEvidence(
        _ indicator: Indicator,
        in period: Period,
        _ body: (EvidenceRow) throws -> Void
    ) throws {
        try work.transaction.eachEvidence(indicator, in: period) { try body(work.visible($0)) }
    }

    /// How many rows there are behind a figure; a distinct count may be less.
    public func evidenceCount(_ indicator: Indicator, in period: Period) throws -> Int64 {
        try work.transaction.evidenceCount(indicator, in: period)
    }

    /// What an amount had come to by the end of each month of a year, in fen: twelve numbers, or as many as have begun.
    ///
    /// - Parameter indicator: one of money; counts of different things don't add up month by month.
    public func months(_ indicator: Indicator, year: Int) throws -> [Int64] {
        precondition(indicator.isMoney, "only sums can be added up")
        guard let period = Period(year: year) else { return [] }
        let amounts = try work.transaction.amountsByDay(indicator, in: period)
        return Self.months(amounts, year: year, today: work.today)
    }

    static func months(_ amounts: [(on: Day, amount: Int64)], year: Int, today: Day) -> [Int64] {
        var sums = [Int64](repeating: 0, count: 12)
        for (day, amount) in amounts { sums[day.month - 1] += amount }
        for month in 1..<12 { sums[month] += sums[month - 1] }
        let begun = year < today.year ? 12 : year == today.year ? today.month : 0
        return Array(sums.prefix(begun))
    }

    public func figure(_ indicator: Indicator, in period: Period) throws -> Int64 {
        try work.transaction.figure(indicator, in: period)
    }
}
