import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// 用户, and 审计记录.
struct UserPagesTests {
    @Test func `an administrator adds a user, who signs in and changes the password first`() async throws {
        let site = try await TestSite.empty()
        let admin = try await site.browser(.admin)
        let made = try await admin.post(
            "/desk/users/new",
            ["login": "zhangsan", "name": "张三<b>", "role": "staff", "password": TestSite.password]
        )
        #expect(made.location == "/desk/users")
        let list = try await admin.get("/desk/users").body
        #expect(list.contains("张三&lt;b&gt;") && list.contains("首次登录要改密码"))
        let browser = site.browser()
        _ = try await browser.get("/login")
        _ = try await browser.post("/login", ["login": "zhangsan", "password": TestSite.password])
        #expect(try await browser.get("/desk").location == "/desk/account/password")
    }

    @Test(arguments: [
        ("staff", "某人", "staff", TestSite.password, 409), ("x", "某人", "staff", TestSite.password, 422),
        ("newone", "", "staff", TestSite.password, 422), ("newone", "某人", "king", TestSite.password, 422),
        ("newone", "某人", "staff", "pw-1234!", 422),
    ])
    func `a user who can't be is refused and nobody is added`(
        login: String,
        name: String,
        role: String,
        password: String,
        status: Int
    ) async throws {
        let site = try await TestSite.empty()
        let before = try await site.desk().read { try $0.users.list().count }
        let answer = try await site.browser(.admin).post(
            "/desk/users/new",
            ["login": login, "name": name, "role": role, "password": password]
        )
        #expect(answer.status.code == status)
        #expect(!answer.body.contains(password), "a password never comes back")
        #expect(answer.value(of: "login") == login)
        #expect(try await site.desk().read { try $0.users.list().count } == before)
    }

    @Test func `a role is changed and a user switched off, at once`() async throws {
        let site = try await TestSite.empty()
        let (admin, staff) = (try await site.browser(.admin), try await site.browser(.staff))
        let version = try #require(try await admin.get("/desk/users/staff").value(of: "version"))
        let saved = try await admin.post(
            "/desk/users/staff",
            ["name": "王芳", "role": "viewer", "active": "1", "version": version]
        )
        #expect(saved.status == .seeOther)
        #expect(try await staff.get("/desk/activities/new").status == .forbidden)
        let stale = try await admin.post(
            "/desk/users/staff",
            ["name": "别人", "role": "admin", "active": "1", "version": version]
        )
        #expect(stale.status == .conflict && stale.value(of: "name") == "别人")
        let next = try #require(try await admin.get("/desk/users/staff").value(of: "version"))
        _ = try await admin.post("/desk/users/staff", ["name": "王芳", "role": "viewer", "version": next])
        #expect(try await staff.get("/desk").status != .ok)
        #expect(try await admin.get("/desk/users").body.contains("已停用"))
    }

    @Test func `the last administrator stays`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.desk().change { work in
            let local = try work.users.find("local")
            return try work.users.edit(local, name: local.name, role: .admin, isActive: false)
        }
        let admin = try await site.browser(.admin)
        let version = try #require(try await admin.get("/desk/users/admin").value(of: "version"))
        let answer = try await admin.post(
            "/desk/users/admin",
            ["name": "管理员", "role": "staff", "active": "1", "version": version]
        )
        #expect(answer.status == .conflict && answer.body.contains("唯一在用的管理员"))
    }

    @Test func `a password is set anew and the old sessions end`() async throws {
        let site = try await TestSite.empty()
        let (admin, staff) = (try await site.browser(.admin), try await site.browser(.staff))
        #expect(
            try await admin.post("/desk/users/staff/password", ["password": "short"]).status
                == .unprocessableContent
        )
        #expect(try await staff.get("/desk").status == .ok)
        let set = try await admin.post("/desk/users/staff/password", ["password": "quite another phrase"])
        #expect(set.status == .seeOther)
        #expect(try await staff.get("/desk").location.hasPrefix("/login"))
    }

    @Test func `nobody else comes near`() async throws {
        let site = try await TestSite.empty()
        for role in [Role.viewer, .staff, .manager] {
            let browser = try await site.browser(role)
            for path in ["/desk/users", "/desk/users/new", "/desk/users/staff"] {
                #expect(try await browser.get(path).status == .forbidden, "\(role) \(path)")
            }
            let fields: KeyValuePairs = [
                "login": "mine", "name": "我", "role": "admin", "password": "four other words", "version": "1",
                "active": "1",
            ]
            for path in [
                "/desk/users/new", "/desk/users/staff", "/desk/users/staff/password", "/desk/audit/check",
            ] {
                #expect(try await browser.post(path, fields).status == .forbidden, "\(role) \(path)")
            }
            #expect(try await !browser.get("/desk").body.contains("/desk/users"))
        }
    }

    @Test func `there is no such user`() async throws {
        let admin = try await TestSite.empty().browser(.admin)
        #expect(try await admin.get("/desk/users/nobody").status == .notFound)
        #expect(
            try await admin.post("/desk/users/nobody/password", ["password": "four other words"]).status
                == .notFound
        )
    }
}

struct AuditPagesTests {
    @Test func `an edit is shown as what it changed`() async throws {
        let site = try await TestSite.empty()
        _ = try await site.desk().change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业<b>", kind: .enterprise))
            var content = Demand.Content(organization: firm.id, title: "旧名", receivedOn: work.today)
            content.budget = Money(fen: 120_000_000)
            let demand = try work.demands.create(content)
            content.title = "新名"
            content.budget = Money(fen: 130_000_000)
            content.deadline = work.today
            return try work.demands.edit(demand.id, version: nil, content)
        }
        let body = try await site.browser(.staff).get("/desk/audit?record=XQ-2022-0001").body
        #expect(
            body.contains(
                "<del><span class=\"pre\">旧名</span></del> → <ins><span class=\"pre\">新名</span></ins>"
            )
        )
        #expect(body.contains("120 万元") && body.contains("130 万元") && body.contains("2022年12月31日"))
        #expect(body.contains("修改 · ") == false && body.contains("技术需求 · 修改"))
        #expect(body.contains("企业&lt;b&gt;"), "an id is shown by its name")
        let viewed = try await site.browser(.viewer).get("/desk/audit?record=XQ-2022-0001").body
        #expect(!viewed.contains("旧名") && viewed.contains("内容只有工作人员能看"))
    }

    @Test func `the log is filtered by who, what, record and day, and read page by page`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.staff)
        let first = try await browser.get("/desk/audit")
        #expect(first.status == .ok && first.body.contains("更早的"))
        let match = try await browser.get("/desk/audit?record=DJ-2020-0001")
        #expect(match.body.contains("DJ-2020-0001"))
        #expect(try await browser.get("/desk/audit?action=demand.create").body.contains("技术需求 · 新增"))
        #expect(try await browser.get("/desk/audit?actor=liutao").body.contains("没有符合条件的记录"))
        #expect(try await browser.get("/desk/audit?from=2022-12-31&to=2022-12-31").body.contains("更早的"))
        #expect(try await browser.get("/desk/audit?to=2022-12-30").body.contains("没有符合条件的记录"))
        #expect(try await browser.get("/desk/audit?before=2").body.contains("第 1 条"))
    }

    @Test(arguments: [
        ("record=XQ-1999-0001", 404), ("record=x", 422), ("actor=nobody", 404), ("from=x", 422),
        ("before=x", 422),
    ])
    func `a filter that can't be is answered in words`(query: String, status: Int) async throws {
        let answer = try await TestSite.empty().browser(.viewer).get("/desk/audit?\(query)")
        #expect(answer.status.code == status && answer.body.contains("role=\"alert\""))
    }

    @Test func `an administrator checks the chain`() async throws {
        let site = try await TestSite.city()
        let admin = try await site.browser(.admin)
        #expect(try await admin.get("/desk/audit").body.contains("核对审计链"))
        let answer = try await admin.post("/desk/audit/check")
        #expect(answer.status == .ok && answer.body.contains("审计链完整"))
        #expect(try await !site.browser(.staff).get("/desk/audit").body.contains("核对审计链"))
    }
}
