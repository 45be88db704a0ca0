import Domain
import Exchange
import Foundation
import HTTPTypes
import Market
import Testing

@testable import Web

struct ImportPagesTests {
    private static let sheet = "企业名称,需求名称,拟投入（万元）\n江州甲有限公司,渗氮,5\n江州乙有限公司,脱硝,很多\n"

    @Test func `a sheet is uploaded, mended in place, accepted and undone`() async throws {
        let site = try await TestSite.empty()
        let browser = try await site.browser(.staff)
        #expect(try await browser.get(Paths.imports).body.contains("multipart/form-data"))
        let sent = try await browser.upload(Self.sheet)
        #expect(sent.status == .seeOther && sent.location == "/desk/imports/1")
        let page = try await browser.get(sent.location)
        #expect(page.status == .ok)
        #expect(page.body.contains("有错 1") && page.body.contains("新增 1"))
        #expect(page.body.contains("!C3") && page.body.contains("name=\"cell_budget_fen\""))
        let mended = try await browser.post("/desk/imports/1/rows/2", ["cell_budget_fen": "8"])
        #expect(mended.status == .seeOther)
        let version = try #require(try await browser.get("/desk/imports/1").value(of: "version"))
        #expect(
            try await browser.post("/desk/imports/1/acceptance", ["version": version]).status == .seeOther
        )
        #expect(try await browser.get(Paths.demands).body.contains("脱硝"))
        // Somebody who still looks at the page of before is told.
        #expect(try await browser.post("/desk/imports/1/undoing", ["version": version]).status == .conflict)
        #expect(try await browser.post("/desk/imports/1/undoing").status == .seeOther)
        #expect(try await !browser.get(Paths.demands).body.contains("脱硝"))
        #expect(try await browser.get(Paths.imports).body.contains("已撤销"))
    }

    @Test func `headings that are not known are asked for`() async throws {
        let browser = try await TestSite.empty().browser(.staff)
        let sent = try await browser.upload("企业名称,需求名称,诉求<b>\n江州甲有限公司,渗氮,要快\n")
        let page = try await browser.get(sent.location).body
        #expect(page.contains("诉求&lt;b&gt;") && !page.contains("诉求<b>"))
        let mapped = try await browser.post("/desk/imports/1/mapping", ["column_诉求<b>": "detail"])
        #expect(mapped.status == .seeOther)
        #expect(try await browser.get("/desk/imports/1").body.contains("新增 1"))
        #expect(try await browser.get("/desk/imports/1/rows/1").body.contains("要快"))
    }

    @Test func `a file that is no such sheet comes back with the reason beside the form`() async throws {
        let browser = try await TestSite.empty().browser(.staff)
        let answer = try await browser.upload("甲,乙\n1,2\n", name: "<b>.csv")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.body.contains("没有找到") && answer.body.contains("enctype"))
        #expect(try await browser.upload("", template: "nothing").status == .unprocessableContent)
    }

    @Test func `only staff with a form of ours bring anything in`() async throws {
        let site = try await TestSite.empty()
        let viewer = try await site.browser(.viewer)
        #expect(try await viewer.upload(Self.sheet).status == .forbidden)
        #expect(try await viewer.get(Paths.imports).status == .forbidden)
        let staff = try await site.browser(.staff)
        #expect(try await staff.upload(Self.sheet, key: "wrong").status == .forbidden)
        #expect(try await site.browser().upload(Self.sheet).status == .unauthorized)
        let batches = try await site.desk().read { try $0.imports.count() }
        #expect(batches == 0)
    }

    @Test(arguments: [
        "", "--XYZ", "--XYZ--\r\n", "--XYZ\r\n\r\n\r\n--XYZ--",
        "--XYZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XYZ--",
        "--XYZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nnever ended",
    ])
    func `a body that is no form is refused`(body: String) async throws {
        let browser = try await TestSite.empty().browser(.staff)
        let answer = try await browser.send(
            .post,
            Paths.imports,
            [.contentType: "multipart/form-data; boundary=XYZ"],
            body
        )
        #expect([.unprocessableContent, .forbidden].contains(answer.status))
    }
}

struct APIImportTests {
    private let sheet = "企业名称,需求名称,拟投入（万元）\n江州甲有限公司,渗氮,5\n江州乙有限公司,脱硝,很多\n"

    @Test func `programs do all that the pages do`() async throws {
        let site = try await TestSite.empty()
        let program = try await site.program(.staff)
        let made = try await program.raw(
            .post,
            "/imports?template=demand&name=a.csv",
            sheet,
            [.contentType: "text/csv"]
        )
        #expect(made.status == .created && made.headers[.location] == "/api/v1/imports/1")
        #expect(try made.json["counts"]?["refused"] == 1)
        let rows = try await program.get("/imports/1/rows?outcome=refused").items
        #expect(rows.count == 1 && rows[0]["problems"]?[0]?["cell"] == "a!C3")
        let mended = try await program.patch("/imports/1/rows/2", ["cells": ["budget_fen": "8"]], [:])
        #expect(mended.status == .ok)
        #expect(try mended.json["outcome"] == "new")
        #expect(
            try await program.patch("/imports/1/rows/2", ["cells": ["title": 5]], [:]).status
                == .unprocessableContent
        )
        let skipped = try await program.patch("/imports/1/rows/1", ["choice": "skip"], [:])
        #expect(try skipped.json["choice"] == "skip")
        let accepted = try await program.post("/imports/1/accept", ["all_or_nothing": true])
        #expect(try accepted.json["accepted"] == 1)
        #expect(try await program.get("/demands").items.count == 1)
        #expect(
            try await program.post("/imports/1/undo", nil, [.ifMatch: "\"1\""]).status == .preconditionFailed
        )
        #expect(try await program.post("/imports/1/undo").text("state") == "undone")
        #expect(try await program.post("/imports/1/undo").problem == "import_not_open")
        #expect(try await program.get("/imports").items.count == 1)
        #expect(try await program.get("/imports/9").status == .notFound)
    }

    @Test func `the refused rows are handed out as a workbook`() async throws {
        let program = try await TestSite.empty().program(.staff)
        _ = try await program.raw(.post, "/imports?template=demand", sheet, [.contentType: "text/csv"])
        let headers: HTTPFields = [.authorization: "Bearer \(program.token ?? "")"]
        let answer = try await program.browser.send(.get, "/api/v1/imports/1/refused.xlsx", headers)
        #expect(answer.status == .ok && answer.body.hasPrefix("PK"))
        #expect(answer.headers[.contentType] == AnsweredFile.workbook)
    }

    @Test func `what is no sheet, or comes from those who may not, makes no batch`() async throws {
        let site = try await TestSite.empty()
        let program = try await site.program(.staff)
        let csv: HTTPFields = [.contentType: "text/csv"]
        #expect(try await program.raw(.post, "/imports?template=demand", "甲\n1\n", csv).problem == "no_table")
        #expect(
            try await program.raw(.post, "/imports?template=x", sheet, csv).status == .unprocessableContent
        )
        #expect(try await program.raw(.post, "/imports", sheet, csv).status == .unprocessableContent)
        let json: HTTPFields = [.contentType: "application/json"]
        #expect(
            try await program.raw(.post, "/imports?template=demand", "{}", json).status
                == .unsupportedMediaType
        )
        let viewer = try await site.program(.viewer)
        #expect(try await viewer.raw(.post, "/imports?template=demand", sheet, csv).status == .forbidden)
        #expect(try await program.get("/demands").items.isEmpty)
    }
}

extension Browser {
    /// Sends a file as a browser does.
    func upload(
        _ text: String,
        template: String = "demand",
        name: String = "征集表.csv",
        key: String? = nil
    ) async throws -> Answer {
        let key = key ?? cookie(NewCookie.who).map { Accounts.formKey(for: $0) } ?? ""
        let parts = [("form_key", key), ("template", template), ("activity", "")].map { name, value in
            "--XYZ\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let file = """
            --XYZ\r\nContent-Disposition: form-data; name="file"; filename="\(name)"\r\n\
            Content-Type: text/csv\r\n\r\n\(text)\r\n--XYZ--\r\n
            """
        return try await send(
            .post,
            Paths.imports,
            [.contentType: "multipart/form-data; boundary=XYZ"],
            parts.joined() + file
        )
    }
}
