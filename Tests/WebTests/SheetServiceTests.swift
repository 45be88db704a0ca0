import Documents
import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

/// Lists as files through the API, and files that come in over the network to do harm.
struct SheetServiceTests {
    private static let lists: [(String, template: String)] = [
        ("organizations", "organization"), ("demands", "demand"), ("achievements", "achievement"),
        ("activities", "activity"), ("visits", "visit"), ("matches", "match"), ("contracts", "contract"),
        ("payments", "payment"),
    ]

    @Test func `every list comes as a file that changes nothing when it is sent back`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.staff)
        let who: HTTPFields = [.authorization: "Bearer \(program.token ?? "")"]
        for (list, template) in Self.lists {
            let csv = try await program.browser.send(.get, "/api/v1/\(list).csv", who)
            #expect(csv.status == .ok && csv.headers[.contentType] == "text/csv", "\(list)")
            let made = try await program.raw(
                .post,
                "/imports?template=\(template)&name=\(list).csv",
                csv.body,
                [.contentType: "text/csv"]
            )
            let counts = try made.json["counts"]?.asObject ?? [:]
            let rows = try made.json["rows"]?.asInt ?? 0
            #expect(rows > 10 && counts["same"] == .int(rows), "\(list): \(counts)")
            let book = try await program.browser.send(.get, "/api/v1/\(list).xlsx", who)
            #expect(book.status == .ok && book.body.hasPrefix("PK"), "\(list)")
            #expect(book.headers[.contentType] == AnsweredFile.workbook, "\(list)")
            #expect(book.headers[.contentDisposition]?.hasPrefix("attachment") == true, "\(list)")
        }
    }

    @Test func `a list as a file keeps to what was asked for`() async throws {
        let site = try await TestSite.city()
        let program = try await site.program(.staff)
        let who: HTTPFields = [.authorization: "Bearer \(program.token ?? "")"]
        let asked = "kind=refund"
        let wanted = try await program.get("/payments?\(asked)&limit=200").items.count
        let file = try await program.browser.send(.get, "/api/v1/payments.csv?\(asked)", who)
        #expect(file.body.split(separator: "\r\n").count == wanted + 1)
        #expect(try await program.get("/payments.csv?limit=5").problem == "unknown_parameter")
        #expect(try await site.program(.viewer).get("/payments.csv").status == .forbidden)
        #expect(try await site.anybody().get("/payments.xlsx").status == .unauthorized)
    }

    @Test func `blank sheets are handed out to programs`() async throws {
        let program = try await TestSite.empty().program(.staff)
        let who: HTTPFields = [.authorization: "Bearer \(program.token ?? "")"]
        for template in ImportTemplate.all {
            let answer = try await program.browser.send(.get, "/api/v1/templates/\(template.name)", who)
            #expect(answer.status == .ok && answer.body.hasPrefix("PK"), "\(template.name)")
        }
        #expect(try await program.get("/templates/nothing").problem == "template_unknown")
    }

    // MARK: Files that do harm

    /// A workbook of ours, spoilt.
    private static func spoilt(_ how: String, _ site: TestSite) async throws -> [UInt8] {
        let file = try await site.desk().read { try BlankSheet.write(.demand, $0, .zh) }
        var bytes = try file.bytes()
        func atEach(_ mark: [UInt8], _ change: (Int) -> Void) {
            for at in 0..<(bytes.count - 46) where Array(bytes[at..<at + 4]) == mark { change(at) }
        }
        let (local, central): ([UInt8], [UInt8]) = ([0x50, 0x4B, 3, 4], [0x50, 0x4B, 1, 2])
        switch how {
        case "cut": bytes.removeLast(bytes.count / 2)
        case "locked":
            atEach(local) { bytes[$0 + 6] |= 1 }
            atEach(central) { bytes[$0 + 8] |= 1 }
        case "bomb":
            // What it says to become on unpacking: nearly 4 GB a part.
            atEach(local) { bytes.replaceSubrange($0 + 22..<$0 + 26, with: [0xF0, 0xFF, 0xFF, 0xFF]) }
            atEach(central) { bytes.replaceSubrange($0 + 24..<$0 + 28, with: [0xF0, 0xFF, 0xFF, 0xFF]) }
        case "old": bytes = [0x09, 0x04, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00]
        default: break
        }
        return bytes
    }

    @Test(arguments: [
        ("cut", "sheet_file_truncated"), ("locked", "sheet_file_encrypted"), ("bomb", "sheet_file_bomb"),
        ("old", "sheet_file_old_excel"),
    ])
    func `a harmful file is refused by what it is, through the API and on the page`(how: String, code: String)
        async throws
    {
        let site = try await TestSite.empty()
        let program = try await site.program(.staff)
        let bytes = try await Self.spoilt(how, site)
        let head: HTTPFields = [
            .authorization: "Bearer \(program.token ?? "")", .contentType: AnsweredFile.workbook,
        ]
        let answer = try await program.browser.send(
            .post,
            "/api/v1/imports?template=demand&name=a.xlsx",
            head,
            bytes: bytes
        )
        #expect(answer.status == .unprocessableContent)
        #expect(try answer.problem == code, "\(answer.body)")
        let browser = try await site.browser(.staff)
        let key = browser.cookie(NewCookie.who).map { Accounts.formKey(for: $0) } ?? ""
        let fields = [("form_key", key), ("template", "demand")].map { name, value in
            "--XYZ\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }.joined()
        let file = "--XYZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n"
        let page = try await browser.send(
            .post,
            Paths.imports,
            [.contentType: "multipart/form-data; boundary=XYZ"],
            bytes: Array((fields + file).utf8) + bytes + Array("\r\n--XYZ--\r\n".utf8)
        )
        #expect(page.status == .unprocessableContent)
        #expect(page.body.contains("a.xlsx") && page.body.contains("enctype"))
        #expect(try await site.desk().read { try $0.imports.list().isEmpty })
    }

    @Test func `a file of 100 MB is taken and one byte more is not`() async throws {
        let site = try await TestSite.empty()
        let program = try await site.program(.staff)
        let head: HTTPFields = [
            .authorization: "Bearer \(program.token ?? "")", .contentType: "text/csv",
        ]
        var bytes = Array("企业名称,需求名称,备注\n江州甲有限公司,渗氮,".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: Upload.largest - bytes.count)
        let path = "/api/v1/imports?template=demand&name=a.csv"
        let whole = try await program.browser.send(.post, path, head, bytes: bytes)
        // It came in whole; that no cell holds so much is what the reader says of it.
        #expect(whole.status == .unprocessableContent, "\(whole.body)")
        bytes.append(UInt8(ascii: " "))
        let more = try await program.browser.send(.post, path, head, bytes: bytes)
        #expect(more.status == .contentTooLarge, "\(more.body.prefix(300))")
        #expect(try await site.desk().read { try $0.imports.list().allSatisfy { $0.state == .discarded } })
    }
}
