import Domain
import Exchange
import Market
import SchemaChecks
import Testing

/// The schemas describe what import takes and export writes.
struct SchemaTests {
    @Test func `the validator refuses a keyword that it does not know`() {
        let schemas = Schemas(files: ["a": ["contains": ["type": "string"]]])
        #expect(throws: Schemas.Malformed.self) { try schemas.problems(with: [], against: "a") }
    }

    @Test(arguments: [
        (#"{"type": "object", "required": ["a"]}"#, "{}"),
        (#"{"properties": {"a": {"type": "string"}}}"#, #"{"a": 1}"#),
        (#"{"properties": {}, "additionalProperties": false}"#, #"{"a": 1}"#),
        (#"{"maxLength": 2}"#, #""需求书""#),
        (#"{"oneOf": [{"type": "integer"}, {"minimum": 1}]}"#, "2"),
        (#"{"format": "date"}"#, #""2021-02-30""#),
        (#"{"if": {"const": 1}, "then": {"const": 2}}"#, "1"), (#"{"not": {"type": "null"}}"#, "null"),
        (#"{"items": {"type": "integer"}, "maxItems": 2}"#, "[1, 2, 3]"),
        (#"{"uniqueItems": true}"#, "[1, 1]"),
        (#"{"prefixItems": [{"const": 1}], "items": {"const": 2}}"#, "[1, 1]"),
        (#"{"pattern": "^[A-Z]+$"}"#, #""a""#),
        (##"{"$ref": "#/$defs/a", "$defs": {"a": {"enum": [1, 2]}}}"##, "3"),
        (#"{"type": "integer"}"#, "1.5"),
    ])
    func `the validator sees what breaks a rule`(schema: String, value: String) throws {
        let schemas = Schemas(files: ["a": try JSON.reading(schema.utf8)])
        #expect(try !schemas.problems(with: try JSON.reading(value.utf8), against: "a").isEmpty)
    }

    @Test func `every line of the demonstration city fits its schema`() throws {
        let schemas = try Schemas()
        var count = 0
        for name in SeedFiles.names where name.hasPrefix("city/") {
            for line in (SeedFiles.text(name) ?? "").split(separator: "\n") {
                let json = try JSON.reading(line.utf8)
                let type = try #require(RecordType(rawValue: json["type"]?.asString ?? ""))
                #expect(try schemas.problems(with: json, against: type) == [], "\(name): \(line.prefix(60))")
                count += 1
            }
        }
        #expect(count > 1_200)
    }

    @Test func `every exported line fits its schema and the schema of lines`() async throws {
        let schemas = try Schemas()
        for line in try await City.lines() {
            let json = try JSON.reading(line.utf8)
            let type = try #require(RecordType(rawValue: json["type"]?.asString ?? ""))
            #expect(try schemas.problems(with: json, against: type) == [], "\(line.prefix(60))")
            if json["code"]?.asString?.hasSuffix("-0001") == true {
                #expect(try schemas.problems(with: json, against: "record.schema.json") == [])
            }
        }
    }

    @Test(arguments: Lines.all)
    func `the lines that the tests begin with fit their schemas`(line: String) throws {
        let json = try JSON.reading(line.utf8)
        let type = try #require(RecordType(rawValue: json["type"]?.asString ?? ""))
        #expect(try Schemas().problems(with: json, against: type) == [])
    }
}
