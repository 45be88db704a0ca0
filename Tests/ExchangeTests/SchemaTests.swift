import Domain
import Exchange
import Market
import Testing

/// The schemas describe what import takes and export writes.
struct SchemaTests {
    @Test func `the validator refuses a keyword that it does not know`() {
        let schema = Schema(file: "a", files: ["a": ["contains": ["type": "string"]]])
        #expect(throws: Schema.Malformed.self) { try schema.violations([]) }
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
        let schema = Schema(file: "a", files: ["a": try JSON.reading(schema.utf8)])
        #expect(try !schema.violations(try JSON.reading(value.utf8)).isEmpty)
    }

    @Test func `every line of the demonstration city fits its schema`() throws {
        let schemas = try Dictionary(
            uniqueKeysWithValues: RecordType.allCases.map { ($0.rawValue, try Schema($0)) }
        )
        var count = 0
        for name in SeedFiles.names where name.hasPrefix("city/") {
            for line in (SeedFiles.text(name) ?? "").split(separator: "\n") {
                let json = try JSON.reading(line.utf8)
                let schema = try #require(schemas[json["type"]?.asString ?? ""])
                let violations = try schema.violations(json)
                #expect(violations.isEmpty, "\(name): \(line.prefix(60)) \(violations)")
                count += 1
            }
        }
        #expect(count > 1_200)
    }

    @Test func `every exported line fits its schema and the schema of lines`() async throws {
        let record = try Schema(file: "record.schema.json")
        let schemas = try Dictionary(
            uniqueKeysWithValues: RecordType.allCases.map { ($0.rawValue, try Schema($0)) }
        )
        for line in try await City.lines() {
            let json = try JSON.reading(line.utf8)
            let violations = try #require(schemas[json["type"]?.asString ?? ""]).violations(json)
            #expect(violations.isEmpty, "\(line.prefix(60)) \(violations)")
            if json["code"]?.asString?.hasSuffix("-0001") == true {
                #expect(try record.violations(json).isEmpty)
            }
        }
    }

    @Test(arguments: Lines.all)
    func `the lines that the tests begin with fit their schemas`(line: String) throws {
        let json = try JSON.reading(line.utf8)
        let type = try #require(RecordType(rawValue: json["type"]?.asString ?? ""))
        #expect(try Schema(type).violations(json).map(\.description) == [])
    }
}
