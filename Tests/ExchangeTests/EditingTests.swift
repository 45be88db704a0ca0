import Domain
import Exchange
import Market
import Testing

/// Single records made and changed from what people typed.
struct EditingTests {
    @Test func `every kind of content can be edited, key by key`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let edits: [(RecordType, String, JSON.Members, String, JSON)] = [
            (.organization, "DW-2021-0001", ["address": "新区路2号"], "address", "新区路2号"),
            (.demand, "XQ-2021-0001", ["budget": "150万元"], "budget_fen", 150_000_000),
            (.achievement, "CG-2021-0001", ["readiness": "量产"], "readiness", "production"),
            (.activity, "HD-2021-0001", ["place": "图书馆"], "place", "图书馆"),
            (.visit, "ZF-2021-0001", ["result": "登记两条需求"], "result", "登记两条需求"),
            (.contract, "HT-2021-0001", ["total": "101万元"], "total_fen", 101_000_000),
            (.payment, "DZ-2021-0001", ["amount": "51万元"], "amount_fen", 51_000_000),
            (.user, "li", ["role": "负责人"], "role", "manager"),
        ]
        for (type, reference, changes, key, value) in edits {
            let before = try await market.json(type, reference)
            let after = try await market.desk.change {
                try Records($0).edit(type, reference, version: nil, changes)
            }
            #expect(after[key] == value)
            for member in before where ![key, "version", "total_now_fen", "changes"].contains(member.key) {
                #expect(after[member.key] == member.value)
            }
        }
    }

    @Test func `null takes an optional value away, and not a required one`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let after = try await market.desk.change {
            try Records($0).edit(
                .demand,
                "XQ-2021-0001",
                version: nil,
                ["budget_fen": nil, "keywords": nil, "problem": ""]
            )
        }
        #expect(after["budget_fen"] == nil)
        #expect(after["keywords"] == nil)
        #expect(after["problem"] == nil)
        let code = try await refusal {
            _ = try await market.desk.change {
                try Records($0).edit(.demand, "XQ-2021-0001", version: nil, ["title": nil])
            }
        }
        #expect(code == "required")
    }

    @Test(arguments: ["state", "moves", "version", "archived"])
    func `what the program keeps is not edited`(key: String) async throws {
        let market = try await TestMarket.holding(Lines.all)
        let code = try await refusal {
            _ = try await market.desk.change {
                try Records($0).edit(.demand, "XQ-2021-0001", version: nil, [key: "closed"])
            }
        }
        #expect(code == "read_only")
    }

    @Test func `a stale version is refused`() async throws {
        let market = try await TestMarket.holding(Lines.all)
        let code = try await refusal {
            _ = try await market.desk.change {
                _ = try Records($0).edit(.visit, "ZF-2021-0001", version: 1, ["result": "甲"])
                _ = try Records($0).edit(.visit, "ZF-2021-0001", version: 1, ["result": "乙"])
            }
        }
        #expect(code == "stale_version")
    }
}
