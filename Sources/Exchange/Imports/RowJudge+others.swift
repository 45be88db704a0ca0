import Domain
import Market

// MARK: 企业名录
extension RowJudge {
    func organization(_ row: ImportRow, _ reading: inout RowReading, _ state: inout ImportState) throws
        -> RowPlan
    {
        let organizations = work.organizations
        guard
            let named = try named(
                &reading,
                .organization,
                code: organizations.find(code:),
                externalID: organizations.find(externalID:)
            )
        else {
            _ = try organizationContent(&reading, over: nil)
            return .refused
        }
        var old = named.record
        var fields: [String]?
        if old == nil, row.choice == .update || row.choice == .merge, let target = row.target {
            old = try organizations.get(ID(rawValue: target))
            if row.choice == .merge { fields = row.mergedFields }
        }
        if old == nil {
            guard let content = try organizationContent(&reading, over: nil) else { return .refused }
            if row.choice != .new, let twin = try organizations.twin(of: content) { old = twin }
            if old == nil { return try newOrganization(content, named.code, row, &state) }
        }
        guard let old else { return .refused }
        return try change(old, fields, row, &reading, &state)
    }

    private func organizationContent(
        _ reading: inout RowReading,
        over base: JSON.Members?,
        only fields: [String]? = nil
    ) throws -> Organization.Content? {
        let kind = reading.members["name"]?.asString.flatMap(Parties.kind) ?? .enterprise
        return try content(.organization, &reading, over: base, only: fields, parties: [:]) { reader in
            reader.usual[.kind] = kind.rawValue
            return try Organization.Content(&reader).checked()
        }
    }

    private func newOrganization(
        _ content: Organization.Content,
        _ code: RecordCode?,
        _ row: ImportRow,
        _ state: inout ImportState
    ) throws -> RowPlan {
        var plan = RowPlan(outcome: .new)
        let findings = try (state.screen?.findings(name: content.name, except: nil) ?? []).filter { finding in
            // Two credit codes tell two organizations apart, however alike their names.
            guard let mine = content.creditCode, let id = finding.record else { return true }
            let other = try work.organizations.get(ID(rawValue: id)).content.creditCode
            return other == nil || other == mine
        }
        try suspect(&plan, findings, row, state) { id in
            (try work.organizations.get(ID(rawValue: id)).code, "")
        }
        plan.remember = { $0.screen?.add(name: content.name, row: row.number) }
        plan.write = { _ in
            let made = try work.organizations.create(content, code: code)
            return RowPlan.Written(row, .organization, made.id.rawValue, made.filing.version)
        }
        return plan
    }

    private func change(
        _ old: Organization,
        _ fields: [String]?,
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: inout ImportState
    ) throws -> RowPlan {
        guard isFree(old.id.rawValue, old.code, old.filing, row, &reading, &state) else { return .refused }
        let before = try records.json(old)
        guard var content = try organizationContent(&reading, over: before, only: fields) else {
            return .refused
        }
        if content.name != old.name, reading.members["aliases"] == nil {
            content = try content.completed(from: old.content).checked()
        }
        let isRevived = !old.filing.isCounted
        if content == old.content, !isRevived {
            return RowPlan(outcome: .same, target: old.id.rawValue, targetVersion: old.filing.version)
        }
        let new = Organization(
            id: old.id,
            code: old.code,
            content: content,
            rootID: old.rootID,
            filing: old.filing
        )
        var plan = RowPlan(
            over: old.id.rawValue,
            old.code,
            old.filing,
            title: old.name,
            organization: "",
            changes: Self.changed(before, try records.json(new)),
            for: row
        )
        plan.write = { [content] _ in
            if isRevived { try work.organizations.archive(old.id, version: old.filing.version, as: .undone) }
            let version = isRevived ? nil : old.filing.version
            let saved = try work.organizations.edit(old.id, version: version, content)
            return RowPlan.Written(
                row,
                .organization,
                old.id.rawValue,
                saved.filing.version,
                isRevived: isRevived,
                before: before
            )
        }
        return plan
    }
}

// MARK: 合同台账
extension RowJudge {
    func contract(_ row: ImportRow, _ reading: inout RowReading, _ state: inout ImportState) throws -> RowPlan
    {
        let contracts = work.contracts
        let named = try named(
            &reading,
            .contract,
            code: contracts.find(code:),
            externalID: contracts.find(externalID:)
        )
        var old = named?.record
        if old == nil, named != nil, let number = reading.members["registration_number"]?.asString,
            row.choice != .new
        {
            old = try contracts.registered(Text.trimmed(number))
        }
        let buyer = try party(.buyer, .enterprise, &reading, &state, isKept: old != nil)
        let seller = try party(.seller, .enterprise, &reading, &state, isKept: old != nil)
        let parties: [Field: Organization.ID] = [
            .buyer: buyer?.id ?? Organization.ID(rawValue: -1_000_000_001),
            .seller: seller?.id ?? Organization.ID(rawValue: -1_000_000_002),
        ]
        func read(_ reader: inout RecordReader) throws -> Contract.Content {
            try Contract.Content(&reader).checked(today: work.today)
        }
        guard let named else {
            _ = try content(.contract, &reading, over: nil, parties: parties, read)
            return .refused
        }
        var fields: [String]?
        if old == nil, row.choice == .update || row.choice == .merge, let target = row.target {
            old = try contracts.get(ID(rawValue: target))
            if row.choice == .merge { fields = row.mergedFields }
        }
        if let old {
            guard isFree(old.id.rawValue, old.code, old.filing, row, &reading, &state) else {
                return .refused
            }
            let before = try records.json(old)
            var kept: [Field: Organization.ID] = [.buyer: old.buyer, .seller: old.seller]
            if fields == nil || fields?.contains("buyer") == true, let buyer { kept[.buyer] = buyer.id }
            if fields == nil || fields?.contains("seller") == true, let seller { kept[.seller] = seller.id }
            var base = before
            base["matches"] = nil
            let content = try content(
                .contract,
                &reading,
                over: base,
                only: fields,
                parties: kept,
                read
            )
            guard let content else { return .refused }
            return try change(old, content, before, row, buyer, seller)
        }
        let content = try content(.contract, &reading, over: nil, parties: parties, read)
        guard let content, let buyer, let seller else { return .refused }
        if row.choice != .new, buyer.id.rawValue > 0, seller.id.rawValue > 0,
            let twin = try contracts.twin(of: content)
        {
            return RowPlan(outcome: .same, target: twin.id.rawValue, targetVersion: twin.filing.version)
        }
        return try newContract(content, named.code, row, buyer, seller, &state)
    }

    private func newContract(
        _ content: Contract.Content,
        _ code: RecordCode?,
        _ row: ImportRow,
        _ buyer: Party,
        _ seller: Party,
        _ state: inout ImportState
    ) throws -> RowPlan {
        var plan = RowPlan(outcome: .new)
        // Two registration numbers are two contracts, however alike their names.
        let findings = try (state.screen?.findings(content, except: nil) ?? []).filter { finding in
            guard !content.registrationNumber.isEmpty, let id = finding.record else { return true }
            let other = try work.contracts.get(ID(rawValue: id)).registrationNumber
            return other.isEmpty || other == content.registrationNumber
        }
        let isNumbered = !content.registrationNumber.isEmpty
        let counted = findings.filter { $0.record != nil || !isNumbered }
        try suspect(&plan, counted, row, state) { id in
            let contract = try work.contracts.get(ID(rawValue: id))
            return (contract.code, try work.organizations.get(contract.buyer).name)
        }
        plan.remember = { $0.screen?.add(content, row: row.number) }
        plan.write = { state in
            var written: [ImportedRecord] = []
            let content = try self.signed(content, buyer, seller, row, &state, &written)
            let made = try work.contracts.create(content, code: code)
            return RowPlan.Written(row, .contract, made.id.rawValue, made.filing.version, after: written)
        }
        return plan
    }

    private func change(
        _ old: Contract,
        _ content: Contract.Content,
        _ before: JSON.Members,
        _ row: ImportRow,
        _ buyer: Party?,
        _ seller: Party?
    ) throws -> RowPlan {
        let isRevived = !old.filing.isCounted
        if content == old.content, !isRevived {
            return RowPlan(outcome: .same, target: old.id.rawValue, targetVersion: old.filing.version)
        }
        let new = Contract(id: old.id, code: old.code, content: content, filing: old.filing)
        let after = content.buyer.rawValue > 0 && content.seller.rawValue > 0 ? try records.json(new) : before
        var plan = RowPlan(
            over: old.id.rawValue,
            old.code,
            old.filing,
            title: old.title,
            organization: try work.organizations.get(old.buyer).name,
            changes: Self.changed(before, after),
            for: row
        )
        plan.write = { state in
            var written: [ImportedRecord] = []
            let content = try self.signed(
                content,
                content.buyer == buyer?.id ? buyer : nil,
                content.seller == seller?.id ? seller : nil,
                row,
                &state,
                &written
            )
            let saved =
                isRevived
                ? try work.contracts.revive(old.id, content)
                : try work.contracts.edit(old.id, version: old.filing.version, content)
            return RowPlan.Written(
                row,
                .contract,
                old.id.rawValue,
                saved.filing.version,
                isRevived: isRevived,
                before: before,
                after: written
            )
        }
        return plan
    }

    /// The contract between organizations that are there now.
    private func signed(
        _ content: Contract.Content,
        _ buyer: Party?,
        _ seller: Party?,
        _ row: ImportRow,
        _ state: inout ImportState,
        _ written: inout [ImportedRecord]
    ) throws -> Contract.Content {
        var content = content
        if let buyer {
            let (id, made) = try state.parties.make(buyer, row: row.number, work)
            content.buyer = id
            if let made { written.append(made) }
        }
        if let seller {
            let (id, made) = try state.parties.make(seller, row: row.number, work)
            content.seller = id
            if let made { written.append(made) }
        }
        return content
    }
}

extension Contracts {
    /// The one contract that counts under a registration number; nil for none or several. Blank is never a number.
    fileprivate func registered(_ number: String) throws -> Contract? {
        guard !number.isEmpty else { return nil }
        let found = try registered(as: number)
        return found.count == 1 ? found[0] : nil
    }
}

// MARK: 活动签到表
extension RowJudge {
    /// Somebody who attends, or an organization with how many people came. Rows of one organization add up.
    func attendance(_ row: ImportRow, _ reading: inout RowReading, _ state: inout ImportState) throws
        -> RowPlan
    {
        let party = try party(.organization, .enterprise, &reading, &state)
        var people: Int64?
        do {
            var reader = RecordReader(.activity, reading.members, work: work)
            people = try reader.integer(.attendees)
            if let people, !(1...10_000).contains(people) { throw Self.peopleOutOfRange(people) }
            _ = try TextRule.line(try reader.text(.note), .note)
            _ = try TextRule.line(try reader.text(.person), .person)
        } catch let error as AppError where error.kind != .unavailable {
            reading.add(error)
        }
        guard let party, let activity else {
            return .refused
        }
        var plan = RowPlan(outcome: .new)
        let there = try Self.known(party).flatMap { try work.activities.attendance(activity, of: $0) }
        if let there, row.choice != .new, !state.attended.contains(there.organization.rawValue) {
            let isStated = people != nil
            if isStated, Int64(there.people) == people {
                return RowPlan(outcome: .same, target: there.organization.rawValue)
            }
            let listed = try work.organizations.get(there.organization)
            plan.outcome = .duplicate
            plan.target = there.organization.rawValue
            plan.candidates = [
                ImportCandidate(
                    record: there.organization.rawValue,
                    code: listed.code,
                    row: nil,
                    title: listed.name,
                    organization: "\(there.people)",
                    likeness: nil,
                    threshold: nil,
                    measure: "attendance",
                    changes: isStated ? ["people"] : []
                )
            ]
        }
        let isReplacing = row.choice == .update || row.choice == .merge
        let person = reading.members["person"]?.asString ?? ""
        let note = reading.members["note"]?.asString ?? ""
        plan.write = { [people] state in
            let (organization, made) = try state.parties.make(party, row: row.number, work)
            let before = try work.activities.attendance(activity, of: organization)
            let count = isReplacing ? Int(people ?? 1) : (before?.people ?? 0) + Int(people ?? 1)
            let words = [before?.note ?? "", person, note].map { Text.withoutBreaks(Text.trimmed($0)) }
                .filter { !$0.isEmpty }.joined(separator: "、")
            let saved = try work.activities.attend(
                activity,
                before?.organization ?? organization,
                people: count,
                note: words.unicodeScalars.count <= Limits.line ? words : before?.note ?? ""
            )
            state.attended.insert(saved.organization.rawValue)
            let record = ImportedRecord(
                number: row.number,
                entity: Field.attendance.code,
                record: saved.organization.rawValue,
                deed: .attended,
                version: Int64(saved.people),
                before: before.map { old in
                    JSON.object(["people": .int(Int64(old.people)), "note": .string(old.note)]).text
                } ?? ""
            )
            return RowPlan.Written(
                target: saved.organization.rawValue,
                version: Int64(saved.people),
                records: (made.map { [$0] } ?? []) + [record]
            )
        }
        return plan
    }

    private static func known(_ party: Party) -> Organization.ID? {
        if case .known(let id) = party { id } else { nil }
    }

    private static func peopleOutOfRange(_ people: Int64) -> AppError {
        AppError(
            .invalid,
            "people_out_of_range",
            field: .attendees,
            value: String(people),
            Phrase(
                "到场人数“\(people)”不对：请填 1 到 10000 的整数。",
                en: "The number of people “\(people)” won't do: give a whole number from 1 to 10,000."
            )
        )
    }
}
