import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// Figures through the API as the files that pages and commands have.
struct APIFileTests {
    private static let office = "application/vnd.openxmlformats-officedocument"
    static let types = [
        "xlsx": "\(office).spreadsheetml.sheet", "docx": "\(office).wordprocessingml.document",
        "csv": "text/csv", "html": "text/html", "svg": "image/svg+xml",
    ]
    static let start: [String: [UInt8]] = [
        "xlsx": [0x50, 0x4B], "docx": [0x50, 0x4B], "csv": [0xEF, 0xBB, 0xBF],
        "html": Array("<!doctype".utf8),
        "svg": Array("<svg".utf8),
    ]

    @Test(arguments: [
        ("/tallies/2021", ["xlsx", "docx", "csv", "html", "svg"]),
        ("/reports/BB-2022-0001", ["xlsx", "docx", "csv", "html"]),
        ("/reports/BB-2022-0001/difference", ["xlsx", "docx", "csv", "html"]),
        ("/cuts/2021/contract_value/month", ["xlsx", "docx", "csv", "html", "svg"]),
        ("/cut-sheets/2021/month", ["xlsx", "docx", "csv", "html"]),
        ("/cross-tables/2021/contract_value/month/contract_type", ["xlsx", "docx", "csv", "html"]),
        ("/funnels/2021", ["xlsx", "docx", "csv", "html", "svg"]),
    ])
    func `figures are to be had in each format, by address and by Accept`(path: String, formats: [String])
        async throws
    {
        let site = try await TestSite.empty()
        let program = try await site.program(.manager)
        try await site.desk().change { work in
            try work.targets.set(year: 2021, .services, value: 10)
        }
        _ = try await program.post("/reports", ["period": "2021"])
        for format in formats {
            let type = try #require(Self.types[format])
            let answer = try await program.get("\(path)?format=\(format)")
            #expect(answer.status == .ok, "\(path) \(format)")
            #expect(answer.headers[.contentType]?.hasPrefix(type) == true)
            #expect(answer.headers[.contentDisposition]?.contains(".\(format)") == true)
            #expect(answer.body.utf8.starts(with: Self.start[format] ?? []), "\(format)")
            let liked = try await program.get(path, [.accept: "\(type), application/json;q=0.5"])
            #expect(liked.headers[.contentType]?.hasPrefix(type) == true)
            let other = try await program.get("\(path)?format=\(format)", [.accept: "application/json"])
            #expect(other.status == .notAcceptable)
        }
        for accept in ["*/*", "application/json", "application/*"] {
            let answer = try await program.get(path, [.accept: accept])
            #expect(answer.headers[.contentType] == "application/json", "\(accept)")
        }
        #expect(try await program.get("\(path)?format=json").headers[.contentType] == "application/json")
        #expect(try await program.get("\(path)?format=pdf").status == .unprocessableContent)
        #expect(try await program.get(path, [.accept: "image/png"]).status == .notAcceptable)
    }

    @Test func `a chart that is not there is one clear error`() async throws {
        let site = try await TestSite.empty()
        let program = try await site.program(.viewer)
        let answer = try await program.get("/tallies/2021-05?format=svg")
        #expect(answer.status == .unprocessableContent)
        #expect(try answer.problem == "no_chart")
    }

    @Test(arguments: [
        ("text/csv", 1.0), ("text/*;q=0.3", 0.3), ("*/*", 1), ("text/*, text/csv;q=0", 0),
        ("application/json", 0), ("TEXT/CSV ; q=0.4, */*;q=0.9", 0.4),
    ])
    func `the range that says most of a type counts`(header: String, quality: Double) {
        #expect(Accepted.quality(of: "text/csv", in: header) == quality)
    }
}
