import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

struct SignInTests {
    @Test func `whoever is not signed in is led to the sign-in and back again`() async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        let away = try await browser.get("/desk/organizations?q=a")
        #expect(away.status == .seeOther)
        #expect(away.location == "/login?next=%2Fdesk%2Forganizations%3Fq%3Da")
        let form = try await browser.get(away.location)
        let next = try #require(form.value(of: "next"))
        let back = try await browser.post(
            "/login",
            ["login": "staff", "password": TestSite.password, "next": next]
        )
        #expect(back.location == "/desk/organizations?q=a")
        #expect(try await browser.get("/desk/organizations").status == .ok)
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "",
    ])
    func `signing in never leads to another site`(next: String) async throws {
        let browser = try await TestSite.empty().browser()
        _ = try await browser.get("/login")
        let answer = try await browser.post(
            "/login",
            ["login": "staff", "password": TestSite.password, "next": next]
        )
        #expect(answer.location == "/desk")
    }

    @Test func `a wrong password, an unknown login and a user who is switched off read the same`()
        async throws
    {
        let site = try await TestSite.empty()
        _ = try await site.desk().change { work in
            let user = try work.users.find("manager")
            return try work.users.edit(user, name: user.name, role: user.role, isActive: false)
        }
        let browser = site.browser()
        _ = try await browser.get("/login")
        for (login, password) in [("staff", "wrong"), ("nobody", "wrong"), ("manager", TestSite.password)] {
            let answer = try await browser.post("/login", ["login": login, "password": password])
            #expect(answer.status == .unauthorized)
            #expect(answer.body.contains("登录名或密码不对"))
        }
    }

    @Test func `after five failures an account waits, also for the right password`() async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        _ = try await browser.get("/login")
        for _ in 1...5 { _ = try await browser.post("/login", ["login": "staff", "password": "wrong"]) }
        let answer = try await browser.post("/login", ["login": "staff", "password": TestSite.password])
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.body.contains("登录失败次数太多"))
        #expect(try await site.browser(.manager).get("/desk/account").status == .ok)
    }

    @Test func `signing in changes the browser's word and signing out ends it`() async throws {
        let site = try await TestSite.empty()
        let browser = site.browser()
        _ = try await browser.get("/login")
        let before = browser.cookie(NewCookie.who)
        _ = try await browser.post("/login", ["login": "staff", "password": TestSite.password])
        let session = try #require(browser.cookie(NewCookie.who))
        #expect(session != before)
        _ = try await browser.post("/logout")
        #expect(browser.cookie(NewCookie.who) == nil)
        browser.setCookie(NewCookie.who, session)
        #expect(try await browser.get("/desk/account").status == .seeOther)
    }

    @Test func `a new password ends all other sessions`() async throws {
        let site = try await TestSite.empty()
        let (here, elsewhere) = (try await site.browser(.staff), try await site.browser(.staff))
        let refused = try await here.post(
            "/desk/account/password",
            ["old_password": "wrong", "password": "another good phrase", "again": "another good phrase"]
        )
        #expect(refused.status == .unprocessableContent)
        let changed = try await here.post(
            "/desk/account/password",
            [
                "old_password": TestSite.password, "password": "another good phrase",
                "again": "another good phrase",
            ]
        )
        #expect(changed.status == .seeOther)
        #expect(try await here.get("/desk/account").status == .ok)
        #expect(try await elsewhere.get("/desk/account").status == .seeOther)
    }

    @Test(arguments: [
        ("short", "password_length"), ("1234567890", "password_guessable"),
        ("aaaaaaaaaaaa", "password_guessable"),
        (String(repeating: "长", count: 201), "password_length"),
    ])
    func `a password that is easy to guess is refused`(password: String, code: String) async throws {
        let site = try await TestSite.empty()
        let desk = try await site.desk()
        await #expect {
            try await site.workspace.accounts.setPassword(of: "staff", to: password, at: desk)
        } throws: { ($0 as? AppError)?.code == code }
    }

    @Test func `whoever was given a password has to change it first`() async throws {
        let site = try await TestSite.empty()
        try await site.workspace.accounts.setPassword(
            of: "staff",
            to: TestSite.password,
            at: try await site.desk()
        )
        let browser = try await site.browser(.staff)
        #expect(try await browser.get("/desk/organizations").location == "/desk/account/password")
    }

    @Test func `a form without its key, with another's or from another site is refused`() async throws {
        let site = try await TestSite.empty()
        let (browser, other) = (try await site.browser(.staff), try await site.browser(.manager))
        let fields: KeyValuePairs = ["name": "某厂", "kind": "enterprise"]
        let foreign = Accounts.formKey(for: try #require(other.cookie(NewCookie.who)))
        for key in ["", "guessed", foreign] {
            #expect(try await browser.post("/desk/organizations/new", fields, key: key).status == .forbidden)
        }
        let key = Accounts.formKey(for: try #require(browser.cookie(NewCookie.who)))
        let crossSite = try await browser.send(
            .post,
            "/desk/organizations/new",
            [.contentType: "application/x-www-form-urlencoded", .fetchSite: "cross-site"],
            "form_key=\(key)&name=a&kind=enterprise"
        )
        #expect(crossSite.status == .forbidden)
        #expect(try await site.desk().read { try $0.organizations.count(OrganizationFilter()) } == 0)
    }

    @Test func `the first administrator is made with the code from the terminal and only once`() async throws
    {
        var settings = ServiceSettings()
        settings.claimCode = "1A2B-3C4D-5E6F"
        let site = try await TestSite.empty(settings)
        let taken = site.browser()
        #expect(try await taken.get("/setup").location == "/login")
        let late = try await taken.post(
            "/setup",
            ["code": "1A2B-3C4D-5E6F", "login": "boss", "name": "主任", "password": TestSite.password]
        )
        #expect(late.status == .conflict)
        let wrong = try await taken.post(
            "/setup",
            ["code": "0000", "login": "boss", "name": "主任", "password": TestSite.password]
        )
        #expect(wrong.status == .forbidden)
    }

    @Test func `every answer carries the headers that keep browsers safe`() async throws {
        let browser = try await TestSite.empty().browser()
        for path in ["/login", "/nowhere", "/desk", "/api/v1/nowhere"] {
            let answer = try await browser.get(path)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.frameOptions] == "DENY")
        }
    }
}
