import Domain
import Testing

struct ContractLedgerTests {
    static let today = day(12, 31)

    static func day(_ month: Int, _ day: Int) -> Day { Day(year: 2021, month: month, day: day) ?? .earliest }

    /// A contract of 1,000 fen, 800 of them technology, signed on the first of June.
    static func ledger(
        _ payments: [(Payment.Kind, Int64, Day)] = [],
        changes: [ContractChange] = [],
        total: Int64 = 1000,
        technology: Int64 = 800
    ) -> ContractLedger {
        ContractLedger(
            signed: Contract.Content(
                title: "合同",
                type: "service",
                buyer: Organization.ID(1),
                seller: Organization.ID(2),
                total: Money(fen: total),
                technology: Money(fen: technology),
                signedOn: day(6, 1)
            ),
            changes: changes,
            payments: payments.map { payment($0.0, $0.1, on: $0.2) }
        )
    }

    static func payment(_ kind: Payment.Kind, _ amount: Int64, on day: Day) -> Payment.Content {
        Payment.Content(contract: Contract.ID(1), kind: kind, amount: Money(fen: amount), on: day)
    }

    static let cancelled = ContractChange(kind: .cancellation, on: day(9, 1))
    static let amended = ContractChange(
        kind: .amendment,
        on: day(8, 1),
        total: Money(fen: 1200),
        technology: Money(fen: 700)
    )

    @Test func `amounts are what was signed with every amendment`() {
        let ledger = Self.ledger(
            [(.receipt, 500, Self.day(7, 1)), (.refund, 120, Self.day(7, 2))],
            changes: [Self.amended]
        )
        #expect(ledger.total == Money(fen: 1200))
        #expect(ledger.technology == Money(fen: 700))
        #expect(ledger.paid == Money(fen: 380))
        #expect(ledger.cancelledOn == nil)
    }

    // MARK: Amendments

    @Test(
        arguments: [
            (1200, 900, Self.day(7, 1), nil),
            (1000, 700, Self.day(7, 1), nil),
            (500, 500, Self.day(7, 1), nil),
            (1000, 800, Self.day(7, 1), "nothing_changed"),
            (499, 400, Self.day(7, 1), "below_payments"),
            (1000, 1001, Self.day(7, 1), "technology_above_total"),
            (0, 0, Self.day(7, 1), "amount_zero"),
            (-5, -5, Self.day(7, 1), "money_negative"),
            (1000, -1, Self.day(7, 1), "money_negative"),
            (1000, .min, Self.day(7, 1), "money_negative"),
            (.min, 0, Self.day(7, 1), "money_negative"),
            (.max, 0, Self.day(7, 1), "amount_too_large"),
            (Limits.money + 1, 0, Self.day(7, 1), "amount_too_large"),
            (Limits.money, Limits.money, Self.day(7, 1), nil),
            (1200, 900, Self.day(5, 31), "date_out_of_order"),
            (1200, 900, Self.day(6, 1), nil),
            (1200, 900, Self.today.advanced(by: 1), "date_in_future"),
        ] as [(Int64, Int64, Day, String?)]
    )
    func `an amendment keeps every rule of amounts and days`(
        total: Int64,
        technology: Int64,
        on: Day,
        expected: String?
    ) {
        let ledger = Self.ledger([(.receipt, 500, Self.day(6, 15))])
        let error = refusal { () throws(AppError) in
            try ledger.amendment(
                total: Money(fen: total),
                technology: Money(fen: technology),
                on: on,
                today: Self.today,
                note: ""
            )
        }
        #expect(error?.code == expected)
    }

    @Test func `an amendment is the difference to what the contract is worth now`() throws {
        let change = try Self.ledger(changes: [Self.amended]).amendment(
            total: Money(fen: 900),
            technology: Money(fen: 750),
            on: Self.day(8, 1),
            today: Self.today,
            note: "n"
        )
        #expect(change.total == Money(fen: 900))
        let ledger = Self.ledger(changes: [Self.amended, change])
        #expect(ledger.differences.map(\.total) == [200, -300])
        #expect(ledger.differences.map(\.technology) == [-100, 50])
    }

    @Test func `changes are dated one after the other`() {
        let error = refusal { () throws(AppError) in
            try Self.ledger(changes: [Self.amended]).cancellation(
                on: Self.day(7, 31),
                today: Self.today,
                note: ""
            )
        }
        #expect(error?.code == "date_out_of_order")
    }

    // MARK: Cancellation

    @Test func `a cancelled contract neither changes nor takes money any more, but may pay back`() throws {
        let ledger = Self.ledger([(.receipt, 500, Self.day(7, 1))], changes: [Self.cancelled])
        #expect(ledger.cancelledOn == Self.day(9, 1))
        let codes = [
            refusal { () throws(AppError) in
                try ledger.cancellation(on: Self.today, today: Self.today, note: "")
            },
            refusal { () throws(AppError) in
                try ledger.amendment(
                    total: Money(fen: 5),
                    technology: .zero,
                    on: Self.today,
                    today: Self.today,
                    note: ""
                )
            },
            refusal { () throws(AppError) in
                try ledger.check(Self.payment(.receipt, 1, on: Self.day(9, 2)), today: Self.today)
            },
        ].map { $0?.code }
        #expect(codes == ["contract_cancelled", "contract_cancelled", "contract_cancelled"])
        try ledger.check(Self.payment(.receipt, 1, on: Self.day(9, 1)), today: Self.today)
        try ledger.check(Self.payment(.refund, 500, on: Self.day(9, 2)), today: Self.today)
    }

    @Test(arguments: [(Self.day(8, 14), "date_out_of_order"), (Self.day(8, 15), nil)])
    func `a contract is not cancelled before money came in on it`(on: Day, expected: String?) {
        let ledger = Self.ledger([(.receipt, 500, Self.day(8, 15)), (.refund, 100, Self.day(8, 20))])
        let error = refusal { () throws(AppError) in
            try ledger.cancellation(on: on, today: Self.today, note: "")
        }
        #expect(error?.code == expected)
    }

    // MARK: Payments

    @Test(
        arguments: [
            (Payment.Kind.receipt, 400, Self.day(7, 1), nil),
            (.receipt, 401, Self.day(7, 1), "payment_above_total"),
            (.receipt, .max, Self.day(7, 1), "amount_too_large"),
            (.receipt, 0, Self.day(7, 1), "amount_zero"),
            (.receipt, -1, Self.day(7, 1), "money_negative"),
            (.receipt, 1, Self.day(5, 31), "date_out_of_order"),
            (.receipt, 1, Self.day(6, 1), nil),
            (.receipt, 1, Self.today.advanced(by: 1), "date_in_future"),
            (.refund, 600, Self.day(7, 1), nil),
            (.refund, 601, Self.day(7, 1), "refund_above_paid"),
            (.refund, .max, Self.day(7, 1), "amount_too_large"),
            (.refund, .min, Self.day(7, 1), "money_negative"),
        ] as [(Payment.Kind, Int64, Day, String?)]
    )
    func `a payment fits what the contract is worth and what was paid`(
        kind: Payment.Kind,
        amount: Int64,
        on: Day,
        expected: String?
    ) {
        let ledger = Self.ledger([(.receipt, 700, Self.day(6, 10)), (.refund, 100, Self.day(6, 11))])
        let error = refusal { () throws(AppError) in
            try ledger.check(Self.payment(kind, amount, on: on), today: Self.today)
        }
        #expect(error?.code == expected)
        #expect(error == nil || error?.message.zh.hasSuffix("。") == true)
    }

    @Test func `what is left must cover the refunds`() throws {
        let uncovered = Self.ledger([(.refund, 100, Self.day(6, 11))])
        #expect(
            refusal { () throws(AppError) in try uncovered.checkRefunds() }?.code == "refunds_above_receipts"
        )
        let tooLittle = refusal { () throws(AppError) in
            try uncovered.check(Self.payment(.receipt, 99, on: Self.day(6, 10)), today: Self.today)
        }
        #expect(tooLittle?.code == "refunds_above_receipts")
        try uncovered.check(Self.payment(.receipt, 100, on: Self.day(6, 10)), today: Self.today)
    }

    // MARK: Mending

    @Test(
        arguments: [
            (1000, 800, nil), (500, 400, nil), (499, 400, "below_payments"), (0, 0, "amount_zero"),
            (700, 701, "technology_above_total"),
        ] as [(Int64, Int64, String?)]
    )
    func `a mended contract still fits its payments`(total: Int64, technology: Int64, expected: String?) {
        let ledger = Self.ledger([(.receipt, 500, Self.day(7, 1))], total: total, technology: technology)
        #expect(refusal { () throws(AppError) in try ledger.check() }?.code == expected)
    }

    @Test func `a mended contract is not signed after its changes or payments`() {
        let change = ContractChange(
            kind: .amendment,
            on: Self.day(5, 1),
            total: Money(fen: 1001),
            technology: Money(fen: 800)
        )
        let changed = refusal { () throws(AppError) in try Self.ledger(changes: [change]).check() }
        #expect(changed?.code == "date_out_of_order")
        let paid = refusal { () throws(AppError) in try Self.ledger([(.receipt, 1, Self.day(5, 1))]).check() }
        #expect(paid?.code == "date_out_of_order")
    }
}
