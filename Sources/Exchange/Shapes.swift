public import Domain
public import Market

/// What is no record, in the shape of `--json` and the API (`Schemas/output`).

extension Suggestion {
    /// - Parameter type: what the suggestion is for; the counterpart is the other one.
    public func json(for type: RecordType, _ language: Language) -> JSON {
        [
            "demand": .string(demand.code.description),
            "achievement": .string(achievement.code.description),
            "title": .string(type == .demand ? achievement.title : demand.title),
            "organization": .string(organization.code.description),
            "organization_name": .string(organization.name),
            "score": .int(Int64(score)),
            "band": .string(band),
            "parts": .array(
                parts.map { part in
                    [
                        "kind": .string(part.kind), "name": .string(part.name[language]),
                        "points": .int(Int64(part.points)),
                    ]
                }
            ),
            "words": .array(
                words.map { word in
                    [
                        "text": .string(word.text), "demand": .array(word.demand.map(\.json)),
                        "achievement": .array(word.achievement.map(\.json)),
                    ]
                }
            ),
            "shared_fields": .array(sharedFields.map(JSON.string)),
            "industry_level": industryLevel.map(JSON.string) ?? .null,
            "unmet": .array(unmet.map { $0.json(language) }),
            "unknown": .array(unknown.map { $0.json(language) }),
            "match": match.map { match in
                ["code": .string(match.code.description), "stage": .string(match.stage.rawValue)]
            } ?? .null,
        ]
    }

    /// All suggestions for one record.
    public static func json(
        _ suggestions: [Suggestion],
        for type: RecordType,
        _ code: RecordCode,
        _ language: Language
    ) -> JSON {
        [
            "for": .string(code.description),
            "type": .string(type.rawValue),
            "total": .int(Int64(suggestions.count)),
            "items": .array(suggestions.map { $0.json(for: type, language) }),
        ]
    }
}

extension Suggestion.Place {
    fileprivate var json: JSON {
        ["part": .string(part), "start": .int(Int64(start)), "end": .int(Int64(end))]
    }
}

extension Suggestion.Condition {
    fileprivate func json(_ language: Language) -> JSON {
        ["kind": .string(kind), "text": .string(text[language])]
    }
}

extension Period {
    public var json: JSON {
        ["code": .string(code), "first": .string(first.description), "last": .string(last.description)]
    }
}

extension Tally {
    public func json(_ language: Language) -> JSON {
        ["period": period.json, "indicators": .array(lines.map { .object($0.members(language)) })]
    }
}

extension Tally.Line {
    public func members(_ language: Language) -> JSON.Members {
        [
            "code": .string(indicator.rawValue), "name": .string(indicator.name[language]),
            "unit": .string(indicator.unit[language]), "value": .int(value),
            "target": target.map(JSON.int) ?? .null,
        ]
    }
}

extension EvidenceRow {
    public var json: JSON {
        [
            "key": .string(key), "kind": .string(kind), "code": .string(code), "title": .string(title),
            "organization": .string(organization), "on": .string(on.description),
            "amount_fen": amount.map(JSON.int) ?? .null,
        ]
    }
}

extension CodeList {
    /// - Parameter withEntries: whether all codes are wanted, and not only how many there are.
    public func members(withEntries: Bool) -> JSON.Members {
        var members: JSON.Members = [
            "list": .string(name), "version": .string(version), "title": .string(title.zh),
            "title_en": .string(title.en), "source": .string(source),
            "effective_from": .string(effectiveFrom.description), "verified": .string(verified),
        ]
        guard withEntries else {
            members["count"] = .int(Int64(entries.count))
            return members
        }
        members["entries"] = .array(
            entries.map { entry in
                var one: JSON.Members = [
                    "code": .string(entry.code), "name": .string(entry.name),
                    "name_en": .string(entry.nameEN),
                ]
                if let parent = entry.parent { one["parent"] = .string(parent) }
                if let short = entry.short { one["short"] = .string(short) }
                if let rank = entry.rank { one["rank"] = .int(Int64(rank)) }
                return .object(one)
            }
        )
        return members
    }
}

extension AccessToken {
    /// All but the word, which nobody has.
    public var members: JSON.Members {
        var members: JSON.Members = [
            "id": .int(id.rawValue), "name": .string(name), "scope": .string(scope.rawValue),
            "created_at": .string(createdAt.description),
        ]
        if let expiresOn { members["expires_on"] = .string(expiresOn.description) }
        if let revokedAt { members["revoked_at"] = .string(revokedAt.description) }
        if let usedAt { members["used_at"] = .string(usedAt.description) }
        return members
    }
}

extension AuditEntry {
    /// - Parameter logins: the users' logins; an actor who is not among them is left blank.
    public func members(_ logins: [User.ID: String]) -> JSON.Members {
        [
            "sequence": .int(sequence), "at": .string(at.description),
            "actor": actor.flatMap { logins[$0] }.map(JSON.string) ?? .null,
            "action": .string(action),
            "kind": .string(kind.rawValue), "entity": .string(entity), "record": .int(record),
            "before": before.map(JSON.string) ?? .null, "after": after.map(JSON.string) ?? .null,
            "hash": .string(hash),
        ]
    }
}

extension AuditFinding {
    public func json(_ logins: [User.ID: String], _ language: Language) -> JSON {
        var members: JSON.Members
        switch self {
        case .intact(let entries, let head):
            return ["intact": true, "entries": .int(entries), "head": .string(head)]
        case .altered(let entry):
            members = ["intact": false, "finding": "altered", "entry": .object(entry.members(logins))]
        case .missing(let sequence):
            members = ["intact": false, "finding": "missing", "sequence": .int(sequence)]
        case .recordAltered(let entity, let record, let columns, let entry):
            members = [
                "intact": false, "finding": "record_altered", "entity": .string(entity),
                "record": .int(record),
                "columns": .array(columns.map(JSON.string)), "sequence": entry.map(JSON.int) ?? .null,
            ]
        }
        members["message"] = .string(sentence[language])
        return .object(members)
    }

    /// What was found, in a sentence.
    public var sentence: Phrase {
        switch self {
        case .intact(let entries, let head):
            Phrase(
                "审计链完整：共 \(entries) 条，最后一条的校验值 \(head)。",
                en: "The audit chain is whole: \(entries) entries, the last one's hash is \(head)."
            )
        case .altered(let entry):
            Phrase(
                "审计链在第 \(entry.sequence) 条被改动（\(entry.at.phrase.zh)，\(entry.action)，表 \(entry.entity) 第 \(entry.record) 行）：请用备份核对。",
                en:
                    "The audit entry \(entry.sequence) was altered (\(entry.at.phrase.en), \(entry.action), table \(entry.entity), row \(entry.record)): compare with a backup."
            )
        case .missing(let sequence):
            Phrase(
                "审计链缺少第 \(sequence) 条：请用备份核对。",
                en: "The audit entry \(sequence) is missing: compare with a backup."
            )
        case .recordAltered(let entity, let record, let columns, let entry):
            Phrase(
                "表 \(entity) 第 \(record) 行被绕过程序改动（\(columns.joined(separator: "、"))）"
                    + (entry.map { "，与审计第 \($0) 条不符" } ?? "，审计日志里没有它") + "：请用备份核对。",
                en:
                    "Row \(record) of the table \(entity) was changed behind the program's back (\(columns.joined(separator: ", ")))"
                    + (entry.map { ", against the audit entry \($0)" }
                        ?? ", and the audit log does not know it") + ": compare with a backup."
            )
        }
    }
}
