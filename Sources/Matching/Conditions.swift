/// What the demand sets and the achievement does not give, and what cannot be told.
struct Conditions {
    private(set) var unmet: [Condition] = []
    private(set) var unknown: [Condition] = []

    init(_ demand: Entry, _ achievement: Entry, _ level: IndustryLevel?) {
        note(.money, demand.money, achievement.money) { $0 >= $1 }
        note(.maturity, demand.maturity, achievement.maturity) { $0 <= $1 }
        note(.modes, set(demand.modes), set(achievement.modes)) { !$0.isDisjoint(with: $1) }
        note(.industry, level, level) { level, _ in level > .none }
    }

    private mutating func note<Value>(
        _ condition: Condition,
        _ wanted: Value?,
        _ offered: Value?,
        _ isMet: (Value, Value) -> Bool
    ) {
        guard let wanted, let offered else { return unknown.append(condition) }
        if !isMet(wanted, offered) { unmet.append(condition) }
    }

    private func set(_ modes: [String]) -> Set<String>? { modes.isEmpty ? nil : Set(modes) }
}
