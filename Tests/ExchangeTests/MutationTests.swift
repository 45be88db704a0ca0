import Domain
import Exchange
import Market
import SchemaChecks
import Testing

/// Good lines spoilt in every place: what the schema refuses, import refuses, and says where; what the schema takes, import
/// refuses only for what no schema can know.
struct MutationTests {
    /// A line with one thing changed.
    private struct Mutant {
        let key: String
        let what: String
        let line: JSON
    }

    /// What a schema can't say: what other records, code lists, the calendar and the clock know.
    private static let beyondSchemas: Set<String> = [
        "not_found", "refers_to_refused", "code_unknown", "does_not_follow", "date_in_future",
        "date_out_of_order",
        "amendment_missing", "technology_above_total", "payment_above_total", "refund_above_paid",
        "nothing_changed",
        "same_parties", "external_id_taken", "code_taken", "twice_in_file", "move_not_allowed",
        "pair_differs",
        "history_differs", "stage_skipped", "contract_required", "not_accepted", "credit_code_check",
        "not_last_step",
        "nothing_before", "not_earlier", "record_code_kind", "credit_code_region",
        "credit_code_organization_check",
        "phone_length", "phone_format", "email_format", "industry_unknown", "region_unknown",
        "contract_cancelled",
        "money_number", "money_unit_unknown", "activity_cancelled", "already_member", "name_taken",
        "sheet_unknown", "sheet_ambiguous", "date_impossible", "figure_unknown",
    ]

    @Test(arguments: Lines.all.indices)
    func `a spoilt line is refused where it is spoilt`(index: Int) async throws {
        let line = Lines.all[index]
        let json = try JSON.reading(line.utf8)
        let type = try #require(RecordType(rawValue: json["type"]?.asString ?? ""))
        let schemas = try Schemas()
        let market = try await TestMarket()
        let mutants = Self.mutants(of: json)
        #expect(mutants.count > 30)
        // What the line needs: of the records that stand alone, those before it; of the others, all.
        let isAlone = index < 9
        var lines =
            isAlone
            ? Array(Lines.all[...index])
            : Lines.all.filter { ![Lines.programme, Lines.activity, Lines.session].contains($0) }
        let place = try #require(lines.firstIndex(of: line))
        for mutant in mutants {
            lines[place] = mutant.line.text
            let problems = try schemas.problems(with: mutant.line, against: type)
            let report = try await market.load(lines, dryRun: true)
            let error = report.refused.first { $0.line == place + 1 }?.error
            if problems.isEmpty {
                guard let error else { continue }
                #expect(
                    Self.beyondSchemas.contains(error.code),
                    "the schema takes \(mutant.what) for \(mutant.key), import does not: \(error.code) \(error.message.zh)"
                )
            } else {
                #expect(error != nil, "\(mutant.what) for \(mutant.key): \(problems), but import takes it")
                guard let error, mutant.key != "type" else { continue }
                let names =
                    error.message.zh.contains(mutant.key) || error.field?.code.hasPrefix(mutant.key) == true
                #expect(names, "\(mutant.what) for \(mutant.key): \(error.message.zh)")
                #expect(error.message.zh.hasSuffix("。"))
            }
        }
    }

    /// The line with each of its keys, also those of the objects within it, changed in each way.
    private static func mutants(of json: JSON) -> [Mutant] {
        guard case .object(let members) = json else { return [] }
        var mutants = [
            Mutant(key: "nonsense", what: "an unknown key", line: .object(with(members, "nonsense", "x")))
        ]
        for member in members {
            mutants.append(
                Mutant(key: member.key, what: "nothing", line: .object(with(members, member.key, nil)))
            )
            for (what, value) in values(for: member.value) {
                mutants.append(
                    Mutant(key: member.key, what: what, line: .object(with(members, member.key, value)))
                )
            }
            guard case .array(let elements) = member.value else { continue }
            for (index, element) in elements.enumerated() {
                for mutant in Self.mutants(of: element) {
                    var elements = elements
                    elements[index] = mutant.line
                    let line = JSON.object(with(members, member.key, .array(elements)))
                    mutants.append(Mutant(key: mutant.key, what: mutant.what, line: line))
                }
            }
        }
        return mutants
    }

    private static func with(_ members: JSON.Members, _ key: String, _ value: JSON?) -> JSON.Members {
        var members = members
        members[key] = value
        return members
    }

    private static func values(for value: JSON) -> [(String, JSON)] {
        let always: [(String, JSON)] = [("null", nil), ("an object", ["a": 1]), ("a list of lists", [[]])]
        switch value {
        case .string(let text):
            var values: [(String, JSON)] = [
                ("true", true), ("a fraction", 1.5), ("a list of texts", ["x", "y"]),
                ("nonsense", "nonsense"), ("a blank", " "),
            ]
            for length in [41, 201, 2_001, 10_001] {
                values.append(("\(length) characters", .string(String(repeating: "长", count: length))))
            }
            if text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil {
                for day in [
                    "2021-02-30", "2021-13-01", "1821-05-06", "21-05-06", "2021-05-06T00:00:00", "44322",
                    "2023-05-06",
                ] {
                    values.append((day, .string(day)))
                }
            }
            if text.wholeMatch(of: /[A-Z]{2}-\d{4}-\d{4}/) != nil {
                for code in ["DW-2021-0000", "XX-2021-0001", "HD-21-0001", "ZF-2021"] {
                    values.append((code, .string(code)))
                }
            }
            return always + values
        case .int:
            return always + [
                ("a negative", -1), ("zero", 0), ("a fraction", 1.5), ("a text", "many"), ("true", true),
                ("more than there is", 1_000_000_000_000_001), ("the most", .int(.max)), ("a list", [1]),
            ]
        case .bool: return always + [("a text", "yes"), ("a number", 1), ("a list", [true])]
        default:
            return always + [
                ("true", true), ("a number", 1), ("a list of numbers", [1]),
                ("a list with an object", [["a": 1]]),
                ("a long list", .array((1...21).map { .string("词\($0)") })),
                ("a list of a long text", [.string(String(repeating: "长", count: 201))]),
            ]
        }
    }

    @Test(arguments: [
        (Lines.payment, "amount"), (Lines.demand, "budget"), (Lines.achievement, "price"),
        (Lines.contract, "total"),
        (Lines.contract, "technology"), (Lines.moneyTarget, "value"),
    ])
    func `an amount may be written with its unit, once`(line: String, key: String) async throws {
        let (index, json) = (try #require(Lines.all.firstIndex(of: line)), try JSON.reading(line.utf8))
        let schemas = try Schemas()
        let type = try #require(RecordType(rawValue: json["type"]?.asString ?? ""))
        let members = try #require(json.asObject)
        let fen = try #require(members[key + "_fen"]?.asInt)
        func outcome(_ change: (inout JSON.Members) -> Void) async throws -> (fits: Bool, code: String?) {
            var (lines, members) = (Lines.all, members)
            change(&members)
            lines[index] = JSON.object(members).text
            let report = try await TestMarket().load(lines, dryRun: true)
            return (
                try schemas.problems(with: .object(members), against: type).isEmpty,
                report.refusals[index + 1]
            )
        }
        let typed = JSON.string("\(fen / 1_000_000)万元")
        #expect(
            try await outcome {
                $0[key + "_fen"] = nil; $0[key] = typed
            } == (true, nil)
        )
        #expect(
            try await outcome {
                $0[key + "_fen"] = .null; $0[key] = typed
            } == (true, nil)
        )
        #expect(try await outcome { $0[key] = typed } == (false, "amount_twice"))
        #expect(
            try await outcome {
                $0[key + "_fen"] = nil; $0[key] = "120"
            } == (false, "money_unit_missing")
        )
        #expect(
            try await outcome {
                $0[key + "_fen"] = nil; $0[key] = "-120万元"
            } == (false, "money_negative")
        )
        #expect(
            try await outcome {
                $0[key + "_fen"] = nil; $0[key] = 120
            } == (false, "money_unit_missing")
        )
    }
}
