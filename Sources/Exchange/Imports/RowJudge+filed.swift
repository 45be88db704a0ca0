import Domain
import Market

// MARK: 到账清单, 活动清单, 走访服务清单
extension RowJudge {
    func filed<All: SheetRecords>(
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: inout ImportState,
        among all: All
    ) throws -> RowPlan {
        try resolveNames(&reading)
        let named = try named(
            &reading,
            All.kind,
            code: all.find(code:),
            externalID: all.find(externalID:)
        )
        let party = try owner(All.type, isKept: named?.record != nil, &reading, &state)
        guard let named else {
            _ = try content(All.type, &reading, over: nil, parties: Self.parties(party), all.read)
            return .refused
        }
        var old = named.record
        var fields: [String]?
        if old == nil, row.choice == .update || row.choice == .merge, let target = row.target {
            old = try all.get(ID(rawValue: target))
            if row.choice == .merge { fields = row.mergedFields }
        }
        if let old { return try change(old, fields, row, &reading, &state, among: all, party) }
        guard
            let content = try content(All.type, &reading, over: nil, parties: Self.parties(party), all.read),
            try isAllowed(content, among: all, except: nil, &reading)
        else { return .refused }
        return try new(content, named.code, row, reading, state, among: all, party)
    }

    private func new<All: SheetRecords>(
        _ content: All.Body,
        _ code: RecordCode?,
        _ row: ImportRow,
        _ reading: RowReading,
        _ state: ImportState,
        among all: All,
        _ party: Party?
    ) throws -> RowPlan {
        var plan = RowPlan(outcome: .new)
        let mark = all.mark(of: content)
        if row.choice != .new {
            let twins = Self.isNew(party) ? [] : try all.twins(of: content)
            for twin in twins where try says(twin, reading, among: all, party) {
                return RowPlan(outcome: .same, target: twin.id.rawValue, targetVersion: twin.filing.version)
            }
            plan.candidates = try twins.prefix(DuplicateRule.most).map { twin in
                let label = try all.label(twin.content, work)
                return ImportCandidate(twin: twin.id.rawValue, twin.code, label)
            }
            if twins.isEmpty, let first = state.twins[mark], first != row.number {
                let title = try Self.isNew(party) ? "" : all.label(content, work).title
                plan.candidates = [ImportCandidate(twinRow: first, title: title)]
            }
            if !plan.candidates.isEmpty { plan.outcome = .duplicate }
            plan.target = plan.candidates.lazy.compactMap(\.record).first
        }
        plan.remember = { state in
            if state.twins[mark] == nil { state.twins[mark] = row.number }
        }
        plan.write = { state in
            var (content, written): (All.Body, [ImportedRecord]) = (content, [])
            if let party {
                let (organization, made) = try state.parties.make(party, row: row.number, work)
                if let made { written.append(made) }
                content = all.owned(content, by: organization)
            }
            let made = try all.create(content, code: code)
            return RowPlan.Written(row, All.kind, made.id.rawValue, made.filing.version, after: written)
        }
        return plan
    }

    private func change<All: SheetRecords>(
        _ old: Filed<All.Body>,
        _ fields: [String]?,
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: inout ImportState,
        among all: All,
        _ party: Party?
    ) throws -> RowPlan {
        guard isFree(old.id.rawValue, old.code, old.filing, row, &reading, &state) else { return .refused }
        let before = try all.json(old, records)
        var parties: [Field: Organization.ID] = [:]
        let takesOwner = party != nil && (fields == nil || fields?.contains("organization") == true)
        if let owner = all.owner(of: old.content) {
            parties[.organization] = takesOwner ? party?.id ?? owner : owner
        }
        guard
            let content = try content(
                All.type,
                &reading,
                over: before,
                only: fields,
                parties: parties,
                all.read
            )
        else { return .refused }
        let isRevived = !old.filing.isCounted
        if content == old.content, !isRevived {
            return RowPlan(outcome: .same, target: old.id.rawValue, targetVersion: old.filing.version)
        }
        guard try isAllowed(content, among: all, except: old.id, &reading) else { return .refused }
        let isKnown = (all.owner(of: content)?.rawValue ?? 1) > 0
        let new = Filed(id: old.id, code: old.code, content: content, filing: old.filing)
        let label = try all.label(old.content, work)
        var plan = RowPlan(
            over: old.id.rawValue,
            old.code,
            old.filing,
            title: label.title,
            organization: label.owner,
            changes: isKnown ? Self.changed(before, try all.json(new, records)) : ["organization"],
            for: row
        )
        plan.write = { state in
            var (content, written): (All.Body, [ImportedRecord]) = (content, [])
            if takesOwner, let party {
                let (organization, made) = try state.parties.make(party, row: row.number, work)
                if let made { written.append(made) }
                content = all.owned(content, by: organization)
            }
            if isRevived { try all.putAway(old, as: .undone) }
            let saved = try all.save(old, version: isRevived ? nil : old.filing.version, content)
            return RowPlan.Written(
                row,
                All.kind,
                old.id.rawValue,
                saved.filing.version,
                isRevived: isRevived,
                before: before,
                after: written
            )
        }
        return plan
    }

    /// Whether a record has all that a row says.
    private func says<All: SheetRecords>(
        _ twin: Filed<All.Body>,
        _ reading: RowReading,
        among all: All,
        _ party: Party?
    ) throws -> Bool {
        var copy = reading
        let owner = all.owner(of: twin.content).map { [Field.organization: $0] } ?? [:]
        let over = try content(
            All.type,
            &copy,
            over: try all.json(twin, records),
            parties: owner,
            all.read
        )
        return over == twin.content
    }

    /// Whether saving it would go through; what would not is noted.
    private func isAllowed<All: SheetRecords>(
        _ content: All.Body,
        among all: All,
        except id: Filed<All.Body>.ID?,
        _ reading: inout RowReading
    ) throws -> Bool {
        // One that is still to be made has nothing against it.
        guard (all.owner(of: content)?.rawValue ?? 1) > 0 else { return true }
        do {
            _ = try all.check(content, except: id)
            return true
        } catch let error as AppError where error.kind != .unavailable {
            reading.add(error)
            return false
        }
    }

    // MARK: What rows name

    /// The organization that a row is of, for records that have one.
    private func owner(
        _ type: RecordType,
        isKept: Bool,
        _ reading: inout RowReading,
        _ state: inout ImportState
    ) throws -> Party? {
        guard type == .visit else { return nil }
        return try party(.organization, .enterprise, &reading, &state, isKept: isKept)
    }

    private static func parties(_ party: Party?) -> [Field: Organization.ID] {
        [.organization: party?.id ?? Organization.ID(rawValue: 0)]
    }

    private static func isNew(_ party: Party?) -> Bool { (party?.id.rawValue ?? 1) < 0 }

    /// Takes names of colleagues for their logins and registration numbers for the contracts' codes, and says where a title
    /// is not that of the record beside it.
    func resolveNames(_ reading: inout RowReading) throws {
        for column in template.columns {
            guard let text = reading.members[column.key]?.asString else { continue }
            do {
                if case .user = column.kind {
                    reading.set(
                        column.key,
                        .string(try work.users.meant(by: text, field: column.field).login)
                    )
                } else if column.key == "contract", (try? work.contracts.find(text)) == nil {
                    let number = Text.trimmed(text)
                    let found = number.isEmpty ? [] : try work.contracts.registered(as: number)
                    if let one = found.first, found.count == 1 {
                        reading.set(column.key, .string(one.code.description))
                    }
                }
            } catch let error as AppError where error.kind != .unavailable {
                reading.add(error)
                reading.set(column.key, .null)
            }
        }
        for part in ["demand", "achievement", "contract"] {
            guard let title = reading.parts[part]?["title"]?.asString,
                let reference = reading.members[part]?.asString,
                let known = try knownTitle(of: part, reference),
                Text.withoutBlanks(Text.normalized(known)) != Text.withoutBlanks(Text.normalized(title))
            else { continue }
            reading.add(
                RowProblem(
                    reading.column(of: .title, part),
                    "title_differs",
                    Phrase(
                        "\(AppError.quote(reference)) 在系统里叫“\(AppError.quote(known))”：按编号导入，请核对编号。",
                        en:
                            "\(AppError.quote(reference)) is called “\(AppError.quote(known))” here; the code counts: check it."
                    ),
                    isNote: true
                )
            )
        }
    }

    private func knownTitle(of part: String, _ reference: String) throws -> String? {
        switch part {
        case "demand": (try? work.demands.find(reference))?.title
        case "achievement": (try? work.achievements.find(reference))?.title
        default: (try? work.contracts.find(reference))?.title
        }
    }
}

extension ImportCandidate {
    /// A record with the same main facts, which need not be the same one.
    fileprivate init(
        twin id: Int64,
        _ code: RecordCode,
        _ label: (title: String, owner: String)
    ) {
        self.init(
            record: id,
            code: code,
            row: nil,
            title: label.title,
            organization: label.owner,
            likeness: nil,
            threshold: nil,
            measure: "twin",
            changes: []
        )
    }

    /// A row before it with the same main facts.
    fileprivate init(twinRow row: Int64, title: String) {
        self.init(
            record: nil,
            code: nil,
            row: row,
            title: title,
            organization: "",
            likeness: nil,
            threshold: nil,
            measure: "twin",
            changes: []
        )
    }
}
