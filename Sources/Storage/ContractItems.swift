public import Domain

/// Contracts and payments as lists show them, each query one statement however many rows there are.
extension Transaction {
    /// The `total` or `technology` of `contract AS c` as its last amendment has it.
    static func contractNow(_ amount: String) -> String {
        """
        COALESCE((SELECT n.\(amount) FROM contract_change AS n WHERE n.contract_id = c.id AND n.kind = 'amendment'
            ORDER BY n.id DESC LIMIT 1), c.\(amount))
        """
    }

    /// What was paid on `contract AS c`, less what was paid back.
    static let contractPaid = """
        COALESCE((SELECT CAST(SUM(CASE q.kind WHEN 'receipt' THEN q.amount ELSE -q.amount END) AS BIGINT)
            FROM payment AS q WHERE q.contract_id = c.id AND q.is_counted = 1), 0)
        """

    /// Organizations that go by a part of a name, with what was merged into them; takes a `Conditions.pattern`.
    static let organizationsNamed = """
        (SELECT o.id FROM organization AS o WHERE \(Conditions.contains("(o.name || ' ' || o.aliases || ' ' || o.code)")))
        """

    public func contractItems(_ filter: ContractFilter) throws -> [ContractItem] {
        let conditions = Self.conditions(filter)
        let first = Table.contract.columns.count + 1
        let order =
            switch filter.order {
            case .signed: ""
            case .total: "\(Self.contractNow("total")) DESC, "
            case .due:
                """
                CASE WHEN c.cancelled_on IS NULL THEN \(Self.contractNow("total")) - \(Self.contractPaid) ELSE -1 END DESC,
                """ + " "
            }
        return try all(
            """
            SELECT \(Table.contract.selected(from: "c")), b.code, b.name, s.code, s.name, \(Self.contractNow("total")),
                \(Self.contractNow("technology")), \(Self.contractPaid), c.cancelled_on,
                (SELECT COUNT(*) FROM contract_match AS l WHERE l.contract_id = c.id)
            FROM contract AS c
            JOIN organization AS b ON b.id = c.buyer_id JOIN organization AS s ON s.id = c.seller_id\(conditions.clause)
            ORDER BY \(order)c.signed_on DESC, c.id DESC\(filter.page.clause)
            """,
            conditions.arguments
        ) { row in
            ContractItem(
                contract: try Self.contract(row),
                buyer: NamedCode(code: try row.stored(first), name: row.text(first + 1)),
                seller: NamedCode(code: try row.stored(first + 2), name: row.text(first + 3)),
                total: row.money(first + 4),
                technology: row.money(first + 5),
                paid: row.money(first + 6),
                cancelledOn: row.optionalDay(first + 7),
                matches: row.integer(first + 8)
            )
        }
    }

    public func contractSums(_ filter: ContractFilter) throws -> ContractSums {
        let conditions = Self.conditions(filter)
        let counts = "c.cancelled_on IS NULL AND c.is_counted = 1"
        let sums = try one(
            """
            SELECT COUNT(*), CAST(COALESCE(SUM(x.worth), 0) AS BIGINT), CAST(COALESCE(SUM(x.technology), 0) AS BIGINT),
                CAST(COALESCE(SUM(x.paid), 0) AS BIGINT)
            FROM (
                SELECT CASE WHEN \(counts) THEN \(Self.contractNow("total")) ELSE 0 END AS worth,
                    CASE WHEN \(counts) THEN \(Self.contractNow("technology")) ELSE 0 END AS technology,
                    CASE WHEN \(counts) THEN \(Self.contractPaid) ELSE 0 END AS paid
                FROM contract AS c\(conditions.clause)
            ) AS x
            """,
            conditions.arguments
        ) { row in
            ContractSums(
                count: row.integer(0),
                total: row.money(1),
                technology: row.money(2),
                paid: row.money(3)
            )
        }
        return sums ?? ContractSums(count: 0, total: .zero, technology: .zero, paid: .zero)
    }

    public func paymentItems(_ filter: PaymentFilter) throws -> [PaymentItem] {
        let conditions = Self.conditions(filter)
        let first = Table.payment.columns.count + 1
        let order = filter.order == .amount ? "p.amount DESC, " : ""
        return try all(
            """
            SELECT \(Table.payment.selected(from: "p")), c.code, c.title, b.code, b.name, s.code, s.name
            FROM payment AS p JOIN contract AS c ON c.id = p.contract_id
            JOIN organization AS b ON b.id = c.buyer_id JOIN organization AS s ON s.id = c.seller_id\(conditions.clause)
            ORDER BY \(order)p.on_day DESC, p.id DESC\(filter.page.clause)
            """,
            conditions.arguments
        ) { row in
            PaymentItem(
                payment: try Self.payment(row),
                contract: NamedCode(code: try row.stored(first), name: row.text(first + 1)),
                buyer: NamedCode(code: try row.stored(first + 2), name: row.text(first + 3)),
                seller: NamedCode(code: try row.stored(first + 4), name: row.text(first + 5))
            )
        }
    }

    public func paymentSums(_ filter: PaymentFilter) throws -> PaymentSums {
        let conditions = Self.conditions(filter)
        func sum(_ kind: String) -> String {
            """
            CAST(COALESCE(SUM(CASE WHEN p.kind = '\(kind)' AND p.is_counted = 1 THEN p.amount ELSE 0 END), 0) AS BIGINT)
            """
        }
        let sums = try one(
            "SELECT COUNT(*), \(sum("receipt")), \(sum("refund")) FROM payment AS p\(conditions.clause)",
            conditions.arguments
        ) { row in PaymentSums(count: row.integer(0), received: row.money(1), refunded: row.money(2)) }
        return sums ?? PaymentSums(count: 0, received: .zero, refunded: .zero)
    }
}
