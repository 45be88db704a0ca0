import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

/// Programmes and their members over the API; every answer is held against the description.
struct APIProgrammeTests {
    private static let park = "/programmes/ZX-2021-0001"

    private func made(_ program: Program) async throws -> String {
        let made = try await program.post("/programmes", ["name": "新园区", "starts_on": "2022-01-01"])
        #expect(made.status == .created)
        #expect(made.headers[.location] == "/api/v1/programmes/\(try made.text("code"))")
        return "/programmes/\(try made.text("code"))"
    }

    @Test func `a list holds what each programme is by itself`() async throws {
        let program = try await TestSite.city().program(.staff, .read)
        let items = try await program.get("/programmes?archived=true").items
        #expect(items.count == 2)
        for item in items {
            let code = try #require(item["code"]?.asString)
            #expect(try await program.get("/programmes/\(code)").json == item)
        }
        let filtered =
            "/programmes?text=ZX&state=running&owner=zhouming&organization=DW-2020-0001&archived=false"
        #expect(try await program.get(filtered).items.map { $0["code"] } == ["ZX-2021-0001"])
        let inside = try await program.get("/activities?programme=ZX-2021-0001").items
        #expect(inside.count == 13)
    }

    @Test func `members are gone through in pieces, by stage and kind`() async throws {
        let program = try await TestSite.city().program(.staff, .read)
        let all = try await program.get("\(Self.park)/members?limit=200").items
        var (seen, path): ([JSON], String?) = ([], "\(Self.park)/members?limit=20")
        while let next = path {
            let page = try await program.get(next)
            seen += try page.items
            path = try page.json["next"]?.asString.map { "\(Self.park)/members?limit=20&cursor=\($0)" }
        }
        #expect(seen == all && all.count == 52)
        let one = try #require(all.first)
        let code = one["organization"]?.asString ?? ""
        #expect(try await program.get("\(Self.park)/members/\(code)").json == one)
        let schools = try await program.get("\(Self.park)/members?stage=signed&kind=university&text=DW").items
        #expect(schools.count == 4)
    }

    @Test func `a member's way over the API`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.staff)
        let path = try await made(program)
        let joined = try await program.post(
            "\(path)/members",
            ["organization": "DW-2020-0026", "on": "2022-02-01", "note": "首批"],
            [.key: "join-1"]
        )
        #expect(joined.status == .created)
        #expect(try joined.text("stage") == "negotiating" && joined.text("staff") == "staff")
        let again = try await program.post(
            "\(path)/members",
            ["organization": "DW-2020-0026", "on": "2022-02-01", "note": "首批"],
            [.key: "join-1"]
        )
        #expect(again.headers[.replayed] == "true")
        let twice = try await program.post("\(path)/members", ["organization": "DW-2020-0026"])
        #expect(twice.status == .conflict)
        #expect(try twice.problem == "already_member")
        let member = "\(path)/members/DW-2020-0026"
        let signed = try await program.post("\(member)/advance", ["on": "2022-03-01"], [.ifMatch: joined.tag])
        #expect(try signed.text("stage") == "signed")
        let stale = try await program.post("\(member)/advance", nil, [.ifMatch: joined.tag])
        #expect(stale.status == .preconditionFailed)
        #expect(try await program.post("\(member)/advance").problem == "member_signed")
        let edited = try await program.patch(member, ["staff": "manager"])
        #expect(try edited.text("staff") == "manager" && edited.text("note") == "首批")
        let missing = try await program.post("\(member)/leave", ["on": "2022-04-01"])
        #expect(missing.status == .unprocessableContent)
        let left = try await program.post("\(member)/leave", ["reason": "moved", "on": "2022-04-01"])
        #expect(try left.text("stage") == "left")
        let back = try await program.post("\(member)/back", ["mistake": true, "note": "没走"])
        #expect(try back.text("stage") == "signed")
        #expect(try back.json["moves"]?.asArray?.count == 4)
        let struck = try await program.post("\(member)/strike", nil, [.ifMatch: back.tag])
        #expect(try struck.json["mistake"] == true)
        #expect(try await program.get("\(path)/members").items.isEmpty)
        #expect(try await program.post("\(member)/restore").json["mistake"] == nil)
    }

    @Test func `what is not there, or not yet, is refused in its own words`() async throws {
        let program = try await TestSite.city().program(.staff)
        let path = try await made(program)
        let unknown = try await program.get("/programmes/没有".encoded)
        #expect(unknown.status == .notFound)
        #expect(try unknown.text("detail").contains("离岸科创园"))
        let nobody = try await program.post("\(path)/members", ["organization": "DW-1999-0001"])
        #expect(nobody.status == .unprocessableContent)
        let outsider = try await program.get("\(path)/members/DW-2020-0027")
        #expect(outsider.status == .notFound)
        #expect(try outsider.problem == "not_member")
        let future = try await program.post(
            "\(path)/members",
            ["organization": "DW-2020-0027", "on": "2023-06-01"]
        )
        #expect(try future.problem == "date_in_future")
        _ = try await program.post("\(path)/archive", nil, [.ifMatch: "*"])
        let late = try await program.post("\(path)/members", ["organization": "DW-2020-0027"])
        #expect(late.status == .conflict)
        #expect(try late.problem == "archived")
    }

    @Test func `figures come with their rules, and open to their rows`() async throws {
        let program = try await TestSite.city().program(.viewer, .read)
        let figures = try await program.get("\(Self.park)/figures/2021").json["figures"]?.asArray ?? []
        let values = figures.map { $0["value"]?.asInt ?? 0 }
        #expect(values == [36, 13, 37, 13])
        for (figure, value) in zip(ProgrammeFigure.allCases, values) {
            let path = "\(Self.park)/figures/2021/\(figure.rawValue)/evidence"
            let rows = try await program.get("\(path)?limit=200").items
            #expect(Set(rows.map { $0["key"]?.asString ?? "" }).count == Int(value))
            var (seen, next): ([JSON], String?) = ([], "\(path)?limit=7")
            while let page = next {
                let answer = try await program.get(page)
                seen += try answer.items
                next = try answer.json["next"]?.asString.map { "\(path)?limit=7&cursor=\($0)" }
            }
            #expect(seen == rows)
        }
        let schools = "\(Self.park)/figures/2021/members_signed/evidence?kind=university"
        #expect(try await program.get(schools).items.count == 4)
        let unknown = try await program.get("\(Self.park)/figures/2021/happiness/evidence")
        #expect(try unknown.problem == "indicator_unknown")
    }

    @Test func `a viewer's lists leave out what staff noted`() async throws {
        let program = try await TestSite.city().program(.viewer, .read)
        for list in ["/programmes", "\(Self.park)/members?limit=200"] {
            let body = try await program.get(list).body
            #expect(!body.contains("租金没谈拢") && !body.contains("每周二有人值班"), "\(list)")
        }
    }
}

extension String {
    /// The path with all that is not ASCII percent-encoded.
    fileprivate var encoded: String { replacing(/[^ -~]/) { Inputs.encoded(String($0.output)) } }
}
