public import Domain

/// Issued reports and what became of them, in the shape of `--json` and the API (`Schemas/output`).

extension Report {
    public var members: JSON.Members {
        [
            "code": .string(code.description), "title": .string(title), "period": period.json,
            "issued_at": .string(issuedAt.description), "issuer_name": .string(issuerName),
            "note": .string(note),
            "is_open": .bool(isOpen), "supersedes": supersedes.map { .string($0.description) } ?? .null,
            "reason": .string(reason), "superseded_by": supersededBy.map { .string($0.description) } ?? .null,
            "audit_sequence": .int(sequence),
            "figures_at": figuresAt.map { .string($0.description) } ?? .null,
            "content_hash": .string(contentHash), "hash": .string(hash),
        ]
    }
}

extension ReportFigure {
    public func json(_ language: Language) -> JSON {
        [
            "code": .string(code), "name": .string(name[language]), "unit": .string(unit[language]),
            "rule": .string(rule[language]), "is_money": .bool(isMoney), "value": .int(value),
            "target": target.map(JSON.int) ?? .null, "row_count": .int(rowCount),
            "rows_hash": .string(rowsHash),
        ]
    }
}

extension IssuedReport {
    public func members(_ language: Language) -> JSON.Members {
        var members = report.members
        members["figures"] = .array(figures.map { $0.json(language) })
        return members
    }
}

extension ReportFinding {
    public func json(_ language: Language) -> JSON {
        [
            "code": .string(report.code.description), "intact": .bool(isIntact),
            "flaws": .array(flaws.map { $0.json(language) }),
        ]
    }
}

extension ReportFinding.Flaw {
    fileprivate func json(_ language: Language) -> JSON {
        var members: JSON.Members =
            switch self {
            case .report(let column): ["kind": "report", "column": .string(column)]
            case .figure(let code, let column):
                ["kind": "figure", "indicator": .string(code), "column": .string(column)]
            case .rows(let code, let issued, let found):
                ["kind": "rows", "indicator": .string(code), "issued": .int(issued), "found": .int(found)]
            case .sum(let code, let value, let found):
                ["kind": "sum", "indicator": .string(code), "issued": .int(value), "found": .int(found)]
            case .hash: ["kind": "hash"]
            case .unknown: ["kind": "unknown"]
            }
        members["text"] = .string(sentence[language])
        return .object(members)
    }

    /// What is wrong, in words.
    public var sentence: Phrase {
        switch self {
        case .report(let column):
            Phrase(
                "报表本身的“\(column)”与签发时写入审计的不同",
                en: "the report's “\(column)” is not what was signed"
            )
        case .figure(let code, let column):
            Phrase(
                "指标 \(code) 的“\(column)”与签发时写入审计的不同",
                en: "“\(column)” of the figure \(code) is not what was signed"
            )
        case .rows(let code, let issued, let found):
            Phrase(
                "指标 \(code) 的依据被改动：签发时 \(issued) 条，现在读到 \(found) 条",
                en: "the rows of \(code) were changed: \(issued) when signed, \(found) now"
            )
        case .sum(let code, let value, let found):
            Phrase(
                "指标 \(code) 的数值 \(value) 与它自己的依据（\(found)）不符",
                en: "the figure \(code), \(value), is not what its rows make (\(found))"
            )
        case .hash: Phrase("校验值对不上", en: "the hash does not come out")
        case .unknown: Phrase("审计记录里没有这份报表", en: "the audit log does not know this report")
        }
    }
}

extension ReportDifference {
    public func json(_ language: Language) -> JSON {
        [
            "base": .object(base.members), "other": other.map { .object($0.members) } ?? .null,
            "period": period.json, "at": .string(at.description),
            "figures": .array(figures.map { $0.json(language) }),
        ]
    }
}

extension FigureDifference {
    fileprivate func json(_ language: Language) -> JSON {
        [
            "code": .string(code), "name": .string(name[language]), "unit": .string(unit[language]),
            "before": before.map(JSON.int) ?? .null, "after": after.map(JSON.int) ?? .null,
            "target_before": targetBefore.map(JSON.int) ?? .null,
            "target_after": targetAfter.map(JSON.int) ?? .null,
            "rules": rules.map { .array($0.map { .string($0[language]) }) } ?? .null,
            "rows": .array(rows.map(\.json)),
        ]
    }
}

extension RowDifference {
    fileprivate var json: JSON {
        [
            "kind": .string(kind.rawValue), "before": before?.json ?? .null, "after": after?.json ?? .null,
            "parts": .array(parts.map { .string($0.rawValue) }),
            "elsewhere": elsewhere.map { .string($0.description) } ?? .null,
            "trail": .array(
                trail.map { trace in
                    [
                        "sequence": .int(trace.sequence), "at": .string(trace.at.description),
                        "actor_name": .string(trace.actorName), "action": .string(trace.action),
                        "entity": .string(trace.entity), "kind": .string(trace.kind.rawValue),
                        "columns": .array(trace.columns.map(JSON.string)),
                    ]
                }
            ),
        ]
    }
}
