public import Domain
import Storage

extension Analysis {
    /// The funnel of matches: how many came to each stage, how long they stayed, and why they ended.
    public func funnel(_ basis: Funnel.Basis, in period: Period) throws -> Funnel {
        let raw = try work.transaction.funnel(basis, in: period)
        let codes = try work.codes()
        func count(_ step: Funnel.Step) -> Int64 {
            step == .paid ? raw.paid : MatchStage(rawValue: step.rawValue).flatMap { raw.entered[$0] } ?? 0
        }
        let stages = Funnel.Step.allCases.map { step -> Funnel.Stage in
            let stage = MatchStage(rawValue: step.rawValue)
            let stays = stage.flatMap { raw.stays[$0] } ?? []
            let ended = raw.endings.filter { $0.from == stage }.reduce(0) { $0 + $1.count }
            return Funnel.Stage(
                step: step,
                count: count(step),
                conversion: step.before.flatMap { Share.tenths(count(step), of: count($0)) },
                doubledMedianDays: Self.doubledMedian(stays),
                left: stays.reduce(0) { $0 + $1.count },
                ended: ended
            )
        }
        let endings = raw.endings.map { ending in
            Funnel.Ending(
                from: ending.from,
                reason: ending.reason,
                name: codes.name(of: ending.reason, in: .endReason)
                    ?? Phrase(ending.reason, en: ending.reason),
                count: ending.count
            )
        }
        return Funnel(period: period, basis: basis, stages: stages, endings: endings, at: work.now)
    }

    /// Twice the median of days, each with how often it occurs, in their order.
    static func doubledMedian(_ stays: [(days: Int64, count: Int64)]) -> Int64? {
        let total = stays.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        func day(at place: Int64) -> Int64 {
            var seen: Int64 = 0
            for stay in stays {
                seen += stay.count
                if seen > place { return stay.days }
            }
            return 0
        }
        return day(at: (total - 1) / 2) + day(at: total / 2)
    }
}
