import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

struct APIDealTests {
    @Test func `a demand is followed to its money, and the figures to the records`() async throws {
        let program = try await TestSite.city().program(.manager)
        let before = try await program.get("/tallies/2022/payments").json["indicator"]?["value"]?.asInt ?? 0
        let demand = try await program.post(
            "/demands",
            [
                "organization": "DW-2020-0026", "title": "注塑车间无人小车与输送线混合调度",
                "keywords": ["多车调度", "无人小车"], "received_on": "2022-03-01",
            ]
        ).text("code")
        let published = try await program.post(
            "/demands/\(demand)/moves",
            ["to": "published", "on": "2022-03-02"]
        )
        #expect(try published.text("state") == "published")
        let suggestions = try await program.get("/demands/\(demand)/suggestions?limit=3").items
        let best = try #require(suggestions.first)
        let points = best["parts"]?.asArray?.compactMap { $0["points"]?.asInt }.reduce(0, +)
        #expect(points == best["score"]?.asInt)
        let achievement = try #require(best["achievement"]?.asString)
        let pair = try await program.get("/demands/\(demand)/suggestions/\(achievement)")
        #expect(try pair.json["score"] == best["score"])
        let reverse = try await program.get("/achievements/\(achievement)/suggestions?limit=200").items
        #expect(reverse.first { $0["demand"] == .string(demand) }?["score"] == best["score"])

        let made = try await program.post(
            "/matches",
            [
                "demand": .string(demand), "achievement": .string(achievement), "action": "introduce",
                "on": "2022-03-05",
            ]
        )
        #expect(made.status == .created)
        #expect(try made.json["score"] == best["score"])
        #expect(try made.text("owner") == "manager")
        let match = "/matches/\(try made.text("code"))"
        let talk: JSON = [
            "kind": "phone", "text": "约看样机", "on": "2022-03-08", "next_step": "寄资料", "next_on": "2022-03-12",
        ]
        #expect(try await program.post("\(match)/follow-ups", talk).text("next_step") == "寄资料")
        let stale = try await program.post("\(match)/advance", ["on": "2022-04-01"], [.ifMatch: made.tag])
        #expect(stale.status == .preconditionFailed)
        #expect(try await program.post("\(match)/advance", ["on": "2022-04-01"]).text("stage") == "intention")
        let unsigned = try await program.post("\(match)/advance", ["to": "signed", "on": "2022-05-01"])
        #expect(unsigned.status == .conflict)
        #expect(try unsigned.problem == "contract_required")

        let contract = try await program.post(
            "/contracts",
            [
                "title": "混合调度技术开发", "contract_type": "development_commissioned", "buyer": "DW-2020-0026",
                "seller": "DW-2020-0001", "matches": [.string(try made.text("code"))],
                "total_fen": 100_000_000, "technology": "80万元", "signed_on": "2022-05-01",
            ]
        )
        #expect(contract.status == .created)
        #expect(try await program.get(match).text("stage") == "signed")
        let code = try contract.text("code")
        for total in [110_000_000, 120_000_000] as [JSON] {
            let amended = try await program.post(
                "/contracts/\(code)/amendments",
                ["total_fen": total, "on": "2022-06-01"]
            )
            #expect(try amended.json["total_now_fen"] == total)
        }
        let payment = try await program.post(
            "/payments",
            ["contract": .string(code), "amount_fen": 30_000_000, "on": "2022-06-10"]
        )
        #expect(payment.status == .created)
        let tooMuch = try await program.post(
            "/payments",
            ["contract": .string(code), "amount": "100万元", "on": "2022-06-10"]
        )
        #expect(try tooMuch.problem == "payment_above_total")

        let figure = try await program.get("/tallies/2022/payments").json
        #expect(figure["indicator"]?["value"]?.asInt == before + 30_000_000)
        // Two amendments of one day stand at one place of the evidence; piece by piece none is lost and none comes twice.
        let whole = try await program.get("/tallies/2022/contract_value/evidence?limit=200").items
        var (rows, next): ([JSON], String?) = ([], "")
        while let cursor = next {
            let more = cursor.isEmpty ? "" : "&cursor=\(cursor)"
            let page = try await program.get("/tallies/2022/contract_value/evidence?limit=1\(more)")
            rows += try page.items
            next = try page.json["next"]?.asString
        }
        #expect(rows == whole)
        #expect(whole.filter { $0["kind"] == "amendment" && $0["code"] == .string(code) }.count == 2)
        let sum = whole.compactMap { $0["amount_fen"]?.asInt }.reduce(0, +)
        #expect(
            try await program.get("/tallies/2022").json["indicators"]?.asArray?
                .first { $0["code"] == "contract_value" }?["value"]?.asInt == sum
        )
        #expect(try await program.get("/audit/verification").json["intact"] == true)
    }

    @Test func `a pair is noted for later, introduced then, or refused`() async throws {
        let program = try await TestSite.city().program(.staff)
        let demands = try await program.get("/demands?state=published&limit=1").items
        let demand = try #require(demands.first?["code"]?.asString)
        let suggestions = try await program.get("/demands/\(demand)/suggestions?limit=50").items
            .filter { $0["match"] == .null }
        func pair(_ index: Int, _ action: String, _ more: JSON.Members = [:]) -> JSON {
            var members: JSON.Members = [
                "demand": .string(demand), "achievement": suggestions[index]["achievement"] ?? "",
                "action": .string(action),
            ]
            for member in more { members[member.key] = member.value }
            return .object(members)
        }
        let noted = try await program.post("/matches", pair(0, "later", ["note": "等回话"]))
        #expect(noted.status == .created)
        #expect(try noted.text("stage") == "suggested")
        let introduced = try await program.post("/matches", pair(0, "introduce"))
        #expect(introduced.status == .ok)
        #expect(try introduced.text("stage") == "introduced")
        #expect(try await program.post("/matches", pair(0, "introduce")).problem == "already_matched")
        #expect(try await program.post("/matches", pair(1, "refuse")).status == .unprocessableContent)
        #expect(try await program.post("/matches", pair(1, "marry")).problem == "not_as_described")
        let refused = try await program.post("/matches", pair(1, "refuse", ["reason": "not_suitable"]))
        #expect(try refused.text("stage") == "ended")
        let match = "/matches/\(try introduced.text("code"))"
        let planned = try await program.patch(
            match,
            ["owner": "liutao", "next_step": "寄样", "next_on": "2023-01-10"]
        )
        #expect(try planned.text("owner") == "liutao")
        let cleared = try await program.patch(match, ["next_on": nil])
        #expect(try cleared.json["next_on"] == nil)
        #expect(try cleared.text("next_step") == "寄样")
        #expect(try await program.post("\(match)/back", ["mistake": true]).text("stage") == "suggested")
        #expect(try await program.post("\(match)/back", ["mistake": "yes"]).problem == "not_as_described")
        #expect(try await program.post("\(match)/end", ["reason": "no such"]).status == .unprocessableContent)
        #expect(try await program.post("\(match)/end", ["reason": "price"]).text("stage") == "ended")
    }

    @Test func `a contract takes more matches, is cancelled, and counts no more`() async throws {
        let program = try await TestSite.city().program(.manager)
        let contracts = try await program.get("/contracts?limit=200").items
        let contract = try #require(contracts.first { $0["cancelled_on"] == nil })
        let path = "/contracts/\(contract["code"]?.asString ?? "")"
        let signed = try await program.get("/matches?stage=signed&limit=200").items
        let match = try #require(
            signed.first { contract["matches"]?.asArray?.contains($0["code"] ?? "") == false }
        )
        let code = match["code"]?.asString ?? ""
        #expect(
            try await program.put("\(path)/matches/\(code)").json["matches"]?.asArray?.contains(.string(code))
                == true
        )
        #expect(try await program.delete("\(path)/matches/\(code)").status == .ok)
        #expect(try await program.delete("\(path)/matches/\(code)").problem == "not_linked")
        let cancelled = try await program.post("\(path)/cancellation", ["note": "双方解除"])
        #expect(try cancelled.text("cancelled_on") == "2022-12-31")
        #expect(try await program.post("\(path)/cancellation").problem == "contract_cancelled")
    }
}
