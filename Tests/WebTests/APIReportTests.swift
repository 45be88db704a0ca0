import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

/// Reports and analyses over the API; every answer is held against the description on the way.
struct APIReportTests {
    @Test func `a report is issued once, read, compared and checked`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.manager)
        let order: JSON = ["period": "2021", "title": "年报"]
        var key = HTTPFields()
        key[try #require(.init("Idempotency-Key"))] = "report-2021"
        let made = try await program.post("/reports", order, key)
        #expect(made.status == .created && made.headers[.location] == "/api/v1/reports/BB-2022-0001")
        #expect(try await program.post("/reports", order, key).text("code") == "BB-2022-0001")
        #expect(try await program.post("/reports", order).problem == "report_unchanged")
        let read = try await program.get("/reports/BB-2022-0001")
        #expect(try read.json == made.json)
        let rows = try await program.get("/reports/BB-2022-0001/evidence/services?limit=200")
        #expect(try rows.items.count == 200)
        let next = try rows.text("next")
        let more = try await program.get("/reports/BB-2022-0001/evidence/services?limit=200&cursor=\(next)")
        #expect(try more.items.count == 200 && more.items.first != rows.items.first)
        #expect(try await program.get("/reports/BB-2022-0001/difference").json["other"] == .null)
        #expect(try await program.get("/reports/BB-2022-0001/verification").json["intact"] == true)
        let corrected = try await program.post("/reports", ["supersedes": "BB-2022-0001", "reason": "名称"])
        #expect(try corrected.text("supersedes") == "BB-2022-0001")
        let both = try await program.get("/reports/BB-2022-0002/difference?to=BB-2022-0001")
        #expect(try both.json["base"]?["code"] == "BB-2022-0001")
        #expect(try await program.get("/reports?limit=1").items.count == 1)
        #expect(try await program.get("/reports?current=true&period=2021").items.count == 1)
        let last = try await program.get(
            "/reports?limit=1&cursor=\(try await program.get("/reports?limit=1").text("next"))"
        )
        #expect(try last.items.first?["code"] == "BB-2022-0001")
    }

    @Test func `what won't do is refused`() async throws {
        let site = try await TestSite.empty()
        let program = try await site.program(.manager)
        for (body, problem) in [
            ([:], "period_missing"), (["period": "2021-06..2021-05"], "period_reversed"),
            (["period": "9999"], "period_format"),
            (["period": "2030"], "period_not_begun"),
        ] as [(JSON, String)] {
            #expect(try await program.post("/reports", body).problem == problem)
        }
        let missing = try await program.post("/reports", ["supersedes": "BB-2020-0001", "reason": "错"])
        #expect(missing.status == .unprocessableContent)
        #expect(
            try await program.post("/reports", ["period": "2021", "more": 1]).status == .unprocessableContent
        )
        #expect(try await program.get("/reports/BB-2021-0001").status == .notFound)
        #expect(try await site.program(.staff).post("/reports", ["period": "2021"]).status == .forbidden)
        #expect(
            try await site.program(.manager, .read).post("/reports", ["period": "2021"]).status == .forbidden
        )
        _ = try await program.post("/reports", ["period": "2021"])
        #expect(try await program.get("/reports/BB-2022-0001/evidence/x").status == .notFound)
        #expect(
            try await program.get("/reports/BB-2022-0001/evidence/services?cursor=x").problem
                == "cursor_malformed"
        )
        #expect(
            try await program.get("/reports/BB-2022-0001/difference?to=BB-2022-0001").problem == "report_same"
        )
    }

    @Test func `figures come in parts`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.manager)
        let cut = try await program.get("/cuts/2021/contract_value/month?years=true")
        #expect(try cut.json["whole"] == 6_230_000_000 && cut.json["lines"]?.asArray?.count == 12)
        #expect(try await program.get("/cuts/2021/contract_value/output").problem == "market_region_missing")
        #expect(try await program.put("/market/region", ["region": "黄石市"]).json["region"] == "420200")
        #expect(try await program.get("/market/region").json["name"] == "黄石市")
        #expect(try await program.get("/cuts/2021/contract_value/output").status == .ok)
        #expect(try await program.get("/cuts/2021/activities/field").problem == "dimension_not_applicable")
        #expect(try await program.get("/cuts/2021/activities/color").status == .unprocessableContent)
        #expect(try await program.get("/cut-sheets/2021/industry").json["columns"]?.asArray?.count == 11)
        let cross = try await program.get("/cross-tables/2021/contract_value/output/absorption")
        #expect(try cross.json["adds_up"] == true)
        #expect(try await program.get("/cross-tables/2021/services/month/month").problem == "dimensions_same")
        #expect(try await program.get("/funnels/2021").json["stages"]?[2]?["count"] == 40)
        #expect(try await program.get("/funnels/2021?basis=cohort").status == .ok)
        #expect(try await program.get("/funnels/2021?basis=x").status == .unprocessableContent)
        #expect(
            try await site.program(.viewer).put("/market/region", ["region": "420200"]).status == .forbidden
        )
    }

    @Test func `the screens are set`() async throws {
        let site = try await TestSite.empty()
        let (manager, staff) = (try await site.program(.manager), try await site.program(.staff))
        #expect(try await staff.get("/screens").json == ["year": .null, "address": .null])
        #expect(try await staff.post("/screens/address").status == .forbidden)
        let key = try await manager.post("/screens/address").text("key")
        #expect(try await site.browser().get("/screen/\(key)").status == .ok)
        #expect(try await staff.get("/screens").json["address"]?["made_by"] == "manager")
        #expect(try await manager.put("/screens/year", ["year": 2021]).json["year"] == 2021)
        #expect(try await manager.put("/screens/year", ["year": 2023]).problem == "screen_year_ahead")
        #expect(try await manager.put("/screens/year", ["year": .null]).json["year"] == .null)
        #expect(try await manager.put("/screens/year", ["year": 1]).status == .unprocessableContent)
        #expect(try await manager.delete("/screens/address").status == .noContent)
        #expect(try await manager.delete("/screens/address").problem == "screen_address_missing")
        #expect(try await site.browser().get("/screen/\(key)").status == .notFound)
    }
}
