public import Domain
import Storage

extension Work {
    public var contracts: Contracts { Contracts(work: self) }
}

/// What people do with 技术合同.
public struct Contracts {
    let work: Work

    /// Records a contract, and signs the matches that it rests on: each goes from 意向 to 签约 on the day of signing.
    ///
    /// - Throws: what the content's rules or `Matches.advance` refuse; nothing is kept then.
    public func sign(
        _ content: Contract.Content,
        matches: [Match.ID],
        code: RecordCode? = nil,
        note: String = ""
    ) throws -> Contract {
        let contract = try create(content, code: code)
        for id in matches { try link(contract.id, id, note: note) }
        return contract
    }

    /// Records a contract by itself.
    public func create(_ content: Contract.Content, code: RecordCode? = nil) throws -> Contract {
        let transaction = try work.begin("contract.create", .staff)
        let content = try checked(content, except: nil, in: transaction)
        let code = try transaction.code(code, .contract, year: content.signedOn.year) {
            try transaction.contract(code: $0) != nil
        }
        return try transaction.insert(code: code, content, edition: try work.codes().edition)
    }

    /// Lets a match rest on a contract: one at 意向 is signed on the contract's day, one that is signed already has one
    /// contract more.
    public func link(_ id: Contract.ID, _ match: Match.ID, note: String = "") throws {
        let transaction = try work.begin("contract.link", .staff)
        let contract = try getInUse(id, version: nil)
        let stage = try work.matches.get(match).stage
        if stage == .signed || stage == .completed {
            try transaction.link(id, match)
        } else {
            _ = try work.matches.advance(match, to: .signed, contract: id, on: contract.signedOn, note: note)
        }
    }

    /// Takes back that a match rests on a contract, when it was linked by mistake. The contract on which the match was
    /// signed stays: to take that back, take the match's step to 签约 back as a mistake.
    public func unlink(_ id: Contract.ID, _ match: Match.ID) throws {
        let transaction = try work.begin("contract.unlink", .staff)
        let contract = try getInUse(id, version: nil)
        let (match, history) = (try work.matches.get(match), try work.matches.history(match))
        guard try transaction.matches(of: id).contains(match.id) else {
            throw AppError(
                .notFound,
                "not_linked",
                field: .match,
                value: match.code.description,
                Phrase(
                    "对接 \(match.code) 与合同 \(contract.code) 没有关联。",
                    en: "The match \(match.code) does not rest on the contract \(contract.code)."
                )
            )
        }
        guard !history.standing.contains(where: { $0.contract == id }) else {
            throw AppError(
                .conflict,
                "signed_on_it",
                field: .match,
                value: match.code.description,
                Phrase(
                    "对接 \(match.code) 是凭合同 \(contract.code) 签约的，不能只解除关联：签约若是误录，请把对接按误录退回。",
                    en:
                        "The match \(match.code) was signed on \(contract.code): if that was a mistake, take its step to “signed” back as one."
                )
            )
        }
        try transaction.unlink(id, match.id)
    }

    /// Changes a contract's content, to mend what was entered wrong; what the parties changed is an amendment.
    public func edit(_ id: Contract.ID, version: Int64?, _ content: Contract.Content) throws -> Contract {
        let transaction = try work.begin("contract.edit", .staff)
        let old = try getInUse(id, version: nil)
        let content = try checked(content, except: id, in: transaction)
        let ledger = try transaction.ledger(of: old)
        let mended = ContractLedger(signed: content, changes: ledger.changes, payments: ledger.payments)
        try mended.check()
        var filing = old.filing.seen(at: version)
        if old.type != content.type || old.field != content.field {
            filing.codeEdition = try work.codes().edition
        }
        try transaction.save(Contract(id: id, code: old.code, content: content, filing: filing))
        return try get(id)
    }

    /// Records that the parties changed the amounts; counted on the day of the amendment.
    public func amend(
        _ id: Contract.ID,
        total: Money?,
        technology: Money?,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> ContractLedger {
        let transaction = try work.begin("contract.amend", .staff)
        let contract = try getInUse(id, version: version)
        let ledger = try transaction.ledger(of: contract)
        let change = try ledger.amendment(
            total: total ?? ledger.total,
            technology: technology ?? ledger.technology,
            on: day ?? work.today,
            today: work.today,
            note: try TextRule.block(note, .note, limit: Limits.note)
        )
        try transaction.add(change, to: id)
        return try transaction.ledger(of: contract)
    }

    /// Records that the contract was cancelled; no figure counts it from then on.
    public func cancel(
        _ id: Contract.ID,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> ContractLedger {
        let transaction = try work.begin("contract.cancel", .staff)
        let contract = try getInUse(id, version: version)
        let change = try transaction.ledger(of: contract).cancellation(
            on: day ?? work.today,
            today: work.today,
            note: try TextRule.block(note, .note, limit: Limits.note)
        )
        try transaction.add(change, to: id)
        return try transaction.ledger(of: contract)
    }

    /// Puts a contract away, or takes it out again; as a mistake only while no match and no payment rests on it.
    public func archive(_ id: Contract.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("contract.archive", .staff)
        let contract = try get(id)
        if archiving == .mistake {
            let payments = try transaction.payments(of: id).filter(\.filing.isCounted).count
            let matches = try transaction.matches(of: id).count
            try work.refuseMistake(contract.code, uses: Int64(payments + matches))
        }
        if archiving == .undone {
            _ = try work.organizations.usable(contract.buyer, field: .buyer)
            _ = try work.organizations.usable(contract.seller, field: .seller)
        }
        try transaction.archive(
            id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    /// Takes a contract that was archived as a mistake out again, with other content: its parties may have been mistakes, too.
    public func revive(_ id: Contract.ID, _ content: Contract.Content) throws -> Contract {
        let transaction = try work.begin("contract.archive", .staff)
        _ = try work.organizations.usable(content.buyer, field: .buyer)
        _ = try work.organizations.usable(content.seller, field: .seller)
        try transaction.archive(id, version: nil, archived: false, isCounted: true)
        return try edit(id, version: nil, content)
    }

    public func get(_ id: Contract.ID) throws -> Contract {
        guard let found = try work.transaction.contract(id) else {
            throw AppError.noRecord(.contract, id.description)
        }
        return found
    }

    /// The contract that a code or an external id means.
    public func find(_ reference: String, field: Field = .contract) throws -> Contract {
        if let code = try? RecordCode(parsing: reference, kind: .contract, field: field),
            let found = try work.transaction.contract(code: code)
        {
            return found
        }
        if let found = try work.transaction.contract(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(field, reference)
    }

    public func find(code: RecordCode) throws -> Contract? { try work.transaction.contract(code: code) }

    public func find(externalID: String) throws -> Contract? {
        try work.transaction.contract(externalID: externalID)
    }

    /// The contracts that count under a registration number.
    public func registered(as number: String) throws -> [Contract] {
        try work.transaction.contracts(registeredAs: number)
    }

    public func list(_ filter: ContractFilter) throws -> [Contract] { try work.transaction.contracts(filter) }

    public func count(_ filter: ContractFilter) throws -> Int64 { try work.transaction.contractCount(filter) }

    /// The contracts as lists show them.
    public func items(_ filter: ContractFilter) throws -> [ContractItem] {
        try work.transaction.contractItems(filter)
    }

    /// What the contracts of a list come to.
    public func sums(_ filter: ContractFilter) throws -> ContractSums {
        try work.transaction.contractSums(filter)
    }

    /// All payments on the contract by their days, those entered by mistake too.
    public func payments(_ id: Contract.ID) throws -> [Payment] { try work.transaction.payments(of: id) }

    /// The contract's amounts over time.
    public func ledger(_ contract: Contract) throws -> ContractLedger {
        try work.transaction.ledger(of: contract)
    }

    /// The matches that rest on the contract.
    public func matches(_ id: Contract.ID) throws -> [Match] {
        try work.transaction.matches(of: id).map { try work.matches.get($0) }
    }

    private func getInUse(_ id: Contract.ID, version: Int64?) throws -> Contract {
        let contract = try get(id)
        try contract.filing.requireInUse(contract.code)
        try contract.filing.requireVersion(version)
        return contract
    }

    private func checked(
        _ content: Contract.Content,
        except id: Contract.ID?,
        in transaction: Transaction
    ) throws -> Contract.Content {
        let content = try content.checked(today: work.today)
        _ = try work.organizations.usable(content.buyer, field: .buyer)
        _ = try work.organizations.usable(content.seller, field: .seller)
        if let externalID = content.externalID, let other = try transaction.contract(externalID: externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        return content
    }
}
