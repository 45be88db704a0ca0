/// A figure that texts may name: an indicator of the market, or a figure of one of its programmes.
public enum CountedFigure: Sendable, Hashable {
    case indicator(Indicator)
    case programme(RecordCode, ProgrammeFigure)

    /// By which the file keeps it: `contract_value`, `ZX-2021-0001.members_signed`.
    public var key: String {
        switch self {
        case .indicator(let indicator): indicator.rawValue
        case .programme(let code, let figure): "\(code).\(figure.rawValue)"
        }
    }

    /// The figure of a key; nil for one that the program does not know.
    public init?(key: String) {
        if let indicator = Indicator(rawValue: key) {
            self = .indicator(indicator)
            return
        }
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let code = RecordCode(rawValue: String(parts[0])), code.kind == .programme,
            let figure = ProgrammeFigure(rawValue: String(parts[1]))
        else { return nil }
        self = .programme(code, figure)
    }

    /// The written counting rule.
    public var rule: Phrase {
        switch self {
        case .indicator(let indicator): indicator.rule
        case .programme(_, let figure): figure.rule
        }
    }
}
