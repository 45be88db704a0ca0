import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

/// Key tasks and the bureau's sheets over the API; every answer is held against the description on the way.
struct APITaskTests {
    private static let task: JSON = [
        "sheet": "领办实事", "year": 2021, "title": "甲", "progress": "签约{{签约数}}项", "note": "内部",
    ]

    @Test func `a task is made, read, changed, put away and listed`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.manager)
        let made = try await program.post("/tasks", Self.task)
        #expect(made.status == .created && made.headers[.location] == "/api/v1/tasks/ZD-2021-0009")
        #expect(try made.json["sheet"] == "led_projects")
        let edited = try await program.patch(
            "/tasks/ZD-2021-0009",
            ["deadline": "年底", "progress": "{{意向数}}"]
        )
        #expect(try edited.json["version"] == 2 && edited.json["progress"] == "{{意向数}}")
        #expect(
            try await program.patch("/tasks/ZD-2021-0009", ["title": "乙"], [.ifMatch: "\"1\""]).status
                == .preconditionFailed
        )
        #expect(try await program.get("/tasks?sheet=led_projects&year=2021").items.count == 2)
        #expect(try await program.get("/tasks?due_by=2021-12-30").items.isEmpty)
        #expect(try await program.get("/tasks?due_by=2021-12-31&limit=2").items.count == 2)
        #expect(
            try await program.post("/tasks/ZD-2021-0009/archive", ["mistake": true], [.ifMatch: "*"]).status
                == .ok
        )
        #expect(try await program.get("/tasks?sheet=led_projects").items.count == 1)
        let text = "诊断".utf8.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
        #expect(try await program.get("/tasks?text=\(text)&archived=true").items.count == 1)
        let viewer = try await site.program(.viewer)
        #expect(try await viewer.get("/tasks/ZD-2021-0001").json["note"] == nil)
        #expect(try await program.get("/tasks/ZD-2021-0001").json["note"] != nil)
        #expect(try await viewer.post("/tasks", Self.task).status == .forbidden)
        #expect(try await site.program(.staff).post("/tasks", Self.task).status == .forbidden)
    }

    @Test(
        arguments: [
            (["progress": "{{服务企业}}"], "figure_unknown"), (["goal": "{{服务企业数"], "figure_unclosed"),
            (["measures": "{{服务企业数|约}}"], "figure_style_unknown"),
            (["progress": "{{成交额|余}}"], "figure_style_misfit"),
            (["progress": "{{签约数@2021Q4..2021Q1}}"], "period_reversed"), (["sheet": "没有"], "sheet_unknown"),
            (["year": 21], "year_out_of_range"), (["position": -1], "position_out_of_range"),
            (["title": ""], "required"),
        ] as [(JSON, String)]
    )
    func `what won't do is refused`(change: JSON, problem: String) async throws {
        let program = try await TestSite.city().program(.manager)
        let answer = try await program.patch("/tasks/ZD-2021-0001", change)
        #expect(answer.status == .unprocessableContent)
        #expect(try answer.problem == problem)
    }

    @Test func `sheets are listed, filled in, changed and done away with`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.manager)
        #expect(
            try await program.get("/bureau-sheets").items.map { $0["name"] } == [
                "five_focus", "led_projects", "practical_deeds",
            ]
        )
        let filled = try await program.get("/bureau-sheets/led_projects/filled?period=2021").json
        let progress = filled["rows"]?[0]?["cells"]?.asArray?.last?.asString ?? ""
        #expect(progress.contains("服务企业480余家") && progress.hasSuffix("达成技术交易成交额6230万元。"))
        #expect(filled["rows"]?[0]?["figures"]?[1]?["value"] == 486 && filled["report"] == .null)
        let code = try await program.post("/reports", ["period": "2021"]).text("code")
        let frozen = try await program.get("/bureau-sheets/led_projects/filled?report=\(code)").json
        #expect(frozen["report"]?["code"]?.asString == code)
        #expect(frozen["rows"]?[0]?["figures"]?[1]?["report"]?.asString == code)
        for (query, status) in [
            ("", HTTPResponse.Status.unprocessableContent),
            ("?period=2020&report=\(code)", .unprocessableContent),
            ("?report=BB-2021-9999", .unprocessableContent),
            ("?period=2021Q4..2021Q1", .unprocessableContent),
        ] {
            #expect(
                try await program.get("/bureau-sheets/led_projects/filled\(query)").status == status,
                "\(query)"
            )
        }
        let content: JSON = ["title": "领办表", "columns": [["heading": "项目", "part": "title"]]]
        #expect(try await program.put("/bureau-sheets/led_projects", content).json["version"] == 1)
        #expect(
            try await program.get("/bureau-sheets/led_projects/filled?period=2021").json["rows"]?[0]?[
                "cells"
            ]?.asArray?.count == 1
        )
        #expect(
            try await program.put(
                "/bureau-sheets/weekly",
                ["title": "周表", "columns": [["heading": "事", "part": "title"]]]
            ).status == .ok
        )
        #expect(try await program.put("/bureau-sheets/Weekly", content).problem == "sheet_name_format")
        #expect(
            try await program.put(
                "/bureau-sheets/other",
                ["title": "领办表", "columns": [["heading": "事", "part": "title"]]]
            ).problem == "sheet_title_taken"
        )
        #expect(
            try await program.put(
                "/bureau-sheets/other",
                ["title": "表", "columns": [["heading": "事", "part": "x"]]]
            ).status == .unprocessableContent
        )
        #expect(try await program.post("/bureau-sheets/weekly/archive").json["archived"] == true)
        #expect(try await program.get("/bureau-sheets").items.count == 3)
        #expect(try await program.get("/bureau-sheets?archived=true").items.count == 4)
        #expect(try await program.post("/bureau-sheets/weekly/unarchive").json["archived"] == nil)
        #expect(try await program.get("/bureau-sheets/none").status == .notFound)
        #expect(
            try await site.program(.staff).put("/bureau-sheets/led_projects", content).status == .forbidden
        )
    }
}
