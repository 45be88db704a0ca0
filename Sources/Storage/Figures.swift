public import Domain

/// Figures that are computed from one pass over the rows behind them: what they rest on, and how.
public enum FigurePass: Sendable, CaseIterable {
    /// Enterprises and services.
    case services
    case activities, demandsCollected, achievementsPublished, demandsIntroduced, intentions
    /// Contracts, their value and its technical part.
    case contracts
    case payments

    /// The pass that gives an indicator's figure.
    public init(_ indicator: Indicator) {
        switch indicator {
        case .enterprisesServed, .services: self = .services
        case .activities: self = .activities
        case .demandsCollected: self = .demandsCollected
        case .achievementsPublished: self = .achievementsPublished
        case .demandsIntroduced: self = .demandsIntroduced
        case .intentions: self = .intentions
        case .contractsSigned, .contractValue, .technologyValue: self = .contracts
        case .payments: self = .payments
        }
    }

    /// What the pass gives, in the order of its columns.
    public var indicators: [Indicator] { Indicator.allCases.filter { FigurePass($0) == self } }

    /// The tables of the rows: while nothing is written to them, the figures stay as they are.
    public var tables: Set<String> {
        switch self {
        case .services:
            [
                "visit", "attendance", "activity", "demand", "demand_move", "match", "match_move",
                "organization",
            ]
        case .activities: ["activity"]
        case .demandsCollected: ["demand", "demand_move"]
        case .achievementsPublished: ["achievement", "achievement_move"]
        case .demandsIntroduced, .intentions: ["match", "match_move"]
        case .contracts: ["contract", "contract_change"]
        case .payments: ["payment"]
        }
    }

    /// The statement whose one row has the figures.
    func query(_ period: Period) -> Transaction.Query {
        let days = [SQLValue(period.first), SQLValue(period.last)]
        let (rows, figures): (Transaction.Query, [String]) =
            switch self {
            case .services:
                (
                    Transaction.evidence(.services, period, .keys, [.organization]),
                    ["COUNT(DISTINCT organization_id)", "COUNT(DISTINCT counted)"]
                )
            case .contracts:
                (
                    (Transaction.contractAmounts(.keys, ["total", "technology"], []), days + days),
                    [
                        "COUNT(DISTINCT CASE kind WHEN 'contract' THEN counted END)", Self.sum("amount"),
                        Self.sum("technology"),
                    ]
                )
            case .payments: (Transaction.evidence(.payments, period, .keys), [Self.sum("amount")])
            case .activities, .demandsCollected, .achievementsPublished, .demandsIntroduced, .intentions:
                (
                    Transaction.evidence(indicators[0], period, .keys), ["COUNT(DISTINCT counted)"]
                )
            }
        return ("SELECT \(figures.joined(separator: ", ")) FROM (\(rows.sql)) AS evidence", rows.arguments)
    }

    private static func sum(_ column: String) -> String { "CAST(COALESCE(SUM(\(column)), 0) AS BIGINT)" }

    /// The statement as it can be typed into the engine's own shell, its values within it.
    public func statement(_ period: Period) -> String {
        let query = query(period)
        var arguments = query.arguments[...]
        let pieces = query.sql.split(separator: "?", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(String(pieces[0])) { text, piece in
            guard case .integer(let value)? = arguments.popFirst() else { return text + "?" + piece }
            return text + String(value) + piece
        }
    }
}

extension Transaction {
    /// The figures of a pass: distinct counts, or sums in fen, over the evidence rows.
    public func figures(_ pass: FigurePass, in period: Period) throws -> [Indicator: Int64] {
        let query = pass.query(period)
        var figures: [Indicator: Int64] = [:]
        try connection.query(query.sql, query.arguments) { row in
            for (column, indicator) in pass.indicators.enumerated() {
                figures[indicator] = row.integer(column)
            }
        }
        return figures
    }

    /// One figure: the distinct count, or the sum in fen, over the evidence rows.
    public func figure(_ indicator: Indicator, in period: Period) throws -> Int64 {
        try figures(FigurePass(indicator), in: period)[indicator] ?? 0
    }
}
