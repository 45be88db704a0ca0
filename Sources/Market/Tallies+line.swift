public import Domain
import Storage

extension Tallies {
    /// One figure of a period, with its target when the period is a whole year.
    public func line(_ indicator: Indicator, in period: Period) throws -> Tally.Line {
        let targets = try period.year.map { try work.transaction.targets(year: $0) } ?? []
        return Tally.Line(
            indicator: indicator,
            value: try figure(indicator, in: period),
            target: targets.first { $0.indicator == indicator }?.value
        )
    }
}
