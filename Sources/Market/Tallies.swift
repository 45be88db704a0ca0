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
        let lines = try Indicator.allCases.map { indicator in
            Tally.Line(
                indicator: indicator,
                value: try work.transaction.figure(indicator, in: period),
                target: targets.first { $0.indicator == indicator }?.value
            )
        }
        return Tally(period: period, lines: lines, at: work.now)
    }

    /// The rows behind a figure.
    public func evidence(_ indicator: Indicator, in period: Period, page: Page = .all) throws -> [EvidenceRow]
    {
        try work.transaction.evidence(indicator, in: period, page: page)
    }

    public func figure(_ indicator: Indicator, in period: Period) throws -> Int64 {
        try work.transaction.figure(indicator, in: period)
    }
}
