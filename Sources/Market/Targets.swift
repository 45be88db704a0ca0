public import Domain
import Storage

extension Work {
    public var targets: Targets { Targets(work: self) }
}

/// What managers do with 年度目标.
public struct Targets {
    let work: Work

    /// Sets what the market wants to reach in a year.
    ///
    /// - Parameter value: a count, or fen, as the indicator has it; not below zero.
    public func set(year: Int, _ indicator: Indicator, value: Int64) throws {
        let transaction = try work.begin("target.set", .manager)
        try Self.check(year: year)
        if indicator.isMoney { try Money(fen: value).requirePlausible(field: .target) }
        guard value >= 0 else {
            throw AppError(
                .invalid,
                "target_negative",
                field: .target,
                value: String(value),
                Phrase(
                    "年度目标“\(value)”是负数：请填零或以上的数。",
                    en: "The target “\(value)” is below zero: give zero or more."
                )
            )
        }
        try transaction.saveTarget(year: year, indicator: indicator, value: value)
    }

    /// Takes a target away.
    public func remove(year: Int, _ indicator: Indicator) throws {
        let transaction = try work.begin("target.remove", .manager)
        guard try transaction.deleteTarget(year: year, indicator: indicator) else {
            throw AppError.noRecord(.target, "\(year) \(indicator.rawValue)")
        }
    }

    /// The targets of a year, or of all years.
    public func list(year: Int? = nil) throws -> [Target] { try work.transaction.targets(year: year) }

    /// Refuses a year that no calendar of ours has.
    public static func check(year: Int) throws(AppError) {
        guard Day.years.contains(year) else {
            throw AppError(
                .invalid,
                "year_out_of_range",
                field: .year,
                value: String(year),
                Phrase(
                    "年度“\(year)”不对：请填四位年份，如 2021。",
                    en: "The year “\(year)” won't do: give four digits, such as 2021."
                )
            )
        }
    }
}
