import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

struct APIKeepingTests {
    @Test func `administrators keep the users`() async throws {
        let program = try await TestSite.empty().program(.admin)
        let made = try await program.post("/users", ["login": "xin.yuan", "name": "新员", "role": "staff"])
        #expect(made.status == .created && made.headers[.location] == "/api/v1/users/xin.yuan")
        #expect(
            try await program.post("/users", ["login": "xin.yuan", "name": "新", "role": "staff"]).status
                == .conflict
        )
        let raised = try await program.patch("/users/xin.yuan", ["role": "manager"], [.ifMatch: made.tag])
        #expect(try raised.text("role") == "manager")
        #expect(try raised.text("name") == "新员")
        let stale = try await program.patch("/users/xin.yuan", ["active": false], [.ifMatch: made.tag])
        #expect(stale.status == .preconditionFailed)
        #expect(try await program.patch("/users/xin.yuan", ["active": false]).json["active"] == false)
        #expect(try await program.patch("/users/xin.yuan", ["role": "king"]).status == .unprocessableContent)
        #expect(try await program.get("/users").items.count == 6)
        #expect(try await program.get("/users/nobody").status == .notFound)
    }

    @Test func `managers set targets`() async throws {
        let program = try await TestSite.empty().program(.manager)
        #expect(try await program.put("/targets/2022/activities", ["value": 24]).json["value"] == 24)
        let money = try await program.put("/targets/2022/contract_value", ["value_fen": 5_000_000_000])
        #expect(try money.json["value_fen"] == 5_000_000_000)
        #expect(try await program.get("/targets?year=2022").items.count == 2)
        #expect(try await program.get("/tallies/2022/activities").json["indicator"]?["target"] == 24)
        #expect(
            try await program.put("/targets/2022/activities", ["value_fen": 5]).status
                == .unprocessableContent
        )
        #expect(try await program.put("/targets/2022/activities", [:]).status == .unprocessableContent)
        #expect(try await program.put("/targets/22/activities", ["value": 1]).status == .unprocessableContent)
        #expect(
            try await program.put("/targets/2022/happiness", ["value": 1]).status == .unprocessableContent
        )
        #expect(try await program.delete("/targets/2022/activities").status == .noContent)
        #expect(try await program.delete("/targets/2022/activities").status == .notFound)
    }

    @Test func `two records of one organization become one`() async throws {
        let program = try await TestSite.city().program(.manager)
        let twice: JSON = ["name": "江州理工学院（重复）", "kind": "university"]
        let code = try await program.post("/organizations", twice).text("code")
        let merged = try await program.post("/organizations/\(code)/merge", ["into": "DW-2020-0001"])
        #expect(try merged.text("merged_into") == "DW-2020-0001")
        #expect(
            try await program.post("/organizations/\(code)/merge", ["into": "DW-2020-0001"]).problem
                == "already_merged"
        )
        #expect(
            try await program.post("/organizations/\(code)/merge", ["into": "nobody"]).status
                == .unprocessableContent
        )
        let item = try await program.get("/organizations?archived=true&limit=1").items.first
        #expect(item?["merged_into"] == "DW-2020-0001")
    }

    @Test func `code lists and the audit log are there to read`() async throws {
        let program = try await TestSite.city().program(.staff)
        let lists = try await program.get("/codes").items
        #expect(lists.count == 14)
        let reasons = try await program.get("/codes/end_reason").json["entries"]?.asArray
        #expect(reasons?.contains { $0["code"] == "price" } == true)
        #expect(try await program.get("/codes/nothing").problem == "code_list_unknown")
        let entries = try await program.get("/audit?record=XQ-2020-0001&limit=1")
        #expect(try entries.items.first?["entity"] == "demand")
        let next = try entries.text("next")
        let older = try await program.get("/audit?record=XQ-2020-0001&limit=1&cursor=\(next)").items
        #expect(try older.first?["sequence"]?.asInt ?? 0 < entries.items[0]["sequence"]?.asInt ?? 0)
        #expect(try await program.get("/audit?record=nonsense").status == .unprocessableContent)
        #expect(try await program.get("/audit?record=XQ-2099-0001").status == .unprocessableContent)
        #expect(try await program.get("/audit?actor=nobody").status == .unprocessableContent)
        let tally = try await program.get("/tallies/2021", [.acceptLanguage: "en"]).json
        #expect(tally["indicators"]?[0]?["name"] == "Enterprises served")
        #expect(try await program.get("/tallies/someday").status == .unprocessableContent)
    }
}
