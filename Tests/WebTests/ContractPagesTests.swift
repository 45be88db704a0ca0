import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

struct ContractPagesTests {
    @Test func `a page shows the amounts as signed, as amended and netted`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let browser = try await site.browser(.staff)
        let path = Paths.record(deal.contract.code)
        let page = try await browser.get(path)
        let amended = try await browser.post(
            path + "/amendment",
            [
                "version": try #require(page.value(of: "version")), "amend_total": "120万元",
                "amend_on": "2022-07-01",
                "amend_note": "增加中试",
            ]
        )
        #expect(amended.status == .seeOther)
        let after = try await browser.get(path)
        for words in ["100 万元", "+20 万元", "120 万元", "增加中试", "2022年7月1日"] {
            #expect(after.body.contains(words), "\(words)")
        }
        let ledger = try await site.contract(deal.contract.code).ledger
        #expect(ledger.total == Money(fen: 120_000_000))
        #expect(ledger.technology == Money(fen: 80_000_000))
    }

    @Test func `payments and refunds are recorded where the contract stands`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let browser = try await site.browser(.staff)
        let path = Paths.record(deal.contract.code)
        func pay(_ kind: String, _ amount: String, _ day: String) async throws -> Answer {
            try await browser.post(
                path + "/payments",
                ["pay_kind": kind, "pay_amount": amount, "pay_on": day, "once": amount + day]
            )
        }
        #expect(try await pay("receipt", "60万元", "2022-07-01").status == .seeOther)
        #expect(try await pay("refund", "10万元", "2022-08-01").status == .seeOther)
        // The same form sent again says nothing new.
        #expect(try await pay("refund", "10万元", "2022-08-01").status == .seeOther)
        let page = try await browser.get(path)
        #expect(page.body.contains("−10 万元"))
        #expect(page.body.contains("value=\"50000000\""))
        let above = try await pay("receipt", "51万元", "2022-09-01")
        #expect(above.status == .conflict)
        #expect(above.value(of: "pay_amount") == "51万元")
        #expect(above.body.contains("id=\"pay_amount-error\""))
        #expect(try await site.contract(deal.contract.code).ledger.paid == Money(fen: 50_000_000))
        let below = try await browser.post(
            path + "/amendment",
            [
                "version": try #require(page.value(of: "version")), "amend_total": "40万元",
                "amend_technology": "40万元",
            ]
        )
        #expect(below.status == .conflict)
        #expect(below.body.contains("id=\"amend_total-error\""))
    }

    @Test func `a cancelled contract says so and takes no more`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let browser = try await site.browser(.staff)
        let path = Paths.record(deal.contract.code)
        let version = String(deal.contract.filing.version)
        let stale = try await browser.post(
            path + "/cancellation",
            ["version": "99", "cancel_on": "2022-08-01"]
        )
        #expect(stale.status == .conflict)
        let done = try await browser.post(
            path + "/cancellation",
            ["version": version, "cancel_on": "2022-08-01", "cancel_note": "双方解除"]
        )
        #expect(done.status == .seeOther)
        let page = try await browser.get(path)
        #expect(page.body.contains("合同已于2022年8月1日取消"))
        #expect(page.body.contains("双方解除"))
        #expect(!page.body.contains("/amendment"))
        let list = try await browser.get("/desk/contracts?standing=cancelled")
        #expect(list.count(of: "<tr data-href=") == 1)
        #expect(list.body.contains("<b>0.00 元</b>"))
        #expect(try await browser.get("/desk/contracts?standing=in_force").count(of: "<tr data-href=") == 0)
    }

    @Test func `a new contract comes filled in and signs the matches that it names`() async throws {
        let site = try await TestSite.empty()
        let match = try await site.dealAtIntention()
        let browser = try await site.browser(.staff)
        let form = try await browser.get(
            Paths.new(.contract, [("matches", match.code.description), ("title", "甲 & 乙")])
        )
        #expect(form.value(of: "matches") == match.code.description)
        #expect(form.value(of: "title") == "甲 &amp; 乙")
        var fields = [
            ("title", "甲乙合同"), ("contract_type", "transfer"), ("buyer", "锐芯"), ("seller", "江州示例大学"),
            ("total", "30万元"), ("technology", "30万元"), ("signed_on", "2022-02-01"),
            ("matches", match.code.description),
        ]
        let early = try await browser.post("/desk/contracts/new", pairs: fields)
        #expect(early.status == .unprocessableContent)
        #expect(early.value(of: "buyer") == "锐芯")
        #expect(try await site.desk().read { try $0.contracts.count(ContractFilter()) } == 0)
        fields[6].1 = "2022-06-01"
        let made = try await browser.post("/desk/contracts/new", pairs: fields)
        #expect(made.location == "/desk/contracts/HT-2022-0001")
        #expect(try await site.match(match.code).stage == .signed)
        let edited = try await browser.get("/desk/contracts/HT-2022-0001/edit")
        #expect(edited.value(of: "total") == "30万元" || edited.value(of: "total") == "30 万元")
        #expect(edited.value(of: "matches") == nil)
        let saved = try await browser.post(
            "/desk/contracts/HT-2022-0001/edit",
            pairs: fields.dropLast() + [("version", "1"), ("registration_number", "2022-0001")]
        )
        #expect(saved.status == .seeOther)
        #expect(try await browser.get(saved.location).body.contains("2022-0001"))
    }

    @Test func `the list sums what it shows and sorts by what is due`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        _ = try await site.desk().change { work in
            var other = deal.contract.content
            other.title = "第二份合同"
            other.total = Money(fen: 300_000_000)
            other.signedOn = TestSite.day(5, 1)
            let second = try work.contracts.create(other)
            _ = try work.contracts.amend(
                second.id,
                total: Money(fen: 250_000_000),
                technology: nil,
                on: TestSite.day(6, 1)
            )
            _ = try work.payments.create(
                .init(
                    contract: second.id,
                    kind: .receipt,
                    amount: Money(fen: 250_000_000),
                    on: TestSite.day(7, 1)
                )
            )
        }
        let browser = try await site.browser(.viewer)
        let all = try await browser.get("/desk/contracts")
        #expect(all.body.contains("<b>350 万元</b>"))
        #expect(all.body.contains("<b>250 万元</b>"))
        let rows = { (answer: Answer) in
            answer.body.ranges(of: "<tr data-href=\"/desk/contracts/").map { range in
                String(answer.body[range.upperBound...].prefix { $0 != "\"" })
            }
        }
        #expect(rows(all) == ["HT-2022-0001", "HT-2022-0002"])
        #expect(
            rows(try await browser.get("/desk/contracts?sort=total")) == ["HT-2022-0002", "HT-2022-0001"]
        )
        #expect(rows(try await browser.get("/desk/contracts?sort=due")) == ["HT-2022-0001", "HT-2022-0002"])
        #expect(rows(try await browser.get("/desk/contracts?standing=unpaid")) == ["HT-2022-0001"])
        #expect(
            rows(try await browser.get("/desk/contracts?signed=2022Q2&q=%E7%AC%AC%E4%BA%8C")) == [
                "HT-2022-0002"
            ]
        )
        #expect(rows(try await browser.get("/desk/contracts?type=license")) == [])
        let file = try await browser.get("/desk/contracts/export.csv?sort=total")
        let lines = file.body.split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains("3000000.00,2500000.00,800000.00,2500000.00"))
        #expect(try await browser.get("/desk/contracts?signed=never").status == .unprocessableContent)
    }

    @Test func `payments are listed, mended and put away`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let browser = try await site.browser(.staff)
        let made = try await browser.post(
            "/desk/payments/new",
            [
                "contract": deal.contract.code.description, "kind": "receipt", "amount": "30万元",
                "on": "2022-07-01", "note": "首付款",
            ]
        )
        #expect(made.location == "/desk/payments/DZ-2022-0001")
        let page = try await browser.get(made.location)
        #expect(page.body.contains("30 万元"))
        #expect(page.body.contains("电解液添加剂技术开发"))
        let mended = try await browser.post(
            made.location + "/edit",
            [
                "version": "1", "contract": deal.contract.code.description, "kind": "receipt",
                "amount": "35万元", "on": "2022-07-02",
            ]
        )
        #expect(mended.status == .seeOther)
        let list = try await browser.get("/desk/payments?period=2022Q3&kind=receipt&sort=amount")
        #expect(list.count(of: "<tr data-href=") == 1)
        #expect(list.body.contains("<b>35 万元</b>"))
        #expect(try await browser.get("/desk/payments?period=2022Q1").count(of: "<tr data-href=") == 0)
        #expect(try await browser.get("/desk/payments?q=%E9%94%90%E8%8A%AF").count(of: "<tr data-href=") == 1)
        let file = try await browser.get("/desk/payments/export.csv")
        #expect(file.body.contains("DZ-2022-0001,2022-07-02,到账,350000.00,HT-2022-0001"))
        let gone = try await browser.post(made.location + "/archive", ["version": "2", "how": "mistake"])
        #expect(gone.status == .seeOther)
        #expect(try await browser.get("/desk/payments").count(of: "<tr data-href=") == 0)
        #expect(try await site.contract(deal.contract.code).ledger.paid == .zero)
        #expect(try await browser.get(Paths.record(deal.contract.code)).body.contains("<del>35 万元</del>"))
    }

    @Test func `a match is linked and unlinked, but not the one that was signed on it`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let browser = try await site.browser(.staff)
        let path = Paths.record(deal.contract.code)
        #expect(try await browser.get(path).body.contains("锂电池电解液高温产气抑制"))
        let refused = try await browser.post(path + "/unlinking", ["match": deal.match.code.description])
        #expect(refused.status == .conflict)
        #expect(refused.body.contains("按误录退回"))
        let unknown = try await browser.post(path + "/matches", ["link_match": "DJ-2022-0099"])
        #expect(unknown.status == .unprocessableContent)
        #expect(unknown.value(of: "link_match") == "DJ-2022-0099")
        let archived = try await browser.post(
            path + "/archive",
            ["version": String(deal.contract.filing.version), "how": "mistake"]
        )
        #expect(archived.status == .conflict)
        #expect(archived.body.contains("不能作为误录归档"))
    }

    @Test func `viewers read contracts and change none`() async throws {
        let site = try await TestSite.empty()
        let deal = try await site.signedDeal()
        let browser = try await site.browser(.viewer)
        let path = Paths.record(deal.contract.code)
        let page = try await browser.get(path)
        #expect(page.status == .ok)
        #expect(page.count(of: "<form method=\"post\"") == 1)
        #expect(try await browser.get("/desk/contracts/new").status == .forbidden)
        #expect(try await browser.get("/desk/payments/new").status == .forbidden)
        let paid = try await browser.post(path + "/payments", ["pay_kind": "receipt", "pay_amount": "1万元"])
        #expect(paid.status == .forbidden)
    }
}
