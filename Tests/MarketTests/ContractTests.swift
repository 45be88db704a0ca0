import Domain
import Market
import Testing

/// Contracts and the money on them.
struct ContractTests {
    func pay(_ market: TestMarket, _ content: Payment.Content) async throws -> Payment {
        try await market.desk.change { try $0.payments.create(content) }
    }

    @Test func `several matches share one contract, which counts once`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let contract = try await market.desk.change { work in
            let other = try work.achievements.create(.example(achievement.organization))
            let ids = try [achievement.id, other.id].map { id in
                let match = try work.matches.introduce(demand.id, id, on: .on(6, 1))
                return try work.matches.advance(match.id, to: .intention, on: .on(7, 1)).id
            }
            return try work.contracts.sign(
                .example(demand.organization, achievement.organization),
                matches: ids
            )
        }
        let matches = try await market.desk.read { try $0.contracts.matches(contract.id) }
        #expect(matches.map(\.stage) == [.signed, .signed])
        let figures = try await market.figures()
        #expect(
            figures[.contractsSigned] == 1 && figures[.contractValue] == 1000 && figures[.intentions] == 2
        )
    }

    @Test func `a contract whose match can't be signed is not recorded`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change {
            try $0.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
        }
        let before = try await market.lastWrite()
        let code = try await refusal {
            _ = try await market.desk.change { work in
                try work.contracts.sign(
                    .example(demand.organization, achievement.organization),
                    matches: [match.id]
                )
            }
        }
        #expect(code == "stage_skipped")
        #expect(try await market.lastWrite() == before)
    }

    @Test func `amounts follow amendments and payments, and a second amendment on old amounts is refused`()
        async throws
    {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        let ledger = try await market.desk.change { work in
            try work.contracts.amend(
                contract.id,
                total: Money(fen: 1200),
                technology: nil,
                version: 1,
                on: .on(9, 1)
            )
        }
        #expect(ledger.total == Money(fen: 1200) && ledger.technology == Money(fen: 800))
        let code = try await refusal {
            _ = try await market.desk.change { work in
                try work.contracts.amend(contract.id, total: Money(fen: 1300), technology: nil, version: 1)
            }
        }
        #expect(code == "stale_version")
        _ = try await pay(market, .example(contract.id, 1200))
        #expect(
            try await refusal { _ = try await pay(market, .example(contract.id, 1)) } == "payment_above_total"
        )
        let audit = try await market.desk.read { try $0.auditLog.verify() }
        guard case .intact = audit else {
            Issue.record("the audit chain is broken: \(audit)")
            return
        }
    }

    @Test func `a receipt that refunds rest on is neither taken out nor made too small`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        let receipt = try await pay(market, .example(contract.id, 500))
        var refund = Payment.Content.example(contract.id, 300, on: .on(9, 2))
        refund.kind = .refund
        let back = try await pay(market, refund)
        let uncovered: [@Sendable (Work) throws -> Void] = [
            { try $0.payments.archive(receipt, version: nil, as: .mistake) },
            { _ = try $0.payments.edit(receipt.id, version: nil, .example(contract.id, 299)) },
            { work in
                var turned = receipt.content
                turned.kind = .refund
                _ = try work.payments.edit(receipt.id, version: nil, turned)
            },
        ]
        for step in uncovered {
            let code = try await refusal { try await market.desk.change(step) }
            #expect(code == "refunds_above_receipts" || code == "refund_above_paid")
        }
        _ = try await market.desk.change {
            try $0.payments.edit(receipt.id, version: nil, .example(contract.id, 300))
        }
        try await market.desk.change { try $0.payments.archive(back, version: nil, as: .mistake) }
        try await market.desk.change { try $0.payments.archive(receipt, version: nil, as: .mistake) }
        #expect(try await market.figures()[.payments] == 0)
        // A copy of the record from before can't slip past the check.
        try await market.desk.change { try $0.payments.archive(receipt, version: nil, as: .undone) }
        #expect(try await market.figures()[.payments] == 300)
    }

    @Test func `a payment on the wrong contract is moved to the right one`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        let other = try await market.desk.change {
            try $0.contracts.create(.example(contract.buyer, contract.seller))
        }
        let payment = try await pay(market, .example(contract.id, 500))
        let moved = try await market.desk.change {
            try $0.payments.edit(payment.id, version: 1, .example(other.id, 500))
        }
        #expect(moved.contract == other.id)
        let paid = try await market.desk.read { work in
            (try work.contracts.ledger(contract).paid.fen, try work.contracts.ledger(other).paid.fen)
        }
        #expect(paid == (0, 500))
    }

    @Test func `a mended contract still fits what was paid and amended`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        _ = try await pay(market, .example(contract.id, 500))
        for (total, technology, signedOn, expected) in [
            (499, 400, Day.on(8, 1), "below_payments"), (1000, 800, .on(9, 2), "date_out_of_order"),
            (1000, 1001, .on(8, 1), "technology_above_total"), (500, 500, .on(9, 1), nil),
        ] as [(Int64, Int64, Day, String?)] {
            var content = contract.content
            content.total = Money(fen: total)
            content.technology = Money(fen: technology)
            content.signedOn = signedOn
            let edit = content
            let code = try await refusal {
                _ = try await market.desk.change { try $0.contracts.edit(contract.id, version: nil, edit) }
            }
            #expect(code == expected)
        }
    }

    @Test func `a contract with matches or payments is no mistake, and none is paid on one that is`()
        async throws
    {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        let other = try await market.desk.change {
            try $0.contracts.create(.example(contract.buyer, contract.seller))
        }
        let payment = try await pay(market, .example(other.id, 1))
        for id in [contract.id, other.id] {
            let code = try await refusal {
                try await market.desk.change { try $0.contracts.archive(id, version: nil, as: .mistake) }
            }
            #expect(code == "in_use")
        }
        try await market.desk.change { work in
            try work.payments.archive(payment, version: nil, as: .mistake)
            try work.contracts.archive(other.id, version: nil, as: .mistake)
        }
        #expect(
            try await refusal { _ = try await pay(market, .example(other.id, 1)) } == "entered_by_mistake"
        )
        let undone = try await refusal {
            try await market.desk.change { try $0.payments.archive(payment, version: nil, as: .undone) }
        }
        #expect(undone == "entered_by_mistake")
    }

    @Test func `contracts are listed by party, those merged into it too`() async throws {
        let market = try await TestMarket()
        let (_, contract) = try await market.signedPair()
        let kept = try await market.desk.change { work in
            let kept = try work.organizations.create(Organization.Content(name: "新名公司", kind: .enterprise))
            try work.organizations.merge(contract.buyer, into: kept.id, note: "")
            return kept
        }
        for party in [contract.buyer, contract.seller, kept.id] {
            var filter = ContractFilter()
            filter.organization = party
            let wanted = filter
            #expect(try await market.desk.read { try $0.contracts.list(wanted).count } == 1)
        }
    }
}
