import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

struct APIBodyTests {
    @Test(arguments: [
        ("{\"title\":", "json_malformed"), ("", "json_malformed"), ("{\"a\":1,\"a\":2}", "json_key_twice"),
        ("{\"a\":1e999}", "json_number_too_large"), (String(repeating: "[", count: 100), "json_too_deep"),
    ])
    func `what is no JSON is refused as that`(body: String, code: String) async throws {
        let program = try await TestSite.empty().program(.staff)
        let answer = try await program.raw(.post, "/demands", body, [.contentType: "application/json"])
        #expect(answer.status == .badRequest)
        #expect(try answer.problem == code)
    }

    @Test(arguments: [
        "[]", "null", "3", "\"text\"", "{\"organization\":5,\"title\":\"a\"}",
        "{\"organization\":\"DW-2020-0026\",\"title\":5}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"keywords\":\"one\"}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"deadline\":\"2022年5月1日\"}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"moves\":[]}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"tittle\":\"b\"}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"budget_fen\":-1}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"budget_fen\":1.5}",
        "{\"organization\":\"DW-2020-0026\",\"title\":\"a\",\"budget_fen\":1,\"budget\":\"1元\"}",
        "{\"title\":\"a\"}",
    ])
    func `what the description does not allow is not taken`(body: String) async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.staff)
        let before = try await program.get("/demands?limit=1").items
        let answer = try await program.raw(.post, "/demands", body, [.contentType: "application/json"])
        #expect(answer.status == .unprocessableContent)
        #expect(try await program.get("/demands?limit=1").items == before)
    }

    @Test func `a problem names the field`() async throws {
        let program = try await TestSite.city().program(.staff)
        let body: JSON = ["organization": "DW-2020-0026", "title": "a", "keywords": ["b", ""]]
        #expect(try await program.post("/demands", body).text("field") == "keywords/1")
        let money: JSON = ["organization": "DW-2020-0026", "title": "a", "budget": "120"]
        let answer = try await program.post("/demands", money)
        #expect(try answer.problem == "money_unit_missing")
        #expect(try answer.text("field") == "budget_fen")
        #expect(try answer.text("request") == answer.headers[.requestID])
    }

    @Test func `only JSON goes in, and only JSON comes out`() async throws {
        let program = try await TestSite.empty().program(.staff)
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", ""] {
            let answer = try await program.raw(.post, "/demands", "{}", [.contentType: type])
            #expect(answer.status == .unsupportedMediaType, "\(type)")
        }
        let fine = try await program.raw(
            .post,
            "/demands",
            "{}",
            [.contentType: "application/json; charset=UTF-8"]
        )
        #expect(fine.status == .unprocessableContent)
        for accept in ["text/html", "application/json;q=0", "image/*, text/csv"] {
            #expect(
                try await program.get("/demands", [.accept: accept]).status == .notAcceptable,
                "\(accept)"
            )
        }
        for accept in ["*/*", "application/*", "text/html, application/json;q=0.1"] {
            #expect(try await program.get("/demands", [.accept: accept]).status == .ok, "\(accept)")
        }
    }

    @Test func `a body that is too large is not read`() async throws {
        var settings = ServiceSettings()
        settings.largestForm = 1000
        let program = try await TestSite.empty(settings).program(.staff)
        let answer = try await program.post(
            "/demands",
            ["title": .string(String(repeating: "a", count: 1000))]
        )
        #expect(answer.status == .contentTooLarge)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }
}
