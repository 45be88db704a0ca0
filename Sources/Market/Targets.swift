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

    /// One target as a person saw it and wants it; nil for none.
    public struct Change: Sendable {
        public let indicator: Indicator
        public let seen: Int64?
        public let wanted: Int64?

        public init(_ indicator: Indicator, seen: Int64?, wanted: Int64?) {
            self.indicator = indicator
            self.seen = seen
            self.wanted = wanted
        }
    }

    /// Changes a year's targets, all or none; those that stay as they were seen are left alone.
    ///
    /// - Throws: `target_changed` when somebody else set one meanwhile.
    public func change(year: Int, _ changes: [Change]) throws {
        try work.require(.manager, "target.set")
        try Self.check(year: year)
        let targets = try list(year: year)
        for change in changes where change.seen != change.wanted {
            let current = targets.first { $0.indicator == change.indicator }?.value
            guard current != change.wanted else { continue }
            guard current == change.seen else {
                let name = change.indicator.name
                throw AppError(
                    .conflict,
                    "target_changed",
                    field: Field(change.indicator.rawValue, name.zh, en: name.en),
                    Phrase(
                        "\(year)年\(name.zh)的目标刚被别人改过：请刷新后再改。",
                        en:
                            "Somebody has just changed the target of \(name.en) for \(year): reload and change it again."
                    )
                )
            }
            if let wanted = change.wanted {
                try set(year: year, change.indicator, value: wanted)
            } else {
                try remove(year: year, change.indicator)
            }
        }
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
        guard Day.years.contains(year) else { throw malformed(year: String(year)) }
    }

    /// What is no year.
    public static func malformed(year text: String) -> AppError { .yearOutOfRange(text) }
}
