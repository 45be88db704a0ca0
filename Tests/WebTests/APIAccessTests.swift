import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

struct APIAccessTests {
    private static let visit: JSON = ["organization": "DW-2020-0026", "on": "2022-05-20", "kind": "visit"]

    @Test func `a token for reading only reads`() async throws {
        let program = try await TestSite.city().program(.manager, .read)
        #expect(try await program.get("/visits").status == .ok)
        let refused = try await program.post("/visits", Self.visit)
        #expect(refused.status == .forbidden)
        #expect(try refused.problem == "token_read_only")
        #expect(refused.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
    }

    @Test func `a token may no more than its user`() async throws {
        let site = try await TestSite.city()
        let viewer = try await site.program(.viewer)
        let refused = try await viewer.post("/visits", Self.visit)
        #expect(refused.status == .forbidden)
        #expect(try refused.problem == "role_too_low")
        let staff = try await site.program(.staff)
        #expect(
            try await staff.post("/users", ["login": "xin", "name": "新", "role": "admin"]).status
                == .forbidden
        )
        let pair: JSON = ["demand": "XQ-2021-0003", "achievement": "CG-2021-0003", "action": "later"]
        #expect(try await viewer.post("/matches", pair).status == .forbidden)
    }

    @Test func `viewers are shown nothing confidential`() async throws {
        let site = try await TestSite.city()
        let (viewer, staff) = (try await site.program(.viewer), try await site.program(.staff))
        let secret = try await staff.get("/demands/XQ-2020-0001")
        let shown = try await viewer.get("/demands/XQ-2020-0001")
        #expect(try secret.json["problem"] != nil)
        #expect(try secret.json["contact_phone"] != nil)
        for key in [
            "problem", "detail", "key_indicators", "expected_result", "contact_phone", "contact_email",
        ] {
            #expect(try shown.json[key] == nil, "\(key)")
        }
        #expect(try shown.text("title") == secret.text("title"))
        let list = try await viewer.get("/demands?limit=200").body
        #expect(!list.contains("\"problem\"") && !list.contains("contact_phone"))
        #expect(try await viewer.get("/audit").items.allSatisfy { $0["after"] == .null })
    }

    @Test(arguments: ["Bearer tm_0000", "Bearer", "Basic YTpi", "Bearer a b", ""])
    func `what is no token is no way in`(header: String) async throws {
        let program = try await TestSite.empty().anybody()
        let answer = try await program.get("/demands", [.authorization: header])
        #expect(answer.status == .unauthorized)
        #expect(try answer.problem == "token_invalid")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer error=\"invalid_token\"")
    }

    @Test func `a token that was revoked is none`() async throws {
        let site = try await TestSite.empty()
        let program = try await site.program(.staff)
        let made = try await program.post(
            "/account/tokens",
            ["name": "脚本", "scope": "read", "expires_on": "2022-12-31"]
        )
        #expect(made.status == .created)
        let other = Program(browser: site.browser(), token: try made.text("token"))
        #expect(try await other.get("/account").json["scope"] == "read")
        let tokens = try await program.get("/account/tokens").items
        #expect(tokens.count == 2 && tokens.allSatisfy { $0["token"] == nil })
        #expect(
            try await program.delete("/account/tokens/\(try made.json["id"]?.asInt ?? 0)").status
                == .noContent
        )
        #expect(try await other.get("/account").status == .unauthorized)
        #expect(try await program.delete("/account/tokens/99").status == .notFound)
        #expect(try await program.delete("/account/tokens/one").status == .notFound)
        let late: JSON = ["name": "脚本", "scope": "read", "expires_on": "2022-12-30"]
        #expect(try await program.post("/account/tokens", late).problem == "expires_in_past")
        #expect(try await program.post("/account/tokens", ["name": "脚本"]).problem == "required")
    }

    @Test func `a browser that is signed in reads and changes nothing`() async throws {
        let site = try await TestSite.city()
        let program = Program(browser: try await site.browser(.staff))
        #expect(try await program.get("/demands/XQ-2020-0001").status == .ok)
        #expect(try await program.get("/account").json["scope"] == nil)
        let refused = try await program.post("/visits", Self.visit)
        #expect(refused.status == .unauthorized)
        #expect(try refused.problem == "token_required")
    }

    @Test func `whoever was given a password changes it first`() async throws {
        let site = try await TestSite.empty()
        let admin = try await site.program(.admin)
        let browser = try await site.browser(.staff)
        let set = try await admin.put("/users/staff/password", ["password": "another few words"])
        #expect(set.status == .noContent)
        let fresh = site.browser()
        _ = try await fresh.get("/login")
        _ = try await fresh.post("/login", ["login": "staff", "password": "another few words"])
        #expect(try await Program(browser: fresh).get("/account").problem == "password_change_required")
        #expect(try await Program(browser: browser).get("/account").status == .unauthorized)
        #expect(
            try await admin.put("/users/staff/password", ["password": "short"]).status
                == .unprocessableContent
        )
    }

    @Test func `anybody reads the catalogue, and nothing else of it`() async throws {
        let site = try await TestSite.city()
        let anybody = site.anybody()
        let staff = try await site.program(.staff)
        let list = try await anybody.get("/catalogue/demands?limit=200")
        #expect(list.status == .ok)
        #expect(try list.items.isEmpty == false)
        let published = try await staff.get("/demands?state=published&limit=200").items
        #expect(try list.items.compactMap { $0["code"] } == published.compactMap { $0["code"] })
        for demand in published {
            for key in [
                "problem", "detail", "key_indicators", "expected_result", "contact_name", "contact_phone",
            ] {
                guard let secret = demand[key]?.asString, secret.utf8.count > 6 else { continue }
                #expect(!list.body.contains(JSON.string(secret).text.dropFirst().dropLast()), "\(key)")
            }
        }
        let others = try await staff.get("/demands?limit=200").items.filter { $0["state"] != "published" }
        let hidden = try #require(others.first?["code"]?.asString)
        #expect(try await anybody.get("/catalogue/demands/\(hidden)").status == .notFound)
        let first = try #require(try list.items.first?["code"]?.asString)
        let one = try await anybody.get("/catalogue/demands/\(first)")
        #expect(one.status == .ok && one.headers[.cacheControl] == "no-cache")
        #expect(
            try await anybody.get("/catalogue/demands/\(first)", [.ifNoneMatch: one.tag]).status
                == .notModified
        )
        let achievements = try await anybody.get("/catalogue/achievements?limit=5").items
        #expect(achievements.count == 5 && achievements.allSatisfy { $0["organization_name"] != nil })
        let code = achievements[0]["code"]?.asString ?? ""
        #expect(try await anybody.get("/catalogue/achievements/\(code)").json == achievements[0])
        #expect(try await anybody.get("/catalogue/demands?state=accepted").problem == "unknown_parameter")
    }

    @Test func `problems are told in the language that is asked for`() async throws {
        let program = try await TestSite.empty().program(.staff)
        let chinese = try await program.get("/demands/XQ-2021-0001")
        #expect(try chinese.text("detail").contains("没有技术需求"))
        #expect(chinese.headers[.contentLanguage] == "zh-CN")
        for header in ["en", "en-GB,en;q=0.9", "fr, en;q=0.5, zh;q=0.1"] {
            let english = try await program.get("/demands/XQ-2021-0001", [.acceptLanguage: header])
            #expect(try english.text("detail").hasPrefix("There is no"), "\(header)")
        }
        for header in ["zh-CN,en;q=0.5", "de", "*", "en;q=0"] {
            let other = try await program.get("/demands/XQ-2021-0001", [.acceptLanguage: header])
            #expect(try other.text("detail").contains("没有"), "\(header)")
        }
    }
}
