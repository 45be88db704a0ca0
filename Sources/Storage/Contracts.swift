public import Domain

extension Table {
    static let contract = Table(
        "contract",
        [
            "code", "external_id", "title", "contract_type", "buyer_id", "seller_id", "total", "technology",
            "signed_on",
            "starts_on", "ends_on", "registration_number", "field", "note", "cancelled_on",
        ] + Filing.columns
    )
    static let contractMatch = Table("contract_match", ["contract_id", "match_id"])
    static let contractChange = Table(
        "contract_change",
        ["contract_id", "kind", "on_day", "total", "technology", "note", "recorded_at", "actor_id"]
    )
}

extension Transaction {
    public func insert(code: RecordCode, _ content: Contract.Content, edition: Int64) throws -> Contract {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.contract, Self.values(code, content, cancelledOn: nil, filing))
        return Contract(id: Contract.ID(rawValue: id), code: code, content: content, filing: filing)
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ contract: Contract) throws {
        let id = contract.id.rawValue
        let cancelledOn = try one("SELECT cancelled_on FROM contract WHERE id = ?", [.integer(id)]) {
            $0.optionalDay(0)
        }
        let values = Self.values(
            contract.code,
            contract.content,
            cancelledOn: cancelledOn.flatMap { $0 },
            contract.filing
        )
        try update(.contract, id, version: contract.filing.version, values)
    }

    public func archive(_ id: Contract.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.contract, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    /// Adds a change and, because it changes what the contract is worth, brings the contract to its next version; a
    /// cancellation also marks the contract, which no figure counts from then on.
    public func add(_ change: ContractChange, to id: Contract.ID) throws {
        try insert(
            .contractChange,
            [
                SQLValue(id), SQLValue(change.kind), SQLValue(change.on), SQLValue(change.total),
                SQLValue(change.technology), .text(change.note), SQLValue(now), SQLValue(author),
            ]
        )
        if change.kind == .cancellation {
            try update(.contract, id.rawValue, set: ["cancelled_on": SQLValue(change.on)])
        } else {
            try touch(.contract, id.rawValue)
        }
    }

    public func contract(_ id: Contract.ID) throws -> Contract? {
        try one("SELECT \(Table.contract.selected) FROM contract WHERE id = ?", [SQLValue(id)], Self.contract)
    }

    public func contract(code: RecordCode) throws -> Contract? {
        try one(
            "SELECT \(Table.contract.selected) FROM contract WHERE code = ?",
            [SQLValue(text: code)],
            Self.contract
        )
    }

    public func contract(externalID: String) throws -> Contract? {
        try one(
            "SELECT \(Table.contract.selected) FROM contract WHERE external_id = ?",
            [.text(externalID)],
            Self.contract
        )
    }

    /// The contracts that count under a registration number.
    public func contracts(registeredAs number: String) throws -> [Contract] {
        try all(
            """
            SELECT \(Table.contract.selected) FROM contract
            WHERE registration_number = ? AND registration_number <> '' AND is_counted = 1 ORDER BY id
            """,
            [.text(number)],
            Self.contract
        )
    }

    public func contracts(_ filter: ContractFilter) throws -> [Contract] {
        let conditions = Self.conditions(filter)
        return try all(
            """
            SELECT \(Table.contract.selected(from: "c")) FROM contract AS c\(conditions.clause)
            ORDER BY c.signed_on DESC, c.id DESC\(filter.page.clause)
            """,
            conditions.arguments,
            Self.contract
        )
    }

    public func contractCount(_ filter: ContractFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count("SELECT COUNT(*) FROM contract AS c\(conditions.clause)", conditions.arguments)
    }

    public func changes(of id: Contract.ID) throws -> [ContractChange] {
        try all(
            "SELECT \(Self.contractChangeColumns) FROM contract_change WHERE contract_id = ? ORDER BY id",
            [SQLValue(id)]
        ) { try Self.contractChange($0, at: 0) }
    }

    static let contractChangeColumns = "kind, on_day, total, technology, note, recorded_at, actor_id"

    static func contractChange(_ row: any SQLRow, at first: Int) throws -> ContractChange {
        ContractChange(
            kind: try row.stored(first),
            on: row.day(first + 1),
            total: row.optionalMoney(first + 2),
            technology: row.optionalMoney(first + 3),
            note: row.text(first + 4),
            recordedAt: row.instant(first + 5),
            actor: row.id(first + 6)
        )
    }

    /// The contract's amounts over time, with the payments that stand.
    public func ledger(of contract: Contract) throws -> ContractLedger {
        ContractLedger(
            signed: contract.content,
            changes: try changes(of: contract.id),
            payments: try payments(of: contract.id).filter(\.filing.isCounted).map(\.content)
        )
    }

    /// Links a match to a contract; a link that is there stays.
    public func link(_ contract: Contract.ID, _ match: Match.ID) throws {
        let links = try count(
            "SELECT COUNT(*) FROM contract_match WHERE contract_id = ? AND match_id = ?",
            [SQLValue(contract), SQLValue(match)]
        )
        if links == 0 { try insert(.contractMatch, [SQLValue(contract), SQLValue(match)]) }
    }

    public func unlink(_ contract: Contract.ID, _ match: Match.ID) throws {
        let link = try one(
            "SELECT id FROM contract_match WHERE contract_id = ? AND match_id = ?",
            [SQLValue(contract), SQLValue(match)]
        ) { $0.integer(0) }
        if let link { try delete(.contractMatch, link) }
    }

    public func matches(of contract: Contract.ID) throws -> [Match.ID] {
        try all(
            "SELECT match_id FROM contract_match WHERE contract_id = ? ORDER BY match_id",
            [SQLValue(contract)]
        ) { $0.id(0) }
    }

    static func conditions(_ filter: ContractFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "c")
        if let type = filter.type { conditions.add("c.contract_type = ?", .text(type)) }
        if let organization = filter.organization {
            conditions.add("c.buyer_id", "c.seller_id", of: organization)
        }
        if let match = filter.match {
            conditions.add(
                "c.id IN (SELECT contract_id FROM contract_match WHERE match_id = ?)",
                SQLValue(match)
            )
        }
        if let signed = filter.signed { conditions.add("c.signed_on", in: signed) }
        if let text = filter.text {
            let pattern = Conditions.pattern(text)
            conditions.add(
                """
                (\(Conditions.contains("(c.title || ' ' || c.code || ' ' || c.registration_number)"))
                OR c.buyer_id IN \(Self.organizationsNamed) OR c.seller_id IN \(Self.organizationsNamed))
                """,
                pattern,
                pattern,
                pattern
            )
        }
        switch filter.standing {
        case nil: break
        case .inForce: conditions.add("c.cancelled_on IS NULL")
        case .cancelled: conditions.add("c.cancelled_on IS NOT NULL")
        case .unpaid:
            conditions.add("c.cancelled_on IS NULL AND \(contractPaid) < \(contractNow("total"))")
        }
        return conditions
    }

    private static func values(
        _ code: RecordCode,
        _ content: Contract.Content,
        cancelledOn: Day?,
        _ filing: Filing
    ) -> [SQLValue] {
        [
            SQLValue(text: code), SQLValue(content.externalID), .text(content.title), .text(content.type),
            SQLValue(content.buyer), SQLValue(content.seller), SQLValue(content.total),
            SQLValue(content.technology),
            SQLValue(content.signedOn), SQLValue(content.startsOn), SQLValue(content.endsOn),
            .text(content.registrationNumber), SQLValue(content.field), .text(content.note),
            SQLValue(cancelledOn),
        ] + filing.values
    }

    static func contract(_ row: any SQLRow) throws -> Contract {
        var content = Contract.Content(
            title: row.text(3),
            type: row.text(4),
            buyer: row.id(5),
            seller: row.id(6),
            total: row.money(7),
            technology: row.money(8),
            signedOn: row.day(9)
        )
        content.externalID = row.optionalText(2)
        content.startsOn = row.optionalDay(10)
        content.endsOn = row.optionalDay(11)
        content.registrationNumber = row.text(12)
        content.field = row.optionalText(13)
        content.note = row.text(14)
        return Contract(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            filing: Filing(row, at: 16)
        )
    }
}
