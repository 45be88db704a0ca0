public import Domain

extension Table {
    static let payment = Table(
        "payment",
        ["code", "external_id", "contract_id", "kind", "amount", "on_day", "note"] + Filing.columns
    )
}

extension Transaction {
    public func insert(code: RecordCode, _ content: Payment.Content, edition: Int64) throws -> Payment {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.payment, Self.values(code, content, filing))
        return Payment(id: Payment.ID(rawValue: id), code: code, content: content, filing: filing)
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ payment: Payment) throws {
        let values = Self.values(payment.code, payment.content, payment.filing)
        try update(.payment, payment.id.rawValue, version: payment.filing.version, values)
    }

    public func archive(_ id: Payment.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.payment, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func payment(_ id: Payment.ID) throws -> Payment? {
        try one("SELECT \(Table.payment.selected) FROM payment WHERE id = ?", [SQLValue(id)], Self.payment)
    }

    public func payment(code: RecordCode) throws -> Payment? {
        try one(
            "SELECT \(Table.payment.selected) FROM payment WHERE code = ?",
            [SQLValue(text: code)],
            Self.payment
        )
    }

    public func payment(externalID: String) throws -> Payment? {
        try one(
            "SELECT \(Table.payment.selected) FROM payment WHERE external_id = ?",
            [.text(externalID)],
            Self.payment
        )
    }

    /// All payments of a contract, in the order of their days, archived ones too.
    public func payments(of contract: Contract.ID) throws -> [Payment] {
        try all(
            "SELECT \(Table.payment.selected) FROM payment WHERE contract_id = ? ORDER BY on_day, id",
            [SQLValue(contract)],
            Self.payment
        )
    }

    public func payments(_ filter: PaymentFilter) throws -> [Payment] {
        let conditions = Self.conditions(filter)
        return try all(
            """
            SELECT \(Table.payment.selected(from: "p")) FROM payment AS p\(conditions.clause)
            ORDER BY p.on_day DESC, p.id DESC\(filter.page.clause)
            """,
            conditions.arguments,
            Self.payment
        )
    }

    public func paymentCount(_ filter: PaymentFilter) throws -> Int64 {
        let conditions = Self.conditions(filter)
        return try count("SELECT COUNT(*) FROM payment AS p\(conditions.clause)", conditions.arguments)
    }

    static func conditions(_ filter: PaymentFilter) -> Conditions {
        var conditions = Conditions()
        conditions.add(archived: filter.includesArchived, of: "p")
        if let contract = filter.contract { conditions.add("p.contract_id = ?", SQLValue(contract)) }
        if let period = filter.period { conditions.add("p.on_day", in: period) }
        if let kind = filter.kind { conditions.add("p.kind = ?", SQLValue(kind)) }
        if let organization = filter.organization {
            var parties = Conditions()
            parties.add("c.buyer_id", "c.seller_id", of: organization)
            conditions.add(
                "p.contract_id IN (SELECT c.id FROM contract AS c\(parties.clause))",
                all: parties.arguments
            )
        }
        if let text = filter.text {
            let pattern = Conditions.pattern(text)
            conditions.add(
                """
                (\(Conditions.contains("p.code")) OR p.contract_id IN (SELECT c.id FROM contract AS c
                WHERE \(Conditions.contains("(c.title || ' ' || c.code)"))
                OR c.buyer_id IN \(Self.organizationsNamed) OR c.seller_id IN \(Self.organizationsNamed)))
                """,
                pattern,
                pattern,
                pattern,
                pattern
            )
        }
        return conditions
    }

    private static func values(_ code: RecordCode, _ content: Payment.Content, _ filing: Filing) -> [SQLValue]
    {
        [
            SQLValue(text: code), SQLValue(content.externalID), SQLValue(content.contract),
            SQLValue(content.kind),
            SQLValue(content.amount), SQLValue(content.on), .text(content.note),
        ] + filing.values
    }

    static func payment(_ row: any SQLRow) throws -> Payment {
        var content = Payment.Content(
            contract: row.id(3),
            kind: try row.stored(4),
            amount: row.money(5),
            on: row.day(6)
        )
        content.externalID = row.optionalText(2)
        content.note = row.text(7)
        return Payment(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            filing: Filing(row, at: 8)
        )
    }
}
