import Domain
import Market

extension RowJudge {
    /// A demand or an achievement.
    func submission<Body: ReadableContent>(
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: inout ImportState,
        among all: Submissions<Body>,
        _ type: RecordType,
        _ kind: Organization.Kind,
        json: (Submission<Body>) throws -> JSON.Members,
        find: (ImportState, Body) throws -> [DuplicateFinding],
        add: @escaping (inout ImportState, Body, Int64) -> Void
    ) throws -> RowPlan {
        let named = try named(
            &reading,
            Body.codeKind,
            code: all.find(code:),
            externalID: all.find(externalID:)
        )
        let party = try party(.organization, kind, &reading, &state, isKept: named?.record != nil)
        guard let named else {
            _ = try content(type, &reading, over: nil, parties: Self.owner(party)) { try Body(&$0) }
            return .refused
        }
        var old = named.record
        var fields: [String]?
        if old == nil, row.choice == .update || row.choice == .merge, let target = row.target {
            old = try all.get(ID(rawValue: target))
            if row.choice == .merge { fields = row.mergedFields }
        }
        if let old {
            return try change(old, fields, row, &reading, &state, among: all, type, party, json: json)
        }
        let content = try content(type, &reading, over: nil, parties: Self.owner(party)) {
            try Body(&$0).checked(today: work.today)
        }
        guard let content, let party else { return .refused }
        var plan = RowPlan(outcome: .new)
        if row.choice != .new, !state.isSettled, case .known(let id) = party,
            let same = try same(as: content, id, reading, among: all, type, json: json)
        {
            return RowPlan(outcome: .same, target: same.id.rawValue, targetVersion: same.filing.version)
        }
        try suspect(&plan, try find(state, content), row, state) { id in
            let record = try all.get(ID(rawValue: id))
            return (record.code, try work.organizations.get(record.organization).name)
        }
        plan.remember = { add(&$0, content, row.number) }
        let code = named.code
        plan.write = { state in
            let (organization, made) = try state.parties.make(party, row: row.number, work)
            let record = try all.create(content.owned(by: organization), code: code)
            return RowPlan.Written(
                row,
                Body.codeKind,
                record.id.rawValue,
                record.filing.version,
                after: made.map { [$0] } ?? []
            )
        }
        return plan
    }

    private static func owner(_ party: Party?) -> [Field: Organization.ID] {
        // Without one the row is refused for that; the rest of it is read all the same.
        [.organization: party?.id ?? Organization.ID(rawValue: 0)]
    }

    /// A row that changes a record.
    private func change<Body: ReadableContent>(
        _ old: Submission<Body>,
        _ fields: [String]?,
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: inout ImportState,
        among all: Submissions<Body>,
        _ type: RecordType,
        _ party: Party?,
        json: (Submission<Body>) throws -> JSON.Members
    ) throws -> RowPlan {
        guard isFree(old.id.rawValue, old.code, old.filing, row, &reading, &state) else { return .refused }
        let before = try json(old)
        let takesOwner = fields == nil || fields?.contains("organization") == true
        let owner = takesOwner ? party?.id ?? old.organization : old.organization
        let content = try content(
            type,
            &reading,
            over: before,
            only: fields,
            parties: [.organization: owner]
        ) { try Body(&$0).checked(today: work.today) }
        guard let content else { return .refused }
        let isRevived = !old.filing.isCounted
        if content == old.content, !isRevived {
            return RowPlan(outcome: .same, target: old.id.rawValue, targetVersion: old.filing.version)
        }
        let new = Submission(
            id: old.id,
            code: old.code,
            content: content,
            state: old.state,
            filing: old.filing
        )
        // An owner that is not there yet has no code to be compared.
        let after = owner.rawValue > 0 ? try json(new) : before
        var plan = RowPlan(
            over: old.id.rawValue,
            old.code,
            old.filing,
            title: old.title,
            organization: try work.organizations.get(old.organization).name,
            changes: Self.changed(before, after),
            for: row
        )
        plan.write = { state in
            var written: [ImportedRecord] = []
            var content = content
            if takesOwner, let party {
                let (organization, made) = try state.parties.make(party, row: row.number, work)
                if let made { written.append(made) }
                content = content.owned(by: organization)
            }
            let record =
                isRevived
                ? try all.revive(old.id, content) : try all.edit(old.id, version: old.filing.version, content)
            return RowPlan.Written(
                row,
                Body.codeKind,
                old.id.rawValue,
                record.filing.version,
                isRevived: isRevived,
                before: before,
                after: written
            )
        }
        return plan
    }

    /// A record of the same organization and title that has all that the row says.
    private func same<Body: ReadableContent>(
        as content: Body,
        _ organization: Organization.ID,
        _ reading: RowReading,
        among all: Submissions<Body>,
        _ type: RecordType,
        json: (Submission<Body>) throws -> JSON.Members
    ) throws -> Submission<Body>? {
        try all.titled(content.title, of: organization).first { one in
            guard one.filing.isCounted else { return false }
            var copy = reading
            let over = try self.content(
                type,
                &copy,
                over: try json(one),
                parties: [.organization: organization]
            ) { try Body(&$0).checked(today: work.today) }
            return over == one.content
        }
    }

    /// What was found, with the names that people know the records by.
    func candidates(
        _ findings: [DuplicateFinding],
        _ about: (Int64) throws -> (RecordCode, String)
    ) throws -> [ImportCandidate] {
        try findings.map { finding in
            let known = try finding.record.map(about)
            return ImportCandidate(
                record: finding.record,
                code: known?.0,
                row: finding.row,
                title: finding.title,
                organization: known?.1 ?? "",
                likeness: finding.likeness,
                threshold: finding.threshold,
                measure: finding.measure.rawValue,
                changes: []
            )
        }
    }
}

extension ReadableContent {
    /// The same as another organization's.
    fileprivate func owned(by organization: Organization.ID) -> Self {
        var content = self
        content.organization = organization
        return content
    }
}
