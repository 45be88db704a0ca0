public import Domain

/// What is told of a programme beside its record, in the shape of `--json` and the API (`Schemas/output`).

extension ProgrammeLine {
    public func members(_ language: Language) -> JSON.Members {
        [
            "code": .string(figure.rawValue), "name": .string(figure.name[language]),
            "unit": .string(figure.unit[language]), "rule": .string(figure.rule[language]),
            "value": .int(value),
            "kinds": .array(
                kinds.map { one in
                    [
                        "kind": .string(one.kind.rawValue), "name": .string(one.kind.name[language]),
                        "value": .int(one.value),
                    ]
                }
            ),
        ]
    }

    /// Some figures of a programme.
    ///
    /// - Parameter evidence: the rows behind them, where they are wanted.
    public static func json(
        _ lines: [ProgrammeLine],
        of programme: Programme,
        in period: Period,
        evidence: [EvidenceRow]? = nil,
        _ language: Language
    ) -> JSON.Members {
        [
            "programme": .string(programme.code.description), "name": .string(programme.name),
            "period": period.json,
            "figures": .array(
                lines.map { line in
                    var members = line.members(language)
                    if let evidence { members["evidence"] = .array(evidence.map(\.json)) }
                    return .object(members)
                }
            ),
        ]
    }
}
