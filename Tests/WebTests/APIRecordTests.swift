import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

struct APIRecordTests {
    private static let demand: JSON = [
        "organization": "DW-2020-0026", "title": "锂电池极片毛刺在线检测", "budget_fen": 120_000_000,
        "received_on": "2022-05-06",
    ]

    private static let lists = [
        "demands", "achievements", "matches", "contracts", "payments", "activities", "visits",
        "organizations",
    ]

    @Test(arguments: lists)
    func `a list holds what each record is by itself`(list: String) async throws {
        let program = try await TestSite.city().program(.staff, .read)
        let items = try await program.get("/\(list)?limit=200&archived=true").items
        #expect(items.count > 20)
        for item in items.prefix(30) {
            let code = try #require(item["code"]?.asString)
            #expect(try await program.get("/\(list)/\(code)").json == item)
        }
    }

    @Test func `a list is gone through in pieces while others add to it`() async throws {
        let program = try await TestSite.city().program(.staff)
        let all = try await program.get("/demands?limit=200").items.compactMap { $0["code"]?.asString }
        var (seen, path): ([String], String?) = ([], "/demands?limit=50")
        while let next = path {
            let page = try await program.get(next)
            seen += try page.items.compactMap { $0["code"]?.asString }
            #expect(try await program.post("/demands", Self.demand).status == .created)
            let link = page.headers[.link]
            #expect((try page.json["next"] != nil) == (link != nil))
            path = link.flatMap {
                $0.dropFirst("<\(Description.base)".count).split(separator: ">").first.map(String.init)
            }
        }
        #expect(seen == all)
        #expect(all.count > 100)
    }

    @Test(arguments: [
        ("/demands?limit=0", "not_as_described"), ("/demands?limit=201", "not_as_described"),
        ("/demands?limit=ten", "not_as_described"), ("/demands?limit=", "not_as_described"),
        ("/demands?cursor=abc", "cursor_malformed"), ("/demands?cursor=%E4%B8%AD", "cursor_malformed"),
        ("/demands?page=2", "unknown_parameter"), ("/demands?limit=5&limit=6", "parameter_twice"),
        ("/demands?state=open", "not_as_described"), ("/demands?archived=1", "not_as_described"),
        ("/demands?received=someday", "period_format"), ("/demands?text=%FF", "form_malformed"),
        ("/codes?limit=5", "unknown_parameter"),
    ])
    func `what a list can't be asked is refused`(path: String, code: String) async throws {
        let answer = try await TestSite.empty().program(.staff).get(path)
        #expect(answer.status == .unprocessableContent)
        #expect(try answer.problem == code)
    }

    @Test func `a cursor of one list is none of another`() async throws {
        let program = try await TestSite.city().program(.staff)
        let next = try await program.get("/demands?limit=1").text("next")
        #expect(try await program.get("/demands?limit=1&cursor=\(next)").status == .ok)
        #expect(try await program.get("/visits?cursor=\(next)").problem == "cursor_malformed")
    }

    @Test(arguments: [
        "/demands?text=检测&organization=DW-2020-0026&industry=C&field=new_materials&region=420200&received=2021",
        "/achievements?text=检测&organization=江州理工学院&industry=C&field=new_materials&region=420200",
        "/matches?text=检测&stage=signed&demand=XQ-2020-0001&achievement=CG-2020-0001&owner=liutao&due_by=2022-01-01",
        "/matches?organization=DW-2020-0026&contract=HT-2020-0001",
        "/contracts?text=检测&contract_type=service&organization=DW-2020-0027&match=DJ-2020-0001&signed=2020",
        "/payments?text=首付&kind=receipt&organization=DW-2020-0027&contract=HT-2020-0001&period=2020",
        "/activities?text=对接&kind=matchmaking&state=held&organization=DW-2020-0001&parent=HD-2020-0001&period=2020",
        "/visits?text=需求&kind=visit&organization=DW-2020-0026&staff=liutao&period=2020&archived=true",
        "/tasks?text=市场&sheet=五个围绕&year=2021&due_by=2021-12-31&archived=true",
        "/organizations?text=江州&kind=university&region=420200&industry=P&archived=false",
    ])
    func `all filters of a list go together`(path: String) async throws {
        let encoded = path.replacing(/[^ -~]/) { Inputs.encoded(String($0.output)) }
        #expect(try await TestSite.city().program(.viewer, .read).get(encoded).status == .ok)
    }

    @Test func `filters take codes and names`() async throws {
        let program = try await TestSite.city().program(.staff)
        let published = try await program.get("/achievements?state=published&limit=200").items
        #expect(!published.isEmpty && published.allSatisfy { $0["state"] == "published" })
        let firm = try await program.get("/demands?organization=DW-2020-0026").items
        #expect(!firm.isEmpty && firm.allSatisfy { $0["organization"] == "DW-2020-0026" })
        let signed = try await program.get("/contracts?signed=2021Q2").items
        #expect(!signed.isEmpty)
        #expect(signed.allSatisfy { ("2021-04-01"..."2021-06-30").contains($0["signed_on"]?.asString ?? "") })
        #expect(try await program.get("/matches?stage=signed&owner=liutao").status == .ok)
        // What is not there is the wrong thing to ask for; the list itself is.
        #expect(try await program.get("/matches?owner=nobody").status == .unprocessableContent)
    }

    @Test func `a record is made once, whatever number of times the request comes`() async throws {
        let program = try await TestSite.city().program(.staff)
        let first = try await program.post("/demands", Self.demand, [.key: "abc-1"])
        #expect(first.status == .created && first.headers[.replayed] == nil)
        let code = try first.text("code")
        #expect(first.headers[.location] == "/api/v1/demands/\(code)")
        let second = try await program.post("/demands", Self.demand, [.key: "abc-1"])
        #expect(second.status == .created && second.headers[.replayed] == "true")
        #expect(second.body == first.body && second.tag == first.tag)
        #expect(second.headers[.location] == first.headers[.location])
        let third = try await program.post("/demands", Self.demand, [.key: "abc-2"])
        #expect(try third.text("code") != code)
        let other = try await program.post("/visits", ["organization": "DW-2020-0026"], [.key: "abc-1"])
        #expect(other.status == .conflict)
        #expect(try other.problem == "idempotency_key_reused")
        #expect(
            try await program.post("/demands", Self.demand, [.key: "a b"]).problem
                == "idempotency_key_malformed"
        )
    }

    @Test func `an attempt that was refused is not remembered`() async throws {
        let program = try await TestSite.city().program(.staff)
        let wrong: JSON = ["organization": "DW-2020-0026", "title": "毛刺", "budget": "120"]
        #expect(try await program.post("/demands", wrong, [.key: "k"]).problem == "money_unit_missing")
        #expect(try await program.post("/demands", Self.demand, [.key: "k"]).status == .created)
    }

    @Test func `an edit changes what it names, on the version that was seen`() async throws {
        let program = try await TestSite.city().program(.staff)
        let made = try await program.post("/demands", Self.demand)
        let path = "/demands/\(try made.text("code"))"
        let edit: JSON = ["deadline": "2022-12-31", "budget": "150万元"]
        #expect(try await program.patch(path, edit, [:]).status == .preconditionRequired)
        let changed = try await program.patch(path, edit, [.ifMatch: made.tag])
        #expect(changed.status == .ok && changed.tag != made.tag)
        #expect(try changed.json["budget_fen"] == 150_000_000)
        #expect(try changed.text("title") == "锂电池极片毛刺在线检测")
        let stale = try await program.patch(path, ["deadline": nil], [.ifMatch: made.tag])
        #expect(stale.status == .preconditionFailed)
        #expect(try stale.problem == "stale_version")
        let cleared = try await program.patch(
            path,
            ["deadline": nil],
            [.ifMatch: "\"2\"", .contentType: "application/merge-patch+json"]
        )
        #expect(cleared.status == .ok)
        #expect(try cleared.json["deadline"] == nil)
        #expect(try await program.patch(path, ["title": nil]).status == .unprocessableContent)
        #expect(try await program.patch(path, [:], [.ifMatch: "3"]).problem == "if_match_malformed")
    }

    @Test func `a record that did not change is not sent again`() async throws {
        let program = try await TestSite.city().program(.staff)
        let activity = try await program.get("/activities/HD-2020-0001")
        let same = try await program.get("/activities/HD-2020-0001", [.ifNoneMatch: "\"x\", \(activity.tag)"])
        #expect(same.status == .notModified && same.body.isEmpty && same.tag == activity.tag)
        // Who attends is no part of the activity's version, and of what is shown of it.
        let attended = try await program.put(
            "/activities/HD-2020-0001/attendance/DW-2020-0027",
            ["people": 3]
        )
        #expect(attended.status == .ok)
        let other = try await program.get("/activities/HD-2020-0001", [.ifNoneMatch: activity.tag])
        #expect(other.status == .ok && other.tag != activity.tag)
        let edited = try await program.patch(
            "/activities/HD-2020-0001",
            ["place": "新厅"],
            [.ifMatch: activity.tag]
        )
        #expect(edited.status == .ok)
        #expect(try await program.delete("/activities/HD-2020-0001/attendance/DW-2020-0027").status == .ok)
        #expect(
            try await program.delete("/activities/HD-2020-0001/attendance/DW-2020-0027").status == .notFound
        )
    }

    @Test(arguments: lists)
    func `every record is put away and taken out again`(list: String) async throws {
        let program = try await TestSite.city().program(.manager)
        let items = try await program.get("/\(list)?limit=200").items
        let record = try #require(items.first { $0["state"] != "published" })
        let path = "/\(list)/\(record["code"]?.asString ?? "")"
        #expect(try await program.post("\(path)/archive").status == .preconditionRequired)
        let archived = try await program.post("\(path)/archive", nil, [.ifMatch: "*"])
        #expect(archived.status == .ok)
        #expect(try archived.json["archived"] == true)
        let codes = try await program.get("/\(list)?limit=200").items.map { $0["code"] }
        #expect(!codes.contains(record["code"]))
        let back = try await program.post("\(path)/unarchive", nil, [.ifMatch: archived.tag])
        #expect(back.status == .ok)
        #expect(try back.json["archived"] == nil)
    }

    @Test func `HEAD says what GET would`() async throws {
        let program = try await TestSite.city().program(.staff)
        let (head, get) = (
            try await program.send(.head, "/demands/XQ-2020-0001"),
            try await program.get("/demands/XQ-2020-0001")
        )
        #expect(head.status == .ok && head.body.isEmpty && head.tag == get.tag)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\"'&;--", "مرحبا 🤝 e\u{301}", String(repeating: "长", count: 200),
    ])
    func `a text comes back as it went in`(title: String) async throws {
        let program = try await TestSite.city().program(.staff)
        let made = try await program.post(
            "/achievements",
            ["organization": "DW-2020-0001", "title": .string(title)]
        )
        #expect(made.status == .created)
        #expect(try made.text("title") == title)
    }
}
