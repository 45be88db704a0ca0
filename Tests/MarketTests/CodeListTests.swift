import Domain
import Market
import Testing

/// Replacing code lists, and what records keep of the ones before.
struct CodeListTests {
    static let original = SeedFiles.text("codes/readiness.json") ?? ""
    static let successor = list(
        "2022",
        #"{"code":"lab","name":"实验室","rank":1},{"code":"market","name":"上市","rank":9}"#
    )

    static func list(_ version: String, _ entries: String, name: String = "readiness") -> String {
        """
        {"list":"\(name)","version":"\(version)","title":"成熟度","source":"示例","effective_from":"2022-01-01",
        "verified":"示例","entries":[\(entries)]}
        """
    }

    func replace(_ market: TestMarket, _ text: String) async throws -> Bool {
        try await market.desk.change { try $0.codeLists.replace(text, file: "readiness.json").isNew }
    }

    @Test func `the same file again changes nothing`() async throws {
        let market = try await TestMarket()
        let before = try await market.lastWrite()
        #expect(try await replace(market, Self.original) == false)
        #expect(try await market.lastWrite() == before)
        #expect(try await replace(market, Self.successor))
        #expect(try await replace(market, Self.successor) == false)
        #expect(try await market.desk.read { try $0.codes().edition } == 2)
    }

    @Test(arguments: [
        ("", "code_list_malformed"), ("{", "code_list_malformed"), ("[]", "code_list_malformed"),
        ("{}", "code_list_malformed"), ("null", "code_list_malformed"), ("\u{0}", "code_list_malformed"),
        (list("1", #"{"code":"a","name":"甲"}"#, name: "nonsense"), "code_list_malformed"),
        (list("", #"{"code":"a","name":"甲"}"#), "code_list_malformed"),
        (list("9", ""), "code_list_malformed"),
        (list("9", #"{"code":"a","name":"甲"},{"code":"a","name":"乙"}"#), "code_list_malformed"),
        (list("9", #"{"code":"a","name":""}"#), "code_list_malformed"),
        (list("9", #"{"code":"","name":"甲"}"#), "code_list_malformed"),
        (list("9", #"{"code":"a","name":"甲","parent":"b"}"#), "code_list_malformed"),
        (list("9", #"{"code":"a","name":"甲"}"#).replacing("2022-01-01", with: "soon"), "date_format"),
    ])
    func `a file that is no code list is refused and named`(text: String, expected: String) async throws {
        let market = try await TestMarket()
        let before = try await market.lastWrite()
        do {
            _ = try await replace(market, text)
            Issue.record("accepted")
        } catch let error as AppError {
            #expect(error.code == expected)
            #expect(expected != "code_list_malformed" || error.message.zh.contains("readiness.json"))
        }
        #expect(try await market.lastWrite() == before)
    }

    @Test func `a version is not put in force twice with two contents`() async throws {
        let market = try await TestMarket()
        _ = try await replace(market, Self.successor)
        let code = try await refusal {
            _ = try await replace(market, Self.successor.replacing("上市", with: "量产"))
        }
        #expect(code == "code_list_version")
    }

    @Test func `a record keeps the edition it was logged under until its codes change`() async throws {
        let market = try await TestMarket()
        let (demand, _) = try await market.pair()
        let logged = try await market.desk.change { work in
            var content = demand.content
            content.readiness = "pilot"
            return try work.demands.edit(demand.id, version: nil, content)
        }
        #expect(logged.filing.codeEdition == 1)
        _ = try await replace(market, Self.successor)
        let retitled = try await market.desk.change { work in
            var content = logged.content
            content.title = "新标题"
            return try work.demands.edit(demand.id, version: nil, content)
        }
        #expect(retitled.filing.codeEdition == 1)
        let name = try await market.desk.read { work in
            try work.codes(edition: retitled.filing.codeEdition).name(of: "pilot", in: .readiness)?.zh
        }
        #expect(name == "中试")
        let recoded = try await market.desk.change { work in
            var content = retitled.content
            content.readiness = "market"
            return try work.demands.edit(demand.id, version: nil, content)
        }
        #expect(recoded.filing.codeEdition == 2)
        let now = try await market.desk.read { try $0.codes().name(of: "market", in: .readiness)?.zh }
        #expect(now == "上市")
    }

    @Test func `lists that were not replaced stay in force under the new edition`() async throws {
        let market = try await TestMarket()
        _ = try await replace(market, Self.successor)
        let book = try await market.desk.read { try $0.codes() }
        #expect(book.edition == 2)
        #expect(Set(book.lists.keys) == Set(CodeListName.allCases.map(\.rawValue)))
        #expect(book.entry("pilot", in: .readiness) == nil)
        #expect(book.name(of: "C", in: .industry) != nil)
    }

    @Test func `another workspace sees a new list at once`() async throws {
        let market = try await TestMarket()
        let other = try await market.secondWorkspace()
        _ = try await other.desk().read { try $0.codes() }
        _ = try await replace(market, Self.successor)
        #expect(try await other.desk().read { try $0.codes().entry("market", in: .readiness)?.rank } == 9)
        try other.close()
    }
}
