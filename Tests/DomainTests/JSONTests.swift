import Domain
import Foundation
import Testing

@Suite struct JSONTests {
    @Test func `members keep their order`() {
        let json: JSON = [
            "type": "demand", "code": "XQ-2021-0001", "budget_fen": 500_000, "moves": [], "note": nil,
        ]
        #expect(
            json.text
                == #"{"type":"demand","code":"XQ-2021-0001","budget_fen":500000,"moves":[],"note":null}"#
        )
        #expect(json.description == json.text)
    }

    @Test func `pretty text has one thing a line`() {
        let json: JSON = ["name": "大冶市", "list": [1, [true], [:]], "empty": []]
        #expect(
            json.pretty == """
                {
                  "name": "大冶市",
                  "list": [
                    1,
                    [
                      true
                    ],
                    {}
                  ],
                  "empty": []
                }
                """
        )
    }

    @Test(arguments: [
        ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n\r\t", #""\n\r\t""#),
        ("\0\u{1}\u{1F}\u{8}", #""\u0000\u0001\u001f\u0008""#),
        ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("\u{7F}\u{9F}\u{A0}", "\"\\u007f\\u009f\u{A0}\""),
        ("需求😀e\u{301}", "\"需求😀e\u{301}\""),
        ("\r\n", #""\r\n""#), ("", #""""#), ("\u{1B}[31m", #""\u001b[31m""#),
    ])
    func `strings are escaped where a reader or a terminal would stumble`(string: String, text: String) {
        #expect(Array(JSON.string(string).text.utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        (JSON.int(.max), "9223372036854775807"), (.int(.min), "-9223372036854775808"), (.number(0.1), "0.1"),
        (.number(5), "5.0"),
        (.number(1e300), "1e+300"), (.number(.nan), "null"), (.number(.infinity), "null"),
        (.number(-.infinity), "null"),
        (.bool(false), "false"), (.null, "null"),
    ])
    func `numbers are written whole, and never as what JSON can't read`(json: JSON, text: String) {
        #expect(json.text == text)
    }

    @Test func `members are set in place, added last and taken away`() {
        var members: JSON.Members = ["a": 1, "b": 2]
        members["c"] = 3
        members["a"] = .null
        members["b"] = nil
        members["gone"] = nil
        #expect(members.keys == ["a", "c"])
        #expect(JSON.object(members).text == #"{"a":null,"c":3}"#)
        #expect(JSON.Members([("b", 1), ("a", 2), ("b", 3)]) == ["b": 3, "a": 2])
        #expect((["a": 1, "b": 2, "a": 3] as JSON).text == #"{"a":3,"b":2}"#)
        #expect((["a": 1, "b": 2] as JSON) != ["b": 2, "a": 1])
    }

    @Test func `values are read without surprises`() {
        let json: JSON = ["list": ["x", 2, 2.0, 2.5, true, nil]]
        #expect(json["list"]?[0]?.asString == "x" && json["list"]?[0]?.asInt == nil)
        #expect(json["list"]?[1]?.asInt == 2 && json["list"]?[1]?.asDouble == 2)
        #expect(json["list"]?[2]?.asInt == 2 && json["list"]?[3]?.asInt == nil)
        #expect(json["list"]?[4]?.asBool == true && json["list"]?[4]?.asInt == nil)
        #expect(json["list"]?[5]?.isNull == true && json["list"]?[6] == nil)
        #expect(json["none"] == nil && json[0] == nil && JSON.null["a"] == nil)
        #expect(json.asObject?.count == 1 && json["list"]?.asArray?.count == 6)
    }

    @Test func `what is written, Foundation reads as the same value`() throws {
        var random = SeededNumbers(seed: 8259)
        for _ in 0..<300 {
            let json = JSONTests.value(depth: 4, &random)
            for text in [json.text, json.pretty] {
                let read = try JSONDecoder().decode(Decoded.self, from: Data(text.utf8)).json
                #expect(JSONTests.sorted(read) == JSONTests.sorted(json))
            }
            #expect(!json.text.contains("\n"))
        }
    }

    static func value(depth: Int, _ random: inout SeededNumbers) -> JSON {
        switch random.next() % (depth > 0 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(random.next() % 2 == 0)
        case 2: return .int(Int64(bitPattern: random.next() >> (random.next() % 64)))
        case 3: return .number(Double(Int64(bitPattern: random.next() >> 20)) / 1024 + 0.5 / 1024)
        case 4, 5: return .string(string(&random))
        case 6: return .array((0..<random.next() % 5).map { _ in value(depth: depth - 1, &random) })
        default:
            var members = JSON.Members()
            for _ in 0..<random.next() % 5 { members[string(&random)] = value(depth: depth - 1, &random) }
            return .object(members)
        }
    }

    static func string(_ random: inout SeededNumbers) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "\u{2028}", "需", "😀", "\u{FFFF}",
        ]
        var string = ""
        for _ in 0..<random.next() % 8 { string.unicodeScalars.append(scalars[Int(random.next() % 13)]) }
        return string
    }

    /// Foundation forgets the order of members.
    static func sorted(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map(sorted))
        case .object(let members):
            var result = JSON.Members()
            for member in members.sorted(by: { $0.key < $1.key }) {
                result[member.key] = sorted(member.value)
            }
            return .object(result)
        default: return json
        }
    }
}

private struct Decoded: Decodable {
    let json: JSON

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            json = .null
        } else if let value = try? container.decode(Bool.self) {
            json = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            json = .int(value)
        } else if let value = try? container.decode(Double.self) {
            json = .number(value)
        } else if let value = try? container.decode(String.self) {
            json = .string(value)
        } else if let value = try? container.decode([Decoded].self) {
            json = .array(value.map(\.json))
        } else {
            var members = JSON.Members()
            for (key, value) in try container.decode([String: Decoded].self) { members[key] = value.json }
            json = .object(members)
        }
    }
}
