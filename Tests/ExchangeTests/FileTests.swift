import Domain
import Exchange
import Foundation
import Market
import Testing

/// Files as they come: from Excel, from a chat, half of one, or none.
struct FileTests {
    private static func line(_ name: String) -> String {
        #"{"type":"organization","name":"\#(name)","kind":"enterprise"}"#
    }

    private static let blanks: [(String, Int)] = [
        ("", 0),
        ("\n\n  \r\n\t\n", 0),
        (line("甲"), 1),
        (line("甲") + "\n", 1),
        (line("甲") + "\r\n" + line("乙") + "\r\n", 2),
        ("\u{FEFF}" + line("甲") + "\n", 1),
        ("\n" + line("甲") + "\n\n \n" + line("乙"), 2),
        ("  " + line("甲") + "\t\n", 1),
    ]

    @Test(arguments: blanks)
    func `blank lines, line ends of any kind and a byte order mark are no matter`(text: String, count: Int)
        async throws
    {
        let market = try await TestMarket()
        let report = try await market.load(Data(text.utf8))
        #expect(report.refused.map(\.error.message.zh) == [])
        #expect(report.lines == count)
        #expect(report.createdCount == count)
        #expect(try await market.load(Data(text.utf8)).sameCount == count)
    }

    @Test func `lines are counted as an editor counts them`() async throws {
        let text = "\u{FEFF}\n" + Self.line("甲") + "\r\n\r\n{\n" + Self.line("乙") + "\n]"
        #expect(
            try await TestMarket().load(Data(text.utf8)).refusals == [
                4: "json_malformed", 6: "json_malformed",
            ]
        )
    }

    private static let deep =
        String(repeating: #"{"a":"#, count: 10_000) + "1" + String(repeating: "}", count: 10_001)
    private static let broken: [(String, String)] = [
        (#"{"type":"organization","name":"甲"#, "json_malformed"),
        (#"{"type":"organization","name":"甲",}"#, "json_malformed"),
        (#"{"type":"organization" "name":"甲"}"#, "json_malformed"),
        (#"{'type':'organization'}"#, "json_malformed"),
        (#"{"type":"organization"} {"type":"organization"}"#, "json_malformed"), ("名称,类型", "json_malformed"),
        (#"{"type":"organization","name":"\ud800"}"#, "json_malformed"),
        (#"{"type":"organization","name":"\x"}"#, "json_malformed"),
        ("{\"type\":\"organization\",\"name\":\"甲\u{0}\"}", "json_malformed"), ("\u{0}", "json_malformed"),
        ("01", "json_malformed"),
        ("[]", "not_an_object"), ("null", "not_an_object"), (#""text""#, "not_an_object"),
        ("12", "not_an_object"),
        ("{}", "unknown_type"), (#"{"type":null}"#, "unknown_type"), (#"{"type":"needs"}"#, "unknown_type"),
        (#"{"type":"organization","name":"甲","name":"乙"}"#, "json_key_twice"),
        (#"{"type":"demand","budget_fen":99999999999999999999}"#, "json_number_too_large"),
        (#"{"type":"demand","budget_fen":1e400}"#, "json_number_too_large"),
        (#"{"type":"demand","trl":-1e400}"#, "json_number_too_large"),
        (String(repeating: "[", count: 10_000), "json_too_deep"),
        (#"{"type":"organization","note":"# + deep, "json_too_deep"),
    ]

    @Test(arguments: broken)
    func `a line that is no record is refused with one sentence`(line: String, code: String) async throws {
        let market = try await TestMarket()
        let report = try await market.load([Self.line("甲"), line])
        let refusal = try #require(report.refused.first)
        #expect(refusal.line == 2)
        #expect(refusal.error.code == code)
        #expect(refusal.error.message.zh.hasSuffix("。"))
        #expect(!refusal.error.message.zh.contains("\n"))
        #expect(refusal.error.message.zh.count < 250)
        #expect(refusal.error.message.en.hasSuffix("."))
        #expect(try await market.export() == [])
    }

    @Test func `a huge number says which key has it`() async throws {
        let report = try await TestMarket().load([#"{"type":"demand","budget_fen":99999999999999999999}"#])
        #expect(report.refused[0].error.field?.code == "budget_fen")
        #expect(report.refused[0].error.message.zh.contains("99999999999999999999"))
    }

    @Test func `half a line says where it breaks off`() async throws {
        let report = try await TestMarket().load([#"{"type":"organization","name":"甲"#])
        #expect(report.refused[0].error.message.zh.contains("到第 32 个字就断了"))
    }

    @Test func `bytes that are not UTF-8 are refused by line, the others are read`() async throws {
        // 江州 in GBK.
        var data = Data(#"{"type":"organization","name":""#.utf8)
        data += [0xBD, 0xAD, 0xD6, 0xDD]
        data += Data((#"","kind":"enterprise"}"# + "\n" + Self.line("甲") + "\n").utf8)
        let market = try await TestMarket()
        #expect(try await market.load(data).refusals == [1: "json_encoding"])
        #expect(try await market.load(data, partial: true).createdCount == 1)
        // Excel's “Unicode text”.
        let wide =
            Data([0xFF, 0xFE]) + (try #require((Self.line("乙") + "\n").data(using: .utf16LittleEndian)))
        #expect(try await market.load(wide).refused.map(\.error.code).contains("json_encoding"))
    }

    @Test func `a line of 10 MB is refused, and what follows it is read`() async throws {
        let market = try await TestMarket()
        let long =
            #"{"type":"organization","name":"# + "\"" + String(repeating: "长", count: 10 << 20 / 3) + "\"}"
        let report = try await market.load([Self.line("甲"), long, Self.line("乙")], partial: true)
        #expect(report.refusals == [2: "line_too_long"])
        #expect(report.refused[0].text.utf8.count < 1_000)
        #expect(report.createdCount == 2)
    }

    @Test func `a long line that is short enough is read whole`() async throws {
        let line =
            #"{"type":"organization","name":"甲","kind":"enterprise","note":"# + "\""
            + String(repeating: "长", count: 1 << 20) + "\"}"
        #expect(try await TestMarket().load([line]).refusals == [1: "too_long"])
    }

    @Test func `escaped control characters become spaces`() async throws {
        let market = try await TestMarket()
        let line =
            #"{"type":"organization","code":"DW-2021-0001","name":"甲\u0000乙\u001b[31m","kind":"enterprise","external_id":"a\u0000b"}"#
        #expect(try await market.load([line]).createdCount == 1)
        #expect(try await market.load([line]).sameCount == 1)
        #expect(try await market.json(.organization, "DW-2021-0001")["name"] == "甲 乙 [31m")
    }

    @Test func `a folder and a file that is not there are refused`() async throws {
        let market = try await TestMarket()
        let (folder, desk) = (market.folder, market.desk)
        #expect(try await refusal { _ = try await JSONLines.load(folder, at: desk) } == "file_unreadable")
        #expect(
            try await refusal { _ = try await JSONLines.load(folder + "/none.jsonl", at: desk) }
                == "file_missing"
        )
    }

    @Test func `a file whose owner keeps it to himself is refused`() async throws {
        guard getuid() != 0 else { return }
        let market = try await TestMarket()
        let path = market.folder + "/mine.jsonl"
        try Data().write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(
            try await refusal { _ = try await JSONLines.load(path, at: market.desk) } == "file_unreadable"
        )
    }
}

/// The code of the `AppError` that `body` throws; nil if it throws none.
func refusal(_ body: () async throws -> Void) async throws -> String? {
    do {
        try await body()
        return nil
    } catch let error as AppError {
        return error.code
    }
}

extension String {
    func replacing(_ part: String, _ other: String) -> String { replacingOccurrences(of: part, with: other) }
}
